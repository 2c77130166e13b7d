// What the files that make up pools share with each other only. All of it wants the pools' lock.
#pragma once

#include "pool_memory.h"

// Chunks and imports of all pools: with none, no wait has to look at any.
extern _Atomic uint64_t sg_pool_pieces;

// Room for so many bytes, in one free block; NULL: the device, or the pool by its greatest size, has no more.
struct sg_chunk *sg_chunk_add(struct sg_pool *pool, uint64_t bytes);
// Takes out the chunk, none of which is in use.
void sg_chunk_remove(struct sg_chunk **link);

// Blocks whose streams have come past their free are free.
void sg_pool_settle(struct sg_pool *pool);
bool sg_pool_is_opportunistic(const struct sg_pool *pool);
// As sg_pools_make_room.
bool sg_pool_make_room(uint32_t device);
