// Functions: what they need and how they may be launched.
#include "module.h"

#include <stdio.h>
#include <string.h>

enum { DEFAULT_REGISTERS = 32, SHARED_BYTES_PER_BLOCK = 48 << 10, ATTRIBUTES = CU_FUNC_ATTRIBUTE_MAX };
_Static_assert((int)ATTRIBUTES <= (int)(sizeof(((struct sg_function *)0)->attributes) / sizeof(int)), "room for all");

// From compute capability 8.0 on a block's launch takes one KiB of a multiprocessor's shared memory for itself.
// Shared memory one block can have at most by opting in.
static uint32_t shared_bytes_opt_in(uint32_t device) {
  const struct sg_device_description *description = &sg_driver.state->description.devices[device];
  uint32_t all = description->shared_bytes_per_sm;
  return description->compute_major >= 8 && all > 1024 ? all - 1024 : all;
}

// A name that ends in _us<N> says how long a wave of its blocks takes.
static uint64_t duration_from_name(const char *name) {
  const char *suffix = NULL;
  for (const char *at = strstr(name, "_us"); at != NULL; at = strstr(at + 1, "_us"))
    suffix = at;
  if (suffix == NULL || suffix[3] == '\0')
    return 0;
  uint64_t us = 0;
  for (const char *digit = suffix + 3; *digit != '\0'; digit++) {
    if (*digit < '0' || *digit > '9' || us > 1000000000)
      return 0;
    us = us * 10 + (uint64_t)(*digit - '0');
  }
  return us * 1000;
}

// The description of the node has the last word, then the module, then the name.
static void set_cost(const struct sg_image_kernel *kernel, struct sg_function *out) {
  const struct sg_description *description = &sg_driver.state->description;
  out->duration_ns = kernel->duration_ns;
  out->duration_per_wave_ns = kernel->duration_per_wave_ns;
  out->sms = kernel->sms;
  out->jitter_percent = kernel->jitter_percent;
  if (out->duration_ns == 0 && out->duration_per_wave_ns == 0)
    out->duration_per_wave_ns = duration_from_name(kernel->name);
  for (uint32_t i = 0; i < description->kernel_count; i++) {
    const struct sg_kernel_description *known = &description->kernels[i];
    if (strcmp(known->name, kernel->name) != 0)
      continue;
    out->duration_ns = known->duration_ns;
    out->duration_per_wave_ns = known->duration_per_wave_ns;
    out->sms = known->sms;
    out->jitter_percent = known->jitter_percent;
    break;
  }
}

void sg_function_describe(const struct sg_image_kernel *kernel, const struct sg_image *image, uint32_t device,
                          struct sg_function_object *out) {
  const struct sg_device_description *description = &sg_driver.state->description.devices[device];
  struct sg_function *function = &out->function;
  snprintf(function->name, sizeof(function->name), "%s", kernel->name);
  set_cost(kernel, function);
  function->computes = kernel->computes;
  function->parameter_count = kernel->parameter_count;
  for (uint32_t i = 0; i < kernel->parameter_count; i++) {
    function->parameters[i].offset = kernel->parameters[i].offset;
    function->parameters[i].size = kernel->parameters[i].size;
  }
  out->parameters_known = kernel->parameters_known;
  int capability = (int)(description->compute_major * 10 + description->compute_minor);
  int *attributes = function->attributes;
  uint32_t registers = kernel->registers != 0 ? kernel->registers : DEFAULT_REGISTERS;
  // A block has 65,536 registers at most, given out for whole warps.
  uint32_t threads = 65536 / registers / 32 * 32;
  threads = threads > 1024 ? 1024 : threads;
  if (kernel->max_threads != 0 && kernel->max_threads < threads)
    threads = kernel->max_threads;
  attributes[CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK] = (int)threads;
  attributes[CU_FUNC_ATTRIBUTE_SHARED_SIZE_BYTES] = (int)kernel->shared_bytes;
  attributes[CU_FUNC_ATTRIBUTE_CONST_SIZE_BYTES] = (int)kernel->const_bytes;
  attributes[CU_FUNC_ATTRIBUTE_LOCAL_SIZE_BYTES] = (int)kernel->local_bytes;
  attributes[CU_FUNC_ATTRIBUTE_NUM_REGS] = (int)registers;
  attributes[CU_FUNC_ATTRIBUTE_PTX_VERSION] = image->target != 0 ? (int)image->target : capability;
  attributes[CU_FUNC_ATTRIBUTE_BINARY_VERSION] = capability;
  int dynamic = SHARED_BYTES_PER_BLOCK - (int)kernel->shared_bytes;
  attributes[CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES] = dynamic < 0 ? 0 : dynamic;
  attributes[CU_FUNC_ATTRIBUTE_PREFERRED_SHARED_MEMORY_CARVEOUT] = CU_SHAREDMEM_CARVEOUT_DEFAULT;
  attributes[CU_FUNC_ATTRIBUTE_REQUIRED_CLUSTER_WIDTH] = (int)kernel->cluster[0];
  attributes[CU_FUNC_ATTRIBUTE_REQUIRED_CLUSTER_HEIGHT] = (int)kernel->cluster[1];
  attributes[CU_FUNC_ATTRIBUTE_REQUIRED_CLUSTER_DEPTH] = (int)kernel->cluster[2];
  attributes[CU_FUNC_ATTRIBUTE_CLUSTER_SIZE_MUST_BE_SET] = kernel->cluster[0] != 0;
}

static bool is_attribute(CUfunction_attribute attribute) {
  return (int)attribute >= 0 && (int)attribute < ATTRIBUTES;
}

CUresult sg_function_get_attribute(const struct sg_function *function, CUfunction_attribute attribute, int *value) {
  if (!is_attribute(attribute))
    return CUDA_ERROR_INVALID_VALUE;
  *value = __atomic_load_n(&function->attributes[attribute], __ATOMIC_RELAXED);
  return CUDA_SUCCESS;
}

CUresult sg_function_check_attribute(uint32_t device, const int *attributes, CUfunction_attribute attribute, int value) {
  bool clusters = sg_driver.state->description.devices[device].compute_major >= 9;
  switch (attribute) {
  case CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES:
    return value >= 0 && value <= (int)shared_bytes_opt_in(device) - attributes[CU_FUNC_ATTRIBUTE_SHARED_SIZE_BYTES]
               ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
  case CU_FUNC_ATTRIBUTE_PREFERRED_SHARED_MEMORY_CARVEOUT:
    return value >= -1 && value <= 100 ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
  case CU_FUNC_ATTRIBUTE_REQUIRED_CLUSTER_WIDTH:
  case CU_FUNC_ATTRIBUTE_REQUIRED_CLUSTER_HEIGHT:
  case CU_FUNC_ATTRIBUTE_REQUIRED_CLUSTER_DEPTH:
    // What was fixed at compile time stays.
    return clusters && value >= 0 && attributes[CU_FUNC_ATTRIBUTE_CLUSTER_SIZE_MUST_BE_SET] == 0 ? CUDA_SUCCESS
                                                                                                : CUDA_ERROR_INVALID_VALUE;
  case CU_FUNC_ATTRIBUTE_NON_PORTABLE_CLUSTER_SIZE_ALLOWED:
    return clusters && (value == 0 || value == 1) ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
  case CU_FUNC_ATTRIBUTE_CLUSTER_SCHEDULING_POLICY_PREFERENCE:
    return clusters && value >= 0 && value <= 2 ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
  default:
    return CUDA_ERROR_INVALID_VALUE;
  }
}

static CUresult set_attribute(struct sg_function *function, CUfunction_attribute attribute, int value) {
  SG_TRY(sg_function_check_attribute(function->module->context->device, function->attributes, attribute, value));
  __atomic_store_n(&function->attributes[attribute], value, __ATOMIC_RELAXED);
  return CUDA_SUCCESS;
}

CUresult cuFuncGetAttribute(int *pi, CUfunction_attribute attrib, CUfunction hfunc) {
  SG_ENTRY();
  struct sg_function *function;
  if (pi == NULL || !is_attribute(attrib))
    return CUDA_ERROR_INVALID_VALUE;
  if (!sg_function_valid(hfunc, &function))
    return CUDA_ERROR_INVALID_HANDLE;
  return sg_function_get_attribute(function, attrib, pi);
}

CUresult cuFuncSetAttribute(CUfunction hfunc, CUfunction_attribute attrib, int value) {
  SG_ENTRY();
  struct sg_function *function;
  if (!sg_function_valid(hfunc, &function))
    return CUDA_ERROR_INVALID_HANDLE;
  return set_attribute(function, attrib, value);
}

CUresult cuFuncSetCacheConfig(CUfunction hfunc, CUfunc_cache config) {
  SG_ENTRY();
  struct sg_function *function;
  if ((int)config < CU_FUNC_CACHE_PREFER_NONE || config > CU_FUNC_CACHE_PREFER_EQUAL)
    return CUDA_ERROR_INVALID_VALUE;
  return sg_function_valid(hfunc, &function) ? CUDA_SUCCESS : CUDA_ERROR_INVALID_HANDLE;
}

CUresult cuFuncSetSharedMemConfig(CUfunction hfunc, CUsharedconfig config) {
  SG_ENTRY();
  struct sg_function *function;
  if ((int)config < CU_SHARED_MEM_CONFIG_DEFAULT_BANK_SIZE || config > CU_SHARED_MEM_CONFIG_EIGHT_BYTE_BANK_SIZE)
    return CUDA_ERROR_INVALID_VALUE;
  return sg_function_valid(hfunc, &function) ? CUDA_SUCCESS : CUDA_ERROR_INVALID_HANDLE;
}

CUresult cuFuncGetModule(CUmodule *hmod, CUfunction hfunc) {
  SG_ENTRY();
  struct sg_function *function;
  if (hmod == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  if (!sg_function_valid(hfunc, &function))
    return CUDA_ERROR_INVALID_HANDLE;
  *hmod = (CUmodule)function->module;
  return CUDA_SUCCESS;
}

CUresult cuFuncGetName(const char **name, CUfunction hfunc) {
  SG_ENTRY();
  struct sg_function *function;
  if (name == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  if (!sg_function_valid(hfunc, &function))
    return CUDA_ERROR_INVALID_HANDLE;
  *name = function->name;
  return CUDA_SUCCESS;
}

CUresult cuFuncGetParamInfo(CUfunction func, size_t paramIndex, size_t *paramOffset, size_t *paramSize) {
  SG_ENTRY();
  struct sg_function *function;
  if (paramOffset == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  if (!sg_function_valid(func, &function))
    return CUDA_ERROR_INVALID_HANDLE;
  if (paramIndex >= function->parameter_count)
    return CUDA_ERROR_INVALID_VALUE;
  *paramOffset = function->parameters[paramIndex].offset;
  if (paramSize != NULL)
    *paramSize = function->parameters[paramIndex].size;
  return CUDA_SUCCESS;
}

CUresult cuFuncIsLoaded(CUfunctionLoadingState *state, CUfunction function) {
  SG_ENTRY();
  struct sg_function *found;
  CUmoduleLoadingMode mode;
  if (state == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  if (!sg_function_valid(function, &found))
    return CUDA_ERROR_INVALID_HANDLE;
  SG_TRY(cuModuleGetLoadingMode(&mode));
  bool loaded = mode == CU_MODULE_EAGER_LOADING || atomic_load(&((struct sg_function_object *)found)->loaded);
  *state = loaded ? CU_FUNCTION_LOADING_STATE_LOADED : CU_FUNCTION_LOADING_STATE_UNLOADED;
  return CUDA_SUCCESS;
}

CUresult cuFuncLoad(CUfunction function) {
  SG_ENTRY();
  struct sg_function *found;
  if (!sg_function_valid(function, &found))
    return CUDA_ERROR_INVALID_HANDLE;
  atomic_store(&((struct sg_function_object *)found)->loaded, true);
  return CUDA_SUCCESS;
}
