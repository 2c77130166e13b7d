#include "pool_memory.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "memory.h"
#include "object_hold.h"
#include "share.h"

enum { BLOCK_BYTES = 512, MAX_POOLS = 4096 };

// Pools take memory in large pieces, so that little requests seldom meet the device.
static const uint64_t CHUNK_BYTES = UINT64_C(32) << 20;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct sg_handles handles = SG_HANDLES(struct sg_pool, MAX_POOLS);
static _Atomic uint64_t pieces;  // chunks and imports of all pools
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

static bool charge(struct sg_pool *pool, uint64_t bytes) {
  return pool->device == SG_NONE ||
         sg_memory_charge(sg_driver.state, sg_driver.process, pool->device, SG_MEMORY_DATA, bytes, 0) == 0;
}

static void uncharge(struct sg_pool *pool, uint64_t bytes) {
  if (pool->device != SG_NONE)
    sg_memory_return(sg_driver.state, sg_driver.process, pool->device, SG_MEMORY_DATA, bytes, 0);
}

// What can be exported is a shared object from the beginning: whoever dies first, it stays charged while anybody holds it.
static bool make_object(struct sg_pool *pool, struct sg_chunk *chunk) {
  chunk->object = SG_NONE;
  if (pool->file < 0)
    return true;
  if (sg_object_create(sg_driver.state, sg_driver.process, pool->device, chunk->bytes, 0, "", 0, &chunk->object) != 0)
    return false;
  chunk->object_generation = sg_driver.state->objects[chunk->object].generation;
  sg_hold_made(chunk->object);
  return true;
}

// What the program asked for is counted beside what the device gave.
static void count_requested(struct sg_pool *pool, uint64_t bytes, bool more) {
  if (pool->device == SG_NONE)
    return;
  if (more)
    sg_memory_charge(sg_driver.state, sg_driver.process, pool->device, SG_MEMORY_DATA, 0, bytes);
  else
    sg_memory_return(sg_driver.state, sg_driver.process, pool->device, SG_MEMORY_DATA, 0, bytes);
}

// The first gap in the pool's file.
static uint64_t file_gap(const struct sg_pool *pool, uint64_t bytes) {
  uint64_t at = SG_SHARE_DATA;
  for (bool moved = true; moved;) {
    moved = false;
    for (const struct sg_chunk *chunk = pool->chunks; chunk != NULL; chunk = chunk->next) {
      if (at < chunk->file_offset + chunk->bytes && chunk->file_offset < at + bytes) {
        at = chunk->file_offset + chunk->bytes;
        moved = true;
      }
    }
  }
  return at;
}

static CUresult place_host(struct sg_chunk *chunk) {
  void *host = mmap(NULL, chunk->bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (host == MAP_FAILED)
    return CUDA_ERROR_OUT_OF_MEMORY;
  chunk->base = (uintptr_t)host;
  chunk->host = host;
  return CUDA_SUCCESS;
}

static CUresult place(struct sg_pool *pool, struct sg_chunk *chunk) {
  if (pool->device == SG_NONE)
    return place_host(chunk);
  SG_TRY(sg_address_reserve(chunk->bytes, SG_BLOCK, &chunk->base));
  chunk->host = sg_region_bytes(sg_region_of(chunk->base), chunk->base);
  if (pool->file < 0)
    return CUDA_SUCCESS;
  chunk->file_offset = file_gap(pool, chunk->bytes);
  void *mapped = mmap(chunk->host, chunk->bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE | MAP_FIXED, pool->file,
                      (off_t)chunk->file_offset);
  if (mapped != MAP_FAILED)
    return CUDA_SUCCESS;
  sg_address_release(chunk->base, chunk->bytes);
  return CUDA_ERROR_OUT_OF_MEMORY;
}

static void displace(struct sg_pool *pool, struct sg_chunk *chunk) {
  if (pool->device == SG_NONE) {
    munmap(chunk->host, chunk->bytes);
    return;
  }
  if (pool->file < 0) {
    sg_address_forget(chunk->base, chunk->bytes);
  } else {
    sg_backing_unmap(chunk->base, chunk->bytes);
    fallocate(pool->file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)chunk->file_offset, (off_t)chunk->bytes);
  }
  sg_address_release(chunk->base, chunk->bytes);
}

static struct sg_chunk *add_chunk(struct sg_pool *pool, uint64_t bytes) {
  if (pool->properties.maxSize != 0 && pool->reserved + bytes > pool->properties.maxSize)
    return NULL;
  if (!charge(pool, bytes))
    return NULL;
  struct sg_chunk *chunk = calloc(1, sizeof(*chunk));
  struct sg_block *block = calloc(1, sizeof(*block));
  if (chunk != NULL && block != NULL) {
    chunk->bytes = bytes;
    bool placed = place(pool, chunk) == CUDA_SUCCESS;
    if (placed && !make_object(pool, chunk)) {
      displace(pool, chunk);
      placed = false;
    }
    if (placed) {
      *block = (struct sg_block){.base = chunk->base, .bytes = bytes, .pool = pool, .chunk = chunk};
      chunk->pool = pool;
      chunk->blocks = block;
      chunk->next = pool->chunks;
      pool->chunks = chunk;
      pool->reserved += bytes;
      atomic_fetch_add(&pieces, 1);
      if (pool->reserved > pool->reserved_high)
        pool->reserved_high = pool->reserved;
      return chunk;
    }
  }
  free(chunk);
  free(block);
  uncharge(pool, bytes);
  return NULL;
}

static void remove_chunk(struct sg_chunk **link) {
  struct sg_chunk *chunk = *link;
  struct sg_pool *pool = chunk->pool;
  *link = chunk->next;
  displace(pool, chunk);
  if (chunk->object != SG_NONE)
    sg_hold_drop(chunk->object);
  else
    uncharge(pool, chunk->bytes);
  pool->reserved -= chunk->bytes;
  atomic_fetch_sub(&pieces, 1);
  free(chunk->blocks);
  free(chunk);
}

void sg_pool_add_import(struct sg_pool *pool, struct sg_block *block) {
  block->next = pool->imports;
  pool->imports = block;
  atomic_fetch_add(&pieces, 1);
}

CUresult sg_block_enter(struct sg_block *block, char *host, int ordinal, uint32_t device) {
  struct sg_allocation *allocation = malloc(sizeof(*allocation));
  if (allocation == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  *allocation = (struct sg_allocation){
      .base = block->base, .bytes = block->requested, .kind = SG_ALLOCATION_POOL, .context = block->context,
      .ordinal = ordinal, .device = device, .id = sg_allocation_next_id(), .owner = block, .host = host};
  CUresult result = sg_allocation_add(allocation);
  if (result != CUDA_SUCCESS) {
    free(allocation);
    return result;
  }
  block->allocation = allocation;
  return CUDA_SUCCESS;
}

static void leave_table(struct sg_block *block) {
  if (block->allocation != NULL)
    sg_allocation_remove(block->allocation);
  block->allocation = NULL;
}

struct sg_block *sg_pool_block(CUdeviceptr address) {
  struct sg_allocation *allocation = sg_allocation_find(address);
  if (allocation == NULL || allocation->kind != SG_ALLOCATION_POOL || allocation->base != address)
    return NULL;
  struct sg_block *block = allocation->owner;
  return block->state == SG_BLOCK_USED ? block : NULL;
}

static bool is_over(const struct sg_block *block) {
  return sg_driver.state->queues[block->queue].generation != block->queue_generation ||
         (block->number != SG_NEVER && sg_queue_done(sg_driver.state, block->queue, block->number));
}

static void merge(struct sg_chunk *chunk) {
  for (struct sg_block *block = chunk->blocks; block != NULL && block->next != NULL;) {
    struct sg_block *next = block->next;
    if (block->state != SG_BLOCK_FREE || next->state != SG_BLOCK_FREE) {
      block = next;
      continue;
    }
    block->bytes += next->bytes;
    block->next = next->next;
    free(next);
  }
}

static void settle_imports(struct sg_pool *pool) {
  for (struct sg_block **link = &pool->imports; *link != NULL;) {
    struct sg_block *block = *link;
    if (block->state != SG_BLOCK_FREE && (block->state != SG_BLOCK_PENDING || !is_over(block))) {
      link = &block->next;
      continue;
    }
    *link = block->next;
    atomic_fetch_sub(&pieces, 1);
    leave_table(block);
    CUdeviceptr start = block->base / SG_BLOCK * SG_BLOCK;
    sg_backing_unmap(start, block->bytes);
    sg_address_release(start, block->bytes);
    sg_hold_drop(block->object);
    free(block);
  }
}

static void settle(struct sg_pool *pool) {
  for (struct sg_chunk *chunk = pool->chunks; chunk != NULL; chunk = chunk->next) {
    for (struct sg_block *block = chunk->blocks; block != NULL; block = block->next) {
      if (block->state == SG_BLOCK_PENDING && is_over(block)) {
        leave_table(block);
        block->state = SG_BLOCK_FREE;
      }
    }
    merge(chunk);
  }
  settle_imports(pool);
}

static void count_free(struct sg_block *block) {
  if (block->chunk == NULL)
    return;
  block->pool->used -= block->bytes;
  count_requested(block->pool, block->requested, false);
}

void sg_block_pend(struct sg_block *block, const struct sg_stream *stream) {
  count_free(block);
  block->state = SG_BLOCK_PENDING;
  block->queue = stream->queue;
  block->queue_generation = sg_driver.state->queues[stream->queue].generation;
  block->number = SG_NEVER;
}

static bool is_opportunistic(const struct sg_pool *pool) {
  return pool->reuse[CU_MEMPOOL_ATTR_REUSE_ALLOW_OPPORTUNISTIC - 1] != 0;
}

void sg_block_free(struct sg_block *block) {
  if (block->state == SG_BLOCK_USED)
    count_free(block);
  leave_table(block);
  block->state = SG_BLOCK_FREE;
  if (block->chunk != NULL)
    merge(block->chunk);
  else
    settle_imports(block->pool);
}

void sg_pool_trim(struct sg_pool *pool, uint64_t keep) {
  settle(pool);
  for (struct sg_chunk **link = &pool->chunks; *link != NULL && pool->reserved > keep;) {
    struct sg_chunk *chunk = *link;
    bool unused = chunk->blocks->next == NULL && chunk->blocks->state == SG_BLOCK_FREE;
    if (unused)
      remove_chunk(link);
    else
      link = &chunk->next;
  }
  drop_if_over(pool);
}

static bool is_of_stream(const struct sg_block *block, const struct sg_stream *stream) {
  return block->queue == stream->queue &&
         block->queue_generation == sg_driver.state->queues[stream->queue].generation;
}

enum fit { FIT_FREE, FIT_SAME_STREAM, FIT_AFTER_WAIT, FIT_NONE };

static enum fit fit_of(const struct sg_pool *pool, const struct sg_block *block, const struct sg_stream *stream) {
  if (block->state == SG_BLOCK_FREE)
    return FIT_FREE;
  if (block->state != SG_BLOCK_PENDING || block->number == SG_NEVER)
    return FIT_NONE;
  if (is_of_stream(block, stream))
    return FIT_SAME_STREAM;
  bool may_wait = pool->reuse[CU_MEMPOOL_ATTR_REUSE_ALLOW_INTERNAL_DEPENDENCIES - 1] != 0;
  return may_wait ? FIT_AFTER_WAIT : FIT_NONE;
}

// The smallest block that fits, of the most convenient kind.
static struct sg_block *find_block(struct sg_pool *pool, uint64_t bytes, const struct sg_stream *stream, enum fit *fit) {
  struct sg_block *best = NULL;
  *fit = FIT_NONE;
  for (struct sg_chunk *chunk = pool->chunks; chunk != NULL; chunk = chunk->next) {
    for (struct sg_block *block = chunk->blocks; block != NULL; block = block->next) {
      if (block->bytes < bytes)
        continue;
      enum fit now = fit_of(pool, block, stream);
      if (now < *fit || (now == *fit && best != NULL && block->bytes < best->bytes)) {
        best = block;
        *fit = now;
      }
    }
  }
  return best;
}

static struct sg_chunk *grow(struct sg_pool *pool, uint64_t bytes) {
  uint64_t unit = pool->device == SG_NONE ? SG_BLOCK : sg_driver.state->description.devices[pool->device].granularity_bytes;
  uint64_t large = sg_round_up(bytes, CHUNK_BYTES), small = sg_round_up(bytes, unit);
  struct sg_chunk *chunk = add_chunk(pool, large);
  if (chunk == NULL && small < large)
    chunk = add_chunk(pool, small);
  return chunk;
}

static bool make_room(uint32_t device) {
  bool freed = false;
  for (struct sg_pool *pool = sg_pools, *next; pool != NULL; pool = next) {
    next = pool->next;
    if (pool->device != device)
      continue;
    uint64_t before = atomic_load(&pieces);
    sg_pool_trim(pool, 0);
    freed = freed || atomic_load(&pieces) < before;
  }
  return freed;
}

bool sg_pools_make_room(uint32_t device) {
  if (atomic_load(&pieces) == 0)
    return false;
  sg_pools_lock();
  bool freed = make_room(device);
  sg_pools_unlock();
  return freed;
}

static bool cut(struct sg_block *block, uint64_t bytes) {
  if (block->bytes == bytes)
    return true;
  struct sg_block *rest = malloc(sizeof(*rest));
  if (rest == NULL)
    return false;
  *rest = *block;
  rest->base += bytes;
  rest->bytes -= bytes;
  rest->allocation = NULL;
  block->bytes = bytes;
  block->next = rest;
  return true;
}

CUresult sg_pool_take(struct sg_pool *pool, uint64_t bytes, struct sg_stream *stream, struct sg_block **out,
                      struct sg_block_wait *wait) {
  if (bytes > UINT64_MAX - CHUNK_BYTES)
    return CUDA_ERROR_OUT_OF_MEMORY;
  uint64_t rounded = sg_round_up(bytes, BLOCK_BYTES);
  // Without opportunity to look how far streams have come, only a synchronise makes their blocks free.
  if (is_opportunistic(pool))
    settle(pool);
  enum fit fit;
  struct sg_block *block = find_block(pool, rounded, stream, &fit);
  if (block == NULL) {
    struct sg_chunk *chunk = grow(pool, rounded);
    if (chunk == NULL && pool->device != SG_NONE && make_room(pool->device))
      chunk = grow(pool, rounded);
    if (chunk == NULL)
      return CUDA_ERROR_OUT_OF_MEMORY;
    block = chunk->blocks;
    fit = FIT_FREE;
  }
  *wait = (struct sg_block_wait){.needed = fit == FIT_AFTER_WAIT, .queue = block->queue, .number = block->number};
  leave_table(block);
  if (!cut(block, rounded))
    return CUDA_ERROR_OUT_OF_MEMORY;
  enum sg_block_state before = block->state;
  block->requested = bytes;
  block->context = stream->context;
  CUresult result = sg_block_enter(block, block->chunk->host + (block->base - block->chunk->base),
                                   pool->ordinal < 0 ? stream->context->ordinal : pool->ordinal,
                                   pool->device == SG_NONE ? stream->context->device : pool->device);
  if (result != CUDA_SUCCESS) {
    block->state = before;
    return result;
  }
  block->state = SG_BLOCK_USED;
  pool->used += rounded;
  if (pool->used > pool->used_high)
    pool->used_high = pool->used;
  count_requested(pool, bytes, true);
  *out = block;
  return CUDA_SUCCESS;
}

void sg_pools_synchronised(void) {
  if (__builtin_expect(atomic_load_explicit(&pieces, memory_order_relaxed) == 0, 1))
    return;
  sg_pools_lock();
  for (struct sg_pool *pool = sg_pools, *next; pool != NULL; pool = next) {
    next = pool->next;
    if (pool->is_destroyed || pool->imports != NULL || pool->reserved > pool->threshold)
      sg_pool_trim(pool, pool->is_destroyed ? 0 : pool->threshold);
    else if (!is_opportunistic(pool))
      settle(pool);
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
  settle_imports(pool);
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
