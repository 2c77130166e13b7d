// holder DEVICE MIB: holds that much memory of a device and keeps it busy with kernels until its standard input ends.
// A negative MIB: all of it but that much. Says "holding N MiB" once it does.
#include <dlfcn.h>
#include <poll.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char kernel_text[] =
  ".version 7.0\n"
  ".target sm_70\n"
  ".address_size 64\n"
  ".visible .entry hold_us2000() { ret; }\n";

static void *driver;

static void *entry(const char *name)
{
  void *found = dlsym(driver, name);
  if (!found) {
    fprintf(stderr, "holder: libcuda.so.1 has no %s\n", name);
    exit(1);
  }
  return found;
}

#define CALL(name, parameters, ...) check(#name, ((int (*) parameters)entry(#name))(__VA_ARGS__))

static void check(const char *name, int result)
{
  if (result != 0) {
    fprintf(stderr, "holder: %s: error %d\n", name, result);
    exit(1);
  }
}

static int input_ended(void)
{
  struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
  char byte;
  return poll(&input, 1, 0) > 0 && read(STDIN_FILENO, &byte, 1) <= 0;
}

int main(int argc, char **argv)
{
  if (argc != 3) {
    fprintf(stderr, "usage: holder DEVICE MIB\n");
    return 2;
  }
  driver = dlopen("libcuda.so.1", RTLD_NOW);
  if (!driver) {
    fprintf(stderr, "holder: %s\n", dlerror());
    return 1;
  }
  int device;
  void *context, *module, *kernel;
  size_t free_bytes, total_bytes;
  uint64_t memory;
  CALL(cuInit, (unsigned), 0);
  CALL(cuDeviceGet, (int *, int), &device, atoi(argv[1]));
  CALL(cuCtxCreate_v2, (void **, unsigned, int), &context, 0, device);
  CALL(cuModuleLoadData, (void **, const void *), &module, kernel_text);
  CALL(cuModuleGetFunction, (void **, void *, const char *), &kernel, module, "hold_us2000");
  CALL(cuMemGetInfo_v2, (size_t *, size_t *), &free_bytes, &total_bytes);
  long long mib = atoll(argv[2]);
  if (mib < 0)
    mib += (long long)(free_bytes >> 20);
  CALL(cuMemAlloc_v2, (uint64_t *, size_t), &memory, (size_t)mib << 20);
  printf("holding %lld MiB\n", mib);
  fflush(stdout);
  while (!input_ended()) {
    CALL(cuLaunchKernel,
         (void *, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, void *, void **, void **),
         kernel, 4096, 1, 1, 256, 1, 1, 0, NULL, NULL, NULL);
    CALL(cuCtxSynchronize, (void), );
  }
  return 0;
}
