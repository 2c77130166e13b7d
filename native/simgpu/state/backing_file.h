// The files that hold the bytes of simulated device memory: one per process, in the folder beside the state file. They are known
// by name, not by path, because every container may find the folder somewhere else.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "layout.h"

// "mem-<slot>-<generation>".
void sg_backing_name(uint32_t slot, uint64_t generation, char *out, size_t size);

// Whether a process still holds bytes of this file, `except` one (SG_NONE: nobody). Lock held.
bool sg_backing_held(const struct sg_state *state, const char *name, uint32_t except);

// Removes the file; one that another user's process may not remove is emptied at least.
void sg_backing_remove(const struct sg_state *state, const char *name);

// Removes the file of a process that has died if nobody holds bytes of it any more. Takes the lock.
void sg_backing_tidy(struct sg_state *state, const char *name);
