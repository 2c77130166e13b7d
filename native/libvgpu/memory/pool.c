// Memory in the order of a stream, and the pools that it comes from.
#include "pool.h"

#include "libvgpu/lookup/unhooked.h"
#include "graph.h"
#include "launch/launch.h"
#include "libvgpu/process/lock.h"
#include "libvgpu/process/pass.h"
#include "request.h"

static bool is_default_stream(CUstream stream) {
  return stream == NULL || stream == CU_STREAM_LEGACY || stream == CU_STREAM_PER_THREAD;
}

// As many devices as the program sees: that never changes.
static bool is_only_device(void) {
  static int known;
  int count = __atomic_load_n(&known, __ATOMIC_RELAXED);
  if (count == 0 && VGPU_ASK(cuDeviceGetCount) && VGPU_ASK(cuDeviceGetCount)(&count) == CUDA_SUCCESS)
    __atomic_store_n(&known, count, __ATOMIC_RELAXED);
  return count == 1;
}

// Of the stream's context, which need not be the current one. VGPU_NO_DEVICE also when there is no context.
static CUresult index_of(CUstream stream, int *index) {
  struct vgpu_here here = {.index = VGPU_NO_DEVICE};
  if (is_only_device()) {
    *index = vgpu_index_of_device(0);
    return CUDA_SUCCESS;
  }
  CUcontext of_stream = NULL, current = NULL;
  bool is_elsewhere = false;
  if (!is_default_stream(stream) && VGPU_ASK(cuStreamGetCtx) && VGPU_ASK(cuCtxGetCurrent)) {
    CUresult result = VGPU_ASK(cuStreamGetCtx)(stream, &of_stream);
    if (result == CUDA_SUCCESS)
      result = VGPU_ASK(cuCtxGetCurrent)(&current);
    is_elsewhere = of_stream != current;
    if (result == CUDA_SUCCESS && is_elsewhere)
      result = VGPU_ASK(cuCtxPushCurrent_v2)(of_stream);
    if (result != CUDA_SUCCESS)
      return result;
  }
  CUresult result = vgpu_here(&here) ? CUDA_SUCCESS : CUDA_ERROR_INVALID_CONTEXT;
  *index = here.index;
  if (is_elsewhere)
    VGPU_ASK(cuCtxPopCurrent_v2)(&current);
  return result;
}

// False: nothing is to be charged, the driver judges.
static bool begin(const struct vgpu_pool_request *request, CUresult *denied) {
  *denied = CUDA_SUCCESS;
  enum vgpu_standing standing = vgpu_process_standing();
  if (standing == VGPU_DENIED)
    *denied = vgpu_charge(VGPU_NO_DEVICE, HAMI_REGION_POOL, request->bytes);
  if (standing != VGPU_GRANTED)
    return false;
  vgpu_pools_begin();
  if (!vgpu_capturing(request->stream, request->is_per_thread))
    return true;
  vgpu_graph_memory_seen();
  return false;
}

static CUresult allocate(const struct vgpu_pool_request *request) {
  CUresult denied;
  int index;
  if (!begin(request, &denied))
    return denied != CUDA_SUCCESS ? denied : request->real(request);
  CUresult result = index_of(request->stream, &index);
  if (result != CUDA_SUCCESS)
    return result;
  if (index == VGPU_NO_DEVICE)
    return vgpu_charge(VGPU_NO_DEVICE, HAMI_REGION_POOL, request->bytes);
  struct vgpu_pool *pool = vgpu_pool_current(index);
  return pool != NULL ? vgpu_pool_allocate(pool, request) : CUDA_ERROR_OUT_OF_MEMORY;
}

static CUresult allocate_from(const struct vgpu_pool_request *request) {
  CUresult denied;
  if (!begin(request, &denied))
    return denied != CUDA_SUCCESS ? denied : request->real(request);
  struct vgpu_pool *pool = vgpu_pool_of(request->handle);
  return pool != NULL ? vgpu_pool_allocate(pool, request) : CUDA_ERROR_OUT_OF_MEMORY;
}

#define REAL(symbol, ...) \
  static CUresult real_##symbol(const struct vgpu_pool_request *request) { return VGPU_REAL(symbol)(__VA_ARGS__); }
REAL(cuMemAllocAsync, request->out, request->bytes, request->stream)
REAL(cuMemAllocAsync_ptsz, request->out, request->bytes, request->stream)
REAL(cuMemAllocFromPoolAsync, request->out, request->bytes, request->handle, request->stream)
REAL(cuMemAllocFromPoolAsync_ptsz, request->out, request->bytes, request->handle, request->stream)

#define ALLOCATE(symbol, how, per_thread, ...) \
  CUresult result = how(&(struct vgpu_pool_request){.out = dptr, .bytes = bytesize, .stream = hStream, \
                                                    .is_per_thread = per_thread, .real = real_##symbol, __VA_ARGS__}); \
  vgpu_leave(); \
  return result

CUresult cuMemAllocAsync(CUdeviceptr *dptr, size_t bytesize, CUstream hStream) {
  VGPU_PASS(cuMemAllocAsync, dptr == NULL || bytesize == 0, dptr, bytesize, hStream);
  ALLOCATE(cuMemAllocAsync, allocate, false, .handle = NULL);
}

CUresult cuMemAllocAsync_ptsz(CUdeviceptr *dptr, size_t bytesize, CUstream hStream) {
  VGPU_PASS(cuMemAllocAsync_ptsz, dptr == NULL || bytesize == 0, dptr, bytesize, hStream);
  ALLOCATE(cuMemAllocAsync_ptsz, allocate, true, .handle = NULL);
}

CUresult cuMemAllocFromPoolAsync(CUdeviceptr *dptr, size_t bytesize, CUmemoryPool pool, CUstream hStream) {
  VGPU_PASS(cuMemAllocFromPoolAsync, dptr == NULL || bytesize == 0 || pool == NULL, dptr, bytesize, pool, hStream);
  ALLOCATE(cuMemAllocFromPoolAsync, allocate_from, false, .handle = pool);
}

CUresult cuMemAllocFromPoolAsync_ptsz(CUdeviceptr *dptr, size_t bytesize, CUmemoryPool pool, CUstream hStream) {
  VGPU_PASS(cuMemAllocFromPoolAsync_ptsz, dptr == NULL || bytesize == 0 || pool == NULL, dptr, bytesize, pool, hStream);
  ALLOCATE(cuMemAllocFromPoolAsync_ptsz, allocate_from, true, .handle = pool);
}

static bool is_granted(void) {
  if (vgpu_process_standing() != VGPU_GRANTED)
    return false;
  vgpu_pools_begin();
  return true;
}

CUresult cuMemPoolCreate(CUmemoryPool *pool, const CUmemPoolProps *poolProps) {
  VGPU_PASS(cuMemPoolCreate, pool == NULL || poolProps == NULL, pool, poolProps);
  CUresult result = real(pool, poolProps);
  if (result == CUDA_SUCCESS && is_granted() && vgpu_pool_made(*pool, poolProps) == NULL) {
    VGPU_REAL(cuMemPoolDestroy)(*pool);
    result = CUDA_ERROR_OUT_OF_MEMORY;
  }
  vgpu_leave();
  return result;
}

// The imported memory is its maker's: nothing of it is charged here.
CUresult cuMemPoolImportFromShareableHandle(CUmemoryPool *pool_out, void *handle, CUmemAllocationHandleType handleType,
                                            unsigned long long flags) {
  VGPU_PASS(cuMemPoolImportFromShareableHandle, pool_out == NULL, pool_out, handle, handleType, flags);
  CUresult result = real(pool_out, handle, handleType, flags);
  if (result == CUDA_SUCCESS && is_granted())
    vgpu_pool_made(*pool_out, &(CUmemPoolProps){.location = {.type = CU_MEM_LOCATION_TYPE_HOST}});
  vgpu_leave();
  return result;
}

CUresult cuMemPoolImportPointer(CUdeviceptr *ptr_out, CUmemoryPool pool, CUmemPoolPtrExportData *shareData) {
  VGPU_PASS(cuMemPoolImportPointer, ptr_out == NULL, ptr_out, pool, shareData);
  CUresult result = real(ptr_out, pool, shareData);
  if (result == CUDA_SUCCESS)
    vgpu_record_foreign(vgpu_key_of_pointer(*ptr_out));
  vgpu_leave();
  return result;
}

static void note_attribute(struct vgpu_pool *pool, CUmemPool_attribute attribute, const void *value) {
  switch (attribute) {
    case CU_MEMPOOL_ATTR_RELEASE_THRESHOLD:
      pool->threshold = *(const cuuint64_t *)value;
      break;
    case CU_MEMPOOL_ATTR_REUSE_FOLLOW_EVENT_DEPENDENCIES:
    case CU_MEMPOOL_ATTR_REUSE_ALLOW_OPPORTUNISTIC:
    case CU_MEMPOOL_ATTR_REUSE_ALLOW_INTERNAL_DEPENDENCIES:
      if (*(const int *)value == 0) {
        pool->reuses = false;
        vgpu_room_forget(&pool->room);
      }
      break;
    default:
      break;
  }
}

CUresult cuMemPoolSetAttribute(CUmemoryPool pool, CUmemPool_attribute attr, void *value) {
  VGPU_PASS(cuMemPoolSetAttribute, pool == NULL || value == NULL, pool, attr, value);
  struct vgpu_pool *known = is_granted() ? vgpu_pool_of(pool) : NULL;
  CUresult result;
  if (known == NULL) {
    result = real(pool, attr, value);
  } else {
    vgpu_pool_lock(known);
    result = known->is_ended ? CUDA_ERROR_INVALID_VALUE : real(pool, attr, value);
    if (result == CUDA_SUCCESS)
      note_attribute(known, attr, value);
    vgpu_pool_unlock(known);
  }
  vgpu_leave();
  return result;
}

CUresult cuMemPoolTrimTo(CUmemoryPool pool, size_t minBytesToKeep) {
  VGPU_PASS(cuMemPoolTrimTo, pool == NULL, pool, minBytesToKeep);
  struct vgpu_pool *known = is_granted() ? vgpu_pool_of(pool) : NULL;
  CUresult result;
  if (known == NULL) {
    result = real(pool, minBytesToKeep);
  } else {
    vgpu_pool_lock(known);
    result = known->is_ended ? CUDA_ERROR_INVALID_VALUE : real(pool, minBytesToKeep);
    vgpu_pool_settle(known);
    vgpu_pool_unlock(known);
  }
  vgpu_leave();
  return result;
}

// Whoever used it by default goes back to the device's own.
static void stop_using(const struct vgpu_pool *pool) {
  CUdevice device;
  CUmemoryPool current, own;
  if (!vgpu_device_of_index(pool->index, &device) || VGPU_ASK(cuDeviceGetMemPool)(&current, device) != CUDA_SUCCESS ||
      current != pool->handle || VGPU_ASK(cuDeviceGetDefaultMemPool)(&own, device) != CUDA_SUCCESS)
    return;
  VGPU_REAL(cuDeviceSetMemPool)(device, own);
  vgpu_pool_is_current(pool->index, NULL);
}

// While memory of a pool is in use its handle is the only way to know how much the pool still reserves: the driver keeps it until
// the last of it was freed and came back. The program sees no difference but that a query of the dead handle succeeds.
static CUresult destroy(struct vgpu_pool *pool, __typeof__(&cuMemPoolDestroy) real) {
  CUmemoryPool handle = pool->handle;
  if (pool->is_ended) {
    vgpu_pool_unlock(pool);
    return CUDA_ERROR_INVALID_VALUE;
  }
  vgpu_pool_trim(pool);
  if (pool->index != VGPU_NO_DEVICE && pool->charged > 0) {
    stop_using(pool);
    pool->is_ended = true;
    vgpu_pool_unlock(pool);
    return CUDA_SUCCESS;
  }
  CUresult result = real(handle);
  if (result == CUDA_SUCCESS)
    vgpu_pool_gone(pool);
  else
    vgpu_pool_unlock(pool);
  return result;
}

CUresult cuMemPoolDestroy(CUmemoryPool pool) {
  VGPU_PASS(cuMemPoolDestroy, pool == NULL, pool);
  struct vgpu_pool *known = is_granted() ? vgpu_pool_known(pool) : NULL;
  CUresult result;
  // A device's own pool lasts, which the driver says.
  if (known == NULL || known->is_default) {
    result = real(pool);
  } else {
    vgpu_pool_lock(known);
    result = destroy(known, real);
  }
  vgpu_leave();
  return result;
}

static bool is_ended(CUmemoryPool pool) {
  struct vgpu_pool *known = is_granted() ? vgpu_pool_known(pool) : NULL;
  if (known == NULL)
    return false;
  vgpu_pool_lock(known);
  bool ended = known->is_ended;
  vgpu_pool_unlock(known);
  return ended;
}

CUresult cuDeviceSetMemPool(CUdevice dev, CUmemoryPool pool) {
  VGPU_PASS(cuDeviceSetMemPool, pool == NULL, dev, pool);
  CUresult result = is_ended(pool) ? CUDA_ERROR_INVALID_VALUE : real(dev, pool);
  if (result == CUDA_SUCCESS && is_granted())
    vgpu_pool_is_current(vgpu_index_of_device(dev), NULL);
  vgpu_leave();
  return result;
}

CUresult cuMemSetMemPool(CUmemLocation *location, CUmemAllocationType type, CUmemoryPool pool) {
  VGPU_PASS(cuMemSetMemPool, location == NULL || pool == NULL, location, type, pool);
  CUresult result = is_ended(pool) ? CUDA_ERROR_INVALID_VALUE : real(location, type, pool);
  if (result == CUDA_SUCCESS && location->type == CU_MEM_LOCATION_TYPE_DEVICE && is_granted())
    vgpu_pool_is_current(vgpu_index_of_device(location->id), NULL);
  vgpu_leave();
  return result;
}
