// Physical memory that processes give to each other. Within a container it is charged once, to the process that made it; what
// comes from elsewhere is charged to whoever imports it.
//
// A shareable handle doesn't say whose it is, for with a real driver all are files of the same device, nor how large, which only
// a mapping tells. So each process keeps in its slot of the region how many bytes it exports of each device, how many it
// imported without a charge, and how many imports it hasn't mapped yet, in three words that the layout leaves unused. An import
// is taken for one of this container's as long as the other processes there export at least as much as this one has imported;
// else it is charged. The reverse: what was exported stays charged to its maker, though it has let go of it, while any other
// process has imports that it may be among. When an exporter dies, those who hold its memory still are charged with it within
// half a second; until then, and between containers that export as much as they import from each other, too little may be
// charged. Never is too little charged while a maker lives.
#include "charging.h"
#include "graph.h"
#include "physical.h"
#include "process/log.h"

enum { EXPORTED, IMPORTED, UNMAPPED };

static struct vgpu_physical *imports;  // that are not charged
static struct vgpu_physical *orphans;  // let go of here, perhaps held elsewhere

static struct hami_region *shared(int *slot) {
  struct vgpu_region *region = vgpu_process_region();
  *slot = region != NULL ? vgpu_region_slot(region) : -1;
  return *slot >= 0 ? vgpu_region_shared(region) : NULL;
}

static uint64_t *word(struct hami_region *region, int slot, int index, int which) {
  return &region->v1.processes[slot].used[index].unused[which];
}

static void change(int index, int which, uint64_t bytes) {
  int slot;
  struct hami_region *region = shared(&slot);
  if (region != NULL && index >= 0)
    __atomic_fetch_add(word(region, slot, index, which), bytes, __ATOMIC_SEQ_CST);
}

static uint64_t of_others(int index, int which, bool most) {
  int own;
  uint64_t result = 0;
  struct hami_region *region = shared(&own);
  for (int slot = 0; region != NULL && slot < HAMI_REGION_SLOTS; slot++) {
    if (slot == own || (__atomic_load_n(&region->tail.slots[slot].claim, __ATOMIC_SEQ_CST) & 3) != HAMI_REGION_LIVE)
      continue;
    uint64_t bytes = __atomic_load_n(word(region, slot, index, which), __ATOMIC_SEQ_CST);
    if (most)
      result = bytes > result ? bytes : result;
    else
      result = bytes > UINT64_MAX - result ? UINT64_MAX : result + bytes;
  }
  return result;
}

static uint64_t own_imports(int index) {
  int slot;
  struct hami_region *region = shared(&slot);
  return region != NULL ? __atomic_load_n(word(region, slot, index, IMPORTED), __ATOMIC_SEQ_CST) : 0;
}

uint64_t vgpu_physical_borrowed(int index) { return own_imports(index); }

void vgpu_physical_exported(struct vgpu_physical *physical) {
  if (!physical->is_charged || physical->is_exported)
    return;
  physical->is_exported = true;
  change(physical->index, EXPORTED, physical->bytes);
}

void vgpu_physical_imported(struct vgpu_physical *physical) { change(physical->index, UNMAPPED, 1); }

static void leave_imports(const struct vgpu_physical *physical) {
  for (struct vgpu_physical **link = &imports; *link != NULL; link = &(*link)->next) {
    if (*link == physical) {
      *link = physical->next;
      return;
    }
  }
}

static CUresult explain(struct vgpu_physical *physical) {
  if (own_imports(physical->index) + physical->bytes <= of_others(physical->index, EXPORTED, false)) {
    change(physical->index, IMPORTED, physical->bytes);
    physical->next = imports;
    imports = physical;
    return CUDA_SUCCESS;
  }
  CUresult result = vgpu_charge_watched(physical->index, HAMI_REGION_PHYSICAL, physical->bytes);
  physical->is_charged = result == CUDA_SUCCESS;
  return result;
}

static void unexplain(struct vgpu_physical *physical) {
  if (physical->bytes == 0) {
    change(physical->index, UNMAPPED, UINT64_MAX);
  } else if (physical->is_charged) {
    vgpu_uncharge(physical->index, HAMI_REGION_PHYSICAL, physical->bytes);
    physical->is_charged = false;
  } else {
    leave_imports(physical);
    change(physical->index, IMPORTED, 0 - physical->bytes);
  }
}

CUresult vgpu_physical_sized(struct vgpu_physical *physical, uint64_t bytes) {
  uint64_t before = physical->bytes;
  if (physical->origin != VGPU_PHYSICAL_IMPORTED || bytes <= before)
    return CUDA_SUCCESS;
  unexplain(physical);
  physical->bytes = bytes;
  CUresult result = explain(physical);
  if (result == CUDA_SUCCESS)
    return CUDA_SUCCESS;
  physical->bytes = before;
  if (before == 0)
    vgpu_physical_imported(physical);
  else if (explain(physical) != CUDA_SUCCESS)
    physical->bytes = 0, vgpu_physical_imported(physical);
  return result;
}

static bool may_be_held(const struct vgpu_physical *physical) {
  return of_others(physical->index, IMPORTED, true) >= physical->bytes || of_others(physical->index, UNMAPPED, true) > 0;
}

bool vgpu_physical_share_ended(struct vgpu_physical *physical) {
  if (physical->origin == VGPU_PHYSICAL_IMPORTED && !physical->is_exported) {
    unexplain(physical);
    return true;
  }
  if (!physical->is_exported)
    return true;
  if (may_be_held(physical)) {
    physical->next = orphans;
    orphans = physical;
    return false;
  }
  change(physical->index, EXPORTED, 0 - physical->bytes);
  return true;
}

static void end_orphans(void) {
  for (struct vgpu_physical **link = &orphans; *link != NULL;) {
    struct vgpu_physical *physical = *link;
    if (may_be_held(physical)) {
      link = &physical->next;
      continue;
    }
    *link = physical->next;
    change(physical->index, EXPORTED, 0 - physical->bytes);
    vgpu_uncharge(physical->index, HAMI_REGION_PHYSICAL, physical->bytes);
    vgpu_physical_forget_object(physical);
  }
}

static void take_over(void) {
  for (struct vgpu_physical **link = &imports; *link != NULL;) {
    struct vgpu_physical *physical = *link;
    if (own_imports(physical->index) <= of_others(physical->index, EXPORTED, false)) {
      link = &physical->next;
      continue;
    }
    if (vgpu_charge_watched(physical->index, HAMI_REGION_PHYSICAL, physical->bytes) != CUDA_SUCCESS) {
      vgpu_log_once(VGPU_WARNING, "memory of a process that is gone is still held here, and there is no room to charge it");
      return;
    }
    *link = physical->next;
    physical->is_charged = true;
    change(physical->index, IMPORTED, 0 - physical->bytes);
  }
}

void vgpu_physical_settle(void) {
  if (!vgpu_physical_try_lock())
    return;
  end_orphans();
  take_over();
  vgpu_physical_unlock();
}

void vgpu_physical_share_forget(void) { imports = orphans = NULL; }
