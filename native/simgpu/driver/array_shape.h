// From an array's descriptor to where its bytes lie.
#pragma once

#include "array.h"
#include "array_format.h"

// Fills in the parts of `array` that follow from the descriptor: sizes, pitches, bytes. CUDA_ERROR_INVALID_VALUE when the
// driver would not make such an array.
CUresult sg_array_shape(const CUDA_ARRAY3D_DESCRIPTOR *descriptor, struct sg_array *array, struct sg_array_format *format);

// What the device gives for so many bytes of an array: blocks of 512 bytes, or of the granularity from 1 MiB on.
uint64_t sg_array_rounded(uint32_t device, uint64_t bytes);
uint64_t sg_array_alignment(uint32_t device, uint64_t bytes);

// The levels a full pyramid of these dimensions has.
unsigned int sg_array_levels(const CUDA_ARRAY3D_DESCRIPTOR *descriptor);
// The descriptor of a level.
CUDA_ARRAY3D_DESCRIPTOR sg_array_level(const CUDA_ARRAY3D_DESCRIPTOR *descriptor, unsigned int level);
