// What NVML says this process uses of a device.
#pragma once

#include <stdbool.h>
#include <stdint.h>

// What the charges were while NVML was asked.
struct vgpu_usage {
  uint64_t used;      // by NVML
  uint64_t charged;   // at most, without what growth.c charged
  uint64_t grown;     // charged by growth.c
  uint64_t context;   // of those charged: contexts
  uint64_t elsewhere; // of those charged: what may lie elsewhere, or was given back already (managed memory, pools)
  bool exact;         // nothing was under way meanwhile
};

// False: NVML is not there or doesn't show this process.
bool vgpu_usage_read(int index, struct vgpu_usage *usage);
