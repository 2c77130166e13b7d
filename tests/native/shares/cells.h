// The table's cells: what runs in which containers.
#pragma once

#include "stage.h"

struct cell {
  const char *name;
  bool quick;                  // also in the short run
  uint32_t slice_us;
  uint32_t settle_ms, window_ms;  // of the short run
  double demand[STAGE_CONTAINERS];  // percent of the card that it would use without a limit; 0: more than its limit
  uint32_t count;
  struct stage_container containers[STAGE_CONTAINERS];
};

extern const struct cell cells[];
extern const uint32_t cell_count;
