// probe WHAT [ARGUMENT...]: what bench/gpu/run measures with, on any NVIDIA driver and without NVIDIA's headers.
//   device                            the first device's name and MiB, the driver's CUDA version
//   fill                              takes memory until refused: its pid; total, free before, taken and free after, in MiB.
//                                     Then waits for the end of its standard input
//   used PID                          the MiB that NVML says this process holds; of all, when PID is 0
//   calibrate                         how many turns of the loop last 2 ms, and the us that they last
//   work TURNS US SECONDS AT          the percentage of the device's time that its work alone would take, from the time AT
//                                     (Unix seconds) on
//   cost                              ns of one call, median and 99th percentile: launch, allocation and free, memory query
#include <dlfcn.h>
#include <poll.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { OUT_OF_MEMORY = 2, MULTIPROCESSORS = 16, WANTED_US = 2000 };

static const double MIB = 1 << 20;

// A loop that cannot be shortened: each turn needs the last one's result. What it comes to is written only to be needed.
static const char kernels_text[] =
  ".version 6.4\n"
  ".target sm_50\n"
  ".address_size 64\n"
  ".visible .entry work_us2000(.param .u64 out, .param .u64 turns)\n"
  "{\n"
  "  .reg .u64 %out, %left;\n"
  "  .reg .u32 %x;\n"
  "  .reg .pred %p;\n"
  "  ld.param.u64 %out, [out];\n"
  "  ld.param.u64 %left, [turns];\n"
  "  mov.u32 %x, %tid.x;\n"
  "again:\n"
  "  mad.lo.u32 %x, %x, 1664525, 1013904223;\n"
  "  sub.u64 %left, %left, 1;\n"
  "  setp.ne.u64 %p, %left, 0;\n"
  "  @%p bra again;\n"
  "  setp.eq.u32 %p, %x, 305419896;\n"
  "  @%p st.global.u32 [%out], %x;\n"
  "  ret;\n"
  "}\n"
  ".visible .entry nothing_us1() { ret; }\n";

static void *driver;
static int device, blocks;
static uint64_t scratch;
static void *work_kernel, *nothing;

static void *entry(void *library, const char *name) {
  void *found = dlsym(library, name);
  if (found)
    return found;
  fprintf(stderr, "probe: the driver has no %s\n", name);
  exit(1);
}

static void must(const char *name, int result) {
  if (result == 0)
    return;
  int (*describe)(int, const char **) = (int (*)(int, const char **))entry(driver, "cuGetErrorString");
  const char *text = NULL;
  fprintf(stderr, "probe: %s: %s (%d)\n", name, describe(result, &text) == 0 && text ? text : "unknown error", result);
  exit(1);
}

#define CALL(name, parameters, ...) (((int (*) parameters)entry(driver, #name))(__VA_ARGS__))
#define MUST(name, parameters, ...) must(#name, CALL(name, parameters, __VA_ARGS__))

static uint64_t now_ns(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static void open_driver(void) {
  driver = dlopen("libcuda.so.1", RTLD_NOW);
  if (!driver) {
    fprintf(stderr, "probe: %s\n", dlerror());
    exit(1);
  }
  MUST(cuInit, (unsigned), 0);
  MUST(cuDeviceGet, (int *, int), &device, 0);
}

static int (*launch_kernel)(void *, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, void *, void **, void **);
static int (*synchronize)(void);

static void launch_work(uint64_t turns) {
  void *arguments[] = {&scratch, &turns};
  must("cuLaunchKernel", launch_kernel(work_kernel, (unsigned)blocks, 1, 1, 256, 1, 1, 0, NULL, arguments, NULL));
}

static void open_context(void) {
  void *context, *module;
  open_driver();
  MUST(cuDeviceGetAttribute, (int *, int, int), &blocks, MULTIPROCESSORS, device);
  MUST(cuCtxCreate_v2, (void **, unsigned, int), &context, 0, device);
  MUST(cuModuleLoadData, (void **, const void *), &module, kernels_text);
  MUST(cuModuleGetFunction, (void **, void *, const char *), &work_kernel, module, "work_us2000");
  MUST(cuModuleGetFunction, (void **, void *, const char *), &nothing, module, "nothing_us1");
  MUST(cuMemAlloc_v2, (uint64_t *, size_t), &scratch, 4);
  *(void **)&launch_kernel = entry(driver, "cuLaunchKernel");
  *(void **)&synchronize = entry(driver, "cuCtxSynchronize");
  // The driver loads code as it is first used.
  launch_work(1);
  must("cuCtxSynchronize", synchronize());
}

static int show_device(void) {
  char name[96] = "";
  size_t bytes;
  int version;
  open_driver();
  MUST(cuDeviceGetName, (char *, int, int), name, sizeof(name), device);
  MUST(cuDeviceTotalMem_v2, (size_t *, int), &bytes, device);
  MUST(cuDriverGetVersion, (int *), &version);
  printf("%s, %.0f MiB, CUDA %d.%d\n", name, (double)bytes / MIB, version / 1000, version / 10 % 100);
  return 0;
}

static int fill(void) {
  size_t free, total, rest;
  open_context();
  // What the driver took for itself meanwhile is counted within a second.
  sleep(1);
  MUST(cuMemGetInfo_v2, (size_t *, size_t *), &free, &total);
  uint64_t taken = 0, piece;
  int result = 0;
  for (size_t size = 64 << 20; size >= 2 << 20; size /= 2)
    while ((result = CALL(cuMemAlloc_v2, (uint64_t *, size_t), &piece, size)) == 0)
      taken += size;
  if (result != OUT_OF_MEMORY)
    must("cuMemAlloc_v2", result);
  MUST(cuMemGetInfo_v2, (size_t *, size_t *), &rest, &total);
  printf("%d %.0f %.0f %.0f %.0f\n", getpid(), (double)total / MIB, (double)free / MIB, (double)taken / MIB, (double)rest / MIB);
  fflush(stdout);
  while (getchar() != EOF) {
  }
  return 0;
}

struct process { unsigned pid; unsigned long long bytes; unsigned instance, compute; };

static int show_used(unsigned pid) {
  enum { MOST = 256 };
  void *nvml = dlopen("libnvidia-ml.so.1", RTLD_NOW), *card;
  if (!nvml)
    return fprintf(stderr, "probe: %s\n", dlerror()), 1;
  static struct process processes[MOST];
  unsigned count = MOST;
  int (*init)(void) = (int (*)(void))entry(nvml, "nvmlInit_v2");
  int (*handle)(unsigned, void **) = (int (*)(unsigned, void **))entry(nvml, "nvmlDeviceGetHandleByIndex_v2");
  int (*list)(void *, unsigned *, struct process *) =
    (int (*)(void *, unsigned *, struct process *))entry(nvml, "nvmlDeviceGetComputeRunningProcesses_v3");
  int result = init();
  result = result ? result : handle(0, &card);
  result = result ? result : list(card, &count, processes);
  if (result != 0)
    return fprintf(stderr, "probe: NVML: error %d\n", result), 1;
  unsigned long long bytes = 0;
  for (unsigned i = 0; i < count; i++)
    if (pid == 0 || processes[i].pid == pid)
      bytes += processes[i].bytes;
  printf("%.0f\n", (double)bytes / MIB);
  return 0;
}

static double turns_last_us(uint64_t turns) {
  enum { TIMES = 50 };
  double best = 1e12;
  for (int round = 0; round < 5; round++) {
    uint64_t began = now_ns(CLOCK_MONOTONIC);
    for (int i = 0; i < TIMES; i++)
      launch_work(turns);
    must("cuCtxSynchronize", synchronize());
    double us = (double)(now_ns(CLOCK_MONOTONIC) - began) / 1000 / TIMES;
    best = us < best ? us : best;
  }
  return best;
}

// Nothing else may use the device, and no limit may be set.
static int calibrate(void) {
  open_context();
  uint64_t turns = 100000;
  for (int i = 0; i < 4; i++) {
    double wanted = (double)turns * WANTED_US / turns_last_us(turns);
    turns = wanted < 1 ? 1 : wanted > 1e10 ? (uint64_t)1e10 : (uint64_t)wanted;
  }
  printf("%llu %.1f\n", (unsigned long long)turns, turns_last_us(turns));
  return 0;
}

// What is done, not how long it took: a kernel that has to share the device lasts longer and is still one.
static int work(uint64_t turns, double us, double seconds, double at) {
  enum { AHEAD = 4 };
  void *events[AHEAD];
  open_context();
  for (int i = 0; i < AHEAD; i++)
    MUST(cuEventCreate, (void **, unsigned), &events[i], 2);
  int (*record)(void *, void *) = (int (*)(void *, void *))entry(driver, "cuEventRecord");
  int (*wait)(void *) = (int (*)(void *))entry(driver, "cuEventSynchronize");
  uint64_t begin = (uint64_t)(at * 1e9), end = begin + (uint64_t)(seconds * 1e9), done = 0;
  for (uint64_t i = 0;; i++) {
    if (i >= AHEAD) {
      must("cuEventSynchronize", wait(events[i % AHEAD]));
      uint64_t now = now_ns(CLOCK_REALTIME);
      if (now >= end)
        break;
      done += now >= begin;
    }
    launch_work(turns);
    must("cuEventRecord", record(events[i % AHEAD], NULL));
  }
  printf("%.2f\n", (double)done * us / (seconds * 1e6) * 100);
  return 0;
}

static int compare(const void *one, const void *other) {
  uint64_t a = *(const uint64_t *)one, b = *(const uint64_t *)other;
  return a < b ? -1 : a > b;
}

enum { CALLS = 5000 };

static uint64_t times[CALLS];

static void show_cost(const char *name) {
  qsort(times, CALLS, sizeof(times[0]), compare);
  printf("%s %llu %llu\n", name, (unsigned long long)times[CALLS / 2], (unsigned long long)times[CALLS * 99 / 100]);
}

#define MEASURE(name, after, ...) \
  do { \
    for (int i = 0; i < CALLS; i++) { \
      uint64_t began = now_ns(CLOCK_MONOTONIC); \
      must(name, __VA_ARGS__); \
      times[i] = now_ns(CLOCK_MONOTONIC) - began; \
      after; \
    } \
    show_cost(name); \
  } while (0)

static int cost(void) {
  open_context();
  int (*allocate)(uint64_t *, size_t) = (int (*)(uint64_t *, size_t))entry(driver, "cuMemAlloc_v2");
  int (*release)(uint64_t) = (int (*)(uint64_t))entry(driver, "cuMemFree_v2");
  int (*info)(size_t *, size_t *) = (int (*)(size_t *, size_t *))entry(driver, "cuMemGetInfo_v2");
  uint64_t pointer = 0;
  size_t free, total;
  // The queue never fills: what is measured is the call.
  MEASURE("cuLaunchKernel", if (i % 64 == 63) must("cuCtxSynchronize", synchronize()),
          launch_kernel(nothing, 1, 1, 1, 32, 1, 1, 0, NULL, NULL, NULL));
  must("cuCtxSynchronize", synchronize());
  MEASURE("cuMemAlloc", must("cuMemFree_v2", release(pointer)), allocate(&pointer, 2 << 20));
  must("cuMemAlloc_v2", allocate(&pointer, 2 << 20));
  MEASURE("cuMemFree", must("cuMemAlloc_v2", allocate(&pointer, 2 << 20)), release(pointer));
  MEASURE("cuMemGetInfo", (void)0, info(&free, &total));
  return 0;
}

int main(int argc, char **argv) {
  const char *what = argc > 1 ? argv[1] : "";
  if (strcmp(what, "device") == 0)
    return show_device();
  if (strcmp(what, "fill") == 0)
    return fill();
  if (strcmp(what, "used") == 0 && argc == 3)
    return show_used((unsigned)atoi(argv[2]));
  if (strcmp(what, "calibrate") == 0)
    return calibrate();
  if (strcmp(what, "work") == 0 && argc == 6)
    return work(strtoull(argv[2], NULL, 10), atof(argv[3]), atof(argv[4]), atof(argv[5]));
  if (strcmp(what, "cost") == 0)
    return cost();
  fprintf(stderr, "probe: device, fill, used PID, calibrate, work TURNS US SECONDS AT, or cost\n");
  return 2;
}
