#include "copy.h"

static CUresult call(const CUDA_MEMCPY3D *copy, CUstream stream, enum sg_copy_manner manner) {
  if (!copy || copy->reserved0 || copy->reserved1)
    return CUDA_ERROR_INVALID_VALUE;
  return sg_copy_call(copy, stream, manner);
}

static CUresult call_v1(const CUDA_MEMCPY3D_v1 *copy, CUstream stream, enum sg_copy_manner manner) {
  if (!copy)
    return CUDA_ERROR_INVALID_VALUE;
  CUDA_MEMCPY3D wide = {
      .srcXInBytes = copy->srcXInBytes, .srcY = copy->srcY, .srcZ = copy->srcZ, .srcLOD = copy->srcLOD,
      .srcMemoryType = copy->srcMemoryType, .srcHost = copy->srcHost, .srcDevice = copy->srcDevice, .srcArray = copy->srcArray,
      .reserved0 = copy->reserved0, .srcPitch = copy->srcPitch, .srcHeight = copy->srcHeight,
      .dstXInBytes = copy->dstXInBytes, .dstY = copy->dstY, .dstZ = copy->dstZ, .dstLOD = copy->dstLOD,
      .dstMemoryType = copy->dstMemoryType, .dstHost = copy->dstHost, .dstDevice = copy->dstDevice, .dstArray = copy->dstArray,
      .reserved1 = copy->reserved1, .dstPitch = copy->dstPitch, .dstHeight = copy->dstHeight,
      .WidthInBytes = copy->WidthInBytes, .Height = copy->Height, .Depth = copy->Depth};
  return call(&wide, stream, manner);
}

CUresult cuMemcpy3D_v2(const CUDA_MEMCPY3D *pCopy) {
  SG_ENTRY();
  return call(pCopy, NULL, SG_COPY_SYNCHRONOUS);
}

CUresult cuMemcpy3DAsync_v2(const CUDA_MEMCPY3D *pCopy, CUstream hStream) {
  SG_ENTRY();
  return call(pCopy, hStream, SG_COPY_ASYNCHRONOUS);
}

CUresult cuMemcpy3D(const CUDA_MEMCPY3D_v1 *pCopy) {
  SG_ENTRY();
  return call_v1(pCopy, NULL, SG_COPY_SYNCHRONOUS);
}

CUresult cuMemcpy3DAsync(const CUDA_MEMCPY3D_v1 *pCopy, CUstream hStream) {
  SG_ENTRY();
  return call_v1(pCopy, hStream, SG_COPY_ASYNCHRONOUS);
}
