// Loaded before a program: writes the names of libcuda and NVML functions that it looks up with dlsym to the file
// LOOKUPS, one a line, in order. LOOKUPS_HIDE is a shell pattern of names that it is not to find.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool is_ours(const char *name)
{
  return (strncmp(name, "cu", 2) == 0 && name[2] >= 'A' && name[2] <= 'Z') || strncmp(name, "nvml", 4) == 0;
}

static void note(const char *name)
{
  const char *path = getenv("LOOKUPS");
  if (!path)
    return;
  char line[128];
  int length = snprintf(line, sizeof line, "%s\n", name);
  int file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (file < 0 || write(file, line, (size_t)length) != length)
    abort();
  close(file);
}

void *dlsym(void *restrict library, const char *restrict name)
{
  static void *(*real)(void *, const char *);
  if (!real)
    *(void **)&real = dlvsym(RTLD_NEXT, "dlsym", "GLIBC_2.2.5");
  if (!is_ours(name))
    return real(library, name);
  note(name);
  const char *hidden = getenv("LOOKUPS_HIDE");
  return hidden && fnmatch(hidden, name, 0) == 0 ? NULL : real(library, name);
}
