// load FIELD=NUMBER...: as load.h says. Knows nothing of limits.
#include "load.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cuda_abi.h"

enum { MOST_STREAMS = 16 };

static struct load load = {.streams = 1, .kernel_us = 50, .part = 1};
static CUcontext context;
static CUfunction kernel;

static void must(CUresult result, const char *call) {
  if (result == CUDA_SUCCESS)
    return;
  fprintf(stderr, "load: %s: error %d\n", call, (int)result);
  _exit(90);
}
#define MUST(call) must(call, #call)

static void launch(CUstream stream, uint32_t count) {
  unsigned int blocks = 1 + (load.kinds > 1 ? count % load.kinds : 0);
  CUlaunchConfig config = {.gridDimX = blocks, .gridDimY = 1, .gridDimZ = 1, .blockDimX = 128, .blockDimY = 1, .blockDimZ = 1,
                           .hStream = stream};
  switch (load.form) {
    case LOAD_PLAIN: MUST(cuLaunchKernel(kernel, blocks, 1, 1, 128, 1, 1, 0, stream, NULL, NULL)); break;
    case LOAD_LEGACY_STREAM: MUST(cuLaunchKernel(kernel, blocks, 1, 1, 128, 1, 1, 0, NULL, NULL, NULL)); break;
    case LOAD_PER_THREAD: MUST(cuLaunchKernel_ptsz(kernel, blocks, 1, 1, 128, 1, 1, 0, NULL, NULL, NULL)); break;
    case LOAD_EXTENDED: MUST(cuLaunchKernelEx(&config, kernel, NULL, NULL)); break;
    case LOAD_COOPERATIVE: MUST(cuLaunchCooperativeKernel(kernel, blocks, 1, 1, 128, 1, 1, 0, stream, NULL)); break;
  }
}

static void wait_for(CUstream stream) {
  if (load.form == LOAD_PER_THREAD)
    MUST(cuStreamSynchronize_ptsz(NULL));
  else
    MUST(cuStreamSynchronize(load.form == LOAD_LEGACY_STREAM ? NULL : stream));
}

static CUgraphExec graph_of(void) {
  CUgraph graph;
  CUgraphNode before = NULL, node;
  CUgraphExec exec;
  CUDA_KERNEL_NODE_PARAMS parameters = {.func = kernel, .gridDimX = 1, .gridDimY = 1, .gridDimZ = 1, .blockDimX = 128,
                                        .blockDimY = 1, .blockDimZ = 1};
  MUST(cuGraphCreate(&graph, 0));
  for (uint32_t i = 0; i < load.graph; i++) {
    MUST(cuGraphAddKernelNode_v2(&node, graph, before == NULL ? NULL : &before, before != NULL, &parameters));
    before = node;
  }
  MUST(cuGraphInstantiateWithFlags(&exec, graph, 0));
  return exec;
}

static void *run(void *unused) {
  (void)unused;
  CUstream stream;
  MUST(cuCtxSetCurrent(context));
  MUST(cuStreamCreate(&stream, CU_STREAM_NON_BLOCKING));
  CUgraphExec exec = load.graph == 0 ? NULL : graph_of();
  uint64_t each_us = load.kernel_us * (load.graph == 0 ? 1 : load.graph), burst_us = 0;
  for (uint32_t count = 1;; count++) {
    if (exec != NULL)
      MUST(cuGraphLaunch(exec, stream));
    else
      launch(stream, count);
    burst_us += each_us * load.streams / load.part;
    if (load.sync != 0 && count % load.sync == 0)
      wait_for(stream);
    if (load.burst_ms != 0 && burst_us >= load.burst_ms * 1000) {
      wait_for(stream);
      burst_us = 0;
      nanosleep(&(struct timespec){.tv_nsec = load.pause_ms * 1000000L}, NULL);
    }
  }
  return NULL;
}

static void read_argument(const char *argument) {
  static const struct { const char *name; uint32_t *value; } FIELDS[] = {
    {"streams", &load.streams}, {"kernel_us", &load.kernel_us}, {"spread", &load.spread}, {"part", &load.part},
    {"graph", &load.graph}, {"sync", &load.sync}, {"burst_ms", &load.burst_ms}, {"pause_ms", &load.pause_ms},
    {"kinds", &load.kinds}, {"form", (uint32_t *)&load.form},
  };
  for (size_t i = 0; i < sizeof(FIELDS) / sizeof(*FIELDS); i++) {
    size_t length = strlen(FIELDS[i].name);
    if (strncmp(argument, FIELDS[i].name, length) == 0 && argument[length] == '=') {
      *FIELDS[i].value = (uint32_t)atoi(argument + length + 1);
      return;
    }
  }
  fprintf(stderr, "load: what is %s?\n", argument);
  exit(2);
}

int main(int argc, char **argv) {
  for (int i = 1; i < argc; i++)
    read_argument(argv[i]);
  CUdevice device;
  CUmodule module;
  int multiprocessors;
  MUST(cuInit(0));
  MUST(cuDeviceGet(&device, 0));
  MUST(cuCtxCreate_v2(&context, CU_CTX_SCHED_BLOCKING_SYNC, device));
  MUST(cuDeviceGetAttribute(&multiprocessors, CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT, device));
  char text[160];
  snprintf(text, sizeof(text), "simgpu 1\nkernel work us=%u jitter=%u%% sms=%d\n", load.kernel_us, load.spread,
           multiprocessors / (int)load.part);
  MUST(cuModuleLoadData(&module, text));
  MUST(cuModuleGetFunction(&kernel, module, "work"));
  pthread_t threads[MOST_STREAMS];
  for (uint32_t t = 1; t < load.streams && t < MOST_STREAMS; t++)
    pthread_create(&threads[t], NULL, run, NULL);
  run(NULL);
}
