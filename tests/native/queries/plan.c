// plan REGION [UUID MODE BYTES]...: makes a region beforehand with these devices, as the node's plugin does.
// MODE: refused, none, limited, hardware.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "libvgpu/region/region.h"

static uint32_t mode_of(const char *name) {
  static const char *const names[] = {"refused", "none", "limited", "hardware"};
  for (uint32_t mode = 0; mode < 4; mode++)
    if (strcmp(name, names[mode]) == 0)
      return mode;
  exit(2);
}

int main(int argc, char **argv) {
  struct vgpu_region_plan plan = {.origin = HAMI_REGION_BEFOREHAND, .priority = 1};
  for (int i = 2; i + 2 < argc && plan.device_count < HAMI_REGION_DEVICES; i += 3) {
    snprintf(plan.devices[plan.device_count].uuid, HAMI_REGION_UUID_BYTES, "%s", argv[i]);
    plan.devices[plan.device_count].memory = (struct vgpu_limit){mode_of(argv[i + 1]), strtoull(argv[i + 2], NULL, 10)};
    plan.devices[plan.device_count].core_mode = HAMI_REGION_NONE;
    plan.device_count++;
  }
  enum vgpu_region_result result = argc < 2 ? VGPU_REGION_BAD_ARGUMENT : vgpu_region_create(argv[1], &plan);
  if (result != VGPU_REGION_OK)
    fprintf(stderr, "plan: %s\n", vgpu_region_result_text(result));
  return result != VGPU_REGION_OK;
}
