// What NVML's samplers see: busy time per period of about a sixth of a second.
#pragma once

#include "../state/layout.h"

// Takes the sample that is due on a calendar; after a long time in which nobody looked, only what the rings can hold.
void sg_sample_take(struct sg_state *state, uint32_t calendar, uint64_t now_ns);
