// The bytes that a graph allocates: asked of its nodes, so that it matters neither how they came there (added, captured, in a
// child graph) nor what became of them since.
#include <errno.h>
#include <sys/mman.h>

#include "libvgpu/lookup/unhooked.h"
#include "graph.h"

enum { DEEPEST = 16 };

struct node_range {
  uint64_t base, bytes;
  int index;
  bool is_freed;
};

// Grows as needed; nothing of it is known to malloc, which a program may have replaced with something that calls CUDA.
struct list {
  struct node_range *ranges;
  size_t count, room;
  bool is_refused;
  CUresult result;  // the first that was not success
};

static void *map(size_t bytes) {
  void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return memory == MAP_FAILED ? NULL : memory;
}

static void add(struct list *list, const struct node_range *range) {
  if (list->count == list->room) {
    size_t room = list->room == 0 ? 4096 / sizeof(*range) : list->room * 2;
    struct node_range *more = map(room * sizeof(*more));
    if (more == NULL) {
      list->result = CUDA_ERROR_OUT_OF_MEMORY;
      return;
    }
    for (size_t k = 0; k < list->count; k++)
      more[k] = list->ranges[k];
    if (list->ranges != NULL)
      munmap(list->ranges, list->room * sizeof(*more));
    list->ranges = more;
    list->room = room;
  }
  list->ranges[list->count++] = *range;
}

static bool went_well(struct list *list, CUresult result) {
  if (result != CUDA_SUCCESS && list->result == CUDA_SUCCESS)
    list->result = result;
  return result == CUDA_SUCCESS;
}

static uint64_t up(uint64_t bytes, uint64_t unit) { return (bytes + unit - 1) / unit * unit; }

static void add_allocation(struct list *list, CUgraphNode node) {
  CUDA_MEM_ALLOC_NODE_PARAMS parameters;
  if (!went_well(list, VGPU_ASK(cuGraphMemAllocNodeGetParams)(node, &parameters)) ||
      parameters.poolProps.location.type != CU_MEM_LOCATION_TYPE_DEVICE)
    return;
  int index = vgpu_index_of_device(parameters.poolProps.location.id);
  if (index == VGPU_NO_DEVICE || parameters.bytesize > UINT64_C(1) << 60) {
    list->is_refused = true;
    return;
  }
  add(list, &(struct node_range){.base = parameters.dptr, .bytes = up(parameters.bytesize, vgpu_memory_granularity(index)),
                                 .index = index});
}

static void note_free(struct list *list, CUgraphNode node) {
  CUdeviceptr pointer;
  if (!went_well(list, VGPU_ASK(cuGraphMemFreeNodeGetParams)(node, &pointer)))
    return;
  for (size_t k = 0; k < list->count; k++) {
    if (list->ranges[k].base == pointer)
      list->ranges[k].is_freed = true;
  }
}

static void walk(struct list *list, CUgraph graph, bool frees, int depth) {
  size_t count = 0;
  went_well(list, depth > DEEPEST ? CUDA_ERROR_NOT_SUPPORTED : CUDA_SUCCESS);
  if (depth > DEEPEST || !went_well(list, VGPU_ASK(cuGraphGetNodes)(graph, NULL, &count)) || count == 0)
    return;
  CUgraphNode *nodes = map(count * sizeof(*nodes));
  size_t mapped = count * sizeof(*nodes);
  if (nodes == NULL) {
    list->result = CUDA_ERROR_OUT_OF_MEMORY;
    return;
  }
  if (!went_well(list, VGPU_ASK(cuGraphGetNodes)(graph, nodes, &count)))
    count = 0;
  for (size_t k = 0; k < count && (k + 1) * sizeof(*nodes) <= mapped; k++) {
    CUgraphNodeType type;
    CUgraph child;
    if (!went_well(list, VGPU_ASK(cuGraphNodeGetType)(nodes[k], &type)))
      continue;
    if (type == CU_GRAPH_NODE_TYPE_GRAPH && went_well(list, VGPU_ASK(cuGraphChildGraphNodeGetGraph)(nodes[k], &child)))
      walk(list, child, frees, depth + 1);
    else if (type == CU_GRAPH_NODE_TYPE_MEM_ALLOC && !frees)
      add_allocation(list, nodes[k]);
    else if (type == CU_GRAPH_NODE_TYPE_MEM_FREE && frees)
      note_free(list, nodes[k]);
  }
  munmap(nodes, mapped);
}

static void sift(struct node_range *ranges, size_t from, size_t count) {
  for (size_t child; (child = from * 2 + 1) < count; from = child) {
    if (child + 1 < count && ranges[child].base < ranges[child + 1].base)
      child++;
    if (ranges[from].base >= ranges[child].base)
      return;
    struct node_range kept = ranges[from];
    ranges[from] = ranges[child];
    ranges[child] = kept;
  }
}

static void sort(struct node_range *ranges, size_t count) {
  for (size_t from = count / 2; from-- > 0;)
    sift(ranges, from, count);
  for (size_t last = count; last-- > 1;) {
    struct node_range kept = ranges[0];
    ranges[0] = ranges[last];
    ranges[last] = kept;
    sift(ranges, 0, last);
  }
}

// Addresses that a graph gives out twice, one after the other, stand for the same memory.
static void sum(struct list *list, struct vgpu_graph_bytes *out) {
  uint64_t end = 0;
  sort(list->ranges, list->count);
  for (size_t k = 0; k < list->count; k++) {
    const struct node_range *range = &list->ranges[k];
    uint64_t from = range->base > end ? range->base : end, to = range->base + range->bytes;
    if (to > from)
      out->bytes[range->index] += to - from;
    if (to > end)
      end = to;
    out->keeps = out->keeps || !range->is_freed;
  }
}

CUresult vgpu_graph_measure(CUgraph graph, struct vgpu_graph_bytes *out) {
  *out = (struct vgpu_graph_bytes){.keeps = false};
  if (!vgpu_graph_memory_is_seen())
    return CUDA_SUCCESS;
  if (!VGPU_ASK(cuGraphGetNodes) || !VGPU_ASK(cuGraphNodeGetType) || !VGPU_ASK(cuGraphMemAllocNodeGetParams) ||
      !VGPU_ASK(cuGraphMemFreeNodeGetParams) || !VGPU_ASK(cuGraphChildGraphNodeGetGraph))
    return CUDA_ERROR_NOT_SUPPORTED;
  struct list list = {.ranges = NULL};
  int error = errno;
  walk(&list, graph, false, 0);
  if (list.count > 0) {
    walk(&list, graph, true, 0);
    sum(&list, out);
    munmap(list.ranges, list.room * sizeof(*list.ranges));
  }
  errno = error;
  out->is_refused = list.is_refused;
  return list.result;
}
