#include "matrix.h"

#include <stdio.h>

struct rig_conditions matrix_conditions(uint32_t slice_us, bool nvml) {
  return (struct rig_conditions){.slice_us = slice_us, .nvml = nvml, .late_us = 60, .launch_us = 5, .settle_s = 3,
                                 .window_s = 30};
}

static void widen(struct range *range, double value, bool first) {
  if (first || value < range->least)
    range->least = value;
  if (first || value > range->most)
    range->most = value;
}

void matrix_run(const struct mix *mix, struct rig_conditions conditions, struct outcome *outcomes) {
  for (conditions.seed = 1; conditions.seed <= MATRIX_SEEDS; conditions.seed++) {
    struct rig_result results[RIG_TENANTS];
    rig_run(mix->tenant, mix->tenants, &conditions, results);
    for (uint32_t t = 0; t < mix->tenants; t++) {
      bool first = conditions.seed == 1;
      widen(&outcomes[t].share, results[t].share, first);
      widen(&outcomes[t].work, results[t].work, first);
      widen(&outcomes[t].spread, results[t].spread, first);
      widen(&outcomes[t].settled, results[t].settled_s, first);
    }
  }
}

void matrix_print_head(void) {
  printf("Of each, over %d seeds: least-most share / least work / p95 of seconds / settled after s "
         "(-: seconds are too short to say), percent of the card\n", MATRIX_SEEDS);
}

void matrix_print(const char *name, const struct rig_conditions *conditions, const struct outcome *outcomes, uint32_t count) {
  printf("| %s | %.1f | %s |", name, conditions->slice_us / 1000.0, conditions->nvml ? "yes" : "no");
  for (uint32_t i = 0; i < count; i++) {
    const struct outcome *o = &outcomes[i];
    printf(" %.1f-%.1f / %.1f / %.1f / ", o->share.least, o->share.most, o->work.least, o->spread.most);
    if (o->settled.least < 0)
      printf("- |");
    else
      printf("%.1f |", o->settled.most);
  }
  putchar('\n');
  fflush(stdout);
}
