// Memory of another interface (Vulkan, a file), mapped here: it is not this library's to charge.
#include "libvgpu/process/pass.h"
#include "request.h"

CUresult cuImportExternalMemory(CUexternalMemory *extMem_out, const CUDA_EXTERNAL_MEMORY_HANDLE_DESC *memHandleDesc) {
  VGPU_PASS(cuImportExternalMemory, extMem_out == NULL, extMem_out, memHandleDesc);
  CUresult result = real(extMem_out, memHandleDesc);
  if (result == CUDA_SUCCESS)
    vgpu_record_foreign(vgpu_key_of_handle(*extMem_out, VGPU_EXTERNAL));
  vgpu_leave();
  return result;
}

CUresult cuExternalMemoryGetMappedBuffer(CUdeviceptr *devPtr, CUexternalMemory extMem,
                                         const CUDA_EXTERNAL_MEMORY_BUFFER_DESC *bufferDesc) {
  VGPU_PASS(cuExternalMemoryGetMappedBuffer, devPtr == NULL, devPtr, extMem, bufferDesc);
  CUresult result = real(devPtr, extMem, bufferDesc);
  if (result == CUDA_SUCCESS)
    vgpu_record_foreign(vgpu_key_of_pointer(*devPtr));
  vgpu_leave();
  return result;
}

CUresult cuExternalMemoryGetMappedMipmappedArray(CUmipmappedArray *mipmap, CUexternalMemory extMem,
                                                 const CUDA_EXTERNAL_MEMORY_MIPMAPPED_ARRAY_DESC *mipmapDesc) {
  VGPU_PASS(cuExternalMemoryGetMappedMipmappedArray, mipmap == NULL, mipmap, extMem, mipmapDesc);
  CUresult result = real(mipmap, extMem, mipmapDesc);
  if (result == CUDA_SUCCESS)
    vgpu_record_foreign(vgpu_key_of_handle(*mipmap, VGPU_MIPMAP));
  vgpu_leave();
  return result;
}

CUresult cuDestroyExternalMemory(CUexternalMemory extMem) {
  VGPU_PASS(cuDestroyExternalMemory, false, extMem);
  struct vgpu_freeing freeing;
  vgpu_freeing_begin(&freeing, vgpu_key_of_handle(extMem, VGPU_EXTERNAL));
  CUresult result = vgpu_freeing_end(&freeing, real(extMem));
  vgpu_leave();
  return result;
}
