// Nodes that allocate device memory and free it.
#include <string.h>

#include "graph_regions.h"

// The context in which a device's bytes are counted: the current one, if it is on that device.
static CUresult context_on(int ordinal, struct sg_context **out) {
  SG_TRY(sg_context_current(out));
  if ((*out)->ordinal == ordinal)
    return CUDA_SUCCESS;
  // Kept from then on: the memory outlives whatever the program does with that context.
  CUcontext primary;
  SG_TRY(cuDevicePrimaryCtxRetain(&primary, ordinal));
  return sg_context_valid(primary, out) ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
}

static bool is_device(const CUmemLocation *location) {
  return location->type == CU_MEM_LOCATION_TYPE_DEVICE && location->id >= 0 && location->id < sg_driver.device_count;
}

static CUresult check(const CUDA_MEM_ALLOC_NODE_PARAMS *parameters) {
  const CUmemPoolProps *pool = &parameters->poolProps;
  if (pool->allocType != CU_MEM_ALLOCATION_TYPE_PINNED || pool->handleTypes != CU_MEM_HANDLE_TYPE_NONE ||
      !is_device(&pool->location) || parameters->bytesize == 0)
    return CUDA_ERROR_INVALID_VALUE;
  if (parameters->accessDescCount > 0 && parameters->accessDescs == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  for (size_t i = 0; i < parameters->accessDescCount; i++)
    if (!is_device(&parameters->accessDescs[i].location))
      return CUDA_ERROR_INVALID_VALUE;
  return CUDA_SUCCESS;
}

CUresult sg_node_add_allocation(struct sg_graph *graph, const CUgraphNode *dependencies, const CUgraphEdgeData *data,
                                size_t count, CUDA_MEM_ALLOC_NODE_PARAMS *parameters, struct sg_graph_node **out) {
  struct sg_context *context;
  struct sg_graph_region *region;
  struct sg_task *task;
  SG_TRY(check(parameters));
  SG_TRY(context_on(parameters->poolProps.location.id, &context));
  SG_TRY(sg_graph_region_take(graph, dependencies, count, parameters->bytesize, context, &region));
  parameters->dptr = region->address;
  SG_TRY(sg_task_allocation(parameters, context, &task));
  return sg_node_append(graph, dependencies, data, count, CU_GRAPH_NODE_TYPE_MEM_ALLOC, task, NULL, out);
}

CUresult sg_node_add_free(struct sg_graph *graph, const CUgraphNode *dependencies, const CUgraphEdgeData *data, size_t count,
                          CUdeviceptr address, struct sg_graph_node **out) {
  struct sg_graph_region *own = sg_graph_region_find(address, graph);
  struct sg_graph_region *region = own != NULL ? own : sg_graph_region_find(address, NULL);
  if (region == NULL || region->free_node != NULL || region->freed_elsewhere)
    return CUDA_ERROR_INVALID_VALUE;
  CUgraphNodeParams parameters = {.type = CU_GRAPH_NODE_TYPE_MEM_FREE, .free = {.dptr = address}};
  struct sg_task *task;
  SG_TRY(sg_task_make(&parameters, &task));
  SG_TRY(sg_node_append(graph, dependencies, data, count, CU_GRAPH_NODE_TYPE_MEM_FREE, task, NULL, out));
  if (own != NULL)
    own->free_node = *out;
  else
    region->freed_elsewhere = true;
  return CUDA_SUCCESS;
}

CUresult cuGraphAddMemAllocNode(CUgraphNode *phGraphNode, CUgraph hGraph, const CUgraphNode *dependencies,
                                size_t numDependencies, CUDA_MEM_ALLOC_NODE_PARAMS *nodeParams) {
  SG_ENTRY();
  if (nodeParams == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  CUgraphNodeParams parameters = {.type = CU_GRAPH_NODE_TYPE_MEM_ALLOC};
  memcpy(&parameters.alloc, nodeParams, sizeof *nodeParams);
  SG_TRY(sg_node_add(phGraphNode, hGraph, dependencies, NULL, numDependencies, &parameters));
  nodeParams->dptr = parameters.alloc.dptr;
  return CUDA_SUCCESS;
}

CUresult cuGraphMemAllocNodeGetParams(CUgraphNode hNode, CUDA_MEM_ALLOC_NODE_PARAMS *params_out) {
  SG_ENTRY();
  const CUgraphNodeParams *parameters;
  if (params_out == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_node_parameters(hNode, CU_GRAPH_NODE_TYPE_MEM_ALLOC, &parameters));
  memcpy(params_out, &parameters->alloc, sizeof *params_out);
  return CUDA_SUCCESS;
}

CUresult cuGraphAddMemFreeNode(CUgraphNode *phGraphNode, CUgraph hGraph, const CUgraphNode *dependencies,
                               size_t numDependencies, CUdeviceptr dptr) {
  SG_ENTRY();
  CUgraphNodeParams parameters = {.type = CU_GRAPH_NODE_TYPE_MEM_FREE, .free = {.dptr = dptr}};
  return sg_node_add(phGraphNode, hGraph, dependencies, NULL, numDependencies, &parameters);
}

CUresult cuGraphMemFreeNodeGetParams(CUgraphNode hNode, CUdeviceptr *dptr_out) {
  SG_ENTRY();
  const CUgraphNodeParams *parameters;
  if (dptr_out == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_node_parameters(hNode, CU_GRAPH_NODE_TYPE_MEM_FREE, &parameters));
  *dptr_out = parameters->free.dptr;
  return CUDA_SUCCESS;
}
