// Nodes that signal external semaphores and wait for them.
#include <string.h>

#include "graph.h"

static CUgraphNodeParams wrap_signal(const CUDA_EXT_SEM_SIGNAL_NODE_PARAMS *signal) {
  CUgraphNodeParams parameters = {.type = CU_GRAPH_NODE_TYPE_EXT_SEMAS_SIGNAL};
  memcpy(&parameters.extSemSignal, signal, sizeof *signal);
  return parameters;
}

static CUgraphNodeParams wrap_wait(const CUDA_EXT_SEM_WAIT_NODE_PARAMS *wait) {
  CUgraphNodeParams parameters = {.type = CU_GRAPH_NODE_TYPE_EXT_SEMAS_WAIT};
  memcpy(&parameters.extSemWait, wait, sizeof *wait);
  return parameters;
}

CUresult cuGraphAddExternalSemaphoresSignalNode(CUgraphNode *phGraphNode, CUgraph hGraph, const CUgraphNode *dependencies,
                                                size_t numDependencies,
                                                const CUDA_EXT_SEM_SIGNAL_NODE_PARAMS *nodeParams) {
  SG_ENTRY();
  if (nodeParams == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  CUgraphNodeParams parameters = wrap_signal(nodeParams);
  return sg_node_add(phGraphNode, hGraph, dependencies, NULL, numDependencies, &parameters);
}

CUresult cuGraphExternalSemaphoresSignalNodeGetParams(CUgraphNode hNode, CUDA_EXT_SEM_SIGNAL_NODE_PARAMS *params_out) {
  SG_ENTRY();
  const CUgraphNodeParams *parameters;
  if (params_out == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_node_parameters(hNode, CU_GRAPH_NODE_TYPE_EXT_SEMAS_SIGNAL, &parameters));
  memcpy(params_out, &parameters->extSemSignal, sizeof *params_out);
  return CUDA_SUCCESS;
}

CUresult cuGraphExternalSemaphoresSignalNodeSetParams(CUgraphNode hNode, const CUDA_EXT_SEM_SIGNAL_NODE_PARAMS *nodeParams) {
  SG_ENTRY();
  if (nodeParams == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  CUgraphNodeParams parameters = wrap_signal(nodeParams);
  return sg_node_set_parameters(hNode, &parameters);
}

CUresult cuGraphExecExternalSemaphoresSignalNodeSetParams(CUgraphExec hGraphExec, CUgraphNode hNode,
                                                          const CUDA_EXT_SEM_SIGNAL_NODE_PARAMS *nodeParams) {
  SG_ENTRY();
  if (nodeParams == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  CUgraphNodeParams parameters = wrap_signal(nodeParams);
  return sg_exec_set_parameters(hGraphExec, hNode, &parameters);
}

CUresult cuGraphAddExternalSemaphoresWaitNode(CUgraphNode *phGraphNode, CUgraph hGraph, const CUgraphNode *dependencies,
                                              size_t numDependencies,
                                              const CUDA_EXT_SEM_WAIT_NODE_PARAMS *nodeParams) {
  SG_ENTRY();
  if (nodeParams == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  CUgraphNodeParams parameters = wrap_wait(nodeParams);
  return sg_node_add(phGraphNode, hGraph, dependencies, NULL, numDependencies, &parameters);
}

CUresult cuGraphExternalSemaphoresWaitNodeGetParams(CUgraphNode hNode, CUDA_EXT_SEM_WAIT_NODE_PARAMS *params_out) {
  SG_ENTRY();
  const CUgraphNodeParams *parameters;
  if (params_out == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_node_parameters(hNode, CU_GRAPH_NODE_TYPE_EXT_SEMAS_WAIT, &parameters));
  memcpy(params_out, &parameters->extSemWait, sizeof *params_out);
  return CUDA_SUCCESS;
}

CUresult cuGraphExternalSemaphoresWaitNodeSetParams(CUgraphNode hNode, const CUDA_EXT_SEM_WAIT_NODE_PARAMS *nodeParams) {
  SG_ENTRY();
  if (nodeParams == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  CUgraphNodeParams parameters = wrap_wait(nodeParams);
  return sg_node_set_parameters(hNode, &parameters);
}

CUresult cuGraphExecExternalSemaphoresWaitNodeSetParams(CUgraphExec hGraphExec, CUgraphNode hNode,
                                                        const CUDA_EXT_SEM_WAIT_NODE_PARAMS *nodeParams) {
  SG_ENTRY();
  if (nodeParams == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  CUgraphNodeParams parameters = wrap_wait(nodeParams);
  return sg_exec_set_parameters(hGraphExec, hNode, &parameters);
}
