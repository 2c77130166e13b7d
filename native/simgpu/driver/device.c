// Devices: how many, which, how large.
#include "device.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

CUresult cuDeviceGet(CUdevice *device, int ordinal) {
  SG_ENTRY();
  if (device == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  if (!sg_ordinal_valid(ordinal))
    return CUDA_ERROR_INVALID_DEVICE;
  *device = ordinal;
  return CUDA_SUCCESS;
}

CUresult cuDeviceGetCount(int *count) {
  SG_ENTRY();
  if (count == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  *count = sg_driver.device_count;
  return CUDA_SUCCESS;
}

CUresult cuDeviceTotalMem_v2(size_t *bytes, CUdevice dev) {
  SG_ENTRY();
  if (bytes == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  if (!sg_ordinal_valid(dev))
    return CUDA_ERROR_INVALID_DEVICE;
  *bytes = sg_driver.ordinals[dev].memory_bytes;
  return CUDA_SUCCESS;
}

// The first version answers in 32 bits: as much as fits.
CUresult cuDeviceTotalMem(unsigned int *bytes, CUdevice dev) {
  SG_ENTRY();
  if (bytes == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  if (!sg_ordinal_valid(dev))
    return CUDA_ERROR_INVALID_DEVICE;
  uint64_t all = sg_driver.ordinals[dev].memory_bytes;
  *bytes = all > UINT32_MAX ? UINT32_MAX : (unsigned int)all;
  return CUDA_SUCCESS;
}

CUresult cuDeviceComputeCapability(int *major, int *minor, CUdevice dev) {
  SG_ENTRY();
  if (major == NULL || minor == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  if (!sg_ordinal_valid(dev))
    return CUDA_ERROR_INVALID_DEVICE;
  *major = (int)sg_ordinal_description(dev)->compute_major;
  *minor = (int)sg_ordinal_description(dev)->compute_minor;
  return CUDA_SUCCESS;
}

// Notifications of memory below a limit, which only a driver of vGPUs sends: registered, never called.
CUresult cuDeviceRegisterAsyncNotification(CUdevice device, CUasyncCallback callbackFunc, void *userData,
                                           CUasyncCallbackHandle *callback) {
  SG_ENTRY();
  if (callbackFunc == NULL || callback == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  if (!sg_ordinal_valid(device))
    return CUDA_ERROR_INVALID_DEVICE;
  void **registration = malloc(sizeof(*registration));
  if (registration == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  *registration = userData;
  *callback = (CUasyncCallbackHandle)registration;
  return CUDA_SUCCESS;
}

CUresult cuDeviceUnregisterAsyncNotification(CUdevice device, CUasyncCallbackHandle callback) {
  SG_ENTRY();
  if (callback == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  if (!sg_ordinal_valid(device))
    return CUDA_ERROR_INVALID_DEVICE;
  free(callback);
  return CUDA_SUCCESS;
}
