// What each model is said to be, against figures that are the same in every data sheet and driver.
#include "check.h"
#include "description/description.h"

#define MIB(n) ((uint64_t)(n) << 20)

struct expected {
  const char *model, *name;
  uint32_t memory_mib, sms, major, minor, architecture;
  const char *largest_profile;  // NULL: cannot be split
};

static const struct expected models[] = {
  {"T4", "Tesla T4", 15360, 40, 7, 5, 6, NULL},
  {"V100-16GB", "Tesla V100-SXM2-16GB", 16384, 80, 7, 0, 5, NULL},
  {"V100-32GB", "Tesla V100-SXM2-32GB", 32768, 80, 7, 0, 5, NULL},
  {"A10", "NVIDIA A10", 23028, 72, 8, 6, 7, NULL},
  {"A30", "NVIDIA A30", 24576, 56, 8, 0, 7, "4g.24gb"},
  {"A40", "NVIDIA A40", 46068, 84, 8, 6, 7, NULL},
  {"A100-40GB", "NVIDIA A100-SXM4-40GB", 40960, 108, 8, 0, 7, "7g.40gb"},
  {"A100-80GB", "NVIDIA A100-SXM4-80GB", 81920, 108, 8, 0, 7, "7g.80gb"},
  {"L4", "NVIDIA L4", 23034, 58, 8, 9, 8, NULL},
  {"L40S", "NVIDIA L40S", 46068, 142, 8, 9, 8, NULL},
  {"H100", "NVIDIA H100 80GB HBM3", 81559, 132, 9, 0, 9, "7g.80gb"},
  {"H100-PCIe", "NVIDIA H100 PCIe", 81559, 114, 9, 0, 9, "7g.80gb"},
  {"H200", "NVIDIA H200", 143771, 132, 9, 0, 9, "7g.141gb"},
  {"RTX-4090", "NVIDIA GeForce RTX 4090", 24564, 128, 8, 9, 8, NULL},
};

// Holds for every card: peak bandwidth follows from its clock and bus, and a copy moves each byte twice.
static void check_plausible(const struct sg_device_description *device) {
  uint64_t peak_mb_s = (uint64_t)device->memory_clock_mhz * 2 * device->bus_width_bits / 8;
  CHECK("a copy within the device is no faster than half the memory's peak", device->device_copy_mb_s <= peak_mb_s / 2,
        "%s: %u of %llu MB/s", device->model, device->device_copy_mb_s, (unsigned long long)peak_mb_s);
  CHECK("a context fits beside the driver's reserve", device->reserved_bytes + device->context_bytes < device->memory_bytes,
        "%s", device->model);
  CHECK_NUMBER("large allocations are rounded to 2 MiB", device->granularity_bytes, MIB(2));
  CHECK_NUMBER("the PCI vendor is NVIDIA", device->pci_device_id & 0xffff, 0x10de);
  CHECK_NUMBER("the PCI subsystem's vendor is NVIDIA", device->pci_subsystem_id & 0xffff, 0x10de);
}

static void check_profile(const struct sg_device_description *device, const struct sg_mig_profile *profile) {
  uint32_t slices = device->mig_memory_slices;
  uint32_t fit = 0, next_free = 0;
  for (uint32_t i = 0; i < profile->placement_count; i++) {
    CHECK("a placement lies on the card", profile->placement_starts[i] + profile->placement_size <= slices, "%s of %s",
          profile->name, device->model);
    if (profile->placement_starts[i] >= next_free) {
      fit++;
      next_free = profile->placement_starts[i] + profile->placement_size;
    }
  }
  CHECK("as many instances as placements hold, or one where engines are single",
        profile->instances == fit || profile->instances == 1, "%s of %s: %u of %u", profile->name, device->model,
        profile->instances, fit);
  CHECK("a profile's memory is about its slices' share",
        profile->memory_bytes <= device->memory_bytes / slices * profile->placement_size &&
          profile->memory_bytes >= device->memory_bytes / slices * profile->placement_size / 10 * 9,
        "%s of %s: %llu", profile->name, device->model, (unsigned long long)profile->memory_bytes);
  CHECK("a profile's multiprocessors fit", profile->sms * profile->instances <= device->sms, "%s of %s", profile->name,
        device->model);
}

static void check_models(void) {
  const char *const *names = sg_model_names();
  for (size_t i = 0; i < sizeof(models) / sizeof(models[0]); i++) {
    const struct expected *expected = &models[i];
    struct sg_device_description device;
    CHECK_TEXT("models are named in order", names[i] == NULL ? "" : names[i], expected->model);
    CHECK("a named model is found", sg_model_find(expected->model, &device), "%s", expected->model);
    CHECK_TEXT("its key", device.model, expected->model);
    CHECK_TEXT("its name as the driver gives it", device.name, expected->name);
    CHECK_NUMBER("its memory as NVML gives it", device.memory_bytes, MIB(expected->memory_mib));
    CHECK_NUMBER("its multiprocessors", device.sms, expected->sms);
    CHECK_NUMBER("its compute capability", device.compute_major, expected->major);
    CHECK_NUMBER("and the second part of it", device.compute_minor, expected->minor);
    CHECK_NUMBER("its architecture's number", device.architecture, expected->architecture);
    check_plausible(&device);
    CHECK_NUMBER("whether it can be split", device.mig_capable, expected->largest_profile != NULL);
    for (uint32_t j = 0; j < device.mig_profile_count; j++) check_profile(&device, &device.mig_profiles[j]);
    if (device.mig_capable) {
      const struct sg_mig_profile *last = &device.mig_profiles[device.mig_profile_count - 1];
      CHECK_TEXT("its largest profile", last->name, expected->largest_profile);
      CHECK_NUMBER("which takes all its memory slices", last->placement_size, device.mig_memory_slices);
    }
  }
  CHECK("no further model is named", names[sizeof(models) / sizeof(models[0])] == NULL, "there is one");
}

// The figures that a device plugin publishes of this card.
static void check_a100(void) {
  static const struct { const char *name; uint32_t profile, id, mib, sms, instances, starts; } expected[] = {
    {"1g.5gb", 0, 19, 4864, 14, 7, 7}, {"1g.5gb+me", 7, 20, 4864, 14, 1, 7}, {"1g.10gb", 9, 15, 9856, 14, 4, 4},
    {"2g.10gb", 1, 14, 9856, 28, 3, 3}, {"3g.20gb", 2, 9, 19968, 42, 2, 2}, {"4g.20gb", 3, 5, 19968, 56, 1, 1},
    {"7g.40gb", 4, 0, 40192, 98, 1, 1},
  };
  struct sg_device_description device;
  sg_model_find("A100-40GB", &device);
  CHECK_NUMBER("A100: profiles", device.mig_profile_count, 7);
  CHECK_NUMBER("A100: memory in bytes", device.memory_bytes, 42949672960);
  for (uint32_t i = 0; i < 7; i++) {
    const struct sg_mig_profile *profile = &device.mig_profiles[i];
    CHECK_TEXT("A100: profile", profile->name, expected[i].name);
    CHECK_NUMBER("A100: its number", profile->profile_id, expected[i].profile);
    CHECK_NUMBER("A100: its id", profile->id, expected[i].id);
    CHECK_NUMBER("A100: its memory", profile->memory_bytes, MIB(expected[i].mib));
    CHECK_NUMBER("A100: its multiprocessors", profile->sms, expected[i].sms);
    CHECK_NUMBER("A100: its instances", profile->instances, expected[i].instances);
    CHECK_NUMBER("A100: its placements", profile->placement_count, expected[i].starts);
  }
}

static void check_short_forms(void) {
  static const struct { const char *models; uint32_t devices; const char *last; } good[] = {
    {"A100-40GB", 1, "A100-40GB"}, {"2xA100-40GB", 2, "A100-40GB"}, {"T4,L40S", 2, "L40S"}, {"16xT4", 16, "T4"},
    {"8xH100,8xRTX-4090", 16, "RTX-4090"},
  };
  static const struct { const char *models, *message; } bad[] = {
    {"", "no model ``"}, {"A100", "no model `A100`"}, {"t4", "no model `t4`"}, {"0xT4", "not from 1"}, {"00xT4", "not from 1"},
    {"17xT4", "not from 1"}, {"9xT4,8xT4", "not from 1"}, {"18446744073709551616xT4", "no model `18446744073709551616xT4`"},
    {"T4,", "no model ``"}, {",T4", "no model ``"}, {"2x", "no model ``"}, {"-1xT4", "no model `-1xT4`"},
    {" T4", "no model ` T4`"},
    {"2xx", "no model `x`"},
  };
  static struct sg_description description;
  struct sg_description_error error;
  for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
    bool parsed = sg_description_from_models(good[i].models, &description, &error);
    CHECK("a short form is understood", parsed, "%s: %s", good[i].models, error.message);
    CHECK_NUMBER("its devices", description.device_count, good[i].devices);
    CHECK_TEXT("its last model", description.devices[description.device_count - 1].model, good[i].last);
    CHECK_NUMBER("its time slice is the default", description.time_slice_ns, 2000000);
  }
  for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
    bool parsed = sg_description_from_models(bad[i].models, &description, &error);
    CHECK("a bad short form is refused", !parsed, "%s", bad[i].models);
    CHECK("and it is said why", strncmp(error.message, bad[i].message, strlen(bad[i].message)) == 0, "%s: %s", bad[i].models,
          error.message);
  }
}

int main(void) {
  check_models();
  check_a100();
  check_short_forms();
  struct sg_device_description device;
  CHECK("an unknown model is not found", !sg_model_find("A100", &device) && !sg_model_find("", &device), "it was");
  return CHECKS_END();
}
