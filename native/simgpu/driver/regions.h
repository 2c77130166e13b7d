// The address space of simulated device memory. A region is a range of addresses in which a host access faults, as on hardware;
// the byte behind an address lies at a fixed distance from it, in a mapping of this process's backing file. What is contiguous
// for the device is so for us, whatever it is made of.
#pragma once

#include "driver.h"
#include "ranges.h"

enum { SG_PAGE = 4096, SG_SMALL_ALIGNMENT = 512 };
#define SG_BLOCK (UINT64_C(2) << 20)  // what addresses are given out in
#define SG_SMALL (UINT64_C(1) << 20)  // smaller requests share blocks

struct sg_region {
  CUdeviceptr base;
  uint64_t size;          // 0: there is none
  char *bytes;            // where `base` is found
  uint64_t file_offset;   // of `base`
  struct sg_ranges free;
};

struct sg_regions {
  pthread_mutex_t lock;   // the free ranges
  struct sg_region high;  // where addresses normally come from
  struct sg_region low;   // below 4 GiB, for the entry points that know only 32 bits
  struct sg_ranges small; // free parts of blocks shared by small requests, in the high region
  struct sg_ranges backings;  // free parts of the file that no address belongs to
  int file;
  char name[64];          // of the backing file; empty: other processes can't find it
};

// The process's regions, made on first use; NULL when the process has no room for them.
struct sg_regions *sg_regions(void);
// The region that an address belongs to, NULL if it is an ordinary host address.
struct sg_region *sg_region_of(CUdeviceptr address);

static inline char *sg_region_bytes(const struct sg_region *region, CUdeviceptr address) {
  return region->bytes + (address - region->base);
}

// Addresses for a request below SG_SMALL; addresses that fit into 32 bits. Released like others.
CUresult sg_address_small(uint64_t bytes, CUdeviceptr *out);
CUresult sg_address_low(uint64_t bytes, CUdeviceptr *out);
void sg_address_small_release(CUdeviceptr address, uint64_t bytes);

// Lets the host access [address, address + bytes) directly, or not any more: managed memory. Whole pages.
CUresult sg_address_open(CUdeviceptr address, uint64_t bytes);
void sg_address_close(CUdeviceptr address, uint64_t bytes);

// Forgets what the bytes of a range were, so that they take no memory: they are zero afterwards. Whole pages of it.
void sg_address_forget(CUdeviceptr address, uint64_t bytes);
