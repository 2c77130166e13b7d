// Containers with a compute limit on one simulated device, in virtual time: programs that launch as the limit lets them, and
// what the device's own ledger says they got.
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum { RIG_PROCESSES = 8, RIG_TENANTS = 5, RIG_STREAMS = 8, RIG_SMS = 128, RIG_LONGEST_S = 60 };

// What one process does, on each of its streams.
struct rig_program {
  uint32_t streams;           // a thread launches into each
  uint32_t kernel_us;
  uint32_t spread;            // durations differ by so many percent either way
  uint32_t part;              // of the card that a kernel needs: 1/part
  uint32_t graph;             // kernels that one launch brings; 0: one
  uint32_t sync;              // waits for each launch
  uint32_t burst_ms, pause_ms;  // device time launched at a stretch, then so long nothing
  uint32_t other_us, other_each;  // each so-manieth launch is of another function, so long
};

struct rig_tenant {
  uint32_t cap;               // percent; 0: no limit
  uint32_t processes;
  struct rig_program programs[RIG_PROCESSES];
  double demand;              // percent of the card that it would use at most; 0: all
};

enum rig_presence { RIG_PRESENCE, RIG_NO_PRESENCE, RIG_NOISY_PRESENCE };

struct rig_conditions {
  uint32_t slice_us;
  uint64_t seed;
  bool nvml;                  // a monitor reads NVML, in whole percents of a sampling period
  enum rig_presence presence;
  uint32_t late_us;           // threads wake so late at most
  uint32_t launch_us;
  uint32_t settle_s, window_s;
};

struct rig_result {
  double share, work;         // percent of the card: time held, multiprocessor time
  double spread;              // points by which windows of a second are off what was asked for, 95th percentile
  double settled_s;           // since when no window of a second is more than 5 points off; below 0: never
};

double rig_asked(const struct rig_tenant *tenant);

// Runs the tenants side by side and reads the ledger over the window that begins `settle_s` after the start.
void rig_run(const struct rig_tenant *tenants, uint32_t count, const struct rig_conditions *conditions,
             struct rig_result *results);
