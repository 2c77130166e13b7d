#include "topology.h"

#include <string.h>

enum { BUSES_PER_SWITCH = 4, BUSES_PER_BRIDGE = 16, NVLINK_2 = 2, NVLINK_3 = 4, NVLINK_4 = 6, LINKS_PER_SWITCH = 4 };

enum sg_topology sg_topology_between(const struct sg_description *description, uint32_t a, uint32_t b) {
  const struct sg_device_description *one = &description->devices[a], *other = &description->devices[b];
  if (a == b)
    return SG_TOPOLOGY_SAME;
  if (one->numa_node != other->numa_node)
    return SG_TOPOLOGY_SYSTEM;
  if (one->pci_domain != other->pci_domain || one->pci_bus / BUSES_PER_BRIDGE != other->pci_bus / BUSES_PER_BRIDGE)
    return SG_TOPOLOGY_NODE;
  return one->pci_bus / BUSES_PER_SWITCH == other->pci_bus / BUSES_PER_SWITCH ? SG_TOPOLOGY_SWITCH : SG_TOPOLOGY_HOST_BRIDGE;
}

bool sg_topology_reaches(const struct sg_description *description, uint32_t from, uint32_t to) {
  if (from == to)
    return false;
  if (description->devices[from].nvlinks[to] > 0)
    return true;
  bool geforce =
      strstr(description->devices[from].name, "GeForce") != NULL || strstr(description->devices[to].name, "GeForce") != NULL;
  return !geforce && sg_topology_between(description, from, to) <= SG_TOPOLOGY_NODE;
}

uint32_t sg_nvlink_count(const struct sg_device_description *device) {
  if (device->nvlink_version == 0)
    return 0;
  return device->nvlink_version >= NVLINK_4   ? 18
         : device->nvlink_version >= NVLINK_3 ? 12
         : device->nvlink_version >= NVLINK_2 ? 6
                                              : 4;
}

enum sg_nvlink_end sg_nvlink_at(const struct sg_description *description, uint32_t device, uint32_t link, uint32_t *peer) {
  const uint32_t *links = description->devices[device].nvlinks;
  uint32_t sum = 0, most = 0;
  for (uint32_t i = 0; i < description->device_count; i++) {
    sum += links[i];
    most = links[i] > most ? links[i] : most;
  }
  if (sum > sg_nvlink_count(&description->devices[device])) {
    *peer = link / LINKS_PER_SWITCH;
    return link < most ? SG_NVLINK_SWITCH : SG_NVLINK_NONE;
  }
  for (*peer = 0; *peer < description->device_count; (*peer)++) {
    if (link < links[*peer])
      return SG_NVLINK_DEVICE;
    link -= links[*peer];
  }
  return SG_NVLINK_NONE;
}
