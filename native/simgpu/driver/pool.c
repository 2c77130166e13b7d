// Memory pools: making them, what they can be asked, which one a device uses.
#include "pool_memory.h"

#include "share.h"

// By ordinal, made when first asked for.
static struct sg_pool *defaults[SG_MAX_DEVICES], *current[SG_MAX_DEVICES];
static struct sg_pool *host_default, *host_current;

static CUresult check(const CUmemPoolProps *properties) {
  unsigned int known = CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR | CU_MEM_HANDLE_TYPE_WIN32 | CU_MEM_HANDLE_TYPE_WIN32_KMT |
                       CU_MEM_HANDLE_TYPE_FABRIC;
  if (properties->allocType != CU_MEM_ALLOCATION_TYPE_PINNED || (properties->handleTypes & ~known) != 0 ||
      (properties->usage & ~CU_MEM_POOL_CREATE_USAGE_HW_DECOMPRESS) != 0)
    return CUDA_ERROR_INVALID_VALUE;
  switch (properties->location.type) {
    case CU_MEM_LOCATION_TYPE_DEVICE:
      if (properties->location.id < 0 || properties->location.id >= sg_driver.device_count)
        return CUDA_ERROR_INVALID_DEVICE;
      break;
    case CU_MEM_LOCATION_TYPE_HOST:
    case CU_MEM_LOCATION_TYPE_HOST_NUMA:
      break;
    default:
      return CUDA_ERROR_INVALID_VALUE;
  }
  bool shares = properties->handleTypes != 0;
  bool only_files = properties->handleTypes == CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR &&
                    properties->location.type == CU_MEM_LOCATION_TYPE_DEVICE;
  return shares && !only_files ? CUDA_ERROR_NOT_SUPPORTED : CUDA_SUCCESS;
}

static CUresult make_file(struct sg_pool *pool) {
  struct sg_share share = {.kind = SG_SHARE_POOL, .device = pool->device, .object = SG_NONE, .bytes = UINT64_C(1) << 42,
                           .instance = sg_driver.process->clients[pool->device].instance};
  _Static_assert(sizeof(share.properties) == sizeof(pool->properties), "a pool's properties fit");
  __builtin_memcpy(share.properties, &pool->properties, sizeof(pool->properties));
  pool->file = sg_share_make(&share);
  return pool->file < 0 ? CUDA_ERROR_OPERATING_SYSTEM : CUDA_SUCCESS;
}

CUresult cuMemPoolCreate(CUmemoryPool *pool, const CUmemPoolProps *poolProps) {
  SG_ENTRY();
  if (pool == NULL || poolProps == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(check(poolProps));
  CUresult result = CUDA_ERROR_OUT_OF_MEMORY;
  sg_pools_lock();
  struct sg_pool *made = sg_pool_new(poolProps);
  if (made != NULL) {
    result = poolProps->handleTypes != 0 ? make_file(made) : CUDA_SUCCESS;
    if (result != CUDA_SUCCESS)
      sg_pool_end(made);
  }
  sg_pools_unlock();
  if (result == CUDA_SUCCESS)
    *pool = (CUmemoryPool)made;
  return result;
}

CUresult cuMemPoolDestroy(CUmemoryPool pool) {
  SG_ENTRY();
  struct sg_pool *found;
  sg_pools_lock();
  bool known = sg_pool_valid(pool, &found) && !found->is_default;
  if (known) {
    // Whoever used it by default goes back to the device's own.
    for (int i = 0; i < sg_driver.device_count; i++) {
      if (current[i] == found)
        current[i] = defaults[i];
    }
    if (host_current == found)
      host_current = host_default;
    sg_pool_end(found);
  }
  sg_pools_unlock();
  return known ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
}

CUresult cuMemPoolTrimTo(CUmemoryPool pool, size_t minBytesToKeep) {
  SG_ENTRY();
  sg_settle();
  struct sg_pool *found;
  sg_pools_lock();
  bool known = sg_pool_valid(pool, &found);
  if (known)
    sg_pool_trim(found, minBytesToKeep);
  sg_pools_unlock();
  return known ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
}

static CUresult set_attribute(struct sg_pool *pool, CUmemPool_attribute attribute, const void *value) {
  if (pool->is_imported)
    return CUDA_ERROR_INVALID_VALUE;
  switch (attribute) {
    case CU_MEMPOOL_ATTR_REUSE_FOLLOW_EVENT_DEPENDENCIES:
    case CU_MEMPOOL_ATTR_REUSE_ALLOW_OPPORTUNISTIC:
    case CU_MEMPOOL_ATTR_REUSE_ALLOW_INTERNAL_DEPENDENCIES:
      pool->reuse[attribute - 1] = *(const int *)value != 0;
      return CUDA_SUCCESS;
    case CU_MEMPOOL_ATTR_RELEASE_THRESHOLD:
      pool->threshold = *(const cuuint64_t *)value;
      return CUDA_SUCCESS;
    // The marks of the highest can be reset, to nothing but zero: they start again from the present.
    case CU_MEMPOOL_ATTR_RESERVED_MEM_HIGH:
      if (*(const cuuint64_t *)value != 0)
        return CUDA_ERROR_INVALID_VALUE;
      pool->reserved_high = pool->reserved;
      return CUDA_SUCCESS;
    case CU_MEMPOOL_ATTR_USED_MEM_HIGH:
      if (*(const cuuint64_t *)value != 0)
        return CUDA_ERROR_INVALID_VALUE;
      pool->used_high = pool->used;
      return CUDA_SUCCESS;
    default:
      return CUDA_ERROR_INVALID_VALUE;
  }
}

static CUresult get_attribute(const struct sg_pool *pool, CUmemPool_attribute attribute, void *value) {
  switch (attribute) {
    case CU_MEMPOOL_ATTR_REUSE_FOLLOW_EVENT_DEPENDENCIES:
    case CU_MEMPOOL_ATTR_REUSE_ALLOW_OPPORTUNISTIC:
    case CU_MEMPOOL_ATTR_REUSE_ALLOW_INTERNAL_DEPENDENCIES:
      *(int *)value = pool->reuse[attribute - 1];
      return CUDA_SUCCESS;
    case CU_MEMPOOL_ATTR_RELEASE_THRESHOLD: *(cuuint64_t *)value = pool->threshold; return CUDA_SUCCESS;
    case CU_MEMPOOL_ATTR_RESERVED_MEM_CURRENT: *(cuuint64_t *)value = pool->reserved; return CUDA_SUCCESS;
    case CU_MEMPOOL_ATTR_RESERVED_MEM_HIGH: *(cuuint64_t *)value = pool->reserved_high; return CUDA_SUCCESS;
    case CU_MEMPOOL_ATTR_USED_MEM_CURRENT: *(cuuint64_t *)value = pool->used; return CUDA_SUCCESS;
    case CU_MEMPOOL_ATTR_USED_MEM_HIGH: *(cuuint64_t *)value = pool->used_high; return CUDA_SUCCESS;
    default: return CUDA_ERROR_INVALID_VALUE;
  }
}

CUresult cuMemPoolSetAttribute(CUmemoryPool pool, CUmemPool_attribute attr, void *value) {
  SG_ENTRY();
  struct sg_pool *found;
  if (value == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  sg_pools_lock();
  CUresult result = sg_pool_valid(pool, &found) ? set_attribute(found, attr, value) : CUDA_ERROR_INVALID_VALUE;
  sg_pools_unlock();
  return result;
}

CUresult cuMemPoolGetAttribute(CUmemoryPool pool, CUmemPool_attribute attr, void *value) {
  SG_ENTRY();
  struct sg_pool *found;
  if (value == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  sg_pools_lock();
  CUresult result = sg_pool_valid(pool, &found) ? get_attribute(found, attr, value) : CUDA_ERROR_INVALID_VALUE;
  sg_pools_unlock();
  return result;
}

static CUresult check_device(const CUmemLocation *location) {
  if (location->type != CU_MEM_LOCATION_TYPE_DEVICE)
    return CUDA_ERROR_INVALID_VALUE;
  return location->id >= 0 && location->id < sg_driver.device_count ? CUDA_SUCCESS : CUDA_ERROR_INVALID_DEVICE;
}

static CUresult check_access(const struct sg_pool *pool, const CUmemAccessDesc *access) {
  SG_TRY(check_device(&access->location));
  if (access->flags != CU_MEM_ACCESS_FLAGS_PROT_NONE && access->flags != CU_MEM_ACCESS_FLAGS_PROT_READ &&
      access->flags != CU_MEM_ACCESS_FLAGS_PROT_READWRITE)
    return CUDA_ERROR_INVALID_VALUE;
  // A pool's own device never loses it.
  return access->location.id == pool->ordinal && access->flags != CU_MEM_ACCESS_FLAGS_PROT_READWRITE
             ? CUDA_ERROR_INVALID_VALUE
             : CUDA_SUCCESS;
}

CUresult cuMemPoolSetAccess(CUmemoryPool pool, const CUmemAccessDesc *map, size_t count) {
  SG_ENTRY();
  struct sg_pool *found;
  if (map == NULL || count == 0)
    return CUDA_ERROR_INVALID_VALUE;
  sg_pools_lock();
  CUresult result = sg_pool_valid(pool, &found) ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
  for (size_t i = 0; i < count && result == CUDA_SUCCESS; i++)
    result = check_access(found, &map[i]);
  for (size_t i = 0; i < count && result == CUDA_SUCCESS; i++)
    found->access[map[i].location.id] = (uint8_t)map[i].flags;
  sg_pools_unlock();
  return result;
}

CUresult cuMemPoolGetAccess(CUmemAccess_flags *flags, CUmemoryPool memPool, CUmemLocation *location) {
  SG_ENTRY();
  struct sg_pool *found;
  if (flags == NULL || location == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(check_device(location));
  sg_pools_lock();
  bool known = sg_pool_valid(memPool, &found);
  if (known)
    *flags = (CUmemAccess_flags)found->access[location->id];
  sg_pools_unlock();
  return known ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
}

static struct sg_pool *default_of(const CUmemLocation *location) {
  bool on_device = location->type == CU_MEM_LOCATION_TYPE_DEVICE;
  struct sg_pool **own = on_device ? &defaults[location->id] : &host_default;
  if (*own == NULL) {
    *own = sg_pool_new(&(CUmemPoolProps){.allocType = CU_MEM_ALLOCATION_TYPE_PINNED, .location = *location});
    if (*own == NULL)
      return NULL;
    (*own)->is_default = true;
    *(on_device ? &current[location->id] : &host_current) = *own;
  }
  return *own;
}

static struct sg_pool *current_of(const CUmemLocation *location) {
  if (default_of(location) == NULL)
    return NULL;
  return location->type == CU_MEM_LOCATION_TYPE_DEVICE ? current[location->id] : host_current;
}

struct sg_pool *sg_pool_current(int ordinal) {
  return current_of(&(CUmemLocation){.type = CU_MEM_LOCATION_TYPE_DEVICE, .id = ordinal});
}

static CUresult answer(CUmemoryPool *out, const CUmemLocation *location, struct sg_pool *(*which)(const CUmemLocation *)) {
  sg_pools_lock();
  struct sg_pool *pool = which(location);
  sg_pools_unlock();
  if (pool == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  *out = (CUmemoryPool)pool;
  return CUDA_SUCCESS;
}

static CUresult set_current(const CUmemLocation *location, CUmemoryPool pool) {
  struct sg_pool *found;
  CUresult result = CUDA_ERROR_INVALID_VALUE;
  bool on_device = location->type == CU_MEM_LOCATION_TYPE_DEVICE;
  sg_pools_lock();
  // A pool of another device, or another process's, is no use.
  if (sg_pool_valid(pool, &found) && !found->is_imported && found->ordinal == (on_device ? location->id : -1)) {
    result = default_of(location) == NULL ? CUDA_ERROR_OUT_OF_MEMORY : CUDA_SUCCESS;
    if (result == CUDA_SUCCESS)
      *(on_device ? &current[location->id] : &host_current) = found;
  }
  sg_pools_unlock();
  return result;
}

static CUresult device_location(CUdevice device, CUmemLocation *location) {
  *location = (CUmemLocation){.type = CU_MEM_LOCATION_TYPE_DEVICE, .id = device};
  return device >= 0 && device < sg_driver.device_count ? CUDA_SUCCESS : CUDA_ERROR_INVALID_DEVICE;
}

CUresult cuDeviceGetDefaultMemPool(CUmemoryPool *pool_out, CUdevice dev) {
  SG_ENTRY();
  CUmemLocation location;
  if (pool_out == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(device_location(dev, &location));
  return answer(pool_out, &location, default_of);
}

CUresult cuDeviceGetMemPool(CUmemoryPool *pool, CUdevice dev) {
  SG_ENTRY();
  CUmemLocation location;
  if (pool == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(device_location(dev, &location));
  return answer(pool, &location, current_of);
}

CUresult cuDeviceSetMemPool(CUdevice dev, CUmemoryPool pool) {
  SG_ENTRY();
  CUmemLocation location;
  SG_TRY(device_location(dev, &location));
  return set_current(&location, pool);
}

static CUresult check_location(const CUmemLocation *location, CUmemAllocationType type) {
  if (location == NULL || type != CU_MEM_ALLOCATION_TYPE_PINNED)
    return CUDA_ERROR_INVALID_VALUE;
  switch (location->type) {
    case CU_MEM_LOCATION_TYPE_DEVICE: return check_device(location);
    case CU_MEM_LOCATION_TYPE_HOST:
    case CU_MEM_LOCATION_TYPE_HOST_NUMA: return CUDA_SUCCESS;
    default: return CUDA_ERROR_INVALID_VALUE;
  }
}

CUresult cuMemGetDefaultMemPool(CUmemoryPool *pool_out, CUmemLocation *location, CUmemAllocationType type) {
  SG_ENTRY();
  if (pool_out == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(check_location(location, type));
  return answer(pool_out, location, default_of);
}

CUresult cuMemGetMemPool(CUmemoryPool *pool, CUmemLocation *location, CUmemAllocationType type) {
  SG_ENTRY();
  if (pool == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(check_location(location, type));
  return answer(pool, location, current_of);
}

CUresult cuMemSetMemPool(CUmemLocation *location, CUmemAllocationType type, CUmemoryPool pool) {
  SG_ENTRY();
  SG_TRY(check_location(location, type));
  return set_current(location, pool);
}
