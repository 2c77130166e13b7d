#include "device.h"

#include <stdio.h>
#include <stdlib.h>

static const char module_text[] =
    "simgpu 1\n"
    "kernel us50 us=50 sms=1\n"
    "kernel us100 us=100 sms=1\n"
    "kernel us200 us=200 sms=1\n"
    "kernel us300 us=300 sms=1\n"
    "kernel whole us=100 sms=1000\n"
    "kernel add us=10 sms=1 computes=vecadd params=8,8,8,8\n";

CUcontext device_context;
static CUmodule module;
static struct sg_state *state;

void must(const char *file, int line, const char *call, CUresult result) {
  if (result == CUDA_SUCCESS)
    return;
  const char *name = "unknown";
  cuGetErrorName(result, &name);
  printf("FAIL %s:%d: %s: %s\n0 passed, 1 failed\n", file, line, call, name);
  exit(1);
}

void device_open(void) {
  MUST(cuInit(0));
  MUST(cuDevicePrimaryCtxRetain(&device_context, 0));
  MUST(cuCtxSetCurrent(device_context));
  MUST(cuModuleLoadData(&module, module_text));
  if (sg_state_open_default(&state) != 0)
    exit(1);
}

CUmodule device_open_second(CUcontext *context) {
  CUmodule other;
  MUST(cuDevicePrimaryCtxRetain(context, 1));
  MUST(cuCtxSetCurrent(*context));
  MUST(cuModuleLoadData(&other, module_text));
  return other;
}

void device_close(void) {
  MUST(cuModuleUnload(module));
  sg_state_close(state);
}

CUfunction device_kernel(const char *name) {
  CUfunction function;
  MUST(cuModuleGetFunction(&function, module, name));
  return function;
}

CUDA_KERNEL_NODE_PARAMS device_launch(const char *name) {
  return (CUDA_KERNEL_NODE_PARAMS){.func = device_kernel(name), .gridDimX = 1, .gridDimY = 1, .gridDimZ = 1,
                                   .blockDimX = 1, .blockDimY = 1, .blockDimZ = 1};
}

uint64_t device_ns(void) { return sg_now(state); }

uint64_t device_used_bytes(void) {
  struct sg_memory_figures figures;
  sg_memory_figures(state, 0, 0, &figures);
  return figures.used;
}

CUgraphNode node_after(CUgraph graph, const char *kernel, CUgraphNode a, CUgraphNode b, CUgraphNode c, CUgraphNode d) {
  CUgraphNode given[4] = {a, b, c, d}, dependencies[4], node;
  size_t count = 0;
  for (int i = 0; i < 4; i++)
    if (given[i] != NULL)
      dependencies[count++] = given[i];
  CUDA_KERNEL_NODE_PARAMS launch = device_launch(kernel);
  MUST(cuGraphAddKernelNode_v2(&node, graph, dependencies, count, &launch));
  return node;
}

CUgraphExec instantiated(CUgraph graph) {
  CUgraphExec exec;
  MUST(cuGraphInstantiateWithFlags(&exec, graph, 0));
  return exec;
}

uint64_t launch_ns(CUgraphExec exec) {
  CUstream stream;
  MUST(cuStreamCreate(&stream, CU_STREAM_NON_BLOCKING));
  uint64_t before = device_ns();
  MUST(cuGraphLaunch(exec, stream));
  MUST(cuStreamSynchronize(stream));
  uint64_t after = device_ns();
  MUST(cuStreamDestroy_v2(stream));
  return after - before;
}
