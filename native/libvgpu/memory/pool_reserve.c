// What pools reserve of a device, charged.
#include "activity.h"
#include "libvgpu/lookup/unhooked.h"
#include "charging.h"
#include "graph.h"
#include "libvgpu/process/lock.h"
#include "physical.h"
#include "pool.h"
#include "process/log.h"

// The pool whose lock this thread has: a shortage may come up while it has it.
static __thread struct vgpu_pool *held;

void vgpu_pool_lock(struct vgpu_pool *pool) {
  vgpu_lock(&pool->lock);
  held = pool;
}

static bool try_lock(struct vgpu_pool *pool) {
  if (!vgpu_try_lock(&pool->lock))
    return false;
  held = pool;
  return true;
}

void vgpu_pool_unlock(struct vgpu_pool *pool) {
  held = NULL;
  vgpu_unlock(&pool->lock);
}

static bool read_reserved(struct vgpu_pool *pool, uint64_t *bytes) {
  cuuint64_t value;
  if (!VGPU_ASK(cuMemPoolGetAttribute) ||
      VGPU_ASK(cuMemPoolGetAttribute)(pool->handle, CU_MEMPOOL_ATTR_RESERVED_MEM_CURRENT, &value) != CUDA_SUCCESS)
    return false;
  *bytes = value;
  return true;
}

bool vgpu_pool_settle(struct vgpu_pool *pool) {
  uint64_t reserved;
  if (pool->index == VGPU_NO_DEVICE || !read_reserved(pool, &reserved))
    return true;
  if (reserved < pool->reserved)
    vgpu_room_shrunk(&pool->room);
  pool->reserved = reserved;
  if (pool->charged > reserved) {
    vgpu_uncharge(pool->index, HAMI_REGION_POOL, pool->charged - reserved);
    pool->charged = reserved;
  }
  if (pool->charged == reserved)
    return true;
  if (vgpu_charge_watched(pool->index, HAMI_REGION_POOL, reserved - pool->charged) != CUDA_SUCCESS)
    return false;
  pool->charged = reserved;
  return true;
}

void vgpu_pool_trim(struct vgpu_pool *pool) {
  if (pool->index == VGPU_NO_DEVICE || !VGPU_REAL(cuMemPoolTrimTo) || VGPU_REAL(cuMemPoolTrimTo)(pool->handle, 0) != CUDA_SUCCESS)
    return;
  vgpu_room_shrunk(&pool->room);
  vgpu_pool_settle(pool);
}

void vgpu_pool_end_if_unused(struct vgpu_pool *pool) {
  vgpu_pool_trim(pool);
  if (pool->charged != 0 || VGPU_REAL(cuMemPoolDestroy)(pool->handle) != CUDA_SUCCESS) {
    vgpu_pool_unlock(pool);
    return;
  }
  pool->outstanding = 0;
  vgpu_pool_gone(pool);
}

static bool trim_one(struct vgpu_pool *pool) {
  uint64_t before = pool->charged;
  vgpu_pool_trim(pool);
  return pool->charged < before;
}

bool vgpu_pools_make_room(int index) {
  bool made = vgpu_graphs_make_room(index);
  struct vgpu_pool *own = held;
  for (struct vgpu_pool *pool = __atomic_load_n(&vgpu_pools, __ATOMIC_ACQUIRE); pool != NULL; pool = pool->next) {
    if (pool == own) {
      made = (pool->index == index && trim_one(pool)) || made;
      continue;
    }
    // Whoever has its lock is about to settle it.
    if (!vgpu_try_lock(&pool->lock))
      continue;
    if (pool->handle != NULL && pool->index == index && pool->charged > 0)
      made = trim_one(pool) || made;
    vgpu_unlock(&pool->lock);
  }
  return made;
}

// Somebody waited for a stream: pools gave back what they had beyond their thresholds. What is in use is settled by its user:
// this thread has more to do than to wait.
void vgpu_pools_settle(void) {
  vgpu_graphs_settle();
  vgpu_physical_settle();
  for (struct vgpu_pool *pool = __atomic_load_n(&vgpu_pools, __ATOMIC_ACQUIRE); pool != NULL; pool = pool->next) {
    if (pool == held || !try_lock(pool))
      continue;
    if (pool->handle != NULL && pool->is_ended && pool->outstanding == 0) {
      vgpu_pool_end_if_unused(pool);
      continue;
    }
    if (pool->handle != NULL && pool->charged > 0)
      vgpu_pool_settle(pool);
    vgpu_pool_unlock(pool);
  }
}

void vgpu_pools_context_ended(void) {
  for (struct vgpu_pool *pool = __atomic_load_n(&vgpu_pools, __ATOMIC_ACQUIRE); pool != NULL; pool = pool->next) {
    vgpu_pool_lock(pool);
    vgpu_room_forget(&pool->room);
    vgpu_pool_unlock(pool);
  }
  vgpu_pools_settle();
}

static void forget(void) {
  held = NULL;
  vgpu_pool_registry_forget();
  vgpu_graphs_forget();
  vgpu_physical_forget();
}

void vgpu_pools_begin(void) {
  static bool begun;
  if (!__atomic_load_n(&begun, __ATOMIC_RELAXED) && !__atomic_exchange_n(&begun, true, __ATOMIC_RELAXED)) {
    vgpu_on_shortage(vgpu_pools_make_room);
    vgpu_on_fork(forget);
  }
}
