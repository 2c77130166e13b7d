#include "figures.h"

#include "libvgpu/process/process.h"

static uint64_t smaller(uint64_t one, uint64_t other) {
  return one < other ? one : other;
}

bool vgpu_figures_of_share(int index, struct vgpu_figures *figures) {
  struct vgpu_region *region = index == VGPU_NO_DEVICE ? NULL : vgpu_process_region();
  struct vgpu_limit limit = {.mode = HAMI_REGION_REFUSED};
  if (region)
    limit = vgpu_region_limit(region, (uint32_t)index);
  switch (limit.mode) {
    case HAMI_REGION_HARDWARE:
      return true;
    case HAMI_REGION_LIMITED:
      figures->total = smaller(figures->total, limit.bytes);
      break;
    case HAMI_REGION_NONE:
      break;
    default:
      *figures = (struct vgpu_figures){0};
      return false;
  }
  // What the driver took by itself may have lifted the sum above the limit.
  figures->used = smaller(vgpu_region_used(region, (uint32_t)index), figures->total);
  // Others may have left less on the device than the share still allows.
  figures->free = smaller(figures->free, figures->total - figures->used);
  return true;
}
