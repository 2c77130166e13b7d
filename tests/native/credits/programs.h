// The programs of the acceptance matrix.
#pragma once

#include "rig.h"

#define SHORT_ASYNC {.streams = 1, .kernel_us = 50, .spread = 20, .part = 1}
#define LONG_ASYNC {.streams = 1, .kernel_us = 50000, .spread = 20, .part = 1}
#define STEP_20_MS {.streams = 1, .kernel_us = 20000, .spread = 20, .part = 1, .sync = 1}
#define EIGHT_SHORT_STREAMS {.streams = 8, .kernel_us = 200, .spread = 20, .part = 8}
#define EIGHT_LONG_STREAMS {.streams = 8, .kernel_us = 5000, .spread = 20, .part = 8}
#define BURSTS {.streams = 1, .kernel_us = 200, .spread = 20, .part = 1, .burst_ms = 100, .pause_ms = 150}
#define STEP_5_MS {.streams = 1, .kernel_us = 5000, .spread = 20, .part = 1, .sync = 1}
// Too few in a window for durations that differ.
#define STEP_500_MS {.streams = 1, .kernel_us = 500000, .part = 1, .sync = 1}
// 2 * 8192^3 operations at about 700 T/s.
#define MATRIX_PRODUCT {.streams = 1, .kernel_us = 1570, .spread = 2, .part = 1, .sync = 1}
#define GRAPHS {.streams = 1, .kernel_us = 40, .spread = 20, .part = 1, .graph = 20}
#define ASYNC(us) {.streams = 1, .kernel_us = us, .spread = 20, .part = 1}
#define SYNC(us) {.streams = 1, .kernel_us = us, .spread = 20, .part = 1, .sync = 1}
#define MIXED {.streams = 1, .kernel_us = 50, .spread = 20, .part = 1, .other_us = 5000, .other_each = 10}
