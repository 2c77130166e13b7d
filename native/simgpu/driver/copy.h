// How bytes are copied: every call is put as a CUDA_MEMCPY3D, checked, and made a work for a stream.
#pragma once

#include "memory.h"
#include "work.h"

// Equal boxes of bytes: `rows` of `width`, `pitch` apart, in `slices`, `slice` apart.
struct sg_box {
  char *base;
  uint64_t pitch, slice;
};

struct sg_extent {
  uint64_t width, rows, slices;
};

// Copies whatever the addresses are: false when a byte can't be read or written, what came before it may be done.
bool sg_bytes_copy(struct sg_box to, struct sg_box from, struct sg_extent extent);
// Writes `value`'s lowest `element` bytes (1, 2 or 4) again and again.
bool sg_bytes_fill(struct sg_box to, struct sg_extent extent, uint32_t value, unsigned int element);

struct sg_copy {
  struct sg_box to, from;
  struct sg_extent extent;
  void *staged;               // what `from` was when the call was made, else NULL
  _Atomic bool failed;        // an address of the host turned out to be none
  _Atomic int references;
};

struct sg_copy_plan {
  struct sg_copy *copy;       // NULL: nothing to do
  struct sg_work work;        // owns a reference to `copy`
  bool from_pageable, to_pageable, from_host, to_host;
};

// Checks a copy and plans it; an empty one is checked too. The work is to be submitted or its effect released.
CUresult sg_copy_plan(const CUDA_MEMCPY3D *copy, struct sg_context *context, struct sg_copy_plan *out);
void sg_copy_drop(struct sg_copy *copy);
// Reads the source now. False: no memory for it. `*readable` is false when an address of it is none.
bool sg_copy_stage(struct sg_copy *copy, bool *readable);

enum sg_copy_manner { SG_COPY_SYNCHRONOUS, SG_COPY_ASYNCHRONOUS };

// The whole call but its entry check: plans, stages, submits, and waits as CUDA says for each kind of memory.
CUresult sg_copy_call(const CUDA_MEMCPY3D *copy, CUstream stream, enum sg_copy_manner manner);
