// Reserved address ranges and what is mapped into them.
#pragma once

#include "physical.h"

struct sg_map {
  CUdeviceptr address;
  uint64_t bytes;
  uint64_t offset;            // in the physical memory
  struct sg_physical *physical;
  struct sg_allocation *allocation;
  char *host;
  uint8_t access[SG_MAX_DEVICES];  // CUmemAccess_flags by ordinal
  uint8_t host_access;
  struct sg_map *next;        // by address
};

// The map that holds an address, NULL if none. Under sg_physical_lock.
struct sg_map *sg_map_find(CUdeviceptr address);
