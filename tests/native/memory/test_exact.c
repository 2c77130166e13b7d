// A process's bytes are what the rule says, after every single allocation and free.
#include "../check.h"
#include "node.h"

enum { SLOTS = 300, STEPS = 6000 };

#define SMALL (UINT64_C(1) << 20)

static struct { CUdeviceptr address; uint64_t bytes; } held[SLOTS];

static uint64_t up(uint64_t value, uint64_t unit) {
  return (value + unit - 1) / unit * unit;
}

// Small requests are rounded to 512 bytes and together to the granularity; larger ones to the granularity each.
static uint64_t expected_bytes(void) {
  uint64_t small = 0, large = 0;
  for (int i = 0; i < SLOTS; i++) {
    if (held[i].bytes < SMALL)
      small += up(held[i].bytes, 512);
    else
      large += up(held[i].bytes, node_granularity());
  }
  return up(small, node_granularity()) + large;
}

static uint64_t asked_bytes(void) {
  uint64_t sum = 0;
  for (int i = 0; i < SLOTS; i++)
    sum += held[i].bytes;
  return sum;
}

static void allocate(int i) {
  uint64_t kind = node_random(10), pitch;
  uint64_t bytes = kind < 6 ? 1 + node_random(SMALL - 1) : kind < 7 ? 1 + node_random(600) : SMALL + node_random(20 * SMALL);
  if (kind == 9) {
    uint64_t width = 1 + node_random(5000), height = 1 + node_random(1000);
    NEED(cuMemAllocPitch_v2(&held[i].address, &pitch, width, height, 4));
    held[i].bytes = pitch * height;
  } else {
    NEED(cuMemAlloc_v2(&held[i].address, bytes));
    held[i].bytes = bytes;
  }
}

int main(void) {
  node_context();
  uint64_t before = node_mine(), before_used = node_used(), wrong = 0, wrong_requested = 0, overlapping = 0;
  for (int step = 0; step < STEPS; step++) {
    int i = (int)node_random(SLOTS);
    if (held[i].bytes) {
      NEED(cuMemFree_v2(held[i].address));
      held[i].bytes = 0;
    } else {
      allocate(i);
      for (int k = 0; k < SLOTS; k++)
        overlapping += k != i && held[k].bytes && held[k].address < held[i].address + held[i].bytes &&
                       held[i].address < held[k].address + held[k].bytes;
    }
    wrong += node_mine() - before != expected_bytes();
    wrong_requested += node_requested() != asked_bytes();
  }
  CHECK_NUMBER("bytes that are not the rule's, by steps", wrong, 0);
  CHECK_NUMBER("bytes asked for that are not the sum, by steps", wrong_requested, 0);
  CHECK_NUMBER("allocations that overlap", overlapping, 0);
  size_t free_bytes, total;
  NEED(cuMemGetInfo_v2(&free_bytes, &total));
  CHECK_NUMBER("what the device says is free, and what is used, are all of it", free_bytes + node_used(), total);
  for (int i = 0; i < SLOTS; i++) {
    if (held[i].bytes)
      NEED(cuMemFree_v2(held[i].address));
  }
  CHECK_NUMBER("everything is given back", node_mine(), before);
  CHECK_NUMBER("and the device's", node_used(), before_used);
  for (int i = 0; i < SLOTS; i++)
    NEED(cuMemAlloc_v2(&held[i].address, 1 + node_random(2 * SMALL)));
  NEED(cuDevicePrimaryCtxReset_v2(0));
  CHECK_NUMBER("a context that ends takes its memory with it", node_requested(), 0);
  return CHECKS_END();
}
