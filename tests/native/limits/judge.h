// What the device gave out, from its shared state alone, and what the region says of itself, read at the places where the
// original's monitor reads. Nothing here knows the library.
#pragma once

#include <stdbool.h>
#include <stdint.h>

// Opens the node of $SIMGPU_STATE; ends the test when there is none.
void judge_begin(void);

uint64_t judge_granule(void);
// What one context takes.
uint64_t judge_context(void);

struct judge_bytes {
  uint64_t granted;  // contexts and data of the container's living processes
  uint64_t modules;  // what the driver took by itself
  uint64_t contexts;
  uint32_t processes;
};

// Of the container on device 0; the dead are removed first.
struct judge_bytes judge_ledger(void);
// The most that `granted` ever was.
uint64_t judge_highest(void);
// What one process holds, modules too.
uint64_t judge_ledger_of(int pid);

// Of the region file on device 0; false: there is none yet.
struct judge_region {
  uint64_t total, context, module;
  uint32_t processes;
};
bool judge_region(const char *path, struct judge_region *out);
uint64_t judge_region_of(const char *path, int pid);
