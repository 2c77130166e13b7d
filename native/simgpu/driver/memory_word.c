#include "memory_word.h"

#include <stdlib.h>
#include <string.h>

#include "stream.h"

enum { LARGEST_BATCH = 256, WAIT_KIND = 3 };

struct operation {
  CUstreamBatchMemOpType type;
  uint64_t address, value;
  unsigned int flags;
};

struct batch {
  uint32_t count, next;
  struct operation operations[];
};

static bool is_wait(CUstreamBatchMemOpType type) {
  return type == CU_STREAM_MEM_OP_WAIT_VALUE_32 || type == CU_STREAM_MEM_OP_WAIT_VALUE_64;
}

static bool is_write(CUstreamBatchMemOpType type) {
  return type == CU_STREAM_MEM_OP_WRITE_VALUE_32 || type == CU_STREAM_MEM_OP_WRITE_VALUE_64;
}

static uint64_t width(CUstreamBatchMemOpType type) {
  return type == CU_STREAM_MEM_OP_WAIT_VALUE_64 || type == CU_STREAM_MEM_OP_WRITE_VALUE_64 ? 8 : 4;
}

static CUresult check(const struct operation *operation) {
  char *host;
  if (is_wait(operation->type)) {
    if ((operation->flags & ~(unsigned int)(WAIT_KIND | CU_STREAM_WAIT_VALUE_FLUSH)) != 0)
      return CUDA_ERROR_INVALID_VALUE;
    // No device here orders remote writes.
    if ((operation->flags & CU_STREAM_WAIT_VALUE_FLUSH) != 0)
      return CUDA_ERROR_NOT_SUPPORTED;
  } else if (is_write(operation->type)) {
    if ((operation->flags & ~(unsigned int)CU_STREAM_WRITE_VALUE_NO_MEMORY_BARRIER) != 0)
      return CUDA_ERROR_INVALID_VALUE;
  } else if (operation->type == CU_STREAM_MEM_OP_BARRIER) {
    return operation->flags <= CU_STREAM_MEMORY_BARRIER_TYPE_GPU ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
  } else {
    return operation->type == CU_STREAM_MEM_OP_FLUSH_REMOTE_WRITES ? CUDA_ERROR_NOT_SUPPORTED : CUDA_ERROR_INVALID_VALUE;
  }
  if (operation->address == 0 || operation->address % width(operation->type) != 0)
    return CUDA_ERROR_INVALID_VALUE;
  return sg_memory_reach(operation->address, width(operation->type), &host);
}

static bool holds(uint64_t word, const struct operation *operation) {
  bool wide = width(operation->type) == 8;
  switch (operation->flags & WAIT_KIND) {
  case CU_STREAM_WAIT_VALUE_GEQ:
    // Cyclic: the difference's sign counts.
    return wide ? (int64_t)(word - operation->value) >= 0 : (int32_t)(uint32_t)(word - operation->value) >= 0;
  case CU_STREAM_WAIT_VALUE_EQ:
    return word == operation->value;
  case CU_STREAM_WAIT_VALUE_AND:
    return (word & operation->value) != 0;
  default:
    return wide ? ~(word | operation->value) != 0 : (uint32_t) ~(word | operation->value) != 0;
  }
}

static bool perform(const struct operation *operation) {
  char *host;
  if (!is_wait(operation->type) && !is_write(operation->type))
    return true;
  if (sg_memory_reach(operation->address, width(operation->type), &host) != CUDA_SUCCESS)
    return true;  // freed meanwhile: nobody can write it any more
  if (is_write(operation->type)) {
    if (width(operation->type) == 8)
      __atomic_store_n((uint64_t *)host, operation->value, __ATOMIC_RELEASE);
    else
      __atomic_store_n((uint32_t *)host, (uint32_t)operation->value, __ATOMIC_RELEASE);
    return true;
  }
  uint64_t word = width(operation->type) == 8 ? __atomic_load_n((uint64_t *)host, __ATOMIC_ACQUIRE)
                                              : __atomic_load_n((uint32_t *)host, __ATOMIC_ACQUIRE);
  return holds(word, operation);
}

// Polled until all is done. A graph's batch begins again with every launch.
static bool proceed(void *data) {
  struct batch *batch = data;
  while (batch->next < batch->count) {
    if (!perform(&batch->operations[batch->next]))
      return false;
    batch->next++;
  }
  batch->next = 0;
  return true;
}

static void write_all(void *data) {
  struct batch *batch = data;
  for (uint32_t i = 0; i < batch->count; i++)
    perform(&batch->operations[i]);
}

static void keep(void *data) {
  (void)data;
}

static struct operation read_operation(const CUstreamBatchMemOpParams *from) {
  struct operation out = {.type = from->operation};
  if (is_wait(out.type)) {
    out.address = from->waitValue.address;
    out.value = width(out.type) == 8 ? from->waitValue.value64 : from->waitValue.value;
    out.flags = from->waitValue.flags;
  } else if (is_write(out.type)) {
    out.address = from->writeValue.address;
    out.value = width(out.type) == 8 ? from->writeValue.value64 : from->writeValue.value;
    out.flags = from->writeValue.flags;
  } else {
    out.flags = from->memoryBarrier.flags;
  }
  return out;
}

static CUresult make_work(const struct operation *operations, unsigned int count, struct sg_work *out) {
  struct batch *batch = malloc(sizeof(*batch) + count * sizeof(*operations));
  if (batch == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  *batch = (struct batch){.count = count};
  memcpy(batch->operations, operations, count * sizeof(*operations));
  bool waits = false;
  for (unsigned int i = 0; i < count; i++)
    waits |= is_wait(operations[i].type);
  *out = (struct sg_work){.kind = waits ? SG_WORK_HOST : SG_WORK_MARK, .node_type = CU_GRAPH_NODE_TYPE_BATCH_MEM_OP};
  // The effect holds the batch until its item is done; only one without a wait does something then.
  out->effect = (struct sg_effect){.run = waits ? keep : write_all, .release = free, .data = batch};
  if (waits) {
    out->host_ready = proceed;
    out->host_data = batch;
  }
  return CUDA_SUCCESS;
}

CUresult sg_memory_batch_work(const CUstreamBatchMemOpParams *operations, unsigned int count, struct sg_work *out) {
  struct operation read[LARGEST_BATCH];
  if (operations == NULL || count == 0 || count > LARGEST_BATCH)
    return CUDA_ERROR_INVALID_VALUE;
  for (unsigned int i = 0; i < count; i++) {
    read[i] = read_operation(&operations[i]);
    SG_TRY(check(&read[i]));
  }
  return make_work(read, count, out);
}

static CUresult submit(CUstream hStream, CUstreamBatchMemOpParams *operations, unsigned int count, unsigned int flags) {
  struct sg_stream *stream;
  struct sg_work work;
  if (flags != 0)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_stream_resolve(hStream, &stream));
  SG_TRY(sg_memory_batch_work(operations, count, &work));
  CUDA_BATCH_MEM_OP_NODE_PARAMS params = {.ctx = (CUcontext)stream->context, .count = count, .paramArray = operations};
  work.node_params = &params;
  return sg_stream_submit(stream, &work);
}

CUresult cuStreamBatchMemOp_v2(CUstream stream, unsigned int count, CUstreamBatchMemOpParams *paramArray, unsigned int flags) {
  SG_ENTRY();
  return submit(stream, paramArray, count, flags);
}

CUresult cuStreamBatchMemOp(CUstream stream, unsigned int count, CUstreamBatchMemOpParams *paramArray, unsigned int flags) {
  return cuStreamBatchMemOp_v2(stream, count, paramArray, flags);
}

static CUresult wait(CUstream stream, CUstreamBatchMemOpType type, CUdeviceptr address, uint64_t value, unsigned int flags) {
  CUstreamBatchMemOpParams operation = {.waitValue = {.operation = type, .address = address, .value64 = value, .flags = flags}};
  return submit(stream, &operation, 1, 0);
}

static CUresult write(CUstream stream, CUstreamBatchMemOpType type, CUdeviceptr address, uint64_t value, unsigned int flags) {
  CUstreamBatchMemOpParams operation = {.writeValue = {.operation = type, .address = address, .value64 = value, .flags = flags}};
  return submit(stream, &operation, 1, 0);
}

CUresult cuStreamWaitValue32_v2(CUstream stream, CUdeviceptr addr, cuuint32_t value, unsigned int flags) {
  SG_ENTRY();
  return wait(stream, CU_STREAM_MEM_OP_WAIT_VALUE_32, addr, value, flags);
}

CUresult cuStreamWaitValue32(CUstream stream, CUdeviceptr addr, cuuint32_t value, unsigned int flags) {
  return cuStreamWaitValue32_v2(stream, addr, value, flags);
}

CUresult cuStreamWaitValue64_v2(CUstream stream, CUdeviceptr addr, cuuint64_t value, unsigned int flags) {
  SG_ENTRY();
  return wait(stream, CU_STREAM_MEM_OP_WAIT_VALUE_64, addr, value, flags);
}

CUresult cuStreamWaitValue64(CUstream stream, CUdeviceptr addr, cuuint64_t value, unsigned int flags) {
  return cuStreamWaitValue64_v2(stream, addr, value, flags);
}

CUresult cuStreamWriteValue32_v2(CUstream stream, CUdeviceptr addr, cuuint32_t value, unsigned int flags) {
  SG_ENTRY();
  return write(stream, CU_STREAM_MEM_OP_WRITE_VALUE_32, addr, value, flags);
}

CUresult cuStreamWriteValue32(CUstream stream, CUdeviceptr addr, cuuint32_t value, unsigned int flags) {
  return cuStreamWriteValue32_v2(stream, addr, value, flags);
}

CUresult cuStreamWriteValue64_v2(CUstream stream, CUdeviceptr addr, cuuint64_t value, unsigned int flags) {
  SG_ENTRY();
  return write(stream, CU_STREAM_MEM_OP_WRITE_VALUE_64, addr, value, flags);
}

CUresult cuStreamWriteValue64(CUstream stream, CUdeviceptr addr, cuuint64_t value, unsigned int flags) {
  return cuStreamWriteValue64_v2(stream, addr, value, flags);
}
