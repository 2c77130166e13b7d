// GPU instances: profiles, placements, creation, destruction.
#include <stdio.h>
#include <unistd.h>

#include "mig_result.h"
#include "nvml.h"

static nvmlReturn_t profile_numbered(uint32_t device, unsigned int number, const struct sg_mig_profile **out) {
  if (number >= NVML_GPU_INSTANCE_PROFILE_COUNT)
    return NVML_ERROR_INVALID_ARGUMENT;
  *out = sg_mig_profile_by_number(sg_nvml.state, device, number);
  return *out == NULL ? NVML_ERROR_NOT_SUPPORTED : NVML_SUCCESS;
}

static nvmlReturn_t profile_with_id(uint32_t device, unsigned int id, const struct sg_mig_profile **out) {
  if (!sg_nvml_description(device)->mig_capable)
    return NVML_ERROR_NOT_SUPPORTED;
  *out = sg_mig_profile_by_id(sg_nvml.state, device, id);
  return *out == NULL ? NVML_ERROR_INVALID_ARGUMENT : NVML_SUCCESS;
}

// The text nvidia-smi shows.
static void full_name(const struct sg_mig_profile *profile, char *out, size_t size) {
  snprintf(out, size, "MIG %s", profile->name);
}

nvmlReturn_t nvmlDeviceGetGpuInstanceProfileInfo(nvmlDevice_t device, unsigned int profile, nvmlGpuInstanceProfileInfo_t *info) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(info);
  const struct sg_mig_profile *it;
  SG_NVML_TRY(profile_numbered(index, profile, &it));
  *info = (nvmlGpuInstanceProfileInfo_t){
    .id = it->id, .sliceCount = it->slices, .instanceCount = it->instances, .multiprocessorCount = it->sms,
    .copyEngineCount = it->copy_engines, .decoderCount = it->decoders, .encoderCount = it->encoders, .jpegCount = it->jpegs,
    .ofaCount = it->ofas, .memorySizeMB = it->memory_bytes >> 20};
  return NVML_SUCCESS;
}

// The caller says by `version` which of two structures it passed.
static nvmlReturn_t versioned_info(const struct sg_mig_profile *it, nvmlGpuInstanceProfileInfo_v2_t *info) {
  if (info->version == nvmlGpuInstanceProfileInfo_v2) {
    *info = (nvmlGpuInstanceProfileInfo_v2_t){
      .version = info->version, .id = it->id, .sliceCount = it->slices, .instanceCount = it->instances,
      .multiprocessorCount = it->sms, .copyEngineCount = it->copy_engines, .decoderCount = it->decoders,
      .encoderCount = it->encoders, .jpegCount = it->jpegs, .ofaCount = it->ofas, .memorySizeMB = it->memory_bytes >> 20};
    full_name(it, info->name, sizeof(info->name));
    return NVML_SUCCESS;
  }
  nvmlGpuInstanceProfileInfo_v3_t *newer = (nvmlGpuInstanceProfileInfo_v3_t *)(void *)info;
  if (newer->version != nvmlGpuInstanceProfileInfo_v3)
    return NVML_ERROR_ARGUMENT_VERSION_MISMATCH;
  *newer = (nvmlGpuInstanceProfileInfo_v3_t){
    .version = newer->version, .id = it->id, .sliceCount = it->slices, .instanceCount = it->instances,
    .multiprocessorCount = it->sms, .copyEngineCount = it->copy_engines, .decoderCount = it->decoders,
    .encoderCount = it->encoders, .jpegCount = it->jpegs, .ofaCount = it->ofas, .memorySizeMB = it->memory_bytes >> 20};
  full_name(it, newer->name, sizeof(newer->name));
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetGpuInstanceProfileInfoV(nvmlDevice_t device, unsigned int profile,
                                                  nvmlGpuInstanceProfileInfo_v2_t *info) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(info);
  const struct sg_mig_profile *it;
  SG_NVML_TRY(profile_numbered(index, profile, &it));
  return versioned_info(it, info);
}

nvmlReturn_t nvmlDeviceGetGpuInstanceProfileInfoByIdV(nvmlDevice_t device, unsigned int profileId,
                                                      nvmlGpuInstanceProfileInfo_v2_t *info) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(info);
  const struct sg_mig_profile *it;
  SG_NVML_TRY(profile_with_id(index, profileId, &it));
  return versioned_info(it, info);
}

static nvmlReturn_t placements_of(uint32_t device, unsigned int id, nvmlGpuInstancePlacement_t *placements, unsigned int *count) {
  SG_NVML_OUTPUT(count);
  const struct sg_mig_profile *it;
  SG_NVML_TRY(profile_with_id(device, id, &it));
  // All that there are, taken or not.
  *count = it->placement_count;
  for (uint32_t i = 0; placements != NULL && i < it->placement_count; i++)
    placements[i] = (nvmlGpuInstancePlacement_t){.start = it->placement_starts[i], .size = it->placement_size};
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetGpuInstancePossiblePlacements(nvmlDevice_t device, unsigned int profileId,
                                                        nvmlGpuInstancePlacement_t *placements, unsigned int *count) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(placements);
  return placements_of(index, profileId, placements, count);
}

nvmlReturn_t nvmlDeviceGetGpuInstancePossiblePlacements_v2(nvmlDevice_t device, unsigned int profileId,
                                                           nvmlGpuInstancePlacement_t *placements, unsigned int *count) {
  SG_NVML_CARD(device, index);
  return placements_of(index, profileId, placements, count);
}

nvmlReturn_t nvmlDeviceGetGpuInstanceRemainingCapacity(nvmlDevice_t device, unsigned int profileId, unsigned int *count) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(count);
  const struct sg_mig_profile *it;
  SG_NVML_TRY(profile_with_id(index, profileId, &it));
  if (!sg_nvml.state->devices[index].mig_enabled)
    return NVML_ERROR_NOT_SUPPORTED;
  sg_state_lock(sg_nvml.state);
  *count = sg_mig_remaining(sg_nvml.state, index, it);
  sg_state_unlock(sg_nvml.state);
  return NVML_SUCCESS;
}

static nvmlReturn_t create(uint32_t device, unsigned int profile_id, const nvmlGpuInstancePlacement_t *placement,
                           nvmlGpuInstance_t *out) {
  SG_NVML_OUTPUT(out);
  const struct sg_mig_profile *it;
  SG_NVML_TRY(profile_with_id(device, profile_id, &it));
  if (placement != NULL && placement->size != it->placement_size)
    return NVML_ERROR_INVALID_ARGUMENT;
  if (geteuid() != 0)
    return NVML_ERROR_NO_PERMISSION;
  uint32_t id;
  sg_state_lock(sg_nvml.state);
  enum sg_mig_result result =
      sg_mig_create(sg_nvml.state, device, it, placement == NULL ? SG_MIG_ANYWHERE : placement->start, &id);
  if (result == SG_MIG_OK)
    sg_nvml_event_add(sg_nvml.state, nvmlEventMigConfigChange, 0, device, id);
  sg_state_unlock(sg_nvml.state);
  if (result == SG_MIG_OK)
    *out = sg_nvml_instance_handle(device, id);
  return sg_nvml_mig_result(result);
}

nvmlReturn_t nvmlDeviceCreateGpuInstance(nvmlDevice_t device, unsigned int profileId, nvmlGpuInstance_t *gpuInstance) {
  SG_NVML_CARD(device, index);
  return create(index, profileId, NULL, gpuInstance);
}

nvmlReturn_t nvmlDeviceCreateGpuInstanceWithPlacement(nvmlDevice_t device, unsigned int profileId,
                                                      const nvmlGpuInstancePlacement_t *placement,
                                                      nvmlGpuInstance_t *gpuInstance) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(placement);
  return create(index, profileId, placement, gpuInstance);
}

nvmlReturn_t nvmlGpuInstanceDestroy(nvmlGpuInstance_t gpuInstance) {
  SG_NVML_ENTRY();
  uint32_t device, id;
  if (!sg_nvml_instance_of(gpuInstance, &device, &id))
    return NVML_ERROR_INVALID_ARGUMENT;
  SG_NVML_TRY(sg_nvml_card_there(device));
  if (geteuid() != 0)
    return NVML_ERROR_NO_PERMISSION;
  sg_state_lock(sg_nvml.state);
  enum sg_mig_result result = sg_mig_destroy(sg_nvml.state, device, id);
  if (result == SG_MIG_OK)
    sg_nvml_event_add(sg_nvml.state, nvmlEventMigConfigChange, 0, device, id);
  sg_state_unlock(sg_nvml.state);
  return sg_nvml_mig_result(result);
}

nvmlReturn_t nvmlDeviceGetGpuInstances(nvmlDevice_t device, unsigned int profileId, nvmlGpuInstance_t *gpuInstances,
                                       unsigned int *count) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(gpuInstances);
  SG_NVML_OUTPUT(count);
  const struct sg_mig_profile *it;
  SG_NVML_TRY(profile_with_id(index, profileId, &it));
  if (!sg_nvml.state->devices[index].mig_enabled)
    return NVML_ERROR_NOT_SUPPORTED;
  unsigned int found = 0;
  sg_state_lock(sg_nvml.state);
  for (uint32_t id = 0; id < SG_MIG_MAX_ID; id++) {
    const struct sg_mig_instance *instance = sg_mig_find(sg_nvml.state, index, id);
    if (instance != NULL && sg_mig_profile_of(sg_nvml.state, index, instance) == it)
      gpuInstances[found++] = sg_nvml_instance_handle(index, id);
  }
  sg_state_unlock(sg_nvml.state);
  *count = found;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetGpuInstanceById(nvmlDevice_t device, unsigned int id, nvmlGpuInstance_t *gpuInstance) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(gpuInstance);
  if (!sg_nvml.state->devices[index].mig_enabled)
    return NVML_ERROR_NOT_SUPPORTED;
  sg_state_lock(sg_nvml.state);
  bool found = sg_mig_find(sg_nvml.state, index, id) != NULL;
  sg_state_unlock(sg_nvml.state);
  if (found)
    *gpuInstance = sg_nvml_instance_handle(index, id);
  return found ? NVML_SUCCESS : NVML_ERROR_NOT_FOUND;
}

nvmlReturn_t nvmlGpuInstanceGetInfo(nvmlGpuInstance_t gpuInstance, nvmlGpuInstanceInfo_t *info) {
  SG_NVML_ENTRY();
  SG_NVML_OUTPUT(info);
  uint32_t device, id;
  if (!sg_nvml_instance_of(gpuInstance, &device, &id))
    return NVML_ERROR_INVALID_ARGUMENT;
  SG_NVML_TRY(sg_nvml_card_there(device));
  sg_state_lock(sg_nvml.state);
  const struct sg_mig_instance *instance = sg_mig_find(sg_nvml.state, device, id);
  if (instance != NULL) {
    const struct sg_mig_profile *it = sg_mig_profile_of(sg_nvml.state, device, instance);
    *info = (nvmlGpuInstanceInfo_t){.device = sg_nvml_card_handle(device), .id = id, .profileId = it->id,
                                    .placement = {.start = instance->start, .size = it->placement_size}};
  }
  sg_state_unlock(sg_nvml.state);
  return instance != NULL ? NVML_SUCCESS : NVML_ERROR_NOT_FOUND;
}
