// Waiting for streams, events and contexts.
#include "effects.h"
#include "pool.h"

void sg_settle(void) {
  sg_calendar_look(sg_driver.state);
  sg_effects_run();
}

struct end { uint32_t queue; uint64_t generation, count; };

static struct end end_of(const struct sg_stream *stream) {
  struct sg_queue *queue = &sg_driver.state->queues[stream->queue];
  return (struct end){.queue = stream->queue, .generation = queue->generation, .count = atomic_load(&queue->tail)};
}

static bool is_reached(void *context) {
  const struct end *end = context;
  struct sg_queue *queue = &sg_driver.state->queues[end->queue];
  return queue->generation != end->generation || atomic_load(&queue->head) >= end->count;
}

static CUresult wait_for(struct sg_context *context, bool (*condition)(void *), void *argument) {
  sg_calendar_wait(sg_driver.state, condition, argument, sg_context_spins(context));
  sg_effects_run();
  sg_pools_synchronised();
  return atomic_load(&context->broken);
}

// The null stream's work comes after all blocking streams', so waiting for it waits for them too.
static CUresult add_legacy_waits(struct sg_stream *stream) {
  if (!stream->is_null)
    return CUDA_SUCCESS;
  uint64_t number;
  return sg_submit_now(stream, &(struct sg_work){.kind = SG_WORK_MARK}, &number);
}

CUresult sg_stream_wait(struct sg_stream *stream) {
  SG_TRY(add_legacy_waits(stream));
  struct end end = end_of(stream);
  return wait_for(stream->context, is_reached, &end);
}

bool sg_stream_idle(struct sg_stream *stream) {
  if (add_legacy_waits(stream) != CUDA_SUCCESS)
    return false;
  struct end end = end_of(stream);
  sg_settle();
  return is_reached(&end);
}

CUresult sg_context_wait(struct sg_context *context) {
  for (;;) {
    // The list may change while we wait: find one that is busy, wait for it without the lock, look again.
    struct end end = {.queue = SG_NONE};
    pthread_mutex_lock(&context->lock);
    for (struct sg_stream *stream = context->streams; stream != NULL && end.queue == SG_NONE; stream = stream->next) {
      if (!sg_queue_idle(sg_driver.state, stream->queue))
        end = end_of(stream);
    }
    if (end.queue == SG_NONE && context->null_stream != NULL && !sg_queue_idle(sg_driver.state, context->null_stream->queue))
      end = end_of(context->null_stream);
    pthread_mutex_unlock(&context->lock);
    if (end.queue == SG_NONE)
      break;
    SG_TRY(wait_for(context, is_reached, &end));
  }
  sg_settle();
  sg_pools_synchronised();
  return atomic_load(&context->broken);
}

struct record { uint32_t slot; uint64_t generation, count; };

static bool is_recorded(void *context) {
  const struct record *record = context;
  struct sg_event_slot *event = &sg_driver.state->events[record->slot];
  return event->generation != record->generation || atomic_load(&event->done) >= record->count;
}

CUresult sg_event_wait(struct sg_event *event) {
  struct sg_event_slot *slot = &sg_driver.state->events[event->slot];
  struct record record = {.slot = event->slot, .generation = slot->generation, .count = atomic_load(&slot->recorded)};
  return wait_for(event->context, is_recorded, &record);
}
