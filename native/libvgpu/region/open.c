#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "handle.h"
#include "system.h"

#ifndef MADV_WIPEONFORK
#define MADV_WIPEONFORK 18
#endif

// High, but in the part of the table that every process has: to make it larger, the kernel waits for all processors, some 10 ms.
enum { HIGH_DESCRIPTOR = 48 };

const char *vgpu_region_result_text(enum vgpu_region_result result) {
  static const char *const texts[] = {
    [VGPU_REGION_OK] = "no error",
    [VGPU_REGION_EXISTS] = "the region is there already",
    [VGPU_REGION_MISSING] = "there is no region",
    [VGPU_REGION_NOT_A_FILE] = "the region is not a plain file",
    [VGPU_REGION_DENIED] = "the region may not be read and written",
    [VGPU_REGION_FULL] = "there is no room for the region",
    [VGPU_REGION_CUT] = "the region's file has another size",
    [VGPU_REGION_FOREIGN] = "the file is no region",
    [VGPU_REGION_OTHER_VERSION] = "the region is of another version",
    [VGPU_REGION_NO_SLOT] = "all slots of the region are taken",
    [VGPU_REGION_NOT_ATTACHED] = "this process has no slot of the region",
    [VGPU_REGION_BAD_ARGUMENT] = "no such device, kind, size or plan",
    [VGPU_REGION_OVER_LIMIT] = "the memory limit is reached",
    [VGPU_REGION_NOT_GRANTED] = "no memory of the device is granted",
    [VGPU_REGION_SYSTEM] = "the system refused",
  };
  return (unsigned)result < sizeof(texts) / sizeof(texts[0]) ? texts[result] : "unknown";
}

// Out of the way of programs that close or take the low numbers. Before there is any lock: closing one descriptor drops it.
static int high(int file) {
  int other = fcntl(file, F_DUPFD_CLOEXEC, HIGH_DESCRIPTOR);
  if (other < 0)
    return file;
  vgpu_close(file);
  return other;
}

static enum vgpu_region_result open_file(const char *path, int *file, struct stat *status) {
  // A pipe is not waited for.
  *file = vgpu_open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0);
  if (*file < 0) {
    switch (errno) {
      case ENOENT: return VGPU_REGION_MISSING;
      case ELOOP:
      case EISDIR:
      case ENOTDIR:
      case ENXIO: return VGPU_REGION_NOT_A_FILE;
      case EACCES:
      case EPERM:
      case EROFS: return VGPU_REGION_DENIED;
      default: return VGPU_REGION_SYSTEM;
    }
  }
  enum vgpu_region_result result = VGPU_REGION_OK;
  if (vgpu_status(*file, status) != 0)
    result = VGPU_REGION_SYSTEM;
  else if (!S_ISREG(status->st_mode))
    result = VGPU_REGION_NOT_A_FILE;
  if (result != VGPU_REGION_OK) {
    vgpu_close(*file);
    return result;
  }
  *file = high(*file);
  return VGPU_REGION_OK;
}

static enum vgpu_region_result judge(int file, off_t size) {
  struct {
    int32_t magic;
    uint32_t major, minor;
  } head;
  struct {
    uint64_t magic;
    uint32_t version, origin;
    uint64_t size;
  } tail;
  uint64_t devices;
  // Read before it is mapped: a page that isn't there is then an error and no signal.
  if (vgpu_read_at(file, &head, sizeof(head), 0) != (ssize_t)sizeof(head))
    return VGPU_REGION_CUT;
  if (head.magic != HAMI_REGION_MAGIC)
    return VGPU_REGION_FOREIGN;
  if (head.major != HAMI_REGION_MAJOR || head.minor != HAMI_REGION_MINOR)
    return VGPU_REGION_OTHER_VERSION;
  if (vgpu_read_at(file, &tail, sizeof(tail), HAMI_REGION_TAIL_OFFSET) != (ssize_t)sizeof(tail))
    return VGPU_REGION_CUT;
  if (tail.magic != HAMI_REGION_TAIL_MAGIC || tail.version != HAMI_REGION_TAIL_VERSION)
    return VGPU_REGION_OTHER_VERSION;
  if (tail.origin != HAMI_REGION_FIRST_PROCESS && tail.origin != HAMI_REGION_BEFOREHAND)
    return VGPU_REGION_FOREIGN;
  if (vgpu_read_at(file, &devices, sizeof(devices), offsetof(struct hami_region_v1, device_count)) != (ssize_t)sizeof(devices))
    return VGPU_REGION_CUT;
  if (devices > HAMI_REGION_DEVICES)
    return VGPU_REGION_FOREIGN;
  return size == HAMI_REGION_SIZE && tail.size == HAMI_REGION_SIZE ? VGPU_REGION_OK : VGPU_REGION_CUT;
}

static enum vgpu_region_result map(struct vgpu_region *region) {
  void *shared = mmap(NULL, HAMI_REGION_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, region->descriptor, 0);
  if (shared == MAP_FAILED)
    return VGPU_REGION_SYSTEM;
  void *own = mmap(NULL, (size_t)sysconf(_SC_PAGESIZE), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (own == MAP_FAILED) {
    munmap(shared, HAMI_REGION_SIZE);
    return VGPU_REGION_SYSTEM;
  }
  madvise(shared, HAMI_REGION_SIZE, MADV_DONTDUMP);
  region->emptied_at_fork = madvise(own, (size_t)sysconf(_SC_PAGESIZE), MADV_WIPEONFORK) == 0;
  region->shared = shared;
  region->own = own;
  vgpu_identity_mapping(shared, region->mapping);
  return VGPU_REGION_OK;
}

static enum vgpu_region_result open_region(const char *path, struct vgpu_region **region) {
  int file;
  struct stat status;
  enum vgpu_region_result result = open_file(path, &file, &status);
  if (result != VGPU_REGION_OK)
    return result;
  struct vgpu_region *made = NULL;
  result = judge(file, status.st_size);
  if (result == VGPU_REGION_OK) {
    made = calloc(1, sizeof(*made) + strlen(path) + 1);
    if (made == NULL) {
      result = VGPU_REGION_SYSTEM;
    } else {
      made->descriptor = file;
      made->device = status.st_dev;
      made->inode = status.st_ino;
      memcpy(made->path, path, strlen(path) + 1);
      for (uint32_t d = 0; d < HAMI_REGION_DEVICES; d++)
        made->given[d].mode = HAMI_REGION_NONE;
      result = map(made);
      if (result == VGPU_REGION_OK)
        vgpu_limits_seal(made);
    }
  }
  if (result != VGPU_REGION_OK) {
    free(made);
    vgpu_close(file);
    return result;
  }
  *region = made;
  return VGPU_REGION_OK;
}

enum vgpu_region_result vgpu_region_open(const char *path, struct vgpu_region **region) {
  int error = errno;
  enum vgpu_region_result result = open_region(path, region);
  errno = error;
  return result;
}

static bool is_ours(const struct vgpu_region *region, int file) {
  struct stat status;
  return vgpu_status(file, &status) == 0 && status.st_dev == region->device && status.st_ino == region->inode;
}

bool vgpu_region_descriptor(struct vgpu_region *region) {
  if (is_ours(region, region->descriptor))
    return true;
  int file;
  struct stat status;
  if (open_file(region->path, &file, &status) != VGPU_REGION_OK)
    return false;
  if (!is_ours(region, file)) {
    vgpu_close(file);
    return false;
  }
  region->descriptor = file;
  vgpu_slot_lock_again(region);
  return true;
}

static uint64_t coarse_ms(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC_COARSE, &time);
  return (uint64_t)time.tv_sec * 1000 + (uint64_t)time.tv_nsec / 1000000;
}

static bool is_cut(struct vgpu_region *region) {
  struct stat status;
  if (vgpu_status(region->descriptor, &status) == 0 && status.st_dev == region->device && status.st_ino == region->inode &&
      status.st_size >= HAMI_REGION_SIZE)
    return false;
  vgpu_own_lock(region);
  bool known = vgpu_region_descriptor(region) && vgpu_status(region->descriptor, &status) == 0;
  bool cut = known && status.st_size < HAMI_REGION_SIZE;
  if (cut && !region->cut)
    mmap(region->shared, HAMI_REGION_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
  if (cut)
    __atomic_store_n(&region->cut, true, __ATOMIC_RELEASE);
  vgpu_own_unlock(region);
  return cut;
}

bool vgpu_region_is_whole_now(struct vgpu_region *region) {
  if (__atomic_load_n(&region->cut, __ATOMIC_ACQUIRE))
    return false;
  int error = errno;
  __atomic_store_n(&region->looked, coarse_ms(), __ATOMIC_RELAXED);
  bool cut = is_cut(region);
  errno = error;
  return !cut;
}

bool vgpu_region_is_whole(struct vgpu_region *region) {
  return (!__atomic_load_n(&region->cut, __ATOMIC_ACQUIRE) &&
          __builtin_expect(__atomic_load_n(&region->looked, __ATOMIC_RELAXED) == coarse_ms(), true)) ||
         vgpu_region_is_whole_now(region);
}

void vgpu_region_close(struct vgpu_region *region) {
  int error = errno;
  if (is_ours(region, region->descriptor))
    vgpu_close(region->descriptor);
  munmap(region->shared, HAMI_REGION_SIZE);
  munmap(region->own, (size_t)sysconf(_SC_PAGESIZE));
  free(region);
  errno = error;
}

struct hami_region *vgpu_region_shared(struct vgpu_region *region) { return region->shared; }
