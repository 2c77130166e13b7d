// Who uses a device, by the host's pids.
#include "nvml.h"

struct found {
  uint32_t pid, instance_id, compute_id;
  uint64_t bytes;
};

// The GPU instance's and compute instance's ids of a client, 0xffffffff of one that uses the whole card. Lock held.
static void ids_of(const struct sg_client *client, uint32_t device, uint32_t *instance_id, uint32_t *compute_id) {
  *instance_id = *compute_id = UINT32_MAX;
  if (client->instance == 0)
    return;
  const struct sg_mig_instance *instance = &sg_nvml.state->devices[device].instances[client->instance - 1];
  *instance_id = instance->id;
  for (uint32_t i = 0; i < SG_MAX_MIG_INSTANCES; i++)
    if (instance->compute[i].in_use && instance->compute[i].calendar == client->calendar)
      *compute_id = instance->compute[i].id;
}

// A card shows everybody, a MIG device who uses it. `found` has room for SG_MAX_PROCESSES.
static uint32_t find_processes(const struct sg_nvml_target *target, struct found *found) {
  struct sg_state *state = sg_nvml.state;
  uint32_t count = 0;
  sg_state_lock(state);
  sg_reap(state);
  uint32_t high = atomic_load(&state->header.process_high);
  for (uint32_t slot = 0; slot < high; slot++) {
    const struct sg_process *process = &state->processes[slot];
    const struct sg_client *client = &process->clients[target->device];
    if (atomic_load(&process->state) != SG_PROCESS_LIVE || client->calendar == SG_NONE ||
        (client->contexts == 0 && client->used_bytes == 0))
      continue;
    struct found it = {.pid = (uint32_t)sg_process_host_pid(state, process),
                       .bytes = client->used_bytes + sg_object_bytes(state, slot, target->device)};
    ids_of(client, target->device, &it.instance_id, &it.compute_id);
    if (!target->mig || (it.instance_id == target->instance_id && it.compute_id == target->compute_id))
      found[count++] = it;
  }
  sg_state_unlock(state);
  return count;
}

bool sg_nvml_has_processes(uint32_t device) {
  struct found found[SG_MAX_PROCESSES];
  return find_processes(&(struct sg_nvml_target){.device = device}, found) > 0;
}

enum version { WITHOUT_IDS, WITH_IDS };

static nvmlReturn_t list(const struct sg_nvml_target *target, enum version version, unsigned int *count, void *out) {
  if (count == NULL || (*count > 0 && out == NULL))
    return NVML_ERROR_INVALID_ARGUMENT;
  struct found found[SG_MAX_PROCESSES];
  uint32_t number = find_processes(target, found);
  bool room = number <= *count;
  *count = number;
  for (uint32_t i = 0; i < number && room; i++) {
    if (version == WITHOUT_IDS)
      ((nvmlProcessInfo_v1_t *)out)[i] = (nvmlProcessInfo_v1_t){.pid = found[i].pid, .usedGpuMemory = found[i].bytes};
    else
      ((nvmlProcessInfo_t *)out)[i] =
          (nvmlProcessInfo_t){.pid = found[i].pid, .usedGpuMemory = found[i].bytes, .gpuInstanceId = found[i].instance_id,
                              .computeInstanceId = found[i].compute_id};
  }
  return room ? NVML_SUCCESS : NVML_ERROR_INSUFFICIENT_SIZE;
}

nvmlReturn_t nvmlDeviceGetComputeRunningProcesses(nvmlDevice_t device, unsigned int *infoCount, nvmlProcessInfo_v1_t *infos) {
  SG_NVML_DEVICE(device, target);
  return list(&target, WITHOUT_IDS, infoCount, infos);
}

nvmlReturn_t nvmlDeviceGetComputeRunningProcesses_v2(nvmlDevice_t device, unsigned int *infoCount, nvmlProcessInfo_v2_t *infos) {
  SG_NVML_DEVICE(device, target);
  return list(&target, WITH_IDS, infoCount, infos);
}

nvmlReturn_t nvmlDeviceGetComputeRunningProcesses_v3(nvmlDevice_t device, unsigned int *infoCount, nvmlProcessInfo_t *infos) {
  SG_NVML_DEVICE(device, target);
  return list(&target, WITH_IDS, infoCount, infos);
}

// Nobody draws here, and there is no MPS server.
static nvmlReturn_t nobody(unsigned int *count) {
  SG_NVML_OUTPUT(count);
  *count = 0;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetGraphicsRunningProcesses(nvmlDevice_t device, unsigned int *infoCount, nvmlProcessInfo_v1_t *infos) {
  SG_NVML_DEVICE(device, target);
  (void)infos;
  return nobody(infoCount);
}

nvmlReturn_t nvmlDeviceGetGraphicsRunningProcesses_v2(nvmlDevice_t device, unsigned int *infoCount, nvmlProcessInfo_v2_t *infos) {
  SG_NVML_DEVICE(device, target);
  (void)infos;
  return nobody(infoCount);
}

nvmlReturn_t nvmlDeviceGetGraphicsRunningProcesses_v3(nvmlDevice_t device, unsigned int *infoCount, nvmlProcessInfo_t *infos) {
  SG_NVML_DEVICE(device, target);
  (void)infos;
  return nobody(infoCount);
}

nvmlReturn_t nvmlDeviceGetMPSComputeRunningProcesses(nvmlDevice_t device, unsigned int *infoCount, nvmlProcessInfo_v1_t *infos) {
  SG_NVML_DEVICE(device, target);
  (void)infos;
  return nobody(infoCount);
}

nvmlReturn_t nvmlDeviceGetMPSComputeRunningProcesses_v2(nvmlDevice_t device, unsigned int *infoCount,
                                                        nvmlProcessInfo_v2_t *infos) {
  SG_NVML_DEVICE(device, target);
  (void)infos;
  return nobody(infoCount);
}

nvmlReturn_t nvmlDeviceGetMPSComputeRunningProcesses_v3(nvmlDevice_t device, unsigned int *infoCount, nvmlProcessInfo_t *infos) {
  SG_NVML_DEVICE(device, target);
  (void)infos;
  return nobody(infoCount);
}

nvmlReturn_t nvmlDeviceGetRunningProcessDetailList(nvmlDevice_t device, nvmlProcessDetailList_t *plist) {
  SG_NVML_DEVICE(device, target);
  SG_NVML_OUTPUT(plist);
  if (plist->version != nvmlProcessDetailList_v1)
    return NVML_ERROR_ARGUMENT_VERSION_MISMATCH;
  enum { COMPUTE, GRAPHICS, MPS };
  if (plist->mode > MPS || (plist->numProcArrayEntries > 0 && plist->procArray == NULL))
    return NVML_ERROR_INVALID_ARGUMENT;
  struct found found[SG_MAX_PROCESSES];
  uint32_t number = plist->mode == COMPUTE ? find_processes(&target, found) : 0;
  bool room = number <= plist->numProcArrayEntries;
  plist->numProcArrayEntries = number;
  for (uint32_t i = 0; i < number && room; i++)
    plist->procArray[i] =
        (nvmlProcessDetail_v1_t){.pid = found[i].pid, .usedGpuMemory = found[i].bytes, .gpuInstanceId = found[i].instance_id,
                                 .computeInstanceId = found[i].compute_id};
  return room ? NVML_SUCCESS : NVML_ERROR_INSUFFICIENT_SIZE;
}
