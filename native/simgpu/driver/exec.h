// Executable graphs: a graph's snapshot, laid out in chains that run side by side.
#pragma once

#include "graph.h"

enum {
  SG_CHAINS = 32,            // side by side at most; wider graphs share them
  SG_CHAINS_ROOM = 64,       // the rest is for contexts that come when all are taken
};

// One node of the flattened graph.
struct sg_step {
  struct sg_graph_node *node;       // NULL: joins what a child graph ends with
  uint32_t chain;
  uint32_t position;                // in its chain
  size_t first_wait, wait_count;    // steps of other chains to wait for, in sg_plan.waits
  bool waits_for_start;             // begins a chain of its own
  uint64_t number;                  // of its item, in the launch being made
  uint32_t queue;
};

// Steps in an order in which every one comes after those it depends on. The first chain is the launch stream's if it can be.
struct sg_plan {
  struct sg_step *steps;
  size_t count;
  size_t *waits;
  size_t wait_count, wait_capacity;
  uint32_t chain_count;
  struct {
    struct sg_context *context;
    size_t last;                    // step
    uint32_t length;
    bool joined;                    // its end comes before the first chain's end by itself
  } chains[SG_CHAINS_ROOM];
};

// `context` is where steps run that could run anywhere. `invalid` is set when an error is the graph's: it has a cycle.
CUresult sg_plan_make(const struct sg_graph *graph, struct sg_context *context, struct sg_plan *out,
                      struct sg_graph_node **invalid);
void sg_plan_drop(struct sg_plan *plan);

struct sg_exec {
  pthread_mutex_t lock;             // one launch or change at a time
  uint64_t id;
  cuuint64_t flags;
  struct sg_context *context;
  struct sg_graph *graph;           // its own copy
  struct sg_plan plan;
  struct {
    struct sg_stream *stream;       // NULL: not opened yet
    uint64_t id;
  } branches[SG_CHAINS_ROOM];       // by chain
  struct sg_keep *keep;             // the program's objects, while a launch may use them
  bool launched;
  uint32_t last_queue;              // where the last launch ends
  uint64_t last_queue_generation, last_number;
};

// User objects that an executable graph and its launches under way refer to.
struct sg_keep {
  _Atomic uint32_t references;
  struct sg_object_references objects;
};
void sg_keep_drop(struct sg_keep *keep);

bool sg_exec_valid(CUgraphExec handle, struct sg_exec **out);
// The stream of a chain of its own. exec.c.
CUresult sg_exec_branch(struct sg_exec *exec, uint32_t chain, struct sg_stream **out);
CUresult sg_exec_set_child(CUgraphExec exec, CUgraphNode node, CUgraph child);  // exec_node.c
// Gives `node` of an executable graph what `task` says. CUDA_ERROR_INVALID_VALUE: it may not change so. exec_node.c.
CUresult sg_exec_replace(struct sg_graph_node *node, struct sg_task *task);
bool sg_task_may_become(const struct sg_task *before, const struct sg_task *after);
