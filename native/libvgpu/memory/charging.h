// A charge that whoever compares NVML's figures with the charges gets to know of.
#pragma once

#include "memory.h"
#include "watch.h"

static inline CUresult vgpu_charge_watched(int index, enum hami_region_kind kind, uint64_t bytes) {
  if (__builtin_expect(!vgpu_is_watched(index), true))
    return vgpu_charge(index, kind, bytes);
  vgpu_watch_charge_begin(index, bytes);
  CUresult result = vgpu_charge(index, kind, bytes);
  vgpu_watch_charge_end(index, bytes);
  return result;
}
