// What the library adds to a call: hooked ROW-NAME THREADS..., with libvgpu.so preloaded, on the driver that costs nothing. Calls
// through the hook and past it take turns, so that both meet the same machine. Prints rows of a table in markdown.
#include <dlfcn.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <x86intrin.h>

#include "cuda_abi.h"
#include "timing.h"

enum { BATCH = 100, BATCHES = 20000, SINGLES = 200000, MOST_THREADS = 64 };

struct functions {
  __typeof__(&cuLaunchKernel) launch;
  __typeof__(&cuLaunchKernelEx) launch_ex;
  __typeof__(&cuGraphLaunch) launch_graph;
  __typeof__(&cuMemAlloc_v2) alloc;
  __typeof__(&cuMemFree_v2) free;
  __typeof__(&cuMemAllocAsync) alloc_async;
  __typeof__(&cuMemFreeAsync) free_async;
  __typeof__(&cuMemGetInfo_v2) info;
};
static struct functions hooked, bare;

struct thread {
  pthread_t id;
  CUstream stream;
  CUfunction function;
  CUgraphExec graph;
  CUdeviceptr pointers[BATCH];
  struct timing batches[2], singles[2];
};

struct call {
  const char *name;
  void (*one)(const struct functions *functions, struct thread *thread, int i);
  void (*undo)(const struct functions *functions, struct thread *thread, int i);
  bool undone;  // `one` undoes what was done before, untimed
};

static void launch(const struct functions *f, struct thread *t, int i) {
  (void)i;
  f->launch(t->function, 64, 1, 1, 128, 1, 1, 0, t->stream, NULL, NULL);
}
static void launch_ex(const struct functions *f, struct thread *t, int i) {
  (void)i;
  CUlaunchConfig config = {.gridDimX = 64, .gridDimY = 1, .gridDimZ = 1, .blockDimX = 128, .blockDimY = 1, .blockDimZ = 1,
      .hStream = t->stream};
  f->launch_ex(&config, t->function, NULL, NULL);
}
static void launch_graph(const struct functions *f, struct thread *t, int i) { (void)i; f->launch_graph(t->graph, t->stream); }
static void alloc_small(const struct functions *f, struct thread *t, int i) { f->alloc(&t->pointers[i], 4096); }
static void alloc_large(const struct functions *f, struct thread *t, int i) { f->alloc(&t->pointers[i], 4 << 20); }
static void give_back(const struct functions *f, struct thread *t, int i) { f->free(t->pointers[i]); }
static void alloc_async(const struct functions *f, struct thread *t, int i) { f->alloc_async(&t->pointers[i], 4096, t->stream); }
static void give_back_async(const struct functions *f, struct thread *t, int i) { f->free_async(t->pointers[i], t->stream); }
static void info(const struct functions *f, struct thread *t, int i) {
  (void)t, (void)i;
  size_t left, total;
  f->info(&left, &total);
}

static const struct call calls[] = {
  {"cuLaunchKernel", launch, NULL, false},
  {"cuLaunchKernelEx", launch_ex, NULL, false},
  {"cuGraphLaunch", launch_graph, NULL, false},
  {"cuMemAlloc of 4 KiB", alloc_small, give_back, false},
  {"cuMemAlloc of 4 MiB", alloc_large, give_back, false},
  {"cuMemFree of 4 MiB", give_back, alloc_large, true},
  {"cuMemAllocAsync", alloc_async, give_back_async, false},
  {"cuMemFreeAsync", give_back_async, alloc_async, true},
  {"cuMemGetInfo", info, NULL, false},
};
enum { CALLS = sizeof calls / sizeof *calls };

static const struct call *call;
static double ns_per_tick;
static pthread_barrier_t start;

static uint64_t ticks(void) {
  unsigned int cpu;
  uint64_t now = __rdtscp(&cpu);
  _mm_lfence();
  return now;
}

// Tenths of a nanosecond: that is what is asked about.
static uint64_t tenths(uint64_t of_ticks, int count) { return (uint64_t)((double)of_ticks * ns_per_tick * 10 / count + 0.5); }

static void batch(struct thread *thread, int way, bool kept) {
  const struct functions *functions = way ? &hooked : &bare;
  if (call->undone)
    for (int i = 0; i < BATCH; i++) call->undo(functions, thread, i);
  uint64_t before = ticks();
  for (int i = 0; i < BATCH; i++) call->one(functions, thread, i);
  uint64_t took = ticks() - before;
  if (call->undo && !call->undone)
    for (int i = 0; i < BATCH; i++) call->undo(functions, thread, i);
  if (kept) timing_add(&thread->batches[way], tenths(took, BATCH));
}

static void single(struct thread *thread, int way) {
  const struct functions *functions = way ? &hooked : &bare;
  if (call->undone) call->undo(functions, thread, 0);
  uint64_t before = ticks();
  call->one(functions, thread, 0);
  uint64_t took = ticks() - before;
  if (call->undo && !call->undone) call->undo(functions, thread, 0);
  timing_add(&thread->singles[way], tenths(took, 1));
}

static void *run(void *argument) {
  struct thread *thread = argument;
  CUcontext context;
  CUmodule module;
  cuDevicePrimaryCtxRetain(&context, 0);
  cuCtxSetCurrent(context);
  cuStreamCreate(&thread->stream, CU_STREAM_NON_BLOCKING);
  cuModuleLoadData(&module, "");
  cuModuleGetFunction(&thread->function, module, "");
  CUgraph graph;
  cuGraphCreate(&graph, 0);
  cuGraphInstantiateWithFlags(&thread->graph, graph, 0);
  for (int way = 0; way < 2; way++) {
    timing_begin(&thread->batches[way], BATCHES);
    timing_begin(&thread->singles[way], SINGLES);
  }
  pthread_barrier_wait(&start);
  for (int i = -500; i < BATCHES; i++)
    for (int way = 0; way < 2; way++) batch(thread, way, i >= 0);
  for (int i = 0; i < SINGLES; i++)
    for (int way = 0; way < 2; way++) single(thread, way);
  return NULL;
}

static int compare(const void *left, const void *right) {
  uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
  return (a > b) - (a < b);
}

static double at(struct timing *timing, unsigned int percent) {
  qsort(timing->ns, timing->count, sizeof *timing->ns, compare);
  return timing->ns[(timing->count - 1) * percent / 100] / 10.0;
}

static void measure(const char *row, unsigned int threads) {
  static struct thread all[MOST_THREADS];
  memset(all, 0, sizeof all);
  pthread_barrier_init(&start, NULL, threads);
  for (unsigned int i = 0; i < threads; i++)
    if (pthread_create(&all[i].id, NULL, run, &all[i])) abort();
  struct timing batches[2], singles[2];
  for (int way = 0; way < 2; way++) {
    timing_begin(&batches[way], (size_t)BATCHES * threads);
    timing_begin(&singles[way], (size_t)SINGLES * threads);
  }
  for (unsigned int i = 0; i < threads; i++) {
    pthread_join(all[i].id, NULL);
    for (int way = 0; way < 2; way++) {
      timing_join(&batches[way], &all[i].batches[way]);
      timing_join(&singles[way], &all[i].singles[way]);
    }
  }
  double was = at(&batches[0], 50), is = at(&batches[1], 50);
  printf("| %s | %s | %u | %.1f | %.1f | **%.1f** | %.0f | %.0f |\n", call->name, row, threads, was, is, is - was,
         at(&singles[0], 99), at(&singles[1], 99));
  fflush(stdout);
  for (int way = 0; way < 2; way++) free(batches[way].ns), free(singles[way].ns);
}

static void calibrate(void) {
  uint64_t from = timing_now_ns(), from_ticks = ticks();
  while (timing_now_ns() - from < 50000000) {
  }
  ns_per_tick = (double)(timing_now_ns() - from) / (double)(ticks() - from_ticks);
}

#define BOTH(field, symbol) \
  hooked.field = symbol; \
  bare.field = (__typeof__(&symbol))dlsym(RTLD_DEFAULT, "free_" #symbol); \
  if (!bare.field) return fprintf(stderr, "hooked: this is not the driver that costs nothing\n"), 2

int main(int argc, char **argv) {
  Dl_info object;
  if (argc < 3) return fprintf(stderr, "hooked ROW-NAME THREADS...\n"), 2;
  if (!dladdr((void *)cuLaunchKernel, &object) || !strstr(object.dli_fname, "libvgpu"))
    return fprintf(stderr, "hooked: cuLaunchKernel is that of %s: libvgpu.so is not preloaded\n", object.dli_fname), 2;
  BOTH(launch, cuLaunchKernel);
  BOTH(launch_ex, cuLaunchKernelEx);
  BOTH(launch_graph, cuGraphLaunch);
  BOTH(alloc, cuMemAlloc_v2);
  BOTH(free, cuMemFree_v2);
  BOTH(alloc_async, cuMemAllocAsync);
  BOTH(free_async, cuMemFreeAsync);
  BOTH(info, cuMemGetInfo_v2);
  calibrate();
  CUdeviceptr pointer;
  CUcontext context;
  cuInit(0);
  cuDevicePrimaryCtxRetain(&context, 0);
  cuCtxSetCurrent(context);
  if (cuMemAlloc_v2(&pointer, 1 << 20) != CUDA_SUCCESS)
    return fprintf(stderr, "hooked: an allocation within the limit was refused\n"), 1;
  // That the limit is in force: what is measured is not a library that passes everything on.
  if (cuMemAlloc_v2(&pointer, (size_t)1 << 34) == CUDA_SUCCESS) return fprintf(stderr, "hooked: no limit is in force\n"), 1;
  for (int i = 2; i < argc; i++)
    for (call = calls; call < calls + CALLS; call++) measure(argv[1], (unsigned int)strtoul(argv[i], NULL, 10));
  return 0;
}
