// Device memory that graphs allocate and free.
#include "graphs.h"

enum { MIB = 1 << 20 };

static cuuint64_t attribute(CUgraphMem_attribute which) {
  cuuint64_t value = 0;
  REQUIRE(cuDeviceGetGraphMemAttribute(0, which, &value));
  return value;
}

static CUgraphNode allocation_node(CUgraph graph, size_t bytes, CUdeviceptr *address) {
  CUgraphNode node;
  CUDA_MEM_ALLOC_NODE_PARAMS allocation = allocation_of(bytes);
  REQUIRE(cuGraphAddMemAllocNode(&node, graph, NULL, 0, &allocation));
  *address = allocation.dptr;
  return node;
}

static CUgraphExec with_exec(CUgraph graph, unsigned long long flags) {
  CUgraphExec exec;
  REQUIRE(cuGraphInstantiateWithFlags(&exec, graph, flags));
  return exec;
}

CASE(cuGraphAddMemAllocNode, CUDA_SUCCESS, "an address at once, memory when launched") {
  CUgraph graph = with_graph();
  CUcontext context;
  CUgraphNode node, next;
  unsigned char bytes[64] = {0};
  CUDA_MEM_ALLOC_NODE_PARAMS allocation = allocation_of(2 * MIB);
  REQUIRE(cuCtxGetCurrent(&context));
  EXPECT(cuGraphAddMemAllocNode(&node, graph, NULL, 0, &allocation), CUDA_SUCCESS);
  CHECK(allocation.dptr != 0);
  CUDA_MEMSET_NODE_PARAMS fill = fill_of(allocation.dptr, 6, 2 * MIB);
  CUDA_MEMCPY3D copy = copy_to_host(bytes, allocation.dptr, sizeof bytes);
  REQUIRE(cuGraphAddMemsetNode(&next, graph, &node, 1, &fill, context));
  REQUIRE(cuGraphAddMemcpyNode(&node, graph, &next, 1, &copy, context));
  REQUIRE(cuGraphAddMemFreeNode(&next, graph, &node, 1, allocation.dptr));
  CUgraphExec exec = with_exec(graph, 0);
  launch_and_wait(exec);
  launch_and_wait(exec);
  CHECK(bytes[63] == 6);
}

CASE(cuGraphAddMemAllocNode, CUDA_ERROR_INVALID_VALUE, "no bytes, no such device, pageable memory") {
  CUgraph graph = with_graph();
  CUgraphNode node;
  CUDA_MEM_ALLOC_NODE_PARAMS allocation = allocation_of(0);
  EXPECT(cuGraphAddMemAllocNode(&node, graph, NULL, 0, &allocation), CUDA_ERROR_INVALID_VALUE);
  allocation = allocation_of(MIB);
  allocation.poolProps.location.id = 99;
  EXPECT(cuGraphAddMemAllocNode(&node, graph, NULL, 0, &allocation), CUDA_ERROR_INVALID_VALUE);
  allocation = allocation_of(MIB);
  allocation.poolProps.allocType = CU_MEM_ALLOCATION_TYPE_INVALID;
  EXPECT(cuGraphAddMemAllocNode(&node, graph, NULL, 0, &allocation), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuGraphAddMemAllocNode, CUDA_ERROR_OUT_OF_MEMORY, "more than the device has") {
  CUgraphNode node;
  CUgraph graph = with_graph();
  CUDA_MEM_ALLOC_NODE_PARAMS allocation = allocation_of((size_t)1 << 46);
  EXPECT(cuGraphAddMemAllocNode(&node, graph, NULL, 0, &allocation), CUDA_ERROR_OUT_OF_MEMORY);
}

CASE(cuGraphMemAllocNodeGetParams, CUDA_SUCCESS, "with the address") {
  CUdeviceptr address;
  CUDA_MEM_ALLOC_NODE_PARAMS got;
  CUgraphNode node = allocation_node(with_graph(), 3 * MIB, &address);
  EXPECT(cuGraphMemAllocNodeGetParams(node, &got), CUDA_SUCCESS);
  CHECK(got.dptr == address && got.bytesize == 3 * MIB && got.poolProps.allocType == CU_MEM_ALLOCATION_TYPE_PINNED);
}

CASE(cuGraphMemAllocNodeGetParams, CUDA_ERROR_INVALID_VALUE, "of an empty node") {
  CUDA_MEM_ALLOC_NODE_PARAMS got;
  EXPECT(cuGraphMemAllocNodeGetParams(empty_node(with_graph(), NULL, NULL), &got), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuGraphAddMemFreeNode, CUDA_SUCCESS, "then an allocation after it has the address again") {
  CUgraph graph = with_graph();
  CUdeviceptr address;
  CUgraphNode node = allocation_node(graph, MIB, &address), end, other;
  EXPECT(cuGraphAddMemFreeNode(&end, graph, &node, 1, address), CUDA_SUCCESS);
  CUDA_MEM_ALLOC_NODE_PARAMS allocation = allocation_of(MIB);
  REQUIRE(cuGraphAddMemAllocNode(&other, graph, &end, 1, &allocation));
  CHECK(allocation.dptr == address);
}

CASE(cuGraphAddMemFreeNode, CUDA_ERROR_INVALID_VALUE, "twice, and what no graph allocated") {
  CUgraph graph = with_graph();
  CUdeviceptr address, plain;
  CUgraphNode node = allocation_node(graph, MIB, &address), end;
  REQUIRE(cuMemAlloc_v2(&plain, 16));
  REQUIRE(cuGraphAddMemFreeNode(&end, graph, &node, 1, address));
  EXPECT(cuGraphAddMemFreeNode(&end, graph, &node, 1, address), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuGraphAddMemFreeNode(&end, graph, &node, 1, plain), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuGraphMemFreeNodeGetParams, CUDA_SUCCESS, "the address") {
  CUgraph graph = with_graph();
  CUdeviceptr address, got = 0;
  CUgraphNode node = allocation_node(graph, MIB, &address), end;
  REQUIRE(cuGraphAddMemFreeNode(&end, graph, &node, 1, address));
  EXPECT(cuGraphMemFreeNodeGetParams(end, &got), CUDA_SUCCESS);
  CHECK(got == address);
}

CASE(cuGraphMemFreeNodeGetParams, CUDA_ERROR_INVALID_VALUE, "of an allocation") {
  CUdeviceptr address, got;
  EXPECT(cuGraphMemFreeNodeGetParams(allocation_node(with_graph(), MIB, &address), &got), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuGraphInstantiateWithFlags, CUDA_ERROR_INVALID_VALUE, "a second time, with an allocation") {
  CUgraph graph = with_graph();
  CUdeviceptr address;
  CUgraphExec exec, second;
  allocation_node(graph, MIB, &address);
  exec = with_exec(graph, 0);
  EXPECT(cuGraphInstantiateWithFlags(&second, graph, 0), CUDA_ERROR_INVALID_VALUE);
  REQUIRE(cuGraphExecDestroy(exec));
  EXPECT(cuGraphInstantiateWithFlags(&second, graph, 0), CUDA_SUCCESS);
}

CASE(cuGraphAddChildGraphNode, CUDA_ERROR_NOT_SUPPORTED, "with an allocation") {
  CUgraph graph = with_graph(), child;
  CUdeviceptr address;
  CUgraphNode node;
  REQUIRE(cuGraphCreate(&child, 0));
  allocation_node(child, MIB, &address);
  EXPECT(cuGraphAddChildGraphNode(&node, graph, NULL, 0, child), CUDA_ERROR_NOT_SUPPORTED);
}

CASE(cuGraphLaunch, CUDA_ERROR_INVALID_VALUE, "while what the last launch allocated is there") {
  CUgraph graph = with_graph();
  CUdeviceptr address;
  CUstream stream = with_stream();
  allocation_node(graph, MIB, &address);
  CUgraphExec exec = with_exec(graph, 0);
  REQUIRE(cuGraphLaunch(exec, stream));
  EXPECT(cuGraphLaunch(exec, stream), CUDA_ERROR_INVALID_VALUE);
  REQUIRE(cuMemFreeAsync(address, stream));
  EXPECT(cuGraphLaunch(exec, stream), CUDA_SUCCESS);
  REQUIRE(cuStreamSynchronize(stream));
  EXPECT(cuMemFree_v2(address), CUDA_SUCCESS);
}

CASE(cuGraphLaunch, CUDA_SUCCESS, "frees what the last launch allocated, if asked to") {
  CUgraph graph = with_graph();
  CUdeviceptr address;
  allocation_node(graph, MIB, &address);
  CUgraphExec exec = with_exec(graph, CUDA_GRAPH_INSTANTIATE_FLAG_AUTO_FREE_ON_LAUNCH);
  launch_and_wait(exec);
  launch_and_wait(exec);
}

CASE(cuGraphLaunch, CUDA_ERROR_OUT_OF_MEMORY, "more than is free") {
  CUgraph graph = with_graph();
  CUdeviceptr address;
  size_t free_bytes, total;
  REQUIRE(cuMemGetInfo_v2(&free_bytes, &total));
  allocation_node(graph, free_bytes / 4 * 3, &address);
  allocation_node(graph, free_bytes / 4 * 3, &address);
  CUgraphExec exec = with_exec(graph, 0);
  EXPECT(cuGraphLaunch(exec, with_stream()), CUDA_ERROR_OUT_OF_MEMORY);
}

CASE(cuDeviceGetGraphMemAttribute, CUDA_SUCCESS, "reserved by the first launch, until a trim") {
  CUgraph graph = with_graph();
  CUdeviceptr address;
  CUgraphNode node = allocation_node(graph, 4 * MIB, &address), end;
  REQUIRE(cuGraphAddMemFreeNode(&end, graph, &node, 1, address));
  CUgraphExec exec = with_exec(graph, 0);
  CHECK(attribute(CU_GRAPH_MEM_ATTR_RESERVED_MEM_CURRENT) == 0);
  launch_and_wait(exec);
  CHECK(attribute(CU_GRAPH_MEM_ATTR_RESERVED_MEM_CURRENT) >= 4 * MIB);
  CHECK(attribute(CU_GRAPH_MEM_ATTR_RESERVED_MEM_HIGH) >= 4 * MIB);
  EXPECT(cuGraphExecDestroy(exec), CUDA_SUCCESS);
  CHECK(attribute(CU_GRAPH_MEM_ATTR_RESERVED_MEM_CURRENT) >= 4 * MIB);
  EXPECT(cuDeviceGraphMemTrim(0), CUDA_SUCCESS);
  CHECK(attribute(CU_GRAPH_MEM_ATTR_RESERVED_MEM_CURRENT) == 0);
}

CASE(cuDeviceGetGraphMemAttribute, CUDA_ERROR_INVALID_VALUE, "an attribute that isn't one, to nowhere") {
  cuuint64_t value;
  with_context();
  EXPECT(cuDeviceGetGraphMemAttribute(0, (CUgraphMem_attribute)9, &value), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuDeviceGetGraphMemAttribute(0, CU_GRAPH_MEM_ATTR_USED_MEM_CURRENT, NULL), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuDeviceSetGraphMemAttribute, CUDA_SUCCESS, "a high-water mark begins anew") {
  CUgraph graph = with_graph();
  CUdeviceptr address;
  cuuint64_t zero = 0;
  CUgraphNode node = allocation_node(graph, 4 * MIB, &address), end;
  REQUIRE(cuGraphAddMemFreeNode(&end, graph, &node, 1, address));
  CUgraphExec exec = with_exec(graph, 0);
  launch_and_wait(exec);
  REQUIRE(cuGraphExecDestroy(exec));
  REQUIRE(cuDeviceGraphMemTrim(0));
  EXPECT(cuDeviceSetGraphMemAttribute(0, CU_GRAPH_MEM_ATTR_RESERVED_MEM_HIGH, &zero), CUDA_SUCCESS);
  CHECK(attribute(CU_GRAPH_MEM_ATTR_RESERVED_MEM_HIGH) == 0);
}

CASE(cuDeviceSetGraphMemAttribute, CUDA_ERROR_INVALID_VALUE, "to what isn't zero, and what is now") {
  cuuint64_t one = 1, zero = 0;
  with_context();
  EXPECT(cuDeviceSetGraphMemAttribute(0, CU_GRAPH_MEM_ATTR_USED_MEM_HIGH, &one), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuDeviceSetGraphMemAttribute(0, CU_GRAPH_MEM_ATTR_USED_MEM_CURRENT, &zero), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuDeviceGraphMemTrim, CUDA_SUCCESS, "nothing to trim") {
  with_context();
  EXPECT(cuDeviceGraphMemTrim(0), CUDA_SUCCESS);
}

CASE(cuDeviceGraphMemTrim, CUDA_SUCCESS, "leaves what is allocated") {
  CUgraph graph = with_graph();
  CUdeviceptr address;
  allocation_node(graph, 4 * MIB, &address);
  CUgraphExec exec = with_exec(graph, 0);
  launch_and_wait(exec);
  EXPECT(cuDeviceGraphMemTrim(0), CUDA_SUCCESS);
  EXPECT(cuMemsetD8_v2(address, 1, 4 * MIB), CUDA_SUCCESS);
  CHECK(attribute(CU_GRAPH_MEM_ATTR_RESERVED_MEM_CURRENT) >= 4 * MIB);
  EXPECT(cuMemFree_v2(address), CUDA_SUCCESS);
}
