#include <stdlib.h>

#include "array.h"
#include "copy.h"

// Many copies in one call. Nothing of a batch is done when one of them is wrong.
struct batch {
  struct sg_stream *stream;
  struct sg_copy_plan *plans;
  size_t count;
};

static CUresult begin(struct batch *batch, size_t count, CUstream handle) {
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  struct sg_stream *stream;
  SG_TRY(sg_stream_resolve(handle, &stream));
  // The legacy stream, which waits for all others, is not for batches.
  if (count == 0 || stream->is_null)
    return CUDA_ERROR_INVALID_VALUE;
  if (stream->capture)
    return CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED;
  *batch = (struct batch){.stream = stream, .plans = calloc(count, sizeof *batch->plans)};
  return batch->plans ? CUDA_SUCCESS : CUDA_ERROR_OUT_OF_MEMORY;
}

static CUresult plan(struct batch *batch, const CUDA_MEMCPY3D *copy, CUmemcpySrcAccessOrder order) {
  struct sg_copy_plan *plan = &batch->plans[batch->count];
  SG_TRY(sg_copy_plan(copy, batch->stream->context, plan));
  batch->count++;
  bool now = order == CU_MEMCPY_SRC_ACCESS_ORDER_DURING_API_CALL || plan->from_pageable, readable = true;
  if (plan->copy && now && plan->from_host && sg_copy_stage(plan->copy, &readable) && !readable)
    return CUDA_ERROR_INVALID_VALUE;
  plan->work.node_params = NULL;
  return CUDA_SUCCESS;
}

// Submits all, or after an error gives all back.
static CUresult end(struct batch *batch, CUresult result) {
  bool waits = false;
  for (size_t i = 0; i < batch->count; i++) {
    struct sg_copy_plan *plan = &batch->plans[i];
    if (!plan->copy)
      continue;
    waits |= plan->to_pageable || (plan->from_pageable && !plan->copy->staged);
    if (result == CUDA_SUCCESS)
      result = sg_submit(batch->stream, &plan->work);
    else
      sg_copy_drop(plan->copy);
  }
  free(batch->plans);
  return result == CUDA_SUCCESS && waits ? sg_stream_wait(batch->stream) : result;
}

static CUresult check_order(CUmemcpySrcAccessOrder order, unsigned int flags) {
  bool known = order >= CU_MEMCPY_SRC_ACCESS_ORDER_STREAM && order <= CU_MEMCPY_SRC_ACCESS_ORDER_ANY;
  return known && flags <= CU_MEMCPY_FLAG_PREFER_OVERLAP_WITH_COMPUTE ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
}

// Attribute k is for the copies from `indexes[k]` to before `indexes[k + 1]`.
static CUresult check_attributes(const CUmemcpyAttributes *attributes, const size_t *indexes, size_t attribute_count,
                                 size_t count) {
  if (!attributes || !indexes || attribute_count == 0 || attribute_count > count || indexes[0] != 0)
    return CUDA_ERROR_INVALID_VALUE;
  for (size_t k = 0; k < attribute_count; k++) {
    if (indexes[k] >= count || (k > 0 && indexes[k] <= indexes[k - 1]))
      return CUDA_ERROR_INVALID_VALUE;
    SG_TRY(check_order(attributes[k].srcAccessOrder, attributes[k].flags));
  }
  return CUDA_SUCCESS;
}

// `failed` is the number of the copy that is wrong, SIZE_MAX when it is none in particular.
static CUresult linear(CUdeviceptr *to, CUdeviceptr *from, size_t *sizes, size_t count, CUmemcpyAttributes *attributes,
                       size_t *indexes, size_t attribute_count, size_t *failed, CUstream stream) {
  *failed = SIZE_MAX;
  if (!to || !from || !sizes)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(check_attributes(attributes, indexes, attribute_count, count));
  struct batch batch;
  SG_TRY(begin(&batch, count, stream));
  CUresult result = CUDA_SUCCESS;
  for (size_t i = 0, k = 0; i < count && result == CUDA_SUCCESS; i++) {
    while (k + 1 < attribute_count && indexes[k + 1] <= i)
      k++;
    CUDA_MEMCPY3D copy = {.srcMemoryType = CU_MEMORYTYPE_UNIFIED, .srcDevice = from[i], .srcPitch = sizes[i], .srcHeight = 1,
                          .dstMemoryType = CU_MEMORYTYPE_UNIFIED, .dstDevice = to[i], .dstPitch = sizes[i], .dstHeight = 1,
                          .WidthInBytes = sizes[i], .Height = 1, .Depth = 1};
    result = sizes[i] ? plan(&batch, &copy, attributes[k].srcAccessOrder) : CUDA_ERROR_INVALID_VALUE;
    if (result != CUDA_SUCCESS)
      *failed = i;
  }
  return end(&batch, result);
}

CUresult cuMemcpyBatchAsync(CUdeviceptr *dsts, CUdeviceptr *srcs, size_t *sizes, size_t count, CUmemcpyAttributes *attrs,
                            size_t *attrsIdxs, size_t numAttrs, size_t *failIdx, CUstream hStream) {
  SG_ENTRY();
  size_t failed;
  CUresult result = linear(dsts, srcs, sizes, count, attrs, attrsIdxs, numAttrs, &failed, hStream);
  if (failIdx && result != CUDA_SUCCESS)
    *failIdx = failed;
  return result;
}

CUresult cuMemcpyBatchAsync_v2(CUdeviceptr *dsts, CUdeviceptr *srcs, size_t *sizes, size_t count, CUmemcpyAttributes *attrs,
                               size_t *attrsIdxs, size_t numAttrs, CUstream hStream) {
  SG_ENTRY();
  size_t failed;
  return linear(dsts, srcs, sizes, count, attrs, attrsIdxs, numAttrs, &failed, hStream);
}

// One operand as one side of a copy: its lengths are elements, of the array if there is one, else bytes.
struct operand {
  CUmemorytype type;
  CUdeviceptr address;
  CUarray array;
  size_t x_bytes, y, z, pitch, height;
};

static CUresult element_of(const CUmemcpy3DOperand *operand, size_t *bytes) {
  struct sg_array *array;
  if (operand->type == CU_MEMCPY_OPERAND_TYPE_POINTER)
    return CUDA_SUCCESS;
  if (operand->type != CU_MEMCPY_OPERAND_TYPE_ARRAY)
    return CUDA_ERROR_INVALID_VALUE;
  if (!sg_array_valid(operand->op.array.array, &array))
    return CUDA_ERROR_INVALID_HANDLE;
  *bytes = array->element_bytes;
  return CUDA_SUCCESS;
}

static struct operand read_operand(const CUmemcpy3DOperand *operand, size_t element) {
  if (operand->type == CU_MEMCPY_OPERAND_TYPE_POINTER)
    return (struct operand){.type = CU_MEMORYTYPE_UNIFIED, .address = operand->op.ptr.ptr,
                            .pitch = operand->op.ptr.rowLength * element, .height = operand->op.ptr.layerHeight};
  return (struct operand){.type = CU_MEMORYTYPE_ARRAY, .array = operand->op.array.array,
                          .x_bytes = operand->op.array.offset.x * element, .y = operand->op.array.offset.y,
                          .z = operand->op.array.offset.z};
}

static CUresult plan_box(struct batch *batch, const CUDA_MEMCPY3D_BATCH_OP *op) {
  size_t element = 1;
  SG_TRY(check_order(op->srcAccessOrder, op->flags));
  SG_TRY(element_of(&op->src, &element));
  SG_TRY(element_of(&op->dst, &element));
  if (op->extent.width == 0 || op->extent.height == 0 || op->extent.depth == 0)
    return CUDA_ERROR_INVALID_VALUE;
  struct operand from = read_operand(&op->src, element), to = read_operand(&op->dst, element);
  CUDA_MEMCPY3D copy = {
      .srcMemoryType = from.type, .srcDevice = from.address, .srcArray = from.array, .srcXInBytes = from.x_bytes,
      .srcY = from.y, .srcZ = from.z, .srcPitch = from.pitch, .srcHeight = from.height,
      .dstMemoryType = to.type, .dstDevice = to.address, .dstArray = to.array, .dstXInBytes = to.x_bytes,
      .dstY = to.y, .dstZ = to.z, .dstPitch = to.pitch, .dstHeight = to.height,
      .WidthInBytes = op->extent.width * element, .Height = op->extent.height, .Depth = op->extent.depth};
  return plan(batch, &copy, op->srcAccessOrder);
}

static CUresult boxes(size_t count, CUDA_MEMCPY3D_BATCH_OP *ops, size_t *failed, unsigned long long flags, CUstream stream) {
  *failed = SIZE_MAX;
  if (!ops || flags)
    return CUDA_ERROR_INVALID_VALUE;
  struct batch batch;
  SG_TRY(begin(&batch, count, stream));
  CUresult result = CUDA_SUCCESS;
  for (size_t i = 0; i < count && result == CUDA_SUCCESS; i++) {
    result = plan_box(&batch, &ops[i]);
    if (result != CUDA_SUCCESS)
      *failed = i;
  }
  return end(&batch, result);
}

CUresult cuMemcpy3DBatchAsync(size_t numOps, CUDA_MEMCPY3D_BATCH_OP *opList, size_t *failIdx, unsigned long long flags,
                              CUstream hStream) {
  SG_ENTRY();
  size_t failed;
  CUresult result = boxes(numOps, opList, &failed, flags, hStream);
  if (failIdx && result != CUDA_SUCCESS)
    *failIdx = failed;
  return result;
}

CUresult cuMemcpy3DBatchAsync_v2(size_t numOps, CUDA_MEMCPY3D_BATCH_OP *opList, unsigned long long flags, CUstream hStream) {
  SG_ENTRY();
  size_t failed;
  return boxes(numOps, opList, &failed, flags, hStream);
}
