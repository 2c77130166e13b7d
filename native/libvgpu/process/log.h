// What the library says, on standard error, each a single write of one line. No memory is taken; errno stays.
#pragma once

#include <stdbool.h>

enum vgpu_level { VGPU_ERROR = 1, VGPU_WARNING, VGPU_INFO, VGPU_DEBUG };

// "hami: " and the text. Errors are always said; the rest from LIBCUDA_LOG_LEVEL on.
void vgpu_log(enum vgpu_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));

// Once in a process and for each use of this macro.
#define vgpu_log_once(level, ...) \
  do { \
    static bool said; \
    if (!__atomic_exchange_n(&said, true, __ATOMIC_RELAXED)) \
      vgpu_log(level, __VA_ARGS__); \
  } while (0)
