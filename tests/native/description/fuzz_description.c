// Feeds the parser whatever it is given.
#include "../../../native/simgpu/description/description.h"
#include "../fuzz.h"

#include <stdlib.h>
#include <string.h>

static bool terminated(const char *text, size_t size) { return memchr(text, '\0', size) != NULL; }

// What every reader of a description relies on.
static void check_device(const struct sg_description *description, uint32_t place) {
  const struct sg_device_description *device = &description->devices[place];
  require(device->model[0] != '\0' && device->name[0] != '\0' && device->serial[0] != '\0', "a device has its names");
  require(strlen(device->uuid) == 40, "a device has a UUID");
  require(device->reserved_bytes + device->context_bytes < device->memory_bytes, "a context fits on a device");
  require(device->memory_bytes <= 1ull << 40 && device->sms > 0 && device->sms <= 1024, "a device is of a size");
  require((device->granularity_bytes & (device->granularity_bytes - 1)) == 0 && device->granularity_bytes > 0, "granularity");
  require(device->nvlinks[place] == 0, "no links to itself");
  require(device->mig_capable == (device->mig_profile_count > 0), "capable of MIG: has profiles");
  require(device->mig_capable || !device->mig_enabled, "MIG is on only where it can be");
  for (uint32_t i = 0; i < device->mig_profile_count; i++) {
    const struct sg_mig_profile *profile = &device->mig_profiles[i];
    require(terminated(profile->name, sizeof(profile->name)) && profile->placement_count > 0, "a profile has placements");
    for (uint32_t j = 0; j < profile->placement_count; j++) {
      require(profile->placement_starts[j] + profile->placement_size <= device->mig_memory_slices, "placements on the card");
    }
  }
  for (uint32_t i = 0; i < place; i++) {
    const struct sg_device_description *other = &description->devices[i];
    require(strcmp(device->uuid, other->uuid) != 0 && strcmp(device->serial, other->serial) != 0, "identities are single");
    bool same_slot = device->pci_domain == other->pci_domain && device->pci_bus == other->pci_bus &&
                     device->pci_device == other->pci_device;
    require(!same_slot, "PCI addresses are single");
    require(device->nvlinks[i] == other->nvlinks[place], "links have two ends");
  }
}

static void check_good(const struct sg_description *description) {
  require(description->device_count >= 1 && description->device_count <= SG_MAX_DEVICES, "a number of devices");
  require(description->kernel_count <= SG_MAX_KERNELS && description->failure_count <= SG_MAX_FAILURES, "no more than fit");
  require(description->time_slice_ns >= 100000 && description->time_slice_ns <= 1000000000, "a time slice");
  for (uint32_t i = 0; i < description->device_count; i++) check_device(description, i);
  for (uint32_t i = 0; i < description->failure_count; i++) {
    require(description->failures[i].device < (int32_t)description->device_count, "failures are of devices");
    require(terminated(description->failures[i].function, sizeof(description->failures[i].function)), "a function's name");
  }
  for (uint32_t i = 0; i < description->kernel_count; i++) {
    require(description->kernels[i].name[0] != '\0' && description->kernels[i].jitter_percent <= 100, "kernels");
  }
}

static void check_bad(const struct sg_description_error *error) {
  require(terminated(error->field, sizeof(error->field)), "the field's name ends");
  require(terminated(error->message, sizeof(error->message)) && error->message[0] != '\0', "an error says something");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static struct sg_description description;
  struct sg_description_error error;
  // A copy of exactly the size, so that reading past its end is seen.
  char *text = malloc(size > 0 ? size : 1);
  if (size > 0) memcpy(text, data, size);
  if (sg_description_parse(text, size, &description, &error)) {
    check_good(&description);
  } else {
    check_bad(&error);
  }
  free(text);
  char models[64];
  size_t length = size < sizeof(models) - 1 ? size : sizeof(models) - 1;
  if (length > 0) memcpy(models, data, length);
  models[length] = '\0';
  if (sg_description_from_models(models, &description, &error)) {
    check_good(&description);
  } else {
    check_bad(&error);
  }
  return 0;
}

const char *const fuzz_words[] = {
  ": ", "- ", "\n", "  ", "[", "]", ",", "\"", "'", "#", "18446744073709551616", "0x", "1TiB", "0.5ms", "-1", "on", "none",
  "devices:\n", "  - model: T4\n", "count: 16\n", "nvlinks: 18\n", "migProfiles:\n", "kernels:\n", "failures:\n", "\xc3\xa4",
};
const size_t fuzz_word_count = sizeof(fuzz_words) / sizeof(fuzz_words[0]);
const size_t fuzz_most_length = 8192;
const char fuzz_inputs[] = "descriptions";
