// What the description, or the control tool later on, lets go wrong.
#pragma once

#include <stdbool.h>

#include "../state/state.h"

// Lets every Xid event and fall off the bus happen that has become due, and brings back the cards whose time off the bus is over.
// One load when there is nothing of the kind. Takes the lock.
void sg_failures_look(struct sg_state *state);

// When the next of them is due, on the state's clock; SG_NEVER.
uint64_t sg_failures_next(struct sg_state *state);

// The failure of this kind that a call of `function` (NULL: any) on a device (-1: on none) meets now; NULL: none does.
// A failure of the nth call alone is met when `call` is n; for all others `call` doesn't matter.
const struct sg_failure *sg_failure_find(struct sg_state *state, enum sg_failure_kind kind, int32_t device, const char *function,
                                         uint32_t call);

// Lets something go wrong from now on. Takes the lock. ENOSPC: that many things go wrong already.
int sg_failure_inject(struct sg_state *state, const struct sg_failure *failure);

// Ends everything that was injected into a device (-1: all of them) and resets it: back on the bus, no Xid, a pending MIG
// mode in force. Takes the lock.
void sg_failure_recover(struct sg_state *state, int32_t device);

// An event as NVML hands it out, and everybody who waits for one is woken. Lock held.
void sg_nvml_event_add(struct sg_state *state, uint64_t type, uint64_t data, uint32_t device, uint32_t instance);
