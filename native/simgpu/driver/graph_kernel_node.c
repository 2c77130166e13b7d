// Kernel nodes. The first version of their parameters ends before `kern`; a program built for it passes no more than that.
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "graph.h"

static const size_t FIRST_VERSION_BYTES = sizeof(CUDA_KERNEL_NODE_PARAMS_v1);

static CUgraphNodeParams wrap(const void *kernel, size_t bytes) {
  CUgraphNodeParams parameters = {.type = CU_GRAPH_NODE_TYPE_KERNEL};
  memcpy(&parameters.kernel, kernel, bytes);
  return parameters;
}

static CUresult answer(CUgraphNode node, void *out, size_t bytes) {
  const CUgraphNodeParams *parameters;
  if (out == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_node_parameters(node, CU_GRAPH_NODE_TYPE_KERNEL, &parameters));
  memcpy(out, &parameters->kernel, bytes);
  return CUDA_SUCCESS;
}

CUresult cuGraphAddKernelNode(CUgraphNode *phGraphNode, CUgraph hGraph, const CUgraphNode *dependencies,
                              size_t numDependencies, const CUDA_KERNEL_NODE_PARAMS *nodeParams) {
  SG_ENTRY();
  if (nodeParams == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  CUgraphNodeParams parameters = wrap(nodeParams, FIRST_VERSION_BYTES);
  return sg_node_add(phGraphNode, hGraph, dependencies, NULL, numDependencies, &parameters);
}

CUresult cuGraphAddKernelNode_v2(CUgraphNode *phGraphNode, CUgraph hGraph, const CUgraphNode *dependencies,
                                 size_t numDependencies, const CUDA_KERNEL_NODE_PARAMS *nodeParams) {
  SG_ENTRY();
  if (nodeParams == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  CUgraphNodeParams parameters = wrap(nodeParams, sizeof *nodeParams);
  return sg_node_add(phGraphNode, hGraph, dependencies, NULL, numDependencies, &parameters);
}

CUresult cuGraphKernelNodeGetParams(CUgraphNode hNode, CUDA_KERNEL_NODE_PARAMS *nodeParams) {
  SG_ENTRY();
  return answer(hNode, nodeParams, FIRST_VERSION_BYTES);
}

CUresult cuGraphKernelNodeGetParams_v2(CUgraphNode hNode, CUDA_KERNEL_NODE_PARAMS *nodeParams) {
  SG_ENTRY();
  return answer(hNode, nodeParams, sizeof *nodeParams);
}

CUresult cuGraphKernelNodeSetParams(CUgraphNode hNode, const CUDA_KERNEL_NODE_PARAMS *nodeParams) {
  SG_ENTRY();
  if (nodeParams == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  CUgraphNodeParams parameters = wrap(nodeParams, FIRST_VERSION_BYTES);
  return sg_node_set_parameters(hNode, &parameters);
}

CUresult cuGraphKernelNodeSetParams_v2(CUgraphNode hNode, const CUDA_KERNEL_NODE_PARAMS *nodeParams) {
  SG_ENTRY();
  if (nodeParams == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  CUgraphNodeParams parameters = wrap(nodeParams, sizeof *nodeParams);
  return sg_node_set_parameters(hNode, &parameters);
}

CUresult cuGraphExecKernelNodeSetParams(CUgraphExec hGraphExec, CUgraphNode hNode, const CUDA_KERNEL_NODE_PARAMS *nodeParams) {
  SG_ENTRY();
  if (nodeParams == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  CUgraphNodeParams parameters = wrap(nodeParams, FIRST_VERSION_BYTES);
  return sg_exec_set_parameters(hGraphExec, hNode, &parameters);
}

CUresult cuGraphExecKernelNodeSetParams_v2(CUgraphExec hGraphExec, CUgraphNode hNode,
                                           const CUDA_KERNEL_NODE_PARAMS *nodeParams) {
  SG_ENTRY();
  if (nodeParams == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  CUgraphNodeParams parameters = wrap(nodeParams, sizeof *nodeParams);
  return sg_exec_set_parameters(hGraphExec, hNode, &parameters);
}

static CUresult kernel_node(CUgraphNode handle, struct sg_graph_node **out) {
  return sg_node_valid(handle, out) && (*out)->type == CU_GRAPH_NODE_TYPE_KERNEL ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
}

static bool attribute_known(CUkernelNodeAttrID attribute) {
  switch (attribute) {
    case CU_LAUNCH_ATTRIBUTE_ACCESS_POLICY_WINDOW:
    case CU_LAUNCH_ATTRIBUTE_COOPERATIVE:
    case CU_LAUNCH_ATTRIBUTE_CLUSTER_DIMENSION:
    case CU_LAUNCH_ATTRIBUTE_CLUSTER_SCHEDULING_POLICY_PREFERENCE:
    case CU_LAUNCH_ATTRIBUTE_PRIORITY:
    case CU_LAUNCH_ATTRIBUTE_MEM_SYNC_DOMAIN_MAP:
    case CU_LAUNCH_ATTRIBUTE_MEM_SYNC_DOMAIN:
    case CU_LAUNCH_ATTRIBUTE_PREFERRED_CLUSTER_DIMENSION:
    case CU_LAUNCH_ATTRIBUTE_DEVICE_UPDATABLE_KERNEL_NODE:
    case CU_LAUNCH_ATTRIBUTE_PREFERRED_SHARED_MEMORY_CARVEOUT:
    case CU_LAUNCH_ATTRIBUTE_NVLINK_UTIL_CENTRIC_SCHEDULING:
      return true;
    default:
      return false;
  }
}

CUresult cuGraphKernelNodeGetAttribute(CUgraphNode hNode, CUkernelNodeAttrID attr, CUkernelNodeAttrValue *value_out) {
  SG_ENTRY();
  struct sg_graph_node *node;
  if (value_out == NULL || !attribute_known(attr))
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(kernel_node(hNode, &node));
  if (node->attributes != NULL && (node->attributes->set >> attr & 1) != 0)
    *value_out = node->attributes->values[attr];
  else
    memset(value_out, 0, sizeof *value_out);
  return CUDA_SUCCESS;
}

CUresult cuGraphKernelNodeSetAttribute(CUgraphNode hNode, CUkernelNodeAttrID attr, const CUkernelNodeAttrValue *value) {
  SG_ENTRY();
  struct sg_graph_node *node;
  if (value == NULL || !attribute_known(attr))
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(kernel_node(hNode, &node));
  if (node->attributes == NULL && (node->attributes = calloc(1, sizeof *node->attributes)) == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  node->attributes->values[attr] = *value;
  node->attributes->set |= UINT32_C(1) << attr;
  return CUDA_SUCCESS;
}

CUresult cuGraphKernelNodeCopyAttributes(CUgraphNode dst, CUgraphNode src) {
  SG_ENTRY();
  struct sg_graph_node *from, *to;
  SG_TRY(kernel_node(src, &from));
  SG_TRY(kernel_node(dst, &to));
  if (from == to)
    return CUDA_SUCCESS;
  struct sg_kernel_attributes *copy = NULL;
  if (from->attributes != NULL) {
    if ((copy = malloc(sizeof *copy)) == NULL)
      return CUDA_ERROR_OUT_OF_MEMORY;
    *copy = *from->attributes;
  }
  free(to->attributes);
  to->attributes = copy;
  return CUDA_SUCCESS;
}
