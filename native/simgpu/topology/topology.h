// How devices are connected, as their PCI addresses, NUMA nodes and NVLinks imply it.
#pragma once

#include <stdbool.h>

#include "../state/layout.h"

// The nearest thing above both, in NVML's order.
enum sg_topology {
  SG_TOPOLOGY_SAME,            // the same card
  SG_TOPOLOGY_SWITCH,          // one PCIe switch: buses within the same four
  SG_TOPOLOGY_HOST_BRIDGE,     // one host bridge: buses within the same sixteen
  SG_TOPOLOGY_NODE,            // one NUMA node
  SG_TOPOLOGY_SYSTEM,          // only what joins the CPUs
};

enum sg_topology sg_topology_between(const struct sg_description *description, uint32_t a, uint32_t b);

// Whether one card reaches the other's memory: over NVLink, or over PCIe within one NUMA node. GeForce cards only over NVLink.
bool sg_topology_reaches(const struct sg_description *description, uint32_t from, uint32_t to);

// Links that a card's generation of NVLink has.
uint32_t sg_nvlink_count(const struct sg_device_description *device);

enum sg_nvlink_end { SG_NVLINK_NONE, SG_NVLINK_DEVICE, SG_NVLINK_SWITCH };

// What a link of a card leads to. A card with more links to others than it has of its own has them through a switch: all its
// links lead there, and `*peer` is the switch's number.
enum sg_nvlink_end sg_nvlink_at(const struct sg_description *description, uint32_t device, uint32_t link, uint32_t *peer);
