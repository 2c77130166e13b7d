// Multicast objects take no memory of a device themselves; what is bound to them is kept as if it were mapped.
#include "libvgpu/process/pass.h"
#include "physical.h"

struct bound_range {
  uint64_t index, offset, bytes;
};

// With the lock.
static CUresult note(CUmemGenericAllocationHandle multicast, uint64_t offset, uint64_t bytes, struct vgpu_physical *memory) {
  struct vgpu_physical *object = vgpu_physical_or_other(multicast);
  if (object == NULL || memory == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  struct vgpu_physical_use use = {.owner = vgpu_physical_owner(object), .place = {(uint64_t)(int64_t)memory->index, offset},
                                  .bytes = bytes, .physical = memory};
  return vgpu_physical_use(&use) ? CUDA_SUCCESS : CUDA_ERROR_OUT_OF_MEMORY;
}

static CUresult undo(CUmemGenericAllocationHandle multicast, const struct vgpu_physical *memory, size_t offset, size_t size) {
  CUdevice device;
  if (memory != NULL && vgpu_device_of_index(memory->index, &device))
    VGPU_REAL(cuMulticastUnbind)(multicast, device, offset, size);
  return CUDA_ERROR_OUT_OF_MEMORY;
}

#define BIND(symbol, memory, ...) \
  VGPU_PASS(symbol, false, __VA_ARGS__); \
  if (vgpu_process_standing() != VGPU_GRANTED) { \
    CUresult passed = real(__VA_ARGS__); \
    vgpu_leave(); \
    return passed; \
  } \
  vgpu_physical_lock(); \
  CUresult result = real(__VA_ARGS__); \
  if (result == CUDA_SUCCESS && note(mcHandle, mcOffset, size, memory) != CUDA_SUCCESS) \
    result = undo(mcHandle, memory, mcOffset, size); \
  vgpu_physical_unlock(); \
  vgpu_leave(); \
  return result

CUresult cuMulticastBindMem(CUmemGenericAllocationHandle mcHandle, size_t mcOffset, CUmemGenericAllocationHandle memHandle,
                            size_t memOffset, size_t size, unsigned long long flags) {
  BIND(cuMulticastBindMem, vgpu_physical_or_other(memHandle), mcHandle, mcOffset, memHandle, memOffset, size, flags);
}

CUresult cuMulticastBindAddr(CUmemGenericAllocationHandle mcHandle, size_t mcOffset, CUdeviceptr memptr, size_t size,
                             unsigned long long flags) {
  BIND(cuMulticastBindAddr, vgpu_physical_mapped_at(memptr), mcHandle, mcOffset, memptr, size, flags);
}

static bool is_within(const struct vgpu_physical_use *use, const void *argument) {
  const struct bound_range *range = argument;
  return use->place[0] == range->index && use->place[1] >= range->offset &&
         use->place[1] + use->bytes <= range->offset + range->bytes;
}

CUresult cuMulticastUnbind(CUmemGenericAllocationHandle mcHandle, CUdevice dev, size_t mcOffset, size_t size) {
  VGPU_PASS(cuMulticastUnbind, false, mcHandle, dev, mcOffset, size);
  bool granted = vgpu_process_standing() == VGPU_GRANTED;
  if (granted)
    vgpu_physical_lock();
  CUresult result = real(mcHandle, dev, mcOffset, size);
  struct vgpu_physical *object = granted && result == CUDA_SUCCESS ? vgpu_physical_of(mcHandle) : NULL;
  if (object != NULL) {
    struct bound_range range = {(uint64_t)(int64_t)vgpu_index_of_device(dev), mcOffset, size};
    vgpu_physical_end_uses(vgpu_physical_owner(object), is_within, &range);
  }
  if (granted)
    vgpu_physical_unlock();
  vgpu_leave();
  return result;
}
