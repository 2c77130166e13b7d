// A lock among this process's threads; zero is open. Neither taking it nor waiting for it is a cancellation point, nor changes
// errno. Its holder may wait for the driver, never for a limit.
#pragma once

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { VGPU_LOCK_OPEN, VGPU_LOCK_HELD, VGPU_LOCK_WAITED_FOR };

// True: somebody woke us, or the word was another; false: the time is over.
static inline bool vgpu_futex_wait(uint32_t *word, uint32_t value, uint64_t most_ns) {
  int error = errno;
  struct timespec most = {.tv_sec = (time_t)(most_ns / 1000000000), .tv_nsec = (long)(most_ns % 1000000000)};
  bool woken = syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, &most, NULL, 0) == 0 || errno != ETIMEDOUT;
  errno = error;
  return woken;
}

static inline void vgpu_futex_wake(uint32_t *word, int most) {
  int error = errno;
  syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, most, NULL, NULL, 0);
  errno = error;
}

// True: it is held now.
static inline bool vgpu_try_lock(uint32_t *lock) {
  uint32_t was = VGPU_LOCK_OPEN;
  return __atomic_compare_exchange_n(lock, &was, VGPU_LOCK_HELD, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

static inline bool vgpu_lock_within(uint32_t *lock, uint64_t most_ns) {
  if (vgpu_try_lock(lock))
    return true;
  while (__atomic_exchange_n(lock, VGPU_LOCK_WAITED_FOR, __ATOMIC_ACQUIRE) != VGPU_LOCK_OPEN) {
    if (!vgpu_futex_wait(lock, VGPU_LOCK_WAITED_FOR, most_ns))
      return false;
  }
  return true;
}

static inline void vgpu_lock(uint32_t *lock) {
  while (!vgpu_lock_within(lock, UINT64_C(1000000000)))
    ;
}

static inline void vgpu_unlock(uint32_t *lock) {
  if (__atomic_exchange_n(lock, VGPU_LOCK_OPEN, __ATOMIC_RELEASE) == VGPU_LOCK_WAITED_FOR)
    vgpu_futex_wake(lock, 1);
}
