// Time, and waiting for it: no libc function that is a cancellation point or newer than the oldest libc.
#pragma once

#include <errno.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static inline uint64_t vgpu_now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static inline struct timespec vgpu_time_of(uint64_t ns) {
  return (struct timespec){.tv_sec = (time_t)(ns / 1000000000), .tv_nsec = (long)(ns % 1000000000)};
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
