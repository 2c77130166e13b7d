// Surface objects and surface references.
#include "array.h"
#include "texture.h"

enum { MAX_SURFACES = 1 << 16 };

struct surface {
  struct sg_context *context;
  CUDA_RESOURCE_DESC resource;
};

static struct sg_handles surfaces = SG_HANDLES(struct surface, MAX_SURFACES);

// Only arrays made for it can be written through a surface.
static CUresult check(const CUDA_RESOURCE_DESC *resource) {
  struct sg_array *array;
  if (resource->resType != CU_RESOURCE_TYPE_ARRAY || resource->flags != 0)
    return CUDA_ERROR_INVALID_VALUE;
  if (!sg_array_valid(resource->res.array.hArray, &array))
    return CUDA_ERROR_INVALID_HANDLE;
  return (array->flags & CUDA_ARRAY3D_SURFACE_LDST) != 0 ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
}

CUresult cuSurfObjectCreate(CUsurfObject *pSurfObject, const CUDA_RESOURCE_DESC *pResDesc) {
  SG_ENTRY();
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  if (pSurfObject == NULL || pResDesc == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(check(pResDesc));
  struct surface *surface = sg_handle_new(&surfaces);
  if (surface == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  *surface = (struct surface){.context = context, .resource = *pResDesc};
  *pSurfObject = (CUsurfObject)(uintptr_t)surface;
  return CUDA_SUCCESS;
}

static CUresult find(CUsurfObject handle, struct surface **out) {
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  struct surface *surface = (struct surface *)(uintptr_t)handle;
  if (surface == NULL || !sg_handle_live(&surfaces, surface))
    return CUDA_ERROR_INVALID_VALUE;
  *out = surface;
  return CUDA_SUCCESS;
}

CUresult cuSurfObjectDestroy(CUsurfObject surfObject) {
  SG_ENTRY();
  struct surface *surface;
  SG_TRY(find(surfObject, &surface));
  sg_handle_free(&surfaces, surface);
  return CUDA_SUCCESS;
}

CUresult cuSurfObjectGetResourceDesc(CUDA_RESOURCE_DESC *pResDesc, CUsurfObject surfObject) {
  SG_ENTRY();
  struct surface *surface;
  SG_TRY(find(surfObject, &surface));
  if (pResDesc == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  *pResDesc = surface->resource;
  return CUDA_SUCCESS;
}

static void drop_if_of(void *object, void *context) {
  if (((struct surface *)object)->context == context)
    sg_handle_free(&surfaces, object);
}

void sg_surfaces_drop_context(struct sg_context *context) {
  sg_handle_each(&surfaces, drop_if_of, context);
}
