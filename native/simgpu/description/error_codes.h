// The names of the error codes that descriptions of failures usually use; any other code is written as its number.
#pragma once

#include <stddef.h>
#include <stdbool.h>
#include <stdint.h>

// False: no such name in the library's table.
bool sg_cuda_code(const char *name, size_t length, int32_t *code);
bool sg_nvml_code(const char *name, size_t length, int32_t *code);
