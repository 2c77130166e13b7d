// A simulated node in virtual time with processes of the test's own, for tests that say what happens when.
#pragma once

#include "simgpu/calendar/calendar.h"

struct node { struct sg_state *state; char path[64]; };

// One device of `sms` multiprocessors; time slice in µs; room for so many trace records.
struct node node_make(uint32_t sms, uint32_t slice_us, uint64_t trace_records);
struct node node_make_described(const struct sg_description *description, uint64_t trace_records);
void node_remove(struct node *node);

struct sg_process *node_process(struct node *node, const char *container);
uint32_t node_queue(struct node *node, struct sg_process *process);
uint64_t node_kernel(struct node *node, uint32_t queue, uint64_t us, uint32_t sms);
uint64_t node_push(struct node *node, uint32_t queue, struct sg_item item);
// Moves the clock and brings the calendars up to it.
void node_advance(struct node *node, uint64_t us);
// Time since the node was made, µs, at which an item of a queue was done; SG_NEVER: it is not.
uint64_t node_done_us(struct node *node, uint32_t queue, uint64_t number);
