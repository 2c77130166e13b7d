#include "mipmap.h"

#include "external.h"
#include "texture.h"

enum { MAX_MIPMAPS = 1 << 14 };

static struct sg_handles mipmaps = SG_HANDLES(struct sg_mipmap, MAX_MIPMAPS);

bool sg_mipmap_valid(CUmipmappedArray handle, struct sg_mipmap **out) {
  if (handle == NULL || !sg_handle_live(&mipmaps, handle))
    return false;
  *out = (struct sg_mipmap *)handle;
  return true;
}

CUresult sg_mipmap_shape(const CUDA_ARRAY3D_DESCRIPTOR *descriptor, unsigned int wanted, struct sg_mipmap *out) {
  unsigned int most = sg_array_levels(descriptor);
  unsigned int count = wanted == 0 ? 1 : wanted < most ? wanted : most;
  *out = (struct sg_mipmap){0};
  for (unsigned int level = 0; level < count && level < SG_MAX_LEVELS; level++) {
    CUDA_ARRAY3D_DESCRIPTOR at = sg_array_level(descriptor, level);
    struct sg_array_format format;
    SG_TRY(sg_array_shape(&at, &out->shapes[level], &format));
    if (format.plane_count > 0)
      return CUDA_ERROR_INVALID_VALUE;
    out->shapes[level].offset = out->bytes;
    out->bytes += (out->shapes[level].bytes + 511) / 512 * 512;
    out->level_count++;
  }
  return CUDA_SUCCESS;
}

CUmipmappedArray sg_mipmap_new(const struct sg_mipmap *shape, struct sg_context *context, struct sg_array_memory *memory) {
  struct sg_mipmap *mipmap = sg_handle_new(&mipmaps);
  if (mipmap == NULL)
    return NULL;
  *mipmap = *shape;
  mipmap->context = context;
  mipmap->memory = memory;
  return (CUmipmappedArray)mipmap;
}

static void end(struct sg_mipmap *mipmap) {
  struct sg_array_memory *memory = mipmap->memory;
  for (unsigned int level = 0; level < mipmap->level_count; level++) {
    if (mipmap->levels[level] != NULL)
      sg_array_end(mipmap->levels[level]);
  }
  sg_handle_free(&mipmaps, mipmap);
  sg_array_memory_give(memory);
}

CUresult cuMipmappedArrayCreate(CUmipmappedArray *pHandle, const CUDA_ARRAY3D_DESCRIPTOR *pMipmappedArrayDesc,
                                unsigned int numMipmapLevels) {
  SG_ENTRY();
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  if (pHandle == NULL || pMipmappedArrayDesc == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  struct sg_mipmap shape;
  SG_TRY(sg_mipmap_shape(pMipmappedArrayDesc, numMipmapLevels, &shape));
  SG_TRY(sg_capture_forbids(NULL));
  struct sg_array_memory *memory;
  bool later = (pMipmappedArrayDesc->Flags & (CUDA_ARRAY3D_SPARSE | CUDA_ARRAY3D_DEFERRED_MAPPING)) != 0;
  SG_TRY(sg_array_memory_take(context, shape.bytes, later, &memory));
  CUmipmappedArray handle = sg_mipmap_new(&shape, context, memory);
  if (handle == NULL) {
    sg_array_memory_give(memory);
    return CUDA_ERROR_OUT_OF_MEMORY;
  }
  *pHandle = handle;
  return CUDA_SUCCESS;
}

CUresult cuMipmappedArrayDestroy(CUmipmappedArray hMipmappedArray) {
  SG_ENTRY();
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  struct sg_mipmap *mipmap;
  if (!sg_mipmap_valid(hMipmappedArray, &mipmap))
    return CUDA_ERROR_INVALID_HANDLE;
  SG_TRY(sg_capture_forbids(NULL));
  sg_context_wait(mipmap->context);
  end(mipmap);
  return CUDA_SUCCESS;
}

CUresult cuMipmappedArrayGetLevel(CUarray *pLevelArray, CUmipmappedArray hMipmappedArray, unsigned int level) {
  SG_ENTRY();
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  struct sg_mipmap *mipmap;
  if (pLevelArray == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  if (!sg_mipmap_valid(hMipmappedArray, &mipmap))
    return CUDA_ERROR_INVALID_HANDLE;
  if (level >= mipmap->level_count)
    return CUDA_ERROR_INVALID_VALUE;
  static pthread_mutex_t making = PTHREAD_MUTEX_INITIALIZER;
  pthread_mutex_lock(&making);
  if (mipmap->levels[level] == NULL)
    mipmap->levels[level] = sg_array_new(&mipmap->shapes[level], mipmap->context, mipmap->memory, mipmap->shapes[level].offset,
                                         true);
  struct sg_array *array = mipmap->levels[level];
  pthread_mutex_unlock(&making);
  if (array == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  *pLevelArray = (CUarray)array;
  return CUDA_SUCCESS;
}

CUresult cuMipmappedArrayGetMemoryRequirements(CUDA_ARRAY_MEMORY_REQUIREMENTS *memoryRequirements, CUmipmappedArray mipmap,
                                               CUdevice device) {
  SG_ENTRY();
  struct sg_mipmap *found;
  if (memoryRequirements == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  if (!sg_mipmap_valid(mipmap, &found))
    return CUDA_ERROR_INVALID_HANDLE;
  if ((found->shapes[0].flags & CUDA_ARRAY3D_DEFERRED_MAPPING) == 0)
    return CUDA_ERROR_INVALID_VALUE;
  return sg_array_requirements(found->memory, device, memoryRequirements);
}

// The levels smaller than a tile share one piece, the tail.
CUresult cuMipmappedArrayGetSparseProperties(CUDA_ARRAY_SPARSE_PROPERTIES *sparseProperties, CUmipmappedArray mipmap) {
  SG_ENTRY();
  struct sg_mipmap *found;
  if (sparseProperties == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  if (!sg_mipmap_valid(mipmap, &found))
    return CUDA_ERROR_INVALID_HANDLE;
  SG_TRY(sg_array_sparse_properties(&found->shapes[0], sparseProperties));
  unsigned int level = 0;
  while (level < found->level_count && found->shapes[level].width >= sparseProperties->tileExtent.width &&
         found->shapes[level].height >= sparseProperties->tileExtent.height)
    level++;
  sparseProperties->miptailFirstLevel = level;
  if (level < found->level_count)
    sparseProperties->miptailSize = (found->bytes - found->shapes[level].offset + 65535) / 65536 * 65536;
  return CUDA_SUCCESS;
}

static void drop_if_of(void *object, void *context) {
  struct sg_mipmap *mipmap = object;
  if (mipmap->context == context)
    end(mipmap);
}

void sg_arrays_drop_context(struct sg_context *context) {
  sg_textures_drop_context(context);
  sg_surfaces_drop_context(context);
  sg_handle_each(&mipmaps, drop_if_of, context);
  sg_plain_arrays_drop_context(context);
  sg_external_drop_context(context);
}
