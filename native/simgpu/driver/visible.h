// Which devices a process sees, and in what order.
#pragma once

#include "driver.h"

// Reads the value of CUDA_VISIBLE_DEVICES (NULL: unset) as the driver does and fills in the ordinals. Returns 0, or an errno
// value when no device can be used.
int sg_visible_ordinals(struct sg_state *state, const char *value, struct sg_driver *out);
