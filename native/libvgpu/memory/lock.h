// A lock among this process's threads; zero is open. Its holder may wait for the driver.
#pragma once

#include <errno.h>
#include <linux/futex.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { VGPU_LOCK_OPEN, VGPU_LOCK_HELD, VGPU_LOCK_WAITED_FOR };

static inline void vgpu_lock(uint32_t *word) {
  uint32_t was = VGPU_LOCK_OPEN;
  if (__atomic_compare_exchange_n(word, &was, VGPU_LOCK_HELD, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
    return;
  int error = errno;
  while (__atomic_exchange_n(word, VGPU_LOCK_WAITED_FOR, __ATOMIC_ACQUIRE) != VGPU_LOCK_OPEN)
    syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, VGPU_LOCK_WAITED_FOR, NULL, NULL, 0);
  errno = error;
}

// True: it is held now.
static inline _Bool vgpu_try_lock(uint32_t *word) {
  uint32_t was = VGPU_LOCK_OPEN;
  return __atomic_compare_exchange_n(word, &was, VGPU_LOCK_HELD, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}

static inline void vgpu_unlock(uint32_t *word) {
  int error = errno;
  if (__atomic_exchange_n(word, VGPU_LOCK_OPEN, __ATOMIC_RELEASE) == VGPU_LOCK_WAITED_FOR)
    syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
  errno = error;
}
