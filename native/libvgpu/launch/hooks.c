// The hooks of all that takes device time.
#include <stddef.h>

#include "capture.h"
#include "decide.h"
#include "launch.h"
#include "libvgpu/lookup/hook.h"
#include "libvgpu/memory/graph.h"
#include "libvgpu/memory/memory.h"
#include "thread.h"

#define LIKELY(condition) __builtin_expect(!!(condition), 1)

static inline uint64_t both(unsigned int low, unsigned int high) { return low | (uint64_t)high << 32; }

// Each place times an odd number of its own: launches of different functions or shapes have different keys. Never 0.
static inline uint64_t key_of(const void *what, uint64_t a, uint64_t b, uint64_t c, uint64_t d) {
  return ((uint64_t)(uintptr_t)what * UINT64_C(0x9e3779b97f4a7c15) + a * UINT64_C(0xc2b2ae3d27d4eb4f) +
          b * UINT64_C(0xd6e8feb86659fd93) + c * UINT64_C(0xa0761d6478bd642f) + d * UINT64_C(0xe7037ed1a0b428db)) | 1;
}

static uint64_t key_of_graph(CUgraphExec exec) { return key_of(exec, 0, 0, 0, 1); }

static inline CUstream legacy(CUstream stream) { return stream == NULL ? CU_STREAM_LEGACY : stream; }
static inline CUstream per_thread(CUstream stream) { return stream == NULL ? CU_STREAM_PER_THREAD : stream; }

static void forget_costs(uint64_t key) {
  int error = errno;
  for (int i = 0; i < HAMI_REGION_DEVICES; i++) {
    struct vgpu_meter *meter = vgpu_meter_if_any(i);
    if (meter == NULL)
      continue;
    vgpu_lock(&meter->lock);
    if (key != 0)
      vgpu_costs_forget(&meter->credits.costs, key);
    else
      meter->credits.costs = (struct vgpu_costs){0};
    vgpu_unlock(&meter->lock);
  }
  vgpu_epoch_next();
  errno = error;
}

void vgpu_cost_of_graph_changed(CUgraphExec exec) { forget_costs(key_of_graph(exec)); }
void vgpu_costs_of_functions_changed(void) { forget_costs(0); }

// The usual launch jumps to the driver. All else is in a function of its own, so that this needs no room on the stack.
#define LAUNCH(symbol, parameters, arguments, usual, key_now, stream_now, what) \
  static __typeof__(&symbol) real_##symbol; \
  __attribute__((noinline, cold)) static CUresult asked_##symbol parameters { \
    __typeof__(&symbol) real = VGPU_REAL(symbol); \
    if (real == NULL) \
      return vgpu_missing(VGPU_##symbol); \
    __atomic_store_n(&real_##symbol, real, __ATOMIC_RELAXED); \
    if (!(usual) || !vgpu_enter()) \
      return real arguments; \
    struct vgpu_launch launch = {.key = (key_now), .stream = (stream_now), .function = (what)}; \
    CUresult result = vgpu_launch_begin(&launch); \
    if (result == CUDA_SUCCESS) { \
      result = real arguments; \
      vgpu_launch_end(&launch, result); \
    } \
    if (!launch.left) \
      vgpu_leave(); \
    return result; \
  } \
  CUresult symbol parameters { \
    __typeof__(&symbol) real = __atomic_load_n(&real_##symbol, __ATOMIC_RELAXED); \
    struct vgpu_thread *thread = vgpu_this_thread; \
    if (LIKELY(real != NULL && (vgpu_thread_unrestrained(thread) || ((usual) && vgpu_thread_launch(thread, key_now, stream_now))))) \
      return real arguments; \
    return asked_##symbol arguments; \
  }

#define SHAPE \
  unsigned int gridDimX, unsigned int gridDimY, unsigned int gridDimZ, unsigned int blockDimX, unsigned int blockDimY, \
      unsigned int blockDimZ, unsigned int sharedMemBytes
#define SHAPE_ARGUMENTS gridDimX, gridDimY, gridDimZ, blockDimX, blockDimY, blockDimZ, sharedMemBytes
#define SHAPE_KEY \
  key_of(f, both(gridDimX, gridDimY), both(gridDimZ, blockDimX), both(blockDimY, blockDimZ), sharedMemBytes)

LAUNCH(cuLaunchKernel, (CUfunction f, SHAPE, CUstream hStream, void **kernelParams, void **extra),
       (f, SHAPE_ARGUMENTS, hStream, kernelParams, extra), true, SHAPE_KEY, legacy(hStream), f)
LAUNCH(cuLaunchKernel_ptsz, (CUfunction f, SHAPE, CUstream hStream, void **kernelParams, void **extra),
       (f, SHAPE_ARGUMENTS, hStream, kernelParams, extra), true, SHAPE_KEY, per_thread(hStream), f)
LAUNCH(cuLaunchCooperativeKernel, (CUfunction f, SHAPE, CUstream hStream, void **kernelParams),
       (f, SHAPE_ARGUMENTS, hStream, kernelParams), true, SHAPE_KEY, legacy(hStream), f)
LAUNCH(cuLaunchCooperativeKernel_ptsz, (CUfunction f, SHAPE, CUstream hStream, void **kernelParams),
       (f, SHAPE_ARGUMENTS, hStream, kernelParams), true, SHAPE_KEY, per_thread(hStream), f)

#define CONFIGURED_KEY \
  key_of(f, both(config->gridDimX, config->gridDimY), both(config->gridDimZ, config->blockDimX), \
         both(config->blockDimY, config->blockDimZ), config->sharedMemBytes)

LAUNCH(cuLaunchKernelEx, (const CUlaunchConfig *config, CUfunction f, void **kernelParams, void **extra),
       (config, f, kernelParams, extra), config != NULL, CONFIGURED_KEY, legacy(config->hStream), f)
LAUNCH(cuLaunchKernelEx_ptsz, (const CUlaunchConfig *config, CUfunction f, void **kernelParams, void **extra),
       (config, f, kernelParams, extra), config != NULL, CONFIGURED_KEY, per_thread(config->hStream), f)

LAUNCH(cuLaunch, (CUfunction f), (f), true, key_of(f, 0, 0, 0, 2), CU_STREAM_LEGACY, f)
LAUNCH(cuLaunchGrid, (CUfunction f, int grid_width, int grid_height), (f, grid_width, grid_height), true,
       key_of(f, both((unsigned int)grid_width, (unsigned int)grid_height), 0, 0, 2), CU_STREAM_LEGACY, f)
LAUNCH(cuLaunchGridAsync, (CUfunction f, int grid_width, int grid_height, CUstream hStream),
       (f, grid_width, grid_height, hStream), true,
       key_of(f, both((unsigned int)grid_width, (unsigned int)grid_height), 0, 0, 2), legacy(hStream), f)

// A graph may take memory, which is charged before. One that can't, as long as none was ever seen that does, is launched as a
// kernel is.
static inline bool is_leased(CUgraphExec exec, CUstream stream) {
  struct vgpu_thread *thread = vgpu_this_thread;
  return !vgpu_graph_memory_is_seen() &&
         (vgpu_thread_unrestrained(thread) || vgpu_thread_launch(thread, key_of_graph(exec), stream));
}

__attribute__((noinline)) static CUresult launch_graph(__typeof__(&cuGraphLaunch) real, CUgraphExec exec, CUstream program_stream, CUstream stream) {
  if (!vgpu_enter())
    return real(exec, program_stream);
  struct vgpu_launch launch = {.key = key_of_graph(exec), .stream = stream};
  // What is being captured becomes a node of another graph.
  bool captured = vgpu_captures_any() && vgpu_capturing(stream, false);
  CUresult result = captured ? CUDA_SUCCESS : vgpu_graph_before_launch(exec, stream);
  bool charged = !captured && result == CUDA_SUCCESS;
  bool leased = vgpu_thread_unrestrained(vgpu_this_thread) || vgpu_thread_launch(vgpu_this_thread, launch.key, stream);
  if (result == CUDA_SUCCESS && !leased)
    result = vgpu_launch_begin(&launch);
  if (result == CUDA_SUCCESS) {
    result = real(exec, program_stream);
    if (!leased)
      vgpu_launch_end(&launch, result);
  }
  if (charged && !launch.left)
    vgpu_graph_after_launch(exec, stream, result);
  if (!launch.left)
    vgpu_leave();
  return result;
}

CUresult cuGraphLaunch(CUgraphExec hGraphExec, CUstream hStream) {
  __typeof__(&cuGraphLaunch) real = VGPU_REAL(cuGraphLaunch);
  if (LIKELY(real != NULL && is_leased(hGraphExec, legacy(hStream))))
    return real(hGraphExec, hStream);
  return real == NULL ? (CUresult)vgpu_missing(VGPU_cuGraphLaunch) : launch_graph(real, hGraphExec, hStream, legacy(hStream));
}

CUresult cuGraphLaunch_ptsz(CUgraphExec hGraphExec, CUstream hStream) {
  __typeof__(&cuGraphLaunch_ptsz) real = VGPU_REAL(cuGraphLaunch_ptsz);
  if (LIKELY(real != NULL && is_leased(hGraphExec, per_thread(hStream))))
    return real(hGraphExec, hStream);
  return real == NULL ? (CUresult)vgpu_missing(VGPU_cuGraphLaunch_ptsz)
                      : launch_graph(real, hGraphExec, hStream, per_thread(hStream));
}

// On each device its own part: all of them may go, or none does.
CUresult cuLaunchCooperativeKernelMultiDevice(CUDA_LAUNCH_PARAMS *launchParamsList, unsigned int numDevices, unsigned int flags) {
  __typeof__(&cuLaunchCooperativeKernelMultiDevice) real = VGPU_REAL(cuLaunchCooperativeKernelMultiDevice);
  if (real == NULL)
    return vgpu_missing(VGPU_cuLaunchCooperativeKernelMultiDevice);
  if (launchParamsList == NULL || numDevices == 0 || numDevices > HAMI_REGION_DEVICES || !vgpu_enter())
    return real(launchParamsList, numDevices, flags);
  struct vgpu_launch launches[HAMI_REGION_DEVICES];
  CUresult result = CUDA_SUCCESS;
  unsigned int begun = 0;
  bool left = false;
  for (; begun < numDevices && result == CUDA_SUCCESS && !left; begun++) {
    const CUDA_LAUNCH_PARAMS *part = &launchParamsList[begun];
    launches[begun] = (struct vgpu_launch){
        .key = key_of(part->function, both(part->gridDimX, part->gridDimY), both(part->gridDimZ, part->blockDimX),
                      both(part->blockDimY, part->blockDimZ), part->sharedMemBytes),
        .stream = legacy(part->hStream), .function = part->function};
    result = vgpu_launch_begin(&launches[begun]);
    left = launches[begun].left;
  }
  if (result == CUDA_SUCCESS)
    result = real(launchParamsList, numDevices, flags);
  else
    begun--;
  while (begun > 0)
    vgpu_launch_end(&launches[--begun], result);
  if (!left)
    vgpu_leave();
  return result;
}

// A stream that is gone is no longer captured, and its handle may come again, on another device.
static CUresult destroy(__typeof__(&cuStreamDestroy_v2) real, CUstream stream) {
  CUresult result = real(stream);
  if (result == CUDA_SUCCESS) {
    int error = errno;
    vgpu_captures_leave_stream(stream);
    vgpu_epoch_next();
    errno = error;
  }
  return result;
}

CUresult cuStreamDestroy(CUstream hStream) {
  __typeof__(&cuStreamDestroy) real = VGPU_REAL(cuStreamDestroy);
  return real == NULL ? (CUresult)vgpu_missing(VGPU_cuStreamDestroy) : destroy(real, hStream);
}

CUresult cuStreamDestroy_v2(CUstream hStream) {
  __typeof__(&cuStreamDestroy_v2) real = VGPU_REAL(cuStreamDestroy_v2);
  return real == NULL ? (CUresult)vgpu_missing(VGPU_cuStreamDestroy_v2) : destroy(real, hStream);
}
