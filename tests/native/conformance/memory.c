// Device memory: plain, pitched, freed, and what the device says of it.
#include "conformance.h"

static const size_t mib = 1 << 20;

CASE(cuMemAlloc_v2, CUDA_SUCCESS, "sizes from a byte up are aligned and don't overlap") {
  with_context();
  CUdeviceptr memory[6];
  size_t sizes[6] = {1, 255, 4097, mib, mib + 1, 5 * mib};
  for (int i = 0; i < 6; i++) {
    REQUIRE(cuMemAlloc_v2(&memory[i], sizes[i]));
    CHECK(memory[i] != 0 && memory[i] % 256 == 0);
    for (int k = 0; k < i; k++)
      CHECK(memory[k] + sizes[k] <= memory[i] || memory[i] + sizes[i] <= memory[k]);
  }
  for (int i = 0; i < 6; i++)
    EXPECT(cuMemFree_v2(memory[i]), CUDA_SUCCESS);
}

CASE(cuMemAlloc_v2, CUDA_ERROR_INVALID_VALUE, "of no bytes, to nowhere") {
  with_context();
  CUdeviceptr memory;
  EXPECT(cuMemAlloc_v2(&memory, 0), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemAlloc_v2(NULL, mib), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemAlloc_v2, CUDA_ERROR_OUT_OF_MEMORY, "of more than the device has, or has left") {
  with_context();
  size_t free_bytes, total;
  CUdeviceptr memory, more;
  REQUIRE(cuMemGetInfo_v2(&free_bytes, &total));
  EXPECT(cuMemAlloc_v2(&memory, total + mib), CUDA_ERROR_OUT_OF_MEMORY);
  EXPECT(cuMemAlloc_v2(&memory, SIZE_MAX), CUDA_ERROR_OUT_OF_MEMORY);
  REQUIRE(cuMemAlloc_v2(&memory, free_bytes / 4 * 3));
  EXPECT(cuMemAlloc_v2(&more, free_bytes / 4 * 3), CUDA_ERROR_OUT_OF_MEMORY);
  EXPECT(cuMemFree_v2(memory), CUDA_SUCCESS);
  REQUIRE(cuMemAlloc_v2(&more, free_bytes / 4 * 3));
  EXPECT(cuMemFree_v2(more), CUDA_SUCCESS);
}

CASE(cuMemAlloc, CUDA_SUCCESS, "the address has 32 bits") {
  with_context();
  CUdeviceptr_v1 memory = 0;
  REQUIRE(cuMemAlloc(&memory, 1000));
  CHECK(memory != 0);
  char out[1000], in[1000];
  memset(out, 'x', sizeof out);
  REQUIRE(cuMemcpyHtoD(memory, out, sizeof out));
  REQUIRE(cuMemcpyDtoH(in, memory, sizeof in));
  CHECK_BYTES(in, out, sizeof in);
  EXPECT(cuMemFree(memory), CUDA_SUCCESS);
}

CASE(cuMemAlloc, CUDA_ERROR_INVALID_VALUE, "of no bytes") {
  with_context();
  CUdeviceptr_v1 memory;
  EXPECT(cuMemAlloc(&memory, 0), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemFree_v2, CUDA_SUCCESS, "memory is there again, and nothing is nothing") {
  with_context();
  size_t before, after, total;
  CUdeviceptr memory;
  REQUIRE(cuMemGetInfo_v2(&before, &total));
  REQUIRE(cuMemAlloc_v2(&memory, 64 * mib));
  REQUIRE(cuMemGetInfo_v2(&after, &total));
  CHECK(before - after == 64 * mib);
  EXPECT(cuMemFree_v2(memory), CUDA_SUCCESS);
  REQUIRE(cuMemGetInfo_v2(&after, &total));
  CHECK(before == after);
  EXPECT(cuMemFree_v2(0), CUDA_SUCCESS);
}

CASE(cuMemFree_v2, CUDA_ERROR_INVALID_VALUE, "twice, from the middle, and what was never given") {
  with_context();
  CUdeviceptr memory;
  int local;
  REQUIRE(cuMemAlloc_v2(&memory, 2 * mib));
  EXPECT(cuMemFree_v2(memory + 512), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemFree_v2(memory), CUDA_SUCCESS);
  EXPECT(cuMemFree_v2(memory), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemFree_v2((uintptr_t)&local), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemFree_v2(0x1234), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemFree_v2, CUDA_ERROR_INVALID_VALUE, "of the host's memory") {
  with_context();
  void *host;
  REQUIRE(cuMemAllocHost_v2(&host, 4096));
  EXPECT(cuMemFree_v2((uintptr_t)host), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemFreeHost(host), CUDA_SUCCESS);
}

CASE(cuMemFree, CUDA_SUCCESS, "and not twice") {
  with_context();
  CUdeviceptr_v1 memory;
  REQUIRE(cuMemAlloc(&memory, 4096));
  EXPECT(cuMemFree(memory), CUDA_SUCCESS);
  EXPECT(cuMemFree(memory), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemFree, CUDA_ERROR_INVALID_VALUE, "what was never given") {
  with_context();
  EXPECT(cuMemFree(0x1234), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemAllocPitch_v2, CUDA_SUCCESS, "rows begin where the hardware likes them to") {
  with_context();
  CUdeviceptr memory;
  size_t pitch;
  for (unsigned int element = 4; element <= 16; element *= 2) {
    REQUIRE(cuMemAllocPitch_v2(&memory, &pitch, 1000, 10, element));
    CHECK(pitch >= 1000 && pitch % 512 == 0);
    CUdeviceptr base;
    size_t bytes;
    REQUIRE(cuMemGetAddressRange_v2(&base, &bytes, memory));
    CHECK(base == memory && bytes >= pitch * 10);
    EXPECT(cuMemFree_v2(memory), CUDA_SUCCESS);
  }
}

CASE(cuMemAllocPitch_v2, CUDA_ERROR_INVALID_VALUE, "no width, no height, odd elements") {
  with_context();
  CUdeviceptr memory;
  size_t pitch;
  EXPECT(cuMemAllocPitch_v2(&memory, &pitch, 0, 10, 4), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemAllocPitch_v2(&memory, &pitch, 100, 0, 4), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemAllocPitch_v2(&memory, &pitch, 100, 10, 3), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemAllocPitch_v2(&memory, &pitch, 100, 10, 32), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemAllocPitch_v2(&memory, NULL, 100, 10, 4), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemAllocPitch_v2(NULL, &pitch, 100, 10, 4), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemAllocPitch_v2, CUDA_ERROR_OUT_OF_MEMORY, "of more than the device has") {
  with_context();
  CUdeviceptr memory;
  size_t pitch, free_bytes, total;
  REQUIRE(cuMemGetInfo_v2(&free_bytes, &total));
  EXPECT(cuMemAllocPitch_v2(&memory, &pitch, mib, total / mib + 1, 4), CUDA_ERROR_OUT_OF_MEMORY);
}

CASE(cuMemAllocPitch, CUDA_SUCCESS, "as the newer one") {
  with_context();
  CUdeviceptr_v1 memory;
  unsigned int pitch;
  REQUIRE(cuMemAllocPitch(&memory, &pitch, 100, 10, 4));
  CHECK(pitch >= 100 && pitch % 512 == 0);
  EXPECT(cuMemFree(memory), CUDA_SUCCESS);
}

CASE(cuMemAllocPitch, CUDA_ERROR_INVALID_VALUE, "no width") {
  with_context();
  CUdeviceptr_v1 memory;
  unsigned int pitch;
  EXPECT(cuMemAllocPitch(&memory, &pitch, 0, 10, 4), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemGetInfo_v2, CUDA_SUCCESS, "less is free than there is, and less than the device has") {
  with_context();
  size_t free_bytes, total, device_total;
  REQUIRE(cuMemGetInfo_v2(&free_bytes, &total));
  REQUIRE(cuDeviceTotalMem_v2(&device_total, 0));
  CHECK(free_bytes < total && total <= device_total);
}

CASE(cuMemGetInfo_v2, CUDA_SUCCESS, "small requests share a block of 2 MiB") {
  with_context();
  size_t before, after, total;
  CUdeviceptr memory[64];
  REQUIRE(cuMemAlloc_v2(&memory[0], 512));
  REQUIRE(cuMemGetInfo_v2(&before, &total));
  for (int i = 1; i < 64; i++)
    REQUIRE(cuMemAlloc_v2(&memory[i], 512));
  REQUIRE(cuMemGetInfo_v2(&after, &total));
  CHECK(before == after);
}

CASE(cuMemGetInfo, CUDA_SUCCESS, "what doesn't fit 32 bits is as much as fits") {
  with_context();
  unsigned int free_bytes, total;
  size_t free_wide, total_wide;
  REQUIRE(cuMemGetInfo(&free_bytes, &total));
  REQUIRE(cuMemGetInfo_v2(&free_wide, &total_wide));
  CHECK(total == (total_wide > UINT32_MAX ? UINT32_MAX : total_wide));
  CHECK(free_bytes == (free_wide > UINT32_MAX ? UINT32_MAX : free_wide));
}

CASE(cuMemGetAddressRange_v2, CUDA_SUCCESS, "from anywhere within, and either answer may be left out") {
  with_context();
  CUdeviceptr memory, base = 0;
  size_t bytes = 0;
  REQUIRE(cuMemAlloc_v2(&memory, 3 * mib));
  EXPECT(cuMemGetAddressRange_v2(&base, &bytes, memory + 2 * mib), CUDA_SUCCESS);
  CHECK(base == memory && bytes == 3 * mib);
  base = bytes = 0;
  EXPECT(cuMemGetAddressRange_v2(&base, NULL, memory + 1), CUDA_SUCCESS);
  EXPECT(cuMemGetAddressRange_v2(NULL, &bytes, memory + 1), CUDA_SUCCESS);
  CHECK(base == memory && bytes == 3 * mib);
}

CASE(cuMemGetAddressRange_v2, CUDA_ERROR_NOT_FOUND, "of what is no device memory, or not any more") {
  with_context();
  CUdeviceptr memory, base;
  size_t bytes;
  int local;
  REQUIRE(cuMemAlloc_v2(&memory, 2 * mib));
  REQUIRE(cuMemFree_v2(memory));
  EXPECT(cuMemGetAddressRange_v2(&base, &bytes, memory), CUDA_ERROR_NOT_FOUND);
  EXPECT(cuMemGetAddressRange_v2(&base, &bytes, (uintptr_t)&local), CUDA_ERROR_NOT_FOUND);
}

CASE(cuMemGetAddressRange, CUDA_SUCCESS, "of a 32-bit address") {
  with_context();
  CUdeviceptr_v1 memory, base;
  unsigned int bytes;
  REQUIRE(cuMemAlloc(&memory, 5000));
  EXPECT(cuMemGetAddressRange(&base, &bytes, memory + 4000), CUDA_SUCCESS);
  CHECK(base == memory && bytes == 5000);
}

CASE(cuMemBatchDecompressAsync, CUDA_ERROR_NOT_SUPPORTED, "without an engine for it") {
  with_context();
  int algorithms = 0;
  if (cuDeviceGetAttribute(&algorithms, CU_DEVICE_ATTRIBUTE_MEM_DECOMPRESS_ALGORITHM_MASK, 0) == CUDA_SUCCESS && algorithms)
    SKIP("this device has a decompression engine");
  CUmemDecompressParams job = {.srcNumBytes = 16, .dstNumBytes = 16};
  size_t index;
  EXPECT(cuMemBatchDecompressAsync(&job, 1, 0, &index, NULL), CUDA_ERROR_NOT_SUPPORTED);
}
