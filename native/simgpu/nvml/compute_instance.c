// Compute instances of a GPU instance.
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "mig_result.h"
#include "nvml.h"

// Finds a GPU instance by its handle. On success the lock is held.
static nvmlReturn_t lock_instance(nvmlGpuInstance_t handle, uint32_t *device, struct sg_mig_instance **out) {
  uint32_t id;
  if (!sg_nvml_instance_of(handle, device, &id))
    return NVML_ERROR_INVALID_ARGUMENT;
  SG_NVML_TRY(sg_nvml_card_there(*device));
  sg_state_lock(sg_nvml.state);
  *out = sg_mig_find(sg_nvml.state, *device, id);
  if (*out != NULL)
    return NVML_SUCCESS;
  sg_state_unlock(sg_nvml.state);
  return NVML_ERROR_NOT_FOUND;
}

static nvmlReturn_t profile_of(nvmlGpuInstance_t handle, unsigned int number, struct sg_mig_compute_profile *out,
                               struct sg_mig_profile *whole) {
  if (number >= NVML_COMPUTE_INSTANCE_PROFILE_COUNT)
    return NVML_ERROR_INVALID_ARGUMENT;
  uint32_t device;
  struct sg_mig_instance *instance;
  SG_NVML_TRY(lock_instance(handle, &device, &instance));
  bool found = sg_mig_compute_profile(sg_nvml.state, device, instance, number, out);
  *whole = *sg_mig_profile_of(sg_nvml.state, device, instance);
  sg_state_unlock(sg_nvml.state);
  return found ? NVML_SUCCESS : NVML_ERROR_NOT_SUPPORTED;
}

nvmlReturn_t nvmlGpuInstanceGetComputeInstanceProfileInfo(nvmlGpuInstance_t gpuInstance, unsigned int profile,
                                                          unsigned int engProfile, nvmlComputeInstanceProfileInfo_t *info) {
  SG_NVML_ENTRY();
  SG_NVML_OUTPUT(info);
  if (engProfile >= NVML_COMPUTE_INSTANCE_ENGINE_PROFILE_COUNT)
    return NVML_ERROR_INVALID_ARGUMENT;
  struct sg_mig_compute_profile it;
  struct sg_mig_profile whole;
  SG_NVML_TRY(profile_of(gpuInstance, profile, &it, &whole));
  *info = (nvmlComputeInstanceProfileInfo_t){
    .id = it.id, .sliceCount = it.slices, .instanceCount = it.instances, .multiprocessorCount = it.sms,
    .sharedCopyEngineCount = whole.copy_engines, .sharedDecoderCount = whole.decoders, .sharedEncoderCount = whole.encoders,
    .sharedJpegCount = whole.jpegs, .sharedOfaCount = whole.ofas};
  return NVML_SUCCESS;
}

static void name_profile(const struct sg_mig_compute_profile *it, const struct sg_mig_profile *whole, char *out, size_t size) {
  if (it->slices == whole->slices)
    snprintf(out, size, "MIG %s", whole->name);
  else
    snprintf(out, size, "MIG %uc.%s", it->slices, whole->name);
}

nvmlReturn_t nvmlGpuInstanceGetComputeInstanceProfileInfoV(nvmlGpuInstance_t gpuInstance, unsigned int profile,
                                                           unsigned int engProfile, nvmlComputeInstanceProfileInfo_v2_t *info) {
  SG_NVML_ENTRY();
  SG_NVML_OUTPUT(info);
  if (engProfile >= NVML_COMPUTE_INSTANCE_ENGINE_PROFILE_COUNT)
    return NVML_ERROR_INVALID_ARGUMENT;
  // The third version begins like the second.
  unsigned int version = info->version;
  if (version != nvmlComputeInstanceProfileInfo_v2 && version != nvmlComputeInstanceProfileInfo_v3)
    return NVML_ERROR_ARGUMENT_VERSION_MISMATCH;
  struct sg_mig_compute_profile it;
  struct sg_mig_profile whole;
  SG_NVML_TRY(profile_of(gpuInstance, profile, &it, &whole));
  *info = (nvmlComputeInstanceProfileInfo_v2_t){
    .version = version, .id = it.id, .sliceCount = it.slices, .instanceCount = it.instances, .multiprocessorCount = it.sms,
    .sharedCopyEngineCount = whole.copy_engines, .sharedDecoderCount = whole.decoders, .sharedEncoderCount = whole.encoders,
    .sharedJpegCount = whole.jpegs, .sharedOfaCount = whole.ofas};
  name_profile(&it, &whole, info->name, sizeof(info->name));
  if (version == nvmlComputeInstanceProfileInfo_v3)
    ((nvmlComputeInstanceProfileInfo_v3_t *)(void *)info)->capabilities = 0;
  return NVML_SUCCESS;
}

// Profiles are asked for and created by the same number.
nvmlReturn_t nvmlGpuInstanceGetComputeInstancePossiblePlacements(nvmlGpuInstance_t gpuInstance, unsigned int profileId,
                                                                 nvmlComputeInstancePlacement_t *placements,
                                                                 unsigned int *count) {
  SG_NVML_ENTRY();
  SG_NVML_OUTPUT(count);
  struct sg_mig_compute_profile it;
  struct sg_mig_profile whole;
  SG_NVML_TRY(profile_of(gpuInstance, profileId, &it, &whole));
  *count = it.placement_count;
  for (uint32_t i = 0; placements != NULL && i < it.placement_count; i++)
    placements[i] = (nvmlComputeInstancePlacement_t){.start = it.placement_starts[i], .size = it.slices};
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlGpuInstanceGetComputeInstanceRemainingCapacity(nvmlGpuInstance_t gpuInstance, unsigned int profileId,
                                                                unsigned int *count) {
  SG_NVML_ENTRY();
  SG_NVML_OUTPUT(count);
  uint32_t device;
  struct sg_mig_instance *instance;
  SG_NVML_TRY(lock_instance(gpuInstance, &device, &instance));
  struct sg_mig_compute_profile it;
  bool found = sg_mig_compute_profile(sg_nvml.state, device, instance, profileId, &it);
  if (found)
    *count = sg_mig_compute_remaining(instance, &it);
  sg_state_unlock(sg_nvml.state);
  return found ? NVML_SUCCESS : NVML_ERROR_NOT_SUPPORTED;
}

static nvmlReturn_t create(nvmlGpuInstance_t handle, unsigned int profile_id, const nvmlComputeInstancePlacement_t *placement,
                           nvmlComputeInstance_t *out) {
  SG_NVML_OUTPUT(out);
  if (geteuid() != 0)
    return NVML_ERROR_NO_PERMISSION;
  uint32_t device, id;
  struct sg_mig_instance *instance;
  SG_NVML_TRY(lock_instance(handle, &device, &instance));
  struct sg_mig_compute_profile it;
  enum sg_mig_result result = SG_MIG_NOT_SUPPORTED;
  if (sg_mig_compute_profile(sg_nvml.state, device, instance, profile_id, &it)) {
    result = placement != NULL && placement->size != it.slices
                 ? SG_MIG_INVALID
                 : sg_mig_compute_create(sg_nvml.state, device, instance, &it,
                                         placement == NULL ? SG_MIG_ANYWHERE : placement->start, &id);
  }
  if (result == SG_MIG_OK) {
    *out = sg_nvml_compute_handle(device, instance->id, id);
    sg_nvml_event_add(sg_nvml.state, nvmlEventMigConfigChange, 0, device, instance->id);
  }
  sg_state_unlock(sg_nvml.state);
  return sg_nvml_mig_result(result);
}

nvmlReturn_t nvmlGpuInstanceCreateComputeInstance(nvmlGpuInstance_t gpuInstance, unsigned int profileId,
                                                  nvmlComputeInstance_t *computeInstance) {
  SG_NVML_ENTRY();
  return create(gpuInstance, profileId, NULL, computeInstance);
}

nvmlReturn_t nvmlGpuInstanceCreateComputeInstanceWithPlacement(nvmlGpuInstance_t gpuInstance, unsigned int profileId,
                                                               const nvmlComputeInstancePlacement_t *placement,
                                                               nvmlComputeInstance_t *computeInstance) {
  SG_NVML_ENTRY();
  SG_NVML_OUTPUT(placement);
  return create(gpuInstance, profileId, placement, computeInstance);
}

nvmlReturn_t nvmlComputeInstanceDestroy(nvmlComputeInstance_t computeInstance) {
  SG_NVML_ENTRY();
  uint32_t device, instance_id, id;
  if (!sg_nvml_compute_of(computeInstance, &device, &instance_id, &id))
    return NVML_ERROR_INVALID_ARGUMENT;
  SG_NVML_TRY(sg_nvml_card_there(device));
  if (geteuid() != 0)
    return NVML_ERROR_NO_PERMISSION;
  sg_state_lock(sg_nvml.state);
  struct sg_mig_instance *instance = sg_mig_find(sg_nvml.state, device, instance_id);
  enum sg_mig_result result = instance == NULL ? SG_MIG_NOT_FOUND : sg_mig_compute_destroy(sg_nvml.state, device, instance, id);
  if (result == SG_MIG_OK)
    sg_nvml_event_add(sg_nvml.state, nvmlEventMigConfigChange, 0, device, instance_id);
  sg_state_unlock(sg_nvml.state);
  return sg_nvml_mig_result(result);
}

nvmlReturn_t nvmlGpuInstanceGetComputeInstances(nvmlGpuInstance_t gpuInstance, unsigned int profileId,
                                                nvmlComputeInstance_t *computeInstances, unsigned int *count) {
  SG_NVML_ENTRY();
  SG_NVML_OUTPUT(computeInstances);
  SG_NVML_OUTPUT(count);
  uint32_t device;
  struct sg_mig_instance *instance;
  SG_NVML_TRY(lock_instance(gpuInstance, &device, &instance));
  struct sg_mig_compute_profile it;
  bool known = sg_mig_compute_profile(sg_nvml.state, device, instance, profileId, &it);
  *count = 0;
  for (uint32_t id = 0; id < SG_MAX_MIG_INSTANCES && known; id++) {
    uint32_t found = sg_mig_compute_find(instance, id);
    if (found != SG_NONE && instance->compute[found].profile_id == profileId)
      computeInstances[(*count)++] = sg_nvml_compute_handle(device, instance->id, id);
  }
  sg_state_unlock(sg_nvml.state);
  return known ? NVML_SUCCESS : NVML_ERROR_NOT_SUPPORTED;
}

nvmlReturn_t nvmlGpuInstanceGetComputeInstanceById(nvmlGpuInstance_t gpuInstance, unsigned int id,
                                                   nvmlComputeInstance_t *computeInstance) {
  SG_NVML_ENTRY();
  SG_NVML_OUTPUT(computeInstance);
  uint32_t device;
  struct sg_mig_instance *instance;
  SG_NVML_TRY(lock_instance(gpuInstance, &device, &instance));
  bool found = sg_mig_compute_find(instance, id) != SG_NONE;
  if (found)
    *computeInstance = sg_nvml_compute_handle(device, instance->id, id);
  sg_state_unlock(sg_nvml.state);
  return found ? NVML_SUCCESS : NVML_ERROR_NOT_FOUND;
}

static nvmlReturn_t info_of(nvmlComputeInstance_t handle, nvmlComputeInstanceInfo_t *info, size_t size) {
  SG_NVML_OUTPUT(info);
  uint32_t device, instance_id, id;
  if (!sg_nvml_compute_of(handle, &device, &instance_id, &id))
    return NVML_ERROR_INVALID_ARGUMENT;
  SG_NVML_TRY(sg_nvml_card_there(device));
  sg_state_lock(sg_nvml.state);
  const struct sg_mig_instance *instance = sg_mig_find(sg_nvml.state, device, instance_id);
  uint32_t found = instance == NULL ? SG_NONE : sg_mig_compute_find(instance, id);
  if (found != SG_NONE) {
    nvmlComputeInstanceInfo_t it = {
      .device = sg_nvml_card_handle(device), .gpuInstance = sg_nvml_instance_handle(device, instance_id), .id = id,
      .profileId = instance->compute[found].profile_id,
      .placement = {.start = instance->compute[found].start, .size = instance->compute[found].slices}};
    memcpy(info, &it, size);
  }
  sg_state_unlock(sg_nvml.state);
  return found != SG_NONE ? NVML_SUCCESS : NVML_ERROR_NOT_FOUND;
}

// The first version has no placement.
nvmlReturn_t nvmlComputeInstanceGetInfo(nvmlComputeInstance_t computeInstance, nvmlComputeInstanceInfo_t *info) {
  SG_NVML_ENTRY();
  return info_of(computeInstance, info, offsetof(nvmlComputeInstanceInfo_t, placement));
}

nvmlReturn_t nvmlComputeInstanceGetInfo_v2(nvmlComputeInstance_t computeInstance, nvmlComputeInstanceInfo_t *info) {
  SG_NVML_ENTRY();
  return info_of(computeInstance, info, sizeof(*info));
}
