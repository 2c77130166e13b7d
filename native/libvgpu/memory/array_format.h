// How much an element of an array takes, by its format.
#pragma once

#include <stdint.h>

#include "cuda_abi.h"

struct vgpu_array_format {
  uint32_t bytes;             // of an element, or of a block of compressed ones
  uint32_t block;             // elements along a block's edge
  uint32_t planes_in_halves;  // rows of all planes together, in halves of the first one's
};

// A format that is not known gets the largest element there is.
struct vgpu_array_format vgpu_array_format(CUarray_format format, unsigned int channels);
