// How much of a device each process used: the container's own. How busy the whole device is NVML tells everybody.
#include "libvgpu/process/pass.h"
#include "list.h"
#include "own.h"

// Asked for the room alone, the driver answers for all that might work until the next call.
static nvmlReturn_t room_of_own(nvmlReturn_t of_all, unsigned int *count) {
  if (of_all != NVML_ERROR_INSUFFICIENT_SIZE && of_all != NVML_SUCCESS)
    return of_all;
  *count = vgpu_own_processes(vgpu_process_region());
  return *count > 0 ? NVML_ERROR_INSUFFICIENT_SIZE : NVML_ERROR_NOT_FOUND;
}

// None of its own is what the driver calls not found.
static nvmlReturn_t list_own(const struct vgpu_list *list, unsigned int *count, void *entries) {
  nvmlReturn_t result = vgpu_list_own(list, count, entries);
  if (result == NVML_ERROR_NOT_FOUND)
    *count = 0;
  return result == NVML_SUCCESS && *count == 0 ? NVML_ERROR_NOT_FOUND : result;
}

static nvmlReturn_t ask_samples(const struct vgpu_list *list, unsigned int *count, void *entries) {
  __typeof__(&nvmlDeviceGetProcessUtilization) real = list->real;
  return real(list->device, entries, count, *(const unsigned long long *)list->query);
}

static nvmlReturn_t list_samples(void *real, nvmlDevice_t device, nvmlProcessUtilizationSample_t *samples, unsigned int *count,
                                 unsigned long long last_seen) {
  struct vgpu_list list = {.ask = ask_samples, .real = real, .device = device, .query = &last_seen,
                           .entry_bytes = sizeof(*samples), .pid_at = offsetof(nvmlProcessUtilizationSample_t, pid)};
  if (samples)
    return list_own(&list, count, samples);
  unsigned int all = 0;
  return room_of_own(ask_samples(&list, &all, NULL), count);
}

nvmlReturn_t nvmlDeviceGetProcessUtilization(nvmlDevice_t device, nvmlProcessUtilizationSample_t *utilization,
                                             unsigned int *processSamplesCount, unsigned long long lastSeenTimeStamp) {
  VGPU_PASS(nvmlDeviceGetProcessUtilization, !processSamplesCount, device, utilization, processSamplesCount, lastSeenTimeStamp);
  nvmlReturn_t result = list_samples((void *)real, device, utilization, processSamplesCount, lastSeenTimeStamp);
  vgpu_leave();
  return result;
}

static nvmlReturn_t ask_infos(const struct vgpu_list *list, unsigned int *count, void *entries) {
  __typeof__(&nvmlDeviceGetProcessesUtilizationInfo) real = list->real;
  nvmlProcessesUtilizationInfo_t all = *(const nvmlProcessesUtilizationInfo_t *)list->query;
  all.processSamplesCount = *count;
  all.procUtilArray = entries;
  nvmlReturn_t result = real(list->device, &all);
  *count = all.processSamplesCount;
  return result;
}

static nvmlReturn_t list_infos(void *real, nvmlDevice_t device, nvmlProcessesUtilizationInfo_t *wanted) {
  // Of a later version's entries we don't know where the pid is.
  if (wanted->version != nvmlProcessesUtilizationInfo_v1)
    return NVML_ERROR_ARGUMENT_VERSION_MISMATCH;
  struct vgpu_list list = {.ask = ask_infos, .real = real, .device = device, .query = wanted,
                           .entry_bytes = sizeof(nvmlProcessUtilizationInfo_v1_t),
                           .pid_at = offsetof(nvmlProcessUtilizationInfo_v1_t, pid)};
  if (wanted->procUtilArray)
    return list_own(&list, &wanted->processSamplesCount, wanted->procUtilArray);
  unsigned int all = 0;
  return room_of_own(ask_infos(&list, &all, NULL), &wanted->processSamplesCount);
}

nvmlReturn_t nvmlDeviceGetProcessesUtilizationInfo(nvmlDevice_t device, nvmlProcessesUtilizationInfo_t *procesesUtilInfo) {
  VGPU_PASS(nvmlDeviceGetProcessesUtilizationInfo, !procesesUtilInfo, device, procesesUtilInfo);
  nvmlReturn_t result = list_infos((void *)real, device, procesesUtilInfo);
  vgpu_leave();
  return result;
}
