// share [SECONDS]: shows the share of a GPU that this process has. Takes memory until it is refused, then works for a while
// (10 s) and says which part of the device's time it got. It knows nothing of limits: it asks the driver, as any program does.
#include <dlfcn.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { OUT_OF_MEMORY = 2, MULTIPROCESSORS = 16, KERNEL_US = 2000, PIECES = 65536 };

static const double MIB = 1 << 20;

// Each block spins for 2 ms, and there are as many as the device has multiprocessors: all of it is busy for that long.
static const char kernel_text[] =
  ".version 6.4\n"
  ".target sm_50\n"
  ".address_size 64\n"
  ".visible .entry spin_us2000()\n"
  "{\n"
  "  .reg .u64 %start, %now;\n"
  "  .reg .pred %busy;\n"
  "  mov.u64 %start, %globaltimer;\n"
  "again:\n"
  "  mov.u64 %now, %globaltimer;\n"
  "  sub.u64 %now, %now, %start;\n"
  "  setp.lt.u64 %busy, %now, 2000000;\n"
  "  @%busy bra again;\n"
  "  ret;\n"
  "}\n";

// The driver's functions, found as programs without NVIDIA's headers find them.
static int (*cuInit)(unsigned);
static int (*cuDeviceGet)(int *, int);
static int (*cuDeviceGetName)(char *, int, int);
static int (*cuDeviceGetAttribute)(int *, int, int);
static int (*cuCtxCreate_v2)(void **, unsigned, int);
static int (*cuCtxSynchronize)(void);
static int (*cuModuleLoadData)(void **, const void *);
static int (*cuModuleGetFunction)(void **, void *, const char *);
static int (*cuMemGetInfo_v2)(size_t *, size_t *);
static int (*cuMemAlloc_v2)(uint64_t *, size_t);
static int (*cuLaunchKernel)(void *, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, void *, void **, void **);
static int (*cuGetErrorString)(int, const char **);

static void find_driver(void) {
  void *driver = dlopen("libcuda.so.1", RTLD_NOW);
  if (!driver) {
    fprintf(stderr, "share: there is no NVIDIA driver here: %s\n", dlerror());
    exit(1);
  }
#define FIND(name) *(void **)&name = dlsym(driver, #name)
  FIND(cuInit);
  FIND(cuDeviceGet);
  FIND(cuDeviceGetName);
  FIND(cuDeviceGetAttribute);
  FIND(cuCtxCreate_v2);
  FIND(cuCtxSynchronize);
  FIND(cuModuleLoadData);
  FIND(cuModuleGetFunction);
  FIND(cuMemGetInfo_v2);
  FIND(cuMemAlloc_v2);
  FIND(cuLaunchKernel);
  FIND(cuGetErrorString);
}

static const char *text_of(int result) {
  const char *text = NULL;
  return cuGetErrorString(result, &text) == 0 && text ? text : "unknown error";
}

static void must(int result, const char *what) {
  if (result == 0)
    return;
  fprintf(stderr, "share: %s: %s (%d)\n", what, text_of(result), result);
  exit(1);
}

static double now_s(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

// In pieces of 64 MiB, and where such a one is refused of half that, down to 2 MiB.
static void fill(void) {
  size_t total, free;
  must(cuMemGetInfo_v2(&free, &total), "asking for the memory");
  printf("The driver says: %.0f MiB of memory, %.0f of them free.\n", (double)total / MIB, (double)free / MIB);
  uint64_t taken = 0, piece;
  int result = 0, pieces = 0;
  for (size_t size = 64 << 20; size >= 2 << 20; size /= 2)
    for (; pieces < PIECES && (result = cuMemAlloc_v2(&piece, size)) == 0; pieces++)
      taken += size;
  if (result != OUT_OF_MEMORY)
    must(result, "taking memory");
  must(cuMemGetInfo_v2(&free, &total), "asking for the memory");
  printf("Took %.0f MiB in %d pieces, then was refused: %s. %.0f MiB are free.\n", (double)taken / MIB, pieces, text_of(result),
         (double)free / MIB);
}

static void run(void *kernel, int blocks) {
  must(cuLaunchKernel(kernel, (unsigned)blocks, 1, 1, 256, 1, 1, 0, NULL, NULL, NULL), "launching");
  must(cuCtxSynchronize(), "waiting");
}

static void work(void *kernel, int blocks, double seconds) {
  double began = now_s(), lasted;
  long kernels = 0;
  do {
    run(kernel, blocks);
    kernels++;
    lasted = now_s() - began;
  } while (lasted < seconds);
  printf("Worked for %.1f s: %ld kernels of %d ms, %.1f %% of the device's time.\n", lasted, kernels, KERNEL_US / 1000,
         (double)kernels * KERNEL_US / 1e4 / lasted);
}

int main(int argc, char **argv) {
  double seconds = argc > 1 ? atof(argv[1]) : 10;
  char name[96] = "";
  int device, blocks;
  void *context, *module, *kernel;
  setvbuf(stdout, NULL, _IOLBF, 0);
  find_driver();
  must(cuInit(0), "starting the driver");
  must(cuDeviceGet(&device, 0), "opening a device");
  must(cuDeviceGetName(name, sizeof(name), device), "asking for its name");
  printf("Device: %s\n", name);
  must(cuCtxCreate_v2(&context, 0, device), "making a context");
  must(cuModuleLoadData(&module, kernel_text), "loading the kernel");
  must(cuModuleGetFunction(&kernel, module, "spin_us2000"), "finding the kernel");
  must(cuDeviceGetAttribute(&blocks, MULTIPROCESSORS, device), "asking for the multiprocessors");
  // The driver loads code as it is first used, for which there has to be memory.
  run(kernel, blocks);
  fill();
  work(kernel, blocks, seconds);
  return 0;
}
