#include "array_format.h"

enum { ANY = 0 };

struct row {
  uint16_t format;
  uint8_t channels;           // ANY: 1, 2 or 4, of `bytes` each
  uint8_t bytes;
  uint8_t block;
};

static const struct row plain[] = {
  {CU_AD_FORMAT_UNSIGNED_INT8, ANY, 1, 1},  {CU_AD_FORMAT_UNSIGNED_INT16, ANY, 2, 1}, {CU_AD_FORMAT_UNSIGNED_INT32, ANY, 4, 1},
  {CU_AD_FORMAT_SIGNED_INT8, ANY, 1, 1},    {CU_AD_FORMAT_SIGNED_INT16, ANY, 2, 1},   {CU_AD_FORMAT_SIGNED_INT32, ANY, 4, 1},
  {CU_AD_FORMAT_HALF, ANY, 2, 1},           {CU_AD_FORMAT_FLOAT, ANY, 4, 1},
  {CU_AD_FORMAT_UNORM_INT_101010_2, 4, 4, 1},
  {CU_AD_FORMAT_UNORM_INT8X1, 1, 1, 1},     {CU_AD_FORMAT_UNORM_INT8X2, 2, 2, 1},     {CU_AD_FORMAT_UNORM_INT8X4, 4, 4, 1},
  {CU_AD_FORMAT_UNORM_INT16X1, 1, 2, 1},    {CU_AD_FORMAT_UNORM_INT16X2, 2, 4, 1},    {CU_AD_FORMAT_UNORM_INT16X4, 4, 8, 1},
  {CU_AD_FORMAT_SNORM_INT8X1, 1, 1, 1},     {CU_AD_FORMAT_SNORM_INT8X2, 2, 2, 1},     {CU_AD_FORMAT_SNORM_INT8X4, 4, 4, 1},
  {CU_AD_FORMAT_SNORM_INT16X1, 1, 2, 1},    {CU_AD_FORMAT_SNORM_INT16X2, 2, 4, 1},    {CU_AD_FORMAT_SNORM_INT16X4, 4, 8, 1},
  {CU_AD_FORMAT_BC1_UNORM, 4, 8, 4},        {CU_AD_FORMAT_BC1_UNORM_SRGB, 4, 8, 4},
  {CU_AD_FORMAT_BC2_UNORM, 4, 16, 4},       {CU_AD_FORMAT_BC2_UNORM_SRGB, 4, 16, 4},
  {CU_AD_FORMAT_BC3_UNORM, 4, 16, 4},       {CU_AD_FORMAT_BC3_UNORM_SRGB, 4, 16, 4},
  {CU_AD_FORMAT_BC4_UNORM, 1, 8, 4},        {CU_AD_FORMAT_BC4_SNORM, 1, 8, 4},
  {CU_AD_FORMAT_BC5_UNORM, 2, 16, 4},       {CU_AD_FORMAT_BC5_SNORM, 2, 16, 4},
  {CU_AD_FORMAT_BC6H_UF16, 3, 16, 4},       {CU_AD_FORMAT_BC6H_SF16, 3, 16, 4},
  {CU_AD_FORMAT_BC7_UNORM, 4, 16, 4},       {CU_AD_FORMAT_BC7_UNORM_SRGB, 4, 16, 4},
};

// Luma and chroma. `planes` 1: packed, `bytes` for one element.
struct video_row {
  uint16_t format;
  uint8_t channels, bytes, planes, divide_width, divide_height;
};

static const struct video_row video[] = {
  {CU_AD_FORMAT_NV12, 3, 1, 2, 2, 2},           {CU_AD_FORMAT_P010, 3, 2, 2, 2, 2},
  {CU_AD_FORMAT_P016, 3, 2, 2, 2, 2},           {CU_AD_FORMAT_NV16, 3, 1, 2, 2, 1},
  {CU_AD_FORMAT_P210, 3, 2, 2, 2, 1},           {CU_AD_FORMAT_P216, 3, 2, 2, 2, 1},
  {CU_AD_FORMAT_YUV444_8bit_SemiPlanar, 3, 1, 2, 1, 1},
  {CU_AD_FORMAT_YUV444_16bit_SemiPlanar, 3, 2, 2, 1, 1},
  {CU_AD_FORMAT_Y444_PLANAR8, 3, 1, 3, 1, 1},   {CU_AD_FORMAT_Y444_PLANAR10, 3, 2, 3, 1, 1},
  {CU_AD_FORMAT_YUY2, 3, 2, 1, 2, 1},           {CU_AD_FORMAT_Y210, 3, 4, 1, 2, 1},
  {CU_AD_FORMAT_Y216, 3, 4, 1, 2, 1},           {CU_AD_FORMAT_AYUV, 4, 4, 1, 1, 1},
  {CU_AD_FORMAT_Y410, 4, 4, 1, 1, 1},           {CU_AD_FORMAT_Y416, 4, 8, 1, 1, 1},
};

static bool plain_format(CUarray_format format, unsigned int channels, struct sg_array_format *out) {
  for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++) {
    const struct row *row = &plain[i];
    if (row->format != format)
      continue;
    bool fits = row->channels == ANY ? channels == 1 || channels == 2 || channels == 4 : channels == row->channels;
    *out = (struct sg_array_format){.element_bytes = row->channels == ANY ? row->bytes * channels : row->bytes,
                                    .block = row->block};
    return fits;
  }
  return false;
}

static bool video_format(CUarray_format format, unsigned int channels, struct sg_array_format *out) {
  for (size_t i = 0; i < sizeof(video) / sizeof(*video); i++) {
    const struct video_row *row = &video[i];
    if (row->format != format)
      continue;
    *out = (struct sg_array_format){.element_bytes = row->bytes, .block = 1, .even_width = row->divide_width == 2,
                                    .even_height = row->divide_height == 2};
    if (row->planes > 1) {
      CUarray_format part = row->bytes == 1 ? CU_AD_FORMAT_UNSIGNED_INT8 : CU_AD_FORMAT_UNSIGNED_INT16;
      out->plane_count = row->planes;
      out->planes[0] = (struct sg_array_plane){part, 1, 1, 1};
      for (uint32_t plane = 1; plane < row->planes; plane++)
        out->planes[plane] = (struct sg_array_plane){part, row->planes == 2 ? 2 : 1, row->divide_width, row->divide_height};
    }
    return channels == row->channels;
  }
  return false;
}

bool sg_array_format(CUarray_format format, unsigned int channels, struct sg_array_format *out) {
  return plain_format(format, channels, out) || video_format(format, channels, out);
}
