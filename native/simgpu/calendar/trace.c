#include "trace.h"

static struct sg_trace_record *next_record(struct sg_state *state, struct sg_transaction *transaction) {
  uint64_t count = state->header.trace_count;
  if (count >= state->header.trace_capacity)
    return NULL;
  sg_transaction_put(transaction, &state->header.trace_count, count + 1);
  return &state->trace[count];
}

void sg_trace_item(struct sg_state *state, struct sg_transaction *transaction, uint32_t calendar, uint32_t queue,
                   const struct sg_item *item, uint64_t number, uint64_t arrival_ns) {
  struct sg_trace_record *record = next_record(state, transaction);
  if (record == NULL)
    return;
  uint32_t slot = state->queues[queue].owner;
  *record = (struct sg_trace_record){
      .kind = SG_TRACE_ITEM, .item_kind = item->kind, .calendar = calendar, .process = slot,
      .process_generation = state->processes[slot].generation, .queue = queue, .sms = item->sms, .number = number,
      .arrival_ns = arrival_ns, .duration_ns = item->duration_ns, .target = item->target,
      .target_count = item->target_count, .queue_generation = state->queues[queue].generation};
}

void sg_trace_death(struct sg_state *state, uint32_t slot) {
  struct sg_transaction transaction = sg_transaction_begin(state);
  struct sg_trace_record *record = next_record(state, &transaction);
  if (record == NULL)
    return;
  uint64_t when = state->header.created_ns;
  for (uint32_t c = 0; c < SG_MAX_CALENDARS; c++) {
    if (state->calendars[c].sms != 0 && state->calendars[c].now_ns > when)
      when = state->calendars[c].now_ns;
  }
  *record = (struct sg_trace_record){.kind = SG_TRACE_DEATH, .process = slot, .arrival_ns = when,
                                     .process_generation = state->processes[slot].generation};
  sg_transaction_commit(&transaction);
}

const char *sg_item_kind_name(uint32_t kind) {
  static const char *const names[] = {"kernel", "copy", "record", "wait-event", "wait-queue", "host", "mark"};
  return kind < sizeof(names) / sizeof(names[0]) ? names[kind] : "?";
}
