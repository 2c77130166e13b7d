// Physical memory mapped into sparse and deferred arrays, piece by piece.
#include <string.h>

#include "libvgpu/lookup/unhooked.h"
#include "libvgpu/process/pass.h"
#include "physical.h"

// Which part of the array: the same part mapped again replaces what was there.
static void place_of(const CUarrayMapInfo *info, struct vgpu_physical_use *use) {
  use->owner = info->resourceType == CU_RESOURCE_TYPE_MIPMAPPED_ARRAY ? (uint64_t)(uintptr_t)info->resource.mipmap
                                                                      : (uint64_t)(uintptr_t)info->resource.array;
  use->place[0] = info->subresourceType;
  if (info->subresourceType == CU_ARRAY_SPARSE_SUBRESOURCE_TYPE_MIPTAIL) {
    use->place[1] = info->subresource.miptail.layer;
    use->place[2] = info->subresource.miptail.offset;
    use->place[3] = info->subresource.miptail.size;
  } else {
    memcpy(&use->place[1], &info->subresource.sparseLevel, sizeof(info->subresource.sparseLevel));
  }
}

_Static_assert(sizeof(((CUarrayMapInfo *)0)->subresource.sparseLevel) == 4 * sizeof(uint64_t), "fits into a place");

static bool is_same_place(const struct vgpu_physical_use *use, const void *other) {
  return memcmp(use->place, ((const struct vgpu_physical_use *)other)->place, sizeof(use->place)) == 0;
}

static CUresult map_one(CUarrayMapInfo *info, CUstream stream, __typeof__(&cuMemMapArrayAsync) real) {
  struct vgpu_physical_use use = {.owner = 0};
  bool maps = info->memOperationType == CU_MEM_OPERATION_TYPE_MAP;
  vgpu_physical_lock();
  CUresult result = real(info, 1, stream);
  if (result == CUDA_SUCCESS) {
    place_of(info, &use);
    use.physical = maps ? vgpu_physical_or_other(info->memHandle.memHandle) : NULL;
    if (use.physical != NULL)
      use.physical->uses++;  // it may be what is there already
    vgpu_physical_end_uses(use.owner, is_same_place, &use);
    // Without memory for an entry it is taken to be mapped for ever: better charged for too long than too short.
    if (use.physical != NULL && vgpu_physical_use(&use))
      use.physical->uses--;
  }
  vgpu_physical_unlock();
  return result;
}

// One after the other: after an error it is known which of them were done.
static CUresult map(CUarrayMapInfo *infos, unsigned int count, CUstream stream, __typeof__(&cuMemMapArrayAsync) real) {
  if (vgpu_process_standing() != VGPU_GRANTED)
    return real(infos, count, stream);
  CUresult result = CUDA_SUCCESS;
  for (unsigned int k = 0; k < count && result == CUDA_SUCCESS; k++)
    result = map_one(&infos[k], stream, real);
  return result;
}

CUresult cuMemMapArrayAsync(CUarrayMapInfo *mapInfoList, unsigned int count, CUstream hStream) {
  VGPU_PASS(cuMemMapArrayAsync, mapInfoList == NULL || count == 0, mapInfoList, count, hStream);
  CUresult result = map(mapInfoList, count, hStream, real);
  vgpu_leave();
  return result;
}

CUresult cuMemMapArrayAsync_ptsz(CUarrayMapInfo *mapInfoList, unsigned int count, CUstream hStream) {
  VGPU_PASS(cuMemMapArrayAsync_ptsz, mapInfoList == NULL || count == 0, mapInfoList, count, hStream);
  CUresult result = map(mapInfoList, count, hStream, real);
  vgpu_leave();
  return result;
}
