// System calls without libc's wrappers around them: those are cancellation points, or newer than the oldest libc we load on.
#pragma once

#include <fcntl.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static inline int vgpu_open(const char *path, int flags, unsigned mode) {
  return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

static inline ssize_t vgpu_read(int descriptor, void *out, size_t size) { return syscall(SYS_read, descriptor, out, size); }

static inline ssize_t vgpu_write(int descriptor, const void *bytes, size_t size) {
  return syscall(SYS_write, descriptor, bytes, size);
}

static inline ssize_t vgpu_read_at(int descriptor, void *out, size_t size, off_t offset) {
  return syscall(SYS_pread64, descriptor, out, size, offset);
}

static inline void vgpu_close(int descriptor) { syscall(SYS_close, descriptor); }

static inline int vgpu_status(int descriptor, struct stat *status) { return (int)syscall(SYS_fstat, descriptor, status); }

static inline void vgpu_sleep_us(long microseconds) {
  struct timespec time = {.tv_nsec = microseconds * 1000};
  syscall(SYS_nanosleep, &time, NULL);
}

static inline uint64_t vgpu_now_us(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000 + (uint64_t)time.tv_nsec / 1000;
}
