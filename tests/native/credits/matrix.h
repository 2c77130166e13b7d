// A row of the acceptance matrix: tenants side by side, run under several seeds; the worst of them counts.
#pragma once

#include "rig.h"

struct mix {
  const char *name;
  uint32_t tenants;
  struct rig_tenant tenant[RIG_TENANTS];
};

struct range { double least, most; };

struct outcome { struct range share, work, spread, settled; };

enum { MATRIX_SEEDS = 4 };

// With what the specification's model had: threads wake up to 60 µs late, a launch takes 5 µs, the first 3 s are left out.
struct rig_conditions matrix_conditions(uint32_t slice_us, bool nvml);

// Under seeds 1 to MATRIX_SEEDS.
void matrix_run(const struct mix *mix, struct rig_conditions conditions, struct outcome *outcomes);

// Each a share of the least and most, least work, largest spread and settling.
void matrix_print_head(void);
void matrix_print(const char *name, const struct rig_conditions *conditions, const struct outcome *outcomes, uint32_t count);
