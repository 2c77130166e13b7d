// Ranges against a plain model: an array with one letter for each number.
#include <stdlib.h>

#include "../check.h"
#include "simgpu/driver/ranges.h"

enum { SPACE = 2000, STEPS = 200000 };

static uint64_t seed = 7;

static uint64_t random_below(uint64_t limit) {
  seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
  return (seed >> 33) % limit;
}

// Free space: taken and given back at random, never twice, and the whole is one range again at the end.
static void take_and_give(void) {
  static bool taken[SPACE];
  struct sg_ranges free_space = {0};
  struct { uint64_t start, length; } held[SPACE];
  uint64_t held_count = 0, overlaps = 0, misaligned = 0, refused_in_error = 0, start, length;
  sg_ranges_insert(&free_space, 0, SPACE, NULL);
  for (int step = 0; step < STEPS; step++) {
    if (random_below(2) && held_count < SPACE) {
      uint64_t alignment = UINT64_C(1) << random_below(5);
      length = 1 + random_below(40);
      uint64_t run = 0, longest = 0;
      for (int i = 0; i < SPACE; i++) {
        run = taken[i] ? 0 : run + 1;
        longest = run > longest ? run : longest;
      }
      if (!sg_ranges_take(&free_space, length, alignment, &start)) {
        refused_in_error += longest >= length + alignment - 1;
        continue;
      }
      misaligned += start % alignment != 0;
      for (uint64_t i = start; i < start + length; i++) {
        overlaps += taken[i];
        taken[i] = true;
      }
      held[held_count].start = start;
      held[held_count++].length = length;
    } else if (held_count > 0) {
      uint64_t which = random_below(held_count), whole_start, whole_length;
      for (uint64_t i = held[which].start; i < held[which].start + held[which].length; i++)
        taken[i] = false;
      sg_ranges_give(&free_space, held[which].start, held[which].length, &whole_start, &whole_length);
      overlaps += whole_start > held[which].start || whole_start + whole_length < held[which].start + held[which].length;
      held[which] = held[--held_count];
    }
  }
  CHECK_NUMBER("nothing is given out twice", overlaps, 0);
  CHECK_NUMBER("everything is aligned", misaligned, 0);
  CHECK_NUMBER("nothing is refused that fits", refused_in_error, 0);
  while (held_count-- > 0)
    sg_ranges_give(&free_space, held[held_count].start, held[held_count].length, &start, &length);
  CHECK_NUMBER("it is one range again: where", start, 0);
  CHECK_NUMBER("it is one range again: how long", length, SPACE);
  CHECK_NUMBER("it is one range again: how many", free_space.count, 1);
  sg_ranges_remove(&free_space, 0, NULL, NULL);
}

// Lookups, before, after and within.
static void find(void) {
  static int owner[SPACE];
  struct sg_ranges table = {0};
  uint64_t wrong = 0;
  for (int step = 0; step < STEPS; step++) {
    uint64_t at = random_below(SPACE - 10), length = 1 + random_below(9);
    bool room = true;
    for (uint64_t i = at; i < at + length; i++)
      room &= owner[i] == 0;
    if (room && random_below(3)) {
      sg_ranges_insert(&table, at, length, (void *)(uintptr_t)(at + 1));
      for (uint64_t i = at; i < at + length; i++)
        owner[i] = (int)at + 1;
    } else if (owner[at]) {
      uint64_t start = (uint64_t)owner[at] - 1;
      void *payload = NULL;
      wrong += !sg_ranges_remove(&table, start, &length, &payload) || (uintptr_t)payload != start + 1;
      for (uint64_t i = start; i < start + length; i++)
        owner[i] = 0;
    }
    uint64_t asked = random_below(SPACE);
    struct sg_range *found = sg_ranges_find(&table, asked);
    wrong += (found ? (uintptr_t)found->payload : 0) != (uintptr_t)owner[asked];
    struct sg_range *after = sg_ranges_after(&table, asked);
    uint64_t next = asked + 1;
    while (next < SPACE && owner[next] != (int)next + 1)
      next++;
    wrong += next < SPACE ? !after || after->start != next : after != NULL;
  }
  CHECK_NUMBER("every lookup is the model's", wrong, 0);
  while (table.root)
    sg_ranges_remove(&table, table.root->start, NULL, NULL);
}

int main(void) {
  take_and_give();
  find();
  return CHECKS_END();
}
