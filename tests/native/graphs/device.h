// A simulated device for tests of graphs: kernels of known durations, and the time and bytes that the node's state shows.
#pragma once

#include "cuda_abi.h"
#include "simgpu/calendar/calendar.h"

extern CUcontext device_context;

// Makes the first device's primary context current and loads the kernels: us100 takes 100 µs on one multiprocessor, and so do
// us50, us200, us300; whole takes 100 µs on all of them; add adds two vectors of floats.
void device_open(void);
void device_close(void);
// Makes the second device's primary context current, with kernels of its own.
CUmodule device_open_second(CUcontext *context);
CUfunction device_kernel(const char *name);
CUDA_KERNEL_NODE_PARAMS device_launch(const char *name);  // one block of one thread, no arguments

// Ends the test program when a call fails.
#define MUST(call) must(__FILE__, __LINE__, #call, call)
void must(const char *file, int line, const char *call, CUresult result);

uint64_t device_ns(void);         // the state's clock
uint64_t device_used_bytes(void); // of the first device, by this process: contexts and modules included

// Adds a kernel node after up to four others (NULL: none).
CUgraphNode node_after(CUgraph graph, const char *kernel, CUgraphNode a, CUgraphNode b, CUgraphNode c, CUgraphNode d);
CUgraphExec instantiated(CUgraph graph);
// How long a launch takes in a stream of its own, ns.
uint64_t launch_ns(CUgraphExec exec);
