#include "identity.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "system.h"

struct process_status {
  char state;
  uint64_t threads;
  uint64_t start_time;
};

static bool read_status(const char *path, struct process_status *status) {
  int file = vgpu_open(path, O_RDONLY | O_CLOEXEC, 0);
  if (file < 0)
    return false;
  char text[1024];
  ssize_t length = vgpu_read(file, text, sizeof(text) - 1);
  vgpu_close(file);
  if (length <= 0)
    return false;
  text[length] = '\0';
  // The command may hold blanks and parentheses: fields count from the last closing one.
  const char *at = strrchr(text, ')');
  if (at == NULL || at[1] != ' ')
    return false;
  status->state = at[2];
  unsigned field = 2;
  for (at++; *at == ' '; at++) {
    field++;
    uint64_t number = 0;
    for (; at[1] != ' ' && at[1] != '\0' && at[1] != '\n'; at++)
      number = at[1] >= '0' && at[1] <= '9' ? number * 10 + (uint64_t)(at[1] - '0') : 0;
    if (field == 20)
      status->threads = number;
    if (field == 22) {
      status->start_time = number;
      return true;
    }
  }
  return false;
}

struct vgpu_identity vgpu_identity_self(void) {
  struct vgpu_identity self = {.pid = (uint32_t)getpid()};
  struct process_status status;
  if (read_status("/proc/self/stat", &status))
    self.start_time = status.start_time;
  int file = vgpu_open("/proc/self/ns/pid", O_RDONLY | O_CLOEXEC, 0);
  if (file >= 0) {
    struct stat of_namespace;
    if (vgpu_status(file, &of_namespace) == 0)
      self.pid_namespace = of_namespace.st_ino;
    vgpu_close(file);
  }
  return self;
}

struct lines {
  int file;
  bool failed;
  size_t at, length;
  char bytes[4096];
};

// The next line, cut where it is too long; what counts stands at its beginning.
static bool next_line(struct lines *lines, char *out, size_t size) {
  size_t length = 0;
  for (;;) {
    if (lines->at == lines->length) {
      ssize_t count = vgpu_read(lines->file, lines->bytes, sizeof(lines->bytes));
      if (count <= 0) {
        lines->failed = count < 0;
        return false;
      }
      lines->at = 0;
      lines->length = (size_t)count;
    }
    char c = lines->bytes[lines->at++];
    if (c == '\n')
      break;
    if (length < size - 1)
      out[length++] = c;
  }
  out[length] = '\0';
  return true;
}

// "7f00-7f10 rw-s 00000000 00:19 4711  /path" to "00:19 4711".
static void copy_file_of(const char *line, char *out, size_t size) {
  for (int blanks = 0; blanks < 3; blanks++) {
    line = strchr(line, ' ');
    if (line == NULL) {
      out[0] = '\0';
      return;
    }
    line++;
  }
  const char *inode = strchr(line, ' ');
  size_t length = inode == NULL ? 0 : (size_t)(inode - line) + 1 + strcspn(inode + 1, " ");
  snprintf(out, size, "%.*s", (int)length, line);
}

static uint64_t hexadecimal(const char *text, const char **end) {
  uint64_t number = 0;
  for (;; text++) {
    if (*text >= '0' && *text <= '9')
      number = number * 16 + (uint64_t)(*text - '0');
    else if (*text >= 'a' && *text <= 'f')
      number = number * 16 + (uint64_t)(*text - 'a') + 10;
    else
      break;
  }
  *end = text;
  return number;
}

void vgpu_identity_mapping(const void *address, char out[64]) {
  out[0] = '\0';
  struct lines lines = {.file = vgpu_open("/proc/self/maps", O_RDONLY | O_CLOEXEC, 0)};
  if (lines.file < 0)
    return;
  char line[256];
  while (next_line(&lines, line, sizeof(line))) {
    const char *end;
    uint64_t from = hexadecimal(line, &end);
    uint64_t to = *end == '-' ? hexadecimal(end + 1, &end) : 0;
    if ((uintptr_t)address >= from && (uintptr_t)address < to) {
      copy_file_of(line, out, 64);
      break;
    }
  }
  vgpu_close(lines.file);
}

static bool has_mapped(uint32_t pid, const char *mapping) {
  char path[48];
  snprintf(path, sizeof(path), "/proc/%u/maps", pid);
  struct lines lines = {.file = vgpu_open(path, O_RDONLY | O_CLOEXEC, 0)};
  if (lines.file < 0)
    return true;
  bool found = false;
  char line[256], file[64];
  while (!found && next_line(&lines, line, sizeof(line))) {
    copy_file_of(line, file, sizeof(file));
    found = strcmp(file, mapping) == 0;
  }
  vgpu_close(lines.file);
  return found || lines.failed;
}

bool vgpu_identity_dead(uint32_t pid, uint64_t start_time, const char *mapping) {
  if (pid == 0)
    return false;
  if (kill((pid_t)pid, 0) != 0 && errno == ESRCH)
    return true;
  char path[48];
  snprintf(path, sizeof(path), "/proc/%u/stat", pid);
  struct process_status status;
  if (!read_status(path, &status))
    return false;
  if (start_time != 0 && status.start_time != start_time)
    return true;
  // The first thread of a program may have ended before the others.
  if ((status.state == 'Z' || status.state == 'X') && status.threads <= 1)
    return true;
  return mapping[0] != '\0' && !has_mapped(pid, mapping);
}
