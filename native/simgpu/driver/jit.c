// What a program asks of the compiler, and what it says about its work.
#include <string.h>

#include "module.h"

CUresult sg_jit_read(unsigned int count, const CUjit_option *options, void **values, struct sg_jit *out) {
  memset(out, 0, sizeof(*out));
  if (count != 0 && (options == NULL || values == NULL))
    return CUDA_ERROR_INVALID_VALUE;
  for (unsigned int i = 0; i < count; i++) {
    switch (options[i]) {
    case CU_JIT_INFO_LOG_BUFFER:
      out->info = values[i];
      break;
    case CU_JIT_INFO_LOG_BUFFER_SIZE_BYTES:
      out->info_bytes = (uint32_t)(uintptr_t)values[i];
      out->info_size_value = &values[i];
      break;
    case CU_JIT_ERROR_LOG_BUFFER:
      out->error = values[i];
      break;
    case CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES:
      out->error_bytes = (uint32_t)(uintptr_t)values[i];
      out->error_size_value = &values[i];
      break;
    case CU_JIT_WALL_TIME:
      memset(&values[i], 0, sizeof(float));
      break;
    default:
      if ((int)options[i] < 0 || options[i] >= CU_JIT_NUM_OPTIONS)
        return CUDA_ERROR_INVALID_VALUE;
      break;
    }
  }
  return CUDA_SUCCESS;
}

static void write_log(char *buffer, size_t size, void **size_value, const char *text) {
  size_t length = strlen(text);
  if (buffer == NULL || size == 0)
    length = 0;
  else if (length >= size)
    length = size - 1;
  if (buffer != NULL && size > 0) {
    memcpy(buffer, text, length);
    buffer[length] = '\0';
  }
  if (size_value != NULL)
    *size_value = (void *)(uintptr_t)(length == 0 ? 0 : length + 1);
}

void sg_jit_finish(const struct sg_jit *jit, const char *error) {
  write_log(jit->info, jit->info_bytes, jit->info_size_value, "");
  write_log(jit->error, jit->error_bytes, jit->error_size_value, error);
}
