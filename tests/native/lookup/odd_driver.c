// A driver whose cuGetProcAddress gives out addresses that it doesn't export, that looks functions up in itself as it is
// loaded, whose functions have a version, and that brings a form of cuMemAlloc that nobody knows.
#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

#include "odd_driver.h"

void *odd_found_as_it_loaded;

// A handle that isn't held.
static void *itself(void) {
  void *handle = dlopen("libcuda.so.1", RTLD_LAZY | RTLD_NOLOAD);
  if (handle)
    dlclose(handle);
  return handle;
}

__attribute__((constructor)) static void load(void) {
  odd_found_as_it_loaded = odd_lookup("cuMemAlloc_v2");
  if (odd_loads)
    odd_loads(itself());
}

CUresult cuMemAlloc_v2(CUdeviceptr *dptr, size_t bytesize) {
  (void)bytesize;
  *dptr = ODD_EXPORTED;
  return CUDA_SUCCESS;
}

static CUresult internal(CUdeviceptr *dptr, size_t bytesize) {
  (void)bytesize;
  *dptr = ODD_INTERNAL;
  return CUDA_SUCCESS;
}

static CUresult future(CUdeviceptr *dptr, size_t bytesize) {
  (void)bytesize;
  *dptr = ODD_FUTURE;
  return CUDA_SUCCESS;
}

void *odd_lookup(const char *name) { return dlsym(itself(), name); }

CUresult cuGetProcAddress_v2(const char *symbol, void **pfn, int cudaVersion, cuuint64_t flags,
                             CUdriverProcAddressQueryResult *symbolStatus) {
  (void)flags;
  *pfn = NULL;
  if (strcmp(symbol, "cuMemAlloc") == 0 && cudaVersion >= 3020)
    *pfn = cudaVersion >= 14000 ? (void *)future : (void *)internal;
  if (symbolStatus)
    *symbolStatus = *pfn ? CU_GET_PROC_ADDRESS_SUCCESS : CU_GET_PROC_ADDRESS_SYMBOL_NOT_FOUND;
  return CUDA_SUCCESS;
}

CUresult odd_proc_address(const char *symbol, void **pfn, int cudaVersion) {
  CUresult (*ask)(const char *, void **, int, cuuint64_t, CUdriverProcAddressQueryResult *) =
    (__typeof__(ask))dlsym(RTLD_DEFAULT, "cuGetProcAddress_v2");
  return ask(symbol, pfn, cudaVersion, 0, NULL);
}
