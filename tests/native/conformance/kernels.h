// Kernels for cases, as PTX: the same text runs on hardware and on the simulated driver, which takes durations from names and
// arithmetic from the comments.
#pragma once

#include "conformance.h"

extern const char kernels_ptx[];

// A context with the kernels loaded.
CUmodule with_kernels(void);

// spin_us20000: keeps its block busy for 20 ms; spin_us200.
CUfunction kernel_named(CUmodule module, const char *name);

// Starts 20 ms of work in a stream.
void keep_busy(CUmodule module, CUstream stream);

// A stream of flags NON_BLOCKING.
CUstream with_stream(void);
