// A lock among this process's threads, and waits: no libc function that is a cancellation point or newer than the oldest libc.
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

static inline uint64_t vgpu_now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static inline struct timespec vgpu_time_of(uint64_t ns) {
  return (struct timespec){.tv_sec = (time_t)(ns / 1000000000), .tv_nsec = (long)(ns % 1000000000)};
}

// True: somebody woke us, or the word was another; false: the time is over.
static inline bool vgpu_futex_wait(uint32_t *word, uint32_t value, uint64_t most_ns) {
  struct timespec most = vgpu_time_of(most_ns);
  return syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, &most, NULL, 0) == 0 || errno != ETIMEDOUT;
}

static inline void vgpu_futex_wake(uint32_t *word) { syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0); }

static inline bool vgpu_lock_within(uint32_t *lock, uint64_t most_ns) {
  uint32_t was = VGPU_LOCK_OPEN;
  if (__atomic_compare_exchange_n(lock, &was, VGPU_LOCK_HELD, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
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
    vgpu_futex_wake(lock);
}

// Signals don't end it early. Where the call is forbidden, so is precision.
static inline void vgpu_sleep_until(uint64_t when_ns) {
  struct timespec when = vgpu_time_of(when_ns);
  while (syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, TIMER_ABSTIME, &when, NULL) != 0) {
    if (errno == EINTR)
      continue;
    uint64_t now = vgpu_now_ns();
    if (now >= when_ns)
      return;
    struct timespec rest = vgpu_time_of(when_ns - now);
    syscall(SYS_nanosleep, &rest, NULL);
    return;
  }
}
