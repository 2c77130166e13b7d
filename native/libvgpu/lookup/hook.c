#include "hook.h"

#define D VGPU_STREAM_DEFAULT
#define L VGPU_STREAM_LEGACY
#define P VGPU_STREAM_PER_THREAD

#define VGPU_LIBRARY_LOOKUP VGPU_LIBCUDA
#define VGPU_LIBRARY_CTX VGPU_LIBCUDA
#define VGPU_LIBRARY_MEM VGPU_LIBCUDA
#define VGPU_LIBRARY_FREE VGPU_LIBCUDA
#define VGPU_LIBRARY_LAUNCH VGPU_LIBCUDA
#define VGPU_LIBRARY_CAPTURE VGPU_LIBCUDA
#define VGPU_LIBRARY_QUERY VGPU_LIBCUDA
#define VGPU_LIBRARY_NVML VGPU_LIBNVIDIA_ML

const struct vgpu_hook_entry vgpu_hooks[VGPU_HOOKS] = {
#define X(symbol, base, version, streams, return, parameters, arguments, kind) \
  [VGPU_##symbol] = {#symbol, #base, version, streams, VGPU_LIBRARY_##kind, (void *)symbol},
#include "hooks.def"
#undef X
};
