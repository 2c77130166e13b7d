// Contexts: made, retained, given back, asked.
#include "context.h"

#include <string.h>

#include "graph_memory.h"
#include "green.h"
#include "stream.h"
#include "version.h"

static struct sg_handles contexts = SG_HANDLES(struct sg_context_object, 4096);
static pthread_mutex_t primary_lock = PTHREAD_MUTEX_INITIALIZER;
static struct sg_context_object *primaries[SG_MAX_DEVICES];
static unsigned int primary_flags[SG_MAX_DEVICES];
static _Atomic CUresult device_broken[SG_MAX_DEVICES];
static _Atomic uint64_t last_id;

enum { SCHEDULING = CU_CTX_SCHED_MASK };

static uint64_t next_id(void) {
  return atomic_fetch_add(&last_id, 1) + 1;
}

struct sg_context_object *sg_context_find(CUcontext handle) {
  struct sg_context_object *object = (struct sg_context_object *)handle;
  if (object == NULL || !sg_handle_live(&contexts, object) || !atomic_load_explicit(&object->active, memory_order_acquire))
    return NULL;
  return object;
}

CUresult sg_context_current(struct sg_context **out) {
  struct sg_context_object *object;
  SG_TRY(sg_context_current_object(&object));
  *out = object->green != NULL ? object->green->primary : &object->context;
  return CUDA_SUCCESS;
}

bool sg_context_valid(CUcontext handle, struct sg_context **out) {
  struct sg_context_object *object = sg_context_find(handle);
  if (object == NULL)
    return false;
  *out = object->green != NULL ? object->green->primary : &object->context;
  return true;
}

bool sg_context_spins(const struct sg_context *context) {
  unsigned int scheduling = context->flags & SCHEDULING;
  return scheduling == CU_CTX_SCHED_SPIN || scheduling == CU_CTX_SCHED_AUTO;
}

static void break_one(void *object, void *device_and_error) {
  struct sg_context *context = object;
  const uint64_t *what = device_and_error;
  CUresult none = CUDA_SUCCESS;
  // The first error stays.
  if (context->device == what[0])
    atomic_compare_exchange_strong(&context->broken, &none, (CUresult)what[1]);
}

void sg_context_break(struct sg_context *context, CUresult error) {
  uint64_t what[2] = {context->device, error};
  CUresult none = CUDA_SUCCESS;
  atomic_compare_exchange_strong(&device_broken[context->device], &none, error);
  sg_handle_each(&contexts, break_one, what);
}

static bool flags_valid(unsigned int flags) {
  unsigned int scheduling = flags & SCHEDULING;
  return (flags & ~(unsigned int)CU_CTX_FLAGS_MASK) == 0 &&
         (scheduling == CU_CTX_SCHED_AUTO || scheduling == CU_CTX_SCHED_SPIN || scheduling == CU_CTX_SCHED_YIELD ||
          scheduling == CU_CTX_SCHED_BLOCKING_SYNC);
}

static bool ordinal_valid(CUdevice device) {
  return device >= 0 && device < sg_driver.device_count;
}

// NVML's compute modes: 1 is gone, 2 prohibits contexts, 3 lets one process have them.
static bool mode_allows(struct sg_state *state, uint32_t device) {
  uint32_t mode = state->devices[device].compute_mode;
  if (mode != 3)
    return mode != 2;
  bool allowed = true;
  sg_state_lock(state);
  sg_reap(state);
  uint32_t high = atomic_load(&state->header.process_high);
  for (uint32_t slot = 0; slot < high; slot++) {
    const struct sg_process *process = &state->processes[slot];
    if (process != sg_driver.process && atomic_load(&process->state) == SG_PROCESS_LIVE && process->clients[device].contexts > 0)
      allowed = false;
  }
  sg_state_unlock(state);
  return allowed;
}

static void count_contexts(uint32_t device, uint32_t change) {
  sg_state_lock(sg_driver.state);
  sg_driver.process->clients[device].contexts += change;
  sg_state_unlock(sg_driver.state);
}

static void set_defaults(struct sg_context *context) {
  memset(context->limits, 0, sizeof(context->limits));
  context->limits[CU_LIMIT_STACK_SIZE] = 1024;
  context->limits[CU_LIMIT_PRINTF_FIFO_SIZE] = 1 << 20;
  context->limits[CU_LIMIT_MALLOC_HEAP_SIZE] = 8 << 20;
  context->limits[CU_LIMIT_DEV_RUNTIME_SYNC_DEPTH] = 2;
  context->limits[CU_LIMIT_DEV_RUNTIME_PENDING_LAUNCH_COUNT] = 2048;
  context->limits[CU_LIMIT_MAX_L2_FETCH_GRANULARITY] = 64;
  context->cache_config = CU_FUNC_CACHE_PREFER_NONE;
  context->shared_config = CU_SHARED_MEM_CONFIG_FOUR_BYTE_BANK_SIZE;
}

// Takes what a context costs and makes it usable.
static CUresult open_context(struct sg_context_object *object, int ordinal, unsigned int flags, unsigned int api_version) {
  struct sg_context *context = &object->context;
  struct sg_state *state = sg_driver.state;
  uint32_t device = sg_driver.ordinals[ordinal].device;
  SG_TRY(atomic_load(&device_broken[device]));
  if (atomic_load(&state->devices[device].lost) != 0 || !mode_allows(state, device))
    return CUDA_ERROR_DEVICE_UNAVAILABLE;
  uint64_t bytes = state->description.devices[device].context_bytes;
  if (sg_memory_charge(state, sg_driver.process, device, SG_MEMORY_CONTEXT, bytes, 0) != 0)
    return CUDA_ERROR_OUT_OF_MEMORY;
  context->ordinal = ordinal;
  context->device = device;
  context->flags = flags;
  context->api_version = api_version;
  context->id = next_id();
  context->streams = NULL;
  context->null_stream = NULL;
  atomic_store(&context->broken, CUDA_SUCCESS);
  pthread_mutex_init(&context->lock, NULL);
  set_defaults(context);
  CUresult result = sg_stream_open(context, CU_STREAM_DEFAULT, SG_PRIORITY_LEAST, NULL, &context->null_stream);
  if (result != CUDA_SUCCESS) {
    sg_memory_return(state, sg_driver.process, device, SG_MEMORY_CONTEXT, bytes, 0);
    return result;
  }
  count_contexts(device, 1);
  atomic_store_explicit(&object->active, true, memory_order_release);
  return CUDA_SUCCESS;
}

static void close_context(struct sg_context_object *object) {
  struct sg_context *context = &object->context;
  if (atomic_load(&context->broken) == CUDA_SUCCESS)
    sg_context_wait(context);
  atomic_store_explicit(&object->active, false, memory_order_release);
  sg_streams_drop_context(context);
  sg_events_drop_context(context);
  sg_graphs_drop_context(context);
  sg_modules_drop_context(context);
  sg_memory_drop_context(context);
  sg_pools_drop_context(context);
  sg_arrays_drop_context(context);
  count_contexts(context->device, (uint32_t)-1);
  sg_memory_return(sg_driver.state, sg_driver.process, context->device, SG_MEMORY_CONTEXT,
                   sg_driver.state->description.devices[context->device].context_bytes, 0);
}

static CUresult create(CUcontext *pctx, unsigned int flags, CUdevice device, unsigned int api_version) {
  if (pctx == NULL || !flags_valid(flags))
    return CUDA_ERROR_INVALID_VALUE;
  if (!ordinal_valid(device))
    return CUDA_ERROR_INVALID_DEVICE;
  struct sg_context_object *object = sg_handle_new(&contexts);
  if (object == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  atomic_store(&object->context.references, 1);
  CUresult result = open_context(object, device, flags, api_version);
  if (result == CUDA_SUCCESS) {
    result = sg_context_push(object);
    if (result != CUDA_SUCCESS)
      close_context(object);
  }
  if (result != CUDA_SUCCESS) {
    sg_handle_free(&contexts, object);
    return result;
  }
  *pctx = (CUcontext)object;
  return CUDA_SUCCESS;
}

CUresult cuCtxCreate(CUcontext *pctx, unsigned int flags, CUdevice dev) {
  SG_ENTRY();
  return create(pctx, flags, dev, 3010);
}

CUresult cuCtxCreate_v2(CUcontext *pctx, unsigned int flags, CUdevice dev) {
  SG_ENTRY();
  return create(pctx, flags, dev, 3020);
}

// Execution affinity is MPS's, and there is no MPS here.
static CUresult affinity_allowed(const CUexecAffinityParam *params, int count) {
  if (count < 0 || (count > 0 && params == NULL))
    return CUDA_ERROR_INVALID_VALUE;
  return count == 0 ? CUDA_SUCCESS : CUDA_ERROR_UNSUPPORTED_EXEC_AFFINITY;
}

CUresult cuCtxCreate_v3(CUcontext *pctx, CUexecAffinityParam *paramsArray, int numParams, unsigned int flags, CUdevice dev) {
  SG_ENTRY();
  SG_TRY(affinity_allowed(paramsArray, numParams));
  return create(pctx, flags, dev, 3020);
}

CUresult cuCtxCreate_v4(CUcontext *pctx, CUctxCreateParams *ctxCreateParams, unsigned int flags, CUdevice dev) {
  SG_ENTRY();
  if (ctxCreateParams != NULL) {
    if (ctxCreateParams->execAffinityParams != NULL && ctxCreateParams->cigParams != NULL)
      return CUDA_ERROR_INVALID_VALUE;
    SG_TRY(affinity_allowed(ctxCreateParams->execAffinityParams, ctxCreateParams->numExecAffinityParams));
    if (ctxCreateParams->cigParams != NULL)
      return CUDA_ERROR_NOT_SUPPORTED;
  }
  return create(pctx, flags, dev, 3020);
}

static CUresult destroy(CUcontext handle) {
  struct sg_context_object *object = sg_context_find(handle);
  if (object == NULL || object->context.primary || object->green != NULL)
    return CUDA_ERROR_INVALID_CONTEXT;
  struct sg_context_entry *top = sg_context_top();
  if (top != NULL && top->object == object)
    sg_context_pop();
  close_context(object);
  sg_handle_free(&contexts, object);
  return CUDA_SUCCESS;
}

CUresult cuCtxDestroy_v2(CUcontext ctx) {
  SG_ENTRY();
  return ctx == NULL ? CUDA_ERROR_INVALID_VALUE : destroy(ctx);
}

CUresult cuCtxDestroy(CUcontext ctx) {
  return cuCtxDestroy_v2(ctx);
}

CUresult cuCtxAttach(CUcontext *pctx, unsigned int flags) {
  SG_ENTRY();
  if (pctx == NULL || flags != 0)
    return CUDA_ERROR_INVALID_VALUE;
  struct sg_context_object *object;
  SG_TRY(sg_context_current_object(&object));
  atomic_fetch_add(&object->context.references, 1);
  *pctx = (CUcontext)object;
  return CUDA_SUCCESS;
}

CUresult cuCtxDetach(CUcontext ctx) {
  SG_ENTRY();
  struct sg_context_object *object = sg_context_find(ctx);
  struct sg_context_entry *top = sg_context_top();
  if (object == NULL || object->context.primary || top == NULL || top->object != object)
    return CUDA_ERROR_INVALID_CONTEXT;
  return atomic_fetch_sub(&object->context.references, 1) == 1 ? destroy(ctx) : CUDA_SUCCESS;
}

// The primary context's handle is the same for as long as the process lives.
CUresult sg_primary_retain(int ordinal, struct sg_context_object **out) {
  pthread_mutex_lock(&primary_lock);
  struct sg_context_object *object = primaries[ordinal];
  CUresult result = CUDA_SUCCESS;
  if (object == NULL) {
    object = sg_handle_new(&contexts);
    if (object != NULL)
      object->context.primary = true;
    primaries[ordinal] = object;
  }
  if (object == NULL)
    result = CUDA_ERROR_OUT_OF_MEMORY;
  else if (!atomic_load(&object->active))
    result = open_context(object, ordinal, primary_flags[ordinal], 3020);
  if (result == CUDA_SUCCESS)
    result = atomic_load(&object->context.broken);
  if (result == CUDA_SUCCESS) {
    atomic_fetch_add(&object->context.references, 1);
    *out = object;
  }
  pthread_mutex_unlock(&primary_lock);
  return result;
}

CUresult sg_primary_release(int ordinal) {
  CUresult result = CUDA_SUCCESS;
  pthread_mutex_lock(&primary_lock);
  struct sg_context_object *object = primaries[ordinal];
  if (object == NULL || atomic_load(&object->context.references) == 0)
    result = CUDA_ERROR_INVALID_CONTEXT;
  else if (atomic_fetch_sub(&object->context.references, 1) == 1 && atomic_load(&object->active))
    close_context(object);
  pthread_mutex_unlock(&primary_lock);
  return result;
}

CUresult cuDevicePrimaryCtxRetain(CUcontext *pctx, CUdevice dev) {
  SG_ENTRY();
  if (pctx == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  if (!ordinal_valid(dev))
    return CUDA_ERROR_INVALID_DEVICE;
  struct sg_context_object *object;
  SG_TRY(sg_primary_retain(dev, &object));
  *pctx = (CUcontext)object;
  return CUDA_SUCCESS;
}

CUresult cuDevicePrimaryCtxRelease_v2(CUdevice dev) {
  SG_ENTRY();
  return ordinal_valid(dev) ? sg_primary_release(dev) : CUDA_ERROR_INVALID_DEVICE;
}

CUresult cuDevicePrimaryCtxRelease(CUdevice dev) {
  return cuDevicePrimaryCtxRelease_v2(dev);
}

// Everything in the context goes, its retainers' counts stay.
CUresult cuDevicePrimaryCtxReset_v2(CUdevice dev) {
  SG_ENTRY();
  if (!ordinal_valid(dev))
    return CUDA_ERROR_INVALID_DEVICE;
  pthread_mutex_lock(&primary_lock);
  struct sg_context_object *object = primaries[dev];
  if (object != NULL && atomic_load(&object->active))
    close_context(object);
  pthread_mutex_unlock(&primary_lock);
  return CUDA_SUCCESS;
}

CUresult cuDevicePrimaryCtxReset(CUdevice dev) {
  return cuDevicePrimaryCtxReset_v2(dev);
}

static CUresult set_primary_flags(CUdevice device, unsigned int flags, bool while_active) {
  if (!ordinal_valid(device))
    return CUDA_ERROR_INVALID_DEVICE;
  if (!flags_valid(flags))
    return CUDA_ERROR_INVALID_VALUE;
  CUresult result = CUDA_SUCCESS;
  pthread_mutex_lock(&primary_lock);
  struct sg_context_object *object = primaries[device];
  if (object != NULL && atomic_load(&object->active)) {
    if (while_active)
      object->context.flags = flags;
    else if (object->context.flags != flags)
      result = CUDA_ERROR_PRIMARY_CONTEXT_ACTIVE;
  }
  if (result == CUDA_SUCCESS)
    primary_flags[device] = flags;
  pthread_mutex_unlock(&primary_lock);
  return result;
}

// Since 11.0 flags of an active context can be changed, whichever name the program calls it by.
CUresult cuDevicePrimaryCtxSetFlags(CUdevice dev, unsigned int flags) {
  SG_ENTRY();
  return set_primary_flags(dev, flags, sg_cuda_version() >= 11000);
}

CUresult cuDevicePrimaryCtxSetFlags_v2(CUdevice dev, unsigned int flags) {
  SG_ENTRY();
  return set_primary_flags(dev, flags, true);
}

CUresult cuDevicePrimaryCtxGetState(CUdevice dev, unsigned int *flags, int *active) {
  SG_ENTRY();
  if (flags == NULL || active == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  if (!ordinal_valid(dev))
    return CUDA_ERROR_INVALID_DEVICE;
  pthread_mutex_lock(&primary_lock);
  *flags = primary_flags[dev];
  *active = primaries[dev] != NULL && atomic_load(&primaries[dev]->active);
  pthread_mutex_unlock(&primary_lock);
  return CUDA_SUCCESS;
}

struct sg_context_object *sg_context_for_green(struct sg_green *green, const struct sg_context *primary) {
  struct sg_context_object *object = sg_handle_new(&contexts);
  if (object == NULL)
    return NULL;
  object->context.ordinal = primary->ordinal;
  object->context.device = primary->device;
  object->context.flags = primary->flags;
  object->context.api_version = primary->api_version;
  object->context.id = next_id();
  object->green = green;
  set_defaults(&object->context);
  atomic_store_explicit(&object->active, true, memory_order_release);
  return object;
}

void sg_context_for_green_end(struct sg_context_object *object) {
  atomic_store(&object->active, false);
  sg_handle_free(&contexts, object);
}

CUresult cuCtxGetDevice(CUdevice *device) {
  SG_ENTRY();
  struct sg_context_object *object;
  if (device == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_context_current_object(&object));
  *device = object->context.ordinal;
  return CUDA_SUCCESS;
}

CUresult cuCtxGetDevice_v2(CUdevice *device, CUcontext ctx) {
  SG_ENTRY();
  struct sg_context_object *object;
  if (device == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_context_given(ctx, &object));
  *device = object->context.ordinal;
  return CUDA_SUCCESS;
}

CUresult cuCtxGetId(CUcontext ctx, unsigned long long *ctxId) {
  SG_ENTRY();
  struct sg_context_object *object;
  if (ctxId == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_context_given(ctx, &object));
  *ctxId = object->context.id;
  return CUDA_SUCCESS;
}

CUresult cuCtxGetApiVersion(CUcontext ctx, unsigned int *version) {
  SG_ENTRY();
  struct sg_context_object *object;
  if (version == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_context_given(ctx, &object));
  *version = object->context.api_version;
  return CUDA_SUCCESS;
}

CUresult cuCtxGetFlags(unsigned int *flags) {
  SG_ENTRY();
  struct sg_context_object *object;
  if (flags == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_context_current_object(&object));
  *flags = object->context.flags;
  return CUDA_SUCCESS;
}

CUresult cuCtxSetFlags(unsigned int flags) {
  SG_ENTRY();
  struct sg_context_object *object;
  if (!flags_valid(flags))
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_context_current_object(&object));
  object->context.flags = flags;
  return CUDA_SUCCESS;
}

CUresult cuCtxGetStreamPriorityRange(int *leastPriority, int *greatestPriority) {
  SG_ENTRY();
  struct sg_context_object *object;
  SG_TRY(sg_context_current_object(&object));
  if (leastPriority != NULL)
    *leastPriority = SG_PRIORITY_LEAST;
  if (greatestPriority != NULL)
    *greatestPriority = SG_PRIORITY_GREATEST;
  return CUDA_SUCCESS;
}

static CUresult wait(struct sg_context_object *object) {
  SG_TRY(sg_capture_forbids_all(object->green != NULL ? object->green->primary : &object->context));
  return object->green != NULL ? sg_green_wait(object->green) : sg_context_wait(&object->context);
}

CUresult cuCtxSynchronize(void) {
  SG_ENTRY();
  struct sg_context_object *object;
  SG_TRY(sg_context_current_object(&object));
  return wait(object);
}

CUresult cuCtxSynchronize_v2(CUcontext ctx) {
  SG_ENTRY();
  struct sg_context_object *object;
  SG_TRY(sg_context_given(ctx, &object));
  return wait(object);
}

CUresult cuDeviceGetExecAffinitySupport(int *pi, CUexecAffinityType type, CUdevice dev) {
  SG_ENTRY();
  if (pi == NULL || type != CU_EXEC_AFFINITY_TYPE_SM_COUNT)
    return CUDA_ERROR_INVALID_VALUE;
  if (!ordinal_valid(dev))
    return CUDA_ERROR_INVALID_DEVICE;
  *pi = 0;
  return CUDA_SUCCESS;
}

CUresult cuCtxGetExecAffinity(CUexecAffinityParam *pExecAffinity, CUexecAffinityType type) {
  SG_ENTRY();
  struct sg_context_object *object;
  if (pExecAffinity == NULL || type != CU_EXEC_AFFINITY_TYPE_SM_COUNT)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_context_current_object(&object));
  return CUDA_ERROR_UNSUPPORTED_EXEC_AFFINITY;
}
