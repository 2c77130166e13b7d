// cuMemMapArrayAsync: memory mapped into sparse and deferred arrays, piece by piece.
#include <stdlib.h>
#include <string.h>

#include "mipmap.h"
#include "physical.h"

struct sg_array_binding {
  unsigned char place[sizeof(((CUarrayMapInfo *)0)->subresource) + sizeof(CUarraySparseSubresourceType)];
  struct sg_physical *physical;
  struct sg_array_binding *next;
};

static void unbind(struct sg_array_binding **link) {
  struct sg_array_binding *binding = *link;
  *link = binding->next;
  sg_physical_let_go(binding->physical);
  free(binding);
}

void sg_array_bindings_drop(struct sg_array_memory *memory) {
  sg_physical_lock();
  while (memory->bindings != NULL)
    unbind(&memory->bindings);
  sg_physical_unlock();
}

static CUresult memory_of(const CUarrayMapInfo *info, struct sg_array_memory **memory, unsigned int *flags) {
  struct sg_array *array;
  struct sg_mipmap *mipmap;
  if (info->resourceType == CU_RESOURCE_TYPE_ARRAY && sg_array_valid(info->resource.array, &array)) {
    *memory = array->memory;
    *flags = array->flags;
  } else if (info->resourceType == CU_RESOURCE_TYPE_MIPMAPPED_ARRAY && sg_mipmap_valid(info->resource.mipmap, &mipmap)) {
    *memory = mipmap->memory;
    *flags = mipmap->shapes[0].flags;
  } else {
    return info->resourceType <= CU_RESOURCE_TYPE_MIPMAPPED_ARRAY ? CUDA_ERROR_INVALID_HANDLE : CUDA_ERROR_INVALID_VALUE;
  }
  return (*memory)->is_mapped_later ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
}

// Which part of the array: the same part mapped again replaces what was there.
static void place_of(const CUarrayMapInfo *info, unsigned char place[sizeof(((struct sg_array_binding *)0)->place)]) {
  memset(place, 0, sizeof(((struct sg_array_binding *)0)->place));
  memcpy(place, &info->subresourceType, sizeof(info->subresourceType));
  if (info->subresourceType == CU_ARRAY_SPARSE_SUBRESOURCE_TYPE_MIPTAIL) {
    unsigned long long parts[3] = {info->subresource.miptail.layer, info->subresource.miptail.offset,
                                   info->subresource.miptail.size};
    memcpy(place + sizeof(info->subresourceType), parts, sizeof(parts));
  } else {
    memcpy(place + sizeof(info->subresourceType), &info->subresource.sparseLevel, sizeof(info->subresource.sparseLevel));
  }
}

static CUresult check(const CUarrayMapInfo *info, unsigned int flags, uint64_t array_bytes, struct sg_physical **physical) {
  *physical = NULL;
  if (info->flags != 0 || info->memHandleType != CU_MEM_HANDLE_TYPE_GENERIC || info->deviceBitMask == 0 ||
      (info->deviceBitMask >> sg_driver.device_count) != 0)
    return CUDA_ERROR_INVALID_VALUE;
  if (info->subresourceType != CU_ARRAY_SPARSE_SUBRESOURCE_TYPE_SPARSE_LEVEL &&
      info->subresourceType != CU_ARRAY_SPARSE_SUBRESOURCE_TYPE_MIPTAIL)
    return CUDA_ERROR_INVALID_VALUE;
  if (info->memOperationType == CU_MEM_OPERATION_TYPE_UNMAP)
    return CUDA_SUCCESS;
  *physical = sg_physical_of(info->memHandle.memHandle);
  if (info->memOperationType != CU_MEM_OPERATION_TYPE_MAP || *physical == NULL || (*physical)->kind != SG_PHYSICAL_MEMORY ||
      info->offset >= (*physical)->bytes)
    return CUDA_ERROR_INVALID_VALUE;
  if ((flags & CUDA_ARRAY3D_SPARSE) != 0)
    return ((*physical)->properties.allocFlags.usage & CU_MEM_CREATE_USAGE_TILE_POOL) != 0 ? CUDA_SUCCESS
                                                                                          : CUDA_ERROR_INVALID_VALUE;
  return array_bytes <= (*physical)->bytes - info->offset ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
}

static CUresult apply(struct sg_array_memory *memory, const CUarrayMapInfo *info, struct sg_physical *physical) {
  struct sg_array_binding *made = NULL;
  if (physical != NULL) {
    made = malloc(sizeof(*made));
    if (made == NULL || !sg_array_memory_open(memory)) {
      free(made);
      return CUDA_ERROR_OUT_OF_MEMORY;
    }
    made->physical = physical;
    place_of(info, made->place);
    sg_physical_hold(physical);
  }
  unsigned char place[sizeof(((struct sg_array_binding *)0)->place)];
  place_of(info, place);
  for (struct sg_array_binding **link = &memory->bindings; *link != NULL; link = &(*link)->next) {
    if (memcmp((*link)->place, place, sizeof(place)) == 0) {
      unbind(link);
      break;
    }
  }
  if (made != NULL) {
    made->next = memory->bindings;
    memory->bindings = made;
  }
  return CUDA_SUCCESS;
}

CUresult cuMemMapArrayAsync(CUarrayMapInfo *mapInfoList, unsigned int count, CUstream hStream) {
  SG_ENTRY();
  if (mapInfoList == NULL || count == 0)
    return CUDA_ERROR_INVALID_VALUE;
  struct sg_stream *stream;
  SG_TRY(sg_stream_resolve(hStream, &stream));
  if (stream->capture != NULL)
    return CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED;
  for (unsigned int i = 0; i < count; i++) {
    struct sg_array_memory *memory;
    struct sg_physical *physical;
    unsigned int flags;
    SG_TRY(memory_of(&mapInfoList[i], &memory, &flags));
    sg_physical_lock();
    CUresult result = check(&mapInfoList[i], flags, memory->bytes, &physical);
    if (result == CUDA_SUCCESS)
      result = apply(memory, &mapInfoList[i], physical);
    sg_physical_unlock();
    SG_TRY(result);
  }
  // Which bytes are mapped is settled at once; the stream carries a mark, so that what waits for it waits.
  return sg_submit(stream, &(struct sg_work){.kind = SG_WORK_MARK});
}
