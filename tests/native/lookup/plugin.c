// A shared object that a program opens, linked with the driver. Some functions are named like the driver's or start like them.
#include "plugin.h"

#include <dlfcn.h>
#include <stddef.h>

#include "cuda_abi.h"

CUresult cuMemAllocManaged(CUdeviceptr *dptr, size_t bytesize, unsigned int flags) {
  (void)dptr, (void)bytesize, (void)flags;
  return (CUresult)PLUGIN_OWN;
}

int cublasCreate_v2(void) { return PLUGIN_OWN; }
int curl_easy_perform(void) { return PLUGIN_OWN; }

void *plugin_bound(void) { return (void *)cuMemAlloc_v2; }
void *plugin_lookup(void *handle, const char *name) { return dlsym(handle, name); }
void *plugin_next(const char *name) { return dlsym(RTLD_NEXT, name); }
