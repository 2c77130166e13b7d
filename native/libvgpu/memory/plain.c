#include "fallback.h"
#include "libvgpu/process/pass.h"
#include "request.h"

static CUresult allocate(CUdeviceptr *dptr, size_t bytes, CUresult (*real)(CUdeviceptr *, size_t)) {
  struct vgpu_request request;
  CUresult result = vgpu_request_begin(&request, HAMI_REGION_PLAIN, bytes);
  if (result != CUDA_SUCCESS)
    return result;
  enum vgpu_made made = VGPU_PLAIN;
  result = real(dptr, bytes);
  if (result == CUDA_ERROR_OUT_OF_MEMORY && request.is_charged && vgpu_process_oversubscribes()) {
    result = vgpu_fall_back(dptr, bytes, request.here.index);
    made = VGPU_FALLBACK;
  }
  if (result != CUDA_SUCCESS)
    return vgpu_request_failed(&request, result);
  return vgpu_request_made(&request, vgpu_key_of_pointer(*dptr), made);
}

CUresult cuMemAlloc_v2(CUdeviceptr *dptr, size_t bytesize) {
  VGPU_PASS(cuMemAlloc_v2, dptr == NULL || bytesize == 0, dptr, bytesize);
  CUresult result = allocate(dptr, bytesize, real);
  vgpu_leave();
  return result;
}

// Its addresses have 32 bits, which no other memory can stand in for.
static CUresult allocate_low(CUdeviceptr_v1 *dptr, unsigned int bytes) {
  struct vgpu_request request;
  CUresult result = vgpu_request_begin(&request, HAMI_REGION_PLAIN, bytes);
  if (result != CUDA_SUCCESS)
    return result;
  result = VGPU_REAL(cuMemAlloc)(dptr, bytes);
  if (result != CUDA_SUCCESS)
    return vgpu_request_failed(&request, result);
  return vgpu_request_made(&request, vgpu_key_of_pointer(*dptr), VGPU_PLAIN);
}

CUresult cuMemAlloc(CUdeviceptr_v1 *dptr, unsigned int bytesize) {
  VGPU_PASS(cuMemAlloc, dptr == NULL || bytesize == 0, dptr, bytesize);
  CUresult result = allocate_low(dptr, bytesize);
  vgpu_leave();
  return result;
}
