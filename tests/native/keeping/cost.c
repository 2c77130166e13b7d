// What an allocation from a pool costs that doesn't make it grow, and its free: run once with the library preloaded and once
// without; the difference is the library's.
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "cuda_abi.h"

enum { AT_ONCE = 16, ROUNDS = 20000 };

static double now_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static void need(CUresult result) {
  if (result != CUDA_SUCCESS)
    exit(printf("%d\n", result));
}

static int compare(const void *one, const void *other) {
  double a = *(const double *)one, b = *(const double *)other;
  return a < b ? -1 : a > b;
}

static void measure(const char *name, cuuint64_t threshold) {
  static double taking[ROUNDS], giving[ROUNDS];
  CUmemoryPool pool;
  CUstream stream;
  CUdeviceptr pointers[AT_ONCE], kept;
  need(cuDeviceGetDefaultMemPool(&pool, 0));
  need(cuMemPoolSetAttribute(pool, CU_MEMPOOL_ATTR_RELEASE_THRESHOLD, &threshold));
  need(cuStreamCreate(&stream, CU_STREAM_NON_BLOCKING));
  need(cuMemAllocAsync(&kept, 1 << 20, stream));
  for (int round = 0; round < ROUNDS; round++) {
    double begin = now_ns();
    for (int k = 0; k < AT_ONCE; k++)
      need(cuMemAllocAsync(&pointers[k], 65536, stream));
    double middle = now_ns();
    for (int k = 0; k < AT_ONCE; k++)
      need(cuMemFreeAsync(pointers[k], stream));
    double end = now_ns();
    taking[round] = (middle - begin) / AT_ONCE;
    giving[round] = (end - middle) / AT_ONCE;
    need(cuStreamSynchronize(stream));
  }
  qsort(taking, ROUNDS, sizeof(*taking), compare);
  qsort(giving, ROUNDS, sizeof(*giving), compare);
  printf("%s: allocation %.0f ns (p99 %.0f), free %.0f ns (p99 %.0f)\n", name, taking[ROUNDS / 2], taking[ROUNDS / 100 * 99],
         giving[ROUNDS / 2], giving[ROUNDS / 100 * 99]);
  need(cuMemFreeAsync(kept, stream));
  need(cuStreamSynchronize(stream));
}

int main(void) {
  CUcontext context;
  need(cuInit(0));
  need(cuDevicePrimaryCtxRetain(&context, 0));
  need(cuCtxSetCurrent(context));
  measure("a pool that keeps everything", UINT64_MAX);
  measure("a pool without a threshold", 0);
  return 0;
}
