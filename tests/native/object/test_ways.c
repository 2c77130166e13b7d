// test-object-ways PLUGIN DEEP: each way to the driver's functions leads through the library, once: what is charged for an
// allocation is what the ledger shows, however the function was found.
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../check.h"
#include "../lookup/plugin.h"
#include "cuda_abi.h"
#include "interposer.h"
#include "judge.h"

typedef CUresult (*alloc_function)(CUdeviceptr *, size_t);
typedef CUresult (*free_function)(CUdeviceptr);

static const uint64_t BYTES = 6 << 20;
static const char *region;

// Charged, and shown by the ledger, for one allocation with the function; then the same for its release.
static void charges_once(const char *way, alloc_function alloc, free_function release) {
  CHECK(way, alloc != NULL && release != NULL, "not found");
  if (alloc == NULL || release == NULL)
    return;
  CUdeviceptr pointer = 0;
  uint64_t charged = judge_region_of(region, getpid()), shown = judge_ledger_of(getpid());
  CHECK_NUMBER(way, alloc(&pointer, BYTES), CUDA_SUCCESS);
  CHECK_NUMBER(way, judge_ledger_of(getpid()) - shown, BYTES);
  CHECK_NUMBER(way, judge_region_of(region, getpid()) - charged, BYTES);
  CHECK_NUMBER(way, release(pointer), CUDA_SUCCESS);
  CHECK_NUMBER(way, judge_region_of(region, getpid()), charged);
  CHECK_NUMBER(way, judge_ledger_of(getpid()), shown);
}

static void by_handle(const char *way, void *handle) {
  charges_once(way, (alloc_function)dlsym(handle, "cuMemAlloc_v2"), (free_function)dlsym(handle, "cuMemFree_v2"));
}

static void by_proc_address(cuuint64_t flags) {
  void *alloc = NULL, *release = NULL;
  CUdriverProcAddressQueryResult status;
  cuGetProcAddress_v2("cuMemAlloc", &alloc, 12000, flags, &status);
  cuGetProcAddress_v2("cuMemFree", &release, 12000, flags, &status);
  charges_once("cuGetProcAddress_v2", (alloc_function)alloc, (free_function)release);
  alloc = release = NULL;
  cuGetProcAddress("cuMemAlloc", &alloc, 11030, flags);
  cuGetProcAddress("cuMemFree", &release, 11030, flags);
  charges_once("cuGetProcAddress", (alloc_function)alloc, (free_function)release);
  // As the runtime does: it asks for the asking function first.
  __typeof__(&cuGetProcAddress_v2) ask = NULL;
  cuGetProcAddress_v2("cuGetProcAddress", (void **)&ask, 12000, flags, &status);
  alloc = release = NULL;
  if (ask != NULL) {
    ask("cuMemAlloc", &alloc, 12000, flags, &status);
    ask("cuMemFree", &release, 12000, flags, &status);
  }
  charges_once("cuGetProcAddress of itself", (alloc_function)alloc, (free_function)release);
}

// Known, and said in the documentation: such an object's own look-ups pass by. It must not crash, nor confuse the account.
static void deeply_bound(const char *path) {
  CUdeviceptr pointer = 0;
  void *deep = dlopen(path, RTLD_NOW | RTLD_DEEPBIND);
  void *(*bound)(void) = deep != NULL ? (void *(*)(void))dlsym(deep, "plugin_bound") : NULL;
  alloc_function alloc = bound != NULL ? (alloc_function)bound() : NULL;
  CHECK("a deeply bound object was opened", alloc != NULL, "%s", deep != NULL ? "no function" : dlerror());
  if (alloc == NULL)
    return;
  uint64_t charged = judge_region_of(region, getpid());
  CHECK_NUMBER("its call works", alloc(&pointer, BYTES), CUDA_SUCCESS);
  CHECK_NUMBER("and what it took may be given back through the hook", cuMemFree_v2(pointer), CUDA_SUCCESS);
  CHECK_NUMBER("with no byte more or less in the account", judge_region_of(region, getpid()), charged);
  by_handle("found with dlsym in a deeply bound object", deep);
}

int main(int argc, char **argv) {
  CUcontext context;
  if (argc != 3)
    return fprintf(stderr, "test-object-ways PLUGIN DEEP\n"), 2;
  region = getenv("CUDA_DEVICE_MEMORY_SHARED_CACHE");
  judge_begin();
  CHECK_NUMBER("cuInit", cuInit(0), CUDA_SUCCESS);
  CHECK_NUMBER("a context", cuCtxCreate_v2(&context, 0, 0), CUDA_SUCCESS);
  charges_once("linked", cuMemAlloc_v2, cuMemFree_v2);
  by_handle("RTLD_DEFAULT", RTLD_DEFAULT);
  by_handle("RTLD_NEXT", RTLD_NEXT);
  by_handle("the program's handle", dlopen(NULL, RTLD_LAZY));
  by_handle("the driver's handle", dlopen("libcuda.so.1", RTLD_LAZY));
  by_proc_address(CU_GET_PROC_ADDRESS_DEFAULT);
  by_proc_address(CU_GET_PROC_ADDRESS_PER_THREAD_DEFAULT_STREAM);
  void *plugin = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
  by_handle("a plugin's handle", plugin);
  charges_once("bound in a plugin", (alloc_function)((void *(*)(void))dlsym(plugin, "plugin_bound"))(), cuMemFree_v2);
  deeply_bound(argv[2]);
  // One that was loaded after us is passed by: we call the driver itself.
  Dl_info first;
  if (dladdr((void *)cuMemAlloc_v2, &first) && strstr(first.dli_fname, "interposer") != NULL)
    CHECK("the other interposer was called", interposer_calls() >= 3, "%d times", interposer_calls());
  // Closed and opened again, the driver stays as it is.
  void *driver = dlopen("libcuda.so.1", RTLD_LAZY);
  for (int i = 0; i < 3; i++)
    dlclose(driver), driver = dlopen("libcuda.so.1", RTLD_LAZY);
  by_handle("after closing and opening", driver);
  return CHECKS_END();
}
