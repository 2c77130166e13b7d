// The driver's result codes by name.
#pragma once

#include <stddef.h>

struct sg_error {
  int code;
  const char *name;    // "CUDA_ERROR_OUT_OF_MEMORY"
  const char *text;    // "out of memory"
};

// By code, ascending. Generated.
extern const struct sg_error sg_errors[];
extern const size_t sg_error_count;
