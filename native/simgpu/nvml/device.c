// Finding devices.
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "nvml.h"

static nvmlReturn_t count_devices(unsigned int *count) {
  SG_NVML_OUTPUT(count);
  // Splitting a card doesn't change how many there are.
  *count = sg_nvml.state->description.device_count;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetCount(unsigned int *deviceCount) {
  SG_NVML_ENTRY();
  return count_devices(deviceCount);
}

nvmlReturn_t nvmlDeviceGetCount_v2(unsigned int *deviceCount) {
  SG_NVML_ENTRY();
  return count_devices(deviceCount);
}

static nvmlReturn_t give_card(uint32_t index, nvmlDevice_t *device) {
  SG_NVML_TRY(sg_nvml_card_there(index));
  *device = sg_nvml_card_handle(index);
  return NVML_SUCCESS;
}

static nvmlReturn_t by_index(unsigned int index, nvmlDevice_t *device) {
  if (device == NULL || index >= sg_nvml.state->description.device_count)
    return NVML_ERROR_INVALID_ARGUMENT;
  return give_card(index, device);
}

nvmlReturn_t nvmlDeviceGetHandleByIndex(unsigned int index, nvmlDevice_t *device) {
  SG_NVML_ENTRY();
  return by_index(index, device);
}

nvmlReturn_t nvmlDeviceGetHandleByIndex_v2(unsigned int index, nvmlDevice_t *device) {
  SG_NVML_ENTRY();
  return by_index(index, device);
}

static bool find_mig(uint32_t device, const char *uuid, nvmlDevice_t *out) {
  uint32_t slot, compute;
  bool found = false;
  sg_state_lock(sg_nvml.state);
  for (uint32_t i = 0; !found && sg_mig_device_at(sg_nvml.state, device, i, &slot, &compute); i++) {
    const struct sg_mig_instance *instance = &sg_nvml.state->devices[device].instances[slot];
    found = strcasecmp(instance->compute[compute].uuid, uuid) == 0;
    if (found)
      *out = sg_nvml_mig_handle(device, instance->id, instance->compute[compute].id);
  }
  sg_state_unlock(sg_nvml.state);
  return found;
}

static nvmlReturn_t by_uuid(const char *uuid, nvmlDevice_t *device) {
  for (uint32_t i = 0; i < sg_nvml.state->description.device_count; i++) {
    if (strcasecmp(sg_nvml_description(i)->uuid, uuid) == 0)
      return give_card(i, device);
    if (strncasecmp(uuid, "MIG-", 4) == 0 && find_mig(i, uuid, device))
      return sg_nvml_card_there(i);
  }
  // What can't be a UUID is the caller's mistake.
  bool can_be = strncasecmp(uuid, "GPU-", 4) == 0 || strncasecmp(uuid, "MIG-", 4) == 0;
  return can_be ? NVML_ERROR_NOT_FOUND : NVML_ERROR_INVALID_ARGUMENT;
}

nvmlReturn_t nvmlDeviceGetHandleByUUID(const char *uuid, nvmlDevice_t *device) {
  SG_NVML_ENTRY();
  SG_NVML_OUTPUT(uuid);
  SG_NVML_OUTPUT(device);
  return by_uuid(uuid, device);
}

nvmlReturn_t nvmlDeviceGetHandleByUUIDV(const nvmlUUID_t *uuid, nvmlDevice_t *device) {
  SG_NVML_ENTRY();
  SG_NVML_OUTPUT(uuid);
  SG_NVML_OUTPUT(device);
  if (uuid->version != nvmlUUID_v1)
    return NVML_ERROR_ARGUMENT_VERSION_MISMATCH;
  char text[48];
  if (uuid->type == NVML_UUID_TYPE_ASCII) {
    snprintf(text, sizeof(text), "%.41s", uuid->value.str);
    return by_uuid(text, device);
  }
  if (uuid->type != NVML_UUID_TYPE_BINARY)
    return NVML_ERROR_INVALID_ARGUMENT;
  int at = snprintf(text, sizeof(text), "GPU-");
  for (int i = 0; i < NVML_DEVICE_UUID_BINARY_LEN; i++)
    at += snprintf(text + at, sizeof(text) - (size_t)at, "%s%02x", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "",
                   (unsigned)uuid->value.bytes[i]);
  return by_uuid(text, device);
}

// [domain:]bus:device[.function], in hexadecimal.
static nvmlReturn_t by_pci(const char *text, nvmlDevice_t *device) {
  unsigned int domain = 0, bus, slot, function = 0;
  int end = 0;
  bool long_form = sscanf(text, "%x:%x:%x%n", &domain, &bus, &slot, &end) == 3;
  if (!long_form) {
    domain = 0;
    if (sscanf(text, "%x:%x%n", &bus, &slot, &end) != 2)
      return NVML_ERROR_INVALID_ARGUMENT;
  }
  int more = 0;
  if (text[end] == '.' && sscanf(text + end, ".%x%n", &function, &more) != 1)
    return NVML_ERROR_INVALID_ARGUMENT;
  if (text[end + more] != '\0')
    return NVML_ERROR_INVALID_ARGUMENT;
  for (uint32_t i = 0; i < sg_nvml.state->description.device_count; i++) {
    const struct sg_device_description *it = sg_nvml_description(i);
    if (it->pci_domain == domain && it->pci_bus == bus && it->pci_device == slot && function == 0)
      return give_card(i, device);
  }
  return NVML_ERROR_NOT_FOUND;
}

nvmlReturn_t nvmlDeviceGetHandleByPciBusId(const char *pciBusId, nvmlDevice_t *device) {
  SG_NVML_ENTRY();
  SG_NVML_OUTPUT(pciBusId);
  SG_NVML_OUTPUT(device);
  return by_pci(pciBusId, device);
}

nvmlReturn_t nvmlDeviceGetHandleByPciBusId_v2(const char *pciBusId, nvmlDevice_t *device) {
  SG_NVML_ENTRY();
  SG_NVML_OUTPUT(pciBusId);
  SG_NVML_OUTPUT(device);
  return by_pci(pciBusId, device);
}

nvmlReturn_t nvmlDeviceGetHandleBySerial(const char *serial, nvmlDevice_t *device) {
  SG_NVML_ENTRY();
  SG_NVML_OUTPUT(serial);
  SG_NVML_OUTPUT(device);
  for (uint32_t i = 0; i < sg_nvml.state->description.device_count; i++)
    if (sg_nvml_description(i)->serial[0] != '\0' && strcmp(sg_nvml_description(i)->serial, serial) == 0)
      return give_card(i, device);
  return NVML_ERROR_NOT_FOUND;
}

nvmlReturn_t nvmlDeviceGetIndex(nvmlDevice_t device, unsigned int *index) {
  SG_NVML_DEVICE(device, target);
  SG_NVML_OUTPUT(index);
  *index = target.device;
  if (target.mig) {
    uint32_t slot, compute;
    sg_state_lock(sg_nvml.state);
    for (uint32_t i = 0; sg_mig_device_at(sg_nvml.state, target.device, i, &slot, &compute); i++)
      if (slot == target.slot && compute == target.compute)
        *index = i;
    sg_state_unlock(sg_nvml.state);
  }
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlGetExcludedDeviceCount(unsigned int *deviceCount) {
  SG_NVML_ENTRY();
  SG_NVML_OUTPUT(deviceCount);
  *deviceCount = 0;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlGetExcludedDeviceInfoByIndex(unsigned int index, nvmlExcludedDeviceInfo_t *info) {
  SG_NVML_ENTRY();
  (void)index, (void)info;
  return NVML_ERROR_INVALID_ARGUMENT;
}

nvmlReturn_t nvmlUnitGetCount(unsigned int *unitCount) {
  SG_NVML_ENTRY();
  SG_NVML_OUTPUT(unitCount);
  *unitCount = 0;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlUnitGetHandleByIndex(unsigned int index, nvmlUnit_t *unit) {
  SG_NVML_ENTRY();
  (void)index, (void)unit;
  return NVML_ERROR_INVALID_ARGUMENT;
}
