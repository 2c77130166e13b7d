#include "error.h"

#include "cuda_abi.h"

static const struct sg_error *find(CUresult code) {
  size_t from = 0, to = sg_error_count;
  while (from < to) {
    size_t middle = from + (to - from) / 2;
    if (sg_errors[middle].code == (int)code)
      return &sg_errors[middle];
    if (sg_errors[middle].code < (int)code)
      from = middle + 1;
    else
      to = middle;
  }
  return NULL;
}

// Neither needs cuInit.
CUresult cuGetErrorName(CUresult error, const char **pStr) {
  if (!pStr)
    return CUDA_ERROR_INVALID_VALUE;
  const struct sg_error *known = find(error);
  *pStr = known ? known->name : NULL;
  return known ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
}

CUresult cuGetErrorString(CUresult error, const char **pStr) {
  if (!pStr)
    return CUDA_ERROR_INVALID_VALUE;
  const struct sg_error *known = find(error);
  *pStr = known ? known->text : NULL;
  return known ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
}
