// MIG mode and MIG devices.
#include <stdio.h>
#include <unistd.h>

#include "nvml.h"

nvmlReturn_t nvmlDeviceGetMigMode(nvmlDevice_t device, unsigned int *currentMode, unsigned int *pendingMode) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(currentMode);
  SG_NVML_OUTPUT(pendingMode);
  if (!sg_nvml_description(index)->mig_capable)
    return NVML_ERROR_NOT_SUPPORTED;
  sg_state_lock(sg_nvml.state);
  *currentMode = sg_nvml.state->devices[index].mig_enabled;
  *pendingMode = sg_nvml.state->devices[index].mig_pending;
  sg_state_unlock(sg_nvml.state);
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceSetMigMode(nvmlDevice_t device, unsigned int mode, nvmlReturn_t *activationStatus) {
  SG_NVML_CARD(device, index);
  if (activationStatus == NULL || mode > NVML_DEVICE_MIG_ENABLE)
    return NVML_ERROR_INVALID_ARGUMENT;
  if (!sg_nvml_description(index)->mig_capable)
    return NVML_ERROR_NOT_SUPPORTED;
  if (geteuid() != 0)
    return NVML_ERROR_NO_PERMISSION;
  bool pending;
  sg_state_lock(sg_nvml.state);
  sg_mig_set_mode(sg_nvml.state, index, mode == NVML_DEVICE_MIG_ENABLE, &pending);
  sg_state_unlock(sg_nvml.state);
  *activationStatus = pending ? NVML_ERROR_IN_USE : NVML_SUCCESS;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceIsMigDeviceHandle(nvmlDevice_t device, unsigned int *isMigDevice) {
  SG_NVML_DEVICE(device, target);
  SG_NVML_OUTPUT(isMigDevice);
  *isMigDevice = target.mig;
  return NVML_SUCCESS;
}

static nvmlReturn_t id_of(const struct sg_nvml_target *target, uint32_t id, unsigned int *out) {
  SG_NVML_OUTPUT(out);
  if (!target->mig)
    return NVML_ERROR_NOT_SUPPORTED;
  *out = id;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetGpuInstanceId(nvmlDevice_t device, unsigned int *id) {
  SG_NVML_DEVICE(device, target);
  return id_of(&target, target.instance_id, id);
}

nvmlReturn_t nvmlDeviceGetComputeInstanceId(nvmlDevice_t device, unsigned int *id) {
  SG_NVML_DEVICE(device, target);
  return id_of(&target, target.compute_id, id);
}

nvmlReturn_t nvmlDeviceGetMaxMigDeviceCount(nvmlDevice_t device, unsigned int *count) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(count);
  *count = 0;
  // None while MIG mode is off.
  const struct sg_device_description *it = sg_nvml_description(index);
  for (uint32_t i = 0; i < it->mig_profile_count && sg_nvml.state->devices[index].mig_enabled; i++)
    if (it->mig_profiles[i].slices > *count)
      *count = it->mig_profiles[i].slices;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetMigDeviceHandleByIndex(nvmlDevice_t device, unsigned int index, nvmlDevice_t *migDevice) {
  SG_NVML_CARD(device, card);
  SG_NVML_OUTPUT(migDevice);
  if (!sg_nvml_description(card)->mig_capable)
    return NVML_ERROR_NOT_SUPPORTED;
  uint32_t slot, compute;
  sg_state_lock(sg_nvml.state);
  bool found = sg_mig_device_at(sg_nvml.state, card, index, &slot, &compute);
  if (found) {
    const struct sg_mig_instance *instance = &sg_nvml.state->devices[card].instances[slot];
    *migDevice = sg_nvml_mig_handle(card, instance->id, instance->compute[compute].id);
  }
  sg_state_unlock(sg_nvml.state);
  return found ? NVML_SUCCESS : NVML_ERROR_NOT_FOUND;
}

nvmlReturn_t nvmlDeviceGetDeviceHandleFromMigDeviceHandle(nvmlDevice_t migDevice, nvmlDevice_t *device) {
  SG_NVML_DEVICE(migDevice, target);
  SG_NVML_OUTPUT(device);
  if (!target.mig)
    return NVML_ERROR_INVALID_ARGUMENT;
  *device = sg_nvml_card_handle(target.device);
  return NVML_SUCCESS;
}

static nvmlReturn_t attributes_of(const struct sg_nvml_target *target, nvmlDeviceAttributes_t *out) {
  SG_NVML_OUTPUT(out);
  if (!target->mig)
    return NVML_ERROR_NOT_SUPPORTED;
  const struct sg_mig_instance *instance = &sg_nvml.state->devices[target->device].instances[target->slot];
  const struct sg_mig_profile *profile = sg_mig_profile_of(sg_nvml.state, target->device, instance);
  *out = (nvmlDeviceAttributes_t){
    .multiprocessorCount = instance->compute[target->compute].sms, .sharedCopyEngineCount = profile->copy_engines,
    .sharedDecoderCount = profile->decoders, .sharedEncoderCount = profile->encoders, .sharedJpegCount = profile->jpegs,
    .sharedOfaCount = profile->ofas, .gpuInstanceSliceCount = profile->slices,
    .computeInstanceSliceCount = instance->compute[target->compute].slices, .memorySizeMB = profile->memory_bytes >> 20};
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetAttributes(nvmlDevice_t device, nvmlDeviceAttributes_t *attributes) {
  SG_NVML_DEVICE(device, target);
  return attributes_of(&target, attributes);
}

nvmlReturn_t nvmlDeviceGetAttributes_v2(nvmlDevice_t device, nvmlDeviceAttributes_t *attributes) {
  SG_NVML_DEVICE(device, target);
  return attributes_of(&target, attributes);
}
