// What a launch costs the caller, in several forms: figures, not a judgement. launch-cost [COUNT]
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "device.h"

enum { MOST = 1000000, BURST = 512 };  // a burst fits into a stream's queue, so that no launch waits for the device

static double samples[MOST];

static double now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static int by_size(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static CUfunction tiny, fill;
static CUstream stream;
static CUdeviceptr memory;

static void plain(int i) {
  (void)i;
  cuLaunchKernel(tiny, 1, 1, 1, 32, 1, 1, 0, stream, NULL, NULL);
}

static void legacy_stream(int i) {
  (void)i;
  cuLaunchKernel(tiny, 1, 1, 1, 32, 1, 1, 0, NULL, NULL, NULL);
}

static void per_thread(int i) {
  (void)i;
  cuLaunchKernel_ptsz(tiny, 1, 1, 1, 32, 1, 1, 0, NULL, NULL, NULL);
}

static void other_dimensions(int i) {
  cuLaunchKernel(tiny, 1 + (unsigned)i % 2, 1, 1, 32, 1, 1, 0, stream, NULL, NULL);
}

static void extended(int i) {
  CUlaunchConfig config = {.gridDimX = 1, .gridDimY = 1, .gridDimZ = 1, .blockDimX = 32, .blockDimY = 1, .blockDimZ = 1, .hStream = stream};
  (void)i;
  cuLaunchKernelEx(&config, tiny, NULL, NULL);
}

static void computing(int i) {
  uint32_t value = (uint32_t)i, count = 1;
  void *arguments[] = {&memory, &value, &count};
  cuLaunchKernel(fill, 1, 1, 1, 32, 1, 1, 0, stream, arguments, NULL);
}

static void nothing(int i) {
  (void)i;
}

static void measure(const char *name, void (*form)(int), int count) {
  for (int i = 0; i < count; i++) {
    if (i % BURST == 0)
      MUST(cuCtxSynchronize());
    double before = now_ns();
    form(i);
    samples[i] = now_ns() - before;
  }
  qsort(samples, (size_t)count, sizeof *samples, by_size);
  printf("%-28s median %4.0f ns, 90 %% %4.0f ns, 99 %% %4.0f ns\n", name, samples[count / 2], samples[count * 9 / 10],
         samples[count * 99L / 100]);
}

int main(int argc, char **argv) {
  int count = argc > 1 ? atoi(argv[1]) : 200000;
  count = count < 1 || count > MOST ? MOST : count;
  device_open();
  CUmodule module = device_load("simgpu 1\nkernel tiny us=0.1 sms=1\nkernel fill us=0.1 sms=1 computes=fill\n");
  MUST(cuModuleGetFunction(&tiny, module, "tiny"));
  MUST(cuModuleGetFunction(&fill, module, "fill"));
  MUST(cuMemAlloc_v2(&memory, 4096));
  stream = stream_of(CU_STREAM_NON_BLOCKING);
  measure("the clock alone", nothing, count);
  measure("cuLaunchKernel", plain, count);
  measure("in the legacy stream", legacy_stream, count);
  measure("in the thread's own", per_thread, count);
  measure("of changing dimensions", other_dimensions, count);
  measure("cuLaunchKernelEx", extended, count);
  measure("of a kernel that computes", computing, count);
  return 0;
}
