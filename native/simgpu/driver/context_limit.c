// What a context's kernels may use: limits and the split of on-chip memory.
#include "context.h"
#include "version.h"

static const struct sg_device_description *description(const struct sg_context_object *object) {
  return &sg_driver.state->description.devices[object->context.device];
}

// Limits that the device has: those of dynamic parallelism's old form went with compute capability 9.0, setting L2 aside came
// with 8.0.
static bool limit_supported(const struct sg_context_object *object, CUlimit limit) {
  uint32_t major = description(object)->compute_major;
  switch (limit) {
  case CU_LIMIT_DEV_RUNTIME_SYNC_DEPTH:
    return major < 9;
  case CU_LIMIT_PERSISTING_L2_CACHE_SIZE:
    return major >= 8;
  case CU_LIMIT_SHMEM_SIZE:
  case CU_LIMIT_CIG_ENABLED:
  case CU_LIMIT_CIG_SHMEM_FALLBACK_ENABLED:
    return sg_cuda_version() >= 12050;
  default:
    return true;
  }
}

CUresult cuCtxGetLimit(size_t *pvalue, CUlimit limit) {
  SG_ENTRY();
  struct sg_context_object *object;
  if (pvalue == NULL || (int)limit < 0 || limit >= CU_LIMIT_MAX)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_context_current_object(&object));
  if (!limit_supported(object, limit))
    return CUDA_ERROR_UNSUPPORTED_LIMIT;
  *pvalue = object->context.limits[limit];
  return CUDA_SUCCESS;
}

CUresult cuCtxSetLimit(CUlimit limit, size_t value) {
  SG_ENTRY();
  struct sg_context_object *object;
  if ((int)limit < 0 || limit >= CU_LIMIT_MAX)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_context_current_object(&object));
  if (!limit_supported(object, limit))
    return CUDA_ERROR_UNSUPPORTED_LIMIT;
  size_t most_persisting = (size_t)description(object)->l2_bytes / 4 * 3;
  switch (limit) {
  case CU_LIMIT_STACK_SIZE:
    if (value > 512 << 10)
      return CUDA_ERROR_INVALID_VALUE;
    value = (value + 15) & ~(size_t)15;
    break;
  case CU_LIMIT_DEV_RUNTIME_SYNC_DEPTH:
    if (value > 24)
      return CUDA_ERROR_INVALID_VALUE;
    break;
  case CU_LIMIT_MAX_L2_FETCH_GRANULARITY:
    if (value > 128)
      return CUDA_ERROR_INVALID_VALUE;
    break;
  case CU_LIMIT_PERSISTING_L2_CACHE_SIZE:
    if (value > most_persisting)
      value = most_persisting;
    break;
  case CU_LIMIT_SHMEM_SIZE:
  case CU_LIMIT_CIG_ENABLED:
  case CU_LIMIT_CIG_SHMEM_FALLBACK_ENABLED:
    return CUDA_ERROR_UNSUPPORTED_LIMIT;
  default:
    break;
  }
  object->context.limits[limit] = value;
  return CUDA_SUCCESS;
}

CUresult cuCtxResetPersistingL2Cache(void) {
  SG_ENTRY();
  struct sg_context_object *object;
  SG_TRY(sg_context_current_object(&object));
  return description(object)->compute_major >= 8 ? CUDA_SUCCESS : CUDA_ERROR_NOT_SUPPORTED;
}

CUresult cuCtxGetCacheConfig(CUfunc_cache *pconfig) {
  SG_ENTRY();
  struct sg_context_object *object;
  if (pconfig == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_context_current_object(&object));
  *pconfig = object->context.cache_config;
  return CUDA_SUCCESS;
}

CUresult cuCtxSetCacheConfig(CUfunc_cache config) {
  SG_ENTRY();
  struct sg_context_object *object;
  if ((int)config < CU_FUNC_CACHE_PREFER_NONE || config > CU_FUNC_CACHE_PREFER_EQUAL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_context_current_object(&object));
  object->context.cache_config = config;
  return CUDA_SUCCESS;
}

CUresult cuCtxGetSharedMemConfig(CUsharedconfig *pConfig) {
  SG_ENTRY();
  struct sg_context_object *object;
  if (pConfig == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_context_current_object(&object));
  *pConfig = object->context.shared_config;
  return CUDA_SUCCESS;
}

// Every device since compute capability 5.0 has banks of four bytes, whatever is asked for.
CUresult cuCtxSetSharedMemConfig(CUsharedconfig config) {
  SG_ENTRY();
  struct sg_context_object *object;
  if ((int)config < CU_SHARED_MEM_CONFIG_DEFAULT_BANK_SIZE || config > CU_SHARED_MEM_CONFIG_EIGHT_BYTE_BANK_SIZE)
    return CUDA_ERROR_INVALID_VALUE;
  return sg_context_current_object(&object);
}
