// The rules' answers, as NVML gives them.
#pragma once

#include "nvml.h"

static inline nvmlReturn_t sg_nvml_mig_result(enum sg_mig_result result) {
  switch (result) {
    case SG_MIG_OK: return NVML_SUCCESS;
    case SG_MIG_NOT_FOUND: return NVML_ERROR_NOT_FOUND;
    case SG_MIG_NOT_SUPPORTED:
    case SG_MIG_NOT_ENABLED: return NVML_ERROR_NOT_SUPPORTED;
    case SG_MIG_INVALID: return NVML_ERROR_INVALID_ARGUMENT;
    case SG_MIG_NO_ROOM: return NVML_ERROR_INSUFFICIENT_RESOURCES;
    case SG_MIG_IN_USE: return NVML_ERROR_IN_USE;
  }
  return NVML_ERROR_UNKNOWN;
}
