#include <stdlib.h>

#include "copy.h"

struct fill {
  struct sg_box to;
  struct sg_extent extent;
  uint32_t value;
  unsigned int element;
};

static void run(void *data) {
  struct fill *fill = data;
  sg_bytes_fill(fill->to, fill->extent, fill->value, fill->element);
}

// `on_host`: the bytes are the host's to see, so the caller waits.
static CUresult plan(const CUDA_MEMSET_NODE_PARAMS *params, struct sg_context *context, struct sg_work *out, bool *on_host) {
  *out = (struct sg_work){.kind = SG_WORK_MARK, .node_type = CU_GRAPH_NODE_TYPE_MEMSET, .node_params = params};
  unsigned int element = params->elementSize;
  if (element != 1 && element != 2 && element != 4)
    return CUDA_ERROR_INVALID_VALUE;
  if (params->width == 0 || params->height == 0)
    return CUDA_SUCCESS;
  uint64_t width, span, pitch = params->height > 1 ? params->pitch : 0;
  if (params->dst % element || pitch % element || __builtin_mul_overflow(params->width, element, &width))
    return CUDA_ERROR_INVALID_VALUE;
  if (params->height == 1)
    pitch = width;
  if (pitch < width || __builtin_mul_overflow(pitch, params->height - 1, &span) || __builtin_add_overflow(span, width, &span))
    return CUDA_ERROR_INVALID_VALUE;
  char *host;
  SG_TRY(sg_memory_reach(params->dst, span, &host));
  enum sg_allocation_kind kind = sg_allocation_find(params->dst)->kind;
  *on_host = kind == SG_ALLOCATION_HOST || kind == SG_ALLOCATION_HOST_REGISTERED || kind == SG_ALLOCATION_MANAGED;
  struct fill *fill = malloc(sizeof *fill);
  if (!fill)
    return CUDA_ERROR_OUT_OF_MEMORY;
  *fill = (struct fill){.to = {host, pitch, 0}, .extent = {width, params->height, 1}, .value = params->value, .element = element};
  out->kind = SG_WORK_COPY;
  out->sms = SG_ENGINE_ON_DEVICE;
  out->duration_ns = sg_copy_ns(context->device, SG_ENGINE_ON_DEVICE, width * params->height);
  out->effect = (struct sg_effect){.run = run, .release = free, .data = fill};
  return CUDA_SUCCESS;
}

CUresult sg_fill_work(const CUDA_MEMSET_NODE_PARAMS *params, struct sg_context *context, struct sg_work *out) {
  bool on_host;
  return params ? plan(params, context, out, &on_host) : CUDA_ERROR_INVALID_VALUE;
}

// What a call means: `height` rows of `width` elements, `pitch` bytes apart.
static CUresult call(CUdeviceptr address, size_t pitch, uint32_t value, unsigned int element, size_t width, size_t height,
                     CUstream handle, enum sg_copy_manner manner) {
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  if (manner == SG_COPY_SYNCHRONOUS)
    SG_TRY(sg_capture_forbids(NULL));
  struct sg_stream *stream;
  SG_TRY(sg_stream_resolve(handle, &stream));
  CUDA_MEMSET_NODE_PARAMS_v2 params = {.dst = address, .pitch = pitch, .value = value, .elementSize = element, .width = width,
                                       .height = height, .ctx = (CUcontext)stream->context};
  struct sg_work work;
  bool on_host = false;
  // The first fields of the newer structure are the older one.
  SG_TRY(plan((const CUDA_MEMSET_NODE_PARAMS *)&params, stream->context, &work, &on_host));
  if (!work.effect.run)
    return CUDA_SUCCESS;
  SG_TRY(sg_submit(stream, &work));
  return manner == SG_COPY_SYNCHRONOUS && on_host ? sg_stream_wait(stream) : CUDA_SUCCESS;
}

CUresult cuMemsetD8_v2(CUdeviceptr dstDevice, unsigned char uc, size_t N) {
  SG_ENTRY();
  return call(dstDevice, 0, uc, 1, N, 1, NULL, SG_COPY_SYNCHRONOUS);
}

CUresult cuMemsetD2D8_v2(CUdeviceptr dstDevice, size_t dstPitch, unsigned char uc, size_t Width, size_t Height) {
  SG_ENTRY();
  return call(dstDevice, dstPitch, uc, 1, Width, Height, NULL, SG_COPY_SYNCHRONOUS);
}

CUresult cuMemsetD8(CUdeviceptr_v1 dstDevice, unsigned char uc, unsigned int N) {
  SG_ENTRY();
  return call(dstDevice, 0, uc, 1, N, 1, NULL, SG_COPY_SYNCHRONOUS);
}

CUresult cuMemsetD2D8(CUdeviceptr_v1 dstDevice, unsigned int dstPitch, unsigned char uc, unsigned int Width,
                      unsigned int Height) {
  SG_ENTRY();
  return call(dstDevice, dstPitch, uc, 1, Width, Height, NULL, SG_COPY_SYNCHRONOUS);
}

CUresult cuMemsetD8Async(CUdeviceptr dstDevice, unsigned char uc, size_t N, CUstream hStream) {
  SG_ENTRY();
  return call(dstDevice, 0, uc, 1, N, 1, hStream, SG_COPY_ASYNCHRONOUS);
}

CUresult cuMemsetD2D8Async(CUdeviceptr dstDevice, size_t dstPitch, unsigned char uc, size_t Width, size_t Height,
                           CUstream hStream) {
  SG_ENTRY();
  return call(dstDevice, dstPitch, uc, 1, Width, Height, hStream, SG_COPY_ASYNCHRONOUS);
}

CUresult cuMemsetD16_v2(CUdeviceptr dstDevice, unsigned short us, size_t N) {
  SG_ENTRY();
  return call(dstDevice, 0, us, 2, N, 1, NULL, SG_COPY_SYNCHRONOUS);
}

CUresult cuMemsetD2D16_v2(CUdeviceptr dstDevice, size_t dstPitch, unsigned short us, size_t Width, size_t Height) {
  SG_ENTRY();
  return call(dstDevice, dstPitch, us, 2, Width, Height, NULL, SG_COPY_SYNCHRONOUS);
}

CUresult cuMemsetD16(CUdeviceptr_v1 dstDevice, unsigned short us, unsigned int N) {
  SG_ENTRY();
  return call(dstDevice, 0, us, 2, N, 1, NULL, SG_COPY_SYNCHRONOUS);
}

CUresult cuMemsetD2D16(CUdeviceptr_v1 dstDevice, unsigned int dstPitch, unsigned short us, unsigned int Width,
                       unsigned int Height) {
  SG_ENTRY();
  return call(dstDevice, dstPitch, us, 2, Width, Height, NULL, SG_COPY_SYNCHRONOUS);
}

CUresult cuMemsetD16Async(CUdeviceptr dstDevice, unsigned short us, size_t N, CUstream hStream) {
  SG_ENTRY();
  return call(dstDevice, 0, us, 2, N, 1, hStream, SG_COPY_ASYNCHRONOUS);
}

CUresult cuMemsetD2D16Async(CUdeviceptr dstDevice, size_t dstPitch, unsigned short us, size_t Width, size_t Height,
                            CUstream hStream) {
  SG_ENTRY();
  return call(dstDevice, dstPitch, us, 2, Width, Height, hStream, SG_COPY_ASYNCHRONOUS);
}

CUresult cuMemsetD32_v2(CUdeviceptr dstDevice, unsigned int ui, size_t N) {
  SG_ENTRY();
  return call(dstDevice, 0, ui, 4, N, 1, NULL, SG_COPY_SYNCHRONOUS);
}

CUresult cuMemsetD2D32_v2(CUdeviceptr dstDevice, size_t dstPitch, unsigned int ui, size_t Width, size_t Height) {
  SG_ENTRY();
  return call(dstDevice, dstPitch, ui, 4, Width, Height, NULL, SG_COPY_SYNCHRONOUS);
}

CUresult cuMemsetD32(CUdeviceptr_v1 dstDevice, unsigned int ui, unsigned int N) {
  SG_ENTRY();
  return call(dstDevice, 0, ui, 4, N, 1, NULL, SG_COPY_SYNCHRONOUS);
}

CUresult cuMemsetD2D32(CUdeviceptr_v1 dstDevice, unsigned int dstPitch, unsigned int ui, unsigned int Width,
                       unsigned int Height) {
  SG_ENTRY();
  return call(dstDevice, dstPitch, ui, 4, Width, Height, NULL, SG_COPY_SYNCHRONOUS);
}

CUresult cuMemsetD32Async(CUdeviceptr dstDevice, unsigned int ui, size_t N, CUstream hStream) {
  SG_ENTRY();
  return call(dstDevice, 0, ui, 4, N, 1, hStream, SG_COPY_ASYNCHRONOUS);
}

CUresult cuMemsetD2D32Async(CUdeviceptr dstDevice, size_t dstPitch, unsigned int ui, size_t Width, size_t Height,
                            CUstream hStream) {
  SG_ENTRY();
  return call(dstDevice, dstPitch, ui, 4, Width, Height, hStream, SG_COPY_ASYNCHRONOUS);
}
