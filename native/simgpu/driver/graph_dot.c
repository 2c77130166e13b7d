// A graph as a drawing for Graphviz.
#include <stdio.h>

#include "graph.h"

static const unsigned int KNOWN_FLAGS = (CU_GRAPH_DEBUG_DOT_FLAGS_CONDITIONAL_NODE_PARAMS << 1) - 1;

static const char *const type_names[] = {
    [CU_GRAPH_NODE_TYPE_KERNEL] = "KERNEL", [CU_GRAPH_NODE_TYPE_MEMCPY] = "MEMCPY", [CU_GRAPH_NODE_TYPE_MEMSET] = "MEMSET",
    [CU_GRAPH_NODE_TYPE_HOST] = "HOST", [CU_GRAPH_NODE_TYPE_GRAPH] = "GRAPH", [CU_GRAPH_NODE_TYPE_EMPTY] = "EMPTY",
    [CU_GRAPH_NODE_TYPE_WAIT_EVENT] = "EVENT_WAIT", [CU_GRAPH_NODE_TYPE_EVENT_RECORD] = "EVENT_RECORD",
    [CU_GRAPH_NODE_TYPE_EXT_SEMAS_SIGNAL] = "EXT_SEMAS_SIGNAL", [CU_GRAPH_NODE_TYPE_EXT_SEMAS_WAIT] = "EXT_SEMAS_WAIT",
    [CU_GRAPH_NODE_TYPE_MEM_ALLOC] = "MEM_ALLOC", [CU_GRAPH_NODE_TYPE_MEM_FREE] = "MEM_FREE",
    [CU_GRAPH_NODE_TYPE_BATCH_MEM_OP] = "BATCH_MEM_OP",
};

static void print_details(FILE *file, const struct sg_graph_node *node, unsigned int flags) {
  const CUgraphNodeParams *parameters = node->task != NULL ? &node->task->parameters : NULL;
  bool all = (flags & CU_GRAPH_DEBUG_DOT_FLAGS_VERBOSE) != 0;
  if (node->type == CU_GRAPH_NODE_TYPE_KERNEL && node->task->work.function != NULL)
    fprintf(file, "\\n%s", node->task->work.function->name);
  if (node->type == CU_GRAPH_NODE_TYPE_KERNEL && (all || (flags & CU_GRAPH_DEBUG_DOT_FLAGS_KERNEL_NODE_PARAMS) != 0))
    fprintf(file, "\\n<<<(%u,%u,%u),(%u,%u,%u),%u>>>", parameters->kernel.gridDimX, parameters->kernel.gridDimY,
            parameters->kernel.gridDimZ, parameters->kernel.blockDimX, parameters->kernel.blockDimY,
            parameters->kernel.blockDimZ, parameters->kernel.sharedMemBytes);
  if (node->type == CU_GRAPH_NODE_TYPE_MEMCPY && (all || (flags & CU_GRAPH_DEBUG_DOT_FLAGS_MEMCPY_NODE_PARAMS) != 0))
    fprintf(file, "\\n%zu x %zu x %zu", parameters->memcpy.copyParams.WidthInBytes, parameters->memcpy.copyParams.Height,
            parameters->memcpy.copyParams.Depth);
  if (node->type == CU_GRAPH_NODE_TYPE_MEMSET && (all || (flags & CU_GRAPH_DEBUG_DOT_FLAGS_MEMSET_NODE_PARAMS) != 0))
    fprintf(file, "\\n%zu x %zu = %u", parameters->memset.width, parameters->memset.height, parameters->memset.value);
  if (node->type == CU_GRAPH_NODE_TYPE_MEM_ALLOC && (all || (flags & CU_GRAPH_DEBUG_DOT_FLAGS_MEM_ALLOC_NODE_PARAMS) != 0))
    fprintf(file, "\\n%zu bytes at %#llx", parameters->alloc.bytesize, (unsigned long long)parameters->alloc.dptr);
  if (node->type == CU_GRAPH_NODE_TYPE_MEM_FREE && (all || (flags & CU_GRAPH_DEBUG_DOT_FLAGS_MEM_FREE_NODE_PARAMS) != 0))
    fprintf(file, "\\n%#llx", (unsigned long long)parameters->free.dptr);
  if (all || (flags & CU_GRAPH_DEBUG_DOT_FLAGS_HANDLES) != 0)
    fprintf(file, "\\nnode handle: %p", (const void *)node);
}

static void print_graph(FILE *file, const struct sg_graph *graph, unsigned int flags) {
  fprintf(file, "subgraph cluster_%llu {\nlabel=\"graph_%llu\"\n", (unsigned long long)graph->id, (unsigned long long)graph->id);
  for (size_t i = 0; i < graph->count; i++) {
    const struct sg_graph_node *node = graph->nodes[i];
    fprintf(file, "\"graph_%llu_node_%zu\" [shape=\"record\" label=\"{%zu\\n%s", (unsigned long long)graph->id, i, i,
            type_names[node->type]);
    print_details(file, node, flags);
    fprintf(file, "}\"]\n");
    for (size_t e = 0; e < node->out.count; e++)
      fprintf(file, "\"graph_%llu_node_%zu\" -> \"graph_%llu_node_%zu\"\n", (unsigned long long)graph->id, i,
              (unsigned long long)graph->id, node->out.list[e].node->index);
    if (node->child != NULL)
      print_graph(file, node->child, flags);
  }
  fprintf(file, "}\n");
}

CUresult cuGraphDebugDotPrint(CUgraph hGraph, const char *path, unsigned int flags) {
  SG_ENTRY();
  struct sg_graph *graph;
  if (path == NULL || !sg_graph_valid(hGraph, &graph) || (flags & ~KNOWN_FLAGS) != 0)
    return CUDA_ERROR_INVALID_VALUE;
  FILE *file = fopen(path, "we");
  if (file == NULL)
    return CUDA_ERROR_OPERATING_SYSTEM;
  fprintf(file, "digraph dot {\n");
  print_graph(file, graph, flags);
  fprintf(file, "}\n");
  return fclose(file) == 0 ? CUDA_SUCCESS : CUDA_ERROR_OPERATING_SYSTEM;
}
