// holder BYTES: takes a context and so many bytes, says "PID UUID" and stays until its standard input ends.
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cuda_abi.h"

int main(int argc, char **argv) {
  CUcontext context;
  CUdeviceptr pointer;
  CUuuid uuid;
  CUmodule module;
  CUfunction function;
  if (argc != 2 || cuInit(0) != CUDA_SUCCESS || cuDevicePrimaryCtxRetain(&context, 0) != CUDA_SUCCESS ||
      cuCtxSetCurrent(context) != CUDA_SUCCESS || cuMemAlloc_v2(&pointer, strtoull(argv[1], NULL, 10)) != CUDA_SUCCESS ||
      cuDeviceGetUuid_v2(&uuid, 0) != CUDA_SUCCESS ||
      cuModuleLoadData(&module, "simgpu 1\nkernel k us=20 sms=1\n") != CUDA_SUCCESS ||
      cuModuleGetFunction(&function, module, "k") != CUDA_SUCCESS ||
      cuLaunchKernel(function, 1, 1, 1, 1, 1, 1, 0, NULL, NULL, NULL) != CUDA_SUCCESS)
    return 1;
  printf("%d ", getpid());
  for (int i = 0; i < 16; i++)
    printf("%02x", (unsigned char)uuid.bytes[i]);
  putchar('\n');
  fflush(stdout);
  while (getchar() != EOF)
    continue;
  return 0;
}
