// One shard: its lock and its slots, for the files beside this one.
#pragma once

#include <sched.h>

#include "table.h"

// A holder only touches memory, so the wait is short unless it was preempted: then it needs the processor.
static inline void shard_lock(struct vgpu_shard *shard) {
  for (unsigned tries = 0; __atomic_exchange_n(&shard->lock, 1, __ATOMIC_ACQUIRE) != 0;) {
    while (__atomic_load_n(&shard->lock, __ATOMIC_RELAXED) != 0) {
      if (++tries % 128 == 0) sched_yield();
#if defined(__x86_64__)
      __builtin_ia32_pause();
#elif defined(__aarch64__)
      __asm__ volatile("yield");
#endif
    }
  }
}

static inline void shard_unlock(struct vgpu_shard *shard) { __atomic_store_n(&shard->lock, 0, __ATOMIC_RELEASE); }

static inline struct vgpu_slot *shard_slots(struct vgpu_shard *shard) {
  return shard->slots != NULL ? shard->slots : shard->first;
}

static inline uint64_t shard_mask(const struct vgpu_shard *shard) {
  return shard->slots != NULL ? shard->mask : VGPU_TABLE_FIRST_SLOTS - 1;
}

// Empties a slot and closes the gap, so that searches may end at the first empty one.
void vgpu_shard_take_out(struct vgpu_shard *shard, uint64_t place);
