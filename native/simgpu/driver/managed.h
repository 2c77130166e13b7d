// What a program advised about parts of managed memory.
#pragma once

#include "memory.h"

struct sg_advice {
  bool read_mostly;
  CUmemLocation preferred;    // type INVALID: nowhere
  CUmemLocation prefetched;   // type INVALID: never
  uint64_t accessed_by;       // bits by CUDA ordinal
  bool accessed_by_host;
};

// `owner` of a managed allocation: its parts with the same advice, payloads struct sg_advice.
struct sg_managed {
  struct sg_ranges parts;
};

// Calls `visit` for the advice of every part of [address, address + bytes); with `divide` the parts are cut to it first, so that
// changes stay within. CUDA_ERROR_INVALID_VALUE when the range is not managed memory.
CUresult sg_managed_visit(CUdeviceptr address, uint64_t bytes, bool divide,
                          void (*visit)(struct sg_advice *advice, void *context), void *context);
