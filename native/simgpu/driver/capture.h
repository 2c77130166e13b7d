// Stream capture, for the files whose calls it changes. What sg_submit does by itself is in driver.h (sg_capture_work,
// sg_capture_forbids); the rest a call has to ask for here.
#pragma once

#include "driver.h"

// True while any capture of this process is under way: one load, for the paths that must stay quick.
bool sg_capture_any(void);

// cuEventRecord in a stream under capture and cuStreamWaitEvent, when the stream is under capture or event->capture is set, go
// to sg_capture_work (driver.h) as SG_WORK_RECORD and SG_WORK_WAIT: a stream that waits for a captured event joins its capture.

// For a call on the legacy stream, or on every stream of a context: CUDA_ERROR_STREAM_CAPTURE_IMPLICIT, and the capture is
// invalid, when a stream that the legacy stream waits for is under capture.
CUresult sg_capture_implicit(struct sg_context *context);

// For a call that waits for everything in a context: CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, and the capture is invalid, when a
// stream of it is under capture, whatever the modes; else what sg_capture_forbids(NULL) says.
CUresult sg_capture_forbids_all(struct sg_context *context);

// cuEventQuery, cuEventSynchronize, cuEventElapsedTime: CUDA_ERROR_CAPTURED_EVENT, and the capture is invalid.
CUresult sg_capture_event_query(struct sg_event *event);

// A stream or an event is destroyed: its capture forgets it (and is invalid, for a stream).
void sg_capture_drop_stream(struct sg_stream *stream);
void sg_capture_drop_event(struct sg_event *event);

// cuMemAllocAsync and cuMemFreeAsync in a stream under capture: memory nodes. `params->dptr` is the address.
CUresult sg_capture_alloc(struct sg_stream *stream, CUDA_MEM_ALLOC_NODE_PARAMS *params);
CUresult sg_capture_free(struct sg_stream *stream, CUdeviceptr address);
