// What the tests of device memory ask the shared state about device 0.
#pragma once

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "cuda_abi.h"
#include "simgpu/state/state.h"

// A call that has to succeed, or the test ends.
#define NEED(call_)                                                                             \
  do {                                                                                          \
    CUresult need_ = (call_);                                                                   \
    if (need_ != CUDA_SUCCESS) {                                                                \
      fprintf(stderr, "%s:%d: %s: %d\n", __FILE__, __LINE__, #call_, need_);                    \
      exit(3);                                                                                  \
    }                                                                                           \
  } while (0)

// cuInit and the primary context of device 0.
void node_context(void);

struct sg_state *node_state(void);

// Bytes in use on the device, by everybody; the dead are reaped first.
uint64_t node_used(void);

// This process's own.
uint64_t node_mine(void);
uint64_t node_requested(void);

uint64_t node_granularity(void);

// Evenly distributed below `limit`; the same every time.
uint64_t node_random(uint64_t limit);
