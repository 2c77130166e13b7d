// Graphs: nodes and edges, and what a node does.
#pragma once

#include "driver.h"

// What a node does. Never changed once made, so that a node, its clones, executable graphs and launches under way share it.
struct sg_task {
  _Atomic uint32_t references;
  struct sg_context *context;       // where it runs; NULL: wherever the graph does
  CUgraphNodeParams parameters;     // what GetParams answers; pointers lead into `storage`
  struct sg_work work;              // nodes that are one thing to do in a stream
  void *storage;
};

// Makes the task of any node type but child graphs and allocations. Its context is the one that the parameters name, else the
// thread's current one, for the types that need one.
CUresult sg_task_make(const CUgraphNodeParams *parameters, struct sg_task **out);
// Of a captured call; takes the work's effect, errors included.
CUresult sg_task_captured(const struct sg_work *work, struct sg_context *context, struct sg_task **out);
// Of an allocation whose address is known. graph_memory_node.c.
CUresult sg_task_allocation(const CUDA_MEM_ALLOC_NODE_PARAMS *parameters, struct sg_context *context, struct sg_task **out);
struct sg_task *sg_task_share(struct sg_task *task);
void sg_task_drop(struct sg_task *task);

struct sg_edge {
  struct sg_graph_node *node;       // the other end
  CUgraphEdgeData data;
};

struct sg_edges {
  struct sg_edge *list;
  size_t count, capacity;
};

enum { SG_KERNEL_ATTRIBUTES = 17 };

struct sg_kernel_attributes {
  uint32_t set;                     // bit per CUkernelNodeAttrID
  CUkernelNodeAttrValue values[SG_KERNEL_ATTRIBUTES];
};

struct sg_graph_node {
  struct sg_graph *graph;
  uint64_t id;
  size_t index;                     // in the graph
  CUgraphNodeType type;
  struct sg_task *task;             // NULL: a child graph
  struct sg_graph *child;
  struct sg_edges in, out;
  struct sg_kernel_attributes *attributes;
  struct sg_graph_node *origin;     // what it was cloned from
  uint64_t origin_id;
  bool disabled;                    // in executable graphs
};

struct sg_object_reference {
  struct sg_user_object *object;
  uint64_t count;
};

struct sg_object_references {
  struct sg_object_reference *list;
  size_t count;
};

struct sg_graph {
  uint64_t id;
  struct sg_graph_node **nodes;     // in the order of their creation
  size_t count, capacity;
  struct sg_graph *origin;          // what it was cloned from
  uint64_t origin_id;
  struct sg_graph_node *parent;     // the node whose child graph it is
  bool internal;                    // an executable graph's own: no program's handle
  bool capturing;                   // a capture adds nodes to it: it may not go
  uint32_t memory_nodes;            // with them it can be neither cloned nor cut
  struct sg_graph_memory *memory;   // its allocations, NULL: none
  struct sg_object_references objects;
};


bool sg_graph_valid(CUgraph handle, struct sg_graph **out);
bool sg_node_valid(CUgraphNode handle, struct sg_graph_node **out);
struct sg_graph *sg_graph_new(bool internal);
void sg_graph_free(struct sg_graph *graph);
// A copy whose nodes have the originals as their origin, in the same order. Allocations are shared with the original.
struct sg_graph *sg_graph_copy(const struct sg_graph *graph, bool internal);
// The copy of `original` in `graph`, or in its child graphs when `deep`; NULL if there is none.
struct sg_graph_node *sg_graph_find_copy(const struct sg_graph *graph, const struct sg_graph_node *original, bool deep);
// Memory nodes, its own and its child graphs'.
bool sg_graph_has_memory(const struct sg_graph *graph);

// All dependencies must be distinct live nodes of the graph. graph_edges.c.
CUresult sg_dependencies_check(const struct sg_graph *graph, const CUgraphNode *dependencies, const CUgraphEdgeData *data,
                               size_t count);
// Appends a node after checked dependencies. Takes the task and the child graph in every case. graph_node.c.
CUresult sg_node_append(struct sg_graph *graph, const CUgraphNode *dependencies, const CUgraphEdgeData *data, size_t count,
                        CUgraphNodeType type, struct sg_task *task, struct sg_graph *child, struct sg_graph_node **out);
CUresult sg_edge_add(struct sg_graph_node *from, struct sg_graph_node *to, const CUgraphEdgeData *data);
void sg_edge_remove(struct sg_graph_node *from, struct sg_graph_node *to);
void sg_node_remove(struct sg_graph_node *node);
// `ancestor` comes before `node` on every launch.
bool sg_node_precedes(const struct sg_graph_node *ancestor, const CUgraphNode *dependencies, size_t count);

// What the typed entry points amount to. graph_parameters.c.
CUresult sg_node_add(CUgraphNode *out, CUgraph graph, const CUgraphNode *dependencies, const CUgraphEdgeData *data,
                     size_t count, CUgraphNodeParams *parameters);
CUresult sg_node_parameters(CUgraphNode node, CUgraphNodeType type, const CUgraphNodeParams **out);
CUresult sg_node_set_parameters(CUgraphNode node, const CUgraphNodeParams *parameters);
CUresult sg_exec_set_parameters(CUgraphExec exec, CUgraphNode node, const CUgraphNodeParams *parameters);  // exec_node.c

// Nodes of memory. graph_memory_node.c.
CUresult sg_node_add_allocation(struct sg_graph *graph, const CUgraphNode *dependencies, const CUgraphEdgeData *data,
                                size_t count, CUDA_MEM_ALLOC_NODE_PARAMS *parameters, struct sg_graph_node **out);
CUresult sg_node_add_free(struct sg_graph *graph, const CUgraphNode *dependencies, const CUgraphEdgeData *data, size_t count,
                          CUdeviceptr address, struct sg_graph_node **out);

// References to user objects. graph_user_object.c.
CUresult sg_objects_share(const struct sg_object_references *from, struct sg_object_references *to);
void sg_objects_drop(struct sg_object_references *references);
