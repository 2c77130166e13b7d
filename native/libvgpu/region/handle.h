// What the files of this folder know of a handle.
#pragma once

#include <stdbool.h>

#include "identity.h"
#include "region.h"

// On a page that a fork's child finds empty, however it was forked.
struct vgpu_own {
  uint32_t lock;
  uint32_t slot;     // + 1
  uint32_t pid;      // for kernels that can't empty the page
  uint64_t signals;  // those that were blocked before the lock was taken
};

struct vgpu_region {
  struct hami_region *shared;
  struct vgpu_own *own;
  bool emptied_at_fork;
  _Atomic int descriptor;  // another one when the program closed it, while other threads look at the file
  uint64_t device, inode;  // of the file
  uint64_t ticket;
  struct vgpu_identity identity;
  char mapping[64];
  struct vgpu_limit given[HAMI_REGION_DEVICES];
  struct vgpu_limit sealed[HAMI_REGION_DEVICES];  // as they were when the region was opened, or since the generation changed
  uint64_t sealed_generation;
  bool tampered_with;
  bool cut;
  uint64_t looked;  // when the file's size was, in ms
  char path[];
};

// The lock among this process's threads. Meanwhile all signals are blocked: a handler may jump away.
void vgpu_own_lock(struct vgpu_region *region);
void vgpu_own_unlock(struct vgpu_region *region);
// The slot's index, or -1.
int vgpu_own_slot(const struct vgpu_region *region);

// Opens the file anew when the program closed our descriptor; false: the file is no longer where it was.
bool vgpu_region_descriptor(struct vgpu_region *region);

void vgpu_limits_seal(struct vgpu_region *region);

// The slot's record lock, after it was lost with the descriptor.
void vgpu_slot_lock_again(struct vgpu_region *region);
bool vgpu_slot_dead(struct vgpu_region *region, uint32_t slot);
uint32_t vgpu_slots_used(const struct vgpu_region *region);

static inline uint64_t vgpu_load(const uint64_t *word) { return __atomic_load_n(word, __ATOMIC_SEQ_CST); }
static inline bool vgpu_exchange(uint64_t *word, uint64_t from, uint64_t to) {
  return __atomic_compare_exchange_n(word, &from, to, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}
