// The PCIe link.
#include "nvml.h"

static nvmlReturn_t give(unsigned int value, unsigned int *out) {
  SG_NVML_OUTPUT(out);
  *out = value;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetMaxPcieLinkGeneration(nvmlDevice_t device, unsigned int *maxLinkGen) {
  SG_NVML_CARD(device, index);
  return give(sg_nvml_description(index)->pcie_generation, maxLinkGen);
}

nvmlReturn_t nvmlDeviceGetGpuMaxPcieLinkGeneration(nvmlDevice_t device, unsigned int *maxLinkGenDevice) {
  SG_NVML_CARD(device, index);
  return give(sg_nvml_description(index)->pcie_generation, maxLinkGenDevice);
}

nvmlReturn_t nvmlDeviceGetCurrPcieLinkGeneration(nvmlDevice_t device, unsigned int *currLinkGen) {
  SG_NVML_CARD(device, index);
  return give(sg_nvml_description(index)->pcie_generation, currLinkGen);
}

nvmlReturn_t nvmlDeviceGetMaxPcieLinkWidth(nvmlDevice_t device, unsigned int *maxLinkWidth) {
  SG_NVML_CARD(device, index);
  return give(sg_nvml_description(index)->pcie_width, maxLinkWidth);
}

nvmlReturn_t nvmlDeviceGetCurrPcieLinkWidth(nvmlDevice_t device, unsigned int *currLinkWidth) {
  SG_NVML_CARD(device, index);
  return give(sg_nvml_description(index)->pcie_width, currLinkWidth);
}

// MB/s of a lane: 250 in the first generation and about twice that in each later one.
static unsigned int lane_mb_s(uint32_t generation) {
  static const unsigned int speeds[] = {250, 250, 500, 985, 1969, 3938, 7563};
  return speeds[generation < 6 ? generation : 6];
}

nvmlReturn_t nvmlDeviceGetPcieSpeed(nvmlDevice_t device, unsigned int *pcieSpeed) {
  SG_NVML_CARD(device, index);
  return give(lane_mb_s(sg_nvml_description(index)->pcie_generation), pcieSpeed);
}

nvmlReturn_t nvmlDeviceGetPcieLinkMaxSpeed(nvmlDevice_t device, unsigned int *maxSpeed) {
  SG_NVML_CARD(device, index);
  // The constants count generations.
  return give(sg_nvml_description(index)->pcie_generation, maxSpeed);
}

nvmlReturn_t nvmlDeviceGetPcieThroughput(nvmlDevice_t device, nvmlPcieUtilCounter_t counter, unsigned int *value) {
  SG_NVML_CARD(device, index);
  if ((unsigned int)counter >= NVML_PCIE_UTIL_COUNT)
    return NVML_ERROR_INVALID_ARGUMENT;
  return give(0, value);
}

nvmlReturn_t nvmlDeviceGetPcieReplayCounter(nvmlDevice_t device, unsigned int *value) {
  SG_NVML_CARD(device, index);
  return give(0, value);
}
