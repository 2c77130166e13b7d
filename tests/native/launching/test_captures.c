// Launches that become nodes of a graph take no device time and wait for nothing, whatever else is launched meanwhile.
#include <pthread.h>
#include <stdatomic.h>

#include "held.h"

enum { PERCENT = 20, NODES = 2000 };

static CUcontext context;
static atomic_bool stop;

static void *beside(void *nothing) {
  MUST(cuCtxSetCurrent(context));
  CUstream stream = held_stream();
  while (!atomic_load(&stop))
    MUST(held_launch("us200", stream));
  return nothing;
}

// 4 s of the device's time, 20 s of the limit's.
static CUgraph captured(CUstream stream, CUstreamCaptureMode mode, const char *name) {
  CUgraph graph = NULL;
  uint64_t start = held_now_ns();
  CUfunction function = held_kernel("us2000");
  MUST(cuStreamBeginCapture_v2(stream, mode));
  for (int i = 0; i < NODES; i++)
    MUST(cuLaunchKernel(function, 1, 1, 1, 128, 1, 1, 0, stream, NULL, NULL));
  CUresult result = cuStreamEndCapture(stream, &graph);
  size_t nodes = 0;
  if (result == CUDA_SUCCESS)
    MUST(cuGraphGetNodes(graph, NULL, &nodes));
  CHECK(name, result == CUDA_SUCCESS && nodes == NODES && held_now_ns() - start < 5000000000, "error %d, %zu nodes, %.1f s",
        (int)result, nodes, (double)(held_now_ns() - start) / 1e9);
  return graph;
}

static void abandoned(void) {
  CUstream stream = held_stream();
  MUST(cuStreamBeginCapture_v2(stream, CU_STREAM_CAPTURE_MODE_RELAXED));
  MUST(held_launch("us20", stream));
  MUST(cuStreamDestroy_v2(stream));
  struct held_stretch start = held_stretch();
  stream = held_stream();
  while (held_now_ns() - start.wall_ns < 500000000)
    MUST(held_launch("us200", stream));
  held_check("after a stream that was destroyed while it was captured", start, PERCENT);
}

int main(void) {
  held_begin(PERCENT);
  context = held_open();
  CUstream stream = held_stream();
  captured(stream, CU_STREAM_CAPTURE_MODE_GLOBAL, "a capture costs nothing");
  struct held_stretch start = held_stretch();
  pthread_t thread;
  pthread_create(&thread, NULL, beside, NULL);
  held_sleep_ms(100);
  captured(stream, CU_STREAM_CAPTURE_MODE_RELAXED, "nor beside a thread that launches");
  captured(stream, CU_STREAM_CAPTURE_MODE_THREAD_LOCAL, "nor one that forbids its thread much");
  captured(stream, CU_STREAM_CAPTURE_MODE_GLOBAL, "nor one that forbids much to all");
  held_check("and what is launched beside it is held to the limit", start, PERCENT);
  atomic_store(&stop, true);
  pthread_join(thread, NULL);
  abandoned();
  held_end();
  return CHECKS_END();
}
