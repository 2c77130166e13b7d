// What every launch compares with its thread's copy: it changes when a thread's decisions from before no longer hold.
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

// The lowest bit: something is being captured, each launch must ask whether it is.
extern _Atomic uint64_t vgpu_epoch;

static inline uint64_t vgpu_epoch_now(void) { return atomic_load_explicit(&vgpu_epoch, memory_order_relaxed); }
static inline void vgpu_epoch_next(void) { atomic_fetch_add(&vgpu_epoch, 2); }
static inline void vgpu_epoch_capturing(bool capturing) {
  if (capturing)
    atomic_fetch_or(&vgpu_epoch, 1);
  else
    atomic_fetch_and(&vgpu_epoch, ~UINT64_C(1));
}
