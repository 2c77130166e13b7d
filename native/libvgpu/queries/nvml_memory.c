// What NVML tells of a device's memory. Of a device that is not granted it tells nothing, as a driver does of a card to which a
// container has no right: tools then print that it isn't known, where 0 bytes in all would have some divide by it.
#include "figures.h"
#include "libvgpu/process/pass.h"
#include "nvml_device.h"

nvmlReturn_t nvmlDeviceGetMemoryInfo(nvmlDevice_t device, nvmlMemory_t *memory) {
  VGPU_PASS(nvmlDeviceGetMemoryInfo, false, device, memory);
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
  VGPU_PASS(nvmlDeviceGetMemoryInfo_v2, false, device, memory);
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
