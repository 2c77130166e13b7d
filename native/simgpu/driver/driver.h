// What the files of libcuda share: this process's view of the node, its handles, and how work reaches a queue.
#pragma once

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../calendar/calendar.h"
#include "../image/image.h"
#include "cuda_abi.h"
#include "default_stream.h"
#include "handles.h"

// One per process, made by cuInit.
struct sg_driver {
  struct sg_state *state;
  struct sg_process *process;
  _Atomic bool ready;
  bool forked;                      // the parent had initialised: nothing works in this child
  int device_count;                 // CUDA ordinals
  struct {
    uint32_t device;                // index in the description
    uint32_t instance;              // MIG GPU instance slot + 1; 0: the whole card
    uint32_t calendar;
    uint32_t sms;
    uint64_t memory_bytes;
    char uuid[48];
  } ordinals[SG_MAX_DEVICES];
};
extern struct sg_driver sg_driver;

// The state, opened if need be (cuInit not needed); NULL: there is none.
struct sg_state *sg_driver_state(void);

// Every entry point begins with SG_ENTRY(): not initialised, forked, an injected failure or delay for this function, all end
// the call with their error. One load when nothing is the matter.
struct sg_entry { const char *name; _Atomic uint32_t calls; };
CUresult sg_entry_check(struct sg_entry *entry);
// Of the call that initialises: only what was injected into it by name.
CUresult sg_entry_start(struct sg_entry *entry);
#define SG_ENTRY()                                             \
  do {                                                         \
    static struct sg_entry sg_this_entry = {.name = __func__}; \
    CUresult sg_entry_result = sg_entry_check(&sg_this_entry); \
    if (sg_entry_result != CUDA_SUCCESS)                       \
      return sg_entry_result;                                  \
  } while (0)
#define SG_TRY(call)                            \
  do {                                          \
    CUresult sg_try_result = (call);            \
    if (sg_try_result != CUDA_SUCCESS)          \
      return sg_try_result;                     \
  } while (0)

struct sg_stream;

struct sg_context {
  bool primary;
  int ordinal;                      // CUdevice
  uint32_t device;                  // in the description
  unsigned int flags;
  unsigned int api_version;
  _Atomic int references;           // primary: retains; others: attach count
  _Atomic CUresult broken;          // sticky error: every later call answers it
  uint64_t id;
  pthread_mutex_t lock;             // the list of streams, not the launch path
  struct sg_stream *streams;        // user streams and the per-thread ones
  struct sg_stream *null_stream;
  size_t limits[16];                // by CUlimit
  CUfunc_cache cache_config;
  CUsharedconfig shared_config;
};

// The calling thread's current context; CUDA_ERROR_INVALID_CONTEXT when there is none, its sticky error when it is broken.
CUresult sg_context_current(struct sg_context **out);
bool sg_context_valid(CUcontext handle, struct sg_context **out);
bool sg_context_spins(const struct sg_context *context);
// Makes the context's device unusable for this process from now on (illegal address, Xid): its contexts answer `error`.
void sg_context_break(struct sg_context *context, CUresult error);
// Called when a context ends, by each owner of things that live in contexts (context.c calls them in this order).
void sg_streams_drop_context(struct sg_context *context);
void sg_events_drop_context(struct sg_context *context);
void sg_modules_drop_context(struct sg_context *context);
void sg_memory_drop_context(struct sg_context *context);
void sg_pools_drop_context(struct sg_context *context);
void sg_arrays_drop_context(struct sg_context *context);

// What happens to memory when an item is done: copied bytes, filled bytes, a kernel's arithmetic. Run in the order in which
// items end, before anybody in this process is told of that end.
struct sg_effect {
  void (*run)(void *data);          // NULL: none
  void (*release)(void *data);      // NULL: nothing to release; called once, after the last run
  void *data;
};

struct sg_event {
  struct sg_context *context;
  unsigned int flags;
  uint32_t slot;                    // in the shared state
  bool opened;                      // another process's, by IPC
  struct sg_capture *capture;       // recorded in this capture, else NULL
  void *capture_node;
};

enum sg_work_kind {
  SG_WORK_KERNEL, SG_WORK_COPY, SG_WORK_RECORD, SG_WORK_WAIT, SG_WORK_HOST, SG_WORK_MARK,
};

// One thing to do in a stream. Graph nodes hold the same struct, so that a captured call, a node added by hand and a plain
// call are the same to the stream.
struct sg_work {
  enum sg_work_kind kind;
  uint64_t duration_ns;
  uint32_t sms;                     // kernels; copies: enum sg_copy_engine
  struct sg_event *event;           // record, wait
  unsigned int event_flags;         // external record and wait while capturing
  struct sg_effect effect;          // of kernels, copies and marks
  void (*host)(void *);             // host functions, on the driver's own thread
  bool (*host_ready)(void *);       // instead of `host`: polled until true (a memory word)
  void *host_data;
  // What the node's GetParams answers when this work was captured: the graph's business.
  CUgraphNodeType node_type;
  const void *node_params;          // the CUDA_*_NODE_PARAMS (newest version) the call amounts to; NULL: none
  struct sg_function *function;
};

struct sg_stream {
  struct sg_context *context;
  unsigned int flags;
  int priority;
  uint32_t queue;
  bool is_null, is_per_thread;
  uint64_t id;
  uint32_t sms;                     // green contexts: fewer than the device has; 0: all
  atomic_flag writer;               // spin lock: one writer per queue
  struct sg_capture *capture;       // not NULL: calls become nodes
  struct sg_pending *pending_first, *pending_last;  // effects not yet run, in order
  struct sg_stream *next;           // of the context
};

// NULL, CU_STREAM_LEGACY, CU_STREAM_PER_THREAD or a stream of any context, by the thread's default-stream mode.
// CUDA_ERROR_INVALID_HANDLE for anything else.
CUresult sg_stream_resolve(CUstream handle, struct sg_stream **out);

// Hands work over: captured if the stream is being captured, else appended to the stream's queue with the legacy stream's
// implicit waits. Takes ownership of the effect in every case, errors included. Blocks while the queue is full.
CUresult sg_submit(struct sg_stream *stream, const struct sg_work *work);
// The same, never captured (graph launches use it), with the number the item got.
CUresult sg_submit_now(struct sg_stream *stream, const struct sg_work *work, uint64_t *number);
// An item that waits until another queue has done `number` and what came before it.
CUresult sg_submit_wait_queue(struct sg_stream *stream, uint32_t queue, uint64_t number);
// Called by sg_submit for a stream under capture (graph files implement it).
CUresult sg_capture_work(struct sg_stream *stream, const struct sg_work *work);
// CUDA_ERROR_STREAM_CAPTURE_* if a call that must not happen during capture would happen now (global and thread-local modes).
CUresult sg_capture_forbids(struct sg_stream *stream_or_null);

// Waits, and runs the effects of what is done.
CUresult sg_stream_wait(struct sg_stream *stream);
CUresult sg_context_wait(struct sg_context *context);
CUresult sg_event_wait(struct sg_event *event);
bool sg_stream_idle(struct sg_stream *stream);  // looks first, runs effects
void sg_settle(void);                           // brings the calendars up to date and runs the effects of what is done

// Device memory of this process.
enum sg_allocation_kind {
  SG_ALLOCATION_DEVICE, SG_ALLOCATION_PITCH, SG_ALLOCATION_MANAGED, SG_ALLOCATION_HOST, SG_ALLOCATION_HOST_REGISTERED,
  SG_ALLOCATION_POOL, SG_ALLOCATION_VMM, SG_ALLOCATION_IPC, SG_ALLOCATION_EXTERNAL, SG_ALLOCATION_GRAPH,
  SG_ALLOCATION_MODULE,             // a module's variable: the program can't free it
};

struct sg_allocation {
  CUdeviceptr base;
  uint64_t bytes;                   // as asked for
  uint64_t charged;                 // as the device gave
  enum sg_allocation_kind kind;
  struct sg_context *context;
  uint32_t device;
  int ordinal;
  unsigned int flags;
  uint64_t id;                      // CU_POINTER_ATTRIBUTE_BUFFER_ID
  void *owner;                      // pool, VMM handle, graph, ...
  char *host;                       // where this process finds the bytes; NULL: nowhere yet (reserved, unmapped)
};

// The allocation that holds an address, NULL if none. Valid until freed.
struct sg_allocation *sg_allocation_find(CUdeviceptr address);
// Where [address, address + bytes) lies in this process: device memory's backing, or the host address itself.
// CUDA_ERROR_INVALID_VALUE when it is a device address outside or across allocations.
CUresult sg_memory_reach(CUdeviceptr address, uint64_t bytes, char **host);
uint64_t sg_allocation_next_id(void);
// Puts an allocation (malloc'ed, owned by the table from then on) into the table; takes it out again and frees it.
CUresult sg_allocation_add(struct sg_allocation *allocation);
void sg_allocation_remove(struct sg_allocation *allocation);

// Device addresses: ranges of a region in which a plain host access faults, as it does on hardware; the bytes lie at another
// address, in this process's backing file, so that other processes can map them (IPC, shareable handles).
CUresult sg_address_reserve(uint64_t bytes, uint64_t alignment, CUdeviceptr *out);
void sg_address_release(CUdeviceptr address, uint64_t bytes);
struct sg_backing { char path[128]; uint64_t offset; uint64_t bytes; };
CUresult sg_backing_take(uint64_t bytes, struct sg_backing *out);   // zero bytes; memory only where touched
void sg_backing_return(const struct sg_backing *backing);
CUresult sg_backing_map(const struct sg_backing *backing, CUdeviceptr address, char **host);  // other processes' too
void sg_backing_unmap(CUdeviceptr address, uint64_t bytes);

// Charges the current context's device; small requests share slabs. Answers CUDA_ERROR_OUT_OF_MEMORY.
CUresult sg_charge(struct sg_context *context, uint64_t bytes, uint64_t *charged);
void sg_uncharge(struct sg_context *context, uint64_t bytes, uint64_t charged);

struct sg_module;
struct sg_function {
  struct sg_module *module;
  char name[256];
  uint64_t duration_ns, duration_per_wave_ns;  // 0, 0: from dimensions
  uint32_t sms;                                // 0: from dimensions
  uint32_t jitter_percent;
  enum sg_computes computes;
  int attributes[32];                          // by CUfunction_attribute
  unsigned int parameter_count;
  struct { uint32_t offset, size; } parameters[32];
  _Atomic uint64_t launches;
  // The last cost computed, so that a loop of equal launches computes none: key and value, seqlock-free (one word each).
  _Atomic uint64_t cost_key, cost_ns_sms;
};
bool sg_function_valid(CUfunction handle, struct sg_function **out);  // a CUkernel cast to CUfunction too
// Duration and multiprocessors of one launch on a device.
void sg_kernel_cost(struct sg_function *function, uint32_t device, uint32_t device_sms, const unsigned int grid[3],
                    const unsigned int block[3], unsigned int shared_bytes, uint64_t *duration_ns, uint32_t *sms);
uint64_t sg_copy_ns(uint32_t device, enum sg_copy_engine engine, uint64_t bytes);

// Graphs hold device memory of their own.
bool sg_graph_owns(CUdeviceptr address);
