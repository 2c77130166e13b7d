// Captures under way: which streams take part, and after which nodes each of them goes on.
#pragma once

#include "capture.h"
#include "graph.h"

struct sg_frontier {
  CUgraphNode *nodes;
  CUgraphEdgeData *data;
  size_t count, capacity;
};

struct sg_capture_stream {
  struct sg_stream *stream;
  struct sg_frontier frontier;      // the next node comes after these
  struct sg_capture_stream *next;
};

// What an event recorded in the capture stands for.
struct sg_capture_point {
  struct sg_event *event;
  struct sg_frontier frontier;
  struct sg_capture_point *next;
};

struct sg_capture {
  uint64_t id;
  CUstreamCaptureMode mode;
  uint64_t thread;                  // that began it
  bool invalid;
  bool borrowed;                    // the graph is the program's
  struct sg_graph *graph;
  struct sg_stream *origin;
  struct sg_capture_stream *streams;
  struct sg_capture_point *points;
  struct sg_capture *next;
};

// All of the following with the captures' lock held.
void sg_captures_lock(void);
void sg_captures_unlock(void);
uint64_t sg_capture_thread(void);   // the calling one
// CUDA_ERROR_OUT_OF_MEMORY; else stream->capture is set.
CUresult sg_capture_begin(struct sg_stream *stream, CUstreamCaptureMode mode, struct sg_graph *graph, bool borrowed,
                          const CUgraphNode *dependencies, const CUgraphEdgeData *data, size_t count);
// Every stream of it goes on as before; the graph stays.
void sg_capture_end(struct sg_capture *capture);
// Whether everything captured comes before what the first stream would do next.
bool sg_capture_joined(const struct sg_capture *capture);
struct sg_capture_stream *sg_capture_stream_of(const struct sg_capture *capture, const struct sg_stream *stream);
// The capture that a use of the context's legacy stream would depend on, NULL if none.
struct sg_capture *sg_capture_under_legacy(const struct sg_context *context);
CUresult sg_frontier_add(struct sg_frontier *frontier, CUgraphNode node, const CUgraphEdgeData *data);

// cuGraphLaunch in a stream under capture: a child graph. Takes the lock.
CUresult sg_capture_graph(struct sg_stream *stream, const struct sg_graph *graph);
// The mode that the calling thread chose by cuThreadExchangeStreamCaptureMode.
CUstreamCaptureMode *sg_capture_thread_mode(void);
