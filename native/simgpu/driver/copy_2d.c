#include "copy.h"

static CUDA_MEMCPY3D as_3d(const CUDA_MEMCPY2D *copy) {
  return (CUDA_MEMCPY3D){
      .srcXInBytes = copy->srcXInBytes, .srcY = copy->srcY, .srcMemoryType = copy->srcMemoryType, .srcHost = copy->srcHost,
      .srcDevice = copy->srcDevice, .srcArray = copy->srcArray, .srcPitch = copy->srcPitch,
      .dstXInBytes = copy->dstXInBytes, .dstY = copy->dstY, .dstMemoryType = copy->dstMemoryType, .dstHost = copy->dstHost,
      .dstDevice = copy->dstDevice, .dstArray = copy->dstArray, .dstPitch = copy->dstPitch,
      .WidthInBytes = copy->WidthInBytes, .Height = copy->Height, .Depth = 1};
}

static CUDA_MEMCPY2D widened(const CUDA_MEMCPY2D_v1 *copy) {
  return (CUDA_MEMCPY2D){
      .srcXInBytes = copy->srcXInBytes, .srcY = copy->srcY, .srcMemoryType = copy->srcMemoryType, .srcHost = copy->srcHost,
      .srcDevice = copy->srcDevice, .srcArray = copy->srcArray, .srcPitch = copy->srcPitch,
      .dstXInBytes = copy->dstXInBytes, .dstY = copy->dstY, .dstMemoryType = copy->dstMemoryType, .dstHost = copy->dstHost,
      .dstDevice = copy->dstDevice, .dstArray = copy->dstArray, .dstPitch = copy->dstPitch,
      .WidthInBytes = copy->WidthInBytes, .Height = copy->Height};
}

static CUresult call(const CUDA_MEMCPY2D *copy, CUstream stream, enum sg_copy_manner manner) {
  if (!copy)
    return CUDA_ERROR_INVALID_VALUE;
  CUDA_MEMCPY3D flat = as_3d(copy);
  return sg_copy_call(&flat, stream, manner);
}

static CUresult call_v1(const CUDA_MEMCPY2D_v1 *copy, CUstream stream, enum sg_copy_manner manner) {
  if (!copy)
    return CUDA_ERROR_INVALID_VALUE;
  CUDA_MEMCPY2D wide = widened(copy);
  return call(&wide, stream, manner);
}

CUresult cuMemcpy2D_v2(const CUDA_MEMCPY2D *pCopy) {
  SG_ENTRY();
  return call(pCopy, NULL, SG_COPY_SYNCHRONOUS);
}

CUresult cuMemcpy2DUnaligned_v2(const CUDA_MEMCPY2D *pCopy) {
  SG_ENTRY();
  return call(pCopy, NULL, SG_COPY_SYNCHRONOUS);
}

CUresult cuMemcpy2DAsync_v2(const CUDA_MEMCPY2D *pCopy, CUstream hStream) {
  SG_ENTRY();
  return call(pCopy, hStream, SG_COPY_ASYNCHRONOUS);
}

CUresult cuMemcpy2D(const CUDA_MEMCPY2D_v1 *pCopy) {
  SG_ENTRY();
  return call_v1(pCopy, NULL, SG_COPY_SYNCHRONOUS);
}

CUresult cuMemcpy2DUnaligned(const CUDA_MEMCPY2D_v1 *pCopy) {
  SG_ENTRY();
  return call_v1(pCopy, NULL, SG_COPY_SYNCHRONOUS);
}

CUresult cuMemcpy2DAsync(const CUDA_MEMCPY2D_v1 *pCopy, CUstream hStream) {
  SG_ENTRY();
  return call_v1(pCopy, hStream, SG_COPY_ASYNCHRONOUS);
}
