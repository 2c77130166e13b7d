// The pools of this process, and when they give memory back.
#include "pool_chunk.h"

#include <unistd.h>

enum { MAX_POOLS = 4096 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct sg_handles handles = SG_HANDLES(struct sg_pool, MAX_POOLS);
_Atomic uint64_t sg_pool_pieces;
struct sg_pool *sg_pools;

void sg_pools_lock(void) {
  pthread_mutex_lock(&lock);
}

void sg_pools_unlock(void) {
  pthread_mutex_unlock(&lock);
}

struct sg_pool *sg_pool_new(const CUmemPoolProps *properties) {
  struct sg_pool *pool = sg_handle_new(&handles);
  if (pool == NULL)
    return NULL;
  pool->properties = *properties;
  pool->ordinal = -1;
  pool->device = SG_NONE;
  pool->file = -1;
  for (int i = 0; i < 3; i++)
    pool->reuse[i] = 1;
  if (properties->location.type == CU_MEM_LOCATION_TYPE_DEVICE) {
    pool->ordinal = properties->location.id;
    pool->device = sg_driver.ordinals[pool->ordinal].device;
    pool->access[pool->ordinal] = CU_MEM_ACCESS_FLAGS_PROT_READWRITE;
  }
  pool->next = sg_pools;
  sg_pools = pool;
  return pool;
}

bool sg_pool_valid(CUmemoryPool handle, struct sg_pool **out) {
  struct sg_pool *pool = (struct sg_pool *)handle;
  if (pool == NULL || !sg_handle_live(&handles, pool) || pool->is_destroyed)
    return false;
  *out = pool;
  return true;
}

static void drop_if_over(struct sg_pool *pool) {
  if (!pool->is_destroyed || pool->chunks != NULL || pool->imports != NULL)
    return;
  struct sg_pool **link = &sg_pools;
  while (*link != pool)
    link = &(*link)->next;
  *link = pool->next;
  if (pool->file >= 0)
    close(pool->file);
  sg_handle_free(&handles, pool);
}

void sg_pool_end(struct sg_pool *pool) {
  pool->is_destroyed = true;
  sg_pool_trim(pool, 0);
}

void sg_pool_trim(struct sg_pool *pool, uint64_t keep) {
  sg_pool_settle(pool);
  for (struct sg_chunk **link = &pool->chunks; *link != NULL && pool->reserved > keep;) {
    struct sg_chunk *chunk = *link;
    bool unused = chunk->blocks->next == NULL && chunk->blocks->state == SG_BLOCK_FREE;
    if (unused)
      sg_chunk_remove(link);
    else
      link = &chunk->next;
  }
  drop_if_over(pool);
}

bool sg_pool_make_room(uint32_t device) {
  bool freed = false;
  for (struct sg_pool *pool = sg_pools, *next; pool != NULL; pool = next) {
    next = pool->next;
    if (pool->device != device)
      continue;
    uint64_t before = atomic_load(&sg_pool_pieces);
    sg_pool_trim(pool, 0);
    freed = freed || atomic_load(&sg_pool_pieces) < before;
  }
  return freed;
}

bool sg_pools_make_room(uint32_t device) {
  if (atomic_load(&sg_pool_pieces) == 0)
    return false;
  sg_pools_lock();
  bool freed = sg_pool_make_room(device);
  sg_pools_unlock();
  return freed;
}

void sg_pools_synchronised(void) {
  if (__builtin_expect(atomic_load_explicit(&sg_pool_pieces, memory_order_relaxed) == 0, 1))
    return;
  sg_pools_lock();
  for (struct sg_pool *pool = sg_pools, *next; pool != NULL; pool = next) {
    next = pool->next;
    if (pool->is_destroyed || pool->imports != NULL || pool->reserved > pool->threshold)
      sg_pool_trim(pool, pool->is_destroyed ? 0 : pool->threshold);
    else if (!sg_pool_is_opportunistic(pool))
      sg_pool_settle(pool);
  }
  sg_pools_unlock();
}

static void free_of_context(struct sg_pool *pool, const struct sg_context *context) {
  for (struct sg_chunk *chunk = pool->chunks; chunk != NULL; chunk = chunk->next) {
    for (struct sg_block *block = chunk->blocks; block != NULL; block = block->next) {
      if (block->context == context && block->state == SG_BLOCK_USED) {
        sg_block_free(block);
        block = chunk->blocks;  // its neighbours may have been joined to it
      }
    }
  }
  for (struct sg_block *block = pool->imports; block != NULL; block = block->next) {
    if (block->context == context)
      block->state = SG_BLOCK_FREE;
  }
  sg_pool_settle(pool);
}

void sg_pools_drop_context(struct sg_context *context) {
  sg_pools_lock();
  for (struct sg_pool *pool = sg_pools, *next; pool != NULL; pool = next) {
    next = pool->next;
    free_of_context(pool, context);
    if (pool->device == context->device)
      sg_pool_trim(pool, 0);
  }
  sg_pools_unlock();
}
