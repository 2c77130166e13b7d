#include "run_cell.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

static void sleep_ms(uint32_t ms) {
  nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L}, NULL);
}

double cell_asked(const struct cell *cell, uint32_t container) {
  double cap = cell->containers[container].percent, demand = cell->demand[container];
  return demand != 0 && demand < cap ? demand : cap;
}

static double part(const struct stage_figures *from, const struct stage_figures *until) {
  return (double)(until->device_ns - from->device_ns) * 100 / (double)(until->at_ns - from->at_ns);
}

static int by_size(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static struct stage_figures steps[CELL_MOST_STEPS][STAGE_CONTAINERS];

static void judge_seconds(uint32_t container, double asked, uint32_t settle, uint32_t all, struct cell_result *result) {
  enum { SECOND = 1000 / CELL_STEP_MS };
  double off[CELL_MOST_STEPS];
  uint32_t count = 0, last = 0;
  for (uint32_t s = SECOND; s <= all; s++) {
    double one = fabs(part(&steps[s - SECOND][container], &steps[s][container]) - asked);
    if (one > 5)
      last = s;
    if (s >= settle + SECOND && (s - settle) % SECOND == 0)
      off[count++] = one;
  }
  qsort(off, count, sizeof(*off), by_size);
  result->spread[container] = count == 0 ? 0 : off[(count * 95 + 99) / 100 - 1];
  result->settled_s[container] = last >= settle + SECOND ? -1 : (double)last * CELL_STEP_MS / 1000;
}

struct cell_result cell_run(const struct cell *cell, const char *library, const char *program, uint32_t settle_ms,
                            uint32_t window_ms) {
  struct cell_result result = {0};
  struct stage stage;
  uint32_t settle = settle_ms / CELL_STEP_MS, all = settle + window_ms / CELL_STEP_MS;
  stage_begin(&stage, library, program, cell->slice_us, cell->containers, cell->count);
  for (uint32_t s = 0; s <= all && s < CELL_MOST_STEPS; s++) {
    if (s > 0)
      sleep_ms(CELL_STEP_MS);
    stage_read(&stage, steps[s]);
  }
  for (uint32_t c = 0; c < cell->count; c++) {
    const struct stage_figures *from = &steps[settle][c], *until = &steps[all][c];
    result.share[c] = part(from, until);
    result.work[c] = (double)(until->work_sm_ns - from->work_sm_ns) * 100 / (double)(until->at_ns - from->at_ns) /
                     stage_multiprocessors(&stage);
    result.waited[c] = (double)(until->waited_ns - from->waited_ns) * 100 / (double)(until->at_ns - from->at_ns);
    judge_seconds(c, cell_asked(cell, c), settle, all, &result);
  }
  result.lived = stage_end(&stage);
  return result;
}

bool cell_good(const struct cell *cell, const struct cell_result *result) {
  bool good = result->lived;
  for (uint32_t c = 0; c < cell->count; c++) {
    double asked = cell_asked(cell, c), off = fabs(result->share[c] - asked);
    good &= off <= 2 && off <= asked / 5 && (cell->work_is_reported || result->work[c] >= asked * 0.97);
  }
  return good;
}
