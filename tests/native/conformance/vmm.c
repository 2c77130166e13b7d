#include <fcntl.h>
#include <unistd.h>

#include "conformance.h"

#define PIECE ((size_t)4 << 20)

static CUmemAllocationProp on_device(CUmemAllocationHandleType type) {
  return (CUmemAllocationProp){.type = CU_MEM_ALLOCATION_TYPE_PINNED, .requestedHandleTypes = type,
                               .location = {.type = CU_MEM_LOCATION_TYPE_DEVICE, .id = 0}};
}

static CUmemGenericAllocationHandle created(size_t bytes, CUmemAllocationHandleType type) {
  CUmemAllocationProp properties = on_device(type);
  CUmemGenericAllocationHandle handle;
  REQUIRE(cuMemCreate(&handle, bytes, &properties, 0));
  return handle;
}

static CUdeviceptr reserved(size_t bytes) {
  CUdeviceptr address;
  REQUIRE(cuMemAddressReserve(&address, bytes, 0, 0, 0));
  return address;
}

static CUmemAccessDesc full_access(void) {
  return (CUmemAccessDesc){.location = {.type = CU_MEM_LOCATION_TYPE_DEVICE, .id = 0},
                           .flags = CU_MEM_ACCESS_FLAGS_PROT_READWRITE};
}

static void mapped(CUdeviceptr address, size_t bytes, CUmemGenericAllocationHandle handle) {
  CUmemAccessDesc access = full_access();
  REQUIRE(cuMemMap(address, bytes, 0, handle, 0));
  REQUIRE(cuMemSetAccess(address, bytes, &access, 1));
}

static size_t free_bytes(void) {
  size_t free, total;
  REQUIRE(cuMemGetInfo_v2(&free, &total));
  return free;
}

CASE(cuMemGetAllocationGranularity, CUDA_SUCCESS, "a power of two, and the recommended is no less") {
  with_context();
  size_t least, recommended;
  CUmemAllocationProp properties = on_device(CU_MEM_HANDLE_TYPE_NONE);
  REQUIRE(cuMemGetAllocationGranularity(&least, &properties, CU_MEM_ALLOC_GRANULARITY_MINIMUM));
  REQUIRE(cuMemGetAllocationGranularity(&recommended, &properties, CU_MEM_ALLOC_GRANULARITY_RECOMMENDED));
  CHECK(least >= 65536 && (least & (least - 1)) == 0 && recommended >= least && recommended % least == 0);
}

CASE(cuMemGetAllocationGranularity, CUDA_ERROR_INVALID_VALUE, "no such option, no such type") {
  with_context();
  size_t bytes;
  CUmemAllocationProp properties = on_device(CU_MEM_HANDLE_TYPE_NONE);
  EXPECT(cuMemGetAllocationGranularity(&bytes, &properties, (CUmemAllocationGranularity_flags)7), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemGetAllocationGranularity(&bytes, NULL, CU_MEM_ALLOC_GRANULARITY_MINIMUM), CUDA_ERROR_INVALID_VALUE);
  properties.type = CU_MEM_ALLOCATION_TYPE_INVALID;
  EXPECT(cuMemGetAllocationGranularity(&bytes, &properties, CU_MEM_ALLOC_GRANULARITY_MINIMUM), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemGetAllocationGranularity, CUDA_ERROR_INVALID_DEVICE, "on a device that isn't there") {
  with_context();
  size_t bytes;
  CUmemAllocationProp properties = on_device(CU_MEM_HANDLE_TYPE_NONE);
  properties.location.id = 99;
  EXPECT(cuMemGetAllocationGranularity(&bytes, &properties, CU_MEM_ALLOC_GRANULARITY_MINIMUM), CUDA_ERROR_INVALID_DEVICE);
}

CASE(cuMemCreate, CUDA_SUCCESS, "takes exactly its bytes, releasing gives them back") {
  with_context();
  size_t before = free_bytes();
  CUmemGenericAllocationHandle handle = created(PIECE, CU_MEM_HANDLE_TYPE_NONE);
  CHECK(before - free_bytes() == PIECE);
  REQUIRE(cuMemRelease(handle));
  CHECK(free_bytes() == before);
}

CASE(cuMemCreate, CUDA_ERROR_INVALID_VALUE, "no bytes, half a granule, flags, no such type or place") {
  with_context();
  CUmemGenericAllocationHandle handle;
  CUmemAllocationProp good = on_device(CU_MEM_HANDLE_TYPE_NONE), bad = good;
  EXPECT(cuMemCreate(&handle, 0, &good, 0), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemCreate(&handle, 4096, &good, 0), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemCreate(&handle, PIECE, &good, 1), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemCreate(NULL, PIECE, &good, 0), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemCreate(&handle, PIECE, NULL, 0), CUDA_ERROR_INVALID_VALUE);
  bad.type = CU_MEM_ALLOCATION_TYPE_INVALID;
  EXPECT(cuMemCreate(&handle, PIECE, &bad, 0), CUDA_ERROR_INVALID_VALUE);
  bad = good;
  bad.location.type = CU_MEM_LOCATION_TYPE_INVALID;
  EXPECT(cuMemCreate(&handle, PIECE, &bad, 0), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemCreate, CUDA_ERROR_INVALID_DEVICE, "on a device that isn't there") {
  with_context();
  CUmemGenericAllocationHandle handle;
  CUmemAllocationProp bad = on_device(CU_MEM_HANDLE_TYPE_NONE);
  bad.location.id = 99;
  EXPECT(cuMemCreate(&handle, PIECE, &bad, 0), CUDA_ERROR_INVALID_DEVICE);
}

CASE(cuMemCreate, CUDA_ERROR_OUT_OF_MEMORY, "more than is free") {
  with_context();
  CUmemGenericAllocationHandle handle;
  CUmemAllocationProp properties = on_device(CU_MEM_HANDLE_TYPE_NONE);
  size_t before = free_bytes();
  EXPECT(cuMemCreate(&handle, (before + PIECE) / PIECE * PIECE + PIECE, &properties, 0), CUDA_ERROR_OUT_OF_MEMORY);
  CHECK(free_bytes() == before);
}

CASE(cuMemCreate, CUDA_SUCCESS, "of the host: none of the device's, and the host reads it where the device does") {
  with_context();
  NEEDS_CUDA(12020);
  CUmemAllocationProp properties = {.type = CU_MEM_ALLOCATION_TYPE_PINNED, .location = {.type = CU_MEM_LOCATION_TYPE_HOST_NUMA}};
  CUmemAccessDesc access[2] = {full_access(), full_access()};
  CUmemGenericAllocationHandle handle;
  size_t before = free_bytes();
  access[1].location = properties.location;
  REQUIRE(cuMemCreate(&handle, PIECE, &properties, 0));
  CHECK(before - free_bytes() < PIECE);
  CUdeviceptr address = reserved(PIECE);
  REQUIRE(cuMemMap(address, PIECE, 0, handle, 0));
  REQUIRE(cuMemSetAccess(address, PIECE, access, 2));
  REQUIRE(cuMemsetD32_v2(address, 0x1234, PIECE / 4));
  REQUIRE(cuCtxSynchronize());
  volatile unsigned int *words = (volatile unsigned int *)(uintptr_t)address;
  CHECK(words[0] == 0x1234 && words[PIECE / 4 - 1] == 0x1234);
  words[7] = 0x4321;
  unsigned int back = 0;
  REQUIRE(cuMemcpyDtoH_v2(&back, address + 28, 4));
  CHECK(back == 0x4321);
  REQUIRE(cuMemUnmap(address, PIECE));
  EXPECT(cuMemRelease(handle), CUDA_SUCCESS);
}

CASE(cuMemRelease, CUDA_SUCCESS, "memory that is still mapped stays") {
  with_context();
  size_t before = free_bytes();
  unsigned char there[64], back[64];
  memset(there, 0x5a, sizeof there);
  CUmemGenericAllocationHandle handle = created(PIECE, CU_MEM_HANDLE_TYPE_NONE);
  CUdeviceptr address = reserved(PIECE);
  mapped(address, PIECE, handle);
  REQUIRE(cuMemRelease(handle));
  CHECK(before - free_bytes() == PIECE);
  REQUIRE(cuMemcpyHtoD_v2(address + 4096, there, sizeof there));
  REQUIRE(cuMemcpyDtoH_v2(back, address + 4096, sizeof back));
  CHECK_BYTES(back, there, sizeof there);
  REQUIRE(cuMemUnmap(address, PIECE));
  CHECK(free_bytes() == before);
  EXPECT(cuMemAddressFree(address, PIECE), CUDA_SUCCESS);
}

CASE(cuMemRelease, CUDA_ERROR_INVALID_VALUE, "no handle, and one that is released") {
  with_context();
  EXPECT(cuMemRelease(0), CUDA_ERROR_INVALID_VALUE);
  if (!SIMULATED())
    SKIP("a released handle may be anybody's on hardware");
  CUmemGenericAllocationHandle handle = created(PIECE, CU_MEM_HANDLE_TYPE_NONE);
  REQUIRE(cuMemRelease(handle));
  EXPECT(cuMemRelease(handle), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemRetainAllocationHandle, CUDA_SUCCESS, "another reference to what is mapped there") {
  with_context();
  size_t before = free_bytes();
  CUmemGenericAllocationHandle handle = created(PIECE, CU_MEM_HANDLE_TYPE_NONE), again;
  CUdeviceptr address = reserved(PIECE);
  mapped(address, PIECE, handle);
  REQUIRE(cuMemRetainAllocationHandle(&again, (void *)(uintptr_t)(address + 100)));
  REQUIRE(cuMemRelease(handle));
  REQUIRE(cuMemUnmap(address, PIECE));
  CHECK(before - free_bytes() == PIECE);
  REQUIRE(cuMemRelease(again));
  CHECK(free_bytes() == before);
}

CASE(cuMemRetainAllocationHandle, CUDA_SUCCESS, "when all handles had been released") {
  with_context();
  CUmemGenericAllocationHandle handle = created(PIECE, CU_MEM_HANDLE_TYPE_NONE), again;
  CUdeviceptr address = reserved(PIECE), second = reserved(PIECE);
  mapped(address, PIECE, handle);
  REQUIRE(cuMemRelease(handle));
  REQUIRE(cuMemRetainAllocationHandle(&again, (void *)(uintptr_t)address));
  EXPECT(cuMemMap(second, PIECE, 0, again, 0), CUDA_SUCCESS);
}

CASE(cuMemRetainAllocationHandle, CUDA_ERROR_INVALID_VALUE, "of an address where nothing is mapped") {
  with_context();
  CUmemGenericAllocationHandle handle;
  CUdeviceptr address = reserved(PIECE), plain;
  REQUIRE(cuMemAlloc_v2(&plain, PIECE));
  EXPECT(cuMemRetainAllocationHandle(&handle, (void *)(uintptr_t)address), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemRetainAllocationHandle(&handle, (void *)(uintptr_t)plain), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemGetAllocationPropertiesFromHandle, CUDA_SUCCESS, "as it was created") {
  with_context();
  CUmemAllocationProp properties = {0};
  CUmemGenericAllocationHandle handle = created(PIECE, CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR);
  REQUIRE(cuMemGetAllocationPropertiesFromHandle(&properties, handle));
  CHECK(properties.type == CU_MEM_ALLOCATION_TYPE_PINNED && properties.location.type == CU_MEM_LOCATION_TYPE_DEVICE);
  CHECK(properties.location.id == 0 && properties.requestedHandleTypes == CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR);
}

CASE(cuMemAddressReserve, CUDA_SUCCESS, "aligned as asked for, taking no memory") {
  with_context();
  size_t before = free_bytes(), large = (size_t)1 << 38;
  CUdeviceptr address;
  REQUIRE(cuMemAddressReserve(&address, large, (size_t)1 << 30, 0, 0));
  CHECK(address != 0 && address % ((CUdeviceptr)1 << 30) == 0);
  CHECK(free_bytes() == before);
  EXPECT(cuMemAddressFree(address, large), CUDA_SUCCESS);
}

CASE(cuMemAddressReserve, CUDA_ERROR_INVALID_VALUE, "no bytes, an alignment that is no power of two, flags") {
  with_context();
  CUdeviceptr address;
  EXPECT(cuMemAddressReserve(&address, 0, 0, 0, 0), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemAddressReserve(&address, PIECE, 3, 0, 0), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemAddressReserve(&address, PIECE, 0, 0, 1), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemAddressReserve(NULL, PIECE, 0, 0, 0), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemAddressFree, CUDA_SUCCESS, "a whole reservation") {
  with_context();
  EXPECT(cuMemAddressFree(reserved(PIECE), PIECE), CUDA_SUCCESS);
}

CASE(cuMemAddressFree, CUDA_ERROR_INVALID_VALUE, "part of one, one with something mapped, none") {
  with_context();
  CUdeviceptr address = reserved(2 * PIECE);
  EXPECT(cuMemAddressFree(address, PIECE), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemAddressFree(address + PIECE, PIECE), CUDA_ERROR_INVALID_VALUE);
  mapped(address, PIECE, created(PIECE, CU_MEM_HANDLE_TYPE_NONE));
  EXPECT(cuMemAddressFree(address, 2 * PIECE), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemAddressFree(0, PIECE), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemMap, CUDA_SUCCESS, "two pieces side by side are one range to copies") {
  with_context();
  static unsigned char there[8192], back[8192];
  for (size_t i = 0; i < sizeof there; i++)
    there[i] = (unsigned char)(i * 13);
  CUdeviceptr address = reserved(2 * PIECE);
  mapped(address, PIECE, created(PIECE, CU_MEM_HANDLE_TYPE_NONE));
  mapped(address + PIECE, PIECE, created(PIECE, CU_MEM_HANDLE_TYPE_NONE));
  REQUIRE(cuMemcpyHtoD_v2(address + PIECE - 4096, there, sizeof there));
  REQUIRE(cuMemcpyDtoH_v2(back, address + PIECE - 4096, sizeof back));
  CHECK_BYTES(back, there, sizeof there);
}

CASE(cuMemMap, CUDA_SUCCESS, "one piece at two addresses: the same bytes") {
  with_context();
  unsigned int back = 0;
  CUmemGenericAllocationHandle handle = created(PIECE, CU_MEM_HANDLE_TYPE_NONE);
  CUdeviceptr first = reserved(PIECE), second = reserved(PIECE);
  mapped(first, PIECE, handle);
  mapped(second, PIECE, handle);
  REQUIRE(cuMemsetD32_v2(first + 256, 0x12345678, 1));
  REQUIRE(cuMemcpyDtoH_v2(&back, second + 256, 4));
  CHECK(back == 0x12345678);
}

CASE(cuMemMap, CUDA_ERROR_INVALID_VALUE, "not reserved, taken, too long, from an offset, by no handle, with flags") {
  with_context();
  CUmemGenericAllocationHandle handle = created(PIECE, CU_MEM_HANDLE_TYPE_NONE);
  CUdeviceptr address = reserved(2 * PIECE), plain;
  REQUIRE(cuMemAlloc_v2(&plain, PIECE));
  EXPECT(cuMemMap(plain, PIECE, 0, handle, 0), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemMap(address, 2 * PIECE, 0, handle, 0), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemMap(address, PIECE, PIECE, handle, 0), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemMap(address, PIECE, 0, 0, 0), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemMap(address, PIECE, 0, handle, 1), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemMap(address, 0, 0, handle, 0), CUDA_ERROR_INVALID_VALUE);
  mapped(address, PIECE, handle);
  EXPECT(cuMemMap(address, PIECE, 0, handle, 0), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemUnmap, CUDA_SUCCESS, "several maps at once") {
  with_context();
  size_t before = free_bytes();
  CUdeviceptr address = reserved(3 * PIECE);
  for (int i = 0; i < 3; i++) {
    CUmemGenericAllocationHandle handle = created(PIECE, CU_MEM_HANDLE_TYPE_NONE);
    mapped(address + (size_t)i * PIECE, PIECE, handle);
    REQUIRE(cuMemRelease(handle));
  }
  CHECK(before - free_bytes() == 3 * PIECE);
  EXPECT(cuMemUnmap(address, 3 * PIECE), CUDA_SUCCESS);
  CHECK(free_bytes() == before);
}

CASE(cuMemUnmap, CUDA_ERROR_INVALID_VALUE, "part of a map, a range with a gap, nothing") {
  with_context();
  CUdeviceptr address = reserved(3 * PIECE);
  EXPECT(cuMemUnmap(address, PIECE), CUDA_ERROR_INVALID_VALUE);
  mapped(address, PIECE, created(PIECE, CU_MEM_HANDLE_TYPE_NONE));
  mapped(address + 2 * PIECE, PIECE, created(PIECE, CU_MEM_HANDLE_TYPE_NONE));
  EXPECT(cuMemUnmap(address, PIECE / 2), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemUnmap(address, 3 * PIECE), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemUnmap(address, PIECE), CUDA_SUCCESS);
}

CASE(cuMemSetAccess, CUDA_SUCCESS, "reading and writing, over several maps") {
  with_context();
  CUmemAccessDesc access = full_access();
  CUdeviceptr address = reserved(2 * PIECE);
  REQUIRE(cuMemMap(address, PIECE, 0, created(PIECE, CU_MEM_HANDLE_TYPE_NONE), 0));
  REQUIRE(cuMemMap(address + PIECE, PIECE, 0, created(PIECE, CU_MEM_HANDLE_TYPE_NONE), 0));
  EXPECT(cuMemSetAccess(address, 2 * PIECE, &access, 1), CUDA_SUCCESS);
  EXPECT(cuMemsetD8_v2(address, 1, 2 * PIECE), CUDA_SUCCESS);
}

CASE(cuMemSetAccess, CUDA_ERROR_INVALID_VALUE, "of what isn't mapped, of nobody, no such access") {
  with_context();
  CUmemAccessDesc access = full_access();
  CUdeviceptr address = reserved(2 * PIECE);
  EXPECT(cuMemSetAccess(address, PIECE, &access, 1), CUDA_ERROR_INVALID_VALUE);
  REQUIRE(cuMemMap(address, PIECE, 0, created(PIECE, CU_MEM_HANDLE_TYPE_NONE), 0));
  EXPECT(cuMemSetAccess(address, 2 * PIECE, &access, 1), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemSetAccess(address, PIECE, NULL, 1), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemSetAccess(address, PIECE, &access, 0), CUDA_ERROR_INVALID_VALUE);
  access.flags = (CUmemAccess_flags)2;
  EXPECT(cuMemSetAccess(address, PIECE, &access, 1), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemSetAccess, CUDA_ERROR_INVALID_VALUE, "of the host to a device's memory") {
  with_context();
  CUmemAccessDesc access = {.location = {.type = CU_MEM_LOCATION_TYPE_HOST_NUMA}, .flags = CU_MEM_ACCESS_FLAGS_PROT_READWRITE};
  CUdeviceptr address = reserved(PIECE);
  REQUIRE(cuMemMap(address, PIECE, 0, created(PIECE, CU_MEM_HANDLE_TYPE_NONE), 0));
  EXPECT(cuMemSetAccess(address, PIECE, &access, 1), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemSetAccess, CUDA_ERROR_INVALID_DEVICE, "of a device that isn't there") {
  with_context();
  CUmemAccessDesc access = full_access();
  access.location.id = 99;
  CUdeviceptr address = reserved(PIECE);
  REQUIRE(cuMemMap(address, PIECE, 0, created(PIECE, CU_MEM_HANDLE_TYPE_NONE), 0));
  EXPECT(cuMemSetAccess(address, PIECE, &access, 1), CUDA_ERROR_INVALID_DEVICE);
}

CASE(cuMemGetAccess, CUDA_SUCCESS, "none until it is given") {
  with_context();
  unsigned long long flags = 99;
  CUmemAccessDesc access = full_access();
  CUdeviceptr address = reserved(PIECE);
  REQUIRE(cuMemMap(address, PIECE, 0, created(PIECE, CU_MEM_HANDLE_TYPE_NONE), 0));
  REQUIRE(cuMemGetAccess(&flags, &access.location, address));
  CHECK(flags == CU_MEM_ACCESS_FLAGS_PROT_NONE);
  REQUIRE(cuMemSetAccess(address, PIECE, &access, 1));
  REQUIRE(cuMemGetAccess(&flags, &access.location, address));
  CHECK(flags == CU_MEM_ACCESS_FLAGS_PROT_READWRITE);
}

CASE(cuMemGetAccess, CUDA_ERROR_INVALID_VALUE, "of an address where nothing is mapped") {
  with_context();
  unsigned long long flags;
  CUmemAccessDesc access = full_access();
  EXPECT(cuMemGetAccess(&flags, &access.location, reserved(PIECE)), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemcpyHtoD_v2, CUDA_ERROR_INVALID_VALUE, "to mapped memory without access") {
  with_context();
  char bytes[16] = {0};
  CUdeviceptr address = reserved(PIECE);
  REQUIRE(cuMemMap(address, PIECE, 0, created(PIECE, CU_MEM_HANDLE_TYPE_NONE), 0));
  EXPECT(cuMemcpyHtoD_v2(address, bytes, sizeof bytes), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemFree_v2, CUDA_ERROR_INVALID_VALUE, "of mapped memory") {
  with_context();
  CUdeviceptr address = reserved(PIECE);
  mapped(address, PIECE, created(PIECE, CU_MEM_HANDLE_TYPE_NONE));
  EXPECT(cuMemFree_v2(address), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemExportToShareableHandle, CUDA_SUCCESS, "a descriptor, and imported again it is the same memory") {
  with_context();
  size_t before = free_bytes();
  int file = -1;
  unsigned int back = 0;
  CUmemGenericAllocationHandle handle = created(PIECE, CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR), imported;
  REQUIRE(cuMemExportToShareableHandle(&file, handle, CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR, 0));
  CHECK(file >= 0 && fcntl(file, F_GETFD) >= 0);
  REQUIRE(cuMemImportFromShareableHandle(&imported, (void *)(uintptr_t)file, CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR));
  close(file);
  CHECK(before - free_bytes() == PIECE);
  CUdeviceptr first = reserved(PIECE), second = reserved(PIECE);
  mapped(first, PIECE, handle);
  mapped(second, PIECE, imported);
  REQUIRE(cuMemsetD32_v2(first, 0x600df00d, 1));
  REQUIRE(cuMemcpyDtoH_v2(&back, second, 4));
  CHECK(back == 0x600df00d);
  REQUIRE(cuMemUnmap(first, PIECE));
  REQUIRE(cuMemRelease(handle));
  CHECK(before - free_bytes() == PIECE);
  REQUIRE(cuMemUnmap(second, PIECE));
  REQUIRE(cuMemRelease(imported));
  CHECK(free_bytes() == before);
}

CASE(cuMemExportToShareableHandle, CUDA_ERROR_INVALID_VALUE, "of memory not created for it, with flags, by no type") {
  with_context();
  int file;
  CUmemGenericAllocationHandle own = created(PIECE, CU_MEM_HANDLE_TYPE_NONE);
  CUmemGenericAllocationHandle shared = created(PIECE, CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR);
  EXPECT(cuMemExportToShareableHandle(&file, own, CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR, 0), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemExportToShareableHandle(&file, shared, CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR, 1), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemExportToShareableHandle(&file, shared, CU_MEM_HANDLE_TYPE_NONE, 0), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemImportFromShareableHandle, CUDA_SUCCESS, "what was exported, with its properties") {
  with_context();
  int file;
  CUmemAllocationProp properties;
  CUmemGenericAllocationHandle imported;
  REQUIRE(cuMemExportToShareableHandle(&file, created(PIECE, CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR),
                                       CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR, 0));
  REQUIRE(cuMemImportFromShareableHandle(&imported, (void *)(uintptr_t)file, CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR));
  REQUIRE(cuMemGetAllocationPropertiesFromHandle(&properties, imported));
  CHECK(properties.location.id == 0 && properties.type == CU_MEM_ALLOCATION_TYPE_PINNED);
}

CASE(cuMemImportFromShareableHandle, CUDA_ERROR_INVALID_VALUE, "a descriptor of something else, of nothing, of no type") {
  with_context();
  CUmemGenericAllocationHandle imported;
  int file = open("/dev/null", O_RDWR | O_CLOEXEC);
  EXPECT(cuMemImportFromShareableHandle(&imported, (void *)(uintptr_t)file, CU_MEM_HANDLE_TYPE_NONE), CUDA_ERROR_INVALID_VALUE);
  if (!SIMULATED())
    SKIP("what a driver says of a foreign descriptor differs by version");
  EXPECT(cuMemImportFromShareableHandle(&imported, (void *)(uintptr_t)file, CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR),
         CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemImportFromShareableHandle(&imported, (void *)(intptr_t)-1, CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR),
         CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemGetHandleForAddressRange, CUDA_SUCCESS, "a dma-buf, where the device knows them") {
  CUdevice device = with_device();
  with_context();
  int supported = 0, file = -1;
  CUdeviceptr memory;
  REQUIRE(cuDeviceGetAttribute(&supported, CU_DEVICE_ATTRIBUTE_DMA_BUF_SUPPORTED, device));
  if (!supported)
    SKIP("this device doesn't");
  REQUIRE(cuMemAlloc_v2(&memory, PIECE));
  EXPECT(cuMemGetHandleForAddressRange(&file, memory, PIECE, CU_MEM_RANGE_HANDLE_TYPE_DMA_BUF_FD, 0), CUDA_SUCCESS);
  CHECK(file >= 0);
}

CASE(cuMemGetHandleForAddressRange, CUDA_ERROR_INVALID_VALUE, "half a page, no such type") {
  with_context();
  int file;
  CUdeviceptr memory;
  REQUIRE(cuMemAlloc_v2(&memory, PIECE));
  EXPECT(cuMemGetHandleForAddressRange(&file, memory, 100, CU_MEM_RANGE_HANDLE_TYPE_DMA_BUF_FD, 0), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemGetHandleForAddressRange(&file, memory, PIECE, (CUmemRangeHandleType)77, 0), CUDA_ERROR_INVALID_VALUE);
}

static CUarray deferred_array(void) {
  CUDA_ARRAY3D_DESCRIPTOR descriptor = {.Width = 512, .Height = 512, .Format = CU_AD_FORMAT_FLOAT, .NumChannels = 4,
                                        .Flags = CUDA_ARRAY3D_DEFERRED_MAPPING};
  CUarray array;
  REQUIRE(cuArray3DCreate_v2(&array, &descriptor));
  return array;
}

static CUarrayMapInfo map_whole(CUarray array, CUmemGenericAllocationHandle handle) {
  CUarrayMapInfo info = {.resourceType = CU_RESOURCE_TYPE_ARRAY, .memOperationType = CU_MEM_OPERATION_TYPE_MAP,
                         .memHandleType = CU_MEM_HANDLE_TYPE_GENERIC, .deviceBitMask = 1};
  info.resource.array = array;
  info.memHandle.memHandle = handle;
  return info;
}

CASE(cuMemMapArrayAsync, CUDA_SUCCESS, "memory for a deferred array, kept as long as it is mapped there") {
  with_context();
  CUDA_ARRAY_MEMORY_REQUIREMENTS needs;
  unsigned char there[512 * 16], back[512 * 16];
  memset(there, 7, sizeof there);
  size_t before = free_bytes();
  CUarray array = deferred_array();
  REQUIRE(cuArrayGetMemoryRequirements(&needs, array, 0));
  size_t bytes = (needs.size + PIECE - 1) / PIECE * PIECE;
  CUmemAllocationProp properties = on_device(CU_MEM_HANDLE_TYPE_NONE);
  properties.allocFlags.usage = CU_MEM_CREATE_USAGE_TILE_POOL;
  CUmemGenericAllocationHandle handle;
  REQUIRE(cuMemCreate(&handle, bytes, &properties, 0));
  CUarrayMapInfo info = map_whole(array, handle);
  REQUIRE(cuMemMapArrayAsync(&info, 1, NULL));
  REQUIRE(cuMemRelease(handle));
  CHECK(before - free_bytes() == bytes);
  REQUIRE(cuMemcpyHtoA_v2(array, 0, there, sizeof there));
  REQUIRE(cuMemcpyAtoH_v2(back, array, 0, sizeof back));
  CHECK_BYTES(back, there, sizeof there);
  REQUIRE(cuStreamSynchronize(NULL));
  info.memOperationType = CU_MEM_OPERATION_TYPE_UNMAP;
  REQUIRE(cuMemMapArrayAsync(&info, 1, NULL));
  REQUIRE(cuStreamSynchronize(NULL));
  CHECK(free_bytes() == before);
  REQUIRE(cuArrayDestroy(array));
}

CASE(cuMemMapArrayAsync, CUDA_ERROR_INVALID_VALUE, "nothing, into an array that has memory, of no handle") {
  with_context();
  CUDA_ARRAY3D_DESCRIPTOR descriptor = {.Width = 64, .Height = 64, .Format = CU_AD_FORMAT_FLOAT, .NumChannels = 4};
  CUarray plain;
  REQUIRE(cuArray3DCreate_v2(&plain, &descriptor));
  CUarrayMapInfo info = map_whole(plain, created(PIECE, CU_MEM_HANDLE_TYPE_NONE));
  EXPECT(cuMemMapArrayAsync(NULL, 1, NULL), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemMapArrayAsync(&info, 1, NULL), CUDA_ERROR_INVALID_VALUE);
  info = map_whole(deferred_array(), 0);
  EXPECT(cuMemMapArrayAsync(&info, 1, NULL), CUDA_ERROR_INVALID_VALUE);
}
