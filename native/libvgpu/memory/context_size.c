// What a context takes before a process of this container has measured one: the most that nvidia-smi shows, on cards of that
// compute capability, for a process that has done nothing but make one. Measured by others, and different by driver.
#include "libvgpu/lookup/unhooked.h"
#include "context.h"

#define MIB(n) ((uint64_t)(n) << 20)

static const struct {
  int major, minor;
  uint64_t bytes;
} sizes[] = {
  {7, 0, MIB(305)},  // V100, SXM2
  {7, 5, MIB(103)},  // T4
  {8, 0, MIB(413)},  // A100, SXM4; A30: 330
  {8, 6, MIB(270)},  // A40; A10: 250
  {8, 9, MIB(380)},  // RTX 4090; L40S: 360, L4: 210
  {9, 0, MIB(520)},  // H100 and H200, SXM5; H100 PCIe: 480
};

static const uint64_t SIZE_OF_OTHERS = MIB(520);
// Nobody has seen one as large: a word in the region that says so is not believed.
static const uint64_t LARGEST = MIB(16384);

static int attribute(CUdevice device, CUdevice_attribute which) {
  int value = 0;
  if (VGPU_ASK(cuDeviceGetAttribute))
    VGPU_ASK(cuDeviceGetAttribute)(&value, which, device);
  return value;
}

static uint64_t size_by_capability(CUdevice device) {
  int major = attribute(device, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR);
  int minor = attribute(device, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
  for (unsigned k = 0; k < sizeof(sizes) / sizeof(*sizes); k++) {
    if (sizes[k].major == major && sizes[k].minor == minor)
      return sizes[k].bytes;
  }
  return SIZE_OF_OTHERS;
}

static uint64_t *measured_size(int index) {
  struct vgpu_region *region = vgpu_process_region();
  return region != NULL ? &vgpu_region_shared(region)->tail.devices[index].context_bytes : NULL;
}

uint64_t vgpu_context_size(int index, CUdevice device, bool *measured) {
  uint64_t *word = measured_size(index);
  uint64_t bytes = word != NULL ? __atomic_load_n(word, __ATOMIC_RELAXED) : 0;
  *measured = bytes != 0 && bytes <= LARGEST;
  return *measured ? bytes : size_by_capability(device);
}

bool vgpu_context_measured(int index, uint64_t bytes) {
  uint64_t *word = measured_size(index), unknown = 0;
  if (bytes == 0 || bytes > LARGEST || word == NULL)
    return false;
  __atomic_compare_exchange_n(word, &unknown, bytes, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
  return true;
}
