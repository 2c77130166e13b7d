#include "conformance.h"

struct tiled {
  CUtensorMapDataType type;
  cuuint32_t rank;
  void *address;
  cuuint64_t dimensions[5], strides[4];
  cuuint32_t box[5], steps[5];
  CUtensorMapInterleave interleave;
  CUtensorMapSwizzle swizzle;
  CUtensorMapFloatOOBfill fill;
};

static struct tiled good(void) {
  return (struct tiled){.type = CU_TENSOR_MAP_DATA_TYPE_FLOAT16, .rank = 2, .address = (void *)(uintptr_t)0x7f0000000000,
                        .dimensions = {1024, 512}, .strides = {2048}, .box = {64, 64}, .steps = {1, 1},
                        .swizzle = CU_TENSOR_MAP_SWIZZLE_128B};
}

static CUresult encode(CUtensorMap *map, struct tiled t) {
  return cuTensorMapEncodeTiled(map, t.type, t.rank, t.address, t.dimensions, t.strides, t.box, t.steps, t.interleave,
                                t.swizzle, CU_TENSOR_MAP_L2_PROMOTION_NONE, t.fill);
}

CASE(cuTensorMapEncodeTiled, CUDA_SUCCESS, "the same from the same, and other from other") {
  with_context();
  CUtensorMap one, two;
  struct tiled t = good();
  REQUIRE(encode(&one, t));
  REQUIRE(encode(&two, t));
  CHECK(memcmp(&one, &two, sizeof one) == 0);
  t.dimensions[1] = 513;
  REQUIRE(encode(&two, t));
  CHECK(memcmp(&one, &two, sizeof one) != 0);
}

CASE(cuTensorMapEncodeTiled, CUDA_ERROR_INVALID_VALUE, "each rule broken alone") {
  with_context();
  CUtensorMap map;
  struct tiled t = good();
  EXPECT(encode(&map, t), CUDA_SUCCESS);
  EXPECT(encode(NULL, t), CUDA_ERROR_INVALID_VALUE);
  t.rank = 6;
  EXPECT(encode(&map, t), CUDA_ERROR_INVALID_VALUE);
  t = good(), t.rank = 0;
  EXPECT(encode(&map, t), CUDA_ERROR_INVALID_VALUE);
  t = good(), t.type = (CUtensorMapDataType)99;
  EXPECT(encode(&map, t), CUDA_ERROR_INVALID_VALUE);
  t = good(), t.address = (void *)(uintptr_t)0x7f0000000008;
  EXPECT(encode(&map, t), CUDA_ERROR_INVALID_VALUE);
  t = good(), t.dimensions[0] = 0;
  EXPECT(encode(&map, t), CUDA_ERROR_INVALID_VALUE);
  t = good(), t.strides[0] = 2056;
  EXPECT(encode(&map, t), CUDA_ERROR_INVALID_VALUE);
  t = good(), t.box[1] = 257;
  EXPECT(encode(&map, t), CUDA_ERROR_INVALID_VALUE);
  t = good(), t.box[0] = 0;
  EXPECT(encode(&map, t), CUDA_ERROR_INVALID_VALUE);
  t = good(), t.box[0] = 128;
  EXPECT(encode(&map, t), CUDA_ERROR_INVALID_VALUE);
  t = good(), t.steps[1] = 9;
  EXPECT(encode(&map, t), CUDA_ERROR_INVALID_VALUE);
  t = good(), t.interleave = CU_TENSOR_MAP_INTERLEAVE_16B;
  EXPECT(encode(&map, t), CUDA_ERROR_INVALID_VALUE);
  t = good(), t.type = CU_TENSOR_MAP_DATA_TYPE_UINT16, t.fill = CU_TENSOR_MAP_FLOAT_OOB_FILL_NAN_REQUEST_ZERO_FMA;
  EXPECT(encode(&map, t), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuTensorMapEncodeIm2col, CUDA_SUCCESS, "an image of three dimensions and its batch") {
  with_context();
  CUtensorMap map;
  cuuint64_t dimensions[4] = {64, 56, 56, 8}, strides[3] = {128, 128 * 56, 128 * 56 * 56};
  cuuint32_t steps[4] = {1, 1, 1, 1};
  int lower[2] = {-1, -1}, upper[2] = {-1, -1};
  EXPECT(cuTensorMapEncodeIm2col(&map, CU_TENSOR_MAP_DATA_TYPE_FLOAT16, 4, (void *)(uintptr_t)0x7f0000000000, dimensions,
                                 strides, lower, upper, 64, 128, steps, CU_TENSOR_MAP_INTERLEAVE_NONE,
                                 CU_TENSOR_MAP_SWIZZLE_128B, CU_TENSOR_MAP_L2_PROMOTION_NONE,
                                 CU_TENSOR_MAP_FLOAT_OOB_FILL_NONE),
         CUDA_SUCCESS);
}

CASE(cuTensorMapEncodeIm2col, CUDA_ERROR_INVALID_VALUE, "two dimensions, corners too far, too many pixels") {
  with_context();
  CUtensorMap map;
  cuuint64_t dimensions[4] = {64, 56, 56, 8}, strides[3] = {128, 128 * 56, 128 * 56 * 56};
  cuuint32_t steps[4] = {1, 1, 1, 1};
  int lower[2] = {-1, -1}, upper[2] = {-1, -1}, far[2] = {-129, 0};
#define ENCODE(rank, low, pixels)                                                                                      \
  cuTensorMapEncodeIm2col(&map, CU_TENSOR_MAP_DATA_TYPE_FLOAT16, rank, (void *)(uintptr_t)0x7f0000000000, dimensions,  \
                          strides, low, upper, 64, pixels, steps, CU_TENSOR_MAP_INTERLEAVE_NONE,                       \
                          CU_TENSOR_MAP_SWIZZLE_128B, CU_TENSOR_MAP_L2_PROMOTION_NONE, CU_TENSOR_MAP_FLOAT_OOB_FILL_NONE)
  EXPECT(ENCODE(2, lower, 128), CUDA_ERROR_INVALID_VALUE);
  EXPECT(ENCODE(4, far, 128), CUDA_ERROR_INVALID_VALUE);
  EXPECT(ENCODE(4, lower, 1025), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuTensorMapReplaceAddress, CUDA_SUCCESS, "as if it had been encoded so") {
  with_context();
  CUtensorMap one, two;
  struct tiled t = good();
  REQUIRE(encode(&one, t));
  REQUIRE(cuTensorMapReplaceAddress(&one, (void *)(uintptr_t)0x7f0000100000));
  t.address = (void *)(uintptr_t)0x7f0000100000;
  REQUIRE(encode(&two, t));
  CHECK(memcmp(&one, &two, sizeof one) == 0);
}

CASE(cuTensorMapReplaceAddress, CUDA_ERROR_INVALID_VALUE, "an address that isn't aligned") {
  with_context();
  CUtensorMap map;
  REQUIRE(encode(&map, good()));
  EXPECT(cuTensorMapReplaceAddress(&map, (void *)(uintptr_t)0x7f0000000001), CUDA_ERROR_INVALID_VALUE);
}
