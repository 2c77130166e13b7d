// What this process's environment says of launches, beside the region; the smaller limit counts.
#pragma once

#include <stdint.h>

// Region and environment together: enum hami_region_mode, and the percentage (1 to 99) where that is HAMI_REGION_LIMITED.
struct vgpu_core_limit {
  uint32_t mode;
  uint32_t percent;
};
struct vgpu_core_limit vgpu_core_limit(int index);
