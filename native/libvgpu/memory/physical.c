// Physical memory without addresses, and its way into them.
#include "physical.h"

#include "activity.h"
#include "libvgpu/lookup/unhooked.h"
#include "charging.h"
#include "graph.h"
#include "libvgpu/process/pass.h"
#include "pool.h"
#include "process/log.h"

static bool is_granted(void) {
  if (vgpu_process_standing() != VGPU_GRANTED)
    return false;
  vgpu_pools_begin();
  return true;
}

static bool is_there(CUdevice device) {
  int count = 0;
  return VGPU_ASK(cuDeviceGetCount) && VGPU_ASK(cuDeviceGetCount)(&count) == CUDA_SUCCESS && device >= 0 && device < count;
}

// With the lock. The driver has made it.
static CUresult enter(const struct vgpu_physical *physical) {
  if (vgpu_physical_add(physical) != NULL)
    return CUDA_SUCCESS;
  VGPU_REAL(cuMemRelease)(physical->handle);
  return CUDA_ERROR_OUT_OF_MEMORY;
}

static CUresult create(CUmemGenericAllocationHandle *handle, size_t size, const CUmemAllocationProp *prop,
                       unsigned long long flags, __typeof__(&cuMemCreate) real) {
  if (prop->location.type != CU_MEM_LOCATION_TYPE_DEVICE || !is_there(prop->location.id))
    return real(handle, size, prop, flags);
  struct vgpu_physical physical = {.bytes = size, .index = vgpu_index_of_device(prop->location.id), .is_charged = true};
  if (physical.index == VGPU_NO_DEVICE) {
    vgpu_log_once(VGPU_ERROR, "memory of a device that this container was not granted is refused");
    return CUDA_ERROR_OUT_OF_MEMORY;
  }
  // Not a multiple of this is not to be had, whatever room there is.
  if (size % vgpu_memory_granularity(physical.index) != 0)
    return real(handle, size, prop, flags);
  vgpu_activity_begin(physical.index);
  CUresult result = vgpu_charge_watched(physical.index, HAMI_REGION_PHYSICAL, size);
  if (result == CUDA_SUCCESS) {
    vgpu_physical_lock();
    result = real(handle, size, prop, flags);
    physical.handle = result == CUDA_SUCCESS ? *handle : 0;
    if (result == CUDA_SUCCESS)
      result = enter(&physical);
    vgpu_physical_unlock();
    if (result != CUDA_SUCCESS)
      vgpu_uncharge(physical.index, HAMI_REGION_PHYSICAL, size);
  }
  vgpu_activity_end(physical.index);
  return result;
}

CUresult cuMemCreate(CUmemGenericAllocationHandle *handle, size_t size, const CUmemAllocationProp *prop,
                     unsigned long long flags) {
  VGPU_PASS(cuMemCreate, handle == NULL || prop == NULL || size == 0, handle, size, prop, flags);
  CUresult result = CUDA_SUCCESS;
  if (is_granted())
    result = create(handle, size, prop, flags, real);
  else if (vgpu_process_standing() == VGPU_DENIED && prop->location.type == CU_MEM_LOCATION_TYPE_DEVICE)
    result = vgpu_charge(VGPU_NO_DEVICE, HAMI_REGION_PHYSICAL, size);
  else
    result = real(handle, size, prop, flags);
  vgpu_leave();
  return result;
}

CUresult cuMemRelease(CUmemGenericAllocationHandle handle) {
  VGPU_PASS(cuMemRelease, false, handle);
  if (!is_granted()) {
    CUresult result = real(handle);
    vgpu_leave();
    return result;
  }
  vgpu_physical_lock();
  struct vgpu_physical *physical = vgpu_physical_of(handle);
  int index = physical != NULL ? physical->index : VGPU_NO_DEVICE;
  vgpu_activity_begin(index);
  CUresult result = real(handle);
  if (result == CUDA_SUCCESS && physical != NULL)
    vgpu_physical_drop_handle(physical);
  vgpu_activity_end(index);
  vgpu_physical_unlock();
  vgpu_leave();
  return result;
}

CUresult cuMemMap(CUdeviceptr ptr, size_t size, size_t offset, CUmemGenericAllocationHandle handle, unsigned long long flags) {
  VGPU_PASS(cuMemMap, false, ptr, size, offset, handle, flags);
  if (!is_granted()) {
    CUresult result = real(ptr, size, offset, handle, flags);
    vgpu_leave();
    return result;
  }
  vgpu_physical_lock();
  CUresult result = real(ptr, size, offset, handle, flags);
  if (result == CUDA_SUCCESS) {
    struct vgpu_physical *physical = vgpu_physical_or_other(handle);
    struct vgpu_physical_use use = {.place = {ptr}, .bytes = size, .physical = physical};
    if (physical == NULL || vgpu_physical_sized(physical, size) != CUDA_SUCCESS || !vgpu_physical_use(&use)) {
      VGPU_REAL(cuMemUnmap)(ptr, size);
      result = CUDA_ERROR_OUT_OF_MEMORY;
    }
  }
  vgpu_physical_unlock();
  vgpu_leave();
  return result;
}

CUresult cuMemUnmap(CUdeviceptr ptr, size_t size) {
  VGPU_PASS(cuMemUnmap, false, ptr, size);
  if (!is_granted()) {
    CUresult result = real(ptr, size);
    vgpu_leave();
    return result;
  }
  vgpu_physical_lock();
  struct vgpu_physical *physical = vgpu_physical_mapped_at(ptr);
  int index = physical != NULL ? physical->index : VGPU_NO_DEVICE;
  vgpu_activity_begin(index);
  CUresult result = real(ptr, size);
  if (result == CUDA_SUCCESS)
    vgpu_physical_unmapped(ptr, size);
  vgpu_activity_end(index);
  vgpu_physical_unlock();
  vgpu_leave();
  return result;
}

static bool is_our_memory(CUmemGenericAllocationHandle handle, int *index) {
  CUmemAllocationProp prop;
  *index = VGPU_NO_DEVICE;
  if (!VGPU_ASK(cuMemGetAllocationPropertiesFromHandle) ||
      VGPU_ASK(cuMemGetAllocationPropertiesFromHandle)(&prop, handle) != CUDA_SUCCESS ||
      prop.location.type != CU_MEM_LOCATION_TYPE_DEVICE)
    return false;
  *index = vgpu_index_of_device(prop.location.id);
  return true;
}

// With the lock.
static CUresult enter_import(CUmemGenericAllocationHandle handle) {
  struct vgpu_physical *known = vgpu_physical_of(handle);
  if (known != NULL) {
    vgpu_physical_refer(known, handle);
    return CUDA_SUCCESS;
  }
  struct vgpu_physical physical = {.handle = handle, .origin = VGPU_PHYSICAL_IMPORTED};
  if (!is_our_memory(handle, &physical.index))
    physical.origin = VGPU_PHYSICAL_OTHER;
  else if (physical.index == VGPU_NO_DEVICE)
    return VGPU_REAL(cuMemRelease)(handle), CUDA_ERROR_OUT_OF_MEMORY;
  CUresult result = enter(&physical);
  if (result == CUDA_SUCCESS && physical.origin == VGPU_PHYSICAL_IMPORTED)
    vgpu_physical_imported(vgpu_physical_of(handle));
  return result;
}

CUresult cuMemImportFromShareableHandle(CUmemGenericAllocationHandle *handle, void *osHandle,
                                        CUmemAllocationHandleType shHandleType) {
  VGPU_PASS(cuMemImportFromShareableHandle, handle == NULL, handle, osHandle, shHandleType);
  if (!is_granted()) {
    CUresult result = real(handle, osHandle, shHandleType);
    vgpu_leave();
    return result;
  }
  vgpu_physical_lock();
  CUresult result = real(handle, osHandle, shHandleType);
  if (result == CUDA_SUCCESS)
    result = enter_import(*handle);
  vgpu_physical_unlock();
  vgpu_leave();
  return result;
}

CUresult cuMemExportToShareableHandle(void *shareableHandle, CUmemGenericAllocationHandle handle,
                                      CUmemAllocationHandleType handleType, unsigned long long flags) {
  VGPU_PASS(cuMemExportToShareableHandle, false, shareableHandle, handle, handleType, flags);
  if (!is_granted()) {
    CUresult result = real(shareableHandle, handle, handleType, flags);
    vgpu_leave();
    return result;
  }
  vgpu_physical_lock();
  CUresult result = real(shareableHandle, handle, handleType, flags);
  struct vgpu_physical *physical = vgpu_physical_of(handle);
  if (result == CUDA_SUCCESS && physical != NULL)
    vgpu_physical_exported(physical);
  vgpu_physical_unlock();
  vgpu_leave();
  return result;
}

CUresult cuMemRetainAllocationHandle(CUmemGenericAllocationHandle *handle, void *addr) {
  VGPU_PASS(cuMemRetainAllocationHandle, handle == NULL, handle, addr);
  if (!is_granted()) {
    CUresult result = real(handle, addr);
    vgpu_leave();
    return result;
  }
  vgpu_physical_lock();
  CUresult result = real(handle, addr);
  if (result == CUDA_SUCCESS) {
    struct vgpu_physical *physical = vgpu_physical_of(*handle);
    if (physical == NULL)
      physical = vgpu_physical_mapped_at((CUdeviceptr)(uintptr_t)addr);
    if (physical != NULL)
      vgpu_physical_refer(physical, *handle);
  }
  vgpu_physical_unlock();
  vgpu_leave();
  return result;
}
