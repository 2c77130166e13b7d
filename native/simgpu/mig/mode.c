// MIG mode, and MIG devices in the order in which they are numbered.
#include "../calendar/calendar.h"
#include "mig.h"

static bool used_by_processes(struct sg_state *state, uint32_t device) {
  sg_reap(state);
  uint32_t high = atomic_load(&state->header.process_high);
  for (uint32_t slot = 0; slot < high; slot++)
    if (atomic_load(&state->processes[slot].state) == SG_PROCESS_LIVE &&
        state->processes[slot].clients[device].calendar != SG_NONE)
      return true;
  return false;
}

static bool in_use(struct sg_state *state, uint32_t device) {
  for (uint32_t slot = 0; slot < SG_MAX_MIG_INSTANCES; slot++)
    if (state->devices[device].instances[slot].in_use)
      return true;
  return used_by_processes(state, device);
}

enum sg_mig_result sg_mig_set_mode(struct sg_state *state, uint32_t device, bool enabled, bool *pending) {
  if (!state->description.devices[device].mig_capable)
    return SG_MIG_NOT_SUPPORTED;
  struct sg_device *card = &state->devices[device];
  card->mig_pending = enabled;
  *pending = card->mig_enabled != enabled && in_use(state, device);
  if (!*pending)
    card->mig_enabled = enabled;
  return SG_MIG_OK;
}

void sg_mig_reset(struct sg_state *state, uint32_t device) {
  struct sg_device *card = &state->devices[device];
  if (card->mig_enabled == card->mig_pending || used_by_processes(state, device))
    return;
  for (uint32_t slot = 0; slot < SG_MAX_MIG_INSTANCES; slot++) {
    card->instances[slot].in_use = 0;
    for (uint32_t c = 0; c < SG_MAX_MIG_INSTANCES; c++)
      if (card->instances[slot].compute[c].in_use)
        sg_calendar_close(state, card->instances[slot].compute[c].calendar);
  }
  card->mig_enabled = card->mig_pending;
}

bool sg_mig_device_at(const struct sg_state *state, uint32_t device, uint32_t index, uint32_t *slot, uint32_t *compute) {
  if (!state->devices[device].mig_enabled)
    return false;
  // By GPU instance id, then by compute instance id.
  for (uint32_t id = 0; id < SG_MIG_MAX_ID; id++)
    for (uint32_t s = 0; s < SG_MAX_MIG_INSTANCES; s++) {
      const struct sg_mig_instance *instance = &state->devices[device].instances[s];
      if (!instance->in_use || instance->id != id)
        continue;
      for (uint32_t compute_id = 0; compute_id < SG_MAX_MIG_INSTANCES; compute_id++) {
        uint32_t found = sg_mig_compute_find(instance, compute_id);
        if (found == SG_NONE)
          continue;
        if (index-- == 0) {
          *slot = s;
          *compute = found;
          return true;
        }
      }
    }
  return false;
}
