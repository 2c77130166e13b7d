// How a pool is made up: chunks that the device gave, cut into blocks.
#pragma once

#include "pool.h"

enum sg_block_state {
  SG_BLOCK_FREE,
  SG_BLOCK_USED,
  SG_BLOCK_PENDING,           // freed in a stream that hasn't come to it yet
};

struct sg_block {
  CUdeviceptr base;
  uint64_t bytes;             // in blocks of 512
  uint64_t requested;
  enum sg_block_state state;
  struct sg_context *context; // of the stream it was allocated in
  // PENDING: the stream's item after which it is free.
  uint32_t queue;
  uint64_t queue_generation, number;
  struct sg_allocation *allocation;  // in the table until it is free or used again
  struct sg_pool *pool;
  struct sg_chunk *chunk;     // NULL: another process's memory, imported
  uint32_t object;            // imported: what it is part of
  struct sg_block *next;      // by address
};

struct sg_chunk {
  struct sg_pool *pool;
  CUdeviceptr base;
  uint64_t bytes;
  char *host;
  uint64_t file_offset;       // of a pool that can be exported
  uint32_t object;            // such a pool's bytes are a shared object's; SG_NONE: this process's
  uint64_t object_generation;
  struct sg_block *blocks;
  struct sg_chunk *next;
};

struct sg_pool {
  CUmemPoolProps properties;
  int ordinal;                // -1: host memory, charged to no device
  uint32_t device;
  bool is_default, is_imported, is_destroyed;
  int reuse[3];               // CU_MEMPOOL_ATTR_REUSE_*
  uint64_t threshold;
  uint64_t reserved, reserved_high, used, used_high;
  uint8_t access[SG_MAX_DEVICES];
  int file;                   // of a pool that can be exported or is imported; -1
  struct sg_chunk *chunks;
  struct sg_block *imports;
  struct sg_pool *next;
};

// Guards all pools. Never held while waiting or submitting.
void sg_pools_lock(void);
void sg_pools_unlock(void);

// The rest wants the lock.
extern struct sg_pool *sg_pools;

struct sg_pool *sg_pool_new(const CUmemPoolProps *properties);
// The handle is dead; what is left goes with its last allocation.
void sg_pool_end(struct sg_pool *pool);
bool sg_pool_valid(CUmemoryPool handle, struct sg_pool **out);

// A used block for a stream. `*wait` says whether the stream must first wait for the item `number` of `queue`.
struct sg_block_wait { bool needed; uint32_t queue; uint64_t number; };
CUresult sg_pool_take(struct sg_pool *pool, uint64_t bytes, struct sg_stream *stream, struct sg_block **out,
                      struct sg_block_wait *wait);
struct sg_block *sg_pool_block(CUdeviceptr address);  // NULL: no living allocation of a pool begins there
void sg_block_free(struct sg_block *block);           // nothing uses it any more
// Freed in a stream: `number` is to be filled in when the stream has its mark.
void sg_block_pend(struct sg_block *block, const struct sg_stream *stream);
// Makes blocks free whose streams came to that, and gives back chunks until no more than `keep` bytes are reserved.
void sg_pool_trim(struct sg_pool *pool, uint64_t keep);
// Another process's memory, whose mapping `block->bytes` bytes long begins at the SG_BLOCK of `base`.
void sg_pool_add_import(struct sg_pool *pool, struct sg_block *block);
// Puts an address into the allocation table.
CUresult sg_block_enter(struct sg_block *block, char *host, int ordinal, uint32_t device);
// The pool from which cuMemAllocAsync takes on a device; NULL: no memory.
struct sg_pool *sg_pool_current(int ordinal);
