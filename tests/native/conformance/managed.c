// Managed memory: one address for all, with advice about where its bytes should be.
#include "conformance.h"

static const size_t mib = 1 << 20;

static CUdeviceptr managed(size_t bytes) {
  CUdevice device = with_device();
  int supported = 0;
  REQUIRE(cuDeviceGetAttribute(&supported, CU_DEVICE_ATTRIBUTE_CONCURRENT_MANAGED_ACCESS, device));
  if (!supported)
    SKIP("no concurrent managed access");
  with_context();
  CUdeviceptr memory;
  REQUIRE(cuMemAllocManaged(&memory, bytes, CU_MEM_ATTACH_GLOBAL));
  return memory;
}

static CUmemLocation on_device(int id) {
  return (CUmemLocation){.type = CU_MEM_LOCATION_TYPE_DEVICE, .id = id};
}

static const CUmemLocation on_host = {.type = CU_MEM_LOCATION_TYPE_HOST};

static int range_attribute(CUmem_range_attribute attribute, CUdeviceptr memory, size_t bytes) {
  int value = -100;
  REQUIRE(cuMemRangeGetAttribute(&value, sizeof value, attribute, memory, bytes));
  return value;
}

CASE(cuMemAllocManaged, CUDA_SUCCESS, "the host and the device see the same bytes") {
  CUdeviceptr memory = managed(3 * mib);
  unsigned char *seen = (unsigned char *)(uintptr_t)memory;
  seen[0] = 1;
  REQUIRE(cuMemsetD8_v2(memory + 1, 2, 3 * mib - 1));
  REQUIRE(cuCtxSynchronize());
  CHECK(seen[0] == 1 && seen[1] == 2 && seen[3 * mib - 1] == 2);
  EXPECT(cuMemFree_v2(memory), CUDA_SUCCESS);
}

CASE(cuMemAllocManaged, CUDA_SUCCESS, "more than the device has left") {
  CUdeviceptr memory = managed(mib), more;
  size_t free_bytes, total;
  REQUIRE(cuMemGetInfo_v2(&free_bytes, &total));
  EXPECT(cuMemAllocManaged(&more, total + 64 * mib, CU_MEM_ATTACH_GLOBAL), CUDA_SUCCESS);
  EXPECT(cuMemFree_v2(more), CUDA_SUCCESS);
  EXPECT(cuMemFree_v2(memory), CUDA_SUCCESS);
}

CASE(cuMemAllocManaged, CUDA_SUCCESS, "makes room for memory that can't be elsewhere") {
  size_t free_bytes, total;
  managed(mib);
  REQUIRE(cuMemGetInfo_v2(&free_bytes, &total));
  CUdeviceptr memory, plain;
  REQUIRE(cuMemAllocManaged(&memory, free_bytes / 2, CU_MEM_ATTACH_GLOBAL));
  EXPECT(cuMemAlloc_v2(&plain, free_bytes / 4 * 3), CUDA_SUCCESS);
}

CASE(cuMemAllocManaged, CUDA_ERROR_INVALID_VALUE, "of no bytes, attached to nobody or to one stream") {
  with_context();
  CUdeviceptr memory;
  EXPECT(cuMemAllocManaged(&memory, 0, CU_MEM_ATTACH_GLOBAL), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemAllocManaged(&memory, mib, 0), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemAllocManaged(&memory, mib, CU_MEM_ATTACH_SINGLE), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemAllocManaged(NULL, mib, CU_MEM_ATTACH_GLOBAL), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemAdvise, CUDA_SUCCESS, "is answered again") {
  CUdeviceptr memory = managed(4 * mib);
  REQUIRE(cuMemAdvise(memory, 4 * mib, CU_MEM_ADVISE_SET_READ_MOSTLY, 0));
  CHECK(range_attribute(CU_MEM_RANGE_ATTRIBUTE_READ_MOSTLY, memory, 4 * mib) == 1);
  REQUIRE(cuMemAdvise(memory, 4 * mib, CU_MEM_ADVISE_UNSET_READ_MOSTLY, 0));
  CHECK(range_attribute(CU_MEM_RANGE_ATTRIBUTE_READ_MOSTLY, memory, 4 * mib) == 0);
  REQUIRE(cuMemAdvise(memory, 4 * mib, CU_MEM_ADVISE_SET_PREFERRED_LOCATION, CU_DEVICE_CPU));
  CHECK(range_attribute(CU_MEM_RANGE_ATTRIBUTE_PREFERRED_LOCATION, memory, 4 * mib) == CU_DEVICE_CPU);
  REQUIRE(cuMemAdvise(memory, 4 * mib, CU_MEM_ADVISE_UNSET_PREFERRED_LOCATION, 0));
  CHECK(range_attribute(CU_MEM_RANGE_ATTRIBUTE_PREFERRED_LOCATION, memory, 4 * mib) == CU_DEVICE_INVALID);
}

CASE(cuMemAdvise, CUDA_ERROR_INVALID_VALUE, "about what is not managed, and unknown advice") {
  CUdeviceptr memory = managed(2 * mib), plain;
  REQUIRE(cuMemAlloc_v2(&plain, 2 * mib));
  EXPECT(cuMemAdvise(plain, 2 * mib, CU_MEM_ADVISE_SET_READ_MOSTLY, 0), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemAdvise(memory, 0, CU_MEM_ADVISE_SET_READ_MOSTLY, 0), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemAdvise(memory, 2 * mib, (CUmem_advise)99, 0), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemAdvise, CUDA_ERROR_INVALID_DEVICE, "a place that isn't there") {
  CUdeviceptr memory = managed(2 * mib);
  EXPECT(cuMemAdvise(memory, 2 * mib, CU_MEM_ADVISE_SET_PREFERRED_LOCATION, 99), CUDA_ERROR_INVALID_DEVICE);
}

CASE(cuMemAdvise_v2, CUDA_SUCCESS, "about a part only") {
  CUdeviceptr memory = managed(4 * mib);
  REQUIRE(cuMemAdvise_v2(memory, 2 * mib, CU_MEM_ADVISE_SET_PREFERRED_LOCATION, on_device(0)));
  CHECK(range_attribute(CU_MEM_RANGE_ATTRIBUTE_PREFERRED_LOCATION, memory, 2 * mib) == 0);
  CHECK(range_attribute(CU_MEM_RANGE_ATTRIBUTE_PREFERRED_LOCATION_TYPE, memory, 2 * mib) == CU_MEM_LOCATION_TYPE_DEVICE);
  CHECK(range_attribute(CU_MEM_RANGE_ATTRIBUTE_PREFERRED_LOCATION_ID, memory, 2 * mib) == 0);
  CHECK(range_attribute(CU_MEM_RANGE_ATTRIBUTE_PREFERRED_LOCATION, memory + 2 * mib, 2 * mib) == CU_DEVICE_INVALID);
  CHECK(range_attribute(CU_MEM_RANGE_ATTRIBUTE_PREFERRED_LOCATION, memory, 4 * mib) == CU_DEVICE_INVALID);
}

CASE(cuMemAdvise_v2, CUDA_ERROR_INVALID_VALUE, "no kind of place") {
  CUdeviceptr memory = managed(2 * mib);
  EXPECT(cuMemAdvise_v2(memory, 2 * mib, CU_MEM_ADVISE_SET_PREFERRED_LOCATION, (CUmemLocation){.type = 77}),
         CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemRangeGetAttribute, CUDA_SUCCESS, "who may access it") {
  CUdeviceptr memory = managed(2 * mib);
  int devices[3] = {5, 5, 5};
  REQUIRE(cuMemAdvise(memory, 2 * mib, CU_MEM_ADVISE_SET_ACCESSED_BY, 0));
  REQUIRE(cuMemRangeGetAttribute(devices, sizeof devices, CU_MEM_RANGE_ATTRIBUTE_ACCESSED_BY, memory, 2 * mib));
  CHECK(devices[0] == 0 && devices[1] == CU_DEVICE_INVALID && devices[2] == CU_DEVICE_INVALID);
  REQUIRE(cuMemAdvise(memory, 2 * mib, CU_MEM_ADVISE_UNSET_ACCESSED_BY, 0));
  REQUIRE(cuMemRangeGetAttribute(devices, sizeof devices, CU_MEM_RANGE_ATTRIBUTE_ACCESSED_BY, memory, 2 * mib));
  CHECK(devices[0] == CU_DEVICE_INVALID);
}

CASE(cuMemRangeGetAttribute, CUDA_ERROR_INVALID_VALUE, "the wrong size, no attribute, not managed, too long") {
  CUdeviceptr memory = managed(2 * mib), plain;
  int value;
  REQUIRE(cuMemAlloc_v2(&plain, 2 * mib));
  EXPECT(cuMemRangeGetAttribute(&value, 3, CU_MEM_RANGE_ATTRIBUTE_READ_MOSTLY, memory, mib), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemRangeGetAttribute(&value, 4, (CUmem_range_attribute)99, memory, mib), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemRangeGetAttribute(&value, 4, CU_MEM_RANGE_ATTRIBUTE_READ_MOSTLY, plain, mib), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemRangeGetAttribute(&value, 4, CU_MEM_RANGE_ATTRIBUTE_READ_MOSTLY, memory, 64 * mib), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemRangeGetAttribute(NULL, 4, CU_MEM_RANGE_ATTRIBUTE_READ_MOSTLY, memory, mib), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemRangeGetAttributes, CUDA_SUCCESS, "several at once") {
  CUdeviceptr memory = managed(2 * mib);
  int mostly = 5, preferred = 5;
  REQUIRE(cuMemAdvise(memory, 2 * mib, CU_MEM_ADVISE_SET_READ_MOSTLY, 0));
  EXPECT(cuMemRangeGetAttributes((void *[]){&mostly, &preferred}, (size_t[]){4, 4},
                                 (CUmem_range_attribute[]){CU_MEM_RANGE_ATTRIBUTE_READ_MOSTLY,
                                                           CU_MEM_RANGE_ATTRIBUTE_PREFERRED_LOCATION},
                                 2, memory, 2 * mib),
         CUDA_SUCCESS);
  CHECK(mostly == 1 && preferred == CU_DEVICE_INVALID);
}

CASE(cuMemRangeGetAttributes, CUDA_ERROR_INVALID_VALUE, "none") {
  CUdeviceptr memory = managed(2 * mib);
  int value;
  EXPECT(cuMemRangeGetAttributes((void *[]){&value}, (size_t[]){4},
                                 (CUmem_range_attribute[]){CU_MEM_RANGE_ATTRIBUTE_READ_MOSTLY}, 0, memory, mib),
         CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemPrefetchAsync, CUDA_SUCCESS, "to the device, and to the host") {
  CUdeviceptr memory = managed(2 * mib);
  REQUIRE(cuMemPrefetchAsync(memory, 2 * mib, 0, NULL));
  CHECK(range_attribute(CU_MEM_RANGE_ATTRIBUTE_LAST_PREFETCH_LOCATION, memory, 2 * mib) == 0);
  REQUIRE(cuMemPrefetchAsync(memory, 2 * mib, CU_DEVICE_CPU, NULL));
  CHECK(range_attribute(CU_MEM_RANGE_ATTRIBUTE_LAST_PREFETCH_LOCATION, memory, 2 * mib) == CU_DEVICE_CPU);
  REQUIRE(cuCtxSynchronize());
}

CASE(cuMemPrefetchAsync, CUDA_ERROR_INVALID_VALUE, "what is not managed") {
  CUdeviceptr plain;
  managed(mib);
  REQUIRE(cuMemAlloc_v2(&plain, 2 * mib));
  EXPECT(cuMemPrefetchAsync(plain, 2 * mib, 0, NULL), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemPrefetchAsync, CUDA_ERROR_INVALID_DEVICE, "to where nothing is") {
  CUdeviceptr memory = managed(2 * mib);
  EXPECT(cuMemPrefetchAsync(memory, 2 * mib, 99, NULL), CUDA_ERROR_INVALID_DEVICE);
}

CASE(cuMemPrefetchAsync_v2, CUDA_SUCCESS, "to a place named in full") {
  CUdeviceptr memory = managed(2 * mib);
  REQUIRE(cuMemPrefetchAsync_v2(memory, mib, on_device(0), 0, NULL));
  REQUIRE(cuMemPrefetchAsync_v2(memory, mib, on_host, 0, NULL));
  CHECK(range_attribute(CU_MEM_RANGE_ATTRIBUTE_LAST_PREFETCH_LOCATION_TYPE, memory, mib) == CU_MEM_LOCATION_TYPE_HOST);
}

CASE(cuMemPrefetchAsync_v2, CUDA_ERROR_INVALID_VALUE, "with flags") {
  CUdeviceptr memory = managed(2 * mib);
  EXPECT(cuMemPrefetchAsync_v2(memory, mib, on_device(0), 1, NULL), CUDA_ERROR_INVALID_VALUE);
}

static CUstream stream(void) {
  CUstream made;
  REQUIRE(cuStreamCreate(&made, CU_STREAM_NON_BLOCKING));
  return made;
}

CASE(cuMemPrefetchBatchAsync, CUDA_SUCCESS, "two ranges to two places") {
  CUdeviceptr memory = managed(4 * mib);
  EXPECT(cuMemPrefetchBatchAsync((CUdeviceptr[]){memory, memory + 2 * mib}, (size_t[]){2 * mib, 2 * mib}, 2,
                                 (CUmemLocation[]){on_device(0), on_host}, (size_t[]){0, 1}, 2, 0, stream()),
         CUDA_SUCCESS);
  CHECK(range_attribute(CU_MEM_RANGE_ATTRIBUTE_LAST_PREFETCH_LOCATION, memory, 2 * mib) == 0);
  CHECK(range_attribute(CU_MEM_RANGE_ATTRIBUTE_LAST_PREFETCH_LOCATION, memory + 2 * mib, 2 * mib) == CU_DEVICE_CPU);
}

CASE(cuMemDiscardBatchAsync, CUDA_SUCCESS, "what it held doesn't matter any more") {
  CUdeviceptr memory = managed(2 * mib);
  EXPECT(cuMemDiscardBatchAsync((CUdeviceptr[]){memory}, (size_t[]){2 * mib}, 1, 0, stream()), CUDA_SUCCESS);
}

CASE(cuMemDiscardAndPrefetchBatchAsync, CUDA_SUCCESS, "both at once") {
  CUdeviceptr memory = managed(2 * mib);
  EXPECT(cuMemDiscardAndPrefetchBatchAsync((CUdeviceptr[]){memory}, (size_t[]){2 * mib}, 1, (CUmemLocation[]){on_device(0)},
                                           (size_t[]){0}, 1, 0, stream()),
         CUDA_SUCCESS);
}
