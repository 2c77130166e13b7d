// Bytes as the device takes them. Small requests share blocks: a process's small bytes on a device are rounded up as one.
#include "activity.h"
#include "libvgpu/lookup/unhooked.h"
#include "forget.h"
#include "libvgpu/process/lock.h"
#include "memory.h"
#include "watch.h"

// Below this a request shares a block, in parts of 512 bytes.
static const uint64_t SMALL = UINT64_C(1) << 20;
enum { SMALL_PART = 512 };
static const uint64_t USUAL_GRANULARITY = UINT64_C(2) << 20;
// More than any device has; rounding up what is less cannot overflow.
static const uint64_t TOO_MUCH = UINT64_C(1) << 60;

struct shared_blocks {
  _Alignas(64) uint64_t bytes;  // of the small requests; how many blocks that is changes only under the lock
  uint32_t lock;
  uint64_t granularity;  // 0: not asked yet
};

static struct shared_blocks blocks[HAMI_REGION_DEVICES];
struct vgpu_table vgpu_memory;
uint64_t vgpu_activity[HAMI_REGION_DEVICES];

static uint64_t up(uint64_t bytes, uint64_t unit) { return (bytes + unit - 1) / unit * unit; }

static uint64_t ask_granularity(int index) {
  CUmemAllocationProp prop = {.type = CU_MEM_ALLOCATION_TYPE_PINNED, .location = {.type = CU_MEM_LOCATION_TYPE_DEVICE}};
  CUdevice device;
  size_t granularity;
  if (!VGPU_ASK(cuMemGetAllocationGranularity) || !vgpu_device_of_index(index, &device))
    return USUAL_GRANULARITY;
  prop.location.id = device;
  if (VGPU_ASK(cuMemGetAllocationGranularity)(&granularity, &prop, CU_MEM_ALLOC_GRANULARITY_MINIMUM) != CUDA_SUCCESS ||
      granularity == 0 || granularity > TOO_MUCH)
    return USUAL_GRANULARITY;
  return granularity;
}

uint64_t vgpu_memory_granularity(int index) {
  if (index < 0 || index >= HAMI_REGION_DEVICES)
    return USUAL_GRANULARITY;
  uint64_t *known = &blocks[index].granularity, unknown = 0;
  uint64_t granularity = __atomic_load_n(known, __ATOMIC_RELAXED);
  if (granularity != 0)
    return granularity;
  // What is said first stays: bytes are given back by the rule by which they were taken.
  granularity = ask_granularity(index);
  return __atomic_compare_exchange_n(known, &unknown, granularity, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED) ? granularity
                                                                                                              : unknown;
}

static CUresult charge(int index, enum hami_region_kind kind, uint64_t bytes) {
  if (__builtin_expect(!vgpu_is_watched(index), true))
    return vgpu_charge(index, kind, bytes);
  vgpu_watch_charge_begin(index, bytes);
  CUresult result = vgpu_charge(index, kind, bytes);
  vgpu_watch_charge_end(index, bytes);
  return result;
}

static bool exchange(uint64_t *bytes, uint64_t *from, uint64_t to) {
  return __atomic_compare_exchange_n(bytes, from, to, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

static bool within_blocks(uint64_t *bytes, uint64_t from, uint64_t to, uint64_t unit) {
  return up(from, unit) == up(to, unit) && exchange(bytes, &from, to);
}

// With the lock: nobody else makes a block more or less, though others come and go within the blocks there are.
static CUresult take_with_blocks(struct shared_blocks *shared, int index, uint64_t part, uint64_t unit) {
  uint64_t charged = 0;
  for (;;) {
    uint64_t was = __atomic_load_n(&shared->bytes, __ATOMIC_SEQ_CST);
    uint64_t more = up(was + part, unit) - up(was, unit);
    if (more > charged) {
      CUresult result = charge(index, HAMI_REGION_PLAIN, more - charged);
      if (result != CUDA_SUCCESS)
        return result;
      charged = more;
    }
    if (!exchange(&shared->bytes, &was, was + part))
      continue;
    // Others left meanwhile, and no further block was needed after all.
    if (charged > more)
      vgpu_uncharge(index, HAMI_REGION_PLAIN, charged - more);
    return CUDA_SUCCESS;
  }
}

static CUresult take_small(int index, uint64_t part, uint64_t unit) {
  struct shared_blocks *shared = &blocks[index];
  uint64_t was = __atomic_load_n(&shared->bytes, __ATOMIC_SEQ_CST);
  if (within_blocks(&shared->bytes, was, was + part, unit))
    return CUDA_SUCCESS;
  vgpu_lock(&shared->lock);
  CUresult result = take_with_blocks(shared, index, part, unit);
  vgpu_unlock(&shared->lock);
  return result;
}

static void give_small(int index, uint64_t part, uint64_t unit) {
  struct shared_blocks *shared = &blocks[index];
  uint64_t was = __atomic_load_n(&shared->bytes, __ATOMIC_SEQ_CST);
  if (was >= part && within_blocks(&shared->bytes, was, was - part, unit))
    return;
  vgpu_lock(&shared->lock);
  was = __atomic_load_n(&shared->bytes, __ATOMIC_SEQ_CST);
  while (was >= part && !exchange(&shared->bytes, &was, was - part))
    continue;
  if (was >= part && up(was, unit) > up(was - part, unit))
    vgpu_uncharge(index, HAMI_REGION_PLAIN, up(was, unit) - up(was - part, unit));
  vgpu_unlock(&shared->lock);
}

CUresult vgpu_memory_take(int index, enum hami_region_kind kind, uint64_t bytes) {
  if (index < 0 || index >= HAMI_REGION_DEVICES || bytes > TOO_MUCH)
    return CUDA_ERROR_OUT_OF_MEMORY;
  if (bytes == 0)
    return CUDA_SUCCESS;
  uint64_t unit = vgpu_memory_granularity(index);
  return bytes >= SMALL ? charge(index, kind, up(bytes, unit)) : take_small(index, up(bytes, SMALL_PART), unit);
}

void vgpu_memory_give(int index, enum hami_region_kind kind, uint64_t bytes) {
  if (index < 0 || index >= HAMI_REGION_DEVICES || bytes == 0)
    return;
  uint64_t unit = vgpu_memory_granularity(index);
  if (bytes >= SMALL)
    vgpu_uncharge(index, kind, up(bytes, unit));
  else
    give_small(index, up(bytes, SMALL_PART), unit);
}

void vgpu_bytes_forget(void) {
  for (int index = 0; index < HAMI_REGION_DEVICES; index++) {
    blocks[index] = (struct shared_blocks){.granularity = 0};
    vgpu_activity[index] = 0;
  }
  vgpu_watch_forget();
  vgpu_table_forget(&vgpu_memory);
}
