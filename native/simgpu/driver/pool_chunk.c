// Chunks: what a pool takes of the device, where it lies, and how it goes back.
#include "pool_chunk.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "memory.h"
#include "object_hold.h"
#include "share.h"

// Pools take memory in large pieces, so that little requests seldom meet the device.
static const uint64_t CHUNK_BYTES = UINT64_C(32) << 20;

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
      atomic_fetch_add(&sg_pool_pieces, 1);
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

struct sg_chunk *sg_chunk_add(struct sg_pool *pool, uint64_t bytes) {
  uint64_t unit = pool->device == SG_NONE ? SG_BLOCK : sg_driver.state->description.devices[pool->device].granularity_bytes;
  uint64_t large = sg_round_up(bytes, CHUNK_BYTES), small = sg_round_up(bytes, unit);
  struct sg_chunk *chunk = add_chunk(pool, large);
  if (chunk == NULL && small < large)
    chunk = add_chunk(pool, small);
  return chunk;
}

void sg_chunk_remove(struct sg_chunk **link) {
  struct sg_chunk *chunk = *link;
  struct sg_pool *pool = chunk->pool;
  *link = chunk->next;
  displace(pool, chunk);
  if (chunk->object != SG_NONE)
    sg_hold_drop(chunk->object);
  else
    uncharge(pool, chunk->bytes);
  pool->reserved -= chunk->bytes;
  atomic_fetch_sub(&sg_pool_pieces, 1);
  free(chunk->blocks);
  free(chunk);
}
