#include "machine.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

enum { SAMPLES = 1 << 16 };

static pthread_t watcher;
static atomic_bool watching;
static double late_us[SAMPLES];
static uint32_t count;

static uint64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static void *watch(void *nothing) {
  while (atomic_load(&watching) && count < SAMPLES) {
    uint64_t before = now_ns();
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    late_us[count++] = (double)(now_ns() - before - 1000000) / 1e3;
  }
  return nothing;
}

void machine_watch(void) {
  count = 0;
  atomic_store(&watching, true);
  if (pthread_create(&watcher, NULL, watch, NULL) != 0)
    exit(1);
}

static int by_size(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

struct machine_lateness machine_watched(void) {
  atomic_store(&watching, false);
  pthread_join(watcher, NULL);
  if (count == 0)
    return (struct machine_lateness){0};
  qsort(late_us, count, sizeof(*late_us), by_size);
  return (struct machine_lateness){.median_us = late_us[count / 2], .p95_us = late_us[(uint64_t)count * 95 / 100]};
}
