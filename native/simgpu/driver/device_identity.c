// What a device is called and where it sits.
#include "device.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "version.h"

CUresult cuDeviceGetName(char *name, int len, CUdevice dev) {
  SG_ENTRY();
  if (name == NULL || len <= 0)
    return CUDA_ERROR_INVALID_VALUE;
  if (!sg_ordinal_valid(dev))
    return CUDA_ERROR_INVALID_DEVICE;
  const struct sg_device_description *it = sg_ordinal_description(dev);
  uint32_t instance = sg_driver.ordinals[dev].instance;
  char text[SG_NAME_LENGTH + 48];
  snprintf(text, sizeof(text), "%s", it->name);
  if (instance != 0) {
    const struct sg_mig_instance *mig = &sg_driver.state->devices[sg_driver.ordinals[dev].device].instances[instance - 1];
    snprintf(text, sizeof(text), "%s MIG %s", it->name, it->mig_profiles[mig->profile].name);
  }
  snprintf(name, (size_t)len, "%s", text);  // cut to what the caller has room for
  return CUDA_SUCCESS;
}

static CUresult uuid_bytes(const char *text, CUuuid *out) {
  const char *at = strchr(text, '-');
  unsigned char bytes[sizeof(out->bytes)] = {0};
  unsigned int digits = 0;
  for (at = at == NULL ? text : at + 1; *at != '\0' && digits < 2 * sizeof(bytes); at++) {
    if (!isxdigit((unsigned char)*at))
      continue;
    unsigned int digit =
        isdigit((unsigned char)*at) ? (unsigned int)(*at - '0') : (unsigned int)(tolower((unsigned char)*at) - 'a' + 10);
    bytes[digits / 2] = (unsigned char)(bytes[digits / 2] << 4 | digit);
    digits++;
  }
  memcpy(out->bytes, bytes, sizeof(bytes));
  return CUDA_SUCCESS;
}

// The first version names the card even of a MIG device, until CUDA 13.
CUresult cuDeviceGetUuid(CUuuid *uuid, CUdevice dev) {
  SG_ENTRY();
  if (uuid == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  if (!sg_ordinal_valid(dev))
    return CUDA_ERROR_INVALID_DEVICE;
  return uuid_bytes(sg_cuda_version() >= 13000 ? sg_driver.ordinals[dev].uuid : sg_ordinal_description(dev)->uuid, uuid);
}

CUresult cuDeviceGetUuid_v2(CUuuid *uuid, CUdevice dev) {
  SG_ENTRY();
  if (uuid == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  if (!sg_ordinal_valid(dev))
    return CUDA_ERROR_INVALID_DEVICE;
  return uuid_bytes(sg_driver.ordinals[dev].uuid, uuid);
}

// Windows alone has these.
CUresult cuDeviceGetLuid(char *luid, unsigned int *deviceNodeMask, CUdevice dev) {
  SG_ENTRY();
  if (luid == NULL || deviceNodeMask == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  if (!sg_ordinal_valid(dev))
    return CUDA_ERROR_INVALID_DEVICE;
  return CUDA_ERROR_NOT_SUPPORTED;
}

CUresult cuDeviceGetPCIBusId(char *pciBusId, int len, CUdevice dev) {
  SG_ENTRY();
  if (pciBusId == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  if (!sg_ordinal_valid(dev))
    return CUDA_ERROR_INVALID_DEVICE;
  const struct sg_device_description *it = sg_ordinal_description(dev);
  char text[32];
  int length = snprintf(text, sizeof(text), "%04X:%02X:%02X.0", it->pci_domain, it->pci_bus, it->pci_device);
  if (len <= length)
    return CUDA_ERROR_INVALID_VALUE;
  memcpy(pciBusId, text, (size_t)length + 1);
  return CUDA_SUCCESS;
}

// [domain]:[bus]:[device].[function], the last alone optional, or without the domain.
CUresult cuDeviceGetByPCIBusId(CUdevice *dev, const char *pciBusId) {
  SG_ENTRY();
  if (dev == NULL || pciBusId == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  unsigned int domain = 0, bus, slot, function = 0;
  if (sscanf(pciBusId, "%x:%x:%x.%x", &domain, &bus, &slot, &function) < 3) {
    domain = 0;
    if (sscanf(pciBusId, "%x:%x.%x", &bus, &slot, &function) < 2)
      return CUDA_ERROR_INVALID_VALUE;
  }
  for (int i = 0; i < sg_driver.device_count; i++) {
    const struct sg_device_description *it = sg_ordinal_description(i);
    if (it->pci_domain == domain && it->pci_bus == bus && it->pci_device == slot && function == 0) {
      *dev = i;
      return CUDA_SUCCESS;
    }
  }
  return CUDA_ERROR_INVALID_DEVICE;
}
