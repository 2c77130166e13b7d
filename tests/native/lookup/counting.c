// libvgpu-lookup-test.so: each hook counts its calls and passes them on.
#include <stdatomic.h>
#include <string.h>

#include "counting.h"
#include "libvgpu/lookup/hook.h"

static atomic_ulong calls[VGPU_HOOKS];

#define MISSING_CUresult(symbol) ((CUresult)vgpu_missing(VGPU_##symbol))
#define MISSING_nvmlReturn_t(symbol) ((nvmlReturn_t)vgpu_missing(VGPU_##symbol))

#define COUNTING(symbol, result, parameters, arguments) \
  result symbol parameters { \
    atomic_fetch_add_explicit(&calls[VGPU_##symbol], 1, memory_order_relaxed); \
    __typeof__(&symbol) real = VGPU_REAL(symbol); \
    return real ? real arguments : MISSING_##result(symbol); \
  }
#define HOOK_LOOKUP(symbol, result, parameters, arguments)
#define HOOK_CTX COUNTING
#define HOOK_MEM COUNTING
#define HOOK_FREE COUNTING
#define HOOK_LAUNCH COUNTING
#define HOOK_CAPTURE COUNTING
#define HOOK_QUERY COUNTING
#define HOOK_NVML COUNTING

#define X(symbol, base, version, streams, result, parameters, arguments, kind) \
  HOOK_##kind(symbol, result, parameters, arguments)
#include "libvgpu/lookup/hooks.def"
#undef X

void *vgpu_lookup_test(const char *symbol, unsigned long *count) {
  for (enum vgpu_hook hook = 0; hook < VGPU_HOOKS; hook++)
    if (strcmp(vgpu_hooks[hook].symbol, symbol) == 0) {
      if (count)
        *count = atomic_load_explicit(&calls[hook], memory_order_relaxed);
      return vgpu_hooks[hook].function;
    }
  return NULL;
}
