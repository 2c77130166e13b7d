#include "table.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "shard.h"

// Handles are multiples of 512 or neighbours in a table of the driver's: every bit of the result depends on all of theirs.
static uint64_t hash(struct vgpu_key key) {
  uint64_t h = key.handle ^ (uint64_t)key.space << 56;
  h ^= h >> 32;
  h *= UINT64_C(0x9fb21c651e98df25);
  h ^= h >> 35;
  h *= UINT64_C(0x9e3779b97f4a7c15);
  return h ^ h >> 28;
}

static struct vgpu_key key_of(const struct vgpu_slot *slot) { return (struct vgpu_key){slot->handle, slot->space}; }

static struct vgpu_shard *shard_of(struct vgpu_table *table, uint64_t h) { return &table->shards[h >> 58]; }

static bool holds(const struct vgpu_slot *slot, struct vgpu_key key) {
  return slot->handle == key.handle && slot->space == key.space;
}

// The key's slot, or the empty one where it would go. There is always one: at most half are live.
static uint64_t place_of(struct vgpu_shard *shard, struct vgpu_key key, uint64_t h) {
  struct vgpu_slot *slots = shard_slots(shard);
  uint64_t mask = shard_mask(shard), place = h & mask;
  while (slots[place].live && !holds(&slots[place], key)) place = (place + 1) & mask;
  return place;
}

static void write_slot(struct vgpu_slot *slot, struct vgpu_key key, const struct vgpu_allocation *allocation) {
  *slot = (struct vgpu_slot){.handle = key.handle, .bytes = allocation->bytes, .context = allocation->context,
                             .device = allocation->device, .kind = allocation->kind, .space = key.space, .live = 1};
}

static void read_slot(const struct vgpu_slot *slot, struct vgpu_allocation *allocation) {
  *allocation = (struct vgpu_allocation){.bytes = slot->bytes, .context = slot->context, .device = slot->device,
                                         .kind = slot->kind};
}

void vgpu_shard_take_out(struct vgpu_shard *shard, uint64_t place) {
  struct vgpu_slot *slots = shard_slots(shard);
  uint64_t mask = shard_mask(shard);
  shard->count--;
  shard->moves++;
  for (uint64_t next = (place + 1) & mask; slots[next].live; next = (next + 1) & mask) {
    uint64_t home = hash(key_of(&slots[next])) & mask;
    // An entry may move to the gap unless its search begins behind it.
    if (((next - home) & mask) >= ((next - place) & mask)) {
      slots[place] = slots[next];
      place = next;
    }
  }
  slots[place].live = 0;
}

static bool is_full(const struct vgpu_shard *shard) { return shard->count * 2 > shard_mask(shard); }

static size_t size_of(uint64_t slots) { return slots * sizeof(struct vgpu_slot); }

// From here on an array lies in huge pages: of a million entries nearly every one is in a page of its own, and to find out where
// a page lies takes as long as reading the entry.
#define HUGE_PAGE ((size_t)2 << 20)

// The number of slots after this one: twice as many, and four times on the way from a quarter of a huge page to a whole one.
static uint64_t grown(uint64_t slots) { return size_of(slots) == HUGE_PAGE / 4 ? slots * 4 : slots * 2; }

static void unmap(char *from, char *to) {
  if (to > from) munmap(from, (size_t)(to - from));
}

// Zeros, each page of them already there, so that no page fault happens under a lock. NULL without memory.
static struct vgpu_slot *map_slots(uint64_t count) {
  size_t size = size_of(count), spare = size >= HUGE_PAGE ? HUGE_PAGE : 0;
  int flags = MAP_PRIVATE | MAP_ANONYMOUS | (spare == 0 ? MAP_POPULATE : 0);
  char *memory = mmap(NULL, size + spare, PROT_READ | PROT_WRITE, flags, -1, 0);
  if (memory == MAP_FAILED) return NULL;
  if (spare == 0) return (struct vgpu_slot *)memory;
  char *slots = memory + (-(uintptr_t)memory & (HUGE_PAGE - 1));
  unmap(memory, slots);
  unmap(slots + size, memory + size + spare);
  madvise(slots, size, MADV_HUGEPAGE);
  for (size_t at = 0; at < size; at += 4096) ((volatile char *)slots)[at] = 0;
  return (struct vgpu_slot *)slots;
}

static void release(struct vgpu_slot *slots, uint64_t count) {
  if (slots != NULL) munmap(slots, size_of(count));
}

static void move_to(struct vgpu_shard *shard, struct vgpu_slot *slots, uint64_t count) {
  struct vgpu_slot *old = shard_slots(shard);
  uint64_t old_mask = shard_mask(shard);
  for (uint64_t i = 0; i <= old_mask; i++) {
    if (!old[i].live) continue;
    uint64_t place = hash(key_of(&old[i])) & (count - 1);
    while (slots[place].live) place = (place + 1) & (count - 1);
    slots[place] = old[i];
  }
  shard->slots = slots;
  shard->mask = count - 1;
  shard->moves++;
}

// Called and returning with the lock, which is not held while the kernel gives or takes memory. False without memory.
static bool grow(struct vgpu_shard *shard) {
  uint64_t before = shard_mask(shard) + 1;
  uint64_t count = grown(before);
  shard_unlock(shard);
  struct vgpu_slot *memory = map_slots(count);
  shard_lock(shard);
  if (memory == NULL) return !is_full(shard);
  struct vgpu_slot *unused = memory;
  uint64_t unused_count = count;
  // Another thread may have been first.
  if (shard_mask(shard) + 1 == before) {
    unused = shard->slots;
    unused_count = before;
    move_to(shard, memory, count);
  }
  shard_unlock(shard);
  release(unused, unused_count);
  shard_lock(shard);
  return true;
}

enum vgpu_inserted vgpu_table_insert(struct vgpu_table *table, struct vgpu_key key, const struct vgpu_allocation *allocation,
                                     struct vgpu_allocation *replaced) {
  uint64_t h = hash(key);
  struct vgpu_shard *shard = shard_of(table, h);
  const struct vgpu_allocation added = *allocation;  // `replaced` may be the same
  int kept = errno;
  enum vgpu_inserted result = VGPU_INSERTED;
  shard_lock(shard);
  uint64_t place = place_of(shard, key, h);
  while (!shard_slots(shard)[place].live && is_full(shard)) {
    if (!grow(shard)) {
      shard_unlock(shard);
      errno = kept;
      return VGPU_NO_MEMORY;
    }
    place = place_of(shard, key, h);
  }
  struct vgpu_slot *slot = &shard_slots(shard)[place];
  if (slot->live) {
    read_slot(slot, replaced);
    result = VGPU_REPLACED;
  } else {
    shard->count++;
  }
  write_slot(slot, key, &added);
  shard_unlock(shard);
  errno = kept;
  return result;
}

bool vgpu_table_find(struct vgpu_table *table, struct vgpu_key key, struct vgpu_allocation *allocation) {
  uint64_t h = hash(key);
  struct vgpu_shard *shard = shard_of(table, h);
  shard_lock(shard);
  const struct vgpu_slot *slot = &shard_slots(shard)[place_of(shard, key, h)];
  bool found = slot->live;
  if (found) read_slot(slot, allocation);
  shard_unlock(shard);
  return found;
}

bool vgpu_table_remove(struct vgpu_table *table, struct vgpu_key key, struct vgpu_allocation *allocation) {
  uint64_t h = hash(key);
  struct vgpu_shard *shard = shard_of(table, h);
  shard_lock(shard);
  uint64_t place = place_of(shard, key, h);
  const struct vgpu_slot *slot = &shard_slots(shard)[place];
  bool found = slot->live;
  if (found) {
    read_slot(slot, allocation);
    vgpu_shard_take_out(shard, place);
  }
  shard_unlock(shard);
  return found;
}

uint64_t vgpu_table_count(struct vgpu_table *table) {
  uint64_t count = 0;
  for (size_t i = 0; i < VGPU_TABLE_SHARDS; i++) {
    shard_lock(&table->shards[i]);
    count += table->shards[i].count;
    shard_unlock(&table->shards[i]);
  }
  return count;
}

void vgpu_table_forget(struct vgpu_table *table) {
  int kept = errno;
  for (size_t i = 0; i < VGPU_TABLE_SHARDS; i++) {
    struct vgpu_shard *shard = &table->shards[i];
    // A thread of the parent's was in the middle of a change: `mask` may not be this array's, so it is left mapped.
    bool whole = shard->lock == 0;
    struct vgpu_slot *slots = shard->slots;
    uint64_t count = shard->mask + 1;
    memset(shard, 0, sizeof(*shard));
    if (whole) release(slots, count);
  }
  errno = kept;
}
