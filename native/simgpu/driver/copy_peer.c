#include "copy.h"

// Addresses say themselves whose they are; the contexts must be some all the same.
static CUresult check_context(CUcontext handle) {
  struct sg_context *context;
  return sg_context_valid(handle, &context) ? CUDA_SUCCESS : CUDA_ERROR_INVALID_CONTEXT;
}

static CUresult linear(CUdeviceptr to, CUcontext to_context, CUdeviceptr from, CUcontext from_context, size_t bytes,
                       CUstream stream) {
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  SG_TRY(check_context(to_context));
  SG_TRY(check_context(from_context));
  CUDA_MEMCPY3D copy = {.srcMemoryType = CU_MEMORYTYPE_DEVICE, .srcDevice = from, .srcPitch = bytes, .srcHeight = 1,
                        .dstMemoryType = CU_MEMORYTYPE_DEVICE, .dstDevice = to, .dstPitch = bytes, .dstHeight = 1,
                        .WidthInBytes = bytes, .Height = 1, .Depth = 1};
  return sg_copy_call(&copy, stream, SG_COPY_ASYNCHRONOUS);  // between devices a call without a stream returns at once too
}

CUresult cuMemcpyPeer(CUdeviceptr dstDevice, CUcontext dstContext, CUdeviceptr srcDevice, CUcontext srcContext,
                      size_t ByteCount) {
  SG_ENTRY();
  SG_TRY(sg_capture_forbids(NULL));
  return linear(dstDevice, dstContext, srcDevice, srcContext, ByteCount, NULL);
}

CUresult cuMemcpyPeerAsync(CUdeviceptr dstDevice, CUcontext dstContext, CUdeviceptr srcDevice, CUcontext srcContext,
                           size_t ByteCount, CUstream hStream) {
  SG_ENTRY();
  return linear(dstDevice, dstContext, srcDevice, srcContext, ByteCount, hStream);
}

static CUresult box(const CUDA_MEMCPY3D_PEER *copy, CUstream stream, enum sg_copy_manner manner) {
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  if (!copy)
    return CUDA_ERROR_INVALID_VALUE;
  if (copy->srcMemoryType == CU_MEMORYTYPE_DEVICE || copy->srcMemoryType == CU_MEMORYTYPE_ARRAY)
    SG_TRY(check_context(copy->srcContext));
  if (copy->dstMemoryType == CU_MEMORYTYPE_DEVICE || copy->dstMemoryType == CU_MEMORYTYPE_ARRAY)
    SG_TRY(check_context(copy->dstContext));
  CUDA_MEMCPY3D plain = {
      .srcXInBytes = copy->srcXInBytes, .srcY = copy->srcY, .srcZ = copy->srcZ, .srcLOD = copy->srcLOD,
      .srcMemoryType = copy->srcMemoryType, .srcHost = copy->srcHost, .srcDevice = copy->srcDevice, .srcArray = copy->srcArray,
      .srcPitch = copy->srcPitch, .srcHeight = copy->srcHeight,
      .dstXInBytes = copy->dstXInBytes, .dstY = copy->dstY, .dstZ = copy->dstZ, .dstLOD = copy->dstLOD,
      .dstMemoryType = copy->dstMemoryType, .dstHost = copy->dstHost, .dstDevice = copy->dstDevice, .dstArray = copy->dstArray,
      .dstPitch = copy->dstPitch, .dstHeight = copy->dstHeight,
      .WidthInBytes = copy->WidthInBytes, .Height = copy->Height, .Depth = copy->Depth};
  return sg_copy_call(&plain, stream, manner);
}

CUresult cuMemcpy3DPeer(const CUDA_MEMCPY3D_PEER *pCopy) {
  SG_ENTRY();
  return box(pCopy, NULL, SG_COPY_SYNCHRONOUS);
}

CUresult cuMemcpy3DPeerAsync(const CUDA_MEMCPY3D_PEER *pCopy, CUstream hStream) {
  SG_ENTRY();
  return box(pCopy, hStream, SG_COPY_ASYNCHRONOUS);
}
