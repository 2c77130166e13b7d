#include "route.h"

#include <dlfcn.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "driver.h"
#include "object.h"

static void *_Atomic real_dlsym, *_Atomic real_dlvsym;

static void *real(void *_Atomic *function, const char *name) {
  void *address = atomic_load_explicit(function, memory_order_relaxed);
  if (!address) {
    address = vgpu_libc_symbol(name);
    atomic_store_explicit(function, address, memory_order_relaxed);
  }
  return address;
}

// Also of cublas and curl functions: whether a function is the driver's is told by the address that is found.
static bool may_be_driver(void *handle, const char *name) {
  return handle != RTLD_DEFAULT && handle != RTLD_NEXT && name && !vgpu_driver_busy() &&
         (strncmp(name, "cu", 2) == 0 || strncmp(name, "nvml", 4) == 0);
}

static struct vgpu_route answered(void *address, const void *caller) {
  return (struct vgpu_route){.answer = address && !vgpu_driver_calls(caller) ? vgpu_driver_translate(address) : address};
}

struct vgpu_route vgpu_route_dlsym(void *handle, const char *name, const void *caller) {
  void *libc = real(&real_dlsym, "dlsym");
  if (!libc || !may_be_driver(handle, name))
    return (struct vgpu_route){.onward = libc};
  return answered(((void *(*)(void *, const char *))libc)(handle, name), caller);
}

struct vgpu_route vgpu_route_dlvsym(void *handle, const char *name, const char *version, const void *caller) {
  void *libc = real(&real_dlvsym, "dlvsym");
  if (!libc || !may_be_driver(handle, name))
    return (struct vgpu_route){.onward = libc};
  return answered(((void *(*)(void *, const char *, const char *))libc)(handle, name, version), caller);
}
