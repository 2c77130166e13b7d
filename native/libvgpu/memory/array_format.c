#include "array_format.h"

// `by_channel`: the bytes are those of one channel.
static const struct {
  uint16_t format;
  uint8_t bytes;
  uint8_t by_channel;
  uint8_t block;
  uint8_t planes_in_halves;
} formats[] = {
  {CU_AD_FORMAT_UNSIGNED_INT8, 1, 1, 1, 2},   {CU_AD_FORMAT_UNSIGNED_INT16, 2, 1, 1, 2},
  {CU_AD_FORMAT_UNSIGNED_INT32, 4, 1, 1, 2},
  {CU_AD_FORMAT_SIGNED_INT8, 1, 1, 1, 2},     {CU_AD_FORMAT_SIGNED_INT16, 2, 1, 1, 2},   {CU_AD_FORMAT_SIGNED_INT32, 4, 1, 1, 2},
  {CU_AD_FORMAT_HALF, 2, 1, 1, 2},            {CU_AD_FORMAT_FLOAT, 4, 1, 1, 2},
  {CU_AD_FORMAT_UNORM_INT_101010_2, 4, 0, 1, 2},
  {CU_AD_FORMAT_UNORM_INT8X1, 1, 0, 1, 2},    {CU_AD_FORMAT_UNORM_INT8X2, 2, 0, 1, 2},   {CU_AD_FORMAT_UNORM_INT8X4, 4, 0, 1, 2},
  {CU_AD_FORMAT_UNORM_INT16X1, 2, 0, 1, 2},   {CU_AD_FORMAT_UNORM_INT16X2, 4, 0, 1, 2},  {CU_AD_FORMAT_UNORM_INT16X4, 8, 0, 1, 2},
  {CU_AD_FORMAT_SNORM_INT8X1, 1, 0, 1, 2},    {CU_AD_FORMAT_SNORM_INT8X2, 2, 0, 1, 2},   {CU_AD_FORMAT_SNORM_INT8X4, 4, 0, 1, 2},
  {CU_AD_FORMAT_SNORM_INT16X1, 2, 0, 1, 2},   {CU_AD_FORMAT_SNORM_INT16X2, 4, 0, 1, 2},  {CU_AD_FORMAT_SNORM_INT16X4, 8, 0, 1, 2},
  // Compressed in blocks of 4 by 4.
  {CU_AD_FORMAT_BC1_UNORM, 8, 0, 4, 2},       {CU_AD_FORMAT_BC1_UNORM_SRGB, 8, 0, 4, 2}, {CU_AD_FORMAT_BC2_UNORM, 16, 0, 4, 2},
  {CU_AD_FORMAT_BC2_UNORM_SRGB, 16, 0, 4, 2}, {CU_AD_FORMAT_BC3_UNORM, 16, 0, 4, 2},
  {CU_AD_FORMAT_BC3_UNORM_SRGB, 16, 0, 4, 2},
  {CU_AD_FORMAT_BC4_UNORM, 8, 0, 4, 2},       {CU_AD_FORMAT_BC4_SNORM, 8, 0, 4, 2},      {CU_AD_FORMAT_BC5_UNORM, 16, 0, 4, 2},
  {CU_AD_FORMAT_BC5_SNORM, 16, 0, 4, 2},      {CU_AD_FORMAT_BC6H_UF16, 16, 0, 4, 2},     {CU_AD_FORMAT_BC6H_SF16, 16, 0, 4, 2},
  {CU_AD_FORMAT_BC7_UNORM, 16, 0, 4, 2},      {CU_AD_FORMAT_BC7_UNORM_SRGB, 16, 0, 4, 2},
  // Video: luma, then colour at half the width and height (3 halves of the rows), half the width (4), or the same (6), all at the
  // widest plane's pitch; those of 4:4:4 in two planes have colour twice as wide.
  {CU_AD_FORMAT_NV12, 1, 0, 1, 3},            {CU_AD_FORMAT_P010, 2, 0, 1, 3},           {CU_AD_FORMAT_P016, 2, 0, 1, 3},
  {CU_AD_FORMAT_NV16, 1, 0, 1, 4},            {CU_AD_FORMAT_P210, 2, 0, 1, 4},           {CU_AD_FORMAT_P216, 2, 0, 1, 4},
  {CU_AD_FORMAT_YUV444_8bit_SemiPlanar, 2, 0, 1, 4},
  {CU_AD_FORMAT_YUV444_16bit_SemiPlanar, 4, 0, 1, 4},
  {CU_AD_FORMAT_Y444_PLANAR8, 1, 0, 1, 6},    {CU_AD_FORMAT_Y444_PLANAR10, 2, 0, 1, 6},
  {CU_AD_FORMAT_YUY2, 2, 0, 1, 2},            {CU_AD_FORMAT_Y210, 4, 0, 1, 2},           {CU_AD_FORMAT_Y216, 4, 0, 1, 2},
  {CU_AD_FORMAT_AYUV, 4, 0, 1, 2},            {CU_AD_FORMAT_Y410, 4, 0, 1, 2},           {CU_AD_FORMAT_Y416, 8, 0, 1, 2},
};

struct vgpu_array_format vgpu_array_format(CUarray_format format, unsigned int channels) {
  for (unsigned k = 0; k < sizeof(formats) / sizeof(*formats); k++) {
    if (formats[k].format == (unsigned)format)
      return (struct vgpu_array_format){formats[k].bytes * (formats[k].by_channel ? channels : 1), formats[k].block,
                                        formats[k].planes_in_halves};
  }
  return (struct vgpu_array_format){16, 1, 2};
}
