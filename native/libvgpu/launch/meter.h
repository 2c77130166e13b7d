// The compute limit of each of the container's devices in this process: the controller, under a lock, with the events that
// measure for it.
#pragma once

#include "libvgpu/credits/credits.h"
#include "libvgpu/process/process.h"
#include "clock.h"
#include "libvgpu/process/lock.h"

enum { VGPU_METER_CONTEXTS = 64, VGPU_POOLED_EVENTS = 64 };

// A context whose streams are measured. Events of different contexts cannot be compared: each has a clock of its own, which is
// the time since an event that was recorded in it.
struct vgpu_metered_context {
  CUcontext context;           // NULL: free
  bool broken;                 // its device failed: nothing in it is held back or measured any more
  CUevent reference;
  uint64_t reference_ns;       // when that was, as exactly as is known
  uint32_t pooled;
  CUevent pool[VGPU_POOLED_EVENTS];
};

// The event of a marker.
struct vgpu_marker_event {
  enum { VGPU_NO_EVENT, VGPU_EVENT_PROMISED, VGPU_EVENT_RECORDED } state;
  CUevent event;
  CUevent before;              // the launches, or NULL
  struct vgpu_metered_context *context;
  uint64_t order;              // of the marker
  uint64_t since_ns;
  // An idle stream: how long the launch's call took, with what precedes it, and how exactly that is known.
  uint64_t late_ns, doubt_ns;
};

struct vgpu_meter {
  uint32_t lock;
  int index;
  struct vgpu_credits credits;
  struct vgpu_presence_page page;  // a copy of what the containers of the node share, with our own entry ahead of it
  int page_file;               // -1: none
  uint32_t doubted;            // markers in a row that said nothing
  struct vgpu_metered_context contexts[VGPU_METER_CONTEXTS];
  struct vgpu_marker_event events[VGPU_MARKERS];
};

enum vgpu_restraint { VGPU_UNRESTRAINED, VGPU_RESTRAINED, VGPU_FORBIDDEN };

// What a launch on the device is held to now.
enum vgpu_restraint vgpu_restraint(int index);
uint32_t vgpu_device_count(void);
// Whether none of the devices' launches is held to anything.
bool vgpu_all_unrestrained(void);
// Reads the limits anew; where one changed, every thread looks again.
void vgpu_restraints_look(void);

// NULL: no memory for it.
struct vgpu_meter *vgpu_meter(int index);
// The one that there is, or NULL.
struct vgpu_meter *vgpu_meter_if_any(int index);
void vgpu_meters_forget(void);

// With the lock. NULL: more contexts than are kept.
struct vgpu_metered_context *vgpu_metered_context(struct vgpu_meter *meter, CUcontext context);

// The monitor blocks the container, or this process was told to rest.
bool vgpu_is_blocked(void);
// Says to the monitor that this container launches; at most once a second when that was.
void vgpu_say_launching(uint64_t now_ns);
