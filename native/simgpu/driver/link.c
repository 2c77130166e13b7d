// Linking at run time: what is linked comes out as one image in the simulated driver's own form.
#include <stdlib.h>
#include <string.h>

#include "module.h"

struct link {
  struct sg_image image;
  struct sg_jit jit;
  char *linked;        // NULL until complete
  size_t linked_size;
};

static struct sg_handles links = SG_HANDLES(struct link, 4096);

static bool find(CUlinkState handle, struct link **out) {
  if (handle == NULL || !sg_handle_live(&links, handle))
    return false;
  *out = (struct link *)handle;
  return true;
}

CUresult cuLinkCreate_v2(unsigned int numOptions, CUjit_option *options, void **optionValues, CUlinkState *stateOut) {
  SG_ENTRY();
  struct sg_context *context;
  struct sg_jit jit;
  if (stateOut == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_jit_read(numOptions, options, optionValues, &jit));
  SG_TRY(sg_context_current(&context));
  struct link *link = sg_handle_new(&links);
  if (link == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  link->jit = jit;
  *stateOut = (CUlinkState)link;
  return CUDA_SUCCESS;
}

CUresult cuLinkCreate(unsigned int numOptions, CUjit_option *options, void **optionValues, CUlinkState *stateOut) {
  return cuLinkCreate_v2(numOptions, options, optionValues, stateOut);
}

static CUresult add(CUlinkState state, CUjitInputType type, const void *data, size_t size, unsigned int options_count,
                    const CUjit_option *options, void **values) {
  struct link *link;
  struct sg_context *context;
  struct sg_jit ignored;
  if (data == NULL || size == 0 || (int)type < 0 || type >= CU_JIT_NUM_INPUT_TYPES)
    return CUDA_ERROR_INVALID_VALUE;
  if (!find(state, &link) || link->linked != NULL)
    return CUDA_ERROR_INVALID_HANDLE;
  SG_TRY(sg_jit_read(options_count, options, values, &ignored));
  SG_TRY(sg_context_current(&context));
  struct sg_image image;
  char message[256] = "";
  CUresult result = sg_module_read(data, size, context->device, &image, message, sizeof(message));
  if (result == CUDA_ERROR_INVALID_IMAGE && type == CU_JIT_INPUT_PTX)
    result = CUDA_ERROR_INVALID_PTX;
  if (result != CUDA_SUCCESS) {
    sg_jit_finish(&link->jit, message);
    return result;
  }
  bool merged = sg_image_merge(&link->image, &image);
  sg_image_release(&image);
  return merged ? CUDA_SUCCESS : CUDA_ERROR_OUT_OF_MEMORY;
}

CUresult cuLinkAddData_v2(CUlinkState state, CUjitInputType type, void *data, size_t size, const char *name,
                          unsigned int numOptions, CUjit_option *options, void **optionValues) {
  SG_ENTRY();
  (void)name;
  return add(state, type, data, size, numOptions, options, optionValues);
}

CUresult cuLinkAddData(CUlinkState state, CUjitInputType type, void *data, size_t size, const char *name,
                       unsigned int numOptions, CUjit_option *options, void **optionValues) {
  return cuLinkAddData_v2(state, type, data, size, name, numOptions, options, optionValues);
}

CUresult cuLinkAddFile_v2(CUlinkState state, CUjitInputType type, const char *path, unsigned int numOptions,
                          CUjit_option *options, void **optionValues) {
  SG_ENTRY();
  char *data;
  size_t size;
  struct link *link;
  if (path == NULL || (int)type < 0 || type >= CU_JIT_NUM_INPUT_TYPES)
    return CUDA_ERROR_INVALID_VALUE;
  if (!find(state, &link) || link->linked != NULL)
    return CUDA_ERROR_INVALID_HANDLE;
  SG_TRY(sg_file_read(path, &data, &size));
  CUresult result = add(state, type, data, size, numOptions, options, optionValues);
  free(data);
  return result;
}

CUresult cuLinkAddFile(CUlinkState state, CUjitInputType type, const char *path, unsigned int numOptions,
                       CUjit_option *options, void **optionValues) {
  return cuLinkAddFile_v2(state, type, path, numOptions, options, optionValues);
}

CUresult cuLinkComplete(CUlinkState state, void **cubinOut, size_t *sizeOut) {
  SG_ENTRY();
  struct link *link;
  if (cubinOut == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  if (!find(state, &link))
    return CUDA_ERROR_INVALID_HANDLE;
  if (link->linked == NULL)
    link->linked = sg_image_write(&link->image, &link->linked_size);
  if (link->linked == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  sg_jit_finish(&link->jit, "");
  *cubinOut = link->linked;
  if (sizeOut != NULL)
    *sizeOut = link->linked_size + 1;
  return CUDA_SUCCESS;
}

CUresult cuLinkDestroy(CUlinkState state) {
  SG_ENTRY();
  struct link *link;
  if (!find(state, &link))
    return CUDA_ERROR_INVALID_HANDLE;
  sg_image_release(&link->image);
  free(link->linked);
  sg_handle_free(&links, link);
  return CUDA_SUCCESS;
}
