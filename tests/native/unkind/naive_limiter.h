// The limiter that the original ships, formula for formula, so that the device can show what it is worth. Per process and
// device: a stock of blocks, refilled by a watcher that compares NVML's utilisation with the limit.
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct naive_limiter {
  int64_t sms, threads_per_sm;
  int64_t limit;        // percent
  int64_t pool;         // blocks in stock at most
  int64_t share;        // blocks given per tick
  int64_t tokens;
  bool watched;         // nothing is limited before the watcher's first pass
};

enum { NAIVE_TICK_MS = 120, NAIVE_RETRY_MS = 10 };

struct naive_limiter naive_limiter_make(int64_t sms, int64_t threads_per_sm, int64_t limit);
// Whether a launch of so many blocks may go now; if not, ask again after NAIVE_RETRY_MS.
bool naive_limiter_launch(struct naive_limiter *limiter, int64_t blocks);
// The watcher's pass each NAIVE_TICK_MS, with NVML's utilisation of the process in percent.
void naive_limiter_tick(struct naive_limiter *limiter, int64_t utilisation);
