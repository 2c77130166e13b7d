// The device's bytes under graphs' allocations: taken by launches, kept for the next ones, given back by a trim.
#include <stdlib.h>

#include "graph_regions.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct sg_graph_block *blocks;
static uint64_t used_high[SG_MAX_DEVICES], reserved_high[SG_MAX_DEVICES];  // by ordinal

static bool is_done(const struct sg_graph_block *block) {
  return !block->used || sg_driver.state->queues[block->queue].generation != block->queue_generation ||
         sg_queue_done(sg_driver.state, block->queue, block->number);
}

static bool is_queue(const struct sg_graph_block *block, uint32_t queue) {
  return block->used && block->queue == queue && sg_driver.state->queues[queue].generation == block->queue_generation;
}

struct sums { uint64_t used, reserved; };

static struct sums sum(int ordinal) {
  struct sums sums = {0, 0};
  for (const struct sg_graph_block *block = blocks; block != NULL; block = block->next) {
    if (block->context->ordinal != ordinal)
      continue;
    sums.reserved += block->bytes;
    if (block->held || !is_done(block))
      sums.used += block->bytes;
  }
  return sums;
}

static struct sums sum_and_mark(int ordinal) {
  struct sums sums = sum(ordinal);
  if (sums.used > used_high[ordinal])
    used_high[ordinal] = sums.used;
  if (sums.reserved > reserved_high[ordinal])
    reserved_high[ordinal] = sums.reserved;
  return sums;
}

// Gives back the blocks that `unwanted` says yes to.
static void give_back(bool (*unwanted)(const struct sg_graph_block *, const void *), const void *argument) {
  for (struct sg_graph_block **link = &blocks; *link != NULL;) {
    struct sg_graph_block *block = *link;
    if (!unwanted(block, argument)) {
      link = &block->next;
      continue;
    }
    *link = block->next;
    sg_uncharge(block->context, block->bytes, block->charged);
    free(block);
  }
}

static bool is_idle_on(const struct sg_graph_block *block, const void *ordinal) {
  return block->context->ordinal == *(const int *)ordinal && !block->held && is_done(block);
}

static bool was_never_used(const struct sg_graph_block *block, const void *unused) {
  (void)unused;
  return !block->held && !block->used;
}

// What graphs keep without need goes before a launch fails.
static CUresult charge(struct sg_graph_block *block) {
  CUresult result = sg_charge(block->context, block->bytes, &block->charged);
  if (result != CUDA_ERROR_OUT_OF_MEMORY)
    return result;
  give_back(is_idle_on, &block->context->ordinal);
  return sg_charge(block->context, block->bytes, &block->charged);
}

// The smallest kept block that fits and is free when this queue gets there; else new bytes of the device.
static CUresult hold(struct sg_graph_region *region, uint32_t queue) {
  struct sg_graph_block *best = NULL;
  for (struct sg_graph_block *block = blocks; block != NULL; block = block->next) {
    if (block->held || block->context->ordinal != region->context->ordinal || block->bytes < region->bytes ||
        (best != NULL && best->bytes <= block->bytes))
      continue;
    if (is_queue(block, queue) || is_done(block))
      best = block;
  }
  if (best == NULL) {
    if ((best = calloc(1, sizeof *best)) == NULL)
      return CUDA_ERROR_OUT_OF_MEMORY;
    best->context = region->context;
    best->bytes = region->bytes;
    CUresult result = charge(best);
    if (result != CUDA_SUCCESS) {
      free(best);
      return result;
    }
    best->next = blocks;
    blocks = best;
  }
  best->held = true;
  region->block = best;
  return CUDA_SUCCESS;
}

static void let_go(struct sg_graph_region *region) {
  region->block->held = false;
  region->block = NULL;
}

static void use_until(struct sg_graph_block *block, uint32_t queue, uint64_t number) {
  block->used = true;
  block->queue = queue;
  block->queue_generation = sg_driver.state->queues[queue].generation;
  block->number = number;
}

// Ends an allocation; its bytes are free once the queue has done `number`.
static void end_life(struct sg_graph_region *region, const struct sg_stream *stream, uint64_t number) {
  if (stream != NULL)
    use_until(region->block, stream->queue, number);
  let_go(region);
  region->live = false;
}

static bool frees_elsewhere(const struct sg_graph *graph, const struct sg_graph_node *node) {
  return node->type == CU_GRAPH_NODE_TYPE_MEM_FREE && sg_graph_region_find(node->task->parameters.free.dptr, graph) == NULL;
}

// Calls `visit` for every allocation of other graphs that this one frees, until one fails.
static CUresult each_foreign(const struct sg_graph *graph, CUresult (*visit)(struct sg_graph_region *, const void *),
                             const void *argument) {
  for (size_t i = 0; i < graph->count; i++) {
    const struct sg_graph_node *node = graph->nodes[i];
    if (node->child != NULL)
      SG_TRY(each_foreign(node->child, visit, argument));
    if (frees_elsewhere(graph, node))
      SG_TRY(visit(sg_graph_region_find(node->task->parameters.free.dptr, NULL), argument));
  }
  return CUDA_SUCCESS;
}

// Calls `visit` for every range of the graph and of its child graphs, until one fails.
static CUresult each_region(const struct sg_graph *graph, CUresult (*visit)(struct sg_graph_region *, const void *),
                            const void *argument) {
  for (struct sg_graph_region *region = graph->memory != NULL ? graph->memory->regions : NULL; region != NULL;
       region = region->next)
    SG_TRY(visit(region, argument));
  for (size_t i = 0; i < graph->count; i++)
    if (graph->nodes[i]->child != NULL)
      SG_TRY(each_region(graph->nodes[i]->child, visit, argument));
  return CUDA_SUCCESS;
}

static CUresult must_live(struct sg_graph_region *region, const void *unused) {
  (void)unused;
  return region != NULL && region->live ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
}

static CUresult must_not_live(struct sg_graph_region *region, const void *unused) {
  (void)unused;
  return region->live ? CUDA_ERROR_INVALID_VALUE : CUDA_SUCCESS;
}

struct place { const struct sg_stream *stream; uint64_t number; };

static CUresult free_live(struct sg_graph_region *region, const void *argument) {
  const struct place *place = argument;
  if (region != NULL && region->live)
    end_life(region, place->stream, place->number);
  return CUDA_SUCCESS;
}

static CUresult take(struct sg_graph_region *region, const void *argument) {
  const struct sg_stream *stream = argument;
  return hold(region, stream->queue);
}

static CUresult undo(struct sg_graph_region *region, const void *unused) {
  (void)unused;
  if (region->block != NULL && !region->live)
    let_go(region);
  return CUDA_SUCCESS;
}

static CUresult begin_life(struct sg_graph_region *region, const void *argument) {
  const struct place *place = argument;
  use_until(region->block, place->stream->queue, place->number);
  sum_and_mark(region->context->ordinal);
  // Freed by the graph itself: the bytes are the next launch's.
  if (region->free_node != NULL)
    let_go(region);
  else
    region->live = true;
  return CUDA_SUCCESS;
}

CUresult sg_graph_memory_begin(const struct sg_graph *graph, bool free_first, struct sg_stream *stream) {
  uint64_t number = 0;
  if (free_first)
    SG_TRY(sg_submit_now(stream, &(struct sg_work){.kind = SG_WORK_MARK}, &number));
  pthread_mutex_lock(&lock);
  if (free_first)
    each_region(graph, free_live, &(struct place){stream, number});
  CUresult result = each_region(graph, must_not_live, NULL);
  if (result == CUDA_SUCCESS)
    result = each_foreign(graph, must_live, NULL);
  if (result == CUDA_SUCCESS)
    result = each_region(graph, take, stream);
  if (result != CUDA_SUCCESS) {
    each_region(graph, undo, NULL);
    give_back(was_never_used, NULL);
  }
  pthread_mutex_unlock(&lock);
  return result;
}

void sg_graph_memory_cancel(const struct sg_graph *graph) {
  pthread_mutex_lock(&lock);
  each_region(graph, undo, NULL);
  pthread_mutex_unlock(&lock);
}

void sg_graph_memory_end(const struct sg_graph *graph, uint32_t queue, uint64_t number) {
  struct sg_stream stream = {.queue = queue};
  struct place place = {&stream, number};
  pthread_mutex_lock(&lock);
  each_region(graph, begin_life, &place);
  each_foreign(graph, free_live, &place);
  pthread_mutex_unlock(&lock);
}

CUresult sg_graph_memory_upload(const struct sg_graph *graph, struct sg_stream *stream) {
  pthread_mutex_lock(&lock);
  CUresult result = each_region(graph, must_not_live, NULL);
  if (result == CUDA_SUCCESS)
    result = each_region(graph, take, stream);
  each_region(graph, undo, NULL);
  for (int ordinal = 0; ordinal < sg_driver.device_count; ordinal++)
    sum_and_mark(ordinal);
  pthread_mutex_unlock(&lock);
  return result;
}

CUresult sg_graph_memory_free(CUdeviceptr address, struct sg_stream *stream) {
  struct sg_graph_region *region = sg_graph_region_find(address, NULL);
  uint64_t number = 0;
  if (region == NULL || !region->live)
    return CUDA_ERROR_INVALID_VALUE;
  if (stream != NULL)
    SG_TRY(sg_submit_now(stream, &(struct sg_work){.kind = SG_WORK_MARK}, &number));
  pthread_mutex_lock(&lock);
  bool live = region->live;
  if (live)
    end_life(region, stream, number);
  bool gone = live && region->orphaned;
  pthread_mutex_unlock(&lock);
  if (gone)
    sg_graph_region_free(region);
  return live ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
}

static bool is_of(const struct sg_graph_block *block, const void *context) {
  return block->context == context;
}

static CUresult end_in(struct sg_graph_region *region, const void *context) {
  if (region->context == context && region->block != NULL)
    end_life(region, NULL, 0);
  return CUDA_SUCCESS;
}

void sg_graphs_drop_context(struct sg_context *context) {
  pthread_mutex_lock(&lock);
  sg_graph_regions_each(end_in, context);
  give_back(is_of, context);
  pthread_mutex_unlock(&lock);
}

static CUresult device_check(CUdevice device) {
  return device >= 0 && device < sg_driver.device_count ? CUDA_SUCCESS : CUDA_ERROR_INVALID_DEVICE;
}

CUresult cuDeviceGraphMemTrim(CUdevice device) {
  SG_ENTRY();
  SG_TRY(device_check(device));
  sg_settle();
  pthread_mutex_lock(&lock);
  give_back(is_idle_on, &device);
  pthread_mutex_unlock(&lock);
  return CUDA_SUCCESS;
}

CUresult cuDeviceGetGraphMemAttribute(CUdevice device, CUgraphMem_attribute attr, void *value) {
  SG_ENTRY();
  SG_TRY(device_check(device));
  if (value == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  sg_settle();
  pthread_mutex_lock(&lock);
  struct sums sums = sum_and_mark(device);
  uint64_t used = used_high[device], reserved = reserved_high[device];
  pthread_mutex_unlock(&lock);
  switch (attr) {
    case CU_GRAPH_MEM_ATTR_USED_MEM_CURRENT: *(cuuint64_t *)value = sums.used; return CUDA_SUCCESS;
    case CU_GRAPH_MEM_ATTR_USED_MEM_HIGH: *(cuuint64_t *)value = used; return CUDA_SUCCESS;
    case CU_GRAPH_MEM_ATTR_RESERVED_MEM_CURRENT: *(cuuint64_t *)value = sums.reserved; return CUDA_SUCCESS;
    case CU_GRAPH_MEM_ATTR_RESERVED_MEM_HIGH: *(cuuint64_t *)value = reserved; return CUDA_SUCCESS;
    default: return CUDA_ERROR_INVALID_VALUE;
  }
}

CUresult cuDeviceSetGraphMemAttribute(CUdevice device, CUgraphMem_attribute attr, void *value) {
  SG_ENTRY();
  SG_TRY(device_check(device));
  // High-water marks can be begun anew, nothing else be set.
  if (value == NULL || *(cuuint64_t *)value != 0 ||
      (attr != CU_GRAPH_MEM_ATTR_USED_MEM_HIGH && attr != CU_GRAPH_MEM_ATTR_RESERVED_MEM_HIGH))
    return CUDA_ERROR_INVALID_VALUE;
  pthread_mutex_lock(&lock);
  *(attr == CU_GRAPH_MEM_ATTR_USED_MEM_HIGH ? &used_high[device] : &reserved_high[device]) = 0;
  pthread_mutex_unlock(&lock);
  return CUDA_SUCCESS;
}
