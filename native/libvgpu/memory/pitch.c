// Memory in rows: how long the driver makes a row is known only afterwards, so the most that it may be is charged first.
#include "libvgpu/lookup/unhooked.h"
#include "libvgpu/process/pass.h"
#include "request.h"

enum { USUAL_ALIGNMENT = 512 };

static size_t alignment(int index) {
  CUdevice device;
  int of_pitch = 0, of_textures = 0, alignment = USUAL_ALIGNMENT;
  if (VGPU_ASK(cuDeviceGetAttribute) && vgpu_device_of_index(index, &device)) {
    VGPU_ASK(cuDeviceGetAttribute)(&of_pitch, CU_DEVICE_ATTRIBUTE_TEXTURE_PITCH_ALIGNMENT, device);
    VGPU_ASK(cuDeviceGetAttribute)(&of_textures, CU_DEVICE_ATTRIBUTE_TEXTURE_ALIGNMENT, device);
  }
  alignment = of_pitch > alignment ? of_pitch : alignment;
  return (size_t)(of_textures > alignment ? of_textures : alignment);
}

static uint64_t most_bytes(size_t width, size_t height) {
  struct vgpu_here here;
  size_t unit = vgpu_process_standing() == VGPU_GRANTED && vgpu_here(&here) ? alignment(here.index) : USUAL_ALIGNMENT;
  size_t row, bytes;
  if (__builtin_add_overflow(width, unit - 1, &row) || __builtin_mul_overflow(row / unit * unit, height, &bytes))
    return UINT64_MAX;
  return bytes;
}

// Of either form.
struct rows {
  CUdeviceptr pointer;
  size_t pitch;
};

typedef CUresult (*make)(struct rows *rows, void *call);

static CUresult allocate(struct rows *rows, size_t width, size_t height, make make, void *call) {
  struct vgpu_request request;
  CUresult result = vgpu_request_begin(&request, HAMI_REGION_PLAIN, most_bytes(width, height));
  if (result != CUDA_SUCCESS)
    return result;
  result = make(rows, call);
  if (result != CUDA_SUCCESS)
    return vgpu_request_failed(&request, result);
  struct vgpu_key key = vgpu_key_of_pointer(rows->pointer);
  return vgpu_request_correct(&request, rows->pitch * height) ? vgpu_request_made(&request, key, VGPU_PLAIN)
                                                              : vgpu_request_undone(&request, key);
}

struct call {
  CUdeviceptr *dptr;
  size_t *pitch;
  size_t width, height;
  unsigned int element;
};

static CUresult make_wide(struct rows *rows, void *given) {
  struct call *call = given;
  CUresult result = VGPU_REAL(cuMemAllocPitch_v2)(call->dptr, call->pitch, call->width, call->height, call->element);
  if (result == CUDA_SUCCESS)
    *rows = (struct rows){*call->dptr, *call->pitch};
  return result;
}

CUresult cuMemAllocPitch_v2(CUdeviceptr *dptr, size_t *pPitch, size_t WidthInBytes, size_t Height,
                            unsigned int ElementSizeBytes) {
  bool judged = dptr == NULL || pPitch == NULL || WidthInBytes == 0 || Height == 0;
  VGPU_PASS(cuMemAllocPitch_v2, judged, dptr, pPitch, WidthInBytes, Height, ElementSizeBytes);
  struct rows rows;
  struct call call = {dptr, pPitch, WidthInBytes, Height, ElementSizeBytes};
  CUresult result = allocate(&rows, WidthInBytes, Height, make_wide, &call);
  vgpu_leave();
  return result;
}

struct low_call {
  CUdeviceptr_v1 *dptr;
  unsigned int *pitch, width, height, element;
};

static CUresult make_low(struct rows *rows, void *given) {
  struct low_call *call = given;
  CUresult result = VGPU_REAL(cuMemAllocPitch)(call->dptr, call->pitch, call->width, call->height, call->element);
  if (result == CUDA_SUCCESS)
    *rows = (struct rows){*call->dptr, *call->pitch};
  return result;
}

CUresult cuMemAllocPitch(CUdeviceptr_v1 *dptr, unsigned int *pPitch, unsigned int WidthInBytes, unsigned int Height,
                         unsigned int ElementSizeBytes) {
  bool judged = dptr == NULL || pPitch == NULL || WidthInBytes == 0 || Height == 0;
  VGPU_PASS(cuMemAllocPitch, judged, dptr, pPitch, WidthInBytes, Height, ElementSizeBytes);
  struct rows rows;
  struct low_call call = {dptr, pPitch, WidthInBytes, Height, ElementSizeBytes};
  CUresult result = allocate(&rows, WidthInBytes, Height, make_low, &call);
  vgpu_leave();
  return result;
}
