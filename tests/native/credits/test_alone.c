// Each load with the device to itself, at each cap: the ledger's share and work against what was asked for.
#include "programs.h"
#include "verdict.h"

struct load {
  const char *name;
  uint32_t unfilled_below;    // its last kernels leave much of the card empty: work is only printed at caps below
  struct rig_tenant tenant;
};

#define ONE(...) {.processes = 1, .programs = {__VA_ARGS__}}

// One process has the device for as long as it wants: neither the length of a slice nor NVML matters.
static const struct load PROCESSES[] = {
  {"50 us async", 0, ONE(SHORT_ASYNC)},
  {"50 ms async", 0, ONE(LONG_ASYNC)},
  {"20 ms + sync", 0, ONE(STEP_20_MS)},
  {"100 ms + sync", 0, ONE(SYNC(100000))},
  {"500 ms + sync", 0, ONE(STEP_500_MS)},
  {"matrix product + sync", 0, ONE(MATRIX_PRODUCT)},
  {"graphs of 20 x 40 us", 0, ONE(GRAPHS)},
  {"6 us async", 0, ONE({.streams = 1, .kernel_us = 6, .spread = 20, .part = 1})},
  {"5 us + sync", 0,
   {.processes = 1, .programs = {{.streams = 1, .kernel_us = 5, .spread = 20, .part = 1, .sync = 1}}, .demand = 13}},
  {"50 us, each 10th 5 ms", 0, ONE(MIXED)},
  {"8 streams of 200 us, 1/8 card", 0, ONE(EIGHT_SHORT_STREAMS)},
  {"8 streams of 5 ms, 1/8 card", 70, ONE(EIGHT_LONG_STREAMS)},
  {"bursts of 100 ms, pauses of 150 ms", 0, {.processes = 1, .programs = {BURSTS}, .demand = 40}},
};

static const struct load CONTAINERS[] = {
  {"two processes: 50 us async, 5 ms + sync", 0, {.processes = 2, .programs = {SHORT_ASYNC, STEP_5_MS}}},
  {"eight processes: 200 us async, 2 ms + sync", 0,
   {.processes = 8, .programs = {ASYNC(200), SYNC(2000), ASYNC(200), SYNC(2000),
                                 ASYNC(200), SYNC(2000), ASYNC(200), SYNC(2000)}}},
};

static const uint32_t CAPS[] = {5, 10, 30, 50, 70, 90}, SLICES_US[] = {500, 2000, 10000};

enum {
  PROCESS_COUNT = sizeof(PROCESSES) / sizeof(*PROCESSES),
  CONTAINER_COUNT = sizeof(CONTAINERS) / sizeof(*CONTAINERS),
  CAP_COUNT = sizeof(CAPS) / sizeof(*CAPS),
  PRINTED_SLICE_US = 10000
};

static void run(const struct load *load, struct rig_conditions conditions) {
  struct outcome outcomes[CAP_COUNT];
  struct mix mix = {.tenants = 1, .tenant = {load->tenant}};
  for (uint32_t c = 0; c < CAP_COUNT; c++) {
    mix.tenant[0].cap = CAPS[c];
    matrix_run(&mix, conditions, &outcomes[c]);
  }
  matrix_print(load->name, &conditions, outcomes, CAP_COUNT);
  for (uint32_t c = 0; c < CAP_COUNT && conditions.slice_us != PRINTED_SLICE_US; c++) {
    mix.tenant[0].cap = CAPS[c];
    matrix_check(load->name, &conditions, &mix.tenant[0], &outcomes[c], CAPS[c] >= load->unfilled_below);
  }
}

int main(void) {
  matrix_print_head();
  printf("| load | slice, ms | NVML |");
  for (uint32_t c = 0; c < CAP_COUNT; c++)
    printf(" cap %u |", CAPS[c]);
  putchar('\n');
  for (uint32_t l = 0; l < PROCESS_COUNT; l++)
    run(&PROCESSES[l], matrix_conditions(2000, false));
  for (uint32_t l = 0; l < CONTAINER_COUNT; l++) {
    for (uint32_t s = 0; s < sizeof(SLICES_US) / sizeof(*SLICES_US); s++) {
      run(&CONTAINERS[l], matrix_conditions(SLICES_US[s], true));
      run(&CONTAINERS[l], matrix_conditions(SLICES_US[s], false));
    }
  }
  return CHECKS_END();
}
