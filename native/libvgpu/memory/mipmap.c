#include "array_bytes.h"
#include "libvgpu/process/pass.h"
#include "request.h"

static CUresult create(CUmipmappedArray *made, const CUDA_ARRAY3D_DESCRIPTOR *descriptor, unsigned int levels) {
  struct vgpu_here here;
  struct vgpu_request request;
  struct vgpu_array_bytes is = {.doubt = CUDA_SUCCESS};
  if (vgpu_process_standing() == VGPU_GRANTED && vgpu_here(&here))
    is = vgpu_array_bytes(descriptor, levels != 0 ? levels : 1, here.index);
  CUresult result = vgpu_request_begin(&request, HAMI_REGION_ARRAY, is.bytes);
  if (result != CUDA_SUCCESS)
    return is.doubt == CUDA_ERROR_INVALID_VALUE ? is.doubt : result;
  result = VGPU_REAL(cuMipmappedArrayCreate)(made, descriptor, levels);
  if (result != CUDA_SUCCESS)
    return vgpu_request_failed(&request, result);
  return vgpu_request_made(&request, vgpu_key_of_handle(*made, VGPU_MIPMAP), VGPU_PLAIN);
}

CUresult cuMipmappedArrayCreate(CUmipmappedArray *pHandle, const CUDA_ARRAY3D_DESCRIPTOR *pMipmappedArrayDesc,
                                unsigned int numMipmapLevels) {
  bool judged = pHandle == NULL || pMipmappedArrayDesc == NULL;
  VGPU_PASS(cuMipmappedArrayCreate, judged, pHandle, pMipmappedArrayDesc, numMipmapLevels);
  CUresult result = vgpu_array_owns_memory(pMipmappedArrayDesc) ? create(pHandle, pMipmappedArrayDesc, numMipmapLevels)
                                                                : real(pHandle, pMipmappedArrayDesc, numMipmapLevels);
  vgpu_leave();
  return result;
}

CUresult cuMipmappedArrayDestroy(CUmipmappedArray hMipmappedArray) {
  VGPU_PASS(cuMipmappedArrayDestroy, hMipmappedArray == NULL, hMipmappedArray);
  struct vgpu_freeing freeing;
  vgpu_freeing_begin(&freeing, vgpu_key_of_handle(hMipmappedArray, VGPU_MIPMAP));
  CUresult result = vgpu_freeing_end(&freeing, real(hMipmappedArray));
  if (result == CUDA_SUCCESS)
    vgpu_physical_array_gone(hMipmappedArray);
  vgpu_leave();
  return result;
}
