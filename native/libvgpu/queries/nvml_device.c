// Asked anew each time: a handle stays the same while the MIG device behind it goes and another comes.
#include "nvml_device.h"

#include <strings.h>

#include "libvgpu/lookup/unhooked.h"
#include "libvgpu/process/process.h"

int vgpu_index_of_nvml(nvmlDevice_t device) {
  struct vgpu_region *region = vgpu_process_region();
  __typeof__(&nvmlDeviceGetUUID) get = VGPU_ASK(nvmlDeviceGetUUID);
  char uuid[HAMI_REGION_UUID_BYTES] = "";
  if (!region || !get || get(device, uuid, sizeof(uuid)) != NVML_SUCCESS || uuid[0] == '\0')
    return VGPU_NO_DEVICE;
  // Regions are made with UUIDs as NVML writes them.
  const struct hami_region *shared = vgpu_region_shared(region);
  for (int d = 0; d < HAMI_REGION_DEVICES && (uint64_t)d < shared->v1.device_count; d++)
    if (strncasecmp(uuid, shared->v1.uuids[d], sizeof(uuid)) == 0)
      return d;
  return VGPU_NO_DEVICE;
}
_Static_assert(HAMI_REGION_UUID_BYTES >= NVML_DEVICE_UUID_V2_BUFFER_SIZE, "has room for any");
