// Arrays that stand for a part of something larger.
#pragma once

#include "array.h"
#include "array_memory.h"
#include "array_shape.h"

// A living array of that shape at `offset` in `memory`; NULL when all handles are taken.
struct sg_array *sg_array_new(const struct sg_array *shape, struct sg_context *context, struct sg_array_memory *memory,
                              uint64_t offset, bool is_view);
// Dead, its planes too; its memory stays.
void sg_array_end(struct sg_array *array);

// The requirements of what is mapped later.
CUresult sg_array_requirements(const struct sg_array_memory *memory, CUdevice device, CUDA_ARRAY_MEMORY_REQUIREMENTS *out);
CUresult sg_array_sparse_properties(const struct sg_array *first_level, CUDA_ARRAY_SPARSE_PROPERTIES *out);

// Those of a context that are no levels.
void sg_plain_arrays_drop_context(struct sg_context *context);
