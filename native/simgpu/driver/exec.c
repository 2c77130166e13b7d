// Executable graphs as objects: instantiating and destroying them.
#include <stdio.h>
#include <stdlib.h>

#include "exec.h"
#include "graph_regions.h"
#include "stream.h"

enum { MAX_EXECS = 1 << 14 };

static const cuuint64_t KNOWN_FLAGS = CUDA_GRAPH_INSTANTIATE_FLAG_AUTO_FREE_ON_LAUNCH | CUDA_GRAPH_INSTANTIATE_FLAG_UPLOAD |
                                      CUDA_GRAPH_INSTANTIATE_FLAG_DEVICE_LAUNCH | CUDA_GRAPH_INSTANTIATE_FLAG_USE_NODE_PRIORITY;

static struct sg_handles execs = SG_HANDLES(struct sg_exec, MAX_EXECS);
static _Atomic uint64_t next_id = 1;

bool sg_exec_valid(CUgraphExec handle, struct sg_exec **out) {
  *out = (struct sg_exec *)handle;
  return sg_handle_live(&execs, handle);
}

void sg_keep_drop(struct sg_keep *keep) {
  if (keep == NULL || atomic_fetch_sub(&keep->references, 1) != 1)
    return;
  sg_objects_drop(&keep->objects);
  free(keep);
}

static struct sg_keep *keep_objects(struct sg_graph *graph) {
  struct sg_keep *keep = graph->objects.count > 0 ? calloc(1, sizeof *keep) : NULL;
  if (keep == NULL)
    return NULL;
  atomic_init(&keep->references, 1);
  keep->objects = graph->objects;
  graph->objects = (struct sg_object_references){0};
  return keep;
}

CUresult sg_exec_branch(struct sg_exec *exec, uint32_t chain, struct sg_stream **out) {
  if (exec->branches[chain].stream == NULL) {
    struct sg_stream *stream;
    SG_TRY(sg_stream_open(exec->plan.chains[chain].context, CU_STREAM_NON_BLOCKING, SG_PRIORITY_LEAST, NULL, &stream));
    exec->branches[chain].stream = stream;
    exec->branches[chain].id = stream->id;
  }
  *out = exec->branches[chain].stream;
  return CUDA_SUCCESS;
}

// Calls `visit` for the allocations of a graph and of its child graphs, until one says no.
static bool each_memory(const struct sg_graph *graph, bool (*visit)(struct sg_graph_memory *)) {
  if (graph->memory != NULL && !visit(graph->memory))
    return false;
  for (size_t i = 0; i < graph->count; i++)
    if (graph->nodes[i]->child != NULL && !each_memory(graph->nodes[i]->child, visit))
      return false;
  return true;
}

static bool is_free(struct sg_graph_memory *memory) { return atomic_load(&memory->executables) == 0; }

static bool take(struct sg_graph_memory *memory) {
  atomic_fetch_add(&memory->executables, 1);
  return true;
}

static bool give(struct sg_graph_memory *memory) {
  atomic_fetch_sub(&memory->executables, 1);
  return true;
}

// Allocations are one executable graph's at a time.
static bool claim_memory(const struct sg_graph *graph) {
  return each_memory(graph, is_free) && each_memory(graph, take);
}

static void unclaim_memory(const struct sg_graph *graph) {
  each_memory(graph, give);
}

static void end(struct sg_exec *exec) {
  for (uint32_t chain = 0; chain < SG_CHAINS_ROOM; chain++) {
    // Its context may have taken the stream with it.
    struct sg_stream *stream = exec->branches[chain].stream, *found;
    if (stream != NULL && sg_stream_resolve((CUstream)stream, &found) == CUDA_SUCCESS && found->id == exec->branches[chain].id)
      sg_stream_give_back(stream);
  }
  sg_plan_drop(&exec->plan);
  unclaim_memory(exec->graph);
  sg_graph_free(exec->graph);
  sg_keep_drop(exec->keep);
  pthread_mutex_destroy(&exec->lock);
  sg_handle_free(&execs, exec);
}

static struct sg_graph_node *original_of(const struct sg_graph_node *node) {
  return node != NULL ? node->origin : NULL;
}

static CUresult make(struct sg_graph *graph, cuuint64_t flags, struct sg_exec **out, CUgraphNode *error_node) {
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  if (!claim_memory(graph))
    return CUDA_ERROR_INVALID_VALUE;
  struct sg_graph *copy = sg_graph_copy(graph, true);
  struct sg_exec *exec = copy != NULL ? sg_handle_new(&execs) : NULL;
  if (exec == NULL) {
    if (copy != NULL)
      sg_graph_free(copy);
    unclaim_memory(graph);
    return CUDA_ERROR_OUT_OF_MEMORY;
  }
  pthread_mutex_init(&exec->lock, NULL);
  exec->id = atomic_fetch_add(&next_id, 1);
  exec->flags = flags;
  exec->context = context;
  exec->graph = copy;
  exec->keep = keep_objects(copy);
  struct sg_graph_node *invalid;
  CUresult result = sg_plan_make(copy, context, &exec->plan, &invalid);
  *error_node = (CUgraphNode)original_of(invalid);
  struct sg_stream *branch;
  for (uint32_t chain = 1; result == CUDA_SUCCESS && chain < exec->plan.chain_count; chain++)
    result = sg_exec_branch(exec, chain, &branch);
  if (result != CUDA_SUCCESS) {
    end(exec);
    return result;
  }
  *out = exec;
  return CUDA_SUCCESS;
}

static CUresult instantiate(CUgraphExec *out, CUgraph handle, cuuint64_t flags, CUgraphNode *error_node) {
  struct sg_graph *graph;
  struct sg_exec *exec;
  CUgraphNode ignored;
  if (out == NULL || !sg_graph_valid(handle, &graph) || (flags & ~KNOWN_FLAGS) != 0)
    return CUDA_ERROR_INVALID_VALUE;
  // What a kernel would launch: ours launch nothing.
  if ((flags & CUDA_GRAPH_INSTANTIATE_FLAG_DEVICE_LAUNCH) != 0)
    return CUDA_ERROR_NOT_SUPPORTED;
  SG_TRY(make(graph, flags, &exec, error_node != NULL ? error_node : &ignored));
  *out = (CUgraphExec)exec;
  return CUDA_SUCCESS;
}

static CUresult instantiate_with_log(CUgraphExec *out, CUgraph graph, CUgraphNode *error_node, char *log, size_t log_bytes) {
  CUgraphNode node = NULL;
  if (log != NULL && log_bytes > 0)
    log[0] = '\0';
  CUresult result = instantiate(out, graph, 0, &node);
  if (error_node != NULL)
    *error_node = result != CUDA_SUCCESS ? node : NULL;
  if (node != NULL && log != NULL && log_bytes > 0)
    snprintf(log, log_bytes, "a cycle leads through the node");
  return result;
}

CUresult cuGraphInstantiate(CUgraphExec *phGraphExec, CUgraph hGraph, CUgraphNode *phErrorNode, char *logBuffer,
                            size_t bufferSize) {
  SG_ENTRY();
  return instantiate_with_log(phGraphExec, hGraph, phErrorNode, logBuffer, bufferSize);
}

CUresult cuGraphInstantiate_v2(CUgraphExec *phGraphExec, CUgraph hGraph, CUgraphNode *phErrorNode, char *logBuffer,
                               size_t bufferSize) {
  SG_ENTRY();
  return instantiate_with_log(phGraphExec, hGraph, phErrorNode, logBuffer, bufferSize);
}

CUresult cuGraphInstantiateWithFlags(CUgraphExec *phGraphExec, CUgraph hGraph, unsigned long long flags) {
  SG_ENTRY();
  // Uploading needs a stream, which only the call with parameters has.
  if ((flags & CUDA_GRAPH_INSTANTIATE_FLAG_UPLOAD) != 0)
    return CUDA_ERROR_INVALID_VALUE;
  return instantiate(phGraphExec, hGraph, flags, NULL);
}

CUresult cuGraphInstantiateWithParams(CUgraphExec *phGraphExec, CUgraph hGraph,
                                      CUDA_GRAPH_INSTANTIATE_PARAMS *instantiateParams) {
  SG_ENTRY();
  if (phGraphExec == NULL || instantiateParams == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  CUDA_GRAPH_INSTANTIATE_PARAMS *parameters = instantiateParams;
  struct sg_stream *stream = NULL;
  parameters->hErrNode_out = NULL;
  parameters->result_out = CUDA_GRAPH_INSTANTIATE_ERROR;
  if ((parameters->flags & CUDA_GRAPH_INSTANTIATE_FLAG_UPLOAD) != 0)
    SG_TRY(sg_stream_resolve(parameters->hUploadStream, &stream));
  CUresult result = instantiate(phGraphExec, hGraph, parameters->flags, &parameters->hErrNode_out);
  if (result == CUDA_SUCCESS && stream != NULL)
    result = sg_graph_memory_upload(((struct sg_exec *)*phGraphExec)->graph, stream);
  if (result == CUDA_SUCCESS)
    parameters->result_out = CUDA_GRAPH_INSTANTIATE_SUCCESS;
  else if (parameters->hErrNode_out != NULL)
    parameters->result_out = CUDA_GRAPH_INSTANTIATE_INVALID_STRUCTURE;
  else if (result == CUDA_ERROR_NOT_SUPPORTED)
    parameters->result_out = CUDA_GRAPH_INSTANTIATE_NODE_OPERATION_NOT_SUPPORTED;
  return result;
}

CUresult cuGraphExecGetFlags(CUgraphExec hGraphExec, cuuint64_t *flags) {
  SG_ENTRY();
  struct sg_exec *exec;
  if (flags == NULL || !sg_exec_valid(hGraphExec, &exec))
    return CUDA_ERROR_INVALID_VALUE;
  *flags = exec->flags;
  return CUDA_SUCCESS;
}

CUresult cuGraphExecDestroy(CUgraphExec hGraphExec) {
  SG_ENTRY();
  struct sg_exec *exec;
  if (!sg_exec_valid(hGraphExec, &exec))
    return CUDA_ERROR_INVALID_VALUE;
  end(exec);
  return CUDA_SUCCESS;
}
