// What NVML tells of a device's memory. Of a device that is not granted it tells nothing, as a driver does of a card to which a
// container has no right: tools then print that it isn't known, where 0 bytes in all would have some divide by it.
#include "figures.h"
#include "libvgpu/lookup/hook.h"
#include "libvgpu/process/process.h"
#include "nvml_device.h"

nvmlReturn_t nvmlDeviceGetMemoryInfo(nvmlDevice_t device, nvmlMemory_t *memory) {
  __typeof__(&nvmlDeviceGetMemoryInfo) real = VGPU_REAL(nvmlDeviceGetMemoryInfo);
  if (!real)
    return (nvmlReturn_t)vgpu_missing(VGPU_nvmlDeviceGetMemoryInfo);
  if (!vgpu_enter())
    return real(device, memory);
  nvmlReturn_t result = real(device, memory);
  if (result == NVML_SUCCESS && memory) {
    struct vgpu_figures figures = {.total = memory->total, .used = memory->used, .free = memory->free};
    if (!vgpu_figures_of_share(vgpu_index_of_nvml(device), &figures))
      result = NVML_ERROR_NO_PERMISSION;
    *memory = (nvmlMemory_t){.total = figures.total, .free = figures.free, .used = figures.used};
  }
  vgpu_leave();
  return result;
}

nvmlReturn_t nvmlDeviceGetMemoryInfo_v2(nvmlDevice_t device, nvmlMemory_v2_t *memory) {
  __typeof__(&nvmlDeviceGetMemoryInfo_v2) real = VGPU_REAL(nvmlDeviceGetMemoryInfo_v2);
  if (!real)
    return (nvmlReturn_t)vgpu_missing(VGPU_nvmlDeviceGetMemoryInfo_v2);
  if (!vgpu_enter())
    return real(device, memory);
  nvmlReturn_t result = real(device, memory);
  if (result == NVML_SUCCESS && memory) {
    uint64_t whole = memory->total;
    struct vgpu_figures figures = {.total = whole, .used = memory->used, .free = memory->free};
    if (!vgpu_figures_of_share(vgpu_index_of_nvml(device), &figures))
      result = NVML_ERROR_NO_PERMISSION;
    memory->total = figures.total;
    memory->used = figures.used;
    memory->free = figures.free;
    // The driver's own part lies outside a share.
    if (figures.total < whole)
      memory->reserved = 0;
  }
  vgpu_leave();
  return result;
}
