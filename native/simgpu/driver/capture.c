// Stream capture as programs ask for it.
#include "capture.h"

#include "graph_capture.h"

static bool mode_good(CUstreamCaptureMode mode) {
  return mode == CU_STREAM_CAPTURE_MODE_GLOBAL || mode == CU_STREAM_CAPTURE_MODE_THREAD_LOCAL ||
         mode == CU_STREAM_CAPTURE_MODE_RELAXED;
}

// `graph` NULL: into a new one.
static CUresult begin(CUstream handle, CUstreamCaptureMode mode, struct sg_graph *graph, const CUgraphNode *dependencies,
                      const CUgraphEdgeData *data, size_t count) {
  struct sg_stream *stream;
  if (!mode_good(mode))
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_stream_resolve(handle, &stream));
  // The legacy stream stands for all others, too.
  if (stream->is_null)
    return CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED;
  sg_captures_lock();
  CUresult result = stream->capture != NULL ? CUDA_ERROR_ILLEGAL_STATE : CUDA_SUCCESS;
  struct sg_graph *made = result == CUDA_SUCCESS && graph == NULL ? sg_graph_new(false) : NULL;
  if (result == CUDA_SUCCESS && graph == NULL && made == NULL)
    result = CUDA_ERROR_OUT_OF_MEMORY;
  if (result == CUDA_SUCCESS)
    result = sg_capture_begin(stream, mode, graph != NULL ? graph : made, graph != NULL, dependencies, data, count);
  if (result != CUDA_SUCCESS && made != NULL)
    sg_graph_free(made);
  sg_captures_unlock();
  return result;
}

CUresult cuStreamBeginCapture_v2(CUstream hStream, CUstreamCaptureMode mode) {
  SG_ENTRY();
  return begin(hStream, mode, NULL, NULL, NULL, 0);
}

CUresult cuStreamBeginCapture(CUstream hStream) {
  SG_ENTRY();
  return begin(hStream, CU_STREAM_CAPTURE_MODE_GLOBAL, NULL, NULL, NULL, 0);
}

CUresult cuStreamBeginCaptureToGraph(CUstream hStream, CUgraph hGraph, const CUgraphNode *dependencies,
                                     const CUgraphEdgeData *dependencyData, size_t numDependencies, CUstreamCaptureMode mode) {
  SG_ENTRY();
  struct sg_graph *graph;
  if (!sg_graph_valid(hGraph, &graph) || graph->capturing)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_dependencies_check(graph, dependencies, dependencyData, numDependencies));
  return begin(hStream, mode, graph, dependencies, dependencyData, numDependencies);
}

static CUresult end(struct sg_stream *stream, struct sg_graph **out) {
  struct sg_capture *capture = stream->capture;
  if (capture == NULL)
    return CUDA_ERROR_ILLEGAL_STATE;
  if (capture->mode != CU_STREAM_CAPTURE_MODE_RELAXED && capture->thread != sg_capture_thread())
    return CUDA_ERROR_STREAM_CAPTURE_WRONG_THREAD;
  if (capture->origin != stream)
    return CUDA_ERROR_STREAM_CAPTURE_UNMATCHED;
  CUresult result = capture->invalid             ? CUDA_ERROR_STREAM_CAPTURE_INVALIDATED
                    : !sg_capture_joined(capture) ? CUDA_ERROR_STREAM_CAPTURE_UNJOINED
                                                  : CUDA_SUCCESS;
  struct sg_graph *graph = capture->graph;
  bool borrowed = capture->borrowed;
  sg_capture_end(capture);
  if (result == CUDA_SUCCESS)
    *out = graph;
  else if (!borrowed)
    sg_graph_free(graph);
  return result;
}

CUresult cuStreamEndCapture(CUstream hStream, CUgraph *phGraph) {
  SG_ENTRY();
  struct sg_stream *stream;
  struct sg_graph *graph = NULL;
  if (phGraph == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_stream_resolve(hStream, &stream));
  sg_captures_lock();
  CUresult result = end(stream, &graph);
  sg_captures_unlock();
  *phGraph = (CUgraph)graph;
  return result;
}

struct info {
  CUstreamCaptureStatus status;
  uint64_t id;
  struct sg_graph *graph;
  const struct sg_frontier *frontier;
};

// Asking about the legacy stream while it can't be used is an error that harms no capture.
static CUresult look(CUstream handle, struct info *out) {
  struct sg_stream *stream;
  SG_TRY(sg_stream_resolve(handle, &stream));
  *out = (struct info){.status = CU_STREAM_CAPTURE_STATUS_NONE};
  CUresult result = CUDA_SUCCESS;
  sg_captures_lock();
  const struct sg_capture *capture = stream->capture;
  if (stream->is_null && sg_capture_under_legacy(stream->context) != NULL)
    result = CUDA_ERROR_STREAM_CAPTURE_IMPLICIT;
  else if (capture != NULL && capture->invalid)
    out->status = CU_STREAM_CAPTURE_STATUS_INVALIDATED;
  else if (capture != NULL)
    *out = (struct info){.status = CU_STREAM_CAPTURE_STATUS_ACTIVE, .id = capture->id, .graph = capture->graph,
                         .frontier = &sg_capture_stream_of(capture, stream)->frontier};
  sg_captures_unlock();
  return result;
}

CUresult cuStreamIsCapturing(CUstream hStream, CUstreamCaptureStatus *captureStatus) {
  SG_ENTRY();
  struct info info;
  if (captureStatus == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(look(hStream, &info));
  *captureStatus = info.status;
  return CUDA_SUCCESS;
}

CUresult cuStreamGetCaptureInfo(CUstream hStream, CUstreamCaptureStatus *captureStatus_out, cuuint64_t *id_out) {
  SG_ENTRY();
  struct info info;
  if (captureStatus_out == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(look(hStream, &info));
  *captureStatus_out = info.status;
  if (id_out != NULL && info.status == CU_STREAM_CAPTURE_STATUS_ACTIVE)
    *id_out = info.id;
  return CUDA_SUCCESS;
}

static bool has_data(const struct sg_frontier *frontier) {
  for (size_t i = 0; i < frontier->count; i++)
    if (frontier->data[i].from_port != 0 || frontier->data[i].to_port != 0 || frontier->data[i].type != 0)
      return true;
  return false;
}

static CUresult whole_info(CUstream stream, CUstreamCaptureStatus *status, cuuint64_t *id, CUgraph *graph,
                           const CUgraphNode **dependencies, const CUgraphEdgeData **data, size_t *count) {
  struct info info;
  if (status == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(look(stream, &info));
  *status = info.status;
  if (info.status != CU_STREAM_CAPTURE_STATUS_ACTIVE)
    return CUDA_SUCCESS;
  if (dependencies != NULL && data == NULL && has_data(info.frontier))
    return CUDA_ERROR_LOSSY_QUERY;
  if (id != NULL)
    *id = info.id;
  if (graph != NULL)
    *graph = (CUgraph)info.graph;
  if (dependencies != NULL)
    *dependencies = info.frontier->nodes;
  if (data != NULL)
    *data = info.frontier->data;
  if (count != NULL)
    *count = info.frontier->count;
  return CUDA_SUCCESS;
}

CUresult cuStreamGetCaptureInfo_v2(CUstream hStream, CUstreamCaptureStatus *captureStatus_out, cuuint64_t *id_out,
                                   CUgraph *graph_out, const CUgraphNode **dependencies_out, size_t *numDependencies_out) {
  SG_ENTRY();
  return whole_info(hStream, captureStatus_out, id_out, graph_out, dependencies_out, NULL, numDependencies_out);
}

CUresult cuStreamGetCaptureInfo_v3(CUstream hStream, CUstreamCaptureStatus *captureStatus_out, cuuint64_t *id_out,
                                   CUgraph *graph_out, const CUgraphNode **dependencies_out,
                                   const CUgraphEdgeData **edgeData_out, size_t *numDependencies_out) {
  SG_ENTRY();
  return whole_info(hStream, captureStatus_out, id_out, graph_out, dependencies_out, edgeData_out, numDependencies_out);
}

static CUresult update_locked(const struct sg_stream *stream, const CUgraphNode *dependencies, const CUgraphEdgeData *data,
                              size_t count, unsigned int flags) {
  const struct sg_capture *capture = stream->capture;
  if (capture == NULL)
    return CUDA_ERROR_ILLEGAL_STATE;
  if (capture->invalid)
    return CUDA_ERROR_STREAM_CAPTURE_INVALIDATED;
  SG_TRY(sg_dependencies_check(capture->graph, dependencies, data, count));
  struct sg_frontier *frontier = &sg_capture_stream_of(capture, stream)->frontier;
  if (flags == CU_STREAM_SET_CAPTURE_DEPENDENCIES)
    frontier->count = 0;
  for (size_t i = 0; i < count; i++)
    SG_TRY(sg_frontier_add(frontier, dependencies[i], data != NULL ? &data[i] : NULL));
  return CUDA_SUCCESS;
}

static CUresult update(CUstream handle, const CUgraphNode *dependencies, const CUgraphEdgeData *data, size_t count,
                       unsigned int flags) {
  struct sg_stream *stream;
  if (flags != CU_STREAM_ADD_CAPTURE_DEPENDENCIES && flags != CU_STREAM_SET_CAPTURE_DEPENDENCIES)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_stream_resolve(handle, &stream));
  sg_captures_lock();
  CUresult result = update_locked(stream, dependencies, data, count, flags);
  sg_captures_unlock();
  return result;
}

CUresult cuStreamUpdateCaptureDependencies(CUstream hStream, CUgraphNode *dependencies, size_t numDependencies,
                                           unsigned int flags) {
  SG_ENTRY();
  return update(hStream, dependencies, NULL, numDependencies, flags);
}

CUresult cuStreamUpdateCaptureDependencies_v2(CUstream hStream, CUgraphNode *dependencies,
                                              const CUgraphEdgeData *dependencyData, size_t numDependencies,
                                              unsigned int flags) {
  SG_ENTRY();
  return update(hStream, dependencies, dependencyData, numDependencies, flags);
}

CUresult cuThreadExchangeStreamCaptureMode(CUstreamCaptureMode *mode) {
  SG_ENTRY();
  if (mode == NULL || !mode_good(*mode))
    return CUDA_ERROR_INVALID_VALUE;
  CUstreamCaptureMode *current = sg_capture_thread_mode();
  CUstreamCaptureMode before = *current;
  *current = *mode;
  *mode = before;
  return CUDA_SUCCESS;
}
