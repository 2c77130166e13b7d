#include "trace_text.h"

#include <inttypes.h>

#include "simgpu/calendar/trace.h"

// A name that no later user of the same slot shares.
static void print_process(FILE *file, uint32_t slot, uint64_t generation) { fprintf(file, " %u.%" PRIu64, slot, generation); }

void trace_text_rules(FILE *file, const struct sg_state *state, uint64_t end_ns) {
  fprintf(file, "param %u %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", state->description.devices[0].sms,
          state->description.time_slice_ns, state->description.switch_ns, end_ns);
}

void trace_text_ledger(FILE *file, uint32_t slot, uint64_t generation, uint64_t device_ns) {
  fprintf(file, "ledger");
  print_process(file, slot, generation);
  fprintf(file, " %" PRIu64 "\n", device_ns);
}

void trace_text_records(FILE *file, const struct sg_state *state, uint64_t count) {
  for (uint64_t i = 0; i < count; i++) {
    const struct sg_trace_record *record = &state->trace[i];
    bool death = record->kind == SG_TRACE_DEATH;
    fprintf(file, "%s", death ? "death" : "item ");
    if (!death)
      fprintf(file, "%s", sg_item_kind_name(record->item_kind));
    print_process(file, record->process, record->process_generation);
    if (death) {
      fprintf(file, " %" PRIu64 "\n", record->arrival_ns);
      continue;
    }
    fprintf(file, " %u.%" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %u", record->queue, record->queue_generation,
            record->number, record->arrival_ns, record->duration_ns, record->sms);
    fprintf(file, " %" PRIu64 ".%" PRIu64 " %" PRIu64 "\n", record->target & UINT32_MAX, record->target >> 32,
            record->target_count);
  }
}
