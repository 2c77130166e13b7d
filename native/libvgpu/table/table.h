// What this process took from the driver: for each address or handle, what it was charged and where. Any thread may call any of
// these at any time but vgpu_table_forget; each holds at most one of the shards' locks, only for as long as it touches memory.
// No memory is taken but by insertion, there by mmap, and none is given back as entries go; errno stays.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { VGPU_TABLE_SHARDS = 64, VGPU_TABLE_FIRST_SLOTS = 32 };

// The driver's handles of different types can have the same value; `space` says which type it is (the caller's numbers).
struct vgpu_key {
  uint64_t handle;
  uint8_t space;
};

struct vgpu_allocation {
  uint64_t bytes;
  uint64_t context;  // the one it ends with; 0: it outlives contexts
  uint16_t device;
  uint8_t kind;      // how it was made, which decides how it is un-charged (the caller's numbers)
};

// One cache line holds two.
struct vgpu_slot {
  uint64_t handle;
  uint64_t bytes;
  uint64_t context;
  uint16_t device;
  uint8_t kind;
  uint8_t space;
  uint32_t live;
};

struct vgpu_shard {
  _Alignas(64) uint32_t lock;
  uint32_t moves;           // how often an entry may have come to another slot
  uint64_t count;
  uint64_t mask;            // number of slots less one; 0: those below
  struct vgpu_slot *slots;  // NULL: those below
  _Alignas(64) struct vgpu_slot first[VGPU_TABLE_FIRST_SLOTS];
};

// All zeros is an empty table.
struct vgpu_table {
  struct vgpu_shard shards[VGPU_TABLE_SHARDS];
};

enum vgpu_inserted {
  VGPU_INSERTED,
  VGPU_REPLACED,   // the driver gave out a handle that the table still held: what it said is in `replaced`
  VGPU_NO_MEMORY,  // nothing has changed
};

// `replaced` may be `allocation`.
enum vgpu_inserted vgpu_table_insert(struct vgpu_table *table, struct vgpu_key key, const struct vgpu_allocation *allocation,
                                     struct vgpu_allocation *replaced);

bool vgpu_table_find(struct vgpu_table *table, struct vgpu_key key, struct vgpu_allocation *allocation);

// Takes the entry out: of several threads that free the same handle one gets it. To be called before the driver frees, which
// may give the same handle to another thread at once.
bool vgpu_table_remove(struct vgpu_table *table, struct vgpu_key key, struct vgpu_allocation *allocation);

// The number of entries; while other threads work, of each shard at some moment.
uint64_t vgpu_table_count(struct vgpu_table *table);

// Where a sweep of the context's entries is. {.context = C} is its beginning.
struct vgpu_sweep {
  uint64_t context;
  uint32_t shard, moves;
  uint64_t slot;
};

struct vgpu_swept {
  struct vgpu_key key;
  struct vgpu_allocation allocation;
};

// Takes out up to `room` entries of the context; 0 when none is left. Each time around no lock is held, so that the caller may do
// what it must with them. What other threads insert meanwhile may stay.
size_t vgpu_table_sweep(struct vgpu_table *table, struct vgpu_sweep *sweep, struct vgpu_swept *out, size_t room);

// In a child after fork, before any other thread exists: it owns nothing of the parent's, and locks that other threads held in
// the middle of a change are free again.
void vgpu_table_forget(struct vgpu_table *table);
