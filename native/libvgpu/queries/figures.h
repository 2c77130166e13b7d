// A device's memory as this container is to see it: its share, and in use what the region's processes use together.
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct vgpu_figures {
  uint64_t total, used, free;
};

// From the whole device's figures to the share's, for a device of the region. Where the hardware limits they stay as they are.
// False: not granted, all of them 0.
bool vgpu_figures_of_share(int index, struct vgpu_figures *figures);
