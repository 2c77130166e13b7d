// random_load SEED FILE: a random load of up to 16 processes in virtual time, its trace and what the ledger says of it.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "chance.h"
#include "node.h"
#include "trace_text.h"

enum { MAX_QUEUES = 6, PROCESSES = 16, MAX_EVENTS = 8 };

struct actor {
  struct sg_process *process;
  uint64_t generation;
  uint32_t queues[MAX_QUEUES], queue_count;
  uint64_t kernel_us;          // about how long its kernels are
  uint32_t pause_percent;      // how often it idles
  uint64_t idle_until_us;
};

static uint32_t events[MAX_EVENTS];

static void join(struct node *node, struct actor *actor) {
  char name[32];
  snprintf(name, sizeof(name), "load-%" PRIu64, chance(4));
  *actor = (struct actor){.process = node_process(node, name), .queue_count = 1 + (uint32_t)chance(MAX_QUEUES),
                          .kernel_us = UINT64_C(1) << chance(15), .pause_percent = (uint32_t)chance(40)};
  actor->generation = actor->process->generation;
  for (uint32_t q = 0; q < actor->queue_count; q++)
    actor->queues[q] = node_queue(node, actor->process);
}

static void submit(struct node *node, struct actor *actor) {
  uint32_t queue = actor->queues[chance(actor->queue_count)];
  uint32_t event = events[chance(MAX_EVENTS)];
  uint64_t what = chance(100);
  struct sg_state *state = node->state;
  // Some are handed over a little after the calendars were looked at, as launches are.
  uint64_t ready = sg_now(state) + chance(20000);
  if (what < 70) {
    node_push(node, queue, (struct sg_item){.kind = SG_ITEM_KERNEL, .ready_ns = ready, .sms = 1 + (uint32_t)chance(160),
                                            .duration_ns = actor->kernel_us * 500 + chance(actor->kernel_us * 1000)});
  } else if (what < 85) {
    node_push(node, queue, (struct sg_item){.kind = SG_ITEM_COPY, .ready_ns = ready, .sms = (uint32_t)chance(SG_ENGINES),
                                            .duration_ns = chance(300000)});
  } else if (what < 92) {
    uint64_t count = atomic_fetch_add(&state->events[event].recorded, 1) + 1;
    node_push(node, queue, (struct sg_item){.kind = SG_ITEM_RECORD, .ready_ns = ready,
                                            .target = sg_event_target(state, event), .target_count = count});
  } else if (what < 96) {
    node_push(node, queue, (struct sg_item){.kind = SG_ITEM_WAIT_EVENT, .ready_ns = ready,
                                            .target = sg_event_target(state, event),
                                            .target_count = atomic_load(&state->events[event].recorded)});
  } else {
    uint32_t other = actor->queues[chance(actor->queue_count)];
    uint64_t tail = atomic_load(&state->queues[other].tail);
    if (other != queue && tail > 0)
      node_push(node, queue, (struct sg_item){.kind = SG_ITEM_WAIT_QUEUE, .ready_ns = ready, .target_count = tail - 1,
                                              .target = sg_queue_target(state, other)});
  }
}

static bool has_room(struct node *node, const struct actor *actor) {
  for (uint32_t q = 0; q < actor->queue_count; q++) {
    struct sg_queue *queue = &node->state->queues[actor->queues[q]];
    if (atomic_load(&queue->tail) - atomic_load(&queue->head) > SG_QUEUE_DEPTH / 2)
      return false;
  }
  return true;
}

int main(int argc, char **argv) {
  if (argc != 3) {
    fprintf(stderr, "random_load SEED FILE\n");
    return 2;
  }
  chance_seed(strtoull(argv[1], NULL, 10));
  static const uint32_t slices_us[] = {500, 2000, 10000};
  struct node node = node_make(132, slices_us[chance(3)], 1 << 20);
  node.state->description.switch_ns = chance(2) * 20000;
  struct sg_process *owner = node_process(&node, "events");
  for (int e = 0; e < MAX_EVENTS; e++)
    sg_event_open(node.state, owner, true, &events[e]);
  FILE *file = fopen(argv[2], "w");
  if (file == NULL)
    return 1;
  uint32_t count = 2 + (uint32_t)chance(PROCESSES - 1);
  static struct actor actors[PROCESSES];
  for (uint32_t i = 0; i < count; i++)
    join(&node, &actors[i]);
  uint64_t total_us = 400000 + chance(1000000);
  for (uint64_t t = 0; t < total_us;) {
    for (uint32_t i = 0; i < count; i++) {
      struct actor *actor = &actors[i];
      for (uint64_t n = chance(8); n > 0 && t >= actor->idle_until_us && has_room(&node, actor); n--)
        submit(&node, actor);
      if (chance(1000) < actor->pause_percent)
        actor->idle_until_us = t + chance(100000);
      if (chance(20000) == 0) {
        uint64_t given = actor->process->clients[0].device_ns;
        uint32_t slot = sg_process_slot(node.state, actor->process);
        sg_process_leave(node.state, actor->process);
        trace_text_ledger(file, slot, actor->generation, given);
        join(&node, actor);
      }
    }
    uint64_t step = 1 + chance(2000);
    node_advance(&node, step);
    t += step;
  }
  uint64_t all = 0;
  for (uint32_t i = 0; i < count; i++) {
    trace_text_ledger(file, sg_process_slot(node.state, actors[i].process), actors[i].generation,
                      actors[i].process->clients[0].device_ns);
    all += actors[i].process->clients[0].device_ns;
  }
  trace_text_rules(file, node.state, sg_now(node.state));
  trace_text_records(file, node.state, node.state->header.trace_count);
  fclose(file);
  printf("%u processes, %.1f ms, device busy %.1f ms, %" PRIu64 " items\n", count, (double)total_us / 1000, (double)all / 1e6,
         node.state->header.trace_count);
  node_remove(&node);
  return 0;
}
