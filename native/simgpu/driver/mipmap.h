// Mipmapped arrays: a pyramid of arrays in one piece of memory.
#pragma once

#include "array_view.h"

enum { SG_MAX_LEVELS = 18 };

struct sg_mipmap {
  struct sg_context *context;
  struct sg_array_memory *memory;
  unsigned int level_count;
  uint64_t bytes;                          // of all levels
  struct sg_array shapes[SG_MAX_LEVELS];   // offset: where the level begins
  struct sg_array *levels[SG_MAX_LEVELS];  // those asked for so far
};

bool sg_mipmap_valid(CUmipmappedArray handle, struct sg_mipmap **out);

// The shapes of up to `wanted` levels; the driver makes no more than there are, and at least one.
CUresult sg_mipmap_shape(const CUDA_ARRAY3D_DESCRIPTOR *descriptor, unsigned int wanted, struct sg_mipmap *out);
// A handle for a shape and its memory; NULL when all are taken.
CUmipmappedArray sg_mipmap_new(const struct sg_mipmap *shape, struct sg_context *context, struct sg_array_memory *memory);
