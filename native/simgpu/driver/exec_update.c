// Updating an executable graph from a graph of the same shape.
#include "exec.h"

struct verdict {
  CUgraphExecUpdateResult result;
  struct sg_graph_node *node, *from;
};

static const struct verdict GOOD = {.result = CU_GRAPH_EXEC_UPDATE_SUCCESS};

static struct verdict bad(CUgraphExecUpdateResult result, struct sg_graph_node *node, struct sg_graph_node *from) {
  return (struct verdict){.result = result, .node = node, .from = from};
}

// Nodes are paired in the order of their creation; so are the dependencies of a pair.
static struct verdict compare(const struct sg_graph *before, const struct sg_graph *after);

static struct verdict compare_nodes(const struct sg_graph_node *before, struct sg_graph_node *after) {
  if (before->type != after->type)
    return bad(CU_GRAPH_EXEC_UPDATE_ERROR_NODE_TYPE_CHANGED, after, NULL);
  if (before->in.count != after->in.count)
    return bad(CU_GRAPH_EXEC_UPDATE_ERROR_TOPOLOGY_CHANGED, after, NULL);
  for (size_t e = 0; e < before->in.count; e++)
    if (before->in.list[e].node->index != after->in.list[e].node->index)
      return bad(CU_GRAPH_EXEC_UPDATE_ERROR_TOPOLOGY_CHANGED, after, after->in.list[e].node);
  if (before->child != NULL)
    return compare(before->child, after->child);
  if (before->type == CU_GRAPH_NODE_TYPE_KERNEL && before->task->context != after->task->context)
    return bad(CU_GRAPH_EXEC_UPDATE_ERROR_UNSUPPORTED_FUNCTION_CHANGE, after, NULL);
  if (!sg_task_may_become(before->task, after->task))
    return bad(CU_GRAPH_EXEC_UPDATE_ERROR_PARAMETERS_CHANGED, after, NULL);
  return GOOD;
}

static struct verdict compare(const struct sg_graph *before, const struct sg_graph *after) {
  if (before->count != after->count)
    return bad(CU_GRAPH_EXEC_UPDATE_ERROR_TOPOLOGY_CHANGED, NULL, NULL);
  for (size_t i = 0; i < before->count; i++) {
    struct verdict verdict = compare_nodes(before->nodes[i], after->nodes[i]);
    if (verdict.result != CU_GRAPH_EXEC_UPDATE_SUCCESS)
      return verdict;
  }
  return GOOD;
}

static void take_over(struct sg_graph *into, const struct sg_graph *from) {
  for (size_t i = 0; i < into->count; i++) {
    struct sg_graph_node *node = into->nodes[i];
    if (node->child != NULL)
      take_over(node->child, from->nodes[i]->child);
    else
      sg_exec_replace(node, from->nodes[i]->task);
  }
}

static CUresult update(CUgraphExec exec_handle, CUgraph graph_handle, struct verdict *out) {
  struct sg_exec *exec;
  struct sg_graph *graph;
  *out = bad(CU_GRAPH_EXEC_UPDATE_ERROR, NULL, NULL);
  if (!sg_exec_valid(exec_handle, &exec) || !sg_graph_valid(graph_handle, &graph))
    return CUDA_ERROR_INVALID_VALUE;
  pthread_mutex_lock(&exec->lock);
  *out = compare(exec->graph, graph);
  if (out->result == CU_GRAPH_EXEC_UPDATE_SUCCESS)
    take_over(exec->graph, graph);
  pthread_mutex_unlock(&exec->lock);
  return out->result == CU_GRAPH_EXEC_UPDATE_SUCCESS ? CUDA_SUCCESS : CUDA_ERROR_GRAPH_EXEC_UPDATE_FAILURE;
}

CUresult cuGraphExecUpdate(CUgraphExec hGraphExec, CUgraph hGraph, CUgraphNode *hErrorNode_out,
                           CUgraphExecUpdateResult *updateResult_out) {
  SG_ENTRY();
  struct verdict verdict;
  if (updateResult_out == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  CUresult result = update(hGraphExec, hGraph, &verdict);
  *updateResult_out = verdict.result;
  if (hErrorNode_out != NULL)
    *hErrorNode_out = (CUgraphNode)verdict.node;
  return result;
}

CUresult cuGraphExecUpdate_v2(CUgraphExec hGraphExec, CUgraph hGraph, CUgraphExecUpdateResultInfo *resultInfo) {
  SG_ENTRY();
  struct verdict verdict;
  if (resultInfo == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  CUresult result = update(hGraphExec, hGraph, &verdict);
  *resultInfo = (CUgraphExecUpdateResultInfo){
      .result = verdict.result, .errorNode = (CUgraphNode)verdict.node, .errorFromNode = (CUgraphNode)verdict.from};
  return result;
}
