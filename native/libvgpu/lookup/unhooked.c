#include "unhooked.h"

#include <errno.h>

#include "object.h"

static const char *const names[VGPU_ASKED_END] = {
#define X(symbol) [VGPU_ASKED_##symbol] = #symbol,
  VGPU_ASKED_OF_CUDA(X) VGPU_ASKED_OF_NVML(X)
#undef X
};

static void *found[VGPU_ASKED_END];
static char absent;

static void *look_up(enum vgpu_asked function) {
  bool of_cuda = function < VGPU_ASKED_CUDA_END;
  // Sees to it that the library is there.
  if (!vgpu_real(of_cuda ? VGPU_cuInit : VGPU_nvmlDeviceGetMemoryInfo))
    return NULL;
  int error = errno;
  struct vgpu_object object;
  void *address = NULL;
  if (vgpu_object_named(of_cuda ? "libcuda.so" : "libnvidia-ml.so", &object)) {
    address = vgpu_object_symbol(&object, names[function]);
    __atomic_store_n(&found[function], address ? address : &absent, __ATOMIC_RELEASE);
  }
  errno = error;
  return address;
}

void *vgpu_asked(enum vgpu_asked function) {
  void *address = __atomic_load_n(&found[function], __ATOMIC_ACQUIRE);
  if (__builtin_expect(address == NULL, 0))
    return look_up(function);
  return address == &absent ? NULL : address;
}
