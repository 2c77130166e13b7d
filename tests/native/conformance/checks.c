#include <dlfcn.h>
#include <string.h>
#include <unistd.h>

#include "conformance.h"
#include "runner.h"

static bool failed;

bool conformance_failed(void) {
  return failed;
}

static const char *name_of(int code) {
  const char *name = NULL;
  return cuGetErrorName && cuGetErrorName((CUresult)code, &name) == CUDA_SUCCESS && name ? name : "no known code";
}

static const char *base_name(const char *file) {
  const char *slash = strrchr(file, '/');
  return slash ? slash + 1 : file;
}

void conformance_expect(const char *file, int line, const char *call, int actual, int expected) {
  if (actual == expected)
    return;
  failed = true;
  // NVML's codes are small numbers of its own.
  if (strncmp(call, "nvml", 4) == 0)
    printf("# %s:%d: %s: %d instead of %d\n", base_name(file), line, call, actual, expected);
  else
    printf("# %s:%d: %s: %s (%d) instead of %s (%d)\n", base_name(file), line, call, name_of(actual), actual,
           name_of(expected), expected);
}

void conformance_require(const char *file, int line, const char *call, int actual) {
  conformance_expect(file, line, call, actual, 0);
  if (actual)
    conformance_end(CONFORMANCE_FAILED);
}

void conformance_check(const char *file, int line, const char *condition, bool holds) {
  if (holds)
    return;
  failed = true;
  printf("# %s:%d: doesn't hold: %s\n", base_name(file), line, condition);
}

void conformance_check_bytes(const char *file, int line, const void *actual, const void *expected, size_t count) {
  const unsigned char *a = actual, *e = expected;
  for (size_t at = 0; at < count; at++)
    if (a[at] != e[at]) {
      failed = true;
      printf("# %s:%d: byte %zu is 0x%02x instead of 0x%02x\n", base_name(file), line, at, a[at], e[at]);
      return;
    }
}

void conformance_skip(const char *why) {
  printf("# skipped: %s\n", why);
  conformance_end(CONFORMANCE_SKIPPED);
}

void conformance_needs_cuda(int version) {
  if (driver_version() < version)
    conformance_end(CONFORMANCE_ABSENT);
}

// Without the driver's exit handlers: a case that leaves a mess behind is no test of them.
void conformance_end(enum conformance_outcome outcome) {
  fflush(stdout);
  _exit(failed && outcome != CONFORMANCE_SKIPPED ? CONFORMANCE_FAILED : outcome);
}

void *conformance_libcuda(void) {
  return conformance_api_libcuda;
}

bool SIMULATED(void) {
  return dlsym(conformance_api_libcuda, "simgpu_version");
}

CUdevice with_device(void) {
  CUdevice device;
  REQUIRE(cuInit(0));
  REQUIRE(cuDeviceGet(&device, 0));
  return device;
}

CUcontext with_context(void) {
  CUcontext context;
  REQUIRE(cuDevicePrimaryCtxRetain(&context, with_device()));
  REQUIRE(cuCtxSetCurrent(context));
  return context;
}

int driver_version(void) {
  int version = 0;
  REQUIRE(cuDriverGetVersion(&version));
  return version;
}
