// Nodes that call the program back, nodes that only join others, and child graphs.
#include <string.h>

#include "exec.h"
#include "graph.h"

static CUgraphNodeParams wrap(const CUDA_HOST_NODE_PARAMS *host) {
  return (CUgraphNodeParams){.type = CU_GRAPH_NODE_TYPE_HOST, .host = {.fn = host->fn, .userData = host->userData}};
}

CUresult cuGraphAddHostNode(CUgraphNode *phGraphNode, CUgraph hGraph, const CUgraphNode *dependencies, size_t numDependencies,
                            const CUDA_HOST_NODE_PARAMS *nodeParams) {
  SG_ENTRY();
  if (nodeParams == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  CUgraphNodeParams parameters = wrap(nodeParams);
  return sg_node_add(phGraphNode, hGraph, dependencies, NULL, numDependencies, &parameters);
}

CUresult cuGraphHostNodeGetParams(CUgraphNode hNode, CUDA_HOST_NODE_PARAMS *nodeParams) {
  SG_ENTRY();
  const CUgraphNodeParams *parameters;
  if (nodeParams == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_node_parameters(hNode, CU_GRAPH_NODE_TYPE_HOST, &parameters));
  memcpy(nodeParams, &parameters->host, sizeof *nodeParams);
  return CUDA_SUCCESS;
}

CUresult cuGraphHostNodeSetParams(CUgraphNode hNode, const CUDA_HOST_NODE_PARAMS *nodeParams) {
  SG_ENTRY();
  if (nodeParams == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  CUgraphNodeParams parameters = wrap(nodeParams);
  return sg_node_set_parameters(hNode, &parameters);
}

CUresult cuGraphExecHostNodeSetParams(CUgraphExec hGraphExec, CUgraphNode hNode, const CUDA_HOST_NODE_PARAMS *nodeParams) {
  SG_ENTRY();
  if (nodeParams == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  CUgraphNodeParams parameters = wrap(nodeParams);
  return sg_exec_set_parameters(hGraphExec, hNode, &parameters);
}

CUresult cuGraphAddEmptyNode(CUgraphNode *phGraphNode, CUgraph hGraph, const CUgraphNode *dependencies,
                             size_t numDependencies) {
  SG_ENTRY();
  CUgraphNodeParams parameters = {.type = CU_GRAPH_NODE_TYPE_EMPTY};
  return sg_node_add(phGraphNode, hGraph, dependencies, NULL, numDependencies, &parameters);
}

CUresult cuGraphAddChildGraphNode(CUgraphNode *phGraphNode, CUgraph hGraph, const CUgraphNode *dependencies,
                                  size_t numDependencies, CUgraph childGraph) {
  SG_ENTRY();
  CUgraphNodeParams parameters = {.type = CU_GRAPH_NODE_TYPE_GRAPH, .graph = {.graph = childGraph}};
  return sg_node_add(phGraphNode, hGraph, dependencies, NULL, numDependencies, &parameters);
}

CUresult cuGraphChildGraphNodeGetGraph(CUgraphNode hNode, CUgraph *phGraph) {
  SG_ENTRY();
  struct sg_graph_node *node;
  if (phGraph == NULL || !sg_node_valid(hNode, &node) || node->child == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  *phGraph = (CUgraph)node->child;
  return CUDA_SUCCESS;
}

CUresult cuGraphExecChildGraphNodeSetParams(CUgraphExec hGraphExec, CUgraphNode hNode, CUgraph childGraph) {
  SG_ENTRY();
  return sg_exec_set_child(hGraphExec, hNode, childGraph);
}
