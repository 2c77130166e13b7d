// NVML's lists of processes, of which a container sees its own.
#pragma once

#include <stddef.h>

#include "nvml_abi.h"

struct vgpu_list {
  // The driver's list of all; `count` is the room, then how many there are.
  nvmlReturn_t (*ask)(const struct vgpu_list *list, unsigned int *count, void *entries);
  void *real;
  nvmlDevice_t device;
  const void *query;  // what else the driver is asked with
  size_t entry_bytes, pid_at;
};

// As the driver would answer if no others were there. `entries` has room for `count`.
nvmlReturn_t vgpu_list_own(const struct vgpu_list *list, unsigned int *count, void *entries);
