#include "copy.h"

// One run of bytes with an array at one end or both: offsets are bytes along its first row.
struct place {
  CUmemorytype type;
  CUarray array;
  CUdeviceptr address;
  size_t offset;
};

static struct place array(CUarray handle, size_t offset) {
  return (struct place){.type = CU_MEMORYTYPE_ARRAY, .array = handle, .offset = offset};
}

static struct place device(CUdeviceptr address) {
  return (struct place){.type = CU_MEMORYTYPE_DEVICE, .address = address};
}

static struct place host(const void *address) {
  return (struct place){.type = CU_MEMORYTYPE_HOST, .address = (uintptr_t)address};
}

static CUresult linear(struct place to, struct place from, size_t bytes, CUstream stream, enum sg_copy_manner manner) {
  CUDA_MEMCPY3D copy = {
      .srcXInBytes = from.offset, .srcMemoryType = from.type, .srcHost = (const void *)(uintptr_t)from.address,
      .srcDevice = from.address, .srcArray = from.array,
      .dstXInBytes = to.offset, .dstMemoryType = to.type, .dstHost = (void *)(uintptr_t)to.address,
      .dstDevice = to.address, .dstArray = to.array, .WidthInBytes = bytes, .Height = 1, .Depth = 1};
  return sg_copy_call(&copy, stream, manner);
}

CUresult cuMemcpyDtoA_v2(CUarray dstArray, size_t dstOffset, CUdeviceptr srcDevice, size_t ByteCount) {
  SG_ENTRY();
  return linear(array(dstArray, dstOffset), device(srcDevice), ByteCount, NULL, SG_COPY_SYNCHRONOUS);
}

CUresult cuMemcpyAtoD_v2(CUdeviceptr dstDevice, CUarray srcArray, size_t srcOffset, size_t ByteCount) {
  SG_ENTRY();
  return linear(device(dstDevice), array(srcArray, srcOffset), ByteCount, NULL, SG_COPY_SYNCHRONOUS);
}

CUresult cuMemcpyHtoA_v2(CUarray dstArray, size_t dstOffset, const void *srcHost, size_t ByteCount) {
  SG_ENTRY();
  return linear(array(dstArray, dstOffset), host(srcHost), ByteCount, NULL, SG_COPY_SYNCHRONOUS);
}

CUresult cuMemcpyAtoH_v2(void *dstHost, CUarray srcArray, size_t srcOffset, size_t ByteCount) {
  SG_ENTRY();
  return linear(host(dstHost), array(srcArray, srcOffset), ByteCount, NULL, SG_COPY_SYNCHRONOUS);
}

CUresult cuMemcpyAtoA_v2(CUarray dstArray, size_t dstOffset, CUarray srcArray, size_t srcOffset, size_t ByteCount) {
  SG_ENTRY();
  return linear(array(dstArray, dstOffset), array(srcArray, srcOffset), ByteCount, NULL, SG_COPY_SYNCHRONOUS);
}

CUresult cuMemcpyHtoAAsync_v2(CUarray dstArray, size_t dstOffset, const void *srcHost, size_t ByteCount, CUstream hStream) {
  SG_ENTRY();
  return linear(array(dstArray, dstOffset), host(srcHost), ByteCount, hStream, SG_COPY_ASYNCHRONOUS);
}

CUresult cuMemcpyAtoHAsync_v2(void *dstHost, CUarray srcArray, size_t srcOffset, size_t ByteCount, CUstream hStream) {
  SG_ENTRY();
  return linear(host(dstHost), array(srcArray, srcOffset), ByteCount, hStream, SG_COPY_ASYNCHRONOUS);
}

CUresult cuMemcpyDtoA(CUarray dstArray, unsigned int dstOffset, CUdeviceptr_v1 srcDevice, unsigned int ByteCount) {
  SG_ENTRY();
  return linear(array(dstArray, dstOffset), device(srcDevice), ByteCount, NULL, SG_COPY_SYNCHRONOUS);
}

CUresult cuMemcpyAtoD(CUdeviceptr_v1 dstDevice, CUarray srcArray, unsigned int srcOffset, unsigned int ByteCount) {
  SG_ENTRY();
  return linear(device(dstDevice), array(srcArray, srcOffset), ByteCount, NULL, SG_COPY_SYNCHRONOUS);
}

CUresult cuMemcpyHtoA(CUarray dstArray, unsigned int dstOffset, const void *srcHost, unsigned int ByteCount) {
  SG_ENTRY();
  return linear(array(dstArray, dstOffset), host(srcHost), ByteCount, NULL, SG_COPY_SYNCHRONOUS);
}

CUresult cuMemcpyAtoH(void *dstHost, CUarray srcArray, unsigned int srcOffset, unsigned int ByteCount) {
  SG_ENTRY();
  return linear(host(dstHost), array(srcArray, srcOffset), ByteCount, NULL, SG_COPY_SYNCHRONOUS);
}

CUresult cuMemcpyAtoA(CUarray dstArray, unsigned int dstOffset, CUarray srcArray, unsigned int srcOffset,
                         unsigned int ByteCount) {
  SG_ENTRY();
  return linear(array(dstArray, dstOffset), array(srcArray, srcOffset), ByteCount, NULL, SG_COPY_SYNCHRONOUS);
}

CUresult cuMemcpyHtoAAsync(CUarray dstArray, unsigned int dstOffset, const void *srcHost, unsigned int ByteCount,
                           CUstream hStream) {
  SG_ENTRY();
  return linear(array(dstArray, dstOffset), host(srcHost), ByteCount, hStream, SG_COPY_ASYNCHRONOUS);
}

CUresult cuMemcpyAtoHAsync(void *dstHost, CUarray srcArray, unsigned int srcOffset, unsigned int ByteCount, CUstream hStream) {
  SG_ENTRY();
  return linear(host(dstHost), array(srcArray, srcOffset), ByteCount, hStream, SG_COPY_ASYNCHRONOUS);
}
