// The table's cells: what runs in which containers.
#pragma once

#include "stage.h"

struct cell {
  const char *name;
  bool in_test;                // else only in the whole table
  uint32_t slice_us;
  uint32_t window_ms;          // of the test; 0: as all others
  bool work_is_reported;       // known to miss its work on the wall clock: told and not judged; docs/measurements.md
  double demand[STAGE_CONTAINERS];  // percent of the card that it would use without a limit; 0: more than its limit
  uint32_t count;
  struct stage_container containers[STAGE_CONTAINERS];
};

extern const struct cell cells[];
extern const uint32_t cell_count;
