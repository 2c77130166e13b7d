// Nodes that copy and fill memory.
#include <string.h>

#include "graph.h"

static CUgraphNodeParams wrap_copy(const CUDA_MEMCPY3D *copy, CUcontext context) {
  return (CUgraphNodeParams){.type = CU_GRAPH_NODE_TYPE_MEMCPY, .memcpy = {.copyCtx = context, .copyParams = *copy}};
}

static CUgraphNodeParams wrap_fill(const CUDA_MEMSET_NODE_PARAMS *fill, CUcontext context) {
  CUgraphNodeParams parameters = {.type = CU_GRAPH_NODE_TYPE_MEMSET};
  memcpy(&parameters.memset, fill, sizeof *fill);
  parameters.memset.ctx = context;
  return parameters;
}

CUresult cuGraphAddMemcpyNode(CUgraphNode *phGraphNode, CUgraph hGraph, const CUgraphNode *dependencies,
                              size_t numDependencies, const CUDA_MEMCPY3D *copyParams, CUcontext ctx) {
  SG_ENTRY();
  if (copyParams == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  CUgraphNodeParams parameters = wrap_copy(copyParams, ctx);
  return sg_node_add(phGraphNode, hGraph, dependencies, NULL, numDependencies, &parameters);
}

CUresult cuGraphMemcpyNodeGetParams(CUgraphNode hNode, CUDA_MEMCPY3D *nodeParams) {
  SG_ENTRY();
  const CUgraphNodeParams *parameters;
  if (nodeParams == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_node_parameters(hNode, CU_GRAPH_NODE_TYPE_MEMCPY, &parameters));
  *nodeParams = parameters->memcpy.copyParams;
  return CUDA_SUCCESS;
}

// The node stays in the context it was made for.
static CUcontext context_of(CUgraphNode handle) {
  struct sg_graph_node *node;
  return sg_node_valid(handle, &node) && node->task != NULL ? (CUcontext)node->task->context : NULL;
}

CUresult cuGraphMemcpyNodeSetParams(CUgraphNode hNode, const CUDA_MEMCPY3D *nodeParams) {
  SG_ENTRY();
  if (nodeParams == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  CUgraphNodeParams parameters = wrap_copy(nodeParams, context_of(hNode));
  return sg_node_set_parameters(hNode, &parameters);
}

CUresult cuGraphExecMemcpyNodeSetParams(CUgraphExec hGraphExec, CUgraphNode hNode, const CUDA_MEMCPY3D *copyParams,
                                        CUcontext ctx) {
  SG_ENTRY();
  if (copyParams == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  CUgraphNodeParams parameters = wrap_copy(copyParams, ctx);
  return sg_exec_set_parameters(hGraphExec, hNode, &parameters);
}

CUresult cuGraphAddMemsetNode(CUgraphNode *phGraphNode, CUgraph hGraph, const CUgraphNode *dependencies,
                              size_t numDependencies, const CUDA_MEMSET_NODE_PARAMS *memsetParams, CUcontext ctx) {
  SG_ENTRY();
  if (memsetParams == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  CUgraphNodeParams parameters = wrap_fill(memsetParams, ctx);
  return sg_node_add(phGraphNode, hGraph, dependencies, NULL, numDependencies, &parameters);
}

CUresult cuGraphMemsetNodeGetParams(CUgraphNode hNode, CUDA_MEMSET_NODE_PARAMS *nodeParams) {
  SG_ENTRY();
  const CUgraphNodeParams *parameters;
  if (nodeParams == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_node_parameters(hNode, CU_GRAPH_NODE_TYPE_MEMSET, &parameters));
  memcpy(nodeParams, &parameters->memset, sizeof *nodeParams);
  return CUDA_SUCCESS;
}

CUresult cuGraphMemsetNodeSetParams(CUgraphNode hNode, const CUDA_MEMSET_NODE_PARAMS *nodeParams) {
  SG_ENTRY();
  if (nodeParams == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  CUgraphNodeParams parameters = wrap_fill(nodeParams, context_of(hNode));
  return sg_node_set_parameters(hNode, &parameters);
}

CUresult cuGraphExecMemsetNodeSetParams(CUgraphExec hGraphExec, CUgraphNode hNode, const CUDA_MEMSET_NODE_PARAMS *memsetParams,
                                        CUcontext ctx) {
  SG_ENTRY();
  if (memsetParams == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  CUgraphNodeParams parameters = wrap_fill(memsetParams, ctx);
  return sg_exec_set_parameters(hGraphExec, hNode, &parameters);
}
