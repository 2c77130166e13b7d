#include "parts.h"

#include "libvgpu/lookup/hook.h"
#include "libvgpu/lookup/object.h"

void *vgpu_driver_function(const char *library, const char *symbol) {
  struct vgpu_object object;
  return vgpu_object_named(library, &object) ? vgpu_object_symbol(&object, symbol) : NULL;
}
