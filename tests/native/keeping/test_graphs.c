// Graphs whose nodes allocate: what launches take of the device is charged, before they take it.
#include <unistd.h>

#include "../check.h"
#include "keep.h"

static CUstream stream, second;
static CUfunction slow;

static CUgraph empty(void) {
  CUgraph graph;
  NEED(cuGraphCreate(&graph, 0));
  return graph;
}

static CUgraphNode allocate(CUgraph graph, const CUgraphNode *after, uint64_t bytes, CUdeviceptr *address) {
  CUDA_MEM_ALLOC_NODE_PARAMS parameters = {
      .poolProps = {.allocType = CU_MEM_ALLOCATION_TYPE_PINNED, .location = {.type = CU_MEM_LOCATION_TYPE_DEVICE}},
      .bytesize = bytes};
  CUgraphNode node;
  NEED(cuGraphAddMemAllocNode(&node, graph, after, after != NULL, &parameters));
  *address = parameters.dptr;
  return node;
}

// The same by the newer way.
static CUgraphNode allocate_newer(CUgraph graph, uint64_t bytes, CUdeviceptr *address) {
  CUgraphNodeParams parameters = {.type = CU_GRAPH_NODE_TYPE_MEM_ALLOC};
  parameters.alloc.poolProps = (CUmemPoolProps){.allocType = CU_MEM_ALLOCATION_TYPE_PINNED,
                                                .location = {.type = CU_MEM_LOCATION_TYPE_DEVICE}};
  parameters.alloc.bytesize = bytes;
  CUgraphNode node;
  NEED(cuGraphAddNode_v2(&node, graph, NULL, NULL, 0, &parameters));
  *address = parameters.alloc.dptr;
  return node;
}

static CUgraphNode free_after(CUgraph graph, CUgraphNode after, CUdeviceptr address) {
  CUgraphNode node;
  NEED(cuGraphAddMemFreeNode(&node, graph, &after, 1, address));
  return node;
}

static CUgraphNode work_after(CUgraph graph, CUgraphNode after) {
  CUDA_KERNEL_NODE_PARAMS_v2 parameters = {.func = slow, .gridDimX = 1, .gridDimY = 1, .gridDimZ = 1, .blockDimX = 1,
                                           .blockDimY = 1, .blockDimZ = 1};
  CUgraphNode node;
  NEED(cuGraphAddKernelNode_v2(&node, graph, &after, 1, &parameters));
  return node;
}

static CUgraph transient(uint64_t bytes) {
  CUdeviceptr address;
  CUgraph graph = empty();
  CUgraphNode node = allocate(graph, NULL, bytes, &address);
  free_after(graph, work_after(graph, node), address);
  return graph;
}

static CUgraphExec instantiate(CUgraph graph) {
  CUgraphExec exec;
  NEED(cuGraphInstantiateWithFlags(&exec, graph, 0));
  return exec;
}

static void trim(void) {
  NEED(cuStreamSynchronize(stream));
  NEED(cuStreamSynchronize(second));
  NEED(cuDeviceGraphMemTrim(0));
}

static void one(void) {
  CUgraph graph = transient(MIB(64) + 1);
  CUgraphExec exec = instantiate(graph);
  CHECK("an executable graph takes nothing", keeps(0), "see above");
  NEED(cuGraphLaunch(exec, stream));
  CHECK("its launch takes whole granules", keeps(MIB(66)), "see above");
  NEED(cuGraphLaunch(exec, stream));
  CHECK("the next one the same", keeps(MIB(66)), "see above");
  trim();
  CHECK("a trim gives them back", keeps(0), "see above");
  NEED(cuGraphUpload(exec, stream));
  CHECK("an upload takes them too", keeps(MIB(66)), "see above");
  NEED(cuGraphExecDestroy(exec));
  NEED(cuGraphDestroy(graph));
  CHECK("they outlive the graph", keeps(MIB(66)), "see above");
  trim();
  CHECK("until a trim", keeps(0), "see above");
}

static void in_two_streams(void) {
  CUgraph graph = transient(MIB(20));
  CUgraphExec exec = instantiate(graph);
  NEED(cuGraphLaunch(exec, stream));
  NEED(cuGraphLaunch(exec, second));
  CHECK("side by side in two streams", keeps(MIB(40)), "see above");
  NEED(cuGraphLaunch(exec, stream));
  NEED(cuGraphLaunch(exec, second));
  CHECK("again", keeps(MIB(40)), "see above");
  trim();
  NEED(cuGraphExecDestroy(exec));
  NEED(cuGraphDestroy(graph));
  CHECK("and back", keeps(0), "see above");
}

static void many_nodes(void) {
  CUdeviceptr a, b, c;
  CUgraph graph = empty(), child = empty();
  CUgraphNode first = allocate(graph, NULL, MIB(10), &a), node;
  CUgraphNode freed = free_after(graph, first, a);
  allocate(graph, &freed, MIB(10), &b);  // the same memory again
  CUgraphNode inner = allocate_newer(child, MIB(6), &c);
  free_after(child, inner, c);
  CUgraphNodeParams parameters = {.type = CU_GRAPH_NODE_TYPE_GRAPH};
  parameters.graph = (CUDA_CHILD_GRAPH_NODE_PARAMS){.graph = child, .ownership = CU_GRAPH_CHILD_GRAPH_OWNERSHIP_MOVE};
  NEED(cuGraphAddNode_v2(&node, graph, NULL, NULL, 0, &parameters));
  CUgraphExec exec = instantiate(graph);
  NEED(cuGraphLaunch(exec, stream));
  CHECK("twice the same memory and a child graph's", keeps(MIB(16)), "see above");
  NEED(cuMemFreeAsync(b, stream));
  trim();
  CHECK("what was left allocated goes as it is freed", keeps(0), "see above");
  NEED(cuGraphExecDestroy(exec));
  NEED(cuGraphDestroy(graph));
}

static void captured(void) {
  CUgraph graph;
  CUdeviceptr pointer;
  NEED(cuStreamBeginCapture_v2(stream, CU_STREAM_CAPTURE_MODE_GLOBAL));
  NEED(cuMemAllocAsync(&pointer, MIB(30), stream));
  NEED(cuLaunchKernel(slow, 1, 1, 1, 1, 1, 1, 0, stream, NULL, NULL));
  NEED(cuMemFreeAsync(pointer, stream));
  CHECK("captured allocations take nothing", keeps(0), "see above");
  NEED(cuStreamEndCapture(stream, &graph));
  CUgraphExec exec = instantiate(graph);
  NEED(cuGraphLaunch(exec, stream));
  CHECK("their launch does", keeps(MIB(30)), "see above");
  trim();
  CHECK("and it goes with a trim", keeps(0), "see above");
  NEED(cuGraphExecDestroy(exec));
  NEED(cuGraphDestroy(graph));
}

static void kept_by_the_program(void) {
  CUdeviceptr address;
  CUgraph graph = empty();
  allocate(graph, NULL, MIB(12), &address);
  CUgraphExec exec = instantiate(graph);
  NEED(cuGraphLaunch(exec, stream));
  NEED(cuGraphExecDestroy(exec));
  NEED(cuGraphDestroy(graph));
  trim();
  CHECK("an allocation outlives its graph and a trim", keeps(MIB(12)), "see above");
  NEED(cuMemFree_v2(address));
  trim();
  CHECK("freed it does not", keeps(0), "see above");
}

static void updated(void) {
  CUgraph graph = transient(MIB(8)), other = transient(MIB(8));
  CUgraphExec exec = instantiate(graph);
  CUgraphExecUpdateResultInfo info;
  NEED(cuGraphLaunch(exec, stream));
  cuGraphExecUpdate_v2(exec, other, &info);
  NEED(cuGraphLaunch(exec, stream));
  CHECK("an update changes no memory", keeps(MIB(8)), "see above");
  trim();
  NEED(cuGraphExecDestroy(exec));
  NEED(cuGraphDestroy(graph));
  NEED(cuGraphDestroy(other));
  CHECK("and back", keeps(0), "see above");
}

static void uploaded_on_the_way(void) {
  CUgraph graph = transient(MIB(18));
  CUgraphExec exec;
  CUDA_GRAPH_INSTANTIATE_PARAMS parameters = {.flags = CUDA_GRAPH_INSTANTIATE_FLAG_UPLOAD, .hUploadStream = stream};
  NEED(cuGraphInstantiateWithParams(&exec, graph, &parameters));
  CHECK("an instantiation that uploads", keeps(MIB(18)), "see above");
  CHECK_NUMBER("keeps its flags as they were", parameters.flags, CUDA_GRAPH_INSTANTIATE_FLAG_UPLOAD);
  trim();
  NEED(cuGraphExecDestroy(exec));
  NEED(cuGraphDestroy(graph));
  CHECK("and back", keeps(0), "see above");
}

// All that is left, twice, one after the other.
static void twice_the_same(uint64_t left) {
  CUdeviceptr a, b;
  CUgraph graph = empty();
  CUgraphNode first = allocate(graph, NULL, left, &a), freed = free_after(graph, first, a);
  CUgraphNode second_time = allocate(graph, &freed, left, &b);
  free_after(graph, second_time, b);
  CUgraphExec exec = instantiate(graph);
  CHECK_NUMBER("what a graph takes twice it needs once", cuGraphLaunch(exec, stream), CUDA_SUCCESS);
  CHECK("which is all that was left", keeps(left), "see above");
  trim();
  NEED(cuGraphExecDestroy(exec));
  NEED(cuGraphDestroy(graph));
}

// `left` bytes are left.
static void at_the_limit(uint64_t left) {
  CUgraph fits = transient(left), fits_too = transient(left), over = transient(left + 1);
  CUgraph never = transient(container_limit() + 1);
  CUgraphExec exec = instantiate(fits), exec_too = instantiate(fits_too), exec_over = instantiate(over), exec_never;
  CHECK_NUMBER("more than the limit can't be instantiated", cuGraphInstantiateWithFlags(&exec_never, never, 0),
               CUDA_ERROR_OUT_OF_MEMORY);
  CHECK_NUMBER("a byte too many", cuGraphLaunch(exec_over, stream), CUDA_ERROR_OUT_OF_MEMORY);
  CHECK("takes nothing", keeps(0), "see above");
  CHECK_NUMBER("what fits is launched", cuGraphLaunch(exec, stream), CUDA_SUCCESS);
  CHECK("to the byte", keeps(left) && container_charged() + MIB(2) > container_limit(), "see above");
  CHECK_NUMBER("again, while it runs", cuGraphLaunch(exec, stream), CUDA_SUCCESS);
  CHECK_NUMBER("beside itself there is no room", cuGraphLaunch(exec, second), CUDA_ERROR_OUT_OF_MEMORY);
  CHECK_NUMBER("in the first stream there is still", cuGraphLaunch(exec, stream), CUDA_SUCCESS);
  CHECK("nothing above the limit", keeps(left), "see above");
  NEED(cuStreamSynchronize(stream));
  CHECK_NUMBER("one that is done makes room for another", cuGraphLaunch(exec_too, second), CUDA_SUCCESS);
  CHECK("to the byte", keeps(left), "see above");
  NEED(cuStreamSynchronize(second));
  CUdeviceptr plain;
  CHECK_NUMBER("and for other memory", cuMemAlloc_v2(&plain, left), CUDA_SUCCESS);
  CHECK_NUMBER("without which none of them", cuGraphLaunch(exec, stream), CUDA_ERROR_OUT_OF_MEMORY);
  NEED(cuMemFree_v2(plain));
  CHECK_NUMBER("now it is", cuGraphLaunch(exec, stream), CUDA_SUCCESS);
  trim();
  CHECK("all is back", keeps(0), "see above");
  CUgraphExec execs[] = {exec, exec_too, exec_over};
  CUgraph graphs[] = {fits, fits_too, over, never};
  for (int k = 0; k < 4; k++)
    NEED(cuGraphDestroy(graphs[k]));
  for (int k = 0; k < 3; k++)
    NEED(cuGraphExecDestroy(execs[k]));
}

int main(void) {
  CUmodule module;
  container_begin(1, MIB(200));
  node_context();
  NEED(cuStreamCreate(&stream, CU_STREAM_NON_BLOCKING));
  NEED(cuStreamCreate(&second, CU_STREAM_NON_BLOCKING));
  NEED(cuModuleLoadData(&module, "simgpu 1\nkernel slow us=20000 sms=1\n"));
  NEED(cuModuleGetFunction(&slow, module, "slow"));
  keep_counts_from_here();
  one();
  in_two_streams();
  many_nodes();
  captured();
  kept_by_the_program();
  updated();
  uploaded_on_the_way();
  uint64_t left = (container_limit() - container_charged()) / MIB(2) * MIB(2);
  at_the_limit(left);
  twice_the_same(left);
  container_end();
  return CHECKS_END();
}
