// What becomes of a dlsym. The entry points are written in assembly: a look-up that isn't ours goes on to libc's with the
// caller's registers and return address, for libc tells by that address where "next" begins.
#pragma once

struct vgpu_route {
  void *onward;                 // where the call goes on; NULL: it is answered
  void *answer;
};

struct vgpu_route vgpu_route_dlsym(void *handle, const char *name, const void *caller);
struct vgpu_route vgpu_route_dlvsym(void *handle, const char *name, const char *version, const void *caller);
