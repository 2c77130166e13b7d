// What the cases about graphs begin with.
#pragma once

#include "kernels.h"

// A context and an empty graph.
CUgraph with_graph(void);
// An empty node after up to two others (NULL: none).
CUgraphNode empty_node(CUgraph graph, CUgraphNode a, CUgraphNode b);
// A kernel that does nothing much, one block of one thread.
CUDA_KERNEL_NODE_PARAMS launch_of(CUmodule module, const char *name);
CUDA_HOST_NODE_PARAMS count_calls(int *count);
CUDA_MEMSET_NODE_PARAMS fill_of(CUdeviceptr memory, unsigned int value, size_t bytes);
CUDA_MEMCPY3D copy_to_host(void *to, CUdeviceptr from, size_t bytes);
CUDA_MEM_ALLOC_NODE_PARAMS allocation_of(size_t bytes);
// Launches in a stream and waits.
void launch_and_wait(CUgraphExec exec);
// A plain external semaphore; the case is skipped where there is no way to get one.
CUexternalSemaphore with_semaphore(void);
