// A fixed sequence of numbers, so that a failure repeats.
#pragma once

#include <stdint.h>

// `state` begins as anything but 0.
static inline uint64_t random_next(uint64_t *state, uint64_t below) {
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return (*state >> 11) % below;
}
