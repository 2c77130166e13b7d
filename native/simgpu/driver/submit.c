// From a call to an item in a queue.
#include <sched.h>

#include "capture.h"
#include "effects.h"
#include "host.h"

static void take_writer(struct sg_stream *stream) {
  for (unsigned spins = 0; atomic_flag_test_and_set_explicit(&stream->writer, memory_order_acquire); spins++) {
    if (spins > 100)
      sched_yield();
  }
}

static void leave_writer(struct sg_stream *stream) {
  atomic_flag_clear_explicit(&stream->writer, memory_order_release);
}

struct room { uint32_t queue; uint64_t head; };

static bool has_room(void *context) {
  struct room *room = context;
  return atomic_load(&sg_driver.state->queues[room->queue].head) >= room->head;
}

// A stream's items run one after the other: these cannot all be done sooner than this. The first is under way.
static uint64_t shortest_ns(const struct sg_queue *queue, uint64_t from, uint64_t to) {
  uint64_t sum = 0;
  for (uint64_t number = from + 1; number < to; number++)
    sum += queue->items[number % SG_QUEUE_DEPTH].duration_ns;
  return sum;
}

// A full queue makes its writer wait until the device has done a little of it: one item would do, but a writer that asks
// after each keeps the lock from those who are behind.
static void wait_for_room(struct sg_stream *stream) {
  enum { ROOM = 32 };
  struct sg_state *state = sg_driver.state;
  struct sg_queue *queue = &state->queues[stream->queue];
  uint64_t head = atomic_load(&queue->head);
  if (atomic_load(&queue->tail) - head >= SG_QUEUE_DEPTH) {
    uint32_t poke = atomic_load(&state->header.poke);
    if (state->description.clock == SG_CLOCK_WALL)
      sg_sleep(state, sg_now(state) + shortest_ns(queue, head, head + ROOM), poke);
    sg_calendar_wait(state, has_room, &(struct room){stream->queue, head + ROOM}, false);
  }
  sg_effects_run();
}

// Appends an item, its effect registered before anybody can see it end. Returns its number.
static CUresult push(struct sg_stream *stream, const struct sg_item *item, const struct sg_effect *effect, uint64_t *number) {
  struct sg_queue *queue = &sg_driver.state->queues[stream->queue];
  for (;;) {
    take_writer(stream);
    uint64_t tail = atomic_load_explicit(&queue->tail, memory_order_relaxed);
    bool full = tail - atomic_load_explicit(&queue->head, memory_order_acquire) >= SG_QUEUE_DEPTH ||
                sg_effects_block(stream, tail);
    if (!full) {
      bool kept = effect == NULL || effect->run == NULL || sg_effects_add(stream, tail, effect);
      if (kept)
        sg_queue_push(sg_driver.state, stream->queue, item, number);
      leave_writer(stream);
      return kept ? CUDA_SUCCESS : CUDA_ERROR_OUT_OF_MEMORY;
    }
    leave_writer(stream);
    wait_for_room(stream);
  }
}

CUresult sg_submit_wait_queue(struct sg_stream *stream, uint32_t queue, uint64_t number) {
  struct sg_item item = {.kind = SG_ITEM_WAIT_QUEUE, .ready_ns = sg_now(sg_driver.state),
                         .target = sg_queue_target(sg_driver.state, queue), .target_count = number};
  uint64_t ignored;
  return push(stream, &item, NULL, &ignored);
}

static CUresult wait_for_stream(struct sg_stream *stream, const struct sg_stream *other) {
  if (sg_queue_idle(sg_driver.state, other->queue))
    return CUDA_SUCCESS;
  return sg_submit_wait_queue(stream, other->queue, atomic_load(&sg_driver.state->queues[other->queue].tail) - 1);
}

// The legacy stream waits for all blocking streams of its context, and they for it.
static CUresult keep_legacy_order(struct sg_stream *stream) {
  struct sg_context *context = stream->context;
  if (stream->is_null) {
    if (__atomic_load_n(&context->streams, __ATOMIC_ACQUIRE) == NULL)
      return CUDA_SUCCESS;
    CUresult result = CUDA_SUCCESS;
    pthread_mutex_lock(&context->lock);
    for (struct sg_stream *other = context->streams; other != NULL && result == CUDA_SUCCESS; other = other->next) {
      if ((other->flags & CU_STREAM_NON_BLOCKING) == 0)
        result = wait_for_stream(stream, other);
    }
    pthread_mutex_unlock(&context->lock);
    return result;
  }
  struct sg_stream *null_stream = context->null_stream;
  if ((stream->flags & CU_STREAM_NON_BLOCKING) != 0 || null_stream == NULL)
    return CUDA_SUCCESS;
  return wait_for_stream(stream, null_stream);
}

static struct sg_item item_of(const struct sg_work *work) {
  struct sg_state *state = sg_driver.state;
  struct sg_item item = {.ready_ns = sg_now(state), .duration_ns = work->duration_ns, .sms = work->sms};
  switch (work->kind) {
    case SG_WORK_KERNEL:
      item.kind = SG_ITEM_KERNEL;
      item.ready_ns += state->description.launch_latency_ns;
      break;
    case SG_WORK_COPY:
      item.kind = SG_ITEM_COPY;
      break;
    case SG_WORK_RECORD:
      item.kind = SG_ITEM_RECORD;
      item.target = sg_event_target(state, work->event->slot);
      item.target_count = atomic_fetch_add(&state->events[work->event->slot].issued, 1) + 1;
      break;
    case SG_WORK_WAIT:
      item.kind = SG_ITEM_WAIT_EVENT;
      item.target = sg_event_target(state, work->event->slot);
      item.target_count = atomic_load(&state->events[work->event->slot].recorded);
      break;
    case SG_WORK_HOST:
      item.kind = SG_ITEM_HOST;
      break;
    case SG_WORK_MARK:
      item.kind = SG_ITEM_MARK;
      break;
  }
  return item;
}

// Waits mean a record only once it has its place in a queue: one that meant it earlier could get in front of it there, and
// both would wait for ever.
static void publish(const struct sg_work *work, const struct sg_item *item) {
  _Atomic uint64_t *recorded = &sg_driver.state->events[work->event->slot].recorded;
  uint64_t before = atomic_load(recorded);
  while (before < item->target_count && !atomic_compare_exchange_weak(recorded, &before, item->target_count)) {
  }
}

CUresult sg_submit_now(struct sg_stream *stream, const struct sg_work *work, uint64_t *number) {
  CUresult result = keep_legacy_order(stream);
  struct sg_item item;
  if (result == CUDA_SUCCESS) {
    item = item_of(work);
    result = push(stream, &item, &work->effect, number);
  }
  if (result == CUDA_SUCCESS && work->kind == SG_WORK_RECORD)
    publish(work, &item);
  if (result != CUDA_SUCCESS || work->effect.run == NULL)
    sg_effect_release(&work->effect);
  if (result == CUDA_SUCCESS && work->kind == SG_WORK_HOST)
    result = sg_host_add(stream, *number, work);
  return result;
}

CUresult sg_submit(struct sg_stream *stream, const struct sg_work *work) {
  if (__builtin_expect(stream->capture != NULL, 0))
    return sg_capture_work(stream, work);
  // The legacy stream would have to wait for a blocking one whose work only exists in a graph.
  if (__builtin_expect(stream->is_null && sg_capture_any(), 0)) {
    CUresult result = sg_capture_implicit(stream->context);
    if (result != CUDA_SUCCESS) {
      sg_effect_release(&work->effect);
      return result;
    }
  }
  uint64_t number;
  return sg_submit_now(stream, work, &number);
}
