// Objects that the loader has mapped, read from their own tables: no look-up of the loader's, whose entry is one of our hooks.
#pragma once

#include <link.h>
#include <stdbool.h>

struct vgpu_object {
  uintptr_t base;
  const char *path;             // under which it was opened
  const char *name;             // its soname, else the last part of the path
  const ElfW(Dyn) *dynamic;
};

// The first object whose name begins so.
bool vgpu_object_named(const char *prefix, struct vgpu_object *object);

// The object that an address lies in.
bool vgpu_object_at(const void *address, struct vgpu_object *object);

// What the object itself defines under that name, in its default version; NULL: nothing.
void *vgpu_object_symbol(const struct vgpu_object *object, const char *symbol);

// What libc defines under that name, be it in libc.so or, before glibc 2.34, in libdl.so or libpthread.so.
void *vgpu_libc_symbol(const char *symbol);
