// CUDA arrays: memory in an order of its own, reached by coordinates and never by address.
#pragma once

#include "driver.h"

struct sg_array_memory;

struct sg_array {
  struct sg_context *context;
  uint32_t device;
  int ordinal;
  uint64_t width, height, depth;   // as asked for, in elements; height or depth 0: none
  uint64_t rows, slices;           // as they lie: at least 1; rows of blocks for the block-compressed formats
  uint64_t row_bytes;              // of one row's elements
  uint64_t pitch, slice_pitch;     // from one row, one slice (or layer, or face) to the next
  uint64_t bytes;                  // slices * slice_pitch
  uint32_t element_bytes;          // of one element with all its channels, or of one compressed block
  uint32_t block;                  // elements per block side: 4 for block-compressed formats, else 1
  CUarray_format format;
  unsigned int channels;
  unsigned int flags;              // CUDA_ARRAY3D_*
  struct sg_array_memory *memory;  // where the bytes are: those of a mipmap's levels and of an array's planes are shared
  uint64_t offset;                 // of the first byte in it
  bool is_view;                    // a plane or a level: lives and dies with what it is a part of
  struct sg_array *planes[3];      // those asked for so far
};

// False for anything that is not a living array.
bool sg_array_valid(CUarray handle, struct sg_array **out);

// The bytes of a box: `x_bytes` and `width_bytes` in bytes along a row, `y`, `rows`, `z`, `slices` in rows and slices as they
// lie. `host` is the box's first byte; rows and slices follow at array->pitch and array->slice_pitch.
// CUDA_ERROR_INVALID_VALUE: the box leaves the array, or splits an element; CUDA_ERROR_INVALID_HANDLE: no such array.
// An array whose memory is not mapped answers CUDA_ERROR_INVALID_VALUE too.
CUresult sg_array_reach(CUarray handle, uint64_t x_bytes, uint64_t y, uint64_t z, uint64_t width_bytes, uint64_t rows,
                        uint64_t slices, struct sg_array **array, char **host);
