// Launching: a graph's steps become items in queues.
#include "capture.h"
#include "exec.h"
#include "graph_capture.h"
#include "graph_regions.h"

struct launch {
  struct sg_exec *exec;
  struct sg_stream *stream;
  bool first_chain_here;            // the launch stream is the first chain
  uint64_t start;                   // item of the launch stream before which no branch begins
};

static void run_task(void *data) {
  const struct sg_task *task = data;
  if (task->work.effect.run != NULL)
    task->work.effect.run(task->work.effect.data);
}

static void drop_task(void *data) { sg_task_drop(data); }

static void run_nothing(void *data) { (void)data; }

static void drop_keep(void *data) { sg_keep_drop(data); }

static CUresult mark(struct sg_stream *stream, uint64_t *number) {
  return sg_submit_now(stream, &(struct sg_work){.kind = SG_WORK_MARK}, number);
}

// Kinds that are several things to do in a stream: made by the calls that do them.
static CUresult call(struct sg_stream *stream, const CUgraphNodeParams *node, bool *called) {
  *called = true;
  switch (node->type) {
    case CU_GRAPH_NODE_TYPE_EXT_SEMAS_SIGNAL:
      if (node->extSemSignal.numExtSems == 0)
        break;
      return cuSignalExternalSemaphoresAsync(node->extSemSignal.extSemArray, node->extSemSignal.paramsArray,
                                             node->extSemSignal.numExtSems, (CUstream)stream);
    case CU_GRAPH_NODE_TYPE_EXT_SEMAS_WAIT:
      if (node->extSemWait.numExtSems == 0)
        break;
      return cuWaitExternalSemaphoresAsync(node->extSemWait.extSemArray, node->extSemWait.paramsArray,
                                           node->extSemWait.numExtSems, (CUstream)stream);
    default:
      break;
  }
  *called = false;
  return CUDA_SUCCESS;
}

static CUresult push(struct sg_stream *stream, struct sg_step *step) {
  step->queue = stream->queue;
  if (step->node == NULL || step->node->disabled)
    return mark(stream, &step->number);
  struct sg_task *task = step->node->task;
  bool called;
  SG_TRY(call(stream, &task->parameters, &called));
  if (called)
    return mark(stream, &step->number);
  struct sg_work work = task->work;
  if (task->work.effect.run != NULL)
    work.effect = (struct sg_effect){.run = run_task, .release = drop_task, .data = sg_task_share(task)};
  else
    work.effect = (struct sg_effect){0};
  struct sg_function *function = work.function;
  if (function != NULL && function->jitter_percent != 0) {
    const CUDA_KERNEL_NODE_PARAMS_v3 *kernel = &task->parameters.kernel;
    sg_kernel_cost(function, stream->context->device, sg_driver.ordinals[stream->context->ordinal].sms,
                   (const unsigned int[]){kernel->gridDimX, kernel->gridDimY, kernel->gridDimZ},
                   (const unsigned int[]){kernel->blockDimX, kernel->blockDimY, kernel->blockDimZ}, kernel->sharedMemBytes,
                   &work.duration_ns, &work.sms);
  }
  return sg_submit_now(stream, &work, &step->number);
}

static CUresult stream_of(const struct launch *launch, uint32_t chain, struct sg_stream **out) {
  if (chain == 0 && launch->first_chain_here) {
    *out = launch->stream;
    return CUDA_SUCCESS;
  }
  return sg_exec_branch(launch->exec, chain, out);
}

static CUresult wait_for_last_launch(const struct launch *launch) {
  const struct sg_exec *exec = launch->exec;
  if (!exec->launched || exec->last_queue == launch->stream->queue ||
      sg_driver.state->queues[exec->last_queue].generation != exec->last_queue_generation ||
      sg_queue_done(sg_driver.state, exec->last_queue, exec->last_number))
    return CUDA_SUCCESS;
  return sg_submit_wait_queue(launch->stream, exec->last_queue, exec->last_number);
}

// Every step after those it depends on, so that a full queue only ever waits for what the device can already do.
static CUresult push_steps(const struct launch *launch) {
  struct sg_plan *plan = &launch->exec->plan;
  for (size_t s = 0; s < plan->count; s++) {
    struct sg_step *step = &plan->steps[s];
    struct sg_stream *stream;
    SG_TRY(stream_of(launch, step->chain, &stream));
    if (step->waits_for_start && stream != launch->stream)
      SG_TRY(sg_submit_wait_queue(stream, launch->stream->queue, launch->start));
    for (size_t w = 0; w < step->wait_count; w++) {
      const struct sg_step *other = &plan->steps[plan->waits[step->first_wait + w]];
      SG_TRY(sg_submit_wait_queue(stream, other->queue, other->number));
    }
    SG_TRY(push(stream, step));
  }
  return CUDA_SUCCESS;
}

static CUresult join(const struct launch *launch) {
  const struct sg_plan *plan = &launch->exec->plan;
  for (uint32_t chain = launch->first_chain_here ? 1 : 0; chain < plan->chain_count; chain++) {
    const struct sg_step *last = &plan->steps[plan->chains[chain].last];
    if (!launch->first_chain_here || !plan->chains[chain].joined)
      SG_TRY(sg_submit_wait_queue(launch->stream, last->queue, last->number));
  }
  return CUDA_SUCCESS;
}

static CUresult push_end(const struct launch *launch) {
  struct sg_exec *exec = launch->exec;
  struct sg_work work = {.kind = SG_WORK_MARK};
  if (exec->keep != NULL) {
    atomic_fetch_add(&exec->keep->references, 1);
    work.effect = (struct sg_effect){.run = run_nothing, .release = drop_keep, .data = exec->keep};
  }
  return sg_submit_now(launch->stream, &work, &exec->last_number);
}

static CUresult push_all(struct launch *launch) {
  struct sg_exec *exec = launch->exec;
  const struct sg_plan *plan = &exec->plan;
  SG_TRY(wait_for_last_launch(launch));
  bool single = launch->first_chain_here && plan->chain_count == 1;
  if (!single)
    SG_TRY(mark(launch->stream, &launch->start));
  SG_TRY(push_steps(launch));
  SG_TRY(join(launch));
  if (!single || exec->keep != NULL)
    return push_end(launch);
  exec->last_number = plan->steps[plan->count - 1].number;
  return CUDA_SUCCESS;
}

static CUresult launch_locked(struct sg_exec *exec, struct sg_stream *stream) {
  const struct sg_plan *plan = &exec->plan;
  struct launch launch = {.exec = exec, .stream = stream,
                          .first_chain_here = plan->count > 0 && plan->chains[0].context == stream->context};
  bool memory = sg_graph_has_memory(exec->graph);
  if (memory)
    SG_TRY(sg_graph_memory_begin(exec->graph, (exec->flags & CUDA_GRAPH_INSTANTIATE_FLAG_AUTO_FREE_ON_LAUNCH) != 0, stream));
  CUresult result = push_all(&launch);
  if (result != CUDA_SUCCESS) {
    if (memory)
      sg_graph_memory_cancel(exec->graph);
    return result;
  }
  exec->launched = true;
  exec->last_queue = stream->queue;
  exec->last_queue_generation = sg_driver.state->queues[stream->queue].generation;
  if (memory)
    sg_graph_memory_end(exec->graph, stream->queue, exec->last_number);
  return CUDA_SUCCESS;
}

CUresult cuGraphLaunch(CUgraphExec hGraphExec, CUstream hStream) {
  SG_ENTRY();
  struct sg_exec *exec;
  struct sg_stream *stream;
  if (!sg_exec_valid(hGraphExec, &exec))
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_stream_resolve(hStream, &stream));
  if (stream->capture != NULL)
    return sg_capture_graph(stream, exec->graph);
  if (stream->is_null)
    SG_TRY(sg_capture_implicit(stream->context));
  pthread_mutex_lock(&exec->lock);
  CUresult result = launch_locked(exec, stream);
  pthread_mutex_unlock(&exec->lock);
  return result;
}

CUresult cuGraphUpload(CUgraphExec hGraphExec, CUstream hStream) {
  SG_ENTRY();
  struct sg_exec *exec;
  struct sg_stream *stream;
  if (!sg_exec_valid(hGraphExec, &exec))
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_stream_resolve(hStream, &stream));
  if (stream->capture != NULL)
    return sg_capture_forbids(stream);
  pthread_mutex_lock(&exec->lock);
  CUresult result = sg_graph_memory_upload(exec->graph, stream);
  pthread_mutex_unlock(&exec->lock);
  return result;
}
