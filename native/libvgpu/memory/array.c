#include "array_bytes.h"
#include "libvgpu/process/pass.h"
#include "request.h"

// Of any form: with the descriptor in the one that has everything.
typedef CUresult (*make)(CUarray *made, const void *as_given);

static CUresult create(CUarray *made, const CUDA_ARRAY3D_DESCRIPTOR *descriptor, make make, const void *as_given) {
  struct vgpu_here here;
  struct vgpu_request request;
  struct vgpu_array_bytes is = {.doubt = CUDA_SUCCESS};
  if (vgpu_process_standing() == VGPU_GRANTED && vgpu_here(&here))
    is = vgpu_array_bytes(descriptor, 0, here.index);
  CUresult result = vgpu_request_begin(&request, HAMI_REGION_ARRAY, is.bytes);
  // What the driver would not make anyhow is not for lack of memory.
  if (result != CUDA_SUCCESS)
    return is.doubt == CUDA_ERROR_INVALID_VALUE ? is.doubt : result;
  result = make(made, as_given);
  if (result != CUDA_SUCCESS)
    return vgpu_request_failed(&request, result);
  return vgpu_request_made(&request, vgpu_key_of_handle(*made, VGPU_ARRAY), VGPU_PLAIN);
}

#define MAKE(symbol, type) \
  static CUresult make_##symbol(CUarray *made, const void *as_given) { return VGPU_REAL(symbol)(made, (const type *)as_given); }
MAKE(cuArrayCreate, CUDA_ARRAY_DESCRIPTOR_v1)
MAKE(cuArrayCreate_v2, CUDA_ARRAY_DESCRIPTOR)
MAKE(cuArray3DCreate, CUDA_ARRAY3D_DESCRIPTOR_v1)
MAKE(cuArray3DCreate_v2, CUDA_ARRAY3D_DESCRIPTOR)

#define CREATE(symbol, ...) \
  VGPU_PASS(symbol, pHandle == NULL || pAllocateArray == NULL, pHandle, pAllocateArray); \
  const CUDA_ARRAY3D_DESCRIPTOR descriptor = {.Width = pAllocateArray->Width, .Height = pAllocateArray->Height, \
                                              .Format = pAllocateArray->Format, \
                                              .NumChannels = pAllocateArray->NumChannels, __VA_ARGS__}; \
  CUresult result = vgpu_array_owns_memory(&descriptor) ? create(pHandle, &descriptor, make_##symbol, pAllocateArray) \
                                                        : real(pHandle, pAllocateArray); \
  vgpu_leave(); \
  return result

CUresult cuArrayCreate(CUarray *pHandle, const CUDA_ARRAY_DESCRIPTOR_v1 *pAllocateArray) { CREATE(cuArrayCreate, .Depth = 0); }

CUresult cuArrayCreate_v2(CUarray *pHandle, const CUDA_ARRAY_DESCRIPTOR *pAllocateArray) { CREATE(cuArrayCreate_v2, .Depth = 0); }

CUresult cuArray3DCreate(CUarray *pHandle, const CUDA_ARRAY3D_DESCRIPTOR_v1 *pAllocateArray) {
  CREATE(cuArray3DCreate, .Depth = pAllocateArray->Depth, .Flags = pAllocateArray->Flags);
}

CUresult cuArray3DCreate_v2(CUarray *pHandle, const CUDA_ARRAY3D_DESCRIPTOR *pAllocateArray) {
  CREATE(cuArray3DCreate_v2, .Depth = pAllocateArray->Depth, .Flags = pAllocateArray->Flags);
}

CUresult cuArrayDestroy(CUarray hArray) {
  VGPU_PASS(cuArrayDestroy, hArray == NULL, hArray);
  struct vgpu_freeing freeing;
  vgpu_freeing_begin(&freeing, vgpu_key_of_handle(hArray, VGPU_ARRAY));
  CUresult result = vgpu_freeing_end(&freeing, real(hArray));
  if (result == CUDA_SUCCESS)
    vgpu_physical_array_gone(hArray);
  vgpu_leave();
  return result;
}
