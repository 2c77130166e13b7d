// What devices can do with each other's memory, and with the host's.
#include "../topology/topology.h"
#include "device.h"

// Whether one device reaches the other's memory (topology.h). MIG devices never do.
static bool reaches(CUdevice from, CUdevice to) {
  return sg_driver.ordinals[from].instance == 0 && sg_driver.ordinals[to].instance == 0 &&
         sg_topology_reaches(&sg_driver.state->description, sg_driver.ordinals[from].device, sg_driver.ordinals[to].device);
}

CUresult cuDeviceCanAccessPeer(int *canAccessPeer, CUdevice dev, CUdevice peerDev) {
  SG_ENTRY();
  if (canAccessPeer == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  if (!sg_ordinal_valid(dev) || !sg_ordinal_valid(peerDev))
    return CUDA_ERROR_INVALID_DEVICE;
  *canAccessPeer = reaches(dev, peerDev);
  return CUDA_SUCCESS;
}

static bool linked(CUdevice from, CUdevice to) {
  return reaches(from, to) && sg_ordinal_description(from)->nvlinks[sg_driver.ordinals[to].device] > 0;
}

CUresult cuDeviceGetP2PAttribute(int *value, CUdevice_P2PAttribute attrib, CUdevice srcDevice, CUdevice dstDevice) {
  SG_ENTRY();
  if (value == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  if (!sg_ordinal_valid(srcDevice) || !sg_ordinal_valid(dstDevice) || srcDevice == dstDevice)
    return CUDA_ERROR_INVALID_DEVICE;
  switch (attrib) {
    // 0 is the fastest way, which is NVLink.
    case CU_DEVICE_P2P_ATTRIBUTE_PERFORMANCE_RANK: *value = linked(srcDevice, dstDevice) ? 0 : 1; return CUDA_SUCCESS;
    case CU_DEVICE_P2P_ATTRIBUTE_ACCESS_SUPPORTED:
    case CU_DEVICE_P2P_ATTRIBUTE_CUDA_ARRAY_ACCESS_SUPPORTED: *value = reaches(srcDevice, dstDevice); return CUDA_SUCCESS;
    case CU_DEVICE_P2P_ATTRIBUTE_NATIVE_ATOMIC_SUPPORTED: *value = linked(srcDevice, dstDevice); return CUDA_SUCCESS;
    case CU_DEVICE_P2P_ATTRIBUTE_ONLY_PARTIAL_NATIVE_ATOMIC_SUPPORTED: *value = 0; return CUDA_SUCCESS;
    default: return CUDA_ERROR_INVALID_VALUE;
  }
}

static CUresult no_atomics(unsigned int *capabilities, const CUatomicOperation *operations, unsigned int count) {
  if (capabilities == NULL || operations == NULL || count == 0)
    return CUDA_ERROR_INVALID_VALUE;
  for (unsigned int i = 0; i < count; i++) {
    if ((unsigned int)operations[i] > CU_ATOMIC_OPERATION_MAX)
      return CUDA_ERROR_INVALID_VALUE;
    capabilities[i] = 0;
  }
  return CUDA_SUCCESS;
}

CUresult cuDeviceGetP2PAtomicCapabilities(unsigned int *capabilities, const CUatomicOperation *operations, unsigned int count,
                                          CUdevice srcDevice, CUdevice dstDevice) {
  SG_ENTRY();
  if (!sg_ordinal_valid(srcDevice) || !sg_ordinal_valid(dstDevice) || srcDevice == dstDevice)
    return CUDA_ERROR_INVALID_DEVICE;
  if (!linked(srcDevice, dstDevice))
    return no_atomics(capabilities, operations, count);
  if (capabilities == NULL || operations == NULL || count == 0)
    return CUDA_ERROR_INVALID_VALUE;
  for (unsigned int i = 0; i < count; i++) {
    if ((unsigned int)operations[i] > CU_ATOMIC_OPERATION_MAX)
      return CUDA_ERROR_INVALID_VALUE;
    capabilities[i] = CU_ATOMIC_CAPABILITY_SIGNED | CU_ATOMIC_CAPABILITY_UNSIGNED | CU_ATOMIC_CAPABILITY_REDUCTION |
                      CU_ATOMIC_CAPABILITY_SCALAR_32 | CU_ATOMIC_CAPABILITY_SCALAR_64;
  }
  return CUDA_SUCCESS;
}

// A PCIe host does no atomics for a device.
CUresult cuDeviceGetHostAtomicCapabilities(unsigned int *capabilities, const CUatomicOperation *operations, unsigned int count,
                                           CUdevice dev) {
  SG_ENTRY();
  if (!sg_ordinal_valid(dev))
    return CUDA_ERROR_INVALID_DEVICE;
  return no_atomics(capabilities, operations, count);
}

// Writes of third devices into this one's memory are in order here.
CUresult cuFlushGPUDirectRDMAWrites(CUflushGPUDirectRDMAWritesTarget target, CUflushGPUDirectRDMAWritesScope scope) {
  SG_ENTRY();
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  if (target != CU_FLUSH_GPU_DIRECT_RDMA_WRITES_TARGET_CURRENT_CTX ||
      (scope != CU_FLUSH_GPU_DIRECT_RDMA_WRITES_TO_OWNER && scope != CU_FLUSH_GPU_DIRECT_RDMA_WRITES_TO_ALL_DEVICES))
    return CUDA_ERROR_INVALID_VALUE;
  return CUDA_SUCCESS;
}
