// With libvgpu-lookup-test.so preloaded, where there is no driver.
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>

#include "check.h"
#include "cuda_abi.h"
#include "nvml_abi.h"

int main(void) {
  if (dlopen("libcuda.so.1", RTLD_LAZY))
    return puts("skip there is a driver on this machine"), puts("0 passed, 0 failed, 1 skipped"), 0;
  __typeof__(&cuInit) init = (__typeof__(init))dlsym(RTLD_DEFAULT, "cuInit");
  __typeof__(&nvmlDeviceGetMemoryInfo) memory = (__typeof__(memory))dlsym(RTLD_DEFAULT, "nvmlDeviceGetMemoryInfo");
  __typeof__(&cuGetProcAddress_v2) ask = (__typeof__(ask))dlsym(RTLD_DEFAULT, "cuGetProcAddress_v2");
  void *found;
  errno = 77;
  CHECK_NUMBER("no device", init(0), CUDA_ERROR_NO_DEVICE);
  CHECK_NUMBER("errno is kept", errno, 77);
  CHECK_NUMBER("no function", ask("cuInit", &found, 12000, 0, NULL), CUDA_ERROR_NO_DEVICE);
  CHECK_NUMBER("no NVML", memory(NULL, NULL), NVML_ERROR_LIBRARY_NOT_FOUND);
  return CHECKS_END();
}
