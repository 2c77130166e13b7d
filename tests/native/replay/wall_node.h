// A node on the wall clock, and processes that use it through the driver. Each is a container of its own in the ledger, so
// that what it was given is on the books after its death.
#pragma once

#include <stdbool.h>

#include "simgpu/calendar/calendar.h"

enum { WALL_NODE_PROGRAMS = 64 };

struct wall_program {
  int pid;
  bool living;
  bool seen;             // it had joined the node when we looked
  uint32_t slot;
  uint64_t generation;
  uint64_t device_ns;
};

struct wall_node {
  struct sg_state *state;
  char path[64];
  struct wall_program programs[WALL_NODE_PROGRAMS];
  uint32_t count;
};

void wall_node_make(struct wall_node *node, uint64_t slice_ns, uint64_t switch_ns, uint64_t trace_records);
void wall_node_remove(struct wall_node *node);  // and ends the living

// Runs `load` in a new process.
void wall_node_start(struct wall_node *node, void (*load)(uint64_t argument), uint64_t argument);
void wall_node_kill(struct wall_node *node, uint32_t program);

// Reads every program's figures at one instant, which it returns, with how many trace records there were.
uint64_t wall_node_read(struct wall_node *node, uint64_t *trace_records);
// Those figures and the trace up to that instant, for `replay`.
void wall_node_write(const struct wall_node *node, uint64_t now_ns, uint64_t trace_records, const char *path);
void wall_node_sleep(uint64_t ns);
