// Threads with graphs of their own do not disturb each other: capture, memory, updates and launches at the same time.
#include <pthread.h>

#include "../check.h"
#include "device.h"

enum { THREADS = 4, ROUNDS = 40, BYTES = 1 << 16 };

struct worker {
  int number;
  int wrong;                  // rounds in which the bytes were not the thread's own
};

// Allocates, fills on one branch while a kernel runs on another, copies out and frees.
static CUgraph captured(CUstream one, CUstream two, CUevent event, unsigned char value, unsigned char *out) {
  CUdeviceptr memory;
  CUgraph graph;
  MUST(cuStreamBeginCapture_v2(one, CU_STREAM_CAPTURE_MODE_THREAD_LOCAL));
  MUST(cuMemAllocAsync(&memory, BYTES, one));
  MUST(cuEventRecord(event, one));
  MUST(cuStreamWaitEvent(two, event, 0));
  MUST(cuMemsetD8Async(memory, value, BYTES, one));
  MUST(cuLaunchKernel(device_kernel("us50"), 1, 1, 1, 1, 1, 1, 0, two, NULL, NULL));
  MUST(cuEventRecord(event, two));
  MUST(cuStreamWaitEvent(one, event, 0));
  MUST(cuMemcpyDtoHAsync_v2(out, memory, BYTES, one));
  MUST(cuMemFreeAsync(memory, one));
  MUST(cuStreamEndCapture(one, &graph));
  return graph;
}

static void *work(void *argument) {
  struct worker *worker = argument;
  unsigned char out[BYTES];
  CUstream one, two;
  CUevent event;
  MUST(cuCtxSetCurrent(device_context));
  MUST(cuStreamCreate(&one, CU_STREAM_NON_BLOCKING));
  MUST(cuStreamCreate(&two, CU_STREAM_NON_BLOCKING));
  MUST(cuEventCreate(&event, CU_EVENT_DISABLE_TIMING));
  for (int round = 0; round < ROUNDS; round++) {
    unsigned char value = (unsigned char)(worker->number * 50 + round);
    CUgraph graph = captured(one, two, event, value, out);
    CUgraphExec exec = instantiated(graph);
    for (int launch = 0; launch < 3; launch++) {
      memset(out, ~value, BYTES);
      MUST(cuGraphLaunch(exec, launch % 2 == 0 ? one : two));
      MUST(cuStreamSynchronize(launch % 2 == 0 ? one : two));
      worker->wrong += out[0] != value || out[BYTES - 1] != value;
    }
    MUST(cuGraphExecDestroy(exec));
    MUST(cuGraphDestroy(graph));
  }
  MUST(cuEventDestroy_v2(event));
  MUST(cuStreamDestroy_v2(one));
  MUST(cuStreamDestroy_v2(two));
  return NULL;
}

int main(void) {
  device_open();
  uint64_t before = device_used_bytes();
  pthread_t threads[THREADS];
  struct worker workers[THREADS] = {0};
  for (int i = 0; i < THREADS; i++) {
    workers[i].number = i;
    if (pthread_create(&threads[i], NULL, work, &workers[i]) != 0)
      return 1;
  }
  int wrong = 0;
  for (int i = 0; i < THREADS; i++) {
    pthread_join(threads[i], NULL);
    wrong += workers[i].wrong;
  }
  CHECK_NUMBER("every launch filled and copied its own thread's bytes", wrong, 0);
  MUST(cuDeviceGraphMemTrim(0));
  CHECK_NUMBER("nothing is left", device_used_bytes(), before);
  device_close();
  return CHECKS_END();
}
