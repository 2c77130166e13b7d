#include "copy.h"

// One run of bytes from an address of one kind to one of another.
static CUresult linear(CUmemorytype to_type, CUdeviceptr to, CUmemorytype from_type, CUdeviceptr from, size_t bytes,
                       CUstream stream, enum sg_copy_manner manner) {
  CUDA_MEMCPY3D copy = {
      .srcMemoryType = from_type, .srcHost = (const void *)(uintptr_t)from, .srcDevice = from, .srcPitch = bytes, .srcHeight = 1,
      .dstMemoryType = to_type, .dstHost = (void *)(uintptr_t)to, .dstDevice = to, .dstPitch = bytes, .dstHeight = 1,
      .WidthInBytes = bytes, .Height = 1, .Depth = 1};
  return sg_copy_call(&copy, stream, manner);
}

CUresult cuMemcpy(CUdeviceptr dst, CUdeviceptr src, size_t ByteCount) {
  SG_ENTRY();
  return linear(CU_MEMORYTYPE_UNIFIED, dst, CU_MEMORYTYPE_UNIFIED, src, ByteCount, NULL, SG_COPY_SYNCHRONOUS);
}

CUresult cuMemcpyAsync(CUdeviceptr dst, CUdeviceptr src, size_t ByteCount, CUstream hStream) {
  SG_ENTRY();
  return linear(CU_MEMORYTYPE_UNIFIED, dst, CU_MEMORYTYPE_UNIFIED, src, ByteCount, hStream, SG_COPY_ASYNCHRONOUS);
}

CUresult cuMemcpyHtoD_v2(CUdeviceptr dstDevice, const void *srcHost, size_t ByteCount) {
  SG_ENTRY();
  return linear(CU_MEMORYTYPE_DEVICE, dstDevice, CU_MEMORYTYPE_HOST, (uintptr_t)srcHost, ByteCount, NULL, SG_COPY_SYNCHRONOUS);
}

CUresult cuMemcpyDtoH_v2(void *dstHost, CUdeviceptr srcDevice, size_t ByteCount) {
  SG_ENTRY();
  return linear(CU_MEMORYTYPE_HOST, (uintptr_t)dstHost, CU_MEMORYTYPE_DEVICE, srcDevice, ByteCount, NULL, SG_COPY_SYNCHRONOUS);
}

CUresult cuMemcpyDtoD_v2(CUdeviceptr dstDevice, CUdeviceptr srcDevice, size_t ByteCount) {
  SG_ENTRY();
  return linear(CU_MEMORYTYPE_DEVICE, dstDevice, CU_MEMORYTYPE_DEVICE, srcDevice, ByteCount, NULL, SG_COPY_SYNCHRONOUS);
}

CUresult cuMemcpyHtoDAsync_v2(CUdeviceptr dstDevice, const void *srcHost, size_t ByteCount, CUstream hStream) {
  SG_ENTRY();
  return linear(CU_MEMORYTYPE_DEVICE, dstDevice, CU_MEMORYTYPE_HOST, (uintptr_t)srcHost, ByteCount, hStream,
                SG_COPY_ASYNCHRONOUS);
}

CUresult cuMemcpyDtoHAsync_v2(void *dstHost, CUdeviceptr srcDevice, size_t ByteCount, CUstream hStream) {
  SG_ENTRY();
  return linear(CU_MEMORYTYPE_HOST, (uintptr_t)dstHost, CU_MEMORYTYPE_DEVICE, srcDevice, ByteCount, hStream,
                SG_COPY_ASYNCHRONOUS);
}

CUresult cuMemcpyDtoDAsync_v2(CUdeviceptr dstDevice, CUdeviceptr srcDevice, size_t ByteCount, CUstream hStream) {
  SG_ENTRY();
  return linear(CU_MEMORYTYPE_DEVICE, dstDevice, CU_MEMORYTYPE_DEVICE, srcDevice, ByteCount, hStream, SG_COPY_ASYNCHRONOUS);
}

CUresult cuMemcpyHtoD(CUdeviceptr_v1 dstDevice, const void *srcHost, unsigned int ByteCount) {
  SG_ENTRY();
  return linear(CU_MEMORYTYPE_DEVICE, dstDevice, CU_MEMORYTYPE_HOST, (uintptr_t)srcHost, ByteCount, NULL, SG_COPY_SYNCHRONOUS);
}

CUresult cuMemcpyDtoH(void *dstHost, CUdeviceptr_v1 srcDevice, unsigned int ByteCount) {
  SG_ENTRY();
  return linear(CU_MEMORYTYPE_HOST, (uintptr_t)dstHost, CU_MEMORYTYPE_DEVICE, srcDevice, ByteCount, NULL, SG_COPY_SYNCHRONOUS);
}

CUresult cuMemcpyDtoD(CUdeviceptr_v1 dstDevice, CUdeviceptr_v1 srcDevice, unsigned int ByteCount) {
  SG_ENTRY();
  return linear(CU_MEMORYTYPE_DEVICE, dstDevice, CU_MEMORYTYPE_DEVICE, srcDevice, ByteCount, NULL, SG_COPY_SYNCHRONOUS);
}

CUresult cuMemcpyHtoDAsync(CUdeviceptr_v1 dstDevice, const void *srcHost, unsigned int ByteCount, CUstream hStream) {
  SG_ENTRY();
  return linear(CU_MEMORYTYPE_DEVICE, dstDevice, CU_MEMORYTYPE_HOST, (uintptr_t)srcHost, ByteCount, hStream,
                SG_COPY_ASYNCHRONOUS);
}

CUresult cuMemcpyDtoHAsync(void *dstHost, CUdeviceptr_v1 srcDevice, unsigned int ByteCount, CUstream hStream) {
  SG_ENTRY();
  return linear(CU_MEMORYTYPE_HOST, (uintptr_t)dstHost, CU_MEMORYTYPE_DEVICE, srcDevice, ByteCount, hStream,
                SG_COPY_ASYNCHRONOUS);
}

CUresult cuMemcpyDtoDAsync(CUdeviceptr_v1 dstDevice, CUdeviceptr_v1 srcDevice, unsigned int ByteCount, CUstream hStream) {
  SG_ENTRY();
  return linear(CU_MEMORYTYPE_DEVICE, dstDevice, CU_MEMORYTYPE_DEVICE, srcDevice, ByteCount, hStream, SG_COPY_ASYNCHRONOUS);
}
