// What happens to calls while streams are under capture.
#include "graph_capture.h"

#include <stdlib.h>
#include <string.h>

#include "effects.h"

// Recursive: making a node may lead to a call that asks whether it is forbidden.
static pthread_mutex_t lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static struct sg_capture *captures;
static _Atomic uint32_t capture_count;
static uint64_t last_id;
static _Atomic uint64_t last_thread;
static _Thread_local uint64_t this_thread;
static _Thread_local CUstreamCaptureMode thread_mode = CU_STREAM_CAPTURE_MODE_GLOBAL;

void sg_captures_lock(void) { pthread_mutex_lock(&lock); }
void sg_captures_unlock(void) { pthread_mutex_unlock(&lock); }

bool sg_capture_any(void) {
  return atomic_load_explicit(&capture_count, memory_order_relaxed) != 0;
}

uint64_t sg_capture_thread(void) {
  if (this_thread == 0)
    this_thread = atomic_fetch_add(&last_thread, 1) + 1;
  return this_thread;
}

CUstreamCaptureMode *sg_capture_thread_mode(void) { return &thread_mode; }

CUresult sg_frontier_add(struct sg_frontier *frontier, CUgraphNode node, const CUgraphEdgeData *data) {
  for (size_t i = 0; i < frontier->count; i++)
    if (frontier->nodes[i] == node)
      return CUDA_SUCCESS;
  if (frontier->count == frontier->capacity) {
    size_t capacity = frontier->capacity == 0 ? 4 : 2 * frontier->capacity;
    CUgraphNode *nodes = realloc(frontier->nodes, capacity * sizeof(CUgraphNode));
    if (nodes != NULL)
      frontier->nodes = nodes;
    CUgraphEdgeData *all = realloc(frontier->data, capacity * sizeof *all);
    if (all != NULL)
      frontier->data = all;
    if (nodes == NULL || all == NULL)
      return CUDA_ERROR_OUT_OF_MEMORY;
    frontier->capacity = capacity;
  }
  frontier->nodes[frontier->count] = node;
  frontier->data[frontier->count++] = data != NULL ? *data : (CUgraphEdgeData){0};
  return CUDA_SUCCESS;
}

static CUresult merge(struct sg_frontier *into, const struct sg_frontier *from) {
  for (size_t i = 0; i < from->count; i++)
    SG_TRY(sg_frontier_add(into, from->nodes[i], &from->data[i]));
  return CUDA_SUCCESS;
}

static void drop_frontier(struct sg_frontier *frontier) {
  free(frontier->nodes);
  free(frontier->data);
}

struct sg_capture_stream *sg_capture_stream_of(const struct sg_capture *capture, const struct sg_stream *stream) {
  struct sg_capture_stream *found = capture->streams;
  while (found != NULL && found->stream != stream)
    found = found->next;
  return found;
}

static struct sg_capture_stream *enter(struct sg_capture *capture, struct sg_stream *stream) {
  struct sg_capture_stream *entry = calloc(1, sizeof *entry);
  if (entry == NULL)
    return NULL;
  entry->stream = stream;
  entry->next = capture->streams;
  capture->streams = entry;
  stream->capture = capture;
  return entry;
}

CUresult sg_capture_begin(struct sg_stream *stream, CUstreamCaptureMode mode, struct sg_graph *graph, bool borrowed,
                          const CUgraphNode *dependencies, const CUgraphEdgeData *data, size_t count) {
  struct sg_capture *capture = calloc(1, sizeof *capture);
  struct sg_capture_stream *entry = capture != NULL ? enter(capture, stream) : NULL;
  if (entry == NULL) {
    free(capture);
    return CUDA_ERROR_OUT_OF_MEMORY;
  }
  capture->id = ++last_id;
  capture->mode = mode;
  capture->thread = sg_capture_thread();
  capture->graph = graph;
  capture->borrowed = borrowed;
  capture->origin = stream;
  capture->next = captures;
  captures = capture;
  graph->capturing = true;
  atomic_fetch_add(&capture_count, 1);
  for (size_t i = 0; i < count; i++) {
    CUresult result = sg_frontier_add(&entry->frontier, dependencies[i], data != NULL ? &data[i] : NULL);
    if (result != CUDA_SUCCESS) {
      sg_capture_end(capture);
      return result;
    }
  }
  return CUDA_SUCCESS;
}

void sg_capture_end(struct sg_capture *capture) {
  for (struct sg_capture **link = &captures; *link != NULL; link = &(*link)->next) {
    if (*link == capture) {
      *link = capture->next;
      break;
    }
  }
  for (struct sg_capture_stream *entry = capture->streams, *next; entry != NULL; entry = next) {
    next = entry->next;
    entry->stream->capture = NULL;
    drop_frontier(&entry->frontier);
    free(entry);
  }
  for (struct sg_capture_point *point = capture->points, *next; point != NULL; point = next) {
    next = point->next;
    if (point->event != NULL && point->event->capture_node == point) {
      point->event->capture = NULL;
      point->event->capture_node = NULL;
    }
    drop_frontier(&point->frontier);
    free(point);
  }
  capture->graph->capturing = false;
  free(capture);
  atomic_fetch_sub(&capture_count, 1);
}

static void mark_before(const struct sg_graph_node *node, uint8_t *seen) {
  if (seen[node->index])
    return;
  seen[node->index] = 1;
  for (size_t i = 0; i < node->in.count; i++)
    mark_before(node->in.list[i].node, seen);
}

bool sg_capture_joined(const struct sg_capture *capture) {
  uint8_t *seen = calloc(capture->graph->count + 1, 1);
  if (seen == NULL)
    return false;
  const struct sg_frontier *end = &sg_capture_stream_of(capture, capture->origin)->frontier;
  for (size_t i = 0; i < end->count; i++)
    mark_before((struct sg_graph_node *)end->nodes[i], seen);
  bool joined = true;
  for (const struct sg_capture_stream *entry = capture->streams; entry != NULL; entry = entry->next)
    for (size_t i = 0; i < entry->frontier.count; i++)
      joined = joined && seen[((struct sg_graph_node *)entry->frontier.nodes[i])->index];
  free(seen);
  return joined;
}

struct sg_capture *sg_capture_under_legacy(const struct sg_context *context) {
  for (struct sg_capture *capture = captures; capture != NULL; capture = capture->next)
    for (struct sg_capture_stream *entry = capture->streams; entry != NULL; entry = entry->next)
      if (entry->stream->context == context && (entry->stream->flags & CU_STREAM_NON_BLOCKING) == 0)
        return capture;
  return NULL;
}

CUresult sg_capture_implicit(struct sg_context *context) {
  if (!sg_capture_any())
    return CUDA_SUCCESS;
  sg_captures_lock();
  struct sg_capture *capture = sg_capture_under_legacy(context);
  if (capture != NULL)
    capture->invalid = true;
  sg_captures_unlock();
  return capture != NULL ? CUDA_ERROR_STREAM_CAPTURE_IMPLICIT : CUDA_SUCCESS;
}

// A call that could do harm to a capture without naming a stream: who may make it depends on the modes of all captures and on
// the thread's own.
static CUresult forbid_unsafe(void) {
  CUresult result = CUDA_SUCCESS;
  if (thread_mode == CU_STREAM_CAPTURE_MODE_RELAXED)
    return result;
  sg_captures_lock();
  for (struct sg_capture *capture = captures; capture != NULL; capture = capture->next) {
    bool ours = capture->thread == sg_capture_thread() && capture->mode != CU_STREAM_CAPTURE_MODE_RELAXED;
    bool everybodys = capture->mode == CU_STREAM_CAPTURE_MODE_GLOBAL && thread_mode == CU_STREAM_CAPTURE_MODE_GLOBAL;
    if (!ours && !everybodys)
      continue;
    capture->invalid = true;
    result = CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED;
  }
  sg_captures_unlock();
  return result;
}

CUresult sg_capture_forbids(struct sg_stream *stream) {
  if (!sg_capture_any())
    return CUDA_SUCCESS;
  if (stream == NULL)
    return forbid_unsafe();
  if (stream->is_null)
    return sg_capture_implicit(stream->context);
  CUresult result = CUDA_SUCCESS;
  sg_captures_lock();
  if (stream->capture != NULL) {
    result = stream->capture->invalid ? CUDA_ERROR_STREAM_CAPTURE_INVALIDATED : CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED;
    stream->capture->invalid = true;
  }
  sg_captures_unlock();
  return result;
}

CUresult sg_capture_forbids_all(struct sg_context *context) {
  if (!sg_capture_any())
    return CUDA_SUCCESS;
  CUresult result = CUDA_SUCCESS;
  sg_captures_lock();
  for (struct sg_capture *capture = captures; capture != NULL; capture = capture->next) {
    for (struct sg_capture_stream *entry = capture->streams; entry != NULL; entry = entry->next) {
      if (entry->stream->context != context)
        continue;
      capture->invalid = true;
      result = CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED;
    }
  }
  sg_captures_unlock();
  return result != CUDA_SUCCESS ? result : forbid_unsafe();
}

CUresult sg_capture_event_query(struct sg_event *event) {
  if (event->capture == NULL)
    return CUDA_SUCCESS;
  sg_captures_lock();
  bool captured = event->capture != NULL;
  if (captured)
    event->capture->invalid = true;
  sg_captures_unlock();
  return captured ? CUDA_ERROR_CAPTURED_EVENT : CUDA_SUCCESS;
}

void sg_capture_drop_stream(struct sg_stream *stream) {
  sg_captures_lock();
  struct sg_capture *capture = stream->capture;
  if (capture != NULL && capture->origin == stream) {
    struct sg_graph *graph = capture->borrowed ? NULL : capture->graph;
    sg_capture_end(capture);
    if (graph != NULL)
      sg_graph_free(graph);
  } else if (capture != NULL) {
    capture->invalid = true;
    for (struct sg_capture_stream **link = &capture->streams; *link != NULL; link = &(*link)->next) {
      struct sg_capture_stream *entry = *link;
      if (entry->stream != stream)
        continue;
      *link = entry->next;
      drop_frontier(&entry->frontier);
      free(entry);
      break;
    }
    stream->capture = NULL;
  }
  sg_captures_unlock();
}

void sg_capture_drop_event(struct sg_event *event) {
  sg_captures_lock();
  if (event->capture != NULL)
    ((struct sg_capture_point *)event->capture_node)->event = NULL;
  event->capture = NULL;
  event->capture_node = NULL;
  sg_captures_unlock();
}

// The stream goes on after this node alone.
static CUresult advance(struct sg_capture_stream *entry, struct sg_graph_node *node) {
  entry->frontier.count = 0;
  return sg_frontier_add(&entry->frontier, (CUgraphNode)node, NULL);
}

static CUresult capture_node(struct sg_capture_stream *entry, const struct sg_work *work) {
  const struct sg_frontier *before = &entry->frontier;
  struct sg_task *task;
  struct sg_graph_node *node;
  SG_TRY(sg_task_captured(work, entry->stream->context, &task));
  SG_TRY(sg_node_append(entry->stream->capture->graph, before->nodes, before->data, before->count, task->parameters.type, task,
                        NULL, &node));
  return advance(entry, node);
}

static CUresult capture_event_node(struct sg_capture_stream *entry, CUgraphNodeType type, struct sg_event *event) {
  CUgraphNodeParams parameters = {.type = type};
  if (type == CU_GRAPH_NODE_TYPE_EVENT_RECORD)
    parameters.eventRecord.event = (CUevent)event;
  else
    parameters.eventWait.event = (CUevent)event;
  const struct sg_frontier *before = &entry->frontier;
  struct sg_task *task;
  struct sg_graph_node *node;
  SG_TRY(sg_task_make(&parameters, &task));
  SG_TRY(sg_node_append(entry->stream->capture->graph, before->nodes, before->data, before->count, type, task, NULL, &node));
  return advance(entry, node);
}

// An ordinary record makes no node: the event stands for where the stream is.
static CUresult capture_record(struct sg_capture_stream *entry, struct sg_event *event) {
  struct sg_capture *capture = entry->stream->capture;
  struct sg_capture_point *point = calloc(1, sizeof *point);
  if (point == NULL || merge(&point->frontier, &entry->frontier) != CUDA_SUCCESS) {
    free(point);
    return CUDA_ERROR_OUT_OF_MEMORY;
  }
  if (event->capture != NULL)
    sg_capture_drop_event(event);
  point->event = event;
  point->next = capture->points;
  capture->points = point;
  event->capture = capture;
  event->capture_node = point;
  return CUDA_SUCCESS;
}

static CUresult invalidate(struct sg_capture *capture, CUresult why) {
  capture->invalid = true;
  return why;
}

// Waiting for a captured event joins its capture; waiting for anything else would depend on what was not captured.
static CUresult capture_wait(struct sg_stream *stream, struct sg_event *event) {
  struct sg_capture *capture = stream->capture, *other = event->capture;
  if (other == NULL)
    return atomic_load(&sg_driver.state->events[event->slot].recorded) == 0 && !event->opened
               ? CUDA_SUCCESS : invalidate(capture, CUDA_ERROR_STREAM_CAPTURE_ISOLATION);
  if (capture == NULL) {
    if (stream->is_null)
      return invalidate(other, CUDA_ERROR_STREAM_CAPTURE_IMPLICIT);
    if (other->invalid)
      return CUDA_ERROR_STREAM_CAPTURE_INVALIDATED;
    if (enter(other, stream) == NULL)
      return CUDA_ERROR_OUT_OF_MEMORY;
  } else if (capture != other) {
    other->invalid = true;
    return invalidate(capture, CUDA_ERROR_STREAM_CAPTURE_MERGE);
  }
  const struct sg_capture_point *point = event->capture_node;
  return merge(&sg_capture_stream_of(other, stream)->frontier, &point->frontier);
}

CUresult sg_capture_work(struct sg_stream *stream, const struct sg_work *work) {
  CUresult result;
  bool external = work->event_flags != 0;
  bool taken = false;
  sg_captures_lock();
  struct sg_capture *capture = stream->capture;
  struct sg_capture_stream *entry = capture != NULL ? sg_capture_stream_of(capture, stream) : NULL;
  if (capture != NULL && capture->invalid) {
    result = CUDA_ERROR_STREAM_CAPTURE_INVALIDATED;
  } else if (work->kind == SG_WORK_WAIT && !external) {
    result = capture_wait(stream, work->event);
  } else if (capture == NULL) {
    result = CUDA_ERROR_INVALID_VALUE;
  } else if (work->kind == SG_WORK_RECORD && !external) {
    result = capture_record(entry, work->event);
  } else if (work->kind == SG_WORK_RECORD || work->kind == SG_WORK_WAIT) {
    result = capture_event_node(
        entry, work->kind == SG_WORK_RECORD ? CU_GRAPH_NODE_TYPE_EVENT_RECORD : CU_GRAPH_NODE_TYPE_WAIT_EVENT, work->event);
  } else {
    taken = true;
    result = capture_node(entry, work);
  }
  sg_captures_unlock();
  if (!taken)
    sg_effect_release(&work->effect);
  return result;
}

// Nodes that are no work of a stream.
static CUresult add_other(struct sg_stream *stream,
                          CUresult (*add)(struct sg_graph *graph, const struct sg_frontier *before, void *argument,
                                          struct sg_graph_node **out),
                          void *argument) {
  CUresult result = CUDA_ERROR_ILLEGAL_STATE;
  sg_captures_lock();
  struct sg_capture *capture = stream->capture;
  if (capture != NULL && capture->invalid) {
    result = CUDA_ERROR_STREAM_CAPTURE_INVALIDATED;
  } else if (capture != NULL) {
    struct sg_capture_stream *entry = sg_capture_stream_of(capture, stream);
    struct sg_graph_node *node;
    result = add(capture->graph, &entry->frontier, argument, &node);
    if (result == CUDA_SUCCESS)
      result = advance(entry, node);
  }
  sg_captures_unlock();
  return result;
}

static CUresult add_child(struct sg_graph *graph, const struct sg_frontier *before, void *argument, struct sg_graph_node **out) {
  const struct sg_graph *child = argument;
  if (sg_graph_has_memory(child))
    return CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED;
  struct sg_graph *copy = sg_graph_copy(child, false);
  if (copy == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  return sg_node_append(graph, before->nodes, before->data, before->count, CU_GRAPH_NODE_TYPE_GRAPH, NULL, copy, out);
}

static CUresult add_allocation(struct sg_graph *graph, const struct sg_frontier *before, void *argument,
                               struct sg_graph_node **out) {
  return sg_node_add_allocation(graph, before->nodes, before->data, before->count, argument, out);
}

static CUresult add_free(struct sg_graph *graph, const struct sg_frontier *before, void *argument, struct sg_graph_node **out) {
  return sg_node_add_free(graph, before->nodes, before->data, before->count, *(const CUdeviceptr *)argument, out);
}

CUresult sg_capture_graph(struct sg_stream *stream, const struct sg_graph *graph) {
  return add_other(stream, add_child, (void *)graph);
}

CUresult sg_capture_alloc(struct sg_stream *stream, CUDA_MEM_ALLOC_NODE_PARAMS *params) {
  return add_other(stream, add_allocation, params);
}

CUresult sg_capture_free(struct sg_stream *stream, CUdeviceptr address) {
  return add_other(stream, add_free, &address);
}
