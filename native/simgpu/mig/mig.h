// Splitting a card: which GPU instances fit where, and the compute instances within them. Used by NVML, which creates and
// destroys them, and by libcuda, which gives a process one. All functions want the state's lock held.
//
// A GPU instance is found by its NVML id (device, id), a compute instance by its id within it; ids, like placements, follow from
// where on the card the instance lies.
#pragma once

#include <stdbool.h>

#include "../state/state.h"

enum {
  SG_MIG_MAX_ID = 16,          // GPU instance ids are below
  SG_MIG_ANYWHERE = UINT32_MAX,
};

enum sg_mig_result {
  SG_MIG_OK,
  SG_MIG_NOT_FOUND,            // no such instance
  SG_MIG_NOT_SUPPORTED,        // the card can't be split, or has no such profile
  SG_MIG_NOT_ENABLED,          // MIG mode is off
  SG_MIG_INVALID,              // not a placement of the profile
  SG_MIG_NO_ROOM,              // slices, memory or engines are taken
  SG_MIG_IN_USE,               // something lives on it
};

// The compute instance profiles of a GPU instance: NVML numbers them by their slices.
struct sg_mig_compute_profile {
  uint32_t id;                 // NVML_COMPUTE_INSTANCE_PROFILE_*
  uint32_t slices;
  uint32_t sms;
  uint32_t instances;          // how many fit into an empty GPU instance
  uint32_t placement_count;
  uint32_t placement_starts[SG_MAX_MIG_INSTANCES];
};

// The profile that NVML asks for by number (profile_id) or names in its answers (id); NULL when the card has none such.
const struct sg_mig_profile *sg_mig_profile_by_number(const struct sg_state *state, uint32_t device, uint32_t number);
const struct sg_mig_profile *sg_mig_profile_by_id(const struct sg_state *state, uint32_t device, uint32_t id);
const struct sg_mig_profile *sg_mig_profile_of(const struct sg_state *state, uint32_t device,
                                               const struct sg_mig_instance *instance);

// How many more instances of a profile can be created as the card is now.
uint32_t sg_mig_remaining(const struct sg_state *state, uint32_t device, const struct sg_mig_profile *profile);

// `start`: SG_MIG_ANYWHERE takes the place that leaves most of the other placements possible, as the driver does.
enum sg_mig_result sg_mig_create(struct sg_state *state, uint32_t device, const struct sg_mig_profile *profile, uint32_t start,
                                 uint32_t *id);
enum sg_mig_result sg_mig_destroy(struct sg_state *state, uint32_t device, uint32_t id);

struct sg_mig_instance *sg_mig_find(struct sg_state *state, uint32_t device, uint32_t id);
uint32_t sg_mig_slot(const struct sg_state *state, uint32_t device, const struct sg_mig_instance *instance);

// False: no such compute profile in this GPU instance.
bool sg_mig_compute_profile(const struct sg_state *state, uint32_t device, const struct sg_mig_instance *instance,
                            uint32_t number, struct sg_mig_compute_profile *out);
uint32_t sg_mig_compute_remaining(const struct sg_mig_instance *instance, const struct sg_mig_compute_profile *profile);
enum sg_mig_result sg_mig_compute_create(struct sg_state *state, uint32_t device, struct sg_mig_instance *instance,
                                         const struct sg_mig_compute_profile *profile, uint32_t start, uint32_t *id);
enum sg_mig_result sg_mig_compute_destroy(struct sg_state *state, uint32_t device, struct sg_mig_instance *instance, uint32_t id);

// Index in instance->compute, SG_NONE when there is none.
uint32_t sg_mig_compute_find(const struct sg_mig_instance *instance, uint32_t id);

// Asks for MIG mode on or off. `*pending`: the card is in use, the mode changes with its next reset.
enum sg_mig_result sg_mig_set_mode(struct sg_state *state, uint32_t device, bool enabled, bool *pending);
// What a reset of the card does to its MIG mode: the pending mode becomes the current one. A card that processes use is not
// reset.
void sg_mig_reset(struct sg_state *state, uint32_t device);

// Compute instances of a card in the order in which NVML and CUDA number MIG devices. False past the last one.
bool sg_mig_device_at(const struct sg_state *state, uint32_t device, uint32_t index, uint32_t *slot, uint32_t *compute);
