// Nodes of every type: added, asked, changed.
#include "graphs.h"

#define TYPE_IS(node_, type_)                                  \
  do {                                                         \
    CUgraphNodeType type = (CUgraphNodeType)-1;                \
    EXPECT(cuGraphNodeGetType(node_, &type), CUDA_SUCCESS);    \
    CHECK(type == (type_));                                    \
  } while (0)

static CUgraph new_graph(void) {
  CUgraph graph;
  REQUIRE(cuGraphCreate(&graph, 0));
  return graph;
}

static CUgraphNode kernel_node(CUmodule module, CUgraph graph) {
  CUgraphNode node;
  CUDA_KERNEL_NODE_PARAMS launch = launch_of(module, "small");
  REQUIRE(cuGraphAddKernelNode_v2(&node, graph, NULL, 0, &launch));
  return node;
}

CASE(cuGraphAddKernelNode, CUDA_SUCCESS, "the first version's parameters") {
  CUmodule module = with_kernels();
  CUDA_KERNEL_NODE_PARAMS launch = launch_of(module, "small");
  memset((char *)&launch + 56, 0xff, sizeof launch - 56);  // what a program of that time had there
  CUgraphNode node;
  EXPECT(cuGraphAddKernelNode(&node, new_graph(), NULL, 0, &launch), CUDA_SUCCESS);
  TYPE_IS(node, CU_GRAPH_NODE_TYPE_KERNEL);
}

CASE(cuGraphAddKernelNode_v2, CUDA_SUCCESS, "a kernel that writes") {
  CUmodule module = with_kernels();
  CUgraph graph = new_graph();
  CUgraphNode node;
  CUgraphExec exec;
  CUdeviceptr memory;
  REQUIRE(cuMemAlloc_v2(&memory, 16));
  unsigned int value = 41, count = 4, got[4] = {0};
  void *arguments[] = {&memory, &value, &count};
  CUDA_KERNEL_NODE_PARAMS launch = launch_of(module, "fill");
  launch.blockDimX = 4;
  launch.kernelParams = arguments;
  EXPECT(cuGraphAddKernelNode_v2(&node, graph, NULL, 0, &launch), CUDA_SUCCESS);
  value = count = 0;  // arguments are taken at the call
  REQUIRE(cuGraphInstantiateWithFlags(&exec, graph, 0));
  launch_and_wait(exec);
  REQUIRE(cuMemcpyDtoH_v2(got, memory, sizeof got));
  CHECK(got[0] == 41 && got[3] == 41);
}

CASE(cuGraphAddKernelNode_v2, CUDA_ERROR_INVALID_VALUE, "no function, an empty grid, a dependency elsewhere") {
  CUmodule module = with_kernels();
  CUgraph graph = new_graph();
  CUgraphNode node, other = empty_node(new_graph(), NULL, NULL), twice[2];
  CUDA_KERNEL_NODE_PARAMS launch = launch_of(module, "small");
  EXPECT(cuGraphAddKernelNode_v2(&node, graph, &other, 1, &launch), CUDA_ERROR_INVALID_VALUE);
  twice[0] = twice[1] = empty_node(graph, NULL, NULL);
  EXPECT(cuGraphAddKernelNode_v2(&node, graph, twice, 2, &launch), CUDA_ERROR_INVALID_VALUE);
  launch.gridDimX = 0;
  EXPECT(cuGraphAddKernelNode_v2(&node, graph, NULL, 0, &launch), CUDA_ERROR_INVALID_VALUE);
  launch.gridDimX = 1;
  launch.func = NULL;
  EXPECT(cuGraphAddKernelNode_v2(&node, graph, NULL, 0, &launch), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuGraphKernelNodeGetParams, CUDA_SUCCESS, "no more than the first version has") {
  CUmodule module = with_kernels();
  CUDA_KERNEL_NODE_PARAMS got;
  memset(&got, 0x5a, sizeof got);
  EXPECT(cuGraphKernelNodeGetParams(kernel_node(module, new_graph()), &got), CUDA_SUCCESS);
  CHECK(got.func == kernel_named(module, "small") && got.blockDimX == 1);
  CHECK(((unsigned char *)&got)[56] == 0x5a);
}

CASE(cuGraphKernelNodeGetParams_v2, CUDA_SUCCESS, "arguments included") {
  CUmodule module = with_kernels();
  CUgraphNode node;
  CUdeviceptr memory = 0x1000;
  unsigned int value = 41, count = 0;
  void *arguments[] = {&memory, &value, &count};
  CUDA_KERNEL_NODE_PARAMS launch = launch_of(module, "fill"), got;
  launch.kernelParams = arguments;
  launch.gridDimY = 3;
  REQUIRE(cuGraphAddKernelNode_v2(&node, new_graph(), NULL, 0, &launch));
  EXPECT(cuGraphKernelNodeGetParams_v2(node, &got), CUDA_SUCCESS);
  CHECK(got.func == launch.func && got.gridDimY == 3 && got.kernelParams && got.kernelParams != arguments);
  CHECK(got.kernelParams && *(unsigned int *)got.kernelParams[1] == 41);
}

CASE(cuGraphKernelNodeGetParams_v2, CUDA_ERROR_INVALID_VALUE, "of another type") {
  CUDA_KERNEL_NODE_PARAMS got;
  EXPECT(cuGraphKernelNodeGetParams_v2(empty_node(with_graph(), NULL, NULL), &got), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuGraphKernelNodeSetParams, CUDA_SUCCESS, "another grid") {
  CUmodule module = with_kernels();
  CUgraphNode node = kernel_node(module, new_graph());
  CUDA_KERNEL_NODE_PARAMS launch = launch_of(module, "small"), got;
  launch.gridDimX = 5;
  EXPECT(cuGraphKernelNodeSetParams(node, &launch), CUDA_SUCCESS);
  EXPECT(cuGraphKernelNodeGetParams_v2(node, &got), CUDA_SUCCESS);
  CHECK(got.gridDimX == 5);
}

CASE(cuGraphKernelNodeSetParams_v2, CUDA_SUCCESS, "another function") {
  CUmodule module = with_kernels();
  CUgraphNode node = kernel_node(module, new_graph());
  CUDA_KERNEL_NODE_PARAMS launch = launch_of(module, "spin_us200"), got;
  EXPECT(cuGraphKernelNodeSetParams_v2(node, &launch), CUDA_SUCCESS);
  EXPECT(cuGraphKernelNodeGetParams_v2(node, &got), CUDA_SUCCESS);
  CHECK(got.func == launch.func);
}

CASE(cuGraphKernelNodeSetParams_v2, CUDA_ERROR_INVALID_VALUE, "an empty block leaves it as it was") {
  CUmodule module = with_kernels();
  CUgraphNode node = kernel_node(module, new_graph());
  CUDA_KERNEL_NODE_PARAMS launch = launch_of(module, "small"), got;
  launch.blockDimX = 0;
  EXPECT(cuGraphKernelNodeSetParams_v2(node, &launch), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuGraphKernelNodeGetParams_v2(node, &got), CUDA_SUCCESS);
  CHECK(got.blockDimX == 1);
}

CASE(cuGraphKernelNodeSetAttribute, CUDA_SUCCESS, "a priority") {
  CUmodule module = with_kernels();
  CUgraphNode node = kernel_node(module, new_graph());
  CUkernelNodeAttrValue value = {.priority = -1}, got;
  EXPECT(cuGraphKernelNodeSetAttribute(node, CU_LAUNCH_ATTRIBUTE_PRIORITY, &value), CUDA_SUCCESS);
  EXPECT(cuGraphKernelNodeGetAttribute(node, CU_LAUNCH_ATTRIBUTE_PRIORITY, &got), CUDA_SUCCESS);
  CHECK(got.priority == -1);
}

CASE(cuGraphKernelNodeSetAttribute, CUDA_ERROR_INVALID_VALUE, "of an empty node") {
  CUkernelNodeAttrValue value = {.priority = -1};
  EXPECT(cuGraphKernelNodeSetAttribute(empty_node(with_graph(), NULL, NULL), CU_LAUNCH_ATTRIBUTE_PRIORITY, &value),
         CUDA_ERROR_INVALID_VALUE);
}

CASE(cuGraphKernelNodeGetAttribute, CUDA_SUCCESS, "as it begins") {
  CUmodule module = with_kernels();
  CUkernelNodeAttrValue got = {.cooperative = 7};
  EXPECT(cuGraphKernelNodeGetAttribute(kernel_node(module, new_graph()), CU_LAUNCH_ATTRIBUTE_COOPERATIVE, &got),
         CUDA_SUCCESS);
  CHECK(got.cooperative == 0);
}

CASE(cuGraphKernelNodeGetAttribute, CUDA_ERROR_INVALID_VALUE, "an attribute that isn't one") {
  CUmodule module = with_kernels();
  CUkernelNodeAttrValue got;
  EXPECT(cuGraphKernelNodeGetAttribute(kernel_node(module, new_graph()), (CUkernelNodeAttrID)99, &got),
         CUDA_ERROR_INVALID_VALUE);
}

CASE(cuGraphKernelNodeCopyAttributes, CUDA_SUCCESS, "from one to another") {
  CUmodule module = with_kernels();
  CUgraph graph = new_graph();
  CUgraphNode one = kernel_node(module, graph), other = kernel_node(module, graph);
  CUkernelNodeAttrValue value = {.priority = -2}, got;
  REQUIRE(cuGraphKernelNodeSetAttribute(one, CU_LAUNCH_ATTRIBUTE_PRIORITY, &value));
  EXPECT(cuGraphKernelNodeCopyAttributes(other, one), CUDA_SUCCESS);
  EXPECT(cuGraphKernelNodeGetAttribute(other, CU_LAUNCH_ATTRIBUTE_PRIORITY, &got), CUDA_SUCCESS);
  CHECK(got.priority == -2);
}

CASE(cuGraphKernelNodeCopyAttributes, CUDA_ERROR_INVALID_VALUE, "to an empty node") {
  CUmodule module = with_kernels();
  CUgraph graph = new_graph();
  EXPECT(cuGraphKernelNodeCopyAttributes(empty_node(graph, NULL, NULL), kernel_node(module, graph)), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuGraphAddMemcpyNode, CUDA_SUCCESS, "after a fill, to the host") {
  CUgraph graph = with_graph();
  CUcontext context;
  CUdeviceptr memory;
  CUgraphNode fill_node, copy_node;
  CUgraphExec exec;
  unsigned char bytes[100] = {0};
  REQUIRE(cuCtxGetCurrent(&context));
  REQUIRE(cuMemAlloc_v2(&memory, sizeof bytes));
  CUDA_MEMSET_NODE_PARAMS fill = fill_of(memory, 9, sizeof bytes);
  CUDA_MEMCPY3D copy = copy_to_host(bytes, memory, sizeof bytes);
  REQUIRE(cuGraphAddMemsetNode(&fill_node, graph, NULL, 0, &fill, context));
  EXPECT(cuGraphAddMemcpyNode(&copy_node, graph, &fill_node, 1, &copy, context), CUDA_SUCCESS);
  TYPE_IS(copy_node, CU_GRAPH_NODE_TYPE_MEMCPY);
  REQUIRE(cuGraphInstantiateWithFlags(&exec, graph, 0));
  launch_and_wait(exec);
  CHECK(bytes[0] == 9 && bytes[99] == 9);
}

static CUgraphNode copy_node(CUgraph graph, void *to, CUdeviceptr from) {
  CUcontext context;
  CUgraphNode node;
  CUDA_MEMCPY3D copy = copy_to_host(to, from, 16);
  REQUIRE(cuCtxGetCurrent(&context));
  REQUIRE(cuGraphAddMemcpyNode(&node, graph, NULL, 0, &copy, context));
  return node;
}

CASE(cuGraphAddMemcpyNode, CUDA_ERROR_INVALID_VALUE, "between no kinds of memory") {
  CUgraph graph = with_graph();
  CUcontext context;
  CUgraphNode node;
  REQUIRE(cuCtxGetCurrent(&context));
  CUDA_MEMCPY3D copy = {.WidthInBytes = 1, .Height = 1, .Depth = 1};
  EXPECT(cuGraphAddMemcpyNode(&node, graph, NULL, 0, &copy, context), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuGraphMemcpyNodeGetParams, CUDA_SUCCESS, "what was given") {
  CUgraph graph = with_graph();
  CUdeviceptr memory;
  char bytes[16];
  CUDA_MEMCPY3D got;
  REQUIRE(cuMemAlloc_v2(&memory, 16));
  EXPECT(cuGraphMemcpyNodeGetParams(copy_node(graph, bytes, memory), &got), CUDA_SUCCESS);
  CHECK(got.srcDevice == memory && got.dstHost == bytes && got.WidthInBytes == 16);
}

CASE(cuGraphMemcpyNodeSetParams, CUDA_SUCCESS, "another target") {
  CUgraph graph = with_graph();
  CUdeviceptr memory;
  char bytes[16], others[16];
  CUDA_MEMCPY3D got;
  REQUIRE(cuMemAlloc_v2(&memory, 16));
  CUgraphNode node = copy_node(graph, bytes, memory);
  CUDA_MEMCPY3D copy = copy_to_host(others, memory, 8);
  EXPECT(cuGraphMemcpyNodeSetParams(node, &copy), CUDA_SUCCESS);
  EXPECT(cuGraphMemcpyNodeGetParams(node, &got), CUDA_SUCCESS);
  CHECK(got.dstHost == others && got.WidthInBytes == 8);
}

CASE(cuGraphAddMemsetNode, CUDA_SUCCESS, "rows with a pitch") {
  CUgraph graph = with_graph();
  CUcontext context;
  CUdeviceptr memory;
  CUgraphNode node;
  CUgraphExec exec;
  unsigned char bytes[64];
  REQUIRE(cuCtxGetCurrent(&context));
  REQUIRE(cuMemAlloc_v2(&memory, 64));
  REQUIRE(cuMemsetD8_v2(memory, 0, 64));
  CUDA_MEMSET_NODE_PARAMS fill = {.dst = memory, .pitch = 16, .value = 0x0102, .elementSize = 2, .width = 4, .height = 3};
  EXPECT(cuGraphAddMemsetNode(&node, graph, NULL, 0, &fill, context), CUDA_SUCCESS);
  TYPE_IS(node, CU_GRAPH_NODE_TYPE_MEMSET);
  REQUIRE(cuGraphInstantiateWithFlags(&exec, graph, 0));
  launch_and_wait(exec);
  REQUIRE(cuMemcpyDtoH_v2(bytes, memory, 64));
  CHECK(bytes[0] == 2 && bytes[1] == 1 && bytes[7] == 1 && bytes[8] == 0 && bytes[39] == 1 && bytes[48] == 0);
}

CASE(cuGraphAddMemsetNode, CUDA_ERROR_INVALID_VALUE, "elements of three bytes") {
  CUgraph graph = with_graph();
  CUcontext context;
  CUdeviceptr memory;
  CUgraphNode node;
  REQUIRE(cuCtxGetCurrent(&context));
  REQUIRE(cuMemAlloc_v2(&memory, 64));
  CUDA_MEMSET_NODE_PARAMS fill = {.dst = memory, .elementSize = 3, .width = 4, .height = 1};
  EXPECT(cuGraphAddMemsetNode(&node, graph, NULL, 0, &fill, context), CUDA_ERROR_INVALID_VALUE);
}

static CUgraphNode fill_node(CUgraph graph, CUdeviceptr memory) {
  CUcontext context;
  CUgraphNode node;
  CUDA_MEMSET_NODE_PARAMS fill = fill_of(memory, 3, 16);
  REQUIRE(cuCtxGetCurrent(&context));
  REQUIRE(cuGraphAddMemsetNode(&node, graph, NULL, 0, &fill, context));
  return node;
}

CASE(cuGraphMemsetNodeGetParams, CUDA_SUCCESS, "what was given") {
  CUgraph graph = with_graph();
  CUdeviceptr memory;
  CUDA_MEMSET_NODE_PARAMS got;
  REQUIRE(cuMemAlloc_v2(&memory, 16));
  EXPECT(cuGraphMemsetNodeGetParams(fill_node(graph, memory), &got), CUDA_SUCCESS);
  CHECK(got.dst == memory && got.value == 3 && got.width == 16);
}

CASE(cuGraphMemsetNodeSetParams, CUDA_SUCCESS, "another value") {
  CUgraph graph = with_graph();
  CUdeviceptr memory;
  CUDA_MEMSET_NODE_PARAMS got;
  REQUIRE(cuMemAlloc_v2(&memory, 16));
  CUgraphNode node = fill_node(graph, memory);
  CUDA_MEMSET_NODE_PARAMS fill = fill_of(memory, 4, 8);
  EXPECT(cuGraphMemsetNodeSetParams(node, &fill), CUDA_SUCCESS);
  EXPECT(cuGraphMemsetNodeGetParams(node, &got), CUDA_SUCCESS);
  CHECK(got.value == 4 && got.width == 8);
}

CASE(cuGraphAddHostNode, CUDA_SUCCESS, "called once a launch") {
  CUgraph graph = with_graph();
  CUgraphNode node;
  CUgraphExec exec;
  int calls = 0;
  CUDA_HOST_NODE_PARAMS host = count_calls(&calls);
  EXPECT(cuGraphAddHostNode(&node, graph, NULL, 0, &host), CUDA_SUCCESS);
  TYPE_IS(node, CU_GRAPH_NODE_TYPE_HOST);
  REQUIRE(cuGraphInstantiateWithFlags(&exec, graph, 0));
  launch_and_wait(exec);
  launch_and_wait(exec);
  CHECK(calls == 2);
}

CASE(cuGraphAddHostNode, CUDA_ERROR_INVALID_VALUE, "no function") {
  CUgraphNode node;
  CUDA_HOST_NODE_PARAMS host = {0};
  EXPECT(cuGraphAddHostNode(&node, with_graph(), NULL, 0, &host), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuGraphHostNodeGetParams, CUDA_SUCCESS, "what was given") {
  CUgraphNode node;
  int calls;
  CUDA_HOST_NODE_PARAMS host = count_calls(&calls), got;
  REQUIRE(cuGraphAddHostNode(&node, with_graph(), NULL, 0, &host));
  EXPECT(cuGraphHostNodeGetParams(node, &got), CUDA_SUCCESS);
  CHECK(got.fn == host.fn && got.userData == &calls);
}

CASE(cuGraphHostNodeSetParams, CUDA_SUCCESS, "other data") {
  CUgraphNode node;
  int calls, others;
  CUDA_HOST_NODE_PARAMS host = count_calls(&calls), got;
  REQUIRE(cuGraphAddHostNode(&node, with_graph(), NULL, 0, &host));
  host.userData = &others;
  EXPECT(cuGraphHostNodeSetParams(node, &host), CUDA_SUCCESS);
  EXPECT(cuGraphHostNodeGetParams(node, &got), CUDA_SUCCESS);
  CHECK(got.userData == &others);
}

CASE(cuGraphAddChildGraphNode, CUDA_SUCCESS, "a copy of the graph") {
  CUgraph graph = with_graph(), child, inner;
  CUgraphNode node, found;
  REQUIRE(cuGraphCreate(&child, 0));
  CUgraphNode original = empty_node(child, NULL, NULL);
  EXPECT(cuGraphAddChildGraphNode(&node, graph, NULL, 0, child), CUDA_SUCCESS);
  TYPE_IS(node, CU_GRAPH_NODE_TYPE_GRAPH);
  EXPECT(cuGraphChildGraphNodeGetGraph(node, &inner), CUDA_SUCCESS);
  CHECK(inner != child);
  EXPECT(cuGraphNodeFindInClone(&found, original, inner), CUDA_SUCCESS);
}

CASE(cuGraphChildGraphNodeGetGraph, CUDA_SUCCESS, "the program can add to it") {
  CUgraph graph = with_graph(), child, inner;
  CUgraphNode node, added;
  CUgraphExec exec;
  int calls = 0;
  CUDA_HOST_NODE_PARAMS host = count_calls(&calls);
  REQUIRE(cuGraphCreate(&child, 0));
  REQUIRE(cuGraphAddChildGraphNode(&node, graph, NULL, 0, child));
  EXPECT(cuGraphChildGraphNodeGetGraph(node, &inner), CUDA_SUCCESS);
  REQUIRE(cuGraphAddHostNode(&added, inner, NULL, 0, &host));
  REQUIRE(cuGraphInstantiateWithFlags(&exec, graph, 0));
  launch_and_wait(exec);
  CHECK(calls == 1);
}

CASE(cuGraphChildGraphNodeGetGraph, CUDA_ERROR_INVALID_VALUE, "of an empty node") {
  CUgraph inner;
  EXPECT(cuGraphChildGraphNodeGetGraph(empty_node(with_graph(), NULL, NULL), &inner), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuGraphAddEmptyNode, CUDA_SUCCESS, "a join") {
  CUgraph graph = with_graph();
  CUgraphNode both[2] = {empty_node(graph, NULL, NULL), empty_node(graph, NULL, NULL)}, node;
  EXPECT(cuGraphAddEmptyNode(&node, graph, both, 2), CUDA_SUCCESS);
}

CASE(cuGraphAddEmptyNode, CUDA_ERROR_INVALID_VALUE, "dependencies that aren't given") {
  CUgraphNode node;
  EXPECT(cuGraphAddEmptyNode(&node, with_graph(), NULL, 1), CUDA_ERROR_INVALID_VALUE);
}

static CUevent with_event(void) {
  CUevent event;
  REQUIRE(cuEventCreate(&event, 0));
  return event;
}

CASE(cuGraphAddEventRecordNode, CUDA_SUCCESS, "records when the graph comes to it") {
  CUgraph graph = with_graph();
  CUevent event = with_event();
  CUgraphNode node;
  CUgraphExec exec;
  EXPECT(cuGraphAddEventRecordNode(&node, graph, NULL, 0, event), CUDA_SUCCESS);
  TYPE_IS(node, CU_GRAPH_NODE_TYPE_EVENT_RECORD);
  REQUIRE(cuGraphInstantiateWithFlags(&exec, graph, 0));
  launch_and_wait(exec);
  EXPECT(cuEventQuery(event), CUDA_SUCCESS);
  float ms = -1;
  EXPECT(cuEventElapsedTime(&ms, event, event), CUDA_SUCCESS);
  CHECK(ms == 0);
}

CASE(cuGraphEventRecordNodeGetEvent, CUDA_SUCCESS, "what was given") {
  CUgraph graph = with_graph();
  CUevent event = with_event(), got = NULL;
  CUgraphNode node;
  REQUIRE(cuGraphAddEventRecordNode(&node, graph, NULL, 0, event));
  EXPECT(cuGraphEventRecordNodeGetEvent(node, &got), CUDA_SUCCESS);
  CHECK(got == event);
}

CASE(cuGraphEventRecordNodeSetEvent, CUDA_SUCCESS, "another event") {
  CUgraph graph = with_graph();
  CUevent event = with_event(), other = with_event(), got = NULL;
  CUgraphNode node;
  REQUIRE(cuGraphAddEventRecordNode(&node, graph, NULL, 0, event));
  EXPECT(cuGraphEventRecordNodeSetEvent(node, other), CUDA_SUCCESS);
  EXPECT(cuGraphEventRecordNodeGetEvent(node, &got), CUDA_SUCCESS);
  CHECK(got == other);
}

CASE(cuGraphEventRecordNodeGetEvent, CUDA_ERROR_INVALID_VALUE, "of a node that waits") {
  CUgraph graph = with_graph();
  CUevent got;
  CUgraphNode node;
  REQUIRE(cuGraphAddEventWaitNode(&node, graph, NULL, 0, with_event()));
  EXPECT(cuGraphEventRecordNodeGetEvent(node, &got), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuGraphAddEventWaitNode, CUDA_SUCCESS, "waits for another stream") {
  CUmodule module = with_kernels();
  CUgraph graph = new_graph();
  CUevent event = with_event();
  CUgraphNode node;
  CUgraphExec exec;
  CUstream busy = with_stream(), stream = with_stream();
  EXPECT(cuGraphAddEventWaitNode(&node, graph, NULL, 0, event), CUDA_SUCCESS);
  TYPE_IS(node, CU_GRAPH_NODE_TYPE_WAIT_EVENT);
  REQUIRE(cuGraphInstantiateWithFlags(&exec, graph, 0));
  keep_busy(module, busy);
  REQUIRE(cuEventRecord(event, busy));
  REQUIRE(cuGraphLaunch(exec, stream));
  EXPECT(cuStreamQuery(stream), CUDA_ERROR_NOT_READY);
  REQUIRE(cuStreamSynchronize(stream));
  EXPECT(cuEventQuery(event), CUDA_SUCCESS);
}

CASE(cuGraphEventWaitNodeGetEvent, CUDA_SUCCESS, "what was given") {
  CUgraph graph = with_graph();
  CUevent event = with_event(), got = NULL;
  CUgraphNode node;
  REQUIRE(cuGraphAddEventWaitNode(&node, graph, NULL, 0, event));
  EXPECT(cuGraphEventWaitNodeGetEvent(node, &got), CUDA_SUCCESS);
  CHECK(got == event);
}

CASE(cuGraphEventWaitNodeSetEvent, CUDA_SUCCESS, "another event") {
  CUgraph graph = with_graph();
  CUevent event = with_event(), other = with_event(), got = NULL;
  CUgraphNode node;
  REQUIRE(cuGraphAddEventWaitNode(&node, graph, NULL, 0, event));
  EXPECT(cuGraphEventWaitNodeSetEvent(node, other), CUDA_SUCCESS);
  EXPECT(cuGraphEventWaitNodeGetEvent(node, &got), CUDA_SUCCESS);
  CHECK(got == other);
}

// A node that signals, and the parameters it was made with.
static CUgraphNode signal_node(CUgraph graph, CUexternalSemaphore *semaphore, CUDA_EXTERNAL_SEMAPHORE_SIGNAL_PARAMS *value) {
  CUDA_EXT_SEM_SIGNAL_NODE_PARAMS signal = {.extSemArray = semaphore, .paramsArray = value, .numExtSems = 1};
  CUgraphNode node;
  REQUIRE(cuGraphAddExternalSemaphoresSignalNode(&node, graph, NULL, 0, &signal));
  return node;
}

static CUgraphNode wait_node(CUgraph graph, CUexternalSemaphore *semaphore, CUDA_EXTERNAL_SEMAPHORE_WAIT_PARAMS *value) {
  CUDA_EXT_SEM_WAIT_NODE_PARAMS wait = {.extSemArray = semaphore, .paramsArray = value, .numExtSems = 1};
  CUgraphNode node;
  REQUIRE(cuGraphAddExternalSemaphoresWaitNode(&node, graph, NULL, 0, &wait));
  return node;
}

CASE(cuGraphAddExternalSemaphoresSignalNode, CUDA_SUCCESS, "then a wait goes on") {
  CUgraph graph = with_graph();
  CUexternalSemaphore semaphore = with_semaphore();
  CUDA_EXTERNAL_SEMAPHORE_SIGNAL_PARAMS signal = {0};
  CUDA_EXTERNAL_SEMAPHORE_WAIT_PARAMS wait = {0};
  CUgraphExec exec;
  CUgraphNode node = signal_node(graph, &semaphore, &signal);
  TYPE_IS(node, CU_GRAPH_NODE_TYPE_EXT_SEMAS_SIGNAL);
  REQUIRE(cuGraphInstantiateWithFlags(&exec, graph, 0));
  CUstream stream = with_stream();
  REQUIRE(cuWaitExternalSemaphoresAsync(&semaphore, &wait, 1, stream));
  EXPECT(cuStreamQuery(stream), CUDA_ERROR_NOT_READY);
  launch_and_wait(exec);
  EXPECT(cuStreamSynchronize(stream), CUDA_SUCCESS);
}

CASE(cuGraphExternalSemaphoresSignalNodeGetParams, CUDA_SUCCESS, "what was given") {
  CUgraph graph = with_graph();
  CUexternalSemaphore semaphore = with_semaphore();
  CUDA_EXTERNAL_SEMAPHORE_SIGNAL_PARAMS signal = {.params = {.fence = {.value = 3}}};
  CUDA_EXT_SEM_SIGNAL_NODE_PARAMS got;
  EXPECT(cuGraphExternalSemaphoresSignalNodeGetParams(signal_node(graph, &semaphore, &signal), &got), CUDA_SUCCESS);
  CHECK(got.numExtSems == 1 && got.extSemArray[0] == semaphore && got.paramsArray[0].params.fence.value == 3);
}

CASE(cuGraphExternalSemaphoresSignalNodeSetParams, CUDA_SUCCESS, "another value") {
  CUgraph graph = with_graph();
  CUexternalSemaphore semaphore = with_semaphore();
  CUDA_EXTERNAL_SEMAPHORE_SIGNAL_PARAMS signal = {.params = {.fence = {.value = 3}}};
  CUDA_EXT_SEM_SIGNAL_NODE_PARAMS got = {.extSemArray = &semaphore, .paramsArray = &signal, .numExtSems = 1};
  CUgraphNode node = signal_node(graph, &semaphore, &signal);
  signal.params.fence.value = 4;
  EXPECT(cuGraphExternalSemaphoresSignalNodeSetParams(node, &got), CUDA_SUCCESS);
  EXPECT(cuGraphExternalSemaphoresSignalNodeGetParams(node, &got), CUDA_SUCCESS);
  CHECK(got.paramsArray[0].params.fence.value == 4);
}

CASE(cuGraphExecExternalSemaphoresSignalNodeSetParams, CUDA_SUCCESS, "another value") {
  CUgraph graph = with_graph();
  CUexternalSemaphore semaphore = with_semaphore();
  CUDA_EXTERNAL_SEMAPHORE_SIGNAL_PARAMS signal = {0};
  CUDA_EXT_SEM_SIGNAL_NODE_PARAMS other = {.extSemArray = &semaphore, .paramsArray = &signal, .numExtSems = 1};
  CUgraphNode node = signal_node(graph, &semaphore, &signal);
  CUgraphExec exec;
  REQUIRE(cuGraphInstantiateWithFlags(&exec, graph, 0));
  EXPECT(cuGraphExecExternalSemaphoresSignalNodeSetParams(exec, node, &other), CUDA_SUCCESS);
}

CASE(cuGraphAddExternalSemaphoresWaitNode, CUDA_SUCCESS, "waits for a signal") {
  CUgraph graph = with_graph();
  CUexternalSemaphore semaphore = with_semaphore();
  CUDA_EXTERNAL_SEMAPHORE_SIGNAL_PARAMS signal = {0};
  CUDA_EXTERNAL_SEMAPHORE_WAIT_PARAMS wait = {0};
  CUgraphExec exec;
  CUgraphNode node = wait_node(graph, &semaphore, &wait);
  TYPE_IS(node, CU_GRAPH_NODE_TYPE_EXT_SEMAS_WAIT);
  REQUIRE(cuGraphInstantiateWithFlags(&exec, graph, 0));
  CUstream stream = with_stream(), other = with_stream();
  REQUIRE(cuGraphLaunch(exec, stream));
  EXPECT(cuStreamQuery(stream), CUDA_ERROR_NOT_READY);
  REQUIRE(cuSignalExternalSemaphoresAsync(&semaphore, &signal, 1, other));
  REQUIRE(cuStreamSynchronize(other));
  EXPECT(cuStreamSynchronize(stream), CUDA_SUCCESS);
}

CASE(cuGraphExternalSemaphoresWaitNodeGetParams, CUDA_SUCCESS, "what was given") {
  CUgraph graph = with_graph();
  CUexternalSemaphore semaphore = with_semaphore();
  CUDA_EXTERNAL_SEMAPHORE_WAIT_PARAMS wait = {.params = {.fence = {.value = 3}}};
  CUDA_EXT_SEM_WAIT_NODE_PARAMS got;
  EXPECT(cuGraphExternalSemaphoresWaitNodeGetParams(wait_node(graph, &semaphore, &wait), &got), CUDA_SUCCESS);
  CHECK(got.numExtSems == 1 && got.extSemArray[0] == semaphore && got.paramsArray[0].params.fence.value == 3);
}

CASE(cuGraphExternalSemaphoresWaitNodeSetParams, CUDA_SUCCESS, "another value") {
  CUgraph graph = with_graph();
  CUexternalSemaphore semaphore = with_semaphore();
  CUDA_EXTERNAL_SEMAPHORE_WAIT_PARAMS wait = {.params = {.fence = {.value = 3}}};
  CUDA_EXT_SEM_WAIT_NODE_PARAMS got = {.extSemArray = &semaphore, .paramsArray = &wait, .numExtSems = 1};
  CUgraphNode node = wait_node(graph, &semaphore, &wait);
  wait.params.fence.value = 4;
  EXPECT(cuGraphExternalSemaphoresWaitNodeSetParams(node, &got), CUDA_SUCCESS);
  EXPECT(cuGraphExternalSemaphoresWaitNodeGetParams(node, &got), CUDA_SUCCESS);
  CHECK(got.paramsArray[0].params.fence.value == 4);
}

CASE(cuGraphExecExternalSemaphoresWaitNodeSetParams, CUDA_SUCCESS, "another value") {
  CUgraph graph = with_graph();
  CUexternalSemaphore semaphore = with_semaphore();
  CUDA_EXTERNAL_SEMAPHORE_WAIT_PARAMS wait = {0};
  CUDA_EXT_SEM_WAIT_NODE_PARAMS other = {.extSemArray = &semaphore, .paramsArray = &wait, .numExtSems = 1};
  CUgraphNode node = wait_node(graph, &semaphore, &wait);
  CUgraphExec exec;
  REQUIRE(cuGraphInstantiateWithFlags(&exec, graph, 0));
  EXPECT(cuGraphExecExternalSemaphoresWaitNodeSetParams(exec, node, &other), CUDA_SUCCESS);
}

static CUDA_BATCH_MEM_OP_NODE_PARAMS write_of(CUstreamBatchMemOpParams *operation, CUdeviceptr word, cuuint32_t value) {
  CUcontext context;
  REQUIRE(cuCtxGetCurrent(&context));
  *operation = (CUstreamBatchMemOpParams){
      .writeValue = {.operation = CU_STREAM_MEM_OP_WRITE_VALUE_32, .address = word, .value = value}};
  return (CUDA_BATCH_MEM_OP_NODE_PARAMS){.ctx = context, .count = 1, .paramArray = operation};
}

CASE(cuGraphAddBatchMemOpNode, CUDA_SUCCESS, "writes a word") {
  CUgraph graph = with_graph();
  CUdeviceptr word;
  CUgraphNode node;
  CUgraphExec exec;
  CUstreamBatchMemOpParams operation;
  unsigned int got = 0;
  REQUIRE(cuMemAlloc_v2(&word, 4));
  CUDA_BATCH_MEM_OP_NODE_PARAMS write = write_of(&operation, word, 77);
  EXPECT(cuGraphAddBatchMemOpNode(&node, graph, NULL, 0, &write), CUDA_SUCCESS);
  TYPE_IS(node, CU_GRAPH_NODE_TYPE_BATCH_MEM_OP);
  REQUIRE(cuGraphInstantiateWithFlags(&exec, graph, 0));
  launch_and_wait(exec);
  REQUIRE(cuMemcpyDtoH_v2(&got, word, 4));
  CHECK(got == 77);
}

CASE(cuGraphAddBatchMemOpNode, CUDA_ERROR_INVALID_VALUE, "no operations, flags") {
  CUgraph graph = with_graph();
  CUdeviceptr word;
  CUgraphNode node;
  CUstreamBatchMemOpParams operation;
  REQUIRE(cuMemAlloc_v2(&word, 4));
  CUDA_BATCH_MEM_OP_NODE_PARAMS write = write_of(&operation, word, 77);
  write.flags = 1;
  EXPECT(cuGraphAddBatchMemOpNode(&node, graph, NULL, 0, &write), CUDA_ERROR_INVALID_VALUE);
  write.flags = 0;
  write.paramArray = NULL;
  EXPECT(cuGraphAddBatchMemOpNode(&node, graph, NULL, 0, &write), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuGraphBatchMemOpNodeGetParams, CUDA_SUCCESS, "what was given") {
  CUgraph graph = with_graph();
  CUdeviceptr word;
  CUgraphNode node;
  CUstreamBatchMemOpParams operation;
  REQUIRE(cuMemAlloc_v2(&word, 4));
  CUDA_BATCH_MEM_OP_NODE_PARAMS write = write_of(&operation, word, 77), got;
  REQUIRE(cuGraphAddBatchMemOpNode(&node, graph, NULL, 0, &write));
  EXPECT(cuGraphBatchMemOpNodeGetParams(node, &got), CUDA_SUCCESS);
  CHECK(got.count == 1 && got.paramArray[0].writeValue.value == 77);
}

CASE(cuGraphBatchMemOpNodeSetParams, CUDA_SUCCESS, "another value") {
  CUgraph graph = with_graph();
  CUdeviceptr word;
  CUgraphNode node;
  CUstreamBatchMemOpParams operation;
  REQUIRE(cuMemAlloc_v2(&word, 4));
  CUDA_BATCH_MEM_OP_NODE_PARAMS write = write_of(&operation, word, 77), got;
  REQUIRE(cuGraphAddBatchMemOpNode(&node, graph, NULL, 0, &write));
  operation.writeValue.value = 78;
  EXPECT(cuGraphBatchMemOpNodeSetParams(node, &write), CUDA_SUCCESS);
  EXPECT(cuGraphBatchMemOpNodeGetParams(node, &got), CUDA_SUCCESS);
  CHECK(got.paramArray[0].writeValue.value == 78);
}

CASE(cuGraphExecBatchMemOpNodeSetParams, CUDA_SUCCESS, "another value") {
  CUgraph graph = with_graph();
  CUdeviceptr word;
  CUgraphNode node;
  CUgraphExec exec;
  CUstreamBatchMemOpParams operation;
  unsigned int got = 0;
  REQUIRE(cuMemAlloc_v2(&word, 4));
  CUDA_BATCH_MEM_OP_NODE_PARAMS write = write_of(&operation, word, 77);
  REQUIRE(cuGraphAddBatchMemOpNode(&node, graph, NULL, 0, &write));
  REQUIRE(cuGraphInstantiateWithFlags(&exec, graph, 0));
  operation.writeValue.value = 78;
  EXPECT(cuGraphExecBatchMemOpNodeSetParams(exec, node, &write), CUDA_SUCCESS);
  launch_and_wait(exec);
  REQUIRE(cuMemcpyDtoH_v2(&got, word, 4));
  CHECK(got == 78);
}

CASE(cuGraphAddNode, CUDA_SUCCESS, "a host function") {
  CUgraph graph = with_graph();
  CUgraphNode node;
  CUgraphExec exec;
  int calls = 0;
  CUDA_HOST_NODE_PARAMS host = count_calls(&calls);
  CUgraphNodeParams parameters = {.type = CU_GRAPH_NODE_TYPE_HOST, .host = {.fn = host.fn, .userData = host.userData}};
  EXPECT(cuGraphAddNode(&node, graph, NULL, 0, &parameters), CUDA_SUCCESS);
  REQUIRE(cuGraphInstantiateWithFlags(&exec, graph, 0));
  launch_and_wait(exec);
  CHECK(calls == 1);
}

CASE(cuGraphAddNode, CUDA_ERROR_INVALID_VALUE, "reserved words, a type that isn't one") {
  CUgraph graph = with_graph();
  CUgraphNode node;
  CUgraphNodeParams parameters = {.type = CU_GRAPH_NODE_TYPE_EMPTY, .reserved2 = 1};
  EXPECT(cuGraphAddNode(&node, graph, NULL, 0, &parameters), CUDA_ERROR_INVALID_VALUE);
  parameters = (CUgraphNodeParams){.type = (CUgraphNodeType)99};
  EXPECT(cuGraphAddNode(&node, graph, NULL, 0, &parameters), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuGraphAddNode_v2, CUDA_SUCCESS, "each type that needs little") {
  CUmodule module = with_kernels();
  CUgraph graph = new_graph(), child = new_graph();
  CUgraphNode last = empty_node(graph, NULL, NULL), node;
  CUcontext context;
  CUdeviceptr memory;
  CUevent event = with_event();
  REQUIRE(cuCtxGetCurrent(&context));
  REQUIRE(cuMemAlloc_v2(&memory, 16));
  char bytes[16];
  CUDA_KERNEL_NODE_PARAMS launch = launch_of(module, "small");
  CUgraphNodeParams all[] = {
      {.type = CU_GRAPH_NODE_TYPE_KERNEL, .kernel = {.func = launch.func, .gridDimX = 1, .gridDimY = 1, .gridDimZ = 1,
                                                     .blockDimX = 1, .blockDimY = 1, .blockDimZ = 1}},
      {.type = CU_GRAPH_NODE_TYPE_MEMCPY, .memcpy = {.copyCtx = context, .copyParams = copy_to_host(bytes, memory, 16)}},
      {.type = CU_GRAPH_NODE_TYPE_MEMSET,
       .memset = {.dst = memory, .elementSize = 1, .width = 16, .height = 1, .ctx = context}},
      {.type = CU_GRAPH_NODE_TYPE_EMPTY},
      {.type = CU_GRAPH_NODE_TYPE_GRAPH, .graph = {.graph = child}},
      {.type = CU_GRAPH_NODE_TYPE_EVENT_RECORD, .eventRecord = {.event = event}},
      {.type = CU_GRAPH_NODE_TYPE_WAIT_EVENT, .eventWait = {.event = event}},
  };
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    EXPECT(cuGraphAddNode_v2(&node, graph, &last, NULL, 1, &all[i]), CUDA_SUCCESS);
    TYPE_IS(node, all[i].type);
    last = node;
  }
}

CASE(cuGraphAddNode_v2, CUDA_SUCCESS, "an allocation") {
  CUgraph graph = with_graph();
  CUgraphNode node, next;
  CUDA_MEM_ALLOC_NODE_PARAMS allocation = allocation_of(1 << 20);
  CUgraphNodeParams parameters = {.type = CU_GRAPH_NODE_TYPE_MEM_ALLOC};
  memcpy(&parameters.alloc, &allocation, sizeof allocation);
  EXPECT(cuGraphAddNode_v2(&node, graph, NULL, NULL, 0, &parameters), CUDA_SUCCESS);
  CHECK(parameters.alloc.dptr != 0);
  CUgraphNodeParams end = {.type = CU_GRAPH_NODE_TYPE_MEM_FREE, .free = {.dptr = parameters.alloc.dptr}};
  EXPECT(cuGraphAddNode_v2(&next, graph, &node, NULL, 1, &end), CUDA_SUCCESS);
}

CASE(cuGraphNodeSetParams, CUDA_SUCCESS, "other data for a host function") {
  CUgraphNode node;
  int calls, others;
  CUDA_HOST_NODE_PARAMS host = count_calls(&calls), got;
  CUgraphNodeParams parameters = {.type = CU_GRAPH_NODE_TYPE_HOST, .host = {.fn = host.fn, .userData = &others}};
  REQUIRE(cuGraphAddHostNode(&node, with_graph(), NULL, 0, &host));
  EXPECT(cuGraphNodeSetParams(node, &parameters), CUDA_SUCCESS);
  EXPECT(cuGraphHostNodeGetParams(node, &got), CUDA_SUCCESS);
  CHECK(got.userData == &others);
}

CASE(cuGraphNodeSetParams, CUDA_ERROR_INVALID_VALUE, "another type") {
  CUgraphNodeParams parameters = {.type = CU_GRAPH_NODE_TYPE_EMPTY};
  CUgraphNode node;
  int calls;
  CUDA_HOST_NODE_PARAMS host = count_calls(&calls);
  REQUIRE(cuGraphAddHostNode(&node, with_graph(), NULL, 0, &host));
  EXPECT(cuGraphNodeSetParams(node, &parameters), CUDA_ERROR_INVALID_VALUE);
}
