// A context on the first device, and what the shared state says of its bytes.
#pragma once

#include <stdlib.h>
#include <unistd.h>

#include "../check.h"
#include "cuda_abi.h"
#include "simgpu/state/state.h"

#define MIB (UINT64_C(1) << 20)

#define MUST(call)                                                            \
  do {                                                                        \
    CUresult must_result = (call);                                            \
    if (must_result != CUDA_SUCCESS) {                                        \
      printf("FAIL %s:%d: %s: %d\n", __FILE__, __LINE__, #call, must_result); \
      fflush(stdout);                                                         \
      _exit(1);                                                               \
    }                                                                         \
  } while (0)

static struct sg_state *state;

static inline void open_device(void) {
  CUcontext context;
  CUdevice device;
  if (sg_state_open_default(&state) != 0) {
    printf("FAIL no state: run this with with-node\n");
    exit(1);
  }
  MUST(cuInit(0));
  MUST(cuDeviceGet(&device, 0));
  MUST(cuDevicePrimaryCtxRetain(&context, device));
  MUST(cuCtxSetCurrent(context));
}

// Of all processes, contexts included; the dead are gone.
static inline uint64_t used(void) {
  struct sg_memory_figures figures;
  sg_memory_figures(state, 0, 0, &figures);
  return figures.used;
}

static inline const struct sg_process *process_of(pid_t pid) {
  for (uint32_t slot = 0; slot < SG_MAX_PROCESSES; slot++) {
    const struct sg_process *process = &state->processes[slot];
    if (atomic_load(&process->state) == SG_PROCESS_LIVE && process->pid == pid)
      return process;
  }
  return NULL;
}

// What this process asked for; shared objects are not in it.
static inline uint64_t requested(void) {
  return process_of(getpid())->clients[0].requested_bytes;
}

// Shared objects that count as a process's own.
static inline uint64_t shared_of(pid_t pid) {
  const struct sg_process *process = process_of(pid);
  return process == NULL ? 0 : sg_object_bytes(state, (uint32_t)(process - state->processes), 0);
}
