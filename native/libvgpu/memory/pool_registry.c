// The pools that this process has seen.
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "libvgpu/lookup/unhooked.h"
#include "libvgpu/process/lock.h"
#include "pool.h"

static struct vgpu_table by_handle;  // `context` is the pool
static uint32_t lock;                // for whoever adds one
static struct vgpu_pool *current[HAMI_REGION_DEVICES];
static char *fresh;
static size_t fresh_left;
struct vgpu_pool *vgpu_pools;

enum { SLAB = 64 * 1024 };

static struct vgpu_key key_of(CUmemoryPool handle) { return (struct vgpu_key){.handle = (uint64_t)(uintptr_t)handle}; }

struct vgpu_pool *vgpu_pool_known(CUmemoryPool handle) {
  struct vgpu_allocation found;
  return vgpu_table_find(&by_handle, key_of(handle), &found) ? (struct vgpu_pool *)(uintptr_t)found.context : NULL;
}

// With the lock.
static struct vgpu_pool *take_fresh(void) {
  if (fresh_left < sizeof(struct vgpu_pool)) {
    int error = errno;
    void *slab = mmap(NULL, SLAB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    errno = error;
    if (slab == MAP_FAILED)
      return NULL;
    fresh = slab;
    fresh_left = SLAB;
  }
  struct vgpu_pool *pool = (struct vgpu_pool *)fresh;
  fresh += sizeof(*pool);
  fresh_left -= sizeof(*pool);
  pool->next = vgpu_pools;
  __atomic_store_n(&vgpu_pools, pool, __ATOMIC_RELEASE);
  return pool;
}

// One that is gone lies in the list without a handle until it is another one.
static struct vgpu_pool *find_unused(void) {
  for (struct vgpu_pool *pool = vgpu_pools; pool != NULL; pool = pool->next) {
    if (!vgpu_try_lock(&pool->lock))
      continue;
    bool is_unused = pool->handle == NULL && pool->outstanding == 0;
    vgpu_unlock(&pool->lock);
    if (is_unused)
      return pool;
  }
  return take_fresh();
}

static struct vgpu_pool *add(CUmemoryPool handle, const struct vgpu_pool *like) {
  vgpu_lock(&lock);
  struct vgpu_pool *pool = vgpu_pool_known(handle);
  if (pool == NULL && (pool = find_unused()) != NULL) {
    vgpu_pool_lock(pool);
    struct vgpu_piece *pieces = pool->room.pieces;
    uint64_t piece_room = pool->room.piece_room;
    // All but the lock and the list, which others may be looking at.
    size_t from = offsetof(struct vgpu_pool, handle);
    memcpy((char *)pool + from, (const char *)like + from, sizeof(*pool) - from);
    pool->room.pieces = pieces;
    pool->room.piece_room = piece_room;
    pool->handle = handle;
    vgpu_pool_unlock(pool);
    struct vgpu_allocation entry = {.context = (uint64_t)(uintptr_t)pool}, replaced;
    if (vgpu_table_insert(&by_handle, key_of(handle), &entry, &replaced) == VGPU_NO_MEMORY) {
      vgpu_pool_lock(pool);
      pool->handle = NULL;
      vgpu_pool_unlock(pool);
      pool = NULL;
    }
  }
  vgpu_unlock(&lock);
  return pool;
}

static void locate(struct vgpu_pool *pool, CUdevice device) {
  pool->index = vgpu_index_of_device(device);
  pool->is_refused = pool->index == VGPU_NO_DEVICE;
  pool->granularity = vgpu_memory_granularity(pool->index);
}

struct vgpu_pool *vgpu_pool_made(CUmemoryPool handle, const CUmemPoolProps *props) {
  struct vgpu_pool pool = {.index = VGPU_NO_DEVICE, .reuses = true, .most = props->maxSize};
  if (props->location.type == CU_MEM_LOCATION_TYPE_DEVICE)
    locate(&pool, props->location.id);
  return add(handle, &pool);
}

// One that this library did not see being made: a device's own, or the host's, or anybody's. Of the last kind is what came out of
// a function that no hook stands before; it is taken to be the current device's.
static struct vgpu_pool *meet(CUmemoryPool handle) {
  struct vgpu_pool pool = {.index = VGPU_NO_DEVICE, .is_default = true, .reuses = true};
  CUmemoryPool own;
  int count = 0;
  if (VGPU_ASK(cuDeviceGetCount))
    VGPU_ASK(cuDeviceGetCount)(&count);
  for (CUdevice device = 0; device < count && VGPU_ASK(cuDeviceGetDefaultMemPool); device++) {
    if (VGPU_ASK(cuDeviceGetDefaultMemPool)(&own, device) != CUDA_SUCCESS || own != handle)
      continue;
    locate(&pool, device);
    return add(handle, &pool);
  }
  CUmemLocation host = {.type = CU_MEM_LOCATION_TYPE_HOST};
  if (VGPU_ASK(cuMemGetDefaultMemPool) &&
      VGPU_ASK(cuMemGetDefaultMemPool)(&own, &host, CU_MEM_ALLOCATION_TYPE_PINNED) == CUDA_SUCCESS && own == handle)
    return add(handle, &pool);
  pool.is_default = false;
  pool.index = vgpu_index_of_current();
  pool.is_refused = pool.index == VGPU_NO_DEVICE;
  pool.granularity = vgpu_memory_granularity(pool.index);
  return add(handle, &pool);
}

struct vgpu_pool *vgpu_pool_of(CUmemoryPool handle) {
  struct vgpu_pool *pool = vgpu_pool_known(handle);
  return pool != NULL ? pool : meet(handle);
}

struct vgpu_pool *vgpu_pool_current(int index) {
  struct vgpu_pool *pool = __atomic_load_n(&current[index], __ATOMIC_ACQUIRE);
  if (pool != NULL)
    return pool;
  CUdevice device;
  CUmemoryPool handle;
  if (!VGPU_ASK(cuDeviceGetMemPool) || !vgpu_device_of_index(index, &device) ||
      VGPU_ASK(cuDeviceGetMemPool)(&handle, device) != CUDA_SUCCESS)
    return NULL;
  pool = vgpu_pool_of(handle);
  __atomic_store_n(&current[index], pool, __ATOMIC_RELEASE);
  return pool;
}

void vgpu_pool_is_current(int index, struct vgpu_pool *pool) {
  if (index >= 0 && index < HAMI_REGION_DEVICES)
    __atomic_store_n(&current[index], pool, __ATOMIC_RELEASE);
}

void vgpu_pool_gone(struct vgpu_pool *pool) {
  struct vgpu_allocation removed;
  vgpu_table_remove(&by_handle, key_of(pool->handle), &removed);
  for (int index = 0; index < HAMI_REGION_DEVICES; index++) {
    struct vgpu_pool *was = pool;
    __atomic_compare_exchange_n(&current[index], &was, NULL, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
  }
  vgpu_room_forget(&pool->room);
  pool->handle = NULL;
  vgpu_pool_unlock(pool);
}

void vgpu_pool_registry_forget(void) {
  vgpu_table_forget(&by_handle);
  lock = VGPU_LOCK_OPEN;
  memset(current, 0, sizeof(current));
  vgpu_pools = NULL;
  fresh_left = 0;
}
