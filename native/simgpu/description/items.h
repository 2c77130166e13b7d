// The items of a description's three lists.
#pragma once

#include "fields.h"

enum sg_links { SG_LINKS_NONE, SG_LINKS_ALIKE, SG_LINKS_LISTED };

// The item that a device came from, for what can be checked only once all are read.
struct sg_origin {
  uint32_t line, item;    // "devices[<item>]"
  uint32_t first, count;  // the devices of that item
  enum sg_links links;    // none written, one number for all the item's devices, or a list
  uint32_t listed_links;
  bool pci_written;
};

struct sg_origins {
  struct sg_origin devices[SG_MAX_DEVICES];
  uint32_t failure_lines[SG_MAX_FAILURES];
};

bool sg_read_device(struct sg_reading *reading, void *description, uint32_t index, uint32_t indent);
bool sg_read_kernel(struct sg_reading *reading, void *description, uint32_t index, uint32_t indent);
bool sg_read_failure(struct sg_reading *reading, void *description, uint32_t index, uint32_t indent);

// A device's item, in turn, has a list of these. The check is of a device whose fields have all been read.
bool sg_read_mig_profile(struct sg_reading *reading, struct sg_device_description *device, uint32_t index, uint32_t indent);
bool sg_check_mig_profiles(struct sg_reading *reading, uint32_t line, const struct sg_device_description *device);

// What can be said only once all is read: gives out identities that were not written, completes NVLinks from their other
// ends, and checks devices against each other and failures against devices.
bool sg_complete(struct sg_reading *reading);

// Everything a description need not say.
void sg_describe_defaults(struct sg_description *description);
