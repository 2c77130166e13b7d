// What the parts of memory accounting share: the table of what this process took, and how many bytes of the device that is.
#pragma once

#include "libvgpu/process/process.h"
#include "libvgpu/table/table.h"

// Of vgpu_key.space.
enum vgpu_space { VGPU_POINTER, VGPU_ARRAY, VGPU_MIPMAP, VGPU_PHYSICAL, VGPU_EXTERNAL, VGPU_CONTEXT };

// Of vgpu_allocation.kind: how it goes back.
enum vgpu_made {
  VGPU_PLAIN,     // its bytes are un-charged when the driver freed it
  VGPU_MANAGED,   // likewise
  VGPU_FALLBACK,  // managed memory in place of device memory, when oversubscribing
  VGPU_POOLED,    // of a pool: `context` is the pool; what is charged is what pools reserve
  VGPU_IN_GRAPH,  // by a node of a graph
  VGPU_FOREIGN,   // opened, imported or mapped: 0 bytes
};

extern struct vgpu_table vgpu_memory;

// The bytes that the device takes for a plain allocation of so many: large ones are rounded up to the device's granularity,
// small ones share blocks. Charges, before the driver takes them; `vgpu_memory_give` after the driver took them back.
CUresult vgpu_memory_take(int index, enum hami_region_kind kind, uint64_t bytes);
void vgpu_memory_give(int index, enum hami_region_kind kind, uint64_t bytes);
// What large allocations are rounded up to.
uint64_t vgpu_memory_granularity(int index);

// Pools (pool.c). A pointer that came out of one was freed, by cuMemFree or cuMemFreeAsync; `removed` stood in the table.
void vgpu_pool_freed(CUdeviceptr pointer, const struct vgpu_allocation *removed);

// Graphs (graph.c), around each launch of one. Not CUDA_SUCCESS: it is not launched.
CUresult vgpu_graph_before_launch(CUgraphExec exec);
void vgpu_graph_after_launch(CUgraphExec exec);

// The context is about to end, or ended on its own (a reset): what it owned is gone.
void vgpu_context_ended(CUcontext context);

// What the driver took by itself (modules, heaps, its libraries) is looked up in NVML and charged, though it may lift the sum
// above the limit. Each half second, by the attendant thread.
void vgpu_growth_settle(void);
