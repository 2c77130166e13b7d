// Addresses: reserving them, mapping memory there, who may access it.
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "vmm.h"

struct reservation {
  CUdeviceptr address;
  uint64_t bytes;
  struct reservation *next;
};

static struct reservation *reservations;
static struct sg_map *maps;

struct sg_map *sg_map_find(CUdeviceptr address) {
  struct sg_allocation *allocation = sg_allocation_find(address);
  return allocation != NULL && allocation->kind == SG_ALLOCATION_VMM ? allocation->owner : NULL;
}

static bool is_reserved(CUdeviceptr address, uint64_t bytes) {
  for (struct reservation *one = reservations; one != NULL; one = one->next) {
    if (address >= one->address && bytes <= one->bytes && address - one->address <= one->bytes - bytes)
      return true;
  }
  return false;
}

static bool is_mapped_anywhere(CUdeviceptr address, uint64_t bytes) {
  return sg_allocation_overlapping(address, bytes, 1u << SG_ALLOCATION_VMM) != NULL;
}

// The range as a run of whole maps without a gap: the first of them, NULL if it is none.
static struct sg_map *run_of(CUdeviceptr address, uint64_t bytes) {
  struct sg_map *first = sg_map_find(address);
  if (first == NULL || first->address != address)
    return NULL;
  CUdeviceptr end = address;
  for (struct sg_map *map = first; map != NULL && map->address == end && end < address + bytes; map = map->next)
    end += map->bytes;
  return end == address + bytes ? first : NULL;
}

CUresult cuMemAddressReserve(CUdeviceptr *ptr, size_t size, size_t alignment, CUdeviceptr addr, unsigned long long flags) {
  SG_ENTRY();
  (void)addr;  // a wish, which the driver need not fulfil
  if (ptr == NULL || flags != 0 || size == 0 || size % SG_BLOCK != 0 || (alignment & (alignment - 1)) != 0)
    return CUDA_ERROR_INVALID_VALUE;
  struct reservation *reservation = malloc(sizeof(*reservation));
  if (reservation == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  CUdeviceptr address;
  CUresult result = sg_address_reserve(size, alignment, &address);
  if (result != CUDA_SUCCESS) {
    free(reservation);
    return result;
  }
  sg_physical_lock();
  *reservation = (struct reservation){.address = address, .bytes = size, .next = reservations};
  reservations = reservation;
  sg_physical_unlock();
  *ptr = address;
  return CUDA_SUCCESS;
}

CUresult cuMemAddressFree(CUdeviceptr ptr, size_t size) {
  SG_ENTRY();
  sg_physical_lock();
  struct reservation **link = &reservations;
  while (*link != NULL && ((*link)->address != ptr || (*link)->bytes != size))
    link = &(*link)->next;
  struct reservation *reservation = *link;
  if (reservation != NULL && is_mapped_anywhere(ptr, size))
    reservation = NULL;
  if (reservation != NULL)
    *link = reservation->next;
  sg_physical_unlock();
  if (reservation == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  sg_address_release(ptr, size);
  free(reservation);
  return CUDA_SUCCESS;
}

static void enter(struct sg_map *map) {
  struct sg_map **link = &maps;
  while (*link != NULL && (*link)->address < map->address)
    link = &(*link)->next;
  map->next = *link;
  *link = map;
}

static CUresult map_at(CUdeviceptr address, uint64_t offset, uint64_t bytes, struct sg_physical *physical) {
  struct sg_map *map = calloc(1, sizeof(*map));
  struct sg_allocation *allocation = calloc(1, sizeof(*allocation));
  CUresult result = map != NULL && allocation != NULL ? sg_physical_map(physical, offset, bytes, address, &map->host)
                                                      : CUDA_ERROR_OUT_OF_MEMORY;
  if (result == CUDA_SUCCESS) {
    map->address = address;
    map->bytes = bytes;
    map->offset = offset;
    map->physical = physical;
    map->allocation = allocation;
    // Without access nobody reaches the bytes: `host` comes with cuMemSetAccess.
    *allocation = (struct sg_allocation){
        .base = address, .bytes = bytes, .kind = SG_ALLOCATION_VMM,
        .device = physical->device == SG_NONE ? 0 : physical->device,
        .ordinal = physical->properties.location.type == CU_MEM_LOCATION_TYPE_DEVICE ? physical->properties.location.id : 0,
        .id = sg_allocation_next_id(), .owner = map};
    result = sg_allocation_add(allocation);
    if (result != CUDA_SUCCESS)
      sg_backing_unmap(address, bytes);
  }
  if (result != CUDA_SUCCESS) {
    free(map);
    free(allocation);
    return result;
  }
  enter(map);
  sg_physical_hold(physical);
  return CUDA_SUCCESS;
}

CUresult cuMemMap(CUdeviceptr ptr, size_t size, size_t offset, CUmemGenericAllocationHandle handle, unsigned long long flags) {
  SG_ENTRY();
  if (flags != 0 || offset != 0 || size == 0)
    return CUDA_ERROR_INVALID_VALUE;
  CUresult result = CUDA_ERROR_INVALID_VALUE;
  sg_physical_lock();
  struct sg_physical *physical = sg_physical_of(handle);
  if (physical != NULL) {
    uint64_t unit = sg_physical_granularity(physical->device);
    if (ptr % unit == 0 && size % unit == 0 && size <= physical->bytes && is_reserved(ptr, size) &&
        !is_mapped_anywhere(ptr, size))
      result = map_at(ptr, offset, size, physical);
  }
  sg_physical_unlock();
  return result;
}

static void unmap(struct sg_map *map) {
  struct sg_map **link = &maps;
  while (*link != map)
    link = &(*link)->next;
  *link = map->next;
  sg_allocation_remove(map->allocation);
  if (map->host_access != CU_MEM_ACCESS_FLAGS_PROT_NONE)
    sg_physical_close(map->address, map->bytes);
  sg_backing_unmap(map->address, map->bytes);
  sg_physical_let_go(map->physical);
  free(map);
}

CUresult cuMemUnmap(CUdeviceptr ptr, size_t size) {
  SG_ENTRY();
  sg_physical_lock();
  struct sg_map *map = size == 0 ? NULL : run_of(ptr, size);
  CUresult result = map != NULL ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
  while (map != NULL && map->address < ptr + size) {
    struct sg_map *next = map->next;
    unmap(map);
    map = next;
  }
  sg_physical_unlock();
  return result;
}

static CUresult check_access(const CUmemAccessDesc *access) {
  if (access->flags != CU_MEM_ACCESS_FLAGS_PROT_NONE && access->flags != CU_MEM_ACCESS_FLAGS_PROT_READ &&
      access->flags != CU_MEM_ACCESS_FLAGS_PROT_READWRITE)
    return CUDA_ERROR_INVALID_VALUE;
  switch (access->location.type) {
    case CU_MEM_LOCATION_TYPE_DEVICE:
      return access->location.id >= 0 && access->location.id < sg_driver.device_count ? CUDA_SUCCESS
                                                                                       : CUDA_ERROR_INVALID_DEVICE;
    case CU_MEM_LOCATION_TYPE_HOST:
    case CU_MEM_LOCATION_TYPE_HOST_NUMA:
    case CU_MEM_LOCATION_TYPE_HOST_NUMA_CURRENT:
      return CUDA_SUCCESS;
    default:
      return CUDA_ERROR_INVALID_VALUE;
  }
}

// The host may only be let at what is the host's.
static CUresult set_host_access(struct sg_map *map, CUmemAccess_flags flags) {
  if (map->physical->device != SG_NONE && flags != CU_MEM_ACCESS_FLAGS_PROT_NONE)
    return CUDA_ERROR_INVALID_VALUE;
  if (flags != CU_MEM_ACCESS_FLAGS_PROT_NONE)
    SG_TRY(sg_physical_open(map->physical, map->offset, map->bytes, map->address));
  else if (map->host_access != CU_MEM_ACCESS_FLAGS_PROT_NONE)
    sg_physical_close(map->address, map->bytes);
  map->host_access = (uint8_t)flags;
  return CUDA_SUCCESS;
}

static CUresult set_access(struct sg_map *map, const CUmemAccessDesc *access) {
  if (access->location.type == CU_MEM_LOCATION_TYPE_DEVICE)
    map->access[access->location.id] = (uint8_t)access->flags;
  else
    SG_TRY(set_host_access(map, access->flags));
  bool reachable = map->host_access != 0;
  for (int i = 0; i < SG_MAX_DEVICES; i++)
    reachable = reachable || map->access[i] != 0;
  map->allocation->host = reachable ? map->host : NULL;
  return CUDA_SUCCESS;
}

CUresult cuMemSetAccess(CUdeviceptr ptr, size_t size, const CUmemAccessDesc *desc, size_t count) {
  SG_ENTRY();
  if (desc == NULL || count == 0 || size == 0)
    return CUDA_ERROR_INVALID_VALUE;
  for (size_t i = 0; i < count; i++)
    SG_TRY(check_access(&desc[i]));
  sg_physical_lock();
  struct sg_map *first = run_of(ptr, size);
  CUresult result = first != NULL ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
  for (struct sg_map *map = first; map != NULL && map->address < ptr + size && result == CUDA_SUCCESS; map = map->next) {
    for (size_t i = 0; i < count && result == CUDA_SUCCESS; i++)
      result = set_access(map, &desc[i]);
  }
  sg_physical_unlock();
  return result;
}

CUresult cuMemGetAccess(unsigned long long *flags, const CUmemLocation *location, CUdeviceptr ptr) {
  SG_ENTRY();
  if (flags == NULL || location == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  CUmemAccessDesc asked = {.location = *location};
  SG_TRY(check_access(&asked));
  sg_physical_lock();
  struct sg_map *map = sg_map_find(ptr);
  if (map != NULL)
    *flags = location->type == CU_MEM_LOCATION_TYPE_DEVICE ? map->access[location->id] : map->host_access;
  sg_physical_unlock();
  return map != NULL ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
}
