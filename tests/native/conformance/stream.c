#include "kernels.h"

CASE(cuStreamCreate, CUDA_SUCCESS, "with its flags") {
  CUstream stream = NULL;
  unsigned int flags = 9;
  with_context();
  REQUIRE(cuStreamCreate(&stream, CU_STREAM_NON_BLOCKING));
  EXPECT(cuStreamGetFlags(stream, &flags), CUDA_SUCCESS);
  CHECK(flags == CU_STREAM_NON_BLOCKING);
  EXPECT(cuStreamDestroy_v2(stream), CUDA_SUCCESS);
}

CASE(cuStreamCreate, CUDA_ERROR_INVALID_VALUE, "no flags there are") {
  CUstream stream;
  with_context();
  EXPECT(cuStreamCreate(&stream, 0x80), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuStreamCreateWithPriority, CUDA_SUCCESS, "kept within the range") {
  CUstream stream;
  int least, greatest, priority = 99;
  with_context();
  REQUIRE(cuCtxGetStreamPriorityRange(&least, &greatest));
  REQUIRE(cuStreamCreateWithPriority(&stream, CU_STREAM_DEFAULT, greatest - 10));
  EXPECT(cuStreamGetPriority(stream, &priority), CUDA_SUCCESS);
  CHECK(priority == greatest);
  REQUIRE(cuStreamCreateWithPriority(&stream, CU_STREAM_DEFAULT, 100));
  EXPECT(cuStreamGetPriority(stream, &priority), CUDA_SUCCESS);
  CHECK(priority == least);
}

static void destroy_busy(CUresult (*destroy)(CUstream)) {
  CUevent done;
  CUmodule module = with_kernels();
  CUstream stream = with_stream();
  REQUIRE(cuEventCreate(&done, 0));
  keep_busy(module, stream);
  REQUIRE(cuEventRecord(done, stream));
  EXPECT(destroy(stream), CUDA_SUCCESS);
  EXPECT(cuEventSynchronize(done), CUDA_SUCCESS);
}

CASE(cuStreamDestroy, CUDA_SUCCESS, "its work is still done") { destroy_busy(cuStreamDestroy); }
CASE(cuStreamDestroy_v2, CUDA_SUCCESS, "its work is still done") { destroy_busy(cuStreamDestroy_v2); }

CASE(cuStreamQuery, CUDA_ERROR_NOT_READY, "with work outstanding") {
  CUmodule module = with_kernels();
  CUstream stream = with_stream();
  keep_busy(module, stream);
  EXPECT(cuStreamQuery(stream), CUDA_ERROR_NOT_READY);
  EXPECT(cuStreamSynchronize(stream), CUDA_SUCCESS);
  EXPECT(cuStreamQuery(stream), CUDA_SUCCESS);
}

CASE(cuStreamQuery, CUDA_SUCCESS, "with nothing to do") {
  with_context();
  CUstream stream = with_stream();
  EXPECT(cuStreamQuery(stream), CUDA_SUCCESS);
  EXPECT(cuStreamQuery(NULL), CUDA_SUCCESS);
  EXPECT(cuStreamQuery(CU_STREAM_LEGACY), CUDA_SUCCESS);
  EXPECT(cuStreamQuery(CU_STREAM_PER_THREAD), CUDA_SUCCESS);
}

CASE(cuStreamSynchronize, CUDA_SUCCESS, "the legacy stream waits for the blocking ones") {
  CUstream blocking;
  CUmodule module = with_kernels();
  REQUIRE(cuStreamCreate(&blocking, CU_STREAM_DEFAULT));
  keep_busy(module, blocking);
  EXPECT(cuStreamSynchronize(NULL), CUDA_SUCCESS);
  EXPECT(cuStreamQuery(blocking), CUDA_SUCCESS);
}

CASE(cuStreamSynchronize, CUDA_SUCCESS, "a stream that doesn't block is nobody's business") {
  CUmodule module = with_kernels();
  CUstream free_stream = with_stream();
  keep_busy(module, free_stream);
  EXPECT(cuStreamSynchronize(NULL), CUDA_SUCCESS);
  EXPECT(cuStreamQuery(free_stream), CUDA_ERROR_NOT_READY);
  EXPECT(cuCtxSynchronize(), CUDA_SUCCESS);
  EXPECT(cuStreamQuery(free_stream), CUDA_SUCCESS);
}

CASE(cuStreamWaitEvent, CUDA_SUCCESS, "orders two streams") {
  CUevent event;
  CUmodule module = with_kernels();
  CUstream first = with_stream(), second = with_stream();
  REQUIRE(cuEventCreate(&event, CU_EVENT_DISABLE_TIMING));
  keep_busy(module, first);
  REQUIRE(cuEventRecord(event, first));
  EXPECT(cuStreamWaitEvent(second, event, 0), CUDA_SUCCESS);
  EXPECT(cuStreamQuery(second), CUDA_ERROR_NOT_READY);
  EXPECT(cuStreamSynchronize(second), CUDA_SUCCESS);
  EXPECT(cuStreamQuery(first), CUDA_SUCCESS);
}

CASE(cuStreamWaitEvent, CUDA_SUCCESS, "an event never recorded is no reason to wait") {
  CUevent event;
  with_context();
  CUstream stream = with_stream();
  REQUIRE(cuEventCreate(&event, 0));
  EXPECT(cuStreamWaitEvent(stream, event, 0), CUDA_SUCCESS);
  EXPECT(cuStreamSynchronize(stream), CUDA_SUCCESS);
}

CASE(cuStreamWaitEvent, CUDA_ERROR_INVALID_VALUE, "no flags there are") {
  CUevent event;
  with_context();
  REQUIRE(cuEventCreate(&event, 0));
  EXPECT(cuStreamWaitEvent(NULL, event, 0x100), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuStreamGetCtx, CUDA_SUCCESS, "where it was made") {
  CUcontext context = with_context(), found = NULL;
  CUstream stream = with_stream();
  EXPECT(cuStreamGetCtx(stream, &found), CUDA_SUCCESS);
  CHECK(found == context);
  EXPECT(cuStreamGetCtx(NULL, &found), CUDA_SUCCESS);
  CHECK(found == context);
}

CASE(cuStreamGetCtx_v2, CUDA_SUCCESS, "no green context") {
  CUcontext context = with_context(), found = NULL;
  CUgreenCtx green = (CUgreenCtx)0x10000;
  CUstream stream = with_stream();
  EXPECT(cuStreamGetCtx_v2(stream, &found, &green), CUDA_SUCCESS);
  CHECK(found == context && green == NULL);
}

CASE(cuStreamGetDevice, CUDA_SUCCESS, "its context's") {
  CUdevice device = -1;
  with_context();
  EXPECT(cuStreamGetDevice(with_stream(), &device), CUDA_SUCCESS);
  CHECK(device == 0);
}

CASE(cuStreamGetId, CUDA_SUCCESS, "one for each") {
  unsigned long long one = 0, other = 0;
  with_context();
  EXPECT(cuStreamGetId(with_stream(), &one), CUDA_SUCCESS);
  EXPECT(cuStreamGetId(with_stream(), &other), CUDA_SUCCESS);
  CHECK(one != other);
  EXPECT(cuStreamGetId(NULL, &one), CUDA_SUCCESS);
}

CASE(cuStreamGetPriority, CUDA_SUCCESS, "least unless asked for") {
  int priority = 99;
  with_context();
  EXPECT(cuStreamGetPriority(with_stream(), &priority), CUDA_SUCCESS);
  CHECK(priority == 0);
}

CASE(cuStreamGetFlags, CUDA_SUCCESS, "of the default stream") {
  unsigned int flags = 99;
  with_context();
  EXPECT(cuStreamGetFlags(NULL, &flags), CUDA_SUCCESS);
  CHECK(flags == CU_STREAM_DEFAULT);
}

CASE(cuStreamSetAttribute, CUDA_SUCCESS, "a policy, kept and copied") {
  CUstreamAttrValue value = {.syncPolicy = CU_SYNC_POLICY_SPIN};
  with_context();
  CUstream stream = with_stream(), other = with_stream();
  EXPECT(cuStreamSetAttribute(stream, CU_LAUNCH_ATTRIBUTE_SYNCHRONIZATION_POLICY, &value), CUDA_SUCCESS);
  EXPECT(cuStreamCopyAttributes(other, stream), CUDA_SUCCESS);
  value.syncPolicy = 0;
  EXPECT(cuStreamGetAttribute(other, CU_LAUNCH_ATTRIBUTE_SYNCHRONIZATION_POLICY, &value), CUDA_SUCCESS);
  CHECK(value.syncPolicy == CU_SYNC_POLICY_SPIN);
}

CASE(cuStreamGetAttribute, CUDA_ERROR_INVALID_VALUE, "what is a launch's only") {
  CUstreamAttrValue value;
  with_context();
  EXPECT(cuStreamGetAttribute(with_stream(), CU_LAUNCH_ATTRIBUTE_COOPERATIVE, &value), CUDA_ERROR_INVALID_VALUE);
}

static void set_true(void *flag) {
  *(volatile int *)flag = 1;
}

CASE(cuLaunchHostFunc, CUDA_SUCCESS, "after what came before, before what comes after") {
  volatile int called = 0;
  CUmodule module = with_kernels();
  CUstream stream = with_stream();
  keep_busy(module, stream);
  EXPECT(cuLaunchHostFunc(stream, set_true, (void *)&called), CUDA_SUCCESS);
  CHECK(called == 0);
  EXPECT(cuStreamSynchronize(stream), CUDA_SUCCESS);
  CHECK(called == 1);
}

CASE(cuLaunchHostFunc, CUDA_ERROR_INVALID_VALUE, "no function") {
  with_context();
  EXPECT(cuLaunchHostFunc(NULL, NULL, NULL), CUDA_ERROR_INVALID_VALUE);
}

struct told {
  CUstream stream;
  CUresult status;
  int times;
};

static void tell(CUstream stream, CUresult status, void *data) {
  struct told *told = data;
  told->stream = stream;
  told->status = status;
  told->times++;
}

CASE(cuStreamAddCallback, CUDA_SUCCESS, "told of its stream") {
  struct told told = {.status = CUDA_ERROR_UNKNOWN};
  with_context();
  CUstream stream = with_stream();
  EXPECT(cuStreamAddCallback(stream, tell, &told, 0), CUDA_SUCCESS);
  EXPECT(cuStreamSynchronize(stream), CUDA_SUCCESS);
  CHECK(told.times == 1 && told.stream == stream && told.status == CUDA_SUCCESS);
}

CASE(cuStreamAddCallback, CUDA_ERROR_INVALID_VALUE, "flags, of which there are none") {
  struct told told = {0};
  with_context();
  EXPECT(cuStreamAddCallback(NULL, tell, &told, 1), CUDA_ERROR_INVALID_VALUE);
}

// A word that host and device see, in page-locked memory.
static volatile uint64_t *shared_word(CUdeviceptr *address) {
  void *host;
  REQUIRE(cuMemHostAlloc(&host, 64, CU_MEMHOSTALLOC_DEVICEMAP));
  memset(host, 0, 64);
  REQUIRE(cuMemHostGetDevicePointer_v2(address, host, 0));
  return host;
}

typedef CUresult word_32(CUstream, CUdeviceptr, cuuint32_t, unsigned int);
typedef CUresult word_64(CUstream, CUdeviceptr, cuuint64_t, unsigned int);

// The first forms ask for a driver option since CUDA 12.
static void write_32(word_32 *call, bool old) {
  CUdeviceptr address;
  with_context();
  volatile uint64_t *word = shared_word(&address);
  CUstream stream = with_stream();
  CUresult result = call(stream, address, 0x12345678, CU_STREAM_WRITE_VALUE_DEFAULT);
  if (old && result == CUDA_ERROR_NOT_SUPPORTED)
    SKIP("the driver has the first form switched off");
  EXPECT(result, CUDA_SUCCESS);
  EXPECT(cuStreamSynchronize(stream), CUDA_SUCCESS);
  CHECK(__atomic_load_n(word, __ATOMIC_ACQUIRE) == 0x12345678);
}

static void write_64(word_64 *call, bool old) {
  CUdeviceptr address;
  with_context();
  volatile uint64_t *word = shared_word(&address);
  CUstream stream = with_stream();
  CUresult result = call(stream, address, 0x123456789abcdef0, CU_STREAM_WRITE_VALUE_DEFAULT);
  if (old && result == CUDA_ERROR_NOT_SUPPORTED)
    SKIP("the driver has the first form switched off");
  EXPECT(result, CUDA_SUCCESS);
  EXPECT(cuStreamSynchronize(stream), CUDA_SUCCESS);
  CHECK(__atomic_load_n(word, __ATOMIC_ACQUIRE) == 0x123456789abcdef0);
}

static void wait_32(word_32 *call, bool old) {
  CUdeviceptr address;
  with_context();
  volatile uint64_t *word = shared_word(&address);
  CUstream stream = with_stream();
  CUresult result = call(stream, address, 5, CU_STREAM_WAIT_VALUE_GEQ);
  if (old && result == CUDA_ERROR_NOT_SUPPORTED)
    SKIP("the driver has the first form switched off");
  EXPECT(result, CUDA_SUCCESS);
  EXPECT(cuStreamQuery(stream), CUDA_ERROR_NOT_READY);
  __atomic_store_n(word, 5, __ATOMIC_RELEASE);
  EXPECT(cuStreamSynchronize(stream), CUDA_SUCCESS);
}

static void wait_64(word_64 *call, bool old) {
  CUdeviceptr address;
  with_context();
  volatile uint64_t *word = shared_word(&address);
  CUstream stream = with_stream();
  CUresult result = call(stream, address, 1ull << 40, CU_STREAM_WAIT_VALUE_EQ);
  if (old && result == CUDA_ERROR_NOT_SUPPORTED)
    SKIP("the driver has the first form switched off");
  EXPECT(result, CUDA_SUCCESS);
  EXPECT(cuStreamQuery(stream), CUDA_ERROR_NOT_READY);
  __atomic_store_n(word, 1ull << 40, __ATOMIC_RELEASE);
  EXPECT(cuStreamSynchronize(stream), CUDA_SUCCESS);
}

CASE(cuStreamWriteValue32, CUDA_SUCCESS, "a word that the host sees") { write_32(cuStreamWriteValue32, true); }
CASE(cuStreamWriteValue32_v2, CUDA_SUCCESS, "a word that the host sees") { write_32(cuStreamWriteValue32_v2, false); }
CASE(cuStreamWriteValue64, CUDA_SUCCESS, "a word that the host sees") { write_64(cuStreamWriteValue64, true); }
CASE(cuStreamWriteValue64_v2, CUDA_SUCCESS, "a word that the host sees") { write_64(cuStreamWriteValue64_v2, false); }
CASE(cuStreamWaitValue32, CUDA_SUCCESS, "until the host writes it") { wait_32(cuStreamWaitValue32, true); }
CASE(cuStreamWaitValue32_v2, CUDA_SUCCESS, "until the host writes it") { wait_32(cuStreamWaitValue32_v2, false); }
CASE(cuStreamWaitValue64, CUDA_SUCCESS, "until the host writes it") { wait_64(cuStreamWaitValue64, true); }
CASE(cuStreamWaitValue64_v2, CUDA_SUCCESS, "until the host writes it") { wait_64(cuStreamWaitValue64_v2, false); }

CASE(cuStreamWriteValue32_v2, CUDA_ERROR_INVALID_VALUE, "an address that isn't a word's") {
  CUdeviceptr address;
  with_context();
  shared_word(&address);
  EXPECT(cuStreamWriteValue32_v2(NULL, address + 2, 1, 0), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuStreamWriteValue32_v2(NULL, address, 1, 0x20), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuStreamWaitValue64_v2, CUDA_ERROR_INVALID_VALUE, "an address that isn't a word's") {
  CUdeviceptr address;
  with_context();
  shared_word(&address);
  EXPECT(cuStreamWaitValue64_v2(NULL, address + 4, 1, 0), CUDA_ERROR_INVALID_VALUE);
}

static void batch(CUresult (*call)(CUstream, unsigned int, CUstreamBatchMemOpParams *, unsigned int), bool old) {
  CUdeviceptr address;
  with_context();
  volatile uint64_t *word = shared_word(&address);
  CUstream stream = with_stream();
  CUstreamBatchMemOpParams operations[3] = {
      {.writeValue = {.operation = CU_STREAM_MEM_OP_WRITE_VALUE_32, .address = address + 8, .value = 7}},
      {.waitValue = {.operation = CU_STREAM_MEM_OP_WAIT_VALUE_32, .address = address, .value = 3, .flags = CU_STREAM_WAIT_VALUE_EQ}},
      {.writeValue = {.operation = CU_STREAM_MEM_OP_WRITE_VALUE_32, .address = address + 16, .value = 9}},
  };
  CUresult result = call(stream, 3, operations, 0);
  if (old && result == CUDA_ERROR_NOT_SUPPORTED)
    SKIP("the driver has the first form switched off");
  EXPECT(result, CUDA_SUCCESS);
  CHECK(__atomic_load_n(&word[2], __ATOMIC_ACQUIRE) == 0);
  __atomic_store_n(&word[0], 3, __ATOMIC_RELEASE);
  EXPECT(cuStreamSynchronize(stream), CUDA_SUCCESS);
  CHECK(word[1] == 7 && word[2] == 9);
}

CASE(cuStreamBatchMemOp, CUDA_SUCCESS, "one after the other") { batch(cuStreamBatchMemOp, true); }
CASE(cuStreamBatchMemOp_v2, CUDA_SUCCESS, "one after the other") { batch(cuStreamBatchMemOp_v2, false); }

CASE(cuStreamBatchMemOp_v2, CUDA_ERROR_INVALID_VALUE, "too many, flags, or no operation there is") {
  CUdeviceptr address;
  with_context();
  shared_word(&address);
  CUstreamBatchMemOpParams operations[300] = {
      {.writeValue = {.operation = CU_STREAM_MEM_OP_WRITE_VALUE_32, .address = address, .value = 7}}};
  EXPECT(cuStreamBatchMemOp_v2(NULL, 300, operations, 0), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuStreamBatchMemOp_v2(NULL, 1, operations, 1), CUDA_ERROR_INVALID_VALUE);
  operations[0].operation = (CUstreamBatchMemOpType)99;
  EXPECT(cuStreamBatchMemOp_v2(NULL, 1, operations, 0), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuStreamSynchronize, CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, "of a stream under capture") {
  CUgraph graph;
  with_context();
  CUstream stream = with_stream();
  REQUIRE(cuStreamBeginCapture_v2(stream, CU_STREAM_CAPTURE_MODE_RELAXED));
  EXPECT(cuStreamSynchronize(stream), CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED);
  EXPECT(cuStreamEndCapture(stream, &graph), CUDA_ERROR_STREAM_CAPTURE_INVALIDATED);
}

CASE(cuStreamAddCallback, CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, "to a stream under capture") {
  struct told told = {0};
  with_context();
  CUstream stream = with_stream();
  REQUIRE(cuStreamBeginCapture_v2(stream, CU_STREAM_CAPTURE_MODE_RELAXED));
  EXPECT(cuStreamAddCallback(stream, tell, &told, 0), CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED);
}

CASE(cuCtxSynchronize, CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, "while this thread captures in the global mode") {
  with_context();
  CUstream stream = with_stream();
  REQUIRE(cuStreamBeginCapture_v2(stream, CU_STREAM_CAPTURE_MODE_GLOBAL));
  EXPECT(cuCtxSynchronize(), CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED);
}

CASE(cuStreamAttachMemAsync, CUDA_SUCCESS, "managed memory to one stream, and to everybody again") {
  CUdeviceptr managed;
  with_context();
  CUstream stream = with_stream();
  REQUIRE(cuMemAllocManaged(&managed, 4096, CU_MEM_ATTACH_GLOBAL));
  EXPECT(cuStreamAttachMemAsync(stream, managed, 0, CU_MEM_ATTACH_SINGLE), CUDA_SUCCESS);
  EXPECT(cuStreamSynchronize(stream), CUDA_SUCCESS);
  EXPECT(cuStreamAttachMemAsync(NULL, managed, 4096, CU_MEM_ATTACH_GLOBAL), CUDA_SUCCESS);
}

CASE(cuStreamAttachMemAsync, CUDA_ERROR_INVALID_VALUE, "to the default stream alone, memory that isn't managed, no flags") {
  CUdeviceptr managed, plain;
  with_context();
  CUstream stream = with_stream();
  REQUIRE(cuMemAllocManaged(&managed, 4096, CU_MEM_ATTACH_GLOBAL));
  REQUIRE(cuMemAlloc_v2(&plain, 4096));
  EXPECT(cuStreamAttachMemAsync(NULL, managed, 0, CU_MEM_ATTACH_SINGLE), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuStreamAttachMemAsync(stream, plain, 0, CU_MEM_ATTACH_GLOBAL), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuStreamAttachMemAsync(stream, managed, 0, 0), CUDA_ERROR_INVALID_VALUE);
}
