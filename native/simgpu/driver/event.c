// Events: points in streams, and the time between them.
#include "capture.h"
#include "context.h"
#include "event.h"
#include "stream.h"

static struct sg_handles events = SG_HANDLES(struct sg_event, SG_MAX_EVENTS);

enum { CREATE_FLAGS = CU_EVENT_BLOCKING_SYNC | CU_EVENT_DISABLE_TIMING | CU_EVENT_INTERPROCESS };

#define HANDLE_MAGIC UINT64_C(0x746e766570676973)

// What is inside a CUipcEventHandle.
struct exported {
  uint64_t magic;
  uint64_t created_ns;         // of the state: another node's handle is refused
  uint64_t owner_generation;
  uint64_t event_generation;
  uint32_t owner;
  uint32_t slot;
  uint32_t device;
  uint32_t flags;
};
_Static_assert(sizeof(struct exported) <= sizeof(CUipcEventHandle), "fits");

static bool live(const struct sg_event *event) {
  return event != NULL && sg_handle_live(&events, event);
}

static struct sg_event_slot *slot_of(const struct sg_event *event) {
  return &sg_driver.state->events[event->slot];
}

CUresult sg_event_resolve(CUevent handle, struct sg_event **out) {
  struct sg_event *event = (struct sg_event *)handle;
  if (!live(event))
    return CUDA_ERROR_INVALID_HANDLE;
  *out = event;
  return atomic_load_explicit(&event->context->broken, memory_order_relaxed);
}

CUresult cuEventCreate(CUevent *phEvent, unsigned int Flags) {
  SG_ENTRY();
  struct sg_context *context;
  if (phEvent == NULL || (Flags & ~(unsigned int)CREATE_FLAGS) != 0)
    return CUDA_ERROR_INVALID_VALUE;
  if ((Flags & CU_EVENT_INTERPROCESS) != 0 && (Flags & CU_EVENT_DISABLE_TIMING) == 0)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_context_current(&context));
  struct sg_event *event = sg_handle_new(&events);
  if (event == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  if (sg_event_open(sg_driver.state, sg_driver.process, (Flags & CU_EVENT_INTERPROCESS) != 0, &event->slot) != 0) {
    sg_handle_free(&events, event);
    return CUDA_ERROR_OUT_OF_MEMORY;
  }
  event->flags = Flags;
  __atomic_store_n(&event->context, context, __ATOMIC_RELEASE);  // another context's end may look at it from now on
  *phEvent = (CUevent)event;
  return CUDA_SUCCESS;
}

static void drop(struct sg_event *event) {
  if (event->capture != NULL)
    sg_capture_drop_event(event);
  if (!event->opened)
    sg_event_close(sg_driver.state, event->slot);
  sg_handle_free(&events, event);
}

CUresult cuEventDestroy_v2(CUevent hEvent) {
  SG_ENTRY();
  struct sg_event *event = (struct sg_event *)hEvent;
  if (!live(event))
    return CUDA_ERROR_INVALID_HANDLE;
  SG_TRY(atomic_load(&event->context->broken));
  drop(event);
  return CUDA_SUCCESS;
}

CUresult cuEventDestroy(CUevent hEvent) {
  return cuEventDestroy_v2(hEvent);
}

static void drop_of_context(void *object, void *context) {
  struct sg_event *event = object;
  if (__atomic_load_n(&event->context, __ATOMIC_ACQUIRE) == context)
    drop(event);
}

void sg_events_drop_context(struct sg_context *context) {
  sg_handle_each(&events, drop_of_context, context);
}

static CUresult record(CUevent hEvent, CUstream hStream, unsigned int flags) {
  struct sg_stream *stream;
  struct sg_event *event;
  if ((flags & ~(unsigned int)CU_EVENT_RECORD_EXTERNAL) != 0)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_event_resolve(hEvent, &event));
  SG_TRY(sg_stream_resolve(hStream, &stream));
  if (stream->context != event->context)
    return CUDA_ERROR_INVALID_HANDLE;
  // A record outside a capture can only be an ordinary one, and ends what a capture knew about the event.
  if (stream->capture == NULL) {
    if (flags != 0)
      return CUDA_ERROR_INVALID_VALUE;
    if (event->capture != NULL)
      sg_capture_drop_event(event);
  }
  struct sg_work work = {
      .kind = SG_WORK_RECORD, .event = event, .event_flags = flags, .node_type = CU_GRAPH_NODE_TYPE_EVENT_RECORD};
  return sg_stream_submit(stream, &work);
}

CUresult cuEventRecord(CUevent hEvent, CUstream hStream) {
  SG_ENTRY();
  return record(hEvent, hStream, CU_EVENT_RECORD_DEFAULT);
}

CUresult cuEventRecordWithFlags(CUevent hEvent, CUstream hStream, unsigned int flags) {
  SG_ENTRY();
  return record(hEvent, hStream, flags);
}

CUresult cuStreamWaitEvent(CUstream hStream, CUevent hEvent, unsigned int Flags) {
  SG_ENTRY();
  struct sg_stream *stream;
  struct sg_event *event;
  if ((Flags & ~(unsigned int)CU_EVENT_WAIT_EXTERNAL) != 0)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_event_resolve(hEvent, &event));
  SG_TRY(sg_stream_resolve(hStream, &stream));
  if (Flags != 0 && stream->capture == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  struct sg_work work = {
      .kind = SG_WORK_WAIT, .event = event, .event_flags = Flags, .node_type = CU_GRAPH_NODE_TYPE_WAIT_EVENT};
  // An event recorded in a capture draws the stream into it.
  return event->capture != NULL && Flags == 0 ? sg_capture_work(stream, &work) : sg_stream_submit(stream, &work);
}

static bool done(const struct sg_event *event) {
  const struct sg_event_slot *slot = slot_of(event);
  return atomic_load_explicit(&slot->done, memory_order_acquire) >= atomic_load_explicit(&slot->recorded, memory_order_acquire);
}

CUresult cuEventQuery(CUevent hEvent) {
  SG_ENTRY();
  struct sg_event *event;
  SG_TRY(sg_event_resolve(hEvent, &event));
  SG_TRY(sg_capture_event_query(event));
  SG_TRY(sg_capture_forbids(NULL));
  sg_settle();
  SG_TRY(atomic_load(&event->context->broken));
  return done(event) ? CUDA_SUCCESS : CUDA_ERROR_NOT_READY;
}

CUresult cuEventSynchronize(CUevent hEvent) {
  SG_ENTRY();
  struct sg_event *event;
  SG_TRY(sg_event_resolve(hEvent, &event));
  SG_TRY(sg_capture_event_query(event));
  SG_TRY(sg_capture_forbids(NULL));
  SG_TRY(sg_event_wait(event));
  return atomic_load(&event->context->broken);
}

static CUresult elapsed(float *milliseconds, CUevent hStart, CUevent hEnd) {
  struct sg_event *start, *end;
  if (milliseconds == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_event_resolve(hStart, &start));
  SG_TRY(sg_event_resolve(hEnd, &end));
  SG_TRY(sg_capture_event_query(start));
  SG_TRY(sg_capture_event_query(end));
  if (((start->flags | end->flags) & CU_EVENT_DISABLE_TIMING) != 0 || start->context->device != end->context->device)
    return CUDA_ERROR_INVALID_HANDLE;
  if (atomic_load(&slot_of(start)->recorded) == 0 || atomic_load(&slot_of(end)->recorded) == 0)
    return CUDA_ERROR_INVALID_HANDLE;
  sg_settle();
  SG_TRY(atomic_load(&end->context->broken));
  sg_state_lock(sg_driver.state);
  bool both = done(start) && done(end);
  int64_t ns = (int64_t)(slot_of(end)->done_ns - slot_of(start)->done_ns);
  sg_state_unlock(sg_driver.state);
  if (!both)
    return CUDA_ERROR_NOT_READY;
  *milliseconds = (float)((double)ns / 1e6);
  return CUDA_SUCCESS;
}

CUresult cuEventElapsedTime(float *pMilliseconds, CUevent hStart, CUevent hEnd) {
  SG_ENTRY();
  return elapsed(pMilliseconds, hStart, hEnd);
}

CUresult cuEventElapsedTime_v2(float *pMilliseconds, CUevent hStart, CUevent hEnd) {
  SG_ENTRY();
  return elapsed(pMilliseconds, hStart, hEnd);
}

CUresult cuIpcGetEventHandle(CUipcEventHandle *pHandle, CUevent event) {
  SG_ENTRY();
  struct sg_event *found;
  if (pHandle == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_event_resolve(event, &found));
  if ((found->flags & CU_EVENT_INTERPROCESS) == 0 || found->opened)
    return CUDA_ERROR_INVALID_HANDLE;
  struct sg_state *state = sg_driver.state;
  struct exported out = {
      .magic = HANDLE_MAGIC,
      .created_ns = state->header.created_ns,
      .owner_generation = sg_driver.process->generation,
      .event_generation = slot_of(found)->generation,
      .owner = sg_process_slot(state, sg_driver.process),
      .slot = found->slot,
      .device = found->context->device,
      .flags = found->flags,
  };
  __builtin_memset(pHandle, 0, sizeof(*pHandle));
  __builtin_memcpy(pHandle, &out, sizeof(out));
  return CUDA_SUCCESS;
}

CUresult cuIpcOpenEventHandle(CUevent *phEvent, CUipcEventHandle handle) {
  SG_ENTRY();
  struct sg_context *context;
  struct exported in;
  if (phEvent == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_context_current(&context));
  __builtin_memcpy(&in, &handle, sizeof(in));
  struct sg_state *state = sg_driver.state;
  if (in.magic != HANDLE_MAGIC || in.created_ns != state->header.created_ns || in.slot >= SG_MAX_EVENTS ||
      in.owner >= SG_MAX_PROCESSES)
    return CUDA_ERROR_INVALID_HANDLE;
  // The process that exported it has the event itself.
  if (&state->processes[in.owner] == sg_driver.process && in.owner_generation == sg_driver.process->generation)
    return CUDA_ERROR_INVALID_CONTEXT;
  sg_state_lock(state);
  const struct sg_event_slot *slot = &state->events[in.slot];
  bool there = slot->owner == in.owner && slot->shared != 0 && slot->generation == in.event_generation &&
               state->processes[in.owner].generation == in.owner_generation;
  sg_state_unlock(state);
  if (!there || in.device != context->device)
    return CUDA_ERROR_INVALID_HANDLE;
  struct sg_event *event = sg_handle_new(&events);
  if (event == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  event->flags = in.flags;
  event->slot = in.slot;
  event->opened = true;
  __atomic_store_n(&event->context, context, __ATOMIC_RELEASE);
  *phEvent = (CUevent)event;
  return CUDA_SUCCESS;
}
