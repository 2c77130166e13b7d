// Changing single nodes of an executable graph. Launches under way keep what they were given.
#include <string.h>

#include "exec.h"

bool sg_task_may_become(const struct sg_task *before, const struct sg_task *after) {
  const CUgraphNodeParams *one = &before->parameters, *other = &after->parameters;
  if (one->type != other->type || before->context != after->context)
    return false;
  switch (one->type) {
    case CU_GRAPH_NODE_TYPE_MEMCPY:
      return one->memcpy.copyParams.srcMemoryType == other->memcpy.copyParams.srcMemoryType &&
             one->memcpy.copyParams.dstMemoryType == other->memcpy.copyParams.dstMemoryType;
    case CU_GRAPH_NODE_TYPE_MEMSET:
      // Only fills of one row may change their shape.
      return (one->memset.height <= 1 && other->memset.height <= 1) ||
             (one->memset.height == other->memset.height && one->memset.width == other->memset.width &&
              one->memset.elementSize == other->memset.elementSize && one->memset.pitch == other->memset.pitch);
    case CU_GRAPH_NODE_TYPE_EXT_SEMAS_SIGNAL:
      return one->extSemSignal.numExtSems == other->extSemSignal.numExtSems;
    case CU_GRAPH_NODE_TYPE_EXT_SEMAS_WAIT:
      return one->extSemWait.numExtSems == other->extSemWait.numExtSems;
    case CU_GRAPH_NODE_TYPE_MEM_ALLOC:
      return one->alloc.dptr == other->alloc.dptr;
    case CU_GRAPH_NODE_TYPE_MEM_FREE:
      return one->free.dptr == other->free.dptr;
    default:
      return true;
  }
}

CUresult sg_exec_replace(struct sg_graph_node *node, struct sg_task *task) {
  if (!sg_task_may_become(node->task, task))
    return CUDA_ERROR_INVALID_VALUE;
  sg_task_share(task);
  sg_task_drop(node->task);
  node->task = task;
  return CUDA_SUCCESS;
}

// The executable graph's node for a node of the graph it was made from.
static CUresult find(CUgraphExec handle, CUgraphNode node_handle, struct sg_exec **exec, struct sg_graph_node **out) {
  struct sg_graph_node *original;
  if (!sg_exec_valid(handle, exec) || !sg_node_valid(node_handle, &original))
    return CUDA_ERROR_INVALID_VALUE;
  *out = sg_graph_find_copy((*exec)->graph, original, true);
  return *out != NULL ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
}

CUresult sg_exec_set_parameters(CUgraphExec handle, CUgraphNode node_handle, const CUgraphNodeParams *parameters) {
  struct sg_exec *exec;
  struct sg_graph_node *node;
  SG_TRY(find(handle, node_handle, &exec, &node));
  if (node->type != parameters->type)
    return CUDA_ERROR_INVALID_VALUE;
  if (node->type == CU_GRAPH_NODE_TYPE_GRAPH)
    return sg_exec_set_child(handle, node_handle, parameters->graph.graph);
  if (node->type == CU_GRAPH_NODE_TYPE_MEM_ALLOC || node->type == CU_GRAPH_NODE_TYPE_MEM_FREE)
    return CUDA_ERROR_NOT_SUPPORTED;
  struct sg_task *task;
  SG_TRY(sg_task_make(parameters, &task));
  pthread_mutex_lock(&exec->lock);
  CUresult result = sg_exec_replace(node, task);
  pthread_mutex_unlock(&exec->lock);
  sg_task_drop(task);
  return result;
}

// Whether two graphs have the same nodes and edges, in the same order.
static bool alike(const struct sg_graph *one, const struct sg_graph *other) {
  if (one->count != other->count)
    return false;
  for (size_t i = 0; i < one->count; i++) {
    const struct sg_graph_node *a = one->nodes[i], *b = other->nodes[i];
    if (a->type != b->type || a->in.count != b->in.count || (a->child != NULL && !alike(a->child, b->child)) ||
        (a->task != NULL && !sg_task_may_become(a->task, b->task)))
      return false;
    for (size_t e = 0; e < a->in.count; e++)
      if (a->in.list[e].node->index != b->in.list[e].node->index)
        return false;
  }
  return true;
}

static void take_over(struct sg_graph *into, const struct sg_graph *from) {
  for (size_t i = 0; i < into->count; i++) {
    if (into->nodes[i]->child != NULL)
      take_over(into->nodes[i]->child, from->nodes[i]->child);
    else
      sg_exec_replace(into->nodes[i], from->nodes[i]->task);
  }
}

CUresult sg_exec_set_child(CUgraphExec handle, CUgraphNode node_handle, CUgraph child_handle) {
  struct sg_exec *exec;
  struct sg_graph_node *node;
  struct sg_graph *child;
  SG_TRY(find(handle, node_handle, &exec, &node));
  if (node->child == NULL || !sg_graph_valid(child_handle, &child) || !alike(node->child, child))
    return CUDA_ERROR_INVALID_VALUE;
  pthread_mutex_lock(&exec->lock);
  take_over(node->child, child);
  pthread_mutex_unlock(&exec->lock);
  return CUDA_SUCCESS;
}

static bool can_be_disabled(const struct sg_graph_node *node) {
  return node->type == CU_GRAPH_NODE_TYPE_KERNEL || node->type == CU_GRAPH_NODE_TYPE_MEMCPY ||
         node->type == CU_GRAPH_NODE_TYPE_MEMSET;
}

CUresult cuGraphNodeSetEnabled(CUgraphExec hGraphExec, CUgraphNode hNode, unsigned int isEnabled) {
  SG_ENTRY();
  struct sg_exec *exec;
  struct sg_graph_node *node;
  SG_TRY(find(hGraphExec, hNode, &exec, &node));
  if (!can_be_disabled(node))
    return CUDA_ERROR_INVALID_VALUE;
  pthread_mutex_lock(&exec->lock);
  node->disabled = isEnabled == 0;
  pthread_mutex_unlock(&exec->lock);
  return CUDA_SUCCESS;
}

CUresult cuGraphNodeGetEnabled(CUgraphExec hGraphExec, CUgraphNode hNode, unsigned int *isEnabled) {
  SG_ENTRY();
  struct sg_exec *exec;
  struct sg_graph_node *node;
  if (isEnabled == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(find(hGraphExec, hNode, &exec, &node));
  if (!can_be_disabled(node))
    return CUDA_ERROR_INVALID_VALUE;
  *isEnabled = !node->disabled;
  return CUDA_SUCCESS;
}
