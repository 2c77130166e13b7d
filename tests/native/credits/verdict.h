// What a tenant must get, and how a cell of the table says so.
#pragma once

#include "../check.h"
#include "rig.h"

// Within two points, and within a fifth of what was asked for.
static inline void check_share(const char *cell, double share, double asked) {
  double off = share > asked ? share - asked : asked - share;
  char name[160];
  snprintf(name, sizeof(name), "%s: share", cell);
  CHECK(name, off <= 2 && off <= asked / 5, "%.2f, not %.2f", share, asked);
}

static inline void check_work(const char *cell, double work, double asked) {
  char name[160];
  snprintf(name, sizeof(name), "%s: work", cell);
  CHECK(name, work >= asked * 0.97, "%.2f of %.2f (%.1f %%)", work, asked, work * 100 / asked);
}
