#include "graphs.h"

#include <sys/mman.h>

CUgraph with_graph(void) {
  CUgraph graph;
  with_context();
  REQUIRE(cuGraphCreate(&graph, 0));
  return graph;
}

CUgraphNode empty_node(CUgraph graph, CUgraphNode a, CUgraphNode b) {
  CUgraphNode dependencies[2], node;
  size_t count = 0;
  if (a)
    dependencies[count++] = a;
  if (b)
    dependencies[count++] = b;
  REQUIRE(cuGraphAddEmptyNode(&node, graph, dependencies, count));
  return node;
}

CUDA_KERNEL_NODE_PARAMS launch_of(CUmodule module, const char *name) {
  return (CUDA_KERNEL_NODE_PARAMS){.func = kernel_named(module, name), .gridDimX = 1, .gridDimY = 1, .gridDimZ = 1,
                                   .blockDimX = 1, .blockDimY = 1, .blockDimZ = 1};
}

static void count_one(void *count) {
  ++*(int *)count;
}

CUDA_HOST_NODE_PARAMS count_calls(int *count) {
  return (CUDA_HOST_NODE_PARAMS){.fn = count_one, .userData = count};
}

CUDA_MEMSET_NODE_PARAMS fill_of(CUdeviceptr memory, unsigned int value, size_t bytes) {
  return (CUDA_MEMSET_NODE_PARAMS){.dst = memory, .value = value, .elementSize = 1, .width = bytes, .height = 1};
}

CUDA_MEMCPY3D copy_to_host(void *to, CUdeviceptr from, size_t bytes) {
  return (CUDA_MEMCPY3D){.srcMemoryType = CU_MEMORYTYPE_DEVICE, .srcDevice = from, .dstMemoryType = CU_MEMORYTYPE_HOST,
                         .dstHost = to, .WidthInBytes = bytes, .Height = 1, .Depth = 1};
}

CUDA_MEM_ALLOC_NODE_PARAMS allocation_of(size_t bytes) {
  return (CUDA_MEM_ALLOC_NODE_PARAMS){
      .poolProps = {.allocType = CU_MEM_ALLOCATION_TYPE_PINNED, .location = {.type = CU_MEM_LOCATION_TYPE_DEVICE, .id = 0}},
      .bytesize = bytes};
}

void launch_and_wait(CUgraphExec exec) {
  CUstream stream = with_stream();
  REQUIRE(cuGraphLaunch(exec, stream));
  REQUIRE(cuStreamSynchronize(stream));
  REQUIRE(cuStreamDestroy_v2(stream));
}

CUexternalSemaphore with_semaphore(void) {
  CUexternalSemaphore semaphore;
  if (!SIMULATED())
    SKIP("a semaphore would have to come from another API");
  CUDA_EXTERNAL_SEMAPHORE_HANDLE_DESC description = {.type = CU_EXTERNAL_SEMAPHORE_HANDLE_TYPE_OPAQUE_FD,
                                                     .handle = {.fd = memfd_create("semaphore", 0)}};
  REQUIRE(cuImportExternalSemaphore(&semaphore, &description));
  return semaphore;
}
