// Physical memory as cuMemCreate makes it: held by handles and by maps, gone when there are neither.
#pragma once

#include "driver.h"

struct sg_share;

enum sg_physical_kind { SG_PHYSICAL_MEMORY, SG_PHYSICAL_MULTICAST };

struct sg_physical {
  enum sg_physical_kind kind;
  CUmemAllocationProp properties;
  uint64_t bytes;
  uint32_t device;            // in the description; SG_NONE: host memory, charged to no device
  unsigned int handles;       // references by the program; 0 with maps left: no handle is valid
  unsigned int maps;
  void *handle;               // the handle object, NULL when there is none
  // Where the bytes are: in this process's backing file, or in a file of their own that other processes can be given.
  struct sg_backing backing;
  int file;                   // -1: in the backing file
  uint32_t object;            // in the shared state: charged there. SG_NONE: charged to this process
  uint64_t object_generation;
  struct sg_multicast *multicast;
  struct sg_physical *next;
};

// Guards everything in this file; taken before the locks of other files, never while waiting.
void sg_physical_lock(void);
void sg_physical_unlock(void);

// The rest wants the lock.

// New memory with one handle. CUDA_ERROR_OUT_OF_MEMORY.
CUresult sg_physical_create(const CUmemAllocationProp *properties, uint64_t bytes, CUmemGenericAllocationHandle *handle);
// One without bytes of its own.
CUresult sg_physical_create_multicast(struct sg_multicast *multicast, uint64_t bytes, CUmemGenericAllocationHandle *handle);
// Another process's, or one of ours back again.
CUresult sg_physical_import(int file, CUmemGenericAllocationHandle *handle);
struct sg_physical *sg_physical_of(CUmemGenericAllocationHandle handle);  // NULL: no such handle
// One more reference to its handle, a new one if all had been released. 0: all handles are taken.
CUmemGenericAllocationHandle sg_physical_retain(struct sg_physical *physical);
void sg_physical_release(struct sg_physical *physical);       // one reference less
void sg_physical_hold(struct sg_physical *physical);          // by a map
void sg_physical_let_go(struct sg_physical *physical);

// Maps its first `bytes` bytes at a reserved address and says where this process finds them.
CUresult sg_physical_map(struct sg_physical *physical, uint64_t offset, uint64_t bytes, CUdeviceptr address, char **host);

// Lets the host access the bytes mapped at an address directly, or not any more.
CUresult sg_physical_open(struct sg_physical *physical, uint64_t offset, uint64_t bytes, CUdeviceptr address);
void sg_physical_close(CUdeviceptr address, uint64_t bytes);

// Whether the driver would make such memory; where. CUDA_ERROR_INVALID_VALUE, _INVALID_DEVICE, _NOT_SUPPORTED.
CUresult sg_physical_check(const CUmemAllocationProp *properties, uint32_t *device);
uint64_t sg_physical_granularity(uint32_t device);
