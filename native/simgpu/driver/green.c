#include "green.h"

#include <string.h>

#include "event.h"
#include "stream.h"

static struct sg_handles greens = SG_HANDLES(struct sg_green, 1024);
static _Atomic uint64_t last_id;

// What cuDevResourceGenerateDesc makes. The interface has no call that ends one.
struct description {
  uint32_t device;
  uint32_t sms;
};
static struct sg_handles descriptions = SG_HANDLES(struct description, 65536);

#define RESOURCE_MAGIC UINT32_C(0x6e657267)

// What the driver keeps in a resource for itself.
struct hidden {
  uint32_t magic;
  uint32_t device;
  uint32_t sms;
};

// The smallest group and the step between sizes, by compute capability.
static void group_sizes(uint32_t major, bool ignore_coscheduling, uint32_t *least, uint32_t *step) {
  if (major >= 9) {
    *least = *step = ignore_coscheduling ? 2 : 8;
  } else if (major == 8) {
    *least = 4;
    *step = 2;
  } else if (major == 7) {
    *least = *step = 2;
  } else {
    *least = *step = 1;
  }
}

// The multiprocessors behind a context's streams, as cuCtxGetDevResource tells them.
static void fill_resource(CUdevResource *resource, uint32_t device, uint32_t sms) {
  memset(resource, 0, sizeof(*resource));
  resource->type = CU_DEV_RESOURCE_TYPE_SM;
  resource->sm.smCount = sms;
  group_sizes(sg_driver.state->description.devices[device].compute_major, false, &resource->sm.minSmPartitionSize,
              &resource->sm.smCoscheduledAlignment);
  struct hidden hidden = {.magic = RESOURCE_MAGIC, .device = device, .sms = sms};
  memcpy(resource->_internal_padding, &hidden, sizeof(hidden));
}

static bool read_resource(const CUdevResource *resource, struct hidden *out) {
  memcpy(out, resource->_internal_padding, sizeof(*out));
  return resource->type == CU_DEV_RESOURCE_TYPE_SM && out->magic == RESOURCE_MAGIC && out->sms == resource->sm.smCount &&
         out->device < SG_MAX_DEVICES;
}

static CUresult check_type(const CUdevResource *resource, CUdevResourceType type) {
  if (resource == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  return type == CU_DEV_RESOURCE_TYPE_SM ? CUDA_SUCCESS : CUDA_ERROR_INVALID_RESOURCE_TYPE;
}

CUresult cuDeviceGetDevResource(CUdevice device, CUdevResource *resource, CUdevResourceType type) {
  SG_ENTRY();
  SG_TRY(check_type(resource, type));
  if (device < 0 || device >= sg_driver.device_count)
    return CUDA_ERROR_INVALID_DEVICE;
  fill_resource(resource, sg_driver.ordinals[device].device, sg_driver.ordinals[device].sms);
  return CUDA_SUCCESS;
}

static uint32_t sms_of(const struct sg_context_object *object) {
  return object->green != NULL ? object->green->sms : sg_driver.ordinals[object->context.ordinal].sms;
}

CUresult cuCtxGetDevResource(CUcontext hCtx, CUdevResource *resource, CUdevResourceType type) {
  SG_ENTRY();
  struct sg_context_object *object;
  SG_TRY(check_type(resource, type));
  SG_TRY(sg_context_given(hCtx, &object));
  fill_resource(resource, object->context.device, sms_of(object));
  return CUDA_SUCCESS;
}

bool sg_green_valid(CUgreenCtx handle, struct sg_green **out) {
  if (handle == NULL || !sg_handle_live(&greens, handle))
    return false;
  *out = (struct sg_green *)handle;
  return true;
}

CUresult cuGreenCtxGetDevResource(CUgreenCtx hCtx, CUdevResource *resource, CUdevResourceType type) {
  SG_ENTRY();
  struct sg_green *green;
  SG_TRY(check_type(resource, type));
  if (!sg_green_valid(hCtx, &green))
    return CUDA_ERROR_INVALID_CONTEXT;
  fill_resource(resource, green->primary->device, green->sms);
  return CUDA_SUCCESS;
}

CUresult cuDevSmResourceSplitByCount(CUdevResource *result, unsigned int *nbGroups, const CUdevResource *input,
                                     CUdevResource *remaining, unsigned int useFlags, unsigned int minCount) {
  SG_ENTRY();
  const unsigned int known = CU_DEV_SM_RESOURCE_SPLIT_IGNORE_SM_COSCHEDULING | CU_DEV_SM_RESOURCE_SPLIT_MAX_POTENTIAL_CLUSTER_SIZE;
  struct hidden hidden;
  if (nbGroups == NULL || input == NULL || (useFlags & ~known) != 0)
    return CUDA_ERROR_INVALID_VALUE;
  if (input->type != CU_DEV_RESOURCE_TYPE_SM)
    return CUDA_ERROR_INVALID_RESOURCE_TYPE;
  if (!read_resource(input, &hidden))
    return CUDA_ERROR_INVALID_RESOURCE_CONFIGURATION;
  if (minCount > hidden.sms || (result != NULL && *nbGroups == 0))
    return CUDA_ERROR_INVALID_VALUE;
  uint32_t least, step;
  group_sizes(sg_driver.state->description.devices[hidden.device].compute_major,
              (useFlags & CU_DEV_SM_RESOURCE_SPLIT_IGNORE_SM_COSCHEDULING) != 0, &least, &step);
  uint32_t size = minCount < least ? least : (minCount + step - 1) / step * step;
  uint32_t possible = hidden.sms / size;
  if (possible == 0)
    return CUDA_ERROR_INVALID_RESOURCE_CONFIGURATION;
  if (result == NULL) {
    *nbGroups = possible;
    return CUDA_SUCCESS;
  }
  uint32_t groups = *nbGroups < possible ? *nbGroups : possible;
  for (uint32_t i = 0; i < groups; i++)
    fill_resource(&result[i], hidden.device, size);
  *nbGroups = groups;
  if (remaining != NULL) {
    uint32_t left = hidden.sms - groups * size;
    fill_resource(remaining, hidden.device, left);
    if (left == 0)
      remaining->type = CU_DEV_RESOURCE_TYPE_INVALID;
  }
  return CUDA_SUCCESS;
}

CUresult cuDevResourceGenerateDesc(CUdevResourceDesc *phDesc, CUdevResource *resources, unsigned int nbResources) {
  SG_ENTRY();
  if (phDesc == NULL || resources == NULL || nbResources == 0)
    return CUDA_ERROR_INVALID_VALUE;
  uint32_t sms = 0, device = SG_NONE;
  for (unsigned int i = 0; i < nbResources; i++) {
    struct hidden hidden;
    if (resources[i].type != CU_DEV_RESOURCE_TYPE_SM)
      return CUDA_ERROR_INVALID_RESOURCE_TYPE;
    if (!read_resource(&resources[i], &hidden) || (device != SG_NONE && hidden.device != device))
      return CUDA_ERROR_INVALID_RESOURCE_CONFIGURATION;
    device = hidden.device;
    sms += hidden.sms;
  }
  if (sms > sg_driver.state->description.devices[device].sms)
    return CUDA_ERROR_INVALID_RESOURCE_CONFIGURATION;
  struct description *description = sg_handle_new(&descriptions);
  if (description == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  *description = (struct description){.device = device, .sms = sms};
  *phDesc = (CUdevResourceDesc)description;
  return CUDA_SUCCESS;
}

static void end(struct sg_green *green) {
  if (green->handle != NULL)
    sg_context_for_green_end(green->handle);
  sg_handle_free(&greens, green);
}

CUresult cuGreenCtxCreate(CUgreenCtx *phCtx, CUdevResourceDesc desc, CUdevice dev, unsigned int flags) {
  SG_ENTRY();
  // The flag for a default stream has to be given.
  if (phCtx == NULL || desc == NULL || flags != CU_GREEN_CTX_DEFAULT_STREAM)
    return CUDA_ERROR_INVALID_VALUE;
  if (dev < 0 || dev >= sg_driver.device_count)
    return CUDA_ERROR_INVALID_DEVICE;
  const struct description *description = (const struct description *)desc;
  if (!sg_handle_live(&descriptions, description))
    return CUDA_ERROR_INVALID_HANDLE;
  if (description->device != sg_driver.ordinals[dev].device)
    return CUDA_ERROR_INVALID_DEVICE;
  struct sg_green *green = sg_handle_new(&greens);
  if (green == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  struct sg_context_object *primary;
  CUresult result = sg_primary_retain(dev, &primary);
  if (result != CUDA_SUCCESS) {
    end(green);
    return result;
  }
  green->primary = &primary->context;
  green->sms = description->sms;
  green->id = atomic_fetch_add(&last_id, 1) + 1;
  green->handle = sg_context_for_green(green, green->primary);
  result = green->handle == NULL
               ? CUDA_ERROR_OUT_OF_MEMORY
               : sg_stream_open(green->primary, CU_STREAM_NON_BLOCKING, SG_PRIORITY_LEAST, green, &green->null_stream);
  if (result != CUDA_SUCCESS) {
    end(green);
    sg_primary_release(dev);
    return result;
  }
  *phCtx = (CUgreenCtx)green;
  return CUDA_SUCCESS;
}

// A stream of the green context that has work outstanding, or its next one to give back; NULL: none.
static struct sg_stream *next_stream(const struct sg_green *green, bool busy) {
  struct sg_context *context = green->primary;
  pthread_mutex_lock(&context->lock);
  struct sg_stream *stream = context->streams;
  while (stream != NULL) {
    const struct sg_stream_object *object = (const struct sg_stream_object *)stream;
    bool wanted = busy ? !sg_queue_idle(sg_driver.state, stream->queue) : !atomic_load(&object->destroyed);
    if (object->green == green && wanted)
      break;
    stream = stream->next;
  }
  pthread_mutex_unlock(&context->lock);
  return stream;
}

CUresult sg_green_wait(struct sg_green *green) {
  sg_settle();
  for (struct sg_stream *stream; (stream = next_stream(green, true)) != NULL;)
    SG_TRY(sg_stream_wait(stream));
  return CUDA_SUCCESS;
}

CUresult cuGreenCtxDestroy(CUgreenCtx hCtx) {
  SG_ENTRY();
  struct sg_green *green;
  if (!sg_green_valid(hCtx, &green))
    return CUDA_ERROR_INVALID_CONTEXT;
  int ordinal = green->primary->ordinal;
  sg_green_wait(green);
  for (struct sg_stream *stream; (stream = next_stream(green, false)) != NULL;)
    sg_stream_give_back(stream);
  end(green);
  sg_primary_release(ordinal);
  return CUDA_SUCCESS;
}

CUresult cuCtxFromGreenCtx(CUcontext *pContext, CUgreenCtx hCtx) {
  SG_ENTRY();
  struct sg_green *green;
  if (pContext == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  if (!sg_green_valid(hCtx, &green))
    return CUDA_ERROR_INVALID_CONTEXT;
  *pContext = (CUcontext)green->handle;
  return CUDA_SUCCESS;
}

CUresult cuGreenCtxGetId(CUgreenCtx greenCtx, unsigned long long *greenCtxId) {
  SG_ENTRY();
  struct sg_green *green;
  if (greenCtxId == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  if (!sg_green_valid(greenCtx, &green))
    return CUDA_ERROR_INVALID_CONTEXT;
  *greenCtxId = green->id;
  return CUDA_SUCCESS;
}

// Makes one stream wait for the work that every other stream of the set has now. The event of the caller then stands for all.
static CUresult gather(struct sg_context *context, const struct sg_green *green, struct sg_stream *into) {
  CUresult result = CUDA_SUCCESS;
  pthread_mutex_lock(&context->lock);
  for (struct sg_stream *stream = context->streams; stream != NULL && result == CUDA_SUCCESS; stream = stream->next) {
    const struct sg_stream_object *object = (const struct sg_stream_object *)stream;
    if (stream == into || (green != NULL && object->green != green) || sg_queue_idle(sg_driver.state, stream->queue))
      continue;
    uint64_t last = atomic_load(&sg_driver.state->queues[stream->queue].tail) - 1;
    result = sg_submit_wait_queue(into, stream->queue, last);
  }
  pthread_mutex_unlock(&context->lock);
  return result;
}

static CUresult record(struct sg_context *context, const struct sg_green *green, struct sg_stream *stream, CUevent hEvent) {
  struct sg_event *event;
  SG_TRY(sg_event_resolve(hEvent, &event));
  if (event->context != context)
    return CUDA_ERROR_INVALID_HANDLE;
  SG_TRY(sg_capture_forbids(NULL));
  SG_TRY(gather(context, green, stream));
  uint64_t number;
  return sg_submit_now(stream, &(struct sg_work){.kind = SG_WORK_RECORD, .event = event}, &number);
}

static CUresult wait_for_event(struct sg_context *context, const struct sg_green *green, CUevent hEvent) {
  struct sg_event *event;
  SG_TRY(sg_event_resolve(hEvent, &event));
  if (event->capture != NULL)
    return CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED;
  SG_TRY(sg_capture_forbids(NULL));
  // One stream at a time without the lock: a full queue makes its writer wait.
  struct sg_stream *streams[256];
  uint32_t count = 0;
  pthread_mutex_lock(&context->lock);
  for (struct sg_stream *stream = context->streams; stream != NULL && count < 256; stream = stream->next) {
    const struct sg_stream_object *object = (const struct sg_stream_object *)stream;
    if (!atomic_load(&object->destroyed) && object->green == green)
      streams[count++] = stream;
  }
  pthread_mutex_unlock(&context->lock);
  if (green == NULL)
    streams[count == 256 ? 255 : count++] = context->null_stream;
  for (uint32_t i = 0; i < count; i++) {
    uint64_t number;
    SG_TRY(sg_submit_now(streams[i], &(struct sg_work){.kind = SG_WORK_WAIT, .event = event}, &number));
  }
  return CUDA_SUCCESS;
}

CUresult cuGreenCtxRecordEvent(CUgreenCtx hCtx, CUevent hEvent) {
  SG_ENTRY();
  struct sg_green *green;
  if (!sg_green_valid(hCtx, &green))
    return CUDA_ERROR_INVALID_CONTEXT;
  return record(green->primary, green, green->null_stream, hEvent);
}

CUresult cuGreenCtxWaitEvent(CUgreenCtx hCtx, CUevent hEvent) {
  SG_ENTRY();
  struct sg_green *green;
  if (!sg_green_valid(hCtx, &green))
    return CUDA_ERROR_INVALID_CONTEXT;
  return wait_for_event(green->primary, green, hEvent);
}

CUresult cuCtxRecordEvent(CUcontext hCtx, CUevent hEvent) {
  SG_ENTRY();
  struct sg_context_object *object;
  SG_TRY(sg_context_given(hCtx, &object));
  if (object->green != NULL)
    return record(object->green->primary, object->green, object->green->null_stream, hEvent);
  return record(&object->context, NULL, object->context.null_stream, hEvent);
}

CUresult cuCtxWaitEvent(CUcontext hCtx, CUevent hEvent) {
  SG_ENTRY();
  struct sg_context_object *object;
  SG_TRY(sg_context_given(hCtx, &object));
  if (object->green != NULL)
    return wait_for_event(object->green->primary, object->green, hEvent);
  return wait_for_event(&object->context, NULL, hEvent);
}
