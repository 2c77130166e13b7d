// Feeds the parser whatever it is given. Built alone it is libFuzzer's entry; with FUZZ_DRIVER it has a main of its own that
// mutates the files it is given, by a fixed sequence: fuzz_description ITERATIONS FILE...
#include "../../../native/simgpu/description/description.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition, const char *what) {
  if (condition) return;
  fprintf(stderr, "not so: %s\n", what);
  abort();
}

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

#ifdef FUZZ_DRIVER

enum { MOST_SEEDS = 64, MOST_LENGTH = 8192 };

struct sample {
  size_t length;
  uint8_t bytes[MOST_LENGTH];
};

static struct sample seeds[MOST_SEEDS];
static uint64_t sequence = 20240404;

static uint64_t next(uint64_t below) {
  sequence ^= sequence << 13;
  sequence ^= sequence >> 7;
  sequence ^= sequence << 17;
  return below == 0 ? 0 : sequence % below;
}

static const char *const words[] = {
  ": ", "- ", "\n", "  ", "[", "]", ",", "\"", "'", "#", "18446744073709551616", "0x", "1TiB", "0.5ms", "-1", "on", "none",
  "devices:\n", "  - model: T4\n", "count: 16\n", "nvlinks: 18\n", "migProfiles:\n", "kernels:\n", "failures:\n", "\xc3\xa4",
};

static void splice(struct sample *sample, size_t at, size_t removed, const void *added, size_t length) {
  if (sample->length - removed + length > MOST_LENGTH) return;
  memmove(sample->bytes + at + length, sample->bytes + at + removed, sample->length - at - removed);
  memcpy(sample->bytes + at, added, length);
  sample->length += length - removed;
}

static void mutate(struct sample *sample, int count) {
  size_t at = next(sample->length + 1);
  size_t left = sample->length - at;
  const struct sample *other = &seeds[next((uint64_t)count)];
  const char *word = words[next(sizeof(words) / sizeof(words[0]))];
  uint8_t byte = (uint8_t)next(256);
  switch (next(5)) {
    case 0: splice(sample, at, left > 0, &byte, 1); break;
    case 1: splice(sample, at, next(left < 16 ? left + 1 : 16), "", 0); break;
    case 2: splice(sample, at, 0, word, strlen(word)); break;
    case 3: splice(sample, at, next(left < 8 ? left + 1 : 8), word, strlen(word)); break;
    default: {
      size_t from = next(other->length), length = next(other->length - from < 200 ? other->length - from + 1 : 200);
      splice(sample, at, 0, other->bytes + from, length);
    }
  }
}

int main(int argc, char **argv) {
  if (argc < 3 || argc - 2 > MOST_SEEDS) return fprintf(stderr, "usage: %s ITERATIONS FILE...\n", argv[0]), 2;
  int count = argc - 2;
  for (int i = 0; i < count; i++) {
    FILE *file = fopen(argv[i + 2], "rb");
    if (file == NULL) return perror(argv[i + 2]), 1;
    seeds[i].length = fread(seeds[i].bytes, 1, MOST_LENGTH, file);
    fclose(file);
    if (seeds[i].length == 0) return fprintf(stderr, "%s is empty\n", argv[i + 2]), 1;
    LLVMFuzzerTestOneInput(seeds[i].bytes, seeds[i].length);
  }
  long iterations = strtol(argv[1], NULL, 10);
  for (long i = 0; i < iterations; i++) {
    static struct sample sample;
    sample = seeds[next((uint64_t)count)];
    for (uint64_t edits = 1 + next(6); edits > 0; edits--) mutate(&sample, count);
    LLVMFuzzerTestOneInput(sample.bytes, sample.length);
  }
  printf("%ld descriptions from %d files\n", iterations, count);
  return 0;
}

#endif
