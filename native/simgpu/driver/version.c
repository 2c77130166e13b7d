#include "version.h"

#include "driver.h"
#include "profile.h"

// Tells a simulated driver from a real one.
extern const char simgpu_version[];
__attribute__((visibility("default"))) const char simgpu_version[] = "1";

int sg_cuda_version(void) {
  if (sg_profile_cuda_version != 0)
    return sg_profile_cuda_version;
  const struct sg_state *state = sg_driver_state();
  return state != NULL && state->description.cuda_version != 0 ? (int)state->description.cuda_version : CUDA_VERSION;
}

// Needs no cuInit, and no device.
CUresult cuDriverGetVersion(int *driverVersion) {
  if (!driverVersion)
    return CUDA_ERROR_INVALID_VALUE;
  *driverVersion = sg_cuda_version();
  return CUDA_SUCCESS;
}
