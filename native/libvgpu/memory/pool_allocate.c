// Allocations from pools: charged before the driver is asked whenever the pool may grow by them.
#include <errno.h>
#include <time.h>

#include "activity.h"
#include "libvgpu/lookup/unhooked.h"
#include "charging.h"
#include "pool.h"
#include "process/log.h"
#include "request.h"

// What drivers take of a device at once, so that little requests seldom meet it; less only when there is no more.
static const uint64_t PIECE = UINT64_C(32) << 20;
enum { PART = 512 };
static const uint64_t TOO_MUCH = UINT64_C(1) << 60;

enum { WAIT_MS = 1000, OTHERS_MS = 20 };

static uint64_t up(uint64_t bytes, uint64_t unit) { return (bytes + unit - 1) / unit * unit; }

static uint64_t growth(const struct vgpu_pool *pool, uint64_t bytes) {
  uint64_t large = up(bytes, PIECE);
  bool is_bounded = pool->most != 0 && pool->reserved + large > pool->most;
  return is_bounded ? up(bytes, pool->granularity) : large;
}

// Whether room that the pool has for certain will do. Without a threshold that keeps it, a pool gives room back as somebody waits
// for a stream.
static bool has_room(struct vgpu_pool *pool, uint64_t bytes) {
  if (!vgpu_room_fits(&pool->room, bytes))
    return false;
  if (pool->threshold >= pool->charged)
    return true;
  return vgpu_pool_settle(pool) && vgpu_room_fits(&pool->room, bytes);
}

static CUresult undo(struct vgpu_pool *pool, const struct vgpu_pool_request *request) {
  if (VGPU_REAL(cuMemFreeAsync))
    (request->is_per_thread && VGPU_REAL(cuMemFreeAsync_ptsz) ? VGPU_REAL(cuMemFreeAsync_ptsz)
                                                              : VGPU_REAL(cuMemFreeAsync))(*request->out, request->stream);
  *request->out = 0;
  vgpu_room_forget(&pool->room);
  vgpu_pool_trim(pool);
  return CUDA_ERROR_OUT_OF_MEMORY;
}

// Whoever was given the address before and never freed it lost it with its context.
static void forget_replaced(struct vgpu_pool *pool, struct vgpu_key key, const struct vgpu_allocation *replaced) {
  if (replaced->kind != VGPU_POOLED)
    vgpu_give_back(key, replaced);
  else if ((struct vgpu_pool *)(uintptr_t)replaced->context == pool)
    pool->outstanding -= pool->outstanding < replaced->bytes ? pool->outstanding : replaced->bytes;
}

static bool enter(struct vgpu_pool *pool, CUdeviceptr pointer, uint64_t bytes) {
  struct vgpu_allocation entry = {.bytes = bytes, .context = (uint64_t)(uintptr_t)pool, .device = (uint16_t)pool->index,
                                  .kind = VGPU_POOLED}, replaced;
  struct vgpu_key key = vgpu_key_of_pointer(pointer);
  enum vgpu_inserted inserted = vgpu_table_insert(&vgpu_memory, key, &entry, &replaced);
  if (inserted == VGPU_REPLACED)
    forget_replaced(pool, key, &replaced);
  return inserted != VGPU_NO_MEMORY;
}

// The driver gave it out: did the pool grow?
static CUresult account(struct vgpu_pool *pool, const struct vgpu_pool_request *request, uint64_t bytes) {
  uint64_t before = pool->reserved;
  bool is_within = vgpu_room_taken(&pool->room, *request->out, bytes);
  if (!is_within || pool->threshold < pool->charged) {
    if (!vgpu_pool_settle(pool)) {
      vgpu_log_once(VGPU_WARNING, "a memory pool grew by more than was expected, beyond the limit: an allocation was undone");
      return undo(pool, request);
    }
    // Room that was known may have gone and come again, smaller or elsewhere.
    if (is_within && pool->reserved != before)
      vgpu_room_forget(&pool->room);
    else if (!is_within && pool->reserved > before)
      vgpu_room_grown(&pool->room, *request->out, bytes, pool->reserved - before);
    else if (!is_within)
      vgpu_room_shrunk(&pool->room);
  }
  if (!enter(pool, *request->out, bytes))
    return undo(pool, request);
  pool->outstanding += bytes;
  return CUDA_SUCCESS;
}

// With the pool's lock.
static CUresult try_once(struct vgpu_pool *pool, const struct vgpu_pool_request *request, uint64_t bytes) {
  if (pool->is_ended)
    return CUDA_ERROR_INVALID_VALUE;
  if (!has_room(pool, bytes)) {
    vgpu_pool_settle(pool);
    uint64_t more = growth(pool, bytes);
    CUresult result = vgpu_charge_watched(pool->index, HAMI_REGION_POOL, more);
    if (result != CUDA_SUCCESS)
      return result;
    pool->charged += more;
  }
  CUresult result = request->real(request);
  if (result == CUDA_SUCCESS)
    return account(pool, request, bytes);
  vgpu_pool_settle(pool);
  return result;
}

static CUresult query(const struct vgpu_pool_request *request) {
  if (request->is_per_thread)
    return VGPU_ASK(cuStreamQuery_ptsz) ? VGPU_ASK(cuStreamQuery_ptsz)(request->stream) : CUDA_SUCCESS;
  return VGPU_ASK(cuStreamQuery) ? VGPU_ASK(cuStreamQuery)(request->stream) : CUDA_SUCCESS;
}

// Whether the stream has work to do after which there may be more room. Captures of others are not disturbed by the question.
static bool is_stream_busy(const struct vgpu_pool_request *request) {
  CUstreamCaptureMode mode = CU_STREAM_CAPTURE_MODE_RELAXED;
  if (!VGPU_ASK(cuThreadExchangeStreamCaptureMode) || VGPU_ASK(cuThreadExchangeStreamCaptureMode)(&mode) != CUDA_SUCCESS)
    return false;
  CUresult result = query(request);
  VGPU_ASK(cuThreadExchangeStreamCaptureMode)(&mode);
  return result == CUDA_ERROR_NOT_READY;
}

// Whether it would do if all came back that was freed.
static bool may_come_back(struct vgpu_pool *pool, uint64_t bytes) {
  struct vgpu_region *region = vgpu_process_region();
  if (region == NULL)
    return false;
  struct vgpu_limit limit = vgpu_region_limit(region, (uint32_t)pool->index);
  uint64_t used = vgpu_region_used(region, (uint32_t)pool->index), left = used < limit.bytes ? limit.bytes - used : 0;
  vgpu_pool_lock(pool);
  uint64_t freed = pool->charged > pool->outstanding ? pool->charged - pool->outstanding : 0;
  vgpu_pool_unlock(pool);
  return bytes <= left + freed;
}

static void sleep_ms(void) {
  int error = errno;
  nanosleep(&(struct timespec){.tv_nsec = 1000 * 1000}, NULL);
  errno = error;
}

// Other threads may be about to give back what they charged beforehand.
static bool are_others_at_it(int index) {
  return (uint32_t)__atomic_load_n(&vgpu_activity[index], __ATOMIC_SEQ_CST) > 1;
}

// What was freed in the stream that now asks for memory comes back as the stream gets there.
static CUresult try_again(struct vgpu_pool *pool, const struct vgpu_pool_request *request, uint64_t bytes) {
  CUresult result = CUDA_ERROR_OUT_OF_MEMORY;
  bool may_change = true;
  for (int tries = 0; may_change && result == CUDA_ERROR_OUT_OF_MEMORY && tries < WAIT_MS; tries++) {
    may_change = (may_come_back(pool, bytes) && is_stream_busy(request)) || (tries < OTHERS_MS && are_others_at_it(pool->index));
    if (may_change)
      sleep_ms();
    vgpu_pool_lock(pool);
    result = try_once(pool, request, bytes);
    vgpu_pool_unlock(pool);
  }
  return result;
}

CUresult vgpu_pool_allocate(struct vgpu_pool *pool, const struct vgpu_pool_request *request) {
  if (pool->is_refused) {
    vgpu_log_once(VGPU_ERROR, "memory of a device that this container was not granted is refused");
    return CUDA_ERROR_OUT_OF_MEMORY;
  }
  if (pool->index == VGPU_NO_DEVICE)
    return request->real(request);
  if (request->bytes > TOO_MUCH)
    return CUDA_ERROR_OUT_OF_MEMORY;
  uint64_t bytes = up(request->bytes, PART);
  int index = pool->index;
  vgpu_activity_begin(index);
  vgpu_pool_lock(pool);
  CUresult result = try_once(pool, request, bytes);
  vgpu_pool_unlock(pool);
  if (result == CUDA_ERROR_OUT_OF_MEMORY && ((may_come_back(pool, bytes) && is_stream_busy(request)) || are_others_at_it(index)))
    result = try_again(pool, request, bytes);
  vgpu_activity_end(index);
  return result;
}

void vgpu_pool_freeing(CUdeviceptr pointer, const struct vgpu_allocation *removed) {
  struct vgpu_pool *pool = (struct vgpu_pool *)(uintptr_t)removed->context;
  vgpu_pool_lock(pool);
  vgpu_room_freeing(&pool->room, pointer, removed->bytes);
  vgpu_pool_unlock(pool);
}

static void end_freeing(CUdeviceptr pointer, const struct vgpu_allocation *removed, bool is_free) {
  struct vgpu_pool *pool = (struct vgpu_pool *)(uintptr_t)removed->context;
  vgpu_pool_lock(pool);
  vgpu_room_freed(&pool->room, pointer, is_free);
  // Else it serves again only when the program's own order of work allows it.
  if (!pool->reuses)
    vgpu_room_forget(&pool->room);
  if (is_free)
    pool->outstanding -= pool->outstanding < removed->bytes ? pool->outstanding : removed->bytes;
  if (pool->is_ended && pool->outstanding == 0 && pool->handle != NULL)
    vgpu_pool_end_if_unused(pool);
  else
    vgpu_pool_unlock(pool);
}

void vgpu_pool_freed(CUdeviceptr pointer, const struct vgpu_allocation *removed) { end_freeing(pointer, removed, true); }

void vgpu_pool_kept(CUdeviceptr pointer, const struct vgpu_allocation *removed) { end_freeing(pointer, removed, false); }
