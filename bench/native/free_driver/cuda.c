// A driver whose calls cost nothing: what a hook adds is what remains. One device; pointers and handles are numbers, nothing
// is checked, nothing is done. Each function that is measured is also exported as free_NAME, which no hook stands before.
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cuda_abi.h"

#define FREE(symbol) extern __typeof__(symbol) free_##symbol __attribute__((alias(#symbol), visibility("default")))

static const uint64_t MEMORY = UINT64_C(80) << 30;
enum { GRANULARITY = 2 << 20, POOL_RESERVED = 64 << 20, OBJECT = 1 << 16 };

// A thread takes its numbers from a stretch of its own, so that giving one out costs no more than adding.
static uint64_t a_number(uint64_t step) {
  static _Atomic uint64_t next_stretch = UINT64_C(1) << 40;
  static __thread uint64_t next, end;
  if (next + step > end) {
    next = atomic_fetch_add_explicit(&next_stretch, UINT64_C(1) << 36, memory_order_relaxed);
    end = next + (UINT64_C(1) << 36);
  }
  next += step;
  return next - step;
}

static char context, pool;
#define CONTEXT ((CUcontext)&context)

CUresult cuInit(unsigned int flags) { (void)flags; return CUDA_SUCCESS; }
CUresult cuDriverGetVersion(int *version) { *version = 12040; return CUDA_SUCCESS; }
CUresult cuDeviceGetCount(int *count) { *count = 1; return CUDA_SUCCESS; }
CUresult cuDeviceGet(CUdevice *device, int ordinal) {
  *device = ordinal;
  return ordinal == 0 ? CUDA_SUCCESS : CUDA_ERROR_INVALID_DEVICE;
}
CUresult cuDeviceGetUuid(CUuuid *uuid, CUdevice device) {
  (void)device;
  memcpy(uuid, "0123456789abcdef", sizeof *uuid);
  return CUDA_SUCCESS;
}
CUresult cuDeviceGetUuid_v2(CUuuid *uuid, CUdevice device) { return cuDeviceGetUuid(uuid, device); }
CUresult cuDeviceGetAttribute(int *value, CUdevice_attribute attribute, CUdevice device) {
  (void)device;
  *value = attribute == CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT ? 132 : 1;
  return CUDA_SUCCESS;
}
CUresult cuDeviceTotalMem_v2(size_t *bytes, CUdevice device) { (void)device; *bytes = MEMORY; return CUDA_SUCCESS; }
CUresult cuMemGetInfo_v2(size_t *left, size_t *total) { *left = *total = MEMORY; return CUDA_SUCCESS; }

CUresult cuDevicePrimaryCtxRetain(CUcontext *out, CUdevice device) { (void)device; *out = CONTEXT; return CUDA_SUCCESS; }
CUresult cuDevicePrimaryCtxGetState(CUdevice device, unsigned int *flags, int *active) {
  (void)device;
  *flags = 0;
  *active = 1;
  return CUDA_SUCCESS;
}
CUresult cuCtxCreate_v2(CUcontext *out, unsigned int flags, CUdevice device) {
  (void)flags, (void)device;
  *out = CONTEXT;
  return CUDA_SUCCESS;
}
CUresult cuCtxGetCurrent(CUcontext *out) { *out = CONTEXT; return CUDA_SUCCESS; }
CUresult cuCtxGetDevice(CUdevice *device) { *device = 0; return CUDA_SUCCESS; }
CUresult cuCtxGetId(CUcontext of, unsigned long long *id) { (void)of; *id = 1; return CUDA_SUCCESS; }
CUresult cuCtxGetApiVersion(CUcontext of, unsigned int *version) { (void)of; *version = 12040; return CUDA_SUCCESS; }
CUresult cuStreamGetCtx(CUstream stream, CUcontext *out) { (void)stream; *out = CONTEXT; return CUDA_SUCCESS; }
CUresult cuStreamGetId(CUstream stream, unsigned long long *id) { *id = (uintptr_t)stream; return CUDA_SUCCESS; }
CUresult cuStreamCreate(CUstream *out, unsigned int flags) {
  (void)flags;
  *out = (CUstream)a_number(OBJECT);
  return CUDA_SUCCESS;
}
CUresult cuStreamIsCapturing(CUstream stream, CUstreamCaptureStatus *status) {
  (void)stream;
  *status = CU_STREAM_CAPTURE_STATUS_NONE;
  return CUDA_SUCCESS;
}
CUresult cuModuleLoadData(CUmodule *out, const void *image) {
  (void)image;
  *out = (CUmodule)a_number(OBJECT);
  return CUDA_SUCCESS;
}
CUresult cuModuleGetFunction(CUfunction *out, CUmodule module, const char *name) {
  (void)module, (void)name;
  *out = (CUfunction)a_number(OBJECT);
  return CUDA_SUCCESS;
}
CUresult cuFuncGetModule(CUmodule *out, CUfunction function) { (void)function; *out = (CUmodule)&context; return CUDA_SUCCESS; }
CUresult cuKernelGetFunction(CUfunction *out, CUkernel kernel) { *out = (CUfunction)kernel; return CUDA_SUCCESS; }

CUresult cuGetProcAddress_v2(const char *symbol, void **out, int version, cuuint64_t flags,
    CUdriverProcAddressQueryResult *status) {
  (void)symbol, (void)version, (void)flags;
  *out = NULL;
  if (status)
    *status = CU_GET_PROC_ADDRESS_SYMBOL_NOT_FOUND;
  return CUDA_SUCCESS;
}

// An event happens as it is recorded: a kernel lasts no longer than its launch takes. Markers are rare, so they may cost.
struct event { uint64_t ns; };
CUresult cuEventCreate(CUevent *out, unsigned int flags) {
  (void)flags;
  *out = calloc(1, sizeof(struct event));
  return *out ? CUDA_SUCCESS : CUDA_ERROR_OUT_OF_MEMORY;
}
CUresult cuEventDestroy_v2(CUevent event) { free(event); return CUDA_SUCCESS; }
CUresult cuEventRecord(CUevent event, CUstream stream) {
  (void)stream;
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  ((struct event *)event)->ns = (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
  return CUDA_SUCCESS;
}
CUresult cuEventRecord_ptsz(CUevent event, CUstream stream) { return cuEventRecord(event, stream); }
CUresult cuEventElapsedTime(float *ms, CUevent from, CUevent to) {
  *ms = (float)((double)(int64_t)(((struct event *)to)->ns - ((struct event *)from)->ns) / 1e6);
  return CUDA_SUCCESS;
}

CUresult cuMemAlloc_v2(CUdeviceptr *out, size_t bytes) { *out = a_number((bytes + 511) & ~(size_t)511); return CUDA_SUCCESS; }
CUresult cuMemAllocManaged(CUdeviceptr *out, size_t bytes, unsigned int flags) { (void)flags; return cuMemAlloc_v2(out, bytes); }
CUresult cuMemAllocPitch_v2(CUdeviceptr *out, size_t *pitch, size_t width, size_t height, unsigned int element) {
  (void)element;
  *pitch = (width + 511) & ~(size_t)511;
  return cuMemAlloc_v2(out, *pitch * height);
}
CUresult cuMemFree_v2(CUdeviceptr pointer) { (void)pointer; return CUDA_SUCCESS; }
CUresult cuMemAllocAsync(CUdeviceptr *out, size_t bytes, CUstream stream) { (void)stream; return cuMemAlloc_v2(out, bytes); }
CUresult cuMemFreeAsync(CUdeviceptr pointer, CUstream stream) { (void)pointer, (void)stream; return CUDA_SUCCESS; }
CUresult cuDeviceGetDefaultMemPool(CUmemoryPool *out, CUdevice device) {
  (void)device;
  *out = (CUmemoryPool)&pool;
  return CUDA_SUCCESS;
}
CUresult cuDeviceGetMemPool(CUmemoryPool *out, CUdevice device) { (void)device; *out = (CUmemoryPool)&pool; return CUDA_SUCCESS; }
CUresult cuMemPoolGetAttribute(CUmemoryPool of, CUmemPool_attribute attribute, void *value) {
  (void)of, (void)attribute;
  *(uint64_t *)value = POOL_RESERVED;
  return CUDA_SUCCESS;
}
CUresult cuMemGetAllocationGranularity(size_t *bytes, const CUmemAllocationProp *properties,
    CUmemAllocationGranularity_flags option) {
  (void)properties, (void)option;
  *bytes = GRANULARITY;
  return CUDA_SUCCESS;
}
CUresult cuMemCreate(CUmemGenericAllocationHandle *out, size_t bytes, const CUmemAllocationProp *properties,
    unsigned long long flags) {
  (void)properties, (void)flags;
  *out = a_number(bytes);
  return CUDA_SUCCESS;
}
CUresult cuMemRelease(CUmemGenericAllocationHandle handle) { (void)handle; return CUDA_SUCCESS; }
CUresult cuGraphCreate(CUgraph *out, unsigned int flags) { (void)flags; *out = (CUgraph)a_number(OBJECT); return CUDA_SUCCESS; }
CUresult cuGraphInstantiateWithFlags(CUgraphExec *out, CUgraph graph, unsigned long long flags) {
  (void)graph, (void)flags;
  *out = (CUgraphExec)a_number(OBJECT);
  return CUDA_SUCCESS;
}
CUresult cuGraphGetNodes(CUgraph graph, CUgraphNode *nodes, size_t *count) {
  (void)graph, (void)nodes;
  *count = 0;
  return CUDA_SUCCESS;
}
CUresult cuDeviceGetGraphMemAttribute(CUdevice device, CUgraphMem_attribute attribute, void *value) {
  (void)device, (void)attribute;
  *(uint64_t *)value = 0;
  return CUDA_SUCCESS;
}

CUresult cuLaunchKernel(CUfunction function, unsigned int gx, unsigned int gy, unsigned int gz, unsigned int bx, unsigned int by,
                        unsigned int bz, unsigned int shared, CUstream stream, void **parameters, void **extra) {
  (void)function, (void)gx, (void)gy, (void)gz, (void)bx, (void)by, (void)bz, (void)shared, (void)stream, (void)parameters,
      (void)extra;
  return CUDA_SUCCESS;
}
CUresult cuLaunchKernelEx(const CUlaunchConfig *config, CUfunction function, void **parameters, void **extra) {
  (void)config, (void)function, (void)parameters, (void)extra;
  return CUDA_SUCCESS;
}
CUresult cuGraphLaunch(CUgraphExec exec, CUstream stream) { (void)exec, (void)stream; return CUDA_SUCCESS; }

FREE(cuInit);
FREE(cuDevicePrimaryCtxRetain);
FREE(cuMemAlloc_v2);
FREE(cuMemFree_v2);
FREE(cuMemAllocAsync);
FREE(cuMemFreeAsync);
FREE(cuMemGetInfo_v2);
FREE(cuLaunchKernel);
FREE(cuLaunchKernelEx);
FREE(cuGraphLaunch);
