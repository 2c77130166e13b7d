#include "attendant.h"

#include <pthread.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>

#include "calls.h"
#include "capture.h"
#include "ending.h"
#include "epoch.h"
#include "launch.h"
#include "libvgpu/lookup/object.h"
#include "libvgpu/memory/memory.h"
#include "libvgpu/process/log.h"
#include "marker.h"
#include "meter.h"
#include "thread.h"
#include "trim.h"

static const uint64_t TICK_NS = 1000000, HALF_SECOND_NS = 500000000, MISSING_NS = 200000000;

static uint32_t started, prepared, ending, asleep;
static uint32_t looking;       // lock: whoever holds it may ask for events
static uint64_t seen_ns;       // when it last did its work

bool vgpu_is_ending(void) { return __atomic_load_n(&ending, __ATOMIC_ACQUIRE) != 0; }

static bool look(uint64_t most_ns) {
  if (!vgpu_lock_within(&looking, most_ns))
    return true;
  bool more = !vgpu_is_ending() && vgpu_markers_look();
  __atomic_store_n(&seen_ns, vgpu_now_ns(), __ATOMIC_RELAXED);
  vgpu_unlock(&looking);
  return more;
}

static void each_half_second(void) {
  struct vgpu_region *region = vgpu_process_region();
  if (region == NULL)
    return;
  vgpu_region_reap(region);
  vgpu_restraints_look();
  // A process that is held to nothing never asks, but it may be told to rest, and says once a second that it launches.
  vgpu_epoch_next();
  vgpu_growth_settle();
  vgpu_trim_look();
}

static void *attend(void *nothing) {
  const struct vgpu_calls *calls = vgpu_calls();
  CUstreamCaptureMode relaxed = CU_STREAM_CAPTURE_MODE_RELAXED;
  prctl(PR_SET_NAME, "hami");
  // Once and for all: no call in this thread is the program's.
  if (!vgpu_enter())
    return nothing;
  if (calls != NULL && calls->cuThreadExchangeStreamCaptureMode != NULL)
    calls->cuThreadExchangeStreamCaptureMode(&relaxed);
  uint64_t next_ns = vgpu_now_ns() + TICK_NS, half_second_ns = next_ns;
  while (!vgpu_is_ending()) {
    bool more = look(HALF_SECOND_NS);
    uint64_t now = vgpu_now_ns();
    if (now >= half_second_ns) {
      each_half_second();
      now = vgpu_now_ns();
      half_second_ns = now + HALF_SECOND_NS;
    }
    if (!more) {
      __atomic_store_n(&asleep, 1, __ATOMIC_SEQ_CST);
      if (!look(HALF_SECOND_NS) && !vgpu_is_ending())
        vgpu_futex_wait(&asleep, 1, half_second_ns > now ? half_second_ns - now : 0);
      __atomic_store_n(&asleep, 0, __ATOMIC_SEQ_CST);
      next_ns = vgpu_now_ns();
    }
    next_ns = next_ns + TICK_NS > now ? next_ns + TICK_NS : now + TICK_NS;
    vgpu_sleep_until(next_ns);
  }
  return nothing;
}

void vgpu_attendant_wake(void) {
  if (__atomic_load_n(&asleep, __ATOMIC_SEQ_CST) == 0)
    return;
  __atomic_store_n(&asleep, 0, __ATOMIC_SEQ_CST);
  vgpu_futex_wake(&asleep, INT_MAX);
}

void vgpu_attendant_replace(uint64_t now_ns) {
  if (__atomic_load_n(&seen_ns, __ATOMIC_RELAXED) + MISSING_NS < now_ns)
    look(TICK_NS);
}

void vgpu_attendant_hold(void) { vgpu_lock(&looking); }
void vgpu_attendant_release(void) { vgpu_unlock(&looking); }

static void end(void) {
  __atomic_store_n(&ending, 1, __ATOMIC_RELEASE);
  vgpu_attendant_wake();
  // Kept for good: a round that began is over before the driver goes, if the driver lets it.
  vgpu_lock_within(&looking, 100000000);
}

static void forget(void) {
  looking = VGPU_LOCK_OPEN;
  started = asleep = 0;
  vgpu_meters_forget();
  vgpu_thread_forget();
  vgpu_captures_forget();
  vgpu_trim_forget();
  vgpu_epoch_next();
}

static bool run(void) {
  int (*create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *) =
      (int (*)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *))vgpu_libc_symbol("pthread_create");
  int (*detach)(pthread_t) = (int (*)(pthread_t))vgpu_libc_symbol("pthread_detach");
  if (create == NULL || detach == NULL)
    return false;
  // All but those that libc sends between threads itself, 32 to 34.
  uint64_t all = ~(UINT64_C(7) << 31), before = 0;
  pthread_t thread;
  syscall(SYS_rt_sigprocmask, 0 /* SIG_BLOCK */, &all, &before, sizeof(all));
  bool runs = create(&thread, NULL, attend, NULL) == 0;
  syscall(SYS_rt_sigprocmask, 2 /* SIG_SETMASK */, &before, NULL, sizeof(before));
  if (runs)
    detach(thread);
  return runs;
}

void vgpu_attendant_prepare(void) {
  if (__atomic_load_n(&prepared, __ATOMIC_ACQUIRE) == 0 && __atomic_exchange_n(&prepared, 1, __ATOMIC_ACQ_REL) == 0) {
    vgpu_on_fork(forget);
    vgpu_on_exit(end);
  }
  if (__atomic_load_n(&started, __ATOMIC_ACQUIRE) == 0)
    vgpu_attendant_start();
}

void vgpu_attendant_start(void) {
  int error = errno;
  if (__atomic_load_n(&prepared, __ATOMIC_ACQUIRE) == 0) {
    vgpu_attendant_prepare();
  } else if (!vgpu_is_ending() && __atomic_exchange_n(&started, 1, __ATOMIC_ACQ_REL) == 0 && !run()) {
    vgpu_log_once(VGPU_WARNING, "no thread can be started: limits are looked after by the threads that launch");
  }
  errno = error;
}
