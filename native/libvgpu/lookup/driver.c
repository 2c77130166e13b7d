#include "driver.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <string.h>

#include "address_map.h"
#include "hook.h"
#include "object.h"

// Objects of these names are the driver's; a file's name may go on after its soname.
static const char *const names[] = {
  [VGPU_LIBCUDA] = "libcuda.so",
  [VGPU_LIBNVIDIA_ML] = "libnvidia-ml.so",
  [VGPU_LIBRARIES] = "libnvidia-ptxjitcompiler.so",
};
static const char *const files[] = {[VGPU_LIBCUDA] = "libcuda.so.1", [VGPU_LIBNVIDIA_ML] = "libnvidia-ml.so.1"};

// A program that loads more copies of the driver than this gets those of the others unhooked.
enum { COPIES = 16 };

static void *_Atomic reals[VGPU_HOOKS];
static _Atomic uintptr_t learnt[COPIES];
static atomic_bool learnt_proc_addresses;
static __thread unsigned int depth;

bool vgpu_driver_busy(void) {
  return depth > 0;
}

static enum vgpu_library library_of(const struct vgpu_object *object) {
  for (enum vgpu_library library = 0; library < VGPU_LIBRARIES; library++)
    if (strncmp(object->name, names[library], strlen(names[library])) == 0)
      return library;
  return VGPU_LIBRARIES;
}

bool vgpu_driver_calls(const void *caller) {
  struct vgpu_object object;
  return vgpu_object_at(caller, &object) &&
         (library_of(&object) != VGPU_LIBRARIES ||
          strncmp(object.name, names[VGPU_LIBRARIES], strlen(names[VGPU_LIBRARIES])) == 0);
}

static void keep(enum vgpu_hook hook, void *address) {
  void *none = NULL;
  if (address && vgpu_address_map_add(address, hook))
    atomic_compare_exchange_strong(&reals[hook], &none, address);
}

static void *open_library(const char *file, int flags) {
  void *(*open)(const char *, int) = (void *(*)(const char *, int))vgpu_libc_symbol("dlopen");
  depth++;
  void *handle = open ? open(file, flags) : NULL;
  depth--;
  return handle;
}

// Several threads may learn the same object at once: each writes what the others write.
static void learn(const struct vgpu_object *object, enum vgpu_library library) {
  unsigned int at = 0;
  for (uintptr_t there; at < COPIES && (there = atomic_load_explicit(&learnt[at], memory_order_acquire)); at++)
    if (there == object->base)
      return;
  if (at == COPIES)
    return;
  // Its addresses are kept from here on: it stays, even if the program closes it.
  open_library(object->path, RTLD_LAZY | RTLD_NOLOAD | RTLD_NODELETE);
  for (enum vgpu_hook hook = 0; hook < VGPU_HOOKS; hook++)
    if (vgpu_hooks[hook].library == library)
      keep(hook, vgpu_object_symbol(object, vgpu_hooks[hook].symbol));
  for (uintptr_t none = 0; at < COPIES && none != object->base; at++, none = 0)
    if (atomic_compare_exchange_strong(&learnt[at], &none, object->base))
      return;
}

static void *resolve(enum vgpu_hook hook) {
  const int error = errno;
  const enum vgpu_library library = vgpu_hooks[hook].library;
  struct vgpu_object object;
  bool there = vgpu_object_named(names[library], &object);
  if (!there && !vgpu_driver_busy())
    there = open_library(files[library], RTLD_LAZY) && vgpu_object_named(names[library], &object);
  if (there)
    learn(&object, library);
  errno = error;
  return atomic_load_explicit(&reals[hook], memory_order_acquire);
}

void *vgpu_real(enum vgpu_hook hook) {
  void *real = atomic_load_explicit(&reals[hook], memory_order_acquire);
  return __builtin_expect(real != NULL, 1) ? real : resolve(hook);
}

int vgpu_missing(enum vgpu_hook hook) {
  struct vgpu_object object;
  const enum vgpu_library library = vgpu_hooks[hook].library;
  const bool there = vgpu_object_named(names[library], &object);
  if (library == VGPU_LIBNVIDIA_ML)
    return there ? NVML_ERROR_FUNCTION_NOT_FOUND : NVML_ERROR_LIBRARY_NOT_FOUND;
  return there ? CUDA_ERROR_NOT_FOUND : CUDA_ERROR_NO_DEVICE;
}

static void *hook_of(void *address) {
  const enum vgpu_hook hook = vgpu_address_map_find(address);
  return hook == VGPU_HOOKS ? NULL : vgpu_hooks[hook].function;
}

void *vgpu_driver_translate(void *address) {
  void *hook = hook_of(address);
  if (hook)
    return hook;
  const int error = errno;
  struct vgpu_object object;
  if (vgpu_object_at(address, &object)) {
    const enum vgpu_library library = library_of(&object);
    if (library != VGPU_LIBRARIES) {
      learn(&object, library);
      hook = hook_of(address);
    }
  }
  errno = error;
  return hook ? hook : address;
}

static void *ask(const struct vgpu_hook_entry *entry, cuuint64_t flags) {
  void *address = NULL;
  __typeof__(&cuGetProcAddress_v2) newer = VGPU_REAL(cuGetProcAddress_v2);
  __typeof__(&cuGetProcAddress) older = newer ? NULL : VGPU_REAL(cuGetProcAddress);
  CUresult result = newer   ? newer(entry->base, &address, entry->version, flags, NULL)
                    : older ? older(entry->base, &address, entry->version, flags)
                            : CUDA_ERROR_NOT_FOUND;
  return result == CUDA_SUCCESS ? address : NULL;
}

// A driver may answer with addresses other than those of its exports. At the version that brought a function, the function is
// the answer.
static void learn_proc_addresses(void) {
  if (atomic_load_explicit(&learnt_proc_addresses, memory_order_acquire))
    return;
  depth++;
  for (enum vgpu_hook hook = 0; hook < VGPU_HOOKS; hook++)
    for (cuuint64_t flags = 0; vgpu_hooks[hook].version && flags < 3; flags++)
      if (vgpu_hooks[hook].streams & 1u << flags)
        keep(hook, ask(&vgpu_hooks[hook], flags));
  depth--;
  atomic_store_explicit(&learnt_proc_addresses, true, memory_order_release);
}
_Static_assert(1u << CU_GET_PROC_ADDRESS_DEFAULT == VGPU_STREAM_DEFAULT, "flags number the wishes");
_Static_assert(1u << CU_GET_PROC_ADDRESS_LEGACY_STREAM == VGPU_STREAM_LEGACY, "flags number the wishes");
_Static_assert(1u << CU_GET_PROC_ADDRESS_PER_THREAD_DEFAULT_STREAM == VGPU_STREAM_PER_THREAD, "flags number the wishes");

void *vgpu_driver_translate_proc(void *address) {
  const int error = errno;
  learn_proc_addresses();
  errno = error;
  void *hook = hook_of(address);
  return hook ? hook : address;
}
