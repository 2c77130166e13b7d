// The memory of graphs, as the graph files see it: address ranges that nodes were given, and the device's bytes under them
// while launches need them.
#pragma once

#include "graph.h"
#include "graph_memory.h"

enum { SG_GRAPH_ALIGNMENT = 2 << 20 };

// Device bytes kept for graphs. Whoever comes next in the same queue may use them again, others once the last user is done.
struct sg_graph_block {
  struct sg_context *context;
  uint64_t bytes, charged;
  bool held;                        // by an allocation that no free has reached, or by a launch being made
  uint32_t queue;                   // last used before this item of this queue ended
  uint64_t queue_generation, number;
  bool used;
  struct sg_graph_block *next;
};

// A range of addresses. Allocations of one graph that follow each other's free share one.
struct sg_graph_region {
  CUdeviceptr address;
  uint64_t bytes;
  struct sg_context *context;
  struct sg_backing backing;
  struct sg_graph_node *free_node;  // frees the last allocation made in it, in the same graph
  bool freed_elsewhere;             // another graph has the node that frees it
  bool live;                        // a launch allocated it, nothing freed it since
  bool orphaned;                    // its graph is gone
  struct sg_graph_block *block;     // while live, or while a launch is made
  struct sg_graph_region *next;     // of the graph
  struct sg_graph_region *next_of_all;
};

// A graph's allocations, shared with its executable graph.
struct sg_graph_memory {
  _Atomic uint32_t references;
  struct sg_graph_region *regions;
  _Atomic uint32_t executables;     // at most one
};

struct sg_graph_memory *sg_graph_memory_share(struct sg_graph_memory *memory);
void sg_graph_memory_drop(struct sg_graph_memory *memory);

// Addresses for an allocation that comes after `dependencies`: a range whose last allocation was freed before them, or a new one.
CUresult sg_graph_region_take(struct sg_graph *graph, const CUgraphNode *dependencies, size_t count, uint64_t bytes,
                              struct sg_context *context, struct sg_graph_region **out);
// The range that begins at an address, NULL if there is none. `graph`: only this graph's.
struct sg_graph_region *sg_graph_region_find(CUdeviceptr address, const struct sg_graph *graph);

void sg_graph_region_free(struct sg_graph_region *region);
// Calls `visit` for every range there is.
void sg_graph_regions_each(CUresult (*visit)(struct sg_graph_region *, const void *), const void *argument);

// Before a launch: device bytes for every range, freeing what the last launch left when `free_first`.
// CUDA_ERROR_INVALID_VALUE: something is still allocated, or a free node has nothing to free.
CUresult sg_graph_memory_begin(const struct sg_graph *graph, bool free_first, struct sg_stream *stream);
// After it: the bytes are in use until this item of the queue is done.
void sg_graph_memory_end(const struct sg_graph *graph, uint32_t queue, uint64_t number);
// Instead, when the launch came to nothing.
void sg_graph_memory_cancel(const struct sg_graph *graph);
// Reserves the bytes ahead of the first launch.
CUresult sg_graph_memory_upload(const struct sg_graph *graph, struct sg_stream *stream);
