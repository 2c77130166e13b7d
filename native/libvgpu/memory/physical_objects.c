// The objects, their handles and what they are mapped into.
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "graph.h"
#include "libvgpu/process/lock.h"
#include "physical.h"

enum { SLAB = 64 * 1024 };

static uint32_t lock;
static struct vgpu_table by_handle;  // `context` is the object
static struct vgpu_physical *unused;
static char *fresh;
static size_t fresh_left;
// The address space's own, by address, and the others, in no order.
struct uses {
  struct vgpu_physical_use *all;
  size_t count, room;
};
static struct uses maps, bindings;

void vgpu_physical_lock(void) { vgpu_lock(&lock); }

bool vgpu_physical_try_lock(void) { return vgpu_try_lock(&lock); }

void vgpu_physical_unlock(void) { vgpu_unlock(&lock); }

static struct vgpu_key key_of(CUmemGenericAllocationHandle handle) { return (struct vgpu_key){.handle = handle}; }

struct vgpu_physical *vgpu_physical_of(CUmemGenericAllocationHandle handle) {
  struct vgpu_allocation found;
  return vgpu_table_find(&by_handle, key_of(handle), &found) ? (struct vgpu_physical *)(uintptr_t)found.context : NULL;
}

static void *map(size_t bytes) {
  int error = errno;
  void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  errno = error;
  return memory == MAP_FAILED ? NULL : memory;
}

static struct vgpu_physical *take_unused(void) {
  struct vgpu_physical *physical = unused;
  if (physical != NULL) {
    unused = physical->next;
    return physical;
  }
  if (fresh_left < sizeof(*physical)) {
    if ((fresh = map(SLAB)) == NULL)
      return NULL;
    fresh_left = SLAB;
  }
  physical = (struct vgpu_physical *)fresh;
  fresh += sizeof(*physical);
  fresh_left -= sizeof(*physical);
  return physical;
}

static bool enter(struct vgpu_physical *physical) {
  struct vgpu_allocation entry = {.context = (uint64_t)(uintptr_t)physical}, replaced;
  return vgpu_table_insert(&by_handle, key_of(physical->handle), &entry, &replaced) != VGPU_NO_MEMORY;
}

struct vgpu_physical *vgpu_physical_add(const struct vgpu_physical *like) {
  struct vgpu_physical *physical = take_unused();
  if (physical == NULL)
    return NULL;
  *physical = *like;
  physical->references = 1;
  if (enter(physical))
    return physical;
  physical->next = unused;
  unused = physical;
  return NULL;
}

struct vgpu_physical *vgpu_physical_or_other(CUmemGenericAllocationHandle handle) {
  struct vgpu_physical *physical = vgpu_physical_of(handle);
  if (physical != NULL)
    return physical;
  return vgpu_physical_add(&(struct vgpu_physical){.handle = handle, .index = VGPU_NO_DEVICE, .origin = VGPU_PHYSICAL_OTHER});
}

static bool matches_any(const struct vgpu_physical_use *use, const void *argument) {
  (void)use, (void)argument;
  return true;
}

void vgpu_physical_forget_object(struct vgpu_physical *physical) {
  physical->next = unused;
  unused = physical;
}

static void end_if_unheld(struct vgpu_physical *physical) {
  if (physical->references > 0 || physical->uses > 0)
    return;
  // What is bound to a multicast object is so until that one ends.
  if (physical->origin == VGPU_PHYSICAL_OTHER)
    vgpu_physical_end_uses(vgpu_physical_owner(physical), matches_any, NULL);
  if (!vgpu_physical_share_ended(physical))
    return;
  if (physical->is_charged)
    vgpu_uncharge(physical->index, HAMI_REGION_PHYSICAL, physical->bytes);
  vgpu_physical_forget_object(physical);
}

void vgpu_physical_drop_handle(struct vgpu_physical *physical) {
  struct vgpu_allocation removed;
  if (--physical->references == 0) {
    vgpu_table_remove(&by_handle, key_of(physical->handle), &removed);
    physical->handle = 0;
  }
  end_if_unheld(physical);
}

// After the last handle went the driver gives out another one for what is still mapped.
void vgpu_physical_refer(struct vgpu_physical *physical, CUmemGenericAllocationHandle handle) {
  if (physical->references++ > 0)
    return;
  physical->handle = handle;
  if (!enter(physical))
    physical->handle = 0;
}

static bool grow(struct uses *uses) {
  size_t room = uses->room == 0 ? 4096 / sizeof(*uses->all) : uses->room * 2;
  struct vgpu_physical_use *more = map(room * sizeof(*more));
  if (more == NULL)
    return false;
  if (uses->all != NULL) {
    memcpy(more, uses->all, uses->count * sizeof(*more));
    munmap(uses->all, uses->room * sizeof(*more));
  }
  uses->all = more;
  uses->room = room;
  return true;
}

// The first that does not begin before the address.
static size_t place_of(CUdeviceptr address) {
  size_t low = 0, high = maps.count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (maps.all[middle].place[0] < address)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

bool vgpu_physical_use(const struct vgpu_physical_use *use) {
  struct uses *uses = use->owner == 0 ? &maps : &bindings;
  if (uses->count == uses->room && !grow(uses))
    return false;
  size_t place = use->owner == 0 ? place_of(use->place[0]) : uses->count;
  memmove(&uses->all[place + 1], &uses->all[place], (uses->count++ - place) * sizeof(*use));
  uses->all[place] = *use;
  use->physical->uses++;
  return true;
}

static void end_use(struct uses *uses, size_t place) {
  struct vgpu_physical *physical = uses->all[place].physical;
  memmove(&uses->all[place], &uses->all[place + 1], (--uses->count - place) * sizeof(*uses->all));
  physical->uses--;
  end_if_unheld(physical);
}

void vgpu_physical_end_uses(uint64_t owner, bool (*matches)(const struct vgpu_physical_use *, const void *),
                            const void *argument) {
  for (size_t place = 0; place < bindings.count;) {
    if (bindings.all[place].owner == owner && matches(&bindings.all[place], argument)) {
      end_use(&bindings, place);
      place = 0;
    } else {
      place++;
    }
  }
}

void vgpu_physical_unmapped(CUdeviceptr address, uint64_t bytes) {
  size_t place = place_of(address);
  while (place < maps.count && maps.all[place].place[0] < address + bytes)
    end_use(&maps, place);
}

struct vgpu_physical *vgpu_physical_mapped_at(CUdeviceptr address) {
  size_t place = place_of(address + 1);
  if (place == 0 || address - maps.all[place - 1].place[0] >= maps.all[place - 1].bytes)
    return NULL;
  return maps.all[place - 1].physical;
}

void vgpu_physical_array_gone(const void *array) {
  vgpu_physical_lock();
  if (bindings.count > 0)
    vgpu_physical_end_uses((uint64_t)(uintptr_t)array, matches_any, NULL);
  vgpu_physical_unlock();
}

void vgpu_physical_forget(void) {
  lock = VGPU_LOCK_OPEN;
  vgpu_table_forget(&by_handle);
  unused = NULL;
  fresh_left = 0;
  maps.count = bindings.count = 0;
  vgpu_physical_share_forget();
}
