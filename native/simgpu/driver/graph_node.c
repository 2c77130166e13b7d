// Nodes and edges of a graph.
#include <stdlib.h>
#include <string.h>

#include "graph.h"

enum { MAX_NODES = 1 << 19 };

static struct sg_handles nodes = SG_HANDLES(struct sg_graph_node, MAX_NODES);
static _Atomic uint64_t next_id = 1;

// Executable graphs' own nodes have no handle that a program could name.
static struct sg_graph_node *new_node(const struct sg_graph *graph) {
  return graph->internal ? calloc(1, sizeof(struct sg_graph_node)) : sg_handle_new(&nodes);
}

static void free_node(const struct sg_graph *graph, struct sg_graph_node *node) {
  if (graph->internal)
    free(node);
  else
    sg_handle_free(&nodes, node);
}

bool sg_node_valid(CUgraphNode handle, struct sg_graph_node **out) {
  struct sg_graph_node *node = (struct sg_graph_node *)handle;
  if (!sg_handle_live(&nodes, node))
    return false;
  *out = node;
  return true;
}

static bool put(struct sg_edges *edges, struct sg_graph_node *node, const CUgraphEdgeData *data) {
  if (edges->count == edges->capacity) {
    size_t capacity = edges->capacity == 0 ? 2 : 2 * edges->capacity;
    struct sg_edge *list = realloc(edges->list, capacity * sizeof *list);
    if (list == NULL)
      return false;
    edges->list = list;
    edges->capacity = capacity;
  }
  edges->list[edges->count++] = (struct sg_edge){.node = node, .data = data != NULL ? *data : (CUgraphEdgeData){0}};
  return true;
}

static void take(struct sg_edges *edges, const struct sg_graph_node *node) {
  size_t kept = 0;
  for (size_t i = 0; i < edges->count; i++)
    if (edges->list[i].node != node)
      edges->list[kept++] = edges->list[i];
  edges->count = kept;
}

CUresult sg_edge_add(struct sg_graph_node *from, struct sg_graph_node *to, const CUgraphEdgeData *data) {
  if (!put(&from->out, to, data))
    return CUDA_ERROR_OUT_OF_MEMORY;
  if (put(&to->in, from, data))
    return CUDA_SUCCESS;
  from->out.count--;
  return CUDA_ERROR_OUT_OF_MEMORY;
}

void sg_edge_remove(struct sg_graph_node *from, struct sg_graph_node *to) {
  take(&from->out, to);
  take(&to->in, from);
}

static bool enter(struct sg_graph *graph, struct sg_graph_node *node) {
  if (graph->count == graph->capacity) {
    size_t capacity = graph->capacity == 0 ? 8 : 2 * graph->capacity;
    struct sg_graph_node **list = realloc(graph->nodes, capacity * sizeof *list);
    if (list == NULL)
      return false;
    graph->nodes = list;
    graph->capacity = capacity;
  }
  node->index = graph->count;
  graph->nodes[graph->count++] = node;
  return true;
}

CUresult sg_node_append(struct sg_graph *graph, const CUgraphNode *dependencies, const CUgraphEdgeData *data, size_t count,
                        CUgraphNodeType type, struct sg_task *task, struct sg_graph *child, struct sg_graph_node **out) {
  struct sg_graph_node *node = new_node(graph);
  if (node == NULL || !enter(graph, node)) {
    if (node != NULL)
      free_node(graph, node);
    if (task != NULL)
      sg_task_drop(task);
    if (child != NULL)
      sg_graph_free(child);
    return CUDA_ERROR_OUT_OF_MEMORY;
  }
  node->graph = graph;
  node->id = atomic_fetch_add(&next_id, 1);
  node->type = type;
  node->task = task;
  node->child = child;
  if (child != NULL)
    child->parent = node;
  if (type == CU_GRAPH_NODE_TYPE_MEM_ALLOC || type == CU_GRAPH_NODE_TYPE_MEM_FREE)
    graph->memory_nodes++;
  for (size_t i = 0; i < count; i++) {
    CUresult result = sg_edge_add((struct sg_graph_node *)dependencies[i], node, data != NULL ? &data[i] : NULL);
    if (result != CUDA_SUCCESS) {
      sg_node_remove(node);
      return result;
    }
  }
  *out = node;
  return CUDA_SUCCESS;
}

void sg_node_remove(struct sg_graph_node *node) {
  struct sg_graph *graph = node->graph;
  for (size_t i = 0; i < node->in.count; i++)
    take(&node->in.list[i].node->out, node);
  for (size_t i = 0; i < node->out.count; i++)
    take(&node->out.list[i].node->in, node);
  memmove(&graph->nodes[node->index], &graph->nodes[node->index + 1],
          (graph->count - node->index - 1) * sizeof *graph->nodes);
  graph->count--;
  for (size_t i = node->index; i < graph->count; i++)
    graph->nodes[i]->index = i;
  if (node->type == CU_GRAPH_NODE_TYPE_MEM_ALLOC || node->type == CU_GRAPH_NODE_TYPE_MEM_FREE)
    graph->memory_nodes--;
  if (node->task != NULL)
    sg_task_drop(node->task);
  if (node->child != NULL)
    sg_graph_free(node->child);
  free(node->in.list);
  free(node->out.list);
  free(node->attributes);
  free_node(graph, node);
}

static bool reaches(const struct sg_graph_node *from, const struct sg_graph_node *ancestor, uint8_t *seen) {
  if (from == ancestor)
    return true;
  if (seen[from->index])
    return false;
  seen[from->index] = 1;
  for (size_t i = 0; i < from->in.count; i++)
    if (reaches(from->in.list[i].node, ancestor, seen))
      return true;
  return false;
}

bool sg_node_precedes(const struct sg_graph_node *ancestor, const CUgraphNode *dependencies, size_t count) {
  uint8_t *seen = calloc(ancestor->graph->count, 1);
  bool precedes = false;
  for (size_t i = 0; seen != NULL && !precedes && i < count; i++)
    precedes = reaches((const struct sg_graph_node *)dependencies[i], ancestor, seen);
  free(seen);
  return precedes;
}

CUresult cuGraphNodeGetType(CUgraphNode hNode, CUgraphNodeType *type) {
  SG_ENTRY();
  struct sg_graph_node *node;
  if (type == NULL || !sg_node_valid(hNode, &node))
    return CUDA_ERROR_INVALID_VALUE;
  *type = node->type;
  return CUDA_SUCCESS;
}

CUresult cuGraphDestroyNode(CUgraphNode hNode) {
  SG_ENTRY();
  struct sg_graph_node *node;
  if (!sg_node_valid(hNode, &node))
    return CUDA_ERROR_INVALID_VALUE;
  if (node->graph->memory_nodes > 0)
    return CUDA_ERROR_NOT_SUPPORTED;
  sg_node_remove(node);
  return CUDA_SUCCESS;
}
