#include "device.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const char kernels[] =
    "simgpu 1\n"
    "kernel us100 us=100 sms=1\n"
    "kernel us300 us=300 sms=1\n"
    "kernel whole us=100 sms=1000\n"
    "kernel described us=1\n"
    "kernel fill us=100 sms=1 computes=fill\n";

static CUmodule module;

void must(const char *file, int line, const char *call, CUresult result) {
  if (result == CUDA_SUCCESS)
    return;
  const char *name = "unknown";
  cuGetErrorName(result, &name);
  printf("FAIL %s:%d: %s: %s\n0 passed, 1 failed\n", file, line, call, name);
  exit(1);
}

CUcontext device_open(void) {
  CUcontext context;
  MUST(cuInit(0));
  MUST(cuDevicePrimaryCtxRetain(&context, 0));
  MUST(cuCtxSetCurrent(context));
  module = device_load(kernels);
  return context;
}

CUmodule device_load(const char *text) {
  CUmodule loaded;
  MUST(cuModuleLoadData(&loaded, text));
  return loaded;
}

CUfunction device_kernel(const char *name) {
  CUfunction function;
  MUST(cuModuleGetFunction(&function, module, name));
  return function;
}

void launch(const char *kernel, CUstream stream) {
  MUST(cuLaunchKernel(device_kernel(kernel), 1, 1, 1, 1, 1, 1, 0, stream, NULL, NULL));
}

CUstream stream_of(unsigned int flags) {
  CUstream stream;
  MUST(cuStreamCreate(&stream, flags));
  return stream;
}

CUevent event_at(CUstream stream) {
  CUevent event;
  MUST(cuEventCreate(&event, CU_EVENT_DEFAULT));
  MUST(cuEventRecord(event, stream));
  return event;
}

uint64_t elapsed_ns(CUevent from, CUevent to) {
  float milliseconds;
  MUST(cuEventSynchronize(to));
  MUST(cuEventElapsedTime(&milliseconds, from, to));
  return (uint64_t)llround((double)milliseconds * 1e6);
}

struct sg_state *device_state(void) {
  static struct sg_state *state;
  if (state == NULL && sg_state_open_default(&state) != 0)
    exit(1);
  return state;
}

uint64_t device_ns(void) {
  return sg_now(device_state());
}

uint64_t used_bytes(void) {
  struct sg_memory_figures figures;
  sg_memory_figures(device_state(), 0, 0, &figures);
  return figures.used;
}
