// The bytes of an array or of all levels of a mipmapped array.
#pragma once

#include "driver.h"

struct sg_array_binding;

struct sg_array_memory {
  struct sg_context *context;
  uint64_t bytes;                  // rounded as the device gives them
  uint64_t charged;
  char *host;                      // NULL: sparse or deferred, and nothing mapped yet
  bool is_mapped_later;            // sparse or deferred: owns nothing, memory is mapped into it (array_map.c)
  void *foreign;                   // external memory that the bytes belong to, told by `let_go` when they are of no more use
  void (*let_go)(void *foreign);
  struct sg_array_binding *bindings;
};

// `mapped_later`: takes no memory. CUDA_ERROR_OUT_OF_MEMORY.
CUresult sg_array_memory_take(struct sg_context *context, uint64_t bytes, bool mapped_later, struct sg_array_memory **out);
// Of external memory: nothing is charged, nothing is unmapped.
CUresult sg_array_memory_foreign(struct sg_context *context, uint64_t bytes, char *host, void *foreign,
                                 void (*let_go)(void *), struct sg_array_memory **out);
void sg_array_memory_give(struct sg_array_memory *memory);

// Zero bytes for something that is mapped later, when the first of it is.
bool sg_array_memory_open(struct sg_array_memory *memory);

// array_map.c: lets go of the memory mapped into it.
void sg_array_bindings_drop(struct sg_array_memory *memory);
