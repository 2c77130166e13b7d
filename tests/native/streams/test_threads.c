// Many threads at once on everything that they share; a thread sanitizer sees the rest.
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "../check.h"
#include "device.h"

enum { THREADS = 6, ROUNDS = 60 };

static CUcontext context;
static CUstream shared_stream;
static CUevent shared_event;
static CUkernel shared_kernel;
static _Atomic int called;

static void count_call(void *unused) {
  (void)unused;
  atomic_fetch_add(&called, 1);
}

static void churn(unsigned *seed) {
  switch (rand_r(seed) % 10) {
  case 0: {
    CUstream stream = stream_of(rand_r(seed) % 2);
    launch("us100", stream);
    MUST(cuStreamDestroy_v2(stream));
    break;
  }
  case 1: {
    CUevent event = event_at(shared_stream);
    MUST(cuStreamWaitEvent(CU_STREAM_PER_THREAD, event, 0));
    MUST(cuEventDestroy_v2(event));
    break;
  }
  case 2: {
    CUmodule module = device_load("simgpu 1\nkernel k us=1\nglobal g 64\n");
    CUfunction function;
    MUST(cuModuleGetFunction(&function, module, "k"));
    MUST(cuModuleUnload(module));
    break;
  }
  case 3: {
    CUcontext other;
    MUST(cuCtxCreate_v2(&other, 0, 1));
    MUST(cuCtxDestroy_v2(other));
    break;
  }
  case 4:
    MUST(cuLaunchKernel((CUfunction)shared_kernel, 1, 1, 1, 1, 1, 1, 0, shared_stream, NULL, NULL));
    break;
  case 5:
    MUST(cuEventRecord(shared_event, shared_stream));
    MUST(cuStreamWaitEvent(NULL, shared_event, 0));
    break;
  case 6:
    MUST(cuLaunchHostFunc(shared_stream, count_call, NULL));
    break;
  case 7:
    MUST(cuStreamSynchronize(rand_r(seed) % 2 ? shared_stream : CU_STREAM_PER_THREAD));
    break;
  case 8:
    MUST(cuCtxSynchronize());
    break;
  default:
    for (unsigned int i = 0; i < 20; i++)
      MUST(cuLaunchKernel(device_kernel("described"), 1 + i % 3, 1, 1, 32, 1, 1, 0, rand_r(seed) % 2 ? NULL : shared_stream, NULL, NULL));
  }
}

static void *work(void *argument) {
  unsigned seed = (unsigned)(uintptr_t)argument;
  MUST(cuCtxSetCurrent(context));
  for (int round = 0; round < ROUNDS; round++)
    churn(&seed);
  return NULL;
}

int main(void) {
  CUlibrary library;
  pthread_t threads[THREADS];
  context = device_open();
  shared_stream = stream_of(CU_STREAM_DEFAULT);
  MUST(cuEventCreate(&shared_event, 0));
  MUST(cuLibraryLoadData(&library, "simgpu 1\nkernel k us=1\n", NULL, NULL, 0, NULL, NULL, 0));
  MUST(cuLibraryGetKernel(&shared_kernel, library, "k"));
  for (uintptr_t i = 0; i < THREADS; i++)
    pthread_create(&threads[i], NULL, work, (void *)(i + 1));
  for (int i = 0; i < THREADS; i++)
    pthread_join(threads[i], NULL);
  MUST(cuCtxSynchronize());
  CHECK("threads side by side end well, host functions were called", called > 0, "%d calls", called);
  MUST(cuLibraryUnload(library));
  MUST(cuDevicePrimaryCtxReset_v2(0));
  CHECK_NUMBER("and the context's end leaves no byte", used_bytes(), 0);
  return CHECKS_END();
}
