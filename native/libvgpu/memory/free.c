// How memory goes back is decided by how it was made, not by the function that a program frees it with. What the table doesn't
// know is the driver's affair.
#include "launch/launch.h"
#include "libvgpu/process/pass.h"
#include "request.h"

static bool is_pooled(const struct vgpu_freeing *freeing) {
  return freeing->found && freeing->allocation.kind == VGPU_POOLED;
}

static void begin(struct vgpu_freeing *freeing, CUdeviceptr pointer) {
  vgpu_freeing_begin(freeing, vgpu_key_of_pointer(pointer));
  if (is_pooled(freeing))
    vgpu_pool_freeing(pointer, &freeing->allocation);
}

static CUresult end(struct vgpu_freeing *freeing, CUresult result) {
  vgpu_freeing_end(freeing, result);
  if (is_pooled(freeing))
    (result == CUDA_SUCCESS ? vgpu_pool_freed : vgpu_pool_kept)(freeing->key.handle, &freeing->allocation);
  return result;
}

#define FREE(pointer, ...) \
  struct vgpu_freeing freeing; \
  begin(&freeing, pointer); \
  CUresult result = end(&freeing, real(__VA_ARGS__)); \
  vgpu_leave(); \
  return result

CUresult cuMemFree(CUdeviceptr_v1 dptr) {
  VGPU_PASS(cuMemFree, dptr == 0, dptr);
  FREE(dptr, dptr);
}

CUresult cuMemFree_v2(CUdeviceptr dptr) {
  VGPU_PASS(cuMemFree_v2, dptr == 0, dptr);
  FREE(dptr, dptr);
}

// In a stream that is captured this frees nothing yet: it becomes a graph's node.
CUresult cuMemFreeAsync(CUdeviceptr dptr, CUstream hStream) {
  VGPU_PASS(cuMemFreeAsync, dptr == 0 || vgpu_capturing(hStream, false), dptr, hStream);
  FREE(dptr, dptr, hStream);
}

CUresult cuMemFreeAsync_ptsz(CUdeviceptr dptr, CUstream hStream) {
  VGPU_PASS(cuMemFreeAsync_ptsz, dptr == 0 || vgpu_capturing(hStream, true), dptr, hStream);
  FREE(dptr, dptr, hStream);
}
