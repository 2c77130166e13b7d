#include "presence_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hami_region.h"
#include "libvgpu/region/system.h"

static int open_page(const char *path) {
  int flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
  // First without creating: in a folder that all may write, another user's file may not be opened by who would create it.
  int file = vgpu_open(path, flags, 0);
  if (file < 0) {
    file = vgpu_open(path, flags | O_CREAT | O_EXCL, 0666);
    if (file >= 0)
      syscall(SYS_fchmod, file, 0666);
    else
      file = vgpu_open(path, flags, 0);
  }
  if (file < 0)
    return -1;
  struct stat status;
  bool good = vgpu_status(file, &status) == 0 && S_ISREG(status.st_mode);
  if (good && status.st_size < (off_t)sizeof(struct vgpu_presence_page))
    good = syscall(SYS_ftruncate, file, sizeof(struct vgpu_presence_page)) == 0;
  if (good && status.st_size <= (off_t)sizeof(struct vgpu_presence_page))
    return file;
  vgpu_close(file);
  return -1;
}

static int open_of_node(const char *uuid) {
  const char *folder = getenv("HAMI_PRESENCE_DIRECTORY");
  char path[512];
  size_t length = strnlen(uuid, HAMI_REGION_UUID_BYTES);
  for (size_t i = 0; i < length; i++) {
    if (uuid[i] <= ' ' || uuid[i] == '/' || uuid[i] >= 127)
      return -1;
  }
  if (length == 0 || length == HAMI_REGION_UUID_BYTES)
    return -1;
  if (folder == NULL || folder[0] == '\0')
    folder = "/tmp/vgpulock";
  int written = snprintf(path, sizeof(path), "%s/hami-%.95s", folder, uuid);
  return written > 0 && (size_t)written < sizeof(path) ? open_page(path) : -1;
}

int vgpu_presence_file_open(const char *uuid, const char *region, int index) {
  char path[4200];
  int file = open_of_node(uuid);
  if (file >= 0)
    return file;
  int written = snprintf(path, sizeof(path), "%s.presence-%d", region, index);
  return written > 0 && (size_t)written < sizeof(path) ? open_page(path) : -1;
}

void vgpu_presence_file_read(int file, struct vgpu_presence_page *page, const struct vgpu_presence *own) {
  struct vgpu_presence_page read;
  if (vgpu_read_at(file, &read, sizeof(read), 0) != sizeof(read))
    return;
  for (uint32_t i = 0; i < VGPU_PRESENCES; i++) {
    if (&page->entries[i] != own)
      page->entries[i] = read.entries[i];
  }
}

bool vgpu_presence_file_write(int file, const struct vgpu_presence_page *page, const struct vgpu_presence *own) {
  struct vgpu_presence there;
  off_t place = (off_t)(own - page->entries) * (off_t)sizeof(*own);
  bool ours = vgpu_read_at(file, &there, sizeof(there), place) != sizeof(there) || there.owner == 0 || there.owner == own->owner ||
              there.stamp_ns + UINT64_C(10000000000) < own->stamp_ns;
  if (ours)
    syscall(SYS_pwrite64, file, own, sizeof(*own), place);
  return ours;
}
