// Allocations of every kind, at random.
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum mixed_kind {
  MIXED_SMALL,    // from 1 byte
  MIXED_LARGE,    // to hundreds of MiB
  MIXED_PITCHED,
  MIXED_ARRAY,
  MIXED_MIPMAP,
  MIXED_ASYNC,    // the device's pool
  MIXED_POOL,     // one of its own
  MIXED_PHYSICAL, // created and mapped
  MIXED_GRAPH,
  MIXED_CONTEXT,
  MIXED_MANAGED,  // on the device only once it is used there: the ledger may show less than was charged
  MIXED_KINDS,
};

enum { MIXED_EXACT = (1 << MIXED_MANAGED) - 1, MIXED_ALL = (1 << MIXED_KINDS) - 1 };

struct mixed;

// In a process that has no context yet. NULL: there is no room for one.
struct mixed *mixed_begin(unsigned seed, unsigned kinds, uint64_t largest);
// Takes or gives back something. False: a call failed other than for want of memory, and it was said.
bool mixed_step(struct mixed *mixed);
// Gives back what is kept without being used.
bool mixed_trim(struct mixed *mixed);
// Gives everything back but the context.
bool mixed_drop(struct mixed *mixed);
// How many requests were granted and refused.
uint64_t mixed_granted(const struct mixed *mixed);
uint64_t mixed_refused(const struct mixed *mixed);
