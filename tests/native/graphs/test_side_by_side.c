// What a launch takes: branches run side by side, what depends waits, nothing else does.
#include "../check.h"
#include "device.h"

static CUgraph empty_graph(void) {
  CUgraph graph;
  MUST(cuGraphCreate(&graph, 0));
  return graph;
}

static CUgraph diamond(void) {
  CUgraph graph = empty_graph();
  CUgraphNode top = node_after(graph, "us100", NULL, NULL, NULL, NULL);
  CUgraphNode left = node_after(graph, "us200", top, NULL, NULL, NULL);
  CUgraphNode right = node_after(graph, "us300", top, NULL, NULL, NULL);
  node_after(graph, "us50", left, right, NULL, NULL);
  return graph;
}

static void end(CUgraph graph, CUgraphExec exec) {
  MUST(cuGraphExecDestroy(exec));
  MUST(cuGraphDestroy(graph));
}

static void a_chain_takes_the_sum(void) {
  CUgraph graph = empty_graph();
  CUgraphNode first = node_after(graph, "us100", NULL, NULL, NULL, NULL);
  CUgraphNode second = node_after(graph, "us200", first, NULL, NULL, NULL);
  node_after(graph, "us50", second, NULL, NULL, NULL);
  CUgraphExec exec = instantiated(graph);
  CHECK_NUMBER("a chain takes the sum of its kernels, ns", launch_ns(exec), 350000);
  end(graph, exec);
}

static void a_diamond_takes_its_longer_side(void) {
  CUgraph graph = diamond();
  CUgraphExec exec = instantiated(graph);
  CHECK_NUMBER("a diamond takes top, longer side and bottom, ns", launch_ns(exec), 450000);
  CHECK_NUMBER("and again", launch_ns(exec), 450000);
  end(graph, exec);
}

static void roots_run_side_by_side(void) {
  CUgraph graph = empty_graph();
  for (int i = 0; i < 4; i++)
    node_after(graph, i == 3 ? "us300" : "us100", NULL, NULL, NULL, NULL);
  CUgraphExec exec = instantiated(graph);
  CHECK_NUMBER("four roots take the longest of them, ns", launch_ns(exec), 300000);
  end(graph, exec);
}

static void kernels_that_need_the_whole_card_take_turns(void) {
  CUgraph graph = empty_graph();
  for (int i = 0; i < 3; i++)
    node_after(graph, "whole", NULL, NULL, NULL, NULL);
  CUgraphExec exec = instantiated(graph);
  CHECK_NUMBER("three kernels on all multiprocessors take turns, ns", launch_ns(exec), 300000);
  end(graph, exec);
}

// Every layer has two nodes, each after both of the layer above.
static void a_lattice_longer_than_a_queue(void) {
  CUgraph graph = empty_graph();
  CUgraphNode left = NULL, right = NULL;
  for (int i = 0; i < 1500; i++) {
    CUgraphNode next = node_after(graph, "us50", left, right, NULL, NULL);
    right = node_after(graph, "us100", left, right, NULL, NULL);
    left = next;
  }
  CUgraphExec exec = instantiated(graph);
  CHECK_NUMBER("3000 nodes in two branches that wait for each other, ns", launch_ns(exec), UINT64_C(1500) * 100000);
  end(graph, exec);
}

static void wider_than_there_are_chains(void) {
  CUgraph graph = empty_graph();
  for (int i = 0; i < 96; i++)
    node_after(graph, "us100", NULL, NULL, NULL, NULL);
  CUgraphExec exec = instantiated(graph);
  CHECK_NUMBER("96 roots in 32 chains, ns", launch_ns(exec), 300000);
  end(graph, exec);
}

static void an_executable_graph_never_overlaps_itself(void) {
  CUgraph graph = diamond();
  CUgraphExec exec = instantiated(graph), other = instantiated(graph);
  CUstream one, two;
  MUST(cuStreamCreate(&one, CU_STREAM_NON_BLOCKING));
  MUST(cuStreamCreate(&two, CU_STREAM_NON_BLOCKING));
  uint64_t before = device_ns();
  MUST(cuGraphLaunch(exec, one));
  MUST(cuGraphLaunch(exec, two));
  MUST(cuCtxSynchronize());
  CHECK_NUMBER("one executable graph in two streams: one after the other, ns", device_ns() - before, 900000);
  before = device_ns();
  MUST(cuGraphLaunch(exec, one));
  MUST(cuGraphLaunch(other, two));
  MUST(cuCtxSynchronize());
  CHECK_NUMBER("two executable graphs in two streams: side by side, ns", device_ns() - before, 450000);
  before = device_ns();
  MUST(cuGraphLaunch(exec, one));
  MUST(cuGraphLaunch(other, one));
  MUST(cuCtxSynchronize());
  CHECK_NUMBER("two executable graphs in one stream: in order, ns", device_ns() - before, 900000);
  MUST(cuStreamDestroy_v2(one));
  MUST(cuStreamDestroy_v2(two));
  MUST(cuGraphExecDestroy(other));
  end(graph, exec);
}

static void a_launch_takes_its_place_in_the_stream(void) {
  CUgraph graph = empty_graph();
  node_after(graph, "us100", NULL, NULL, NULL, NULL);
  node_after(graph, "us200", NULL, NULL, NULL, NULL);
  CUgraphExec exec = instantiated(graph);
  CUstream stream;
  MUST(cuStreamCreate(&stream, CU_STREAM_NON_BLOCKING));
  uint64_t before = device_ns();
  MUST(cuLaunchKernel(device_kernel("us50"), 1, 1, 1, 1, 1, 1, 0, stream, NULL, NULL));
  MUST(cuGraphLaunch(exec, stream));
  MUST(cuLaunchKernel(device_kernel("us50"), 1, 1, 1, 1, 1, 1, 0, stream, NULL, NULL));
  MUST(cuStreamSynchronize(stream));
  CHECK_NUMBER("both branches come after what was before, and before what comes after, ns", device_ns() - before, 300000);
  MUST(cuStreamDestroy_v2(stream));
  end(graph, exec);
}

static void a_child_graph_is_part_of_its_parent(void) {
  CUgraph child = diamond(), graph = empty_graph();
  CUgraphNode before = node_after(graph, "us50", NULL, NULL, NULL, NULL), inner;
  MUST(cuGraphAddChildGraphNode(&inner, graph, &before, 1, child));
  node_after(graph, "us50", inner, NULL, NULL, NULL);
  node_after(graph, "us300", before, NULL, NULL, NULL);
  CUgraphExec exec = instantiated(graph);
  CHECK_NUMBER("a diamond within a chain, beside a branch, ns", launch_ns(exec), 550000);
  MUST(cuGraphDestroy(child));
  end(graph, exec);
}

static void a_disabled_node_takes_no_time(void) {
  CUgraph graph = empty_graph();
  CUgraphNode first = node_after(graph, "us100", NULL, NULL, NULL, NULL);
  CUgraphNode second = node_after(graph, "us200", first, NULL, NULL, NULL);
  node_after(graph, "us50", second, NULL, NULL, NULL);
  CUgraphExec exec = instantiated(graph);
  MUST(cuGraphNodeSetEnabled(exec, second, 0));
  CHECK_NUMBER("without the second of three, ns", launch_ns(exec), 150000);
  MUST(cuGraphNodeSetEnabled(exec, second, 1));
  CHECK_NUMBER("with it again, ns", launch_ns(exec), 350000);
  end(graph, exec);
}

static void a_changed_node_takes_its_new_time(void) {
  CUgraph graph = empty_graph();
  CUgraphNode node = node_after(graph, "us100", NULL, NULL, NULL, NULL);
  CUgraphExec exec = instantiated(graph);
  CUDA_KERNEL_NODE_PARAMS longer = device_launch("us300");
  MUST(cuGraphExecKernelNodeSetParams_v2(exec, node, &longer));
  CHECK_NUMBER("changed in the executable graph, ns", launch_ns(exec), 300000);
  CUgraphExec other = instantiated(graph);
  CHECK_NUMBER("the graph itself is as it was, ns", launch_ns(other), 100000);
  MUST(cuGraphKernelNodeSetParams_v2(node, &longer));
  CHECK_NUMBER("an executable graph is a snapshot, ns", launch_ns(other), 100000);
  CUgraphExecUpdateResultInfo info;
  MUST(cuGraphExecUpdate_v2(other, graph, &info));
  CHECK_NUMBER("updated, ns", launch_ns(other), 300000);
  MUST(cuGraphExecDestroy(other));
  end(graph, exec);
}

static void an_event_in_a_graph_tells_when(void) {
  CUgraph graph = empty_graph();
  CUevent begin, middle;
  MUST(cuEventCreate(&begin, 0));
  MUST(cuEventCreate(&middle, 0));
  CUgraphNode node, recorded;
  MUST(cuGraphAddEventRecordNode(&node, graph, NULL, 0, begin));
  CUgraphNode kernel = node_after(graph, "us200", node, NULL, NULL, NULL);
  MUST(cuGraphAddEventRecordNode(&recorded, graph, &kernel, 1, middle));
  node_after(graph, "us300", recorded, NULL, NULL, NULL);
  CUgraphExec exec = instantiated(graph);
  launch_ns(exec);
  float ms;
  MUST(cuEventElapsedTime(&ms, begin, middle));
  CHECK_NUMBER("between two record nodes, ns", (uint64_t)(ms * 1e6f + 0.5f), 200000);
  MUST(cuEventDestroy_v2(begin));
  MUST(cuEventDestroy_v2(middle));
  end(graph, exec);
}

static void an_event_node_waits_for_another_stream(void) {
  CUgraph graph = empty_graph();
  CUevent event;
  CUgraphNode wait;
  CUstream one, two;
  MUST(cuEventCreate(&event, 0));
  MUST(cuStreamCreate(&one, CU_STREAM_NON_BLOCKING));
  MUST(cuStreamCreate(&two, CU_STREAM_NON_BLOCKING));
  MUST(cuGraphAddEventWaitNode(&wait, graph, NULL, 0, event));
  node_after(graph, "us100", wait, NULL, NULL, NULL);
  CUgraphExec exec = instantiated(graph);
  uint64_t before = device_ns();
  MUST(cuLaunchKernel(device_kernel("us300"), 1, 1, 1, 1, 1, 1, 0, one, NULL, NULL));
  MUST(cuEventRecord(event, one));
  MUST(cuGraphLaunch(exec, two));
  MUST(cuStreamSynchronize(two));
  CHECK_NUMBER("after the other stream's kernel, ns", device_ns() - before, 400000);
  MUST(cuStreamDestroy_v2(one));
  MUST(cuStreamDestroy_v2(two));
  MUST(cuEventDestroy_v2(event));
  end(graph, exec);
}

static CUgraphNode node_on(CUgraph graph, CUmodule module, const char *name, CUcontext context, const CUgraphNode *after) {
  CUDA_KERNEL_NODE_PARAMS launch = device_launch(name);
  CUgraphNode node;
  if (module != NULL)
    MUST(cuModuleGetFunction(&launch.func, module, name));
  launch.ctx = context;
  MUST(cuGraphAddKernelNode_v2(&node, graph, after, after != NULL, &launch));
  return node;
}

static void a_graph_on_two_devices(void) {
  CUcontext second;
  CUmodule module = device_open_second(&second);
  MUST(cuCtxSetCurrent(device_context));
  CUgraph graph = empty_graph();
  CUgraphNode node = node_on(graph, NULL, "whole", device_context, NULL);
  node = node_on(graph, module, "us200", second, &node);
  node_on(graph, NULL, "us50", device_context, &node);
  node_on(graph, module, "us300", second, NULL);
  CUgraphExec exec = instantiated(graph);
  CHECK_NUMBER("there and back, beside a kernel there, ns", launch_ns(exec), 350000);
  MUST(cuCtxSetCurrent(second));
  CHECK_NUMBER("the same from a stream of the other device, ns", launch_ns(exec), 350000);
  MUST(cuModuleUnload(module));
  MUST(cuCtxSetCurrent(device_context));
  end(graph, exec);
}

int main(void) {
  device_open();
  a_chain_takes_the_sum();
  a_diamond_takes_its_longer_side();
  roots_run_side_by_side();
  kernels_that_need_the_whole_card_take_turns();
  a_lattice_longer_than_a_queue();
  wider_than_there_are_chains();
  an_executable_graph_never_overlaps_itself();
  a_launch_takes_its_place_in_the_stream();
  a_child_graph_is_part_of_its_parent();
  a_disabled_node_takes_no_time();
  a_changed_node_takes_its_new_time();
  an_event_in_a_graph_tells_when();
  an_event_node_waits_for_another_stream();
  a_graph_on_two_devices();
  device_close();
  return CHECKS_END();
}
