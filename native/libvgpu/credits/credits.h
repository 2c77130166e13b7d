// The compute limit of one process on one device: when a launch may go, when an event must follow it, and what the work cost.
// Nothing here reads a clock, waits or calls the driver: launch hooks and the controller thread bring the time and the events'
// ends, and do what the answers say. Calls on one `vgpu_credits` are made under a lock of the embedder's, never held in a wait;
// a lease is its thread's own.
#pragma once

#include "balance.h"
#include "costs.h"
#include "presence.h"

enum { VGPU_STREAMS = 256, VGPU_MARKERS = 1024, VGPU_BATCH_KEYS = 4, VGPU_HISTORY = 2048, VGPU_NO_MARKER = VGPU_MARKERS };

enum vgpu_policy { VGPU_POLICY_DEFAULT, VGPU_POLICY_FORCE, VGPU_POLICY_DISABLE };

// Launches of a stream that one marker settles together.
struct vgpu_batch {
  uint64_t first_ns;          // when the first was submitted
  uint32_t launches, unknown, keys;
  bool paused;                // the stream may have run dry between them
  int64_t charged_ns;
  double own_ns;              // of the stream's time
  struct { uint64_t key; uint32_t launches; } parts[VGPU_BATCH_KEYS];  // keys beyond are counted with the last
};

struct vgpu_stream {
  uint64_t id;
  uint64_t asked_ns;          // 0: free
  uint64_t launched_ns;       // the last time
  uint64_t end_ns;            // of the last marker settled
  uint64_t expected_end_ns;   // of what was launched, were the device ours
  int64_t since_marker_ns;    // charged since a marker was recorded
  uint32_t markers, marked_launches, marked_unknown;  // outstanding
  uint64_t drained_ns;        // when its own time for what it holds is over
  uint64_t surely_busy_ns;    // until then at least
  bool fresh;                 // it has nothing to do before its next launch
  double held_ns;             // of its own time that it holds, as far as that is known
  struct vgpu_batch batch;    // no marker follows it yet
};

struct vgpu_marker {
  uint32_t stream;
  uint32_t recorded;          // 0: free
  uint64_t order;
  uint64_t end_ns;            // 0: outstanding
  uint32_t ended;             // no longer counted as outstanding; settled when it is known who shared the device then
  struct vgpu_batch batch;
};

// How many shared the device until when, as sums since the start.
struct vgpu_shared_until { uint64_t until_ns; double fair_ns, shared_ns, foreign_ns; };

// How the monitor speaks with a container: words of the region's first part.
struct vgpu_words {
  _Atomic int32_t *recent_kernel;       // below 0: it blocks this container
  _Atomic int32_t *utilization_switch;  // 0: nobody else needs the device
};

struct vgpu_credits {
  struct vgpu_balance *balance;
  struct vgpu_words words;
  struct vgpu_presence_page *page;    // NULL: this process is taken to be alone
  struct vgpu_presence *own;
  uint64_t owner;
  enum vgpu_policy policy;
  // What this process may have, if that is less than the balance grants, else 0: it is charged so much dearer.
  uint32_t asked_percent;
  struct vgpu_costs costs;
  struct vgpu_stream streams[VGPU_STREAMS];
  struct vgpu_marker markers[VGPU_MARKERS];
  uint32_t marker_high, markers_out, active_streams;
  uint64_t marker_order;
  int64_t outstanding_ns;             // charged and not ended
  int64_t unsettled_ns;               // charged and marked, cost unknown
  uint32_t outstanding;               // launches
  uint64_t ticked_ns, shared_at_ns;   // the last tick, and when others were last seen on the device
  uint64_t opened_ns;                 // when the gate was last seen to open
  uint32_t was_open;
  int64_t overrun_ns;                 // charged beyond the estimates of what is outstanding
  uint64_t busy_until_ns;             // settled until here
  uint64_t last_end_ns;               // of all markers told
  uint64_t seen_since_ns;             // others take this process to be busy since then
  double carry_ns;                    // elapsed and not charged, while streams of this process overlap
  double recent_cost_ns;
  double alone;                       // the part of the last interval in which nobody else used the device
  struct vgpu_shared_until history[VGPU_HISTORY];
  uint32_t history_count;             // ever written
};

// Device time that a thread has taken from the balance in advance.
struct vgpu_lease {
  int64_t left_ns;
  uint64_t used_ns;           // when its thread last asked for a decision
};

// What a thread launches on its lease: of one kind, into one stream.
struct vgpu_leased {
  uint64_t key, stream;       // a key is never 0; 0: nothing may be launched
  int64_t cost_ns;
  uint32_t launches;          // not yet told to the controller
};

struct vgpu_decision {
  bool go;
  int64_t cost_ns;            // what more of the kind may take from the lease; 0: each must be asked for
  uint64_t wait_ns;                   // not go: ask again then, or sooner
  uint32_t marker;                    // VGPU_NO_MARKER, or: record an event on the stream, after the launch if it goes
  bool bracket;                       // and one before it, for vgpu_marker_began: the launch alone is measured
  bool idle;                          // the stream has nothing to do before it: that event comes sooner than the launch begins
};

void vgpu_credits_start(struct vgpu_credits *credits, struct vgpu_balance *balance, struct vgpu_words words,
                        struct vgpu_presence_page *page, uint64_t owner, enum vgpu_policy policy, uint64_t now_ns);
bool vgpu_credits_limited(const struct vgpu_credits *credits);

// The usual launch: no lock, no clock. False: ask vgpu_launch_decision.
static inline bool vgpu_lease_launch(struct vgpu_lease *lease, struct vgpu_leased *leased, uint64_t key, uint64_t stream) {
  if (leased->key != key || leased->stream != stream || lease->left_ns < leased->cost_ns)
    return false;
  lease->left_ns -= leased->cost_ns;
  leased->launches++;
  return true;
}
// What was launched on a lease, before its thread asks for a decision and before the lease is returned. True: no marker has
// followed the stream's launches for long; the next into it should be asked for.
bool vgpu_leased_tell(struct vgpu_credits *credits, struct vgpu_leased *leased, uint64_t now_ns);
// All that was launched into the stream has ended: what no marker follows stays charged as estimated.
void vgpu_stream_drained(struct vgpu_credits *credits, uint64_t stream, uint64_t now_ns);
// Gives back what a thread does not use: after 5 ms without a launch, or at its end.
void vgpu_lease_return(struct vgpu_credits *credits, struct vgpu_lease *lease, uint64_t now_ns);

struct vgpu_decision vgpu_launch_decision(struct vgpu_credits *credits, struct vgpu_lease *lease, uint64_t key, uint64_t stream,
                                          uint64_t now_ns);
// The end of an event that was recorded before the launch, in the time of the marker's.
void vgpu_marker_began(struct vgpu_credits *credits, uint32_t marker, uint64_t begin_ns);
// No event could be recorded for it: what it would have settled stays charged as estimated.
void vgpu_marker_dropped(struct vgpu_credits *credits, uint32_t marker, uint64_t now_ns);
// An event's end, in the time of `now_ns`. It is settled by the next tick.
void vgpu_marker_completed(struct vgpu_credits *credits, uint32_t marker, uint64_t end_ns);
// The device is broken, or its context gone: what was outstanding stays charged as estimated.
void vgpu_markers_lost(struct vgpu_credits *credits, uint64_t now_ns);

// Each millisecond while it returns true (something is outstanding), after the markers that ended were told.
bool vgpu_tick(struct vgpu_credits *credits, uint64_t now_ns);
