#include "kernels.h"

enum { COUNT = 1000 };

static CUdeviceptr device_words(const void *content) {
  CUdeviceptr memory;
  REQUIRE(cuMemAlloc_v2(&memory, COUNT * 4));
  if (content != NULL)
    REQUIRE(cuMemcpyHtoD_v2(memory, content, COUNT * 4));
  else
    REQUIRE(cuMemsetD32_v2(memory, 0, COUNT));
  return memory;
}

static void check_words(CUdeviceptr memory, uint32_t first, uint32_t step, uint32_t count) {
  uint32_t words[COUNT], expected[COUNT] = {0};
  REQUIRE(cuMemcpyDtoH_v2(words, memory, sizeof words));
  for (uint32_t i = 0; i < count; i++)
    expected[i] = first + step * i;
  CHECK_BYTES(words, expected, sizeof words);
}

// fill(memory, 7, COUNT) by some form of launch.
struct fill {
  CUmodule module;
  CUfunction function;
  CUdeviceptr memory;
  uint32_t value, count;
  void *arguments[3];
};

static void with_fill(struct fill *fill) {
  fill->module = with_kernels();
  fill->function = kernel_named(fill->module, "fill");
  fill->memory = device_words(NULL);
  fill->value = 7;
  fill->count = COUNT;
  fill->arguments[0] = &fill->memory;
  fill->arguments[1] = &fill->value;
  fill->arguments[2] = &fill->count;
}

CASE(cuLaunchKernel, CUDA_SUCCESS, "arguments by pointers, taken at the call") {
  struct fill fill;
  with_fill(&fill);
  EXPECT(cuLaunchKernel(fill.function, 8, 1, 1, 128, 1, 1, 0, NULL, fill.arguments, NULL), CUDA_SUCCESS);
  fill.value = 8;
  fill.count = 0;
  EXPECT(cuCtxSynchronize(), CUDA_SUCCESS);
  check_words(fill.memory, 7, 0, COUNT);
}

CASE(cuLaunchKernel, CUDA_SUCCESS, "a thread for each element, no more") {
  struct fill fill;
  with_fill(&fill);
  EXPECT(cuLaunchKernel(fill.function, 3, 1, 1, 64, 1, 1, 0, NULL, fill.arguments, NULL), CUDA_SUCCESS);
  EXPECT(cuCtxSynchronize(), CUDA_SUCCESS);
  check_words(fill.memory, 7, 0, 3 * 64);
}

CASE(cuLaunchKernel, CUDA_SUCCESS, "arguments in one buffer") {
  struct fill fill;
  with_fill(&fill);
  struct { CUdeviceptr memory; uint32_t value, count; } buffer = {fill.memory, 9, COUNT};
  size_t size = sizeof buffer;
  void *extra[] = {CU_LAUNCH_PARAM_BUFFER_POINTER, &buffer, CU_LAUNCH_PARAM_BUFFER_SIZE, &size, CU_LAUNCH_PARAM_END};
  EXPECT(cuLaunchKernel(fill.function, 8, 1, 1, 128, 1, 1, 0, NULL, NULL, extra), CUDA_SUCCESS);
  buffer.value = 1;
  EXPECT(cuCtxSynchronize(), CUDA_SUCCESS);
  check_words(fill.memory, 9, 0, COUNT);
}

CASE(cuLaunchKernel, CUDA_SUCCESS, "copies and adds") {
  uint32_t numbers[COUNT];
  float floats[COUNT], sums[COUNT], doubled[COUNT];
  for (uint32_t i = 0; i < COUNT; i++) {
    numbers[i] = i * 3;
    floats[i] = (float)i;
    doubled[i] = (float)i * 2;
  }
  CUmodule module = with_kernels();
  CUdeviceptr from = device_words(numbers), to = device_words(NULL), a = device_words(floats), sum = device_words(NULL);
  uint32_t count = COUNT;
  void *copy[] = {&to, &from, &count}, *add[] = {&a, &a, &sum, &count};
  EXPECT(cuLaunchKernel(kernel_named(module, "copy"), 8, 1, 1, 128, 1, 1, 0, NULL, copy, NULL), CUDA_SUCCESS);
  EXPECT(cuLaunchKernel(kernel_named(module, "vecadd"), 8, 1, 1, 128, 1, 1, 0, NULL, add, NULL), CUDA_SUCCESS);
  check_words(to, 0, 3, COUNT);
  REQUIRE(cuMemcpyDtoH_v2(sums, sum, sizeof sums));
  CHECK_BYTES(sums, doubled, sizeof sums);
}

CASE(cuLaunchKernel, CUDA_ERROR_INVALID_VALUE, "no blocks, no threads") {
  CUfunction function = kernel_named(with_kernels(), "spin_us200");
  EXPECT(cuLaunchKernel(function, 0, 1, 1, 1, 1, 1, 0, NULL, NULL, NULL), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuLaunchKernel(function, 1, 0, 1, 1, 1, 1, 0, NULL, NULL, NULL), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuLaunchKernel(function, 1, 1, 0, 1, 1, 1, 0, NULL, NULL, NULL), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuLaunchKernel(function, 1, 1, 1, 0, 1, 1, 0, NULL, NULL, NULL), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuLaunchKernel(function, 1, 1, 1, 1, 0, 1, 0, NULL, NULL, NULL), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuLaunchKernel(function, 1, 1, 1, 1, 1, 0, 0, NULL, NULL, NULL), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuLaunchKernel, CUDA_ERROR_INVALID_VALUE, "beyond the device's bounds") {
  CUfunction function = kernel_named(with_kernels(), "spin_us200");
  EXPECT(cuLaunchKernel(function, 1, 1, 1, 1025, 1, 1, 0, NULL, NULL, NULL), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuLaunchKernel(function, 1, 1, 1, 1, 1025, 1, 0, NULL, NULL, NULL), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuLaunchKernel(function, 1, 1, 1, 1, 1, 65, 0, NULL, NULL, NULL), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuLaunchKernel(function, 1, 1, 1, 64, 64, 1, 0, NULL, NULL, NULL), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuLaunchKernel(function, 1, 65536, 1, 1, 1, 1, 0, NULL, NULL, NULL), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuLaunchKernel(function, 1, 1, 65536, 1, 1, 1, 0, NULL, NULL, NULL), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuLaunchKernel(function, 0x80000000u, 1, 1, 1, 1, 1, 0, NULL, NULL, NULL), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuLaunchKernel, CUDA_ERROR_INVALID_VALUE, "more shared memory than the function may have") {
  CUfunction function = kernel_named(with_kernels(), "spin_us200");
  EXPECT(cuLaunchKernel(function, 1, 1, 1, 1, 1, 1, 48 << 10, NULL, NULL, NULL), CUDA_SUCCESS);
  EXPECT(cuLaunchKernel(function, 1, 1, 1, 1, 1, 1, (48 << 10) + 4, NULL, NULL, NULL), CUDA_ERROR_INVALID_VALUE);
  REQUIRE(cuFuncSetAttribute(function, CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, 60 << 10));
  EXPECT(cuLaunchKernel(function, 1, 1, 1, 1, 1, 1, 60 << 10, NULL, NULL, NULL), CUDA_SUCCESS);
}

CASE(cuLaunchKernel, CUDA_ERROR_INVALID_VALUE, "more threads than the kernel was made for") {
  CUfunction function = kernel_named(with_kernels(), "small");
  EXPECT(cuLaunchKernel(function, 1, 1, 1, 64, 1, 1, 0, NULL, NULL, NULL), CUDA_SUCCESS);
  int result = cuLaunchKernel(function, 1, 1, 1, 65, 1, 1, 0, NULL, NULL, NULL);
  CHECK(result == CUDA_ERROR_INVALID_VALUE || result == CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES);
}

CASE(cuLaunchKernel, CUDA_ERROR_INVALID_VALUE, "arguments in both ways") {
  struct fill fill;
  with_fill(&fill);
  size_t size = 0;
  void *extra[] = {CU_LAUNCH_PARAM_BUFFER_POINTER, &fill, CU_LAUNCH_PARAM_BUFFER_SIZE, &size, CU_LAUNCH_PARAM_END};
  EXPECT(cuLaunchKernel(fill.function, 1, 1, 1, 1, 1, 1, 0, NULL, fill.arguments, extra), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuLaunchKernel, CUDA_ERROR_INVALID_HANDLE, "a function of another context") {
  CUcontext other;
  CUfunction function = kernel_named(with_kernels(), "spin_us200");
  REQUIRE(cuCtxCreate_v2(&other, 0, 0));
  EXPECT(cuLaunchKernel(function, 1, 1, 1, 1, 1, 1, 0, NULL, NULL, NULL), CUDA_ERROR_INVALID_HANDLE);
}

CASE(cuLaunchKernel, CUDA_ERROR_INVALID_HANDLE, "a stream of another context") {
  CUcontext other;
  CUmodule module = with_kernels();
  CUfunction function = kernel_named(module, "spin_us200");
  REQUIRE(cuCtxCreate_v2(&other, 0, 0));
  CUstream stream = with_stream();
  REQUIRE(cuCtxPopCurrent_v2(&other));
  int result = cuLaunchKernel(function, 1, 1, 1, 1, 1, 1, 0, stream, NULL, NULL);
  CHECK(result == CUDA_ERROR_INVALID_HANDLE || result == CUDA_ERROR_INVALID_CONTEXT);
}

CASE(cuLaunchKernel, CUDA_ERROR_INVALID_CONTEXT, "with nothing current") {
  CUfunction function = kernel_named(with_kernels(), "spin_us200");
  REQUIRE(cuCtxSetCurrent(NULL));
  EXPECT(cuLaunchKernel(function, 1, 1, 1, 1, 1, 1, 0, NULL, NULL, NULL), CUDA_ERROR_INVALID_CONTEXT);
}

CASE(cuLaunchKernel, CUDA_ERROR_ILLEGAL_ADDRESS, "memory that isn't there ends the context") {
  struct fill fill;
  CUdeviceptr more;
  with_fill(&fill);
  fill.memory = 0x1000;
  EXPECT(cuLaunchKernel(fill.function, 8, 1, 1, 128, 1, 1, 0, NULL, fill.arguments, NULL), CUDA_SUCCESS);
  EXPECT(cuCtxSynchronize(), CUDA_ERROR_ILLEGAL_ADDRESS);
  EXPECT(cuMemAlloc_v2(&more, 64), CUDA_ERROR_ILLEGAL_ADDRESS);
  EXPECT(cuStreamSynchronize(NULL), CUDA_ERROR_ILLEGAL_ADDRESS);
}

CASE(cuLaunchCooperativeKernel, CUDA_SUCCESS, "as many blocks as run at a time") {
  int sms = 0, supported = 0;
  CUfunction function = kernel_named(with_kernels(), "spin_us200");
  REQUIRE(cuDeviceGetAttribute(&supported, CU_DEVICE_ATTRIBUTE_COOPERATIVE_LAUNCH, 0));
  if (!supported)
    SKIP("the device has no cooperative launches");
  REQUIRE(cuDeviceGetAttribute(&sms, CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT, 0));
  EXPECT(cuLaunchCooperativeKernel(function, (unsigned)sms, 1, 1, 32, 1, 1, 0, NULL, NULL), CUDA_SUCCESS);
  EXPECT(cuCtxSynchronize(), CUDA_SUCCESS);
}

CASE(cuLaunchCooperativeKernel, CUDA_ERROR_COOPERATIVE_LAUNCH_TOO_LARGE, "more blocks than run at a time") {
  CUfunction function = kernel_named(with_kernels(), "spin_us200");
  EXPECT(cuLaunchCooperativeKernel(function, 1 << 20, 1, 1, 1024, 1, 1, 0, NULL, NULL), CUDA_ERROR_COOPERATIVE_LAUNCH_TOO_LARGE);
}

CASE(cuLaunchCooperativeKernelMultiDevice, CUDA_SUCCESS, "on one device") {
  CUfunction function = kernel_named(with_kernels(), "spin_us200");
  CUDA_LAUNCH_PARAMS list[1] = {{.function = function, .gridDimX = 2, .gridDimY = 1, .gridDimZ = 1, .blockDimX = 32,
                                 .blockDimY = 1, .blockDimZ = 1, .hStream = with_stream()}};
  EXPECT(cuLaunchCooperativeKernelMultiDevice(list, 1, 0), CUDA_SUCCESS);
  EXPECT(cuCtxSynchronize(), CUDA_SUCCESS);
}

CASE(cuLaunchCooperativeKernelMultiDevice, CUDA_ERROR_INVALID_DEVICE, "one device twice") {
  int devices = 0;
  CUfunction function = kernel_named(with_kernels(), "spin_us200");
  REQUIRE(cuDeviceGetCount(&devices));
  if (devices < 2)
    SKIP("there is one device");
  CUDA_LAUNCH_PARAMS one = {.function = function, .gridDimX = 2, .gridDimY = 1, .gridDimZ = 1, .blockDimX = 32,
                            .blockDimY = 1, .blockDimZ = 1, .hStream = with_stream()};
  CUDA_LAUNCH_PARAMS list[2] = {one, one};
  list[1].hStream = with_stream();
  EXPECT(cuLaunchCooperativeKernelMultiDevice(list, 2, 0), CUDA_ERROR_INVALID_DEVICE);
}

static CUlaunchConfig small_launch(void) {
  return (CUlaunchConfig){.gridDimX = 8, .gridDimY = 1, .gridDimZ = 1, .blockDimX = 128, .blockDimY = 1, .blockDimZ = 1};
}

CASE(cuLaunchKernelEx, CUDA_SUCCESS, "without attributes") {
  struct fill fill;
  CUlaunchConfig config = small_launch();
  with_fill(&fill);
  EXPECT(cuLaunchKernelEx(&config, fill.function, fill.arguments, NULL), CUDA_SUCCESS);
  check_words(fill.memory, 7, 0, COUNT);
}

CASE(cuLaunchKernelEx, CUDA_SUCCESS, "with attributes") {
  struct fill fill;
  CUlaunchAttribute attributes[2] = {{.id = CU_LAUNCH_ATTRIBUTE_COOPERATIVE, .value.cooperative = 1},
                                     {.id = CU_LAUNCH_ATTRIBUTE_PRIORITY, .value.priority = 0}};
  CUlaunchConfig config = small_launch();
  with_fill(&fill);
  config.attrs = attributes;
  config.numAttrs = 2;
  EXPECT(cuLaunchKernelEx(&config, fill.function, fill.arguments, NULL), CUDA_SUCCESS);
  check_words(fill.memory, 7, 0, COUNT);
}

CASE(cuLaunchKernelEx, CUDA_SUCCESS, "clusters, from compute capability 9.0 on") {
  int major = 0;
  struct fill fill;
  CUlaunchAttribute cluster = {.id = CU_LAUNCH_ATTRIBUTE_CLUSTER_DIMENSION, .value.clusterDim = {2, 1, 1}};
  CUlaunchConfig config = small_launch();
  with_fill(&fill);
  REQUIRE(cuDeviceGetAttribute(&major, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR, 0));
  if (major < 9)
    SKIP("the device has no clusters");
  config.attrs = &cluster;
  config.numAttrs = 1;
  EXPECT(cuLaunchKernelEx(&config, fill.function, fill.arguments, NULL), CUDA_SUCCESS);
  cluster.value.clusterDim.x = 64;
  config.gridDimX = 64;
  EXPECT(cuLaunchKernelEx(&config, fill.function, fill.arguments, NULL), CUDA_ERROR_INVALID_CLUSTER_SIZE);
}

CASE(cuLaunchKernelEx, CUDA_ERROR_INVALID_VALUE, "no blocks, no configuration, no attributes where some are said") {
  struct fill fill;
  CUlaunchConfig config = small_launch();
  with_fill(&fill);
  EXPECT(cuLaunchKernelEx(NULL, fill.function, fill.arguments, NULL), CUDA_ERROR_INVALID_VALUE);
  config.gridDimX = 0;
  EXPECT(cuLaunchKernelEx(&config, fill.function, fill.arguments, NULL), CUDA_ERROR_INVALID_VALUE);
  config = small_launch();
  config.numAttrs = 1;
  EXPECT(cuLaunchKernelEx(&config, fill.function, fill.arguments, NULL), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuLaunchKernelEx, CUDA_SUCCESS, "records an event once the kernel is done") {
  CUevent event;
  CUlaunchConfig config = small_launch();
  CUmodule module = with_kernels();
  REQUIRE(cuEventCreate(&event, CU_EVENT_DISABLE_TIMING));
  CUlaunchAttribute attribute = {.id = CU_LAUNCH_ATTRIBUTE_PROGRAMMATIC_EVENT, .value.programmaticEvent.event = event};
  config.attrs = &attribute;
  config.numAttrs = 1;
  config.gridDimX = config.blockDimX = 1;
  EXPECT(cuLaunchKernelEx(&config, kernel_named(module, "spin_us20000"), NULL, NULL), CUDA_SUCCESS);
  EXPECT(cuEventQuery(event), CUDA_ERROR_NOT_READY);
  EXPECT(cuEventSynchronize(event), CUDA_SUCCESS);
}

// The first interface: shape and arguments belong to the function.
static void set_up(struct fill *fill) {
  with_fill(fill);
  EXPECT(cuFuncSetBlockShape(fill->function, 128, 1, 1), CUDA_SUCCESS);
  EXPECT(cuFuncSetSharedSize(fill->function, 0), CUDA_SUCCESS);
  EXPECT(cuParamSetv(fill->function, 0, &fill->memory, sizeof fill->memory), CUDA_SUCCESS);
  EXPECT(cuParamSeti(fill->function, 8, 0x3f800000), CUDA_SUCCESS);
  EXPECT(cuParamSetf(fill->function, 8, 2.0f), CUDA_SUCCESS);
  EXPECT(cuParamSeti(fill->function, 12, COUNT), CUDA_SUCCESS);
  EXPECT(cuParamSetSize(fill->function, 16), CUDA_SUCCESS);
}

enum { TWO = 0x40000000 };  // 2.0f

CASE(cuLaunch, CUDA_SUCCESS, "one block") {
  struct fill fill;
  set_up(&fill);
  EXPECT(cuLaunch(fill.function), CUDA_SUCCESS);
  check_words(fill.memory, TWO, 0, 128);
}

CASE(cuLaunchGrid, CUDA_SUCCESS, "a grid") {
  struct fill fill;
  set_up(&fill);
  EXPECT(cuLaunchGrid(fill.function, 4, 2), CUDA_SUCCESS);
  check_words(fill.memory, TWO, 0, SIMULATED() ? COUNT : 512);  // the kernel looks at one dimension
}

CASE(cuLaunchGridAsync, CUDA_SUCCESS, "a grid in a stream") {
  struct fill fill;
  set_up(&fill);
  EXPECT(cuLaunchGridAsync(fill.function, 8, 1, with_stream()), CUDA_SUCCESS);
  EXPECT(cuCtxSynchronize(), CUDA_SUCCESS);
  check_words(fill.memory, TWO, 0, COUNT);
}

CASE(cuLaunchGrid, CUDA_ERROR_INVALID_VALUE, "no blocks, or a shape never said") {
  struct fill fill;
  with_fill(&fill);
  EXPECT(cuLaunchGrid(fill.function, 1, 1), CUDA_ERROR_INVALID_VALUE);
  REQUIRE(cuFuncSetBlockShape(fill.function, 1, 1, 1));
  EXPECT(cuLaunchGrid(fill.function, 0, 1), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuFuncSetBlockShape, CUDA_SUCCESS, "within the device's bounds") {
  CUfunction function = kernel_named(with_kernels(), "fill");
  EXPECT(cuFuncSetBlockShape(function, 32, 2, 2), CUDA_SUCCESS);
  EXPECT(cuFuncSetBlockShape(function, 0, 1, 1), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuFuncSetBlockShape(function, 1024, 2, 1), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuFuncSetSharedSize, CUDA_SUCCESS, "what the function may have") {
  EXPECT(cuFuncSetSharedSize(kernel_named(with_kernels(), "fill"), 1024), CUDA_SUCCESS);
}

CASE(cuParamSetSize, CUDA_SUCCESS, "bytes") {
  EXPECT(cuParamSetSize(kernel_named(with_kernels(), "fill"), 16), CUDA_SUCCESS);
}

CASE(cuParamSeti, CUDA_ERROR_INVALID_VALUE, "before the beginning") {
  CUfunction function = kernel_named(with_kernels(), "fill");
  EXPECT(cuParamSeti(function, -4, 1), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuParamSetv(function, 0, NULL, 4), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuParamSetSize(function, 1 << 20), CUDA_ERROR_INVALID_VALUE);
}
