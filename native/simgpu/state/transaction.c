#include "transaction.h"

static void apply(struct sg_state *state, uint64_t count) {
  for (uint64_t i = 0; i < count; i++)
    __atomic_store_n((uint64_t *)((char *)state + state->transaction[i].offset), state->transaction[i].value, __ATOMIC_RELEASE);
  atomic_store_explicit(&state->header.transaction_count, 0, memory_order_release);
}

void sg_transaction_commit(struct sg_transaction *transaction) {
  if (transaction->count == 0)
    return;
  atomic_store_explicit(&transaction->state->header.transaction_count, transaction->count, memory_order_release);
  apply(transaction->state, transaction->count);
  transaction->count = 0;
}

void sg_transaction_recover(struct sg_state *state) {
  uint64_t count = atomic_load_explicit(&state->header.transaction_count, memory_order_acquire);
  if (count > 0 && count <= SG_TRANSACTION_WORDS)
    apply(state, count);
}
