#include "array_memory.h"

#include <stdlib.h>
#include <sys/mman.h>

#include "array_shape.h"

bool sg_array_memory_open(struct sg_array_memory *memory) {
  if (memory->host != NULL)
    return true;
  void *host = mmap(NULL, memory->bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (host == MAP_FAILED)
    return false;
  madvise(host, memory->bytes, MADV_DONTDUMP);
  memory->host = host;
  return true;
}

CUresult sg_array_memory_take(struct sg_context *context, uint64_t bytes, bool mapped_later, struct sg_array_memory **out) {
  struct sg_array_memory *memory = calloc(1, sizeof(*memory));
  if (memory == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  memory->context = context;
  memory->bytes = sg_array_rounded(context->device, bytes);
  memory->is_mapped_later = mapped_later;
  CUresult result = mapped_later ? CUDA_SUCCESS : sg_charge(context, memory->bytes, &memory->charged);
  if (result == CUDA_SUCCESS && !mapped_later && !sg_array_memory_open(memory)) {
    sg_uncharge(context, memory->bytes, memory->charged);
    result = CUDA_ERROR_OUT_OF_MEMORY;
  }
  if (result != CUDA_SUCCESS) {
    free(memory);
    return result;
  }
  *out = memory;
  return CUDA_SUCCESS;
}

CUresult sg_array_memory_foreign(struct sg_context *context, uint64_t bytes, char *host, void *foreign,
                                 void (*let_go)(void *), struct sg_array_memory **out) {
  struct sg_array_memory *memory = calloc(1, sizeof(*memory));
  if (memory == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  *memory = (struct sg_array_memory){.context = context, .bytes = bytes, .host = host, .foreign = foreign,
                                     .let_go = let_go};
  *out = memory;
  return CUDA_SUCCESS;
}

void sg_array_memory_give(struct sg_array_memory *memory) {
  if (memory->foreign != NULL) {
    memory->let_go(memory->foreign);
  } else {
    sg_array_bindings_drop(memory);
    if (memory->host != NULL)
      munmap(memory->host, memory->bytes);
    if (!memory->is_mapped_later)
      sg_uncharge(memory->context, memory->bytes, memory->charged);
  }
  free(memory);
}
