// Stream capture: what becomes nodes, and what may not be done meanwhile.
#include <pthread.h>

#include "graphs.h"

static CUstream capturing(CUstreamCaptureMode mode) {
  CUstream stream = with_stream();
  REQUIRE(cuStreamBeginCapture_v2(stream, mode));
  return stream;
}

static CUstreamCaptureStatus status_of(CUstream stream) {
  CUstreamCaptureStatus status = (CUstreamCaptureStatus)9;
  EXPECT(cuStreamIsCapturing(stream, &status), CUDA_SUCCESS);
  return status;
}

static size_t nodes_in(CUgraph graph) {
  size_t count = 99;
  EXPECT(cuGraphGetNodes(graph, NULL, &count), CUDA_SUCCESS);
  return count;
}

static CUevent with_event(void) {
  CUevent event;
  REQUIRE(cuEventCreate(&event, CU_EVENT_DISABLE_TIMING));
  return event;
}

static void nothing(void *data) {
  (void)data;
}

// The capture ends without a graph.
static void ends_invalid(CUstream stream) {
  CUgraph graph = (CUgraph)1;
  EXPECT(cuStreamEndCapture(stream, &graph), CUDA_ERROR_STREAM_CAPTURE_INVALIDATED);
  CHECK(!graph);
  CHECK(status_of(stream) == CU_STREAM_CAPTURE_STATUS_NONE);
}

CASE(cuStreamBeginCapture, CUDA_SUCCESS, "the first form") {
  CUgraph graph = NULL;
  with_context();
  CUstream stream = with_stream();
  EXPECT(cuStreamBeginCapture(stream), CUDA_SUCCESS);
  CHECK(status_of(stream) == CU_STREAM_CAPTURE_STATUS_ACTIVE);
  EXPECT(cuStreamEndCapture(stream, &graph), CUDA_SUCCESS);
  CHECK(nodes_in(graph) == 0);
}

CASE(cuStreamBeginCapture_v2, CUDA_SUCCESS, "in each mode") {
  with_context();
  for (int mode = CU_STREAM_CAPTURE_MODE_GLOBAL; mode <= CU_STREAM_CAPTURE_MODE_RELAXED; mode++) {
    CUgraph graph;
    CUstream stream = with_stream();
    EXPECT(cuStreamBeginCapture_v2(stream, (CUstreamCaptureMode)mode), CUDA_SUCCESS);
    EXPECT(cuStreamEndCapture(stream, &graph), CUDA_SUCCESS);
  }
}

CASE(cuStreamBeginCapture_v2, CUDA_ERROR_INVALID_VALUE, "a mode that isn't one") {
  with_context();
  EXPECT(cuStreamBeginCapture_v2(with_stream(), (CUstreamCaptureMode)3), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuStreamBeginCapture_v2, CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, "the legacy stream") {
  with_context();
  EXPECT(cuStreamBeginCapture_v2(CU_STREAM_LEGACY, CU_STREAM_CAPTURE_MODE_RELAXED), CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED);
}

CASE(cuStreamBeginCapture_v2, CUDA_ERROR_ILLEGAL_STATE, "twice") {
  with_context();
  CUstream stream = capturing(CU_STREAM_CAPTURE_MODE_RELAXED);
  EXPECT(cuStreamBeginCapture_v2(stream, CU_STREAM_CAPTURE_MODE_RELAXED), CUDA_ERROR_ILLEGAL_STATE);
}

CASE(cuStreamEndCapture, CUDA_SUCCESS, "a kernel, a fill, a copy, a host function, in order") {
  CUmodule module = with_kernels();
  CUdeviceptr memory;
  unsigned char bytes[16] = {0};
  REQUIRE(cuMemAlloc_v2(&memory, 16));
  CUstream stream = capturing(CU_STREAM_CAPTURE_MODE_THREAD_LOCAL);
  CUgraph graph;
  CUgraphExec exec;
  CUgraphNode nodes[4];
  CUgraphNodeType types[4];
  static const CUgraphNodeType expected[4] = {CU_GRAPH_NODE_TYPE_KERNEL, CU_GRAPH_NODE_TYPE_MEMSET, CU_GRAPH_NODE_TYPE_MEMCPY,
                                              CU_GRAPH_NODE_TYPE_HOST};
  size_t count = 4, edges = 0;
  REQUIRE(cuLaunchKernel(kernel_named(module, "small"), 1, 1, 1, 1, 1, 1, 0, stream, NULL, NULL));
  REQUIRE(cuMemsetD8Async(memory, 8, 16, stream));
  REQUIRE(cuMemcpyDtoHAsync_v2(bytes, memory, 16, stream));
  REQUIRE(cuLaunchHostFunc(stream, nothing, NULL));
  EXPECT(cuStreamEndCapture(stream, &graph), CUDA_SUCCESS);
  EXPECT(cuGraphGetNodes(graph, nodes, &count), CUDA_SUCCESS);
  EXPECT(cuGraphGetEdges(graph, NULL, NULL, &edges), CUDA_SUCCESS);
  CHECK(count == 4 && edges == 3);
  for (int i = 0; i < 4; i++)
    EXPECT(cuGraphNodeGetType(nodes[i], &types[i]), CUDA_SUCCESS);
  CHECK_BYTES(types, expected, sizeof types);
  CUDA_MEMSET_NODE_PARAMS fill;
  EXPECT(cuGraphMemsetNodeGetParams(nodes[1], &fill), CUDA_SUCCESS);
  CHECK(fill.dst == memory && fill.value == 8 && fill.width * fill.elementSize == 16);
  CHECK(bytes[0] == 0);
  REQUIRE(cuGraphInstantiateWithFlags(&exec, graph, 0));
  launch_and_wait(exec);
  CHECK(bytes[0] == 8 && bytes[15] == 8);
}

CASE(cuStreamEndCapture, CUDA_ERROR_ILLEGAL_STATE, "a stream that isn't captured") {
  CUgraph graph;
  with_context();
  EXPECT(cuStreamEndCapture(with_stream(), &graph), CUDA_ERROR_ILLEGAL_STATE);
}

CASE(cuStreamEndCapture, CUDA_ERROR_INVALID_VALUE, "to nowhere") {
  with_context();
  EXPECT(cuStreamEndCapture(capturing(CU_STREAM_CAPTURE_MODE_GLOBAL), NULL), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuStreamEndCapture, CUDA_SUCCESS, "a second stream by events") {
  CUmodule module = with_kernels();
  CUstream one = with_stream(), two = with_stream();
  CUevent fork = with_event(), join = with_event();
  CUfunction kernel = kernel_named(module, "small");
  CUgraph graph;
  size_t edges = 0;
  REQUIRE(cuStreamBeginCapture_v2(one, CU_STREAM_CAPTURE_MODE_GLOBAL));
  REQUIRE(cuLaunchKernel(kernel, 1, 1, 1, 1, 1, 1, 0, one, NULL, NULL));
  EXPECT(cuEventRecord(fork, one), CUDA_SUCCESS);
  CHECK(status_of(two) == CU_STREAM_CAPTURE_STATUS_NONE);
  EXPECT(cuStreamWaitEvent(two, fork, 0), CUDA_SUCCESS);
  CHECK(status_of(two) == CU_STREAM_CAPTURE_STATUS_ACTIVE);
  REQUIRE(cuLaunchKernel(kernel, 1, 1, 1, 1, 1, 1, 0, two, NULL, NULL));
  REQUIRE(cuLaunchKernel(kernel, 1, 1, 1, 1, 1, 1, 0, one, NULL, NULL));
  EXPECT(cuEventRecord(join, two), CUDA_SUCCESS);
  EXPECT(cuStreamWaitEvent(one, join, 0), CUDA_SUCCESS);
  REQUIRE(cuLaunchKernel(kernel, 1, 1, 1, 1, 1, 1, 0, one, NULL, NULL));
  EXPECT(cuStreamEndCapture(one, &graph), CUDA_SUCCESS);
  EXPECT(cuGraphGetEdges(graph, NULL, NULL, &edges), CUDA_SUCCESS);
  CHECK(nodes_in(graph) == 4 && edges == 4);
  CHECK(status_of(two) == CU_STREAM_CAPTURE_STATUS_NONE);
}

CASE(cuStreamEndCapture, CUDA_ERROR_STREAM_CAPTURE_UNJOINED, "a second stream with work of its own") {
  CUmodule module = with_kernels();
  CUstream one = with_stream(), two = with_stream();
  CUevent fork = with_event();
  CUgraph graph = (CUgraph)1;
  REQUIRE(cuStreamBeginCapture_v2(one, CU_STREAM_CAPTURE_MODE_GLOBAL));
  REQUIRE(cuEventRecord(fork, one));
  REQUIRE(cuStreamWaitEvent(two, fork, 0));
  REQUIRE(cuLaunchKernel(kernel_named(module, "small"), 1, 1, 1, 1, 1, 1, 0, two, NULL, NULL));
  EXPECT(cuStreamEndCapture(one, &graph), CUDA_ERROR_STREAM_CAPTURE_UNJOINED);
  CHECK(!graph);
  CHECK(status_of(one) == CU_STREAM_CAPTURE_STATUS_NONE && status_of(two) == CU_STREAM_CAPTURE_STATUS_NONE);
}

CASE(cuStreamEndCapture, CUDA_ERROR_STREAM_CAPTURE_UNMATCHED, "in the second stream") {
  with_context();
  CUstream one = with_stream(), two = with_stream();
  CUevent fork = with_event();
  CUgraph graph;
  REQUIRE(cuStreamBeginCapture_v2(one, CU_STREAM_CAPTURE_MODE_GLOBAL));
  REQUIRE(cuEventRecord(fork, one));
  REQUIRE(cuStreamWaitEvent(two, fork, 0));
  EXPECT(cuStreamEndCapture(two, &graph), CUDA_ERROR_STREAM_CAPTURE_UNMATCHED);
}

struct in_thread {
  CUcontext context;
  CUstream stream;
  CUresult result;
};

static void *end_capture(void *argument) {
  struct in_thread *call = argument;
  CUgraph graph;
  REQUIRE(cuCtxSetCurrent(call->context));
  call->result = cuStreamEndCapture(call->stream, &graph);
  return NULL;
}

static void *allocate(void *argument) {
  struct in_thread *call = argument;
  CUdeviceptr memory;
  REQUIRE(cuCtxSetCurrent(call->context));
  call->result = cuMemAlloc_v2(&memory, 16);
  return NULL;
}

static CUresult in_another_thread(void *(*run)(void *), CUstream stream) {
  struct in_thread call = {.stream = stream, .result = (CUresult)-1};
  pthread_t thread;
  REQUIRE(cuCtxGetCurrent(&call.context));
  CHECK(pthread_create(&thread, NULL, run, &call) == 0);
  pthread_join(thread, NULL);
  return call.result;
}

CASE(cuStreamEndCapture, CUDA_ERROR_STREAM_CAPTURE_WRONG_THREAD, "another thread's capture") {
  with_context();
  EXPECT(in_another_thread(end_capture, capturing(CU_STREAM_CAPTURE_MODE_THREAD_LOCAL)), CUDA_ERROR_STREAM_CAPTURE_WRONG_THREAD);
  EXPECT(in_another_thread(end_capture, capturing(CU_STREAM_CAPTURE_MODE_RELAXED)), CUDA_SUCCESS);
}

CASE(cuStreamEndCapture, CUDA_ERROR_STREAM_CAPTURE_INVALIDATED, "after a call that is forbidden") {
  with_context();
  CUstream stream = capturing(CU_STREAM_CAPTURE_MODE_GLOBAL);
  EXPECT(cuStreamSynchronize(stream), CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED);
  CHECK(status_of(stream) == CU_STREAM_CAPTURE_STATUS_INVALIDATED);
  ends_invalid(stream);
}

CASE(cuStreamSynchronize, CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, "a stream under capture") {
  with_context();
  CUstream stream = capturing(CU_STREAM_CAPTURE_MODE_RELAXED);
  EXPECT(cuStreamSynchronize(stream), CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED);
  ends_invalid(stream);
}

CASE(cuStreamQuery, CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, "a stream under capture") {
  with_context();
  CUstream stream = capturing(CU_STREAM_CAPTURE_MODE_RELAXED);
  EXPECT(cuStreamQuery(stream), CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED);
  ends_invalid(stream);
}

CASE(cuCtxSynchronize, CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, "while one of its streams is under capture, whatever the mode") {
  with_context();
  CUstream stream = capturing(CU_STREAM_CAPTURE_MODE_RELAXED);
  EXPECT(cuCtxSynchronize(), CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED);
  ends_invalid(stream);
}

CASE(cuEventQuery, CUDA_ERROR_CAPTURED_EVENT, "recorded in a capture") {
  with_context();
  CUstream stream = capturing(CU_STREAM_CAPTURE_MODE_RELAXED);
  CUevent event = with_event();
  REQUIRE(cuEventRecord(event, stream));
  EXPECT(cuEventQuery(event), CUDA_ERROR_CAPTURED_EVENT);
  ends_invalid(stream);
}

CASE(cuEventSynchronize, CUDA_ERROR_CAPTURED_EVENT, "recorded in a capture") {
  with_context();
  CUstream stream = capturing(CU_STREAM_CAPTURE_MODE_RELAXED);
  CUevent event = with_event();
  REQUIRE(cuEventRecord(event, stream));
  EXPECT(cuEventSynchronize(event), CUDA_ERROR_CAPTURED_EVENT);
  ends_invalid(stream);
}

CASE(cuMemAlloc_v2, CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, "while the thread captures") {
  with_context();
  CUstream stream = capturing(CU_STREAM_CAPTURE_MODE_THREAD_LOCAL);
  CUdeviceptr memory;
  EXPECT(cuMemAlloc_v2(&memory, 16), CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED);
  ends_invalid(stream);
}

CASE(cuMemAlloc_v2, CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, "while another thread captures, for all threads") {
  with_context();
  CUstream stream = capturing(CU_STREAM_CAPTURE_MODE_GLOBAL);
  EXPECT(in_another_thread(allocate, stream), CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED);
  ends_invalid(stream);
}

CASE(cuMemAlloc_v2, CUDA_SUCCESS, "while another thread captures for itself, or nobody cares") {
  with_context();
  CUstream stream = capturing(CU_STREAM_CAPTURE_MODE_THREAD_LOCAL);
  CUdeviceptr memory;
  CUgraph graph;
  EXPECT(in_another_thread(allocate, stream), CUDA_SUCCESS);
  EXPECT(cuStreamEndCapture(stream, &graph), CUDA_SUCCESS);
  stream = capturing(CU_STREAM_CAPTURE_MODE_RELAXED);
  EXPECT(cuMemAlloc_v2(&memory, 16), CUDA_SUCCESS);
  EXPECT(cuStreamEndCapture(stream, &graph), CUDA_SUCCESS);
}

CASE(cuThreadExchangeStreamCaptureMode, CUDA_SUCCESS, "lets a thread do what is forbidden") {
  with_context();
  CUstreamCaptureMode mode = CU_STREAM_CAPTURE_MODE_RELAXED;
  CUstream stream = capturing(CU_STREAM_CAPTURE_MODE_GLOBAL);
  CUdeviceptr memory;
  CUgraph graph;
  EXPECT(cuThreadExchangeStreamCaptureMode(&mode), CUDA_SUCCESS);
  CHECK(mode == CU_STREAM_CAPTURE_MODE_GLOBAL);
  EXPECT(cuMemAlloc_v2(&memory, 16), CUDA_SUCCESS);
  EXPECT(cuThreadExchangeStreamCaptureMode(&mode), CUDA_SUCCESS);
  CHECK(mode == CU_STREAM_CAPTURE_MODE_RELAXED);
  EXPECT(cuStreamEndCapture(stream, &graph), CUDA_SUCCESS);
}

CASE(cuThreadExchangeStreamCaptureMode, CUDA_ERROR_INVALID_VALUE, "a mode that isn't one") {
  CUstreamCaptureMode mode = (CUstreamCaptureMode)7;
  with_context();
  EXPECT(cuThreadExchangeStreamCaptureMode(&mode), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuLaunchKernel, CUDA_ERROR_STREAM_CAPTURE_IMPLICIT, "into the legacy stream beside a blocking one under capture") {
  CUmodule module = with_kernels();
  CUstream stream;
  REQUIRE(cuStreamCreate(&stream, CU_STREAM_DEFAULT));
  REQUIRE(cuStreamBeginCapture_v2(stream, CU_STREAM_CAPTURE_MODE_RELAXED));
  EXPECT(cuLaunchKernel(kernel_named(module, "small"), 1, 1, 1, 1, 1, 1, 0, CU_STREAM_LEGACY, NULL, NULL),
         CUDA_ERROR_STREAM_CAPTURE_IMPLICIT);
  ends_invalid(stream);
}

CASE(cuMemsetD8Async, CUDA_ERROR_STREAM_CAPTURE_IMPLICIT, "into the legacy stream beside a blocking one under capture") {
  CUstream stream;
  CUdeviceptr memory;
  with_context();
  REQUIRE(cuMemAlloc_v2(&memory, 16));
  REQUIRE(cuStreamCreate(&stream, CU_STREAM_DEFAULT));
  REQUIRE(cuStreamBeginCapture_v2(stream, CU_STREAM_CAPTURE_MODE_RELAXED));
  EXPECT(cuMemsetD8Async(memory, 0, 16, CU_STREAM_LEGACY), CUDA_ERROR_STREAM_CAPTURE_IMPLICIT);
  ends_invalid(stream);
}

CASE(cuMemsetD8Async, CUDA_SUCCESS, "into the legacy stream beside a non-blocking one under capture") {
  CUdeviceptr memory;
  CUgraph graph;
  with_context();
  REQUIRE(cuMemAlloc_v2(&memory, 16));
  CUstream stream = capturing(CU_STREAM_CAPTURE_MODE_GLOBAL);
  EXPECT(cuMemsetD8Async(memory, 0, 16, CU_STREAM_LEGACY), CUDA_SUCCESS);
  EXPECT(cuStreamEndCapture(stream, &graph), CUDA_SUCCESS);
  CHECK(nodes_in(graph) == 0);
}

CASE(cuLaunchKernel, CUDA_ERROR_STREAM_CAPTURE_INVALIDATED, "into a capture that came to nothing") {
  CUmodule module = with_kernels();
  CUstream stream = capturing(CU_STREAM_CAPTURE_MODE_RELAXED);
  CUfunction kernel = kernel_named(module, "small");
  EXPECT(cuStreamQuery(stream), CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED);
  EXPECT(cuLaunchKernel(kernel, 1, 1, 1, 1, 1, 1, 0, stream, NULL, NULL), CUDA_ERROR_STREAM_CAPTURE_INVALIDATED);
  ends_invalid(stream);
}

CASE(cuStreamWaitEvent, CUDA_ERROR_STREAM_CAPTURE_ISOLATION, "in a capture, for what was not captured") {
  with_context();
  CUstream stream = with_stream();
  CUevent event = with_event();
  REQUIRE(cuEventRecord(event, with_stream()));
  REQUIRE(cuStreamBeginCapture_v2(stream, CU_STREAM_CAPTURE_MODE_RELAXED));
  EXPECT(cuStreamWaitEvent(stream, event, 0), CUDA_ERROR_STREAM_CAPTURE_ISOLATION);
  ends_invalid(stream);
}

CASE(cuStreamWaitEvent, CUDA_ERROR_STREAM_CAPTURE_MERGE, "in a capture, for another capture") {
  with_context();
  CUstream one = capturing(CU_STREAM_CAPTURE_MODE_RELAXED), two = capturing(CU_STREAM_CAPTURE_MODE_RELAXED);
  CUevent event = with_event();
  REQUIRE(cuEventRecord(event, one));
  EXPECT(cuStreamWaitEvent(two, event, 0), CUDA_ERROR_STREAM_CAPTURE_MERGE);
  ends_invalid(two);
}

CASE(cuStreamWaitEvent, CUDA_SUCCESS, "in a capture, external") {
  with_context();
  CUstream stream = with_stream();
  CUevent event = with_event();
  CUgraph graph;
  CUgraphNode node;
  CUgraphNodeType type = CU_GRAPH_NODE_TYPE_KERNEL;
  size_t count = 1;
  REQUIRE(cuEventRecord(event, with_stream()));
  REQUIRE(cuStreamBeginCapture_v2(stream, CU_STREAM_CAPTURE_MODE_RELAXED));
  EXPECT(cuStreamWaitEvent(stream, event, CU_EVENT_WAIT_EXTERNAL), CUDA_SUCCESS);
  REQUIRE(cuStreamEndCapture(stream, &graph));
  EXPECT(cuGraphGetNodes(graph, &node, &count), CUDA_SUCCESS);
  EXPECT(cuGraphNodeGetType(node, &type), CUDA_SUCCESS);
  CHECK(type == CU_GRAPH_NODE_TYPE_WAIT_EVENT);
}

CASE(cuEventRecordWithFlags, CUDA_SUCCESS, "in a capture, external") {
  with_context();
  CUstream stream = with_stream();
  CUevent event = with_event();
  CUgraph graph;
  CUgraphNode node;
  CUgraphNodeType type = CU_GRAPH_NODE_TYPE_KERNEL;
  size_t count = 1;
  REQUIRE(cuStreamBeginCapture_v2(stream, CU_STREAM_CAPTURE_MODE_RELAXED));
  EXPECT(cuEventRecordWithFlags(event, stream, CU_EVENT_RECORD_EXTERNAL), CUDA_SUCCESS);
  REQUIRE(cuStreamEndCapture(stream, &graph));
  EXPECT(cuGraphGetNodes(graph, &node, &count), CUDA_SUCCESS);
  EXPECT(cuGraphNodeGetType(node, &type), CUDA_SUCCESS);
  CHECK(type == CU_GRAPH_NODE_TYPE_EVENT_RECORD);
}

CASE(cuGraphLaunch, CUDA_SUCCESS, "in a capture: a child graph") {
  CUgraph inner = with_graph(), graph;
  CUgraphExec exec;
  CUgraphNode node;
  CUgraphNodeType type = CU_GRAPH_NODE_TYPE_KERNEL;
  size_t count = 1;
  empty_node(inner, NULL, NULL);
  REQUIRE(cuGraphInstantiateWithFlags(&exec, inner, 0));
  CUstream stream = capturing(CU_STREAM_CAPTURE_MODE_RELAXED);
  EXPECT(cuGraphLaunch(exec, stream), CUDA_SUCCESS);
  REQUIRE(cuStreamEndCapture(stream, &graph));
  EXPECT(cuGraphGetNodes(graph, &node, &count), CUDA_SUCCESS);
  EXPECT(cuGraphNodeGetType(node, &type), CUDA_SUCCESS);
  CHECK(type == CU_GRAPH_NODE_TYPE_GRAPH);
}

CASE(cuStreamIsCapturing, CUDA_SUCCESS, "before, during and after") {
  CUgraph graph;
  with_context();
  CUstream stream = with_stream();
  CHECK(status_of(stream) == CU_STREAM_CAPTURE_STATUS_NONE);
  REQUIRE(cuStreamBeginCapture_v2(stream, CU_STREAM_CAPTURE_MODE_GLOBAL));
  CHECK(status_of(stream) == CU_STREAM_CAPTURE_STATUS_ACTIVE);
  REQUIRE(cuStreamEndCapture(stream, &graph));
  CHECK(status_of(stream) == CU_STREAM_CAPTURE_STATUS_NONE);
}

CASE(cuStreamIsCapturing, CUDA_ERROR_INVALID_VALUE, "to nowhere") {
  with_context();
  EXPECT(cuStreamIsCapturing(with_stream(), NULL), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuStreamIsCapturing, CUDA_ERROR_STREAM_CAPTURE_IMPLICIT, "the legacy stream beside a blocking one under capture") {
  CUstream stream;
  CUstreamCaptureStatus status;
  CUgraph graph;
  with_context();
  REQUIRE(cuStreamCreate(&stream, CU_STREAM_DEFAULT));
  REQUIRE(cuStreamBeginCapture_v2(stream, CU_STREAM_CAPTURE_MODE_RELAXED));
  EXPECT(cuStreamIsCapturing(CU_STREAM_LEGACY, &status), CUDA_ERROR_STREAM_CAPTURE_IMPLICIT);
  EXPECT(cuStreamEndCapture(stream, &graph), CUDA_SUCCESS);
}

CASE(cuStreamGetCaptureInfo, CUDA_SUCCESS, "the same id in both streams, another for the next capture") {
  with_context();
  CUstream one = capturing(CU_STREAM_CAPTURE_MODE_RELAXED), two = with_stream();
  CUevent event = with_event();
  CUstreamCaptureStatus status;
  cuuint64_t first = 0, second = 0, third = 0;
  REQUIRE(cuEventRecord(event, one));
  REQUIRE(cuStreamWaitEvent(two, event, 0));
  EXPECT(cuStreamGetCaptureInfo(one, &status, &first), CUDA_SUCCESS);
  EXPECT(cuStreamGetCaptureInfo(two, &status, &second), CUDA_SUCCESS);
  EXPECT(cuStreamGetCaptureInfo(capturing(CU_STREAM_CAPTURE_MODE_RELAXED), &status, &third), CUDA_SUCCESS);
  CHECK(status == CU_STREAM_CAPTURE_STATUS_ACTIVE && first == second && first != third);
}

CASE(cuStreamGetCaptureInfo, CUDA_ERROR_INVALID_VALUE, "to nowhere") {
  with_context();
  EXPECT(cuStreamGetCaptureInfo(with_stream(), NULL, NULL), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuStreamGetCaptureInfo_v2, CUDA_SUCCESS, "the graph, and what the next node depends on") {
  CUmodule module = with_kernels();
  CUstream stream = capturing(CU_STREAM_CAPTURE_MODE_RELAXED);
  CUfunction kernel = kernel_named(module, "small");
  CUstreamCaptureStatus status;
  cuuint64_t id;
  CUgraph graph = NULL, ended = NULL;
  const CUgraphNode *dependencies = NULL;
  size_t count = 9, nodes = 1;
  CUgraphNode node;
  EXPECT(cuStreamGetCaptureInfo_v2(stream, &status, &id, &graph, &dependencies, &count), CUDA_SUCCESS);
  CHECK(count == 0);
  REQUIRE(cuLaunchKernel(kernel, 1, 1, 1, 1, 1, 1, 0, stream, NULL, NULL));
  EXPECT(cuStreamGetCaptureInfo_v2(stream, &status, &id, &graph, &dependencies, &count), CUDA_SUCCESS);
  EXPECT(cuGraphGetNodes(graph, &node, &nodes), CUDA_SUCCESS);
  CHECK(count == 1 && dependencies[0] == node);
  EXPECT(cuStreamEndCapture(stream, &ended), CUDA_SUCCESS);
  CHECK(ended == graph);
}

CASE(cuStreamGetCaptureInfo_v2, CUDA_ERROR_INVALID_VALUE, "to nowhere") {
  with_context();
  EXPECT(cuStreamGetCaptureInfo_v2(with_stream(), NULL, NULL, NULL, NULL, NULL), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuStreamGetCaptureInfo_v3, CUDA_SUCCESS, "with the edges' data") {
  CUmodule module = with_kernels();
  CUstream stream = capturing(CU_STREAM_CAPTURE_MODE_RELAXED);
  CUfunction kernel = kernel_named(module, "small");
  CUstreamCaptureStatus status;
  CUgraph graph;
  const CUgraphNode *dependencies = NULL;
  const CUgraphEdgeData *data = NULL;
  size_t count = 0;
  REQUIRE(cuLaunchKernel(kernel, 1, 1, 1, 1, 1, 1, 0, stream, NULL, NULL));
  EXPECT(cuStreamGetCaptureInfo_v3(stream, &status, NULL, &graph, &dependencies, &data, &count), CUDA_SUCCESS);
  CHECK(status == CU_STREAM_CAPTURE_STATUS_ACTIVE && count == 1 && (!data || data[0].type == 0));
}

CASE(cuStreamGetCaptureInfo_v3, CUDA_ERROR_INVALID_VALUE, "to nowhere") {
  with_context();
  EXPECT(cuStreamGetCaptureInfo_v3(with_stream(), NULL, NULL, NULL, NULL, NULL, NULL), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuStreamUpdateCaptureDependencies, CUDA_SUCCESS, "a node added by hand") {
  CUmodule module = with_kernels();
  CUstream stream = capturing(CU_STREAM_CAPTURE_MODE_RELAXED);
  CUfunction kernel = kernel_named(module, "small");
  CUstreamCaptureStatus status;
  CUgraph graph;
  size_t edges = 9;
  EXPECT(cuStreamGetCaptureInfo_v2(stream, &status, NULL, &graph, NULL, NULL), CUDA_SUCCESS);
  CUgraphNode node = empty_node(graph, NULL, NULL);
  EXPECT(cuStreamUpdateCaptureDependencies(stream, &node, 1, CU_STREAM_SET_CAPTURE_DEPENDENCIES), CUDA_SUCCESS);
  REQUIRE(cuLaunchKernel(kernel, 1, 1, 1, 1, 1, 1, 0, stream, NULL, NULL));
  EXPECT(cuStreamEndCapture(stream, &graph), CUDA_SUCCESS);
  EXPECT(cuGraphGetEdges(graph, NULL, NULL, &edges), CUDA_SUCCESS);
  CHECK(edges == 1);
}

CASE(cuStreamUpdateCaptureDependencies, CUDA_ERROR_INVALID_VALUE, "flags") {
  with_context();
  EXPECT(cuStreamUpdateCaptureDependencies(capturing(CU_STREAM_CAPTURE_MODE_RELAXED), NULL, 0, 2), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuStreamUpdateCaptureDependencies, CUDA_ERROR_ILLEGAL_STATE, "a stream that isn't captured") {
  with_context();
  EXPECT(cuStreamUpdateCaptureDependencies(with_stream(), NULL, 0, CU_STREAM_SET_CAPTURE_DEPENDENCIES),
         CUDA_ERROR_ILLEGAL_STATE);
}

CASE(cuStreamUpdateCaptureDependencies_v2, CUDA_SUCCESS, "none at all, then one more") {
  CUmodule module = with_kernels();
  CUstream stream = capturing(CU_STREAM_CAPTURE_MODE_RELAXED);
  CUfunction kernel = kernel_named(module, "small");
  CUstreamCaptureStatus status;
  CUgraph graph;
  const CUgraphNode *dependencies;
  size_t count = 9;
  REQUIRE(cuLaunchKernel(kernel, 1, 1, 1, 1, 1, 1, 0, stream, NULL, NULL));
  EXPECT(cuStreamUpdateCaptureDependencies_v2(stream, NULL, NULL, 0, CU_STREAM_SET_CAPTURE_DEPENDENCIES), CUDA_SUCCESS);
  EXPECT(cuStreamGetCaptureInfo_v2(stream, &status, NULL, &graph, &dependencies, &count), CUDA_SUCCESS);
  CHECK(count == 0);
  CUgraphNode node = empty_node(graph, NULL, NULL);
  EXPECT(cuStreamUpdateCaptureDependencies_v2(stream, &node, NULL, 1, CU_STREAM_ADD_CAPTURE_DEPENDENCIES), CUDA_SUCCESS);
  EXPECT(cuStreamGetCaptureInfo_v2(stream, &status, NULL, &graph, &dependencies, &count), CUDA_SUCCESS);
  CHECK(count == 1);
}

CASE(cuStreamUpdateCaptureDependencies_v2, CUDA_ERROR_INVALID_VALUE, "flags") {
  with_context();
  EXPECT(cuStreamUpdateCaptureDependencies_v2(capturing(CU_STREAM_CAPTURE_MODE_RELAXED), NULL, NULL, 0, 2),
         CUDA_ERROR_INVALID_VALUE);
}

CASE(cuStreamBeginCaptureToGraph, CUDA_SUCCESS, "goes on where the graph ends") {
  CUmodule module = with_kernels();
  CUgraph graph, ended = NULL;
  CUstream stream = with_stream();
  CUfunction kernel = kernel_named(module, "small");
  size_t edges = 0;
  REQUIRE(cuGraphCreate(&graph, 0));
  CUgraphNode node = empty_node(graph, NULL, NULL);
  EXPECT(cuStreamBeginCaptureToGraph(stream, graph, &node, NULL, 1, CU_STREAM_CAPTURE_MODE_RELAXED), CUDA_SUCCESS);
  REQUIRE(cuLaunchKernel(kernel, 1, 1, 1, 1, 1, 1, 0, stream, NULL, NULL));
  EXPECT(cuStreamEndCapture(stream, &ended), CUDA_SUCCESS);
  CHECK(ended == graph && nodes_in(graph) == 2);
  EXPECT(cuGraphGetEdges(graph, NULL, NULL, &edges), CUDA_SUCCESS);
  CHECK(edges == 1);
}

CASE(cuStreamBeginCaptureToGraph, CUDA_ERROR_INVALID_VALUE, "no graph, another graph's node") {
  CUgraph graph = with_graph(), other;
  REQUIRE(cuGraphCreate(&other, 0));
  CUgraphNode node = empty_node(other, NULL, NULL);
  EXPECT(cuStreamBeginCaptureToGraph(with_stream(), NULL, NULL, NULL, 0, CU_STREAM_CAPTURE_MODE_RELAXED),
         CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuStreamBeginCaptureToGraph(with_stream(), graph, &node, NULL, 1, CU_STREAM_CAPTURE_MODE_RELAXED),
         CUDA_ERROR_INVALID_VALUE);
}

CASE(cuStreamDestroy_v2, CUDA_SUCCESS, "a stream under capture") {
  with_context();
  CUstream stream = capturing(CU_STREAM_CAPTURE_MODE_RELAXED);
  EXPECT(cuStreamDestroy_v2(stream), CUDA_SUCCESS);
}
