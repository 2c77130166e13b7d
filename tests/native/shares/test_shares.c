// test-shares LIBRARY LOAD: what real processes get of a simulated device under their limits, by its own ledger. A short window
// on a machine that others use may miss for no fault of the library's: a cell has three tries, and where threads woke late in all
// of them it is skipped, and says so.
#include <stdio.h>

#include "../check.h"
#include "run_cell.h"

enum { TRIES = 3, SETTLE_MS = 1500, WINDOW_MS = 3000 };

static const double LATE_US = 1000;

static void say(const char *word, const struct cell *cell, const struct cell_result *result) {
  printf("%s %s:", word, cell->name);
  for (uint32_t c = 0; c < cell->count; c++)
    printf(" asked %.0f, share %.2f, work %.2f;", cell_asked(cell, c), result->share[c], result->work[c]);
  printf(" a sleep of 1 ms was late by %.0f us (median), %.0f us (p95)\n", result->late.median_us, result->late.p95_us);
  fflush(stdout);
}

int main(int argc, char **argv) {
  int skipped = 0;
  if (argc != 3)
    return 2;
  for (uint32_t i = 0; i < cell_count; i++) {
    const struct cell *cell = &cells[i];
    if (!cell->in_test)
      continue;
    struct cell_result result;
    bool good = false, always_late = true;
    for (int try = 0; try < TRIES && !good; try++) {
      result = cell_run(cell, argv[1], argv[2], SETTLE_MS, cell->window_ms != 0 ? cell->window_ms : WINDOW_MS);
      good = cell_good(cell, &result);
      always_late &= result.late.p95_us > LATE_US;
      if (!good)
        say("missed", cell, &result);
    }
    if (good) {
      checks_passed++;
      say("ok", cell, &result);
    } else if (always_late && result.lived) {
      skipped++;
      say("skip", cell, &result);
    } else {
      checks_failed++;
      say("FAIL", cell, &result);
    }
  }
  printf("%d passed, %d failed, %d skipped\n", checks_passed, checks_failed, skipped);
  return checks_failed != 0 || checks_passed == 0;
}
