// Physical memory without addresses: cuMemCreate and what its handles can be asked.
#include "vmm.h"

#include <unistd.h>

#include "multicast.h"
#include "regions.h"
#include "share.h"

CUresult cuMemGetAllocationGranularity(size_t *granularity, const CUmemAllocationProp *prop,
                                       CUmemAllocationGranularity_flags option) {
  SG_ENTRY();
  if (granularity == NULL || prop == NULL ||
      (option != CU_MEM_ALLOC_GRANULARITY_MINIMUM && option != CU_MEM_ALLOC_GRANULARITY_RECOMMENDED))
    return CUDA_ERROR_INVALID_VALUE;
  uint32_t device;
  SG_TRY(sg_physical_check(prop, &device));
  *granularity = sg_physical_granularity(device);
  return CUDA_SUCCESS;
}

CUresult cuMemCreate(CUmemGenericAllocationHandle *handle, size_t size, const CUmemAllocationProp *prop,
                     unsigned long long flags) {
  SG_ENTRY();
  if (handle == NULL || prop == NULL || flags != 0)
    return CUDA_ERROR_INVALID_VALUE;
  uint32_t device;
  SG_TRY(sg_physical_check(prop, &device));
  if (size == 0 || size % sg_physical_granularity(device) != 0)
    return CUDA_ERROR_INVALID_VALUE;
  CUmemGenericAllocationHandle made;
  sg_physical_lock();
  CUresult result = sg_physical_create(prop, size, &made);
  sg_physical_unlock();
  if (result == CUDA_SUCCESS)
    *handle = made;
  return result;
}

CUresult cuMemRelease(CUmemGenericAllocationHandle handle) {
  SG_ENTRY();
  sg_physical_lock();
  struct sg_physical *physical = sg_physical_of(handle);
  if (physical != NULL)
    sg_physical_release(physical);
  sg_physical_unlock();
  return physical != NULL ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
}

CUresult cuMemRetainAllocationHandle(CUmemGenericAllocationHandle *handle, void *addr) {
  SG_ENTRY();
  if (handle == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  sg_physical_lock();
  struct sg_map *map = sg_map_find((CUdeviceptr)(uintptr_t)addr);
  CUmemGenericAllocationHandle retained = map != NULL ? sg_physical_retain(map->physical) : 0;
  sg_physical_unlock();
  if (map == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  if (retained == 0)
    return CUDA_ERROR_OUT_OF_MEMORY;
  *handle = retained;
  return CUDA_SUCCESS;
}

CUresult cuMemGetAllocationPropertiesFromHandle(CUmemAllocationProp *prop, CUmemGenericAllocationHandle handle) {
  SG_ENTRY();
  if (prop == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  sg_physical_lock();
  struct sg_physical *physical = sg_physical_of(handle);
  bool known = physical != NULL && physical->kind == SG_PHYSICAL_MEMORY;
  if (known)
    *prop = physical->properties;
  sg_physical_unlock();
  return known ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
}

static CUresult check_handle_type(CUmemAllocationHandleType type) {
  switch (type) {
    case CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR:
      return CUDA_SUCCESS;
    case CU_MEM_HANDLE_TYPE_WIN32:
    case CU_MEM_HANDLE_TYPE_WIN32_KMT:
    case CU_MEM_HANDLE_TYPE_FABRIC:
      return CUDA_ERROR_NOT_SUPPORTED;
    default:
      return CUDA_ERROR_INVALID_VALUE;
  }
}

CUresult cuMemExportToShareableHandle(void *shareableHandle, CUmemGenericAllocationHandle handle,
                                      CUmemAllocationHandleType handleType, unsigned long long flags) {
  SG_ENTRY();
  if (shareableHandle == NULL || flags != 0)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(check_handle_type(handleType));
  sg_physical_lock();
  struct sg_physical *physical = sg_physical_of(handle);
  bool shareable = physical != NULL && physical->file >= 0;
  int file = shareable ? sg_share_copy(physical->file) : -1;
  sg_physical_unlock();
  if (!shareable)
    return CUDA_ERROR_INVALID_VALUE;
  if (file < 0)
    return CUDA_ERROR_OPERATING_SYSTEM;
  *(int *)shareableHandle = file;
  return CUDA_SUCCESS;
}

CUresult cuMemImportFromShareableHandle(CUmemGenericAllocationHandle *handle, void *osHandle,
                                        CUmemAllocationHandleType shHandleType) {
  SG_ENTRY();
  if (handle == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(check_handle_type(shHandleType));
  CUmemGenericAllocationHandle made;
  sg_physical_lock();
  CUresult result = sg_physical_import((int)(intptr_t)osHandle, &made);
  sg_physical_unlock();
  if (result == CUDA_SUCCESS)
    *handle = made;
  return result;
}

CUresult cuMemGetHandleForAddressRange(void *handle, CUdeviceptr dptr, size_t size, CUmemRangeHandleType handleType,
                                       unsigned long long flags) {
  SG_ENTRY();
  (void)flags;
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  if (handle == NULL || handleType != CU_MEM_RANGE_HANDLE_TYPE_DMA_BUF_FD || size == 0 || dptr % page != 0 || size % page != 0)
    return CUDA_ERROR_INVALID_VALUE;
  char *host;
  SG_TRY(sg_memory_reach(dptr, size, &host));
  // No other device of this node could take it: the descriptor stands for the memory, and keeps it from nobody.
  int file = sg_share_copy(sg_regions()->file);
  if (file < 0)
    return CUDA_ERROR_OPERATING_SYSTEM;
  *(int *)handle = file;
  return CUDA_SUCCESS;
}
