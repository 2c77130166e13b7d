#include "conformance.h"

static void *const wild = (void *)0x10000;

typedef CUresult create_function(CUcontext *, unsigned int, CUdevice);

static void create_and_destroy(create_function *create, CUresult (*destroy)(CUcontext)) {
  CUdevice device = with_device(), found = -1;
  CUcontext context = NULL, current = NULL;
  REQUIRE(create(&context, CU_CTX_SCHED_YIELD, device));
  EXPECT(cuCtxGetCurrent(&current), CUDA_SUCCESS);
  CHECK(context && current == context);
  EXPECT(cuCtxGetDevice(&found), CUDA_SUCCESS);
  CHECK(found == device);
  EXPECT(destroy(context), CUDA_SUCCESS);
  EXPECT(cuCtxGetCurrent(&current), CUDA_SUCCESS);
  CHECK(current == NULL);
}

CASE(cuCtxCreate, CUDA_SUCCESS, "current until destroyed") { create_and_destroy(cuCtxCreate, cuCtxDestroy_v2); }
CASE(cuCtxCreate_v2, CUDA_SUCCESS, "current until destroyed") { create_and_destroy(cuCtxCreate_v2, cuCtxDestroy_v2); }
CASE(cuCtxDestroy, CUDA_SUCCESS, "pops what is current") { create_and_destroy(cuCtxCreate_v2, cuCtxDestroy); }
CASE(cuCtxDestroy_v2, CUDA_SUCCESS, "pops what is current") { create_and_destroy(cuCtxCreate_v2, cuCtxDestroy_v2); }

CASE(cuCtxCreate_v2, CUDA_ERROR_INVALID_VALUE, "two ways of scheduling at once") {
  CUcontext context;
  CUdevice device = with_device();
  EXPECT(cuCtxCreate_v2(&context, CU_CTX_SCHED_SPIN | CU_CTX_SCHED_YIELD, device), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuCtxCreate_v2(&context, 0x40000000, device), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuCtxCreate_v3, CUDA_SUCCESS, "without affinity") {
  CUcontext context;
  CUdevice device = with_device();
  REQUIRE(cuCtxCreate_v3(&context, NULL, 0, 0, device));
  EXPECT(cuCtxDestroy_v2(context), CUDA_SUCCESS);
}

CASE(cuCtxCreate_v3, CUDA_ERROR_UNSUPPORTED_EXEC_AFFINITY, "affinity without MPS") {
  CUcontext context;
  CUdevice device = with_device();
  CUexecAffinityParam affinity = {.type = CU_EXEC_AFFINITY_TYPE_SM_COUNT, .param.smCount.val = 4};
  int supported = 1;
  REQUIRE(cuDeviceGetExecAffinitySupport(&supported, CU_EXEC_AFFINITY_TYPE_SM_COUNT, device));
  if (supported)
    SKIP("MPS runs");
  EXPECT(cuCtxCreate_v3(&context, &affinity, 1, 0, device), CUDA_ERROR_UNSUPPORTED_EXEC_AFFINITY);
}

CASE(cuCtxCreate_v4, CUDA_SUCCESS, "without parameters, and with empty ones") {
  CUcontext context;
  CUdevice device = with_device();
  CUctxCreateParams parameters = {0};
  REQUIRE(cuCtxCreate_v4(&context, NULL, 0, device));
  EXPECT(cuCtxDestroy_v2(context), CUDA_SUCCESS);
  REQUIRE(cuCtxCreate_v4(&context, &parameters, 0, device));
  EXPECT(cuCtxDestroy_v2(context), CUDA_SUCCESS);
}

CASE(cuCtxDestroy_v2, CUDA_ERROR_INVALID_CONTEXT, "a second time") {
  CUcontext context;
  CUdevice device = with_device();
  REQUIRE(cuCtxCreate_v2(&context, 0, device));
  EXPECT(cuCtxDestroy_v2(context), CUDA_SUCCESS);
  int result = cuCtxDestroy_v2(context);
  CHECK(result == CUDA_ERROR_INVALID_CONTEXT || result == CUDA_ERROR_CONTEXT_IS_DESTROYED);
}

CASE(cuCtxDestroy_v2, CUDA_ERROR_CONTEXT_IS_DESTROYED, "and still below another on the stack") {
  CUcontext first, second, current = NULL;
  CUdevice device = with_device(), found;
  REQUIRE(cuCtxCreate_v2(&first, 0, device));
  REQUIRE(cuCtxCreate_v2(&second, 0, device));
  EXPECT(cuCtxDestroy_v2(first), CUDA_SUCCESS);
  EXPECT(cuCtxPopCurrent_v2(&current), CUDA_SUCCESS);
  CHECK(current == second);
  EXPECT(cuCtxGetDevice(&found), CUDA_ERROR_CONTEXT_IS_DESTROYED);
}

CASE(cuCtxAttach, CUDA_SUCCESS, "keeps it until detached as often") {
  CUcontext context, same = NULL;
  CUdevice device = with_device();
  REQUIRE(cuCtxCreate_v2(&context, 0, device));
  EXPECT(cuCtxAttach(&same, 0), CUDA_SUCCESS);
  CHECK(same == context);
  EXPECT(cuCtxDetach(context), CUDA_SUCCESS);
  EXPECT(cuCtxSynchronize(), CUDA_SUCCESS);
  EXPECT(cuCtxDetach(context), CUDA_SUCCESS);
  EXPECT(cuCtxSynchronize(), CUDA_ERROR_INVALID_CONTEXT);
}

CASE(cuCtxDetach, CUDA_SUCCESS, "ends what was created") {
  CUcontext context, current = NULL;
  CUdevice device = with_device();
  REQUIRE(cuCtxCreate_v2(&context, 0, device));
  EXPECT(cuCtxDetach(context), CUDA_SUCCESS);
  EXPECT(cuCtxGetCurrent(&current), CUDA_SUCCESS);
  CHECK(current == NULL);
}

CASE(cuCtxGetCurrent, CUDA_SUCCESS, "nothing to begin with") {
  CUcontext current = wild;
  with_device();
  EXPECT(cuCtxGetCurrent(&current), CUDA_SUCCESS);
  CHECK(current == NULL);
}

CASE(cuCtxSetCurrent, CUDA_SUCCESS, "replaces the top, and NULL takes it off") {
  CUcontext primary = with_context(), other, current = NULL;
  CUdevice device = with_device();
  REQUIRE(cuCtxCreate_v2(&other, 0, device));
  EXPECT(cuCtxSetCurrent(primary), CUDA_SUCCESS);
  EXPECT(cuCtxSetCurrent(NULL), CUDA_SUCCESS);
  EXPECT(cuCtxGetCurrent(&current), CUDA_SUCCESS);
  CHECK(current == primary);
  EXPECT(cuCtxDestroy_v2(other), CUDA_SUCCESS);
}

CASE(cuCtxSetCurrent, CUDA_ERROR_INVALID_CONTEXT, "what was destroyed") {
  CUcontext context;
  CUdevice device = with_device();
  REQUIRE(cuCtxCreate_v2(&context, 0, device));
  REQUIRE(cuCtxDestroy_v2(context));
  int result = cuCtxSetCurrent(context);
  CHECK(result == CUDA_ERROR_INVALID_CONTEXT || result == CUDA_ERROR_CONTEXT_IS_DESTROYED);
}

static void push_and_pop(CUresult (*push)(CUcontext), CUresult (*pop)(CUcontext *)) {
  CUcontext primary = with_context(), other, top = NULL;
  CUdevice device = with_device();
  REQUIRE(cuCtxCreate_v2(&other, 0, device));
  EXPECT(pop(&top), CUDA_SUCCESS);
  CHECK(top == other);
  EXPECT(cuCtxGetCurrent(&top), CUDA_SUCCESS);
  CHECK(top == primary);
  EXPECT(push(other), CUDA_SUCCESS);
  EXPECT(push(other), CUDA_SUCCESS);
  EXPECT(cuCtxGetCurrent(&top), CUDA_SUCCESS);
  CHECK(top == other);
  EXPECT(pop(&top), CUDA_SUCCESS);
  EXPECT(pop(&top), CUDA_SUCCESS);
  EXPECT(pop(&top), CUDA_SUCCESS);
  CHECK(top == primary);
  EXPECT(pop(&top), CUDA_ERROR_INVALID_CONTEXT);
  EXPECT(cuCtxDestroy_v2(other), CUDA_SUCCESS);
}

CASE(cuCtxPushCurrent, CUDA_SUCCESS, "a stack") { push_and_pop(cuCtxPushCurrent, cuCtxPopCurrent_v2); }
CASE(cuCtxPushCurrent_v2, CUDA_SUCCESS, "a stack, the same one twice") { push_and_pop(cuCtxPushCurrent_v2, cuCtxPopCurrent_v2); }
CASE(cuCtxPopCurrent, CUDA_SUCCESS, "gives what was on top") { push_and_pop(cuCtxPushCurrent_v2, cuCtxPopCurrent); }
CASE(cuCtxPopCurrent_v2, CUDA_SUCCESS, "gives what was on top") { push_and_pop(cuCtxPushCurrent_v2, cuCtxPopCurrent_v2); }

CASE(cuCtxGetDevice, CUDA_SUCCESS, "the context's") {
  CUdevice device = -1;
  with_context();
  EXPECT(cuCtxGetDevice(&device), CUDA_SUCCESS);
  CHECK(device == 0);
}

CASE(cuCtxGetDevice_v2, CUDA_SUCCESS, "a context's, and NULL means the current one") {
  CUdevice device = -1;
  CUcontext context = with_context();
  EXPECT(cuCtxGetDevice_v2(&device, NULL), CUDA_SUCCESS);
  CHECK(device == 0);
  REQUIRE(cuCtxSetCurrent(NULL));
  EXPECT(cuCtxGetDevice_v2(&device, context), CUDA_SUCCESS);
}

CASE(cuCtxGetApiVersion, CUDA_SUCCESS, "by how it was made") {
  unsigned int version = 0;
  CUcontext context = with_context();
  EXPECT(cuCtxGetApiVersion(context, &version), CUDA_SUCCESS);
  CHECK(version >= 3010);
  EXPECT(cuCtxGetApiVersion(NULL, &version), CUDA_SUCCESS);
}

CASE(cuCtxGetId, CUDA_SUCCESS, "never the same twice") {
  unsigned long long one = 0, other = 0;
  CUcontext context;
  with_context();
  EXPECT(cuCtxGetId(NULL, &one), CUDA_SUCCESS);
  REQUIRE(cuCtxCreate_v2(&context, 0, 0));
  EXPECT(cuCtxGetId(context, &other), CUDA_SUCCESS);
  CHECK(one != other);
  REQUIRE(cuCtxDestroy_v2(context));
  REQUIRE(cuCtxCreate_v2(&context, 0, 0));
  EXPECT(cuCtxGetId(context, &one), CUDA_SUCCESS);
  CHECK(one != other);
}

CASE(cuCtxGetFlags, CUDA_SUCCESS, "as created") {
  CUcontext context;
  unsigned int flags = 0;
  CUdevice device = with_device();
  REQUIRE(cuCtxCreate_v2(&context, CU_CTX_SCHED_BLOCKING_SYNC, device));
  EXPECT(cuCtxGetFlags(&flags), CUDA_SUCCESS);
  CHECK((flags & CU_CTX_SCHED_MASK) == CU_CTX_SCHED_BLOCKING_SYNC);
  EXPECT(cuCtxDestroy_v2(context), CUDA_SUCCESS);
}

CASE(cuCtxSetFlags, CUDA_SUCCESS, "from then on") {
  CUcontext context;
  unsigned int flags = 0;
  CUdevice device = with_device();
  REQUIRE(cuCtxCreate_v2(&context, 0, device));
  EXPECT(cuCtxSetFlags(CU_CTX_SCHED_YIELD), CUDA_SUCCESS);
  EXPECT(cuCtxGetFlags(&flags), CUDA_SUCCESS);
  CHECK((flags & CU_CTX_SCHED_MASK) == CU_CTX_SCHED_YIELD);
  EXPECT(cuCtxDestroy_v2(context), CUDA_SUCCESS);
}

CASE(cuCtxGetCacheConfig, CUDA_SUCCESS, "a preference") {
  CUfunc_cache config = (CUfunc_cache)-1;
  with_context();
  EXPECT(cuCtxGetCacheConfig(&config), CUDA_SUCCESS);
  CHECK(config == CU_FUNC_CACHE_PREFER_NONE);
}

CASE(cuCtxSetCacheConfig, CUDA_SUCCESS, "kept") {
  CUfunc_cache config;
  with_context();
  EXPECT(cuCtxSetCacheConfig(CU_FUNC_CACHE_PREFER_L1), CUDA_SUCCESS);
  EXPECT(cuCtxGetCacheConfig(&config), CUDA_SUCCESS);
  CHECK(config == CU_FUNC_CACHE_PREFER_L1);
}

CASE(cuCtxSetCacheConfig, CUDA_ERROR_INVALID_VALUE, "no preference there is") {
  with_context();
  EXPECT(cuCtxSetCacheConfig((CUfunc_cache)17), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuCtxGetSharedMemConfig, CUDA_SUCCESS, "banks of four bytes") {
  CUsharedconfig config = (CUsharedconfig)-1;
  with_context();
  EXPECT(cuCtxGetSharedMemConfig(&config), CUDA_SUCCESS);
  CHECK(config == CU_SHARED_MEM_CONFIG_FOUR_BYTE_BANK_SIZE);
}

CASE(cuCtxSetSharedMemConfig, CUDA_SUCCESS, "a wish") {
  with_context();
  EXPECT(cuCtxSetSharedMemConfig(CU_SHARED_MEM_CONFIG_EIGHT_BYTE_BANK_SIZE), CUDA_SUCCESS);
}

CASE(cuCtxGetLimit, CUDA_SUCCESS, "what kernels may use") {
  size_t stack = 0, queue = 0, heap = 0;
  with_context();
  EXPECT(cuCtxGetLimit(&stack, CU_LIMIT_STACK_SIZE), CUDA_SUCCESS);
  CHECK(stack == 1024);
  EXPECT(cuCtxGetLimit(&queue, CU_LIMIT_PRINTF_FIFO_SIZE), CUDA_SUCCESS);
  CHECK(queue > 1 << 20 || queue == 1 << 20);
  EXPECT(cuCtxGetLimit(&heap, CU_LIMIT_MALLOC_HEAP_SIZE), CUDA_SUCCESS);
  CHECK(heap == 8 << 20);
}

CASE(cuCtxGetLimit, CUDA_ERROR_INVALID_VALUE, "no limit there is") {
  size_t value;
  with_context();
  int result = cuCtxGetLimit(&value, (CUlimit)77);
  CHECK(result == CUDA_ERROR_INVALID_VALUE || result == CUDA_ERROR_UNSUPPORTED_LIMIT);
}

CASE(cuCtxSetLimit, CUDA_SUCCESS, "at least what was asked for") {
  size_t value = 0;
  with_context();
  EXPECT(cuCtxSetLimit(CU_LIMIT_STACK_SIZE, 4096), CUDA_SUCCESS);
  EXPECT(cuCtxGetLimit(&value, CU_LIMIT_STACK_SIZE), CUDA_SUCCESS);
  CHECK(value >= 4096);
}

CASE(cuCtxSetLimit, CUDA_ERROR_INVALID_VALUE, "a stack beyond all bounds") {
  with_context();
  EXPECT(cuCtxSetLimit(CU_LIMIT_STACK_SIZE, (size_t)1 << 40), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuCtxGetStreamPriorityRange, CUDA_SUCCESS, "smaller numbers are more urgent") {
  int least = 7, greatest = 7;
  with_context();
  EXPECT(cuCtxGetStreamPriorityRange(&least, &greatest), CUDA_SUCCESS);
  CHECK(least == 0 && greatest < 0);
  EXPECT(cuCtxGetStreamPriorityRange(NULL, NULL), CUDA_SUCCESS);
}

CASE(cuCtxSynchronize, CUDA_SUCCESS, "nothing to wait for") {
  with_context();
  EXPECT(cuCtxSynchronize(), CUDA_SUCCESS);
}

CASE(cuCtxSynchronize_v2, CUDA_SUCCESS, "a context that isn't current") {
  CUcontext context = with_context();
  EXPECT(cuCtxSynchronize_v2(NULL), CUDA_SUCCESS);
  REQUIRE(cuCtxSetCurrent(NULL));
  EXPECT(cuCtxSynchronize_v2(context), CUDA_SUCCESS);
}

CASE(cuCtxResetPersistingL2Cache, CUDA_SUCCESS, "from compute capability 8.0 on") {
  int major = 0;
  CUdevice device = with_device();
  with_context();
  REQUIRE(cuDeviceGetAttribute(&major, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR, device));
  if (major < 8)
    SKIP("the device can't set L2 aside");
  EXPECT(cuCtxResetPersistingL2Cache(), CUDA_SUCCESS);
}

CASE(cuCtxGetExecAffinity, CUDA_ERROR_UNSUPPORTED_EXEC_AFFINITY, "without MPS") {
  CUexecAffinityParam affinity;
  with_context();
  EXPECT(cuCtxGetExecAffinity(&affinity, CU_EXEC_AFFINITY_TYPE_SM_COUNT), CUDA_ERROR_UNSUPPORTED_EXEC_AFFINITY);
}

CASE(cuDevicePrimaryCtxRetain, CUDA_SUCCESS, "the same for as long as it is retained, and not current by that") {
  CUcontext one, same, current = NULL;
  unsigned int flags;
  int active = -1;
  CUdevice device = with_device();
  REQUIRE(cuDevicePrimaryCtxGetState(device, &flags, &active));
  CHECK(active == 0);
  REQUIRE(cuDevicePrimaryCtxRetain(&one, device));
  REQUIRE(cuDevicePrimaryCtxRetain(&same, device));
  CHECK(one == same);
  EXPECT(cuCtxGetCurrent(&current), CUDA_SUCCESS);
  CHECK(current == NULL);
  EXPECT(cuDevicePrimaryCtxGetState(device, &flags, &active), CUDA_SUCCESS);
  CHECK(active == 1);
}

static void release_twice(CUresult (*release)(CUdevice)) {
  CUcontext context;
  unsigned int flags;
  int active = -1;
  CUdevice device = with_device();
  REQUIRE(cuDevicePrimaryCtxRetain(&context, device));
  REQUIRE(cuDevicePrimaryCtxRetain(&context, device));
  EXPECT(release(device), CUDA_SUCCESS);
  EXPECT(cuDevicePrimaryCtxGetState(device, &flags, &active), CUDA_SUCCESS);
  CHECK(active == 1);
  EXPECT(release(device), CUDA_SUCCESS);
  EXPECT(cuDevicePrimaryCtxGetState(device, &flags, &active), CUDA_SUCCESS);
  CHECK(active == 0);
  EXPECT(release(device), CUDA_ERROR_INVALID_CONTEXT);
}

CASE(cuDevicePrimaryCtxRelease, CUDA_SUCCESS, "as often as retained") { release_twice(cuDevicePrimaryCtxRelease); }
CASE(cuDevicePrimaryCtxRelease_v2, CUDA_SUCCESS, "as often as retained") { release_twice(cuDevicePrimaryCtxRelease_v2); }

static void reset(CUresult (*reset_device)(CUdevice)) {
  unsigned int flags;
  int active = -1;
  CUdeviceptr memory;
  CUdevice device = with_device();
  with_context();
  REQUIRE(cuMemAlloc_v2(&memory, 4096));
  EXPECT(reset_device(device), CUDA_SUCCESS);
  EXPECT(cuDevicePrimaryCtxGetState(device, &flags, &active), CUDA_SUCCESS);
  CHECK(active == 0);
  CHECK(cuMemAlloc_v2(&memory, 4096) != CUDA_SUCCESS);
  EXPECT(cuDevicePrimaryCtxRelease(device), CUDA_SUCCESS);
}

CASE(cuDevicePrimaryCtxReset, CUDA_SUCCESS, "ends it, whoever retains it") { reset(cuDevicePrimaryCtxReset); }
CASE(cuDevicePrimaryCtxReset_v2, CUDA_SUCCESS, "ends it, whoever retains it") { reset(cuDevicePrimaryCtxReset_v2); }

CASE(cuDevicePrimaryCtxReset_v2, CUDA_ERROR_CONTEXT_IS_DESTROYED, "while it is current") {
  CUdevice device = with_device(), found;
  with_context();
  REQUIRE(cuDevicePrimaryCtxReset_v2(device));
  EXPECT(cuCtxGetDevice(&found), CUDA_ERROR_CONTEXT_IS_DESTROYED);
}

static void set_flags(CUresult (*set)(CUdevice, unsigned int)) {
  unsigned int flags = 0;
  int active;
  CUdevice device = with_device();
  EXPECT(set(device, CU_CTX_SCHED_YIELD), CUDA_SUCCESS);
  EXPECT(cuDevicePrimaryCtxGetState(device, &flags, &active), CUDA_SUCCESS);
  CHECK((flags & CU_CTX_SCHED_MASK) == CU_CTX_SCHED_YIELD);
  EXPECT(set(device, CU_CTX_SCHED_SPIN | CU_CTX_SCHED_YIELD), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuDevicePrimaryCtxSetFlags, CUDA_SUCCESS, "for the next context") { set_flags(cuDevicePrimaryCtxSetFlags); }
CASE(cuDevicePrimaryCtxSetFlags_v2, CUDA_SUCCESS, "for the next context") { set_flags(cuDevicePrimaryCtxSetFlags_v2); }

CASE(cuDevicePrimaryCtxGetState, CUDA_SUCCESS, "not active to begin with") {
  unsigned int flags = 99;
  int active = 99;
  CUdevice device = with_device();
  EXPECT(cuDevicePrimaryCtxGetState(device, &flags, &active), CUDA_SUCCESS);
  CHECK(active == 0 && flags == 0);
}

CASE(cuDeviceGetExecAffinitySupport, CUDA_SUCCESS, "a question") {
  int supported = -1;
  EXPECT(cuDeviceGetExecAffinitySupport(&supported, CU_EXEC_AFFINITY_TYPE_SM_COUNT, with_device()), CUDA_SUCCESS);
  CHECK(supported == 0 || supported == 1);
}

CASE(cuProfilerStart, CUDA_SUCCESS, "and stop, with nobody profiling") {
  with_context();
  EXPECT(cuProfilerStart(), CUDA_SUCCESS);
  EXPECT(cuProfilerStop(), CUDA_SUCCESS);
}
