// Hooks that no part defines yet: they pass the call on.
#include "libvgpu/lookup/hook.h"

#define MISSING_CUresult(symbol) ((CUresult)vgpu_missing(VGPU_##symbol))
#define MISSING_nvmlReturn_t(symbol) ((nvmlReturn_t)vgpu_missing(VGPU_##symbol))

#define PASSING(symbol, result, parameters, arguments) \
  __attribute__((weak)) result symbol parameters { \
    __typeof__(&symbol) real = VGPU_REAL(symbol); \
    return real ? real arguments : MISSING_##result(symbol); \
  }
#define HOOK_LOOKUP(symbol, result, parameters, arguments)
#define HOOK_CTX PASSING
#define HOOK_MEM PASSING
#define HOOK_FREE PASSING
#define HOOK_LAUNCH PASSING
#define HOOK_CAPTURE PASSING
#define HOOK_QUERY PASSING
#define HOOK_NVML PASSING

#define X(symbol, base, version, streams, result, parameters, arguments, kind) \
  HOOK_##kind(symbol, result, parameters, arguments)
#include "libvgpu/lookup/hooks.def"
#undef X
