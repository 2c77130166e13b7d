// Asked anew each time: a handle stays the same while the MIG device behind it goes and another comes.
#include "nvml_device.h"

#include <string.h>

#include "libvgpu/lookup/object.h"
#include "libvgpu/process/process.h"

static void *of_nvml(const char *symbol) {
  struct vgpu_object object;
  return vgpu_object_named("libnvidia-ml.so", &object) ? vgpu_object_symbol(&object, symbol) : NULL;
}

static int digit(char c) {
  return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// GPU- or MIG- and 32 digits with dashes among them. Before driver 470 a MIG device had none: MIG-GPU-<its card's>/1/0.
static bool read_uuid(const char *text, CUuuid *uuid) {
  if (strncmp(text, "GPU-", 4) != 0 && strncmp(text, "MIG-", 4) != 0)
    return false;
  unsigned int digits = 0;
  for (const char *at = text + 4; *at; at++) {
    if (*at == '-')
      continue;
    int value = digit(*at);
    if (value < 0 || digits == 2 * sizeof(uuid->bytes))
      return false;
    uuid->bytes[digits / 2] = (char)(digits % 2 == 0 ? value << 4 : uuid->bytes[digits / 2] | value);
    digits++;
  }
  return digits == 2 * sizeof(uuid->bytes);
}

static int index_by_uuid(nvmlDevice_t device) {
  nvmlReturn_t (*get_uuid)(nvmlDevice_t, char *, unsigned int) =
    (nvmlReturn_t (*)(nvmlDevice_t, char *, unsigned int))of_nvml("nvmlDeviceGetUUID");
  char text[NVML_DEVICE_UUID_V2_BUFFER_SIZE];
  CUuuid uuid;
  if (!get_uuid || get_uuid(device, text, sizeof(text)) != NVML_SUCCESS || !read_uuid(text, &uuid))
    return VGPU_NO_DEVICE;
  return vgpu_index_of_uuid(&uuid);
}

int vgpu_index_of_nvml(nvmlDevice_t device) {
  int index = index_by_uuid(device);
  if (index != VGPU_NO_DEVICE)
    return index;
  nvmlReturn_t (*get_card)(nvmlDevice_t, nvmlDevice_t *) =
    (nvmlReturn_t (*)(nvmlDevice_t, nvmlDevice_t *))of_nvml("nvmlDeviceGetDeviceHandleFromMigDeviceHandle");
  nvmlDevice_t card;
  return get_card && get_card(device, &card) == NVML_SUCCESS ? index_by_uuid(card) : VGPU_NO_DEVICE;
}
