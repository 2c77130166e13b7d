// What the files of this folder share.
#pragma once

#include "libvgpu/environment/environment.h"
#include "libvgpu/process/process.h"

// The environment as it was when the process first needed it.
extern struct vgpu_environment vgpu_said;
void vgpu_read_environment(uint32_t devices, bool alone);

void vgpu_log_from(int32_t level);

// What becomes the region's file when the environment names it, and when it doesn't. False: nothing does; the reason was said.
bool vgpu_choose_path(char *path, size_t size);

// The region of this container; one is made where the limits come by the environment alone. NULL: the reason was said.
struct vgpu_region *vgpu_find_region(void);

// Made from the environment and the devices that NVML shows, in its order. False: these are unknown; the reason was said.
bool vgpu_make_region(const char *path, enum vgpu_region_result *result);

// UUIDs of the region's devices, from text.
void vgpu_learn_devices(struct vgpu_region *region);
void vgpu_forget_ordinals(void);

// Registers what is to happen at a fork and at the end, once.
void vgpu_watch_life(void);
void vgpu_call_forgetters(void);
// After vgpu_call_forgetters(): the process stands as one that never called.
void vgpu_begin_anew(void);
// The region that has been found, or NULL; without looking for one.
struct vgpu_region *vgpu_region_found(void);

// True when this is the copy of the library that programs' calls come to.
bool vgpu_is_first_copy(char *other, size_t size);
