// What a stream is beyond what the other files see.
#pragma once

#include "capture.h"
#include "driver.h"

struct sg_green;

enum { SG_PRIORITY_LEAST = 0, SG_PRIORITY_GREATEST = -5 };

struct sg_stream_object {
  struct sg_stream stream;   // first: a CUstream is a pointer to it
  _Atomic bool destroyed;    // the program gave it back; it goes once its work is done
  struct sg_green *green;    // made in a green context, else NULL
  CUstreamAttrValue access_policy;
  CUsynchronizationPolicy sync_policy;
  CUlaunchMemSyncDomainMap domain_map;
  CUlaunchMemSyncDomain domain;
};

// Adds a stream to the context. CUDA_ERROR_OUT_OF_MEMORY: the device has no queue left.
CUresult sg_stream_open(struct sg_context *context, unsigned int flags, int priority, struct sg_green *green,
                        struct sg_stream **out);
// As cuStreamDestroy does it: work outstanding is still done.
void sg_stream_give_back(struct sg_stream *stream);

// sg_submit, refused where the legacy stream would have to wait for one under capture.
static inline CUresult sg_stream_submit(struct sg_stream *stream, const struct sg_work *work) {
  if (__builtin_expect(stream->is_null && sg_capture_any(), 0)) {
    CUresult result = sg_capture_implicit(stream->context);
    if (result != CUDA_SUCCESS) {
      if (work->effect.release != NULL)
        work->effect.release(work->effect.data);
      return result;
    }
  }
  return sg_submit(stream, work);
}
