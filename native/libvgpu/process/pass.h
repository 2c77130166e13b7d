// The beginning of a hook: the driver's function as `real`, which is all there is to call for a call that isn't the
// program's own, or that the driver will refuse anyhow (`judged`): then nothing of the arguments is looked at.
#pragma once

#include "libvgpu/lookup/hook.h"
#include "libvgpu/process/process.h"

#define VGPU_PASS(symbol, judged, ...) \
  __typeof__(&symbol) real = VGPU_REAL(symbol); \
  if (!real) \
    return (__typeof__(real(__VA_ARGS__)))vgpu_missing(VGPU_##symbol); \
  if ((judged) || !vgpu_enter()) \
    return real(__VA_ARGS__)
