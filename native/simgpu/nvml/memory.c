// Memory of a device, as the state accounts for it.
#include "nvml.h"

static void figures_of(const struct sg_nvml_target *target, struct sg_memory_figures *out) {
  sg_memory_figures(sg_nvml.state, target->device, target->mig ? target->slot + 1 : 0, out);
}

nvmlReturn_t nvmlDeviceGetMemoryInfo(nvmlDevice_t device, nvmlMemory_t *memory) {
  SG_NVML_DEVICE(device, target);
  SG_NVML_OUTPUT(memory);
  struct sg_memory_figures figures;
  figures_of(&target, &figures);
  // The first version counts what the driver keeps for itself as used.
  *memory = (nvmlMemory_t){.total = figures.total, .free = figures.free, .used = figures.used + figures.reserved};
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetMemoryInfo_v2(nvmlDevice_t device, nvmlMemory_v2_t *memory) {
  SG_NVML_DEVICE(device, target);
  SG_NVML_OUTPUT(memory);
  if (memory->version != nvmlMemory_v2)
    return NVML_ERROR_ARGUMENT_VERSION_MISMATCH;
  struct sg_memory_figures figures;
  figures_of(&target, &figures);
  *memory = (nvmlMemory_v2_t){.version = nvmlMemory_v2, .total = figures.total, .reserved = figures.reserved,
                              .free = figures.free, .used = figures.used};
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetBAR1MemoryInfo(nvmlDevice_t device, nvmlBAR1Memory_t *bar1Memory) {
  SG_NVML_DEVICE(device, target);
  SG_NVML_OUTPUT(bar1Memory);
  const struct sg_device_description *it = sg_nvml_description(target.device);
  // Data centre cards map all of their memory (the next power of two), others a window of 256 MiB.
  uint64_t total = UINT64_C(256) << 20;
  if (sg_nvml_has_ecc(target.device))
    while (total < it->memory_bytes)
      total *= 2;
  uint64_t used = UINT64_C(2) << 20;
  *bar1Memory = (nvmlBAR1Memory_t){.bar1Total = total, .bar1Free = total - used, .bar1Used = used};
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetMemoryBusWidth(nvmlDevice_t device, unsigned int *busWidth) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(busWidth);
  *busWidth = sg_nvml_description(index)->bus_width_bits;
  return NVML_SUCCESS;
}
