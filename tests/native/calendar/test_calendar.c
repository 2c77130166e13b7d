// What happens when: the scheduler in virtual time.
#include <stdlib.h>

#include "../check.h"
#include "node.h"

#define TEST_DONE(name, node, queue, number, us) CHECK_NUMBER(name, node_done_us(&node, queue, number), us)

static void one_stream_runs_in_order(void) {
  struct node node = node_make(132, 2000, 0);
  uint32_t queue = node_queue(&node, node_process(&node, "a"));
  uint64_t first = node_kernel(&node, queue, 100, 132), second = node_kernel(&node, queue, 50, 1);
  node_advance(&node, 120);
  TEST_DONE("the first kernel of a stream ends after its duration", node, queue, first, 100);
  CHECK_NUMBER("the second waits for the first", node_done_us(&node, queue, second), -1);
  node_advance(&node, 1000);
  TEST_DONE("it ends after both durations, whenever somebody looked", node, queue, second, 150);
  node_remove(&node);
}

static void streams_of_one_process_share_the_multiprocessors(void) {
  struct node node = node_make(100, 2000, 0);
  struct sg_process *process = node_process(&node, "a");
  uint32_t one = node_queue(&node, process), two = node_queue(&node, process), three = node_queue(&node, process);
  uint64_t half = node_kernel(&node, one, 100, 50), other_half = node_kernel(&node, two, 100, 50);
  node_advance(&node, 10);
  uint64_t late = node_kernel(&node, three, 100, 1);
  node_advance(&node, 10000);
  TEST_DONE("two kernels that fit run side by side (1)", node, one, half, 100);
  TEST_DONE("two kernels that fit run side by side (2)", node, two, other_half, 100);
  TEST_DONE("a third waits for room", node, three, late, 200);
  CHECK_NUMBER("device time counts side by side once", process->clients[0].device_ns, 200000);
  CHECK_NUMBER("work counts each", process->clients[0].work_sm_ns, 100000 * 100 + 100000);
  node_remove(&node);
}

static void a_large_kernel_is_not_starved(void) {
  struct node node = node_make(100, 2000, 0);
  struct sg_process *process = node_process(&node, "a");
  uint32_t small = node_queue(&node, process), large = node_queue(&node, process), behind = node_queue(&node, process);
  node_kernel(&node, small, 100, 10);
  node_advance(&node, 1);
  uint64_t whole = node_kernel(&node, large, 100, 100);
  node_advance(&node, 1);
  uint64_t last = node_kernel(&node, behind, 100, 10);
  node_advance(&node, 1000);
  TEST_DONE("the whole-card kernel runs as soon as the card is empty", node, large, whole, 200);
  TEST_DONE("a small one that came later waits behind it", node, behind, last, 300);
  node_remove(&node);
}

static void who_hands_over_late_gains_nothing(void) {
  struct node node = node_make(100, 2000, 0);
  struct sg_process *process = node_process(&node, "a");
  uint32_t first = node_queue(&node, process), large = node_queue(&node, process), late = node_queue(&node, process);
  node_kernel(&node, first, 100, 50);
  node_advance(&node, 10);
  uint64_t whole = node_kernel(&node, large, 100, 100);
  node_advance(&node, 40);
  // Its thread took the time at 5 us and was then kept from submitting until now.
  uint64_t held_up = node_push(&node, late, (struct sg_item){.kind = SG_ITEM_KERNEL, .sms = 10, .duration_ns = 10000,
                                                             .ready_ns = sg_now(node.state) - 45000});
  node_advance(&node, 1000);
  TEST_DONE("the kernel that was there first runs first", node, large, whole, 200);
  TEST_DONE("one submitted late comes after it, whatever its clock said", node, late, held_up, 210);
  node_remove(&node);
}

static void processes_take_turns(void) {
  struct node node = node_make(132, 2000, 0);
  struct sg_process *a = node_process(&node, "a"), *b = node_process(&node, "b");
  uint32_t qa = node_queue(&node, a), qb = node_queue(&node, b);
  uint64_t long_a = node_kernel(&node, qa, 5000, 132), short_b = node_kernel(&node, qb, 1000, 132);
  node_advance(&node, 10000);
  TEST_DONE("b's kernel runs in the second slice", node, qb, short_b, 3000);
  TEST_DONE("a's is interrupted and goes on", node, qa, long_a, 6000);
  CHECK_NUMBER("a held the device for its kernel", a->clients[0].device_ns, 5000000);
  CHECK_NUMBER("b for its own", b->clients[0].device_ns, 1000000);
  CHECK_NUMBER("the device was busy for both", node.state->calendars[0].busy_ns, 6000000);
  node_remove(&node);
}

// Keeps every queue full of its kernels while time goes on.
static void feed(struct node *node, const uint32_t *queues, const uint64_t *us, uint32_t count, uint64_t total_us) {
  for (uint64_t t = 0; t < total_us; t += 500) {
    for (uint32_t i = 0; i < count; i++) {
      while (atomic_load(&node->state->queues[queues[i]].tail) - atomic_load(&node->state->queues[queues[i]].head) <
             2000 / us[i] + 2)
        node_kernel(node, queues[i], us[i], 132);
    }
    node_advance(node, 500);
  }
}

static void equal_loads_get_equal_halves(void) {
  static const uint32_t slices_us[] = {500, 2000, 10000};
  static const uint64_t kernels_us[][2] = {{50, 50}, {5000, 5000}, {50, 50000}, {700, 1300}};
  for (size_t s = 0; s < 3; s++) {
    for (size_t k = 0; k < 4; k++) {
      struct node node = node_make(132, slices_us[s], 0);
      struct sg_process *processes[2] = {node_process(&node, "a"), node_process(&node, "b")};
      uint32_t queues[2] = {node_queue(&node, processes[0]), node_queue(&node, processes[1])};
      feed(&node, queues, kernels_us[k], 2, 2000000);
      double a = (double)processes[0]->clients[0].device_ns, b = (double)processes[1]->clients[0].device_ns;
      char name[128];
      snprintf(name, sizeof(name), "halves within 1 %%: kernels of %lu and %lu us, slices of %u us",
               (unsigned long)kernels_us[k][0], (unsigned long)kernels_us[k][1], slices_us[s]);
      CHECK(name, a / (a + b) > 0.49 && a / (a + b) < 0.51, "%.4f", a / (a + b));
      CHECK("and the device is never idle", a + b > 1.999e9, "%.0f", a + b);
      node_remove(&node);
    }
  }
}

static void copies_run_beside_kernels(void) {
  struct node node = node_make(132, 2000, 0);
  struct sg_process *process = node_process(&node, "a");
  uint32_t kernels = node_queue(&node, process), up = node_queue(&node, process), up_too = node_queue(&node, process);
  uint64_t kernel = node_kernel(&node, kernels, 1000, 132);
  struct sg_item copy = {.kind = SG_ITEM_COPY, .sms = SG_ENGINE_TO_DEVICE, .duration_ns = 300000};
  uint64_t first = node_push(&node, up, copy), second = node_push(&node, up_too, copy);
  node_advance(&node, 5000);
  TEST_DONE("the kernel is not slowed", node, kernels, kernel, 1000);
  TEST_DONE("one copy beside it", node, up, first, 300);
  TEST_DONE("the next when the engine is free", node, up_too, second, 600);
  CHECK_NUMBER("copies are not device time", process->clients[0].device_ns, 1000000);
  node_remove(&node);
}

static void waits_hold_streams_up(void) {
  struct node node = node_make(132, 2000, 0);
  struct sg_process *process = node_process(&node, "a");
  uint32_t first = node_queue(&node, process), second = node_queue(&node, process), event;
  CHECK_NUMBER("an event", sg_event_open(node.state, process, false, &event), 0);
  node_kernel(&node, first, 700, 10);
  atomic_store(&node.state->events[event].recorded, 1);
  uint64_t target = sg_event_target(node.state, event);
  node_push(&node, first, (struct sg_item){.kind = SG_ITEM_RECORD, .target = target, .target_count = 1});
  uint64_t tail = node_kernel(&node, first, 500, 10);
  node_push(&node, second, (struct sg_item){.kind = SG_ITEM_WAIT_EVENT, .target = target, .target_count = 1});
  uint64_t after_event = node_kernel(&node, second, 100, 10);
  node_push(&node, second, (struct sg_item){.kind = SG_ITEM_WAIT_QUEUE, .target = sg_queue_target(node.state, first),
                                            .target_count = tail});
  uint64_t after_queue = node_kernel(&node, second, 100, 10);
  uint64_t host = node_push(&node, second, (struct sg_item){.kind = SG_ITEM_HOST});
  uint64_t after_host = node_kernel(&node, second, 100, 10);
  sg_event_close(node.state, event);
  node_advance(&node, 3000);
  CHECK_NUMBER("the event's time is the end of the work before it",
               (node.state->events[event].done_ns - node.state->header.created_ns) / 1000, 700);
  CHECK("an event closed before its record ended is free afterwards", node.state->events[event].owner == SG_NONE, "in use");
  TEST_DONE("work behind a wait begins at the event", node, second, after_event, 800);
  TEST_DONE("work behind a wait for a queue begins when that has got so far", node, second, after_queue, 1300);
  CHECK_NUMBER("work behind a host function waits for the host", node_done_us(&node, second, after_host), -1);
  atomic_store(&node.state->queues[second].items[host].host_done, sg_now(node.state) + 400000);
  node_advance(&node, 3000);
  TEST_DONE("and goes on when the host has said so, not earlier", node, second, after_host, 3500);
  node_remove(&node);
}

static void what_the_dead_had_is_gone(void) {
  struct node node = node_make(132, 2000, 0);
  struct sg_process *a = node_process(&node, "a"), *b = node_process(&node, "b");
  uint32_t qa = node_queue(&node, a), qb = node_queue(&node, b);
  node_kernel(&node, qa, 100000, 132);
  uint64_t kernel = node_kernel(&node, qb, 4000, 132);
  CHECK_NUMBER("memory is given", sg_memory_charge(node.state, a, 0, SG_MEMORY_DATA, 1 << 30, 1 << 30), 0);
  node_advance(&node, 5000);
  uint32_t slot = sg_process_slot(node.state, a);
  sg_process_leave(node.state, a);
  node_advance(&node, 10000);
  TEST_DONE("the survivor has the device for itself from then on", node, qb, kernel, 7000);
  CHECK_NUMBER("the container's time stays in the ledger", node.state->containers[0].device_ns[0], 3000000);
  struct sg_memory_figures figures;
  sg_memory_figures(node.state, 0, 0, &figures);
  CHECK_NUMBER("its bytes are free", figures.used, 0);
  CHECK_NUMBER("its slot is free", node.state->processes[slot].state, SG_PROCESS_FREE);
  node_remove(&node);
}

static void switching_costs_what_the_description_says(void) {
  static struct sg_description description;
  struct sg_description_error error;
  sg_description_from_models("T4", &description, &error);
  description.clock = SG_CLOCK_VIRTUAL;
  description.time_slice_ns = 1000000;
  description.switch_ns = 100000;
  struct node node = node_make_described(&description, 0);
  struct sg_process *a = node_process(&node, "a"), *b = node_process(&node, "b");
  uint32_t qa = node_queue(&node, a), qb = node_queue(&node, b);
  uint64_t ka = node_kernel(&node, qa, 1500, 1000), kb = node_kernel(&node, qb, 500, 1000);
  node_advance(&node, 10000);
  TEST_DONE("b begins late", node, qb, kb, 1600);
  TEST_DONE("a pays again", node, qa, ka, 2200);
  CHECK_NUMBER("nobody is charged for the change", node.state->calendars[0].busy_ns, 2000000);
  node_remove(&node);
}

// A long kernel of one process, then short ones of another, with or without somebody who looks in between.
static uint64_t short_one_after_a_long_one(uint64_t look_us, uint64_t idle_us) {
  struct node node = node_make(132, 2000, 0);
  uint32_t qa = node_queue(&node, node_process(&node, "a")), qb = node_queue(&node, node_process(&node, "b"));
  node_kernel(&node, qa, 20000, 132);
  uint64_t first_look = look_us > 0 ? look_us : idle_us;
  node_advance(&node, first_look);
  node_advance(&node, idle_us - first_look);
  uint64_t kernel = node_kernel(&node, qb, 500, 132);
  node_advance(&node, 30000);
  uint64_t done_us = node_done_us(&node, qb, kernel);
  node_remove(&node);
  return done_us;
}

static void looking_changes_nothing(void) {
  CHECK_NUMBER("slices follow each other while one is alone; the other waits for the end of one",
               short_one_after_a_long_one(0, 5500), 6500);
  CHECK_NUMBER("also when somebody looked meanwhile", short_one_after_a_long_one(5000, 5500), 6500);
  CHECK_NUMBER("at the very end it does not wait", short_one_after_a_long_one(0, 6000), 6500);
  CHECK_NUMBER("within a slice the other one waits", short_one_after_a_long_one(0, 1000), 2500);
  CHECK_NUMBER("also when somebody looked meanwhile (2)", short_one_after_a_long_one(500, 1000), 2500);
}

int main(void) {
  one_stream_runs_in_order();
  streams_of_one_process_share_the_multiprocessors();
  a_large_kernel_is_not_starved();
  who_hands_over_late_gains_nothing();
  processes_take_turns();
  equal_loads_get_equal_halves();
  looking_changes_nothing();
  copies_run_beside_kernels();
  waits_hold_streams_up();
  what_the_dead_had_is_gone();
  switching_costs_what_the_description_says();
  return CHECKS_END();
}
