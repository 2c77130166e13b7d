// CUDA_VISIBLE_DEVICES, as the driver reads it: a list of numbers, UUIDs or their beginnings, which ends at the first one that
// names no device; a device named twice empties it. One MIG device hides all others: a process uses no more than one.
#include "visible.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "../failure/failure.h"
#include "../mig/mig.h"

struct choice {
  uint32_t device;
  bool mig;
  uint32_t slot, compute;      // MIG
};

struct choices {
  struct choice list[SG_MAX_DEVICES];
  uint32_t count;
};

// Cards in the order of their numbers: fastest first unless the program asked for that of the bus.
static void number_cards(const struct sg_state *state, uint32_t order[SG_MAX_DEVICES]) {
  const struct sg_description *description = &state->description;
  const char *wanted = getenv("CUDA_DEVICE_ORDER");
  bool by_bus = wanted != NULL && strcmp(wanted, "PCI_BUS_ID") == 0;
  for (uint32_t i = 0; i < description->device_count; i++) {
    const struct sg_device_description *it = &description->devices[i];
    uint64_t speed = (uint64_t)it->sms * it->clock_mhz * it->threads_per_sm;
    uint64_t place = (uint64_t)it->pci_domain << 16 | it->pci_bus << 8 | it->pci_device;
    uint32_t at = i;
    while (at > 0) {
      const struct sg_device_description *before = &description->devices[order[at - 1]];
      uint64_t before_speed = (uint64_t)before->sms * before->clock_mhz * before->threads_per_sm;
      uint64_t before_place = (uint64_t)before->pci_domain << 16 | before->pci_bus << 8 | before->pci_device;
      if (by_bus ? before_place <= place : before_speed >= speed)
        break;
      order[at] = order[at - 1];
      at--;
    }
    order[at] = i;
  }
}

static bool usable(const struct sg_state *state, uint32_t device) {
  return atomic_load(&state->devices[device].lost) == 0;
}

// A card as itself, or the first compute instance of one in MIG mode. False: there is none.
static bool choose_card(const struct sg_state *state, uint32_t device, struct choice *out) {
  *out = (struct choice){.device = device, .mig = state->devices[device].mig_enabled};
  return usable(state, device) && (!out->mig || sg_mig_device_at(state, device, 0, &out->slot, &out->compute));
}

static bool choose_compute(const struct sg_state *state, uint32_t device, uint32_t instance_id, uint32_t compute_id,
                           struct choice *out) {
  struct sg_mig_instance *instance = sg_mig_find((struct sg_state *)state, device, instance_id);
  uint32_t compute =
      instance == NULL || !state->devices[device].mig_enabled ? SG_NONE : sg_mig_compute_find(instance, compute_id);
  if (compute == SG_NONE || !usable(state, device))
    return false;
  *out = (struct choice){.device = device, .mig = true, .slot = sg_mig_slot(state, device, instance), .compute = compute};
  return true;
}

// "MIG-GPU-<uuid>/<GPU instance>/<compute instance>", the older form.
static bool choose_by_path(const struct sg_state *state, const char *text, struct choice *out) {
  for (uint32_t device = 0; device < state->description.device_count; device++) {
    const char *uuid = state->description.devices[device].uuid;
    size_t length = strlen(uuid);
    unsigned int instance, compute;
    int end = 0;
    if (strncasecmp(text + 4, uuid, length) == 0 && sscanf(text + 4 + length, "/%u/%u%n", &instance, &compute, &end) == 2 &&
        text[4 + length + (size_t)end] == '\0')
      return choose_compute(state, device, instance, compute, out);
  }
  return false;
}

// A UUID or as much of its beginning as tells it from all others.
static bool choose_by_uuid(const struct sg_state *state, const char *text, struct choice *out) {
  uint32_t found = 0;
  size_t length = strlen(text);
  for (uint32_t device = 0; device < state->description.device_count; device++) {
    if (strncasecmp(state->description.devices[device].uuid, text, length) == 0 && ++found == 1 &&
        !choose_card(state, device, out))
      return false;
    uint32_t slot, compute;
    for (uint32_t i = 0; sg_mig_device_at(state, device, i, &slot, &compute); i++)
      if (strncasecmp(state->devices[device].instances[slot].compute[compute].uuid, text, length) == 0 && ++found == 1) {
        *out = (struct choice){.device = device, .mig = true, .slot = slot, .compute = compute};
        if (!usable(state, device))
          return false;
      }
  }
  return found == 1;
}

static bool choose(const struct sg_state *state, const uint32_t order[SG_MAX_DEVICES], const char *text, struct choice *out) {
  if (strncasecmp(text, "MIG-GPU-", 8) == 0)
    return choose_by_path(state, text, out);
  if (strncasecmp(text, "GPU-", 4) == 0 || strncasecmp(text, "MIG-", 4) == 0)
    return choose_by_uuid(state, text, out);
  // Whatever begins like a number is one: "1gpu" is 1.
  char *end;
  long number = strtol(text, &end, 10);
  if (end == text || number < 0 || number >= (long)state->description.device_count)
    return false;
  return choose_card(state, order[number], out);
}

static bool same(const struct choice *a, const struct choice *b) {
  return a->device == b->device && a->mig == b->mig && (!a->mig || (a->slot == b->slot && a->compute == b->compute));
}

static void read_list(const struct sg_state *state, const uint32_t order[SG_MAX_DEVICES], const char *value,
                      struct choices *choices) {
  const char *at = value;
  while (*at != '\0') {
    size_t length = strcspn(at, ",");
    char word[128];
    const char *begin = at;
    while (length > 0 && isspace((unsigned char)*begin)) {
      begin++;
      length--;
    }
    while (length > 0 && isspace((unsigned char)begin[length - 1]))
      length--;
    snprintf(word, sizeof(word), "%.*s", (int)length, begin);
    struct choice choice;
    if (length == 0 || length >= sizeof(word) || !choose(state, order, word, &choice))
      return;
    for (uint32_t i = 0; i < choices->count; i++)
      if (same(&choices->list[i], &choice)) {
        choices->count = 0;
        return;
      }
    if (choices->count == SG_MAX_DEVICES)
      return;
    choices->list[choices->count++] = choice;
    at += strcspn(at, ",");
    at += *at == ',';
  }
}

static void fill(const struct sg_state *state, const struct choice *choice, struct sg_driver *out) {
  const struct sg_device_description *card = &state->description.devices[choice->device];
  int ordinal = out->device_count++;
  out->ordinals[ordinal].device = choice->device;
  if (!choice->mig) {
    out->ordinals[ordinal].instance = 0;
    out->ordinals[ordinal].calendar = choice->device * SG_CALENDARS_PER_DEVICE;
    out->ordinals[ordinal].sms = card->sms;
    out->ordinals[ordinal].memory_bytes = card->memory_bytes - card->reserved_bytes;
    snprintf(out->ordinals[ordinal].uuid, sizeof(out->ordinals[ordinal].uuid), "%s", card->uuid);
    return;
  }
  const struct sg_mig_instance *instance = &state->devices[choice->device].instances[choice->slot];
  out->ordinals[ordinal].instance = choice->slot + 1;
  out->ordinals[ordinal].calendar = instance->compute[choice->compute].calendar;
  out->ordinals[ordinal].sms = instance->compute[choice->compute].sms;
  out->ordinals[ordinal].memory_bytes = card->mig_profiles[instance->profile].memory_bytes;
  snprintf(out->ordinals[ordinal].uuid, sizeof(out->ordinals[ordinal].uuid), "%s", instance->compute[choice->compute].uuid);
}

int sg_visible_ordinals(struct sg_state *state, const char *value, struct sg_driver *out) {
  struct choices choices = {.count = 0};
  uint32_t order[SG_MAX_DEVICES];
  sg_failures_look(state);     // a card may have fallen off the bus since anybody looked
  sg_state_lock(state);
  number_cards(state, order);
  if (value != NULL)
    read_list(state, order, value, &choices);
  for (uint32_t i = 0; value == NULL && i < state->description.device_count; i++)
    choices.count += choose_card(state, order[i], &choices.list[choices.count]);
  out->device_count = 0;
  for (uint32_t i = 0; i < choices.count && out->device_count == 0; i++)
    if (choices.list[i].mig)
      fill(state, &choices.list[i], out);
  bool mig = out->device_count > 0;
  for (uint32_t i = 0; i < choices.count && !mig; i++)
    fill(state, &choices.list[i], out);
  sg_state_unlock(state);
  return out->device_count > 0 ? 0 : ENODEV;
}
