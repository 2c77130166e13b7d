// local-region PATH PRIORITY UUID:BYTES:PERCENT...: makes a region as the library does (percent 0: no limit).
#include <stdio.h>
#include <stdlib.h>

#include "region.h"

int main(int count, char **words) {
  struct vgpu_region_plan plan = {.origin = HAMI_REGION_BEFOREHAND};
  if (count < 3)
    return 2;
  plan.priority = atoi(words[2]);
  for (int i = 3; i < count; i++, plan.device_count++) {
    unsigned long long bytes;
    unsigned percent;
    if (sscanf(words[i], "%95[^:]:%llu:%u", plan.devices[plan.device_count].uuid, &bytes, &percent) != 3)
      return 2;
    plan.devices[plan.device_count].memory.mode = HAMI_REGION_LIMITED;
    plan.devices[plan.device_count].memory.bytes = bytes;
    plan.devices[plan.device_count].core_mode = percent == 0 ? HAMI_REGION_NONE : HAMI_REGION_LIMITED;
    plan.devices[plan.device_count].core_percent = percent;
  }
  return vgpu_region_create(words[1], &plan) == VGPU_REGION_OK ? 0 : 1;
}
