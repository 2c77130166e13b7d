// What this process's environment says of launches, beside the region; the smaller limit counts.
#pragma once

#include <stdint.h>

#include "libvgpu/environment/environment.h"

// Once the process is granted. Absent: the region's core_mode and core_percent alone count.
struct vgpu_given vgpu_given_cores(int index);
enum vgpu_core_policy vgpu_given_core_policy(void);
int32_t vgpu_given_priority(void);

// Region and environment together: enum hami_region_mode, and the percentage (1 to 99) where that is HAMI_REGION_LIMITED.
struct vgpu_core_limit {
  uint32_t mode;
  uint32_t percent;
};
struct vgpu_core_limit vgpu_core_limit(int index);
