// Managed memory belongs to a stream, to the host or to everybody: a promise of the program's that changes nothing here, where
// host and devices reach it at any time.
#include "stream.h"

CUresult cuStreamAttachMemAsync(CUstream hStream, CUdeviceptr dptr, size_t length, unsigned int flags) {
  SG_ENTRY();
  struct sg_stream *stream;
  if (flags != CU_MEM_ATTACH_GLOBAL && flags != CU_MEM_ATTACH_HOST && flags != CU_MEM_ATTACH_SINGLE)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_stream_resolve(hStream, &stream));
  // It can be one stream's own, but not everybody's stream's.
  if (flags == CU_MEM_ATTACH_SINGLE && stream->is_null)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_capture_forbids(stream));
  const struct sg_allocation *allocation = sg_allocation_find(dptr);
  if (allocation == NULL || allocation->kind != SG_ALLOCATION_MANAGED || dptr != allocation->base ||
      (length != 0 && length != allocation->bytes))
    return CUDA_ERROR_INVALID_VALUE;
  return sg_stream_submit(stream, &(struct sg_work){.kind = SG_WORK_MARK});
}
