#include "handle.h"

void vgpu_region_give_limit(struct vgpu_region *region, uint32_t device, struct vgpu_limit limit) {
  if (device < HAMI_REGION_DEVICES)
    region->given[device] = limit;
}

static struct vgpu_limit refused(void) { return (struct vgpu_limit){.mode = HAMI_REGION_REFUSED}; }

static struct vgpu_limit sound(struct vgpu_limit limit) {
  if (limit.mode > HAMI_REGION_HARDWARE || (limit.mode == HAMI_REGION_LIMITED && limit.bytes == 0))
    return refused();
  return limit;
}

struct vgpu_limit vgpu_smaller_limit(struct vgpu_limit one, struct vgpu_limit other) {
  one = sound(one);
  other = sound(other);
  if (one.mode == HAMI_REGION_REFUSED || other.mode == HAMI_REGION_REFUSED)
    return refused();
  if (one.mode == HAMI_REGION_LIMITED && other.mode == HAMI_REGION_LIMITED)
    return one.bytes <= other.bytes ? one : other;
  if (one.mode == HAMI_REGION_LIMITED || other.mode == HAMI_REGION_LIMITED)
    return one.mode == HAMI_REGION_LIMITED ? one : other;
  return one.mode == HAMI_REGION_HARDWARE ? one : other;
}

struct vgpu_limit vgpu_region_limit(const struct vgpu_region *region, uint32_t device) {
  if (device >= HAMI_REGION_DEVICES)
    return refused();
  const struct hami_region_device *shared = &region->shared->tail.devices[device];
  struct vgpu_limit limit = {
    .mode = __atomic_load_n(&shared->memory_mode, __ATOMIC_SEQ_CST),
    .bytes = vgpu_load(&shared->memory_limit),
  };
  return vgpu_smaller_limit(limit, region->given[device]);
}
