#include "physical.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "memory.h"
#include "multicast.h"
#include "object_hold.h"
#include "pool.h"
#include "share.h"

enum { MAX_HANDLES = 1 << 18 };

struct handle { struct sg_physical *physical; };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct sg_handles handles = SG_HANDLES(struct handle, MAX_HANDLES);
static struct sg_physical *all;

void sg_physical_lock(void) {
  pthread_mutex_lock(&lock);
}

void sg_physical_unlock(void) {
  pthread_mutex_unlock(&lock);
}

uint64_t sg_physical_granularity(uint32_t device) {
  uint64_t bytes = device == SG_NONE ? 0 : sg_driver.state->description.devices[device].granularity_bytes;
  return bytes != 0 ? bytes : SG_BLOCK;
}

static CUresult check_location(CUmemLocation location, uint32_t *device) {
  *device = SG_NONE;
  switch (location.type) {
    case CU_MEM_LOCATION_TYPE_DEVICE:
      if (location.id < 0 || location.id >= sg_driver.device_count)
        return CUDA_ERROR_INVALID_DEVICE;
      *device = sg_driver.ordinals[location.id].device;
      return CUDA_SUCCESS;
    case CU_MEM_LOCATION_TYPE_HOST:
    case CU_MEM_LOCATION_TYPE_HOST_NUMA_CURRENT:
      return CUDA_SUCCESS;
    case CU_MEM_LOCATION_TYPE_HOST_NUMA:
      return location.id < 0 ? CUDA_ERROR_INVALID_VALUE : CUDA_SUCCESS;
    default:
      return CUDA_ERROR_INVALID_VALUE;
  }
}

CUresult sg_physical_check(const CUmemAllocationProp *properties, uint32_t *device) {
  if (properties->type != CU_MEM_ALLOCATION_TYPE_PINNED)
    return CUDA_ERROR_INVALID_VALUE;
  unsigned int known = CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR | CU_MEM_HANDLE_TYPE_WIN32 | CU_MEM_HANDLE_TYPE_WIN32_KMT |
                       CU_MEM_HANDLE_TYPE_FABRIC;
  unsigned int wanted = properties->requestedHandleTypes;
  if ((wanted & ~known) != 0 || properties->allocFlags.compressionType > CU_MEM_ALLOCATION_COMP_GENERIC ||
      (properties->allocFlags.usage & ~(CU_MEM_CREATE_USAGE_TILE_POOL | CU_MEM_CREATE_USAGE_HW_DECOMPRESS)) != 0)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(check_location(properties->location, device));
  // There is no fabric between simulated nodes, and Windows' handles are Windows'.
  return (wanted & ~CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR) != 0 ? CUDA_ERROR_NOT_SUPPORTED : CUDA_SUCCESS;
}

static CUmemGenericAllocationHandle add_handle(struct sg_physical *physical) {
  struct handle *handle = sg_handle_new(&handles);
  if (handle == NULL)
    return 0;
  handle->physical = physical;
  physical->handle = handle;
  physical->handles = 1;
  return (CUmemGenericAllocationHandle)(uintptr_t)handle;
}

struct sg_physical *sg_physical_of(CUmemGenericAllocationHandle handle) {
  struct handle *object = (struct handle *)(uintptr_t)handle;
  return object != NULL && sg_handle_live(&handles, object) ? object->physical : NULL;
}

CUmemGenericAllocationHandle sg_physical_retain(struct sg_physical *physical) {
  if (physical->handle == NULL)
    return add_handle(physical);
  physical->handles++;
  return (CUmemGenericAllocationHandle)(uintptr_t)physical->handle;
}

static void forget(struct sg_physical *physical) {
  struct sg_physical **link = &all;
  while (*link != physical)
    link = &(*link)->next;
  *link = physical->next;
}

static void end_if_unheld(struct sg_physical *physical) {
  if (physical->handles > 0 || physical->maps > 0)
    return;
  forget(physical);
  if (physical->kind == SG_PHYSICAL_MULTICAST)
    sg_multicast_end(physical->multicast);
  if (physical->object != SG_NONE)
    sg_hold_drop(physical->object);
  else if (physical->device != SG_NONE && physical->kind == SG_PHYSICAL_MEMORY)
    sg_memory_return(sg_driver.state, sg_driver.process, physical->device, SG_MEMORY_DATA, physical->bytes, physical->bytes);
  if (physical->file >= 0)
    close(physical->file);
  else if (physical->kind == SG_PHYSICAL_MEMORY)
    sg_backing_return(&physical->backing);
  free(physical);
}

void sg_physical_release(struct sg_physical *physical) {
  if (--physical->handles == 0) {
    sg_handle_free(&handles, physical->handle);
    physical->handle = NULL;
  }
  end_if_unheld(physical);
}

void sg_physical_hold(struct sg_physical *physical) {
  physical->maps++;
}

void sg_physical_let_go(struct sg_physical *physical) {
  physical->maps--;
  end_if_unheld(physical);
}

static bool charge(uint32_t device, uint64_t bytes) {
  do {
    if (sg_memory_charge(sg_driver.state, sg_driver.process, device, SG_MEMORY_DATA, bytes, bytes) == 0)
      return true;
  } while (sg_pools_make_room(device) || sg_managed_evict(device));
  return false;
}

// What is to be shared lives in a file of its own, and its bytes are the shared object's from the beginning: whoever dies
// first, they stay charged as long as somebody holds them.
static CUresult share(struct sg_physical *physical) {
  struct sg_share share = {.kind = SG_SHARE_PHYSICAL, .device = physical->device == SG_NONE ? 0 : physical->device,
                           .object = SG_NONE, .bytes = physical->bytes};
  memcpy(share.properties, &physical->properties, sizeof(physical->properties));
  physical->file = sg_share_make(&share);
  if (physical->file < 0)
    return CUDA_ERROR_OPERATING_SYSTEM;
  if (physical->device == SG_NONE)
    return CUDA_SUCCESS;
  share.instance = sg_driver.process->clients[physical->device].instance;
  if (sg_object_create(sg_driver.state, sg_driver.process, physical->device, physical->bytes, physical->bytes, "", 0,
                       &share.object) != 0)
    return CUDA_ERROR_OUT_OF_MEMORY;
  sg_hold_made(share.object);
  physical->object = share.object;
  physical->object_generation = share.object_generation = sg_driver.state->objects[share.object].generation;
  return sg_share_write(physical->file, &share) ? CUDA_SUCCESS : CUDA_ERROR_OPERATING_SYSTEM;
}

static CUresult take_bytes(struct sg_physical *physical) {
  if (physical->device != SG_NONE && !charge(physical->device, physical->bytes))
    return CUDA_ERROR_OUT_OF_MEMORY;
  CUresult result = (physical->properties.requestedHandleTypes & CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR) != 0
                        ? share(physical)
                        : sg_backing_take(physical->bytes, &physical->backing);
  if (result == CUDA_SUCCESS)
    return CUDA_SUCCESS;
  if (physical->object != SG_NONE)
    sg_hold_drop(physical->object);
  else if (physical->device != SG_NONE)
    sg_memory_return(sg_driver.state, sg_driver.process, physical->device, SG_MEMORY_DATA, physical->bytes, physical->bytes);
  if (physical->file >= 0)
    close(physical->file);
  return result;
}

static struct sg_physical *new_physical(enum sg_physical_kind kind, uint64_t bytes) {
  struct sg_physical *physical = calloc(1, sizeof(*physical));
  if (physical != NULL) {
    physical->kind = kind;
    physical->bytes = bytes;
    physical->device = SG_NONE;
    physical->file = -1;
    physical->object = SG_NONE;
  }
  return physical;
}

static CUresult enter(struct sg_physical *physical, CUmemGenericAllocationHandle *handle) {
  physical->next = all;
  all = physical;
  *handle = add_handle(physical);
  if (*handle != 0)
    return CUDA_SUCCESS;
  end_if_unheld(physical);
  return CUDA_ERROR_OUT_OF_MEMORY;
}

CUresult sg_physical_create(const CUmemAllocationProp *properties, uint64_t bytes, CUmemGenericAllocationHandle *handle) {
  struct sg_physical *physical = new_physical(SG_PHYSICAL_MEMORY, bytes);
  if (physical == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  physical->properties = *properties;
  CUresult result = sg_physical_check(properties, &physical->device);
  if (result == CUDA_SUCCESS)
    result = take_bytes(physical);
  if (result != CUDA_SUCCESS) {
    free(physical);
    return result;
  }
  return enter(physical, handle);
}

CUresult sg_physical_create_multicast(struct sg_multicast *multicast, uint64_t bytes, CUmemGenericAllocationHandle *handle) {
  struct sg_physical *physical = new_physical(SG_PHYSICAL_MULTICAST, bytes);
  if (physical == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  physical->multicast = multicast;
  return enter(physical, handle);
}

// The ordinal under which this process knows a device; -1: it may not see it.
static int ordinal_of(uint32_t device, uint32_t instance) {
  for (int i = 0; i < sg_driver.device_count; i++) {
    if (sg_driver.ordinals[i].device == device && sg_driver.ordinals[i].instance == instance)
      return i;
  }
  return -1;
}

static CUresult import_new(int file, const struct sg_share *share, CUmemGenericAllocationHandle *handle) {
  struct sg_physical *physical = new_physical(SG_PHYSICAL_MEMORY, share->bytes);
  if (physical == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  memcpy(&physical->properties, share->properties, sizeof(physical->properties));
  CUresult result = CUDA_SUCCESS;
  if (share->object != SG_NONE) {
    int ordinal = ordinal_of(share->device, share->instance);
    if (ordinal < 0)
      result = CUDA_ERROR_INVALID_DEVICE;
    else if (!sg_hold_add(share->object, share->object_generation))
      result = CUDA_ERROR_INVALID_VALUE;
    physical->device = share->device;
    physical->properties.location.id = ordinal;
  }
  if (result == CUDA_SUCCESS) {
    physical->object = share->object;
    physical->object_generation = share->object_generation;
    physical->file = sg_share_copy(file);
    if (physical->file < 0) {
      if (physical->object != SG_NONE)
        sg_hold_drop(physical->object);
      result = CUDA_ERROR_OPERATING_SYSTEM;
    }
  }
  if (result != CUDA_SUCCESS) {
    free(physical);
    return result;
  }
  return enter(physical, handle);
}

CUresult sg_physical_import(int file, CUmemGenericAllocationHandle *handle) {
  struct sg_share share;
  if (!sg_share_read(file, SG_SHARE_PHYSICAL, &share))
    return CUDA_ERROR_INVALID_VALUE;
  // What this process has already is not made a second time.
  for (struct sg_physical *physical = all; physical != NULL; physical = physical->next) {
    if (share.object != SG_NONE && physical->object == share.object && physical->object_generation == share.object_generation) {
      *handle = sg_physical_retain(physical);
      return *handle != 0 ? CUDA_SUCCESS : CUDA_ERROR_OUT_OF_MEMORY;
    }
  }
  return import_new(file, &share, handle);
}

CUresult sg_physical_map(struct sg_physical *physical, uint64_t offset, uint64_t bytes, CUdeviceptr address, char **host) {
  if (physical->kind == SG_PHYSICAL_MULTICAST) {
    *host = sg_region_bytes(sg_region_of(address), address);
    return CUDA_SUCCESS;
  }
  if (physical->file < 0) {
    struct sg_backing part = physical->backing;
    part.offset += offset;
    part.bytes = bytes;
    return sg_backing_map(&part, address, host);
  }
  char *wish = sg_region_bytes(sg_region_of(address), address);
  void *mapped = mmap(wish, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE | MAP_FIXED, physical->file,
                      (off_t)(SG_SHARE_DATA + offset));
  if (mapped == MAP_FAILED)
    return CUDA_ERROR_OUT_OF_MEMORY;
  madvise(mapped, bytes, MADV_DONTDUMP);
  *host = wish;
  return CUDA_SUCCESS;
}

CUresult sg_physical_open(struct sg_physical *physical, uint64_t offset, uint64_t bytes, CUdeviceptr address) {
  if (physical->kind == SG_PHYSICAL_MULTICAST)
    return CUDA_ERROR_INVALID_VALUE;
  int file = physical->file >= 0 ? physical->file : sg_regions()->file;
  uint64_t first = physical->file >= 0 ? SG_SHARE_DATA : physical->backing.offset;
  void *mapped = mmap((void *)(uintptr_t)address, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE | MAP_FIXED, file,
                      (off_t)(first + offset));
  return mapped == MAP_FAILED ? CUDA_ERROR_OUT_OF_MEMORY : CUDA_SUCCESS;
}

void sg_physical_close(CUdeviceptr address, uint64_t bytes) {
  sg_address_close(address, bytes);
}
