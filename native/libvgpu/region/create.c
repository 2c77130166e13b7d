#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "identity.h"
#include "region.h"
#include "system.h"

enum { EVERYONE = 0666, LEFT_OVER_S = 600 };

static bool is_a_plan(const struct vgpu_region_plan *plan) {
  if (plan->device_count > HAMI_REGION_DEVICES ||
      (plan->origin != HAMI_REGION_FIRST_PROCESS && plan->origin != HAMI_REGION_BEFOREHAND))
    return false;
  for (uint32_t d = 0; d < plan->device_count; d++) {
    if (plan->devices[d].memory.mode > HAMI_REGION_HARDWARE || plan->devices[d].core_mode > HAMI_REGION_HARDWARE ||
        plan->devices[d].policy > HAMI_REGION_POLICY_DISABLE ||
        memchr(plan->devices[d].uuid, '\0', HAMI_REGION_UUID_BYTES) == NULL)
      return false;
  }
  return true;
}

static void fill(struct hami_region *region, const struct vgpu_region_plan *plan) {
  struct hami_region_v1 *v1 = &region->v1;
  struct hami_region_tail *tail = &region->tail;
  v1->major_version = HAMI_REGION_MAJOR;
  v1->minor_version = HAMI_REGION_MINOR;
  // As sem_init leaves a semaphore of 1 that processes share.
  v1->semaphore.value = v1->semaphore_postinit.value = 1;
  v1->semaphore.shared = v1->semaphore_postinit.shared = 128;
  v1->device_count = plan->device_count;
  v1->utilization_switch = 1;
  v1->recent_kernel = 2;
  v1->priority = plan->priority;
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  v1->last_kernel_time = (uint64_t)now.tv_sec;
  tail->magic = HAMI_REGION_TAIL_MAGIC;
  tail->version = HAMI_REGION_TAIL_VERSION;
  tail->origin = plan->origin;
  tail->size = HAMI_REGION_SIZE;
  tail->generation = 1;
  for (uint32_t d = 0; d < plan->device_count; d++) {
    struct hami_region_device *device = &tail->devices[d];
    memcpy(v1->uuids[d], plan->devices[d].uuid, strlen(plan->devices[d].uuid));
    device->memory_mode = plan->devices[d].memory.mode;
    device->core_mode = plan->devices[d].core_mode;
    device->policy = plan->devices[d].policy;
    if (device->memory_mode == HAMI_REGION_LIMITED)
      v1->limit[d] = device->memory_limit = plan->devices[d].memory.bytes;
    if (device->core_mode == HAMI_REGION_LIMITED)
      v1->sm_limit[d] = device->core_percent = plan->devices[d].core_percent;
  }
  v1->magic = HAMI_REGION_MAGIC;
}

static enum vgpu_region_result result_of(int error) {
  switch (error) {
    case ENOENT: return VGPU_REGION_MISSING;
    case ENOTDIR: return VGPU_REGION_NOT_A_FILE;
    case ENOSPC:
    case EDQUOT:
    case EFBIG: return VGPU_REGION_FULL;
    case EACCES:
    case EPERM:
    case EROFS: return VGPU_REGION_DENIED;
    default: return VGPU_REGION_SYSTEM;
  }
}

// Every byte, zeros too: a page that the disk has no room for would end whoever touches it first.
static enum vgpu_region_result write_whole(int file, const void *bytes, size_t size) {
  for (size_t written = 0; written < size;) {
    ssize_t count = vgpu_write(file, (const char *)bytes + written, size - written);
    if (count < 0 && errno == EINTR)
      continue;
    if (count <= 0)
      return count < 0 ? result_of(errno) : VGPU_REGION_FULL;
    written += (size_t)count;
  }
  // Not as the umask would have it: programs of other users share the container.
  return fchmod(file, EVERYONE) == 0 ? VGPU_REGION_OK : result_of(errno);
}

static enum vgpu_region_result make(const char *path, const char *name, const struct vgpu_region_plan *plan) {
  struct rlimit limit;
  // A write past this limit would end the process by a signal.
  if (getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur < HAMI_REGION_SIZE)
    return VGPU_REGION_FULL;
  struct hami_region *region = calloc(1, sizeof(*region));
  if (region == NULL)
    return VGPU_REGION_SYSTEM;
  fill(region, plan);
  enum vgpu_region_result result;
  int file = vgpu_open(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (file < 0) {
    result = result_of(errno);
  } else {
    result = write_whole(file, region, sizeof(*region));
    vgpu_close(file);
    if (result == VGPU_REGION_OK && link(name, path) != 0)
      result = errno == EEXIST ? VGPU_REGION_EXISTS : result_of(errno);
    unlink(name);
  }
  free(region);
  return result;
}

static bool read_number(const char **text, char end, unsigned long long *number) {
  char *after;
  *number = strtoull(*text, &after, 16);
  bool good = after != *text && *after == end;
  *text = after + 1;
  return good;
}

// "NAMESPACE-PID-TIME.new", as below.
static bool read_writer(const char *text, unsigned long long *pid_namespace, unsigned *pid) {
  unsigned long long number, time;
  if (!read_number(&text, '-', pid_namespace) || !read_number(&text, '-', &number) || !read_number(&text, '.', &time))
    return false;
  *pid = (unsigned)number;
  return number > 0 && number < INT32_MAX && strcmp(text, "new") == 0;
}

struct entry {
  uint64_t inode;
  int64_t offset;
  unsigned short size;
  unsigned char type;
  char name[];
};

// Of a creator that was killed: its name says who it was; of those that this process can't see, the file's age.
static bool is_left_over(int folder, const char *name, const char *writer, uint64_t pid_namespace) {
  unsigned long long there;
  unsigned pid;
  struct stat status;
  struct timespec now;
  if (!read_writer(writer, &there, &pid))
    return false;
  if (there == pid_namespace)
    return kill((pid_t)pid, 0) != 0 && errno == ESRCH;
  clock_gettime(CLOCK_REALTIME, &now);
  return syscall(SYS_newfstatat, folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && status.st_mtime + LEFT_OVER_S < now.tv_sec;
}

static void remove_left_over(const char *path, uint64_t pid_namespace) {
  const char *base = strrchr(path, '/');
  if (base == NULL || base == path || base - path >= 4096)
    return;
  char name[4096];
  memcpy(name, path, (size_t)(base - path));
  name[base - path] = '\0';
  int folder = vgpu_open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  if (folder < 0)
    return;
  const size_t length = strlen(++base);
  _Alignas(8) char bytes[4096];
  for (long count; (count = syscall(SYS_getdents64, folder, bytes, sizeof(bytes))) > 0;) {
    for (long at = 0; at < count;) {
      const struct entry *entry = (const void *)(bytes + at);
      if (strncmp(entry->name, base, length) == 0 && entry->name[length] == '.' &&
          is_left_over(folder, entry->name, entry->name + length + 1, pid_namespace))
        unlinkat(folder, entry->name, 0);
      at += entry->size;
    }
  }
  vgpu_close(folder);
}

enum vgpu_region_result vgpu_region_create(const char *path, const struct vgpu_region_plan *plan) {
  int error = errno;
  enum vgpu_region_result result = VGPU_REGION_BAD_ARGUMENT;
  if (is_a_plan(plan)) {
    struct vgpu_identity self = vgpu_identity_self();
    size_t size = strlen(path) + 80;
    char *name = malloc(size);
    if (name == NULL) {
      result = VGPU_REGION_SYSTEM;
    } else {
      // Not "….cache": the original's monitor counts those.
      snprintf(name, size, "%s.%llx-%x-%llx.new", path, (unsigned long long)self.pid_namespace, self.pid,
               (unsigned long long)vgpu_now_us());
      result = make(path, name, plan);
      remove_left_over(path, self.pid_namespace);
      free(name);
    }
  }
  errno = error;
  return result;
}
