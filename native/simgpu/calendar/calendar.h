// Device time. Programs append items to queues without a lock; whoever looks first brings the calendar up to the present, by
// computing what the devices did since: starts and ends are exact, however late anybody woke up.
//
// A device is held by one process at a time, for a time slice while others have work, in turn. Within it, kernels at the heads
// of the process's queues run side by side while their multiprocessors fit, in the order in which they became ready. Copies run
// on their engine, beside kernels, first come first served.
#pragma once

#include <stdbool.h>

#include "../state/state.h"

// Begins and ends a calendar for a MIG compute instance. Lock held.
void sg_calendar_open(struct sg_state *state, uint32_t calendar, uint32_t sms);
void sg_calendar_close(struct sg_state *state, uint32_t calendar);

// Says which calendar (and GPU instance slot + 1, 0 for the whole card) a process uses on a device. Takes the lock.
void sg_client_open(struct sg_state *state, struct sg_process *process, uint32_t device, uint32_t calendar, uint32_t instance);

// A queue for one stream of a client. ENOSPC: all are taken. Takes the lock.
int sg_queue_open(struct sg_state *state, struct sg_process *process, uint32_t device, uint32_t *index);
// What is still in it is dropped. Takes the lock.
void sg_queue_close(struct sg_state *state, uint32_t index);

// Appends an item (kind, sms, ready_ns, duration_ns, target, target_count are read) and returns its number in the queue:
// it is done when the queue's head is greater. No lock; one writer per queue at a time. False: the queue is full.
bool sg_queue_push(struct sg_state *state, uint32_t index, const struct sg_item *item, uint64_t *number);

// Brings all calendars up to `now_ns`. Lock held.
void sg_calendar_advance(struct sg_state *state, uint64_t now_ns);

// The earliest time at which anything happens on any calendar by itself, SG_NEVER if nothing will. Lock held, after advance.
uint64_t sg_calendar_next(struct sg_state *state);

// Brings the calendars up to the present of the state's clock. Takes the lock.
void sg_calendar_look(struct sg_state *state);

// One turn of a process's keeper: looks if the process has work outstanding and nobody looked for a while, then sleeps.
void sg_calendar_keep(struct sg_state *state, const struct sg_process *process);

// Waits until the condition holds (it is asked with the lock held, after the calendars were brought up to the present).
// `spin`: burn the processor for the last part of the way instead of waking late.
void sg_calendar_wait(struct sg_state *state, bool (*condition)(void *context), void *context, bool spin);

// What record and wait items name as their target: a queue or event as it is used now. A wait for a use that is over is done.
uint64_t sg_queue_target(const struct sg_state *state, uint32_t index);
uint64_t sg_event_target(const struct sg_state *state, uint32_t index);

// An event. ENOSPC: all are taken. Takes the lock.
int sg_event_open(struct sg_state *state, struct sg_process *process, bool shared, uint32_t *index);
void sg_event_close(struct sg_state *state, uint32_t index);

static inline bool sg_queue_done(struct sg_state *state, uint32_t index, uint64_t number) {
  return atomic_load_explicit(&state->queues[index].head, memory_order_acquire) > number;
}

static inline bool sg_queue_idle(struct sg_state *state, uint32_t index) {
  struct sg_queue *queue = &state->queues[index];
  return atomic_load_explicit(&queue->head, memory_order_acquire) >= atomic_load_explicit(&queue->tail, memory_order_acquire);
}
