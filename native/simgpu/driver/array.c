#include "array.h"

#include <string.h>

#include "array_view.h"

enum { MAX_ARRAYS = 1 << 17 };

static struct sg_handles arrays = SG_HANDLES(struct sg_array, MAX_ARRAYS);

bool sg_array_valid(CUarray handle, struct sg_array **out) {
  if (handle == NULL || !sg_handle_live(&arrays, handle))
    return false;
  *out = (struct sg_array *)handle;
  return true;
}

struct sg_array *sg_array_new(const struct sg_array *shape, struct sg_context *context, struct sg_array_memory *memory,
                              uint64_t offset, bool is_view) {
  struct sg_array *array = sg_handle_new(&arrays);
  if (array == NULL)
    return NULL;
  *array = *shape;
  array->context = context;
  array->device = context->device;
  array->ordinal = context->ordinal;
  array->memory = memory;
  array->offset = offset;
  array->is_view = is_view;
  return array;
}

void sg_array_end(struct sg_array *array) {
  for (uint32_t plane = 0; plane < SG_MAX_PLANES; plane++) {
    if (array->planes[plane] != NULL)
      sg_handle_free(&arrays, array->planes[plane]);
  }
  sg_handle_free(&arrays, array);
}

CUresult sg_array_reach(CUarray handle, uint64_t x_bytes, uint64_t y, uint64_t z, uint64_t width_bytes, uint64_t rows,
                        uint64_t slices, struct sg_array **out, char **host) {
  struct sg_array *array;
  if (!sg_array_valid(handle, &array))
    return CUDA_ERROR_INVALID_HANDLE;
  bool inside = width_bytes <= array->row_bytes && x_bytes <= array->row_bytes - width_bytes && rows <= array->rows &&
                y <= array->rows - rows && slices <= array->slices && z <= array->slices - slices;
  bool whole = x_bytes % array->element_bytes == 0 && width_bytes % array->element_bytes == 0;
  if (!inside || !whole || array->memory->host == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  *out = array;
  *host = array->memory->host + array->offset + z * array->slice_pitch + y * array->pitch + x_bytes;
  return CUDA_SUCCESS;
}

static CUresult create(CUarray *out, const CUDA_ARRAY3D_DESCRIPTOR *descriptor) {
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  if (out == NULL || descriptor == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  struct sg_array shape = {0};
  struct sg_array_format format;
  SG_TRY(sg_array_shape(descriptor, &shape, &format));
  SG_TRY(sg_capture_forbids(NULL));
  struct sg_array_memory *memory;
  bool later = (descriptor->Flags & (CUDA_ARRAY3D_SPARSE | CUDA_ARRAY3D_DEFERRED_MAPPING)) != 0;
  SG_TRY(sg_array_memory_take(context, shape.bytes, later, &memory));
  struct sg_array *array = sg_array_new(&shape, context, memory, 0, false);
  if (array == NULL) {
    sg_array_memory_give(memory);
    return CUDA_ERROR_OUT_OF_MEMORY;
  }
  *out = (CUarray)array;
  return CUDA_SUCCESS;
}

CUresult cuArray3DCreate_v2(CUarray *pHandle, const CUDA_ARRAY3D_DESCRIPTOR *pAllocateArray) {
  SG_ENTRY();
  return create(pHandle, pAllocateArray);
}

CUresult cuArrayCreate_v2(CUarray *pHandle, const CUDA_ARRAY_DESCRIPTOR *pAllocateArray) {
  SG_ENTRY();
  if (pAllocateArray == NULL)
    return create(pHandle, NULL);
  CUDA_ARRAY3D_DESCRIPTOR descriptor = {.Width = pAllocateArray->Width, .Height = pAllocateArray->Height,
                                        .Format = pAllocateArray->Format, .NumChannels = pAllocateArray->NumChannels};
  return create(pHandle, &descriptor);
}

CUresult cuArray3DCreate(CUarray *pHandle, const CUDA_ARRAY3D_DESCRIPTOR_v1 *pAllocateArray) {
  SG_ENTRY();
  if (pAllocateArray == NULL)
    return create(pHandle, NULL);
  CUDA_ARRAY3D_DESCRIPTOR descriptor = {.Width = pAllocateArray->Width, .Height = pAllocateArray->Height,
                                        .Depth = pAllocateArray->Depth, .Format = pAllocateArray->Format,
                                        .NumChannels = pAllocateArray->NumChannels, .Flags = pAllocateArray->Flags};
  return create(pHandle, &descriptor);
}

CUresult cuArrayCreate(CUarray *pHandle, const CUDA_ARRAY_DESCRIPTOR_v1 *pAllocateArray) {
  SG_ENTRY();
  if (pAllocateArray == NULL)
    return create(pHandle, NULL);
  CUDA_ARRAY3D_DESCRIPTOR descriptor = {.Width = pAllocateArray->Width, .Height = pAllocateArray->Height,
                                        .Format = pAllocateArray->Format, .NumChannels = pAllocateArray->NumChannels};
  return create(pHandle, &descriptor);
}

CUresult cuArrayDestroy(CUarray hArray) {
  SG_ENTRY();
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  struct sg_array *array;
  if (!sg_array_valid(hArray, &array) || array->is_view)
    return CUDA_ERROR_INVALID_HANDLE;
  SG_TRY(sg_capture_forbids(NULL));
  // What was submitted before may still read or write it.
  sg_context_wait(array->context);
  struct sg_array_memory *memory = array->memory;
  sg_array_end(array);
  sg_array_memory_give(memory);
  return CUDA_SUCCESS;
}

CUresult cuArray3DGetDescriptor_v2(CUDA_ARRAY3D_DESCRIPTOR *pArrayDescriptor, CUarray hArray) {
  SG_ENTRY();
  struct sg_array *array;
  if (pArrayDescriptor == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  if (!sg_array_valid(hArray, &array))
    return CUDA_ERROR_INVALID_HANDLE;
  *pArrayDescriptor = (CUDA_ARRAY3D_DESCRIPTOR){.Width = array->width, .Height = array->height, .Depth = array->depth,
                                                .Format = array->format, .NumChannels = array->channels,
                                                .Flags = array->flags};
  return CUDA_SUCCESS;
}

CUresult cuArrayGetDescriptor_v2(CUDA_ARRAY_DESCRIPTOR *pArrayDescriptor, CUarray hArray) {
  SG_ENTRY();
  struct sg_array *array;
  if (pArrayDescriptor == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  if (!sg_array_valid(hArray, &array))
    return CUDA_ERROR_INVALID_HANDLE;
  *pArrayDescriptor = (CUDA_ARRAY_DESCRIPTOR){.Width = array->width, .Height = array->height, .Format = array->format,
                                              .NumChannels = array->channels};
  return CUDA_SUCCESS;
}

CUresult cuArray3DGetDescriptor(CUDA_ARRAY3D_DESCRIPTOR_v1 *pArrayDescriptor, CUarray hArray) {
  SG_ENTRY();
  struct sg_array *array;
  if (pArrayDescriptor == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  if (!sg_array_valid(hArray, &array))
    return CUDA_ERROR_INVALID_HANDLE;
  *pArrayDescriptor = (CUDA_ARRAY3D_DESCRIPTOR_v1){
      .Width = (unsigned int)array->width, .Height = (unsigned int)array->height, .Depth = (unsigned int)array->depth,
      .Format = array->format, .NumChannels = array->channels, .Flags = array->flags};
  return CUDA_SUCCESS;
}

CUresult cuArrayGetDescriptor(CUDA_ARRAY_DESCRIPTOR_v1 *pArrayDescriptor, CUarray hArray) {
  SG_ENTRY();
  struct sg_array *array;
  if (pArrayDescriptor == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  if (!sg_array_valid(hArray, &array))
    return CUDA_ERROR_INVALID_HANDLE;
  *pArrayDescriptor = (CUDA_ARRAY_DESCRIPTOR_v1){.Width = (unsigned int)array->width, .Height = (unsigned int)array->height,
                                                 .Format = array->format, .NumChannels = array->channels};
  return CUDA_SUCCESS;
}

// A plane lies in the rows after those of the planes before it.
static struct sg_array *make_plane(struct sg_array *array, const struct sg_array_format *format, unsigned int index) {
  const struct sg_array_plane *plane = &format->planes[index];
  struct sg_array shape = *array;
  memset(shape.planes, 0, sizeof(shape.planes));
  shape.format = plane->format;
  shape.channels = plane->channels;
  shape.element_bytes = format->element_bytes * plane->channels;
  shape.width = array->width / plane->divide_width;
  shape.height = array->height / plane->divide_height;
  shape.rows = shape.height;
  shape.row_bytes = shape.width * shape.element_bytes;
  uint64_t rows_before = 0;
  for (unsigned int before = 0; before < index; before++)
    rows_before += array->height / format->planes[before].divide_height;
  return sg_array_new(&shape, array->context, array->memory, array->offset + rows_before * array->pitch, true);
}

CUresult cuArrayGetPlane(CUarray *pPlaneArray, CUarray hArray, unsigned int planeIdx) {
  SG_ENTRY();
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  struct sg_array *array;
  struct sg_array_format format;
  if (pPlaneArray == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  if (!sg_array_valid(hArray, &array))
    return CUDA_ERROR_INVALID_HANDLE;
  if (!sg_array_format(array->format, array->channels, &format) || planeIdx >= format.plane_count)
    return CUDA_ERROR_INVALID_VALUE;
  static pthread_mutex_t making = PTHREAD_MUTEX_INITIALIZER;
  pthread_mutex_lock(&making);
  if (array->planes[planeIdx] == NULL)
    array->planes[planeIdx] = make_plane(array, &format, planeIdx);
  struct sg_array *plane = array->planes[planeIdx];
  pthread_mutex_unlock(&making);
  if (plane == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  *pPlaneArray = (CUarray)plane;
  return CUDA_SUCCESS;
}

CUresult sg_array_requirements(const struct sg_array_memory *memory, CUdevice device, CUDA_ARRAY_MEMORY_REQUIREMENTS *out) {
  if (device < 0 || device >= sg_driver.device_count)
    return CUDA_ERROR_INVALID_DEVICE;
  uint32_t index = sg_driver.ordinals[device].device;
  *out = (CUDA_ARRAY_MEMORY_REQUIREMENTS){.size = memory->bytes, .alignment = sg_array_alignment(index, memory->bytes)};
  return CUDA_SUCCESS;
}

CUresult cuArrayGetMemoryRequirements(CUDA_ARRAY_MEMORY_REQUIREMENTS *memoryRequirements, CUarray array, CUdevice device) {
  SG_ENTRY();
  struct sg_array *found;
  if (memoryRequirements == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  if (!sg_array_valid(array, &found))
    return CUDA_ERROR_INVALID_HANDLE;
  // Only of what was made with deferred mapping: the driver has no answer for others.
  if ((found->flags & CUDA_ARRAY3D_DEFERRED_MAPPING) == 0)
    return CUDA_ERROR_INVALID_VALUE;
  return sg_array_requirements(found->memory, device, memoryRequirements);
}

// A tile is 64 KiB: as wide and high as its elements' size makes it.
CUresult sg_array_sparse_properties(const struct sg_array *array, CUDA_ARRAY_SPARSE_PROPERTIES *out) {
  if ((array->flags & CUDA_ARRAY3D_SPARSE) == 0)
    return CUDA_ERROR_INVALID_VALUE;
  bool solid = array->depth != 0 && (array->flags & (CUDA_ARRAY3D_LAYERED | CUDA_ARRAY3D_CUBEMAP)) == 0;
  unsigned int bits = 16 - (31 - (unsigned)__builtin_clz(array->element_bytes));
  unsigned int depth_bits = solid ? bits / 3 : 0;
  unsigned int height_bits = (bits - depth_bits) / 2;
  *out = (CUDA_ARRAY_SPARSE_PROPERTIES){0};
  out->tileExtent.width = array->block << (bits - depth_bits - height_bits);
  out->tileExtent.height = array->block << height_bits;
  out->tileExtent.depth = 1u << depth_bits;
  return CUDA_SUCCESS;
}

CUresult cuArrayGetSparseProperties(CUDA_ARRAY_SPARSE_PROPERTIES *sparseProperties, CUarray array) {
  SG_ENTRY();
  struct sg_array *found;
  if (sparseProperties == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  if (!sg_array_valid(array, &found))
    return CUDA_ERROR_INVALID_HANDLE;
  return sg_array_sparse_properties(found, sparseProperties);
}

static void drop_if_of(void *object, void *context) {
  struct sg_array *array = object;
  if (array->context != context || array->is_view)
    return;
  struct sg_array_memory *memory = array->memory;
  sg_array_end(array);
  sg_array_memory_give(memory);
}

void sg_plain_arrays_drop_context(struct sg_context *context) {
  sg_handle_each(&arrays, drop_if_of, context);
}
