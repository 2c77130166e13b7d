// Every way to launch is held to the limit: more is asked for than the limit grants, and the ledger says what was given.
#include "held.h"

enum { PERCENT = 20, STRETCH_MS = 700 };

static CUstream stream;
static CUfunction kernel;
static CUgraphExec graph;
static CUdevice devices;
static struct { CUcontext context; CUstream stream; CUfunction kernel; } each[2];

static void plain(void) { MUST(cuLaunchKernel(kernel, 1, 1, 1, 128, 1, 1, 0, stream, NULL, NULL)); }
static void in_legacy_stream(void) { MUST(cuLaunchKernel(kernel, 1, 1, 1, 128, 1, 1, 0, NULL, NULL, NULL)); }
static void per_thread(void) { MUST(cuLaunchKernel_ptsz(kernel, 1, 1, 1, 128, 1, 1, 0, NULL, NULL, NULL)); }
static void in_named_thread_stream(void) {
  MUST(cuLaunchKernel(kernel, 1, 1, 1, 128, 1, 1, 0, CU_STREAM_PER_THREAD, NULL, NULL));
}
static void many_shapes(void) {
  static unsigned int shape;
  MUST(cuLaunchKernel(kernel, 1 + shape++ % 700, 1, 1, 128, 1, 1, 0, stream, NULL, NULL));
}

static void extended(void) {
  CUlaunchConfig config = {.gridDimX = 1, .gridDimY = 1, .gridDimZ = 1, .blockDimX = 128, .blockDimY = 1, .blockDimZ = 1,
                           .hStream = stream};
  MUST(cuLaunchKernelEx(&config, kernel, NULL, NULL));
}

static void extended_per_thread(void) {
  CUlaunchConfig config = {.gridDimX = 1, .gridDimY = 1, .gridDimZ = 1, .blockDimX = 128, .blockDimY = 1, .blockDimZ = 1};
  MUST(cuLaunchKernelEx_ptsz(&config, kernel, NULL, NULL));
}

static void cooperative(void) { MUST(cuLaunchCooperativeKernel(kernel, 1, 1, 1, 128, 1, 1, 0, stream, NULL)); }
static void cooperative_per_thread(void) {
  MUST(cuLaunchCooperativeKernel_ptsz(kernel, 1, 1, 1, 128, 1, 1, 0, NULL, NULL));
}

static void legacy(void) { MUST(cuLaunch(kernel)); }
static void legacy_grid(void) { MUST(cuLaunchGrid(kernel, 2, 1)); }
static void legacy_grid_async(void) { MUST(cuLaunchGridAsync(kernel, 3, 1, stream)); }
static void graphs(void) { MUST(cuGraphLaunch(graph, stream)); }
static void graphs_per_thread(void) { MUST(cuGraphLaunch_ptsz(graph, NULL)); }

static void on_both_devices(void) {
  CUDA_LAUNCH_PARAMS parts[2];
  for (int d = 0; d < 2; d++)
    parts[d] = (CUDA_LAUNCH_PARAMS){.function = each[d].kernel, .gridDimX = 1, .gridDimY = 1, .gridDimZ = 1, .blockDimX = 128,
                                    .blockDimY = 1, .blockDimZ = 1, .hStream = each[d].stream};
  MUST(cuLaunchCooperativeKernelMultiDevice(parts, 2, 0));
}

static void in_two_contexts_in_turn(void) {
  static unsigned int turn;
  unsigned int d = turn++ % 2;
  MUST(cuCtxSetCurrent(each[d].context));
  MUST(cuLaunchKernel(each[d].kernel, 1, 1, 1, 128, 1, 1, 0, turn % 3 == 0 ? NULL : each[d].stream, NULL, NULL));
}

static CUgraphExec graph_of(uint32_t kernels) {
  CUgraph made;
  CUgraphNode before = NULL, node;
  CUgraphExec exec;
  CUDA_KERNEL_NODE_PARAMS parameters = {.func = kernel, .gridDimX = 1, .gridDimY = 1, .gridDimZ = 1, .blockDimX = 128,
                                        .blockDimY = 1, .blockDimZ = 1};
  MUST(cuGraphCreate(&made, 0));
  for (uint32_t i = 0; i < kernels; i++) {
    MUST(cuGraphAddKernelNode_v2(&node, made, before == NULL ? NULL : &before, before != NULL, &parameters));
    before = node;
  }
  MUST(cuGraphInstantiateWithFlags(&exec, made, 0));
  return exec;
}

static void measure(const char *name, void (*launch)(void), uint32_t percent) {
  struct held_stretch start = held_stretch();
  while (held_now_ns() - start.wall_ns < STRETCH_MS * UINT64_C(1000000))
    launch();
  held_check(name, start, percent);
  for (int d = 0; d < 2; d++) {
    MUST(cuCtxPushCurrent_v2(each[d].context));
    MUST(cuCtxSynchronize());
    MUST(cuCtxPopCurrent_v2(&each[d].context));
  }
}

int main(void) {
  held_begin(PERCENT);
  CUcontext first = held_open();
  kernel = held_kernel("us200");
  stream = held_stream();
  graph = graph_of(5);
  MUST(cuFuncSetBlockShape(kernel, 128, 1, 1));
  MUST(cuDeviceGet(&devices, 1));
  each[0].context = first;
  each[0].kernel = kernel;
  each[0].stream = stream;
  MUST(cuCtxCreate_v2(&each[1].context, CU_CTX_SCHED_BLOCKING_SYNC, devices));
  CUmodule module;
  MUST(cuModuleLoadData(&module, "simgpu 1\nkernel us200 us=200 sms=1000\n"));
  MUST(cuModuleGetFunction(&each[1].kernel, module, "us200"));
  each[1].stream = held_stream();
  MUST(cuCtxSetCurrent(first));
  measure("cuLaunchKernel", plain, PERCENT);
  measure("in the legacy stream", in_legacy_stream, PERCENT);
  measure("in the thread's own", per_thread, PERCENT);
  measure("in that by its name", in_named_thread_stream, PERCENT);
  measure("of more shapes than a thread keeps", many_shapes, PERCENT);
  measure("cuLaunchKernelEx", extended, PERCENT);
  measure("in the thread's own", extended_per_thread, PERCENT);
  measure("cuLaunchCooperativeKernel", cooperative, PERCENT);
  measure("in the thread's own", cooperative_per_thread, PERCENT);
  measure("cuLaunch", legacy, PERCENT);
  measure("cuLaunchGrid", legacy_grid, PERCENT);
  measure("cuLaunchGridAsync", legacy_grid_async, PERCENT);
  measure("cuGraphLaunch", graphs, PERCENT);
  measure("in the thread's own", graphs_per_thread, PERCENT);
  measure("on two devices in turn, which have a limit each", in_two_contexts_in_turn, 2 * PERCENT);
  MUST(cuCtxSetCurrent(first));
  measure("on two devices at once, which have a limit each", on_both_devices, 2 * PERCENT);
  held_end();
  return CHECKS_END();
}
