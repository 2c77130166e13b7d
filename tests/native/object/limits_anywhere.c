// The whole library under a libc of any age, on the driver that costs nothing: loaded into some program, whose constructor runs
// this. A limit of 3000 MiB is exact, whoever asks; launches go through; a child of a fork has an account of its own.
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "cuda_abi.h"

enum { MIB = 1 << 20, LIMIT_MIB = 3000, CHUNK_MIB = 100 };

static int count_of_chunks(void) {
  CUdeviceptr pointer;
  int count = 0;
  while (count < 100 && cuMemAlloc_v2(&pointer, (size_t)CHUNK_MIB * MIB) == CUDA_SUCCESS)
    count++;
  return count;
}

int main(void) {
  CUcontext context;
  CUdeviceptr pointer = 0, other = 0;
  CUmodule module;
  CUfunction function;
  size_t left = 0, total = 0;
  CHECK_NUMBER("cuInit", cuInit(0), CUDA_SUCCESS);
  CHECK_NUMBER("a context", cuDevicePrimaryCtxRetain(&context, 0), CUDA_SUCCESS);
  CHECK_NUMBER("it is current", cuCtxSetCurrent(context), CUDA_SUCCESS);
  CHECK_NUMBER("what fits", cuMemAlloc_v2(&pointer, (size_t)1000 * MIB), CUDA_SUCCESS);
  CHECK("is given", pointer != 0, "nothing");
  CHECK_NUMBER("what doesn't fit", cuMemAlloc_v2(&other, (size_t)LIMIT_MIB * MIB), CUDA_ERROR_OUT_OF_MEMORY);
  CHECK_NUMBER("what there is", cuMemGetInfo_v2(&left, &total), CUDA_SUCCESS);
  CHECK_NUMBER("is the limit", total >> 20, LIMIT_MIB);
  CHECK_NUMBER("release", cuMemFree_v2(pointer), CUDA_SUCCESS);
  CHECK_NUMBER("a module", cuModuleLoadData(&module, ""), CUDA_SUCCESS);
  CHECK_NUMBER("a function", cuModuleGetFunction(&function, module, ""), CUDA_SUCCESS);
  for (int i = 0; i < 1000; i++)
    if (cuLaunchKernel(function, 1, 1, 1, 1, 1, 1, 0, NULL, NULL, NULL) != CUDA_SUCCESS)
      CHECK_NUMBER("launch", i, -1);
  int chunks = count_of_chunks();
  CHECK("as many as fit", chunks > 0 && chunks <= LIMIT_MIB / CHUNK_MIB, "%d", chunks);
  pid_t pid = fork();
  if (pid == 0)
    _exit(cuMemAlloc_v2(&pointer, (size_t)CHUNK_MIB * MIB) == CUDA_SUCCESS);
  int status = -1;
  CHECK("a child is told that there is no more", waitpid(pid, &status, 0) == pid && status == 0, "status %d", status);
  return CHECKS_END();
}
