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

// What a program of a cell does with the device to itself, or beside others.
#define ALONE(cap, ...) .count = 1, .containers = {{.percent = cap, .processes = 1, .loads = {{__VA_ARGS__}}}}
#define ONE(cap, ...) {.percent = cap, .processes = 1, .loads = {{__VA_ARGS__}}}
#define PLACE_test true, 2000, 0, false, {0}
#define PLACE_bench false, 2000, 0, false, {0}
#define CAP(cap, where, text, ...) {text " at " #cap, PLACE_##where, ALONE(cap, __VA_ARGS__)}
#define EIGHT(cap) \
  .count = 1, .containers = {{.percent = cap, .processes = 8, .loads = {{ASYNC(200)}, {STEP(2000)}, {ASYNC(200)}, {STEP(2000)}, \
                                                                       {ASYNC(200)}, {STEP(2000)}, {ASYNC(200)}, {STEP(2000)}}}}
#define TWO(cap) .count = 1, .containers = {{.percent = cap, .processes = 2, .loads = {{SHORT}, {STEP(5000)}}}}
#define SIX_CAPS(where, text, ...) \
  CAP(5, where, text, __VA_ARGS__), CAP(10, where, text, __VA_ARGS__), CAP(30, where, text, __VA_ARGS__), \
  CAP(50, where, text, __VA_ARGS__), CAP(70, where, text, __VA_ARGS__), CAP(90, where, text, __VA_ARGS__)
#define THREE_CAPS(where, text, ...) \
  CAP(10, where, text, __VA_ARGS__), CAP(30, where, text, __VA_ARGS__), CAP(70, where, text, __VA_ARGS__)
#define OTHER_CAPS(text, ...) \
  CAP(5, bench, text, __VA_ARGS__), CAP(50, bench, text, __VA_ARGS__), CAP(90, bench, text, __VA_ARGS__)
#define BOTH_SLICES(text, ...) \
  {text ", slice 0.5 ms", true, 500, 0, false, {0}, __VA_ARGS__}, \
  {text ", slice 2 ms", true, 2000, 0, false, {0}, __VA_ARGS__}
#define SHORT_LONG_STEP_STREAMS \
  .count = 4, .containers = {ONE(25, SHORT), ONE(25, ASYNC(5000)), ONE(25, STEP(20000)), ONE(25, EIGHT_STREAMS)}
#define STAIRS \
  .count = 4, .containers = {ONE(10, SHORT), ONE(20, ASYNC(1000)), ONE(30, ASYNC(5000)), ONE(40, ASYNC(20000))}

const struct cell cells[] = {
  SIX_CAPS(test, "50 us", SHORT),
  SIX_CAPS(test, "matrix product + synchronise", MATRIX_PRODUCT),
  THREE_CAPS(test, "20 ms + synchronise", STEP(20000)), OTHER_CAPS("20 ms + synchronise", STEP(20000)),
  // Of kernels this long a few seconds hold too few.
  {"50 ms at 30", true, 2000, 9000, false, {0}, ALONE(30, LONG)}, {"50 ms at 70", true, 2000, 9000, false, {0}, ALONE(70, LONG)},
  OTHER_CAPS("50 ms", LONG), CAP(10, bench, "50 ms", LONG),
  THREE_CAPS(test, "graphs of 20 x 40 us", GRAPHS), OTHER_CAPS("graphs of 20 x 40 us", GRAPHS),
  {"8 streams of 200 us, 1/8 card at 30", true, 2000, 0, true, {0}, ALONE(30, EIGHT_STREAMS)},
  {"8 streams of 200 us, 1/8 card at 10", true, 2000, 0, true, {0}, ALONE(10, EIGHT_STREAMS)},
  {"8 streams of 200 us, 1/8 card at 70", true, 2000, 0, true, {0}, ALONE(70, EIGHT_STREAMS)},
  OTHER_CAPS("8 streams of 200 us, 1/8 card", EIGHT_STREAMS),
  // At caps above, what it asks for without one is less, and depends on the machine.
  CAP(10, test, "200 us + synchronise", STEP(200)), CAP(30, test, "200 us + synchronise", STEP(200)),
  CAP(5, bench, "200 us + synchronise", STEP(200)), CAP(50, bench, "200 us + synchronise", STEP(200)),
  CAP(5, bench, "50 us + synchronise", STEP(50)), CAP(10, test, "50 us + synchronise", STEP(50)),
  CAP(30, test, "50 us + synchronise", STEP(50)),
  CAP(5, bench, "50 us, synchronise after 10", SHORT, .sync = 10),
  CAP(10, test, "50 us, synchronise after 10", SHORT, .sync = 10),
  CAP(30, test, "50 us, synchronise after 10", SHORT, .sync = 10),
  CAP(30, test, "50 us in 20 shapes", SHORT, .kinds = 20),
  CAP(30, test, "50 us, per-thread stream", SHORT, .form = LOAD_PER_THREAD),
  CAP(30, test, "50 us, extended", SHORT, .form = LOAD_EXTENDED),
  CAP(30, test, "50 us, cooperative", SHORT, .form = LOAD_COOPERATIVE),
  CAP(30, test, "50 us, legacy stream", SHORT, .form = LOAD_LEGACY_STREAM),
  CAP(30, test, "bursts of 100 ms, pauses of 150", BURSTS),
  {"two processes: 50 us, 5 ms + synchronise at 30", PLACE_test, TWO(30)},
  {"two processes: 50 us, 5 ms + synchronise at 70", PLACE_test, TWO(70)},
  {"eight processes: 200 us, 2 ms + synchronise at 10", PLACE_test, EIGHT(10)},
  {"eight processes: 200 us, 2 ms + synchronise at 30", PLACE_test, EIGHT(30)},
  {"eight processes: 200 us, 2 ms + synchronise at 70", PLACE_test, EIGHT(70)},
  BOTH_SLICES("30 / 70, both 50 us", .count = 2, .containers = {ONE(30, SHORT), ONE(70, SHORT)}),
  BOTH_SLICES("10 / 90, both 50 us", .count = 2, .containers = {ONE(10, SHORT), ONE(90, SHORT)}),
  // One of them waits for its turn after each kernel, which can't be told from working: 24 of 25.
  {"4 x 25: 50 us; 5 ms; 20 ms + synchronise; 8 streams, slice 0.5 ms", true, 500, 0, true, {0}, SHORT_LONG_STEP_STREAMS},
  {"4 x 25: 50 us; 5 ms; 20 ms + synchronise; 8 streams, slice 2 ms", true, 2000, 0, true, {0}, SHORT_LONG_STEP_STREAMS},
  BOTH_SLICES("10 / 20 / 30 / 40: 50 us; 1; 5; 20 ms", STAIRS),
};

const uint32_t cell_count = sizeof(cells) / sizeof(*cells);
