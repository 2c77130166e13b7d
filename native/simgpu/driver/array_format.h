// What an array's format says about the bytes of its elements.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "cuda_abi.h"

enum { SG_MAX_PLANES = 3 };

struct sg_array_plane {
  CUarray_format format;      // of the array that stands for the plane
  unsigned int channels;
  uint8_t divide_width, divide_height;
};

struct sg_array_format {
  uint32_t element_bytes;     // with all channels; of a block of 4 x 4 for the compressed ones; of the first plane's element
  uint32_t block;             // 4 for the compressed ones, else 1
  uint32_t plane_count;       // 0: not planar
  struct sg_array_plane planes[SG_MAX_PLANES];
  bool even_width, even_height;  // chroma is stored for every other element
};

// False: no such format, or not with so many channels.
bool sg_array_format(CUarray_format format, unsigned int channels, struct sg_array_format *out);
