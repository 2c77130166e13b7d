#include "copy.h"

#include <stdlib.h>

#include "array.h"

// Rows of memory (not of arrays) lie at most so far apart, as CU_DEVICE_ATTRIBUTE_MAX_PITCH says.
static const uint64_t max_pitch = INT32_MAX;
// Above this the caller waits instead of having its source copied aside.
#define MOST_STAGED (UINT64_C(64) << 20)

struct end {
  struct sg_box box;
  bool host, pageable;
  uint32_t device;
};

// One side of a CUDA_MEMCPY3D.
struct side {
  CUmemorytype type;
  CUdeviceptr address;
  CUarray array;
  uint64_t x, y, z, pitch, height;
};

static CUresult find_memory(const struct side *side, struct sg_extent extent, struct end *out) {
  uint64_t pitch = side->pitch ? side->pitch : side->x + extent.width;
  uint64_t height = side->height ? side->height : side->y + extent.rows;
  if (pitch < side->x + extent.width || height < side->y + extent.rows || (pitch > max_pitch && extent.rows > 1))
    return CUDA_ERROR_INVALID_VALUE;
  uint64_t slice, offset, span, z_bytes, y_bytes;
  if (__builtin_mul_overflow(pitch, height, &slice) || __builtin_mul_overflow(slice, side->z, &z_bytes) ||
      __builtin_mul_overflow(pitch, side->y, &y_bytes) || __builtin_add_overflow(z_bytes, y_bytes, &offset) ||
      __builtin_add_overflow(offset, side->x, &offset) || __builtin_mul_overflow(slice, extent.slices - 1, &span) ||
      __builtin_add_overflow(span, pitch * (extent.rows - 1) + extent.width, &span))
    return CUDA_ERROR_INVALID_VALUE;
  CUdeviceptr first, last;
  if (!side->address || __builtin_add_overflow(side->address, offset, &first) || __builtin_add_overflow(first, span, &last))
    return CUDA_ERROR_INVALID_VALUE;
  out->box.pitch = pitch;
  out->box.slice = slice;
  struct sg_allocation *allocation = sg_allocation_find(first);
  bool pinned = allocation && (allocation->kind == SG_ALLOCATION_HOST || allocation->kind == SG_ALLOCATION_HOST_REGISTERED);
  if (allocation && sg_memory_reach(first, span, &out->box.base) == CUDA_SUCCESS) {
    out->host = pinned;
    out->device = allocation->device;
    return CUDA_SUCCESS;
  }
  // Ordinary memory of the host, or some of it is.
  if ((allocation && !pinned) || side->type == CU_MEMORYTYPE_DEVICE || sg_region_of(first))
    return CUDA_ERROR_INVALID_VALUE;
  out->box.base = (char *)(uintptr_t)first;
  out->host = out->pageable = true;
  return CUDA_SUCCESS;
}

static CUresult find_end(const struct side *side, struct sg_extent extent, struct end *out) {
  *out = (struct end){0};
  switch (side->type) {
  case CU_MEMORYTYPE_HOST:
  case CU_MEMORYTYPE_DEVICE:
  case CU_MEMORYTYPE_UNIFIED:
    return find_memory(side, extent, out);
  case CU_MEMORYTYPE_ARRAY: {
    struct sg_array *array;
    SG_TRY(sg_array_reach(side->array, side->x, side->y, side->z, extent.width, extent.rows, extent.slices, &array,
                          &out->box.base));
    out->box.pitch = array->pitch;
    out->box.slice = array->slice_pitch;
    out->device = array->device;
    return CUDA_SUCCESS;
  }
  default:
    return CUDA_ERROR_INVALID_VALUE;
  }
}

uint64_t sg_copy_ns(uint32_t device, enum sg_copy_engine engine, uint64_t bytes) {
  const struct sg_device_description *about = &sg_driver.state->description.devices[device];
  uint64_t mb_s = engine == SG_ENGINE_ON_DEVICE ? about->device_copy_mb_s : about->host_copy_mb_s;
  if (mb_s == 0)
    return 0;
  // 1 MB/s is one byte in 1000 ns.
  return (uint64_t)((unsigned __int128)bytes * 1000 / mb_s);
}

static void run(void *data) {
  struct sg_copy *copy = data;
  if (!sg_bytes_copy(copy->to, copy->from, copy->extent))
    copy->failed = true;
}

void sg_copy_drop(struct sg_copy *copy) {
  if (atomic_fetch_sub(&copy->references, 1) == 1) {
    free(copy->staged);
    free(copy);
  }
}

static void release(void *data) {
  sg_copy_drop(data);
}

static void take_time(struct sg_work *work, const struct end *from, const struct end *to, uint32_t device, uint64_t bytes) {
  if (from->host && to->host) {
    work->kind = SG_WORK_MARK;  // the processor does it
    return;
  }
  enum sg_copy_engine engine = from->host ? SG_ENGINE_TO_DEVICE : to->host ? SG_ENGINE_TO_HOST : SG_ENGINE_ON_DEVICE;
  work->kind = SG_WORK_COPY;
  work->sms = engine;
  // Between two devices the bytes go over the bus.
  bool across = engine == SG_ENGINE_ON_DEVICE && from->device != to->device;
  work->duration_ns = sg_copy_ns(device, across ? SG_ENGINE_TO_DEVICE : engine, bytes);
}

CUresult sg_copy_plan(const CUDA_MEMCPY3D *copy, struct sg_context *context, struct sg_copy_plan *out) {
  *out = (struct sg_copy_plan){.work = {.kind = SG_WORK_MARK, .node_type = CU_GRAPH_NODE_TYPE_MEMCPY, .node_params = copy}};
  if (copy->srcLOD || copy->dstLOD)
    return CUDA_ERROR_INVALID_VALUE;
  struct sg_extent extent = {copy->WidthInBytes, copy->Height, copy->Depth};
  if (extent.width == 0 || extent.rows == 0 || extent.slices == 0)
    return CUDA_SUCCESS;
  uint64_t area, bytes, sum;
  if (__builtin_mul_overflow(extent.width, extent.rows, &area) || __builtin_mul_overflow(area, extent.slices, &bytes) ||
      __builtin_add_overflow(copy->srcXInBytes, extent.width, &sum) ||
      __builtin_add_overflow(copy->dstXInBytes, extent.width, &sum))
    return CUDA_ERROR_INVALID_VALUE;
  bool from_host = copy->srcMemoryType == CU_MEMORYTYPE_HOST, to_host = copy->dstMemoryType == CU_MEMORYTYPE_HOST;
  struct side source = {.type = copy->srcMemoryType, .array = copy->srcArray,
                        .address = from_host ? (uintptr_t)copy->srcHost : copy->srcDevice, .x = copy->srcXInBytes,
                        .y = copy->srcY, .z = copy->srcZ, .pitch = copy->srcPitch, .height = copy->srcHeight};
  struct side target = {.type = copy->dstMemoryType, .array = copy->dstArray,
                        .address = to_host ? (uintptr_t)copy->dstHost : copy->dstDevice, .x = copy->dstXInBytes,
                        .y = copy->dstY, .z = copy->dstZ, .pitch = copy->dstPitch, .height = copy->dstHeight};
  struct end from, to;
  SG_TRY(find_end(&source, extent, &from));
  SG_TRY(find_end(&target, extent, &to));
  out->copy = malloc(sizeof *out->copy);
  if (!out->copy)
    return CUDA_ERROR_OUT_OF_MEMORY;
  *out->copy = (struct sg_copy){.to = to.box, .from = from.box, .extent = extent, .references = 1};
  out->from_host = from.host;
  out->to_host = to.host;
  out->from_pageable = from.pageable;
  out->to_pageable = to.pageable;
  take_time(&out->work, &from, &to, context->device, bytes);
  out->work.effect = (struct sg_effect){.run = run, .release = release, .data = out->copy};
  return CUDA_SUCCESS;
}

CUresult sg_copy_work(const CUDA_MEMCPY3D *copy, struct sg_context *context, struct sg_work *out) {
  struct sg_copy_plan plan;
  if (!copy)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_copy_plan(copy, context, &plan));
  *out = plan.work;
  return CUDA_SUCCESS;
}

bool sg_copy_stage(struct sg_copy *copy, bool *readable) {
  uint64_t bytes = copy->extent.width * copy->extent.rows * copy->extent.slices;
  copy->staged = bytes <= MOST_STAGED ? malloc(bytes) : NULL;
  if (!copy->staged)
    return false;
  struct sg_box aside = {copy->staged, copy->extent.width, copy->extent.width * copy->extent.rows};
  *readable = sg_bytes_copy(aside, copy->from, copy->extent);
  copy->from = aside;
  return true;
}

CUresult sg_copy_call(const CUDA_MEMCPY3D *copy, CUstream handle, enum sg_copy_manner manner) {
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  if (!copy)
    return CUDA_ERROR_INVALID_VALUE;
  if (manner == SG_COPY_SYNCHRONOUS)
    SG_TRY(sg_capture_forbids(NULL));
  struct sg_stream *stream;
  SG_TRY(sg_stream_resolve(handle, &stream));
  struct sg_copy_plan plan;
  SG_TRY(sg_copy_plan(copy, stream->context, &plan));
  if (!plan.copy)
    return CUDA_SUCCESS;
  if (stream->capture)
    return sg_submit(stream, &plan.work);
  // Within a device even a call without a stream returns at once; to and from ordinary memory even one with a stream is done
  // with it when it returns.
  bool waits = manner == SG_COPY_SYNCHRONOUS ? plan.from_host || plan.to_host
                                             : plan.to_pageable || (plan.from_host && plan.to_host);
  bool readable = true;
  if (!waits && plan.from_pageable)
    waits = !sg_copy_stage(plan.copy, &readable);
  if (!readable) {
    sg_copy_drop(plan.copy);
    return CUDA_ERROR_INVALID_VALUE;
  }
  if (!waits)
    return sg_submit(stream, &plan.work);
  atomic_fetch_add(&plan.copy->references, 1);
  CUresult result = sg_submit(stream, &plan.work);
  if (result == CUDA_SUCCESS)
    result = sg_stream_wait(stream);
  if (result == CUDA_SUCCESS && plan.copy->failed)
    result = CUDA_ERROR_INVALID_VALUE;
  sg_copy_drop(plan.copy);
  return result;
}
