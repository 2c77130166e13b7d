// Ranges of numbers that don't overlap, in order: what is allocated, and what is free. Every operation takes the logarithm of
// their number. No locks: the owner's business.
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct sg_range {
  uint64_t start, length;
  void *payload;
  struct sg_range *left, *right;
  uint64_t longest;       // length of the longest range in this subtree
  uint32_t priority;      // greater than its children's: keeps the tree balanced
};

struct sg_ranges {
  struct sg_range *root;
  uint64_t seed;
  uint64_t count;
};

// False: no memory for it. The range must not overlap another.
bool sg_ranges_insert(struct sg_ranges *ranges, uint64_t start, uint64_t length, void *payload);
// Takes out the range that begins at `start`; false when none does. `length` and `payload` may be NULL.
bool sg_ranges_remove(struct sg_ranges *ranges, uint64_t start, uint64_t *length, void **payload);
// The range that holds `point`, else NULL. Valid until the ranges change.
struct sg_range *sg_ranges_find(const struct sg_ranges *ranges, uint64_t point);
// The last range that begins at or before `point`, the first that begins after it.
struct sg_range *sg_ranges_before(const struct sg_ranges *ranges, uint64_t point);
struct sg_range *sg_ranges_after(const struct sg_ranges *ranges, uint64_t point);

// Free space: takes `length` at a multiple of `alignment` out of the lowest range that has room for sure.
bool sg_ranges_take(struct sg_ranges *ranges, uint64_t length, uint64_t alignment, uint64_t *start);
// Gives it back and joins it with its neighbours; where the whole now lies. False: no memory to remember it.
bool sg_ranges_give(struct sg_ranges *ranges, uint64_t start, uint64_t length, uint64_t *whole_start, uint64_t *whole_length);
