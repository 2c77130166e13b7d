// What is captured is what would have been made by hand, and works as the plain calls do.
#include "../check.h"
#include "device.h"

static CUstream new_stream(void) {
  CUstream stream;
  MUST(cuStreamCreate(&stream, CU_STREAM_NON_BLOCKING));
  return stream;
}

static CUevent new_event(void) {
  CUevent event;
  MUST(cuEventCreate(&event, CU_EVENT_DISABLE_TIMING));
  return event;
}

static void launch(const char *name, CUstream stream) {
  MUST(cuLaunchKernel(device_kernel(name), 1, 1, 1, 1, 1, 1, 0, stream, NULL, NULL));
}

// The right side of a diamond on a second stream, joined again.
static CUgraph captured_diamond(CUstream one, CUstream two) {
  CUevent fork = new_event(), join = new_event();
  CUgraph graph;
  MUST(cuStreamBeginCapture_v2(one, CU_STREAM_CAPTURE_MODE_GLOBAL));
  launch("us100", one);
  MUST(cuEventRecord(fork, one));
  MUST(cuStreamWaitEvent(two, fork, 0));
  launch("us200", one);
  launch("us300", two);
  MUST(cuEventRecord(join, two));
  MUST(cuStreamWaitEvent(one, join, 0));
  launch("us50", one);
  MUST(cuStreamEndCapture(one, &graph));
  MUST(cuEventDestroy_v2(fork));
  MUST(cuEventDestroy_v2(join));
  return graph;
}

static CUgraph hand_made_diamond(void) {
  CUgraph graph;
  MUST(cuGraphCreate(&graph, 0));
  CUgraphNode top = node_after(graph, "us100", NULL, NULL, NULL, NULL);
  CUgraphNode left = node_after(graph, "us200", top, NULL, NULL, NULL);
  CUgraphNode right = node_after(graph, "us300", top, NULL, NULL, NULL);
  node_after(graph, "us50", left, right, NULL, NULL);
  return graph;
}

static void a_captured_diamond_is_one_made_by_hand(void) {
  CUstream one = new_stream(), two = new_stream();
  uint64_t before = device_ns();
  CUgraph captured = captured_diamond(one, two), made = hand_made_diamond();
  MUST(cuCtxSynchronize());
  CHECK_NUMBER("nothing runs while it is captured, ns", device_ns() - before, 0);
  size_t nodes = 0, edges = 0;
  MUST(cuGraphGetNodes(captured, NULL, &nodes));
  MUST(cuGraphGetEdges(captured, NULL, NULL, &edges));
  CHECK_NUMBER("four nodes", nodes, 4);
  CHECK_NUMBER("four edges", edges, 4);
  CUgraphNode theirs[4], ours[4];
  size_t count = 4;
  MUST(cuGraphGetNodes(captured, theirs, &count));
  MUST(cuGraphGetNodes(made, ours, &count));
  for (int i = 0; i < 4; i++) {
    CUDA_KERNEL_NODE_PARAMS a, b;
    MUST(cuGraphKernelNodeGetParams_v2(theirs[i], &a));
    MUST(cuGraphKernelNodeGetParams_v2(ours[i], &b));
    CHECK("the same kernel", a.func == b.func && a.gridDimX == b.gridDimX && a.blockDimX == b.blockDimX, "%p and %p",
          (void *)a.func, (void *)b.func);
  }
  CUgraphExec exec = instantiated(captured), other = instantiated(made);
  CHECK_NUMBER("it takes as long, ns", launch_ns(exec), 450000);
  CHECK_NUMBER("as the other, ns", launch_ns(other), 450000);
  CUgraphExecUpdateResultInfo info;
  CHECK_NUMBER("each can be updated from the other", cuGraphExecUpdate_v2(exec, made, &info), CUDA_SUCCESS);
  MUST(cuGraphExecDestroy(exec));
  MUST(cuGraphExecDestroy(other));
  MUST(cuGraphDestroy(captured));
  MUST(cuGraphDestroy(made));
  launch("us100", two);
  MUST(cuStreamSynchronize(two));
  CHECK("streams work again as before", device_ns() - before == 1000000, "%llu", (unsigned long long)(device_ns() - before));
  MUST(cuStreamDestroy_v2(one));
  MUST(cuStreamDestroy_v2(two));
}

static void add_seven(void *data) { *(int *)data += 7; }

// Fills, copies in, adds, copies out, calls the host: twice, with other numbers the second time.
static void captured_work_does_what_plain_work_does(void) {
  enum { COUNT = 1000 };
  static float left[COUNT], right[COUNT], result[COUNT];
  int calls = 0;
  CUstream stream = new_stream();
  CUdeviceptr a, b, c;
  MUST(cuMemAlloc_v2(&a, sizeof left));
  MUST(cuMemAlloc_v2(&b, sizeof right));
  MUST(cuMemAlloc_v2(&c, sizeof result));
  CUgraph graph;
  MUST(cuStreamBeginCapture_v2(stream, CU_STREAM_CAPTURE_MODE_THREAD_LOCAL));
  MUST(cuMemsetD32Async(c, 0xffffffff, COUNT, stream));
  MUST(cuMemcpyHtoDAsync_v2(a, left, sizeof left, stream));
  MUST(cuMemcpyHtoDAsync_v2(b, right, sizeof right, stream));
  {
    uint64_t count = COUNT - 1;
    CUdeviceptr x = a, y = b, z = c;
    void *arguments[] = {&x, &y, &z, &count};
    MUST(cuLaunchKernel(device_kernel("add"), 4, 1, 1, 256, 1, 1, 0, stream, arguments, NULL));
    x = y = z = count = 0;  // the arguments were taken at the call
  }
  MUST(cuMemcpyDtoHAsync_v2(result, c, sizeof result, stream));
  MUST(cuLaunchHostFunc(stream, add_seven, &calls));
  MUST(cuStreamEndCapture(stream, &graph));
  CUgraphExec exec = instantiated(graph);
  for (int round = 1; round <= 2; round++) {
    for (int i = 0; i < COUNT; i++) {
      left[i] = (float)(i * round);
      right[i] = 0.5f;
    }
    MUST(cuGraphLaunch(exec, stream));
    MUST(cuStreamSynchronize(stream));
    bool right_sums = true;
    for (int i = 0; i < COUNT - 1; i++)
      right_sums = right_sums && result[i] == (float)(i * round) + 0.5f;
    CHECK("the kernel added what was copied in", right_sums, "%f", result[1]);
    CHECK("where it wrote nothing the fill is seen", result[COUNT - 1] != result[COUNT - 1], "%f", result[COUNT - 1]);
    CHECK_NUMBER("the host function was called once a launch", calls, 7 * round);
  }
  MUST(cuGraphExecDestroy(exec));
  MUST(cuGraphDestroy(graph));
  MUST(cuMemFree_v2(a));
  MUST(cuMemFree_v2(b));
  MUST(cuMemFree_v2(c));
  MUST(cuStreamDestroy_v2(stream));
}

// An executable graph that is gone, and its graph too, before the device comes to it.
static void what_was_launched_outlives_its_graph(void) {
  static unsigned char bytes[4096];
  memset(bytes, 1, sizeof bytes);
  CUstream stream = new_stream();
  CUdeviceptr memory;
  MUST(cuMemAlloc_v2(&memory, sizeof bytes));
  CUgraph graph;
  MUST(cuGraphCreate(&graph, 0));
  CUgraphNode first = node_after(graph, "us100", NULL, NULL, NULL, NULL), fill, side, copy;
  CUDA_MEMSET_NODE_PARAMS with_twos = {.dst = memory, .value = 2, .elementSize = 1, .width = sizeof bytes, .height = 1};
  MUST(cuGraphAddMemsetNode(&fill, graph, &first, 1, &with_twos, device_context));
  side = node_after(graph, "us300", first, NULL, NULL, NULL);
  CUDA_MEMCPY3D out = {.srcMemoryType = CU_MEMORYTYPE_DEVICE, .srcDevice = memory, .dstMemoryType = CU_MEMORYTYPE_HOST,
                       .dstHost = bytes, .WidthInBytes = sizeof bytes, .Height = 1, .Depth = 1};
  MUST(cuGraphAddMemcpyNode(&copy, graph, (CUgraphNode[]){fill, side}, 2, &out, device_context));
  CUgraphExec exec = instantiated(graph);
  MUST(cuGraphLaunch(exec, stream));
  MUST(cuGraphExecDestroy(exec));
  MUST(cuGraphDestroy(graph));
  MUST(cuStreamSynchronize(stream));
  CHECK_NUMBER("its copy was made", bytes[sizeof bytes - 1], 2);
  MUST(cuMemFree_v2(memory));
  MUST(cuStreamDestroy_v2(stream));
}

static int objects_destroyed;

static void destroy_object(void *data) {
  (void)data;
  objects_destroyed++;
}

static void objects_live_as_long_as_launches_use_them(void) {
  CUstream stream = new_stream();
  CUgraph graph;
  CUuserObject object;
  MUST(cuGraphCreate(&graph, 0));
  node_after(graph, "us100", NULL, NULL, NULL, NULL);
  MUST(cuUserObjectCreate(&object, &objects_destroyed, destroy_object, 1, CU_USER_OBJECT_NO_DESTRUCTOR_SYNC));
  MUST(cuGraphRetainUserObject(graph, object, 1, CU_GRAPH_USER_OBJECT_MOVE));
  CUgraphExec exec = instantiated(graph);
  MUST(cuGraphDestroy(graph));
  CHECK_NUMBER("the executable graph keeps it", objects_destroyed, 0);
  MUST(cuGraphLaunch(exec, stream));
  MUST(cuGraphExecDestroy(exec));
  CHECK_NUMBER("so does a launch under way", objects_destroyed, 0);
  MUST(cuStreamSynchronize(stream));
  CHECK_NUMBER("then it goes", objects_destroyed, 1);
  MUST(cuStreamDestroy_v2(stream));
}

static void a_launch_is_captured_as_a_child_graph(void) {
  CUstream stream = new_stream();
  CUgraph inner = hand_made_diamond(), graph;
  CUgraphExec exec = instantiated(inner);
  MUST(cuStreamBeginCapture_v2(stream, CU_STREAM_CAPTURE_MODE_RELAXED));
  launch("us50", stream);
  MUST(cuGraphLaunch(exec, stream));
  launch("us50", stream);
  MUST(cuStreamEndCapture(stream, &graph));
  CUgraphExec whole = instantiated(graph);
  CHECK_NUMBER("a diamond between two kernels, ns", launch_ns(whole), 550000);
  MUST(cuGraphExecDestroy(whole));
  MUST(cuGraphExecDestroy(exec));
  MUST(cuGraphDestroy(graph));
  MUST(cuGraphDestroy(inner));
  MUST(cuStreamDestroy_v2(stream));
}

static void words_in_graphs(void) {
  CUstream stream = new_stream(), other = new_stream();
  CUdeviceptr words;
  MUST(cuMemAlloc_v2(&words, 8));
  MUST(cuMemsetD32_v2(words, 0, 2));
  CUgraph graph;
  CUgraphNode wait, write;
  MUST(cuGraphCreate(&graph, 0));
  CUstreamBatchMemOpParams first = {.waitValue = {.operation = CU_STREAM_MEM_OP_WAIT_VALUE_32, .address = words, .value = 5}};
  CUstreamBatchMemOpParams second = {
      .writeValue = {.operation = CU_STREAM_MEM_OP_WRITE_VALUE_32, .address = words + 4, .value = 9}};
  CUDA_BATCH_MEM_OP_NODE_PARAMS parameters = {.ctx = device_context, .count = 1, .paramArray = &first};
  MUST(cuGraphAddBatchMemOpNode(&wait, graph, NULL, 0, &parameters));
  parameters.paramArray = &second;
  MUST(cuGraphAddBatchMemOpNode(&write, graph, &wait, 1, &parameters));
  CUgraphExec exec = instantiated(graph);
  for (int round = 0; round < 2; round++) {
    MUST(cuMemsetD32_v2(words, 0, 2));
    MUST(cuCtxSynchronize());
    MUST(cuGraphLaunch(exec, stream));
    CHECK_NUMBER("the graph waits for the word", cuStreamQuery(stream), CUDA_ERROR_NOT_READY);
    MUST(cuStreamWriteValue32_v2(other, words, 5, 0));
    MUST(cuStreamSynchronize(other));
    MUST(cuStreamSynchronize(stream));
    uint32_t written = 0;
    MUST(cuMemcpyDtoH_v2(&written, words + 4, 4));
    CHECK_NUMBER("then writes the next", written, 9);
  }
  MUST(cuGraphExecDestroy(exec));
  MUST(cuGraphDestroy(graph));
  MUST(cuMemFree_v2(words));
  MUST(cuStreamDestroy_v2(stream));
  MUST(cuStreamDestroy_v2(other));
}

int main(void) {
  device_open();
  a_captured_diamond_is_one_made_by_hand();
  captured_work_does_what_plain_work_does();
  what_was_launched_outlives_its_graph();
  objects_live_as_long_as_launches_use_them();
  a_launch_is_captured_as_a_child_graph();
  words_in_graphs();
  device_close();
  return CHECKS_END();
}
