// Devices are known by their UUIDs: as CUDA counts them says nothing, for programs may hide and reorder them.
#include "parts.h"

#include <errno.h>
#include <string.h>

#include "libvgpu/lookup/unhooked.h"
#include "libvgpu/process/log.h"

enum { ORDINALS = 64, UNKNOWN = 0, NONE = 1, FIRST = 2 };

static struct {
  bool there;
  unsigned char bytes[16];
} uuids[HAMI_REGION_DEVICES];
static uint8_t of_ordinal[ORDINALS];

static int digit(char c) {
  return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// "GPU-" or "MIG-" and 32 digits, with dashes where they are wanted.
static bool read_uuid(const char *text, unsigned char bytes[16]) {
  if (strncmp(text, "GPU-", 4) != 0 && strncmp(text, "MIG-", 4) != 0)
    return false;
  unsigned digits = 0;
  for (text += 4; *text != '\0'; text++) {
    if (*text == '-')
      continue;
    int value = digit(*text);
    if (value < 0 || digits == 32)
      return false;
    bytes[digits / 2] = (unsigned char)(digits % 2 == 0 ? value << 4 : bytes[digits / 2] | value);
    digits++;
  }
  return digits == 32;
}

void vgpu_learn_devices(struct vgpu_region *region) {
  const struct hami_region *shared = vgpu_region_shared(region);
  uint64_t count = shared->v1.device_count;
  for (uint32_t d = 0; d < HAMI_REGION_DEVICES && d < count; d++) {
    char text[HAMI_REGION_UUID_BYTES];
    memcpy(text, shared->v1.uuids[d], sizeof(text));
    text[sizeof(text) - 1] = '\0';
    uuids[d].there = read_uuid(text, uuids[d].bytes);
  }
}

void vgpu_forget_ordinals(void) {
  for (int i = 0; i < ORDINALS; i++)
    __atomic_store_n(&of_ordinal[i], UNKNOWN, __ATOMIC_RELAXED);
}

int vgpu_index_of_uuid(const CUuuid *uuid) {
  if (vgpu_process_region() == NULL)
    return VGPU_NO_DEVICE;
  for (int d = 0; d < HAMI_REGION_DEVICES; d++)
    if (uuids[d].there && memcmp(uuids[d].bytes, uuid->bytes, sizeof(uuids[d].bytes)) == 0)
      return d;
  return VGPU_NO_DEVICE;
}

static bool uuid_of(CUdevice device, CUuuid *uuid) {
  __typeof__(&cuDeviceGetUuid) get_uuid = VGPU_ASK(cuDeviceGetUuid_v2);
  if (get_uuid == NULL)
    get_uuid = VGPU_ASK(cuDeviceGetUuid);
  return get_uuid != NULL && get_uuid(uuid, device) == CUDA_SUCCESS;
}

int vgpu_index_of_device(CUdevice device) {
  const bool kept = device >= 0 && device < ORDINALS;
  uint8_t known = kept ? __atomic_load_n(&of_ordinal[device], __ATOMIC_RELAXED) : UNKNOWN;
  if (__builtin_expect(known != UNKNOWN, true))
    return known - FIRST;
  const int error = errno;
  CUuuid uuid;
  int index = VGPU_NO_DEVICE;
  if (vgpu_process_region() != NULL && uuid_of(device, &uuid)) {
    index = vgpu_index_of_uuid(&uuid);
    if (kept)
      __atomic_store_n(&of_ordinal[device], (uint8_t)(index + FIRST), __ATOMIC_RELAXED);
  }
  errno = error;
  return index;
}
_Static_assert(VGPU_NO_DEVICE + FIRST == NONE, "what stands for none");

int vgpu_index_of_current(void) {
  __typeof__(&cuCtxGetDevice) get_device = VGPU_ASK(cuCtxGetDevice);
  CUdevice device;
  return get_device != NULL && get_device(&device) == CUDA_SUCCESS ? vgpu_index_of_device(device) : VGPU_NO_DEVICE;
}

bool vgpu_device_of_index(int index, CUdevice *device) {
  __typeof__(&cuDeviceGetCount) get_count = VGPU_ASK(cuDeviceGetCount);
  __typeof__(&cuDeviceGet) get = VGPU_ASK(cuDeviceGet);
  int count = 0;
  if (index < 0 || get_count == NULL || get == NULL || get_count(&count) != CUDA_SUCCESS)
    return false;
  for (int i = 0; i < count; i++)
    if (get(device, i) == CUDA_SUCCESS && vgpu_index_of_device(*device) == index)
      return true;
  return false;
}
