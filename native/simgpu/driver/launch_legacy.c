// Launches of the first interface: shape, shared memory and arguments are the function's state.
#include <stdlib.h>
#include <string.h>

#include "launch.h"
#include "module.h"

enum { PARAMETER_BYTES = 4096 };

struct sg_launch_state {
  unsigned int block[3];
  unsigned int shared_bytes;
  size_t size;
  char parameters[PARAMETER_BYTES];
};

static CUresult find(CUfunction handle, struct sg_function_object **out, struct sg_launch_state **state) {
  struct sg_function *function;
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  if (!sg_function_valid(handle, &function))
    return CUDA_ERROR_INVALID_HANDLE;
  *out = (struct sg_function_object *)function;
  if ((*out)->legacy == NULL)
    (*out)->legacy = calloc(1, sizeof(*(*out)->legacy));
  *state = (*out)->legacy;
  return *state == NULL ? CUDA_ERROR_OUT_OF_MEMORY : CUDA_SUCCESS;
}

CUresult cuFuncSetBlockShape(CUfunction hfunc, int x, int y, int z) {
  SG_ENTRY();
  struct sg_function_object *object;
  struct sg_launch_state *state;
  if (x <= 0 || y <= 0 || z <= 0 || x > 1024 || y > 1024 || z > 64 || x * y * z > 1024)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(find(hfunc, &object, &state));
  state->block[0] = (unsigned int)x;
  state->block[1] = (unsigned int)y;
  state->block[2] = (unsigned int)z;
  return CUDA_SUCCESS;
}

CUresult cuFuncSetSharedSize(CUfunction hfunc, unsigned int bytes) {
  SG_ENTRY();
  struct sg_function_object *object;
  struct sg_launch_state *state;
  SG_TRY(find(hfunc, &object, &state));
  if (bytes > (unsigned int)object->function.attributes[CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES])
    return CUDA_ERROR_INVALID_VALUE;
  state->shared_bytes = bytes;
  return CUDA_SUCCESS;
}

CUresult cuParamSetSize(CUfunction hfunc, unsigned int numbytes) {
  SG_ENTRY();
  struct sg_function_object *object;
  struct sg_launch_state *state;
  if (numbytes > PARAMETER_BYTES)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(find(hfunc, &object, &state));
  state->size = numbytes;
  return CUDA_SUCCESS;
}

static CUresult set(CUfunction function, int offset, const void *from, size_t bytes) {
  struct sg_function_object *object;
  struct sg_launch_state *state;
  if (offset < 0 || from == NULL || bytes > PARAMETER_BYTES || (size_t)offset > PARAMETER_BYTES - bytes)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(find(function, &object, &state));
  memcpy(state->parameters + offset, from, bytes);
  return CUDA_SUCCESS;
}

CUresult cuParamSeti(CUfunction hfunc, int offset, unsigned int value) {
  SG_ENTRY();
  return set(hfunc, offset, &value, sizeof(value));
}

CUresult cuParamSetf(CUfunction hfunc, int offset, float value) {
  SG_ENTRY();
  return set(hfunc, offset, &value, sizeof(value));
}

CUresult cuParamSetv(CUfunction hfunc, int offset, void *ptr, unsigned int numbytes) {
  SG_ENTRY();
  return set(hfunc, offset, ptr, numbytes);
}

// Textures of a module are bound by their reference itself; the only unit there ever was is the default one.
CUresult cuParamSetTexRef(CUfunction hfunc, int texunit, CUtexref hTexRef) {
  SG_ENTRY();
  struct sg_function_object *object;
  struct sg_launch_state *state;
  if (texunit != CU_PARAM_TR_DEFAULT || hTexRef == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  return find(hfunc, &object, &state);
}

static CUresult launch(CUfunction handle, int width, int height, CUstream hStream) {
  struct sg_function_object *object;
  struct sg_launch_state *state;
  struct sg_stream *stream;
  if (width <= 0 || height <= 0)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(find(handle, &object, &state));
  SG_TRY(sg_stream_resolve(hStream, &stream));
  if (state->block[0] == 0)
    return CUDA_ERROR_INVALID_VALUE;
  void *extra[] = {CU_LAUNCH_PARAM_BUFFER_POINTER, state->parameters, CU_LAUNCH_PARAM_BUFFER_SIZE, &state->size,
                   CU_LAUNCH_PARAM_END};
  struct sg_launch plain = {
      .grid = {(unsigned int)width, (unsigned int)height, 1},
      .block = {state->block[0], state->block[1], state->block[2]},
      .shared_bytes = state->shared_bytes,
      .extra = extra,
  };
  return sg_launch_in(stream, &object->function, &plain);
}

CUresult cuLaunch(CUfunction f) {
  SG_ENTRY();
  return launch(f, 1, 1, CU_STREAM_LEGACY);
}

CUresult cuLaunchGrid(CUfunction f, int grid_width, int grid_height) {
  SG_ENTRY();
  return launch(f, grid_width, grid_height, CU_STREAM_LEGACY);
}

CUresult cuLaunchGridAsync(CUfunction f, int grid_width, int grid_height, CUstream hStream) {
  SG_ENTRY();
  return launch(f, grid_width, grid_height, hStream);
}
