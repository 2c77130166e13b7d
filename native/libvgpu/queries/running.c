// Who runs on a device: the container's own processes, with the memory of each as NVML gives it.
#include "libvgpu/process/pass.h"
#include "list.h"

typedef nvmlReturn_t running(nvmlDevice_t device, unsigned int *count, void *entries);

static nvmlReturn_t ask(const struct vgpu_list *list, unsigned int *count, void *entries) {
  return ((running *)list->real)(list->device, count, entries);
}

static nvmlReturn_t list_running(running *real, nvmlDevice_t device, unsigned int *count, void *entries, size_t entry_bytes) {
  // The driver judges what can't be asked, for which it writes nothing.
  if (!count || (*count > 0 && !entries))
    return real(device, count, entries);
  struct vgpu_list list = {.ask = ask, .real = (void *)real, .device = device, .entry_bytes = entry_bytes};
  return vgpu_list_own(&list, count, entries);
}

#define RUNNING(symbol, entry) \
  nvmlReturn_t symbol(nvmlDevice_t device, unsigned int *infoCount, entry *infos) { \
    _Static_assert(offsetof(entry, pid) == 0, "pid_at"); \
    running *real = (running *)VGPU_REAL(symbol); \
    if (!real) \
      return (nvmlReturn_t)vgpu_missing(VGPU_##symbol); \
    if (!vgpu_enter()) \
      return real(device, infoCount, infos); \
    nvmlReturn_t result = list_running(real, device, infoCount, infos, sizeof(entry)); \
    vgpu_leave(); \
    return result; \
  }

RUNNING(nvmlDeviceGetComputeRunningProcesses, nvmlProcessInfo_v1_t)
RUNNING(nvmlDeviceGetComputeRunningProcesses_v2, nvmlProcessInfo_v2_t)
RUNNING(nvmlDeviceGetComputeRunningProcesses_v3, nvmlProcessInfo_t)
RUNNING(nvmlDeviceGetGraphicsRunningProcesses, nvmlProcessInfo_v1_t)
RUNNING(nvmlDeviceGetGraphicsRunningProcesses_v2, nvmlProcessInfo_v2_t)
RUNNING(nvmlDeviceGetGraphicsRunningProcesses_v3, nvmlProcessInfo_t)
RUNNING(nvmlDeviceGetMPSComputeRunningProcesses, nvmlProcessInfo_v1_t)
RUNNING(nvmlDeviceGetMPSComputeRunningProcesses_v2, nvmlProcessInfo_v2_t)
RUNNING(nvmlDeviceGetMPSComputeRunningProcesses_v3, nvmlProcessInfo_t)

static nvmlReturn_t ask_in_detail(const struct vgpu_list *list, unsigned int *count, void *entries) {
  __typeof__(&nvmlDeviceGetRunningProcessDetailList) real = list->real;
  nvmlProcessDetailList_t all = *(const nvmlProcessDetailList_t *)list->query;
  all.numProcArrayEntries = *count;
  all.procArray = entries;
  nvmlReturn_t result = real(list->device, &all);
  *count = all.numProcArrayEntries;
  return result;
}

static nvmlReturn_t list_in_detail(void *real, nvmlDevice_t device, nvmlProcessDetailList_t *wanted) {
  // Of a later version's entries we don't know where the pid is.
  if (wanted->version != nvmlProcessDetailList_v1)
    return NVML_ERROR_ARGUMENT_VERSION_MISMATCH;
  if (wanted->numProcArrayEntries > 0 && !wanted->procArray)
    return NVML_ERROR_INVALID_ARGUMENT;
  struct vgpu_list list = {.ask = ask_in_detail, .real = real, .device = device, .query = wanted,
                           .entry_bytes = sizeof(nvmlProcessDetail_v1_t), .pid_at = offsetof(nvmlProcessDetail_v1_t, pid)};
  return vgpu_list_own(&list, &wanted->numProcArrayEntries, wanted->procArray);
}

nvmlReturn_t nvmlDeviceGetRunningProcessDetailList(nvmlDevice_t device, nvmlProcessDetailList_t *plist) {
  VGPU_PASS(nvmlDeviceGetRunningProcessDetailList, !plist, device, plist);
  nvmlReturn_t result = list_in_detail((void *)real, device, plist);
  vgpu_leave();
  return result;
}
