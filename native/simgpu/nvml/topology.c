// Where devices stand to each other.
#include "../topology/topology.h"
#include "nvml.h"

static nvmlGpuTopologyLevel_t level_between(uint32_t a, uint32_t b) {
  static const nvmlGpuTopologyLevel_t levels[] = {
    [SG_TOPOLOGY_SAME] = NVML_TOPOLOGY_INTERNAL, [SG_TOPOLOGY_SWITCH] = NVML_TOPOLOGY_SINGLE,
    [SG_TOPOLOGY_HOST_BRIDGE] = NVML_TOPOLOGY_HOSTBRIDGE, [SG_TOPOLOGY_NODE] = NVML_TOPOLOGY_NODE,
    [SG_TOPOLOGY_SYSTEM] = NVML_TOPOLOGY_SYSTEM,
  };
  return levels[sg_topology_between(&sg_nvml.state->description, a, b)];
}

// The second device of a call.
static nvmlReturn_t other_card(nvmlDevice_t handle, uint32_t *device) {
  struct sg_nvml_target target;
  SG_NVML_TRY(sg_nvml_resolve(handle, &target));
  *device = target.device;
  return target.mig ? NVML_ERROR_NOT_SUPPORTED : sg_nvml_card_there(target.device);
}

nvmlReturn_t nvmlDeviceGetTopologyCommonAncestor(nvmlDevice_t device1, nvmlDevice_t device2, nvmlGpuTopologyLevel_t *pathInfo) {
  SG_NVML_CARD(device1, one);
  uint32_t other;
  SG_NVML_TRY(other_card(device2, &other));
  SG_NVML_OUTPUT(pathInfo);
  *pathInfo = level_between(one, other);
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetTopologyNearestGpus(nvmlDevice_t device, nvmlGpuTopologyLevel_t level, unsigned int *count,
                                              nvmlDevice_t *deviceArray) {
  SG_NVML_CARD(device, index);
  if (count == NULL || (*count > 0 && deviceArray == NULL) || level > NVML_TOPOLOGY_SYSTEM)
    return NVML_ERROR_INVALID_ARGUMENT;
  unsigned int found = 0;
  for (uint32_t i = 0; i < sg_nvml.state->description.device_count; i++) {
    if (i == index || level_between(index, i) != level)
      continue;
    if (found < *count)
      deviceArray[found] = sg_nvml_card_handle(i);
    found++;
  }
  *count = found;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetP2PStatus(nvmlDevice_t device1, nvmlDevice_t device2, nvmlGpuP2PCapsIndex_t p2pIndex,
                                    nvmlGpuP2PStatus_t *p2pStatus) {
  SG_NVML_CARD(device1, one);
  uint32_t other;
  SG_NVML_TRY(other_card(device2, &other));
  if (p2pStatus == NULL || (unsigned int)p2pIndex >= NVML_P2P_CAPS_INDEX_UNKNOWN)
    return NVML_ERROR_INVALID_ARGUMENT;
  const struct sg_description *description = &sg_nvml.state->description;
  bool linked = description->devices[one].nvlinks[other] > 0;
  bool needs_link = p2pIndex == NVML_P2P_CAPS_INDEX_NVLINK || p2pIndex == NVML_P2P_CAPS_INDEX_ATOMICS;
  if (needs_link)
    *p2pStatus = linked ? NVML_P2P_STATUS_OK : NVML_P2P_STATUS_NOT_SUPPORTED;
  else
    *p2pStatus = sg_topology_reaches(description, one, other) ? NVML_P2P_STATUS_OK : NVML_P2P_STATUS_CHIPSET_NOT_SUPPORTED;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceOnSameBoard(nvmlDevice_t device1, nvmlDevice_t device2, int *onSameBoard) {
  SG_NVML_CARD(device1, one);
  uint32_t other;
  SG_NVML_TRY(other_card(device2, &other));
  SG_NVML_OUTPUT(onSameBoard);
  *onSameBoard = one == other;
  return NVML_SUCCESS;
}
