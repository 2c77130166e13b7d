#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../state/backing_file.h"
#include "regions.h"

// Addresses for every device there could be, if the process may have so many; less is enough for most.
#define LARGEST_REGION (UINT64_C(4) << 40)
#define SMALLEST_REGION (UINT64_C(16) << 30)
#define LOW_FIRST UINT64_C(0x10000000)
#define LOW_LAST UINT64_C(0x80000000)

static struct sg_regions regions = {.lock = PTHREAD_MUTEX_INITIALIZER, .file = -1};
static pthread_mutex_t making = PTHREAD_MUTEX_INITIALIZER;
static _Atomic bool made;
static pid_t owner;

static int open_file(void) {
  uint32_t slot = sg_process_slot(sg_driver.state, sg_driver.process);
  char path[SG_STATE_PATH];
  sg_backing_name(slot, sg_driver.process->generation, regions.name, sizeof regions.name);
  sg_state_file(sg_driver.state, regions.name, path, sizeof path);
  int file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
  if (file >= 0) {
    fchmod(file, 0666);  // other users' processes map it, whatever our umask says
    return file;
  }
  regions.name[0] = '\0';
  return memfd_create("simgpu", MFD_CLOEXEC);
}

static void *reserve(void *wish, uint64_t bytes) {
  int there = wish ? MAP_FIXED_NOREPLACE : 0;
  void *base = mmap(wish, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | there, -1, 0);
  if (base != MAP_FAILED && wish && base != wish) {
    munmap(base, bytes);  // a kernel that doesn't know the flag takes the wish for a hint
    return MAP_FAILED;
  }
  return base;
}

static bool make_region(struct sg_region *region, void *wish, uint64_t bytes, uint64_t file_offset) {
  uint64_t room = bytes + (wish ? 0 : SG_BLOCK);
  char *base = reserve(wish, room);
  if (base == MAP_FAILED)
    return false;
  char *mapped = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, regions.file, (off_t)file_offset);
  if (mapped == MAP_FAILED) {
    munmap(base, room);
    return false;
  }
  madvise(base, room, MADV_DONTDUMP);
  madvise(mapped, bytes, MADV_DONTDUMP);
  CUdeviceptr first = ((uintptr_t)base + SG_BLOCK - 1) / SG_BLOCK * SG_BLOCK;
  *region = (struct sg_region){.base = first, .size = bytes, .bytes = mapped, .file_offset = file_offset};
  return sg_ranges_insert(&region->free, first, bytes, NULL);
}

static void make_low(uint64_t file_offset) {
  for (uint64_t bytes = UINT64_C(1) << 30; bytes >= UINT64_C(16) << 20; bytes /= 2) {
    for (uint64_t at = LOW_FIRST; at + bytes <= LOW_LAST; at += LOW_FIRST) {
      if (make_region(&regions.low, (void *)(uintptr_t)at, bytes, file_offset))
        return;
    }
  }
}

// A file larger than the process may write would end it by a signal.
static bool may_have(uint64_t bytes) {
  struct rlimit limit;
  return getrlimit(RLIMIT_FSIZE, &limit) || limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur >= bytes;
}

static bool make(void) {
  regions.file = open_file();
  if (regions.file < 0)
    return false;
  owner = getpid();
  for (uint64_t bytes = LARGEST_REGION; bytes >= SMALLEST_REGION; bytes /= 2) {
    // First the bytes behind the high addresses, then those that are mapped where a program wants them, then the low ones.
    uint64_t whole = 2 * bytes + (UINT64_C(1) << 30);
    if (!may_have(whole) || ftruncate(regions.file, (off_t)whole) || !make_region(&regions.high, NULL, bytes, 0))
      continue;
    make_low(2 * bytes);
    return sg_ranges_insert(&regions.backings, bytes, bytes, NULL);
  }
  return false;
}

struct sg_regions *sg_regions(void) {
  if (!atomic_load_explicit(&made, memory_order_acquire)) {
    pthread_mutex_lock(&making);
    if (!made && sg_driver.state && make())
      atomic_store_explicit(&made, true, memory_order_release);
    pthread_mutex_unlock(&making);
    if (!made)
      return NULL;
  }
  return &regions;
}

struct sg_region *sg_region_of(CUdeviceptr address) {
  if (!atomic_load_explicit(&made, memory_order_acquire))
    return NULL;
  if (address - regions.high.base < regions.high.size)
    return &regions.high;
  if (address - regions.low.base < regions.low.size)
    return &regions.low;
  return NULL;
}

// At the end of the process, unless others hold bytes of it: then the last of them removes it.
__attribute__((destructor)) static void remove_file(void) {
  if (!made || owner != getpid() || !regions.name[0])
    return;
  char path[SG_STATE_PATH];
  sg_state_file(sg_driver.state, regions.name, path, sizeof path);
  sg_state_lock(sg_driver.state);
  if (!sg_backing_held(sg_driver.state, regions.name, sg_process_slot(sg_driver.state, sg_driver.process)))
    unlink(path);
  sg_state_unlock(sg_driver.state);
}

CUresult sg_backing_take(uint64_t bytes, struct sg_backing *out) {
  struct sg_regions *mine = sg_regions();
  if (!mine)
    return CUDA_ERROR_OUT_OF_MEMORY;
  bytes = (bytes + SG_BLOCK - 1) / SG_BLOCK * SG_BLOCK;
  pthread_mutex_lock(&mine->lock);
  bool taken = sg_ranges_take(&mine->backings, bytes, SG_BLOCK, &out->offset);
  pthread_mutex_unlock(&mine->lock);
  if (!taken)
    return CUDA_ERROR_OUT_OF_MEMORY;
  snprintf(out->path, sizeof out->path, "%s", mine->name);
  out->bytes = bytes;
  return CUDA_SUCCESS;
}

static bool is_mine(const struct sg_backing *backing) {
  return strcmp(backing->path, regions.name) == 0;
}

// Ours, or another process's opened for the moment.
static int file_of(const struct sg_backing *backing) {
  if (is_mine(backing))
    return regions.file;
  char path[SG_STATE_PATH];
  sg_state_file(sg_driver.state, backing->path, path, sizeof path);
  return backing->path[0] ? open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW) : -1;
}

void sg_backing_return(const struct sg_backing *backing) {
  struct sg_regions *mine = sg_regions();
  int file = file_of(backing);
  if (file < 0)
    return;
  fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)backing->offset, (off_t)backing->bytes);
  if (file != mine->file) {
    close(file);
    return;
  }
  uint64_t start, length;
  pthread_mutex_lock(&mine->lock);
  sg_ranges_give(&mine->backings, backing->offset, backing->bytes, &start, &length);
  pthread_mutex_unlock(&mine->lock);
}

CUresult sg_backing_map(const struct sg_backing *backing, CUdeviceptr address, char **host) {
  struct sg_regions *mine = sg_regions();
  struct sg_region *region = sg_region_of(address);
  if (!region)
    return CUDA_ERROR_INVALID_VALUE;
  int file = file_of(backing);
  if (file < 0)
    return CUDA_ERROR_MAP_FAILED;
  char *wish = sg_region_bytes(region, address);
  void *mapped = mmap(wish, backing->bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE | MAP_FIXED, file,
                      (off_t)backing->offset);
  if (file != mine->file)
    close(file);
  if (mapped == MAP_FAILED)
    return errno == ENOMEM ? CUDA_ERROR_OUT_OF_MEMORY : CUDA_ERROR_MAP_FAILED;
  madvise(mapped, backing->bytes, MADV_DONTDUMP);
  *host = wish;
  return CUDA_SUCCESS;
}

void sg_backing_unmap(CUdeviceptr address, uint64_t bytes) {
  struct sg_regions *mine = sg_regions();
  struct sg_region *region = sg_region_of(address);
  if (region)
    mmap(sg_region_bytes(region, address), bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE | MAP_FIXED, mine->file,
         (off_t)(region->file_offset + (address - region->base)));
}
