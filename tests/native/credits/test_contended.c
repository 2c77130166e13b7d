// Tenants side by side whose caps add up to the card or less: each gets its own.
#include "programs.h"
#include "verdict.h"

#define TENANT(percent, ...) {.cap = percent, .processes = 1, .programs = {__VA_ARGS__}}
#define PAIR(percent, ...) {.cap = percent, .processes = 2, .programs = {__VA_ARGS__}}
#define VARYING {.streams = 1, .kernel_us = 500, .spread = 90, .part = 1}

static const struct mix MIXES[] = {
  {"30 / 70, both 50 us", 2, {TENANT(30, SHORT_ASYNC), TENANT(70, SHORT_ASYNC)}},
  {"30 / 70, both 50 ms", 2, {TENANT(30, LONG_ASYNC), TENANT(70, LONG_ASYNC)}},
  {"30 of 50 ms / 70 of 50 us", 2, {TENANT(30, LONG_ASYNC), TENANT(70, SHORT_ASYNC)}},
  {"10 of 500 us / 90 of 20 ms + sync", 2, {TENANT(10, ASYNC(500)), TENANT(90, STEP_20_MS)}},
  {"10 / 90, both 50 us", 2, {TENANT(10, SHORT_ASYNC), TENANT(90, SHORT_ASYNC)}},
  {"4 x 25: 50 us; 5 ms; 20 ms + sync; 8 streams", 4,
   {TENANT(25, SHORT_ASYNC), TENANT(25, ASYNC(5000)), TENANT(25, STEP_20_MS), TENANT(25, EIGHT_SHORT_STREAMS)}},
  {"10 / 20 / 30 / 40: 50 us; 1; 5; 20 ms", 4,
   {TENANT(10, SHORT_ASYNC), TENANT(20, ASYNC(1000)), TENANT(30, ASYNC(5000)), TENANT(40, ASYNC(20000))}},
  {"50 / 50, two processes each (50 us + 3 ms; 10 ms sync + 100 us)", 2,
   {PAIR(50, SHORT_ASYNC, ASYNC(3000)), PAIR(50, SYNC(10000), ASYNC(100))}},
  {"30 / 70, 500 us varying by 90 %", 2, {TENANT(30, VARYING), TENANT(70, VARYING)}},
  // At half speed a burst of 100 ms lasts 200 ms, then there is a pause of 150.
  {"30 of bursts / 70 of 200 us", 2, {{.cap = 30, .processes = 1, .programs = {BURSTS}, .demand = 28.6}, TENANT(70, ASYNC(200))}},
  {"50 / 50, both 8 streams", 2, {TENANT(50, EIGHT_SHORT_STREAMS), TENANT(50, EIGHT_SHORT_STREAMS)}},
  {"5 x 20: 50 us; matrix products + sync; graphs; 20 ms; 8 streams", 5,
   {TENANT(20, SHORT_ASYNC), TENANT(20, MATRIX_PRODUCT), TENANT(20, GRAPHS), TENANT(20, ASYNC(20000)),
    TENANT(20, EIGHT_SHORT_STREAMS)}},
  {"5 / 10 / 15 / 20 / 30: 2 ms + sync; 50 us; 500 us; 5 ms; graphs", 5,
   {TENANT(5, SYNC(2000)), TENANT(10, SHORT_ASYNC), TENANT(15, ASYNC(500)), TENANT(20, ASYNC(5000)), TENANT(30, GRAPHS)}},
  {"20 / 30, 5 ms and 50 us: half of the card idle", 2, {TENANT(20, ASYNC(5000)), TENANT(30, SHORT_ASYNC)}},
  {"40 / 60, each 10th of 50 us is 5 ms; 200 us", 2, {TENANT(40, MIXED), TENANT(60, ASYNC(200))}},
};

static const uint32_t SLICES_US[] = {500, 2000, 10000};

enum { MIX_COUNT = sizeof(MIXES) / sizeof(*MIXES), PRINTED_SLICE_US = 10000 };

// A tenant (from 1) that waits its turn with each kernel and is never alone: without NVML it pays for some of the waiting.
static uint32_t uncertain_in(const struct mix *mix) {
  return strncmp(mix->name, "4 x 25", 6) == 0 ? 3 : strncmp(mix->name, "5 x 20", 6) == 0 ? 2 : 0;
}

static void run(const struct mix *mix, struct rig_conditions conditions) {
  struct outcome outcomes[RIG_TENANTS];
  matrix_run(mix, conditions, outcomes);
  matrix_print(mix->name, &conditions, outcomes, mix->tenants);
  for (uint32_t t = 0; t < mix->tenants && conditions.slice_us != PRINTED_SLICE_US; t++) {
    char name[160];
    snprintf(name, sizeof(name), "%s, tenant %u", mix->name, t + 1);
    if (t + 1 == uncertain_in(mix) && !conditions.nvml)
      printf("excepted %s, slice %.1f ms, without NVML: share %.2f of %u\n", name, conditions.slice_us / 1000.0,
             outcomes[t].share.least, mix->tenant[t].cap);
    else
      matrix_check(name, &conditions, &mix->tenant[t], &outcomes[t], true);
  }
}

// With no page to say who else is there, only short kernels are told from what they wait for. Nobody gets more for it.
static void run_without_page(void) {
  static const struct mix SHORT = {"30 / 70, both 50 us, no page", 2, {TENANT(30, SHORT_ASYNC), TENANT(70, SHORT_ASYNC)}};
  static const struct mix LONG = {"30 / 70, both 50 ms, no page", 2, {TENANT(30, LONG_ASYNC), TENANT(70, LONG_ASYNC)}};
  static const struct mix ALONE = {"30 alone, 500 us varying by 90 %, no page", 1, {TENANT(30, VARYING)}};
  struct rig_conditions conditions = matrix_conditions(2000, false);
  struct outcome outcomes[RIG_TENANTS];
  conditions.presence = RIG_NO_PRESENCE;
  matrix_run(&SHORT, conditions, outcomes);
  matrix_print(SHORT.name, &conditions, outcomes, SHORT.tenants);
  for (uint32_t t = 0; t < SHORT.tenants; t++) {
    double cap = SHORT.tenant[t].cap;
    CHECK(t == 0 ? "no page, cap 30: share" : "no page, cap 70: share",
          outcomes[t].share.most <= cap + 2 && outcomes[t].share.least >= cap * 0.85, "%.2f to %.2f", outcomes[t].share.least,
          outcomes[t].share.most);
  }
  matrix_run(&ALONE, conditions, outcomes);
  matrix_print(ALONE.name, &conditions, outcomes, ALONE.tenants);
  matrix_check(ALONE.name, &conditions, &ALONE.tenant[0], &outcomes[0], true);
  matrix_run(&LONG, conditions, outcomes);
  matrix_print(LONG.name, &conditions, outcomes, LONG.tenants);
}

int main(void) {
  matrix_print_head();
  printf("| mix | slice, ms | NVML | each tenant |\n");
  for (uint32_t m = 0; m < MIX_COUNT; m++) {
    for (uint32_t s = 0; s < sizeof(SLICES_US) / sizeof(*SLICES_US); s++) {
      run(&MIXES[m], matrix_conditions(SLICES_US[s], true));
      run(&MIXES[m], matrix_conditions(SLICES_US[s], false));
    }
  }
  run_without_page();
  return CHECKS_END();
}
