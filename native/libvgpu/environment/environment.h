// What the device plugin grants a container, read from its environment. Fail closed: what is missing, empty or not understood is
// refused, never unlimited. Reading touches no process state: no memory is taken, errno stays.
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum { VGPU_MOST_DEVICES = 16 };

enum vgpu_given_kind {
  VGPU_REFUSED = 0,  // said, but not so that it can be understood; a structure of zeros refuses
  VGPU_ABSENT,       // nothing is said: a region alone suffices
  VGPU_NO_LIMIT,
  VGPU_LIMITED,
};

struct vgpu_given {
  enum vgpu_given_kind kind;
  uint64_t value;  // of VGPU_LIMITED only, else 0
};

struct vgpu_grant {
  struct vgpu_given memory;  // bytes, at least 1; never VGPU_NO_LIMIT: a whole device is granted with its full size
  struct vgpu_given cores;   // percent of the device's time, 1 to 99
};

enum vgpu_core_policy {
  VGPU_CORES_BY_MONITOR = 0,  // as the region's utilization switch says
  VGPU_CORES_ALWAYS,
  VGPU_CORES_NEVER,
};

struct vgpu_environment {
  struct vgpu_grant grants[VGPU_MOST_DEVICES];  // in the plugin's order; those that were not granted are refused
  int32_t priority;                             // 0 is the highest; 1 unless said
  enum vgpu_core_policy core_policy;
  bool oom_killer;                              // only when ACTIVE_OOM_KILLER is explicitly true
  bool oversubscribe;
  int32_t log_level;                            // 0 to 4; 2 unless said
  bool region_given;                            // false: `region` is the original's default
  bool region_beforehand;                       // HAMI_REGION_BEFOREHAND: where it is missing, none is made
  char region[4096];                            // absolute path; empty: refused
  char message[512];                            // the first variable that is bad, and how to set it; empty when none is
};

// As getenv: the value of a variable, or NULL. `source` is what was given to vgpu_environment_read.
typedef const char *(*vgpu_lookup)(void *source, const char *name);

// Reads the grants of the container's first `devices` devices (0 to VGPU_MOST_DEVICES; more are read as that many). `alone`: no
// region says more, so that what is absent is refused.
void vgpu_environment_read(vgpu_lookup lookup, void *source, uint32_t devices, bool alone, struct vgpu_environment *out);
