// Compute instances: shares of a GPU instance's compute slices. They share its memory. Each has a calendar of its own.
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../calendar/calendar.h"
#include "mig.h"

// Slices of NVML's compute instance profiles 0..6; 7 (with media engines) and above: no card here has them.
static const uint32_t slices_of[] = {1, 2, 3, 4, 7, 8, 6};

bool sg_mig_compute_profile(const struct sg_state *state, uint32_t device, const struct sg_mig_instance *instance,
                            uint32_t number, struct sg_mig_compute_profile *out) {
  const struct sg_mig_profile *whole = sg_mig_profile_of(state, device, instance);
  if (number >= sizeof(slices_of) / sizeof(slices_of[0]) || slices_of[number] > whole->slices)
    return false;
  uint32_t slices = slices_of[number];
  // The driver offers 1, 2 and 4 slices of four, and 1, 2, 3, 4 and 7 of seven.
  if ((slices == 3 && whole->slices == 4) || (slices > 4 && slices != whole->slices))
    return false;
  // One slice's multiprocessors: those of the smallest profile.
  uint32_t slice_sms = whole->sms / whole->slices;
  for (uint32_t i = 0; i < state->description.devices[device].mig_profile_count; i++) {
    const struct sg_mig_profile *profile = &state->description.devices[device].mig_profiles[i];
    if (profile->slices == 1 && profile->sms < slice_sms)
      slice_sms = profile->sms;
  }
  *out = (struct sg_mig_compute_profile){
    .id = number, .slices = slices, .sms = slices == whole->slices ? whole->sms : slices * slice_sms};
  uint32_t step = slices == 3 ? 4 : slices;
  for (uint32_t start = 0; start + slices <= whole->slices && out->placement_count < SG_MAX_MIG_INSTANCES; start += step)
    out->placement_starts[out->placement_count++] = start;
  out->instances = out->placement_count;
  return true;
}

static uint32_t slices_taken(const struct sg_mig_instance *instance) {
  uint32_t taken = 0;
  for (uint32_t i = 0; i < SG_MAX_MIG_INSTANCES; i++)
    if (instance->compute[i].in_use)
      taken |= ((1u << instance->compute[i].slices) - 1) << instance->compute[i].start;
  return taken;
}

static uint32_t wanted_slices(const struct sg_mig_compute_profile *profile, uint32_t start) {
  return ((1u << profile->slices) - 1) << start;
}

static uint32_t places_left(const struct sg_mig_compute_profile *profile, uint32_t taken) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < profile->placement_count; i++)
    count += (taken & wanted_slices(profile, profile->placement_starts[i])) == 0;
  return count;
}

uint32_t sg_mig_compute_remaining(const struct sg_mig_instance *instance, const struct sg_mig_compute_profile *profile) {
  return places_left(profile, slices_taken(instance));
}

// The place that leaves most of the others possible, SG_MIG_ANYWHERE when there is none.
static uint32_t best_start(const struct sg_state *state, uint32_t device, const struct sg_mig_instance *instance,
                           const struct sg_mig_compute_profile *profile, uint32_t taken) {
  uint32_t best = SG_MIG_ANYWHERE, best_left = 0;
  for (uint32_t i = 0; i < profile->placement_count; i++) {
    uint32_t wanted = wanted_slices(profile, profile->placement_starts[i]), left = 0;
    if ((taken & wanted) != 0)
      continue;
    struct sg_mig_compute_profile other;
    for (uint32_t number = 0; number < sizeof(slices_of) / sizeof(slices_of[0]); number++)
      if (sg_mig_compute_profile(state, device, instance, number, &other))
        left += places_left(&other, taken | wanted);
    if (best == SG_MIG_ANYWHERE || left > best_left) {
      best = profile->placement_starts[i];
      best_left = left;
    }
  }
  return best;
}

static bool is_placement(const struct sg_mig_compute_profile *profile, uint32_t start) {
  for (uint32_t i = 0; i < profile->placement_count; i++)
    if (profile->placement_starts[i] == start)
      return true;
  return false;
}

// A calendar of the card that no compute instance has, whatever its content.
static uint32_t free_calendar(const struct sg_state *state, uint32_t device) {
  for (uint32_t i = 1; i < SG_CALENDARS_PER_DEVICE; i++) {
    uint32_t calendar = device * SG_CALENDARS_PER_DEVICE + i;
    bool taken = false;
    for (uint32_t slot = 0; slot < SG_MAX_MIG_INSTANCES && !taken; slot++) {
      const struct sg_mig_instance *instance = &state->devices[device].instances[slot];
      for (uint32_t c = 0; c < SG_MAX_MIG_INSTANCES && !taken; c++)
        taken = instance->in_use && instance->compute[c].in_use && instance->compute[c].calendar == calendar;
    }
    if (!taken)
      return calendar;
  }
  return SG_NONE;
}

static uint64_t mix(uint64_t value) {
  value ^= value >> 30;
  value *= UINT64_C(0xbf58476d1ce4e5b9);
  value ^= value >> 27;
  value *= UINT64_C(0x94d049bb133111eb);
  return value ^ value >> 31;
}

// The same for the same card, GPU instance and compute instance, as the driver's are.
static void name_device(const char *parent, uint32_t instance, uint32_t compute, char out[48]) {
  uint64_t a = UINT64_C(0x9e3779b97f4a7c15) + instance * 64 + compute, b;
  for (const char *c = parent; *c != '\0'; c++)
    a = mix(a ^ (unsigned char)*c);
  b = mix(a);
  snprintf(out, 48, "MIG-%08" PRIx64 "-%04" PRIx64 "-5%03" PRIx64 "-%04" PRIx64 "-%012" PRIx64, a >> 32, a >> 16 & 0xffff,
           a & 0xfff, (b >> 48 & 0x3fff) | 0x8000, b & UINT64_C(0xffffffffffff));
}

enum sg_mig_result sg_mig_compute_create(struct sg_state *state, uint32_t device, struct sg_mig_instance *instance,
                                         const struct sg_mig_compute_profile *profile, uint32_t start, uint32_t *id) {
  uint32_t taken = slices_taken(instance), index = 0;
  if (start == SG_MIG_ANYWHERE)
    start = best_start(state, device, instance, profile, taken);
  else if (!is_placement(profile, start))
    return SG_MIG_INVALID;
  while (index < SG_MAX_MIG_INSTANCES && instance->compute[index].in_use)
    index++;
  uint32_t calendar = free_calendar(state, device);
  if (start == SG_MIG_ANYWHERE || (taken & wanted_slices(profile, start)) != 0 || index == SG_MAX_MIG_INSTANCES ||
      calendar == SG_NONE)
    return SG_MIG_NO_ROOM;
  for (*id = 0; sg_mig_compute_find(instance, *id) != SG_NONE; (*id)++)
    ;
  sg_calendar_open(state, calendar, profile->sms);
  instance->compute[index].id = *id;
  instance->compute[index].profile_id = profile->id;
  instance->compute[index].slices = profile->slices;
  instance->compute[index].start = start;
  instance->compute[index].sms = profile->sms;
  instance->compute[index].calendar = calendar;
  name_device(state->description.devices[device].uuid, instance->id, *id, instance->compute[index].uuid);
  atomic_signal_fence(memory_order_seq_cst);
  instance->compute[index].in_use = 1;  // last: whoever is killed before has created nothing
  return SG_MIG_OK;
}

enum sg_mig_result sg_mig_compute_destroy(struct sg_state *state, uint32_t device, struct sg_mig_instance *instance,
                                          uint32_t id) {
  uint32_t index = sg_mig_compute_find(instance, id);
  if (index == SG_NONE)
    return SG_MIG_NOT_FOUND;
  sg_reap(state);
  uint32_t high = atomic_load(&state->header.process_high);
  for (uint32_t slot = 0; slot < high; slot++) {
    const struct sg_process *process = &state->processes[slot];
    if (atomic_load(&process->state) == SG_PROCESS_LIVE && process->clients[device].calendar == instance->compute[index].calendar)
      return SG_MIG_IN_USE;
  }
  instance->compute[index].in_use = 0;
  sg_calendar_close(state, instance->compute[index].calendar);
  return SG_MIG_OK;
}

uint32_t sg_mig_compute_find(const struct sg_mig_instance *instance, uint32_t id) {
  for (uint32_t i = 0; i < SG_MAX_MIG_INSTANCES; i++)
    if (instance->compute[i].in_use && instance->compute[i].id == id)
      return i;
  return SG_NONE;
}
