// One cell of the table, run and read.
#pragma once

#include "cells.h"

enum { CELL_STEP_MS = 100, CELL_MOST_STEPS = 1200 };

struct cell_result {
  bool lived;                  // no program ended by itself
  double share[STAGE_CONTAINERS], work[STAGE_CONTAINERS];  // percent of the card in the window
  double settled_s[STAGE_CONTAINERS];  // after that no second was off by more than 5 points; below 0: never
  double spread[STAGE_CONTAINERS];     // of the seconds of the window: the 95th percentile of how far off they were, points
  double waited[STAGE_CONTAINERS];     // percent of the window in which its threads waited for a processor of this machine
};

// What the container should get: its limit, or what it asks for without one.
double cell_asked(const struct cell *cell, uint32_t container);
struct cell_result cell_run(const struct cell *cell, const char *library, const char *program, uint32_t settle_ms,
                            uint32_t window_ms);
// Within two points and a fifth of what was asked for, and its work 97 % of that where it is judged.
bool cell_good(const struct cell *cell, const struct cell_result *result);
