// Executable graphs: made, launched, changed.
#include "graphs.h"

static CUgraphExec with_exec(CUgraph graph) {
  CUgraphExec exec;
  REQUIRE(cuGraphInstantiateWithFlags(&exec, graph, 0));
  return exec;
}

static CUgraph cyclic(CUgraphNode *one, CUgraphNode *other) {
  CUgraph graph = with_graph();
  *one = empty_node(graph, NULL, NULL);
  *other = empty_node(graph, *one, NULL);
  REQUIRE(cuGraphAddDependencies(graph, other, one, 1));
  return graph;
}

CASE(cuGraphInstantiate, CUDA_SUCCESS, "the first form") {
  CUgraphExec exec = NULL;
  CUgraphNode node = (CUgraphNode)1;
  char log[64] = "x";
  EXPECT(cuGraphInstantiate(&exec, with_graph(), &node, log, sizeof log), CUDA_SUCCESS);
  CHECK(exec);
  EXPECT(cuGraphExecDestroy(exec), CUDA_SUCCESS);
}

CASE(cuGraphInstantiate_v2, CUDA_SUCCESS, "nowhere for a log") {
  CUgraphExec exec = NULL;
  EXPECT(cuGraphInstantiate_v2(&exec, with_graph(), NULL, NULL, 0), CUDA_SUCCESS);
  EXPECT(cuGraphExecDestroy(exec), CUDA_SUCCESS);
}

CASE(cuGraphInstantiate_v2, CUDA_ERROR_INVALID_VALUE, "a cycle") {
  CUgraphExec exec;
  CUgraphNode one, other, node = NULL;
  EXPECT(cuGraphInstantiate_v2(&exec, cyclic(&one, &other), &node, NULL, 0), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuGraphInstantiateWithFlags, CUDA_SUCCESS, "node priorities") {
  CUgraphExec exec = NULL;
  EXPECT(cuGraphInstantiateWithFlags(&exec, with_graph(), CUDA_GRAPH_INSTANTIATE_FLAG_USE_NODE_PRIORITY), CUDA_SUCCESS);
  cuuint64_t flags = 0;
  EXPECT(cuGraphExecGetFlags(exec, &flags), CUDA_SUCCESS);
  CHECK(flags == CUDA_GRAPH_INSTANTIATE_FLAG_USE_NODE_PRIORITY);
}

CASE(cuGraphInstantiateWithFlags, CUDA_ERROR_INVALID_VALUE, "unknown flags, a cycle") {
  CUgraphExec exec;
  CUgraphNode one, other;
  EXPECT(cuGraphInstantiateWithFlags(&exec, with_graph(), 1 << 20), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuGraphInstantiateWithFlags(&exec, cyclic(&one, &other), 0), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuGraphInstantiateWithParams, CUDA_SUCCESS, "with an upload") {
  CUgraph graph = with_graph();
  CUgraphExec exec = NULL;
  CUDA_GRAPH_INSTANTIATE_PARAMS parameters = {.flags = CUDA_GRAPH_INSTANTIATE_FLAG_UPLOAD, .hUploadStream = with_stream(),
                                              .result_out = CUDA_GRAPH_INSTANTIATE_ERROR};
  EXPECT(cuGraphInstantiateWithParams(&exec, graph, &parameters), CUDA_SUCCESS);
  CHECK(parameters.result_out == CUDA_GRAPH_INSTANTIATE_SUCCESS);
  launch_and_wait(exec);
}

CASE(cuGraphInstantiateWithParams, CUDA_ERROR_INVALID_VALUE, "says what is wrong") {
  CUgraphExec exec;
  CUgraphNode one, other;
  CUDA_GRAPH_INSTANTIATE_PARAMS parameters = {0};
  EXPECT(cuGraphInstantiateWithParams(&exec, cyclic(&one, &other), &parameters), CUDA_ERROR_INVALID_VALUE);
  CHECK(parameters.result_out == CUDA_GRAPH_INSTANTIATE_INVALID_STRUCTURE);
  CHECK(parameters.hErrNode_out == one || parameters.hErrNode_out == other);
}

CASE(cuGraphExecGetFlags, CUDA_SUCCESS, "none") {
  cuuint64_t flags = 9;
  EXPECT(cuGraphExecGetFlags(with_exec(with_graph()), &flags), CUDA_SUCCESS);
  CHECK(flags == 0);
}

CASE(cuGraphExecGetFlags, CUDA_ERROR_INVALID_VALUE, "to nowhere") {
  EXPECT(cuGraphExecGetFlags(with_exec(with_graph()), NULL), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuGraphExecDestroy, CUDA_SUCCESS, "while it runs") {
  CUgraph graph = with_graph();
  CUgraphNode node;
  int calls = 0;
  CUDA_HOST_NODE_PARAMS host = count_calls(&calls);
  REQUIRE(cuGraphAddHostNode(&node, graph, NULL, 0, &host));
  CUgraphExec exec = with_exec(graph);
  CUstream stream = with_stream();
  REQUIRE(cuGraphLaunch(exec, stream));
  EXPECT(cuGraphExecDestroy(exec), CUDA_SUCCESS);
  REQUIRE(cuStreamSynchronize(stream));
  CHECK(calls == 1);
}

CASE(cuGraphLaunch, CUDA_SUCCESS, "into the null stream, an empty graph") {
  CUgraphExec exec = with_exec(with_graph());
  EXPECT(cuGraphLaunch(exec, NULL), CUDA_SUCCESS);
  EXPECT(cuCtxSynchronize(), CUDA_SUCCESS);
}

CASE(cuGraphLaunch, CUDA_SUCCESS, "branches and a join") {
  CUmodule module = with_kernels();
  CUgraph graph;
  CUgraphNode branch[4], join;
  int calls = 0;
  CUDA_KERNEL_NODE_PARAMS launch = launch_of(module, "spin_us200");
  CUDA_HOST_NODE_PARAMS host = count_calls(&calls);
  REQUIRE(cuGraphCreate(&graph, 0));
  for (int i = 0; i < 4; i++)
    REQUIRE(cuGraphAddKernelNode_v2(&branch[i], graph, NULL, 0, &launch));
  REQUIRE(cuGraphAddHostNode(&join, graph, branch, 4, &host));
  CUgraphExec exec = with_exec(graph);
  for (int i = 0; i < 10; i++)
    EXPECT(cuGraphLaunch(exec, NULL), CUDA_SUCCESS);
  EXPECT(cuCtxSynchronize(), CUDA_SUCCESS);
  CHECK(calls == 10);
}

CASE(cuGraphUpload, CUDA_SUCCESS, "ahead of a launch") {
  CUgraph graph = with_graph();
  CUgraphExec exec = with_exec(graph);
  EXPECT(cuGraphUpload(exec, with_stream()), CUDA_SUCCESS);
  launch_and_wait(exec);
}

CASE(cuGraphExecKernelNodeSetParams, CUDA_SUCCESS, "the first version's parameters") {
  CUmodule module = with_kernels();
  CUgraph graph;
  CUgraphNode node;
  REQUIRE(cuGraphCreate(&graph, 0));
  CUDA_KERNEL_NODE_PARAMS launch = launch_of(module, "small");
  REQUIRE(cuGraphAddKernelNode_v2(&node, graph, NULL, 0, &launch));
  CUgraphExec exec = with_exec(graph);
  launch.gridDimX = 2;
  EXPECT(cuGraphExecKernelNodeSetParams(exec, node, &launch), CUDA_SUCCESS);
}

// A graph that fills `memory`, and its node.
static CUgraph filling(CUmodule module, CUdeviceptr *memory, unsigned int *value, CUgraphNode *node) {
  CUgraph graph;
  static unsigned int count = 4;
  static void *arguments[3];
  REQUIRE(cuMemAlloc_v2(memory, 16));
  arguments[0] = memory;
  arguments[1] = value;
  arguments[2] = &count;
  CUDA_KERNEL_NODE_PARAMS launch = launch_of(module, "fill");
  launch.blockDimX = 4;
  launch.kernelParams = arguments;
  REQUIRE(cuGraphCreate(&graph, 0));
  REQUIRE(cuGraphAddKernelNode_v2(node, graph, NULL, 0, &launch));
  return graph;
}

static unsigned int first_word(CUdeviceptr memory) {
  unsigned int got = 0;
  REQUIRE(cuMemcpyDtoH_v2(&got, memory, sizeof got));
  return got;
}

CASE(cuGraphExecKernelNodeSetParams_v2, CUDA_SUCCESS, "other arguments, here and not in the graph") {
  CUmodule module = with_kernels();
  CUdeviceptr memory;
  CUgraphNode node;
  unsigned int value = 1;
  CUgraph graph = filling(module, &memory, &value, &node);
  CUgraphExec exec = with_exec(graph);
  CUDA_KERNEL_NODE_PARAMS launch, kept;
  REQUIRE(cuGraphKernelNodeGetParams_v2(node, &launch));
  unsigned int other = 2, count = 4;
  void *arguments[] = {&memory, &other, &count};
  launch.kernelParams = arguments;
  EXPECT(cuGraphExecKernelNodeSetParams_v2(exec, node, &launch), CUDA_SUCCESS);
  launch_and_wait(exec);
  CHECK(first_word(memory) == 2);
  EXPECT(cuGraphKernelNodeGetParams_v2(node, &kept), CUDA_SUCCESS);
  CHECK(*(unsigned int *)kept.kernelParams[1] == 1);
}

CASE(cuGraphExecKernelNodeSetParams_v2, CUDA_ERROR_INVALID_VALUE, "a node of another graph") {
  CUmodule module = with_kernels();
  CUgraph graph, other;
  CUgraphNode node;
  CUDA_KERNEL_NODE_PARAMS launch = launch_of(module, "small");
  REQUIRE(cuGraphCreate(&graph, 0));
  REQUIRE(cuGraphCreate(&other, 0));
  REQUIRE(cuGraphAddKernelNode_v2(&node, other, NULL, 0, &launch));
  EXPECT(cuGraphExecKernelNodeSetParams_v2(with_exec(graph), node, &launch), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuGraphExecMemcpyNodeSetParams, CUDA_SUCCESS, "another target") {
  CUgraph graph = with_graph();
  CUcontext context;
  CUdeviceptr memory;
  CUgraphNode node;
  unsigned char one[8] = {0}, other[8] = {0};
  REQUIRE(cuCtxGetCurrent(&context));
  REQUIRE(cuMemAlloc_v2(&memory, 8));
  REQUIRE(cuMemsetD8_v2(memory, 6, 8));
  CUDA_MEMCPY3D copy = copy_to_host(one, memory, 8);
  REQUIRE(cuGraphAddMemcpyNode(&node, graph, NULL, 0, &copy, context));
  CUgraphExec exec = with_exec(graph);
  copy.dstHost = other;
  EXPECT(cuGraphExecMemcpyNodeSetParams(exec, node, &copy, context), CUDA_SUCCESS);
  launch_and_wait(exec);
  CHECK(one[0] == 0 && other[7] == 6);
}

CASE(cuGraphExecMemcpyNodeSetParams, CUDA_ERROR_INVALID_VALUE, "another kind of memory") {
  CUgraph graph = with_graph();
  CUcontext context;
  CUdeviceptr memory;
  CUgraphNode node;
  unsigned char bytes[8];
  REQUIRE(cuCtxGetCurrent(&context));
  REQUIRE(cuMemAlloc_v2(&memory, 8));
  CUDA_MEMCPY3D copy = copy_to_host(bytes, memory, 8);
  REQUIRE(cuGraphAddMemcpyNode(&node, graph, NULL, 0, &copy, context));
  CUgraphExec exec = with_exec(graph);
  CUDA_MEMCPY3D back = {.srcMemoryType = CU_MEMORYTYPE_HOST, .srcHost = bytes, .dstMemoryType = CU_MEMORYTYPE_DEVICE,
                        .dstDevice = memory, .WidthInBytes = 8, .Height = 1, .Depth = 1};
  EXPECT(cuGraphExecMemcpyNodeSetParams(exec, node, &back, context), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuGraphExecMemsetNodeSetParams, CUDA_SUCCESS, "another value") {
  CUgraph graph = with_graph();
  CUcontext context;
  CUdeviceptr memory;
  CUgraphNode node;
  REQUIRE(cuCtxGetCurrent(&context));
  REQUIRE(cuMemAlloc_v2(&memory, 8));
  CUDA_MEMSET_NODE_PARAMS fill = fill_of(memory, 1, 8);
  REQUIRE(cuGraphAddMemsetNode(&node, graph, NULL, 0, &fill, context));
  CUgraphExec exec = with_exec(graph);
  fill.value = 2;
  EXPECT(cuGraphExecMemsetNodeSetParams(exec, node, &fill, context), CUDA_SUCCESS);
  launch_and_wait(exec);
  CHECK(first_word(memory) == 0x02020202);
}

CASE(cuGraphExecHostNodeSetParams, CUDA_SUCCESS, "other data") {
  CUgraph graph = with_graph();
  CUgraphNode node;
  int one = 0, other = 0;
  CUDA_HOST_NODE_PARAMS host = count_calls(&one);
  REQUIRE(cuGraphAddHostNode(&node, graph, NULL, 0, &host));
  CUgraphExec exec = with_exec(graph);
  host.userData = &other;
  EXPECT(cuGraphExecHostNodeSetParams(exec, node, &host), CUDA_SUCCESS);
  launch_and_wait(exec);
  CHECK(one == 0 && other == 1);
}

CASE(cuGraphExecHostNodeSetParams, CUDA_ERROR_INVALID_VALUE, "no function") {
  CUgraph graph = with_graph();
  CUgraphNode node;
  int one = 0;
  CUDA_HOST_NODE_PARAMS host = count_calls(&one);
  REQUIRE(cuGraphAddHostNode(&node, graph, NULL, 0, &host));
  CUgraphExec exec = with_exec(graph);
  host.fn = NULL;
  EXPECT(cuGraphExecHostNodeSetParams(exec, node, &host), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuGraphExecNodeSetParams, CUDA_SUCCESS, "other data for a host function") {
  CUgraph graph = with_graph();
  CUgraphNode node;
  int one = 0, other = 0;
  CUDA_HOST_NODE_PARAMS host = count_calls(&one);
  REQUIRE(cuGraphAddHostNode(&node, graph, NULL, 0, &host));
  CUgraphExec exec = with_exec(graph);
  CUgraphNodeParams parameters = {.type = CU_GRAPH_NODE_TYPE_HOST, .host = {.fn = host.fn, .userData = &other}};
  EXPECT(cuGraphExecNodeSetParams(exec, node, &parameters), CUDA_SUCCESS);
  launch_and_wait(exec);
  CHECK(one == 0 && other == 1);
}

CASE(cuGraphExecNodeSetParams, CUDA_ERROR_INVALID_VALUE, "another type") {
  CUgraph graph = with_graph();
  CUgraphNode node = empty_node(graph, NULL, NULL);
  int one = 0;
  CUDA_HOST_NODE_PARAMS host = count_calls(&one);
  CUgraphNodeParams parameters = {.type = CU_GRAPH_NODE_TYPE_HOST, .host = {.fn = host.fn, .userData = &one}};
  EXPECT(cuGraphExecNodeSetParams(with_exec(graph), node, &parameters), CUDA_ERROR_INVALID_VALUE);
}

// A graph with a child graph that calls the host.
static CUgraph with_child(int *calls, CUgraphNode *node, CUgraph *child) {
  CUgraph graph = with_graph();
  CUgraphNode inner;
  CUDA_HOST_NODE_PARAMS host = count_calls(calls);
  REQUIRE(cuGraphCreate(child, 0));
  REQUIRE(cuGraphAddHostNode(&inner, *child, NULL, 0, &host));
  REQUIRE(cuGraphAddChildGraphNode(node, graph, NULL, 0, *child));
  return graph;
}

CASE(cuGraphExecChildGraphNodeSetParams, CUDA_SUCCESS, "a child graph of the same shape") {
  int one = 0, other = 0;
  CUgraphNode node, ignored;
  CUgraph child, others;
  CUgraphExec exec = with_exec(with_child(&one, &node, &child));
  with_child(&other, &ignored, &others);
  EXPECT(cuGraphExecChildGraphNodeSetParams(exec, node, others), CUDA_SUCCESS);
  launch_and_wait(exec);
  CHECK(one == 0 && other == 1);
}

CASE(cuGraphExecChildGraphNodeSetParams, CUDA_ERROR_INVALID_VALUE, "of another shape") {
  int one = 0;
  CUgraphNode node;
  CUgraph child;
  CUgraphExec exec = with_exec(with_child(&one, &node, &child));
  empty_node(child, NULL, NULL);
  EXPECT(cuGraphExecChildGraphNodeSetParams(exec, node, child), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuGraphExecEventRecordNodeSetEvent, CUDA_SUCCESS, "another event") {
  CUgraph graph = with_graph();
  CUgraphNode node;
  CUevent one, other;
  REQUIRE(cuEventCreate(&one, 0));
  REQUIRE(cuEventCreate(&other, 0));
  REQUIRE(cuGraphAddEventRecordNode(&node, graph, NULL, 0, one));
  CUgraphExec exec = with_exec(graph);
  EXPECT(cuGraphExecEventRecordNodeSetEvent(exec, node, other), CUDA_SUCCESS);
  launch_and_wait(exec);
  float ms;
  EXPECT(cuEventElapsedTime(&ms, other, other), CUDA_SUCCESS);
  EXPECT(cuEventElapsedTime(&ms, one, one), CUDA_ERROR_INVALID_HANDLE);
}

CASE(cuGraphExecEventRecordNodeSetEvent, CUDA_ERROR_INVALID_VALUE, "a node that waits") {
  CUgraph graph = with_graph();
  CUgraphNode node;
  CUevent one;
  REQUIRE(cuEventCreate(&one, 0));
  REQUIRE(cuGraphAddEventWaitNode(&node, graph, NULL, 0, one));
  EXPECT(cuGraphExecEventRecordNodeSetEvent(with_exec(graph), node, one), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuGraphExecEventWaitNodeSetEvent, CUDA_SUCCESS, "another event") {
  CUgraph graph = with_graph();
  CUgraphNode node;
  CUevent one, other;
  REQUIRE(cuEventCreate(&one, 0));
  REQUIRE(cuEventCreate(&other, 0));
  REQUIRE(cuGraphAddEventWaitNode(&node, graph, NULL, 0, one));
  CUgraphExec exec = with_exec(graph);
  EXPECT(cuGraphExecEventWaitNodeSetEvent(exec, node, other), CUDA_SUCCESS);
  launch_and_wait(exec);
}

CASE(cuGraphExecEventWaitNodeSetEvent, CUDA_ERROR_INVALID_VALUE, "a node that records") {
  CUgraph graph = with_graph();
  CUgraphNode node;
  CUevent one;
  REQUIRE(cuEventCreate(&one, 0));
  REQUIRE(cuGraphAddEventRecordNode(&node, graph, NULL, 0, one));
  EXPECT(cuGraphExecEventWaitNodeSetEvent(with_exec(graph), node, one), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuGraphNodeSetEnabled, CUDA_SUCCESS, "a fill left out, and in again") {
  CUgraph graph = with_graph();
  CUcontext context;
  CUdeviceptr memory;
  CUgraphNode node;
  REQUIRE(cuCtxGetCurrent(&context));
  REQUIRE(cuMemAlloc_v2(&memory, 8));
  REQUIRE(cuMemsetD8_v2(memory, 0, 8));
  CUDA_MEMSET_NODE_PARAMS fill = fill_of(memory, 1, 8);
  REQUIRE(cuGraphAddMemsetNode(&node, graph, NULL, 0, &fill, context));
  CUgraphExec exec = with_exec(graph);
  EXPECT(cuGraphNodeSetEnabled(exec, node, 0), CUDA_SUCCESS);
  launch_and_wait(exec);
  CHECK(first_word(memory) == 0);
  EXPECT(cuGraphNodeSetEnabled(exec, node, 1), CUDA_SUCCESS);
  launch_and_wait(exec);
  CHECK(first_word(memory) == 0x01010101);
}

CASE(cuGraphNodeSetEnabled, CUDA_ERROR_INVALID_VALUE, "an empty node") {
  CUgraph graph = with_graph();
  CUgraphNode node = empty_node(graph, NULL, NULL);
  EXPECT(cuGraphNodeSetEnabled(with_exec(graph), node, 0), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuGraphNodeGetEnabled, CUDA_SUCCESS, "as it begins, and after") {
  CUmodule module = with_kernels();
  CUgraph graph;
  CUgraphNode node;
  unsigned int enabled = 7;
  REQUIRE(cuGraphCreate(&graph, 0));
  CUDA_KERNEL_NODE_PARAMS launch = launch_of(module, "small");
  REQUIRE(cuGraphAddKernelNode_v2(&node, graph, NULL, 0, &launch));
  CUgraphExec exec = with_exec(graph);
  EXPECT(cuGraphNodeGetEnabled(exec, node, &enabled), CUDA_SUCCESS);
  CHECK(enabled == 1);
  EXPECT(cuGraphNodeSetEnabled(exec, node, 0), CUDA_SUCCESS);
  EXPECT(cuGraphNodeGetEnabled(exec, node, &enabled), CUDA_SUCCESS);
  CHECK(enabled == 0);
}

CASE(cuGraphNodeGetEnabled, CUDA_ERROR_INVALID_VALUE, "an empty node") {
  CUgraph graph = with_graph();
  CUgraphNode node = empty_node(graph, NULL, NULL);
  unsigned int enabled;
  EXPECT(cuGraphNodeGetEnabled(with_exec(graph), node, &enabled), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuGraphExecUpdate, CUDA_SUCCESS, "the first form") {
  CUmodule module = with_kernels();
  CUdeviceptr memory, ignored;
  CUgraphNode node, error;
  unsigned int value = 1;
  CUgraphExec exec = with_exec(filling(module, &memory, &value, &node));
  value = 5;
  CUgraph other = filling(module, &ignored, &value, &node);
  CUgraphExecUpdateResult result = CU_GRAPH_EXEC_UPDATE_ERROR;
  EXPECT(cuGraphExecUpdate(exec, other, &error, &result), CUDA_SUCCESS);
  CHECK(result == CU_GRAPH_EXEC_UPDATE_SUCCESS);
  launch_and_wait(exec);
  CHECK(first_word(ignored) == 5);
}

CASE(cuGraphExecUpdate, CUDA_ERROR_GRAPH_EXEC_UPDATE_FAILURE, "another type of node") {
  CUgraph graph = with_graph(), other;
  empty_node(graph, NULL, NULL);
  CUgraphExec exec = with_exec(graph);
  REQUIRE(cuGraphCreate(&other, 0));
  CUgraphNode node, error = NULL;
  int calls;
  CUDA_HOST_NODE_PARAMS host = count_calls(&calls);
  REQUIRE(cuGraphAddHostNode(&node, other, NULL, 0, &host));
  CUgraphExecUpdateResult result = CU_GRAPH_EXEC_UPDATE_SUCCESS;
  EXPECT(cuGraphExecUpdate(exec, other, &error, &result), CUDA_ERROR_GRAPH_EXEC_UPDATE_FAILURE);
  CHECK(result == CU_GRAPH_EXEC_UPDATE_ERROR_NODE_TYPE_CHANGED && error == node);
}

CASE(cuGraphExecUpdate_v2, CUDA_SUCCESS, "another function") {
  CUmodule module = with_kernels();
  CUgraph graph, other;
  CUgraphNode node;
  REQUIRE(cuGraphCreate(&graph, 0));
  REQUIRE(cuGraphCreate(&other, 0));
  CUDA_KERNEL_NODE_PARAMS launch = launch_of(module, "small");
  REQUIRE(cuGraphAddKernelNode_v2(&node, graph, NULL, 0, &launch));
  launch = launch_of(module, "spin_us200");
  REQUIRE(cuGraphAddKernelNode_v2(&node, other, NULL, 0, &launch));
  CUgraphExecUpdateResultInfo info;
  EXPECT(cuGraphExecUpdate_v2(with_exec(graph), other, &info), CUDA_SUCCESS);
  CHECK(info.result == CU_GRAPH_EXEC_UPDATE_SUCCESS && !info.errorNode);
}

CASE(cuGraphExecUpdate_v2, CUDA_ERROR_GRAPH_EXEC_UPDATE_FAILURE, "more nodes") {
  CUgraph graph = with_graph();
  empty_node(graph, NULL, NULL);
  CUgraphExec exec = with_exec(graph);
  empty_node(graph, NULL, NULL);
  CUgraphExecUpdateResultInfo info = {.result = CU_GRAPH_EXEC_UPDATE_SUCCESS};
  EXPECT(cuGraphExecUpdate_v2(exec, graph, &info), CUDA_ERROR_GRAPH_EXEC_UPDATE_FAILURE);
  CHECK(info.result == CU_GRAPH_EXEC_UPDATE_ERROR_TOPOLOGY_CHANGED);
}

CASE(cuGraphExecUpdate_v2, CUDA_ERROR_GRAPH_EXEC_UPDATE_FAILURE, "other edges") {
  CUgraph graph = with_graph();
  CUgraphNode one = empty_node(graph, NULL, NULL), two = empty_node(graph, NULL, NULL);
  CUgraphExec exec = with_exec(graph);
  REQUIRE(cuGraphAddDependencies(graph, &one, &two, 1));
  CUgraphExecUpdateResultInfo info = {.result = CU_GRAPH_EXEC_UPDATE_SUCCESS};
  EXPECT(cuGraphExecUpdate_v2(exec, graph, &info), CUDA_ERROR_GRAPH_EXEC_UPDATE_FAILURE);
  CHECK(info.result == CU_GRAPH_EXEC_UPDATE_ERROR_TOPOLOGY_CHANGED);
}
