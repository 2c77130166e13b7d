// A simulated device on the wall clock, with containers that have a compute limit each and run real processes under the library.
// What they got is read from the device's own ledger.
#pragma once

#include <stdbool.h>

#include "load.h"
#include "simgpu/state/state.h"

enum { STAGE_CONTAINERS = 5, STAGE_PROCESSES = 8 };

struct stage_container {
  uint32_t percent;            // 0: no limit
  uint32_t processes;
  struct load loads[STAGE_PROCESSES];
};

struct stage {
  struct sg_state *state;
  char folder[64], node[96];
  uint32_t containers;
  int pids[STAGE_CONTAINERS][STAGE_PROCESSES];
  uint32_t processes[STAGE_CONTAINERS];
};

// The figures of a container up to now. `waited_ns`: its threads were ready to run, but this machine's processors were busy.
struct stage_figures { uint64_t at_ns, device_ns, work_sm_ns, waited_ns; };

// `library`: the path of libvgpu.so; `program`: of the load.
void stage_begin(struct stage *stage, const char *library, const char *program, uint32_t slice_us,
                 const struct stage_container *containers, uint32_t count);
void stage_read(struct stage *stage, struct stage_figures *figures);
// False: a program ended before it was killed.
bool stage_end(struct stage *stage);
// Multiprocessors of the device.
uint32_t stage_multiprocessors(const struct stage *stage);
