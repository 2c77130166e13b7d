#include "version.h"

#include "cuda_abi.h"
#include "profile.h"

// Tells a simulated driver from a real one.
extern const char simgpu_version[];
__attribute__((visibility("default"))) const char simgpu_version[] = "1";

int sg_cuda_version(void) {
  return sg_profile_cuda_version ? sg_profile_cuda_version : CUDA_VERSION;
}

// Needs no cuInit, and no device.
CUresult cuDriverGetVersion(int *driverVersion) {
  if (!driverVersion)
    return CUDA_ERROR_INVALID_VALUE;
  *driverVersion = sg_cuda_version();
  return CUDA_SUCCESS;
}
