// What a thread keeps so that its usual launch takes no lock, reads no clock and asks nobody: device time taken in advance, and
// what its kinds of launches cost. The memory is its own, not the loader's: it must outlive the thread's locals.
#pragma once

#include "cuda_abi.h"
#include "epoch.h"
#include "libvgpu/credits/credits.h"
#include "libvgpu/process/process.h"

enum { VGPU_KINDS = 256 };

// Launches of one key into one stream.
struct vgpu_kind {
  struct vgpu_leased leased;
  CUstream stream;             // as the program names it
  CUcontext context;
  struct vgpu_lease *lease;    // its place in the block says which device it is
};

struct vgpu_thread {
  uint64_t epoch;              // as of when all this holds
  bool unrestrained;           // no device's launches are held to anything
  const _Atomic int32_t *recent_kernel;
  uint32_t used_count;
  uint8_t used[VGPU_KINDS];    // kinds with launches that were not told
  struct vgpu_lease leases[HAMI_REGION_DEVICES];
  struct vgpu_kind kinds[VGPU_KINDS];
};

extern __thread struct vgpu_thread *vgpu_this_thread;

// NULL: no memory for it.
struct vgpu_thread *vgpu_thread(void);
// In a fork's child.
void vgpu_thread_forget(void);

static inline struct vgpu_kind *vgpu_kind_of(struct vgpu_thread *thread, uint64_t key) { return &thread->kinds[key >> 56]; }

// True: nothing is held to anything, and the monitor knows that this container launches.
static inline bool vgpu_thread_unrestrained(const struct vgpu_thread *thread) {
  return thread != NULL && thread->unrestrained && thread->epoch == vgpu_epoch_now() &&
         atomic_load_explicit(thread->recent_kernel, memory_order_relaxed) == 2;
}

// The usual launch. False: it must be asked for.
static inline bool vgpu_thread_launch(struct vgpu_thread *thread, uint64_t key, CUstream stream) {
  if (thread == NULL || thread->epoch != vgpu_epoch_now())
    return false;
  struct vgpu_kind *kind = vgpu_kind_of(thread, key);
  if (kind->leased.key != key || kind->stream != stream || kind->lease->left_ns < kind->leased.cost_ns)
    return false;
  kind->lease->left_ns -= kind->leased.cost_ns;
  if (kind->leased.launches++ == 0)
    thread->used[thread->used_count++] = (uint8_t)(kind - thread->kinds);
  return true;
}

// Tells the controllers of all that was launched on leases.
void vgpu_thread_tell(struct vgpu_thread *thread);
