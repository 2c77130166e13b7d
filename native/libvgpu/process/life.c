// Fork and end of the process.
#include "parts.h"

#include "libvgpu/lookup/object.h"

enum { MOST = 8 };

int __cxa_atexit(void (*function)(void *), void *argument, void *object);

static void (*forgetters[MOST])(void);
static void (*enders[MOST])(void);
static bool watched;

static void add(void (**list)(void), void (*one)(void)) {
  for (int i = 0; i < MOST; i++) {
    void (*none)(void) = NULL;
    if (list[i] == one || __atomic_compare_exchange_n(&list[i], &none, one, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
      return;
    if (none == one)
      return;
  }
}

static void call(void (**list)(void)) {
  for (int i = 0; i < MOST; i++) {
    void (*one)(void) = __atomic_load_n(&list[i], __ATOMIC_ACQUIRE);
    if (one != NULL)
      one();
  }
}

void vgpu_on_fork(void (*forget)(void)) { add(forgetters, forget); }
void vgpu_on_exit(void (*end)(void)) { add(enders, end); }
void vgpu_call_forgetters(void) { call(forgetters); }

static void in_child(void) {
  vgpu_inside = false;
  vgpu_begin_anew();
}

// The device's memory goes with the process, not with this handler: a slot that still holds some is left for those who find
// this process dead, for until then nobody else may be given what it holds.
static void at_end(void *unused) {
  (void)unused;
  __atomic_store_n(&vgpu_ending, true, __ATOMIC_SEQ_CST);
  call(enders);
  struct vgpu_region *region = vgpu_region_found();
  int slot = region == NULL ? -1 : vgpu_region_slot(region);
  if (slot < 0)
    return;
  const struct hami_region_process *process = &vgpu_region_shared(region)->v1.processes[slot];
  for (int d = 0; d < HAMI_REGION_DEVICES; d++)
    if (__atomic_load_n(&process->used[d].total, __ATOMIC_SEQ_CST) != 0)
      return;
  vgpu_region_release(region);
}

void vgpu_watch_life(void) {
  if (__atomic_exchange_n(&watched, true, __ATOMIC_SEQ_CST))
    return;
  // With no object given, for it never goes: the handlers stay until the end.
  __cxa_atexit(at_end, NULL, NULL);
  int (*at_fork)(void (*)(void), void (*)(void), void (*)(void), void *) =
    (int (*)(void (*)(void), void (*)(void), void (*)(void), void *))vgpu_libc_symbol("__register_atfork");
  if (at_fork != NULL) {
    at_fork(NULL, NULL, in_child, NULL);
    return;
  }
  int (*other)(void (*)(void), void (*)(void), void (*)(void)) =
    (int (*)(void (*)(void), void (*)(void), void (*)(void)))vgpu_libc_symbol("pthread_atfork");
  if (other != NULL)
    other(NULL, NULL, in_child);
}
