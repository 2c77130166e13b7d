#include "cells.h"

#define SHORT .streams = 1, .kernel_us = 50, .spread = 20, .part = 1
#define LONG .streams = 1, .kernel_us = 50000, .spread = 20, .part = 1
#define STEP(us) .streams = 1, .kernel_us = us, .spread = 20, .part = 1, .sync = 1
#define ASYNC(us) .streams = 1, .kernel_us = us, .spread = 20, .part = 1
// An 8192^3 matrix product is 1.1e12 operations: 1.4 ms at the 800 Tflop/s that an H200 does of its 989 in BF16.
#define MATRIX_PRODUCT .streams = 1, .kernel_us = 1400, .spread = 2, .part = 1, .sync = 1
#define GRAPHS .streams = 1, .kernel_us = 40, .spread = 20, .part = 1, .graph = 20
#define EIGHT_STREAMS .streams = 8, .kernel_us = 200, .spread = 20, .part = 8
#define BURSTS .streams = 1, .kernel_us = 200, .spread = 20, .part = 1, .burst_ms = 100, .pause_ms = 150

#define ALONE(cap, ...) .count = 1, .containers = {{.percent = cap, .processes = 1, .loads = {{__VA_ARGS__}}}}
#define ONE(cap, ...) {.percent = cap, .processes = 1, .loads = {{__VA_ARGS__}}}
#define QUICK true, 2000, 1500, 4000, {0}
#define FULL false, 2000, 1500, 4000, {0}
#define CAPS(text, ...) \
  {text " at 5", FULL, ALONE(5, __VA_ARGS__)}, {text " at 10", FULL, ALONE(10, __VA_ARGS__)}, \
  {text " at 30", FULL, ALONE(30, __VA_ARGS__)}, {text " at 50", FULL, ALONE(50, __VA_ARGS__)}, \
  {text " at 70", FULL, ALONE(70, __VA_ARGS__)}, {text " at 90", FULL, ALONE(90, __VA_ARGS__)}
#define EIGHT(cap) \
  .count = 1, .containers = {{.percent = cap, .processes = 8, .loads = {{ASYNC(200)}, {STEP(2000)}, {ASYNC(200)}, {STEP(2000)}, \
                                                                       {ASYNC(200)}, {STEP(2000)}, {ASYNC(200)}, {STEP(2000)}}}}

const struct cell cells[] = {
  CAPS("50 us", SHORT),
  CAPS("matrix product + synchronise", MATRIX_PRODUCT),
  CAPS("50 ms", LONG),
  CAPS("20 ms + synchronise", STEP(20000)),
  CAPS("graphs of 20 x 40 us", GRAPHS),
  CAPS("8 streams of 200 us, 1/8 card", EIGHT_STREAMS),
  CAPS("50 us + synchronise", STEP(50)),
  CAPS("200 us + synchronise", STEP(200)),
  CAPS("50 us, synchronise after 10", SHORT, .sync = 10),
  CAPS("50 us in 20 shapes", SHORT, .kinds = 20),
  CAPS("50 us, per-thread stream", SHORT, .form = LOAD_PER_THREAD),
  CAPS("50 us, extended", SHORT, .form = LOAD_EXTENDED),
  CAPS("50 us, cooperative", SHORT, .form = LOAD_COOPERATIVE),
  CAPS("50 us, legacy stream", SHORT, .form = LOAD_LEGACY_STREAM),
  {"bursts of 100 ms, pauses of 150 at 30", FULL, ALONE(30, BURSTS)},
  {"eight processes at 10", FULL, EIGHT(10)},
  {"eight processes at 30", FULL, EIGHT(30)},
  {"eight processes at 70", FULL, EIGHT(70)},
  {"30 / 70, both 50 us", FULL, .count = 2, .containers = {ONE(30, SHORT), ONE(70, SHORT)}},
  {"10 / 90, both 50 us", FULL, .count = 2, .containers = {ONE(10, SHORT), ONE(90, SHORT)}},
  {"4 x 25", FULL, .count = 4, .containers = {ONE(25, SHORT), ONE(25, ASYNC(5000)), ONE(25, STEP(20000)), ONE(25, EIGHT_STREAMS)}},
  {"10 / 20 / 30 / 40", FULL, .count = 4,
   .containers = {ONE(10, SHORT), ONE(20, ASYNC(1000)), ONE(30, ASYNC(5000)), ONE(40, ASYNC(20000))}},
};

const uint32_t cell_count = sizeof(cells) / sizeof(*cells);
