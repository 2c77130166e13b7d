#include "items.h"
#include "units.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#define PROFILE(member) offsetof(struct sg_mig_profile, member), sizeof(((struct sg_mig_profile *)0)->member)
#define NUMBER(name, member, least, most) {name, sg_field_number, NULL, member, least, most, ""}

static bool read_starts(struct sg_reading *reading, const struct sg_field *field, void *target) {
  (void)field;
  struct sg_mig_profile *profile = target;
  struct sg_value list = reading->text.entry.value, element;
  if (list.form != SG_VALUE_LIST) return sg_fail_here(reading, "not a list: write the memory slices as in [0, 2, 4]");
  bool bad;
  while (sg_value_next(&list, &element, &bad)) {
    uint64_t start;
    if (!sg_read_number(&element, "", &start) || start >= SG_MAX_MIG_PLACEMENTS) {
      return sg_fail_here(reading, "a start that is not from 0 to %d: write a memory slice's number", SG_MAX_MIG_PLACEMENTS - 1);
    }
    if (profile->placement_count > 0 && start <= profile->placement_starts[profile->placement_count - 1]) {
      return sg_fail_here(reading, "starts out of order: write each once, in ascending order");
    }
    profile->placement_starts[profile->placement_count++] = (uint32_t)start;
  }
  if (bad) return sg_fail_here(reading, "a list with a gap: write it as in [0, 2, 4]");
  if (profile->placement_count == 0) return sg_fail_here(reading, "an empty list: write at least one start, as in [0]");
  return true;
}

static const struct sg_field profile_table[] = {
  {"name", sg_field_text, NULL, PROFILE(name), 0, 0, ""},
  NUMBER("profile", PROFILE(profile_id), 0, 63),
  NUMBER("id", PROFILE(id), 0, 255),
  NUMBER("slices", PROFILE(slices), 1, 8),
  NUMBER("sms", PROFILE(sms), 1, 1024),
  NUMBER("instances", PROFILE(instances), 1, SG_MAX_MIG_PLACEMENTS),
  {"memory", sg_field_size, NULL, PROFILE(memory_bytes), 1ull << 10, 1ull << 40, ""},
  NUMBER("placementSize", PROFILE(placement_size), 1, SG_MAX_MIG_PLACEMENTS),
  {"starts", read_starts, NULL, 0, 0, 0, 0, ""},
  NUMBER("copyEngines", PROFILE(copy_engines), 0, 64),
  NUMBER("decoders", PROFILE(decoders), 0, 64),
  NUMBER("encoders", PROFILE(encoders), 0, 64),
  NUMBER("jpegs", PROFILE(jpegs), 0, 64),
  NUMBER("ofas", PROFILE(ofas), 0, 64),
};

enum { PROFILE_REQUIRED = 9 };  // the table's first fields: a profile says them all

static const struct sg_fields profile_fields = {"a MIG profile", profile_table, sizeof(profile_table) / sizeof(profile_table[0])};

bool sg_read_mig_profile(struct sg_reading *reading, struct sg_device_description *device, uint32_t index, uint32_t indent) {
  uint32_t line = reading->text.entry.line;
  if (index == SG_MAX_MIG_PROFILES) return sg_fail_here(reading, "more than %d profiles: leave some out", SG_MAX_MIG_PROFILES);
  // A list of one's own takes the place of the model's.
  if (index == 0) memset(device->mig_profiles, 0, sizeof(device->mig_profiles));
  struct sg_mig_profile *profile = &device->mig_profiles[index];
  uint64_t seen;
  if (!sg_read_fields(reading, &profile_fields, profile, indent, &seen)) return false;
  for (uint32_t i = 0; i < PROFILE_REQUIRED; i++) {
    if ((seen & (1ull << i)) == 0) return sg_fail_at(reading, line, profile_table[i].name, "missing: a profile has to say it");
  }
  for (uint32_t i = 0; i < index; i++) {
    const struct sg_mig_profile *other = &device->mig_profiles[i];
    if (strcmp(other->name, profile->name) == 0 || other->profile_id == profile->profile_id || other->id == profile->id) {
      return sg_fail_at(reading, line, "name", "name, profile or id of migProfiles[%" PRIu32 "] again: each is one profile's", i);
    }
  }
  device->mig_profile_count = index + 1;
  device->mig_capable = true;
  return true;
}

bool sg_check_mig_profiles(struct sg_reading *reading, uint32_t line, const struct sg_device_description *device) {
  for (uint32_t i = 0; i < device->mig_profile_count; i++) {
    const struct sg_mig_profile *profile = &device->mig_profiles[i];
    uint32_t last = profile->placement_starts[profile->placement_count - 1];
    if (profile->memory_bytes > device->memory_bytes || profile->sms > device->sms) {
      return sg_fail_at(reading, line, "migProfiles", "%s has more memory or multiprocessors than the card: say `mig: none`, or "
                        "profiles that fit", profile->name);
    }
    if (last + profile->placement_size > device->mig_memory_slices) {
      return sg_fail_at(reading, line, "migProfiles", "%s at slice %" PRIu32 " passes the card's last of %" PRIu32
                        ": correct starts, placementSize or migMemorySlices", profile->name, last, device->mig_memory_slices);
    }
  }
  return true;
}
