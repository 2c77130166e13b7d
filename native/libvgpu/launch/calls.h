// The driver's functions that have no hook: they are called as they are.
#pragma once

#include <stdbool.h>

#include "cuda_abi.h"

#define VGPU_CALLS(X) \
  X(cuCtxGetCurrent) X(cuCtxSetCurrent) X(cuCtxPushCurrent_v2) X(cuCtxPopCurrent_v2) X(cuStreamGetCtx) X(cuStreamQuery) \
  X(cuStreamIsCapturing) X(cuEventCreate) X(cuEventDestroy_v2) X(cuEventRecord) X(cuEventQuery) \
  X(cuEventElapsedTime)

struct vgpu_calls {
#define MEMBER(symbol) __typeof__(&symbol) symbol;
  VGPU_CALLS(MEMBER)
#undef MEMBER
  // NULL before CUDA 10.1 and 11.0.
  __typeof__(&cuThreadExchangeStreamCaptureMode) cuThreadExchangeStreamCaptureMode;
  __typeof__(&cuFuncGetModule) cuFuncGetModule;
};

// NULL: no driver, or one that lacks any of them: then nothing can be measured.
const struct vgpu_calls *vgpu_calls(void);
