// With libvgpu-lookup-test.so preloaded and the driver of odd_driver.c to be found, but not opened before a hook is called.
#include <dlfcn.h>
#include <stdio.h>

#include "check.h"
#include "counting.h"
#include "odd_driver.h"

static void *driver, *found_meanwhile;

void odd_loads(void *handle) {
  driver = handle;
  found_meanwhile = dlsym(handle, "cuMemAlloc_v2");
}

int main(void) {
  __typeof__(&cuMemAlloc_v2) alloc = (__typeof__(alloc))dlsym(RTLD_DEFAULT, "cuMemAlloc_v2");
  void *hook = vgpu_lookup_test("cuMemAlloc_v2", NULL);
  CHECK("the hook is there without a driver", alloc && (void *)alloc == hook, "%p", (void *)alloc);
  CHECK("which isn't", driver == NULL, "it is");
  CUdeviceptr pointer = 0;
  CHECK_NUMBER("the first call", alloc(&pointer, 1), CUDA_SUCCESS);
  CHECK_NUMBER("opens the driver and reaches it", pointer, ODD_EXPORTED);
  CHECK("what looks on meanwhile sees it as it is", found_meanwhile && found_meanwhile != hook, "%p", found_meanwhile);
  CHECK("afterwards the hook", driver && dlsym(driver, "cuMemAlloc_v2") == hook, "another");
  return CHECKS_END();
}
