#include "driver.h"

// None of the models has the engine for it; a call that makes no sense is told so first.
CUresult cuMemBatchDecompressAsync(CUmemDecompressParams *paramsArray, size_t count, unsigned int flags, size_t *errorIndex,
                                   CUstream stream) {
  SG_ENTRY();
  struct sg_stream *resolved;
  SG_TRY(sg_stream_resolve(stream, &resolved));
  if (!paramsArray || count == 0 || flags)
    return CUDA_ERROR_INVALID_VALUE;
  if (errorIndex)
    *errorIndex = 0;
  return CUDA_ERROR_NOT_SUPPORTED;
}
