// Tensor maps: what the driver checks, and 128 bytes that depend on nothing but the arguments.
#include <string.h>

#include "driver.h"

enum {
  MAX_RANK = 5, MAX_BOX = 256, MAX_ELEMENT_STRIDE = 8, MAX_PIXELS = 1024,
  // Where the opaque words hold what.
  WORD_KIND = 0, WORD_ADDRESS = 1, WORD_DIMENSIONS = 2, WORD_STRIDES = 5, WORD_BOX = 9, WORD_ELEMENT_STRIDES = 11,
  WORD_CORNERS = 12, WORD_COLUMNS = 15,
};

enum map_kind { MAP_TILED = 1, MAP_IM2COL, MAP_IM2COL_WIDE };

// What all three forms have.
struct common {
  CUtensorMap *map;
  CUtensorMapDataType type;
  cuuint32_t rank;
  const void *address;
  const cuuint64_t *dimensions, *strides;
  const cuuint32_t *element_strides;
  CUtensorMapInterleave interleave;
  CUtensorMapSwizzle swizzle;
  CUtensorMapL2promotion promotion;
  CUtensorMapFloatOOBfill fill;
};

static const uint8_t element_bytes[] = {
  [CU_TENSOR_MAP_DATA_TYPE_UINT8] = 1, [CU_TENSOR_MAP_DATA_TYPE_UINT16] = 2, [CU_TENSOR_MAP_DATA_TYPE_UINT32] = 4,
  [CU_TENSOR_MAP_DATA_TYPE_INT32] = 4, [CU_TENSOR_MAP_DATA_TYPE_UINT64] = 8, [CU_TENSOR_MAP_DATA_TYPE_INT64] = 8,
  [CU_TENSOR_MAP_DATA_TYPE_FLOAT16] = 2, [CU_TENSOR_MAP_DATA_TYPE_FLOAT32] = 4, [CU_TENSOR_MAP_DATA_TYPE_FLOAT64] = 8,
  [CU_TENSOR_MAP_DATA_TYPE_BFLOAT16] = 2, [CU_TENSOR_MAP_DATA_TYPE_FLOAT32_FTZ] = 4, [CU_TENSOR_MAP_DATA_TYPE_TFLOAT32] = 4,
  [CU_TENSOR_MAP_DATA_TYPE_TFLOAT32_FTZ] = 4, [CU_TENSOR_MAP_DATA_TYPE_16U4_ALIGN8B] = 1,
  [CU_TENSOR_MAP_DATA_TYPE_16U4_ALIGN16B] = 1, [CU_TENSOR_MAP_DATA_TYPE_16U6_ALIGN16B] = 1,
};

static bool is_packed(CUtensorMapDataType type) {
  return type >= CU_TENSOR_MAP_DATA_TYPE_16U4_ALIGN8B;
}

static bool is_padded(CUtensorMapDataType type) {
  return type == CU_TENSOR_MAP_DATA_TYPE_16U4_ALIGN16B || type == CU_TENSOR_MAP_DATA_TYPE_16U6_ALIGN16B;
}

static bool is_floating(CUtensorMapDataType type) {
  return type >= CU_TENSOR_MAP_DATA_TYPE_FLOAT16 && type <= CU_TENSOR_MAP_DATA_TYPE_TFLOAT32_FTZ;
}

static bool is_known(const struct common *c) {
  return c->type <= CU_TENSOR_MAP_DATA_TYPE_16U6_ALIGN16B && c->interleave <= CU_TENSOR_MAP_INTERLEAVE_32B &&
         c->swizzle <= CU_TENSOR_MAP_SWIZZLE_128B_ATOM_64B && c->promotion <= CU_TENSOR_MAP_L2_PROMOTION_L2_256B &&
         c->fill <= CU_TENSOR_MAP_FLOAT_OOB_FILL_NAN_REQUEST_ZERO_FMA;
}

static uint64_t swizzle_bytes(CUtensorMapSwizzle swizzle) {
  switch (swizzle) {
    case CU_TENSOR_MAP_SWIZZLE_NONE: return UINT64_MAX;
    case CU_TENSOR_MAP_SWIZZLE_32B: return 32;
    case CU_TENSOR_MAP_SWIZZLE_64B: return 64;
    default: return 128;
  }
}

static CUresult check_common(const struct common *c, cuuint32_t least_rank) {
  if (c->map == NULL || (uintptr_t)c->map % 64 != 0 || c->dimensions == NULL || c->element_strides == NULL || !is_known(c))
    return CUDA_ERROR_INVALID_VALUE;
  cuuint32_t least = c->interleave != CU_TENSOR_MAP_INTERLEAVE_NONE && least_rank < 3 ? 3 : least_rank;
  if (c->rank < least || c->rank > MAX_RANK || (c->rank > 1 && c->strides == NULL))
    return CUDA_ERROR_INVALID_VALUE;
  uint64_t unit = c->interleave == CU_TENSOR_MAP_INTERLEAVE_32B || is_padded(c->type) ? 32 : 16;
  if ((uintptr_t)c->address % unit != 0)
    return CUDA_ERROR_INVALID_VALUE;
  for (cuuint32_t i = 0; i < c->rank; i++) {
    if (c->dimensions[i] == 0 || c->dimensions[i] > UINT64_C(1) << 32 || c->element_strides[i] == 0 ||
        c->element_strides[i] > MAX_ELEMENT_STRIDE)
      return CUDA_ERROR_INVALID_VALUE;
    if (i + 1 < c->rank && (c->strides[i] % unit != 0 || c->strides[i] >= UINT64_C(1) << 40))
      return CUDA_ERROR_INVALID_VALUE;
  }
  if ((is_padded(c->type) && c->dimensions[0] % 128 != 0) ||
      (c->type == CU_TENSOR_MAP_DATA_TYPE_16U4_ALIGN8B && c->dimensions[0] % 2 != 0))
    return CUDA_ERROR_INVALID_VALUE;
  if (c->interleave == CU_TENSOR_MAP_INTERLEAVE_32B && c->swizzle != CU_TENSOR_MAP_SWIZZLE_32B)
    return CUDA_ERROR_INVALID_VALUE;
  if (is_packed(c->type) && c->interleave != CU_TENSOR_MAP_INTERLEAVE_NONE)
    return CUDA_ERROR_INVALID_VALUE;
  return c->fill != CU_TENSOR_MAP_FLOAT_OOB_FILL_NONE && !is_floating(c->type) ? CUDA_ERROR_INVALID_VALUE : CUDA_SUCCESS;
}

static void put_common(const struct common *c, enum map_kind kind) {
  memset(c->map, 0, sizeof(*c->map));
  cuuint64_t *words = c->map->opaque;
  words[WORD_KIND] = (cuuint64_t)kind | (cuuint64_t)c->type << 8 | (cuuint64_t)c->rank << 16 |
                     (cuuint64_t)c->interleave << 24 | (cuuint64_t)c->swizzle << 32 | (cuuint64_t)c->promotion << 40 |
                     (cuuint64_t)c->fill << 48;
  words[WORD_ADDRESS] = (uintptr_t)c->address;
  for (cuuint32_t i = 0; i < c->rank; i++) {
    // A dimension of 2^32 is the only one whose predecessor does not tell it from nothing.
    words[WORD_DIMENSIONS + i / 2] |= ((c->dimensions[i] - 1) & UINT32_MAX) << (i % 2 * 32);
    words[WORD_ELEMENT_STRIDES] |= (cuuint64_t)c->element_strides[i] << (i * 8);
    if (i + 1 < c->rank)
      words[WORD_STRIDES + i] = c->strides[i];
  }
}

CUresult cuTensorMapEncodeTiled(CUtensorMap *tensorMap, CUtensorMapDataType tensorDataType, cuuint32_t tensorRank,
                                void *globalAddress, const cuuint64_t *globalDim, const cuuint64_t *globalStrides,
                                const cuuint32_t *boxDim, const cuuint32_t *elementStrides, CUtensorMapInterleave interleave,
                                CUtensorMapSwizzle swizzle, CUtensorMapL2promotion l2Promotion,
                                CUtensorMapFloatOOBfill oobFill) {
  SG_ENTRY();
  struct common c = {tensorMap, tensorDataType, tensorRank, globalAddress, globalDim, globalStrides, elementStrides,
                     interleave, swizzle, l2Promotion, oobFill};
  SG_TRY(check_common(&c, 1));
  if (boxDim == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  for (cuuint32_t i = 0; i < tensorRank; i++) {
    if (boxDim[i] == 0 || boxDim[i] > MAX_BOX)
      return CUDA_ERROR_INVALID_VALUE;
  }
  if (is_padded(tensorDataType) && boxDim[0] != 128)
    return CUDA_ERROR_INVALID_VALUE;
  uint64_t inner = tensorDataType == CU_TENSOR_MAP_DATA_TYPE_16U4_ALIGN8B ? boxDim[0] / 2
                                                                          : (uint64_t)boxDim[0] * element_bytes[tensorDataType];
  if (interleave == CU_TENSOR_MAP_INTERLEAVE_NONE && (inner % 16 != 0 || inner > swizzle_bytes(swizzle)))
    return CUDA_ERROR_INVALID_VALUE;
  put_common(&c, MAP_TILED);
  for (cuuint32_t i = 0; i < tensorRank; i++)
    tensorMap->opaque[WORD_BOX + i / 4] |= (cuuint64_t)boxDim[i] << (i % 4 * 16);
  return CUDA_SUCCESS;
}

// The corners' range shrinks as the image's dimensions grow, for they share one field.
static bool are_corners(const int *lower, const int *upper, cuuint32_t count) {
  static const int limits[] = {0, 32768, 128, 16};
  for (cuuint32_t i = 0; i < count; i++) {
    if (lower[i] < -limits[count] || lower[i] >= limits[count] || upper[i] < -limits[count] || upper[i] >= limits[count])
      return false;
  }
  return true;
}

static bool are_columns(cuuint32_t channels, cuuint32_t pixels) {
  return channels != 0 && channels <= MAX_BOX && pixels != 0 && pixels <= MAX_PIXELS;
}

CUresult cuTensorMapEncodeIm2col(CUtensorMap *tensorMap, CUtensorMapDataType tensorDataType, cuuint32_t tensorRank,
                                 void *globalAddress, const cuuint64_t *globalDim, const cuuint64_t *globalStrides,
                                 const int *pixelBoxLowerCorner, const int *pixelBoxUpperCorner, cuuint32_t channelsPerPixel,
                                 cuuint32_t pixelsPerColumn, const cuuint32_t *elementStrides,
                                 CUtensorMapInterleave interleave, CUtensorMapSwizzle swizzle,
                                 CUtensorMapL2promotion l2Promotion, CUtensorMapFloatOOBfill oobFill) {
  SG_ENTRY();
  struct common c = {tensorMap, tensorDataType, tensorRank, globalAddress, globalDim, globalStrides, elementStrides,
                     interleave, swizzle, l2Promotion, oobFill};
  SG_TRY(check_common(&c, 3));
  if (pixelBoxLowerCorner == NULL || pixelBoxUpperCorner == NULL ||
      !are_corners(pixelBoxLowerCorner, pixelBoxUpperCorner, tensorRank - 2) || !are_columns(channelsPerPixel, pixelsPerColumn))
    return CUDA_ERROR_INVALID_VALUE;
  uint64_t inner = (uint64_t)channelsPerPixel * element_bytes[tensorDataType];
  if (interleave == CU_TENSOR_MAP_INTERLEAVE_NONE && (inner % 16 != 0 || inner > swizzle_bytes(swizzle)))
    return CUDA_ERROR_INVALID_VALUE;
  put_common(&c, MAP_IM2COL);
  for (cuuint32_t i = 0; i < tensorRank - 2; i++)
    tensorMap->opaque[WORD_CORNERS + i] = (uint32_t)pixelBoxLowerCorner[i] | (cuuint64_t)(uint32_t)pixelBoxUpperCorner[i] << 32;
  tensorMap->opaque[WORD_COLUMNS] = channelsPerPixel | (cuuint64_t)pixelsPerColumn << 32;
  return CUDA_SUCCESS;
}

CUresult cuTensorMapEncodeIm2colWide(CUtensorMap *tensorMap, CUtensorMapDataType tensorDataType, cuuint32_t tensorRank,
                                     void *globalAddress, const cuuint64_t *globalDim, const cuuint64_t *globalStrides,
                                     int pixelBoxLowerCornerWidth, int pixelBoxUpperCornerWidth, cuuint32_t channelsPerPixel,
                                     cuuint32_t pixelsPerColumn, const cuuint32_t *elementStrides,
                                     CUtensorMapInterleave interleave, CUtensorMapIm2ColWideMode mode,
                                     CUtensorMapSwizzle swizzle, CUtensorMapL2promotion l2Promotion,
                                     CUtensorMapFloatOOBfill oobFill) {
  SG_ENTRY();
  struct common c = {tensorMap, tensorDataType, tensorRank, globalAddress, globalDim, globalStrides, elementStrides,
                     interleave, swizzle, l2Promotion, oobFill};
  SG_TRY(check_common(&c, 3));
  if (mode > CU_TENSOR_MAP_IM2COL_WIDE_MODE_W128 || !are_columns(channelsPerPixel, pixelsPerColumn) ||
      !are_corners(&pixelBoxLowerCornerWidth, &pixelBoxUpperCornerWidth, 1))
    return CUDA_ERROR_INVALID_VALUE;
  // Only the widest swizzles can be had in this form.
  if (swizzle_bytes(swizzle) != 128)
    return CUDA_ERROR_INVALID_VALUE;
  put_common(&c, MAP_IM2COL_WIDE);
  tensorMap->opaque[WORD_CORNERS] = (uint32_t)pixelBoxLowerCornerWidth | (cuuint64_t)(uint32_t)pixelBoxUpperCornerWidth << 32;
  tensorMap->opaque[WORD_CORNERS + 1] = (cuuint64_t)mode;
  tensorMap->opaque[WORD_COLUMNS] = channelsPerPixel | (cuuint64_t)pixelsPerColumn << 32;
  return CUDA_SUCCESS;
}

CUresult cuTensorMapReplaceAddress(CUtensorMap *tensorMap, void *globalAddress) {
  SG_ENTRY();
  if (tensorMap == NULL || (uintptr_t)tensorMap % 64 != 0 || (uintptr_t)globalAddress % 16 != 0)
    return CUDA_ERROR_INVALID_VALUE;
  tensorMap->opaque[WORD_ADDRESS] = (uintptr_t)globalAddress;
  return CUDA_SUCCESS;
}
