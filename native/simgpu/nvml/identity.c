// What a device is called and where it sits.
#include <stdio.h>
#include <string.h>

#include "nvml.h"

static void mig_profile_name(const struct sg_nvml_target *target, char *out, size_t size) {
  const struct sg_mig_instance *instance = &sg_nvml.state->devices[target->device].instances[target->slot];
  const struct sg_mig_profile *profile = sg_mig_profile_of(sg_nvml.state, target->device, instance);
  uint32_t slices = instance->compute[target->compute].slices;
  if (slices == profile->slices)
    snprintf(out, size, "%s", profile->name);
  else
    snprintf(out, size, "%uc.%s", slices, profile->name);
}

nvmlReturn_t nvmlDeviceGetName(nvmlDevice_t device, char *name, unsigned int length) {
  SG_NVML_DEVICE(device, target);
  const char *card = sg_nvml_description(target.device)->name;
  if (!target.mig)
    return sg_nvml_text(card, name, length);
  char profile[64], text[SG_NAME_LENGTH + 80];
  mig_profile_name(&target, profile, sizeof(profile));
  snprintf(text, sizeof(text), "%s MIG %s", card, profile);
  return sg_nvml_text(text, name, length);
}

nvmlReturn_t nvmlDeviceGetUUID(nvmlDevice_t device, char *uuid, unsigned int length) {
  SG_NVML_DEVICE(device, target);
  if (!target.mig)
    return sg_nvml_text(sg_nvml_description(target.device)->uuid, uuid, length);
  return sg_nvml_text(sg_nvml.state->devices[target.device].instances[target.slot].compute[target.compute].uuid, uuid, length);
}

nvmlReturn_t nvmlDeviceGetSerial(nvmlDevice_t device, char *serial, unsigned int length) {
  SG_NVML_CARD(device, index);
  if (sg_nvml_description(index)->serial[0] == '\0')
    return NVML_ERROR_NOT_SUPPORTED;
  return sg_nvml_text(sg_nvml_description(index)->serial, serial, length);
}

nvmlReturn_t nvmlDeviceGetMinorNumber(nvmlDevice_t device, unsigned int *minorNumber) {
  SG_NVML_DEVICE(device, target);
  SG_NVML_OUTPUT(minorNumber);
  *minorNumber = target.device;
  return NVML_SUCCESS;
}

// Of the structure's three sizes a caller of an older one has less room.
static nvmlReturn_t pci_info(uint32_t index, nvmlPciInfo_t *pci, size_t size) {
  SG_NVML_OUTPUT(pci);
  const struct sg_device_description *it = sg_nvml_description(index);
  nvmlPciInfo_t info = {.domain = it->pci_domain, .bus = it->pci_bus, .device = it->pci_device,
                        .pciDeviceId = it->pci_device_id, .pciSubSystemId = it->pci_subsystem_id};
  snprintf(info.busId, sizeof(info.busId), NVML_DEVICE_PCI_BUS_ID_FMT, it->pci_domain, it->pci_bus, it->pci_device);
  snprintf(info.busIdLegacy, sizeof(info.busIdLegacy), NVML_DEVICE_PCI_BUS_ID_LEGACY_FMT, it->pci_domain & 0xffff, it->pci_bus,
           it->pci_device);
  memcpy(pci, &info, size);
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetPciInfo(nvmlDevice_t device, nvmlPciInfo_t *pci) {
  SG_NVML_DEVICE(device, target);
  return pci_info(target.device, pci, offsetof(nvmlPciInfo_t, pciSubSystemId));
}

nvmlReturn_t nvmlDeviceGetPciInfo_v2(nvmlDevice_t device, nvmlPciInfo_t *pci) {
  SG_NVML_DEVICE(device, target);
  return pci_info(target.device, pci, offsetof(nvmlPciInfo_t, busId));
}

nvmlReturn_t nvmlDeviceGetPciInfo_v3(nvmlDevice_t device, nvmlPciInfo_t *pci) {
  SG_NVML_DEVICE(device, target);
  return pci_info(target.device, pci, sizeof(*pci));
}

nvmlReturn_t nvmlDeviceGetPciInfoExt(nvmlDevice_t device, nvmlPciInfoExt_t *pci) {
  SG_NVML_DEVICE(device, target);
  SG_NVML_OUTPUT(pci);
  if (pci->version != nvmlPciInfoExt_v1)
    return NVML_ERROR_ARGUMENT_VERSION_MISMATCH;
  nvmlPciInfo_t info;
  SG_NVML_TRY(pci_info(target.device, &info, sizeof(info)));
  *pci = (nvmlPciInfoExt_t){.version = nvmlPciInfoExt_v1, .domain = info.domain, .bus = info.bus, .device = info.device,
                            .pciDeviceId = info.pciDeviceId, .pciSubSystemId = info.pciSubSystemId,
                            .baseClass = 3, .subClass = 2};  // display controller, 3D
  memcpy(pci->busId, info.busId, sizeof(pci->busId));
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetBrand(nvmlDevice_t device, nvmlBrandType_t *type) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(type);
  const char *name = sg_nvml_description(index)->name;
  if (strstr(name, "GeForce RTX") != NULL)
    *type = NVML_BRAND_GEFORCE_RTX;
  else if (strstr(name, "GeForce") != NULL)
    *type = NVML_BRAND_GEFORCE;
  else if (strstr(name, "Tesla") != NULL)
    *type = NVML_BRAND_TESLA;
  else if (strstr(name, "Quadro RTX") != NULL)
    *type = NVML_BRAND_QUADRO_RTX;
  else if (strstr(name, "RTX") != NULL)
    *type = NVML_BRAND_NVIDIA_RTX;
  else
    *type = NVML_BRAND_NVIDIA;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetArchitecture(nvmlDevice_t device, nvmlDeviceArchitecture_t *arch) {
  SG_NVML_DEVICE(device, target);
  SG_NVML_OUTPUT(arch);
  *arch = sg_nvml_description(target.device)->architecture;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetCudaComputeCapability(nvmlDevice_t device, int *major, int *minor) {
  SG_NVML_DEVICE(device, target);
  SG_NVML_OUTPUT(major);
  SG_NVML_OUTPUT(minor);
  *major = (int)sg_nvml_description(target.device)->compute_major;
  *minor = (int)sg_nvml_description(target.device)->compute_minor;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetNumGpuCores(nvmlDevice_t device, unsigned int *numCores) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(numCores);
  const struct sg_device_description *it = sg_nvml_description(index);
  // Cores per multiprocessor: 64 on the data centre cards of Volta to Ampere and on Turing, else 128.
  bool narrow = it->compute_major == 7 || (it->compute_major == 8 && it->compute_minor == 0);
  *numCores = it->sms * (narrow ? 64 : 128);
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetBoardId(nvmlDevice_t device, unsigned int *boardId) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(boardId);
  const struct sg_device_description *it = sg_nvml_description(index);
  *boardId = it->pci_domain << 16 | it->pci_bus << 8 | it->pci_device;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetMultiGpuBoard(nvmlDevice_t device, unsigned int *multiGpuBool) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(multiGpuBool);
  *multiGpuBool = 0;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetModuleId(nvmlDevice_t device, unsigned int *moduleId) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(moduleId);
  *moduleId = index + 1;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetVbiosVersion(nvmlDevice_t device, char *version, unsigned int length) {
  SG_NVML_CARD(device, index);
  char text[NVML_DEVICE_VBIOS_VERSION_BUFFER_SIZE];
  // Made up from the device id, but the same for the same model.
  uint32_t id = sg_nvml_description(index)->pci_device_id >> 16;
  snprintf(text, sizeof(text), "%02X.%02X.00.00.01", 0x80 + (sg_nvml_description(index)->architecture & 0x3f), id & 0xff);
  return sg_nvml_text(text, version, length);
}

nvmlReturn_t nvmlDeviceGetBoardPartNumber(nvmlDevice_t device, char *partNumber, unsigned int length) {
  SG_NVML_CARD(device, index);
  char text[NVML_DEVICE_PART_NUMBER_BUFFER_SIZE];
  snprintf(text, sizeof(text), "900-2%04X-0000-000", sg_nvml_description(index)->pci_subsystem_id >> 16);
  return sg_nvml_text(text, partNumber, length);
}

nvmlReturn_t nvmlDeviceGetBusType(nvmlDevice_t device, nvmlBusType_t *type) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(type);
  *type = NVML_BUS_TYPE_PCIE;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetIrqNum(nvmlDevice_t device, unsigned int *irqNum) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(irqNum);
  *irqNum = 100 + index;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetVirtualizationMode(nvmlDevice_t device, nvmlGpuVirtualizationMode_t *pVirtualMode) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(pVirtualMode);
  *pVirtualMode = NVML_GPU_VIRTUALIZATION_MODE_NONE;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetDisplayMode(nvmlDevice_t device, nvmlEnableState_t *display) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(display);
  *display = NVML_FEATURE_DISABLED;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetDisplayActive(nvmlDevice_t device, nvmlEnableState_t *isActive) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(isActive);
  *isActive = NVML_FEATURE_DISABLED;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetGspFirmwareMode(nvmlDevice_t device, unsigned int *isEnabled, unsigned int *defaultMode) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(isEnabled);
  SG_NVML_OUTPUT(defaultMode);
  *isEnabled = *defaultMode = sg_nvml_description(index)->architecture >= NVML_DEVICE_ARCH_TURING;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetGspFirmwareVersion(nvmlDevice_t device, char *version) {
  SG_NVML_CARD(device, index);
  return sg_nvml_text(sg_nvml.state->description.driver_version, version, NVML_GSP_FIRMWARE_VERSION_BUF_SIZE);
}
