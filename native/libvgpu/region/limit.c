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

static struct vgpu_limit shared_limit(const struct vgpu_region *region, uint32_t device) {
  const struct hami_region_device *shared = &region->shared->tail.devices[device];
  return (struct vgpu_limit){
    .mode = __atomic_load_n(&shared->memory_mode, __ATOMIC_SEQ_CST),
    .bytes = vgpu_load(&shared->memory_limit),
  };
}

void vgpu_limits_seal(struct vgpu_region *region) {
  // Changed while they are read, they are judged again by whoever asks for one.
  __atomic_store_n(&region->sealed_generation, vgpu_load(&region->shared->tail.generation), __ATOMIC_SEQ_CST);
  for (uint32_t d = 0; d < HAMI_REGION_DEVICES; d++) {
    struct vgpu_limit limit = shared_limit(region, d);
    __atomic_store_n(&region->sealed[d].mode, limit.mode, __ATOMIC_RELAXED);
    __atomic_store_n(&region->sealed[d].bytes, limit.bytes, __ATOMIC_RELAXED);
  }
}

static bool is_same(struct vgpu_limit one, struct vgpu_limit other) {
  return one.mode == other.mode && (one.mode != HAMI_REGION_LIMITED || one.bytes == other.bytes);
}

static struct vgpu_limit limit_of_record(struct vgpu_region *region, uint32_t device) {
  uint64_t generation = vgpu_load(&region->shared->tail.generation);
  struct vgpu_limit limit = shared_limit(region, device);
  struct vgpu_limit sealed = {
    .mode = __atomic_load_n(&region->sealed[device].mode, __ATOMIC_RELAXED),
    .bytes = __atomic_load_n(&region->sealed[device].bytes, __ATOMIC_RELAXED),
  };
  bool is_sealed = generation == __atomic_load_n(&region->sealed_generation, __ATOMIC_SEQ_CST);
  if (__builtin_expect(is_sealed && is_same(limit, sealed), true))
    return limit;
  if (generation % 2 == 0 || generation != vgpu_load(&region->shared->tail.generation))
    return vgpu_smaller_limit(limit, sealed);
  if (is_sealed) {
    __atomic_store_n(&region->tampered_with, true, __ATOMIC_RELAXED);
    return vgpu_smaller_limit(limit, sealed);
  }
  vgpu_own_lock(region);
  vgpu_limits_seal(region);
  vgpu_own_unlock(region);
  return limit;
}

bool vgpu_region_was_tampered_with(const struct vgpu_region *region) {
  return __atomic_load_n(&region->tampered_with, __ATOMIC_RELAXED);
}

struct vgpu_limit vgpu_region_limit(const struct vgpu_region *region, uint32_t device) {
  if (device >= HAMI_REGION_DEVICES)
    return refused();
  return vgpu_smaller_limit(limit_of_record((struct vgpu_region *)region, device), region->given[device]);
}
