// What a tenant must get, and how a cell of the matrix says so.
#pragma once

#include "../check.h"
#include "matrix.h"

// Within two points and a fifth of what was asked for; `work`: and at least 97 % of it was work.
static inline void matrix_check(const char *name, const struct rig_conditions *conditions, const struct rig_tenant *tenant,
                  const struct outcome *outcome, bool work) {
  double asked = rig_asked(tenant), tolerance = asked / 5 < 2 ? asked / 5 : 2;
  char cell[200];
  snprintf(cell, sizeof(cell), "%s, cap %u, slice %.1f ms, %s NVML", name, tenant->cap, conditions->slice_us / 1000.0,
           conditions->nvml ? "with" : "without");
  char check[240];
  snprintf(check, sizeof(check), "%s: share", cell);
  CHECK(check, outcome->share.least >= asked - tolerance && outcome->share.most <= asked + tolerance, "%.2f to %.2f, not %.2f",
        outcome->share.least, outcome->share.most, asked);
  snprintf(check, sizeof(check), "%s: work", cell);
  if (work)
    CHECK(check, outcome->work.least >= asked * 0.97, "%.2f of %.2f (%.1f %%)", outcome->work.least, asked,
          outcome->work.least * 100 / asked);
  else
    printf("excepted %s: %.1f %% of what was asked for\n", check, outcome->work.least * 100 / asked);
}
