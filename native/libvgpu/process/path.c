// Where the region is: where the environment says; else, for programs that lost it (sudo, ssh), beside this library, where the
// container's own is mounted; else where the original has it.
#include "parts.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "libvgpu/process/log.h"
#include "libvgpu/region/system.h"

static const char suffix[] = ".cache";

struct entry {
  uint64_t inode;
  int64_t offset;
  unsigned short size;
  unsigned char type;
  char name[];
};

static uintptr_t hexadecimal(const char **text) {
  uintptr_t number = 0;
  for (;; ++*text) {
    const char c = **text;
    if (c >= '0' && c <= '9')
      number = number * 16 + (uintptr_t)(c - '0');
    else if (c >= 'a' && c <= 'f')
      number = number * 16 + (uintptr_t)(c - 'a') + 10;
    else
      return number;
  }
}

static bool is_line_of(const char *line, uintptr_t address) {
  uintptr_t from = hexadecimal(&line);
  return *line++ == '-' && address >= from && address < hexadecimal(&line);
}

// The file that an address is mapped from, as /proc names it: also when the loader was given a relative path.
static bool mapped_file(const void *address, char *out, size_t size) {
  int file = vgpu_open("/proc/self/maps", O_RDONLY | O_CLOEXEC, 0);
  if (file < 0)
    return false;
  char text[8192];
  size_t length = 0;
  bool found = false;
  for (;;) {
    ssize_t count = vgpu_read(file, text + length, sizeof(text) - 1 - length);
    if (count <= 0)
      break;
    length += (size_t)count;
    text[length] = '\0';
    char *line = text, *end;
    for (; !found && (end = strchr(line, '\n')) != NULL; line = end + 1) {
      *end = '\0';
      char *path = strchr(line, '/');
      if (path != NULL && is_line_of(line, (uintptr_t)address)) {
        found = strlen(path) < size;
        if (found)
          strcpy(out, path);
      }
    }
    if (found)
      break;
    length -= (size_t)(line - text);
    memmove(text, line, length);
    if (length == sizeof(text) - 1)
      length = 0;
  }
  vgpu_close(file);
  return found;
}

// How many regions stand in the folder; `name` is the last one's.
static unsigned count_regions(const char *folder, char name[256]) {
  int file = vgpu_open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  if (file < 0)
    return 0;
  unsigned found = 0;
  _Alignas(8) char bytes[4096];
  long count;
  while ((count = syscall(SYS_getdents64, file, bytes, sizeof(bytes))) > 0) {
    for (long at = 0; at < count;) {
      const struct entry *entry = (const void *)(bytes + at);
      size_t length = strlen(entry->name);
      if (length > sizeof(suffix) - 1 && length < 256 && strcmp(entry->name + length - (sizeof(suffix) - 1), suffix) == 0) {
        found++;
        strcpy(name, entry->name);
      }
      at += entry->size;
    }
  }
  vgpu_close(file);
  return found;
}

bool vgpu_choose_path(char *path, size_t size) {
  if (vgpu_said.region_given) {
    if (vgpu_said.region[0] == '\0' || strlen(vgpu_said.region) >= size) {
      vgpu_log(VGPU_ERROR, "%s", vgpu_said.message);
      return false;
    }
    strcpy(path, vgpu_said.region);
    return true;
  }
  char own[4096], name[256];
  if (mapped_file((const void *)&vgpu_choose_path, own, sizeof(own))) {
    *strrchr(own, '/') = '\0';
    unsigned found = count_regions(own[0] == '\0' ? "/" : own, name);
    if (found > 1) {
      vgpu_log(VGPU_ERROR, "there are %u regions in %s: all allocations and launches are refused; "
               "set CUDA_DEVICE_MEMORY_SHARED_CACHE to this container's", found, own);
      return false;
    }
    if (found == 1 && strlen(own) + 1 + strlen(name) < size) {
      sprintf(path, "%s/%s", own, name);
      return true;
    }
  }
  strcpy(path, vgpu_said.region);
  return true;
}
