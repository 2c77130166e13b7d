// A device's trace and what the ledger says, as text for `replay`, which tells what the lines mean.
#pragma once

#include <stdint.h>
#include <stdio.h>

#include "simgpu/state/state.h"

// The first device's rules, and until when the calendars had got.
void trace_text_rules(FILE *file, const struct sg_state *state, uint64_t end_ns);
// What the ledger says that a process was given.
void trace_text_ledger(FILE *file, uint32_t slot, uint64_t generation, uint64_t device_ns);
// The first `count` records.
void trace_text_records(FILE *file, const struct sg_state *state, uint64_t count);
