// Whom of a device's processes a container sees: its own, under the pids that they have in it.
#pragma once

#include <stddef.h>

#include "libvgpu/region/region.h"

// How many there are. A region of NULL has none.
unsigned int vgpu_own_processes(struct vgpu_region *region);

// Of `count` entries with a pid in each those of its own, moved to the front; how many they are.
unsigned int vgpu_own_entries(struct vgpu_region *region, void *entries, unsigned int count, size_t entry_bytes, size_t pid_at);
