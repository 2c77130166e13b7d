// cuMemAllocAsync and cuMemFreeAsync: memory in the order of a stream.
#include "capture.h"
#include "graph_memory.h"
#include "pool_memory.h"

static CUresult allocate(CUdeviceptr *out, uint64_t bytes, CUmemoryPool handle, bool is_explicit, CUstream hStream) {
  if (out == NULL || bytes == 0)
    return CUDA_ERROR_INVALID_VALUE;
  struct sg_stream *stream;
  SG_TRY(sg_stream_resolve(hStream, &stream));
  sg_pools_lock();
  struct sg_pool *pool = NULL;
  if (!is_explicit)
    pool = sg_pool_current(stream->context->ordinal);
  else if (!sg_pool_valid(handle, &pool))
    pool = NULL;
  if (pool == NULL || pool->is_imported) {
    sg_pools_unlock();
    return CUDA_ERROR_INVALID_VALUE;
  }
  if (stream->capture != NULL) {
    CUDA_MEM_ALLOC_NODE_PARAMS parameters = {.poolProps = pool->properties, .bytesize = bytes};
    sg_pools_unlock();
    SG_TRY(sg_capture_alloc(stream, &parameters));
    *out = parameters.dptr;
    return CUDA_SUCCESS;
  }
  struct sg_block *block;
  struct sg_block_wait wait;
  CUresult result = sg_pool_take(pool, bytes, stream, &block, &wait);
  CUdeviceptr address = result == CUDA_SUCCESS ? block->base : 0;
  sg_pools_unlock();
  if (result != CUDA_SUCCESS)
    return result;
  if (wait.needed)
    SG_TRY(sg_submit_wait_queue(stream, wait.queue, wait.number));
  *out = address;
  return CUDA_SUCCESS;
}

CUresult cuMemAllocAsync(CUdeviceptr *dptr, size_t bytesize, CUstream hStream) {
  SG_ENTRY();
  return allocate(dptr, bytesize, NULL, false, hStream);
}

CUresult cuMemAllocFromPoolAsync(CUdeviceptr *dptr, size_t bytesize, CUmemoryPool pool, CUstream hStream) {
  SG_ENTRY();
  return allocate(dptr, bytesize, pool, true, hStream);
}

// The block is free once the stream has come to `number`; until then its address stays known, for what was submitted before.
static CUresult free_in_order(CUdeviceptr address, struct sg_stream *stream) {
  sg_pools_lock();
  struct sg_block *block = sg_pool_block(address);
  if (block == NULL) {
    sg_pools_unlock();
    return CUDA_ERROR_INVALID_VALUE;
  }
  sg_block_pend(block, stream);
  sg_pools_unlock();
  uint64_t number = 0;  // without a mark: nothing to wait for
  CUresult result = sg_submit_now(stream, &(struct sg_work){.kind = SG_WORK_MARK}, &number);
  sg_pools_lock();
  block->number = number;
  sg_pools_unlock();
  return result;
}

CUresult cuMemFreeAsync(CUdeviceptr dptr, CUstream hStream) {
  SG_ENTRY();
  struct sg_stream *stream;
  SG_TRY(sg_stream_resolve(hStream, &stream));
  if (stream->capture != NULL)
    return sg_capture_free(stream, dptr);
  if (sg_graph_owns(dptr))
    return sg_graph_memory_free(dptr, stream);
  return free_in_order(dptr, stream);
}

CUresult sg_pool_free(CUdeviceptr address) {
  sg_pools_lock();
  struct sg_block *block = sg_pool_block(address);
  if (block != NULL)
    sg_block_free(block);
  sg_pools_unlock();
  return block != NULL ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
}
