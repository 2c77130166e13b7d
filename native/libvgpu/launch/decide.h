// A launch that must be asked for: what it is, and what its end must know.
#pragma once

#include "meter.h"

struct vgpu_launch {
  uint64_t key;                // never 0
  CUstream stream;             // CU_STREAM_LEGACY or CU_STREAM_PER_THREAD instead of NULL
  CUfunction function;         // NULL: a graph
  bool left;                   // vgpu_leave() was called: the process is ending
  struct vgpu_meter *meter;    // NULL: nothing is to be done at its end
  struct vgpu_metered_context *context;
  uint32_t marker;
  uint64_t order;
  CUevent event, before;
  bool bracket, idle;          // as the decision says
  uint64_t before_ns[2];       // around the record of the event before it
  int cancellation;
};

// Waits until it may go; between vgpu_enter() and vgpu_leave(), both of which it may call in between. CUDA_SUCCESS: it goes, and
// vgpu_launch_end follows. Else it was refused with that.
CUresult vgpu_launch_begin(struct vgpu_launch *launch);
void vgpu_launch_end(struct vgpu_launch *launch, CUresult result);
