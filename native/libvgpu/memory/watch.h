// The most that this process is charged at any moment while somebody watches.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "hami_region.h"

struct vgpu_watch {
  _Alignas(64) uint32_t is_on;
  uint64_t coming;  // charges that are about to be made
  uint64_t most;
};

extern struct vgpu_watch vgpu_watches[HAMI_REGION_DEVICES];

static inline bool vgpu_is_watched(int index) { return __atomic_load_n(&vgpu_watches[index].is_on, __ATOMIC_SEQ_CST) != 0; }

void vgpu_watch_charge_begin(int index, uint64_t bytes);
void vgpu_watch_charge_end(int index, uint64_t bytes);

// One at a time for each device. What is charged as it begins and ends has to be looked at besides.
void vgpu_watch_begin(int index);
uint64_t vgpu_watch_end(int index);

void vgpu_watch_forget(void);
