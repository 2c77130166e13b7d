// What the device queries share.
#pragma once

#include "driver.h"

static inline bool sg_ordinal_valid(CUdevice device) {
  return device >= 0 && device < sg_driver.device_count;
}

static inline const struct sg_device_description *sg_ordinal_description(CUdevice device) {
  return &sg_driver.state->description.devices[sg_driver.ordinals[device].device];
}
