#include "marker.h"

#include <stddef.h>
#include <string.h>

#include "attendant.h"
#include "calls.h"
#include "capture.h"
#include "launch.h"
#include "presence_file.h"

// The time of an event is told as a float: after 8 s its step is a microsecond.
static const int64_t OLD_REFERENCE_NS = INT64_C(8000000000);
// How much later than thought an event may really have been, each time that the reference changes: clocks drift.
static const uint64_t DRIFT_NS = 50000;
// Whose call took longer, beyond a part of what it launched, was perhaps not running: when the launch began isn't known then.
static const uint64_t DOUBT_NS = 20000, DOUBT_PARTS = 4;
// Into an idle stream a device begins a launch so long after it came, which an event does not wait; of a short one no more than a
// part is taken for that.
static const uint64_t BEGINNING_NS = 3000, BEGINNING_PARTS = 8;
enum { MOST_DOUBTED = 4 };
// A thread that was to record an event is gone.
static const uint64_t BROKEN_PROMISE_NS = UINT64_C(10000000000);

static void keep(struct vgpu_metered_context *context, CUevent event) {
  if (event != NULL && context->pooled < VGPU_POOLED_EVENTS)
    context->pool[context->pooled++] = event;
}

void vgpu_marker_promise(struct vgpu_launch *launch, struct vgpu_meter *meter, struct vgpu_metered_context *context,
                         const struct vgpu_decision *decision, uint64_t now_ns) {
  launch->meter = meter;
  launch->context = context;
  launch->marker = decision->marker;
  launch->bracket = decision->bracket;
  launch->idle = decision->idle;
  launch->event = launch->before = NULL;
  if (decision->marker == VGPU_NO_MARKER)
    return;
  launch->order = meter->credits.markers[decision->marker].order;
  if (context != NULL && context->pooled != 0)
    launch->event = context->pool[--context->pooled];
  if (context != NULL && context->pooled != 0 && decision->bracket)
    launch->before = context->pool[--context->pooled];
  meter->events[decision->marker] = (struct vgpu_marker_event){.state = VGPU_EVENT_PROMISED, .context = context, .order = launch->order,
                                                     .since_ns = now_ns};
}

static CUevent made(const struct vgpu_calls *calls, CUcontext context) {
  CUcontext current = NULL;
  CUevent event = NULL;
  calls->cuCtxGetCurrent(&current);
  if (current != context && calls->cuCtxPushCurrent_v2(context) != CUDA_SUCCESS)
    return NULL;
  if (calls->cuEventCreate(&event, CU_EVENT_DEFAULT) != CUDA_SUCCESS)
    event = NULL;
  if (current != context)
    calls->cuCtxPopCurrent_v2(&context);
  return event;
}

// The pool has none at first.
static void provide(struct vgpu_launch *launch) {
  if (launch->context == NULL || vgpu_captures_any())
    return;
  if (launch->event == NULL)
    launch->event = made(vgpu_calls(), launch->context->context);
  if (launch->before == NULL && launch->bracket)
    launch->before = made(vgpu_calls(), launch->context->context);
}

void vgpu_marker_before(struct vgpu_launch *launch) {
  if (launch->marker == VGPU_NO_MARKER)
    return;
  provide(launch);
  launch->before_ns[0] = vgpu_now_ns();
  CUresult recorded = CUDA_ERROR_NOT_READY;
  if (launch->before != NULL)
    recorded = vgpu_calls()->cuEventRecord(launch->before, launch->stream);
  launch->before_ns[1] = vgpu_now_ns();
  if (recorded == CUDA_SUCCESS)
    return;
  vgpu_lock(&launch->meter->lock);
  if (launch->context != NULL)
    keep(launch->context, launch->before);
  vgpu_unlock(&launch->meter->lock);
  launch->before = NULL;
}

void vgpu_marker_record(struct vgpu_launch *launch, bool launched) {
  if (launch->marker == VGPU_NO_MARKER)
    return;
  const struct vgpu_calls *calls = vgpu_calls();
  struct vgpu_meter *meter = launch->meter;
  uint64_t before = vgpu_now_ns();
  bool late = launch->before != NULL && launch->idle;
  launch->bracket = false;
  if (launched)
    provide(launch);
  launched = launched && launch->event != NULL && calls->cuEventRecord(launch->event, launch->stream) == CUDA_SUCCESS;
  vgpu_lock(&meter->lock);
  struct vgpu_marker_event *mark = &meter->events[launch->marker];
  // It may have been given up meanwhile, or its context be gone.
  bool ours = mark->state == VGPU_EVENT_PROMISED && mark->order == launch->order;
  if (ours && launched) {
    *mark = (struct vgpu_marker_event){.state = VGPU_EVENT_RECORDED, .event = launch->event, .before = launch->before,
                                       .context = launch->context, .order = launch->order, .since_ns = before,
                                       .late_ns = late ? before - launch->before_ns[1] : 0,
                                       .doubt_ns = late ? before - launch->before_ns[0] : 0};
  } else if (ours) {
    mark->state = VGPU_NO_EVENT;
    vgpu_marker_dropped(&meter->credits, launch->marker, before);
    if (launch->context != NULL) {
      keep(launch->context, launch->event);
      keep(launch->context, launch->before);
    }
  }
  vgpu_unlock(&meter->lock);
  launch->marker = VGPU_NO_MARKER;
}

bool vgpu_error_lasts(CUresult result) {
  switch ((int)result) {
    case CUDA_ERROR_ILLEGAL_ADDRESS:
    case CUDA_ERROR_LAUNCH_TIMEOUT:
    case CUDA_ERROR_LAUNCH_FAILED:
    case CUDA_ERROR_HARDWARE_STACK_ERROR:
    case CUDA_ERROR_ILLEGAL_INSTRUCTION:
    case CUDA_ERROR_MISALIGNED_ADDRESS:
    case CUDA_ERROR_INVALID_ADDRESS_SPACE:
    case CUDA_ERROR_INVALID_PC:
    case CUDA_ERROR_ECC_UNCORRECTABLE:
    case CUDA_ERROR_NVLINK_UNCORRECTABLE:
    case CUDA_ERROR_ASSERT:
    case CUDA_ERROR_CONTEXT_IS_DESTROYED:
    case CUDA_ERROR_DEVICE_UNAVAILABLE:
    case CUDA_ERROR_EXTERNAL_DEVICE:
    case CUDA_ERROR_UNKNOWN:
      return true;
    default:
      return false;
  }
}

// The lock of the meter held.
static void drop_all_of(struct vgpu_meter *meter, const struct vgpu_metered_context *context, uint64_t now_ns) {
  for (uint32_t m = 0; m < VGPU_MARKERS; m++) {
    struct vgpu_marker_event *mark = &meter->events[m];
    if (mark->state == VGPU_NO_EVENT || mark->context != context)
      continue;
    mark->state = VGPU_NO_EVENT;
    vgpu_marker_dropped(&meter->credits, m, now_ns);
  }
}

void vgpu_context_broke(struct vgpu_meter *meter, struct vgpu_metered_context *context) {
  if (context == NULL)
    return;
  vgpu_lock(&meter->lock);
  context->broken = true;
  drop_all_of(meter, context, vgpu_now_ns());
  vgpu_unlock(&meter->lock);
}

void vgpu_markers_leave_context(CUcontext context) {
  int error = errno;
  vgpu_attendant_hold();
  for (int i = 0; i < HAMI_REGION_DEVICES; i++) {
    struct vgpu_meter *meter = vgpu_meter_if_any(i);
    if (meter == NULL)
      continue;
    vgpu_lock(&meter->lock);
    for (uint32_t c = 0; c < VGPU_METER_CONTEXTS; c++) {
      if (meter->contexts[c].context != context)
        continue;
      drop_all_of(meter, &meter->contexts[c], vgpu_now_ns());
      memset(&meter->contexts[c], 0, sizeof(meter->contexts[c]));
    }
    vgpu_unlock(&meter->lock);
  }
  vgpu_attendant_release();
  vgpu_captures_leave_context(context);
  vgpu_epoch_next();
  errno = error;
}

// What is looked at: only whoever looks writes it.
struct sight {
  uint32_t marker, stream;
  uint64_t order, recorded_ns, late_ns, doubt_ns, begin_ns, end_ns;
  CUevent event, before;
  struct vgpu_metered_context *context;
  bool kept;                   // the event is the new reference
  CUresult result;
};

static struct sight sights[VGPU_MARKERS];

static uint32_t gather(struct vgpu_meter *meter, uint64_t now_ns) {
  uint32_t count = 0;
  for (uint32_t m = 0; m < meter->credits.marker_high; m++) {
    struct vgpu_marker_event *mark = &meter->events[m];
    if (mark->state == VGPU_EVENT_PROMISED && mark->since_ns + BROKEN_PROMISE_NS < now_ns) {
      mark->state = VGPU_NO_EVENT;
      vgpu_marker_dropped(&meter->credits, m, now_ns);
    }
    if (mark->state != VGPU_EVENT_RECORDED)
      continue;
    struct sight sight = {.marker = m, .stream = meter->credits.markers[m].stream, .order = mark->order,
                          .recorded_ns = mark->since_ns, .late_ns = mark->late_ns, .doubt_ns = mark->doubt_ns,
                          .event = mark->event, .before = mark->before,
                          .context = mark->context};
    uint32_t place = count++;
    for (; place > 0 && sights[place - 1].order > sight.order; place--)
      sights[place] = sights[place - 1];
    sights[place] = sight;
  }
  return count;
}

static uint64_t end_of(const struct vgpu_calls *calls, struct sight *sight, uint64_t seen_ns) {
  struct vgpu_metered_context *context = sight->context;
  float milliseconds = 0;
  if (context->reference == NULL ||
      calls->cuEventElapsedTime(&milliseconds, context->reference, sight->event) != CUDA_SUCCESS) {
    sight->kept = context->reference == NULL;
    if (sight->kept) {
      context->reference = sight->event;
      context->reference_ns = seen_ns;
    }
    return seen_ns;
  }
  int64_t since = (int64_t)((double)milliseconds * 1e6);
  // It came before it was seen and after it was recorded: that is how the two clocks are compared.
  if (context->reference_ns + (uint64_t)since > seen_ns)
    context->reference_ns = seen_ns - (uint64_t)since;
  if (context->reference_ns + (uint64_t)since < sight->recorded_ns)
    context->reference_ns = sight->recorded_ns - (uint64_t)since;
  uint64_t end = context->reference_ns + (uint64_t)since;
  if (since > OLD_REFERENCE_NS) {
    calls->cuEventDestroy_v2(context->reference);
    context->reference = sight->event;
    context->reference_ns = end + DRIFT_NS;
    sight->kept = true;
  }
  return end;
}

static void ask(const struct vgpu_calls *calls, uint32_t count) {
  CUcontext was = NULL, current;
  calls->cuCtxGetCurrent(&was);
  current = was;
  uint8_t waiting[VGPU_STREAMS] = {0};
  for (uint32_t i = 0; i < count; i++) {
    struct sight *sight = &sights[i];
    sight->result = CUDA_ERROR_NOT_READY;
    if (waiting[sight->stream])
      continue;
    if (sight->context->context != current) {
      current = sight->context->context;
      calls->cuCtxSetCurrent(current);
    }
    sight->result = calls->cuEventQuery(sight->event);
    if (sight->result != CUDA_SUCCESS) {
      waiting[sight->stream] = 1;
      continue;
    }
    sight->end_ns = end_of(calls, sight, vgpu_now_ns());
    float milliseconds;
    if (sight->before != NULL && calls->cuEventElapsedTime(&milliseconds, sight->before, sight->event) == CUDA_SUCCESS)
      sight->begin_ns = sight->end_ns - (uint64_t)((double)milliseconds * 1e6);
  }
  // The thread may be the program's.
  if (current != was)
    calls->cuCtxSetCurrent(was);
}

// False: the launch's own time can't be told from its call's, which was not the first in a row.
static bool begin(struct vgpu_meter *meter, const struct sight *sight) {
  uint64_t passed = sight->end_ns - sight->begin_ns, late = sight->late_ns;
  bool doubted = late >= passed || sight->doubt_ns > DOUBT_NS + (passed - late) / DOUBT_PARTS;
  bool known = meter->credits.markers[sight->marker].batch.unknown == 0;
  if (doubted && known && meter->doubted++ < MOST_DOUBTED)
    return false;
  meter->doubted = 0;
  // Where nothing better is known it is charged all of it.
  uint64_t waited = 0, own = passed - late;
  if (!doubted && sight->doubt_ns != 0)
    waited = late + (own / BEGINNING_PARTS < BEGINNING_NS ? own / BEGINNING_PARTS : BEGINNING_NS);
  vgpu_marker_began(&meter->credits, sight->marker, sight->begin_ns + waited);
  return true;
}

static void tell(struct vgpu_meter *meter, uint32_t count, uint64_t now_ns) {
  for (uint32_t i = 0; i < count; i++) {
    const struct sight *sight = &sights[i];
    struct vgpu_marker_event *mark = &meter->events[sight->marker];
    if (sight->result == CUDA_ERROR_NOT_READY || mark->state != VGPU_EVENT_RECORDED || mark->order != sight->order)
      continue;
    mark->state = VGPU_NO_EVENT;
    if (!sight->kept)
      keep(sight->context, sight->event);
    keep(sight->context, sight->before);
    if (sight->begin_ns != 0 && sight->result == CUDA_SUCCESS && !begin(meter, sight)) {
      vgpu_marker_dropped(&meter->credits, sight->marker, sight->end_ns);
      continue;
    }
    if (sight->result == CUDA_SUCCESS) {
      vgpu_marker_completed(&meter->credits, sight->marker, sight->end_ns);
      continue;
    }
    vgpu_marker_dropped(&meter->credits, sight->marker, now_ns);
    if (vgpu_error_lasts(sight->result)) {
      sight->context->broken = true;
      drop_all_of(meter, sight->context, now_ns);
    }
  }
}

static bool look_after(const struct vgpu_calls *calls, struct vgpu_meter *meter) {
  vgpu_lock(&meter->lock);
  uint32_t count = gather(meter, vgpu_now_ns());
  if (meter->page_file >= 0)
    vgpu_presence_file_read(meter->page_file, &meter->page, meter->credits.own);
  vgpu_unlock(&meter->lock);
  ask(calls, count);
  vgpu_lock(&meter->lock);
  uint64_t now = vgpu_now_ns();
  tell(meter, count, now);
  bool more = vgpu_tick(&meter->credits, now);
  struct vgpu_presence *own = meter->credits.own;
  if (own != NULL && !vgpu_presence_file_write(meter->page_file, &meter->page, own))
    meter->credits.own = vgpu_presence_claim(&meter->page, own->owner + 1, now);
  vgpu_unlock(&meter->lock);
  return more;
}

bool vgpu_markers_look(void) {
  const struct vgpu_calls *calls = vgpu_calls();
  bool more = false;
  for (int i = 0; i < HAMI_REGION_DEVICES && calls != NULL; i++) {
    struct vgpu_meter *meter = vgpu_meter_if_any(i);
    if (meter != NULL)
      more |= look_after(calls, meter);
  }
  return more;
}
