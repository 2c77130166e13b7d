#include "error_codes.h"

#include <string.h>

struct code {
  const char *name;
  int32_t value;
};

static const struct code cuda_codes[] = {
  {"CUDA_ERROR_INVALID_VALUE", 1},
  {"CUDA_ERROR_OUT_OF_MEMORY", 2},
  {"CUDA_ERROR_NOT_INITIALIZED", 3},
  {"CUDA_ERROR_DEINITIALIZED", 4},
  {"CUDA_ERROR_DEVICE_UNAVAILABLE", 46},
  {"CUDA_ERROR_NO_DEVICE", 100},
  {"CUDA_ERROR_INVALID_DEVICE", 101},
  {"CUDA_ERROR_INVALID_IMAGE", 200},
  {"CUDA_ERROR_INVALID_CONTEXT", 201},
  {"CUDA_ERROR_MAP_FAILED", 205},
  {"CUDA_ERROR_NO_BINARY_FOR_GPU", 209},
  {"CUDA_ERROR_ECC_UNCORRECTABLE", 214},
  {"CUDA_ERROR_NVLINK_UNCORRECTABLE", 220},
  {"CUDA_ERROR_OPERATING_SYSTEM", 304},
  {"CUDA_ERROR_INVALID_HANDLE", 400},
  {"CUDA_ERROR_NOT_FOUND", 500},
  {"CUDA_ERROR_NOT_READY", 600},
  {"CUDA_ERROR_ILLEGAL_ADDRESS", 700},
  {"CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES", 701},
  {"CUDA_ERROR_LAUNCH_TIMEOUT", 702},
  {"CUDA_ERROR_ASSERT", 710},
  {"CUDA_ERROR_HARDWARE_STACK_ERROR", 714},
  {"CUDA_ERROR_ILLEGAL_INSTRUCTION", 715},
  {"CUDA_ERROR_MISALIGNED_ADDRESS", 716},
  {"CUDA_ERROR_LAUNCH_FAILED", 719},
  {"CUDA_ERROR_NOT_PERMITTED", 800},
  {"CUDA_ERROR_NOT_SUPPORTED", 801},
  {"CUDA_ERROR_SYSTEM_NOT_READY", 802},
  {"CUDA_ERROR_TIMEOUT", 909},
  {"CUDA_ERROR_EXTERNAL_DEVICE", 911},
  {"CUDA_ERROR_UNKNOWN", 999},
  {NULL, 0},
};

static const struct code nvml_codes[] = {
  {"NVML_ERROR_UNINITIALIZED", 1},
  {"NVML_ERROR_INVALID_ARGUMENT", 2},
  {"NVML_ERROR_NOT_SUPPORTED", 3},
  {"NVML_ERROR_NO_PERMISSION", 4},
  {"NVML_ERROR_NOT_FOUND", 6},
  {"NVML_ERROR_INSUFFICIENT_SIZE", 7},
  {"NVML_ERROR_INSUFFICIENT_POWER", 8},
  {"NVML_ERROR_DRIVER_NOT_LOADED", 9},
  {"NVML_ERROR_TIMEOUT", 10},
  {"NVML_ERROR_IRQ_ISSUE", 11},
  {"NVML_ERROR_LIBRARY_NOT_FOUND", 12},
  {"NVML_ERROR_FUNCTION_NOT_FOUND", 13},
  {"NVML_ERROR_CORRUPTED_INFOROM", 14},
  {"NVML_ERROR_GPU_IS_LOST", 15},
  {"NVML_ERROR_RESET_REQUIRED", 16},
  {"NVML_ERROR_OPERATING_SYSTEM", 17},
  {"NVML_ERROR_LIB_RM_VERSION_MISMATCH", 18},
  {"NVML_ERROR_IN_USE", 19},
  {"NVML_ERROR_MEMORY", 20},
  {"NVML_ERROR_NO_DATA", 21},
  {"NVML_ERROR_INSUFFICIENT_RESOURCES", 23},
  {"NVML_ERROR_NOT_READY", 27},
  {"NVML_ERROR_GPU_NOT_FOUND", 28},
  {"NVML_ERROR_UNKNOWN", 999},
  {NULL, 0},
};

static bool find(const struct code *codes, const char *name, size_t length, int32_t *value) {
  for (; codes->name != NULL; codes++) {
    if (strlen(codes->name) == length && memcmp(codes->name, name, length) == 0) {
      *value = codes->value;
      return true;
    }
  }
  return false;
}

bool sg_cuda_code(const char *name, size_t length, int32_t *code) { return find(cuda_codes, name, length, code); }

bool sg_nvml_code(const char *name, size_t length, int32_t *code) { return find(nvml_codes, name, length, code); }
