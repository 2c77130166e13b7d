#include "surface_reference.h"

#include "array.h"

struct surface_reference {
  CUarray array;
};

static struct sg_handles references = SG_HANDLES(struct surface_reference, 4096);

CUsurfref sg_surface_reference_new(void) {
  return (CUsurfref)sg_handle_new(&references);
}

void sg_surface_reference_free(CUsurfref handle) {
  sg_handle_free(&references, (void *)handle);
}

static bool find(CUsurfref handle, struct surface_reference **out) {
  *out = (struct surface_reference *)handle;
  return handle != NULL && sg_handle_live(&references, *out);
}

CUresult cuSurfRefSetArray(CUsurfref hSurfRef, CUarray hArray, unsigned int Flags) {
  SG_ENTRY();
  struct surface_reference *reference;
  struct sg_array *array;
  if (Flags != 0)
    return CUDA_ERROR_INVALID_VALUE;
  if (!find(hSurfRef, &reference) || !sg_array_valid(hArray, &array))
    return CUDA_ERROR_INVALID_HANDLE;
  reference->array = hArray;
  return CUDA_SUCCESS;
}

CUresult cuSurfRefGetArray(CUarray *phArray, CUsurfref hSurfRef) {
  SG_ENTRY();
  struct surface_reference *reference;
  if (phArray == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  if (!find(hSurfRef, &reference))
    return CUDA_ERROR_INVALID_HANDLE;
  *phArray = reference->array;
  return CUDA_SUCCESS;
}
