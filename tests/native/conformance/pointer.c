// What an address is.
#include "conformance.h"

static const size_t mib = 1 << 20;

#define ATTRIBUTE(type_, attribute_, address_) \
  (__extension__({ type_ value_ = (type_)-77; REQUIRE(cuPointerGetAttribute(&value_, attribute_, address_)); value_; }))

CASE(cuPointerGetAttribute, CUDA_SUCCESS, "of device memory, from the middle") {
  CUcontext context = with_context();
  CUdeviceptr memory;
  REQUIRE(cuMemAlloc_v2(&memory, 2 * mib));
  CHECK(ATTRIBUTE(CUcontext, CU_POINTER_ATTRIBUTE_CONTEXT, memory + 5) == context);
  CHECK(ATTRIBUTE(unsigned int, CU_POINTER_ATTRIBUTE_MEMORY_TYPE, memory + 5) == CU_MEMORYTYPE_DEVICE);
  CHECK(ATTRIBUTE(CUdeviceptr, CU_POINTER_ATTRIBUTE_DEVICE_POINTER, memory + 5) == memory + 5);
  CHECK(ATTRIBUTE(int, CU_POINTER_ATTRIBUTE_DEVICE_ORDINAL, memory + 5) == 0);
  CHECK(ATTRIBUTE(CUdeviceptr, CU_POINTER_ATTRIBUTE_RANGE_START_ADDR, memory + 5) == memory);
  CHECK(ATTRIBUTE(size_t, CU_POINTER_ATTRIBUTE_RANGE_SIZE, memory + 5) == 2 * mib);
  int managed = 0, mapped = 0, legacy_ipc = 0, access = 0;
  REQUIRE(cuPointerGetAttribute(&managed, CU_POINTER_ATTRIBUTE_IS_MANAGED, memory));
  REQUIRE(cuPointerGetAttribute(&mapped, CU_POINTER_ATTRIBUTE_MAPPED, memory));
  REQUIRE(cuPointerGetAttribute(&legacy_ipc, CU_POINTER_ATTRIBUTE_IS_LEGACY_CUDA_IPC_CAPABLE, memory));
  REQUIRE(cuPointerGetAttribute(&access, CU_POINTER_ATTRIBUTE_ACCESS_FLAGS, memory));
  CHECK(!managed && mapped && legacy_ipc && access == CU_POINTER_ATTRIBUTE_ACCESS_FLAG_READWRITE);
}

CASE(cuPointerGetAttribute, CUDA_SUCCESS, "each buffer has a number of its own") {
  with_context();
  CUdeviceptr one, other;
  REQUIRE(cuMemAlloc_v2(&one, 2 * mib));
  REQUIRE(cuMemAlloc_v2(&other, 2 * mib));
  unsigned long long first = ATTRIBUTE(unsigned long long, CU_POINTER_ATTRIBUTE_BUFFER_ID, one);
  CHECK(first == ATTRIBUTE(unsigned long long, CU_POINTER_ATTRIBUTE_BUFFER_ID, one + 100));
  CHECK(first != ATTRIBUTE(unsigned long long, CU_POINTER_ATTRIBUTE_BUFFER_ID, other));
  REQUIRE(cuMemFree_v2(one));
  REQUIRE(cuMemAlloc_v2(&one, 2 * mib));
  CHECK(first != ATTRIBUTE(unsigned long long, CU_POINTER_ATTRIBUTE_BUFFER_ID, one));
}

CASE(cuPointerGetAttribute, CUDA_SUCCESS, "of the host's memory") {
  with_context();
  char *host;
  REQUIRE(cuMemAllocHost_v2((void **)&host, 10000));
  CHECK(ATTRIBUTE(unsigned int, CU_POINTER_ATTRIBUTE_MEMORY_TYPE, (uintptr_t)host + 9) == CU_MEMORYTYPE_HOST);
  CHECK(ATTRIBUTE(void *, CU_POINTER_ATTRIBUTE_HOST_POINTER, (uintptr_t)host + 9) == host + 9);
  CHECK(ATTRIBUTE(CUdeviceptr, CU_POINTER_ATTRIBUTE_DEVICE_POINTER, (uintptr_t)host + 9) == (uintptr_t)host + 9);
}

CASE(cuPointerGetAttribute, CUDA_SUCCESS, "of managed memory") {
  with_context();
  CUdeviceptr memory;
  int managed = 0;
  REQUIRE(cuMemAllocManaged(&memory, 10000, CU_MEM_ATTACH_GLOBAL));
  REQUIRE(cuPointerGetAttribute(&managed, CU_POINTER_ATTRIBUTE_IS_MANAGED, memory));
  CHECK(managed);
  CHECK(ATTRIBUTE(CUdeviceptr, CU_POINTER_ATTRIBUTE_HOST_POINTER, memory + 9) == memory + 9);
}

CASE(cuPointerGetAttribute, CUDA_ERROR_INVALID_VALUE, "of ordinary memory, of none, and no attribute") {
  with_context();
  CUdeviceptr memory, answer;
  int local;
  REQUIRE(cuMemAlloc_v2(&memory, 2 * mib));
  EXPECT(cuPointerGetAttribute(&answer, CU_POINTER_ATTRIBUTE_DEVICE_POINTER, (uintptr_t)&local), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuPointerGetAttribute(&answer, CU_POINTER_ATTRIBUTE_DEVICE_POINTER, 0), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuPointerGetAttribute(&answer, CU_POINTER_ATTRIBUTE_HOST_POINTER, memory), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuPointerGetAttribute(&answer, (CUpointer_attribute)999, memory), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuPointerGetAttribute(NULL, CU_POINTER_ATTRIBUTE_DEVICE_POINTER, memory), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuPointerGetAttributes, CUDA_SUCCESS, "several, and of an unknown address they are nothing") {
  with_context();
  CUdeviceptr memory, start = 5;
  unsigned int type = 5;
  int local, ordinal = 5;
  CUpointer_attribute asked[] = {CU_POINTER_ATTRIBUTE_MEMORY_TYPE, CU_POINTER_ATTRIBUTE_RANGE_START_ADDR,
                                 CU_POINTER_ATTRIBUTE_DEVICE_ORDINAL};
  void *answers[] = {&type, &start, &ordinal};
  REQUIRE(cuMemAlloc_v2(&memory, 2 * mib));
  EXPECT(cuPointerGetAttributes(3, asked, answers, memory + 77), CUDA_SUCCESS);
  CHECK(type == CU_MEMORYTYPE_DEVICE && start == memory && ordinal == 0);
  EXPECT(cuPointerGetAttributes(3, asked, answers, (uintptr_t)&local), CUDA_SUCCESS);
  CHECK(type == 0 && start == 0);
}

CASE(cuPointerGetAttributes, CUDA_ERROR_INVALID_VALUE, "none") {
  with_context();
  unsigned int type;
  EXPECT(cuPointerGetAttributes(0, (CUpointer_attribute[]){CU_POINTER_ATTRIBUTE_MEMORY_TYPE}, (void *[]){&type}, 0),
         CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuPointerGetAttributes(1, NULL, (void *[]){&type}, 0), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuPointerSetAttribute, CUDA_SUCCESS, "copies that are synchronous always") {
  with_context();
  CUdeviceptr memory;
  unsigned int on = 1, answer = 0;
  REQUIRE(cuMemAlloc_v2(&memory, 2 * mib));
  EXPECT(cuPointerSetAttribute(&on, CU_POINTER_ATTRIBUTE_SYNC_MEMOPS, memory), CUDA_SUCCESS);
  REQUIRE(cuPointerGetAttribute(&answer, CU_POINTER_ATTRIBUTE_SYNC_MEMOPS, memory));
  CHECK(answer);
}

CASE(cuPointerSetAttribute, CUDA_ERROR_INVALID_VALUE, "what can't be set, and of no address") {
  with_context();
  CUdeviceptr memory;
  unsigned int on = 1;
  REQUIRE(cuMemAlloc_v2(&memory, 2 * mib));
  EXPECT(cuPointerSetAttribute(&on, CU_POINTER_ATTRIBUTE_IS_MANAGED, memory), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuPointerSetAttribute(&on, CU_POINTER_ATTRIBUTE_SYNC_MEMOPS, (uintptr_t)&on), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuPointerGetAttribute, CUDA_SUCCESS, "of a pool's memory, whose it is") {
  with_context();
  CUmemPoolProps properties = {.allocType = CU_MEM_ALLOCATION_TYPE_PINNED,
                               .handleTypes = CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR,
                               .location = {.type = CU_MEM_LOCATION_TYPE_DEVICE, .id = 0}};
  CUmemoryPool pool;
  CUdeviceptr memory;
  int legacy_ipc = 1;
  REQUIRE(cuMemPoolCreate(&pool, &properties));
  REQUIRE(cuMemAllocFromPoolAsync(&memory, 5000, pool, NULL));
  REQUIRE(cuCtxSynchronize());
  CHECK(ATTRIBUTE(CUmemoryPool, CU_POINTER_ATTRIBUTE_MEMPOOL_HANDLE, memory + 1) == pool);
  CHECK(ATTRIBUTE(unsigned long long, CU_POINTER_ATTRIBUTE_ALLOWED_HANDLE_TYPES, memory + 1) ==
        CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR);
  REQUIRE(cuPointerGetAttribute(&legacy_ipc, CU_POINTER_ATTRIBUTE_IS_LEGACY_CUDA_IPC_CAPABLE, memory));
  CHECK(!legacy_ipc);
}
