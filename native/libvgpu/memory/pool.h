// Memory pools. What a pool reserves of a device is charged, not what was allocated from it: it takes pieces as it needs them and
// keeps them until it is trimmed or, beyond its threshold, until somebody waits for a stream.
#pragma once

#include "memory.h"
#include "pool_room.h"

struct vgpu_pool {
  uint32_t lock;            // held while the driver allocates from the pool, so that whoever made it grow is known
  struct vgpu_pool *next;   // in the list, for ever
  CUmemoryPool handle;      // NULL: it is gone, and waits to be another one
  int index;                // VGPU_NO_DEVICE: not charged, or refused
  bool is_refused;          // of a device that this container was not granted
  bool is_default;
  bool is_ended;            // the program destroyed it while memory of it was in use; the driver still has it
  bool reuses;              // the driver may give out again whatever was freed
  uint64_t granularity, most;
  uint64_t threshold;
  uint64_t reserved;        // as the driver last said
  uint64_t charged;         // never less, but for what the driver took beyond all expectation
  uint64_t outstanding;     // bytes of living pointers
  struct vgpu_pool_room room;
};

// pool_registry.c: those of this process. NULL: no memory for another one.
struct vgpu_pool *vgpu_pool_of(CUmemoryPool handle);
struct vgpu_pool *vgpu_pool_current(int index);
struct vgpu_pool *vgpu_pool_known(CUmemoryPool handle);  // NULL also: nothing was known of it yet
struct vgpu_pool *vgpu_pool_made(CUmemoryPool handle, const CUmemPoolProps *props);
void vgpu_pool_gone(struct vgpu_pool *pool);              // with its lock, which is open then
void vgpu_pool_is_current(int index, struct vgpu_pool *pool);  // NULL: ask the driver
void vgpu_pool_registry_forget(void);                      // in a child after a fork
extern struct vgpu_pool *vgpu_pools;                      // none ever leaves the list

// pool_reserve.c, with the pool's lock.
void vgpu_pool_lock(struct vgpu_pool *pool);
void vgpu_pool_unlock(struct vgpu_pool *pool);
// What the driver says it reserved is what is charged. False: it reserved more than there is room for.
bool vgpu_pool_settle(struct vgpu_pool *pool);
void vgpu_pool_trim(struct vgpu_pool *pool);
void vgpu_pool_end_if_unused(struct vgpu_pool *pool);

// One allocation as the program asked for it.
struct vgpu_pool_request {
  CUdeviceptr *out;
  size_t bytes;
  CUstream stream;
  bool is_per_thread;
  CUresult (*real)(const struct vgpu_pool_request *request);
  CUmemoryPool handle;
};

// pool_allocate.c
CUresult vgpu_pool_allocate(struct vgpu_pool *pool, const struct vgpu_pool_request *request);

// Gives back what pools and graphs keep on a device without using it; true: something was.
bool vgpu_pools_make_room(int index);

// Before the first use of any of this in a process.
void vgpu_pools_begin(void);
