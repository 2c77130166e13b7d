// Queues and events: what programs write without a lock.
#include <errno.h>
#include <string.h>

#include "calendar.h"

void sg_client_open(struct sg_state *state, struct sg_process *process, uint32_t device, uint32_t calendar, uint32_t instance) {
  sg_state_lock(state);
  struct sg_client *client = &process->clients[device];
  client->instance = instance;
  __atomic_store_n(&client->calendar, calendar, __ATOMIC_RELAXED);
  process->device_mask |= 1u << device;
  sg_state_unlock(state);
}

int sg_queue_open(struct sg_state *state, struct sg_process *process, uint32_t device, uint32_t *index) {
  sg_state_lock(state);
  int error = ENOSPC;
  for (uint32_t tried = 0; tried < SG_MAX_QUEUES; tried++) {
    uint32_t q = tried;
    struct sg_queue *queue = &state->queues[q];
    // Owner 0 is a slot: a queue is free when no high-water mark reached it yet or its owner says so.
    bool fresh = q >= atomic_load(&state->header.queue_high);
    if (!fresh && queue->owner != SG_NONE)
      continue;
    struct sg_client *client = &process->clients[device];
    queue->owner = SG_NONE;
    queue->device = device;
    queue->generation++;
    queue->done_ns = 0;
    queue->empty = 1;
    atomic_store(&queue->tail, 0);
    atomic_store(&queue->head, 0);
    queue->next = SG_NONE;
    if (fresh)
      atomic_store(&state->header.queue_high, q + 1);
    queue->owner = sg_process_slot(state, process);
    // Last in the list: of things that happen at one instant, those of the older queue come first.
    uint32_t *link = &client->first_queue;
    while (*link != SG_NONE)
      link = &state->queues[*link].next;
    *link = q;
    *index = q;
    error = 0;
    break;
  }
  sg_state_unlock(state);
  return error;
}

void sg_queue_close(struct sg_state *state, uint32_t index) {
  sg_state_lock(state);
  struct sg_queue *queue = &state->queues[index];
  struct sg_client *client = &state->processes[queue->owner].clients[queue->device];
  uint32_t *link = &client->first_queue;
  while (*link != index && *link != SG_NONE)
    link = &state->queues[*link].next;
  if (*link == index)
    *link = queue->next;
  queue->generation++;
  queue->owner = SG_NONE;
  sg_state_unlock(state);
}

uint64_t sg_queue_target(const struct sg_state *state, uint32_t index) {
  return index | state->queues[index].generation << 32;
}

uint64_t sg_event_target(const struct sg_state *state, uint32_t index) {
  return index | state->events[index].generation << 32;
}

bool sg_queue_push(struct sg_state *state, uint32_t index, const struct sg_item *item, uint64_t *number) {
  struct sg_queue *queue = &state->queues[index];
  uint64_t tail = atomic_load_explicit(&queue->tail, memory_order_relaxed);
  if (tail - atomic_load_explicit(&queue->head, memory_order_acquire) >= SG_QUEUE_DEPTH)
    return false;
  struct sg_item *slot = &queue->items[tail % SG_QUEUE_DEPTH];
  slot->kind = item->kind;
  slot->sms = item->sms;
  slot->ready_ns = item->ready_ns;
  slot->duration_ns = item->duration_ns;
  slot->target = item->target;
  slot->target_count = item->target_count;
  atomic_store_explicit(&slot->host_done, 0, memory_order_relaxed);
  slot->left_ns = 0;
  slot->progress = 0;
  // Both sides store first and look second (the scheduler clears the bit, then looks at tails): no item is overlooked.
  atomic_store_explicit(&queue->tail, tail + 1, memory_order_seq_cst);
  uint32_t owner = queue->owner;
  _Atomic uint64_t *word = &state->calendars[state->processes[owner].clients[queue->device].calendar].active[owner / 64];
  uint64_t bit = UINT64_C(1) << (owner % 64);
  if ((atomic_load_explicit(word, memory_order_seq_cst) & bit) == 0)
    atomic_fetch_or_explicit(word, bit, memory_order_seq_cst);
  *number = tail;
  return true;
}

int sg_event_open(struct sg_state *state, struct sg_process *process, bool shared, uint32_t *index) {
  sg_state_lock(state);
  int error = ENOSPC;
  uint32_t high = atomic_load(&state->header.event_high);
  for (uint32_t tried = 0; tried < SG_MAX_EVENTS; tried++) {
    uint32_t e = (state->header.event_hint + tried) % SG_MAX_EVENTS;
    struct sg_event_slot *event = &state->events[e];
    if (e < high && event->owner != SG_NONE)
      continue;
    event->shared = shared;
    event->closing = 0;
    event->generation++;
    event->done_ns = 0;
    atomic_store(&event->issued, 0);
    atomic_store(&event->recorded, 0);
    atomic_store(&event->done, 0);
    event->owner = sg_process_slot(state, process);
    if (e >= high)
      atomic_store(&state->header.event_high, e + 1);
    state->header.event_hint = (e + 1) % SG_MAX_EVENTS;
    *index = e;
    error = 0;
    break;
  }
  sg_state_unlock(state);
  return error;
}

void sg_event_close(struct sg_state *state, uint32_t index) {
  sg_state_lock(state);
  struct sg_event_slot *event = &state->events[index];
  // Streams may still wait for it: it ends when the last record is done.
  if (atomic_load(&event->recorded) > atomic_load(&event->done) && event->owner != SG_NONE)
    event->closing = 1;
  else
    event->owner = SG_NONE;
  state->header.event_hint = index;
  sg_state_unlock(state);
}
