// What a process knows of itself, and its child does not.
#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <signal.h>

#include "handle.h"
#include "system.h"

enum { OPEN = 0, LOCKED = 1, WAITED_FOR = 2, SIGNALS_BYTES = 8 };

static bool is_forked(const struct vgpu_region *region) {
  return !region->emptied_at_fork && region->own->pid != (uint32_t)getpid();
}

void vgpu_own_lock(struct vgpu_region *region) {
  if (is_forked(region)) {
    region->own->slot = 0;
    region->own->lock = OPEN;
    region->own->pid = (uint32_t)getpid();
  }
  const uint64_t all = UINT64_MAX;
  uint64_t before = 0;
  syscall(SYS_rt_sigprocmask, SIG_BLOCK, &all, &before, SIGNALS_BYTES);
  uint32_t was = OPEN;
  if (!__atomic_compare_exchange_n(&region->own->lock, &was, LOCKED, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) {
    while (__atomic_exchange_n(&region->own->lock, WAITED_FOR, __ATOMIC_SEQ_CST) != OPEN)
      syscall(SYS_futex, &region->own->lock, FUTEX_WAIT_PRIVATE, WAITED_FOR, NULL, NULL, 0);
  }
  region->own->signals = before;
}

void vgpu_own_unlock(struct vgpu_region *region) {
  uint64_t before = region->own->signals;
  if (__atomic_exchange_n(&region->own->lock, OPEN, __ATOMIC_SEQ_CST) == WAITED_FOR)
    syscall(SYS_futex, &region->own->lock, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, &before, NULL, SIGNALS_BYTES);
}

int vgpu_own_slot(const struct vgpu_region *region) {
  return is_forked(region) ? -1 : (int)__atomic_load_n(&region->own->slot, __ATOMIC_SEQ_CST) - 1;
}

int vgpu_region_slot(const struct vgpu_region *region) { return vgpu_own_slot(region); }
