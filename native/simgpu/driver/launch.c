// Launches, in the forms of today. launch_legacy.c has those of the first interface.
#include "launch.h"

#include <string.h>

#include "arithmetic.h"
#include "context.h"
#include "event.h"
#include "module.h"
#include "work.h"

enum { BLOCK_THREADS = 1024, BLOCK_X = 1024, BLOCK_Z = 64, GRID_X = INT32_MAX, GRID_YZ = 65535 };

static CUresult check_dimensions(const struct sg_function *function, const struct sg_launch *launch) {
  const unsigned int *grid = launch->grid, *block = launch->block;
  if (grid[0] == 0 || grid[1] == 0 || grid[2] == 0 || block[0] == 0 || block[1] == 0 || block[2] == 0)
    return CUDA_ERROR_INVALID_VALUE;
  if (grid[0] > GRID_X || grid[1] > GRID_YZ || grid[2] > GRID_YZ)
    return CUDA_ERROR_INVALID_VALUE;
  if (block[0] > BLOCK_X || block[1] > BLOCK_X || block[2] > BLOCK_Z)
    return CUDA_ERROR_INVALID_VALUE;
  unsigned int threads = block[0] * block[1] * block[2];
  if (threads > BLOCK_THREADS)
    return CUDA_ERROR_INVALID_VALUE;
  if (launch->shared_bytes > (unsigned int)function->attributes[CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES])
    return CUDA_ERROR_INVALID_VALUE;
  // The device could run such a block, but not of this function: its registers or its launch bounds are in the way.
  return threads > (unsigned int)function->attributes[CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK]
             ? CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES : CUDA_SUCCESS;
}

struct buffer {
  const char *bytes;
  size_t size;
};

static CUresult read_extra(void **extra, struct buffer *out) {
  *out = (struct buffer){NULL, 0};
  for (unsigned int i = 0; extra[i] != CU_LAUNCH_PARAM_END; i += 2) {
    if (i >= 16)
      return CUDA_ERROR_INVALID_VALUE;
    if (extra[i] == CU_LAUNCH_PARAM_BUFFER_POINTER)
      out->bytes = extra[i + 1];
    else if (extra[i] == CU_LAUNCH_PARAM_BUFFER_SIZE && extra[i + 1] != NULL)
      out->size = *(const size_t *)extra[i + 1];
    else
      return CUDA_ERROR_INVALID_VALUE;
  }
  return out->bytes == NULL && out->size != 0 ? CUDA_ERROR_INVALID_VALUE : CUDA_SUCCESS;
}

// Arguments come as an array of pointers or as one buffer, never as both.
static CUresult check_arguments(const struct sg_function *function, const struct sg_launch *launch, struct buffer *buffer) {
  bool known = ((const struct sg_function_object *)function)->parameters_known;
  if (launch->extra == NULL)
    return known && function->parameter_count > 0 && launch->parameters == NULL ? CUDA_ERROR_INVALID_VALUE : CUDA_SUCCESS;
  if (launch->parameters != NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(read_extra(launch->extra, buffer));
  if (!known || function->parameter_count == 0)
    return CUDA_SUCCESS;
  unsigned int last = function->parameter_count - 1;
  return buffer->size < function->parameters[last].offset + function->parameters[last].size ? CUDA_ERROR_INVALID_VALUE
                                                                                           : CUDA_SUCCESS;
}

static void read_arguments(const struct sg_function *function, const struct sg_launch *launch, const struct buffer *buffer,
                           uint64_t out[SG_ARGUMENTS]) {
  memset(out, 0, SG_ARGUMENTS * sizeof(*out));
  for (unsigned int i = 0; i < function->parameter_count && i < SG_ARGUMENTS; i++) {
    const char *from = launch->parameters != NULL ? launch->parameters[i] : buffer->bytes + function->parameters[i].offset;
    uint32_t size = function->parameters[i].size;
    memcpy(&out[i], from, size < sizeof(*out) ? size : sizeof(*out));
  }
}

// All blocks of a cooperative launch have to run at the same time.
static CUresult check_cooperative(const struct sg_function *function, uint32_t device, uint32_t sms, const struct sg_launch *launch) {
  uint64_t blocks = (uint64_t)launch->grid[0] * launch->grid[1] * launch->grid[2];
  uint64_t fit = (uint64_t)sms * sg_blocks_per_sm(function, device, launch->block[0] * launch->block[1] * launch->block[2],
                                                  launch->shared_bytes);
  return blocks > fit ? CUDA_ERROR_COOPERATIVE_LAUNCH_TOO_LARGE : CUDA_SUCCESS;
}

CUresult sg_launch_prepare(struct sg_function *function, struct sg_context *context, uint32_t sms, const struct sg_launch *launch,
                           struct sg_work *out) {
  if (function->module->context != context)
    return CUDA_ERROR_INVALID_HANDLE;
  struct buffer buffer = {NULL, 0};
  SG_TRY(check_dimensions(function, launch));
  SG_TRY(check_arguments(function, launch, &buffer));
  if (sms == 0)
    sms = sg_driver.ordinals[context->ordinal].sms;
  if (launch->cooperative)
    SG_TRY(check_cooperative(function, context->device, sms, launch));
  *out = (struct sg_work){.kind = SG_WORK_KERNEL, .node_type = CU_GRAPH_NODE_TYPE_KERNEL, .function = function};
  sg_kernel_cost(function, context->device, sms, launch->grid, launch->block, launch->shared_bytes, &out->duration_ns, &out->sms);
  if (function->computes != SG_COMPUTES_NOTHING) {
    uint64_t arguments[SG_ARGUMENTS];
    uint64_t blocks = (uint64_t)launch->grid[0] * launch->grid[1] * launch->grid[2];
    uint64_t threads = blocks * launch->block[0] * launch->block[1] * launch->block[2];
    read_arguments(function, launch, &buffer, arguments);
    SG_TRY(sg_arithmetic_effect(function, context, arguments, threads, &out->effect));
  }
  struct sg_function_object *object = (struct sg_function_object *)function;
  if (!atomic_load_explicit(&object->loaded, memory_order_relaxed))
    atomic_store_explicit(&object->loaded, true, memory_order_relaxed);
  return CUDA_SUCCESS;
}

CUresult sg_launch_work(const CUDA_KERNEL_NODE_PARAMS *params, struct sg_context *context, struct sg_work *out) {
  struct sg_function *function;
  struct sg_kernel *kernel;
  if (params->func != NULL) {
    if (!sg_function_valid(params->func, &function))
      return CUDA_ERROR_INVALID_HANDLE;
  } else if (params->kern == NULL || !sg_kernel_live(params->kern, &kernel)) {
    return params->kern == NULL ? CUDA_ERROR_INVALID_VALUE : CUDA_ERROR_INVALID_HANDLE;
  } else {
    SG_TRY(sg_kernel_in_context(kernel, context, &function));
  }
  struct sg_launch launch = {
      .grid = {params->gridDimX, params->gridDimY, params->gridDimZ},
      .block = {params->blockDimX, params->blockDimY, params->blockDimZ},
      .shared_bytes = params->sharedMemBytes,
      .parameters = params->kernelParams,
      .extra = params->extra,
  };
  SG_TRY(sg_launch_prepare(function, context, 0, &launch, out));
  out->node_params = params;
  return CUDA_SUCCESS;
}

CUresult sg_launch_in(struct sg_stream *stream, struct sg_function *function, const struct sg_launch *launch) {
  struct sg_work work;
  SG_TRY(sg_launch_prepare(function, stream->context, stream->sms, launch, &work));
  if (__builtin_expect(stream->capture == NULL, 1))
    return sg_stream_submit(stream, &work);
  CUDA_KERNEL_NODE_PARAMS params = {
      .func = (CUfunction)function,
      .gridDimX = launch->grid[0], .gridDimY = launch->grid[1], .gridDimZ = launch->grid[2],
      .blockDimX = launch->block[0], .blockDimY = launch->block[1], .blockDimZ = launch->block[2],
      .sharedMemBytes = launch->shared_bytes,
      .kernelParams = launch->parameters,
      .extra = launch->extra,
  };
  work.node_params = &params;
  return sg_submit(stream, &work);
}

// A stream of the current context, and a function in it.
static CUresult find(CUfunction f, CUstream hStream, struct sg_function **function, struct sg_stream **stream) {
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  if (!sg_function_valid(f, function))
    return CUDA_ERROR_INVALID_HANDLE;
  SG_TRY(sg_stream_resolve(hStream, stream));
  return (*stream)->context == context ? CUDA_SUCCESS : CUDA_ERROR_INVALID_HANDLE;
}

CUresult cuLaunchKernel(CUfunction f, unsigned int gridDimX, unsigned int gridDimY, unsigned int gridDimZ, unsigned int blockDimX,
                        unsigned int blockDimY, unsigned int blockDimZ, unsigned int sharedMemBytes, CUstream hStream,
                        void **kernelParams, void **extra) {
  SG_ENTRY();
  struct sg_function *function;
  struct sg_stream *stream;
  SG_TRY(find(f, hStream, &function, &stream));
  struct sg_launch launch = {
      .grid = {gridDimX, gridDimY, gridDimZ},
      .block = {blockDimX, blockDimY, blockDimZ},
      .shared_bytes = sharedMemBytes,
      .parameters = kernelParams,
      .extra = extra,
  };
  return sg_launch_in(stream, function, &launch);
}

CUresult cuLaunchCooperativeKernel(CUfunction f, unsigned int gridDimX, unsigned int gridDimY, unsigned int gridDimZ,
                                   unsigned int blockDimX, unsigned int blockDimY, unsigned int blockDimZ,
                                   unsigned int sharedMemBytes, CUstream hStream, void **kernelParams) {
  SG_ENTRY();
  struct sg_function *function;
  struct sg_stream *stream;
  SG_TRY(find(f, hStream, &function, &stream));
  struct sg_launch launch = {
      .grid = {gridDimX, gridDimY, gridDimZ},
      .block = {blockDimX, blockDimY, blockDimZ},
      .shared_bytes = sharedMemBytes,
      .parameters = kernelParams,
      .cooperative = true,
  };
  return sg_launch_in(stream, function, &launch);
}

// Clusters have at most 8 blocks everywhere, 16 where the function asks for it, and divide the grid.
static CUresult check_cluster(const struct sg_function *function, uint32_t device, const CUlaunchAttributeValue *value,
                              const struct sg_launch *launch) {
  const unsigned int size[3] = {value->clusterDim.x, value->clusterDim.y, value->clusterDim.z};
  uint64_t most = function->attributes[CU_FUNC_ATTRIBUTE_NON_PORTABLE_CLUSTER_SIZE_ALLOWED] != 0 ? 16 : 8;
  if (size[0] == 0 || size[1] == 0 || size[2] == 0)
    return CUDA_ERROR_INVALID_VALUE;
  bool trivial = size[0] == 1 && size[1] == 1 && size[2] == 1;
  bool clusters = sg_driver.state->description.devices[device].compute_major >= 9;
  if ((!clusters && !trivial) || (uint64_t)size[0] * size[1] * size[2] > most)
    return CUDA_ERROR_INVALID_CLUSTER_SIZE;
  bool divides = launch->grid[0] % size[0] == 0 && launch->grid[1] % size[1] == 0 && launch->grid[2] % size[2] == 0;
  return divides ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
}

struct wishes {
  struct sg_event *events[2];  // to record once the kernel is done, or begun
};

static CUresult wish_event(CUevent handle, struct sg_stream *stream, struct sg_event **out) {
  SG_TRY(sg_event_resolve(handle, out));
  return (*out)->context == stream->context && ((*out)->flags & CU_EVENT_INTERPROCESS) == 0 ? CUDA_SUCCESS
                                                                                           : CUDA_ERROR_INVALID_VALUE;
}

static CUresult read_attribute(const CUlaunchAttribute *attribute, const struct sg_function *function, struct sg_stream *stream,
                               struct sg_launch *launch, struct wishes *wishes) {
  switch (attribute->id) {
  case CU_LAUNCH_ATTRIBUTE_COOPERATIVE:
    launch->cooperative = attribute->value.cooperative != 0;
    return CUDA_SUCCESS;
  case CU_LAUNCH_ATTRIBUTE_CLUSTER_DIMENSION:
    return check_cluster(function, stream->context->device, &attribute->value, launch);
  case CU_LAUNCH_ATTRIBUTE_PROGRAMMATIC_EVENT:
    return wish_event(attribute->value.programmaticEvent.event, stream, &wishes->events[0]);
  case CU_LAUNCH_ATTRIBUTE_LAUNCH_COMPLETION_EVENT:
    return wish_event(attribute->value.launchCompletionEvent.event, stream, &wishes->events[1]);
  case CU_LAUNCH_ATTRIBUTE_PRIORITY:
    return attribute->value.priority <= SG_PRIORITY_LEAST && attribute->value.priority >= SG_PRIORITY_GREATEST
               ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
  case CU_LAUNCH_ATTRIBUTE_PREFERRED_SHARED_MEMORY_CARVEOUT:
    return attribute->value.sharedMemCarveout <= 100 || attribute->value.sharedMemCarveout == UINT32_MAX
               ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
  case CU_LAUNCH_ATTRIBUTE_IGNORE:
  case CU_LAUNCH_ATTRIBUTE_ACCESS_POLICY_WINDOW:
  case CU_LAUNCH_ATTRIBUTE_SYNCHRONIZATION_POLICY:
  case CU_LAUNCH_ATTRIBUTE_CLUSTER_SCHEDULING_POLICY_PREFERENCE:
  case CU_LAUNCH_ATTRIBUTE_PROGRAMMATIC_STREAM_SERIALIZATION:
  case CU_LAUNCH_ATTRIBUTE_MEM_SYNC_DOMAIN_MAP:
  case CU_LAUNCH_ATTRIBUTE_MEM_SYNC_DOMAIN:
  case CU_LAUNCH_ATTRIBUTE_PREFERRED_CLUSTER_DIMENSION:
  case CU_LAUNCH_ATTRIBUTE_DEVICE_UPDATABLE_KERNEL_NODE:
  case CU_LAUNCH_ATTRIBUTE_NVLINK_UTIL_CENTRIC_SCHEDULING:
    return CUDA_SUCCESS;
  default:
    return CUDA_ERROR_INVALID_VALUE;
  }
}

CUresult cuLaunchKernelEx(const CUlaunchConfig *config, CUfunction f, void **kernelParams, void **extra) {
  SG_ENTRY();
  struct sg_function *function;
  struct sg_stream *stream;
  if (config == NULL || (config->numAttrs != 0 && config->attrs == NULL))
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(find(f, config->hStream, &function, &stream));
  struct sg_launch launch = {
      .grid = {config->gridDimX, config->gridDimY, config->gridDimZ},
      .block = {config->blockDimX, config->blockDimY, config->blockDimZ},
      .shared_bytes = config->sharedMemBytes,
      .parameters = kernelParams,
      .extra = extra,
  };
  SG_TRY(check_dimensions(function, &launch));
  struct wishes wishes = {{NULL, NULL}};
  for (unsigned int i = 0; i < config->numAttrs; i++)
    SG_TRY(read_attribute(&config->attrs[i], function, stream, &launch, &wishes));
  SG_TRY(sg_launch_in(stream, function, &launch));
  for (unsigned int i = 0; i < 2; i++) {
    if (wishes.events[i] != NULL)
      SG_TRY(sg_submit(stream, &(struct sg_work){.kind = SG_WORK_RECORD, .event = wishes.events[i],
                                                 .node_type = CU_GRAPH_NODE_TYPE_EVENT_RECORD}));
  }
  return CUDA_SUCCESS;
}

// The same kernel on several devices at once, on a stream of each.
static CUresult check_devices(const CUDA_LAUNCH_PARAMS *list, unsigned int count) {
  uint32_t devices = 0;
  for (unsigned int i = 0; i < count; i++) {
    struct sg_function *function;
    struct sg_stream *stream;
    if (!sg_function_valid(list[i].function, &function) || list[i].hStream == NULL || list[i].hStream == CU_STREAM_LEGACY)
      return CUDA_ERROR_INVALID_HANDLE;
    SG_TRY(sg_stream_resolve(list[i].hStream, &stream));
    if (stream->is_null)
      return CUDA_ERROR_INVALID_HANDLE;
    if ((devices >> stream->context->ordinal & 1) != 0)
      return CUDA_ERROR_INVALID_DEVICE;
    devices |= 1u << stream->context->ordinal;
    bool same = list[i].gridDimX == list[0].gridDimX && list[i].gridDimY == list[0].gridDimY &&
                list[i].gridDimZ == list[0].gridDimZ && list[i].blockDimX == list[0].blockDimX &&
                list[i].blockDimY == list[0].blockDimY && list[i].blockDimZ == list[0].blockDimZ &&
                list[i].sharedMemBytes == list[0].sharedMemBytes;
    if (!same)
      return CUDA_ERROR_INVALID_VALUE;
  }
  return CUDA_SUCCESS;
}

CUresult cuLaunchCooperativeKernelMultiDevice(CUDA_LAUNCH_PARAMS *launchParamsList, unsigned int numDevices, unsigned int flags) {
  SG_ENTRY();
  const unsigned int known = CUDA_COOPERATIVE_LAUNCH_MULTI_DEVICE_NO_PRE_LAUNCH_SYNC |
                             CUDA_COOPERATIVE_LAUNCH_MULTI_DEVICE_NO_POST_LAUNCH_SYNC;
  if (launchParamsList == NULL || numDevices == 0 || numDevices > (unsigned int)sg_driver.device_count || (flags & ~known) != 0)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_capture_forbids(NULL));
  SG_TRY(check_devices(launchParamsList, numDevices));
  for (unsigned int i = 0; i < numDevices; i++) {
    const CUDA_LAUNCH_PARAMS *one = &launchParamsList[i];
    struct sg_function *function;
    struct sg_stream *stream;
    if (!sg_function_valid(one->function, &function))
      return CUDA_ERROR_INVALID_HANDLE;
    SG_TRY(sg_stream_resolve(one->hStream, &stream));
    struct sg_launch launch = {
        .grid = {one->gridDimX, one->gridDimY, one->gridDimZ},
        .block = {one->blockDimX, one->blockDimY, one->blockDimZ},
        .shared_bytes = one->sharedMemBytes,
        .parameters = one->kernelParams,
        .cooperative = true,
    };
    SG_TRY(sg_launch_in(stream, function, &launch));
  }
  return CUDA_SUCCESS;
}
