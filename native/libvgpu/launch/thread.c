#include "thread.h"

#include <stddef.h>
#include <string.h>
#include <sys/mman.h>

#include "ending.h"
#include "libvgpu/lookup/object.h"
#include "meter.h"

_Static_assert(VGPU_KINDS == 256, "the upper eight bits of a key choose the place");

__thread struct vgpu_thread *vgpu_this_thread;
_Atomic uint64_t vgpu_epoch = 2;

static struct vgpu_meter *meter_of(const struct vgpu_thread *thread, const struct vgpu_kind *kind) {
  return vgpu_meter_if_any((int)(kind->lease - thread->leases));
}

// The lock of the meter held.
static void tell(struct vgpu_meter *meter, struct vgpu_kind *kind, uint64_t now_ns) {
  // Else it could go on for ever without a marker, if each time it is another stream's launch that asks.
  if (vgpu_credits_limited(&meter->credits) && vgpu_leased_tell(&meter->credits, &kind->leased, now_ns))
    kind->leased.key = 0;
}

void vgpu_thread_tell(struct vgpu_thread *thread) {
  struct vgpu_meter *held = NULL;
  uint64_t now = vgpu_now_ns();
  for (uint32_t i = 0; i < thread->used_count; i++) {
    struct vgpu_kind *kind = &thread->kinds[thread->used[i]];
    struct vgpu_meter *meter = meter_of(thread, kind);
    if (meter != held && held != NULL)
      vgpu_unlock(&held->lock);
    if (meter != held && meter != NULL)
      vgpu_lock(&meter->lock);
    held = meter;
    if (meter != NULL)
      tell(meter, kind, now);
    kind->leased.launches = 0;
  }
  if (held != NULL)
    vgpu_unlock(&held->lock);
  thread->used_count = 0;
}

// As its thread ends, perhaps after its locals are gone.
static void give_back(void *block) {
  struct vgpu_thread *thread = block;
  if (vgpu_this_thread == thread)
    vgpu_this_thread = NULL;
  if (!vgpu_is_ending()) {
    vgpu_thread_tell(thread);
    uint64_t now = vgpu_now_ns();
    for (int i = 0; i < HAMI_REGION_DEVICES; i++) {
      struct vgpu_meter *meter = thread->leases[i].left_ns > 0 ? vgpu_meter_if_any(i) : NULL;
      if (meter == NULL)
        continue;
      vgpu_lock(&meter->lock);
      vgpu_lease_return(&meter->credits, &thread->leases[i], now);
      vgpu_unlock(&meter->lock);
    }
  }
  munmap(thread, sizeof(*thread));
}

static uint32_t making_key;  // lock
static unsigned int the_key;
static bool has_key;

static bool key_made(void) {
  if (__atomic_load_n(&has_key, __ATOMIC_ACQUIRE))
    return true;
  int (*create)(unsigned int *, void (*)(void *)) =
      (int (*)(unsigned int *, void (*)(void *)))vgpu_libc_symbol("pthread_key_create");
  vgpu_lock(&making_key);
  if (!has_key && create != NULL && create(&the_key, give_back) == 0)
    __atomic_store_n(&has_key, true, __ATOMIC_RELEASE);
  bool made = has_key;
  vgpu_unlock(&making_key);
  return made;
}

struct vgpu_thread *vgpu_thread(void) {
  if (vgpu_this_thread != NULL)
    return vgpu_this_thread;
  int (*set)(unsigned int, const void *) = (int (*)(unsigned int, const void *))vgpu_libc_symbol("pthread_setspecific");
  struct vgpu_region *region = vgpu_process_region();
  if (region == NULL || set == NULL || !key_made())
    return NULL;
  struct vgpu_thread *thread =
      mmap(NULL, sizeof(*thread), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (thread == MAP_FAILED)
    return NULL;
  thread->recent_kernel = (const _Atomic int32_t *)&vgpu_region_shared(region)->v1.recent_kernel;
  if (set(the_key, thread) != 0) {
    munmap(thread, sizeof(*thread));
    return NULL;
  }
  vgpu_this_thread = thread;
  return thread;
}

void vgpu_thread_forget(void) {
  making_key = VGPU_LOCK_OPEN;
  struct vgpu_thread *thread = vgpu_this_thread;
  if (thread == NULL)
    return;
  // The block stays: its key holds it. The parent's region may be another than the child's.
  memset(thread, 0, sizeof(*thread));
}
