// A container whose compute is limited, in this process, and what the simulated device's own ledger says that it got. Bounds are
// upper ones: whatever else the machine does, a program gets no more.
#pragma once

#include <stdbool.h>
#include <stdio.h>
#include <stdint.h>

#include "../check.h"
#include "cuda_abi.h"
#include "hami_region.h"
#include "simgpu/state/state.h"

#define MUST(call) held_must(__FILE__, __LINE__, #call, call)
void held_must(const char *file, int line, const char *call, CUresult result);

// Before any call of the driver. `percent` 0: no limit; above 100: refused.
void held_begin(uint32_t percent);
void held_end(void);
struct hami_region *held_region(void);

// cuInit, a context on device 0 and a module with the kernels us20, us200, us2000 (the whole card) and fill.
CUcontext held_open(void);
CUfunction held_kernel(const char *name);
CUstream held_stream(void);
CUresult held_launch(const char *kernel, CUstream stream);

uint64_t held_now_ns(void);
void held_sleep_ms(long ms);
// Of all devices, since the start.
uint64_t held_device_ns(void);

// Device time within a stretch of wall clock, against what `percent` grants in it.
struct held_stretch { uint64_t wall_ns, device_ns; };
struct held_stretch held_stretch(void);

// What the limit grants in the time since, what may have been saved up before, and one queue's length.
struct held_gain { double device_ms, wall_ms, most_ms; };
struct held_gain held_gain(struct held_stretch since, uint32_t percent);

static inline void held_check(const char *name, struct held_stretch since, uint32_t percent) {
  struct held_gain gain = held_gain(since, percent);
  CHECK(name, gain.device_ms > 0 && gain.device_ms <= gain.most_ms, "%.1f ms of the device in %.1f ms of time, not at most %.1f",
        gain.device_ms, gain.wall_ms, gain.most_ms);
}
