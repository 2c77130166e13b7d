// Nodes that record events and wait for them.
#include "graph.h"

static CUgraphNodeParams wrap(CUgraphNodeType type, CUevent event) {
  CUgraphNodeParams parameters = {.type = type};
  if (type == CU_GRAPH_NODE_TYPE_EVENT_RECORD)
    parameters.eventRecord.event = event;
  else
    parameters.eventWait.event = event;
  return parameters;
}

CUresult cuGraphAddEventRecordNode(CUgraphNode *phGraphNode, CUgraph hGraph, const CUgraphNode *dependencies,
                                   size_t numDependencies, CUevent event) {
  SG_ENTRY();
  CUgraphNodeParams parameters = wrap(CU_GRAPH_NODE_TYPE_EVENT_RECORD, event);
  return sg_node_add(phGraphNode, hGraph, dependencies, NULL, numDependencies, &parameters);
}

CUresult cuGraphAddEventWaitNode(CUgraphNode *phGraphNode, CUgraph hGraph, const CUgraphNode *dependencies,
                                 size_t numDependencies, CUevent event) {
  SG_ENTRY();
  CUgraphNodeParams parameters = wrap(CU_GRAPH_NODE_TYPE_WAIT_EVENT, event);
  return sg_node_add(phGraphNode, hGraph, dependencies, NULL, numDependencies, &parameters);
}

CUresult cuGraphEventRecordNodeGetEvent(CUgraphNode hNode, CUevent *event_out) {
  SG_ENTRY();
  const CUgraphNodeParams *parameters;
  if (event_out == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_node_parameters(hNode, CU_GRAPH_NODE_TYPE_EVENT_RECORD, &parameters));
  *event_out = parameters->eventRecord.event;
  return CUDA_SUCCESS;
}

CUresult cuGraphEventWaitNodeGetEvent(CUgraphNode hNode, CUevent *event_out) {
  SG_ENTRY();
  const CUgraphNodeParams *parameters;
  if (event_out == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_node_parameters(hNode, CU_GRAPH_NODE_TYPE_WAIT_EVENT, &parameters));
  *event_out = parameters->eventWait.event;
  return CUDA_SUCCESS;
}

CUresult cuGraphEventRecordNodeSetEvent(CUgraphNode hNode, CUevent event) {
  SG_ENTRY();
  CUgraphNodeParams parameters = wrap(CU_GRAPH_NODE_TYPE_EVENT_RECORD, event);
  return sg_node_set_parameters(hNode, &parameters);
}

CUresult cuGraphEventWaitNodeSetEvent(CUgraphNode hNode, CUevent event) {
  SG_ENTRY();
  CUgraphNodeParams parameters = wrap(CU_GRAPH_NODE_TYPE_WAIT_EVENT, event);
  return sg_node_set_parameters(hNode, &parameters);
}

CUresult cuGraphExecEventRecordNodeSetEvent(CUgraphExec hGraphExec, CUgraphNode hNode, CUevent event) {
  SG_ENTRY();
  CUgraphNodeParams parameters = wrap(CU_GRAPH_NODE_TYPE_EVENT_RECORD, event);
  return sg_exec_set_parameters(hGraphExec, hNode, &parameters);
}

CUresult cuGraphExecEventWaitNodeSetEvent(CUgraphExec hGraphExec, CUgraphNode hNode, CUevent event) {
  SG_ENTRY();
  CUgraphNodeParams parameters = wrap(CU_GRAPH_NODE_TYPE_WAIT_EVENT, event);
  return sg_exec_set_parameters(hGraphExec, hNode, &parameters);
}
