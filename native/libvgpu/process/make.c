#include "parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "libvgpu/lookup/unhooked.h"
#include "libvgpu/process/log.h"

static bool ask_nvml(struct vgpu_region_plan *plan) {
  // Opens the library where the program did not.
  if (VGPU_REAL(nvmlDeviceGetMemoryInfo) == NULL)
    return false;
  __typeof__(&nvmlInit_v2) init = VGPU_ASK(nvmlInit_v2);
  __typeof__(&nvmlShutdown) shutdown = VGPU_ASK(nvmlShutdown);
  __typeof__(&nvmlDeviceGetCount_v2) get_count = VGPU_ASK(nvmlDeviceGetCount_v2);
  __typeof__(&nvmlDeviceGetHandleByIndex_v2) get_handle = VGPU_ASK(nvmlDeviceGetHandleByIndex_v2);
  __typeof__(&nvmlDeviceGetUUID) get_uuid = VGPU_ASK(nvmlDeviceGetUUID);
  if (init == NULL || shutdown == NULL || get_count == NULL || get_handle == NULL || get_uuid == NULL || init() != NVML_SUCCESS)
    return false;
  unsigned count = 0;
  bool good = get_count(&count) == NVML_SUCCESS;
  if (count > HAMI_REGION_DEVICES)
    count = HAMI_REGION_DEVICES;
  for (unsigned d = 0; good && d < count; d++) {
    nvmlDevice_t handle;
    good = get_handle(d, &handle) == NVML_SUCCESS &&
           get_uuid(handle, plan->devices[d].uuid, HAMI_REGION_UUID_BYTES) == NVML_SUCCESS;
  }
  shutdown();
  plan->device_count = count;
  return good && count > 0;
}

// CUDA's order is NVML's only when nobody says otherwise.
static bool ask_cuda(struct vgpu_region_plan *plan) {
  __typeof__(&cuDeviceGetCount) get_count = VGPU_ASK(cuDeviceGetCount);
  __typeof__(&cuDeviceGetUuid) get_uuid = VGPU_ASK(cuDeviceGetUuid_v2);
  if (get_uuid == NULL)
    get_uuid = VGPU_ASK(cuDeviceGetUuid);
  int count = 0;
  if (getenv("CUDA_VISIBLE_DEVICES") != NULL || getenv("CUDA_DEVICE_ORDER") != NULL || get_count == NULL || get_uuid == NULL ||
      get_count(&count) != CUDA_SUCCESS || count <= 0)
    return false;
  if (count > HAMI_REGION_DEVICES)
    count = HAMI_REGION_DEVICES;
  for (int d = 0; d < count; d++) {
    static const char digits[] = "0123456789abcdef";
    CUuuid uuid;
    if (get_uuid(&uuid, d) != CUDA_SUCCESS)
      return false;
    char *out = stpcpy(plan->devices[d].uuid, "GPU-");
    for (int k = 0; k < 16; k++) {
      if (k == 4 || k == 6 || k == 8 || k == 10)
        *out++ = '-';
      *out++ = digits[(unsigned char)uuid.bytes[k] >> 4];
      *out++ = digits[(unsigned char)uuid.bytes[k] & 15];
    }
    *out = '\0';
  }
  plan->device_count = (uint32_t)count;
  return true;
}

static void plan_limits(struct vgpu_region_plan *plan) {
  for (uint32_t d = 0; d < plan->device_count; d++) {
    const struct vgpu_grant *grant = &vgpu_said.grants[d];
    if (grant->memory.kind == VGPU_LIMITED)
      plan->devices[d].memory = (struct vgpu_limit){HAMI_REGION_LIMITED, grant->memory.value};
    plan->devices[d].core_mode = grant->cores.kind == VGPU_LIMITED    ? HAMI_REGION_LIMITED
                                 : grant->cores.kind == VGPU_NO_LIMIT ? HAMI_REGION_NONE
                                                                      : HAMI_REGION_REFUSED;
    plan->devices[d].core_percent = (uint32_t)grant->cores.value;
    plan->devices[d].policy = (uint32_t)vgpu_said.core_policy;
  }
}
_Static_assert((int)VGPU_CORES_ALWAYS == (int)HAMI_REGION_POLICY_FORCE, "policies");
_Static_assert((int)VGPU_CORES_NEVER == (int)HAMI_REGION_POLICY_DISABLE, "policies");

// Perhaps the plugin's list is longer than what this process sees: then its order can't be told.
static void tell_of_more_limits(uint32_t devices) {
  for (uint32_t d = devices; d < HAMI_REGION_DEVICES; d++) {
    char name[40];
    snprintf(name, sizeof(name), "CUDA_DEVICE_MEMORY_LIMIT_%u", d);
    if (getenv(name) != NULL) {
      vgpu_log(VGPU_ERROR, "%s is set, but there are %u devices: it is for none", name, devices);
      return;
    }
  }
}

bool vgpu_make_region(const char *path, enum vgpu_region_result *result) {
  struct vgpu_region_plan *plan = calloc(1, sizeof(*plan));
  *result = VGPU_REGION_SYSTEM;
  if (plan == NULL)
    return true;
  plan->origin = HAMI_REGION_FIRST_PROCESS;
  const bool known = ask_nvml(plan) || ask_cuda(plan);
  if (known) {
    vgpu_read_environment(plan->device_count, true);
    plan->priority = vgpu_said.priority;
    plan_limits(plan);
    *result = vgpu_region_create(path, plan);
    // Where there is no region at all, that is what is said.
    if (*result == VGPU_REGION_OK && vgpu_said.message[0] != '\0')
      vgpu_log(VGPU_ERROR, "%s", vgpu_said.message);
    if (*result == VGPU_REGION_OK)
      tell_of_more_limits(plan->device_count);
  } else {
    vgpu_log(VGPU_ERROR, "the devices' UUIDs can't be read from NVML: all allocations and launches are refused; "
             "make libnvidia-ml.so.1 available to the container");
  }
  free(plan);
  return known;
}
