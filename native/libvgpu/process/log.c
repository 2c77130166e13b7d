#include "log.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "libvgpu/region/system.h"
#include "parts.h"

enum { STANDARD_ERROR = 2, LONGEST = 1200, SIGNALS_BYTES = 8 };

static int32_t level_said = VGPU_WARNING;

void vgpu_log_from(int32_t level) { __atomic_store_n(&level_said, level, __ATOMIC_RELAXED); }

// Whoever reads the program's messages may be gone: the signal that would end the program is taken away again.
static void write_quietly(const char *line, size_t length) {
  const uint64_t pipe = UINT64_C(1) << (SIGPIPE - 1);
  uint64_t before = 0, pending = 0;
  syscall(SYS_rt_sigprocmask, SIG_BLOCK, &pipe, &before, SIGNALS_BYTES);
  syscall(SYS_rt_sigpending, &pending, SIGNALS_BYTES);
  ssize_t written;
  do {
    written = vgpu_write(STANDARD_ERROR, line, length);
  } while (written < 0 && errno == EINTR);
  if (written < 0 && errno == EPIPE && !(pending & pipe)) {
    static const struct timespec now;
    syscall(SYS_rt_sigtimedwait, &pipe, NULL, &now, SIGNALS_BYTES);
  }
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, &before, NULL, SIGNALS_BYTES);
}

void vgpu_log(enum vgpu_level level, const char *format, ...) {
  if (level != VGPU_ERROR && (int32_t)level > __atomic_load_n(&level_said, __ATOMIC_RELAXED))
    return;
  const int error = errno;
  static const char prefix[] = "hami: ";
  enum { PREFIX = sizeof(prefix) - 1 };
  char line[LONGEST];
  memcpy(line, prefix, PREFIX);
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(line + PREFIX, sizeof(line) - PREFIX - 1, format, arguments);
  va_end(arguments);
  size_t end = PREFIX + (length < 0 ? 0 : (size_t)length > sizeof(line) - PREFIX - 2 ? sizeof(line) - PREFIX - 2 : (size_t)length);
  // One line, whatever a path or a variable holds.
  for (size_t i = PREFIX; i < end; i++)
    if ((unsigned char)line[i] < ' ' || line[i] == 0x7f)
      line[i] = '?';
  line[end++] = '\n';
  write_quietly(line, end);
  errno = error;
}
