// The truth is what each slot says of itself; there is no total that a dead process could leave wrong. A charge adds first
// and looks then: of any granted ones, the last to add saw all others, so their sum never passes the limit. What collides
// with others that will not fit is decided one by one, so that nothing that fits is refused.
#include <errno.h>

#include "handle.h"
#include "system.h"

enum {
  PAUSE_US = 20,
  // Longer than any living process that is let run needs for the few instructions in question.
  TAKE_OVER_US = 100 * 1000,
  LOOK_FOR_DEAD_US = 1000,
  GIVE_UP_US = 1000 * 1000,
};

static const uint64_t MOST_BYTES = UINT64_C(1) << 60;

static struct hami_region_memory *memory_of(struct vgpu_region *region, int slot, uint32_t device) {
  return &region->shared->v1.processes[slot].used[device];
}

uint64_t vgpu_region_used(const struct vgpu_region *region, uint32_t device) {
  uint64_t sum = 0;
  if (device >= HAMI_REGION_DEVICES)
    return 0;
  uint32_t count = vgpu_slots_used(region);
  for (uint32_t k = 0; k < count; k++) {
    if (__builtin_add_overflow(sum, vgpu_load(&region->shared->v1.processes[k].used[device].total), &sum))
      return UINT64_MAX;
  }
  return sum;
}

static void add(uint64_t *word, uint64_t bytes) { __atomic_fetch_add(word, bytes, __ATOMIC_SEQ_CST); }

static void take(uint64_t *word, uint64_t bytes) {
  uint64_t was = vgpu_load(word);
  while (!vgpu_exchange(word, was, was > bytes ? was - bytes : 0))
    was = vgpu_load(word);
}

static bool add_if_it_fits(struct vgpu_region *region, int slot, uint32_t device, uint64_t bytes, uint64_t limit) {
  uint64_t *total = &memory_of(region, slot, device)->total;
  add(total, bytes);
  if (vgpu_region_used(region, device) <= limit)
    return true;
  take(total, bytes);
  return false;
}

static void count_kind(struct vgpu_region *region, int slot, uint32_t device, enum hami_region_kind kind, uint64_t bytes,
                       void (*change)(uint64_t *, uint64_t)) {
  struct hami_region_memory *memory = memory_of(region, slot, device);
  change(kind == HAMI_REGION_CONTEXT ? &memory->context : kind == HAMI_REGION_MODULE ? &memory->module : &memory->data, bytes);
  change(&region->shared->tail.slots[slot].kinds[device][kind], bytes);
}

static bool is_live(const struct vgpu_region *region, int slot) {
  uint64_t word = vgpu_load(&region->shared->tail.slots[slot].claim);
  return (word & 3) == HAMI_REGION_LIVE && ((word >> 2) & 0x3fffff) == (region->identity.pid & 0x3fffff) &&
         word >> 24 == (region->identity.start_time & ((UINT64_C(1) << 40) - 1));
}

static bool is_of_the_dead(struct vgpu_region *region, uint64_t ticket) {
  uint64_t slot = (ticket & 0xffff) - 1;
  return slot >= HAMI_REGION_SLOTS || (region->shared->tail.slots[slot].claim & 3) == HAMI_REGION_FREE ||
         vgpu_slot_dead(region, (uint32_t)slot);
}

// The word "refusing": from the dead at once, from the stopped after a while. Only refusals need it, never the limit.
static uint64_t begin_refusing(struct vgpu_region *region, int slot) {
  uint64_t *word = &region->shared->tail.refusing;
  uint64_t mine = (uint64_t)(slot + 1) | __atomic_add_fetch(&region->ticket, 1, __ATOMIC_SEQ_CST) << 16;
  uint64_t seen = 0, since = 0, looked = 0;
  for (;;) {
    uint64_t is = vgpu_load(word);
    if (is == 0) {
      if (vgpu_exchange(word, 0, mine))
        return mine;
      continue;
    }
    uint64_t now = vgpu_now_us();
    if (is != seen) {
      seen = is;
      since = looked = now;
    } else if (now - since >= TAKE_OVER_US || (now - looked >= LOOK_FOR_DEAD_US && is_of_the_dead(region, is))) {
      if (vgpu_exchange(word, is, mine))
        return mine;
    } else if (now - looked >= LOOK_FOR_DEAD_US) {
      looked = now;
    }
    vgpu_sleep_us(PAUSE_US);
  }
}

static bool is_anyone_charging(const struct vgpu_region *region) {
  uint32_t count = vgpu_slots_used(region);
  for (uint32_t k = 0; k < count; k++) {
    if (__atomic_load_n(&region->shared->tail.slots[k].charging, __ATOMIC_SEQ_CST) != 0)
      return true;
  }
  return false;
}

static enum vgpu_region_result charge_alone(struct vgpu_region *region, int slot, uint32_t device, uint64_t bytes,
                                            uint64_t limit) {
  uint64_t *word = &region->shared->tail.refusing;
  uint32_t *charging = &region->shared->tail.slots[slot].charging;
  uint64_t ticket = begin_refusing(region, slot);
  uint64_t reaped = vgpu_now_us(), until = reaped + GIVE_UP_US;
  vgpu_region_reap(region);
  enum vgpu_region_result result = VGPU_REGION_OVER_LIMIT;
  for (;;) {
    // Once nobody was at it, nobody begins: whoever raises his count afterwards sees our word and steps back.
    bool quiet = !is_anyone_charging(region);
    __atomic_fetch_add(charging, 1, __ATOMIC_SEQ_CST);
    bool still_ours = vgpu_load(word) == ticket;
    bool fits = still_ours && add_if_it_fits(region, slot, device, bytes, limit);
    __atomic_fetch_sub(charging, 1, __ATOMIC_SEQ_CST);
    uint64_t now = vgpu_now_us();
    if (fits) {
      result = VGPU_REGION_OK;
      break;
    }
    if (!still_ours || vgpu_load(word) != ticket) {
      ticket = begin_refusing(region, slot);
      continue;
    }
    if (quiet || now > until)
      break;
    if (now - reaped > LOOK_FOR_DEAD_US) {
      vgpu_region_reap(region);
      reaped = now;
    }
    vgpu_sleep_us(PAUSE_US);
  }
  vgpu_exchange(word, ticket, 0);
  return result;
}

static enum vgpu_region_result charge(struct vgpu_region *region, int slot, uint32_t device, uint64_t bytes, uint64_t limit) {
  uint32_t *charging = &region->shared->tail.slots[slot].charging;
  __atomic_fetch_add(charging, 1, __ATOMIC_SEQ_CST);
  bool fits = vgpu_load(&region->shared->tail.refusing) == 0 && add_if_it_fits(region, slot, device, bytes, limit);
  __atomic_fetch_sub(charging, 1, __ATOMIC_SEQ_CST);
  return fits ? VGPU_REGION_OK : charge_alone(region, slot, device, bytes, limit);
}

enum vgpu_region_result vgpu_region_charge(struct vgpu_region *region, uint32_t device, enum hami_region_kind kind,
                                           uint64_t bytes) {
  if (device >= HAMI_REGION_DEVICES || (unsigned)kind >= HAMI_REGION_KINDS)
    return VGPU_REGION_BAD_ARGUMENT;
  if (!vgpu_region_is_whole(region))
    return VGPU_REGION_CUT;
  int slot = vgpu_own_slot(region);
  if (slot < 0 || !is_live(region, slot))
    return VGPU_REGION_NOT_ATTACHED;
  struct vgpu_limit limit = vgpu_region_limit(region, device);
  if (limit.mode == HAMI_REGION_REFUSED)
    return VGPU_REGION_NOT_GRANTED;
  uint64_t most = limit.mode == HAMI_REGION_LIMITED ? limit.bytes : UINT64_MAX;
  if (bytes > most || bytes > MOST_BYTES)
    return VGPU_REGION_OVER_LIMIT;
  int error = errno;
  enum vgpu_region_result result = charge(region, slot, device, bytes, most);
  if (result == VGPU_REGION_OK)
    count_kind(region, slot, device, kind, bytes, add);
  errno = error;
  return result;
}

enum vgpu_region_result vgpu_region_grow(struct vgpu_region *region, uint32_t device, enum hami_region_kind kind,
                                         uint64_t bytes) {
  if (!vgpu_region_is_whole(region))
    return VGPU_REGION_CUT;
  int slot = vgpu_own_slot(region);
  if (device >= HAMI_REGION_DEVICES || (unsigned)kind >= HAMI_REGION_KINDS || bytes > MOST_BYTES)
    return VGPU_REGION_BAD_ARGUMENT;
  if (slot < 0 || !is_live(region, slot))
    return VGPU_REGION_NOT_ATTACHED;
  add(&memory_of(region, slot, device)->total, bytes);
  count_kind(region, slot, device, kind, bytes, add);
  return VGPU_REGION_OK;
}

void vgpu_region_uncharge(struct vgpu_region *region, uint32_t device, enum hami_region_kind kind, uint64_t bytes) {
  if (!vgpu_region_is_whole(region))
    return;
  int slot = vgpu_own_slot(region);
  if (device >= HAMI_REGION_DEVICES || (unsigned)kind >= HAMI_REGION_KINDS || slot < 0 || !is_live(region, slot))
    return;
  count_kind(region, slot, device, kind, bytes, take);
  take(&memory_of(region, slot, device)->total, bytes);
}
