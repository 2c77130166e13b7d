// The functions that stand in the way of a program, each as VGPU_<symbol>, and the driver's own behind them.
#pragma once

#include "cuda_abi.h"
#include "nvml_abi.h"

enum vgpu_hook {
#define X(symbol, ...) VGPU_##symbol,
#include "hooks.def"
#undef X
  VGPU_HOOKS
};

enum vgpu_library { VGPU_LIBCUDA, VGPU_LIBNVIDIA_ML, VGPU_LIBRARIES };

enum { VGPU_STREAM_DEFAULT = 1, VGPU_STREAM_LEGACY = 2, VGPU_STREAM_PER_THREAD = 4 };

struct vgpu_hook_entry {
  const char *symbol;
  const char *base;             // its name for cuGetProcAddress
  int version;                  // the first CUDA version for which that gives it; 0: none does
  unsigned char streams;        // the wishes of default stream for which it does
  unsigned char library;        // enum vgpu_library
  void *function;
};

extern const struct vgpu_hook_entry vgpu_hooks[VGPU_HOOKS];

// The driver's function of that symbol; NULL when there is no driver, or an older one that lacks it.
void *vgpu_real(enum vgpu_hook hook);

// The same with its type: VGPU_REAL(cuMemFree_v2)(pointer).
#define VGPU_REAL(symbol) ((__typeof__(&symbol))vgpu_real(VGPU_##symbol))

// What a hook without a driver's function answers: that there is no device, or no such function.
int vgpu_missing(enum vgpu_hook hook);
