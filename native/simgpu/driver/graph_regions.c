// Address ranges of graphs' allocations.
#include <stdlib.h>

#include "graph_regions.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct sg_graph_region *all;

static uint64_t round_up(uint64_t bytes, const struct sg_context *context) {
  uint64_t unit = sg_driver.state->description.devices[context->device].granularity_bytes;
  return (bytes + unit - 1) / unit * unit;
}

struct sg_graph_region *sg_graph_region_find(CUdeviceptr address, const struct sg_graph *graph) {
  pthread_mutex_lock(&lock);
  struct sg_graph_region *found = graph != NULL ? (graph->memory != NULL ? graph->memory->regions : NULL) : all;
  while (found != NULL && found->address != address)
    found = graph != NULL ? found->next : found->next_of_all;
  pthread_mutex_unlock(&lock);
  return found;
}

void sg_graph_regions_each(CUresult (*visit)(struct sg_graph_region *, const void *), const void *argument) {
  pthread_mutex_lock(&lock);
  for (struct sg_graph_region *region = all; region != NULL; region = region->next_of_all)
    visit(region, argument);
  pthread_mutex_unlock(&lock);
}

bool sg_graph_owns(CUdeviceptr address) {
  struct sg_allocation *allocation = sg_allocation_find(address);
  return allocation != NULL && allocation->kind == SG_ALLOCATION_GRAPH;
}

// Puts the range where programs' pointers are looked up.
static CUresult map(struct sg_graph_region *region) {
  char *host;
  SG_TRY(sg_address_reserve(region->bytes, SG_GRAPH_ALIGNMENT, &region->address));
  CUresult result = sg_backing_take(region->bytes, &region->backing);
  if (result != CUDA_SUCCESS) {
    sg_address_release(region->address, region->bytes);
    return result;
  }
  struct sg_allocation *allocation = malloc(sizeof *allocation);
  result = allocation != NULL ? sg_backing_map(&region->backing, region->address, &host) : CUDA_ERROR_OUT_OF_MEMORY;
  if (result == CUDA_SUCCESS) {
    *allocation = (struct sg_allocation){
        .base = region->address, .bytes = region->bytes, .kind = SG_ALLOCATION_GRAPH, .context = region->context,
        .device = region->context->device, .ordinal = region->context->ordinal, .id = sg_allocation_next_id(),
        .owner = region, .host = host};
    result = sg_allocation_add(allocation);
    if (result == CUDA_SUCCESS)
      return CUDA_SUCCESS;
    sg_backing_unmap(region->address, region->bytes);
  }
  free(allocation);
  sg_backing_return(&region->backing);
  sg_address_release(region->address, region->bytes);
  return result;
}

void sg_graph_region_free(struct sg_graph_region *region) {
  pthread_mutex_lock(&lock);
  for (struct sg_graph_region **link = &all; *link != NULL; link = &(*link)->next_of_all) {
    if (*link == region) {
      *link = region->next_of_all;
      break;
    }
  }
  pthread_mutex_unlock(&lock);
  struct sg_allocation *allocation = sg_allocation_find(region->address);
  if (allocation != NULL && allocation->owner == region)
    sg_allocation_remove(allocation);
  sg_backing_unmap(region->address, region->bytes);
  sg_backing_return(&region->backing);
  sg_address_release(region->address, region->bytes);
  free(region);
}

static struct sg_graph_region *reusable(const struct sg_graph_memory *memory, const CUgraphNode *dependencies, size_t count,
                                        uint64_t bytes, const struct sg_context *context) {
  for (struct sg_graph_region *region = memory->regions; region != NULL; region = region->next) {
    if (region->free_node != NULL && region->bytes >= bytes && region->context->ordinal == context->ordinal &&
        sg_node_precedes(region->free_node, dependencies, count))
      return region;
  }
  return NULL;
}

CUresult sg_graph_region_take(struct sg_graph *graph, const CUgraphNode *dependencies, size_t count, uint64_t bytes,
                              struct sg_context *context, struct sg_graph_region **out) {
  if (bytes > sg_driver.ordinals[context->ordinal].memory_bytes)
    return CUDA_ERROR_OUT_OF_MEMORY;
  bytes = round_up(bytes, context);
  if (graph->memory == NULL) {
    if ((graph->memory = calloc(1, sizeof *graph->memory)) == NULL)
      return CUDA_ERROR_OUT_OF_MEMORY;
    atomic_init(&graph->memory->references, 1);
  }
  struct sg_graph_region *region = reusable(graph->memory, dependencies, count, bytes, context);
  if (region != NULL) {
    region->free_node = NULL;
    *out = region;
    return CUDA_SUCCESS;
  }
  if ((region = calloc(1, sizeof *region)) == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  region->bytes = bytes;
  region->context = context;
  CUresult result = map(region);
  if (result != CUDA_SUCCESS) {
    free(region);
    return result;
  }
  pthread_mutex_lock(&lock);
  region->next = graph->memory->regions;
  graph->memory->regions = region;
  region->next_of_all = all;
  all = region;
  pthread_mutex_unlock(&lock);
  *out = region;
  return CUDA_SUCCESS;
}

struct sg_graph_memory *sg_graph_memory_share(struct sg_graph_memory *memory) {
  if (memory != NULL)
    atomic_fetch_add(&memory->references, 1);
  return memory;
}

void sg_graph_memory_drop(struct sg_graph_memory *memory) {
  if (memory == NULL || atomic_fetch_sub(&memory->references, 1) != 1)
    return;
  for (struct sg_graph_region *region = memory->regions, *next; region != NULL; region = next) {
    next = region->next;
    // What a launch allocated outlives its graph.
    if (region->live)
      region->orphaned = true;
    else
      sg_graph_region_free(region);
  }
  free(memory);
}
