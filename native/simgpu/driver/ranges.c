#include "ranges.h"

#include <stdlib.h>

static uint64_t longest_of(const struct sg_range *node) {
  return node ? node->longest : 0;
}

static void measure(struct sg_range *node) {
  uint64_t longest = node->length;
  if (longest_of(node->left) > longest)
    longest = longest_of(node->left);
  if (longest_of(node->right) > longest)
    longest = longest_of(node->right);
  node->longest = longest;
}

// Everything that begins before `start` goes left.
static void split(struct sg_range *node, uint64_t start, struct sg_range **left, struct sg_range **right) {
  if (!node) {
    *left = *right = NULL;
  } else if (node->start < start) {
    split(node->right, start, &node->right, right);
    *left = node;
    measure(node);
  } else {
    split(node->left, start, left, &node->left);
    *right = node;
    measure(node);
  }
}

static struct sg_range *join(struct sg_range *left, struct sg_range *right) {
  if (!left)
    return right;
  if (!right)
    return left;
  struct sg_range *top;
  if (left->priority > right->priority) {
    left->right = join(left->right, right);
    top = left;
  } else {
    right->left = join(left, right->left);
    top = right;
  }
  measure(top);
  return top;
}

static uint32_t random_priority(struct sg_ranges *ranges) {
  ranges->seed = ranges->seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (uint32_t)(ranges->seed >> 32);
}

bool sg_ranges_insert(struct sg_ranges *ranges, uint64_t start, uint64_t length, void *payload) {
  struct sg_range *node = malloc(sizeof *node);
  if (!node)
    return false;
  *node = (struct sg_range){.start = start, .length = length, .payload = payload, .longest = length,
                            .priority = random_priority(ranges)};
  struct sg_range *left, *right;
  split(ranges->root, start, &left, &right);
  ranges->root = join(join(left, node), right);
  ranges->count++;
  return true;
}

bool sg_ranges_remove(struct sg_ranges *ranges, uint64_t start, uint64_t *length, void **payload) {
  struct sg_range *left, *found, *right;
  split(ranges->root, start, &left, &right);
  split(right, start + 1, &found, &right);
  ranges->root = join(left, right);
  if (!found)
    return false;
  if (length)
    *length = found->length;
  if (payload)
    *payload = found->payload;
  free(found);
  ranges->count--;
  return true;
}

struct sg_range *sg_ranges_before(const struct sg_ranges *ranges, uint64_t point) {
  struct sg_range *best = NULL;
  for (struct sg_range *node = ranges->root; node;) {
    if (node->start <= point) {
      best = node;
      node = node->right;
    } else {
      node = node->left;
    }
  }
  return best;
}

struct sg_range *sg_ranges_after(const struct sg_ranges *ranges, uint64_t point) {
  struct sg_range *best = NULL;
  for (struct sg_range *node = ranges->root; node;) {
    if (node->start > point) {
      best = node;
      node = node->left;
    } else {
      node = node->right;
    }
  }
  return best;
}

struct sg_range *sg_ranges_find(const struct sg_ranges *ranges, uint64_t point) {
  struct sg_range *range = sg_ranges_before(ranges, point);
  return range && point - range->start < range->length ? range : NULL;
}

// Changes a range in place; its order among the others stays.
static void resize(struct sg_range *node, uint64_t at, uint64_t start, uint64_t length) {
  if (at == node->start) {
    node->start = start;
    node->length = length;
  } else {
    resize(at < node->start ? node->left : node->right, at, start, length);
  }
  measure(node);
}

static struct sg_range *lowest_with(struct sg_range *node, uint64_t length) {
  while (node && node->longest >= length) {
    if (longest_of(node->left) >= length)
      node = node->left;
    else if (node->length >= length)
      return node;
    else
      node = node->right;
  }
  return NULL;
}

bool sg_ranges_take(struct sg_ranges *ranges, uint64_t length, uint64_t alignment, uint64_t *start) {
  struct sg_range *range = lowest_with(ranges->root, length);
  if (!range)
    return false;
  uint64_t at = (range->start + alignment - 1) / alignment * alignment;
  if (at - range->start > range->length - length) {
    range = lowest_with(ranges->root, length + alignment - 1);
    if (!range)
      return false;
    at = (range->start + alignment - 1) / alignment * alignment;
  }
  uint64_t from = range->start, until = range->start + range->length;
  if (at > from && at + length < until) {
    if (!sg_ranges_insert(ranges, at + length, until - at - length, NULL))
      return false;
    resize(ranges->root, from, from, at - from);
  } else if (at > from) {
    resize(ranges->root, from, from, at - from);
  } else if (at + length < until) {
    resize(ranges->root, from, at + length, until - at - length);
  } else {
    sg_ranges_remove(ranges, from, NULL, NULL);
  }
  *start = at;
  return true;
}

bool sg_ranges_give(struct sg_ranges *ranges, uint64_t start, uint64_t length, uint64_t *whole_start, uint64_t *whole_length) {
  struct sg_range *before = sg_ranges_before(ranges, start), *after = sg_ranges_after(ranges, start);
  bool joins_before = before && before->start + before->length == start;
  bool joins_after = after && start + length == after->start;
  uint64_t from = joins_before ? before->start : start;
  uint64_t until = start + length;
  if (joins_after) {
    until = after->start + after->length;
    if (joins_before)
      sg_ranges_remove(ranges, after->start, NULL, NULL);
    else
      resize(ranges->root, after->start, from, until - from);
  }
  if (joins_before)
    resize(ranges->root, from, from, until - from);
  else if (!joins_after && !sg_ranges_insert(ranges, from, until - from, NULL))
    return false;
  *whole_start = from;
  *whole_length = until - from;
  return true;
}
