#include "texture.h"

#include "mipmap.h"

enum { MAX_TEXTURES = 1 << 16, TEXTURE_ALIGNMENT = 512, PITCH_ALIGNMENT = 32 };

struct texture {
  struct sg_context *context;
  CUDA_RESOURCE_DESC resource;
  CUDA_TEXTURE_DESC description;
  CUDA_RESOURCE_VIEW_DESC view;
  bool has_view;
};

static struct sg_handles textures = SG_HANDLES(struct texture, MAX_TEXTURES);

// The formats of linear memory: what a channel is, up to four of them in one element.
static bool linear_bytes(CUarray_format format, unsigned int channels, uint64_t *bytes) {
  struct sg_array_format known;
  if (format > CU_AD_FORMAT_FLOAT || !sg_array_format(format, channels, &known))
    return false;
  *bytes = known.element_bytes;
  return true;
}

// Whether a texture could be made of it. CUDA_ERROR_INVALID_VALUE, _INVALID_HANDLE.
static CUresult check_resource(const CUDA_RESOURCE_DESC *resource) {
  struct sg_array *array;
  struct sg_mipmap *mipmap;
  uint64_t element;
  char *host;
  if (resource->flags != 0)
    return CUDA_ERROR_INVALID_VALUE;
  switch (resource->resType) {
    case CU_RESOURCE_TYPE_ARRAY:
      return sg_array_valid(resource->res.array.hArray, &array) ? CUDA_SUCCESS : CUDA_ERROR_INVALID_HANDLE;
    case CU_RESOURCE_TYPE_MIPMAPPED_ARRAY:
      return sg_mipmap_valid(resource->res.mipmap.hMipmappedArray, &mipmap) ? CUDA_SUCCESS : CUDA_ERROR_INVALID_HANDLE;
    case CU_RESOURCE_TYPE_LINEAR:
      if (!linear_bytes(resource->res.linear.format, resource->res.linear.numChannels, &element) ||
          resource->res.linear.devPtr % TEXTURE_ALIGNMENT != 0 || resource->res.linear.sizeInBytes == 0 ||
          resource->res.linear.sizeInBytes / element > UINT64_C(1) << 28)
        return CUDA_ERROR_INVALID_VALUE;
      return sg_memory_reach(resource->res.linear.devPtr, resource->res.linear.sizeInBytes, &host);
    case CU_RESOURCE_TYPE_PITCH2D:
      if (!linear_bytes(resource->res.pitch2D.format, resource->res.pitch2D.numChannels, &element) ||
          resource->res.pitch2D.devPtr % TEXTURE_ALIGNMENT != 0 || resource->res.pitch2D.pitchInBytes % PITCH_ALIGNMENT != 0 ||
          resource->res.pitch2D.width == 0 || resource->res.pitch2D.height == 0 || resource->res.pitch2D.width > 131072 ||
          resource->res.pitch2D.height > 65000 || resource->res.pitch2D.pitchInBytes > 2097120 ||
          resource->res.pitch2D.width * element > resource->res.pitch2D.pitchInBytes)
        return CUDA_ERROR_INVALID_VALUE;
      return sg_memory_reach(resource->res.pitch2D.devPtr,
                             resource->res.pitch2D.pitchInBytes * (resource->res.pitch2D.height - 1) +
                                 resource->res.pitch2D.width * element,
                             &host);
    default:
      return CUDA_ERROR_INVALID_VALUE;
  }
}

static bool is_texture_description(const CUDA_TEXTURE_DESC *description) {
  const unsigned int known = CU_TRSF_READ_AS_INTEGER | CU_TRSF_NORMALIZED_COORDINATES | CU_TRSF_SRGB |
                             CU_TRSF_DISABLE_TRILINEAR_OPTIMIZATION | CU_TRSF_SEAMLESS_CUBEMAP;
  for (int i = 0; i < 3; i++) {
    if (description->addressMode[i] > CU_TR_ADDRESS_MODE_BORDER)
      return false;
  }
  return description->filterMode <= CU_TR_FILTER_MODE_LINEAR && description->mipmapFilterMode <= CU_TR_FILTER_MODE_LINEAR &&
         (description->flags & ~known) == 0;
}

// A view's levels and layers lie within the array's.
static CUresult check_view(const CUDA_RESOURCE_DESC *resource, const CUDA_RESOURCE_VIEW_DESC *view) {
  if (view->format > CU_RES_VIEW_FORMAT_UNSIGNED_BC7 || view->firstMipmapLevel > view->lastMipmapLevel ||
      view->firstLayer > view->lastLayer)
    return CUDA_ERROR_INVALID_VALUE;
  struct sg_mipmap *mipmap;
  switch (resource->resType) {
    case CU_RESOURCE_TYPE_ARRAY:
      return view->lastMipmapLevel == 0 ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
    case CU_RESOURCE_TYPE_MIPMAPPED_ARRAY:
      return sg_mipmap_valid(resource->res.mipmap.hMipmappedArray, &mipmap) && view->lastMipmapLevel < mipmap->level_count
                 ? CUDA_SUCCESS
                 : CUDA_ERROR_INVALID_VALUE;
    default:
      // Linear memory is viewed as what it is described to be.
      return CUDA_ERROR_INVALID_VALUE;
  }
}

CUresult cuTexObjectCreate(CUtexObject *pTexObject, const CUDA_RESOURCE_DESC *pResDesc, const CUDA_TEXTURE_DESC *pTexDesc,
                           const CUDA_RESOURCE_VIEW_DESC *pResViewDesc) {
  SG_ENTRY();
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  if (pTexObject == NULL || pResDesc == NULL || pTexDesc == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(check_resource(pResDesc));
  if (!is_texture_description(pTexDesc))
    return CUDA_ERROR_INVALID_VALUE;
  if (pResViewDesc != NULL)
    SG_TRY(check_view(pResDesc, pResViewDesc));
  struct texture *texture = sg_handle_new(&textures);
  if (texture == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  texture->context = context;
  texture->resource = *pResDesc;
  texture->description = *pTexDesc;
  texture->has_view = pResViewDesc != NULL;
  if (texture->has_view)
    texture->view = *pResViewDesc;
  *pTexObject = (CUtexObject)(uintptr_t)texture;
  return CUDA_SUCCESS;
}

static CUresult find(CUtexObject handle, struct texture **out) {
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  struct texture *texture = (struct texture *)(uintptr_t)handle;
  if (texture == NULL || !sg_handle_live(&textures, texture))
    return CUDA_ERROR_INVALID_VALUE;
  *out = texture;
  return CUDA_SUCCESS;
}

CUresult cuTexObjectDestroy(CUtexObject texObject) {
  SG_ENTRY();
  struct texture *texture;
  SG_TRY(find(texObject, &texture));
  sg_handle_free(&textures, texture);
  return CUDA_SUCCESS;
}

CUresult cuTexObjectGetResourceDesc(CUDA_RESOURCE_DESC *pResDesc, CUtexObject texObject) {
  SG_ENTRY();
  struct texture *texture;
  SG_TRY(find(texObject, &texture));
  if (pResDesc == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  *pResDesc = texture->resource;
  return CUDA_SUCCESS;
}

CUresult cuTexObjectGetTextureDesc(CUDA_TEXTURE_DESC *pTexDesc, CUtexObject texObject) {
  SG_ENTRY();
  struct texture *texture;
  SG_TRY(find(texObject, &texture));
  if (pTexDesc == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  *pTexDesc = texture->description;
  return CUDA_SUCCESS;
}

CUresult cuTexObjectGetResourceViewDesc(CUDA_RESOURCE_VIEW_DESC *pResViewDesc, CUtexObject texObject) {
  SG_ENTRY();
  struct texture *texture;
  SG_TRY(find(texObject, &texture));
  if (pResViewDesc == NULL || !texture->has_view)
    return CUDA_ERROR_INVALID_VALUE;
  *pResViewDesc = texture->view;
  return CUDA_SUCCESS;
}

static void drop_if_of(void *object, void *context) {
  if (((struct texture *)object)->context == context)
    sg_handle_free(&textures, object);
}

void sg_textures_drop_context(struct sg_context *context) {
  sg_handle_each(&textures, drop_if_of, context);
}
