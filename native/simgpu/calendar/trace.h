// The record of what programs submitted, for an independent replay. Written under the lock; full means silent.
#pragma once

#include "../state/layout.h"
#include "../state/transaction.h"

// An item that the scheduler sees at a queue's head for the first time; part of the transaction that marks it as seen.
void sg_trace_item(struct sg_state *state, struct sg_transaction *transaction, uint32_t calendar, uint32_t queue,
                   const struct sg_item *item, uint64_t number, uint64_t arrival_ns);
void sg_trace_death(struct sg_state *state, uint32_t slot);

// What traces call a kind of item; "?" for one that there is not.
const char *sg_item_kind_name(uint32_t kind);
