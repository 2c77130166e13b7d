// Functions of the driver that are called here and stand in nobody's way, so that no hook is before them.
#pragma once

#include "hook.h"

#define VGPU_ASKED_OF_CUDA(X) \
  X(cuArrayGetMemoryRequirements) \
  X(cuCtxGetApiVersion) \
  X(cuCtxGetCurrent) \
  X(cuCtxGetDevice) \
  X(cuCtxPopCurrent_v2) \
  X(cuCtxPushCurrent_v2) \
  X(cuCtxSetCurrent) \
  X(cuDeviceGet) \
  X(cuDeviceGetAttribute) \
  X(cuDeviceGetCount) \
  X(cuDeviceGetDefaultMemPool) \
  X(cuDeviceGetGraphMemAttribute) \
  X(cuDeviceGetMemPool) \
  X(cuDeviceGetUuid) \
  X(cuDeviceGetUuid_v2) \
  X(cuDevicePrimaryCtxGetState) \
  X(cuEventCreate) \
  X(cuEventDestroy_v2) \
  X(cuEventElapsedTime) \
  X(cuEventQuery) \
  X(cuEventRecord) \
  X(cuFuncGetModule) \
  X(cuGraphChildGraphNodeGetGraph) \
  X(cuGraphGetNodes) \
  X(cuGraphMemAllocNodeGetParams) \
  X(cuGraphMemFreeNodeGetParams) \
  X(cuGraphNodeGetType) \
  X(cuMemAdvise) \
  X(cuMemGetAllocationGranularity) \
  X(cuMemGetAllocationPropertiesFromHandle) \
  X(cuMemGetDefaultMemPool) \
  X(cuMemPoolGetAttribute) \
  X(cuMipmappedArrayGetMemoryRequirements) \
  X(cuStreamGetCtx) \
  X(cuStreamIsCapturing) \
  X(cuStreamQuery) \
  X(cuStreamQuery_ptsz) \
  X(cuThreadExchangeStreamCaptureMode)

#define VGPU_ASKED_OF_NVML(X) \
  X(nvmlDeviceGetCount_v2) \
  X(nvmlDeviceGetHandleByIndex_v2) \
  X(nvmlDeviceGetHandleByUUID) \
  X(nvmlDeviceGetUUID) \
  X(nvmlInit_v2) \
  X(nvmlShutdown)

enum vgpu_asked {
#define X(symbol) VGPU_ASKED_##symbol,
  VGPU_ASKED_OF_CUDA(X) VGPU_ASKED_CUDA_END,
  VGPU_ASKED_BEFORE_NVML = VGPU_ASKED_CUDA_END - 1,
  VGPU_ASKED_OF_NVML(X) VGPU_ASKED_END
#undef X
};

// NULL: there is no driver, or an older one that lacks it.
void *vgpu_asked(enum vgpu_asked function);

// VGPU_ASK(cuCtxGetCurrent)(&context), once it is known not to be NULL.
#define VGPU_ASK(symbol) ((__typeof__(&symbol))vgpu_asked(VGPU_ASKED_##symbol))
