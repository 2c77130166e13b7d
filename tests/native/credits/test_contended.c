// Tenants side by side whose caps add up to the card: each gets its own.
#include "programs.h"
#include "verdict.h"

struct mix {
  const char *name;
  uint32_t tenants;
  double demand[RIG_TENANTS];  // 0: more than its cap
  struct rig_tenant tenant[RIG_TENANTS];
};

#define TENANT(percent, ...) {.cap = percent, .processes = 1, .programs = {__VA_ARGS__}}
#define PAIR(percent, ...) {.cap = percent, .processes = 2, .programs = {__VA_ARGS__}}
#define VARYING {.streams = 1, .kernel_us = 500, .spread = 90, .part = 1}

static const struct mix MIXES[] = {
  {"30 / 70, both 50 us", 2, {0}, {TENANT(30, SHORT_ASYNC), TENANT(70, SHORT_ASYNC)}},
  {"30 / 70, both 50 ms", 2, {0}, {TENANT(30, LONG_ASYNC), TENANT(70, LONG_ASYNC)}},
  {"30 of 50 ms / 70 of 50 us", 2, {0}, {TENANT(30, LONG_ASYNC), TENANT(70, SHORT_ASYNC)}},
  {"10 of 500 us / 90 of 20 ms + sync", 2, {0}, {TENANT(10, ASYNC(500)), TENANT(90, STEP_20_MS)}},
  {"10 / 90, both 50 us", 2, {0}, {TENANT(10, SHORT_ASYNC), TENANT(90, SHORT_ASYNC)}},
  {"4 x 25: 50 us; 5 ms; 20 ms + sync; 8 streams", 4, {0},
   {TENANT(25, SHORT_ASYNC), TENANT(25, ASYNC(5000)), TENANT(25, STEP_20_MS), TENANT(25, EIGHT_SHORT_STREAMS)}},
  {"10 / 20 / 30 / 40: 50 us; 1; 5; 20 ms", 4, {0},
   {TENANT(10, SHORT_ASYNC), TENANT(20, ASYNC(1000)), TENANT(30, ASYNC(5000)), TENANT(40, ASYNC(20000))}},
  {"50 / 50, two processes each (50 us + 3 ms; 10 ms sync + 100 us)", 2, {0},
   {PAIR(50, SHORT_ASYNC, ASYNC(3000)), PAIR(50, SYNC(10000), ASYNC(100))}},
  {"30 / 70, 500 us varying by 90 %", 2, {0}, {TENANT(30, VARYING), TENANT(70, VARYING)}},
  // At half speed a burst of 100 ms lasts 200 ms, then there is a pause of 150.
  {"30 of bursts / 70 of 200 us", 2, {28.6}, {TENANT(30, BURSTS), TENANT(70, ASYNC(200))}},
  {"50 / 50, both 8 streams", 2, {0}, {TENANT(50, EIGHT_SHORT_STREAMS), TENANT(50, EIGHT_SHORT_STREAMS)}},
};

static const uint32_t SLICES_US[] = {500, 2000, 10000};

enum { MIX_COUNT = sizeof(MIXES) / sizeof(*MIXES), PRINTED_SLICE_US = 10000 };

static void run(const struct mix *mix, uint32_t slice_us) {
  struct rig_result results[RIG_TENANTS];
  rig_run(mix->tenant, mix->tenants, slice_us, true, 6, 30, results);
  printf("| %s, slice %.1f ms |", mix->name, slice_us / 1000.0);
  for (uint32_t t = 0; t < mix->tenants; t++)
    printf(" %.2f / %.2f |", results[t].share, results[t].work);
  putchar('\n');
  for (uint32_t t = 0; t < mix->tenants && slice_us != PRINTED_SLICE_US; t++) {
    double cap = mix->tenant[t].cap, demand = mix->demand[t];
    char cell[140];
    snprintf(cell, sizeof(cell), "%s, slice %.1f ms, tenant %u", mix->name, slice_us / 1000.0, t + 1);
    check_share(cell, results[t].share, cap);
    check_work(cell, results[t].work, demand != 0 ? demand : cap);
  }
  fflush(stdout);
}

int main(void) {
  printf("share / work of each tenant, percent of the card; 10 ms slices are only printed\n");
  for (uint32_t m = 0; m < MIX_COUNT; m++) {
    for (uint32_t s = 0; s < sizeof(SLICES_US) / sizeof(*SLICES_US); s++)
      run(&MIXES[m], SLICES_US[s]);
  }
  return CHECKS_END();
}
