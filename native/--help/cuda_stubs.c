// Generated from the tables in native/abi: edit those.
// Entry points that no file defines.
#include "cuda_abi.h"

__attribute__((weak)) CUresult cuArray3DCreate(CUarray *pHandle, const CUDA_ARRAY3D_DESCRIPTOR_v1 *pAllocateArray) {
  (void)pHandle;
  (void)pAllocateArray;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuArray3DCreate_v2(CUarray *pHandle, const CUDA_ARRAY3D_DESCRIPTOR *pAllocateArray) {
  (void)pHandle;
  (void)pAllocateArray;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuArray3DGetDescriptor(CUDA_ARRAY3D_DESCRIPTOR_v1 *pArrayDescriptor, CUarray hArray) {
  (void)pArrayDescriptor;
  (void)hArray;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuArray3DGetDescriptor_v2(CUDA_ARRAY3D_DESCRIPTOR *pArrayDescriptor, CUarray hArray) {
  (void)pArrayDescriptor;
  (void)hArray;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuArrayCreate(CUarray *pHandle, const CUDA_ARRAY_DESCRIPTOR_v1 *pAllocateArray) {
  (void)pHandle;
  (void)pAllocateArray;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuArrayCreate_v2(CUarray *pHandle, const CUDA_ARRAY_DESCRIPTOR *pAllocateArray) {
  (void)pHandle;
  (void)pAllocateArray;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuArrayDestroy(CUarray hArray) {
  (void)hArray;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuArrayGetDescriptor(CUDA_ARRAY_DESCRIPTOR_v1 *pArrayDescriptor, CUarray hArray) {
  (void)pArrayDescriptor;
  (void)hArray;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuArrayGetDescriptor_v2(CUDA_ARRAY_DESCRIPTOR *pArrayDescriptor, CUarray hArray) {
  (void)pArrayDescriptor;
  (void)hArray;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuArrayGetMemoryRequirements(CUDA_ARRAY_MEMORY_REQUIREMENTS *memoryRequirements, CUarray array, CUdevice device) {
  (void)memoryRequirements;
  (void)array;
  (void)device;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuArrayGetPlane(CUarray *pPlaneArray, CUarray hArray, unsigned int planeIdx) {
  (void)pPlaneArray;
  (void)hArray;
  (void)planeIdx;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuArrayGetSparseProperties(CUDA_ARRAY_SPARSE_PROPERTIES *sparseProperties, CUarray array) {
  (void)sparseProperties;
  (void)array;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuCheckpointProcessCheckpoint(int pid, CUcheckpointCheckpointArgs *args) {
  (void)pid;
  (void)args;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuCheckpointProcessGetRestoreThreadId(int pid, int *tid) {
  (void)pid;
  (void)tid;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuCheckpointProcessGetState(int pid, CUprocessState *state) {
  (void)pid;
  (void)state;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuCheckpointProcessLock(int pid, CUcheckpointLockArgs *args) {
  (void)pid;
  (void)args;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuCheckpointProcessRestore(int pid, CUcheckpointRestoreArgs *args) {
  (void)pid;
  (void)args;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuCheckpointProcessUnlock(int pid, CUcheckpointUnlockArgs *args) {
  (void)pid;
  (void)args;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuCoredumpGetAttribute(CUcoredumpSettings attrib, void *value, size_t *size) {
  (void)attrib;
  (void)value;
  (void)size;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuCoredumpGetAttributeGlobal(CUcoredumpSettings attrib, void *value, size_t *size) {
  (void)attrib;
  (void)value;
  (void)size;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuCoredumpSetAttribute(CUcoredumpSettings attrib, void *value, size_t *size) {
  (void)attrib;
  (void)value;
  (void)size;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuCoredumpSetAttributeGlobal(CUcoredumpSettings attrib, void *value, size_t *size) {
  (void)attrib;
  (void)value;
  (void)size;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuCtxAttach(CUcontext *pctx, unsigned int flags) {
  (void)pctx;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuCtxCreate(CUcontext *pctx, unsigned int flags, CUdevice dev) {
  (void)pctx;
  (void)flags;
  (void)dev;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuCtxCreate_v2(CUcontext *pctx, unsigned int flags, CUdevice dev) {
  (void)pctx;
  (void)flags;
  (void)dev;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuCtxCreate_v3(CUcontext *pctx, CUexecAffinityParam *paramsArray, int numParams, unsigned int flags, CUdevice dev) {
  (void)pctx;
  (void)paramsArray;
  (void)numParams;
  (void)flags;
  (void)dev;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuCtxCreate_v4(CUcontext *pctx, CUctxCreateParams *ctxCreateParams, unsigned int flags, CUdevice dev) {
  (void)pctx;
  (void)ctxCreateParams;
  (void)flags;
  (void)dev;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuCtxDestroy(CUcontext ctx) {
  (void)ctx;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuCtxDestroy_v2(CUcontext ctx) {
  (void)ctx;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuCtxDetach(CUcontext ctx) {
  (void)ctx;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuCtxDisablePeerAccess(CUcontext peerContext) {
  (void)peerContext;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuCtxEnablePeerAccess(CUcontext peerContext, unsigned int Flags) {
  (void)peerContext;
  (void)Flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuCtxFromGreenCtx(CUcontext *pContext, CUgreenCtx hCtx) {
  (void)pContext;
  (void)hCtx;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuCtxGetApiVersion(CUcontext ctx, unsigned int *version) {
  (void)ctx;
  (void)version;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuCtxGetCacheConfig(CUfunc_cache *pconfig) {
  (void)pconfig;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuCtxGetCurrent(CUcontext *pctx) {
  (void)pctx;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuCtxGetDevResource(CUcontext hCtx, CUdevResource *resource, CUdevResourceType type) {
  (void)hCtx;
  (void)resource;
  (void)type;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuCtxGetDevice(CUdevice *device) {
  (void)device;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuCtxGetDevice_v2(CUdevice *device, CUcontext ctx) {
  (void)device;
  (void)ctx;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuCtxGetExecAffinity(CUexecAffinityParam *pExecAffinity, CUexecAffinityType type) {
  (void)pExecAffinity;
  (void)type;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuCtxGetFlags(unsigned int *flags) {
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuCtxGetId(CUcontext ctx, unsigned long long *ctxId) {
  (void)ctx;
  (void)ctxId;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuCtxGetLimit(size_t *pvalue, CUlimit limit) {
  (void)pvalue;
  (void)limit;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuCtxGetSharedMemConfig(CUsharedconfig *pConfig) {
  (void)pConfig;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuCtxGetStreamPriorityRange(int *leastPriority, int *greatestPriority) {
  (void)leastPriority;
  (void)greatestPriority;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuCtxPopCurrent(CUcontext *pctx) {
  (void)pctx;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuCtxPopCurrent_v2(CUcontext *pctx) {
  (void)pctx;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuCtxPushCurrent(CUcontext ctx) {
  (void)ctx;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuCtxPushCurrent_v2(CUcontext ctx) {
  (void)ctx;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuCtxRecordEvent(CUcontext hCtx, CUevent hEvent) {
  (void)hCtx;
  (void)hEvent;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuCtxResetPersistingL2Cache(void) {
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuCtxSetCacheConfig(CUfunc_cache config) {
  (void)config;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuCtxSetCurrent(CUcontext ctx) {
  (void)ctx;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuCtxSetFlags(unsigned int flags) {
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuCtxSetLimit(CUlimit limit, size_t value) {
  (void)limit;
  (void)value;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuCtxSetSharedMemConfig(CUsharedconfig config) {
  (void)config;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuCtxSynchronize(void) {
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuCtxSynchronize_v2(CUcontext ctx) {
  (void)ctx;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuCtxWaitEvent(CUcontext hCtx, CUevent hEvent) {
  (void)hCtx;
  (void)hEvent;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuDestroyExternalMemory(CUexternalMemory extMem) {
  (void)extMem;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuDestroyExternalSemaphore(CUexternalSemaphore extSem) {
  (void)extSem;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuDevResourceGenerateDesc(CUdevResourceDesc *phDesc, CUdevResource *resources, unsigned int nbResources) {
  (void)phDesc;
  (void)resources;
  (void)nbResources;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuDevSmResourceSplitByCount(CUdevResource *result, unsigned int *nbGroups, const CUdevResource *input, CUdevResource *remaining, unsigned int useFlags, unsigned int minCount) {
  (void)result;
  (void)nbGroups;
  (void)input;
  (void)remaining;
  (void)useFlags;
  (void)minCount;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuDeviceCanAccessPeer(int *canAccessPeer, CUdevice dev, CUdevice peerDev) {
  (void)canAccessPeer;
  (void)dev;
  (void)peerDev;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuDeviceComputeCapability(int *major, int *minor, CUdevice dev) {
  (void)major;
  (void)minor;
  (void)dev;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuDeviceGet(CUdevice *device, int ordinal) {
  (void)device;
  (void)ordinal;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuDeviceGetAttribute(int *pi, CUdevice_attribute attrib, CUdevice dev) {
  (void)pi;
  (void)attrib;
  (void)dev;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuDeviceGetByPCIBusId(CUdevice *dev, const char *pciBusId) {
  (void)dev;
  (void)pciBusId;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuDeviceGetCount(int *count) {
  (void)count;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuDeviceGetDefaultMemPool(CUmemoryPool *pool_out, CUdevice dev) {
  (void)pool_out;
  (void)dev;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuDeviceGetDevResource(CUdevice device, CUdevResource *resource, CUdevResourceType type) {
  (void)device;
  (void)resource;
  (void)type;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuDeviceGetExecAffinitySupport(int *pi, CUexecAffinityType type, CUdevice dev) {
  (void)pi;
  (void)type;
  (void)dev;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuDeviceGetGraphMemAttribute(CUdevice device, CUgraphMem_attribute attr, void *value) {
  (void)device;
  (void)attr;
  (void)value;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuDeviceGetHostAtomicCapabilities(unsigned int *capabilities, const CUatomicOperation *operations, unsigned int count, CUdevice dev) {
  (void)capabilities;
  (void)operations;
  (void)count;
  (void)dev;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuDeviceGetLuid(char *luid, unsigned int *deviceNodeMask, CUdevice dev) {
  (void)luid;
  (void)deviceNodeMask;
  (void)dev;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuDeviceGetMemPool(CUmemoryPool *pool, CUdevice dev) {
  (void)pool;
  (void)dev;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuDeviceGetName(char *name, int len, CUdevice dev) {
  (void)name;
  (void)len;
  (void)dev;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuDeviceGetNvSciSyncAttributes(void *nvSciSyncAttrList, CUdevice dev, int flags) {
  (void)nvSciSyncAttrList;
  (void)dev;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuDeviceGetP2PAtomicCapabilities(unsigned int *capabilities, const CUatomicOperation *operations, unsigned int count, CUdevice srcDevice, CUdevice dstDevice) {
  (void)capabilities;
  (void)operations;
  (void)count;
  (void)srcDevice;
  (void)dstDevice;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuDeviceGetP2PAttribute(int *value, CUdevice_P2PAttribute attrib, CUdevice srcDevice, CUdevice dstDevice) {
  (void)value;
  (void)attrib;
  (void)srcDevice;
  (void)dstDevice;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuDeviceGetPCIBusId(char *pciBusId, int len, CUdevice dev) {
  (void)pciBusId;
  (void)len;
  (void)dev;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuDeviceGetProperties(CUdevprop *prop, CUdevice dev) {
  (void)prop;
  (void)dev;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuDeviceGetTexture1DLinearMaxWidth(size_t *maxWidthInElements, CUarray_format format, unsigned int numChannels, CUdevice dev) {
  (void)maxWidthInElements;
  (void)format;
  (void)numChannels;
  (void)dev;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuDeviceGetUuid(CUuuid *uuid, CUdevice dev) {
  (void)uuid;
  (void)dev;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuDeviceGetUuid_v2(CUuuid *uuid, CUdevice dev) {
  (void)uuid;
  (void)dev;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuDeviceGraphMemTrim(CUdevice device) {
  (void)device;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuDevicePrimaryCtxGetState(CUdevice dev, unsigned int *flags, int *active) {
  (void)dev;
  (void)flags;
  (void)active;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuDevicePrimaryCtxRelease(CUdevice dev) {
  (void)dev;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuDevicePrimaryCtxRelease_v2(CUdevice dev) {
  (void)dev;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuDevicePrimaryCtxReset(CUdevice dev) {
  (void)dev;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuDevicePrimaryCtxReset_v2(CUdevice dev) {
  (void)dev;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuDevicePrimaryCtxRetain(CUcontext *pctx, CUdevice dev) {
  (void)pctx;
  (void)dev;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuDevicePrimaryCtxSetFlags(CUdevice dev, unsigned int flags) {
  (void)dev;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuDevicePrimaryCtxSetFlags_v2(CUdevice dev, unsigned int flags) {
  (void)dev;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuDeviceRegisterAsyncNotification(CUdevice device, CUasyncCallback callbackFunc, void *userData, CUasyncCallbackHandle *callback) {
  (void)device;
  (void)callbackFunc;
  (void)userData;
  (void)callback;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuDeviceSetGraphMemAttribute(CUdevice device, CUgraphMem_attribute attr, void *value) {
  (void)device;
  (void)attr;
  (void)value;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuDeviceSetMemPool(CUdevice dev, CUmemoryPool pool) {
  (void)dev;
  (void)pool;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuDeviceTotalMem(unsigned int *bytes, CUdevice dev) {
  (void)bytes;
  (void)dev;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuDeviceTotalMem_v2(size_t *bytes, CUdevice dev) {
  (void)bytes;
  (void)dev;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuDeviceUnregisterAsyncNotification(CUdevice device, CUasyncCallbackHandle callback) {
  (void)device;
  (void)callback;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuDriverGetVersion(int *driverVersion) {
  (void)driverVersion;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuEventCreate(CUevent *phEvent, unsigned int Flags) {
  (void)phEvent;
  (void)Flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuEventDestroy(CUevent hEvent) {
  (void)hEvent;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuEventDestroy_v2(CUevent hEvent) {
  (void)hEvent;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuEventElapsedTime(float *pMilliseconds, CUevent hStart, CUevent hEnd) {
  (void)pMilliseconds;
  (void)hStart;
  (void)hEnd;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuEventElapsedTime_v2(float *pMilliseconds, CUevent hStart, CUevent hEnd) {
  (void)pMilliseconds;
  (void)hStart;
  (void)hEnd;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuEventQuery(CUevent hEvent) {
  (void)hEvent;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuEventRecord(CUevent hEvent, CUstream hStream) {
  (void)hEvent;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuEventRecordWithFlags(CUevent hEvent, CUstream hStream, unsigned int flags) {
  (void)hEvent;
  (void)hStream;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuEventRecordWithFlags_ptsz(CUevent hEvent, CUstream hStream, unsigned int flags) {
  (void)hEvent;
  (void)hStream;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuEventRecord_ptsz(CUevent hEvent, CUstream hStream) {
  (void)hEvent;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuEventSynchronize(CUevent hEvent) {
  (void)hEvent;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuExternalMemoryGetMappedBuffer(CUdeviceptr *devPtr, CUexternalMemory extMem, const CUDA_EXTERNAL_MEMORY_BUFFER_DESC *bufferDesc) {
  (void)devPtr;
  (void)extMem;
  (void)bufferDesc;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuExternalMemoryGetMappedMipmappedArray(CUmipmappedArray *mipmap, CUexternalMemory extMem, const CUDA_EXTERNAL_MEMORY_MIPMAPPED_ARRAY_DESC *mipmapDesc) {
  (void)mipmap;
  (void)extMem;
  (void)mipmapDesc;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuFlushGPUDirectRDMAWrites(CUflushGPUDirectRDMAWritesTarget target, CUflushGPUDirectRDMAWritesScope scope) {
  (void)target;
  (void)scope;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuFuncGetAttribute(int *pi, CUfunction_attribute attrib, CUfunction hfunc) {
  (void)pi;
  (void)attrib;
  (void)hfunc;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuFuncGetModule(CUmodule *hmod, CUfunction hfunc) {
  (void)hmod;
  (void)hfunc;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuFuncGetName(const char **name, CUfunction hfunc) {
  (void)name;
  (void)hfunc;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuFuncGetParamInfo(CUfunction func, size_t paramIndex, size_t *paramOffset, size_t *paramSize) {
  (void)func;
  (void)paramIndex;
  (void)paramOffset;
  (void)paramSize;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuFuncIsLoaded(CUfunctionLoadingState *state, CUfunction function) {
  (void)state;
  (void)function;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuFuncLoad(CUfunction function) {
  (void)function;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuFuncSetAttribute(CUfunction hfunc, CUfunction_attribute attrib, int value) {
  (void)hfunc;
  (void)attrib;
  (void)value;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuFuncSetBlockShape(CUfunction hfunc, int x, int y, int z) {
  (void)hfunc;
  (void)x;
  (void)y;
  (void)z;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuFuncSetCacheConfig(CUfunction hfunc, CUfunc_cache config) {
  (void)hfunc;
  (void)config;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuFuncSetSharedMemConfig(CUfunction hfunc, CUsharedconfig config) {
  (void)hfunc;
  (void)config;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuFuncSetSharedSize(CUfunction hfunc, unsigned int bytes) {
  (void)hfunc;
  (void)bytes;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGLGetDevices(unsigned int *pCudaDeviceCount, CUdevice *pCudaDevices, unsigned int cudaDeviceCount, CUGLDeviceList deviceList) {
  (void)pCudaDeviceCount;
  (void)pCudaDevices;
  (void)cudaDeviceCount;
  (void)deviceList;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGLGetDevices_v2(unsigned int *pCudaDeviceCount, CUdevice *pCudaDevices, unsigned int cudaDeviceCount, CUGLDeviceList deviceList) {
  (void)pCudaDeviceCount;
  (void)pCudaDevices;
  (void)cudaDeviceCount;
  (void)deviceList;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGetErrorName(CUresult error, const char **pStr) {
  (void)error;
  (void)pStr;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGetErrorString(CUresult error, const char **pStr) {
  (void)error;
  (void)pStr;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGetExportTable(const void **ppExportTable, const CUuuid *pExportTableId) {
  (void)ppExportTable;
  (void)pExportTableId;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGetProcAddress(const char *symbol, void **pfn, int cudaVersion, cuuint64_t flags) {
  (void)symbol;
  (void)pfn;
  (void)cudaVersion;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGetProcAddress_v2(const char *symbol, void **pfn, int cudaVersion, cuuint64_t flags, CUdriverProcAddressQueryResult *symbolStatus) {
  (void)symbol;
  (void)pfn;
  (void)cudaVersion;
  (void)flags;
  (void)symbolStatus;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphAddBatchMemOpNode(CUgraphNode *phGraphNode, CUgraph hGraph, const CUgraphNode *dependencies, size_t numDependencies, const CUDA_BATCH_MEM_OP_NODE_PARAMS *nodeParams) {
  (void)phGraphNode;
  (void)hGraph;
  (void)dependencies;
  (void)numDependencies;
  (void)nodeParams;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphAddChildGraphNode(CUgraphNode *phGraphNode, CUgraph hGraph, const CUgraphNode *dependencies, size_t numDependencies, CUgraph childGraph) {
  (void)phGraphNode;
  (void)hGraph;
  (void)dependencies;
  (void)numDependencies;
  (void)childGraph;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphAddDependencies(CUgraph hGraph, const CUgraphNode *from, const CUgraphNode *to, size_t numDependencies) {
  (void)hGraph;
  (void)from;
  (void)to;
  (void)numDependencies;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphAddDependencies_v2(CUgraph hGraph, const CUgraphNode *from, const CUgraphNode *to, const CUgraphEdgeData *edgeData, size_t numDependencies) {
  (void)hGraph;
  (void)from;
  (void)to;
  (void)edgeData;
  (void)numDependencies;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphAddEmptyNode(CUgraphNode *phGraphNode, CUgraph hGraph, const CUgraphNode *dependencies, size_t numDependencies) {
  (void)phGraphNode;
  (void)hGraph;
  (void)dependencies;
  (void)numDependencies;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphAddEventRecordNode(CUgraphNode *phGraphNode, CUgraph hGraph, const CUgraphNode *dependencies, size_t numDependencies, CUevent event) {
  (void)phGraphNode;
  (void)hGraph;
  (void)dependencies;
  (void)numDependencies;
  (void)event;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphAddEventWaitNode(CUgraphNode *phGraphNode, CUgraph hGraph, const CUgraphNode *dependencies, size_t numDependencies, CUevent event) {
  (void)phGraphNode;
  (void)hGraph;
  (void)dependencies;
  (void)numDependencies;
  (void)event;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphAddExternalSemaphoresSignalNode(CUgraphNode *phGraphNode, CUgraph hGraph, const CUgraphNode *dependencies, size_t numDependencies, const CUDA_EXT_SEM_SIGNAL_NODE_PARAMS *nodeParams) {
  (void)phGraphNode;
  (void)hGraph;
  (void)dependencies;
  (void)numDependencies;
  (void)nodeParams;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphAddExternalSemaphoresWaitNode(CUgraphNode *phGraphNode, CUgraph hGraph, const CUgraphNode *dependencies, size_t numDependencies, const CUDA_EXT_SEM_WAIT_NODE_PARAMS *nodeParams) {
  (void)phGraphNode;
  (void)hGraph;
  (void)dependencies;
  (void)numDependencies;
  (void)nodeParams;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphAddHostNode(CUgraphNode *phGraphNode, CUgraph hGraph, const CUgraphNode *dependencies, size_t numDependencies, const CUDA_HOST_NODE_PARAMS *nodeParams) {
  (void)phGraphNode;
  (void)hGraph;
  (void)dependencies;
  (void)numDependencies;
  (void)nodeParams;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphAddKernelNode(CUgraphNode *phGraphNode, CUgraph hGraph, const CUgraphNode *dependencies, size_t numDependencies, const CUDA_KERNEL_NODE_PARAMS *nodeParams) {
  (void)phGraphNode;
  (void)hGraph;
  (void)dependencies;
  (void)numDependencies;
  (void)nodeParams;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphAddKernelNode_v2(CUgraphNode *phGraphNode, CUgraph hGraph, const CUgraphNode *dependencies, size_t numDependencies, const CUDA_KERNEL_NODE_PARAMS *nodeParams) {
  (void)phGraphNode;
  (void)hGraph;
  (void)dependencies;
  (void)numDependencies;
  (void)nodeParams;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphAddMemAllocNode(CUgraphNode *phGraphNode, CUgraph hGraph, const CUgraphNode *dependencies, size_t numDependencies, CUDA_MEM_ALLOC_NODE_PARAMS *nodeParams) {
  (void)phGraphNode;
  (void)hGraph;
  (void)dependencies;
  (void)numDependencies;
  (void)nodeParams;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphAddMemFreeNode(CUgraphNode *phGraphNode, CUgraph hGraph, const CUgraphNode *dependencies, size_t numDependencies, CUdeviceptr dptr) {
  (void)phGraphNode;
  (void)hGraph;
  (void)dependencies;
  (void)numDependencies;
  (void)dptr;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphAddMemcpyNode(CUgraphNode *phGraphNode, CUgraph hGraph, const CUgraphNode *dependencies, size_t numDependencies, const CUDA_MEMCPY3D *copyParams, CUcontext ctx) {
  (void)phGraphNode;
  (void)hGraph;
  (void)dependencies;
  (void)numDependencies;
  (void)copyParams;
  (void)ctx;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphAddMemsetNode(CUgraphNode *phGraphNode, CUgraph hGraph, const CUgraphNode *dependencies, size_t numDependencies, const CUDA_MEMSET_NODE_PARAMS *memsetParams, CUcontext ctx) {
  (void)phGraphNode;
  (void)hGraph;
  (void)dependencies;
  (void)numDependencies;
  (void)memsetParams;
  (void)ctx;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphAddNode(CUgraphNode *phGraphNode, CUgraph hGraph, const CUgraphNode *dependencies, size_t numDependencies, CUgraphNodeParams *nodeParams) {
  (void)phGraphNode;
  (void)hGraph;
  (void)dependencies;
  (void)numDependencies;
  (void)nodeParams;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphAddNode_v2(CUgraphNode *phGraphNode, CUgraph hGraph, const CUgraphNode *dependencies, const CUgraphEdgeData *dependencyData, size_t numDependencies, CUgraphNodeParams *nodeParams) {
  (void)phGraphNode;
  (void)hGraph;
  (void)dependencies;
  (void)dependencyData;
  (void)numDependencies;
  (void)nodeParams;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphBatchMemOpNodeGetParams(CUgraphNode hNode, CUDA_BATCH_MEM_OP_NODE_PARAMS *nodeParams_out) {
  (void)hNode;
  (void)nodeParams_out;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphBatchMemOpNodeSetParams(CUgraphNode hNode, const CUDA_BATCH_MEM_OP_NODE_PARAMS *nodeParams) {
  (void)hNode;
  (void)nodeParams;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphChildGraphNodeGetGraph(CUgraphNode hNode, CUgraph *phGraph) {
  (void)hNode;
  (void)phGraph;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphClone(CUgraph *phGraphClone, CUgraph originalGraph) {
  (void)phGraphClone;
  (void)originalGraph;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphConditionalHandleCreate(CUgraphConditionalHandle *pHandle_out, CUgraph hGraph, CUcontext ctx, unsigned int defaultLaunchValue, unsigned int flags) {
  (void)pHandle_out;
  (void)hGraph;
  (void)ctx;
  (void)defaultLaunchValue;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphCreate(CUgraph *phGraph, unsigned int flags) {
  (void)phGraph;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphDebugDotPrint(CUgraph hGraph, const char *path, unsigned int flags) {
  (void)hGraph;
  (void)path;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphDestroy(CUgraph hGraph) {
  (void)hGraph;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphDestroyNode(CUgraphNode hNode) {
  (void)hNode;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphEventRecordNodeGetEvent(CUgraphNode hNode, CUevent *event_out) {
  (void)hNode;
  (void)event_out;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphEventRecordNodeSetEvent(CUgraphNode hNode, CUevent event) {
  (void)hNode;
  (void)event;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphEventWaitNodeGetEvent(CUgraphNode hNode, CUevent *event_out) {
  (void)hNode;
  (void)event_out;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphEventWaitNodeSetEvent(CUgraphNode hNode, CUevent event) {
  (void)hNode;
  (void)event;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphExecBatchMemOpNodeSetParams(CUgraphExec hGraphExec, CUgraphNode hNode, const CUDA_BATCH_MEM_OP_NODE_PARAMS *nodeParams) {
  (void)hGraphExec;
  (void)hNode;
  (void)nodeParams;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphExecChildGraphNodeSetParams(CUgraphExec hGraphExec, CUgraphNode hNode, CUgraph childGraph) {
  (void)hGraphExec;
  (void)hNode;
  (void)childGraph;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphExecDestroy(CUgraphExec hGraphExec) {
  (void)hGraphExec;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphExecEventRecordNodeSetEvent(CUgraphExec hGraphExec, CUgraphNode hNode, CUevent event) {
  (void)hGraphExec;
  (void)hNode;
  (void)event;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphExecEventWaitNodeSetEvent(CUgraphExec hGraphExec, CUgraphNode hNode, CUevent event) {
  (void)hGraphExec;
  (void)hNode;
  (void)event;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphExecExternalSemaphoresSignalNodeSetParams(CUgraphExec hGraphExec, CUgraphNode hNode, const CUDA_EXT_SEM_SIGNAL_NODE_PARAMS *nodeParams) {
  (void)hGraphExec;
  (void)hNode;
  (void)nodeParams;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphExecExternalSemaphoresWaitNodeSetParams(CUgraphExec hGraphExec, CUgraphNode hNode, const CUDA_EXT_SEM_WAIT_NODE_PARAMS *nodeParams) {
  (void)hGraphExec;
  (void)hNode;
  (void)nodeParams;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphExecGetFlags(CUgraphExec hGraphExec, cuuint64_t *flags) {
  (void)hGraphExec;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphExecHostNodeSetParams(CUgraphExec hGraphExec, CUgraphNode hNode, const CUDA_HOST_NODE_PARAMS *nodeParams) {
  (void)hGraphExec;
  (void)hNode;
  (void)nodeParams;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphExecKernelNodeSetParams(CUgraphExec hGraphExec, CUgraphNode hNode, const CUDA_KERNEL_NODE_PARAMS *nodeParams) {
  (void)hGraphExec;
  (void)hNode;
  (void)nodeParams;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphExecKernelNodeSetParams_v2(CUgraphExec hGraphExec, CUgraphNode hNode, const CUDA_KERNEL_NODE_PARAMS *nodeParams) {
  (void)hGraphExec;
  (void)hNode;
  (void)nodeParams;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphExecMemcpyNodeSetParams(CUgraphExec hGraphExec, CUgraphNode hNode, const CUDA_MEMCPY3D *copyParams, CUcontext ctx) {
  (void)hGraphExec;
  (void)hNode;
  (void)copyParams;
  (void)ctx;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphExecMemsetNodeSetParams(CUgraphExec hGraphExec, CUgraphNode hNode, const CUDA_MEMSET_NODE_PARAMS *memsetParams, CUcontext ctx) {
  (void)hGraphExec;
  (void)hNode;
  (void)memsetParams;
  (void)ctx;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphExecNodeSetParams(CUgraphExec hGraphExec, CUgraphNode hNode, CUgraphNodeParams *nodeParams) {
  (void)hGraphExec;
  (void)hNode;
  (void)nodeParams;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphExecUpdate(CUgraphExec hGraphExec, CUgraph hGraph, CUgraphNode *hErrorNode_out, CUgraphExecUpdateResult *updateResult_out) {
  (void)hGraphExec;
  (void)hGraph;
  (void)hErrorNode_out;
  (void)updateResult_out;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphExecUpdate_v2(CUgraphExec hGraphExec, CUgraph hGraph, CUgraphExecUpdateResultInfo *resultInfo) {
  (void)hGraphExec;
  (void)hGraph;
  (void)resultInfo;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphExternalSemaphoresSignalNodeGetParams(CUgraphNode hNode, CUDA_EXT_SEM_SIGNAL_NODE_PARAMS *params_out) {
  (void)hNode;
  (void)params_out;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphExternalSemaphoresSignalNodeSetParams(CUgraphNode hNode, const CUDA_EXT_SEM_SIGNAL_NODE_PARAMS *nodeParams) {
  (void)hNode;
  (void)nodeParams;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphExternalSemaphoresWaitNodeGetParams(CUgraphNode hNode, CUDA_EXT_SEM_WAIT_NODE_PARAMS *params_out) {
  (void)hNode;
  (void)params_out;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphExternalSemaphoresWaitNodeSetParams(CUgraphNode hNode, const CUDA_EXT_SEM_WAIT_NODE_PARAMS *nodeParams) {
  (void)hNode;
  (void)nodeParams;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphGetEdges(CUgraph hGraph, CUgraphNode *from, CUgraphNode *to, size_t *numEdges) {
  (void)hGraph;
  (void)from;
  (void)to;
  (void)numEdges;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphGetEdges_v2(CUgraph hGraph, CUgraphNode *from, CUgraphNode *to, CUgraphEdgeData *edgeData, size_t *numEdges) {
  (void)hGraph;
  (void)from;
  (void)to;
  (void)edgeData;
  (void)numEdges;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphGetNodes(CUgraph hGraph, CUgraphNode *nodes, size_t *numNodes) {
  (void)hGraph;
  (void)nodes;
  (void)numNodes;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphGetRootNodes(CUgraph hGraph, CUgraphNode *rootNodes, size_t *numRootNodes) {
  (void)hGraph;
  (void)rootNodes;
  (void)numRootNodes;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphHostNodeGetParams(CUgraphNode hNode, CUDA_HOST_NODE_PARAMS *nodeParams) {
  (void)hNode;
  (void)nodeParams;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphHostNodeSetParams(CUgraphNode hNode, const CUDA_HOST_NODE_PARAMS *nodeParams) {
  (void)hNode;
  (void)nodeParams;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphInstantiate(CUgraphExec *phGraphExec, CUgraph hGraph, CUgraphNode *phErrorNode, char *logBuffer, size_t bufferSize) {
  (void)phGraphExec;
  (void)hGraph;
  (void)phErrorNode;
  (void)logBuffer;
  (void)bufferSize;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphInstantiateWithFlags(CUgraphExec *phGraphExec, CUgraph hGraph, unsigned long long flags) {
  (void)phGraphExec;
  (void)hGraph;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphInstantiateWithParams(CUgraphExec *phGraphExec, CUgraph hGraph, CUDA_GRAPH_INSTANTIATE_PARAMS *instantiateParams) {
  (void)phGraphExec;
  (void)hGraph;
  (void)instantiateParams;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphInstantiateWithParams_ptsz(CUgraphExec *phGraphExec, CUgraph hGraph, CUDA_GRAPH_INSTANTIATE_PARAMS *instantiateParams) {
  (void)phGraphExec;
  (void)hGraph;
  (void)instantiateParams;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphInstantiate_v2(CUgraphExec *phGraphExec, CUgraph hGraph, CUgraphNode *phErrorNode, char *logBuffer, size_t bufferSize) {
  (void)phGraphExec;
  (void)hGraph;
  (void)phErrorNode;
  (void)logBuffer;
  (void)bufferSize;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphKernelNodeCopyAttributes(CUgraphNode dst, CUgraphNode src) {
  (void)dst;
  (void)src;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphKernelNodeGetAttribute(CUgraphNode hNode, CUkernelNodeAttrID attr, CUkernelNodeAttrValue *value_out) {
  (void)hNode;
  (void)attr;
  (void)value_out;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphKernelNodeGetParams(CUgraphNode hNode, CUDA_KERNEL_NODE_PARAMS *nodeParams) {
  (void)hNode;
  (void)nodeParams;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphKernelNodeGetParams_v2(CUgraphNode hNode, CUDA_KERNEL_NODE_PARAMS *nodeParams) {
  (void)hNode;
  (void)nodeParams;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphKernelNodeSetAttribute(CUgraphNode hNode, CUkernelNodeAttrID attr, const CUkernelNodeAttrValue *value) {
  (void)hNode;
  (void)attr;
  (void)value;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphKernelNodeSetParams(CUgraphNode hNode, const CUDA_KERNEL_NODE_PARAMS *nodeParams) {
  (void)hNode;
  (void)nodeParams;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphKernelNodeSetParams_v2(CUgraphNode hNode, const CUDA_KERNEL_NODE_PARAMS *nodeParams) {
  (void)hNode;
  (void)nodeParams;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphLaunch(CUgraphExec hGraphExec, CUstream hStream) {
  (void)hGraphExec;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphLaunch_ptsz(CUgraphExec hGraphExec, CUstream hStream) {
  (void)hGraphExec;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphMemAllocNodeGetParams(CUgraphNode hNode, CUDA_MEM_ALLOC_NODE_PARAMS *params_out) {
  (void)hNode;
  (void)params_out;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphMemFreeNodeGetParams(CUgraphNode hNode, CUdeviceptr *dptr_out) {
  (void)hNode;
  (void)dptr_out;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphMemcpyNodeGetParams(CUgraphNode hNode, CUDA_MEMCPY3D *nodeParams) {
  (void)hNode;
  (void)nodeParams;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphMemcpyNodeSetParams(CUgraphNode hNode, const CUDA_MEMCPY3D *nodeParams) {
  (void)hNode;
  (void)nodeParams;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphMemsetNodeGetParams(CUgraphNode hNode, CUDA_MEMSET_NODE_PARAMS *nodeParams) {
  (void)hNode;
  (void)nodeParams;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphMemsetNodeSetParams(CUgraphNode hNode, const CUDA_MEMSET_NODE_PARAMS *nodeParams) {
  (void)hNode;
  (void)nodeParams;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphNodeFindInClone(CUgraphNode *phNode, CUgraphNode hOriginalNode, CUgraph hClonedGraph) {
  (void)phNode;
  (void)hOriginalNode;
  (void)hClonedGraph;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphNodeGetDependencies(CUgraphNode hNode, CUgraphNode *dependencies, size_t *numDependencies) {
  (void)hNode;
  (void)dependencies;
  (void)numDependencies;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphNodeGetDependencies_v2(CUgraphNode hNode, CUgraphNode *dependencies, CUgraphEdgeData *edgeData, size_t *numDependencies) {
  (void)hNode;
  (void)dependencies;
  (void)edgeData;
  (void)numDependencies;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphNodeGetDependentNodes(CUgraphNode hNode, CUgraphNode *dependentNodes, size_t *numDependentNodes) {
  (void)hNode;
  (void)dependentNodes;
  (void)numDependentNodes;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphNodeGetDependentNodes_v2(CUgraphNode hNode, CUgraphNode *dependentNodes, CUgraphEdgeData *edgeData, size_t *numDependentNodes) {
  (void)hNode;
  (void)dependentNodes;
  (void)edgeData;
  (void)numDependentNodes;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphNodeGetEnabled(CUgraphExec hGraphExec, CUgraphNode hNode, unsigned int *isEnabled) {
  (void)hGraphExec;
  (void)hNode;
  (void)isEnabled;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphNodeGetType(CUgraphNode hNode, CUgraphNodeType *type) {
  (void)hNode;
  (void)type;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphNodeSetEnabled(CUgraphExec hGraphExec, CUgraphNode hNode, unsigned int isEnabled) {
  (void)hGraphExec;
  (void)hNode;
  (void)isEnabled;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphNodeSetParams(CUgraphNode hNode, CUgraphNodeParams *nodeParams) {
  (void)hNode;
  (void)nodeParams;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphReleaseUserObject(CUgraph graph, CUuserObject object, unsigned int count) {
  (void)graph;
  (void)object;
  (void)count;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphRemoveDependencies(CUgraph hGraph, const CUgraphNode *from, const CUgraphNode *to, size_t numDependencies) {
  (void)hGraph;
  (void)from;
  (void)to;
  (void)numDependencies;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphRemoveDependencies_v2(CUgraph hGraph, const CUgraphNode *from, const CUgraphNode *to, const CUgraphEdgeData *edgeData, size_t numDependencies) {
  (void)hGraph;
  (void)from;
  (void)to;
  (void)edgeData;
  (void)numDependencies;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphRetainUserObject(CUgraph graph, CUuserObject object, unsigned int count, unsigned int flags) {
  (void)graph;
  (void)object;
  (void)count;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphUpload(CUgraphExec hGraphExec, CUstream hStream) {
  (void)hGraphExec;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphUpload_ptsz(CUgraphExec hGraphExec, CUstream hStream) {
  (void)hGraphExec;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphicsGLRegisterBuffer(CUgraphicsResource *pCudaResource, unsigned int buffer, unsigned int Flags) {
  (void)pCudaResource;
  (void)buffer;
  (void)Flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphicsGLRegisterImage(CUgraphicsResource *pCudaResource, unsigned int image, unsigned int target, unsigned int Flags) {
  (void)pCudaResource;
  (void)image;
  (void)target;
  (void)Flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphicsMapResources(unsigned int count, CUgraphicsResource *resources, CUstream hStream) {
  (void)count;
  (void)resources;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphicsMapResources_ptsz(unsigned int count, CUgraphicsResource *resources, CUstream hStream) {
  (void)count;
  (void)resources;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphicsResourceGetMappedMipmappedArray(CUmipmappedArray *pMipmappedArray, CUgraphicsResource resource) {
  (void)pMipmappedArray;
  (void)resource;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphicsResourceGetMappedPointer(CUdeviceptr_v1 *pDevPtr, unsigned int *pSize, CUgraphicsResource resource) {
  (void)pDevPtr;
  (void)pSize;
  (void)resource;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphicsResourceGetMappedPointer_v2(CUdeviceptr *pDevPtr, size_t *pSize, CUgraphicsResource resource) {
  (void)pDevPtr;
  (void)pSize;
  (void)resource;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphicsResourceSetMapFlags(CUgraphicsResource resource, unsigned int flags) {
  (void)resource;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphicsResourceSetMapFlags_v2(CUgraphicsResource resource, unsigned int flags) {
  (void)resource;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphicsSubResourceGetMappedArray(CUarray *pArray, CUgraphicsResource resource, unsigned int arrayIndex, unsigned int mipLevel) {
  (void)pArray;
  (void)resource;
  (void)arrayIndex;
  (void)mipLevel;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphicsUnmapResources(unsigned int count, CUgraphicsResource *resources, CUstream hStream) {
  (void)count;
  (void)resources;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphicsUnmapResources_ptsz(unsigned int count, CUgraphicsResource *resources, CUstream hStream) {
  (void)count;
  (void)resources;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGraphicsUnregisterResource(CUgraphicsResource resource) {
  (void)resource;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGreenCtxCreate(CUgreenCtx *phCtx, CUdevResourceDesc desc, CUdevice dev, unsigned int flags) {
  (void)phCtx;
  (void)desc;
  (void)dev;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGreenCtxDestroy(CUgreenCtx hCtx) {
  (void)hCtx;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGreenCtxGetDevResource(CUgreenCtx hCtx, CUdevResource *resource, CUdevResourceType type) {
  (void)hCtx;
  (void)resource;
  (void)type;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGreenCtxGetId(CUgreenCtx greenCtx, unsigned long long *greenCtxId) {
  (void)greenCtx;
  (void)greenCtxId;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGreenCtxRecordEvent(CUgreenCtx hCtx, CUevent hEvent) {
  (void)hCtx;
  (void)hEvent;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGreenCtxStreamCreate(CUstream *phStream, CUgreenCtx greenCtx, unsigned int flags, int priority) {
  (void)phStream;
  (void)greenCtx;
  (void)flags;
  (void)priority;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuGreenCtxWaitEvent(CUgreenCtx hCtx, CUevent hEvent) {
  (void)hCtx;
  (void)hEvent;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuImportExternalMemory(CUexternalMemory *extMem_out, const CUDA_EXTERNAL_MEMORY_HANDLE_DESC *memHandleDesc) {
  (void)extMem_out;
  (void)memHandleDesc;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuImportExternalSemaphore(CUexternalSemaphore *extSem_out, const CUDA_EXTERNAL_SEMAPHORE_HANDLE_DESC *semHandleDesc) {
  (void)extSem_out;
  (void)semHandleDesc;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuInit(unsigned int Flags) {
  (void)Flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuIpcCloseMemHandle(CUdeviceptr dptr) {
  (void)dptr;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuIpcGetEventHandle(CUipcEventHandle *pHandle, CUevent event) {
  (void)pHandle;
  (void)event;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuIpcGetMemHandle(CUipcMemHandle *pHandle, CUdeviceptr dptr) {
  (void)pHandle;
  (void)dptr;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuIpcOpenEventHandle(CUevent *phEvent, CUipcEventHandle handle) {
  (void)phEvent;
  (void)handle;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuIpcOpenMemHandle(CUdeviceptr *pdptr, CUipcMemHandle handle, unsigned int Flags) {
  (void)pdptr;
  (void)handle;
  (void)Flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuIpcOpenMemHandle_v2(CUdeviceptr *pdptr, CUipcMemHandle handle, unsigned int Flags) {
  (void)pdptr;
  (void)handle;
  (void)Flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuKernelGetAttribute(int *pi, CUfunction_attribute attrib, CUkernel kernel, CUdevice dev) {
  (void)pi;
  (void)attrib;
  (void)kernel;
  (void)dev;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuKernelGetFunction(CUfunction *pFunc, CUkernel kernel) {
  (void)pFunc;
  (void)kernel;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuKernelGetLibrary(CUlibrary *pLib, CUkernel kernel) {
  (void)pLib;
  (void)kernel;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuKernelGetName(const char **name, CUkernel hfunc) {
  (void)name;
  (void)hfunc;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuKernelGetParamInfo(CUkernel kernel, size_t paramIndex, size_t *paramOffset, size_t *paramSize) {
  (void)kernel;
  (void)paramIndex;
  (void)paramOffset;
  (void)paramSize;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuKernelSetAttribute(CUfunction_attribute attrib, int val, CUkernel kernel, CUdevice dev) {
  (void)attrib;
  (void)val;
  (void)kernel;
  (void)dev;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuKernelSetCacheConfig(CUkernel kernel, CUfunc_cache config, CUdevice dev) {
  (void)kernel;
  (void)config;
  (void)dev;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuLaunch(CUfunction f) {
  (void)f;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuLaunchCooperativeKernel(CUfunction f, unsigned int gridDimX, unsigned int gridDimY, unsigned int gridDimZ, unsigned int blockDimX, unsigned int blockDimY, unsigned int blockDimZ, unsigned int sharedMemBytes, CUstream hStream, void **kernelParams) {
  (void)f;
  (void)gridDimX;
  (void)gridDimY;
  (void)gridDimZ;
  (void)blockDimX;
  (void)blockDimY;
  (void)blockDimZ;
  (void)sharedMemBytes;
  (void)hStream;
  (void)kernelParams;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuLaunchCooperativeKernelMultiDevice(CUDA_LAUNCH_PARAMS *launchParamsList, unsigned int numDevices, unsigned int flags) {
  (void)launchParamsList;
  (void)numDevices;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuLaunchCooperativeKernel_ptsz(CUfunction f, unsigned int gridDimX, unsigned int gridDimY, unsigned int gridDimZ, unsigned int blockDimX, unsigned int blockDimY, unsigned int blockDimZ, unsigned int sharedMemBytes, CUstream hStream, void **kernelParams) {
  (void)f;
  (void)gridDimX;
  (void)gridDimY;
  (void)gridDimZ;
  (void)blockDimX;
  (void)blockDimY;
  (void)blockDimZ;
  (void)sharedMemBytes;
  (void)hStream;
  (void)kernelParams;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuLaunchGrid(CUfunction f, int grid_width, int grid_height) {
  (void)f;
  (void)grid_width;
  (void)grid_height;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuLaunchGridAsync(CUfunction f, int grid_width, int grid_height, CUstream hStream) {
  (void)f;
  (void)grid_width;
  (void)grid_height;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuLaunchHostFunc(CUstream hStream, CUhostFn fn, void *userData) {
  (void)hStream;
  (void)fn;
  (void)userData;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuLaunchHostFunc_ptsz(CUstream hStream, CUhostFn fn, void *userData) {
  (void)hStream;
  (void)fn;
  (void)userData;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuLaunchKernel(CUfunction f, unsigned int gridDimX, unsigned int gridDimY, unsigned int gridDimZ, unsigned int blockDimX, unsigned int blockDimY, unsigned int blockDimZ, unsigned int sharedMemBytes, CUstream hStream, void **kernelParams, void **extra) {
  (void)f;
  (void)gridDimX;
  (void)gridDimY;
  (void)gridDimZ;
  (void)blockDimX;
  (void)blockDimY;
  (void)blockDimZ;
  (void)sharedMemBytes;
  (void)hStream;
  (void)kernelParams;
  (void)extra;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuLaunchKernelEx(const CUlaunchConfig *config, CUfunction f, void **kernelParams, void **extra) {
  (void)config;
  (void)f;
  (void)kernelParams;
  (void)extra;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuLaunchKernelEx_ptsz(const CUlaunchConfig *config, CUfunction f, void **kernelParams, void **extra) {
  (void)config;
  (void)f;
  (void)kernelParams;
  (void)extra;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuLaunchKernel_ptsz(CUfunction f, unsigned int gridDimX, unsigned int gridDimY, unsigned int gridDimZ, unsigned int blockDimX, unsigned int blockDimY, unsigned int blockDimZ, unsigned int sharedMemBytes, CUstream hStream, void **kernelParams, void **extra) {
  (void)f;
  (void)gridDimX;
  (void)gridDimY;
  (void)gridDimZ;
  (void)blockDimX;
  (void)blockDimY;
  (void)blockDimZ;
  (void)sharedMemBytes;
  (void)hStream;
  (void)kernelParams;
  (void)extra;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuLibraryEnumerateKernels(CUkernel *kernels, unsigned int numKernels, CUlibrary lib) {
  (void)kernels;
  (void)numKernels;
  (void)lib;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuLibraryGetGlobal(CUdeviceptr *dptr, size_t *bytes, CUlibrary library, const char *name) {
  (void)dptr;
  (void)bytes;
  (void)library;
  (void)name;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuLibraryGetKernel(CUkernel *pKernel, CUlibrary library, const char *name) {
  (void)pKernel;
  (void)library;
  (void)name;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuLibraryGetKernelCount(unsigned int *count, CUlibrary lib) {
  (void)count;
  (void)lib;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuLibraryGetManaged(CUdeviceptr *dptr, size_t *bytes, CUlibrary library, const char *name) {
  (void)dptr;
  (void)bytes;
  (void)library;
  (void)name;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuLibraryGetModule(CUmodule *pMod, CUlibrary library) {
  (void)pMod;
  (void)library;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuLibraryGetUnifiedFunction(void **fptr, CUlibrary library, const char *symbol) {
  (void)fptr;
  (void)library;
  (void)symbol;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuLibraryLoadData(CUlibrary *library, const void *code, CUjit_option *jitOptions, void **jitOptionsValues, unsigned int numJitOptions, CUlibraryOption *libraryOptions, void **libraryOptionValues, unsigned int numLibraryOptions) {
  (void)library;
  (void)code;
  (void)jitOptions;
  (void)jitOptionsValues;
  (void)numJitOptions;
  (void)libraryOptions;
  (void)libraryOptionValues;
  (void)numLibraryOptions;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuLibraryLoadFromFile(CUlibrary *library, const char *fileName, CUjit_option *jitOptions, void **jitOptionsValues, unsigned int numJitOptions, CUlibraryOption *libraryOptions, void **libraryOptionValues, unsigned int numLibraryOptions) {
  (void)library;
  (void)fileName;
  (void)jitOptions;
  (void)jitOptionsValues;
  (void)numJitOptions;
  (void)libraryOptions;
  (void)libraryOptionValues;
  (void)numLibraryOptions;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuLibraryUnload(CUlibrary library) {
  (void)library;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuLinkAddData(CUlinkState state, CUjitInputType type, void *data, size_t size, const char *name, unsigned int numOptions, CUjit_option *options, void **optionValues) {
  (void)state;
  (void)type;
  (void)data;
  (void)size;
  (void)name;
  (void)numOptions;
  (void)options;
  (void)optionValues;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuLinkAddData_v2(CUlinkState state, CUjitInputType type, void *data, size_t size, const char *name, unsigned int numOptions, CUjit_option *options, void **optionValues) {
  (void)state;
  (void)type;
  (void)data;
  (void)size;
  (void)name;
  (void)numOptions;
  (void)options;
  (void)optionValues;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuLinkAddFile(CUlinkState state, CUjitInputType type, const char *path, unsigned int numOptions, CUjit_option *options, void **optionValues) {
  (void)state;
  (void)type;
  (void)path;
  (void)numOptions;
  (void)options;
  (void)optionValues;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuLinkAddFile_v2(CUlinkState state, CUjitInputType type, const char *path, unsigned int numOptions, CUjit_option *options, void **optionValues) {
  (void)state;
  (void)type;
  (void)path;
  (void)numOptions;
  (void)options;
  (void)optionValues;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuLinkComplete(CUlinkState state, void **cubinOut, size_t *sizeOut) {
  (void)state;
  (void)cubinOut;
  (void)sizeOut;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuLinkCreate(unsigned int numOptions, CUjit_option *options, void **optionValues, CUlinkState *stateOut) {
  (void)numOptions;
  (void)options;
  (void)optionValues;
  (void)stateOut;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuLinkCreate_v2(unsigned int numOptions, CUjit_option *options, void **optionValues, CUlinkState *stateOut) {
  (void)numOptions;
  (void)options;
  (void)optionValues;
  (void)stateOut;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuLinkDestroy(CUlinkState state) {
  (void)state;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuLogsCurrent(CUlogIterator *iterator_out, unsigned int flags) {
  (void)iterator_out;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuLogsDumpToFile(CUlogIterator *iterator, const char *pathToFile, unsigned int flags) {
  (void)iterator;
  (void)pathToFile;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuLogsDumpToMemory(CUlogIterator *iterator, char *buffer, size_t *size, unsigned int flags) {
  (void)iterator;
  (void)buffer;
  (void)size;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuLogsRegisterCallback(CUlogsCallback callbackFunc, void *userData, CUlogsCallbackHandle *callback_out) {
  (void)callbackFunc;
  (void)userData;
  (void)callback_out;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuLogsUnregisterCallback(CUlogsCallbackHandle callback) {
  (void)callback;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemAddressFree(CUdeviceptr ptr, size_t size) {
  (void)ptr;
  (void)size;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemAddressReserve(CUdeviceptr *ptr, size_t size, size_t alignment, CUdeviceptr addr, unsigned long long flags) {
  (void)ptr;
  (void)size;
  (void)alignment;
  (void)addr;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemAdvise(CUdeviceptr devPtr, size_t count, CUmem_advise advice, CUdevice device) {
  (void)devPtr;
  (void)count;
  (void)advice;
  (void)device;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemAdvise_v2(CUdeviceptr devPtr, size_t count, CUmem_advise advice, CUmemLocation location) {
  (void)devPtr;
  (void)count;
  (void)advice;
  (void)location;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemAlloc(CUdeviceptr_v1 *dptr, unsigned int bytesize) {
  (void)dptr;
  (void)bytesize;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemAllocAsync(CUdeviceptr *dptr, size_t bytesize, CUstream hStream) {
  (void)dptr;
  (void)bytesize;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemAllocAsync_ptsz(CUdeviceptr *dptr, size_t bytesize, CUstream hStream) {
  (void)dptr;
  (void)bytesize;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemAllocFromPoolAsync(CUdeviceptr *dptr, size_t bytesize, CUmemoryPool pool, CUstream hStream) {
  (void)dptr;
  (void)bytesize;
  (void)pool;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemAllocFromPoolAsync_ptsz(CUdeviceptr *dptr, size_t bytesize, CUmemoryPool pool, CUstream hStream) {
  (void)dptr;
  (void)bytesize;
  (void)pool;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemAllocHost(void **pp, unsigned int bytesize) {
  (void)pp;
  (void)bytesize;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemAllocHost_v2(void **pp, size_t bytesize) {
  (void)pp;
  (void)bytesize;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemAllocManaged(CUdeviceptr *dptr, size_t bytesize, unsigned int flags) {
  (void)dptr;
  (void)bytesize;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemAllocPitch(CUdeviceptr_v1 *dptr, unsigned int *pPitch, unsigned int WidthInBytes, unsigned int Height, unsigned int ElementSizeBytes) {
  (void)dptr;
  (void)pPitch;
  (void)WidthInBytes;
  (void)Height;
  (void)ElementSizeBytes;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemAllocPitch_v2(CUdeviceptr *dptr, size_t *pPitch, size_t WidthInBytes, size_t Height, unsigned int ElementSizeBytes) {
  (void)dptr;
  (void)pPitch;
  (void)WidthInBytes;
  (void)Height;
  (void)ElementSizeBytes;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemAlloc_v2(CUdeviceptr *dptr, size_t bytesize) {
  (void)dptr;
  (void)bytesize;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemBatchDecompressAsync(CUmemDecompressParams *paramsArray, size_t count, unsigned int flags, size_t *errorIndex, CUstream stream) {
  (void)paramsArray;
  (void)count;
  (void)flags;
  (void)errorIndex;
  (void)stream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemBatchDecompressAsync_ptsz(CUmemDecompressParams *paramsArray, size_t count, unsigned int flags, size_t *errorIndex, CUstream stream) {
  (void)paramsArray;
  (void)count;
  (void)flags;
  (void)errorIndex;
  (void)stream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemCreate(CUmemGenericAllocationHandle *handle, size_t size, const CUmemAllocationProp *prop, unsigned long long flags) {
  (void)handle;
  (void)size;
  (void)prop;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemDiscardAndPrefetchBatchAsync(CUdeviceptr *dptrs, size_t *sizes, size_t count, CUmemLocation *prefetchLocs, size_t *prefetchLocIdxs, size_t numPrefetchLocs, unsigned long long flags, CUstream hStream) {
  (void)dptrs;
  (void)sizes;
  (void)count;
  (void)prefetchLocs;
  (void)prefetchLocIdxs;
  (void)numPrefetchLocs;
  (void)flags;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemDiscardAndPrefetchBatchAsync_ptsz(CUdeviceptr *dptrs, size_t *sizes, size_t count, CUmemLocation *prefetchLocs, size_t *prefetchLocIdxs, size_t numPrefetchLocs, unsigned long long flags, CUstream hStream) {
  (void)dptrs;
  (void)sizes;
  (void)count;
  (void)prefetchLocs;
  (void)prefetchLocIdxs;
  (void)numPrefetchLocs;
  (void)flags;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemDiscardBatchAsync(CUdeviceptr *dptrs, size_t *sizes, size_t count, unsigned long long flags, CUstream hStream) {
  (void)dptrs;
  (void)sizes;
  (void)count;
  (void)flags;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemDiscardBatchAsync_ptsz(CUdeviceptr *dptrs, size_t *sizes, size_t count, unsigned long long flags, CUstream hStream) {
  (void)dptrs;
  (void)sizes;
  (void)count;
  (void)flags;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemExportToShareableHandle(void *shareableHandle, CUmemGenericAllocationHandle handle, CUmemAllocationHandleType handleType, unsigned long long flags) {
  (void)shareableHandle;
  (void)handle;
  (void)handleType;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemFree(CUdeviceptr_v1 dptr) {
  (void)dptr;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemFreeAsync(CUdeviceptr dptr, CUstream hStream) {
  (void)dptr;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemFreeAsync_ptsz(CUdeviceptr dptr, CUstream hStream) {
  (void)dptr;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemFreeHost(void *p) {
  (void)p;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemFree_v2(CUdeviceptr dptr) {
  (void)dptr;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemGetAccess(unsigned long long *flags, const CUmemLocation *location, CUdeviceptr ptr) {
  (void)flags;
  (void)location;
  (void)ptr;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemGetAddressRange(CUdeviceptr_v1 *pbase, unsigned int *psize, CUdeviceptr_v1 dptr) {
  (void)pbase;
  (void)psize;
  (void)dptr;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemGetAddressRange_v2(CUdeviceptr *pbase, size_t *psize, CUdeviceptr dptr) {
  (void)pbase;
  (void)psize;
  (void)dptr;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemGetAllocationGranularity(size_t *granularity, const CUmemAllocationProp *prop, CUmemAllocationGranularity_flags option) {
  (void)granularity;
  (void)prop;
  (void)option;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemGetAllocationPropertiesFromHandle(CUmemAllocationProp *prop, CUmemGenericAllocationHandle handle) {
  (void)prop;
  (void)handle;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemGetDefaultMemPool(CUmemoryPool *pool_out, CUmemLocation *location, CUmemAllocationType type) {
  (void)pool_out;
  (void)location;
  (void)type;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemGetHandleForAddressRange(void *handle, CUdeviceptr dptr, size_t size, CUmemRangeHandleType handleType, unsigned long long flags) {
  (void)handle;
  (void)dptr;
  (void)size;
  (void)handleType;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemGetInfo(unsigned int *free, unsigned int *total) {
  (void)free;
  (void)total;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemGetInfo_v2(size_t *free, size_t *total) {
  (void)free;
  (void)total;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemGetMemPool(CUmemoryPool *pool, CUmemLocation *location, CUmemAllocationType type) {
  (void)pool;
  (void)location;
  (void)type;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemHostAlloc(void **pp, size_t bytesize, unsigned int Flags) {
  (void)pp;
  (void)bytesize;
  (void)Flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemHostGetDevicePointer(CUdeviceptr_v1 *pdptr, void *p, unsigned int Flags) {
  (void)pdptr;
  (void)p;
  (void)Flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemHostGetDevicePointer_v2(CUdeviceptr *pdptr, void *p, unsigned int Flags) {
  (void)pdptr;
  (void)p;
  (void)Flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemHostGetFlags(unsigned int *pFlags, void *p) {
  (void)pFlags;
  (void)p;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemHostRegister(void *p, size_t bytesize, unsigned int Flags) {
  (void)p;
  (void)bytesize;
  (void)Flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemHostRegister_v2(void *p, size_t bytesize, unsigned int Flags) {
  (void)p;
  (void)bytesize;
  (void)Flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemHostUnregister(void *p) {
  (void)p;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemImportFromShareableHandle(CUmemGenericAllocationHandle *handle, void *osHandle, CUmemAllocationHandleType shHandleType) {
  (void)handle;
  (void)osHandle;
  (void)shHandleType;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemMap(CUdeviceptr ptr, size_t size, size_t offset, CUmemGenericAllocationHandle handle, unsigned long long flags) {
  (void)ptr;
  (void)size;
  (void)offset;
  (void)handle;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemMapArrayAsync(CUarrayMapInfo *mapInfoList, unsigned int count, CUstream hStream) {
  (void)mapInfoList;
  (void)count;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemMapArrayAsync_ptsz(CUarrayMapInfo *mapInfoList, unsigned int count, CUstream hStream) {
  (void)mapInfoList;
  (void)count;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemPoolCreate(CUmemoryPool *pool, const CUmemPoolProps *poolProps) {
  (void)pool;
  (void)poolProps;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemPoolDestroy(CUmemoryPool pool) {
  (void)pool;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemPoolExportPointer(CUmemPoolPtrExportData *shareData_out, CUdeviceptr ptr) {
  (void)shareData_out;
  (void)ptr;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemPoolExportToShareableHandle(void *handle_out, CUmemoryPool pool, CUmemAllocationHandleType handleType, unsigned long long flags) {
  (void)handle_out;
  (void)pool;
  (void)handleType;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemPoolGetAccess(CUmemAccess_flags *flags, CUmemoryPool memPool, CUmemLocation *location) {
  (void)flags;
  (void)memPool;
  (void)location;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemPoolGetAttribute(CUmemoryPool pool, CUmemPool_attribute attr, void *value) {
  (void)pool;
  (void)attr;
  (void)value;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemPoolImportFromShareableHandle(CUmemoryPool *pool_out, void *handle, CUmemAllocationHandleType handleType, unsigned long long flags) {
  (void)pool_out;
  (void)handle;
  (void)handleType;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemPoolImportPointer(CUdeviceptr *ptr_out, CUmemoryPool pool, CUmemPoolPtrExportData *shareData) {
  (void)ptr_out;
  (void)pool;
  (void)shareData;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemPoolSetAccess(CUmemoryPool pool, const CUmemAccessDesc *map, size_t count) {
  (void)pool;
  (void)map;
  (void)count;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemPoolSetAttribute(CUmemoryPool pool, CUmemPool_attribute attr, void *value) {
  (void)pool;
  (void)attr;
  (void)value;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemPoolTrimTo(CUmemoryPool pool, size_t minBytesToKeep) {
  (void)pool;
  (void)minBytesToKeep;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemPrefetchAsync(CUdeviceptr devPtr, size_t count, CUdevice dstDevice, CUstream hStream) {
  (void)devPtr;
  (void)count;
  (void)dstDevice;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemPrefetchAsync_ptsz(CUdeviceptr devPtr, size_t count, CUdevice dstDevice, CUstream hStream) {
  (void)devPtr;
  (void)count;
  (void)dstDevice;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemPrefetchAsync_v2(CUdeviceptr devPtr, size_t count, CUmemLocation location, unsigned int flags, CUstream hStream) {
  (void)devPtr;
  (void)count;
  (void)location;
  (void)flags;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemPrefetchAsync_v2_ptsz(CUdeviceptr devPtr, size_t count, CUmemLocation location, unsigned int flags, CUstream hStream) {
  (void)devPtr;
  (void)count;
  (void)location;
  (void)flags;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemPrefetchBatchAsync(CUdeviceptr *dptrs, size_t *sizes, size_t count, CUmemLocation *prefetchLocs, size_t *prefetchLocIdxs, size_t numPrefetchLocs, unsigned long long flags, CUstream hStream) {
  (void)dptrs;
  (void)sizes;
  (void)count;
  (void)prefetchLocs;
  (void)prefetchLocIdxs;
  (void)numPrefetchLocs;
  (void)flags;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemPrefetchBatchAsync_ptsz(CUdeviceptr *dptrs, size_t *sizes, size_t count, CUmemLocation *prefetchLocs, size_t *prefetchLocIdxs, size_t numPrefetchLocs, unsigned long long flags, CUstream hStream) {
  (void)dptrs;
  (void)sizes;
  (void)count;
  (void)prefetchLocs;
  (void)prefetchLocIdxs;
  (void)numPrefetchLocs;
  (void)flags;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemRangeGetAttribute(void *data, size_t dataSize, CUmem_range_attribute attribute, CUdeviceptr devPtr, size_t count) {
  (void)data;
  (void)dataSize;
  (void)attribute;
  (void)devPtr;
  (void)count;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemRangeGetAttributes(void **data, size_t *dataSizes, CUmem_range_attribute *attributes, size_t numAttributes, CUdeviceptr devPtr, size_t count) {
  (void)data;
  (void)dataSizes;
  (void)attributes;
  (void)numAttributes;
  (void)devPtr;
  (void)count;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemRelease(CUmemGenericAllocationHandle handle) {
  (void)handle;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemRetainAllocationHandle(CUmemGenericAllocationHandle *handle, void *addr) {
  (void)handle;
  (void)addr;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemSetAccess(CUdeviceptr ptr, size_t size, const CUmemAccessDesc *desc, size_t count) {
  (void)ptr;
  (void)size;
  (void)desc;
  (void)count;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemSetMemPool(CUmemLocation *location, CUmemAllocationType type, CUmemoryPool pool) {
  (void)location;
  (void)type;
  (void)pool;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemUnmap(CUdeviceptr ptr, size_t size) {
  (void)ptr;
  (void)size;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpy(CUdeviceptr dst, CUdeviceptr src, size_t ByteCount) {
  (void)dst;
  (void)src;
  (void)ByteCount;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpy2D(const CUDA_MEMCPY2D_v1 *pCopy) {
  (void)pCopy;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpy2DAsync(const CUDA_MEMCPY2D_v1 *pCopy, CUstream hStream) {
  (void)pCopy;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpy2DAsync_v2(const CUDA_MEMCPY2D *pCopy, CUstream hStream) {
  (void)pCopy;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpy2DAsync_v2_ptsz(const CUDA_MEMCPY2D *pCopy, CUstream hStream) {
  (void)pCopy;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpy2DUnaligned(const CUDA_MEMCPY2D_v1 *pCopy) {
  (void)pCopy;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpy2DUnaligned_v2(const CUDA_MEMCPY2D *pCopy) {
  (void)pCopy;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpy2DUnaligned_v2_ptds(const CUDA_MEMCPY2D *pCopy) {
  (void)pCopy;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpy2D_v2(const CUDA_MEMCPY2D *pCopy) {
  (void)pCopy;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpy2D_v2_ptds(const CUDA_MEMCPY2D *pCopy) {
  (void)pCopy;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpy3D(const CUDA_MEMCPY3D_v1 *pCopy) {
  (void)pCopy;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpy3DAsync(const CUDA_MEMCPY3D_v1 *pCopy, CUstream hStream) {
  (void)pCopy;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpy3DAsync_v2(const CUDA_MEMCPY3D *pCopy, CUstream hStream) {
  (void)pCopy;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpy3DAsync_v2_ptsz(const CUDA_MEMCPY3D *pCopy, CUstream hStream) {
  (void)pCopy;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpy3DBatchAsync(size_t numOps, CUDA_MEMCPY3D_BATCH_OP *opList, size_t *failIdx, unsigned long long flags, CUstream hStream) {
  (void)numOps;
  (void)opList;
  (void)failIdx;
  (void)flags;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpy3DBatchAsync_ptsz(size_t numOps, CUDA_MEMCPY3D_BATCH_OP *opList, size_t *failIdx, unsigned long long flags, CUstream hStream) {
  (void)numOps;
  (void)opList;
  (void)failIdx;
  (void)flags;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpy3DBatchAsync_v2(size_t numOps, CUDA_MEMCPY3D_BATCH_OP *opList, unsigned long long flags, CUstream hStream) {
  (void)numOps;
  (void)opList;
  (void)flags;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpy3DBatchAsync_v2_ptsz(size_t numOps, CUDA_MEMCPY3D_BATCH_OP *opList, unsigned long long flags, CUstream hStream) {
  (void)numOps;
  (void)opList;
  (void)flags;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpy3DPeer(const CUDA_MEMCPY3D_PEER *pCopy) {
  (void)pCopy;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpy3DPeerAsync(const CUDA_MEMCPY3D_PEER *pCopy, CUstream hStream) {
  (void)pCopy;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpy3DPeerAsync_ptsz(const CUDA_MEMCPY3D_PEER *pCopy, CUstream hStream) {
  (void)pCopy;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpy3DPeer_ptds(const CUDA_MEMCPY3D_PEER *pCopy) {
  (void)pCopy;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpy3D_v2(const CUDA_MEMCPY3D *pCopy) {
  (void)pCopy;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpy3D_v2_ptds(const CUDA_MEMCPY3D *pCopy) {
  (void)pCopy;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyAsync(CUdeviceptr dst, CUdeviceptr src, size_t ByteCount, CUstream hStream) {
  (void)dst;
  (void)src;
  (void)ByteCount;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyAsync_ptsz(CUdeviceptr dst, CUdeviceptr src, size_t ByteCount, CUstream hStream) {
  (void)dst;
  (void)src;
  (void)ByteCount;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyAtoA(CUarray dstArray, unsigned int dstOffset, CUarray srcArray, unsigned int srcOffset, unsigned int ByteCount) {
  (void)dstArray;
  (void)dstOffset;
  (void)srcArray;
  (void)srcOffset;
  (void)ByteCount;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyAtoA_v2(CUarray dstArray, size_t dstOffset, CUarray srcArray, size_t srcOffset, size_t ByteCount) {
  (void)dstArray;
  (void)dstOffset;
  (void)srcArray;
  (void)srcOffset;
  (void)ByteCount;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyAtoA_v2_ptds(CUarray dstArray, size_t dstOffset, CUarray srcArray, size_t srcOffset, size_t ByteCount) {
  (void)dstArray;
  (void)dstOffset;
  (void)srcArray;
  (void)srcOffset;
  (void)ByteCount;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyAtoD(CUdeviceptr_v1 dstDevice, CUarray srcArray, unsigned int srcOffset, unsigned int ByteCount) {
  (void)dstDevice;
  (void)srcArray;
  (void)srcOffset;
  (void)ByteCount;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyAtoD_v2(CUdeviceptr dstDevice, CUarray srcArray, size_t srcOffset, size_t ByteCount) {
  (void)dstDevice;
  (void)srcArray;
  (void)srcOffset;
  (void)ByteCount;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyAtoD_v2_ptds(CUdeviceptr dstDevice, CUarray srcArray, size_t srcOffset, size_t ByteCount) {
  (void)dstDevice;
  (void)srcArray;
  (void)srcOffset;
  (void)ByteCount;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyAtoH(void *dstHost, CUarray srcArray, unsigned int srcOffset, unsigned int ByteCount) {
  (void)dstHost;
  (void)srcArray;
  (void)srcOffset;
  (void)ByteCount;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyAtoHAsync(void *dstHost, CUarray srcArray, unsigned int srcOffset, unsigned int ByteCount, CUstream hStream) {
  (void)dstHost;
  (void)srcArray;
  (void)srcOffset;
  (void)ByteCount;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyAtoHAsync_v2(void *dstHost, CUarray srcArray, size_t srcOffset, size_t ByteCount, CUstream hStream) {
  (void)dstHost;
  (void)srcArray;
  (void)srcOffset;
  (void)ByteCount;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyAtoHAsync_v2_ptsz(void *dstHost, CUarray srcArray, size_t srcOffset, size_t ByteCount, CUstream hStream) {
  (void)dstHost;
  (void)srcArray;
  (void)srcOffset;
  (void)ByteCount;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyAtoH_v2(void *dstHost, CUarray srcArray, size_t srcOffset, size_t ByteCount) {
  (void)dstHost;
  (void)srcArray;
  (void)srcOffset;
  (void)ByteCount;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyAtoH_v2_ptds(void *dstHost, CUarray srcArray, size_t srcOffset, size_t ByteCount) {
  (void)dstHost;
  (void)srcArray;
  (void)srcOffset;
  (void)ByteCount;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyBatchAsync(CUdeviceptr *dsts, CUdeviceptr *srcs, size_t *sizes, size_t count, CUmemcpyAttributes *attrs, size_t *attrsIdxs, size_t numAttrs, size_t *failIdx, CUstream hStream) {
  (void)dsts;
  (void)srcs;
  (void)sizes;
  (void)count;
  (void)attrs;
  (void)attrsIdxs;
  (void)numAttrs;
  (void)failIdx;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyBatchAsync_ptsz(CUdeviceptr *dsts, CUdeviceptr *srcs, size_t *sizes, size_t count, CUmemcpyAttributes *attrs, size_t *attrsIdxs, size_t numAttrs, size_t *failIdx, CUstream hStream) {
  (void)dsts;
  (void)srcs;
  (void)sizes;
  (void)count;
  (void)attrs;
  (void)attrsIdxs;
  (void)numAttrs;
  (void)failIdx;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyBatchAsync_v2(CUdeviceptr *dsts, CUdeviceptr *srcs, size_t *sizes, size_t count, CUmemcpyAttributes *attrs, size_t *attrsIdxs, size_t numAttrs, CUstream hStream) {
  (void)dsts;
  (void)srcs;
  (void)sizes;
  (void)count;
  (void)attrs;
  (void)attrsIdxs;
  (void)numAttrs;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyBatchAsync_v2_ptsz(CUdeviceptr *dsts, CUdeviceptr *srcs, size_t *sizes, size_t count, CUmemcpyAttributes *attrs, size_t *attrsIdxs, size_t numAttrs, CUstream hStream) {
  (void)dsts;
  (void)srcs;
  (void)sizes;
  (void)count;
  (void)attrs;
  (void)attrsIdxs;
  (void)numAttrs;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyDtoA(CUarray dstArray, unsigned int dstOffset, CUdeviceptr_v1 srcDevice, unsigned int ByteCount) {
  (void)dstArray;
  (void)dstOffset;
  (void)srcDevice;
  (void)ByteCount;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyDtoA_v2(CUarray dstArray, size_t dstOffset, CUdeviceptr srcDevice, size_t ByteCount) {
  (void)dstArray;
  (void)dstOffset;
  (void)srcDevice;
  (void)ByteCount;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyDtoA_v2_ptds(CUarray dstArray, size_t dstOffset, CUdeviceptr srcDevice, size_t ByteCount) {
  (void)dstArray;
  (void)dstOffset;
  (void)srcDevice;
  (void)ByteCount;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyDtoD(CUdeviceptr_v1 dstDevice, CUdeviceptr_v1 srcDevice, unsigned int ByteCount) {
  (void)dstDevice;
  (void)srcDevice;
  (void)ByteCount;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyDtoDAsync(CUdeviceptr_v1 dstDevice, CUdeviceptr_v1 srcDevice, unsigned int ByteCount, CUstream hStream) {
  (void)dstDevice;
  (void)srcDevice;
  (void)ByteCount;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyDtoDAsync_v2(CUdeviceptr dstDevice, CUdeviceptr srcDevice, size_t ByteCount, CUstream hStream) {
  (void)dstDevice;
  (void)srcDevice;
  (void)ByteCount;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyDtoDAsync_v2_ptsz(CUdeviceptr dstDevice, CUdeviceptr srcDevice, size_t ByteCount, CUstream hStream) {
  (void)dstDevice;
  (void)srcDevice;
  (void)ByteCount;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyDtoD_v2(CUdeviceptr dstDevice, CUdeviceptr srcDevice, size_t ByteCount) {
  (void)dstDevice;
  (void)srcDevice;
  (void)ByteCount;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyDtoD_v2_ptds(CUdeviceptr dstDevice, CUdeviceptr srcDevice, size_t ByteCount) {
  (void)dstDevice;
  (void)srcDevice;
  (void)ByteCount;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyDtoH(void *dstHost, CUdeviceptr_v1 srcDevice, unsigned int ByteCount) {
  (void)dstHost;
  (void)srcDevice;
  (void)ByteCount;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyDtoHAsync(void *dstHost, CUdeviceptr_v1 srcDevice, unsigned int ByteCount, CUstream hStream) {
  (void)dstHost;
  (void)srcDevice;
  (void)ByteCount;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyDtoHAsync_v2(void *dstHost, CUdeviceptr srcDevice, size_t ByteCount, CUstream hStream) {
  (void)dstHost;
  (void)srcDevice;
  (void)ByteCount;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyDtoHAsync_v2_ptsz(void *dstHost, CUdeviceptr srcDevice, size_t ByteCount, CUstream hStream) {
  (void)dstHost;
  (void)srcDevice;
  (void)ByteCount;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyDtoH_v2(void *dstHost, CUdeviceptr srcDevice, size_t ByteCount) {
  (void)dstHost;
  (void)srcDevice;
  (void)ByteCount;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyDtoH_v2_ptds(void *dstHost, CUdeviceptr srcDevice, size_t ByteCount) {
  (void)dstHost;
  (void)srcDevice;
  (void)ByteCount;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyHtoA(CUarray dstArray, unsigned int dstOffset, const void *srcHost, unsigned int ByteCount) {
  (void)dstArray;
  (void)dstOffset;
  (void)srcHost;
  (void)ByteCount;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyHtoAAsync(CUarray dstArray, unsigned int dstOffset, const void *srcHost, unsigned int ByteCount, CUstream hStream) {
  (void)dstArray;
  (void)dstOffset;
  (void)srcHost;
  (void)ByteCount;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyHtoAAsync_v2(CUarray dstArray, size_t dstOffset, const void *srcHost, size_t ByteCount, CUstream hStream) {
  (void)dstArray;
  (void)dstOffset;
  (void)srcHost;
  (void)ByteCount;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyHtoAAsync_v2_ptsz(CUarray dstArray, size_t dstOffset, const void *srcHost, size_t ByteCount, CUstream hStream) {
  (void)dstArray;
  (void)dstOffset;
  (void)srcHost;
  (void)ByteCount;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyHtoA_v2(CUarray dstArray, size_t dstOffset, const void *srcHost, size_t ByteCount) {
  (void)dstArray;
  (void)dstOffset;
  (void)srcHost;
  (void)ByteCount;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyHtoA_v2_ptds(CUarray dstArray, size_t dstOffset, const void *srcHost, size_t ByteCount) {
  (void)dstArray;
  (void)dstOffset;
  (void)srcHost;
  (void)ByteCount;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyHtoD(CUdeviceptr_v1 dstDevice, const void *srcHost, unsigned int ByteCount) {
  (void)dstDevice;
  (void)srcHost;
  (void)ByteCount;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyHtoDAsync(CUdeviceptr_v1 dstDevice, const void *srcHost, unsigned int ByteCount, CUstream hStream) {
  (void)dstDevice;
  (void)srcHost;
  (void)ByteCount;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyHtoDAsync_v2(CUdeviceptr dstDevice, const void *srcHost, size_t ByteCount, CUstream hStream) {
  (void)dstDevice;
  (void)srcHost;
  (void)ByteCount;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyHtoDAsync_v2_ptsz(CUdeviceptr dstDevice, const void *srcHost, size_t ByteCount, CUstream hStream) {
  (void)dstDevice;
  (void)srcHost;
  (void)ByteCount;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyHtoD_v2(CUdeviceptr dstDevice, const void *srcHost, size_t ByteCount) {
  (void)dstDevice;
  (void)srcHost;
  (void)ByteCount;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyHtoD_v2_ptds(CUdeviceptr dstDevice, const void *srcHost, size_t ByteCount) {
  (void)dstDevice;
  (void)srcHost;
  (void)ByteCount;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyPeer(CUdeviceptr dstDevice, CUcontext dstContext, CUdeviceptr srcDevice, CUcontext srcContext, size_t ByteCount) {
  (void)dstDevice;
  (void)dstContext;
  (void)srcDevice;
  (void)srcContext;
  (void)ByteCount;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyPeerAsync(CUdeviceptr dstDevice, CUcontext dstContext, CUdeviceptr srcDevice, CUcontext srcContext, size_t ByteCount, CUstream hStream) {
  (void)dstDevice;
  (void)dstContext;
  (void)srcDevice;
  (void)srcContext;
  (void)ByteCount;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyPeerAsync_ptsz(CUdeviceptr dstDevice, CUcontext dstContext, CUdeviceptr srcDevice, CUcontext srcContext, size_t ByteCount, CUstream hStream) {
  (void)dstDevice;
  (void)dstContext;
  (void)srcDevice;
  (void)srcContext;
  (void)ByteCount;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpyPeer_ptds(CUdeviceptr dstDevice, CUcontext dstContext, CUdeviceptr srcDevice, CUcontext srcContext, size_t ByteCount) {
  (void)dstDevice;
  (void)dstContext;
  (void)srcDevice;
  (void)srcContext;
  (void)ByteCount;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemcpy_ptds(CUdeviceptr dst, CUdeviceptr src, size_t ByteCount) {
  (void)dst;
  (void)src;
  (void)ByteCount;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemsetD16(CUdeviceptr_v1 dstDevice, unsigned short us, unsigned int N) {
  (void)dstDevice;
  (void)us;
  (void)N;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemsetD16Async(CUdeviceptr dstDevice, unsigned short us, size_t N, CUstream hStream) {
  (void)dstDevice;
  (void)us;
  (void)N;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemsetD16Async_ptsz(CUdeviceptr dstDevice, unsigned short us, size_t N, CUstream hStream) {
  (void)dstDevice;
  (void)us;
  (void)N;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemsetD16_v2(CUdeviceptr dstDevice, unsigned short us, size_t N) {
  (void)dstDevice;
  (void)us;
  (void)N;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemsetD16_v2_ptds(CUdeviceptr dstDevice, unsigned short us, size_t N) {
  (void)dstDevice;
  (void)us;
  (void)N;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemsetD2D16(CUdeviceptr_v1 dstDevice, unsigned int dstPitch, unsigned short us, unsigned int Width, unsigned int Height) {
  (void)dstDevice;
  (void)dstPitch;
  (void)us;
  (void)Width;
  (void)Height;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemsetD2D16Async(CUdeviceptr dstDevice, size_t dstPitch, unsigned short us, size_t Width, size_t Height, CUstream hStream) {
  (void)dstDevice;
  (void)dstPitch;
  (void)us;
  (void)Width;
  (void)Height;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemsetD2D16Async_ptsz(CUdeviceptr dstDevice, size_t dstPitch, unsigned short us, size_t Width, size_t Height, CUstream hStream) {
  (void)dstDevice;
  (void)dstPitch;
  (void)us;
  (void)Width;
  (void)Height;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemsetD2D16_v2(CUdeviceptr dstDevice, size_t dstPitch, unsigned short us, size_t Width, size_t Height) {
  (void)dstDevice;
  (void)dstPitch;
  (void)us;
  (void)Width;
  (void)Height;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemsetD2D16_v2_ptds(CUdeviceptr dstDevice, size_t dstPitch, unsigned short us, size_t Width, size_t Height) {
  (void)dstDevice;
  (void)dstPitch;
  (void)us;
  (void)Width;
  (void)Height;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemsetD2D32(CUdeviceptr_v1 dstDevice, unsigned int dstPitch, unsigned int ui, unsigned int Width, unsigned int Height) {
  (void)dstDevice;
  (void)dstPitch;
  (void)ui;
  (void)Width;
  (void)Height;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemsetD2D32Async(CUdeviceptr dstDevice, size_t dstPitch, unsigned int ui, size_t Width, size_t Height, CUstream hStream) {
  (void)dstDevice;
  (void)dstPitch;
  (void)ui;
  (void)Width;
  (void)Height;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemsetD2D32Async_ptsz(CUdeviceptr dstDevice, size_t dstPitch, unsigned int ui, size_t Width, size_t Height, CUstream hStream) {
  (void)dstDevice;
  (void)dstPitch;
  (void)ui;
  (void)Width;
  (void)Height;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemsetD2D32_v2(CUdeviceptr dstDevice, size_t dstPitch, unsigned int ui, size_t Width, size_t Height) {
  (void)dstDevice;
  (void)dstPitch;
  (void)ui;
  (void)Width;
  (void)Height;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemsetD2D32_v2_ptds(CUdeviceptr dstDevice, size_t dstPitch, unsigned int ui, size_t Width, size_t Height) {
  (void)dstDevice;
  (void)dstPitch;
  (void)ui;
  (void)Width;
  (void)Height;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemsetD2D8(CUdeviceptr_v1 dstDevice, unsigned int dstPitch, unsigned char uc, unsigned int Width, unsigned int Height) {
  (void)dstDevice;
  (void)dstPitch;
  (void)uc;
  (void)Width;
  (void)Height;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemsetD2D8Async(CUdeviceptr dstDevice, size_t dstPitch, unsigned char uc, size_t Width, size_t Height, CUstream hStream) {
  (void)dstDevice;
  (void)dstPitch;
  (void)uc;
  (void)Width;
  (void)Height;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemsetD2D8Async_ptsz(CUdeviceptr dstDevice, size_t dstPitch, unsigned char uc, size_t Width, size_t Height, CUstream hStream) {
  (void)dstDevice;
  (void)dstPitch;
  (void)uc;
  (void)Width;
  (void)Height;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemsetD2D8_v2(CUdeviceptr dstDevice, size_t dstPitch, unsigned char uc, size_t Width, size_t Height) {
  (void)dstDevice;
  (void)dstPitch;
  (void)uc;
  (void)Width;
  (void)Height;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemsetD2D8_v2_ptds(CUdeviceptr dstDevice, size_t dstPitch, unsigned char uc, size_t Width, size_t Height) {
  (void)dstDevice;
  (void)dstPitch;
  (void)uc;
  (void)Width;
  (void)Height;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemsetD32(CUdeviceptr_v1 dstDevice, unsigned int ui, unsigned int N) {
  (void)dstDevice;
  (void)ui;
  (void)N;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemsetD32Async(CUdeviceptr dstDevice, unsigned int ui, size_t N, CUstream hStream) {
  (void)dstDevice;
  (void)ui;
  (void)N;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemsetD32Async_ptsz(CUdeviceptr dstDevice, unsigned int ui, size_t N, CUstream hStream) {
  (void)dstDevice;
  (void)ui;
  (void)N;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemsetD32_v2(CUdeviceptr dstDevice, unsigned int ui, size_t N) {
  (void)dstDevice;
  (void)ui;
  (void)N;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemsetD32_v2_ptds(CUdeviceptr dstDevice, unsigned int ui, size_t N) {
  (void)dstDevice;
  (void)ui;
  (void)N;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemsetD8(CUdeviceptr_v1 dstDevice, unsigned char uc, unsigned int N) {
  (void)dstDevice;
  (void)uc;
  (void)N;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemsetD8Async(CUdeviceptr dstDevice, unsigned char uc, size_t N, CUstream hStream) {
  (void)dstDevice;
  (void)uc;
  (void)N;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemsetD8Async_ptsz(CUdeviceptr dstDevice, unsigned char uc, size_t N, CUstream hStream) {
  (void)dstDevice;
  (void)uc;
  (void)N;
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemsetD8_v2(CUdeviceptr dstDevice, unsigned char uc, size_t N) {
  (void)dstDevice;
  (void)uc;
  (void)N;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMemsetD8_v2_ptds(CUdeviceptr dstDevice, unsigned char uc, size_t N) {
  (void)dstDevice;
  (void)uc;
  (void)N;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMipmappedArrayCreate(CUmipmappedArray *pHandle, const CUDA_ARRAY3D_DESCRIPTOR *pMipmappedArrayDesc, unsigned int numMipmapLevels) {
  (void)pHandle;
  (void)pMipmappedArrayDesc;
  (void)numMipmapLevels;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMipmappedArrayDestroy(CUmipmappedArray hMipmappedArray) {
  (void)hMipmappedArray;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMipmappedArrayGetLevel(CUarray *pLevelArray, CUmipmappedArray hMipmappedArray, unsigned int level) {
  (void)pLevelArray;
  (void)hMipmappedArray;
  (void)level;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMipmappedArrayGetMemoryRequirements(CUDA_ARRAY_MEMORY_REQUIREMENTS *memoryRequirements, CUmipmappedArray mipmap, CUdevice device) {
  (void)memoryRequirements;
  (void)mipmap;
  (void)device;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMipmappedArrayGetSparseProperties(CUDA_ARRAY_SPARSE_PROPERTIES *sparseProperties, CUmipmappedArray mipmap) {
  (void)sparseProperties;
  (void)mipmap;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuModuleEnumerateFunctions(CUfunction *functions, unsigned int numFunctions, CUmodule mod) {
  (void)functions;
  (void)numFunctions;
  (void)mod;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuModuleGetFunction(CUfunction *hfunc, CUmodule hmod, const char *name) {
  (void)hfunc;
  (void)hmod;
  (void)name;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuModuleGetFunctionCount(unsigned int *count, CUmodule mod) {
  (void)count;
  (void)mod;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuModuleGetGlobal(CUdeviceptr_v1 *dptr, unsigned int *bytes, CUmodule hmod, const char *name) {
  (void)dptr;
  (void)bytes;
  (void)hmod;
  (void)name;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuModuleGetGlobal_v2(CUdeviceptr *dptr, size_t *bytes, CUmodule hmod, const char *name) {
  (void)dptr;
  (void)bytes;
  (void)hmod;
  (void)name;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuModuleGetLoadingMode(CUmoduleLoadingMode *mode) {
  (void)mode;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuModuleGetSurfRef(CUsurfref *pSurfRef, CUmodule hmod, const char *name) {
  (void)pSurfRef;
  (void)hmod;
  (void)name;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuModuleGetTexRef(CUtexref *pTexRef, CUmodule hmod, const char *name) {
  (void)pTexRef;
  (void)hmod;
  (void)name;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuModuleLoad(CUmodule *module, const char *fname) {
  (void)module;
  (void)fname;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuModuleLoadData(CUmodule *module, const void *image) {
  (void)module;
  (void)image;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuModuleLoadDataEx(CUmodule *module, const void *image, unsigned int numOptions, CUjit_option *options, void **optionValues) {
  (void)module;
  (void)image;
  (void)numOptions;
  (void)options;
  (void)optionValues;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuModuleLoadFatBinary(CUmodule *module, const void *fatCubin) {
  (void)module;
  (void)fatCubin;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuModuleUnload(CUmodule hmod) {
  (void)hmod;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMulticastAddDevice(CUmemGenericAllocationHandle mcHandle, CUdevice dev) {
  (void)mcHandle;
  (void)dev;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMulticastBindAddr(CUmemGenericAllocationHandle mcHandle, size_t mcOffset, CUdeviceptr memptr, size_t size, unsigned long long flags) {
  (void)mcHandle;
  (void)mcOffset;
  (void)memptr;
  (void)size;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMulticastBindMem(CUmemGenericAllocationHandle mcHandle, size_t mcOffset, CUmemGenericAllocationHandle memHandle, size_t memOffset, size_t size, unsigned long long flags) {
  (void)mcHandle;
  (void)mcOffset;
  (void)memHandle;
  (void)memOffset;
  (void)size;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMulticastCreate(CUmemGenericAllocationHandle *mcHandle, const CUmulticastObjectProp *prop) {
  (void)mcHandle;
  (void)prop;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMulticastGetGranularity(size_t *granularity, const CUmulticastObjectProp *prop, CUmulticastGranularity_flags option) {
  (void)granularity;
  (void)prop;
  (void)option;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuMulticastUnbind(CUmemGenericAllocationHandle mcHandle, CUdevice dev, size_t mcOffset, size_t size) {
  (void)mcHandle;
  (void)dev;
  (void)mcOffset;
  (void)size;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuOccupancyAvailableDynamicSMemPerBlock(size_t *dynamicSmemSize, CUfunction func, int numBlocks, int blockSize) {
  (void)dynamicSmemSize;
  (void)func;
  (void)numBlocks;
  (void)blockSize;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuOccupancyMaxActiveBlocksPerMultiprocessor(int *numBlocks, CUfunction func, int blockSize, size_t dynamicSMemSize) {
  (void)numBlocks;
  (void)func;
  (void)blockSize;
  (void)dynamicSMemSize;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(int *numBlocks, CUfunction func, int blockSize, size_t dynamicSMemSize, unsigned int flags) {
  (void)numBlocks;
  (void)func;
  (void)blockSize;
  (void)dynamicSMemSize;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuOccupancyMaxActiveClusters(int *numClusters, CUfunction func, const CUlaunchConfig *config) {
  (void)numClusters;
  (void)func;
  (void)config;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuOccupancyMaxPotentialBlockSize(int *minGridSize, int *blockSize, CUfunction func, CUoccupancyB2DSize blockSizeToDynamicSMemSize, size_t dynamicSMemSize, int blockSizeLimit) {
  (void)minGridSize;
  (void)blockSize;
  (void)func;
  (void)blockSizeToDynamicSMemSize;
  (void)dynamicSMemSize;
  (void)blockSizeLimit;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuOccupancyMaxPotentialBlockSizeWithFlags(int *minGridSize, int *blockSize, CUfunction func, CUoccupancyB2DSize blockSizeToDynamicSMemSize, size_t dynamicSMemSize, int blockSizeLimit, unsigned int flags) {
  (void)minGridSize;
  (void)blockSize;
  (void)func;
  (void)blockSizeToDynamicSMemSize;
  (void)dynamicSMemSize;
  (void)blockSizeLimit;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuOccupancyMaxPotentialClusterSize(int *clusterSize, CUfunction func, const CUlaunchConfig *config) {
  (void)clusterSize;
  (void)func;
  (void)config;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuParamSetSize(CUfunction hfunc, unsigned int numbytes) {
  (void)hfunc;
  (void)numbytes;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuParamSetTexRef(CUfunction hfunc, int texunit, CUtexref hTexRef) {
  (void)hfunc;
  (void)texunit;
  (void)hTexRef;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuParamSetf(CUfunction hfunc, int offset, float value) {
  (void)hfunc;
  (void)offset;
  (void)value;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuParamSeti(CUfunction hfunc, int offset, unsigned int value) {
  (void)hfunc;
  (void)offset;
  (void)value;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuParamSetv(CUfunction hfunc, int offset, void *ptr, unsigned int numbytes) {
  (void)hfunc;
  (void)offset;
  (void)ptr;
  (void)numbytes;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuPointerGetAttribute(void *data, CUpointer_attribute attribute, CUdeviceptr ptr) {
  (void)data;
  (void)attribute;
  (void)ptr;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuPointerGetAttributes(unsigned int numAttributes, CUpointer_attribute *attributes, void **data, CUdeviceptr ptr) {
  (void)numAttributes;
  (void)attributes;
  (void)data;
  (void)ptr;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuPointerSetAttribute(const void *value, CUpointer_attribute attribute, CUdeviceptr ptr) {
  (void)value;
  (void)attribute;
  (void)ptr;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuProfilerInitialize(const char *configFile, const char *outputFile, CUoutput_mode outputMode) {
  (void)configFile;
  (void)outputFile;
  (void)outputMode;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuProfilerStart(void) {
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuProfilerStop(void) {
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuSignalExternalSemaphoresAsync(const CUexternalSemaphore *extSemArray, const CUDA_EXTERNAL_SEMAPHORE_SIGNAL_PARAMS *paramsArray, unsigned int numExtSems, CUstream stream) {
  (void)extSemArray;
  (void)paramsArray;
  (void)numExtSems;
  (void)stream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuSignalExternalSemaphoresAsync_ptsz(const CUexternalSemaphore *extSemArray, const CUDA_EXTERNAL_SEMAPHORE_SIGNAL_PARAMS *paramsArray, unsigned int numExtSems, CUstream stream) {
  (void)extSemArray;
  (void)paramsArray;
  (void)numExtSems;
  (void)stream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamAddCallback(CUstream hStream, CUstreamCallback callback, void *userData, unsigned int flags) {
  (void)hStream;
  (void)callback;
  (void)userData;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamAddCallback_ptsz(CUstream hStream, CUstreamCallback callback, void *userData, unsigned int flags) {
  (void)hStream;
  (void)callback;
  (void)userData;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamAttachMemAsync(CUstream hStream, CUdeviceptr dptr, size_t length, unsigned int flags) {
  (void)hStream;
  (void)dptr;
  (void)length;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamAttachMemAsync_ptsz(CUstream hStream, CUdeviceptr dptr, size_t length, unsigned int flags) {
  (void)hStream;
  (void)dptr;
  (void)length;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamBatchMemOp(CUstream stream, unsigned int count, CUstreamBatchMemOpParams *paramArray, unsigned int flags) {
  (void)stream;
  (void)count;
  (void)paramArray;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamBatchMemOp_ptsz(CUstream stream, unsigned int count, CUstreamBatchMemOpParams *paramArray, unsigned int flags) {
  (void)stream;
  (void)count;
  (void)paramArray;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamBatchMemOp_v2(CUstream stream, unsigned int count, CUstreamBatchMemOpParams *paramArray, unsigned int flags) {
  (void)stream;
  (void)count;
  (void)paramArray;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamBatchMemOp_v2_ptsz(CUstream stream, unsigned int count, CUstreamBatchMemOpParams *paramArray, unsigned int flags) {
  (void)stream;
  (void)count;
  (void)paramArray;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamBeginCapture(CUstream hStream) {
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamBeginCaptureToGraph(CUstream hStream, CUgraph hGraph, const CUgraphNode *dependencies, const CUgraphEdgeData *dependencyData, size_t numDependencies, CUstreamCaptureMode mode) {
  (void)hStream;
  (void)hGraph;
  (void)dependencies;
  (void)dependencyData;
  (void)numDependencies;
  (void)mode;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamBeginCaptureToGraph_ptsz(CUstream hStream, CUgraph hGraph, const CUgraphNode *dependencies, const CUgraphEdgeData *dependencyData, size_t numDependencies, CUstreamCaptureMode mode) {
  (void)hStream;
  (void)hGraph;
  (void)dependencies;
  (void)dependencyData;
  (void)numDependencies;
  (void)mode;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamBeginCapture_ptsz(CUstream hStream) {
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamBeginCapture_v2(CUstream hStream, CUstreamCaptureMode mode) {
  (void)hStream;
  (void)mode;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamBeginCapture_v2_ptsz(CUstream hStream, CUstreamCaptureMode mode) {
  (void)hStream;
  (void)mode;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamCopyAttributes(CUstream dst, CUstream src) {
  (void)dst;
  (void)src;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamCopyAttributes_ptsz(CUstream dst, CUstream src) {
  (void)dst;
  (void)src;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamCreate(CUstream *phStream, unsigned int Flags) {
  (void)phStream;
  (void)Flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamCreateWithPriority(CUstream *phStream, unsigned int flags, int priority) {
  (void)phStream;
  (void)flags;
  (void)priority;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamDestroy(CUstream hStream) {
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamDestroy_v2(CUstream hStream) {
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamEndCapture(CUstream hStream, CUgraph *phGraph) {
  (void)hStream;
  (void)phGraph;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamEndCapture_ptsz(CUstream hStream, CUgraph *phGraph) {
  (void)hStream;
  (void)phGraph;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamGetAttribute(CUstream hStream, CUstreamAttrID attr, CUstreamAttrValue *value_out) {
  (void)hStream;
  (void)attr;
  (void)value_out;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamGetAttribute_ptsz(CUstream hStream, CUstreamAttrID attr, CUstreamAttrValue *value_out) {
  (void)hStream;
  (void)attr;
  (void)value_out;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamGetCaptureInfo(CUstream hStream, CUstreamCaptureStatus *captureStatus_out, cuuint64_t *id_out) {
  (void)hStream;
  (void)captureStatus_out;
  (void)id_out;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamGetCaptureInfo_ptsz(CUstream hStream, CUstreamCaptureStatus *captureStatus_out, cuuint64_t *id_out) {
  (void)hStream;
  (void)captureStatus_out;
  (void)id_out;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamGetCaptureInfo_v2(CUstream hStream, CUstreamCaptureStatus *captureStatus_out, cuuint64_t *id_out, CUgraph *graph_out, const CUgraphNode **dependencies_out, size_t *numDependencies_out) {
  (void)hStream;
  (void)captureStatus_out;
  (void)id_out;
  (void)graph_out;
  (void)dependencies_out;
  (void)numDependencies_out;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamGetCaptureInfo_v2_ptsz(CUstream hStream, CUstreamCaptureStatus *captureStatus_out, cuuint64_t *id_out, CUgraph *graph_out, const CUgraphNode **dependencies_out, size_t *numDependencies_out) {
  (void)hStream;
  (void)captureStatus_out;
  (void)id_out;
  (void)graph_out;
  (void)dependencies_out;
  (void)numDependencies_out;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamGetCaptureInfo_v3(CUstream hStream, CUstreamCaptureStatus *captureStatus_out, cuuint64_t *id_out, CUgraph *graph_out, const CUgraphNode **dependencies_out, const CUgraphEdgeData **edgeData_out, size_t *numDependencies_out) {
  (void)hStream;
  (void)captureStatus_out;
  (void)id_out;
  (void)graph_out;
  (void)dependencies_out;
  (void)edgeData_out;
  (void)numDependencies_out;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamGetCaptureInfo_v3_ptsz(CUstream hStream, CUstreamCaptureStatus *captureStatus_out, cuuint64_t *id_out, CUgraph *graph_out, const CUgraphNode **dependencies_out, const CUgraphEdgeData **edgeData_out, size_t *numDependencies_out) {
  (void)hStream;
  (void)captureStatus_out;
  (void)id_out;
  (void)graph_out;
  (void)dependencies_out;
  (void)edgeData_out;
  (void)numDependencies_out;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamGetCtx(CUstream hStream, CUcontext *pctx) {
  (void)hStream;
  (void)pctx;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamGetCtx_ptsz(CUstream hStream, CUcontext *pctx) {
  (void)hStream;
  (void)pctx;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamGetCtx_v2(CUstream hStream, CUcontext *pCtx, CUgreenCtx *pGreenCtx) {
  (void)hStream;
  (void)pCtx;
  (void)pGreenCtx;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamGetCtx_v2_ptsz(CUstream hStream, CUcontext *pCtx, CUgreenCtx *pGreenCtx) {
  (void)hStream;
  (void)pCtx;
  (void)pGreenCtx;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamGetDevice(CUstream hStream, CUdevice *device) {
  (void)hStream;
  (void)device;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamGetDevice_ptsz(CUstream hStream, CUdevice *device) {
  (void)hStream;
  (void)device;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamGetFlags(CUstream hStream, unsigned int *flags) {
  (void)hStream;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamGetFlags_ptsz(CUstream hStream, unsigned int *flags) {
  (void)hStream;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamGetGreenCtx(CUstream hStream, CUgreenCtx *phCtx) {
  (void)hStream;
  (void)phCtx;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamGetId(CUstream hStream, unsigned long long *streamId) {
  (void)hStream;
  (void)streamId;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamGetId_ptsz(CUstream hStream, unsigned long long *streamId) {
  (void)hStream;
  (void)streamId;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamGetPriority(CUstream hStream, int *priority) {
  (void)hStream;
  (void)priority;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamGetPriority_ptsz(CUstream hStream, int *priority) {
  (void)hStream;
  (void)priority;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamIsCapturing(CUstream hStream, CUstreamCaptureStatus *captureStatus) {
  (void)hStream;
  (void)captureStatus;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamIsCapturing_ptsz(CUstream hStream, CUstreamCaptureStatus *captureStatus) {
  (void)hStream;
  (void)captureStatus;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamQuery(CUstream hStream) {
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamQuery_ptsz(CUstream hStream) {
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamSetAttribute(CUstream hStream, CUstreamAttrID attr, const CUstreamAttrValue *value) {
  (void)hStream;
  (void)attr;
  (void)value;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamSetAttribute_ptsz(CUstream hStream, CUstreamAttrID attr, const CUstreamAttrValue *value) {
  (void)hStream;
  (void)attr;
  (void)value;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamSynchronize(CUstream hStream) {
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamSynchronize_ptsz(CUstream hStream) {
  (void)hStream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamUpdateCaptureDependencies(CUstream hStream, CUgraphNode *dependencies, size_t numDependencies, unsigned int flags) {
  (void)hStream;
  (void)dependencies;
  (void)numDependencies;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamUpdateCaptureDependencies_ptsz(CUstream hStream, CUgraphNode *dependencies, size_t numDependencies, unsigned int flags) {
  (void)hStream;
  (void)dependencies;
  (void)numDependencies;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamUpdateCaptureDependencies_v2(CUstream hStream, CUgraphNode *dependencies, const CUgraphEdgeData *dependencyData, size_t numDependencies, unsigned int flags) {
  (void)hStream;
  (void)dependencies;
  (void)dependencyData;
  (void)numDependencies;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamUpdateCaptureDependencies_v2_ptsz(CUstream hStream, CUgraphNode *dependencies, const CUgraphEdgeData *dependencyData, size_t numDependencies, unsigned int flags) {
  (void)hStream;
  (void)dependencies;
  (void)dependencyData;
  (void)numDependencies;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamWaitEvent(CUstream hStream, CUevent hEvent, unsigned int Flags) {
  (void)hStream;
  (void)hEvent;
  (void)Flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamWaitEvent_ptsz(CUstream hStream, CUevent hEvent, unsigned int Flags) {
  (void)hStream;
  (void)hEvent;
  (void)Flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamWaitValue32(CUstream stream, CUdeviceptr addr, cuuint32_t value, unsigned int flags) {
  (void)stream;
  (void)addr;
  (void)value;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamWaitValue32_ptsz(CUstream stream, CUdeviceptr addr, cuuint32_t value, unsigned int flags) {
  (void)stream;
  (void)addr;
  (void)value;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamWaitValue32_v2(CUstream stream, CUdeviceptr addr, cuuint32_t value, unsigned int flags) {
  (void)stream;
  (void)addr;
  (void)value;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamWaitValue32_v2_ptsz(CUstream stream, CUdeviceptr addr, cuuint32_t value, unsigned int flags) {
  (void)stream;
  (void)addr;
  (void)value;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamWaitValue64(CUstream stream, CUdeviceptr addr, cuuint64_t value, unsigned int flags) {
  (void)stream;
  (void)addr;
  (void)value;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamWaitValue64_ptsz(CUstream stream, CUdeviceptr addr, cuuint64_t value, unsigned int flags) {
  (void)stream;
  (void)addr;
  (void)value;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamWaitValue64_v2(CUstream stream, CUdeviceptr addr, cuuint64_t value, unsigned int flags) {
  (void)stream;
  (void)addr;
  (void)value;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamWaitValue64_v2_ptsz(CUstream stream, CUdeviceptr addr, cuuint64_t value, unsigned int flags) {
  (void)stream;
  (void)addr;
  (void)value;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamWriteValue32(CUstream stream, CUdeviceptr addr, cuuint32_t value, unsigned int flags) {
  (void)stream;
  (void)addr;
  (void)value;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamWriteValue32_ptsz(CUstream stream, CUdeviceptr addr, cuuint32_t value, unsigned int flags) {
  (void)stream;
  (void)addr;
  (void)value;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamWriteValue32_v2(CUstream stream, CUdeviceptr addr, cuuint32_t value, unsigned int flags) {
  (void)stream;
  (void)addr;
  (void)value;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamWriteValue32_v2_ptsz(CUstream stream, CUdeviceptr addr, cuuint32_t value, unsigned int flags) {
  (void)stream;
  (void)addr;
  (void)value;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamWriteValue64(CUstream stream, CUdeviceptr addr, cuuint64_t value, unsigned int flags) {
  (void)stream;
  (void)addr;
  (void)value;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamWriteValue64_ptsz(CUstream stream, CUdeviceptr addr, cuuint64_t value, unsigned int flags) {
  (void)stream;
  (void)addr;
  (void)value;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamWriteValue64_v2(CUstream stream, CUdeviceptr addr, cuuint64_t value, unsigned int flags) {
  (void)stream;
  (void)addr;
  (void)value;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuStreamWriteValue64_v2_ptsz(CUstream stream, CUdeviceptr addr, cuuint64_t value, unsigned int flags) {
  (void)stream;
  (void)addr;
  (void)value;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuSurfObjectCreate(CUsurfObject *pSurfObject, const CUDA_RESOURCE_DESC *pResDesc) {
  (void)pSurfObject;
  (void)pResDesc;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuSurfObjectDestroy(CUsurfObject surfObject) {
  (void)surfObject;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuSurfObjectGetResourceDesc(CUDA_RESOURCE_DESC *pResDesc, CUsurfObject surfObject) {
  (void)pResDesc;
  (void)surfObject;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuSurfRefGetArray(CUarray *phArray, CUsurfref hSurfRef) {
  (void)phArray;
  (void)hSurfRef;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuSurfRefSetArray(CUsurfref hSurfRef, CUarray hArray, unsigned int Flags) {
  (void)hSurfRef;
  (void)hArray;
  (void)Flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuTensorMapEncodeIm2col(CUtensorMap *tensorMap, CUtensorMapDataType tensorDataType, cuuint32_t tensorRank, void *globalAddress, const cuuint64_t *globalDim, const cuuint64_t *globalStrides, const int *pixelBoxLowerCorner, const int *pixelBoxUpperCorner, cuuint32_t channelsPerPixel, cuuint32_t pixelsPerColumn, const cuuint32_t *elementStrides, CUtensorMapInterleave interleave, CUtensorMapSwizzle swizzle, CUtensorMapL2promotion l2Promotion, CUtensorMapFloatOOBfill oobFill) {
  (void)tensorMap;
  (void)tensorDataType;
  (void)tensorRank;
  (void)globalAddress;
  (void)globalDim;
  (void)globalStrides;
  (void)pixelBoxLowerCorner;
  (void)pixelBoxUpperCorner;
  (void)channelsPerPixel;
  (void)pixelsPerColumn;
  (void)elementStrides;
  (void)interleave;
  (void)swizzle;
  (void)l2Promotion;
  (void)oobFill;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuTensorMapEncodeIm2colWide(CUtensorMap *tensorMap, CUtensorMapDataType tensorDataType, cuuint32_t tensorRank, void *globalAddress, const cuuint64_t *globalDim, const cuuint64_t *globalStrides, int pixelBoxLowerCornerWidth, int pixelBoxUpperCornerWidth, cuuint32_t channelsPerPixel, cuuint32_t pixelsPerColumn, const cuuint32_t *elementStrides, CUtensorMapInterleave interleave, CUtensorMapIm2ColWideMode mode, CUtensorMapSwizzle swizzle, CUtensorMapL2promotion l2Promotion, CUtensorMapFloatOOBfill oobFill) {
  (void)tensorMap;
  (void)tensorDataType;
  (void)tensorRank;
  (void)globalAddress;
  (void)globalDim;
  (void)globalStrides;
  (void)pixelBoxLowerCornerWidth;
  (void)pixelBoxUpperCornerWidth;
  (void)channelsPerPixel;
  (void)pixelsPerColumn;
  (void)elementStrides;
  (void)interleave;
  (void)mode;
  (void)swizzle;
  (void)l2Promotion;
  (void)oobFill;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuTensorMapEncodeTiled(CUtensorMap *tensorMap, CUtensorMapDataType tensorDataType, cuuint32_t tensorRank, void *globalAddress, const cuuint64_t *globalDim, const cuuint64_t *globalStrides, const cuuint32_t *boxDim, const cuuint32_t *elementStrides, CUtensorMapInterleave interleave, CUtensorMapSwizzle swizzle, CUtensorMapL2promotion l2Promotion, CUtensorMapFloatOOBfill oobFill) {
  (void)tensorMap;
  (void)tensorDataType;
  (void)tensorRank;
  (void)globalAddress;
  (void)globalDim;
  (void)globalStrides;
  (void)boxDim;
  (void)elementStrides;
  (void)interleave;
  (void)swizzle;
  (void)l2Promotion;
  (void)oobFill;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuTensorMapReplaceAddress(CUtensorMap *tensorMap, void *globalAddress) {
  (void)tensorMap;
  (void)globalAddress;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuTexObjectCreate(CUtexObject *pTexObject, const CUDA_RESOURCE_DESC *pResDesc, const CUDA_TEXTURE_DESC *pTexDesc, const CUDA_RESOURCE_VIEW_DESC *pResViewDesc) {
  (void)pTexObject;
  (void)pResDesc;
  (void)pTexDesc;
  (void)pResViewDesc;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuTexObjectDestroy(CUtexObject texObject) {
  (void)texObject;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuTexObjectGetResourceDesc(CUDA_RESOURCE_DESC *pResDesc, CUtexObject texObject) {
  (void)pResDesc;
  (void)texObject;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuTexObjectGetResourceViewDesc(CUDA_RESOURCE_VIEW_DESC *pResViewDesc, CUtexObject texObject) {
  (void)pResViewDesc;
  (void)texObject;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuTexObjectGetTextureDesc(CUDA_TEXTURE_DESC *pTexDesc, CUtexObject texObject) {
  (void)pTexDesc;
  (void)texObject;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuTexRefCreate(CUtexref *pTexRef) {
  (void)pTexRef;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuTexRefDestroy(CUtexref hTexRef) {
  (void)hTexRef;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuTexRefGetAddress(CUdeviceptr_v1 *pdptr, CUtexref hTexRef) {
  (void)pdptr;
  (void)hTexRef;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuTexRefGetAddressMode(CUaddress_mode *pam, CUtexref hTexRef, int dim) {
  (void)pam;
  (void)hTexRef;
  (void)dim;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuTexRefGetAddress_v2(CUdeviceptr *pdptr, CUtexref hTexRef) {
  (void)pdptr;
  (void)hTexRef;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuTexRefGetArray(CUarray *phArray, CUtexref hTexRef) {
  (void)phArray;
  (void)hTexRef;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuTexRefGetBorderColor(float *pBorderColor, CUtexref hTexRef) {
  (void)pBorderColor;
  (void)hTexRef;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuTexRefGetFilterMode(CUfilter_mode *pfm, CUtexref hTexRef) {
  (void)pfm;
  (void)hTexRef;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuTexRefGetFlags(unsigned int *pFlags, CUtexref hTexRef) {
  (void)pFlags;
  (void)hTexRef;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuTexRefGetFormat(CUarray_format *pFormat, int *pNumChannels, CUtexref hTexRef) {
  (void)pFormat;
  (void)pNumChannels;
  (void)hTexRef;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuTexRefGetMaxAnisotropy(int *pmaxAniso, CUtexref hTexRef) {
  (void)pmaxAniso;
  (void)hTexRef;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuTexRefGetMipmapFilterMode(CUfilter_mode *pfm, CUtexref hTexRef) {
  (void)pfm;
  (void)hTexRef;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuTexRefGetMipmapLevelBias(float *pbias, CUtexref hTexRef) {
  (void)pbias;
  (void)hTexRef;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuTexRefGetMipmapLevelClamp(float *pminMipmapLevelClamp, float *pmaxMipmapLevelClamp, CUtexref hTexRef) {
  (void)pminMipmapLevelClamp;
  (void)pmaxMipmapLevelClamp;
  (void)hTexRef;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuTexRefGetMipmappedArray(CUmipmappedArray *phMipmappedArray, CUtexref hTexRef) {
  (void)phMipmappedArray;
  (void)hTexRef;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuTexRefSetAddress(unsigned int *ByteOffset, CUtexref hTexRef, CUdeviceptr_v1 dptr, unsigned int bytes) {
  (void)ByteOffset;
  (void)hTexRef;
  (void)dptr;
  (void)bytes;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuTexRefSetAddress2D(CUtexref hTexRef, const CUDA_ARRAY_DESCRIPTOR_v1 *desc, CUdeviceptr_v1 dptr, unsigned int Pitch) {
  (void)hTexRef;
  (void)desc;
  (void)dptr;
  (void)Pitch;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuTexRefSetAddress2D_v2(CUtexref hTexRef, const CUDA_ARRAY_DESCRIPTOR *desc, CUdeviceptr dptr, size_t Pitch) {
  (void)hTexRef;
  (void)desc;
  (void)dptr;
  (void)Pitch;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuTexRefSetAddress2D_v3(CUtexref hTexRef, const CUDA_ARRAY_DESCRIPTOR *desc, CUdeviceptr dptr, size_t Pitch) {
  (void)hTexRef;
  (void)desc;
  (void)dptr;
  (void)Pitch;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuTexRefSetAddressMode(CUtexref hTexRef, int dim, CUaddress_mode am) {
  (void)hTexRef;
  (void)dim;
  (void)am;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuTexRefSetAddress_v2(size_t *ByteOffset, CUtexref hTexRef, CUdeviceptr dptr, size_t bytes) {
  (void)ByteOffset;
  (void)hTexRef;
  (void)dptr;
  (void)bytes;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuTexRefSetArray(CUtexref hTexRef, CUarray hArray, unsigned int Flags) {
  (void)hTexRef;
  (void)hArray;
  (void)Flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuTexRefSetBorderColor(CUtexref hTexRef, float *pBorderColor) {
  (void)hTexRef;
  (void)pBorderColor;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuTexRefSetFilterMode(CUtexref hTexRef, CUfilter_mode fm) {
  (void)hTexRef;
  (void)fm;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuTexRefSetFlags(CUtexref hTexRef, unsigned int Flags) {
  (void)hTexRef;
  (void)Flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuTexRefSetFormat(CUtexref hTexRef, CUarray_format fmt, int NumPackedComponents) {
  (void)hTexRef;
  (void)fmt;
  (void)NumPackedComponents;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuTexRefSetMaxAnisotropy(CUtexref hTexRef, unsigned int maxAniso) {
  (void)hTexRef;
  (void)maxAniso;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuTexRefSetMipmapFilterMode(CUtexref hTexRef, CUfilter_mode fm) {
  (void)hTexRef;
  (void)fm;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuTexRefSetMipmapLevelBias(CUtexref hTexRef, float bias) {
  (void)hTexRef;
  (void)bias;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuTexRefSetMipmapLevelClamp(CUtexref hTexRef, float minMipmapLevelClamp, float maxMipmapLevelClamp) {
  (void)hTexRef;
  (void)minMipmapLevelClamp;
  (void)maxMipmapLevelClamp;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuTexRefSetMipmappedArray(CUtexref hTexRef, CUmipmappedArray hMipmappedArray, unsigned int Flags) {
  (void)hTexRef;
  (void)hMipmappedArray;
  (void)Flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuThreadExchangeStreamCaptureMode(CUstreamCaptureMode *mode) {
  (void)mode;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuUserObjectCreate(CUuserObject *object_out, void *ptr, CUhostFn destroy, unsigned int initialRefcount, unsigned int flags) {
  (void)object_out;
  (void)ptr;
  (void)destroy;
  (void)initialRefcount;
  (void)flags;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuUserObjectRelease(CUuserObject object, unsigned int count) {
  (void)object;
  (void)count;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuUserObjectRetain(CUuserObject object, unsigned int count) {
  (void)object;
  (void)count;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuWaitExternalSemaphoresAsync(const CUexternalSemaphore *extSemArray, const CUDA_EXTERNAL_SEMAPHORE_WAIT_PARAMS *paramsArray, unsigned int numExtSems, CUstream stream) {
  (void)extSemArray;
  (void)paramsArray;
  (void)numExtSems;
  (void)stream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) CUresult cuWaitExternalSemaphoresAsync_ptsz(const CUexternalSemaphore *extSemArray, const CUDA_EXTERNAL_SEMAPHORE_WAIT_PARAMS *paramsArray, unsigned int numExtSems, CUstream stream) {
  (void)extSemArray;
  (void)paramsArray;
  (void)numExtSems;
  (void)stream;
  return CUDA_ERROR_NOT_SUPPORTED;
}

