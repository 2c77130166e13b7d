// NVLinks: which there are and what they lead to. Nothing is counted on them.
#include <stdio.h>

#include "../topology/topology.h"
#include "nvml.h"

// A link that the card doesn't have is the caller's mistake; a card without NVLink has none to be mistaken about.
static nvmlReturn_t link_of(uint32_t device, unsigned int link, enum sg_nvlink_end *end, uint32_t *peer) {
  const struct sg_device_description *it = sg_nvml_description(device);
  if (link >= NVML_NVLINK_MAX_LINKS)
    return NVML_ERROR_INVALID_ARGUMENT;
  if (link >= sg_nvlink_count(it))
    return NVML_ERROR_NOT_SUPPORTED;
  *end = sg_nvlink_at(&sg_nvml.state->description, device, link, peer);
  return NVML_SUCCESS;
}

#define LINK(device, link, index, end, peer) \
  SG_NVML_CARD(device, index);               \
  enum sg_nvlink_end end;                    \
  uint32_t peer;                             \
  SG_NVML_TRY(link_of(index, link, &end, &peer))

nvmlReturn_t nvmlDeviceGetNvLinkState(nvmlDevice_t device, unsigned int link, nvmlEnableState_t *isActive) {
  LINK(device, link, index, end, peer);
  SG_NVML_OUTPUT(isActive);
  *isActive = end != SG_NVLINK_NONE ? NVML_FEATURE_ENABLED : NVML_FEATURE_DISABLED;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetNvLinkVersion(nvmlDevice_t device, unsigned int link, unsigned int *version) {
  LINK(device, link, index, end, peer);
  SG_NVML_OUTPUT(version);
  *version = sg_nvml_description(index)->nvlink_version;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetNvLinkCapability(nvmlDevice_t device, unsigned int link, nvmlNvLinkCapability_t capability,
                                           unsigned int *capResult) {
  LINK(device, link, index, end, peer);
  if (capResult == NULL || (unsigned int)capability >= NVML_NVLINK_CAP_COUNT)
    return NVML_ERROR_INVALID_ARGUMENT;
  switch (capability) {
    case NVML_NVLINK_CAP_P2P_SUPPORTED:
    case NVML_NVLINK_CAP_P2P_ATOMICS: *capResult = end != SG_NVLINK_NONE; break;
    case NVML_NVLINK_CAP_VALID: *capResult = 1; break;
    default: *capResult = 0; break;
  }
  return NVML_SUCCESS;
}

static nvmlReturn_t remote_pci(enum sg_nvlink_end end, uint32_t peer, nvmlPciInfo_t *pci) {
  SG_NVML_OUTPUT(pci);
  if (end == SG_NVLINK_NONE)
    return NVML_ERROR_NOT_SUPPORTED;
  *pci = (nvmlPciInfo_t){0};
  if (end == SG_NVLINK_SWITCH) {
    pci->bus = 0xc0 + peer;    // switches of a board sit behind the cards
  } else {
    const struct sg_device_description *it = sg_nvml_description(peer);
    pci->domain = it->pci_domain;
    pci->bus = it->pci_bus;
    pci->device = it->pci_device;
    pci->pciDeviceId = it->pci_device_id;
    pci->pciSubSystemId = it->pci_subsystem_id;
  }
  snprintf(pci->busId, sizeof(pci->busId), NVML_DEVICE_PCI_BUS_ID_FMT, pci->domain, pci->bus, pci->device);
  snprintf(pci->busIdLegacy, sizeof(pci->busIdLegacy), NVML_DEVICE_PCI_BUS_ID_LEGACY_FMT, pci->domain & 0xffff, pci->bus,
           pci->device);
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetNvLinkRemotePciInfo(nvmlDevice_t device, unsigned int link, nvmlPciInfo_t *pci) {
  LINK(device, link, index, end, peer);
  return remote_pci(end, peer, pci);
}

nvmlReturn_t nvmlDeviceGetNvLinkRemotePciInfo_v2(nvmlDevice_t device, unsigned int link, nvmlPciInfo_t *pci) {
  LINK(device, link, index, end, peer);
  return remote_pci(end, peer, pci);
}

nvmlReturn_t nvmlDeviceGetNvLinkRemoteDeviceType(nvmlDevice_t device, unsigned int link,
                                                 nvmlIntNvLinkDeviceType_t *pNvLinkDeviceType) {
  LINK(device, link, index, end, peer);
  SG_NVML_OUTPUT(pNvLinkDeviceType);
  if (end == SG_NVLINK_NONE)
    return NVML_ERROR_NOT_SUPPORTED;
  *pNvLinkDeviceType = end == SG_NVLINK_SWITCH ? NVML_NVLINK_DEVICE_TYPE_SWITCH : NVML_NVLINK_DEVICE_TYPE_GPU;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetNvLinkErrorCounter(nvmlDevice_t device, unsigned int link, nvmlNvLinkErrorCounter_t counter,
                                             unsigned long long *counterValue) {
  LINK(device, link, index, end, peer);
  if (counterValue == NULL || (unsigned int)counter >= NVML_NVLINK_ERROR_COUNT)
    return NVML_ERROR_INVALID_ARGUMENT;
  *counterValue = 0;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceResetNvLinkErrorCounters(nvmlDevice_t device, unsigned int link) {
  LINK(device, link, index, end, peer);
  return NVML_SUCCESS;
}
