// Nodes that write memory words and wait for them.
#include <string.h>

#include "graph.h"

static CUgraphNodeParams wrap(const CUDA_BATCH_MEM_OP_NODE_PARAMS *words) {
  CUgraphNodeParams parameters = {.type = CU_GRAPH_NODE_TYPE_BATCH_MEM_OP};
  memcpy(&parameters.memOp, words, sizeof *words);
  return parameters;
}

CUresult cuGraphAddBatchMemOpNode(CUgraphNode *phGraphNode, CUgraph hGraph, const CUgraphNode *dependencies,
                                  size_t numDependencies,
                                  const CUDA_BATCH_MEM_OP_NODE_PARAMS *nodeParams) {
  SG_ENTRY();
  if (nodeParams == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  CUgraphNodeParams parameters = wrap(nodeParams);
  return sg_node_add(phGraphNode, hGraph, dependencies, NULL, numDependencies, &parameters);
}

CUresult cuGraphBatchMemOpNodeGetParams(CUgraphNode hNode, CUDA_BATCH_MEM_OP_NODE_PARAMS *nodeParams_out) {
  SG_ENTRY();
  const CUgraphNodeParams *parameters;
  if (nodeParams_out == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_node_parameters(hNode, CU_GRAPH_NODE_TYPE_BATCH_MEM_OP, &parameters));
  memcpy(nodeParams_out, &parameters->memOp, sizeof *nodeParams_out);
  return CUDA_SUCCESS;
}

CUresult cuGraphBatchMemOpNodeSetParams(CUgraphNode hNode, const CUDA_BATCH_MEM_OP_NODE_PARAMS *nodeParams) {
  SG_ENTRY();
  if (nodeParams == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  CUgraphNodeParams parameters = wrap(nodeParams);
  return sg_node_set_parameters(hNode, &parameters);
}

CUresult cuGraphExecBatchMemOpNodeSetParams(CUgraphExec hGraphExec, CUgraphNode hNode,
                                            const CUDA_BATCH_MEM_OP_NODE_PARAMS *nodeParams) {
  SG_ENTRY();
  if (nodeParams == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  CUgraphNodeParams parameters = wrap(nodeParams);
  return sg_exec_set_parameters(hGraphExec, hNode, &parameters);
}
