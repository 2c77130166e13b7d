// Dependencies between nodes, and lists of nodes.
#include "graph.h"

static bool plain(const CUgraphEdgeData *data) {
  return data->from_port == 0 && data->to_port == 0 && data->type == CU_GRAPH_DEPENDENCY_TYPE_DEFAULT;
}

static bool same(const CUgraphEdgeData *one, const CUgraphEdgeData *other) {
  return one->from_port == other->from_port && one->to_port == other->to_port && one->type == other->type;
}

static bool data_good(const struct sg_graph_node *from, const CUgraphEdgeData *data) {
  for (size_t i = 0; i < sizeof data->reserved; i++)
    if (data->reserved[i] != 0)
      return false;
  if (data->to_port != 0 || data->type > CU_GRAPH_DEPENDENCY_TYPE_PROGRAMMATIC)
    return false;
  // Only kernels have ports other than the default.
  return plain(data) || (from->type == CU_GRAPH_NODE_TYPE_KERNEL && data->from_port <= CU_GRAPH_KERNEL_NODE_PORT_LAUNCH_ORDER);
}

CUresult sg_dependencies_check(const struct sg_graph *graph, const CUgraphNode *dependencies, const CUgraphEdgeData *data,
                               size_t count) {
  if (count > 0 && dependencies == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  for (size_t i = 0; i < count; i++) {
    struct sg_graph_node *node;
    if (!sg_node_valid(dependencies[i], &node) || node->graph != graph || (data != NULL && !data_good(node, &data[i])))
      return CUDA_ERROR_INVALID_VALUE;
    for (size_t j = 0; j < i; j++)
      if (dependencies[j] == dependencies[i] && (data == NULL || same(&data[j], &data[i])))
        return CUDA_ERROR_INVALID_VALUE;
  }
  return CUDA_SUCCESS;
}

static const struct sg_edge *find(const struct sg_graph_node *from, const struct sg_graph_node *to, const CUgraphEdgeData *data) {
  static const CUgraphEdgeData none;
  for (size_t i = 0; i < from->out.count; i++)
    if (from->out.list[i].node == to && same(&from->out.list[i].data, data != NULL ? data : &none))
      return &from->out.list[i];
  return NULL;
}

static CUresult pair_check(const struct sg_graph *graph, CUgraphNode from_handle, CUgraphNode to_handle,
                           struct sg_graph_node **from, struct sg_graph_node **to) {
  if (!sg_node_valid(from_handle, from) || !sg_node_valid(to_handle, to))
    return CUDA_ERROR_INVALID_VALUE;
  return (*from)->graph == graph && (*to)->graph == graph && *from != *to ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
}

static CUresult add(CUgraph handle, const CUgraphNode *from, const CUgraphNode *to, const CUgraphEdgeData *data, size_t count) {
  struct sg_graph *graph;
  struct sg_graph_node *one, *other;
  if (!sg_graph_valid(handle, &graph) || (count > 0 && (from == NULL || to == NULL)))
    return CUDA_ERROR_INVALID_VALUE;
  for (size_t i = 0; i < count; i++) {
    SG_TRY(pair_check(graph, from[i], to[i], &one, &other));
    const CUgraphEdgeData *edge = data != NULL ? &data[i] : NULL;
    if ((edge != NULL && !data_good(one, edge)) || find(one, other, edge) != NULL)
      return CUDA_ERROR_INVALID_VALUE;
    for (size_t j = 0; j < i; j++)
      if (from[j] == from[i] && to[j] == to[i] && (data == NULL || same(&data[j], &data[i])))
        return CUDA_ERROR_INVALID_VALUE;
  }
  for (size_t i = 0; i < count; i++)
    SG_TRY(sg_edge_add((struct sg_graph_node *)from[i], (struct sg_graph_node *)to[i], data != NULL ? &data[i] : NULL));
  return CUDA_SUCCESS;
}

static CUresult cut(CUgraph handle, const CUgraphNode *from, const CUgraphNode *to, const CUgraphEdgeData *data, size_t count) {
  struct sg_graph *graph;
  struct sg_graph_node *one, *other;
  if (!sg_graph_valid(handle, &graph) || (count > 0 && (from == NULL || to == NULL)))
    return CUDA_ERROR_INVALID_VALUE;
  if (count > 0 && graph->memory_nodes > 0)
    return CUDA_ERROR_NOT_SUPPORTED;
  for (size_t i = 0; i < count; i++) {
    SG_TRY(pair_check(graph, from[i], to[i], &one, &other));
    if (find(one, other, data != NULL ? &data[i] : NULL) == NULL)
      return CUDA_ERROR_INVALID_VALUE;
  }
  for (size_t i = 0; i < count; i++)
    sg_edge_remove((struct sg_graph_node *)from[i], (struct sg_graph_node *)to[i]);
  return CUDA_SUCCESS;
}

CUresult cuGraphAddDependencies(CUgraph hGraph, const CUgraphNode *from, const CUgraphNode *to, size_t numDependencies) {
  SG_ENTRY();
  return add(hGraph, from, to, NULL, numDependencies);
}

CUresult cuGraphAddDependencies_v2(CUgraph hGraph, const CUgraphNode *from, const CUgraphNode *to,
                                   const CUgraphEdgeData *edgeData, size_t numDependencies) {
  SG_ENTRY();
  return add(hGraph, from, to, edgeData, numDependencies);
}

CUresult cuGraphRemoveDependencies(CUgraph hGraph, const CUgraphNode *from, const CUgraphNode *to, size_t numDependencies) {
  SG_ENTRY();
  return cut(hGraph, from, to, NULL, numDependencies);
}

CUresult cuGraphRemoveDependencies_v2(CUgraph hGraph, const CUgraphNode *from, const CUgraphNode *to,
                                      const CUgraphEdgeData *edgeData, size_t numDependencies) {
  SG_ENTRY();
  return cut(hGraph, from, to, edgeData, numDependencies);
}

// What all lists answer: as many as fit, the rest of the room emptied, and how many there are when no list is given.
static CUresult list_nodes(struct sg_graph_node *const *nodes, size_t count, CUgraphNode *out, size_t *room) {
  if (out != NULL) {
    for (size_t i = 0; i < *room; i++)
      out[i] = i < count ? (CUgraphNode)nodes[i] : NULL;
    if (*room < count)
      count = *room;
  }
  *room = count;
  return CUDA_SUCCESS;
}

CUresult cuGraphGetNodes(CUgraph hGraph, CUgraphNode *nodes, size_t *numNodes) {
  SG_ENTRY();
  struct sg_graph *graph;
  if (numNodes == NULL || !sg_graph_valid(hGraph, &graph))
    return CUDA_ERROR_INVALID_VALUE;
  return list_nodes(graph->nodes, graph->count, nodes, numNodes);
}

CUresult cuGraphGetRootNodes(CUgraph hGraph, CUgraphNode *rootNodes, size_t *numRootNodes) {
  SG_ENTRY();
  struct sg_graph *graph;
  if (numRootNodes == NULL || !sg_graph_valid(hGraph, &graph))
    return CUDA_ERROR_INVALID_VALUE;
  size_t count = 0;
  for (size_t i = 0; i < graph->count; i++) {
    if (graph->nodes[i]->in.count > 0)
      continue;
    if (rootNodes != NULL && count < *numRootNodes)
      rootNodes[count] = (CUgraphNode)graph->nodes[i];
    count++;
  }
  if (rootNodes != NULL) {
    for (size_t i = count; i < *numRootNodes; i++)
      rootNodes[i] = NULL;
    if (count > *numRootNodes)
      count = *numRootNodes;
  }
  *numRootNodes = count;
  return CUDA_SUCCESS;
}

static CUresult edges_of(CUgraph handle, CUgraphNode *from, CUgraphNode *to, CUgraphEdgeData *data, size_t *room) {
  struct sg_graph *graph;
  if (room == NULL || !sg_graph_valid(handle, &graph) || (from == NULL) != (to == NULL) || (from == NULL && data != NULL))
    return CUDA_ERROR_INVALID_VALUE;
  size_t count = 0;
  for (size_t i = 0; i < graph->count; i++) {
    const struct sg_edges *edges = &graph->nodes[i]->out;
    for (size_t e = 0; e < edges->count; e++, count++) {
      if (from == NULL || count >= *room)
        continue;
      if (data == NULL && !plain(&edges->list[e].data))
        return CUDA_ERROR_LOSSY_QUERY;
      from[count] = (CUgraphNode)graph->nodes[i];
      to[count] = (CUgraphNode)edges->list[e].node;
      if (data != NULL)
        data[count] = edges->list[e].data;
    }
  }
  if (from != NULL) {
    for (size_t i = count; i < *room; i++)
      from[i] = to[i] = NULL;
    if (count > *room)
      count = *room;
  }
  *room = count;
  return CUDA_SUCCESS;
}

CUresult cuGraphGetEdges(CUgraph hGraph, CUgraphNode *from, CUgraphNode *to, size_t *numEdges) {
  SG_ENTRY();
  return edges_of(hGraph, from, to, NULL, numEdges);
}

CUresult cuGraphGetEdges_v2(CUgraph hGraph, CUgraphNode *from, CUgraphNode *to, CUgraphEdgeData *edgeData, size_t *numEdges) {
  SG_ENTRY();
  return edges_of(hGraph, from, to, edgeData, numEdges);
}

static CUresult list_edges(const struct sg_edges *edges, CUgraphNode *nodes, CUgraphEdgeData *data, size_t *room) {
  if (nodes == NULL && data != NULL)
    return CUDA_ERROR_INVALID_VALUE;
  size_t count = edges->count;
  if (nodes != NULL) {
    for (size_t i = 0; i < *room; i++) {
      if (i < count && data == NULL && !plain(&edges->list[i].data))
        return CUDA_ERROR_LOSSY_QUERY;
      nodes[i] = i < count ? (CUgraphNode)edges->list[i].node : NULL;
      if (i < count && data != NULL)
        data[i] = edges->list[i].data;
    }
    if (count > *room)
      count = *room;
  }
  *room = count;
  return CUDA_SUCCESS;
}

CUresult cuGraphNodeGetDependencies_v2(CUgraphNode hNode, CUgraphNode *dependencies, CUgraphEdgeData *edgeData,
                                       size_t *numDependencies) {
  SG_ENTRY();
  struct sg_graph_node *node;
  if (numDependencies == NULL || !sg_node_valid(hNode, &node))
    return CUDA_ERROR_INVALID_VALUE;
  return list_edges(&node->in, dependencies, edgeData, numDependencies);
}

CUresult cuGraphNodeGetDependencies(CUgraphNode hNode, CUgraphNode *dependencies, size_t *numDependencies) {
  SG_ENTRY();
  struct sg_graph_node *node;
  if (numDependencies == NULL || !sg_node_valid(hNode, &node))
    return CUDA_ERROR_INVALID_VALUE;
  return list_edges(&node->in, dependencies, NULL, numDependencies);
}

CUresult cuGraphNodeGetDependentNodes_v2(CUgraphNode hNode, CUgraphNode *dependentNodes, CUgraphEdgeData *edgeData,
                                         size_t *numDependentNodes) {
  SG_ENTRY();
  struct sg_graph_node *node;
  if (numDependentNodes == NULL || !sg_node_valid(hNode, &node))
    return CUDA_ERROR_INVALID_VALUE;
  return list_edges(&node->out, dependentNodes, edgeData, numDependentNodes);
}

CUresult cuGraphNodeGetDependentNodes(CUgraphNode hNode, CUgraphNode *dependentNodes, size_t *numDependentNodes) {
  SG_ENTRY();
  struct sg_graph_node *node;
  if (numDependentNodes == NULL || !sg_node_valid(hNode, &node))
    return CUDA_ERROR_INVALID_VALUE;
  return list_edges(&node->out, dependentNodes, NULL, numDependentNodes);
}
