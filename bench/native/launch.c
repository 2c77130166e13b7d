// What a launch and other frequent calls cost in the simulated driver, on the node that $SIMGPU_STATE names. Batches are short
// enough that the queue is never full; between them, untimed, the device is waited for.
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "cuda_abi.h"
#include "timing.h"

enum { BATCH = 512, BATCHES = 400, ALLOCATIONS = 20000, MOST_THREADS = 2 };

static void must(CUresult result, const char *call) {
  if (result == CUDA_SUCCESS)
    return;
  fprintf(stderr, "%s: error %d\n", call, (int)result);
  exit(1);
}
#define MUST(call) must(call, #call)

static const char kernels[] =
    "simgpu 1\n"
    "kernel plain us=1 sms=1\n"
    "kernel eight us=1 sms=1 params=8,8,8,8,8,8,8,8\n";

static CUcontext context;
static CUfunction plain, eight;

struct job { void (*once)(struct job *job); CUstream stream; CUevent event; struct timing timing; };

static void launch_plain(struct job *job) {
  MUST(cuLaunchKernel(plain, 64, 1, 1, 128, 1, 1, 0, job->stream, NULL, NULL));
}

static void launch_eight(struct job *job) {
  uint64_t values[8] = {0};
  void *arguments[8];
  for (int i = 0; i < 8; i++)
    arguments[i] = &values[i];
  MUST(cuLaunchKernel(eight, 64, 1, 1, 128, 1, 1, 0, job->stream, arguments, NULL));
}

static void record(struct job *job) { MUST(cuEventRecord(job->event, job->stream)); }

static void *run(void *argument) {
  struct job *job = argument;
  MUST(cuCtxSetCurrent(context));
  MUST(cuStreamCreate(&job->stream, CU_STREAM_NON_BLOCKING));
  MUST(cuEventCreate(&job->event, CU_EVENT_DEFAULT));
  timing_begin(&job->timing, (size_t)BATCH * BATCHES);
  // The first batches only warm the caches up.
  for (int batch = -20; batch < BATCHES; batch++) {
    for (int i = 0; i < BATCH; i++) {
      uint64_t before = timing_now_ns();
      job->once(job);
      uint64_t took = timing_now_ns() - before;
      if (batch >= 0)
        timing_add(&job->timing, took);
    }
    MUST(cuStreamSynchronize(job->stream));
  }
  MUST(cuEventDestroy_v2(job->event));
  MUST(cuStreamDestroy_v2(job->stream));
  return NULL;
}

static void measure(const char *name, void (*once)(struct job *job), int threads) {
  struct job jobs[MOST_THREADS];
  pthread_t ids[MOST_THREADS];
  struct timing all;
  for (int i = 0; i < threads; i++) {
    jobs[i] = (struct job){.once = once};
    if (pthread_create(&ids[i], NULL, run, &jobs[i]) != 0)
      abort();
  }
  timing_begin(&all, (size_t)BATCH * BATCHES * (size_t)threads);
  for (int i = 0; i < threads; i++) {
    pthread_join(ids[i], NULL);
    timing_join(&all, &jobs[i].timing);
  }
  char line[64];
  snprintf(line, sizeof(line), "%s, %d thread%s", name, threads, threads > 1 ? "s" : "");
  timing_print(line, &all);
}

static void measure_memory(size_t bytes) {
  struct timing given, freed;
  timing_begin(&given, ALLOCATIONS);
  timing_begin(&freed, ALLOCATIONS);
  for (int i = 0; i < ALLOCATIONS; i++) {
    CUdeviceptr address;
    uint64_t begin = timing_now_ns();
    MUST(cuMemAlloc_v2(&address, bytes));
    uint64_t between = timing_now_ns();
    MUST(cuMemFree_v2(address));
    timing_add(&freed, timing_now_ns() - between);
    timing_add(&given, between - begin);
  }
  char name[64];
  snprintf(name, sizeof(name), "cuMemAlloc of %zu KiB", bytes >> 10);
  timing_print(name, &given);
  snprintf(name, sizeof(name), "cuMemFree of %zu KiB", bytes >> 10);
  timing_print(name, &freed);
}

int main(void) {
  CUdevice device;
  CUmodule module;
  MUST(cuInit(0));
  MUST(cuDeviceGet(&device, 0));
  MUST(cuCtxCreate_v2(&context, CU_CTX_SCHED_AUTO, device));
  MUST(cuModuleLoadData(&module, kernels));
  MUST(cuModuleGetFunction(&plain, module, "plain"));
  MUST(cuModuleGetFunction(&eight, module, "eight"));
  printf("each call timed by itself; %" PRIu64 " ns of every figure are the clock's\n", timing_own_ns());
  printf("%-44s %9s %8s %8s\n", "", "calls", "median", "p99 ns");
  for (int threads = 1; threads <= MOST_THREADS; threads++) {
    measure("cuLaunchKernel, no arguments", launch_plain, threads);
    measure("cuLaunchKernel, 8 arguments", launch_eight, threads);
    measure("cuEventRecord", record, threads);
  }
  measure_memory(4 << 10);
  measure_memory(4 << 20);
  return 0;
}
