// Another process's memory, opened here: it is charged there.
#include "libvgpu/process/pass.h"
#include "request.h"

#define OPEN(symbol) \
  VGPU_PASS(symbol, pdptr == NULL, pdptr, handle, Flags); \
  CUresult result = real(pdptr, handle, Flags); \
  if (result == CUDA_SUCCESS) \
    vgpu_record_foreign(vgpu_key_of_pointer(*pdptr)); \
  vgpu_leave(); \
  return result

CUresult cuIpcOpenMemHandle(CUdeviceptr *pdptr, CUipcMemHandle handle, unsigned int Flags) { OPEN(cuIpcOpenMemHandle); }

CUresult cuIpcOpenMemHandle_v2(CUdeviceptr *pdptr, CUipcMemHandle handle, unsigned int Flags) { OPEN(cuIpcOpenMemHandle_v2); }

CUresult cuIpcCloseMemHandle(CUdeviceptr dptr) {
  VGPU_PASS(cuIpcCloseMemHandle, false, dptr);
  struct vgpu_freeing freeing;
  vgpu_freeing_begin(&freeing, vgpu_key_of_pointer(dptr));
  CUresult result = vgpu_freeing_end(&freeing, real(dptr));
  vgpu_leave();
  return result;
}
