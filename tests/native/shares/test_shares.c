// test-shares LIBRARY LOAD: what real processes get of a simulated device under their limits, by its own ledger. A short window
// on a machine that others use may miss for no fault of the library's: a cell has three tries, and where in all of them its threads
// had to wait for a processor it is skipped, and says so.
#include <stdio.h>

#include "../check.h"
#include "run_cell.h"

enum { TRIES = 3, SETTLE_MS = 1500, WINDOW_MS = 3000 };

// Of the window: what a container needs beyond that cannot be told from what it did not get.
static const double BUSY_PERCENT = 3;

static void say(const char *word, const struct cell *cell, const struct cell_result *result) {
  printf("%s %s:", word, cell->name);
  for (uint32_t c = 0; c < cell->count; c++)
    printf(" asked %.0f, share %.2f, work %.2f, waited for a processor %.1f %%;", cell_asked(cell, c), result->share[c],
           result->work[c], result->waited[c]);
  putchar('\n');
  fflush(stdout);
}

static bool machine_was_busy(const struct cell *cell, const struct cell_result *result) {
  bool busy = false;
  for (uint32_t c = 0; c < cell->count; c++)
    busy |= result->waited[c] > BUSY_PERCENT;
  return busy;
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
    bool good = false, always_busy = true;
    for (int try = 0; try < TRIES && !good; try++) {
      result = cell_run(cell, argv[1], argv[2], SETTLE_MS, cell->window_ms != 0 ? cell->window_ms : WINDOW_MS);
      good = cell_good(cell, &result);
      always_busy &= machine_was_busy(cell, &result);
      if (!good)
        say("missed", cell, &result);
    }
    if (good) {
      checks_passed++;
      say("ok", cell, &result);
    } else if (always_busy && result.lived) {
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
