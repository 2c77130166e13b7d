// Persistence and compute mode. Changing them is for root, as with the driver.
#include <unistd.h>

#include "nvml.h"

nvmlReturn_t nvmlDeviceGetPersistenceMode(nvmlDevice_t device, nvmlEnableState_t *mode) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(mode);
  *mode = sg_nvml.state->devices[index].persistence ? NVML_FEATURE_ENABLED : NVML_FEATURE_DISABLED;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceSetPersistenceMode(nvmlDevice_t device, nvmlEnableState_t mode) {
  SG_NVML_CARD(device, index);
  if ((unsigned int)mode > NVML_FEATURE_ENABLED)
    return NVML_ERROR_INVALID_ARGUMENT;
  if (geteuid() != 0)
    return NVML_ERROR_NO_PERMISSION;
  sg_state_lock(sg_nvml.state);
  sg_nvml.state->devices[index].persistence = mode;
  sg_state_unlock(sg_nvml.state);
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetComputeMode(nvmlDevice_t device, nvmlComputeMode_t *mode) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(mode);
  *mode = (nvmlComputeMode_t)sg_nvml.state->devices[index].compute_mode;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceSetComputeMode(nvmlDevice_t device, nvmlComputeMode_t mode) {
  SG_NVML_CARD(device, index);
  if ((unsigned int)mode >= NVML_COMPUTEMODE_COUNT)
    return NVML_ERROR_INVALID_ARGUMENT;
  // A context per thread was given up with CUDA 8.
  if (mode == NVML_COMPUTEMODE_EXCLUSIVE_THREAD)
    return NVML_ERROR_NOT_SUPPORTED;
  if (geteuid() != 0)
    return NVML_ERROR_NO_PERMISSION;
  sg_state_lock(sg_nvml.state);
  sg_nvml.state->devices[index].compute_mode = mode;
  sg_state_unlock(sg_nvml.state);
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetAPIRestriction(nvmlDevice_t device, nvmlRestrictedAPI_t apiType, nvmlEnableState_t *isRestricted) {
  SG_NVML_CARD(device, index);
  if (isRestricted == NULL || (unsigned int)apiType >= NVML_RESTRICTED_API_COUNT)
    return NVML_ERROR_INVALID_ARGUMENT;
  *isRestricted = NVML_FEATURE_ENABLED;
  return NVML_SUCCESS;
}
