// reopen: uses the driver, closes it and opens it again. While it is closed it must stay where it is, for its threads run on.
#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

static bool works(void *driver)
{
  int (*init)(unsigned) = (int (*)(unsigned))dlsym(driver, "cuInit");
  int (*retain)(void **, int) = (int (*)(void **, int))dlsym(driver, "cuDevicePrimaryCtxRetain");
  int (*use)(void *) = (int (*)(void *))dlsym(driver, "cuCtxSetCurrent");
  int (*allocate)(uint64_t *, size_t) = (int (*)(uint64_t *, size_t))dlsym(driver, "cuMemAlloc_v2");
  int (*release)(int) = (int (*)(int))dlsym(driver, "cuDevicePrimaryCtxRelease_v2");
  void *context;
  uint64_t memory;
  return init(0) == 0 && retain(&context, 0) == 0 && use(context) == 0 && allocate(&memory, 1 << 20) == 0 && release(0) == 0;
}

int main(void)
{
  for (int time = 1; time <= 3; time++) {
    void *driver = dlopen("libcuda.so.1", RTLD_NOW);
    if (!driver || !works(driver)) {
      fprintf(stderr, "opened for time %d it does not work\n", time);
      return 1;
    }
    dlclose(driver);
    void *still_there = dlopen("libcuda.so.1", RTLD_NOW | RTLD_NOLOAD);
    if (!still_there) {
      fprintf(stderr, "closed, it is gone while its threads run\n");
      return 1;
    }
    dlclose(still_there);
  }
  return 0;
}
