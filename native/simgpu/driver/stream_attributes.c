// What a stream answers about itself.
#include "context.h"
#include "green.h"
#include "stream.h"

CUresult cuStreamGetPriority(CUstream hStream, int *priority) {
  SG_ENTRY();
  struct sg_stream *stream;
  if (priority == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_stream_resolve(hStream, &stream));
  *priority = stream->priority;
  return CUDA_SUCCESS;
}

CUresult cuStreamGetFlags(CUstream hStream, unsigned int *flags) {
  SG_ENTRY();
  struct sg_stream *stream;
  if (flags == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_stream_resolve(hStream, &stream));
  *flags = stream->flags;
  return CUDA_SUCCESS;
}

CUresult cuStreamGetId(CUstream hStream, unsigned long long *streamId) {
  SG_ENTRY();
  struct sg_stream *stream;
  if (streamId == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_stream_resolve(hStream, &stream));
  *streamId = stream->id;
  return CUDA_SUCCESS;
}

CUresult cuStreamGetDevice(CUstream hStream, CUdevice *device) {
  SG_ENTRY();
  struct sg_stream *stream;
  if (device == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_stream_resolve(hStream, &stream));
  *device = stream->context->ordinal;
  return CUDA_SUCCESS;
}

static struct sg_green *green_of(const struct sg_stream *stream) {
  return ((const struct sg_stream_object *)stream)->green;
}

CUresult cuStreamGetCtx(CUstream hStream, CUcontext *pctx) {
  SG_ENTRY();
  struct sg_stream *stream;
  if (pctx == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_stream_resolve(hStream, &stream));
  *pctx = (CUcontext)stream->context;
  return CUDA_SUCCESS;
}

CUresult cuStreamGetCtx_v2(CUstream hStream, CUcontext *pCtx, CUgreenCtx *pGreenCtx) {
  SG_ENTRY();
  struct sg_stream *stream;
  if (pCtx == NULL || pGreenCtx == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_stream_resolve(hStream, &stream));
  *pCtx = (CUcontext)stream->context;
  *pGreenCtx = (CUgreenCtx)green_of(stream);
  return CUDA_SUCCESS;
}

CUresult cuStreamGetGreenCtx(CUstream hStream, CUgreenCtx *phCtx) {
  SG_ENTRY();
  struct sg_stream *stream;
  if (phCtx == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_stream_resolve(hStream, &stream));
  *phCtx = (CUgreenCtx)green_of(stream);
  return CUDA_SUCCESS;
}

CUresult cuStreamGetAttribute(CUstream hStream, CUstreamAttrID attr, CUstreamAttrValue *value_out) {
  SG_ENTRY();
  struct sg_stream *stream;
  if (value_out == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_stream_resolve(hStream, &stream));
  const struct sg_stream_object *object = (const struct sg_stream_object *)stream;
  switch (attr) {
  case CU_LAUNCH_ATTRIBUTE_ACCESS_POLICY_WINDOW:
    value_out->accessPolicyWindow = object->access_policy.accessPolicyWindow;
    return CUDA_SUCCESS;
  case CU_LAUNCH_ATTRIBUTE_SYNCHRONIZATION_POLICY:
    value_out->syncPolicy = object->sync_policy;
    return CUDA_SUCCESS;
  case CU_LAUNCH_ATTRIBUTE_PRIORITY:
    value_out->priority = stream->priority;
    return CUDA_SUCCESS;
  case CU_LAUNCH_ATTRIBUTE_MEM_SYNC_DOMAIN_MAP:
    value_out->memSyncDomainMap = object->domain_map;
    return CUDA_SUCCESS;
  case CU_LAUNCH_ATTRIBUTE_MEM_SYNC_DOMAIN:
    value_out->memSyncDomain = object->domain;
    return CUDA_SUCCESS;
  default:
    return CUDA_ERROR_INVALID_VALUE;
  }
}

static CUresult set(struct sg_stream *stream, CUstreamAttrID attr, const CUstreamAttrValue *value) {
  struct sg_stream_object *object = (struct sg_stream_object *)stream;
  const CUaccessPolicyWindow *window = &value->accessPolicyWindow;
  switch (attr) {
  case CU_LAUNCH_ATTRIBUTE_ACCESS_POLICY_WINDOW:
    if (!(window->hitRatio >= 0.0f && window->hitRatio <= 1.0f) || window->hitProp > CU_ACCESS_PROPERTY_PERSISTING ||
        window->missProp > CU_ACCESS_PROPERTY_STREAMING)
      return CUDA_ERROR_INVALID_VALUE;
    object->access_policy.accessPolicyWindow = *window;
    return CUDA_SUCCESS;
  case CU_LAUNCH_ATTRIBUTE_SYNCHRONIZATION_POLICY:
    if (value->syncPolicy < CU_SYNC_POLICY_AUTO || value->syncPolicy > CU_SYNC_POLICY_BLOCKING_SYNC)
      return CUDA_ERROR_INVALID_VALUE;
    object->sync_policy = value->syncPolicy;
    return CUDA_SUCCESS;
  case CU_LAUNCH_ATTRIBUTE_PRIORITY:
    if (value->priority > SG_PRIORITY_LEAST || value->priority < SG_PRIORITY_GREATEST)
      return CUDA_ERROR_INVALID_VALUE;
    stream->priority = value->priority;
    return CUDA_SUCCESS;
  case CU_LAUNCH_ATTRIBUTE_MEM_SYNC_DOMAIN_MAP:
    object->domain_map = value->memSyncDomainMap;
    return CUDA_SUCCESS;
  case CU_LAUNCH_ATTRIBUTE_MEM_SYNC_DOMAIN:
    if (value->memSyncDomain > CU_LAUNCH_MEM_SYNC_DOMAIN_REMOTE)
      return CUDA_ERROR_INVALID_VALUE;
    object->domain = value->memSyncDomain;
    return CUDA_SUCCESS;
  default:
    return CUDA_ERROR_INVALID_VALUE;
  }
}

CUresult cuStreamSetAttribute(CUstream hStream, CUstreamAttrID attr, const CUstreamAttrValue *value) {
  SG_ENTRY();
  struct sg_stream *stream;
  if (value == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_stream_resolve(hStream, &stream));
  return set(stream, attr, value);
}

CUresult cuStreamCopyAttributes(CUstream dst, CUstream src) {
  SG_ENTRY();
  struct sg_stream *to, *from;
  SG_TRY(sg_stream_resolve(dst, &to));
  SG_TRY(sg_stream_resolve(src, &from));
  if (to->context != from->context)
    return CUDA_ERROR_INVALID_VALUE;
  struct sg_stream_object *target = (struct sg_stream_object *)to;
  const struct sg_stream_object *source = (const struct sg_stream_object *)from;
  target->access_policy = source->access_policy;
  target->sync_policy = source->sync_policy;
  target->domain_map = source->domain_map;
  target->domain = source->domain;
  to->priority = from->priority;
  return CUDA_SUCCESS;
}
