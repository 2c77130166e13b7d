#include "items.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { FIRST_BUS = 0x10 };

// splitmix64: the same seed and place give the same identity on every run.
static uint64_t scramble(uint64_t x) {
  x += 0x9e3779b97f4a7c15ull;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
  return x ^ (x >> 31);
}

static bool fail_device(struct sg_reading *reading, uint32_t place, const char *field, const char *format, uint32_t other) {
  const struct sg_origin *origin = &reading->origins->devices[place];
  char path[SG_MAX_FIELD_LENGTH + 1];
  snprintf(path, sizeof(path), "devices[%" PRIu32 "].%.12s", origin->item, field);
  char message[160];
  // The formats are this file's own and take one number.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  snprintf(message, sizeof(message), format, other);
#pragma GCC diagnostic pop
  return sg_fail_at(reading, origin->line, path, "%s", message);
}

static bool same_slot(const struct sg_device_description *a, const struct sg_device_description *b) {
  return a->pci_domain == b->pci_domain && a->pci_bus == b->pci_bus && a->pci_device == b->pci_device;
}

static bool slot_taken(const struct sg_reading *reading, uint32_t place) {
  const struct sg_device_description *devices = reading->description->devices;
  for (uint32_t i = 0; i < reading->description->device_count; i++) {
    bool settled = i < place || reading->origins->devices[i].pci_written;
    if (settled && i != place && same_slot(&devices[i], &devices[place])) return true;
  }
  return false;
}

static void identify(struct sg_reading *reading, uint32_t place) {
  struct sg_device_description *device = &reading->description->devices[place];
  uint64_t high = scramble(reading->description->seed ^ scramble(place)), low = scramble(high);
  if (device->uuid[0] == '\0') {
    snprintf(device->uuid, sizeof(device->uuid), "GPU-%08x-%04x-4%03x-%04x-%012" PRIx64, (uint32_t)(high >> 32),
             (uint32_t)(high >> 16) & 0xffff, (uint32_t)high & 0xfff, ((uint32_t)(low >> 48) & 0x3fff) | 0x8000,
             low & 0xffffffffffff);
  }
  if (device->serial[0] == '\0') {
    snprintf(device->serial, sizeof(device->serial), "1%012" PRIu64, scramble(low) % 1000000000000);
  }
  if (!reading->origins->devices[place].pci_written) {
    device->pci_bus = FIRST_BUS;
    while (slot_taken(reading, place)) device->pci_bus++;
  }
}

// Turns what an item wrote into its device's row: a single number counts for each other device of the item, a list has a
// number for each device, its own left out.
static bool spread_links(struct sg_reading *reading, uint32_t place) {
  struct sg_description *description = reading->description;
  const struct sg_origin *origin = &reading->origins->devices[place];
  uint32_t *links = description->devices[place].nvlinks;
  if (origin->links == SG_LINKS_ALIKE) {
    uint32_t each = links[0];
    memset(links, 0, sizeof(description->devices[place].nvlinks));
    for (uint32_t i = 0; i < origin->count; i++) links[origin->first + i] = each;
  } else if (origin->links == SG_LINKS_LISTED) {
    if (origin->listed_links > description->device_count) {
      return fail_device(reading, place, "nvlinks", "more numbers than the %" PRIu32 " devices: write one for each",
                         description->device_count);
    }
    if (origin->count == 1 && links[place] != 0) {
      return fail_device(reading, place, "nvlinks", "links to itself: write 0 for device %" PRIu32, place);
    }
  }
  links[place] = 0;
  return true;
}

static bool join_links(struct sg_reading *reading) {
  struct sg_description *description = reading->description;
  for (uint32_t i = 0; i < description->device_count; i++) {
    if (!spread_links(reading, i)) return false;
  }
  for (uint32_t i = 0; i < description->device_count; i++) {
    for (uint32_t j = 0; j < i; j++) {
      uint32_t *there = &description->devices[i].nvlinks[j], *back = &description->devices[j].nvlinks[i];
      if (*there == 0) *there = *back;
      if (*back == 0) *back = *there;
      if (*there != *back) {
        return fail_device(reading, i, "nvlinks", "device %" PRIu32 " says another number for the same links: write the same", j);
      }
      if (*there != 0 && (description->devices[i].nvlink_version == 0 || description->devices[j].nvlink_version == 0)) {
        return fail_device(reading, i, "nvlinks", "it or device %" PRIu32 " has no NVLink: remove them, or say nvlinkVersion", j);
      }
    }
  }
  return true;
}

static bool check_identities(struct sg_reading *reading) {
  const struct sg_device_description *devices = reading->description->devices;
  for (uint32_t i = 0; i < reading->description->device_count; i++) {
    for (uint32_t j = 0; j < i; j++) {
      if (strcmp(devices[i].uuid, devices[j].uuid) == 0) {
        return fail_device(reading, i, "uuid", "device %" PRIu32 " has the same UUID: write another", j);
      }
      if (strcmp(devices[i].serial, devices[j].serial) == 0) {
        return fail_device(reading, i, "serial", "device %" PRIu32 " has the same serial number: write another", j);
      }
      if (same_slot(&devices[i], &devices[j])) {
        return fail_device(reading, i, "pci", "device %" PRIu32 " has the same PCI address: write another", j);
      }
    }
  }
  return true;
}

static bool check_failures(struct sg_reading *reading) {
  const struct sg_description *description = reading->description;
  for (uint32_t i = 0; i < description->failure_count; i++) {
    if (description->failures[i].device >= (int32_t)description->device_count) {
      char path[SG_MAX_FIELD_LENGTH + 1];
      snprintf(path, sizeof(path), "failures[%" PRIu32 "].device", i);
      return sg_fail_at(reading, reading->origins->failure_lines[i], path, "there is no device %" PRId32 ": the last is %" PRIu32,
                        description->failures[i].device, description->device_count - 1);
    }
  }
  return true;
}

bool sg_complete(struct sg_reading *reading) {
  for (uint32_t i = 0; i < reading->description->device_count; i++) identify(reading, i);
  return check_identities(reading) && join_links(reading) && check_failures(reading);
}
