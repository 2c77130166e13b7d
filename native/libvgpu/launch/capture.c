#include "capture.h"

#include <stddef.h>

#include "calls.h"
#include "launch.h"
#include "libvgpu/lookup/hook.h"
#include "libvgpu/process/lock.h"

enum { CAPTURES = 64 };

static uint32_t lock;
static struct { CUstream stream; CUcontext context; } captures[CAPTURES];
static uint32_t beyond;  // more than there is room for

static void say_whether_any(void) {
  bool any = beyond != 0;
  for (uint32_t i = 0; i < CAPTURES && !any; i++)
    any = captures[i].stream != NULL;
  vgpu_epoch_capturing(any);
}

static void begun(CUstream stream) {
  CUcontext context = NULL;
  const struct vgpu_calls *calls = vgpu_calls();
  if (calls != NULL)
    calls->cuCtxGetCurrent(&context);
  vgpu_lock(&lock);
  uint32_t place = 0;
  while (place < CAPTURES && captures[place].stream != NULL)
    place++;
  if (place == CAPTURES) {
    beyond++;
  } else {
    captures[place].stream = stream;
    captures[place].context = context;
  }
  say_whether_any();
  vgpu_unlock(&lock);
}

static void ended(CUstream stream) {
  vgpu_lock(&lock);
  uint32_t place = 0;
  while (place < CAPTURES && captures[place].stream != stream)
    place++;
  if (place < CAPTURES)
    captures[place].stream = NULL;
  else if (beyond > 0)
    beyond--;
  say_whether_any();
  vgpu_unlock(&lock);
}

void vgpu_captures_leave_stream(CUstream stream) {
  if (vgpu_captures_any() && stream != NULL)
    ended(stream);
}

void vgpu_captures_leave_context(CUcontext context) {
  vgpu_lock(&lock);
  for (uint32_t i = 0; i < CAPTURES; i++) {
    if (captures[i].context == context)
      captures[i].stream = NULL;
  }
  say_whether_any();
  vgpu_unlock(&lock);
}

void vgpu_captures_forget(void) {
  lock = VGPU_LOCK_OPEN;
  beyond = 0;
  for (uint32_t i = 0; i < CAPTURES; i++)
    captures[i].stream = NULL;
  say_whether_any();
}

bool vgpu_capturing(CUstream stream, bool per_thread) {
  if (!vgpu_captures_any())
    return false;
  const struct vgpu_calls *calls = vgpu_calls();
  CUstreamCaptureStatus status = CU_STREAM_CAPTURE_STATUS_NONE;
  if (stream == NULL && per_thread)
    stream = CU_STREAM_PER_THREAD;
  // An error says that another stream's capture does not let this one work: the driver will say so, too.
  return calls == NULL || calls->cuStreamIsCapturing(stream, &status) != CUDA_SUCCESS ||
         status != CU_STREAM_CAPTURE_STATUS_NONE;
}

// The legacy stream itself cannot be captured.
static CUstream named(CUstream stream, bool per_thread) {
  return stream == NULL && per_thread ? CU_STREAM_PER_THREAD : stream;
}

static CUresult after_begin(CUresult result, CUstream stream) {
  if (result == CUDA_SUCCESS && stream != NULL) {
    int error = errno;
    begun(stream);
    errno = error;
  }
  return result;
}

// A capture that failed ends by this, too.
static CUresult after_end(CUresult result, CUstream stream) {
  if (result != CUDA_ERROR_ILLEGAL_STATE && result != CUDA_ERROR_STREAM_CAPTURE_WRONG_THREAD && vgpu_captures_any()) {
    int error = errno;
    ended(stream);
    errno = error;
  }
  return result;
}

#define BEGIN(symbol, per_thread, parameters, arguments) \
  CUresult symbol parameters { \
    __typeof__(&symbol) real = VGPU_REAL(symbol); \
    if (real == NULL) \
      return vgpu_missing(VGPU_##symbol); \
    return after_begin(real arguments, named(hStream, per_thread)); \
  }

BEGIN(cuStreamBeginCapture, false, (CUstream hStream), (hStream))
BEGIN(cuStreamBeginCapture_ptsz, true, (CUstream hStream), (hStream))
BEGIN(cuStreamBeginCapture_v2, false, (CUstream hStream, CUstreamCaptureMode mode), (hStream, mode))
BEGIN(cuStreamBeginCapture_v2_ptsz, true, (CUstream hStream, CUstreamCaptureMode mode), (hStream, mode))
BEGIN(cuStreamBeginCaptureToGraph, false,
      (CUstream hStream, CUgraph hGraph, const CUgraphNode *dependencies, const CUgraphEdgeData *dependencyData,
       size_t numDependencies, CUstreamCaptureMode mode),
      (hStream, hGraph, dependencies, dependencyData, numDependencies, mode))
BEGIN(cuStreamBeginCaptureToGraph_ptsz, true,
      (CUstream hStream, CUgraph hGraph, const CUgraphNode *dependencies, const CUgraphEdgeData *dependencyData,
       size_t numDependencies, CUstreamCaptureMode mode),
      (hStream, hGraph, dependencies, dependencyData, numDependencies, mode))

#define END(symbol, per_thread) \
  CUresult symbol(CUstream hStream, CUgraph *phGraph) { \
    __typeof__(&symbol) real = VGPU_REAL(symbol); \
    if (real == NULL) \
      return vgpu_missing(VGPU_##symbol); \
    return after_end(real(hStream, phGraph), named(hStream, per_thread)); \
  }

END(cuStreamEndCapture, false)
END(cuStreamEndCapture_ptsz, true)
