// Building one thing to do from what a program describes: the plain calls and the graph's nodes share these, so that a copy
// is checked, timed and carried out the same however it was asked for.
#pragma once

#include "driver.h"

// Each checks its parameters as the plain call does, copies all it needs (the caller's structs and kernel arguments may go
// away at once), and fills `out` with a work whose effect the receiver owns: the effect may run any number of times, one run
// at a time, and is released once. Nothing needs releasing after an error. `node_type`, `node_params` and `function` are filled
// too; `node_params` points at the caller's.

// CUDA_MEMCPY3D_v2: memory and arrays in any combination. copy.c.
CUresult sg_copy_work(const CUDA_MEMCPY3D *copy, struct sg_context *context, struct sg_work *out);
// fill.c.
CUresult sg_fill_work(const CUDA_MEMSET_NODE_PARAMS *params, struct sg_context *context, struct sg_work *out);
// CUDA_KERNEL_NODE_PARAMS_v2 and later: `func` or `kern`, `kernelParams` or `extra`. launch.c.
CUresult sg_launch_work(const CUDA_KERNEL_NODE_PARAMS *params, struct sg_context *context, struct sg_work *out);
