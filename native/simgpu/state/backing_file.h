// The files that hold the bytes of simulated device memory: one per process, in the folder beside the state file. They are known
// by name, not by path, because every container may find the folder somewhere else.
#pragma once

#include <stddef.h>

#include "layout.h"

// "<slot>-<generation>".
void sg_backing_name(uint32_t slot, uint64_t generation, char *out, size_t size);

// Where this process finds a backing file: beside the state file that SIMGPU_STATE names here, else beside the state's own path.
void sg_backing_path(const struct sg_state *state, const char *name, char *out, size_t size);

// Removes the file of a process that is dead. Whoever still maps it keeps what it maps.
void sg_backing_reap(const struct sg_state *state, uint32_t slot, uint64_t generation);
