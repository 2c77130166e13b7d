#include "load.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "chance.h"
#include "cuda_abi.h"

enum { MAX_STREAMS = 6, MAX_EVENTS = 4, LENGTHS = 11, WIDTHS = 4, COPIED = 1 << 20, MOST_OUTSTANDING_US = 60000 };

// 20 us, 40 us, ... 20.48 ms, on some or all multiprocessors.
static const unsigned WIDTH[WIDTHS] = {1, 40, 66, 1000};

static void must(CUresult result, const char *call) {
  if (result == CUDA_SUCCESS)
    return;
  fprintf(stderr, "%s: error %d\n", call, (int)result);
  _exit(90);
}
#define MUST(call) must(call, #call)

static CUmodule begin(const char *kernels) {
  CUdevice device;
  CUcontext context;
  CUmodule module;
  MUST(cuInit(0));
  MUST(cuDeviceGet(&device, 0));
  MUST(cuCtxCreate_v2(&context, CU_CTX_SCHED_BLOCKING_SYNC, device));
  MUST(cuModuleLoadData(&module, kernels));
  return module;
}

static void launch(CUfunction kernel, CUstream stream) {
  MUST(cuLaunchKernel(kernel, 64, 1, 1, 128, 1, 1, 0, stream, NULL, NULL));
}

struct random_load {
  CUfunction kernels[LENGTHS][WIDTHS];
  CUstream streams[MAX_STREAMS];  // the first is the legacy stream
  uint64_t stream_count;
  CUevent events[MAX_EVENTS];
  CUdeviceptr memory;
  uint64_t longest;               // this process's kernels are up to so long
  uint64_t outstanding_us;
};

static struct random_load prepare(void) {
  struct random_load load = {.stream_count = 1 + chance(MAX_STREAMS), .longest = 1 + chance(LENGTHS)};
  char text[4096], name[32];
  int at = snprintf(text, sizeof(text), "simgpu 1\n");
  for (unsigned l = 0; l < LENGTHS; l++)
    for (unsigned w = 0; w < WIDTHS; w++)
      at += snprintf(text + at, sizeof(text) - (size_t)at, "kernel k%u_%u us=%u sms=%u\n", l, w, 20u << l, WIDTH[w]);
  CUmodule module = begin(text);
  for (unsigned l = 0; l < LENGTHS; l++) {
    for (unsigned w = 0; w < WIDTHS; w++) {
      snprintf(name, sizeof(name), "k%u_%u", l, w);
      MUST(cuModuleGetFunction(&load.kernels[l][w], module, name));
    }
  }
  for (uint64_t s = 1; s < load.stream_count; s++)
    MUST(cuStreamCreate(&load.streams[s], chance(2) == 0 ? CU_STREAM_NON_BLOCKING : CU_STREAM_DEFAULT));
  for (int e = 0; e < MAX_EVENTS; e++)
    MUST(cuEventCreate(&load.events[e], CU_EVENT_DISABLE_TIMING));
  MUST(cuMemAlloc_v2(&load.memory, COPIED));
  return load;
}

static void step(struct random_load *load) {
  static char host[COPIED];
  CUstream stream = load->streams[chance(load->stream_count)];
  CUevent event = load->events[chance(MAX_EVENTS)];
  uint64_t what = chance(200);
  if (what < 140) {
    uint64_t length = chance(load->longest);
    load->outstanding_us += 20u << length;
    launch(load->kernels[length][chance(WIDTHS)], stream);
  } else if (what < 155) {
    MUST(cuMemcpyHtoDAsync_v2(load->memory, host, 1 + chance(COPIED), stream));
  } else if (what < 165) {
    MUST(cuMemcpyDtoHAsync_v2(host, load->memory, 1 + chance(COPIED), stream));
  } else if (what < 180) {
    MUST(cuEventRecord(event, stream));
  } else if (what < 190) {
    MUST(cuStreamWaitEvent(stream, event, 0));
  } else if (what < 197) {
    MUST(cuStreamSynchronize(stream));
  } else {
    nanosleep(&(struct timespec){.tv_nsec = (long)chance(30000000)}, NULL);
  }
  if (load->outstanding_us > MOST_OUTSTANDING_US) {
    MUST(cuCtxSynchronize());
    load->outstanding_us = 0;
  }
}

void load_random(uint64_t seed) {
  chance_seed(seed);
  struct random_load load = prepare();
  for (;;)
    step(&load);
}

void load_steady(uint32_t kernel_us) {
  char text[128];
  snprintf(text, sizeof(text), "simgpu 1\nkernel steady us=%u sms=1000\n", kernel_us);
  CUmodule module = begin(text);
  CUfunction kernel;
  CUstream stream;
  MUST(cuModuleGetFunction(&kernel, module, "steady"));
  MUST(cuStreamCreate(&stream, CU_STREAM_NON_BLOCKING));
  for (;;)
    launch(kernel, stream);  // waits while the stream is full
}
