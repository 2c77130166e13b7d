// What the driver took by itself.
#include "growth.h"

#include "context.h"
#include "usage.h"

static void settle(struct vgpu_region *region, int index) {
  struct vgpu_usage usage;
  // Less than contexts take: that is another process, of the same number in another name space.
  if (!vgpu_usage_read(index, &usage) || usage.used < usage.context)
    return;
  uint64_t least = usage.used > usage.charged ? usage.used - usage.charged : 0;
  if (least > usage.grown) {
    vgpu_region_grow(region, (uint32_t)index, HAMI_REGION_MODULE, least - usage.grown);
    return;
  }
  // What may lie elsewhere leaves in doubt how much of this there is. It is charged already: nothing is missing meanwhile.
  uint64_t may_be = usage.used + usage.elsewhere, most = may_be > usage.charged ? may_be - usage.charged : 0;
  if (usage.exact && usage.grown > most)
    vgpu_region_uncharge(region, (uint32_t)index, HAMI_REGION_MODULE, usage.grown - most);
}

// NULL: this process has no slot.
static struct vgpu_region *own_region(int *slot) {
  struct vgpu_region *region = vgpu_process_region();
  *slot = region != NULL ? vgpu_region_slot(region) : -1;
  return *slot >= 0 ? region : NULL;
}

static void end(struct vgpu_region *region, int slot, int index) {
  const uint64_t *kinds = vgpu_region_shared(region)->tail.slots[slot].kinds[index];
  uint64_t grown = __atomic_load_n(&kinds[HAMI_REGION_MODULE], __ATOMIC_SEQ_CST);
  if (grown > 0)
    vgpu_region_uncharge(region, (uint32_t)index, HAMI_REGION_MODULE, grown);
}

void vgpu_growth_ended(int index) {
  int slot;
  struct vgpu_region *region = own_region(&slot);
  if (region != NULL)
    end(region, slot, index);
}

void vgpu_growth_settle(void) {
  int slot;
  struct vgpu_region *region = own_region(&slot);
  if (region == NULL)
    return;
  vgpu_pools_settle();
  for (int index = 0; index < HAMI_REGION_DEVICES; index++) {
    if (vgpu_contexts_on(index) > 0)
      settle(region, index);
    else
      end(region, slot, index);
  }
}
