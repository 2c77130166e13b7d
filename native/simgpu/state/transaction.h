// Changes of several words that are all made or none, whenever the process is killed. One at a time, under the state's lock.
#pragma once

#include "layout.h"

struct sg_transaction {
  struct sg_state *state;
  uint64_t count;
};

static inline struct sg_transaction sg_transaction_begin(struct sg_state *state) {
  return (struct sg_transaction){.state = state};
}

static inline void sg_transaction_put(struct sg_transaction *transaction, void *word, uint64_t value) {
  struct sg_transaction_word *entry = &transaction->state->transaction[transaction->count++];
  entry->offset = (uint64_t)((char *)word - (char *)transaction->state);
  entry->value = value;
}

// Once the count is stored, the change is made: by us now, or by whoever takes the lock after our death.
void sg_transaction_commit(struct sg_transaction *transaction);
void sg_transaction_recover(struct sg_state *state);
