// test-lookup PLUGIN DEEP DRIVER: run with libvgpu-lookup-test.so preloaded, on a node. DEEP is a second plugin, DRIVER a
// second libcuda.
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "counting.h"
#include "cuda_abi.h"
#include "plugin.h"

struct hooked {
  const char *symbol;
  bool nvml;
};

#define X(symbol, base, version, streams, result, parameters, arguments, kind) {#symbol, #kind[0] == 'N'},
static const struct hooked hooked[] = {
#include "libvgpu/lookup/hooks.def"
};
#undef X
enum { HOOKED = sizeof hooked / sizeof *hooked, THREADS = 8 };

static void *cuda, *nvml, *plugin;

static const char *file_of(void *address) {
  Dl_info info;
  if (!address || !dladdr(address, &info))
    return "nowhere";
  const char *slash = strrchr(info.dli_fname, '/');
  return slash ? slash + 1 : info.dli_fname;
}

static void *hook_of(const char *symbol) { return vgpu_lookup_test(symbol, NULL); }

static unsigned long calls_of(const char *symbol) {
  unsigned long count = 0;
  vgpu_lookup_test(symbol, &count);
  return count;
}

static void *look_all_up(void *start) {
  pthread_barrier_wait(start);
  long wrong = 0;
  for (int i = 0; i < HOOKED; i++)
    wrong += dlsym(hooked[i].nvml ? nvml : cuda, hooked[i].symbol) != hook_of(hooked[i].symbol);
  return (void *)wrong;
}

// The first look-ups of the process, at once.
static void threads_find_each_hook(void) {
  pthread_barrier_t start;
  pthread_barrier_init(&start, NULL, THREADS);
  pthread_t threads[THREADS];
  long wrong = 0;
  for (int i = 0; i < THREADS; i++)
    pthread_create(&threads[i], NULL, look_all_up, &start);
  for (int i = 0; i < THREADS; i++) {
    void *result;
    pthread_join(threads[i], &result);
    wrong += (long)result;
  }
  CHECK_NUMBER("each thread finds each hook in the driver's handle", wrong, 0);
}

static void other_functions_stay(void) {
  static const char *const names[] = {"cuDeviceGet", "cuMemcpyHtoD_v2", "cuGetExportTable", "cuDriverGetVersion"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    CHECK_TEXT(names[i], file_of(dlsym(cuda, names[i])), "libcuda.so.1");
  CHECK_TEXT("nvmlShutdown", file_of(dlsym(nvml, "nvmlShutdown")), "libnvidia-ml.so.1");

  int (*managed)(CUdeviceptr *, size_t, unsigned int) = (void *)dlsym(plugin, "cuMemAllocManaged");
  CHECK_TEXT("a plugin's function of a driver's name is the plugin's", file_of((void *)managed), "libplugin.so");
  CHECK_NUMBER("and is what is called", managed(NULL, 0, 0), PLUGIN_OWN);
  CHECK_TEXT("cublasCreate_v2", file_of(dlsym(plugin, "cublasCreate_v2")), "libplugin.so");
  CHECK_TEXT("curl_easy_perform", file_of(dlsym(plugin, "curl_easy_perform")), "libplugin.so");
  CHECK_TEXT("through a plugin's handle the driver's functions are hooked", file_of(dlsym(plugin, "cuMemFree_v2")),
             "libvgpu-lookup-test.so");
}

static void scopes_are_the_callers(void) {
  void *alloc = hook_of("cuMemAlloc_v2");
  CHECK("RTLD_DEFAULT gives the hook", dlsym(RTLD_DEFAULT, "cuMemAlloc_v2") == alloc, "another");
  for (int i = 0; i < 3; i++)
    CHECK("RTLD_NEXT gives the hook each time", dlsym(RTLD_NEXT, "cuMemAlloc_v2") == alloc, "another, at look-up %d", i);
  CHECK("the program's own handle gives the hook", dlsym(dlopen(NULL, RTLD_LAZY), "cuMemAlloc_v2") == alloc, "another");

  void *(*next)(const char *) = (void *(*)(const char *))dlsym(plugin, "plugin_next");
  void *(*lookup)(void *, const char *) = (void *(*)(void *, const char *))dlsym(plugin, "plugin_lookup");
  void *in_libc = dlsym(dlopen("libc.so.6", RTLD_LAZY), "strtol");
  for (int i = 0; i < 3; i++)
    CHECK("a plugin's RTLD_NEXT is libc's function each time", next("strtol") == in_libc && in_libc, "look-up %d", i);
  CHECK("next to a plugin, not to the hooks: its own function is not found", next("cublasCreate_v2") == NULL, "found");
  CHECK("a plugin's look-up in the driver gives the hook", lookup(cuda, "cuMemAlloc_v2") == alloc, "another");
  CHECK("a plugin's RTLD_DEFAULT gives the hook", lookup(RTLD_DEFAULT, "cuMemAlloc_v2") == alloc, "another");
}

static void versions_are_asked_for(void) {
  void *printf_ = dlvsym(RTLD_DEFAULT, "printf", "GLIBC_2.2.5");
  CHECK("dlvsym finds nothing in a driver without versions", dlvsym(cuda, "cuMemAlloc_v2", "ANY") == NULL, "found");
  CHECK("dlvsym finds libc's function", printf_ == dlsym(RTLD_DEFAULT, "printf") && printf_, "%p", printf_);
  CHECK("dlvsym knows no other version", dlvsym(RTLD_DEFAULT, "printf", "GLIBC_0.1") == NULL, "found");
}

static void missing_stays_missing(void) {
  // What isn't looked at here goes to libc straight away: that one's message, for another name.
  char expected[512], actual[512];
  dlerror();
  CHECK("no such function", dlsym(cuda, "xxNoSuchFunction") == NULL, "found");
  snprintf(expected, sizeof expected, "%s", dlerror());
  memcpy(strstr(expected, "xxNo"), "cu", 2);
  CHECK("no such function of the driver", dlsym(cuda, "cuNoSuchFunction") == NULL, "found");
  const char *error = dlerror();
  snprintf(actual, sizeof actual, "%s", error ? error : "(nothing)");
  CHECK_TEXT("the loader says so", actual, expected);
  CHECK("once", dlerror() == NULL, "again");
  CHECK("a name that was found leaves no error", dlsym(cuda, "cuMemAlloc_v2") && dlerror() == NULL, "one is left");
}

static void errno_is_kept(void) {
  errno = 77;
  dlsym(cuda, "cuMemAlloc_v2");
  dlsym(cuda, "cuDeviceGet");
  CHECK_NUMBER("look-ups keep errno", errno, 77);
}

#define DRIVER(symbol) ((__typeof__(&symbol))dlsym(cuda, #symbol))

static void hooks_reach_the_driver(void) {
  CUcontext context;
  CUdeviceptr pointer = 0;
  CHECK_NUMBER("cuInit", DRIVER(cuInit)(0), CUDA_SUCCESS);
  CHECK_NUMBER("is counted", calls_of("cuInit"), 1);
  CHECK_NUMBER("cuDevicePrimaryCtxRetain", DRIVER(cuDevicePrimaryCtxRetain)(&context, 0), CUDA_SUCCESS);
  CHECK_NUMBER("cuCtxSetCurrent", DRIVER(cuCtxSetCurrent)(context), CUDA_SUCCESS);
  CHECK_NUMBER("cuMemAlloc_v2", DRIVER(cuMemAlloc_v2)(&pointer, 1 << 20), CUDA_SUCCESS);
  CHECK("gave memory", pointer != 0, "none");
  CHECK_NUMBER("cuMemFree_v2", DRIVER(cuMemFree_v2)(pointer), CUDA_SUCCESS);
  CHECK_NUMBER("one allocation", calls_of("cuMemAlloc_v2"), 1);
  CHECK_NUMBER("one release: nothing in the driver came back to a hook", calls_of("cuMemFree_v2"), 1);
}

static void deep_binding_passes_by(const char *deep) {
  void *bound = ((void *(*)(void))dlsym(plugin, "plugin_bound"))();
  CHECK("a plugin linked with the driver is bound to the hook", bound == hook_of("cuMemAlloc_v2"), "%s", file_of(bound));
  void *handle = dlopen(deep, RTLD_NOW | RTLD_DEEPBIND);
  bound = handle ? ((void *(*)(void))dlsym(handle, "plugin_bound"))() : NULL;
  CHECK_TEXT("one that is bound deeply is not: as is known", file_of(bound), "libcuda.so.1");
}

static void copies_are_hooked(const char *path) {
  void *copy = dlopen(path, RTLD_LAZY);
  void *found = copy ? dlsym(copy, "cuMemAlloc_v2") : NULL;
  CHECK("a second driver is another object", copy && copy != cuda, "%s", copy ? "the same" : dlerror());
  CHECK("its functions have the same hooks", found == hook_of("cuMemAlloc_v2"), "%s", file_of(found));
}

int main(int argc, char **argv) {
  if (argc != 4 || !vgpu_lookup_test)
    return fprintf(stderr, "test-lookup PLUGIN DEEP DRIVER, with libvgpu-lookup-test.so preloaded\n"), 2;
  cuda = dlopen("libcuda.so.1", RTLD_LAZY);
  nvml = dlopen("libnvidia-ml.so.1", RTLD_LAZY);
  if (!cuda || !nvml)
    return fprintf(stderr, "%s\n", dlerror()), 2;
  threads_find_each_hook();
  plugin = dlopen(argv[1], RTLD_LAZY);
  if (!plugin)
    return fprintf(stderr, "%s\n", dlerror()), 2;
  other_functions_stay();
  scopes_are_the_callers();
  versions_are_asked_for();
  missing_stays_missing();
  errno_is_kept();
  hooks_reach_the_driver();
  deep_binding_passes_by(argv[2]);
  copies_are_hooked(argv[3]);
  return CHECKS_END();
}
