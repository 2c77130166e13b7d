// What CUDA tells of a device's memory. The driver judges a call first; a share that is not granted has 0 bytes.
#include "figures.h"
#include "libvgpu/memory/memory.h"
#include "libvgpu/process/pass.h"

// The first versions answer in 32 bits: as much as fits.
static unsigned int in_32_bits(uint64_t bytes) {
  return bytes > UINT32_MAX ? UINT32_MAX : (unsigned int)bytes;
}

// The current context's share, from the driver's figures in full: the program may have asked for only some of them, or for 32
// bits of them.
static struct vgpu_figures of_current(void) {
  struct vgpu_figures figures = {0};
  __typeof__(&cuMemGetInfo_v2) real = VGPU_REAL(cuMemGetInfo_v2);
  size_t free = 0, total = 0;
  // As somebody waited for a stream, pools may have given back what they keep.
  vgpu_pools_settle();
  if (real && real(&free, &total) == CUDA_SUCCESS) {
    figures = (struct vgpu_figures){.total = total, .free = free};
    vgpu_figures_of_share(vgpu_index_of_current(), &figures);
  }
  return figures;
}

CUresult cuMemGetInfo_v2(size_t *free, size_t *total) {
  VGPU_PASS(cuMemGetInfo_v2, false, free, total);
  CUresult result = real(free, total);
  if (result == CUDA_SUCCESS) {
    struct vgpu_figures figures = of_current();
    if (free)
      *free = figures.free;
    if (total)
      *total = figures.total;
  }
  vgpu_leave();
  return result;
}

CUresult cuMemGetInfo(unsigned int *free, unsigned int *total) {
  VGPU_PASS(cuMemGetInfo, false, free, total);
  CUresult result = real(free, total);
  if (result == CUDA_SUCCESS) {
    struct vgpu_figures figures = of_current();
    if (free)
      *free = in_32_bits(figures.free);
    if (total)
      *total = in_32_bits(figures.total);
  }
  vgpu_leave();
  return result;
}

static uint64_t total_of(CUdevice device) {
  struct vgpu_figures figures = {0};
  __typeof__(&cuDeviceTotalMem_v2) real = VGPU_REAL(cuDeviceTotalMem_v2);
  size_t total = 0;
  if (real && real(&total, device) == CUDA_SUCCESS) {
    figures.total = total;
    vgpu_figures_of_share(vgpu_index_of_device(device), &figures);
  }
  return figures.total;
}

CUresult cuDeviceTotalMem_v2(size_t *bytes, CUdevice dev) {
  VGPU_PASS(cuDeviceTotalMem_v2, false, bytes, dev);
  CUresult result = real(bytes, dev);
  if (result == CUDA_SUCCESS && bytes)
    *bytes = total_of(dev);
  vgpu_leave();
  return result;
}

CUresult cuDeviceTotalMem(unsigned int *bytes, CUdevice dev) {
  VGPU_PASS(cuDeviceTotalMem, false, bytes, dev);
  CUresult result = real(bytes, dev);
  if (result == CUDA_SUCCESS && bytes)
    *bytes = in_32_bits(total_of(dev));
  vgpu_leave();
  return result;
}
