// Each load with the device to itself, at each cap: the ledger's share and work against what was asked for.
#include "programs.h"
#include "verdict.h"

struct load {
  const char *name;
  double demand;              // percent of the card that it would use without a limit
  uint32_t settle_s, window_s;
  uint32_t unfilled_below;    // its last kernels leave much of the card empty: work is only printed at caps below
  struct rig_tenant tenant;
};

static const struct load LOADS[] = {
  {"50 us async", 100, 3, 30, 0, {.processes = 1, .programs = {SHORT_ASYNC}}},
  // At cap 5 one kernel is 3.3 % of what 30 s grant: too coarse for 97 %.
  {"50 ms async", 100, 6, 120, 0, {.processes = 1, .programs = {LONG_ASYNC}}},
  {"20 ms + sync", 100, 6, 30, 0, {.processes = 1, .programs = {STEP_20_MS}}},
  {"8 streams of 200 us, 1/8 card", 100, 3, 30, 0, {.processes = 1, .programs = {EIGHT_SHORT_STREAMS}}},
  {"8 streams of 5 ms, 1/8 card", 100, 3, 30, 30, {.processes = 1, .programs = {EIGHT_LONG_STREAMS}}},
  {"bursts of 100 ms, pauses of 150 ms", 40, 3, 30, 0, {.processes = 1, .programs = {BURSTS}}},
  {"two processes: 50 us async, 5 ms + sync", 100, 3, 30, 0, {.processes = 2, .programs = {SHORT_ASYNC, STEP_5_MS}}},
  {"eight processes: 200 us async, 2 ms + sync", 100, 3, 30, 0,
   {.processes = 8, .programs = {ASYNC(200), SYNC(2000), ASYNC(200), SYNC(2000),
                                 ASYNC(200), SYNC(2000), ASYNC(200), SYNC(2000)}}},
  {"500 ms + sync", 100, 20, 30, 0, {.processes = 1, .programs = {STEP_500_MS}}},
  {"matrix product + sync", 100, 3, 30, 0, {.processes = 1, .programs = {MATRIX_PRODUCT}}},
  {"graphs of 20 x 40 us", 100, 3, 30, 0, {.processes = 1, .programs = {GRAPHS}}},
};

static const uint32_t CAPS[] = {5, 10, 30, 50, 70, 90}, SLICES_US[] = {500, 2000, 10000};

enum { LOAD_COUNT = sizeof(LOADS) / sizeof(*LOADS), CAP_COUNT = sizeof(CAPS) / sizeof(*CAPS), PRINTED_SLICE_US = 10000 };

static void run(const struct load *load, uint32_t slice_us) {
  struct rig_result results[CAP_COUNT];
  for (uint32_t c = 0; c < CAP_COUNT; c++) {
    struct rig_tenant tenant = load->tenant;
    tenant.cap = CAPS[c];
    rig_run(&tenant, 1, slice_us, true, load->settle_s, load->window_s, &results[c]);
  }
  printf("| %s, slice %.1f ms |", load->name, slice_us / 1000.0);
  for (uint32_t c = 0; c < CAP_COUNT; c++)
    printf(" %.2f / %.2f |", results[c].share, results[c].work);
  putchar('\n');
  for (uint32_t c = 0; c < CAP_COUNT && slice_us != PRINTED_SLICE_US; c++) {
    double asked = CAPS[c] < load->demand ? CAPS[c] : load->demand;
    char cell[120];
    snprintf(cell, sizeof(cell), "%s at %u, slice %.1f ms", load->name, CAPS[c], slice_us / 1000.0);
    check_share(cell, results[c].share, asked);
    if (CAPS[c] >= load->unfilled_below)
      check_work(cell, results[c].work, asked);
    else
      printf("excepted %s: work %.1f %% of what was asked for\n", cell, results[c].work * 100 / asked);
  }
  fflush(stdout);
}

int main(void) {
  printf("share / work, percent of the card; 10 ms slices are only printed\n| load |");
  for (uint32_t c = 0; c < CAP_COUNT; c++)
    printf(" cap %u |", CAPS[c]);
  putchar('\n');
  for (uint32_t l = 0; l < LOAD_COUNT; l++) {
    for (uint32_t s = 0; s < sizeof(SLICES_US) / sizeof(*SLICES_US); s++)
      run(&LOADS[l], SLICES_US[s]);
  }
  return CHECKS_END();
}
