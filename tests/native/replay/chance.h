// Numbers that are random enough and the same for the same seed.
#pragma once

#include <stdint.h>

static uint64_t chance_state = 1;

static inline void chance_seed(uint64_t seed) { chance_state = seed * UINT64_C(0x9e3779b97f4a7c15) + 1; }

static inline uint64_t chance(uint64_t below) {
  chance_state ^= chance_state << 13;
  chance_state ^= chance_state >> 7;
  chance_state ^= chance_state << 17;
  return chance_state % below;
}
