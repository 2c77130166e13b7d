// Graphs as objects: making, cloning, destroying them.
#include <stdlib.h>
#include <string.h>

#include "graph.h"
#include "graph_regions.h"

enum { MAX_GRAPHS = 1 << 18 };

static struct sg_handles graphs = SG_HANDLES(struct sg_graph, MAX_GRAPHS);
static _Atomic uint64_t next_id = 1;

bool sg_graph_valid(CUgraph handle, struct sg_graph **out) {
  struct sg_graph *graph = (struct sg_graph *)handle;
  if (!sg_handle_live(&graphs, graph) || graph->internal)
    return false;
  *out = graph;
  return true;
}

struct sg_graph *sg_graph_new(bool internal) {
  struct sg_graph *graph = sg_handle_new(&graphs);
  if (graph != NULL) {
    graph->id = atomic_fetch_add(&next_id, 1);
    graph->internal = internal;
  }
  return graph;
}

void sg_graph_free(struct sg_graph *graph) {
  while (graph->count > 0)
    sg_node_remove(graph->nodes[graph->count - 1]);
  sg_objects_drop(&graph->objects);
  sg_graph_memory_drop(graph->memory);
  free(graph->nodes);
  sg_handle_free(&graphs, graph);
}

bool sg_graph_has_memory(const struct sg_graph *graph) {
  if (graph->memory_nodes > 0)
    return true;
  for (size_t i = 0; i < graph->count; i++)
    if (graph->nodes[i]->child != NULL && sg_graph_has_memory(graph->nodes[i]->child))
      return true;
  return false;
}

static CUresult copy_node(struct sg_graph *copy, const struct sg_graph_node *node) {
  struct sg_graph *child = NULL;
  if (node->child != NULL && (child = sg_graph_copy(node->child, copy->internal)) == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  struct sg_task *task = node->task != NULL ? sg_task_share(node->task) : NULL;
  struct sg_graph_node *made;
  SG_TRY(sg_node_append(copy, NULL, NULL, 0, node->type, task, child, &made));
  made->origin = (struct sg_graph_node *)node;
  made->origin_id = node->id;
  made->disabled = node->disabled;
  if (node->attributes != NULL && (made->attributes = malloc(sizeof *made->attributes)) != NULL)
    *made->attributes = *node->attributes;
  return CUDA_SUCCESS;
}

struct sg_graph *sg_graph_copy(const struct sg_graph *graph, bool internal) {
  struct sg_graph *copy = sg_graph_new(internal);
  if (copy == NULL)
    return NULL;
  copy->origin = (struct sg_graph *)graph;
  copy->origin_id = graph->id;
  copy->memory = sg_graph_memory_share(graph->memory);
  bool good = sg_objects_share(&graph->objects, &copy->objects) == CUDA_SUCCESS;
  for (size_t i = 0; good && i < graph->count; i++)
    good = copy_node(copy, graph->nodes[i]) == CUDA_SUCCESS;
  for (size_t i = 0; good && i < graph->count; i++) {
    const struct sg_edges *in = &graph->nodes[i]->in;
    for (size_t e = 0; good && e < in->count; e++)
      good = sg_edge_add(copy->nodes[in->list[e].node->index], copy->nodes[i], &in->list[e].data) == CUDA_SUCCESS;
  }
  if (good)
    return copy;
  sg_graph_free(copy);
  return NULL;
}

static bool is_copy(const struct sg_graph_node *node, const struct sg_graph_node *original) {
  return node->origin == original && node->origin_id == original->id;
}

struct sg_graph_node *sg_graph_find_copy(const struct sg_graph *graph, const struct sg_graph_node *original, bool deep) {
  if (original->index < graph->count && is_copy(graph->nodes[original->index], original))
    return graph->nodes[original->index];
  for (size_t i = 0; i < graph->count; i++) {
    struct sg_graph_node *node = graph->nodes[i];
    if (is_copy(node, original))
      return node;
    struct sg_graph_node *found = deep && node->child != NULL ? sg_graph_find_copy(node->child, original, true) : NULL;
    if (found != NULL)
      return found;
  }
  return NULL;
}

CUresult cuGraphCreate(CUgraph *phGraph, unsigned int flags) {
  SG_ENTRY();
  if (phGraph == NULL || flags != 0)
    return CUDA_ERROR_INVALID_VALUE;
  struct sg_graph *graph = sg_graph_new(false);
  if (graph == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  *phGraph = (CUgraph)graph;
  return CUDA_SUCCESS;
}

CUresult cuGraphDestroy(CUgraph hGraph) {
  SG_ENTRY();
  struct sg_graph *graph;
  if (!sg_graph_valid(hGraph, &graph) || graph->parent != NULL || graph->capturing)
    return CUDA_ERROR_INVALID_VALUE;
  sg_graph_free(graph);
  return CUDA_SUCCESS;
}

CUresult cuGraphClone(CUgraph *phGraphClone, CUgraph originalGraph) {
  SG_ENTRY();
  struct sg_graph *graph;
  if (phGraphClone == NULL || !sg_graph_valid(originalGraph, &graph))
    return CUDA_ERROR_INVALID_VALUE;
  if (sg_graph_has_memory(graph))
    return CUDA_ERROR_NOT_SUPPORTED;
  struct sg_graph *copy = sg_graph_copy(graph, false);
  if (copy == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  *phGraphClone = (CUgraph)copy;
  return CUDA_SUCCESS;
}

CUresult cuGraphNodeFindInClone(CUgraphNode *phNode, CUgraphNode hOriginalNode, CUgraph hClonedGraph) {
  SG_ENTRY();
  struct sg_graph *clone;
  struct sg_graph_node *original;
  if (phNode == NULL || !sg_node_valid(hOriginalNode, &original) || !sg_graph_valid(hClonedGraph, &clone))
    return CUDA_ERROR_INVALID_VALUE;
  struct sg_graph_node *found = sg_graph_find_copy(clone, original, false);
  if (found == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  *phNode = (CUgraphNode)found;
  return CUDA_SUCCESS;
}
