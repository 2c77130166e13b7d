#include "decide.h"

#include <stddef.h>

#include "attendant.h"
#include "calls.h"
#include "capture.h"
#include "epoch.h"
#include "launch.h"
#include "libvgpu/lookup/object.h"
#include "libvgpu/process/log.h"
#include "marker.h"
#include "thread.h"

static const uint64_t MS = 1000000;

// Several threads may look it up at once: each writes what the others write.
static void *looked_up(void **kept, const char *symbol) {
  void *function = __atomic_load_n(kept, __ATOMIC_RELAXED);
  if (function == NULL) {
    function = vgpu_libc_symbol(symbol);
    __atomic_store_n(kept, function, __ATOMIC_RELAXED);
  }
  return function;
}

static int cancellation(int wish) {
  static void *kept;
  int (*set)(int, int *) = (int (*)(int, int *))looked_up(&kept, "pthread_setcancelstate");
  int was = wish;
  if (set != NULL)
    set(wish, &was);
  return was;
}

static void be_cancelled(void) {
  static void *kept;
  void (*test)(void) = (void (*)(void))looked_up(&kept, "pthread_testcancel");
  if (test != NULL)
    test();
}

enum { CANCELLATION_OFF = 1 };

// Nothing of ours is held while a thread waits: it may be cancelled, and a signal's handler may jump out of here. False: the
// process is ending.
static bool wait_until(struct vgpu_launch *launch, uint64_t when_ns) {
  vgpu_leave();
  vgpu_sleep_until(when_ns);
  if (launch->cancellation != CANCELLATION_OFF) {
    cancellation(launch->cancellation);
    be_cancelled();
    launch->cancellation = cancellation(CANCELLATION_OFF);
  }
  launch->left = !vgpu_enter();
  return !launch->left;
}

struct place {
  int index;
  CUcontext context;
  uint64_t stream;             // its name for the controller
  bool lasting;                // so is it next time
};

static uint64_t mixed(uint64_t a, uint64_t b) { return (a ^ b) * UINT64_C(0x9e3779b97f4a7c15); }

static int index_of(const struct vgpu_calls *calls, CUcontext context, CUcontext current) {
  if (context == current)
    return vgpu_index_of_current();
  if (calls->cuCtxPushCurrent_v2(context) != CUDA_SUCCESS)
    return VGPU_NO_DEVICE;
  int index = vgpu_index_of_current();
  calls->cuCtxPopCurrent_v2(&context);
  return index;
}

// False: there is no such stream, or no context: the driver will say so.
static bool locate(const struct vgpu_calls *calls, const struct vgpu_launch *launch, const struct vgpu_thread *thread,
                   struct place *place) {
  CUcontext current = NULL;
  if (calls->cuCtxGetCurrent(&current) != CUDA_SUCCESS)
    return false;
  place->context = current;
  place->lasting = true;
  place->stream = (uint64_t)(uintptr_t)launch->stream;
  if (launch->stream == CU_STREAM_LEGACY || launch->stream == CU_STREAM_PER_THREAD) {
    place->stream = mixed(place->stream, (uint64_t)(uintptr_t)current);
    if (launch->stream == CU_STREAM_PER_THREAD)
      place->stream = mixed(place->stream, (uint64_t)(uintptr_t)thread);
    // A kernel without a context runs in whichever is current then; drivers that can't tell don't have such.
    CUmodule module;
    if (vgpu_device_count() > 1)
      place->lasting = launch->function != NULL && (calls->cuFuncGetModule == NULL ||
                                                    calls->cuFuncGetModule(&module, launch->function) == CUDA_SUCCESS);
  } else if (calls->cuStreamGetCtx(launch->stream, &place->context) != CUDA_SUCCESS) {
    return false;
  }
  if (place->context == NULL)
    return false;
  place->index = index_of(calls, place->context, current);
  return true;
}

static bool known_place(struct vgpu_thread *thread, const struct vgpu_launch *launch, struct place *place) {
  if (thread == NULL)
    return false;
  const struct vgpu_kind *kind = vgpu_kind_of(thread, launch->key);
  if (kind->leased.key != launch->key || kind->stream != launch->stream)
    return false;
  *place = (struct place){.index = (int)(kind->lease - thread->leases), .context = kind->context,
                          .stream = kind->leased.stream, .lasting = true};
  return true;
}

static void remember(struct vgpu_thread *thread, const struct vgpu_launch *launch, const struct place *place, int64_t cost_ns) {
  struct vgpu_kind *kind = vgpu_kind_of(thread, launch->key);
  if (kind->leased.launches != 0)
    vgpu_thread_tell(thread);
  *kind = (struct vgpu_kind){.leased = {.key = place->lasting ? launch->key : 0, .stream = place->stream, .cost_ns = cost_ns},
                             .stream = launch->stream, .context = place->context, .lease = &thread->leases[place->index]};
}

// What a thread knows from before something changed is forgotten.
static struct vgpu_thread *renewed(void) {
  struct vgpu_thread *thread = vgpu_thread();
  uint64_t epoch = vgpu_epoch_now() & ~UINT64_C(1);
  if (thread == NULL || thread->epoch == epoch)
    return thread;
  vgpu_thread_tell(thread);
  for (uint32_t i = 0; i < VGPU_KINDS; i++)
    thread->kinds[i].leased.key = 0;
  thread->recent_kernel = (const _Atomic int32_t *)&vgpu_region_shared(vgpu_process_region())->v1.recent_kernel;
  thread->unrestrained = vgpu_all_unrestrained();
  thread->epoch = epoch;
  return thread;
}

static CUresult held_to_limit(struct vgpu_launch *launch, const struct vgpu_calls *calls, struct vgpu_thread *thread,
                              const struct place *place, bool *again) {
  struct vgpu_meter *meter = vgpu_meter(place->index);
  if (meter == NULL)
    return CUDA_ERROR_NOT_PERMITTED;
  // A stream that has nothing to do is measured anew from this launch on.
  bool drained = !*again && !vgpu_captures_any() && calls->cuStreamQuery(launch->stream) == CUDA_SUCCESS;
  *again = false;
  if (thread != NULL && thread->used_count != 0)
    vgpu_thread_tell(thread);
  struct vgpu_lease none = {0}, *lease = thread != NULL ? &thread->leases[place->index] : &none;
  vgpu_lock(&meter->lock);
  struct vgpu_metered_context *context = vgpu_metered_context(meter, place->context);
  if (context != NULL && context->broken) {
    vgpu_unlock(&meter->lock);
    return CUDA_SUCCESS;
  }
  uint64_t now = vgpu_now_ns();
  if (drained)
    vgpu_stream_drained(&meter->credits, place->stream, now);
  struct vgpu_decision decision = vgpu_launch_decision(&meter->credits, lease, launch->key, place->stream, now);
  vgpu_marker_promise(launch, meter, context, &decision, now);
  vgpu_unlock(&meter->lock);
  if (thread == NULL && none.left_ns > 0) {
    vgpu_lock(&meter->lock);
    vgpu_lease_return(&meter->credits, &none, now);
    vgpu_unlock(&meter->lock);
  }
  if (!decision.go) {
    // In the legacy stream others wait for the event, but no longer than they would for the launch, were it not held back.
    vgpu_marker_record(launch, true);
    vgpu_attendant_wake();
    vgpu_attendant_replace(now);
    *again = wait_until(launch, decision.wait_ns);
    return CUDA_SUCCESS;
  }
  if (thread != NULL)
    remember(thread, launch, place, decision.cost_ns != 0 ? decision.cost_ns : INT64_MAX);
  vgpu_marker_before(launch);
  return CUDA_SUCCESS;
}

static CUresult begin(struct vgpu_launch *launch) {
  const struct vgpu_calls *calls = vgpu_calls();
  for (bool again = false;;) {
    switch (vgpu_process_standing()) {
      case VGPU_NOT_STARTED: return CUDA_SUCCESS;
      case VGPU_DENIED: return CUDA_ERROR_NOT_PERMITTED;
      case VGPU_GRANTED: break;
    }
    vgpu_attendant_prepare();
    if (vgpu_captures_any() && vgpu_capturing(launch->stream, false))
      return CUDA_SUCCESS;
    uint64_t now = vgpu_now_ns();
    if (vgpu_is_blocked()) {
      if (!wait_until(launch, now + 5 * MS))
        return CUDA_SUCCESS;
      continue;
    }
    vgpu_say_launching(now);
    struct vgpu_thread *thread = renewed();
    if (thread != NULL && thread->unrestrained)
      return CUDA_SUCCESS;
    struct place place;
    if (calls == NULL)
      return vgpu_all_unrestrained() ? CUDA_SUCCESS : CUDA_ERROR_NOT_PERMITTED;
    if (!known_place(thread, launch, &place) && !locate(calls, launch, thread, &place))
      return CUDA_SUCCESS;
    enum vgpu_restraint restraint = vgpu_restraint(place.index);
    if (restraint == VGPU_FORBIDDEN) {
      vgpu_log_once(VGPU_ERROR, "launches on device %d are refused: its core limit is missing or not understood", place.index);
      return CUDA_ERROR_NOT_PERMITTED;
    }
    if (restraint == VGPU_UNRESTRAINED) {
      if (thread != NULL)
        remember(thread, launch, &place, 0);
      return CUDA_SUCCESS;
    }
    CUresult result = held_to_limit(launch, calls, thread, &place, &again);
    if (!again || result != CUDA_SUCCESS)
      return result;
  }
}

CUresult vgpu_launch_begin(struct vgpu_launch *launch) {
  int error = errno;
  launch->meter = NULL;
  launch->left = false;
  launch->marker = VGPU_NO_MARKER;
  launch->cancellation = cancellation(CANCELLATION_OFF);
  CUresult result = begin(launch);
  if (result != CUDA_SUCCESS)
    cancellation(launch->cancellation);
  errno = error;
  return result;
}

void vgpu_launch_end(struct vgpu_launch *launch, CUresult result) {
  int error = errno;
  if (launch->meter != NULL) {
    vgpu_marker_record(launch, result == CUDA_SUCCESS);
    if (vgpu_error_lasts(result))
      vgpu_context_broke(launch->meter, launch->context);
    vgpu_attendant_wake();
  }
  cancellation(launch->cancellation);
  errno = error;
}
