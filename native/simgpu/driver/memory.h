// What the files of device memory share with each other only.
#pragma once

#include "driver.h"
#include "regions.h"

static inline uint64_t sg_round_up(uint64_t value, uint64_t unit) {
  return (value + unit - 1) / unit * unit;
}

// Takes the allocation that begins at an address out of the table if it is of one of `kinds` (bits 1 << enum
// sg_allocation_kind), for the caller to free; NULL if there is none. Of two threads that free the same, one gets it.
struct sg_allocation *sg_allocation_claim(CUdeviceptr base, unsigned int kinds);
// The allocation of one of `kinds` that overlaps a range, NULL if none.
struct sg_allocation *sg_allocation_overlapping(CUdeviceptr address, uint64_t bytes, unsigned int kinds);
// The allocations of a context (NULL: of all) that are of one of `kinds`; the caller frees the array. NULL: no memory, or none.
struct sg_allocation **sg_allocations_of(const struct sg_context *context, unsigned int kinds, size_t *count);

// Plain memory: taken out of the table, its bytes and addresses given back.
void sg_plain_free(struct sg_allocation *allocation);
void sg_host_free(struct sg_allocation *allocation);
void sg_managed_free(struct sg_allocation *allocation);
void sg_ipc_free(struct sg_allocation *allocation);

// As sg_charge, by the device and without anybody making room.
bool sg_charge_device(uint32_t device, uint64_t bytes, uint64_t *charged);
void sg_uncharge_device(uint32_t device, uint64_t bytes, uint64_t charged);

// A device's managed memory makes room for what can't lie elsewhere: true if some did.
bool sg_managed_evict(uint32_t device);
// Moves a managed allocation's bytes to a device (a CUDA ordinal) if there is room, or to the host (CU_DEVICE_CPU). True: moved.
bool sg_managed_move(struct sg_allocation *allocation, int ordinal);

// A plain allocation that other processes may open: `owner` of the allocation.
struct sg_export {
  uint32_t object;        // in the shared state
  uint64_t generation;
};
// Leaves the shared object: true when its bytes are nobody's any more.
bool sg_export_end(struct sg_allocation *allocation);

void sg_peers_drop_context(const struct sg_context *context);
