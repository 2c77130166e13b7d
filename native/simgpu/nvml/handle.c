// Handles are addresses in ranges that nobody reads or writes: which one it is says which device it is, and any other pointer
// is no handle. They stay good over instances that come and go with the same ids, as the driver's do.
#include "nvml.h"

enum { COMPUTE_IDS = SG_MAX_MIG_INSTANCES };

static char cards[SG_MAX_DEVICES];
static char mig_devices[SG_MAX_DEVICES][SG_MIG_MAX_ID][COMPUTE_IDS];
static char instances[SG_MAX_DEVICES][SG_MIG_MAX_ID];
static char computes[SG_MAX_DEVICES][SG_MIG_MAX_ID][COMPUTE_IDS];

nvmlDevice_t sg_nvml_card_handle(uint32_t device) {
  return (nvmlDevice_t)&cards[device];
}

nvmlDevice_t sg_nvml_mig_handle(uint32_t device, uint32_t instance_id, uint32_t compute_id) {
  return (nvmlDevice_t)&mig_devices[device][instance_id][compute_id];
}

nvmlGpuInstance_t sg_nvml_instance_handle(uint32_t device, uint32_t instance_id) {
  return (nvmlGpuInstance_t)&instances[device][instance_id];
}

nvmlComputeInstance_t sg_nvml_compute_handle(uint32_t device, uint32_t instance_id, uint32_t compute_id) {
  return (nvmlComputeInstance_t)&computes[device][instance_id][compute_id];
}

static bool within(const void *handle, const void *range, size_t size, uint32_t *offset) {
  uintptr_t at = (uintptr_t)handle - (uintptr_t)range;
  *offset = (uint32_t)at;
  return at < size;
}

static bool known(uint32_t device) {
  return device < sg_nvml.state->description.device_count;
}

nvmlReturn_t sg_nvml_resolve(nvmlDevice_t handle, struct sg_nvml_target *target) {
  uint32_t offset;
  *target = (struct sg_nvml_target){0};
  if (within(handle, cards, sizeof(cards), &offset) && known(offset)) {
    target->device = offset;
    return NVML_SUCCESS;
  }
  if (!within(handle, mig_devices, sizeof(mig_devices), &offset))
    return NVML_ERROR_INVALID_ARGUMENT;
  target->mig = true;
  target->compute_id = offset % COMPUTE_IDS;
  target->instance_id = offset / COMPUTE_IDS % SG_MIG_MAX_ID;
  target->device = offset / COMPUTE_IDS / SG_MIG_MAX_ID;
  if (!known(target->device))
    return NVML_ERROR_INVALID_ARGUMENT;
  sg_state_lock(sg_nvml.state);
  struct sg_mig_instance *instance = sg_mig_find(sg_nvml.state, target->device, target->instance_id);
  target->compute = instance == NULL ? SG_NONE : sg_mig_compute_find(instance, target->compute_id);
  if (instance != NULL)
    target->slot = sg_mig_slot(sg_nvml.state, target->device, instance);
  sg_state_unlock(sg_nvml.state);
  return target->compute == SG_NONE ? NVML_ERROR_NOT_FOUND : NVML_SUCCESS;
}

bool sg_nvml_instance_of(nvmlGpuInstance_t handle, uint32_t *device, uint32_t *instance_id) {
  uint32_t offset;
  bool is = within(handle, instances, sizeof(instances), &offset);
  *instance_id = offset % SG_MIG_MAX_ID;
  *device = offset / SG_MIG_MAX_ID;
  return is && known(*device);
}

bool sg_nvml_compute_of(nvmlComputeInstance_t handle, uint32_t *device, uint32_t *instance_id, uint32_t *compute_id) {
  uint32_t offset;
  bool is = within(handle, computes, sizeof(computes), &offset);
  *compute_id = offset % COMPUTE_IDS;
  *instance_id = offset / COMPUTE_IDS % SG_MIG_MAX_ID;
  *device = offset / COMPUTE_IDS / SG_MIG_MAX_ID;
  return is && known(*device);
}
