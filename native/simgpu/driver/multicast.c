#include "multicast.h"

#include <stdlib.h>

#include "vmm.h"

struct bound {
  uint64_t offset, bytes;
  int ordinal;
  struct sg_physical *physical;
  struct bound *next;
};

struct sg_multicast {
  CUmulticastObjectProp properties;
  uint32_t added;             // bits: ordinals
  unsigned int added_count;
  struct bound *bound;
};

// NVLink's switches do it from Hopper on.
static bool is_capable(int ordinal) {
  return sg_driver.state->description.devices[sg_driver.ordinals[ordinal].device].compute_major >= 9;
}

static bool is_anybody_capable(void) {
  for (int i = 0; i < sg_driver.device_count; i++) {
    if (is_capable(i))
      return true;
  }
  return false;
}

static CUresult check(const CUmulticastObjectProp *properties) {
  unsigned long long known = CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR | CU_MEM_HANDLE_TYPE_FABRIC;
  if (properties->numDevices == 0 || properties->numDevices > (unsigned int)sg_driver.device_count || properties->flags != 0 ||
      (properties->handleTypes & ~known) != 0)
    return CUDA_ERROR_INVALID_VALUE;
  return (properties->handleTypes & CU_MEM_HANDLE_TYPE_FABRIC) != 0 || !is_anybody_capable() ? CUDA_ERROR_NOT_SUPPORTED
                                                                                            : CUDA_SUCCESS;
}

CUresult cuMulticastGetGranularity(size_t *granularity, const CUmulticastObjectProp *prop, CUmulticastGranularity_flags option) {
  SG_ENTRY();
  if (granularity == NULL || prop == NULL ||
      (option != CU_MULTICAST_GRANULARITY_MINIMUM && option != CU_MULTICAST_GRANULARITY_RECOMMENDED))
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(check(prop));
  uint64_t unit = sg_physical_granularity(SG_NONE);
  *granularity = option == CU_MULTICAST_GRANULARITY_MINIMUM ? unit : unit * 256;
  return CUDA_SUCCESS;
}

CUresult cuMulticastCreate(CUmemGenericAllocationHandle *mcHandle, const CUmulticastObjectProp *prop) {
  SG_ENTRY();
  if (mcHandle == NULL || prop == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(check(prop));
  if (prop->size == 0 || prop->size % sg_physical_granularity(SG_NONE) != 0)
    return CUDA_ERROR_INVALID_VALUE;
  struct sg_multicast *multicast = calloc(1, sizeof(*multicast));
  if (multicast == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  multicast->properties = *prop;
  CUmemGenericAllocationHandle made;
  sg_physical_lock();
  CUresult result = sg_physical_create_multicast(multicast, prop->size, &made);
  sg_physical_unlock();
  if (result == CUDA_SUCCESS)
    *mcHandle = made;
  else
    free(multicast);
  return result;
}

static void unbind(struct bound **link) {
  struct bound *bound = *link;
  *link = bound->next;
  sg_physical_let_go(bound->physical);
  free(bound);
}

void sg_multicast_end(struct sg_multicast *multicast) {
  while (multicast->bound != NULL)
    unbind(&multicast->bound);
  free(multicast);
}

static struct sg_multicast *multicast_of(CUmemGenericAllocationHandle handle) {
  struct sg_physical *physical = sg_physical_of(handle);
  return physical != NULL && physical->kind == SG_PHYSICAL_MULTICAST ? physical->multicast : NULL;
}

CUresult cuMulticastAddDevice(CUmemGenericAllocationHandle mcHandle, CUdevice dev) {
  SG_ENTRY();
  if (dev < 0 || dev >= sg_driver.device_count)
    return CUDA_ERROR_INVALID_DEVICE;
  CUresult result = CUDA_ERROR_INVALID_VALUE;
  sg_physical_lock();
  struct sg_multicast *multicast = multicast_of(mcHandle);
  if (multicast != NULL && !is_capable(dev)) {
    result = CUDA_ERROR_NOT_SUPPORTED;
  } else if (multicast != NULL && (multicast->added & 1u << dev) == 0 &&
             multicast->added_count < multicast->properties.numDevices) {
    multicast->added |= 1u << dev;
    multicast->added_count++;
    result = CUDA_SUCCESS;
  }
  sg_physical_unlock();
  return result;
}

static bool overlaps(const struct sg_multicast *multicast, int ordinal, uint64_t offset, uint64_t bytes) {
  for (struct bound *bound = multicast->bound; bound != NULL; bound = bound->next) {
    if (bound->ordinal == ordinal && offset < bound->offset + bound->bytes && bound->offset < offset + bytes)
      return true;
  }
  return false;
}

// All devices must have been added before memory is bound, and each has its own. Lock held.
static CUresult bind(CUmemGenericAllocationHandle handle, uint64_t offset, struct sg_physical *memory, uint64_t memory_offset,
                     uint64_t bytes) {
  struct sg_multicast *multicast = multicast_of(handle);
  uint64_t unit = sg_physical_granularity(SG_NONE);
  if (multicast == NULL || memory == NULL || memory->kind != SG_PHYSICAL_MEMORY || memory->device == SG_NONE || bytes == 0 ||
      bytes % unit != 0 || offset % unit != 0 || memory_offset % unit != 0)
    return CUDA_ERROR_INVALID_VALUE;
  int ordinal = memory->properties.location.id;
  bool fits = bytes <= multicast->properties.size && offset <= multicast->properties.size - bytes && bytes <= memory->bytes &&
              memory_offset <= memory->bytes - bytes;
  if (!fits || overlaps(multicast, ordinal, offset, bytes))
    return CUDA_ERROR_INVALID_VALUE;
  if ((multicast->added & 1u << ordinal) == 0 || multicast->added_count < multicast->properties.numDevices)
    return CUDA_ERROR_INVALID_DEVICE;
  struct bound *bound = malloc(sizeof(*bound));
  if (bound == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  *bound = (struct bound){.offset = offset, .bytes = bytes, .ordinal = ordinal, .physical = memory, .next = multicast->bound};
  multicast->bound = bound;
  sg_physical_hold(memory);
  return CUDA_SUCCESS;
}

CUresult cuMulticastBindMem(CUmemGenericAllocationHandle mcHandle, size_t mcOffset, CUmemGenericAllocationHandle memHandle,
                            size_t memOffset, size_t size, unsigned long long flags) {
  SG_ENTRY();
  if (flags != 0)
    return CUDA_ERROR_INVALID_VALUE;
  sg_physical_lock();
  CUresult result = bind(mcHandle, mcOffset, sg_physical_of(memHandle), memOffset, size);
  sg_physical_unlock();
  return result;
}

CUresult cuMulticastBindAddr(CUmemGenericAllocationHandle mcHandle, size_t mcOffset, CUdeviceptr memptr, size_t size,
                             unsigned long long flags) {
  SG_ENTRY();
  if (flags != 0)
    return CUDA_ERROR_INVALID_VALUE;
  sg_physical_lock();
  struct sg_map *map = sg_map_find(memptr);
  CUresult result = map == NULL || size > map->address + map->bytes - memptr
                        ? CUDA_ERROR_INVALID_VALUE
                        : bind(mcHandle, mcOffset, map->physical, map->offset + (memptr - map->address), size);
  sg_physical_unlock();
  return result;
}

CUresult cuMulticastUnbind(CUmemGenericAllocationHandle mcHandle, CUdevice dev, size_t mcOffset, size_t size) {
  SG_ENTRY();
  if (dev < 0 || dev >= sg_driver.device_count)
    return CUDA_ERROR_INVALID_DEVICE;
  CUresult result = CUDA_ERROR_INVALID_VALUE;
  sg_physical_lock();
  struct sg_multicast *multicast = multicast_of(mcHandle);
  struct bound **link = multicast != NULL ? &multicast->bound : NULL;
  while (link != NULL && *link != NULL) {
    struct bound *bound = *link;
    if (bound->ordinal == dev && bound->offset >= mcOffset && bound->offset + bound->bytes <= mcOffset + size) {
      unbind(link);
      result = CUDA_SUCCESS;
    } else {
      link = &bound->next;
    }
  }
  sg_physical_unlock();
  return result;
}
