// Functions of the program that a stream calls in its order.
#include <stdlib.h>

#include "stream.h"

CUresult cuLaunchHostFunc(CUstream hStream, CUhostFn fn, void *userData) {
  SG_ENTRY();
  struct sg_stream *stream;
  if (fn == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_stream_resolve(hStream, &stream));
  CUDA_HOST_NODE_PARAMS params = {.fn = fn, .userData = userData};
  struct sg_work work = {.kind = SG_WORK_HOST, .host = fn, .host_data = userData, .node_type = CU_GRAPH_NODE_TYPE_HOST,
                         .node_params = &params};
  return sg_stream_submit(stream, &work);
}

struct callback {
  CUstreamCallback function;
  CUstream stream;
  void *data;
  struct sg_context *context;
};

static void call(void *data) {
  struct callback callback = *(struct callback *)data;
  free(data);
  callback.function(callback.stream, atomic_load(&callback.context->broken), callback.data);
}

CUresult cuStreamAddCallback(CUstream hStream, CUstreamCallback callback, void *userData, unsigned int flags) {
  SG_ENTRY();
  struct sg_stream *stream;
  if (callback == NULL || flags != 0)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_stream_resolve(hStream, &stream));
  // A callback can't become part of a graph.
  SG_TRY(sg_capture_forbids(stream));
  struct callback *one = malloc(sizeof(*one));
  if (one == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  *one = (struct callback){callback, hStream, userData, stream->context};
  struct sg_work work = {.kind = SG_WORK_HOST, .host = call, .host_data = one};
  CUresult result = sg_stream_submit(stream, &work);
  if (result != CUDA_SUCCESS)
    free(one);
  return result;
}
