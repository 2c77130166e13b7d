#include "fallback.h"

#include "libvgpu/lookup/unhooked.h"
#include "request.h"

CUresult vgpu_fall_back(CUdeviceptr *dptr, size_t bytes, int index) {
  __typeof__(&cuMemAllocManaged) allocate = VGPU_REAL(cuMemAllocManaged);
  if (!allocate || allocate(dptr, bytes, CU_MEM_ATTACH_GLOBAL) != CUDA_SUCCESS)
    return CUDA_ERROR_OUT_OF_MEMORY;
  // Advice only: without it the memory works too, more slowly.
  CUdevice device;
  if (VGPU_ASK(cuMemAdvise) && vgpu_device_of_index(index, &device)) {
    VGPU_ASK(cuMemAdvise)(*dptr, bytes, CU_MEM_ADVISE_SET_PREFERRED_LOCATION, device);
    VGPU_ASK(cuMemAdvise)(*dptr, bytes, CU_MEM_ADVISE_SET_ACCESSED_BY, device);
  }
  return CUDA_SUCCESS;
}

bool vgpu_is_fallback(CUdeviceptr address) {
  __typeof__(&cuPointerGetAttribute) get = VGPU_REAL(cuPointerGetAttribute);
  CUdeviceptr start = 0;
  struct vgpu_allocation allocation;
  return get && get(&start, CU_POINTER_ATTRIBUTE_RANGE_START_ADDR, address) == CUDA_SUCCESS &&
         vgpu_table_find(&vgpu_memory, vgpu_key_of_pointer(start), &allocation) && allocation.kind == VGPU_FALLBACK;
}
