// With libvgpu-lookup-test.so preloaded, on the driver of odd_driver.c.
#include <dlfcn.h>
#include <stdio.h>

#include "check.h"
#include "counting.h"
#include "odd_driver.h"

int main(void) {
  void *cuda = dlopen("libcuda.so.1", RTLD_LAZY);
  if (!cuda || !vgpu_lookup_test)
    return fprintf(stderr, "without the odd driver or without the hooks\n"), 2;
  void **early = (void **)dlsym(cuda, "odd_found_as_it_loaded");
  void *hook = vgpu_lookup_test("cuMemAlloc_v2", NULL);
  CHECK("as it loads a driver finds its own function", *early && *early != hook, "the hook");
  __typeof__(&cuGetProcAddress_v2) ask = (__typeof__(ask))dlsym(cuda, "cuGetProcAddress_v2");
  CHECK("it has a hook", (void *)ask == vgpu_lookup_test("cuGetProcAddress_v2", NULL), "none");

  void *found = NULL;
  CUdriverProcAddressQueryResult status;
  CHECK_NUMBER("cuMemAlloc", ask("cuMemAlloc", &found, 12000, 0, &status), CUDA_SUCCESS);
  CHECK("an address that isn't exported has its hook", found == hook, "%p", found);
  CUdeviceptr pointer = 0;
  ((CUresult(*)(CUdeviceptr *, size_t))found)(&pointer, 1);
  CHECK_NUMBER("which calls what is exported", pointer, ODD_EXPORTED);

  ask("cuMemAlloc", &found, 14000, 0, &status);
  ((CUresult(*)(CUdeviceptr *, size_t))found)(&pointer, 1);
  CHECK_NUMBER("an unknown form is what it is", pointer, ODD_FUTURE);
  CHECK_NUMBER("a missing one is not an error", ask("cuNoSuchFunction", &found, 12000, 0, &status), CUDA_SUCCESS);
  CHECK("and is missing", !found && status == CU_GET_PROC_ADDRESS_SYMBOL_NOT_FOUND, "status %d", (int)status);

  void *(*inside)(const char *) = (void *(*)(const char *))dlsym(cuda, "odd_lookup");
  CHECK("a driver that looks itself up finds itself", inside("cuMemAlloc_v2") == *early, "the hook");
  __typeof__(&odd_proc_address) ask_inside = (__typeof__(ask_inside))dlsym(cuda, "odd_proc_address");
  ask_inside("cuMemAlloc", &found, 12000);
  CHECK("also by the hook of cuGetProcAddress", found && found != hook, "the hook");
  CHECK("the hook is what all others find", dlsym(cuda, "cuMemAlloc_v2") == hook, "another");
  // musl has no dlvsym, so that no program there asks for one.
  if (dlsym(RTLD_DEFAULT, "gnu_get_libc_version"))
    CHECK("also by version", dlvsym(cuda, "cuMemAlloc_v2", "libcuda.so.1") == hook, "another");
  CHECK("but by no wrong one", dlvsym(cuda, "cuMemAlloc_v2", "libcuda.so.0") == NULL, "found");

  CUcontext context;
  __typeof__(&cuCtxCreate_v2) create = (__typeof__(create))dlsym(RTLD_DEFAULT, "cuCtxCreate_v2");
  CHECK_NUMBER("what the driver lacks is not found", create(&context, 0, 0), CUDA_ERROR_NOT_FOUND);

  dlclose(cuda);
  pointer = 0;
  ((CUresult(*)(CUdeviceptr *, size_t))hook)(&pointer, 1);
  CHECK_NUMBER("a driver that the program closed still answers its hooks", pointer, ODD_EXPORTED);
  return CHECKS_END();
}
