// Memory of the host that devices may use: allocated, registered, and seen from the device.
#include <sys/mman.h>

#include "conformance.h"

static const size_t page = 4096;

CASE(cuMemAllocHost_v2, CUDA_SUCCESS, "the host reads and writes it, the device has it at the same address") {
  with_context();
  unsigned char *host;
  CUdeviceptr device;
  REQUIRE(cuMemAllocHost_v2((void **)&host, 10000));
  CHECK((uintptr_t)host % page == 0);
  memset(host, 7, 10000);
  REQUIRE(cuMemHostGetDevicePointer_v2(&device, host, 0));
  CHECK(device == (uintptr_t)host);
  EXPECT(cuMemFreeHost(host), CUDA_SUCCESS);
}

CASE(cuMemAllocHost_v2, CUDA_ERROR_INVALID_VALUE, "of no bytes, to nowhere") {
  with_context();
  void *host;
  EXPECT(cuMemAllocHost_v2(&host, 0), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemAllocHost_v2(NULL, page), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemAllocHost, CUDA_SUCCESS, "and its device address has 32 bits") {
  with_context();
  unsigned char *host;
  CUdeviceptr_v1 device;
  REQUIRE(cuMemAllocHost((void **)&host, 10000));
  memset(host, 7, 10000);
  REQUIRE(cuMemHostGetDevicePointer(&device, host, 0));
  EXPECT(cuMemFreeHost(host), CUDA_SUCCESS);
}

CASE(cuMemAllocHost, CUDA_ERROR_INVALID_VALUE, "of no bytes") {
  with_context();
  void *host;
  EXPECT(cuMemAllocHost(&host, 0), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemHostAlloc, CUDA_SUCCESS, "with every flag") {
  with_context();
  for (unsigned int flags = 0; flags < 8; flags++) {
    unsigned char *host;
    unsigned int said;
    REQUIRE(cuMemHostAlloc((void **)&host, 5000, flags));
    memset(host, 1, 5000);
    REQUIRE(cuMemHostGetFlags(&said, host));
    CHECK((said & flags) == flags);
    EXPECT(cuMemFreeHost(host), CUDA_SUCCESS);
  }
}

CASE(cuMemHostAlloc, CUDA_ERROR_INVALID_VALUE, "of no bytes, and with flags that there aren't") {
  with_context();
  void *host;
  EXPECT(cuMemHostAlloc(&host, 0, 0), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemHostAlloc(&host, page, 0x80), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemHostAlloc(NULL, page, 0), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemHostAlloc, CUDA_SUCCESS, "takes nothing of the device's memory") {
  with_context();
  size_t before, after, total;
  void *host;
  REQUIRE(cuMemGetInfo_v2(&before, &total));
  REQUIRE(cuMemHostAlloc(&host, 64 << 20, 0));
  REQUIRE(cuMemGetInfo_v2(&after, &total));
  CHECK(before == after);
}

CASE(cuMemFreeHost, CUDA_SUCCESS, "what was allocated either way") {
  with_context();
  void *host;
  REQUIRE(cuMemHostAlloc(&host, 100, CU_MEMHOSTALLOC_PORTABLE));
  EXPECT(cuMemFreeHost(host), CUDA_SUCCESS);
  REQUIRE(cuMemAllocHost_v2(&host, 100));
  EXPECT(cuMemFreeHost(host), CUDA_SUCCESS);
}

CASE(cuMemFreeHost, CUDA_ERROR_INVALID_VALUE, "twice, and what was never allocated") {
  with_context();
  void *host;
  int local;
  REQUIRE(cuMemAllocHost_v2(&host, 100));
  EXPECT(cuMemFreeHost(host), CUDA_SUCCESS);
  EXPECT(cuMemFreeHost(host), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemFreeHost(&local), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemHostGetDevicePointer_v2, CUDA_SUCCESS, "of the middle too") {
  with_context();
  char *host;
  CUdeviceptr device;
  REQUIRE(cuMemHostAlloc((void **)&host, 10000, CU_MEMHOSTALLOC_DEVICEMAP));
  EXPECT(cuMemHostGetDevicePointer_v2(&device, host + 5000, 0), CUDA_SUCCESS);
  CHECK(device == (uintptr_t)host + 5000);
}

CASE(cuMemHostGetDevicePointer_v2, CUDA_ERROR_INVALID_VALUE, "of ordinary memory, and with flags") {
  with_context();
  void *host;
  int local;
  CUdeviceptr device;
  REQUIRE(cuMemAllocHost_v2(&host, 100));
  EXPECT(cuMemHostGetDevicePointer_v2(&device, &local, 0), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemHostGetDevicePointer_v2(&device, host, 1), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemHostGetDevicePointer_v2(NULL, host, 0), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemHostGetDevicePointer, CUDA_SUCCESS, "of the older allocation") {
  with_context();
  void *host;
  CUdeviceptr_v1 device = 0;
  REQUIRE(cuMemAllocHost(&host, 100));
  EXPECT(cuMemHostGetDevicePointer(&device, host, 0), CUDA_SUCCESS);
  CHECK(device != 0);
}

CASE(cuMemHostGetDevicePointer, CUDA_ERROR_INVALID_VALUE, "of ordinary memory") {
  with_context();
  int local;
  CUdeviceptr_v1 device;
  EXPECT(cuMemHostGetDevicePointer(&device, &local, 0), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemHostGetFlags, CUDA_SUCCESS, "what was asked for") {
  with_context();
  void *host;
  unsigned int flags = 0;
  REQUIRE(cuMemHostAlloc(&host, 100, CU_MEMHOSTALLOC_WRITECOMBINED));
  EXPECT(cuMemHostGetFlags(&flags, host), CUDA_SUCCESS);
  CHECK(flags & CU_MEMHOSTALLOC_WRITECOMBINED);
}

CASE(cuMemHostGetFlags, CUDA_ERROR_INVALID_VALUE, "of ordinary memory") {
  with_context();
  int local;
  unsigned int flags;
  EXPECT(cuMemHostGetFlags(&flags, &local), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemHostRegister_v2, CUDA_SUCCESS, "a part of the heap, from a byte on") {
  with_context();
  char *heap = malloc(100000);
  CUdeviceptr device;
  REQUIRE(cuMemHostRegister_v2(heap + 13, 50000, 0));
  EXPECT(cuMemHostGetDevicePointer_v2(&device, heap + 13, 0), CUDA_SUCCESS);
  CHECK(device == (uintptr_t)heap + 13);
  EXPECT(cuMemHostUnregister(heap + 13), CUDA_SUCCESS);
  free(heap);
}

CASE(cuMemHostRegister_v2, CUDA_ERROR_HOST_MEMORY_ALREADY_REGISTERED, "whole or in part") {
  with_context();
  char *heap = aligned_alloc(page, 4 * page);
  void *pinned;
  REQUIRE(cuMemHostRegister_v2(heap, 2 * page, 0));
  EXPECT(cuMemHostRegister_v2(heap, 2 * page, 0), CUDA_ERROR_HOST_MEMORY_ALREADY_REGISTERED);
  EXPECT(cuMemHostRegister_v2(heap + page, 2 * page, 0), CUDA_ERROR_HOST_MEMORY_ALREADY_REGISTERED);
  EXPECT(cuMemHostRegister_v2(heap + 2 * page, page, 0), CUDA_SUCCESS);
  REQUIRE(cuMemAllocHost_v2(&pinned, page));
  EXPECT(cuMemHostRegister_v2(pinned, page, 0), CUDA_ERROR_HOST_MEMORY_ALREADY_REGISTERED);
}

CASE(cuMemHostRegister_v2, CUDA_ERROR_INVALID_VALUE, "nothing, of no bytes, with unknown flags, where no memory is") {
  with_context();
  char *heap = malloc(page);
  EXPECT(cuMemHostRegister_v2(NULL, page, 0), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemHostRegister_v2(heap, 0, 0), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemHostRegister_v2(heap, page, 0x100), CUDA_ERROR_INVALID_VALUE);
  char *gone = mmap(NULL, page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  munmap(gone, page);
  EXPECT(cuMemHostRegister_v2(gone, page, 0), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemHostRegister, CUDA_SUCCESS, "as the newer one") {
  with_context();
  char *heap = malloc(page);
  REQUIRE(cuMemHostRegister(heap, page, 0));
  EXPECT(cuMemHostUnregister(heap), CUDA_SUCCESS);
}

CASE(cuMemHostUnregister, CUDA_SUCCESS, "and it can be registered again") {
  with_context();
  char *heap = malloc(page);
  REQUIRE(cuMemHostRegister_v2(heap, page, CU_MEMHOSTREGISTER_PORTABLE | CU_MEMHOSTREGISTER_DEVICEMAP));
  EXPECT(cuMemHostUnregister(heap), CUDA_SUCCESS);
  EXPECT(cuMemHostRegister_v2(heap, page, 0), CUDA_SUCCESS);
}

CASE(cuMemHostUnregister, CUDA_ERROR_HOST_MEMORY_NOT_REGISTERED, "twice, and what never was") {
  with_context();
  char *heap = malloc(page);
  EXPECT(cuMemHostUnregister(heap), CUDA_ERROR_HOST_MEMORY_NOT_REGISTERED);
  REQUIRE(cuMemHostRegister_v2(heap, page, 0));
  EXPECT(cuMemHostUnregister(heap), CUDA_SUCCESS);
  EXPECT(cuMemHostUnregister(heap), CUDA_ERROR_HOST_MEMORY_NOT_REGISTERED);
}
