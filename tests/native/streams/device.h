// A simulated device for tests of streams: kernels of known durations, and what the node's state shows.
#pragma once

#include "cuda_abi.h"
#include "simgpu/calendar/calendar.h"

// Ends the test program when a call fails.
#define MUST(call) must(__FILE__, __LINE__, #call, call)
void must(const char *file, int line, const char *call, CUresult result);

// Makes the first device's primary context current and loads the kernels: us100 takes 100 µs on one multiprocessor, us300
// likewise, whole takes 100 µs on all of them.
CUcontext device_open(void);
CUmodule device_load(const char *text);   // another module
CUfunction device_kernel(const char *name);

// One block of one thread.
void launch(const char *kernel, CUstream stream);
CUstream stream_of(unsigned int flags);
CUevent event_at(CUstream stream);        // recorded there

uint64_t elapsed_ns(CUevent from, CUevent to);
uint64_t device_ns(void);                 // the state's clock
uint64_t used_bytes(void);                // of the first device, by everybody
struct sg_state *device_state(void);
