#include "items.h"
#include "units.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

enum { MOST_NVLINKS = 18 };  // NVML_NVLINK_MAX_LINKS

// One entry of `devices`: `count` cards alike.
struct device_item {
  uint64_t count;
  enum sg_links links;
  uint32_t listed_links;
  struct sg_device_description device;
};

#define DEVICE(member) offsetof(struct device_item, device.member), sizeof(((struct device_item *)0)->device.member)
#define ITEM(member) offsetof(struct device_item, member), sizeof(((struct device_item *)0)->member)
#define NUMBER(name, member, least, most, unit) {name, sg_field_number, NULL, member, least, most, unit}
#define SIZE(name, member, least, most) {name, sg_field_size, NULL, member, least, most, ""}
#define TEXT(name, member) {name, sg_field_text, NULL, member, 0, 0, ""}
#define SPECIAL(name, read) {name, read, NULL, 0, 0, 0, 0, ""}

#define KIB (1ull << 10)
#define MIB (1ull << 20)
#define TIB (1ull << 40)

static bool read_profile(struct sg_reading *reading, void *target, uint32_t index, uint32_t indent) {
  return sg_read_mig_profile(reading, &((struct device_item *)target)->device, index, indent);
}

// Everything else overrides what the model implies, so it comes first.
static bool read_model(struct sg_reading *reading, const struct sg_field *field, void *target) {
  (void)field;
  struct device_item *item = target;
  char model[sizeof(item->device.model)];
  if (!sg_require_scalar(reading) || !sg_copy_text(reading, &reading->text.entry.value, model, sizeof(model))) return false;
  if (reading->text.entry.dash == SG_NO_DASH) {
    return sg_fail_here(reading, "not the first field: begin the device with `- model:`");
  }
  if (sg_model_find(model, &item->device)) return true;
  return sg_fail_here(reading, "no such model: docs/simgpu.md lists them, A100-40GB is one");
}

static bool read_uuid(struct sg_reading *reading, const struct sg_field *field, void *target) {
  (void)field;
  static const char form[] = "GPU-xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  struct device_item *item = target;
  if (!sg_require_scalar(reading)) return false;
  const struct sg_value *value = &reading->text.entry.value;
  bool fits = value->length == sizeof(form) - 1;
  for (uint32_t i = 0; fits && i < value->length; i++) {
    char c = value->text[i];
    fits = form[i] == 'x' ? (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') : c == form[i];
  }
  if (!fits) return sg_fail_here(reading, "not a UUID: write it as %s, with small hexadecimal digits", form);
  return sg_copy_text(reading, value, item->device.uuid, sizeof(item->device.uuid));
}

static bool read_hex(const char *text, uint32_t digits, uint32_t *out) {
  *out = 0;
  for (uint32_t i = 0; i < digits; i++) {
    char c = text[i];
    uint32_t digit = c >= '0' && c <= '9' ? (uint32_t)(c - '0') : c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a' + 10) : 16;
    if (digit == 16) return false;
    *out = *out << 4 | digit;
  }
  return true;
}

static bool read_pci(struct sg_reading *reading, const struct sg_field *field, void *target) {
  (void)field;
  struct sg_device_description *device = &((struct device_item *)target)->device;
  if (!sg_require_scalar(reading)) return false;
  const struct sg_value *value = &reading->text.entry.value;
  const char *at = value->text;
  if (value->length != 12 || at[4] != ':' || at[7] != ':' || at[10] != '.' || at[11] != '0' ||
      !read_hex(at, 4, &device->pci_domain) || !read_hex(at + 5, 2, &device->pci_bus) ||
      !read_hex(at + 8, 2, &device->pci_device) || device->pci_device > 31) {
    return sg_fail_here(reading, "not a PCI address: write domain:bus:device.0 in small hexadecimal digits, as in 0000:3b:00.0");
  }
  return true;
}

static bool read_numa(struct sg_reading *reading, const struct sg_field *field, void *target) {
  (void)field;
  struct sg_device_description *device = &((struct device_item *)target)->device;
  int64_t node;
  if (!sg_require_scalar(reading)) return false;
  if (sg_value_is(&reading->text.entry.value, "none")) {
    node = -1;
  } else if (!sg_read_signed(&reading->text.entry.value, &node) || node < -1 || node > 1023) {
    return sg_fail_here(reading, "not a NUMA node: write a number from 0 to 1023, or none");
  }
  device->numa_node = (int32_t)node;
  return true;
}

static bool read_compute(struct sg_reading *reading, const struct sg_field *field, void *target) {
  (void)field;
  struct sg_device_description *device = &((struct device_item *)target)->device;
  if (!sg_require_scalar(reading)) return false;
  const struct sg_value *value = &reading->text.entry.value;
  if (!sg_read_version(value, 12, &device->compute_major, &device->compute_minor)) {
    return sg_fail_here(reading, "not a compute capability: write major.minor, as in 8.0");
  }
  return true;
}

static bool read_mig(struct sg_reading *reading, const struct sg_field *field, void *target) {
  (void)field;
  struct sg_device_description *device = &((struct device_item *)target)->device;
  if (!sg_require_scalar(reading)) return false;
  if (sg_value_is(&reading->text.entry.value, "none")) {
    memset(device->mig_profiles, 0, sizeof(device->mig_profiles));
    device->mig_profile_count = 0;
    device->mig_capable = false;
    return true;
  }
  if (!sg_read_switch(&reading->text.entry.value, &device->mig_enabled)) {
    return sg_fail_here(reading, "neither on, off nor none (a card that cannot be split): write one of them");
  }
  return true;
}

static bool read_link(struct sg_reading *reading, const struct sg_value *value, uint32_t *links) {
  uint64_t number;
  if (!sg_read_number(value, "", &number) || number > MOST_NVLINKS) {
    return sg_fail_here(reading, "not a number of NVLinks: write one from 0 to %d", MOST_NVLINKS);
  }
  *links = (uint32_t)number;
  return true;
}

static bool read_nvlinks(struct sg_reading *reading, const struct sg_field *field, void *target) {
  (void)field;
  struct device_item *item = target;
  struct sg_value list = reading->text.entry.value, element;
  item->links = SG_LINKS_ALIKE;
  if (list.form == SG_VALUE_SCALAR) return read_link(reading, &list, &item->device.nvlinks[0]);
  if (list.form != SG_VALUE_LIST) return sg_fail_here(reading, "no value: write one number, or a list as in [0, 12]");
  item->links = SG_LINKS_LISTED;
  bool bad;
  while (sg_value_next(&list, &element, &bad)) {
    if (item->listed_links == SG_MAX_DEVICES) {
      return sg_fail_here(reading, "more than %d numbers: write one for each device", SG_MAX_DEVICES);
    }
    if (!read_link(reading, &element, &item->device.nvlinks[item->listed_links++])) return false;
  }
  if (bad) return sg_fail_here(reading, "a list with a gap: write it as in [0, 12]");
  if (item->listed_links == 0) return sg_fail_here(reading, "an empty list: write a number for each device, or remove the line");
  return true;
}

// The places of the fields that are looked up again once the device is read.
enum { FIELD_MODEL, FIELD_COUNT, FIELD_UUID, FIELD_SERIAL, FIELD_PCI, FIELD_MIG, FIELD_PROFILES, FIELD_OTHERS };

static const struct sg_field device_table[] = {
  [FIELD_MODEL] = SPECIAL("model", read_model),
  [FIELD_COUNT] = NUMBER("count", ITEM(count), 1, SG_MAX_DEVICES, ""),
  [FIELD_UUID] = SPECIAL("uuid", read_uuid),
  [FIELD_SERIAL] = TEXT("serial", DEVICE(serial)),
  [FIELD_PCI] = SPECIAL("pci", read_pci),
  [FIELD_MIG] = SPECIAL("mig", read_mig),
  [FIELD_PROFILES] = {"migProfiles", NULL, read_profile, 0, 0, 0, 0, ""},
  [FIELD_OTHERS] = TEXT("name", DEVICE(name)),
  SIZE("memory", DEVICE(memory_bytes), 64 * MIB, TIB),
  SIZE("reserved", DEVICE(reserved_bytes), 0, TIB),
  SIZE("context", DEVICE(context_bytes), 0, TIB),
  SIZE("module", DEVICE(module_bytes), 0, TIB),
  SIZE("granularity", DEVICE(granularity_bytes), 4 * KIB, 512 * MIB),
  NUMBER("sms", DEVICE(sms), 1, 1024, ""),
  NUMBER("threadsPerSm", DEVICE(threads_per_sm), 32, 4096, ""),
  NUMBER("blocksPerSm", DEVICE(blocks_per_sm), 1, 64, ""),
  SIZE("sharedPerSm", DEVICE(shared_bytes_per_sm), 16 * KIB, MIB),
  SPECIAL("compute", read_compute),
  NUMBER("architecture", DEVICE(architecture), 2, 64, ""),
  NUMBER("clock", DEVICE(clock_mhz), 1, 10000, "MHz"),
  NUMBER("memoryClock", DEVICE(memory_clock_mhz), 1, 50000, "MHz"),
  NUMBER("busWidth", DEVICE(bus_width_bits), 8, 16384, ""),
  SIZE("l2", DEVICE(l2_bytes), 0, 1024 * MIB),
  NUMBER("powerLimit", DEVICE(power_limit_w), 1, 5000, "W"),
  NUMBER("pciDeviceId", DEVICE(pci_device_id), 1, UINT32_MAX, ""),
  NUMBER("pciSubsystemId", DEVICE(pci_subsystem_id), 0, UINT32_MAX, ""),
  NUMBER("pcieGeneration", DEVICE(pcie_generation), 1, 7, ""),
  NUMBER("pcieWidth", DEVICE(pcie_width), 1, 32, ""),
  SPECIAL("numa", read_numa),
  NUMBER("hostCopy", DEVICE(host_copy_mb_s), 1, 10000000, "MB/s"),
  NUMBER("deviceCopy", DEVICE(device_copy_mb_s), 1, 100000000, "MB/s"),
  SPECIAL("nvlinks", read_nvlinks),
  NUMBER("nvlinkVersion", DEVICE(nvlink_version), 0, 15, ""),
  NUMBER("migMemorySlices", DEVICE(mig_memory_slices), 1, SG_MAX_MIG_PLACEMENTS, ""),
};

static const struct sg_fields device_fields = {"a device", device_table, sizeof(device_table) / sizeof(device_table[0])};

_Static_assert(sizeof(device_table) / sizeof(device_table[0]) <= 64, "a bit for each field");

static bool check(struct sg_reading *reading, uint32_t line, const struct device_item *item, uint64_t seen) {
  const struct sg_device_description *device = &item->device;
  bool one = item->count == 1;
  if ((seen & (1ull << FIELD_MODEL)) == 0) return sg_fail_at(reading, line, "model", "missing: begin the device with `- model:`");
  if (!one && (seen & (1ull << FIELD_UUID))) {
    return sg_fail_at(reading, line, "uuid", "one UUID for several cards: write an item for each");
  }
  if (!one && (seen & (1ull << FIELD_SERIAL))) {
    return sg_fail_at(reading, line, "serial", "one serial number for several cards: write an item for each");
  }
  // Each bound is under 2^63, so that no sum of two can leave 64 bits.
  if (device->reserved_bytes + device->context_bytes >= device->memory_bytes) {
    return sg_fail_at(reading, line, "memory", "not more than reserved and context together: raise it, or lower those");
  }
  if ((device->granularity_bytes & (device->granularity_bytes - 1)) != 0) {
    return sg_fail_at(reading, line, "granularity", "not a power of two: write one, as in 2MiB");
  }
  if ((seen & (1ull << FIELD_PROFILES)) && !device->mig_capable) {
    return sg_fail_at(reading, line, "mig", "none, but there are migProfiles: remove one of the two");
  }
  if (device->mig_enabled && !device->mig_capable) {
    return sg_fail_at(reading, line, "mig", "a card without MIG profiles cannot be split: remove the line, or say migProfiles");
  }
  return sg_check_mig_profiles(reading, line, device);
}

static void add(struct sg_reading *reading, const struct device_item *item, uint32_t which, const struct sg_origin *origin) {
  struct sg_description *description = reading->description;
  struct sg_origins *origins = reading->origins;
  uint32_t place = description->device_count++;
  struct sg_device_description *device = &description->devices[place];
  *device = item->device;
  origins->devices[place] = *origin;
  device->pci_bus += which;
}

bool sg_read_device(struct sg_reading *reading, void *target, uint32_t index, uint32_t indent) {
  (void)target;
  struct sg_description *description = reading->description;
  struct device_item item = {.count = 1};
  uint32_t line = reading->text.entry.line;
  uint64_t seen;
  if (!sg_read_fields(reading, &device_fields, &item, indent, &seen) || !check(reading, line, &item, seen)) return false;
  if (item.count > SG_MAX_DEVICES - description->device_count) {
    return sg_fail_at(reading, line, "count", "more than %d devices in all: leave some out", SG_MAX_DEVICES);
  }
  if (item.device.pci_bus + item.count - 1 > 0xff) {
    return sg_fail_at(reading, line, "pci", "the last card's bus would be past ff: begin at a lower one");
  }
  struct sg_origin origin = {
    .line = line,
    .item = index,
    .first = description->device_count,
    .count = (uint32_t)item.count,
    .links = item.links,
    .listed_links = item.listed_links,
    .pci_written = (seen & (1ull << FIELD_PCI)) != 0,
  };
  for (uint32_t i = 0; i < item.count; i++) add(reading, &item, i, &origin);
  return true;
}
