#include "node.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct node node_make_described(const struct sg_description *description, uint64_t trace_records) {
  static int count;
  struct node node;
  snprintf(node.path, sizeof(node.path), "/dev/shm/simgpu-test-%d-%d", getpid(), count++);
  int error = sg_state_create(node.path, description, &(struct sg_state_options){.trace_records = trace_records});
  if (error == 0)
    error = sg_state_open(node.path, &node.state);
  if (error != 0) {
    fprintf(stderr, "cannot make %s: %s\n", node.path, strerror(error));
    exit(1);
  }
  return node;
}

struct node node_make(uint32_t sms, uint32_t slice_us, uint64_t trace_records) {
  static struct sg_description description;
  struct sg_description_error error;
  if (!sg_description_from_models("H200", &description, &error))
    exit(1);
  description.clock = SG_CLOCK_VIRTUAL;
  description.time_slice_ns = slice_us * UINT64_C(1000);
  description.launch_latency_ns = 0;
  description.switch_ns = 0;
  description.devices[0].sms = sms;
  return node_make_described(&description, trace_records);
}

void node_remove(struct node *node) {
  char folder[96];
  sg_state_close(node->state);
  unlink(node->path);
  snprintf(folder, sizeof(folder), "rm -rf %s.d", node->path);
  if (system(folder) != 0)
    fprintf(stderr, "%s failed\n", folder);
}

struct sg_process *node_process(struct node *node, const char *container) {
  struct sg_process *process;
  if (sg_process_join_test(node->state, container, &process) != 0)
    exit(1);
  sg_client_open(node->state, process, 0, 0, 0);
  return process;
}

uint32_t node_queue(struct node *node, struct sg_process *process) {
  uint32_t queue;
  if (sg_queue_open(node->state, process, 0, &queue) != 0)
    exit(1);
  return queue;
}

uint64_t node_push(struct node *node, uint32_t queue, struct sg_item item) {
  uint64_t number;
  if (item.ready_ns == 0)
    item.ready_ns = sg_now(node->state);
  return sg_queue_push(node->state, queue, &item, &number) ? number : SG_NEVER;
}

uint64_t node_kernel(struct node *node, uint32_t queue, uint64_t us, uint32_t sms) {
  return node_push(node, queue, (struct sg_item){.kind = SG_ITEM_KERNEL, .duration_ns = us * 1000, .sms = sms});
}

void node_advance(struct node *node, uint64_t us) {
  sg_sleep(node->state, sg_now(node->state) + us * 1000, 0);
  sg_calendar_look(node->state);
}

uint64_t node_done_us(struct node *node, uint32_t queue, uint64_t number) {
  struct sg_queue *it = &node->state->queues[queue];
  if (!sg_queue_done(node->state, queue, number))
    return SG_NEVER;
  return (it->items[number % SG_QUEUE_DEPTH].left_ns - node->state->header.created_ns) / 1000;
}
