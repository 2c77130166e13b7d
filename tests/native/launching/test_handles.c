// Handles that go while work of theirs is outstanding, come again with another meaning, or break.
#include <stdlib.h>

#include "held.h"

enum { PERCENT = 30 };

static void streams_come_and_go(void) {
  struct held_stretch start = held_stretch();
  for (int i = 0; i < 1500; i++) {
    CUstream stream = held_stream();
    MUST(held_launch("us20", stream));
    MUST(held_launch("us20", stream));
    MUST(cuStreamDestroy_v2(stream));
  }
  held_check("1500 streams destroyed with work in them", start, PERCENT);
}

static void modules_come_and_go(void) {
  CUstream stream = held_stream();
  struct held_stretch start = held_stretch();
  for (int i = 0; i < 60; i++) {
    char text[64];
    CUmodule module;
    CUfunction function;
    snprintf(text, sizeof(text), "simgpu 1\nkernel a us=%d sms=1000\n", i % 2 == 0 ? 10 : 1000);
    MUST(cuModuleLoadData(&module, text));
    MUST(cuModuleGetFunction(&function, module, "a"));
    for (int k = 0; k < 10; k++)
      MUST(cuLaunchKernel(function, 1, 1, 1, 128, 1, 1, 0, stream, NULL, NULL));
    MUST(cuStreamSynchronize(stream));
    MUST(cuModuleUnload(module));
  }
  held_check("60 modules whose functions have the handles of earlier ones", start, PERCENT);
}

static void contexts_come_and_go(CUcontext first) {
  struct held_stretch start = held_stretch();
  for (int i = 0; i < 30; i++) {
    CUcontext context;
    CUmodule module;
    CUfunction function;
    MUST(cuCtxCreate_v2(&context, 0, 0));
    MUST(cuModuleLoadData(&module, "simgpu 1\nkernel a us=300 sms=1000\n"));
    MUST(cuModuleGetFunction(&function, module, "a"));
    for (int k = 0; k < 4; k++)
      MUST(cuLaunchKernel(function, 1, 1, 1, 128, 1, 1, 0, NULL, NULL, NULL));
    MUST(cuCtxDestroy_v2(context));
    MUST(cuCtxSetCurrent(first));
    MUST(held_launch("us200", NULL));
  }
  held_check("30 contexts destroyed with work in them, beside one that stays", start, PERCENT);
}

// Wall clock less the time in which this thread ran, or could not because others did.
static int64_t slept_ns(void) {
  unsigned long long ran = 0, waited = 0;
  FILE *file = fopen("/proc/thread-self/schedstat", "r");
  if (file != NULL && fscanf(file, "%llu %llu", &ran, &waited) != 2)
    ran = waited = 0;
  if (file != NULL)
    fclose(file);
  return (int64_t)(held_now_ns() - ran - waited);
}

static void a_broken_context_does_not_wait(void) {
  CUstream stream = held_stream();
  CUdeviceptr nowhere = 0x10;
  uint32_t value = 1, count = 1;
  void *arguments[] = {&nowhere, &value, &count};
  // What they cost is known afterwards, so that those in the broken context would have to wait.
  for (int i = 0; i < 50; i++)
    MUST(held_launch("us200", stream));
  MUST(cuStreamSynchronize(stream));
  held_sleep_ms(20);
  CUresult result = cuLaunchKernel(held_kernel("fill"), 1, 1, 1, 32, 1, 1, 0, stream, arguments, NULL);
  if (result == CUDA_SUCCESS)
    result = cuStreamSynchronize(stream);
  CHECK_NUMBER("a kernel that writes nowhere breaks its context", result, CUDA_ERROR_ILLEGAL_ADDRESS);
  CUfunction function = held_kernel("us200");
  int64_t before = slept_ns();
  bool all = true;
  for (int i = 0; i < 2000; i++)
    all &= cuLaunchKernel(function, 1, 1, 1, 128, 1, 1, 0, stream, NULL, NULL) == CUDA_ERROR_ILLEGAL_ADDRESS;
  CHECK("every launch in it says so", all, "not all");
  // The first that is held to the limit waits for 33 ms.
  int64_t slept = slept_ns() - before;
  CHECK("at once", slept < 20000000, "%.1f ms", (double)slept / 1e6);
}

int main(void) {
  held_begin(PERCENT);
  CUcontext context = held_open();
  streams_come_and_go();
  modules_come_and_go();
  contexts_come_and_go(context);
  a_broken_context_does_not_wait();
  held_end();
  return CHECKS_END();
}
