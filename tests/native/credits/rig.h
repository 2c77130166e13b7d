// Containers with a compute limit on one simulated device, in virtual time: programs that launch as the limit lets them, and
// what the device's own ledger says they got.
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum { RIG_PROCESSES = 8, RIG_TENANTS = 4, RIG_STREAMS = 8, RIG_SMS = 128 };

// What one process does, on each of its streams.
struct rig_program {
  uint32_t streams;           // a thread launches into each
  uint32_t kernel_us;
  uint32_t spread;            // durations differ by so many percent either way
  uint32_t part;              // of the card that a kernel needs: 1/part
  uint32_t graph;             // kernels that one launch brings; 0: one
  uint32_t sync;              // waits for each launch
  uint32_t burst_ms, pause_ms;  // device time launched at a stretch, then so long nothing
};

struct rig_tenant {
  uint32_t cap;               // percent; 0: no limit
  uint32_t processes;
  struct rig_program programs[RIG_PROCESSES];
};

struct rig_result { double share, work; };  // percent of the card: time held, multiprocessor time

// Runs the tenants side by side and reads the ledger over the window that begins `settle_s` after the start.
// `nvml`: the processes are told what NVML attributes to them, in whole percents of a sampling period.
void rig_run(const struct rig_tenant *tenants, uint32_t count, uint32_t slice_us, bool nvml, uint32_t settle_s, uint32_t window_s,
             struct rig_result *results);
