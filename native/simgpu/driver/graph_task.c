// What nodes do, made from their parameters, which are checked and copied here.
#include <stdlib.h>
#include <string.h>

#include "event.h"
#include "graph.h"
#include "memory_word.h"
#include "work.h"

static struct sg_task *new_task(CUgraphNodeType type) {
  struct sg_task *task = calloc(1, sizeof *task);
  if (task == NULL)
    return NULL;
  atomic_init(&task->references, 1);
  task->parameters.type = type;
  task->work.kind = SG_WORK_MARK;
  return task;
}

struct sg_task *sg_task_share(struct sg_task *task) {
  atomic_fetch_add_explicit(&task->references, 1, memory_order_relaxed);
  return task;
}

void sg_task_drop(struct sg_task *task) {
  if (atomic_fetch_sub_explicit(&task->references, 1, memory_order_acq_rel) != 1)
    return;
  if (task->work.effect.release != NULL)
    task->work.effect.release(task->work.effect.data);
  free(task->storage);
  free(task);
}

// NULL means the calling thread's.
static CUresult context_of(CUcontext handle, struct sg_context **out) {
  if (handle == NULL)
    return sg_context_current(out);
  return sg_context_valid(handle, out) ? CUDA_SUCCESS : CUDA_ERROR_INVALID_CONTEXT;
}

// The arguments of a kernel, laid out as the caller laid them out: single values, or one buffer.
static CUresult keep_arguments(struct sg_task *task, const struct sg_function *function) {
  CUDA_KERNEL_NODE_PARAMS_v3 *kernel = &task->parameters.kernel;
  if (kernel->kernelParams != NULL && function != NULL) {
    size_t bytes = function->parameter_count * sizeof(void *);
    for (unsigned int i = 0; i < function->parameter_count; i++)
      bytes += (function->parameters[i].size + 15) & ~(size_t)15;
    void **pointers = malloc(bytes + 1);
    if (pointers == NULL)
      return CUDA_ERROR_OUT_OF_MEMORY;
    char *value = (char *)(pointers + function->parameter_count);
    for (unsigned int i = 0; i < function->parameter_count; i++) {
      memcpy(value, kernel->kernelParams[i], function->parameters[i].size);
      pointers[i] = value;
      value += (function->parameters[i].size + 15) & ~(size_t)15;
    }
    task->storage = kernel->kernelParams = pointers;
    return CUDA_SUCCESS;
  }
  kernel->kernelParams = NULL;
  if (kernel->extra == NULL)
    return CUDA_SUCCESS;
  const void *buffer = NULL;
  size_t bytes = 0;
  for (void **extra = kernel->extra; extra[0] != CU_LAUNCH_PARAM_END; extra += 2) {
    if (extra[0] == CU_LAUNCH_PARAM_BUFFER_POINTER)
      buffer = extra[1];
    else if (extra[0] == CU_LAUNCH_PARAM_BUFFER_SIZE)
      bytes = *(const size_t *)extra[1];
  }
  void **kept = malloc(5 * sizeof(void *) + sizeof(size_t) + bytes);
  if (kept == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  char *size = (char *)(kept + 5);
  memcpy(size, &bytes, sizeof bytes);
  if (bytes > 0 && buffer != NULL)
    memcpy(size + sizeof bytes, buffer, bytes);
  kept[0] = CU_LAUNCH_PARAM_BUFFER_POINTER;
  kept[1] = size + sizeof bytes;
  kept[2] = CU_LAUNCH_PARAM_BUFFER_SIZE;
  kept[3] = size;
  kept[4] = CU_LAUNCH_PARAM_END;
  task->storage = kernel->extra = kept;
  return CUDA_SUCCESS;
}

static CUresult make_kernel(struct sg_task *task) {
  CUDA_KERNEL_NODE_PARAMS launch;
  memcpy(&launch, &task->parameters.kernel, sizeof launch);
  SG_TRY(context_of(launch.ctx, &task->context));
  SG_TRY(sg_launch_work(&launch, task->context, &task->work));
  // One handle serves both names.
  if (task->parameters.kernel.func == NULL)
    task->parameters.kernel.func = (CUfunction)task->parameters.kernel.kern;
  return keep_arguments(task, task->work.function);
}

static CUresult make_copy(struct sg_task *task) {
  CUDA_MEMCPY_NODE_PARAMS *copy = &task->parameters.memcpy;
  if (copy->flags != 0 || copy->reserved != 0)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(context_of(copy->copyCtx, &task->context));
  return sg_copy_work(&copy->copyParams, task->context, &task->work);
}

static CUresult make_fill(struct sg_task *task) {
  CUDA_MEMSET_NODE_PARAMS fill;
  memcpy(&fill, &task->parameters.memset, sizeof fill);
  SG_TRY(context_of(task->parameters.memset.ctx, &task->context));
  return sg_fill_work(&fill, task->context, &task->work);
}

static CUresult make_host(struct sg_task *task) {
  if (task->parameters.host.fn == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  task->work.kind = SG_WORK_HOST;
  task->work.host = task->parameters.host.fn;
  task->work.host_data = task->parameters.host.userData;
  return CUDA_SUCCESS;
}

static CUresult make_event(struct sg_task *task, CUevent handle, enum sg_work_kind kind) {
  struct sg_event *event;
  if (handle == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_event_resolve(handle, &event));
  task->work.kind = kind;
  task->work.event = event;
  return CUDA_SUCCESS;
}

// Two arrays of `count` elements, kept in one block.
static CUresult keep_arrays(struct sg_task *task, size_t count, const void *first, size_t first_bytes, const void *second,
                            size_t second_bytes, void **first_out, void **second_out) {
  if (count == 0 || first == NULL || second == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  char *block = malloc(count * (first_bytes + second_bytes));
  if (block == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  task->storage = block;
  *first_out = memcpy(block, first, count * first_bytes);
  *second_out = memcpy(block + count * first_bytes, second, count * second_bytes);
  return CUDA_SUCCESS;
}

static CUresult keep_signal(struct sg_task *task) {
  CUDA_EXT_SEM_SIGNAL_NODE_PARAMS_v2 *signal = &task->parameters.extSemSignal;
  void *semaphores, *values;
  SG_TRY(keep_arrays(task, signal->numExtSems, signal->extSemArray, sizeof *signal->extSemArray, signal->paramsArray,
                     sizeof *signal->paramsArray, &semaphores, &values));
  signal->extSemArray = semaphores;
  signal->paramsArray = values;
  return CUDA_SUCCESS;
}

static CUresult keep_wait(struct sg_task *task) {
  CUDA_EXT_SEM_WAIT_NODE_PARAMS_v2 *wait = &task->parameters.extSemWait;
  void *semaphores, *values;
  SG_TRY(keep_arrays(task, wait->numExtSems, wait->extSemArray, sizeof *wait->extSemArray, wait->paramsArray,
                     sizeof *wait->paramsArray, &semaphores, &values));
  wait->extSemArray = semaphores;
  wait->paramsArray = values;
  return CUDA_SUCCESS;
}

static CUresult keep_words(struct sg_task *task) {
  CUDA_BATCH_MEM_OP_NODE_PARAMS_v2 *words = &task->parameters.memOp;
  size_t bytes = words->count * sizeof *words->paramArray;
  void *kept = malloc(bytes);
  if (kept == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  task->storage = words->paramArray = memcpy(kept, words->paramArray, bytes);
  return CUDA_SUCCESS;
}

static CUresult make_words(struct sg_task *task) {
  CUDA_BATCH_MEM_OP_NODE_PARAMS_v2 *words = &task->parameters.memOp;
  if (words->flags != 0)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(context_of(words->ctx, &task->context));
  SG_TRY(sg_memory_batch_work(words->paramArray, words->count, &task->work));
  return keep_words(task);
}

static CUresult make(struct sg_task *task) {
  switch (task->parameters.type) {
    case CU_GRAPH_NODE_TYPE_KERNEL: return make_kernel(task);
    case CU_GRAPH_NODE_TYPE_MEMCPY: return make_copy(task);
    case CU_GRAPH_NODE_TYPE_MEMSET: return make_fill(task);
    case CU_GRAPH_NODE_TYPE_HOST: return make_host(task);
    case CU_GRAPH_NODE_TYPE_EMPTY:
    case CU_GRAPH_NODE_TYPE_MEM_FREE: return CUDA_SUCCESS;
    case CU_GRAPH_NODE_TYPE_WAIT_EVENT: return make_event(task, task->parameters.eventWait.event, SG_WORK_WAIT);
    case CU_GRAPH_NODE_TYPE_EVENT_RECORD: return make_event(task, task->parameters.eventRecord.event, SG_WORK_RECORD);
    case CU_GRAPH_NODE_TYPE_EXT_SEMAS_SIGNAL:
      SG_TRY(keep_signal(task));
      return sg_context_current(&task->context);
    case CU_GRAPH_NODE_TYPE_EXT_SEMAS_WAIT:
      SG_TRY(keep_wait(task));
      return sg_context_current(&task->context);
    case CU_GRAPH_NODE_TYPE_BATCH_MEM_OP: return make_words(task);
    case CU_GRAPH_NODE_TYPE_CONDITIONAL: return CUDA_ERROR_NOT_SUPPORTED;
    default: return CUDA_ERROR_INVALID_VALUE;
  }
}

CUresult sg_task_make(const CUgraphNodeParams *parameters, struct sg_task **out) {
  struct sg_task *task = new_task(parameters->type);
  if (task == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  task->parameters = *parameters;
  CUresult result = make(task);
  if (result != CUDA_SUCCESS) {
    sg_task_drop(task);
    return result;
  }
  *out = task;
  return CUDA_SUCCESS;
}

CUresult sg_task_allocation(const CUDA_MEM_ALLOC_NODE_PARAMS *parameters, struct sg_context *context, struct sg_task **out) {
  struct sg_task *task = new_task(CU_GRAPH_NODE_TYPE_MEM_ALLOC);
  if (task == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  memcpy(&task->parameters.alloc, parameters, sizeof *parameters);
  task->context = context;
  *out = task;
  if (parameters->accessDescCount == 0)
    return CUDA_SUCCESS;
  size_t bytes = parameters->accessDescCount * sizeof *parameters->accessDescs;
  if ((task->storage = malloc(bytes)) == NULL) {
    sg_task_drop(task);
    return CUDA_ERROR_OUT_OF_MEMORY;
  }
  task->parameters.alloc.accessDescs = memcpy(task->storage, parameters->accessDescs, bytes);
  return CUDA_SUCCESS;
}

// What GetParams will answer about a captured call.
static CUresult keep_captured(struct sg_task *task, const struct sg_work *work) {
  CUgraphNodeParams *kept = &task->parameters;
  switch (work->node_type) {
    case CU_GRAPH_NODE_TYPE_KERNEL:
      memcpy(&kept->kernel, work->node_params, sizeof kept->kernel);
      return keep_arguments(task, work->function);
    case CU_GRAPH_NODE_TYPE_MEMCPY:
      kept->memcpy.copyParams = *(const CUDA_MEMCPY3D *)work->node_params;
      kept->memcpy.copyCtx = (CUcontext)task->context;
      return CUDA_SUCCESS;
    case CU_GRAPH_NODE_TYPE_MEMSET:
      memcpy(&kept->memset, work->node_params, sizeof(CUDA_MEMSET_NODE_PARAMS));
      kept->memset.ctx = (CUcontext)task->context;
      return CUDA_SUCCESS;
    case CU_GRAPH_NODE_TYPE_EXT_SEMAS_SIGNAL:
      memcpy(&kept->extSemSignal, work->node_params, sizeof kept->extSemSignal);
      return keep_signal(task);
    case CU_GRAPH_NODE_TYPE_EXT_SEMAS_WAIT:
      memcpy(&kept->extSemWait, work->node_params, sizeof kept->extSemWait);
      return keep_wait(task);
    case CU_GRAPH_NODE_TYPE_BATCH_MEM_OP:
      memcpy(&kept->memOp, work->node_params, sizeof kept->memOp);
      return keep_words(task);
    default:
      return CUDA_SUCCESS;
  }
}

CUresult sg_task_captured(const struct sg_work *work, struct sg_context *context, struct sg_task **out) {
  CUgraphNodeType type = work->node_type;
  if (work->kind == SG_WORK_HOST && work->host != NULL)
    type = CU_GRAPH_NODE_TYPE_HOST;
  struct sg_task *task = new_task(type);
  if (task == NULL) {
    if (work->effect.release != NULL)
      work->effect.release(work->effect.data);
    return CUDA_ERROR_OUT_OF_MEMORY;
  }
  task->context = context;
  task->work = *work;
  CUresult result = CUDA_SUCCESS;
  if (type == CU_GRAPH_NODE_TYPE_HOST)
    task->parameters.host = (CUDA_HOST_NODE_PARAMS_v2){.fn = work->host, .userData = work->host_data};
  else if (work->node_params != NULL)
    result = keep_captured(task, work);
  task->work.node_params = NULL;
  if (result != CUDA_SUCCESS) {
    sg_task_drop(task);
    return result;
  }
  *out = task;
  return CUDA_SUCCESS;
}
