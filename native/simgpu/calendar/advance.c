// The scheduler: what the devices did between two looks, event by event.
#include "../state/transaction.h"
#include "calendar.h"
#include "sample.h"
#include "trace.h"

enum { MAX_CANDIDATES = 512 };

static const uint64_t REAP_PERIOD_NS = 1000000;

struct walk {
  struct sg_state *state;
  uint32_t index;             // of the calendar
  struct sg_calendar *calendar;
  uint32_t device;
  uint32_t words;             // of the bitmap of active processes
};

static struct walk walk_of(struct sg_state *state, uint32_t index) {
  uint32_t high = atomic_load_explicit(&state->header.process_high, memory_order_acquire);
  return (struct walk){.state = state, .index = index, .calendar = &state->calendars[index],
                       .device = index / SG_CALENDARS_PER_DEVICE, .words = (high + 63) / 64};
}

// The next active process slot from `from` on, SG_NONE at the end.
static uint32_t next_active(const struct walk *walk, uint32_t from) {
  for (uint32_t word = from / 64; word < walk->words; word++) {
    uint64_t bits = atomic_load_explicit(&walk->calendar->active[word], memory_order_seq_cst);
    if (word == from / 64)
      bits &= ~UINT64_C(0) << (from % 64);
    if (bits != 0)
      return word * 64 + (uint32_t)__builtin_ctzll(bits);
  }
  return SG_NONE;
}

static struct sg_client *client_of(const struct walk *walk, uint32_t slot) {
  return &walk->state->processes[slot].clients[walk->device];
}

static struct sg_item *head_of(struct sg_queue *queue) {
  uint64_t head = atomic_load_explicit(&queue->head, memory_order_relaxed);
  if (head >= atomic_load_explicit(&queue->tail, memory_order_seq_cst))
    return NULL;
  return &queue->items[head % SG_QUEUE_DEPTH];
}

// The head, if this instant's `complete` saw it. What is submitted meanwhile waits for the next instant: it must not begin
// before it is on the trace.
static struct sg_item *seen_head_of(struct sg_queue *queue) {
  return queue->empty ? NULL : head_of(queue);
}

// When the head of a queue could begin: it must have been submitted, and what came before it be done.
static uint64_t ready_at(const struct sg_queue *queue, const struct sg_item *item) {
  return item->ready_ns > queue->done_ns ? item->ready_ns : queue->done_ns;
}

static uint32_t sms_of(const struct walk *walk, const struct sg_item *item) {
  return item->sms < walk->calendar->sms ? item->sms : (uint32_t)walk->calendar->sms;
}

static bool runs(const struct sg_item *item) {
  return item != NULL && item->kind == SG_ITEM_KERNEL && (item->progress & SG_ITEM_STARTED) != 0;
}

// The holder is a process, not a slot: another may have taken the slot since.
static uint32_t holder_slot(const struct sg_calendar *calendar) { return (uint32_t)calendar->current - 1; }

static uint64_t holder_word(const struct walk *walk, uint32_t slot) {
  return (uint64_t)(slot + 1) | walk->state->processes[slot].generation << 32;
}

// Moves a calendar's time forward over a stretch in which nothing begins or ends, and books it.
static void accrue(const struct walk *walk, uint64_t until_ns) {
  struct sg_calendar *calendar = walk->calendar;
  struct sg_transaction transaction = sg_transaction_begin(walk->state);
  if (until_ns <= calendar->now_ns)
    return;
  uint64_t from = calendar->now_ns > calendar->run_from_ns ? calendar->now_ns : calendar->run_from_ns;
  if (calendar->current != 0 && until_ns > from) {
    uint32_t slot = holder_slot(calendar);
    struct sg_process *process = &walk->state->processes[slot];
    struct sg_client *client = &process->clients[walk->device];
    uint64_t spent = until_ns - from, sms = 0;
    for (uint32_t q = client->first_queue; q != SG_NONE; q = walk->state->queues[q].next) {
      struct sg_item *item = head_of(&walk->state->queues[q]);
      if (!runs(item))
        continue;
      sms += sms_of(walk, item);
      sg_transaction_put(&transaction, &item->left_ns, item->left_ns > spent ? item->left_ns - spent : 0);
    }
    if (sms > 0) {
      struct sg_container *container = &walk->state->containers[process->container];
      sg_transaction_put(&transaction, &client->device_ns, client->device_ns + spent);
      sg_transaction_put(&transaction, &client->work_sm_ns, client->work_sm_ns + spent * sms);
      sg_transaction_put(&transaction, &container->device_ns[walk->device], container->device_ns[walk->device] + spent);
      sg_transaction_put(&transaction, &container->work_sm_ns[walk->device],
                         container->work_sm_ns[walk->device] + spent * sms);
      sg_transaction_put(&transaction, &calendar->busy_ns, calendar->busy_ns + spent);
    }
  }
  sg_transaction_put(&transaction, &calendar->now_ns, until_ns);
  sg_transaction_commit(&transaction);
}

// The first look at an item. Into an empty queue it came no earlier than this calendar had got without it, whatever the
// submitter's clock said before it was held up; its turn among others counts from then.
static void look_at(const struct walk *walk, uint32_t q, struct sg_item *item) {
  struct sg_state *state = walk->state;
  struct sg_queue *queue = &state->queues[q];
  uint64_t now = walk->calendar->now_ns;
  bool late = queue->empty && item->ready_ns < now, traced = state->header.trace_capacity != 0;
  if ((item->progress & SG_ITEM_SEEN) != 0 || (!late && !traced)) {
    queue->empty = 0;
    return;
  }
  struct sg_transaction transaction = sg_transaction_begin(state);
  if (traced)
    sg_trace_item(state, &transaction, walk->index, q, item, atomic_load_explicit(&queue->head, memory_order_relaxed),
                  late ? now : item->ready_ns);
  if (late)
    sg_transaction_put(&transaction, &item->ready_ns, now);
  sg_transaction_put(&transaction, &item->progress, item->progress | SG_ITEM_SEEN);
  sg_transaction_put(&transaction, &queue->empty, 0);
  sg_transaction_commit(&transaction);
}

static bool wait_is_over(const struct walk *walk, const struct sg_item *item) {
  uint32_t index = (uint32_t)item->target;
  if (item->kind == SG_ITEM_WAIT_EVENT) {
    const struct sg_event_slot *event = &walk->state->events[index];
    return (uint32_t)event->generation != item->target >> 32 ||
           atomic_load_explicit(&event->done, memory_order_relaxed) >= item->target_count;
  }
  const struct sg_queue *queue = &walk->state->queues[index];
  return (uint32_t)queue->generation != item->target >> 32 ||
         atomic_load_explicit(&queue->head, memory_order_relaxed) > item->target_count;
}

// Whether the head of a queue is done now. Copies are begun here: their engine waits for nobody.
static bool is_done(const struct walk *walk, const struct sg_queue *queue, struct sg_item *item) {
  struct sg_calendar *calendar = walk->calendar;
  uint64_t now = calendar->now_ns;
  if (ready_at(queue, item) > now) {
    if (ready_at(queue, item) < calendar->next_ns)
      calendar->next_ns = ready_at(queue, item);
    return false;
  }
  switch (item->kind) {
    case SG_ITEM_KERNEL:
      return runs(item) && item->left_ns == 0;
    case SG_ITEM_COPY:
      if ((item->progress & SG_ITEM_STARTED) == 0) {
        uint64_t *engine = &calendar->engine_free_ns[item->sms % SG_ENGINES];
        uint64_t end = (*engine > now ? *engine : now) + item->duration_ns;
        struct sg_transaction transaction = sg_transaction_begin(walk->state);
        sg_transaction_put(&transaction, &item->left_ns, end);
        sg_transaction_put(&transaction, engine, end);
        sg_transaction_put(&transaction, &item->progress, item->progress | SG_ITEM_STARTED);
        sg_transaction_commit(&transaction);
      }
      if (item->left_ns > now && item->left_ns < calendar->next_ns)
        calendar->next_ns = item->left_ns;
      return item->left_ns <= now;
    case SG_ITEM_WAIT_EVENT:
    case SG_ITEM_WAIT_QUEUE:
      if (wait_is_over(walk, item))
        return true;
      calendar->waits_for_others = 1;
      return false;
    case SG_ITEM_HOST: {
      uint64_t when = atomic_load_explicit(&item->host_done, memory_order_acquire);
      if (when > now && when < calendar->next_ns)
        calendar->next_ns = when;
      return when != 0 && when <= now;
    }
    default:
      return true;
  }
}

static void finish(const struct walk *walk, uint32_t slot, struct sg_queue *queue, struct sg_item *item) {
  struct sg_state *state = walk->state;
  uint64_t now = walk->calendar->now_ns;
  struct sg_transaction transaction = sg_transaction_begin(state);
  if (item->kind == SG_ITEM_RECORD) {
    struct sg_event_slot *event = &state->events[(uint32_t)item->target];
    if ((uint32_t)event->generation == item->target >> 32 && item->target_count > atomic_load(&event->done)) {
      sg_transaction_put(&transaction, &event->done_ns, now);
      sg_transaction_put(&transaction, &event->done, item->target_count);
    }
  } else if (item->kind == SG_ITEM_KERNEL) {
    struct sg_client *client = client_of(walk, slot);
    struct sg_container *container = &state->containers[state->processes[slot].container];
    sg_transaction_put(&transaction, &client->kernels, client->kernels + 1);
    sg_transaction_put(&transaction, &container->kernels[walk->device], container->kernels[walk->device] + 1);
  }
  sg_transaction_put(&transaction, &item->left_ns, now);
  sg_transaction_put(&transaction, &queue->done_ns, now);
  sg_transaction_put(&transaction, &queue->head, atomic_load_explicit(&queue->head, memory_order_relaxed) + 1);
  // From then on the item's place may be another's.
  uint32_t kind = item->kind;
  uint64_t target = item->target;
  sg_transaction_commit(&transaction);
  if (kind == SG_ITEM_RECORD) {
    struct sg_event_slot *event = &state->events[(uint32_t)target];
    if (event->closing && (uint32_t)event->generation == target >> 32 &&
        atomic_load(&event->done) >= atomic_load(&event->recorded))
      event->owner = SG_NONE;
  }
}

// Takes everything off the queues' heads that is done at this instant. True: something was.
static bool complete(const struct walk *walk) {
  bool any = false, changed;
  do {
    changed = false;
    for (uint32_t slot = next_active(walk, 0); slot != SG_NONE; slot = next_active(walk, slot + 1)) {
      bool left = false;
      struct sg_client *client = client_of(walk, slot);
      for (uint32_t q = client->first_queue; q != SG_NONE; q = walk->state->queues[q].next) {
        struct sg_queue *queue = &walk->state->queues[q];
        struct sg_item *item;
        while ((item = head_of(queue)) != NULL) {
          look_at(walk, q, item);
          if (!is_done(walk, queue, item))
            break;
          finish(walk, slot, queue, item);
          changed = true;
        }
        if (item == NULL)
          queue->empty = 1;
        else
          left = true;
      }
      if (!left) {
        _Atomic uint64_t *word = &walk->calendar->active[slot / 64];
        atomic_fetch_and_explicit(word, ~(UINT64_C(1) << (slot % 64)), memory_order_seq_cst);
        for (uint32_t q = client->first_queue; q != SG_NONE; q = walk->state->queues[q].next) {
          if (head_of(&walk->state->queues[q]) != NULL)
            atomic_fetch_or_explicit(word, UINT64_C(1) << (slot % 64), memory_order_seq_cst);
        }
      }
    }
    any |= changed;
  } while (changed);
  return any;
}

static bool is_runnable(const struct walk *walk, uint32_t slot) {
  for (uint32_t q = client_of(walk, slot)->first_queue; q != SG_NONE; q = walk->state->queues[q].next) {
    struct sg_queue *queue = &walk->state->queues[q];
    struct sg_item *item = seen_head_of(queue);
    if (item != NULL && item->kind == SG_ITEM_KERNEL && ready_at(queue, item) <= walk->calendar->now_ns)
      return true;
  }
  return false;
}

static uint32_t next_runnable(const struct walk *walk, uint32_t from, uint32_t to) {
  for (uint32_t slot = next_active(walk, from); slot != SG_NONE && slot < to; slot = next_active(walk, slot + 1)) {
    if (is_runnable(walk, slot))
      return slot;
  }
  return SG_NONE;
}

// Gives the device to the process whose turn it is. `others` says whether somebody else waits for it.
static uint32_t dispatch(const struct walk *walk, bool *others) {
  struct sg_calendar *calendar = walk->calendar;
  uint32_t holder = calendar->current == 0 ? SG_NONE : holder_slot(calendar);
  bool there = holder != SG_NONE && calendar->current == holder_word(walk, holder);
  uint32_t next = next_runnable(walk, holder == SG_NONE ? 0 : holder + 1, SG_NONE);
  if (next == SG_NONE && holder != SG_NONE)
    next = next_runnable(walk, 0, there ? holder : holder + 1);
  bool holder_runs = there && is_runnable(walk, holder);
  if (!holder_runs && next == SG_NONE)
    return SG_NONE;
  uint64_t now = calendar->now_ns;
  // Slices follow each other from the moment the turn began, whether anybody looked in between or not: a newcomer waits for
  // the end of the one it came into.
  uint64_t slice = walk->state->description.time_slice_ns, end = calendar->slice_end_ns;
  if (holder_runs && end < now)
    end += (now - end + slice - 1) / slice * slice;
  bool turn_over = !holder_runs || (end == now && next != SG_NONE);
  uint32_t chosen = turn_over ? next : holder;
  struct sg_transaction transaction = sg_transaction_begin(walk->state);
  if (turn_over) {
    uint64_t begin = holder != SG_NONE && !(there && chosen == holder) ? now + walk->state->description.switch_ns : now;
    sg_transaction_put(&transaction, &calendar->current, holder_word(walk, chosen));
    sg_transaction_put(&transaction, &calendar->run_from_ns, begin);
    sg_transaction_put(&transaction, &calendar->slice_end_ns, begin + slice);
  } else {
    sg_transaction_put(&transaction, &calendar->slice_end_ns, end);
  }
  sg_transaction_commit(&transaction);
  *others = next_runnable(walk, 0, chosen) != SG_NONE || next_runnable(walk, chosen + 1, SG_NONE) != SG_NONE;
  return chosen;
}

// Starts what fits of the holder's kernels, in the order in which they became ready; the first that does not fit holds up
// those behind it, so that a large kernel is never starved by small ones.
static void admit(const struct walk *walk, uint32_t slot) {
  struct { uint64_t ready; struct sg_item *item; } waiting[MAX_CANDIDATES];
  uint32_t count = 0;
  uint64_t free = walk->calendar->sms, first_end = SG_NEVER;
  for (uint32_t q = client_of(walk, slot)->first_queue; q != SG_NONE; q = walk->state->queues[q].next) {
    struct sg_queue *queue = &walk->state->queues[q];
    struct sg_item *item = seen_head_of(queue);
    if (runs(item)) {
      free -= sms_of(walk, item) < free ? sms_of(walk, item) : free;
      if (item->left_ns < first_end)
        first_end = item->left_ns;
    } else if (item != NULL && item->kind == SG_ITEM_KERNEL && ready_at(queue, item) <= walk->calendar->now_ns &&
               count < MAX_CANDIDATES) {
      uint32_t place = count++;
      for (; place > 0 && waiting[place - 1].ready > ready_at(queue, item); place--)
        waiting[place] = waiting[place - 1];
      waiting[place].ready = ready_at(queue, item);
      waiting[place].item = item;
    }
  }
  for (uint32_t i = 0; i < count && sms_of(walk, waiting[i].item) <= free; i++) {
    struct sg_item *item = waiting[i].item;
    struct sg_transaction transaction = sg_transaction_begin(walk->state);
    sg_transaction_put(&transaction, &item->left_ns, item->duration_ns);
    sg_transaction_put(&transaction, &item->progress, item->progress | SG_ITEM_STARTED);
    sg_transaction_commit(&transaction);
    free -= sms_of(walk, item);
    if (item->duration_ns < first_end)
      first_end = item->duration_ns;
  }
  struct sg_calendar *calendar = walk->calendar;
  uint64_t begin = calendar->now_ns > calendar->run_from_ns ? calendar->now_ns : calendar->run_from_ns;
  if (first_end != SG_NEVER && begin + first_end < calendar->next_ns)
    calendar->next_ns = begin + first_end;
}

// Everything that happens at the calendar's present instant, and when the next thing will. True: something was done.
static bool settle(const struct walk *walk) {
  struct sg_calendar *calendar = walk->calendar;
  calendar->next_ns = SG_NEVER;
  calendar->waits_for_others = 0;
  bool done = complete(walk);
  bool others = false;
  uint32_t holder = dispatch(walk, &others);
  if (holder != SG_NONE) {
    if (others && calendar->slice_end_ns < calendar->next_ns)
      calendar->next_ns = calendar->slice_end_ns;
    admit(walk, holder);
  }
  return done;
}

static uint64_t next_of(const struct sg_calendar *calendar) {
  return calendar->next_ns < calendar->next_sample_ns ? calendar->next_ns : calendar->next_sample_ns;
}

void sg_calendar_advance(struct sg_state *state, uint64_t now_ns) {
  if (now_ns - state->header.last_reap_ns >= REAP_PERIOD_NS) {
    state->header.last_reap_ns = now_ns;
    sg_reap(state);
  }
  struct walk walks[SG_MAX_CALENDARS];
  uint32_t count = 0;
  uint32_t calendars = state->description.device_count * SG_CALENDARS_PER_DEVICE;
  for (uint32_t c = 0; c < calendars; c++) {
    if (state->calendars[c].sms == 0)
      continue;
    walks[count] = walk_of(state, c);
    if (next_active(&walks[count], 0) != SG_NONE)
      settle(&walks[count]);
    else
      state->calendars[c].next_ns = SG_NEVER;
    count++;
  }
  for (;;) {
    uint64_t instant = SG_NEVER;
    for (uint32_t i = 0; i < count; i++) {
      if (next_of(walks[i].calendar) < instant)
        instant = next_of(walks[i].calendar);
    }
    if (instant > now_ns)
      break;
    bool done = false;
    for (uint32_t i = 0; i < count; i++) {
      struct sg_calendar *calendar = walks[i].calendar;
      if (next_of(calendar) > instant)
        continue;
      accrue(&walks[i], instant);
      if (calendar->next_sample_ns <= instant)
        sg_sample_take(state, walks[i].index, now_ns);
      if (calendar->next_ns <= instant)
        done |= settle(&walks[i]);
    }
    // What was done on one device may be what another waits for.
    for (uint32_t i = 0; done && i < count; i++) {
      if (walks[i].calendar->waits_for_others && walks[i].calendar->next_ns > instant)
        walks[i].calendar->next_ns = instant;
    }
  }
  for (uint32_t i = 0; i < count; i++)
    accrue(&walks[i], now_ns);
}

uint64_t sg_calendar_next(struct sg_state *state) {
  uint64_t next = SG_NEVER;
  for (uint32_t c = 0; c < state->description.device_count * SG_CALENDARS_PER_DEVICE; c++) {
    if (state->calendars[c].sms != 0 && state->calendars[c].next_ns < next)
      next = state->calendars[c].next_ns;
  }
  return next;
}

void sg_calendar_open(struct sg_state *state, uint32_t calendar, uint32_t sms) {
  struct sg_calendar *it = &state->calendars[calendar];
  it->now_ns = sg_now(state);
  it->next_ns = SG_NEVER;
  it->next_sample_ns = it->now_ns + SG_SAMPLE_PERIOD_NS;
  it->current = 0;
  it->sms = sms;
}

void sg_calendar_close(struct sg_state *state, uint32_t calendar) {
  state->calendars[calendar].sms = 0;
}
