// Copies of runs of bytes, in all their old and new forms.
#include <sys/mman.h>

#include "conformance.h"

enum { BYTES = 10000, ROOM = 4 << 20 };

static unsigned char pattern[BYTES], seen[BYTES];

static void make_pattern(void) {
  for (int i = 0; i < BYTES; i++)
    pattern[i] = (unsigned char)(i * 7 + i / 251);
  memset(seen, 0, sizeof seen);
}

static CUdeviceptr memory(void) {
  with_context();
  make_pattern();
  CUdeviceptr memory;
  REQUIRE(cuMemAlloc_v2(&memory, ROOM));
  return memory;
}

static CUdeviceptr filled(void) {
  CUdeviceptr filled = memory();
  REQUIRE(cuMemcpyHtoD_v2(filled, pattern, BYTES));
  return filled;
}

static void check_device(CUdeviceptr memory) {
  REQUIRE(cuCtxSynchronize());
  memset(seen, 0, sizeof seen);
  REQUIRE(cuMemcpyDtoH_v2(seen, memory, BYTES));
  CHECK_BYTES(seen, pattern, BYTES);
}

static CUstream new_stream(void) {
  CUstream stream;
  REQUIRE(cuStreamCreate(&stream, CU_STREAM_NON_BLOCKING));
  return stream;
}

CASE(cuMemcpyHtoD_v2, CUDA_SUCCESS, "and back, from and to any byte") {
  CUdeviceptr to = memory();
  for (size_t shift = 0; shift < 5; shift++) {
    EXPECT(cuMemcpyHtoD_v2(to + shift, pattern + shift, BYTES - 10), CUDA_SUCCESS);
    memset(seen, 0, sizeof seen);
    EXPECT(cuMemcpyDtoH_v2(seen + shift, to + shift, BYTES - 10), CUDA_SUCCESS);
    CHECK_BYTES(seen + shift, pattern + shift, BYTES - 10);
  }
}

CASE(cuMemcpyHtoD_v2, CUDA_SUCCESS, "nothing") {
  CUdeviceptr to = memory();
  EXPECT(cuMemcpyHtoD_v2(to, pattern, 0), CUDA_SUCCESS);
}

CASE(cuMemcpyHtoD_v2, CUDA_ERROR_INVALID_VALUE, "past the end, to and from nowhere, after the end") {
  CUdeviceptr to = memory();
  void *much = calloc(1, ROOM + 1);
  EXPECT(cuMemcpyHtoD_v2(to, much, ROOM + 1), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemcpyHtoD_v2(to + 1, much, ROOM), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemcpyHtoD_v2(0, pattern, BYTES), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemcpyHtoD_v2(to, NULL, BYTES), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemcpyHtoD_v2(to, much, SIZE_MAX), CUDA_ERROR_INVALID_VALUE);
  REQUIRE(cuMemFree_v2(to));
  EXPECT(cuMemcpyHtoD_v2(to, pattern, BYTES), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemcpyDtoH_v2, CUDA_SUCCESS, "of what a stream that nobody waited for has written") {
  CUdeviceptr from = memory();
  CUstream stream;
  REQUIRE(cuStreamCreate(&stream, 0));
  REQUIRE(cuMemcpyHtoDAsync_v2(from, pattern, BYTES, stream));
  EXPECT(cuMemcpyDtoH_v2(seen, from, BYTES), CUDA_SUCCESS);
  CHECK_BYTES(seen, pattern, BYTES);
}

CASE(cuMemcpyDtoH_v2, CUDA_ERROR_INVALID_VALUE, "past the end, and from ordinary memory") {
  CUdeviceptr from = memory();
  EXPECT(cuMemcpyDtoH_v2(seen, from + ROOM - BYTES + 1, BYTES), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemcpyDtoH_v2(seen, (uintptr_t)pattern, BYTES), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemcpyDtoH_v2(NULL, from, BYTES), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemcpyDtoD_v2, CUDA_SUCCESS, "between two allocations") {
  CUdeviceptr from = filled(), to = memory();
  EXPECT(cuMemcpyDtoD_v2(to, from, BYTES), CUDA_SUCCESS);
  check_device(to);
}

CASE(cuMemcpyDtoD_v2, CUDA_ERROR_INVALID_VALUE, "past the end of either") {
  CUdeviceptr from = filled(), to = memory();
  EXPECT(cuMemcpyDtoD_v2(to + ROOM - 1, from, 2), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemcpyDtoD_v2(to, from + ROOM - 1, 2), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemcpyDtoD_v2(to, (uintptr_t)pattern, 2), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemcpy, CUDA_SUCCESS, "finds out itself what is what") {
  CUdeviceptr from = filled(), to = memory();
  EXPECT(cuMemcpy(to, from, BYTES), CUDA_SUCCESS);
  check_device(to);
  REQUIRE(cuMemsetD8_v2(to, 0, BYTES));
  EXPECT(cuMemcpy(to, (uintptr_t)pattern, BYTES), CUDA_SUCCESS);
  memset(seen, 0, sizeof seen);
  EXPECT(cuMemcpy((uintptr_t)seen, to, BYTES), CUDA_SUCCESS);
  CHECK_BYTES(seen, pattern, BYTES);
  memset(seen, 0, sizeof seen);
  EXPECT(cuMemcpy((uintptr_t)seen, (uintptr_t)pattern, BYTES), CUDA_SUCCESS);
  CHECK_BYTES(seen, pattern, BYTES);
}

CASE(cuMemcpy, CUDA_ERROR_INVALID_VALUE, "past the end") {
  CUdeviceptr to = memory();
  EXPECT(cuMemcpy(to + ROOM - 1, (uintptr_t)pattern, 2), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemcpy(0, (uintptr_t)pattern, 2), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemcpyAsync, CUDA_SUCCESS, "in the order of its stream") {
  CUdeviceptr from = filled(), to = memory();
  CUstream stream = new_stream();
  REQUIRE(cuMemsetD8Async(to, 9, BYTES, stream));
  EXPECT(cuMemcpyAsync(to, from, BYTES, stream), CUDA_SUCCESS);
  REQUIRE(cuMemsetD8Async(from, 9, BYTES, stream));
  REQUIRE(cuStreamSynchronize(stream));
  check_device(to);
}

CASE(cuMemcpyAsync, CUDA_ERROR_INVALID_VALUE, "past the end") {
  CUdeviceptr to = memory();
  EXPECT(cuMemcpyAsync(to + ROOM - 1, (uintptr_t)pattern, 2, new_stream()), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemcpyAsync, CUDA_ERROR_INVALID_HANDLE, "in no stream") {
  CUdeviceptr to = memory();
  int local[64] = {0};
  if (!SIMULATED())
    SKIP("undefined behaviour");
  EXPECT(cuMemcpyAsync(to, (uintptr_t)pattern, 2, (CUstream)local), CUDA_ERROR_INVALID_HANDLE);
}

CASE(cuMemcpyHtoDAsync_v2, CUDA_SUCCESS, "ordinary memory may change at once") {
  CUdeviceptr to = memory();
  CUstream stream = new_stream();
  memcpy(seen, pattern, BYTES);
  EXPECT(cuMemcpyHtoDAsync_v2(to, seen, BYTES, stream), CUDA_SUCCESS);
  memset(seen, 0, BYTES);
  REQUIRE(cuStreamSynchronize(stream));
  check_device(to);
}

CASE(cuMemcpyHtoDAsync_v2, CUDA_SUCCESS, "from page-locked memory") {
  CUdeviceptr to = memory();
  CUstream stream = new_stream();
  void *host;
  REQUIRE(cuMemAllocHost_v2(&host, BYTES));
  memcpy(host, pattern, BYTES);
  EXPECT(cuMemcpyHtoDAsync_v2(to, host, BYTES, stream), CUDA_SUCCESS);
  REQUIRE(cuStreamSynchronize(stream));
  check_device(to);
}

CASE(cuMemcpyHtoDAsync_v2, CUDA_ERROR_INVALID_VALUE, "past the end") {
  CUdeviceptr to = memory();
  EXPECT(cuMemcpyHtoDAsync_v2(to + ROOM - 1, pattern, 2, new_stream()), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemcpyDtoHAsync_v2, CUDA_SUCCESS, "to page-locked memory") {
  CUdeviceptr from = filled();
  CUstream stream = new_stream();
  void *host;
  REQUIRE(cuMemAllocHost_v2(&host, BYTES));
  EXPECT(cuMemcpyDtoHAsync_v2(host, from, BYTES, stream), CUDA_SUCCESS);
  REQUIRE(cuStreamSynchronize(stream));
  CHECK_BYTES(host, pattern, BYTES);
}

CASE(cuMemcpyDtoHAsync_v2, CUDA_SUCCESS, "to registered memory") {
  CUdeviceptr from = filled();
  CUstream stream = new_stream();
  char *heap = malloc(BYTES);
  REQUIRE(cuMemHostRegister_v2(heap, BYTES, 0));
  EXPECT(cuMemcpyDtoHAsync_v2(heap, from, BYTES, stream), CUDA_SUCCESS);
  REQUIRE(cuStreamSynchronize(stream));
  CHECK_BYTES(heap, pattern, BYTES);
}

CASE(cuMemcpyDtoHAsync_v2, CUDA_SUCCESS, "to ordinary memory it is done on return") {
  CUdeviceptr from = filled();
  EXPECT(cuMemcpyDtoHAsync_v2(seen, from, BYTES, new_stream()), CUDA_SUCCESS);
  CHECK_BYTES(seen, pattern, BYTES);
}

CASE(cuMemcpyDtoHAsync_v2, CUDA_ERROR_INVALID_VALUE, "past the end") {
  CUdeviceptr from = memory();
  EXPECT(cuMemcpyDtoHAsync_v2(seen, from + ROOM - 1, 2, new_stream()), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemcpyDtoDAsync_v2, CUDA_SUCCESS, "in a stream") {
  CUdeviceptr from = filled(), to = memory();
  CUstream stream = new_stream();
  EXPECT(cuMemcpyDtoDAsync_v2(to, from, BYTES, stream), CUDA_SUCCESS);
  REQUIRE(cuStreamSynchronize(stream));
  check_device(to);
}

CASE(cuMemcpyDtoDAsync_v2, CUDA_ERROR_INVALID_VALUE, "past the end") {
  CUdeviceptr from = memory();
  EXPECT(cuMemcpyDtoDAsync_v2(from, from + ROOM - 1, 2, new_stream()), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemcpyHtoD_v2, CUDA_ERROR_INVALID_VALUE, "from where no memory is") {
  CUdeviceptr to = memory();
  if (!SIMULATED())
    SKIP("undefined behaviour");
  void *gone = mmap(NULL, 8192, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  munmap(gone, 8192);
  EXPECT(cuMemcpyHtoD_v2(to, gone, 8192), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemcpyHtoDAsync_v2(to, gone, 8192, NULL), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemcpyDtoH_v2(gone, to, 8192), CUDA_ERROR_INVALID_VALUE);
}

// The forms that know 32-bit addresses and lengths.
struct old {
  CUdeviceptr_v1 one, other;
};

static struct old old_memory(void) {
  struct old old;
  with_context();
  make_pattern();
  REQUIRE(cuMemAlloc(&old.one, ROOM));
  REQUIRE(cuMemAlloc(&old.other, ROOM));
  return old;
}

CASE(cuMemcpyHtoD, CUDA_SUCCESS, "and back") {
  struct old old = old_memory();
  EXPECT(cuMemcpyHtoD(old.one, pattern, BYTES), CUDA_SUCCESS);
  EXPECT(cuMemcpyDtoH(seen, old.one, BYTES), CUDA_SUCCESS);
  CHECK_BYTES(seen, pattern, BYTES);
}

CASE(cuMemcpyDtoH, CUDA_SUCCESS, "what was copied there") {
  struct old old = old_memory();
  REQUIRE(cuMemcpyHtoD(old.one, pattern, BYTES));
  EXPECT(cuMemcpyDtoH(seen, old.one, BYTES), CUDA_SUCCESS);
  CHECK_BYTES(seen, pattern, BYTES);
}

CASE(cuMemcpyDtoD, CUDA_SUCCESS, "from one to the other") {
  struct old old = old_memory();
  REQUIRE(cuMemcpyHtoD(old.one, pattern, BYTES));
  EXPECT(cuMemcpyDtoD(old.other, old.one, BYTES), CUDA_SUCCESS);
  check_device(old.other);
}

CASE(cuMemcpyHtoDAsync, CUDA_SUCCESS, "in a stream") {
  struct old old = old_memory();
  EXPECT(cuMemcpyHtoDAsync(old.one, pattern, BYTES, new_stream()), CUDA_SUCCESS);
  check_device(old.one);
}

CASE(cuMemcpyDtoHAsync, CUDA_SUCCESS, "in a stream") {
  struct old old = old_memory();
  REQUIRE(cuMemcpyHtoD(old.one, pattern, BYTES));
  EXPECT(cuMemcpyDtoHAsync(seen, old.one, BYTES, new_stream()), CUDA_SUCCESS);
  CHECK_BYTES(seen, pattern, BYTES);
}

CASE(cuMemcpyDtoDAsync, CUDA_SUCCESS, "in a stream") {
  struct old old = old_memory();
  REQUIRE(cuMemcpyHtoD(old.one, pattern, BYTES));
  EXPECT(cuMemcpyDtoDAsync(old.other, old.one, BYTES, new_stream()), CUDA_SUCCESS);
  check_device(old.other);
}

CASE(cuMemcpyHtoD, CUDA_ERROR_INVALID_VALUE, "past the end") {
  struct old old = old_memory();
  EXPECT(cuMemcpyHtoD(old.one + ROOM - 1, pattern, 2), CUDA_ERROR_INVALID_VALUE);
}
