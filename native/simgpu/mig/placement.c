// Which GPU instances fit together on a card: memory slices don't overlap, and neither compute slices nor media engines nor a
// profile's own number of instances are exceeded.
#include "mig.h"

static const struct sg_device_description *description_of(const struct sg_state *state, uint32_t device) {
  return &state->description.devices[device];
}

const struct sg_mig_profile *sg_mig_profile_by_number(const struct sg_state *state, uint32_t device, uint32_t number) {
  const struct sg_device_description *description = description_of(state, device);
  for (uint32_t i = 0; i < description->mig_profile_count; i++)
    if (description->mig_profiles[i].profile_id == number)
      return &description->mig_profiles[i];
  return NULL;
}

const struct sg_mig_profile *sg_mig_profile_by_id(const struct sg_state *state, uint32_t device, uint32_t id) {
  const struct sg_device_description *description = description_of(state, device);
  for (uint32_t i = 0; i < description->mig_profile_count; i++)
    if (description->mig_profiles[i].id == id)
      return &description->mig_profiles[i];
  return NULL;
}

const struct sg_mig_profile *sg_mig_profile_of(const struct sg_state *state, uint32_t device,
                                               const struct sg_mig_instance *instance) {
  return &description_of(state, device)->mig_profiles[instance->profile];
}

// What instances take of a card.
struct taken {
  uint64_t memory_slices;      // one bit each
  uint32_t slices, copy_engines, decoders, encoders, jpegs, ofas;
  uint32_t instances[SG_MAX_MIG_PROFILES];
};

static void take(const struct sg_device_description *description, struct taken *taken, uint32_t profile_index, uint32_t start) {
  const struct sg_mig_profile *profile = &description->mig_profiles[profile_index];
  taken->memory_slices |= ((UINT64_C(1) << profile->placement_size) - 1) << start;
  taken->slices += profile->slices;
  taken->copy_engines += profile->copy_engines;
  taken->decoders += profile->decoders;
  taken->encoders += profile->encoders;
  taken->jpegs += profile->jpegs;
  taken->ofas += profile->ofas;
  taken->instances[profile_index]++;
}

static struct taken taken_now(const struct sg_state *state, uint32_t device) {
  struct taken taken = {0};
  for (uint32_t slot = 0; slot < SG_MAX_MIG_INSTANCES; slot++) {
    const struct sg_mig_instance *instance = &state->devices[device].instances[slot];
    if (instance->in_use)
      take(description_of(state, device), &taken, instance->profile, instance->start);
  }
  return taken;
}

// The profile that takes the whole card says what there is to take.
static const struct sg_mig_profile *whole_card(const struct sg_device_description *description) {
  const struct sg_mig_profile *largest = &description->mig_profiles[0];
  for (uint32_t i = 1; i < description->mig_profile_count; i++)
    if (description->mig_profiles[i].slices > largest->slices)
      largest = &description->mig_profiles[i];
  return largest;
}

static bool fits(const struct sg_device_description *description, const struct taken *taken, uint32_t profile_index,
                 uint32_t start) {
  const struct sg_mig_profile *profile = &description->mig_profiles[profile_index], *card = whole_card(description);
  uint64_t wanted = ((UINT64_C(1) << profile->placement_size) - 1) << start;
  return (taken->memory_slices & wanted) == 0 && taken->slices + profile->slices <= card->slices &&
         taken->copy_engines + profile->copy_engines <= card->copy_engines &&
         taken->decoders + profile->decoders <= card->decoders && taken->encoders + profile->encoders <= card->encoders &&
         taken->jpegs + profile->jpegs <= card->jpegs && taken->ofas + profile->ofas <= card->ofas &&
         taken->instances[profile_index] < profile->instances;
}

static uint32_t index_of(const struct sg_device_description *description, const struct sg_mig_profile *profile) {
  return (uint32_t)(profile - description->mig_profiles);
}

uint32_t sg_mig_remaining(const struct sg_state *state, uint32_t device, const struct sg_mig_profile *profile) {
  const struct sg_device_description *description = description_of(state, device);
  struct taken taken = taken_now(state, device);
  uint32_t index = index_of(description, profile), count = 0;
  for (uint32_t i = 0; i < profile->placement_count; i++)
    if (fits(description, &taken, index, profile->placement_starts[i])) {
      take(description, &taken, index, profile->placement_starts[i]);
      count++;
    }
  return count;
}

static uint32_t possible_placements(const struct sg_device_description *description, const struct taken *taken) {
  uint32_t count = 0;
  for (uint32_t p = 0; p < description->mig_profile_count; p++)
    for (uint32_t i = 0; i < description->mig_profiles[p].placement_count; i++)
      count += fits(description, taken, p, description->mig_profiles[p].placement_starts[i]);
  return count;
}

// SG_MIG_ANYWHERE when nothing is free.
static uint32_t best_start(const struct sg_state *state, uint32_t device, uint32_t index) {
  const struct sg_device_description *description = description_of(state, device);
  const struct sg_mig_profile *profile = &description->mig_profiles[index];
  struct taken taken = taken_now(state, device);
  uint32_t best = SG_MIG_ANYWHERE, best_left = 0;
  for (uint32_t i = 0; i < profile->placement_count; i++) {
    uint32_t start = profile->placement_starts[i];
    if (!fits(description, &taken, index, start))
      continue;
    struct taken after = taken;
    take(description, &after, index, start);
    uint32_t left = possible_placements(description, &after);
    if (best == SG_MIG_ANYWHERE || left > best_left) {
      best = start;
      best_left = left;
    }
  }
  return best;
}

static bool is_placement(const struct sg_mig_profile *profile, uint32_t start) {
  for (uint32_t i = 0; i < profile->placement_count; i++)
    if (profile->placement_starts[i] == start)
      return true;
  return false;
}

// As the driver numbers them: the card is a tree of halves, counted level by level. A card whose profiles are no halves gets
// the lowest number that is free.
static uint32_t free_id(struct sg_state *state, uint32_t device, const struct sg_mig_profile *profile, uint32_t start) {
  uint32_t card = 1;
  while (card < description_of(state, device)->mig_memory_slices)
    card *= 2;
  uint32_t id = card / profile->placement_size - 1 + start / profile->placement_size;
  if (id < SG_MIG_MAX_ID && sg_mig_find(state, device, id) == NULL)
    return id;
  for (id = 0; id < SG_MIG_MAX_ID && sg_mig_find(state, device, id) != NULL; id++)
    ;
  return id;
}

enum sg_mig_result sg_mig_create(struct sg_state *state, uint32_t device, const struct sg_mig_profile *profile, uint32_t start,
                                 uint32_t *id) {
  if (!state->devices[device].mig_enabled)
    return SG_MIG_NOT_ENABLED;
  const struct sg_device_description *description = description_of(state, device);
  uint32_t index = index_of(description, profile), slot = 0;
  struct taken taken = taken_now(state, device);
  if (start == SG_MIG_ANYWHERE)
    start = best_start(state, device, index);
  else if (!is_placement(profile, start))
    return SG_MIG_INVALID;
  while (slot < SG_MAX_MIG_INSTANCES && state->devices[device].instances[slot].in_use)
    slot++;
  if (start == SG_MIG_ANYWHERE || slot == SG_MAX_MIG_INSTANCES || !fits(description, &taken, index, start))
    return SG_MIG_NO_ROOM;
  struct sg_mig_instance *instance = &state->devices[device].instances[slot];
  *id = instance->id = free_id(state, device, profile, start);
  instance->profile = index;
  instance->start = start;
  for (uint32_t i = 0; i < SG_MAX_MIG_INSTANCES; i++)
    instance->compute[i].in_use = 0;
  atomic_signal_fence(memory_order_seq_cst);
  instance->in_use = 1;        // last: whoever is killed before has created nothing
  return SG_MIG_OK;
}

struct sg_mig_instance *sg_mig_find(struct sg_state *state, uint32_t device, uint32_t id) {
  for (uint32_t slot = 0; slot < SG_MAX_MIG_INSTANCES; slot++) {
    struct sg_mig_instance *instance = &state->devices[device].instances[slot];
    if (instance->in_use && instance->id == id)
      return instance;
  }
  return NULL;
}

uint32_t sg_mig_slot(const struct sg_state *state, uint32_t device, const struct sg_mig_instance *instance) {
  return (uint32_t)(instance - state->devices[device].instances);
}

enum sg_mig_result sg_mig_destroy(struct sg_state *state, uint32_t device, uint32_t id) {
  struct sg_mig_instance *instance = sg_mig_find(state, device, id);
  if (instance == NULL)
    return SG_MIG_NOT_FOUND;
  for (uint32_t i = 0; i < SG_MAX_MIG_INSTANCES; i++)
    if (instance->compute[i].in_use)
      return SG_MIG_IN_USE;
  instance->in_use = 0;
  return SG_MIG_OK;
}
