// How long single calls take. Each is timed by itself: a mean hides the slow ones.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <time.h>

static inline uint64_t timing_now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

struct timing { uint32_t *ns; size_t count, capacity; };

void timing_begin(struct timing *timing, size_t capacity);
void timing_add(struct timing *timing, uint64_t ns);
// Adds another's; both may come from threads that have ended.
void timing_join(struct timing *timing, struct timing *other);
// One line: name, calls, median, 99th percentile. Releases what it holds.
void timing_print(const char *name, struct timing *timing);
// What two readings of the clock with nothing between them show.
uint64_t timing_own_ns(void);
