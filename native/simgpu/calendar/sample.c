#include "sample.h"

#include <stdbool.h>

static void append(struct sg_sample *samples, uint64_t *count, uint64_t *sampled_ns, uint64_t total_ns, uint64_t time_ns) {
  samples[*count % SG_SAMPLES] = (struct sg_sample){.time_ns = time_ns, .busy_ns = total_ns - *sampled_ns};
  *sampled_ns = total_ns;
  ++*count;
}

void sg_sample_take(struct sg_state *state, uint32_t calendar_index, uint64_t now_ns) {
  struct sg_calendar *calendar = &state->calendars[calendar_index];
  uint32_t device = calendar_index / SG_CALENDARS_PER_DEVICE;
  uint64_t time = calendar->next_sample_ns;
  append(calendar->samples, &calendar->sample_count, &calendar->sampled_ns, calendar->busy_ns, time);
  uint32_t high = atomic_load_explicit(&state->header.process_high, memory_order_acquire);
  for (uint32_t slot = 0; slot < high; slot++) {
    struct sg_client *client = &state->processes[slot].clients[device];
    if (atomic_load(&state->processes[slot].state) == SG_PROCESS_LIVE && client->calendar == calendar_index)
      append(client->samples, &client->sample_count, &client->sampled_ns, client->device_ns, time);
  }
  // Nobody can ask for more than the rings hold: skip what would only be overwritten.
  bool idle = calendar->next_ns > now_ns;
  uint64_t behind = now_ns > time ? (now_ns - time) / SG_SAMPLE_PERIOD_NS : 0;
  uint64_t step = idle && behind > SG_SAMPLES ? behind - SG_SAMPLES : 1;
  calendar->next_sample_ns = time + step * SG_SAMPLE_PERIOD_NS;
}
