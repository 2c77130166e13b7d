#include <unistd.h>

#include "conformance.h"

#define MIB ((size_t)1 << 20)

static CUmemPoolProps on_device(CUmemAllocationHandleType type) {
  return (CUmemPoolProps){.allocType = CU_MEM_ALLOCATION_TYPE_PINNED, .handleTypes = type,
                          .location = {.type = CU_MEM_LOCATION_TYPE_DEVICE, .id = 0}};
}

static CUmemoryPool created(CUmemAllocationHandleType type) {
  CUmemPoolProps properties = on_device(type);
  CUmemoryPool pool;
  REQUIRE(cuMemPoolCreate(&pool, &properties));
  return pool;
}

static cuuint64_t number(CUmemoryPool pool, CUmemPool_attribute attribute) {
  cuuint64_t value = 0;
  REQUIRE(cuMemPoolGetAttribute(pool, attribute, &value));
  return value;
}

static void keep(CUmemoryPool pool, cuuint64_t bytes) {
  REQUIRE(cuMemPoolSetAttribute(pool, CU_MEMPOOL_ATTR_RELEASE_THRESHOLD, &bytes));
}

static CUstream new_stream(void) {
  CUstream stream;
  REQUIRE(cuStreamCreate(&stream, CU_STREAM_NON_BLOCKING));
  return stream;
}

static CUdeviceptr taken(CUmemoryPool pool, size_t bytes, CUstream stream) {
  CUdeviceptr address;
  REQUIRE(cuMemAllocFromPoolAsync(&address, bytes, pool, stream));
  return address;
}

static size_t free_bytes(void) {
  size_t free, total;
  REQUIRE(cuMemGetInfo_v2(&free, &total));
  return free;
}

CASE(cuDeviceGetDefaultMemPool, CUDA_SUCCESS, "one per device, and it is the current one") {
  CUdevice device = with_device();
  CUmemoryPool pool, again, current;
  REQUIRE(cuDeviceGetDefaultMemPool(&pool, device));
  REQUIRE(cuDeviceGetDefaultMemPool(&again, device));
  REQUIRE(cuDeviceGetMemPool(&current, device));
  CHECK(pool && pool == again && pool == current);
}

CASE(cuDeviceGetMemPool, CUDA_SUCCESS, "the one that was set, and the default one when that is destroyed") {
  CUdevice device = with_device();
  CUmemoryPool own = created(CU_MEM_HANDLE_TYPE_NONE), current, usual;
  REQUIRE(cuDeviceGetDefaultMemPool(&usual, device));
  REQUIRE(cuDeviceSetMemPool(device, own));
  REQUIRE(cuDeviceGetMemPool(&current, device));
  CHECK(current == own);
  REQUIRE(cuMemPoolDestroy(own));
  REQUIRE(cuDeviceGetMemPool(&current, device));
  CHECK(current == usual);
}

CASE(cuDeviceSetMemPool, CUDA_SUCCESS, "cuMemAllocAsync takes from it") {
  CUdevice device = with_device();
  with_context();
  CUmemoryPool own = created(CU_MEM_HANDLE_TYPE_NONE);
  CUdeviceptr address;
  REQUIRE(cuDeviceSetMemPool(device, own));
  REQUIRE(cuMemAllocAsync(&address, MIB, NULL));
  CHECK(number(own, CU_MEMPOOL_ATTR_USED_MEM_CURRENT) >= MIB);
}

CASE(cuDeviceSetMemPool, CUDA_ERROR_INVALID_VALUE, "no pool") {
  EXPECT(cuDeviceSetMemPool(with_device(), NULL), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemGetDefaultMemPool, CUDA_SUCCESS, "the device's") {
  CUdevice device = with_device();
  CUmemLocation location = {.type = CU_MEM_LOCATION_TYPE_DEVICE, .id = device};
  CUmemoryPool pool, of_device;
  REQUIRE(cuMemGetDefaultMemPool(&pool, &location, CU_MEM_ALLOCATION_TYPE_PINNED));
  REQUIRE(cuDeviceGetDefaultMemPool(&of_device, device));
  CHECK(pool == of_device);
}

CASE(cuMemGetMemPool, CUDA_SUCCESS, "the device's current one") {
  CUdevice device = with_device();
  CUmemLocation location = {.type = CU_MEM_LOCATION_TYPE_DEVICE, .id = device};
  CUmemoryPool pool, own = created(CU_MEM_HANDLE_TYPE_NONE);
  REQUIRE(cuMemSetMemPool(&location, CU_MEM_ALLOCATION_TYPE_PINNED, own));
  REQUIRE(cuMemGetMemPool(&pool, &location, CU_MEM_ALLOCATION_TYPE_PINNED));
  CHECK(pool == own);
}

CASE(cuMemSetMemPool, CUDA_SUCCESS, "the device's, by its location") {
  CUdevice device = with_device();
  CUmemLocation location = {.type = CU_MEM_LOCATION_TYPE_DEVICE, .id = device};
  CUmemoryPool pool, own = created(CU_MEM_HANDLE_TYPE_NONE);
  REQUIRE(cuMemSetMemPool(&location, CU_MEM_ALLOCATION_TYPE_PINNED, own));
  REQUIRE(cuDeviceGetMemPool(&pool, device));
  CHECK(pool == own);
}

CASE(cuMemSetMemPool, CUDA_ERROR_INVALID_VALUE, "no pool, no location") {
  CUmemLocation location = {.type = CU_MEM_LOCATION_TYPE_DEVICE, .id = with_device()};
  EXPECT(cuMemSetMemPool(&location, CU_MEM_ALLOCATION_TYPE_PINNED, NULL), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemSetMemPool(NULL, CU_MEM_ALLOCATION_TYPE_PINNED, NULL), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemPoolCreate, CUDA_SUCCESS, "of a device, taking nothing yet") {
  with_context();
  size_t before = free_bytes();
  CUmemoryPool pool = created(CU_MEM_HANDLE_TYPE_NONE);
  CHECK(free_bytes() == before);
  CHECK(number(pool, CU_MEMPOOL_ATTR_RESERVED_MEM_CURRENT) == 0 && number(pool, CU_MEMPOOL_ATTR_RELEASE_THRESHOLD) == 0);
  EXPECT(cuMemPoolDestroy(pool), CUDA_SUCCESS);
}

CASE(cuMemPoolCreate, CUDA_ERROR_INVALID_VALUE, "no such type or place") {
  with_context();
  CUmemoryPool pool;
  CUmemPoolProps bad = on_device(CU_MEM_HANDLE_TYPE_NONE);
  bad.allocType = CU_MEM_ALLOCATION_TYPE_INVALID;
  EXPECT(cuMemPoolCreate(&pool, &bad), CUDA_ERROR_INVALID_VALUE);
  bad = on_device(CU_MEM_HANDLE_TYPE_NONE);
  bad.location.type = CU_MEM_LOCATION_TYPE_INVALID;
  EXPECT(cuMemPoolCreate(&pool, &bad), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemPoolCreate, CUDA_ERROR_INVALID_DEVICE, "of a device that isn't there") {
  with_context();
  CUmemoryPool pool;
  CUmemPoolProps bad = on_device(CU_MEM_HANDLE_TYPE_NONE);
  bad.location.id = 99;
  EXPECT(cuMemPoolCreate(&pool, &bad), CUDA_ERROR_INVALID_DEVICE);
}

CASE(cuMemPoolDestroy, CUDA_SUCCESS, "what is allocated stays until it is freed") {
  with_context();
  CUstream stream = new_stream();
  size_t before = free_bytes();
  CUmemoryPool pool = created(CU_MEM_HANDLE_TYPE_NONE);
  CUdeviceptr address = taken(pool, MIB, stream);
  REQUIRE(cuMemPoolDestroy(pool));
  CHECK(free_bytes() < before);
  EXPECT(cuMemsetD8_v2(address, 1, MIB), CUDA_SUCCESS);
  REQUIRE(cuMemFreeAsync(address, stream));
  REQUIRE(cuStreamSynchronize(stream));
  CHECK(free_bytes() == before);
}

CASE(cuMemPoolDestroy, CUDA_ERROR_INVALID_VALUE, "a device's default pool") {
  CUmemoryPool pool;
  REQUIRE(cuDeviceGetDefaultMemPool(&pool, with_device()));
  EXPECT(cuMemPoolDestroy(pool), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemAllocAsync, CUDA_SUCCESS, "usable in the order of the stream") {
  with_context();
  CUstream stream = new_stream();
  CUdeviceptr address;
  unsigned int back[64], wanted[64];
  for (int i = 0; i < 64; i++)
    wanted[i] = 0xabcd1234;
  REQUIRE(cuMemAllocAsync(&address, 4096, stream));
  REQUIRE(cuMemsetD32Async(address, 0xabcd1234, 1024, stream));
  REQUIRE(cuMemcpyDtoHAsync_v2(back, address, sizeof back, stream));
  REQUIRE(cuMemFreeAsync(address, stream));
  REQUIRE(cuStreamSynchronize(stream));
  CHECK_BYTES(back, wanted, sizeof back);
}

CASE(cuMemAllocAsync, CUDA_ERROR_INVALID_VALUE, "no bytes, to nowhere") {
  with_context();
  CUdeviceptr address;
  EXPECT(cuMemAllocAsync(&address, 0, NULL), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemAllocAsync(NULL, 4096, NULL), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemAllocAsync, CUDA_ERROR_OUT_OF_MEMORY, "more than is free, and nothing is lost by it") {
  with_context();
  CUdeviceptr address;
  size_t before = free_bytes();
  EXPECT(cuMemAllocAsync(&address, before + 64 * MIB, NULL), CUDA_ERROR_OUT_OF_MEMORY);
  CHECK(free_bytes() == before);
  EXPECT(cuMemAllocAsync(&address, MIB, NULL), CUDA_SUCCESS);
}

CASE(cuMemAllocFromPoolAsync, CUDA_SUCCESS, "the pool counts what is used and reserved") {
  with_context();
  CUstream stream = new_stream();
  CUmemoryPool pool = created(CU_MEM_HANDLE_TYPE_NONE);
  keep(pool, UINT64_MAX);
  size_t before = free_bytes();
  CUdeviceptr address = taken(pool, 3 * MIB, stream);
  cuuint64_t used = number(pool, CU_MEMPOOL_ATTR_USED_MEM_CURRENT);
  cuuint64_t reserved = number(pool, CU_MEMPOOL_ATTR_RESERVED_MEM_CURRENT);
  CHECK(used >= 3 * MIB && used < 4 * MIB && reserved >= used);
  CHECK(before - free_bytes() == reserved);
  REQUIRE(cuMemFreeAsync(address, stream));
  REQUIRE(cuStreamSynchronize(stream));
  CHECK(number(pool, CU_MEMPOOL_ATTR_USED_MEM_CURRENT) == 0);
  CHECK(number(pool, CU_MEMPOOL_ATTR_RESERVED_MEM_CURRENT) == reserved);
  CHECK(number(pool, CU_MEMPOOL_ATTR_USED_MEM_HIGH) == used && number(pool, CU_MEMPOOL_ATTR_RESERVED_MEM_HIGH) == reserved);
}

CASE(cuMemAllocFromPoolAsync, CUDA_ERROR_OUT_OF_MEMORY, "more than is free") {
  with_context();
  CUdeviceptr address;
  EXPECT(cuMemAllocFromPoolAsync(&address, free_bytes() + 64 * MIB, created(CU_MEM_HANDLE_TYPE_NONE), NULL),
         CUDA_ERROR_OUT_OF_MEMORY);
}

CASE(cuMemAllocFromPoolAsync, CUDA_ERROR_INVALID_VALUE, "from no pool") {
  with_context();
  CUdeviceptr address;
  EXPECT(cuMemAllocFromPoolAsync(&address, MIB, NULL, NULL), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemFreeAsync, CUDA_SUCCESS, "without a threshold the next synchronise gives everything back") {
  with_context();
  CUstream stream = new_stream();
  size_t before = free_bytes();
  CUmemoryPool pool = created(CU_MEM_HANDLE_TYPE_NONE);
  CUdeviceptr address = taken(pool, 10 * MIB, stream);
  CHECK(before - free_bytes() >= 10 * MIB);
  REQUIRE(cuMemFreeAsync(address, stream));
  REQUIRE(cuStreamSynchronize(stream));
  CHECK(number(pool, CU_MEMPOOL_ATTR_RESERVED_MEM_CURRENT) == 0);
  CHECK(free_bytes() == before);
}

CASE(cuMemFreeAsync, CUDA_SUCCESS, "what a stream freed it gets again at once") {
  with_context();
  CUstream stream = new_stream();
  CUmemoryPool pool = created(CU_MEM_HANDLE_TYPE_NONE);
  CUdeviceptr first = taken(pool, 8 * MIB, stream);
  cuuint64_t reserved = number(pool, CU_MEMPOOL_ATTR_RESERVED_MEM_CURRENT);
  for (int i = 0; i < 50; i++) {
    REQUIRE(cuMemFreeAsync(first, stream));
    first = taken(pool, 8 * MIB, stream);
  }
  CHECK(number(pool, CU_MEMPOOL_ATTR_RESERVED_MEM_CURRENT) == reserved);
}

CASE(cuMemFreeAsync, CUDA_ERROR_INVALID_VALUE, "of what no pool gave, and twice") {
  with_context();
  CUstream stream = new_stream();
  EXPECT(cuMemFreeAsync(12345, stream), CUDA_ERROR_INVALID_VALUE);
  if (!SIMULATED())
    SKIP("freeing twice is undefined on hardware");
  CUdeviceptr address = taken(created(CU_MEM_HANDLE_TYPE_NONE), MIB, stream);
  REQUIRE(cuMemFreeAsync(address, stream));
  EXPECT(cuMemFreeAsync(address, stream), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemFree_v2, CUDA_SUCCESS, "of what a pool gave") {
  with_context();
  if (!cuMemPoolCreate)
    SKIP("this driver has no pools");
  CUmemoryPool pool = created(CU_MEM_HANDLE_TYPE_NONE);
  CUdeviceptr address = taken(pool, MIB, NULL);
  EXPECT(cuMemFree_v2(address), CUDA_SUCCESS);
  CHECK(number(pool, CU_MEMPOOL_ATTR_USED_MEM_CURRENT) == 0);
}

CASE(cuMemPoolTrimTo, CUDA_SUCCESS, "gives back what isn't used, as far as it is told to") {
  with_context();
  CUstream stream = new_stream();
  size_t before = free_bytes();
  CUmemoryPool pool = created(CU_MEM_HANDLE_TYPE_NONE);
  keep(pool, UINT64_MAX);
  CUdeviceptr used = taken(pool, 64 * MIB, stream), unused = taken(pool, 64 * MIB, stream);
  REQUIRE(cuMemFreeAsync(unused, stream));
  REQUIRE(cuStreamSynchronize(stream));
  CHECK(number(pool, CU_MEMPOOL_ATTR_RESERVED_MEM_CURRENT) >= 128 * MIB);
  EXPECT(cuMemPoolTrimTo(pool, 128 * MIB), CUDA_SUCCESS);
  CHECK(number(pool, CU_MEMPOOL_ATTR_RESERVED_MEM_CURRENT) >= 128 * MIB);
  EXPECT(cuMemPoolTrimTo(pool, 0), CUDA_SUCCESS);
  CHECK(number(pool, CU_MEMPOOL_ATTR_RESERVED_MEM_CURRENT) == 64 * MIB);
  REQUIRE(cuMemFreeAsync(used, stream));
  REQUIRE(cuStreamSynchronize(stream));
  EXPECT(cuMemPoolTrimTo(pool, 0), CUDA_SUCCESS);
  CHECK(free_bytes() == before);
}

CASE(cuMemPoolSetAttribute, CUDA_SUCCESS, "the threshold and what may be used again") {
  with_context();
  CUmemoryPool pool = created(CU_MEM_HANDLE_TYPE_NONE);
  for (int attribute = CU_MEMPOOL_ATTR_REUSE_FOLLOW_EVENT_DEPENDENCIES;
       attribute <= CU_MEMPOOL_ATTR_REUSE_ALLOW_INTERNAL_DEPENDENCIES; attribute++) {
    int off = 0, value = 99;
    REQUIRE(cuMemPoolGetAttribute(pool, (CUmemPool_attribute)attribute, &value));
    CHECK(value == 1);
    REQUIRE(cuMemPoolSetAttribute(pool, (CUmemPool_attribute)attribute, &off));
    REQUIRE(cuMemPoolGetAttribute(pool, (CUmemPool_attribute)attribute, &value));
    CHECK(value == 0);
  }
  keep(pool, 12 * MIB);
  CHECK(number(pool, CU_MEMPOOL_ATTR_RELEASE_THRESHOLD) == 12 * MIB);
}

CASE(cuMemPoolSetAttribute, CUDA_SUCCESS, "the highest marks go back to the present") {
  with_context();
  CUmemoryPool pool = created(CU_MEM_HANDLE_TYPE_NONE);
  cuuint64_t zero = 0;
  REQUIRE(cuMemFree_v2(taken(pool, 40 * MIB, NULL)));
  CHECK(number(pool, CU_MEMPOOL_ATTR_USED_MEM_HIGH) >= 40 * MIB);
  REQUIRE(cuMemPoolSetAttribute(pool, CU_MEMPOOL_ATTR_USED_MEM_HIGH, &zero));
  CHECK(number(pool, CU_MEMPOOL_ATTR_USED_MEM_HIGH) == 0);
}

CASE(cuMemPoolSetAttribute, CUDA_ERROR_INVALID_VALUE, "what can only be read, a mark that isn't zero") {
  with_context();
  CUmemoryPool pool = created(CU_MEM_HANDLE_TYPE_NONE);
  cuuint64_t zero = 0, one = 1;
  EXPECT(cuMemPoolSetAttribute(pool, CU_MEMPOOL_ATTR_USED_MEM_CURRENT, &zero), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemPoolSetAttribute(pool, CU_MEMPOOL_ATTR_RESERVED_MEM_CURRENT, &zero), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemPoolSetAttribute(pool, CU_MEMPOOL_ATTR_USED_MEM_HIGH, &one), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemPoolSetAttribute(pool, (CUmemPool_attribute)99, &zero), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemPoolGetAttribute, CUDA_SUCCESS, "all zero at first") {
  with_context();
  CUmemoryPool pool = created(CU_MEM_HANDLE_TYPE_NONE);
  for (int attribute = CU_MEMPOOL_ATTR_RELEASE_THRESHOLD; attribute <= CU_MEMPOOL_ATTR_USED_MEM_HIGH; attribute++)
    CHECK(number(pool, (CUmemPool_attribute)attribute) == 0);
}

CASE(cuMemPoolGetAttribute, CUDA_ERROR_INVALID_VALUE, "no such attribute, to nowhere") {
  with_context();
  cuuint64_t value;
  CUmemoryPool pool = created(CU_MEM_HANDLE_TYPE_NONE);
  EXPECT(cuMemPoolGetAttribute(pool, (CUmemPool_attribute)99, &value), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemPoolGetAttribute(pool, CU_MEMPOOL_ATTR_USED_MEM_HIGH, NULL), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemPoolSetAccess, CUDA_SUCCESS, "of its own device, again") {
  with_context();
  CUmemAccessDesc access = {.location = {.type = CU_MEM_LOCATION_TYPE_DEVICE}, .flags = CU_MEM_ACCESS_FLAGS_PROT_READWRITE};
  EXPECT(cuMemPoolSetAccess(created(CU_MEM_HANDLE_TYPE_NONE), &access, 1), CUDA_SUCCESS);
}

CASE(cuMemPoolSetAccess, CUDA_ERROR_INVALID_VALUE, "taking it from its own device, no such access") {
  with_context();
  CUmemoryPool pool = created(CU_MEM_HANDLE_TYPE_NONE);
  CUmemAccessDesc access = {.location = {.type = CU_MEM_LOCATION_TYPE_DEVICE}, .flags = CU_MEM_ACCESS_FLAGS_PROT_NONE};
  EXPECT(cuMemPoolSetAccess(pool, &access, 1), CUDA_ERROR_INVALID_VALUE);
  access.flags = (CUmemAccess_flags)2;
  EXPECT(cuMemPoolSetAccess(pool, &access, 1), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemPoolGetAccess, CUDA_SUCCESS, "its own device reads and writes") {
  with_context();
  CUmemLocation location = {.type = CU_MEM_LOCATION_TYPE_DEVICE, .id = 0};
  CUmemAccess_flags flags = CU_MEM_ACCESS_FLAGS_PROT_NONE;
  REQUIRE(cuMemPoolGetAccess(&flags, created(CU_MEM_HANDLE_TYPE_NONE), &location));
  CHECK(flags == CU_MEM_ACCESS_FLAGS_PROT_READWRITE);
}

CASE(cuMemPoolExportToShareableHandle, CUDA_SUCCESS, "a descriptor") {
  with_context();
  int file = -1;
  REQUIRE(cuMemPoolExportToShareableHandle(&file, created(CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR),
                                           CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR, 0));
  CHECK(file >= 0);
}

CASE(cuMemPoolExportToShareableHandle, CUDA_ERROR_INVALID_VALUE, "of a pool not created for it, with flags") {
  with_context();
  int file;
  EXPECT(cuMemPoolExportToShareableHandle(&file, created(CU_MEM_HANDLE_TYPE_NONE), CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR, 0),
         CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemPoolExportToShareableHandle(&file, created(CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR),
                                          CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR, 1),
         CUDA_ERROR_INVALID_VALUE);
}

// Another process is what it is for, but the driver lets a process import its own pool.
static CUmemoryPool imported(CUmemoryPool pool) {
  int file;
  CUmemoryPool again;
  REQUIRE(cuMemPoolExportToShareableHandle(&file, pool, CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR, 0));
  REQUIRE(cuMemPoolImportFromShareableHandle(&again, (void *)(uintptr_t)file, CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR, 0));
  close(file);
  return again;
}

CASE(cuMemPoolImportFromShareableHandle, CUDA_SUCCESS, "a pool from which nothing can be allocated") {
  with_context();
  if (!SIMULATED())
    SKIP("hardware wants another process");
  CUmemoryPool pool = imported(created(CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR));
  CUdeviceptr address;
  EXPECT(cuMemAllocFromPoolAsync(&address, MIB, pool, NULL), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemPoolDestroy(pool), CUDA_SUCCESS);
}

CASE(cuMemPoolExportPointer, CUDA_SUCCESS, "and imported it is the same memory, not taken twice") {
  with_context();
  if (!SIMULATED())
    SKIP("hardware wants another process");
  CUmemoryPool pool = created(CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR), other = imported(pool);
  CUdeviceptr address = taken(pool, MIB, NULL), there;
  CUmemPoolPtrExportData data;
  unsigned int back = 0;
  size_t before = free_bytes();
  REQUIRE(cuMemsetD32_v2(address + 1024, 0xfeed, 1));
  REQUIRE(cuMemPoolExportPointer(&data, address));
  REQUIRE(cuMemPoolImportPointer(&there, other, &data));
  CHECK(there != address && free_bytes() == before);
  REQUIRE(cuMemcpyDtoH_v2(&back, there + 1024, 4));
  CHECK(back == 0xfeed);
  EXPECT(cuMemFreeAsync(there, NULL), CUDA_SUCCESS);
  REQUIRE(cuStreamSynchronize(NULL));
  CHECK(free_bytes() == before);
}

CASE(cuMemPoolExportPointer, CUDA_ERROR_INVALID_VALUE, "of memory of a pool not created for it, or of none") {
  with_context();
  CUmemPoolPtrExportData data;
  CUdeviceptr plain;
  REQUIRE(cuMemAlloc_v2(&plain, MIB));
  EXPECT(cuMemPoolExportPointer(&data, plain), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemPoolExportPointer(&data, taken(created(CU_MEM_HANDLE_TYPE_NONE), MIB, NULL)), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemPoolImportPointer, CUDA_SUCCESS, "two pointers of one pool") {
  with_context();
  if (!SIMULATED())
    SKIP("hardware wants another process");
  CUmemoryPool pool = created(CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR), other = imported(pool);
  for (unsigned int i = 1; i <= 2; i++) {
    CUmemPoolPtrExportData data;
    CUdeviceptr address = taken(pool, 4096, NULL), there;
    unsigned int back = 0;
    REQUIRE(cuMemsetD32_v2(address, i, 1024));
    REQUIRE(cuMemPoolExportPointer(&data, address));
    REQUIRE(cuMemPoolImportPointer(&there, other, &data));
    REQUIRE(cuMemcpyDtoH_v2(&back, there + 4092, 4));
    CHECK(back == i);
  }
}

CASE(cuMemPoolImportPointer, CUDA_ERROR_INVALID_VALUE, "of another pool, of nonsense") {
  with_context();
  if (!SIMULATED())
    SKIP("hardware wants another process");
  CUmemoryPool one = created(CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR), two = created(CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR);
  CUmemPoolPtrExportData data = {{0}};
  CUdeviceptr there;
  EXPECT(cuMemPoolImportPointer(&there, imported(one), &data), CUDA_ERROR_INVALID_VALUE);
  REQUIRE(cuMemPoolExportPointer(&data, taken(one, 4096, NULL)));
  EXPECT(cuMemPoolImportPointer(&there, imported(two), &data), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemPoolCreate, CUDA_SUCCESS, "a pool of host memory takes none of the device's") {
  with_context();
  if (driver_version() < 12020)
    SKIP("they came with CUDA 12.2");
  CUmemPoolProps properties = {.allocType = CU_MEM_ALLOCATION_TYPE_PINNED, .location = {.type = CU_MEM_LOCATION_TYPE_HOST_NUMA}};
  CUmemoryPool pool;
  size_t before = free_bytes();
  REQUIRE(cuMemPoolCreate(&pool, &properties));
  CUdeviceptr address = taken(pool, 64 * MIB, NULL);
  EXPECT(cuMemsetD8_v2(address, 3, MIB), CUDA_SUCCESS);
  CHECK(before - free_bytes() < 4 * MIB);
  EXPECT(cuMemFree_v2(address), CUDA_SUCCESS);
}

CASE(cuMemAllocAsync, CUDA_SUCCESS, "captured: a node that allocates and one that frees, and the pool keeps out of it") {
  CUdevice device = with_device();
  with_context();
  CUstream stream = new_stream();
  CUmemoryPool pool;
  CUdeviceptr address;
  CUgraph graph;
  CUgraphNode nodes[4];
  CUgraphNodeType types[2];
  size_t count = 4;
  REQUIRE(cuDeviceGetMemPool(&pool, device));
  REQUIRE(cuStreamBeginCapture_v2(stream, CU_STREAM_CAPTURE_MODE_GLOBAL));
  REQUIRE(cuMemAllocAsync(&address, MIB, stream));
  REQUIRE(cuMemFreeAsync(address, stream));
  REQUIRE(cuStreamEndCapture(stream, &graph));
  REQUIRE(cuGraphGetNodes(graph, nodes, &count));
  CHECK(count == 2);
  for (int i = 0; i < 2; i++)
    REQUIRE(cuGraphNodeGetType(nodes[i], &types[i]));
  CHECK(types[0] + types[1] == CU_GRAPH_NODE_TYPE_MEM_ALLOC + CU_GRAPH_NODE_TYPE_MEM_FREE && types[0] != types[1]);
  CHECK(number(pool, CU_MEMPOOL_ATTR_USED_MEM_CURRENT) == 0);
}
