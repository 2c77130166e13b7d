// Blocks: how chunks are cut up, who has them, and when they can be had again.
#include "pool_chunk.h"

#include <stdlib.h>

#include "memory.h"
#include "object_hold.h"

enum { BLOCK_BYTES = 512 };

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

// What the program asked for is counted beside what the device gave.
static void count_requested(struct sg_pool *pool, uint64_t bytes, bool more) {
  if (pool->device == SG_NONE)
    return;
  if (more)
    sg_memory_charge(sg_driver.state, sg_driver.process, pool->device, SG_MEMORY_DATA, 0, bytes);
  else
    sg_memory_return(sg_driver.state, sg_driver.process, pool->device, SG_MEMORY_DATA, 0, bytes);
}

static void count_free(struct sg_block *block) {
  if (block->chunk == NULL)
    return;
  block->pool->used -= block->bytes;
  count_requested(block->pool, block->requested, false);
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

void sg_pool_add_import(struct sg_pool *pool, struct sg_block *block) {
  block->next = pool->imports;
  pool->imports = block;
  atomic_fetch_add(&sg_pool_pieces, 1);
}

static void settle_imports(struct sg_pool *pool) {
  for (struct sg_block **link = &pool->imports; *link != NULL;) {
    struct sg_block *block = *link;
    if (block->state != SG_BLOCK_FREE && (block->state != SG_BLOCK_PENDING || !is_over(block))) {
      link = &block->next;
      continue;
    }
    *link = block->next;
    atomic_fetch_sub(&sg_pool_pieces, 1);
    leave_table(block);
    CUdeviceptr start = block->base / SG_BLOCK * SG_BLOCK;
    sg_backing_unmap(start, block->bytes);
    sg_address_release(start, block->bytes);
    sg_hold_drop(block->object);
    free(block);
  }
}

void sg_pool_settle(struct sg_pool *pool) {
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

void sg_block_pend(struct sg_block *block, const struct sg_stream *stream) {
  count_free(block);
  block->state = SG_BLOCK_PENDING;
  block->queue = stream->queue;
  block->queue_generation = sg_driver.state->queues[stream->queue].generation;
  block->number = SG_NEVER;
}

bool sg_pool_is_opportunistic(const struct sg_pool *pool) {
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
  if (bytes > UINT64_MAX / 2)
    return CUDA_ERROR_OUT_OF_MEMORY;
  uint64_t rounded = sg_round_up(bytes, BLOCK_BYTES);
  // Without opportunity to look how far streams have come, only a synchronise makes their blocks free.
  if (sg_pool_is_opportunistic(pool))
    sg_pool_settle(pool);
  enum fit fit;
  struct sg_block *block = find_block(pool, rounded, stream, &fit);
  if (block == NULL) {
    struct sg_chunk *chunk = sg_chunk_add(pool, rounded);
    if (chunk == NULL && pool->device != SG_NONE && sg_pool_make_room(pool->device))
      chunk = sg_chunk_add(pool, rounded);
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
