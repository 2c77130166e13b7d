#include "rig.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "libvgpu/credits/credits.h"
#include "node.h"

static const uint64_t MS = 1000000;

enum { KINDS = 2, STEPS_PER_S = 10 };
enum thread_state { THREAD_LAUNCHES, THREAD_WAITS_FOR_STREAM };

struct thread {
  const struct rig_program *program;
  uint32_t queue;
  uint64_t key, stream, next_ns, burst_ns, launches;
  enum thread_state state;
  struct vgpu_lease lease;
  struct vgpu_leased leased[KINDS];
};

struct member {
  struct sg_process *process;
  uint32_t tenant;
  struct vgpu_credits credits;
  struct thread threads[RIG_STREAMS];
  uint32_t thread_count;
  uint64_t tick_ns;
  struct { uint32_t opened, pending, event, bracketed, before; } markers[VGPU_MARKERS];
};

struct rig {
  struct node node;
  struct member *members;
  uint32_t member_count;
  const struct rig_conditions *conditions;
  struct vgpu_presence_page page;
  struct vgpu_balance *balances;
  struct vgpu_trim trims[RIG_TENANTS];
  uint64_t samples[RIG_TENANTS];
  uint32_t tenants;
  uint64_t chance;
};

static uint64_t chance_below(struct rig *rig, uint64_t limit) {
  rig->chance ^= rig->chance << 13;
  rig->chance ^= rig->chance >> 7;
  rig->chance ^= rig->chance << 17;
  return rig->chance % limit;
}

static uint64_t late(struct rig *rig) { return chance_below(rig, rig->conditions->late_us * UINT64_C(1000) + 1); }

static void push_record(struct rig *rig, const struct thread *thread, uint32_t event) {
  struct sg_state *state = rig->node.state;
  uint64_t generation = atomic_fetch_add(&state->events[event].recorded, 1) + 1;
  node_push(&rig->node, thread->queue, (struct sg_item){.kind = SG_ITEM_RECORD, .target = sg_event_target(state, event),
                                                        .target_count = generation});
}

static void open_events(struct rig *rig, struct member *member, uint32_t marker) {
  if (member->markers[marker].opened)
    return;
  if (sg_event_open(rig->node.state, member->process, false, &member->markers[marker].event) != 0 ||
      sg_event_open(rig->node.state, member->process, false, &member->markers[marker].before) != 0)
    exit(1);
  member->markers[marker].opened = 1;
}

static void record_before(struct rig *rig, struct member *member, const struct thread *thread,
                          const struct vgpu_decision *decision) {
  if (decision->marker == VGPU_NO_MARKER)
    return;
  open_events(rig, member, decision->marker);
  // Into an idle queue a launch of the rig begins when it is decided.
  member->markers[decision->marker].bracketed = decision->bracket && !decision->idle;
  if (member->markers[decision->marker].bracketed)
    push_record(rig, thread, member->markers[decision->marker].before);
}

static void record(struct rig *rig, struct member *member, const struct thread *thread, uint32_t marker) {
  if (marker == VGPU_NO_MARKER)
    return;
  push_record(rig, thread, member->markers[marker].event);
  member->markers[marker].pending = 1;
}

static uint32_t kind_of(const struct thread *thread) {
  return thread->program->other_each != 0 && thread->launches % thread->program->other_each == 0;
}

static void launch(struct rig *rig, struct thread *thread) {
  const struct rig_program *program = thread->program;
  uint32_t us = kind_of(thread) == 0 ? program->kernel_us : program->other_us;
  thread->launches++;
  for (uint32_t i = 0; i < (program->graph == 0 ? 1 : program->graph); i++) {
    uint64_t duration = us * UINT64_C(1000);
    if (program->spread != 0)
      duration = duration * (100 - program->spread) / 100 + chance_below(rig, duration * program->spread / 50);
    struct sg_item kernel = {.kind = SG_ITEM_KERNEL, .duration_ns = duration, .sms = RIG_SMS / program->part};
    if (node_push(&rig->node, thread->queue, kernel) == SG_NEVER) {
      fprintf(stderr, "a queue is full\n");
      exit(1);
    }
    thread->burst_ns += duration / program->part * program->streams;
  }
}

static void tell(struct member *member, struct thread *thread, uint64_t now) {
  for (uint32_t k = 0; k < KINDS; k++)
    vgpu_leased_tell(&member->credits, &thread->leased[k], now);
}

static void turn(struct rig *rig, struct member *member, struct thread *thread, uint64_t now) {
  const struct rig_program *program = thread->program;
  const struct sg_queue *queue = &rig->node.state->queues[thread->queue];
  thread->next_ns = now + rig->conditions->launch_us * UINT64_C(1000);
  // A launch into a full queue waits in the driver.
  if (atomic_load(&queue->tail) - atomic_load(&queue->head) > SG_QUEUE_DEPTH - 2 * (program->graph + 2)) {
    thread->next_ns += 50000;
    return;
  }
  uint32_t kind = kind_of(thread);
  uint64_t key = thread->key + kind;
  if (vgpu_lease_launch(&thread->lease, &thread->leased[kind], key, thread->stream)) {
    launch(rig, thread);
  } else {
    tell(member, thread, now);
    if (sg_queue_idle(rig->node.state, thread->queue))
      vgpu_stream_drained(&member->credits, thread->stream, now);
    struct vgpu_decision decision = vgpu_launch_decision(&member->credits, &thread->lease, key, thread->stream, now);
    thread->leased[kind] = (struct vgpu_leased){.key = decision.cost_ns != 0 ? key : 0, .stream = thread->stream,
                                                .cost_ns = decision.cost_ns};
    record_before(rig, member, thread, &decision);
    if (decision.go)
      launch(rig, thread);
    record(rig, member, thread, decision.marker);
    if (!decision.go) {
      thread->next_ns = decision.wait_ns + late(rig);
      return;
    }
  }
  if (program->sync || (program->burst_ms != 0 && thread->burst_ns >= program->burst_ms * MS))
    thread->state = THREAD_WAITS_FOR_STREAM;
  // A device without a limit is only held back by its queue's depth.
  else if (!vgpu_credits_limited(&member->credits) &&
           atomic_load(&queue->tail) - atomic_load(&queue->head) > 64)
    thread->state = THREAD_WAITS_FOR_STREAM;
}

static void look_at_stream(struct rig *rig, struct thread *thread, uint64_t now) {
  if (!sg_queue_idle(rig->node.state, thread->queue))
    return;
  const struct rig_program *program = thread->program;
  thread->state = THREAD_LAUNCHES;
  thread->next_ns = now + late(rig);
  if (program->burst_ms != 0 && thread->burst_ns >= program->burst_ms * MS) {
    thread->burst_ns = 0;
    thread->next_ns += program->pause_ms * MS;
  }
}

static void tick(struct rig *rig, struct member *member, uint64_t now) {
  struct sg_state *state = rig->node.state;
  member->tick_ns = now + MS + late(rig);
  for (uint32_t t = 0; t < member->thread_count; t++) {
    struct thread *thread = &member->threads[t];
    if (thread->lease.left_ns > 0 && thread->lease.used_ns + 5 * MS < now) {
      tell(member, thread, now);
      vgpu_lease_return(&member->credits, &thread->lease, now);
      memset(thread->leased, 0, sizeof(thread->leased));
    }
  }
  for (uint32_t m = 0; m < member->credits.marker_high; m++) {
    if (!member->markers[m].pending)
      continue;
    const struct sg_event_slot *event = &state->events[member->markers[m].event];
    if (atomic_load(&event->done) < atomic_load(&event->recorded))
      continue;
    member->markers[m].pending = 0;
    if (member->markers[m].bracketed)
      vgpu_marker_began(&member->credits, m, state->events[member->markers[m].before].done_ns);
    vgpu_marker_completed(&member->credits, m, event->done_ns);
  }
  if (member->credits.outstanding != 0 || member->credits.markers_out != 0)
    vgpu_tick(&member->credits, now);
}

// What a monitor does: it reads NVML's samples of all processes of a container.
static void monitor(struct rig *rig, uint32_t tenant, uint64_t now) {
  bool any = false;
  int64_t attributed = 0;
  for (uint32_t i = 0; i < rig->member_count; i++) {
    const struct sg_client *client = &rig->members[i].process->clients[0];
    if (rig->members[i].tenant != tenant || client->sample_count == rig->samples[tenant])
      continue;
    any = true;
    uint64_t busy = client->samples[(client->sample_count - 1) % SG_SAMPLES].busy_ns;
    attributed += (int64_t)((busy * 100 + SG_SAMPLE_PERIOD_NS / 2) / SG_SAMPLE_PERIOD_NS * SG_SAMPLE_PERIOD_NS / 100);
  }
  if (!any)
    return;
  rig->samples[tenant]++;
  vgpu_trim(&rig->trims[tenant], rig->balances + tenant, attributed, now);
}

// Somebody writes what he likes into entries that are not his: the first half belongs to others here.
static void make_noise(struct rig *rig) {
  struct vgpu_presence *entry = &rig->page.entries[VGPU_PRESENCES / 2 + chance_below(rig, VGPU_PRESENCES / 2)];
  uint64_t now = sg_now(rig->node.state), extremes[] = {0, 1, UINT64_MAX, now, now - MS, now + MS, INT64_MAX, rig->chance};
  _Atomic uint64_t *words[] = {&entry->owner, &entry->stamp_ns, &entry->since_ns, &entry->until_ns};
  atomic_store(words[chance_below(rig, 4)], extremes[chance_below(rig, 8)]);
}

static void advance(struct rig *rig, uint64_t until) {
  struct sg_state *state = rig->node.state;
  for (;;) {
    uint64_t now = sg_now(state), next = until;
    bool waits = false;
    sg_calendar_look(state);
    if (rig->conditions->presence == RIG_NOISY_PRESENCE)
      make_noise(rig);
    for (uint32_t t = 0; rig->conditions->nvml && t < rig->tenants; t++)
      monitor(rig, t, now);
    for (uint32_t i = 0; i < rig->member_count; i++) {
      struct member *member = &rig->members[i];
      if (member->tick_ns <= now)
        tick(rig, member, now);
      for (uint32_t t = 0; t < member->thread_count; t++) {
        struct thread *thread = &member->threads[t];
        if (thread->state == THREAD_WAITS_FOR_STREAM)
          look_at_stream(rig, thread, now);
        else if (thread->next_ns <= now)
          turn(rig, member, thread, now);
        if (thread->state == THREAD_WAITS_FOR_STREAM)
          waits = true;
        else if (thread->next_ns < next)
          next = thread->next_ns;
      }
      if (member->tick_ns < next)
        next = member->tick_ns;
    }
    if (now >= until)
      return;
    if (waits) {
      sg_calendar_look(state);
      uint64_t event = sg_calendar_next(state);
      next = event < next ? event : next;
    }
    if (next > now)
      sg_sleep(state, next, 0);
  }
}

double rig_asked(const struct rig_tenant *tenant) {
  return tenant->demand != 0 && tenant->demand < tenant->cap ? tenant->demand : tenant->cap;
}

static void populate(struct rig *rig, const struct rig_tenant *tenants, struct vgpu_words words, uint32_t *containers) {
  uint64_t now = sg_now(rig->node.state);
  for (uint32_t i = 0; i < rig->tenants; i++) {
    char name[24];
    snprintf(name, sizeof(name), "tenant-%u", i);
    vgpu_balance_start(&rig->balances[i], tenants[i].cap, now);
    for (uint32_t p = 0; p < tenants[i].processes; p++) {
      struct member *member = &rig->members[rig->member_count++];
      member->process = node_process(&rig->node, name);
      member->tenant = i;
      containers[i] = member->process->container;
      vgpu_credits_start(&member->credits, &rig->balances[i], words,
                         rig->conditions->presence == RIG_NO_PRESENCE ? NULL : &rig->page,
                         ((uint64_t)i + 1) << 32 | rig->member_count,
                         VGPU_POLICY_FORCE, now);
      member->tick_ns = now + chance_below(rig, MS);
      member->thread_count = tenants[i].programs[p].streams;
      for (uint32_t t = 0; t < member->thread_count; t++)
        member->threads[t] = (struct thread){.program = &tenants[i].programs[p], .queue = node_queue(&rig->node, member->process),
                                             .key = 1 + KINDS * p, .stream = t, .next_ns = now + chance_below(rig, MS),
                                             .launches = 1};
    }
  }
}

static int by_size(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double off_in_second(const uint64_t *device_ns, uint32_t until, double asked) {
  double share = (double)(device_ns[until] - device_ns[until - STEPS_PER_S]) / 1e7;
  return share > asked ? share - asked : asked - share;
}

static void judge(const uint64_t *device_ns, const struct rig_conditions *conditions, double asked, struct rig_result *result) {
  uint32_t from = conditions->settle_s * STEPS_PER_S, until = from + conditions->window_s * STEPS_PER_S, count = 0, last = 0;
  double off[RIG_LONGEST_S];
  for (uint32_t s = from + STEPS_PER_S; s <= until; s += STEPS_PER_S)
    off[count++] = off_in_second(device_ns, s, asked);
  qsort(off, count, sizeof(*off), by_size);
  result->spread = off[(count * 95 + 99) / 100 - 1];
  for (uint32_t s = STEPS_PER_S; s <= until; s++) {
    if (off_in_second(device_ns, s, asked) > 5)
      last = s;
  }
  // What still happens later is spread, not settling.
  result->settled_s = last > from + STEPS_PER_S ? -1 : (double)last / STEPS_PER_S;
  result->share = (double)(device_ns[until] - device_ns[from]) / (1e7 * conditions->window_s);
}

void rig_run(const struct rig_tenant *tenants, uint32_t count, const struct rig_conditions *conditions,
             struct rig_result *results) {
  static uint64_t device_ns[RIG_TENANTS][RIG_LONGEST_S * STEPS_PER_S + 1];
  struct rig rig = {.node = node_make(RIG_SMS, conditions->slice_us, 0), .conditions = conditions, .tenants = count,
                    .chance = conditions->seed * UINT64_C(88172645463325252)};
  struct vgpu_balance balances[RIG_TENANTS] = {0};
  _Atomic int32_t recent_kernel = 2, utilization_switch = 1;
  uint32_t containers[RIG_TENANTS];
  uint64_t start = sg_now(rig.node.state), work[RIG_TENANTS];
  rig.balances = balances;
  rig.members = calloc(RIG_TENANTS * RIG_PROCESSES, sizeof(*rig.members));
  populate(&rig, tenants, (struct vgpu_words){&recent_kernel, &utilization_switch}, containers);
  struct sg_container *ledger = rig.node.state->containers;
  for (uint32_t s = 0; s <= (conditions->settle_s + conditions->window_s) * STEPS_PER_S; s++) {
    advance(&rig, start + s * (1000 * MS / STEPS_PER_S));
    for (uint32_t i = 0; i < count; i++) {
      device_ns[i][s] = ledger[containers[i]].device_ns[0];
      if (s == conditions->settle_s * STEPS_PER_S)
        work[i] = ledger[containers[i]].work_sm_ns[0];
    }
  }
  for (uint32_t i = 0; i < count; i++) {
    judge(device_ns[i], conditions, rig_asked(&tenants[i]), &results[i]);
    results[i].work = (double)(ledger[containers[i]].work_sm_ns[0] - work[i]) / (1e7 * conditions->window_s) / RIG_SMS;
  }
  free(rig.members);
  node_remove(&rig.node);
}
