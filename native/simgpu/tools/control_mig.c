// Splitting cards by hand.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../mig/mig.h"
#include "control.h"

static const char *reason(enum sg_mig_result result) {
  switch (result) {
    case SG_MIG_NOT_FOUND: return "no such instance";
    case SG_MIG_NOT_SUPPORTED: return "the card can't be split";
    case SG_MIG_NOT_ENABLED: return "MIG mode is off: `simgpu mig on` first";
    case SG_MIG_INVALID: return "not a placement of this profile";
    case SG_MIG_NO_ROOM: return "no room left for it";
    case SG_MIG_IN_USE: return "in use";
    default: return "done";
  }
}

static void show_card(const struct sg_state *state, uint32_t device) {
  printf("device %u: MIG %s%s\n", device, state->devices[device].mig_enabled ? "on" : "off",
         state->devices[device].mig_enabled != state->devices[device].mig_pending ? " (change pending)" : "");
  for (uint32_t slot = 0; slot < SG_MAX_MIG_INSTANCES; slot++) {
    const struct sg_mig_instance *instance = &state->devices[device].instances[slot];
    if (!instance->in_use)
      continue;
    const struct sg_mig_profile *profile = sg_mig_profile_of(state, device, instance);
    printf("  GPU instance %u: %s at %u:%u\n", instance->id, profile->name, instance->start, profile->placement_size);
    for (uint32_t c = 0; c < SG_MAX_MIG_INSTANCES; c++)
      if (instance->compute[c].in_use)
        printf("    compute instance %u: %u slices, %u SMs, %s\n", instance->compute[c].id, instance->compute[c].slices,
               instance->compute[c].sms, instance->compute[c].uuid);
  }
}

static int show(struct sg_state *state, int32_t device) {
  for (uint32_t d = 0; d < state->description.device_count; d++)
    if (device == -1 || device == (int32_t)d)
      show_card(state, d);
  return 0;
}

static int set_mode(struct sg_state *state, uint32_t device, bool enabled) {
  bool pending;
  enum sg_mig_result result = sg_mig_set_mode(state, device, enabled, &pending);
  if (result != SG_MIG_OK)
    return sg_complain("device %u: %s", device, reason(result));
  if (pending)
    return sg_complain("device %u is in use: the mode changes with its next reset (`simgpu recover`)", device);
  return 0;
}

// The compute profile with that many slices.
static bool compute_profile(const struct sg_state *state, uint32_t device, const struct sg_mig_instance *instance,
                            uint32_t slices, struct sg_mig_compute_profile *out) {
  for (uint32_t number = 0; number < SG_MAX_MIG_PROFILES; number++)
    if (sg_mig_compute_profile(state, device, instance, number, out) && out->slices == slices)
      return true;
  return false;
}

static int create_compute(struct sg_state *state, uint32_t device, struct sg_mig_instance *instance, uint32_t slices) {
  struct sg_mig_compute_profile profile;
  if (!compute_profile(state, device, instance, slices, &profile))
    return sg_complain("no compute instance of %u slices in this GPU instance", slices);
  uint32_t id;
  enum sg_mig_result result = sg_mig_compute_create(state, device, instance, &profile, SG_MIG_ANYWHERE, &id);
  if (result != SG_MIG_OK)
    return sg_complain("compute instance of %u slices: %s", slices, reason(result));
  puts(instance->compute[sg_mig_compute_find(instance, id)].uuid);
  return 0;
}

// Prints the UUIDs of the devices made, one a line.
static int create(struct sg_state *state, uint32_t device, const char *name, const char *start, const char *compute) {
  const struct sg_device_description *card = &state->description.devices[device];
  const struct sg_mig_profile *profile = NULL;
  for (uint32_t i = 0; i < card->mig_profile_count && profile == NULL; i++)
    if (strcmp(card->mig_profiles[i].name, name) == 0)
      profile = &card->mig_profiles[i];
  if (profile == NULL)
    return sg_complain("device %u (%s) has no profile %s", device, card->model, name);
  uint32_t id;
  enum sg_mig_result result =
      sg_mig_create(state, device, profile, start == NULL ? SG_MIG_ANYWHERE : (uint32_t)strtoul(start, NULL, 10), &id);
  if (result != SG_MIG_OK)
    return sg_complain("device %u, %s: %s", device, name, reason(result));
  struct sg_mig_instance *instance = sg_mig_find(state, device, id);
  if (compute == NULL)
    return create_compute(state, device, instance, profile->slices);
  if (strcmp(compute, "none") == 0)
    return 0;
  int status = 0;
  for (const char *at = compute; *at != '\0' && status == 0;) {
    char *end;
    status = create_compute(state, device, instance, (uint32_t)strtoul(at, &end, 10));
    at = *end == ',' ? end + 1 : end;
    if (*end != '\0' && *end != ',')
      status = sg_complain("--compute %s: write numbers of slices with commas between them, or none", compute);
  }
  return status;
}

static int destroy(struct sg_state *state, uint32_t device, const char *which) {
  bool all = strcmp(which, "all") == 0, found = false;
  char *end = "";
  uint32_t wanted = all ? 0 : (uint32_t)strtoul(which, &end, 10);
  if (*end != '\0')
    return sg_complain("mig destroy %s: write a GPU instance's id, or all", which);
  for (uint32_t slot = 0; slot < SG_MAX_MIG_INSTANCES; slot++) {
    struct sg_mig_instance *instance = &state->devices[device].instances[slot];
    if (!instance->in_use || (!all && instance->id != wanted))
      continue;
    found = true;
    enum sg_mig_result result = SG_MIG_OK;
    for (uint32_t c = 0; c < SG_MAX_MIG_INSTANCES && result == SG_MIG_OK; c++)
      if (instance->compute[c].in_use)
        result = sg_mig_compute_destroy(state, device, instance, instance->compute[c].id);
    if (result == SG_MIG_OK)
      result = sg_mig_destroy(state, device, instance->id);
    if (result != SG_MIG_OK)
      return sg_complain("device %u, GPU instance %u: %s", device, instance->id, reason(result));
  }
  return found || all ? 0 : sg_complain("device %u: %s", device, reason(SG_MIG_NOT_FOUND));
}

int sg_command_mig(struct sg_arguments *arguments) {
  struct sg_state *state = sg_open_state(arguments);
  int32_t device;
  if (state == NULL || !sg_device_option(arguments, state, -1, &device))
    return 1;
  const char *start = sg_option(arguments, "start"), *compute = sg_option(arguments, "compute");
  const char *verb = arguments->count > 0 ? arguments->words[0] : "";
  const char *what = arguments->count > 1 ? arguments->words[1] : NULL;
  if (strcmp(verb, "show") != 0 && device == -1)
    return sg_complain("mig %s: of which device? Give --device N", verb);
  int status;
  sg_state_lock(state);
  if (strcmp(verb, "show") == 0)
    status = show(state, device);
  else if (strcmp(verb, "on") == 0 || strcmp(verb, "off") == 0)
    status = set_mode(state, (uint32_t)device, strcmp(verb, "on") == 0);
  else if (strcmp(verb, "create") == 0 && what != NULL)
    status = create(state, (uint32_t)device, what, start, compute);
  else if (strcmp(verb, "destroy") == 0 && what != NULL)
    status = destroy(state, (uint32_t)device, what);
  else
    status = sg_complain("mig %s: write on, off, create PROFILE, destroy ID or show", verb);
  sg_state_unlock(state);
  return status;
}
