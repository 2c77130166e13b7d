// What graphs' allocation nodes take of devices. The driver takes it at a launch or an upload and keeps it for the next one.
#pragma once

#include "memory.h"

// What one executable graph's nodes allocate, per device of the region.
struct vgpu_graph_bytes {
  uint64_t bytes[HAMI_REGION_DEVICES];
  bool keeps;       // some of it outlives a launch
  bool is_refused;  // on a device that this container was not granted
};

// graph_bytes.c: walks the graph and its child graphs. Not CUDA_SUCCESS: what it takes isn't known.
CUresult vgpu_graph_measure(CUgraph graph, struct vgpu_graph_bytes *out);

// Some graph of this process has a node that allocates: before that no graph needs to be looked at.
void vgpu_graph_memory_seen(void);
bool vgpu_graph_memory_is_seen(void);

// graph_reserve.c
CUresult vgpu_graph_instantiated(CUgraphExec exec, const struct vgpu_graph_bytes *bytes);
void vgpu_graph_exec_gone(CUgraphExec exec);
// Whether so much can ever be had.
bool vgpu_graph_may_fit(const struct vgpu_graph_bytes *bytes);
// Around the driver's trim of a device.
void vgpu_graph_trimmed(int index);

bool vgpu_graphs_make_room(int index);
void vgpu_graphs_settle(void);
void vgpu_graphs_forget(void);
void vgpu_physical_forget(void);
