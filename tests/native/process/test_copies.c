// T8: libraries that are opened again and closed; and a second copy of ours, which must not take the first one's slot for a dead
// program's. T20: a program whose malloc calls the driver, also from within our calls.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../check.h"
#include "../taking/container.h"

static CUdeviceptr pointer;
static bool calling;
static __thread bool within;
static unsigned calls;

static void *allocated(size_t size, const void *caller) {
  static void *(*real)(size_t);
  if (real == NULL)
    real = (void *(*)(size_t))dlvsym(RTLD_NEXT, "malloc", "GLIBC_2.2.5");
  if (calling && !within) {
    within = true;
    // The driver's own allocations may come while it holds its locks.
    Dl_info from;
    const bool ours = dladdr(caller, &from) != 0 && strstr(from.dli_fname, "libvgpu") != NULL;
    if (!ours) {
      within = false;
      return real(size);
    }
    CUdeviceptr one;
    if (cuMemAlloc_v2(&one, MIB(2)) == CUDA_SUCCESS)
      cuMemFree_v2(one);
    calls++;
    within = false;
  }
  return real(size);
}

// Any allocation of the process ends here.
__attribute__((visibility("default"))) void *malloc(size_t size) { return allocated(size, __builtin_return_address(0)); }

__attribute__((visibility("default"))) void *calloc(size_t count, size_t size) {
  void *made = allocated(count * size, __builtin_return_address(0));
  return made != NULL ? memset(made, 0, count * size) : NULL;
}

static void start_with_malloc(void) {
  calling = true;
  node_context();
  CUdeviceptr one;
  CHECK_NUMBER("a program whose malloc allocates", cuMemAlloc_v2(&one, MIB(4)), CUDA_SUCCESS);
  CHECK_NUMBER("frees", cuMemFree_v2(one), CUDA_SUCCESS);
  calling = false;
  CHECK("it did so", calls > 0, "never");
  CHECK("and all is charged and given back", container_exact(), "it isn't");
}

static void close_the_driver(void) {
  for (int i = 0; i < 5; i++) {
    void *handle = dlopen("libcuda.so.1", RTLD_NOW);
    CUresult (*allocate)(CUdeviceptr *, size_t) = (CUresult(*)(CUdeviceptr *, size_t))dlsym(handle, "cuMemAlloc_v2");
    CUdeviceptr one;
    uint64_t before = container_charged_here();
    CHECK_NUMBER("looked up in the driver's handle", allocate(&one, MIB(2)), CUDA_SUCCESS);
    CHECK_NUMBER("it is charged, once", container_charged_here(), before + MIB(2));
    NEED(cuMemFree_v2(one));
    dlclose(handle);
    dlclose(handle);
  }
}

static void close_ours(const char *library) {
  for (int i = 0; i < 5; i++) {
    void *handle = dlopen(library, RTLD_NOW | RTLD_GLOBAL);
    CHECK("ours is opened beside the preloaded one", handle != NULL, "%s", dlerror());
    dlclose(handle);
    dlclose(handle);
  }
  CUdeviceptr one;
  CHECK_NUMBER("closed, it goes on", cuMemAlloc_v2(&one, MIB(2)), CUDA_SUCCESS);
  CHECK("all is charged", container_exact(), "it isn't");
  NEED(cuMemFree_v2(one));
}

static void second_copy(const char *library) {
  char path[64];
  snprintf(path, sizeof(path), "/tmp/copy-%d.so", getpid());
  int from = open(library, O_RDONLY), to = open(path, O_WRONLY | O_CREAT, 0700);
  struct stat status;
  fstat(from, &status);
  if (sendfile(to, from, NULL, (size_t)status.st_size) != status.st_size)
    exit(3);
  close(from);
  close(to);
  void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  unlink(path);
  CHECK("a second copy is opened", handle != NULL, "%s", dlerror());
  uint64_t before = container_charged();
  CUdeviceptr one;
  CUresult (*allocate)(CUdeviceptr *, size_t) = (CUresult(*)(CUdeviceptr *, size_t))dlsym(handle, "cuMemAlloc_v2");
  CHECK("it has a function of its own", allocate != NULL && allocate != cuMemAlloc_v2, "the same");
  CHECK_NUMBER("through it nothing is allocated", allocate(&one, MIB(2)), CUDA_ERROR_OUT_OF_MEMORY);
  CHECK("nor charged", container_charged() == before && container_exact(), "it is");
  CHECK_NUMBER("the first goes on", cuMemAlloc_v2(&one, MIB(2)), CUDA_SUCCESS);
  CHECK("its slot is its own still", container_exact(), "it isn't");
  NEED(cuMemFree_v2(one));
}

int main(int argc, char **argv) {
  if (argc != 2)
    return 2;
  container_begin(1, MIB(64));
  start_with_malloc();
  NEED(cuMemAlloc_v2(&pointer, MIB(2)));
  close_the_driver();
  close_ours(argv[1]);
  second_copy(argv[1]);
  container_end();
  return CHECKS_END();
}
