#include "timing.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void timing_begin(struct timing *timing, size_t capacity) {
  *timing = (struct timing){.ns = malloc(capacity * sizeof(*timing->ns)), .capacity = capacity};
  if (timing->ns == NULL)
    abort();
  memset(timing->ns, 0, capacity * sizeof(*timing->ns));  // so that no page fault is timed
}

void timing_add(struct timing *timing, uint64_t ns) {
  if (timing->count < timing->capacity)
    timing->ns[timing->count++] = ns < UINT32_MAX ? (uint32_t)ns : UINT32_MAX;
}

void timing_join(struct timing *timing, struct timing *other) {
  for (size_t i = 0; i < other->count; i++)
    timing_add(timing, other->ns[i]);
  free(other->ns);
}

static int compare(const void *left, const void *right) {
  uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
  return (a > b) - (a < b);
}

void timing_print(const char *name, struct timing *timing) {
  qsort(timing->ns, timing->count, sizeof(*timing->ns), compare);
  printf("%-44s %9zu %8" PRIu32 " %8" PRIu32 "\n", name, timing->count, timing->ns[timing->count / 2],
         timing->ns[timing->count * 99 / 100]);
  free(timing->ns);
}

uint64_t timing_own_ns(void) {
  struct timing timing;
  timing_begin(&timing, 100001);
  for (size_t i = 0; i < timing.capacity; i++) {
    uint64_t before = timing_now_ns();
    timing_add(&timing, timing_now_ns() - before);
  }
  qsort(timing.ns, timing.count, sizeof(*timing.ns), compare);
  uint64_t median = timing.ns[timing.count / 2];
  free(timing.ns);
  return median;
}
