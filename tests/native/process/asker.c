// asker STEP...: does one thing after the other with the driver it is linked with, and says each answer as "STEP RESULT". The
// driver's errors end nothing.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "cuda_abi.h"

static const char kernel[] = ".version 7.0\n.target sm_70\n.address_size 64\n.visible .entry ask_us100() { ret; }\n";
static CUdeviceptr pointer;

static int context(int device) {
  CUcontext made;
  CUdevice of;
  CUresult result = cuDeviceGet(&of, device);
  if (result == CUDA_SUCCESS)
    result = cuDevicePrimaryCtxRetain(&made, of);
  return result != CUDA_SUCCESS ? result : cuCtxSetCurrent(made);
}

static int launch(void) {
  CUmodule module;
  CUfunction function;
  CUresult result = cuModuleLoadData(&module, kernel);
  if (result == CUDA_SUCCESS)
    result = cuModuleGetFunction(&function, module, "ask_us100");
  if (result == CUDA_SUCCESS)
    result = cuLaunchKernel(function, 1, 1, 1, 32, 1, 1, 0, NULL, NULL, NULL);
  return result != CUDA_SUCCESS ? result : cuCtxSynchronize();
}

static int count(void) {
  int devices;
  CUresult result = cuDeviceGetCount(&devices);
  return result == CUDA_SUCCESS ? 1000 + devices : (int)result;
}

static int wait_for_line(void) {
  char line[8];
  return fgets(line, sizeof(line), stdin) == NULL;
}

static int step(const char *name, const char *argument) {
  if (strcmp(name, "init") == 0)
    return cuInit(0);
  if (strcmp(name, "count") == 0)
    return count();
  if (strcmp(name, "context") == 0)
    return context(atoi(argument));
  if (strcmp(name, "alloc") == 0)
    return cuMemAlloc_v2(&pointer, strtoull(argument, NULL, 10));
  if (strcmp(name, "free") == 0)
    return cuMemFree_v2(pointer);
  if (strcmp(name, "launch") == 0)
    return launch();
  if (strcmp(name, "wait") == 0)
    return wait_for_line();
  if (strcmp(name, "set") == 0)
    return putenv((char *)argument);
  if (strcmp(name, "clear") == 0)
    return clearenv();
  if (strcmp(name, "undumpable") == 0)
    return prctl(PR_SET_DUMPABLE, 0);
  return -1;
}

int main(int argc, char **argv) {
  for (int i = 1; i < argc; i++) {
    char *argument = strchr(argv[i], ':');
    if (argument != NULL)
      *argument++ = '\0';
    printf("%s %d\n", argv[i], step(argv[i], argument != NULL ? argument : ""));
    fflush(stdout);
  }
  return 0;
}
