// Filling memory with a value.
#include "conformance.h"

enum { COUNT = 1000 };

static CUdeviceptr prepared(size_t bytes) {
  with_context();
  CUdeviceptr memory;
  REQUIRE(cuMemAlloc_v2(&memory, bytes));
  REQUIRE(cuMemsetD8_v2(memory, 0xee, bytes));
  return memory;
}

static void check(CUdeviceptr memory, const void *expected, size_t bytes) {
  unsigned char *seen = malloc(bytes);
  REQUIRE(cuCtxSynchronize());
  REQUIRE(cuMemcpyDtoH_v2(seen, memory, bytes));
  CHECK_BYTES(seen, expected, bytes);
  free(seen);
}

// A run of COUNT values, with a value before and after it untouched.
#define RUN(call_, type_, value_)                                              \
  do {                                                                         \
    type_ expected_[COUNT + 2];                                                \
    memset(expected_, 0xee, sizeof expected_);                                 \
    for (int i_ = 1; i_ <= COUNT; i_++)                                        \
      expected_[i_] = (type_)value_;                                           \
    CUdeviceptr memory_ = prepared(sizeof expected_), at = memory_ + sizeof(type_); \
    EXPECT(call_, CUDA_SUCCESS);                                               \
    check(memory_, expected_, sizeof expected_);                               \
  } while (0)

CASE(cuMemsetD8_v2, CUDA_SUCCESS, "just so many") { RUN(cuMemsetD8_v2(at, 0x5a, COUNT), unsigned char, 0x5a); }
CASE(cuMemsetD16_v2, CUDA_SUCCESS, "just so many") { RUN(cuMemsetD16_v2(at, 0x1234, COUNT), unsigned short, 0x1234); }
CASE(cuMemsetD32_v2, CUDA_SUCCESS, "just so many") { RUN(cuMemsetD32_v2(at, 0x12345678, COUNT), unsigned int, 0x12345678); }
CASE(cuMemsetD8Async, CUDA_SUCCESS, "just so many") { RUN(cuMemsetD8Async(at, 0, COUNT, NULL), unsigned char, 0); }
CASE(cuMemsetD16Async, CUDA_SUCCESS, "just so many") { RUN(cuMemsetD16Async(at, 0x1234, COUNT, NULL), unsigned short, 0x1234); }
CASE(cuMemsetD32Async, CUDA_SUCCESS, "just so many") { RUN(cuMemsetD32Async(at, 77, COUNT, NULL), unsigned int, 77); }

// The old ones, on 32-bit addresses.
#define RUN_V1(call_, type_, value_)                                           \
  do {                                                                         \
    type_ expected_[COUNT];                                                    \
    for (int i_ = 0; i_ < COUNT; i_++)                                         \
      expected_[i_] = (type_)value_;                                           \
    with_context();                                                            \
    CUdeviceptr_v1 at;                                                         \
    REQUIRE(cuMemAlloc(&at, sizeof expected_));                                \
    EXPECT(call_, CUDA_SUCCESS);                                               \
    check(at, expected_, sizeof expected_);                                    \
  } while (0)

CASE(cuMemsetD8, CUDA_SUCCESS, "at a 32-bit address") { RUN_V1(cuMemsetD8(at, 9, COUNT), unsigned char, 9); }
CASE(cuMemsetD16, CUDA_SUCCESS, "at a 32-bit address") { RUN_V1(cuMemsetD16(at, 999, COUNT), unsigned short, 999); }
CASE(cuMemsetD32, CUDA_SUCCESS, "at a 32-bit address") { RUN_V1(cuMemsetD32(at, 99999, COUNT), unsigned int, 99999); }
CASE(cuMemsetD2D8, CUDA_SUCCESS, "at a 32-bit address") { RUN_V1(cuMemsetD2D8(at, 10, 9, 10, COUNT / 10), unsigned char, 9); }
CASE(cuMemsetD2D16, CUDA_SUCCESS, "at a 32-bit address") { RUN_V1(cuMemsetD2D16(at, 20, 9, 10, COUNT / 10), unsigned short, 9); }
CASE(cuMemsetD2D32, CUDA_SUCCESS, "at a 32-bit address") { RUN_V1(cuMemsetD2D32(at, 40, 9, 10, COUNT / 10), unsigned int, 9); }

// Five rows of seven values, eleven apart; between them nothing changes.
enum { WIDTH = 7, PITCH = 11, ROWS = 5 };

#define ROWS_OF(call_, type_, value_)                                          \
  do {                                                                         \
    type_ expected_[PITCH * ROWS];                                             \
    memset(expected_, 0xee, sizeof expected_);                                 \
    for (int row_ = 0; row_ < ROWS; row_++)                                    \
      for (int i_ = 0; i_ < WIDTH; i_++)                                       \
        expected_[row_ * PITCH + i_] = (type_)value_;                          \
    CUdeviceptr at = prepared(sizeof expected_);                               \
    size_t pitch = PITCH * sizeof(type_);                                      \
    EXPECT(call_, CUDA_SUCCESS);                                               \
    check(at, expected_, sizeof expected_);                                    \
  } while (0)

CASE(cuMemsetD2D8_v2, CUDA_SUCCESS, "rows only") { ROWS_OF(cuMemsetD2D8_v2(at, pitch, 3, WIDTH, ROWS), unsigned char, 3); }
CASE(cuMemsetD2D16_v2, CUDA_SUCCESS, "rows only") { ROWS_OF(cuMemsetD2D16_v2(at, pitch, 3, WIDTH, ROWS), unsigned short, 3); }
CASE(cuMemsetD2D32_v2, CUDA_SUCCESS, "rows only") { ROWS_OF(cuMemsetD2D32_v2(at, pitch, 3, WIDTH, ROWS), unsigned int, 3); }
CASE(cuMemsetD2D8Async, CUDA_SUCCESS, "rows only") {
  ROWS_OF(cuMemsetD2D8Async(at, pitch, 3, WIDTH, ROWS, NULL), unsigned char, 3);
}
CASE(cuMemsetD2D16Async, CUDA_SUCCESS, "rows only") {
  ROWS_OF(cuMemsetD2D16Async(at, pitch, 3, WIDTH, ROWS, NULL), unsigned short, 3);
}
CASE(cuMemsetD2D32Async, CUDA_SUCCESS, "rows only") {
  ROWS_OF(cuMemsetD2D32Async(at, pitch, 3, WIDTH, ROWS, NULL), unsigned int, 3);
}

CASE(cuMemsetD8_v2, CUDA_SUCCESS, "zeroes over much, and nothing at all") {
  size_t bytes = 5 << 20;
  CUdeviceptr memory = prepared(bytes);
  unsigned char *expected = malloc(bytes);
  memset(expected, 0, bytes);
  expected[0] = expected[bytes - 1] = 0xee;
  EXPECT(cuMemsetD8_v2(memory + 1, 0, bytes - 2), CUDA_SUCCESS);
  EXPECT(cuMemsetD8_v2(memory, 7, 0), CUDA_SUCCESS);
  check(memory, expected, bytes);
  free(expected);
}

CASE(cuMemsetD8_v2, CUDA_ERROR_INVALID_VALUE, "past the end, before the beginning, of ordinary memory") {
  CUdeviceptr memory = prepared(4 << 20);
  char local[16];
  EXPECT(cuMemsetD8_v2(memory, 0, (4 << 20) + 1), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemsetD8_v2(memory + 1, 0, 4 << 20), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemsetD8_v2(0, 0, 1), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemsetD8_v2((uintptr_t)local, 0, sizeof local), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemsetD8_v2(memory, 0, SIZE_MAX), CUDA_ERROR_INVALID_VALUE);
  REQUIRE(cuMemFree_v2(memory));
  EXPECT(cuMemsetD8_v2(memory, 0, 1), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemsetD16_v2, CUDA_ERROR_INVALID_VALUE, "at an odd address") {
  CUdeviceptr memory = prepared(4096);
  EXPECT(cuMemsetD16_v2(memory + 1, 0, 10), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemsetD32_v2, CUDA_ERROR_INVALID_VALUE, "at an address that is no multiple of four") {
  CUdeviceptr memory = prepared(4096);
  EXPECT(cuMemsetD32_v2(memory + 2, 0, 10), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemsetD32_v2(memory, 0, SIZE_MAX / 2), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemsetD2D8_v2, CUDA_ERROR_INVALID_VALUE, "rows that overlap, or leave the memory") {
  CUdeviceptr memory = prepared(2 << 20);
  EXPECT(cuMemsetD2D8_v2(memory, 10, 0, 11, 4), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemsetD2D8_v2(memory, 1 << 20, 0, 11, 4), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemsetD2D32_v2, CUDA_ERROR_INVALID_VALUE, "rows at addresses that are no multiples of four") {
  CUdeviceptr memory = prepared(2 << 20);
  EXPECT(cuMemsetD2D32_v2(memory, 102, 0, 10, 4), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemsetD8Async, CUDA_SUCCESS, "in the order of its stream") {
  CUdeviceptr memory = prepared(4096);
  CUstream stream;
  unsigned char expected[4096];
  memset(expected, 2, sizeof expected);
  memset(expected, 3, 100);
  REQUIRE(cuStreamCreate(&stream, CU_STREAM_NON_BLOCKING));
  REQUIRE(cuCtxSynchronize());
  REQUIRE(cuMemsetD8Async(memory, 1, 4096, stream));
  REQUIRE(cuMemsetD8Async(memory, 2, 4096, stream));
  REQUIRE(cuMemsetD8Async(memory, 3, 100, stream));
  REQUIRE(cuStreamSynchronize(stream));
  check(memory, expected, sizeof expected);
}

CASE(cuMemsetD8Async, CUDA_ERROR_INVALID_VALUE, "past the end") {
  CUdeviceptr memory = prepared(4096);
  EXPECT(cuMemsetD8Async(memory, 0, 4 << 20, NULL), CUDA_ERROR_INVALID_VALUE);
}
