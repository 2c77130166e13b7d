// Nodes of any type by one struct: adding them, asking what they do, changing it.
#include <string.h>

#include "graph.h"

static CUresult add_child(struct sg_graph *graph, const CUgraphNode *dependencies, const CUgraphEdgeData *data, size_t count,
                          const CUDA_CHILD_GRAPH_NODE_PARAMS *parameters, struct sg_graph_node **out) {
  struct sg_graph *child;
  if (!sg_graph_valid(parameters->graph, &child) || child == graph)
    return CUDA_ERROR_INVALID_VALUE;
  if (parameters->ownership == CU_GRAPH_CHILD_GRAPH_OWNERSHIP_MOVE) {
    if (child->parent != NULL)
      return CUDA_ERROR_INVALID_VALUE;
    return sg_node_append(graph, dependencies, data, count, CU_GRAPH_NODE_TYPE_GRAPH, NULL, child, out);
  }
  if (parameters->ownership != CU_GRAPH_CHILD_GRAPH_OWNERSHIP_CLONE)
    return CUDA_ERROR_INVALID_VALUE;
  if (sg_graph_has_memory(child))
    return CUDA_ERROR_NOT_SUPPORTED;
  struct sg_graph *copy = sg_graph_copy(child, false);
  if (copy == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  return sg_node_append(graph, dependencies, data, count, CU_GRAPH_NODE_TYPE_GRAPH, NULL, copy, out);
}

CUresult sg_node_add(CUgraphNode *out, CUgraph handle, const CUgraphNode *dependencies, const CUgraphEdgeData *data,
                     size_t count, CUgraphNodeParams *parameters) {
  struct sg_graph *graph;
  if (out == NULL || parameters == NULL || !sg_graph_valid(handle, &graph))
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_dependencies_check(graph, dependencies, data, count));
  struct sg_graph_node *node;
  switch (parameters->type) {
    case CU_GRAPH_NODE_TYPE_GRAPH:
      SG_TRY(add_child(graph, dependencies, data, count, &parameters->graph, &node));
      parameters->graph.graph = (CUgraph)node->child;
      break;
    case CU_GRAPH_NODE_TYPE_MEM_ALLOC: {
      CUDA_MEM_ALLOC_NODE_PARAMS allocation;
      memcpy(&allocation, &parameters->alloc, sizeof allocation);
      SG_TRY(sg_node_add_allocation(graph, dependencies, data, count, &allocation, &node));
      parameters->alloc.dptr = allocation.dptr;
      break;
    }
    case CU_GRAPH_NODE_TYPE_MEM_FREE:
      SG_TRY(sg_node_add_free(graph, dependencies, data, count, parameters->free.dptr, &node));
      break;
    default: {
      struct sg_task *task;
      SG_TRY(sg_task_make(parameters, &task));
      SG_TRY(sg_node_append(graph, dependencies, data, count, parameters->type, task, NULL, &node));
    }
  }
  *out = (CUgraphNode)node;
  return CUDA_SUCCESS;
}

CUresult sg_node_parameters(CUgraphNode handle, CUgraphNodeType type, const CUgraphNodeParams **out) {
  struct sg_graph_node *node;
  if (!sg_node_valid(handle, &node) || node->type != type)
    return CUDA_ERROR_INVALID_VALUE;
  *out = &node->task->parameters;
  return CUDA_SUCCESS;
}

CUresult sg_node_set_parameters(CUgraphNode handle, const CUgraphNodeParams *parameters) {
  struct sg_graph_node *node;
  if (!sg_node_valid(handle, &node) || node->type != parameters->type)
    return CUDA_ERROR_INVALID_VALUE;
  if (node->task == NULL || node->type == CU_GRAPH_NODE_TYPE_MEM_ALLOC || node->type == CU_GRAPH_NODE_TYPE_MEM_FREE)
    return CUDA_ERROR_NOT_SUPPORTED;
  struct sg_task *task;
  SG_TRY(sg_task_make(parameters, &task));
  sg_task_drop(node->task);
  node->task = task;
  return CUDA_SUCCESS;
}

static bool reserved_clear(const CUgraphNodeParams *parameters) {
  return parameters->reserved0[0] == 0 && parameters->reserved0[1] == 0 && parameters->reserved0[2] == 0 &&
         parameters->reserved2 == 0;
}

CUresult cuGraphAddNode(CUgraphNode *phGraphNode, CUgraph hGraph, const CUgraphNode *dependencies, size_t numDependencies,
                        CUgraphNodeParams *nodeParams) {
  SG_ENTRY();
  if (nodeParams == NULL || !reserved_clear(nodeParams))
    return CUDA_ERROR_INVALID_VALUE;
  return sg_node_add(phGraphNode, hGraph, dependencies, NULL, numDependencies, nodeParams);
}

CUresult cuGraphAddNode_v2(CUgraphNode *phGraphNode, CUgraph hGraph, const CUgraphNode *dependencies,
                           const CUgraphEdgeData *dependencyData, size_t numDependencies, CUgraphNodeParams *nodeParams) {
  SG_ENTRY();
  if (nodeParams == NULL || !reserved_clear(nodeParams))
    return CUDA_ERROR_INVALID_VALUE;
  return sg_node_add(phGraphNode, hGraph, dependencies, dependencyData, numDependencies, nodeParams);
}

CUresult cuGraphNodeSetParams(CUgraphNode hNode, CUgraphNodeParams *nodeParams) {
  SG_ENTRY();
  if (nodeParams == NULL || !reserved_clear(nodeParams))
    return CUDA_ERROR_INVALID_VALUE;
  return sg_node_set_parameters(hNode, nodeParams);
}

CUresult cuGraphExecNodeSetParams(CUgraphExec hGraphExec, CUgraphNode hNode, CUgraphNodeParams *nodeParams) {
  SG_ENTRY();
  if (nodeParams == NULL || !reserved_clear(nodeParams))
    return CUDA_ERROR_INVALID_VALUE;
  return sg_exec_set_parameters(hGraphExec, hNode, nodeParams);
}

CUresult cuGraphConditionalHandleCreate(CUgraphConditionalHandle *pHandle_out, CUgraph hGraph, CUcontext ctx,
                                        unsigned int defaultLaunchValue, unsigned int flags) {
  SG_ENTRY();
  (void)ctx;
  (void)defaultLaunchValue;
  struct sg_graph *graph;
  if (pHandle_out == NULL || !sg_graph_valid(hGraph, &graph) || (flags & ~(unsigned int)CU_GRAPH_COND_ASSIGN_DEFAULT) != 0)
    return CUDA_ERROR_INVALID_VALUE;
  // Only kernels set conditions, and ours have no instructions.
  return CUDA_ERROR_NOT_SUPPORTED;
}
