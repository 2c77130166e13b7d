// The bytes that graphs' allocations take of the device: to the byte, and no longer than documented.
#include "../check.h"
#include "device.h"

enum { MIB = 1 << 20 };

static CUstream stream;

static CUgraph empty_graph(void) {
  CUgraph graph;
  MUST(cuGraphCreate(&graph, 0));
  return graph;
}

static CUgraphNode allocate(CUgraph graph, const CUgraphNode *after, uint64_t bytes, CUdeviceptr *address) {
  CUDA_MEM_ALLOC_NODE_PARAMS parameters = {
      .poolProps = {.allocType = CU_MEM_ALLOCATION_TYPE_PINNED, .location = {.type = CU_MEM_LOCATION_TYPE_DEVICE, .id = 0}},
      .bytesize = bytes};
  CUgraphNode node;
  MUST(cuGraphAddMemAllocNode(&node, graph, after, after != NULL, &parameters));
  *address = parameters.dptr;
  return node;
}

static CUgraphNode release(CUgraph graph, const CUgraphNode *after, CUdeviceptr address) {
  CUgraphNode node;
  MUST(cuGraphAddMemFreeNode(&node, graph, after, after != NULL, address));
  return node;
}

static uint64_t attribute(CUgraphMem_attribute which) {
  cuuint64_t value = 0;
  MUST(cuDeviceGetGraphMemAttribute(0, which, &value));
  return value;
}

static uint64_t reserved(void) { return attribute(CU_GRAPH_MEM_ATTR_RESERVED_MEM_CURRENT); }
static uint64_t used(void) { return attribute(CU_GRAPH_MEM_ATTR_USED_MEM_CURRENT); }

static void launch(CUgraphExec exec, CUstream in) {
  MUST(cuGraphLaunch(exec, in));
}

static void nothing_is_left(const char *when, uint64_t before) {
  MUST(cuStreamSynchronize(stream));
  MUST(cuDeviceGraphMemTrim(0));
  CHECK_NUMBER(when, device_used_bytes(), before);
}

// Allocates, uses and frees.
static CUgraph transient(uint64_t bytes, CUdeviceptr *address) {
  CUgraph graph = empty_graph();
  CUgraphNode node = allocate(graph, NULL, bytes, address);
  node = node_after(graph, "us100", node, NULL, NULL, NULL);
  release(graph, &node, *address);
  return graph;
}

static void bytes_come_with_the_first_launch_and_go_with_a_trim(void) {
  uint64_t before = device_used_bytes();
  CUdeviceptr address;
  CUgraph graph = transient(64 * MIB + 1, &address);
  CUgraphExec exec = instantiated(graph);
  CHECK_NUMBER("an executable graph alone takes nothing", device_used_bytes(), before);
  launch(exec, stream);
  CHECK_NUMBER("a launch takes its bytes, rounded up", device_used_bytes() - before, 66 * MIB);
  CHECK_NUMBER("they are reserved", reserved(), 66 * MIB);
  CHECK_NUMBER("and used while it runs", used(), 66 * MIB);
  MUST(cuDeviceGraphMemTrim(0));
  CHECK_NUMBER("a trim leaves what is in use", reserved(), 66 * MIB);
  MUST(cuStreamSynchronize(stream));
  CHECK_NUMBER("done, they are unused", used(), 0);
  CHECK_NUMBER("but kept", device_used_bytes() - before, 66 * MIB);
  launch(exec, stream);
  CHECK_NUMBER("the next launch takes the same", reserved(), 66 * MIB);
  MUST(cuStreamSynchronize(stream));
  CHECK_NUMBER("high-water marks tell the most", attribute(CU_GRAPH_MEM_ATTR_USED_MEM_HIGH), 66 * MIB);
  cuuint64_t zero = 0;
  MUST(cuDeviceSetGraphMemAttribute(0, CU_GRAPH_MEM_ATTR_USED_MEM_HIGH, &zero));
  CHECK_NUMBER("and begin anew", attribute(CU_GRAPH_MEM_ATTR_USED_MEM_HIGH), 0);
  MUST(cuGraphExecDestroy(exec));
  MUST(cuGraphDestroy(graph));
  CHECK_NUMBER("destroying the graphs gives nothing back", device_used_bytes() - before, 66 * MIB);
  nothing_is_left("a trim does", before);
}

static void graphs_in_one_stream_share_bytes(void) {
  uint64_t before = device_used_bytes();
  CUdeviceptr address;
  CUgraph small = transient(10 * MIB, &address), large = transient(20 * MIB, &address);
  CUgraphExec first = instantiated(large), second = instantiated(small);
  CUstream other;
  MUST(cuStreamCreate(&other, CU_STREAM_NON_BLOCKING));
  launch(first, stream);
  launch(second, stream);
  CHECK_NUMBER("one after the other in a stream: the same bytes", reserved(), 20 * MIB);
  launch(first, other);
  CHECK_NUMBER("in another stream at the same time: more", reserved(), 40 * MIB);
  MUST(cuStreamSynchronize(other));
  MUST(cuStreamSynchronize(stream));
  launch(second, other);
  CHECK_NUMBER("once they are done, anybody's", reserved(), 40 * MIB);
  MUST(cuStreamSynchronize(other));
  MUST(cuStreamDestroy_v2(other));
  MUST(cuGraphExecDestroy(first));
  MUST(cuGraphExecDestroy(second));
  MUST(cuGraphDestroy(small));
  MUST(cuGraphDestroy(large));
  nothing_is_left("nothing is left", before);
}

static void addresses_are_used_again_within_a_graph(void) {
  uint64_t before = device_used_bytes();
  CUgraph graph = empty_graph();
  CUdeviceptr one, two, three;
  CUgraphNode first = allocate(graph, NULL, 8 * MIB, &one);
  CUgraphNode gone = release(graph, &first, one);
  CUgraphNode second = allocate(graph, &gone, 6 * MIB, &two);
  allocate(graph, &first, 8 * MIB, &three);
  release(graph, &second, two);
  CHECK("an allocation after a free has its address", one == two, "%llx and %llx", one, two);
  CHECK("one beside it has not", three != one, "%llx", three);
  CUgraphExec exec = instantiated(graph);
  launch(exec, stream);
  CHECK_NUMBER("shared addresses are shared bytes", reserved(), 16 * MIB);
  MUST(cuStreamSynchronize(stream));
  CHECK_NUMBER("what the graph did not free is in use", used(), 8 * MIB);
  CHECK_NUMBER("a second launch is refused meanwhile", cuGraphLaunch(exec, stream), CUDA_ERROR_INVALID_VALUE);
  MUST(cuDeviceGraphMemTrim(0));
  CHECK_NUMBER("a trim leaves it", device_used_bytes() - before, 8 * MIB);
  MUST(cuMemFreeAsync(three, stream));
  MUST(cuStreamSynchronize(stream));
  CHECK_NUMBER("freed it is unused", used(), 0);
  CHECK_NUMBER("it can be freed once", cuMemFreeAsync(three, stream), CUDA_ERROR_INVALID_VALUE);
  launch(exec, stream);
  MUST(cuStreamSynchronize(stream));
  MUST(cuGraphExecDestroy(exec));
  MUST(cuGraphDestroy(graph));
  CHECK_NUMBER("it outlives its graph", used(), 8 * MIB);
  MUST(cuMemsetD8_v2(three, 7, 8 * MIB));
  MUST(cuMemFree_v2(three));
  nothing_is_left("nothing is left", before);
}

static void bytes_in_them_are_real(void) {
  uint64_t before = device_used_bytes();
  CUgraph graph = empty_graph();
  CUdeviceptr memory;
  static unsigned char bytes[3 * MIB];
  CUgraphNode node = allocate(graph, NULL, sizeof bytes, &memory), next;
  CUDA_MEMSET_NODE_PARAMS fill = {.dst = memory, .value = 5, .elementSize = 1, .width = sizeof bytes, .height = 1};
  MUST(cuGraphAddMemsetNode(&next, graph, &node, 1, &fill, device_context));
  CUDA_MEMCPY3D out = {.srcMemoryType = CU_MEMORYTYPE_DEVICE, .srcDevice = memory, .dstMemoryType = CU_MEMORYTYPE_HOST,
                       .dstHost = bytes, .WidthInBytes = sizeof bytes, .Height = 1, .Depth = 1};
  MUST(cuGraphAddMemcpyNode(&node, graph, &next, 1, &out, device_context));
  release(graph, &node, memory);
  CUgraphExec exec = instantiated(graph);
  launch(exec, stream);
  MUST(cuStreamSynchronize(stream));
  CHECK_NUMBER("filled and copied out", bytes[sizeof bytes - 1], 5);
  MUST(cuGraphExecDestroy(exec));
  MUST(cuGraphDestroy(graph));
  nothing_is_left("nothing is left", before);
}

static void a_launch_frees_what_the_last_one_left_if_asked_to(void) {
  uint64_t before = device_used_bytes();
  CUgraph graph = empty_graph();
  CUdeviceptr memory;
  allocate(graph, NULL, 4 * MIB, &memory);
  CUgraphExec exec;
  MUST(cuGraphInstantiateWithFlags(&exec, graph, CUDA_GRAPH_INSTANTIATE_FLAG_AUTO_FREE_ON_LAUNCH));
  for (int i = 0; i < 3; i++)
    launch(exec, stream);
  CHECK_NUMBER("three launches hold one allocation", reserved(), 4 * MIB);
  MUST(cuMemFreeAsync(memory, stream));
  MUST(cuGraphExecDestroy(exec));
  MUST(cuGraphDestroy(graph));
  nothing_is_left("nothing is left", before);
}

static void another_graph_may_free(void) {
  uint64_t before = device_used_bytes();
  CUgraph maker = empty_graph(), breaker = empty_graph();
  CUdeviceptr memory;
  CUgraphNode node;
  allocate(maker, NULL, 4 * MIB, &memory);
  release(breaker, NULL, memory);
  CHECK_NUMBER("one node frees it, wherever", cuGraphAddMemFreeNode(&node, maker, NULL, 0, memory), CUDA_ERROR_INVALID_VALUE);
  CUgraphExec make = instantiated(maker), undo = instantiated(breaker);
  CHECK_NUMBER("nothing to free yet", cuGraphLaunch(undo, stream), CUDA_ERROR_INVALID_VALUE);
  for (int i = 0; i < 2; i++) {
    launch(make, stream);
    launch(undo, stream);
  }
  MUST(cuStreamSynchronize(stream));
  CHECK_NUMBER("made and freed in turn", used(), 0);
  CHECK_NUMBER("with the same bytes", reserved(), 4 * MIB);
  MUST(cuGraphExecDestroy(make));
  MUST(cuGraphExecDestroy(undo));
  MUST(cuGraphDestroy(maker));
  MUST(cuGraphDestroy(breaker));
  nothing_is_left("nothing is left", before);
}

static void captured_allocations_are_nodes(void) {
  uint64_t before = device_used_bytes();
  CUdeviceptr memory;
  CUgraph graph;
  MUST(cuStreamBeginCapture_v2(stream, CU_STREAM_CAPTURE_MODE_GLOBAL));
  MUST(cuMemAllocAsync(&memory, 5 * MIB, stream));
  MUST(cuMemsetD8Async(memory, 1, 5 * MIB, stream));
  MUST(cuMemFreeAsync(memory, stream));
  MUST(cuStreamEndCapture(stream, &graph));
  CHECK_NUMBER("capturing takes nothing", device_used_bytes(), before);
  CUgraphNode nodes[3];
  size_t count = 3;
  CUgraphNodeType first, last;
  MUST(cuGraphGetNodes(graph, nodes, &count));
  MUST(cuGraphNodeGetType(nodes[0], &first));
  MUST(cuGraphNodeGetType(nodes[2], &last));
  CHECK_NUMBER("an allocation", first, CU_GRAPH_NODE_TYPE_MEM_ALLOC);
  CHECK_NUMBER("a free", last, CU_GRAPH_NODE_TYPE_MEM_FREE);
  CUgraphExec exec = instantiated(graph);
  launch(exec, stream);
  CHECK_NUMBER("launching takes the bytes", device_used_bytes() - before, 6 * MIB);
  MUST(cuStreamSynchronize(stream));
  MUST(cuGraphExecDestroy(exec));
  MUST(cuGraphDestroy(graph));
  nothing_is_left("nothing is left", before);
}

static void too_much_is_refused_at_the_launch(void) {
  uint64_t before = device_used_bytes();
  CUgraph graph = empty_graph();
  CUdeviceptr one, two;
  allocate(graph, NULL, UINT64_C(25) << 30, &one);
  allocate(graph, NULL, UINT64_C(25) << 30, &two);
  CUgraphExec exec = instantiated(graph);
  CHECK_NUMBER("50 GiB on a card of 40", cuGraphLaunch(exec, stream), CUDA_ERROR_OUT_OF_MEMORY);
  CHECK_NUMBER("nothing of it is left", device_used_bytes(), before);
  MUST(cuGraphExecDestroy(exec));
  MUST(cuGraphDestroy(graph));
  nothing_is_left("nothing is left", before);
}

static void what_is_kept_goes_before_a_launch_fails(void) {
  uint64_t before = device_used_bytes();
  CUdeviceptr address;
  CUgraph half = transient(UINT64_C(20) << 30, &address), most = transient(UINT64_C(30) << 30, &address);
  CUgraphExec first = instantiated(half), second = instantiated(most);
  launch(first, stream);
  CHECK_NUMBER("no room while the other runs", cuGraphLaunch(second, stream), CUDA_ERROR_OUT_OF_MEMORY);
  MUST(cuStreamSynchronize(stream));
  launch(second, stream);
  CHECK_NUMBER("then what it kept has gone", device_used_bytes() - before, UINT64_C(30) << 30);
  MUST(cuStreamSynchronize(stream));
  MUST(cuGraphExecDestroy(first));
  MUST(cuGraphExecDestroy(second));
  MUST(cuGraphDestroy(half));
  MUST(cuGraphDestroy(most));
  nothing_is_left("nothing is left", before);
}

static void an_upload_reserves(void) {
  uint64_t before = device_used_bytes();
  CUdeviceptr address;
  CUgraph graph = transient(2 * MIB, &address);
  CUgraphExec exec = instantiated(graph);
  MUST(cuGraphUpload(exec, stream));
  CHECK_NUMBER("reserved ahead of the launch", device_used_bytes() - before, 2 * MIB);
  launch(exec, stream);
  CHECK_NUMBER("which takes the same", device_used_bytes() - before, 2 * MIB);
  MUST(cuStreamSynchronize(stream));
  MUST(cuGraphExecDestroy(exec));
  MUST(cuGraphDestroy(graph));
  nothing_is_left("nothing is left", before);
}

static void a_context_takes_its_bytes_along(void) {
  uint64_t before = device_used_bytes();
  CUcontext context;
  CUstream own;
  MUST(cuCtxCreate_v2(&context, 0, 0));
  MUST(cuStreamCreate(&own, CU_STREAM_NON_BLOCKING));
  CUgraph graph = empty_graph();
  CUdeviceptr left, used_up;
  CUgraphNode node = allocate(graph, NULL, 4 * MIB, &used_up);
  release(graph, &node, used_up);
  allocate(graph, NULL, 4 * MIB, &left);
  CUgraphExec exec = instantiated(graph);
  launch(exec, own);
  CHECK_NUMBER("reserved", reserved(), 8 * MIB);
  MUST(cuCtxDestroy_v2(context));
  CHECK_NUMBER("destroyed with an allocation and a launch under way", device_used_bytes(), before);
  MUST(cuCtxSetCurrent(device_context));
  CHECK_NUMBER("nothing is reserved", reserved(), 0);
  MUST(cuGraphExecDestroy(exec));
  MUST(cuGraphDestroy(graph));
}

int main(void) {
  device_open();
  MUST(cuStreamCreate(&stream, CU_STREAM_NON_BLOCKING));
  bytes_come_with_the_first_launch_and_go_with_a_trim();
  graphs_in_one_stream_share_bytes();
  addresses_are_used_again_within_a_graph();
  bytes_in_them_are_real();
  a_launch_frees_what_the_last_one_left_if_asked_to();
  another_graph_may_free();
  captured_allocations_are_nodes();
  too_much_is_refused_at_the_launch();
  what_is_kept_goes_before_a_launch_fails();
  an_upload_reserves();
  a_context_takes_its_bytes_along();
  device_close();
  return CHECKS_END();
}
