// Whether the driver is giving or taking back a device's memory just now: what NVML says of this process's bytes can be compared
// with the charges only while it is not.
#pragma once

#include <stdint.h>

#include "hami_region.h"

// Begun in the upper half, under way in the lower.
extern uint64_t vgpu_activity[HAMI_REGION_DEVICES];
enum { VGPU_ACTIVITY_BEGUN = 32 };

// Around the time from before the charge until after the table knows, and from before the table forgets until after the charge is
// taken back.
static inline void vgpu_activity_begin(int index) {
  if (index >= 0)
    __atomic_fetch_add(&vgpu_activity[index], (UINT64_C(1) << VGPU_ACTIVITY_BEGUN) + 1, __ATOMIC_SEQ_CST);
}

static inline void vgpu_activity_end(int index) {
  if (index >= 0)
    __atomic_fetch_sub(&vgpu_activity[index], 1, __ATOMIC_SEQ_CST);
}
