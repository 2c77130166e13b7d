// What an allocation adds to a program: one entry put into the allocation table and taken out again, with others live. The
// handles are those of a driver: multiples of 512, in no order.
#include <stdio.h>
#include <stdlib.h>

#include "table/table.h"
#include "timing.h"

enum { BATCH = 1000, BATCHES = 2000 };

static struct vgpu_table table;
static uint64_t random_state = 88172645463325252;

static uint64_t next(void) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 7;
  random_state ^= random_state << 17;
  return random_state;
}

static struct vgpu_key key_of(uint64_t i) { return (struct vgpu_key){.handle = UINT64_C(0x7f0000000000) + i * 512}; }

static void insert(uint64_t i) {
  struct vgpu_allocation allocation = {.bytes = 512, .context = 1};
  if (vgpu_table_insert(&table, key_of(i), &allocation, &allocation) != VGPU_INSERTED) abort();
}

static void take_out(uint64_t i) {
  struct vgpu_allocation allocation;
  if (!vgpu_table_remove(&table, key_of(i), &allocation)) abort();
}

// Batches are timed, as the clock takes as long as what it would time; a figure is a batch's mean.
static void measure(const char *name, uint64_t live, bool oldest) {
  struct timing timing;
  uint64_t *present = malloc(live * sizeof(*present)), *fresh = malloc(BATCH * sizeof(*fresh));
  if (present == NULL || fresh == NULL) abort();
  vgpu_table_forget(&table);
  uint64_t unused = 0;
  for (uint64_t i = 0; i < live; i++) insert(present[i] = unused++);
  timing_begin(&timing, BATCHES);
  for (int batch = -20; batch < BATCHES; batch++) {
    uint64_t places[BATCH];
    for (int i = 0; i < BATCH; i++) {
      fresh[i] = unused++;
      places[i] = next() % live;
    }
    uint64_t before = timing_now_ns();
    for (int i = 0; i < BATCH; i++) {
      insert(fresh[i]);
      if (oldest) {
        take_out(present[places[i]]);
        present[places[i]] = fresh[i];
      } else {
        take_out(fresh[i]);
      }
    }
    uint64_t took = timing_now_ns() - before;
    if (batch >= 0) timing_add(&timing, took / BATCH);
  }
  timing_print(name, &timing);
  free(present);
  free(fresh);
}

int main(void) {
  printf("insert and remove together, means of %d\n%-44s %9s %8s %8s\n", BATCH, "", "batches", "median", "p99 ns");
  measure("1,000 live, the same entry", 1000, false);
  measure("1,000 live, another entry", 1000, true);
  measure("1,000,000 live, the same entry", 1000000, false);
  measure("1,000,000 live, another entry", 1000000, true);
  return 0;
}
