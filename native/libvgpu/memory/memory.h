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

// Pools (pool_allocate.c). A pointer that came out of one, `removed` from the table, is about to be freed by cuMemFree or
// cuMemFreeAsync; then it was, or the driver refused.
void vgpu_pool_freeing(CUdeviceptr pointer, const struct vgpu_allocation *removed);
void vgpu_pool_freed(CUdeviceptr pointer, const struct vgpu_allocation *removed);
void vgpu_pool_kept(CUdeviceptr pointer, const struct vgpu_allocation *removed);
// Pools and graphs may have given back memory by themselves: what they reserve now is what is charged. Each half second.
void vgpu_pools_settle(void);
// A context ended, and what was in it with it.
void vgpu_pools_context_ended(void);
// Bytes that this process holds of physical memory that another one of the container made and is charged with.
uint64_t vgpu_physical_borrowed(int index);
// An array that physical memory may have been mapped into is gone.
void vgpu_physical_array_gone(const void *array);

// Graphs (graph_reserve.c), around each launch of one, in the same thread. Not CUDA_SUCCESS: it is not launched. The stream as
// the driver is given it, CU_STREAM_PER_THREAD in place of NULL for the _ptsz forms.
CUresult vgpu_graph_before_launch(CUgraphExec exec, CUstream stream);
void vgpu_graph_after_launch(CUgraphExec exec, CUstream stream, CUresult result);

// The context is about to end, or ended on its own (a reset): what it owned is gone.
void vgpu_context_ended(CUcontext context);

// What the driver took by itself (modules, heaps, its libraries) is looked up in NVML and charged, though it may lift the sum
// above the limit. Each half second, by the attendant thread.
void vgpu_growth_settle(void);
