// Memory that moves between host and device is charged in full, to the device of the context that made it.
#include "libvgpu/process/pass.h"
#include "request.h"

static CUresult allocate(CUdeviceptr *dptr, size_t bytes, unsigned int flags) {
  struct vgpu_request request;
  CUresult result = vgpu_request_begin(&request, HAMI_REGION_MANAGED, bytes);
  if (result != CUDA_SUCCESS)
    return result;
  result = VGPU_REAL(cuMemAllocManaged)(dptr, bytes, flags);
  if (result != CUDA_SUCCESS)
    return vgpu_request_failed(&request, result);
  return vgpu_request_made(&request, vgpu_key_of_pointer(*dptr), VGPU_MANAGED);
}

CUresult cuMemAllocManaged(CUdeviceptr *dptr, size_t bytesize, unsigned int flags) {
  VGPU_PASS(cuMemAllocManaged, dptr == NULL || bytesize == 0, dptr, bytesize, flags);
  CUresult result = allocate(dptr, bytesize, flags);
  vgpu_leave();
  return result;
}
