#include "parts.h"

#include <errno.h>

#include "libvgpu/lookup/driver.h"
#include "libvgpu/lookup/object.h"

__thread bool vgpu_inside;
bool vgpu_ending;

// A hook inside a hook. The driver's own calls are part of what was called; anybody else's is the program's own: a signal
// handler jumped out of the earlier one, or calls the driver from within.
bool vgpu_enter_again(const void *caller) {
  if (__atomic_load_n(&vgpu_ending, __ATOMIC_RELAXED))
    return false;
  const int error = errno;
  struct vgpu_object ours, theirs;
  bool own = vgpu_driver_calls(caller) || !vgpu_object_at((const void *)&vgpu_enter_again, &ours) ||
             !vgpu_object_at(caller, &theirs) || ours.base == theirs.base;
  errno = error;
  return !own;
}
