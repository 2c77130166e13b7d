#include "kernels.h"

static CUdevResource all_of_it(void) {
  CUdevResource resource;
  with_device();
  REQUIRE(cuDeviceGetDevResource(0, &resource, CU_DEV_RESOURCE_TYPE_SM));
  return resource;
}

// A green context of at least 8 multiprocessors.
static CUgreenCtx with_green(unsigned int *sms) {
  CUdevResource all = all_of_it(), part, rest;
  CUdevResourceDesc description;
  CUgreenCtx green;
  unsigned int groups = 1;
  REQUIRE(cuDevSmResourceSplitByCount(&part, &groups, &all, &rest, 0, 8));
  REQUIRE(cuDevResourceGenerateDesc(&description, &part, 1));
  REQUIRE(cuGreenCtxCreate(&green, description, 0, CU_GREEN_CTX_DEFAULT_STREAM));
  *sms = part.sm.smCount;
  return green;
}

CASE(cuDeviceGetDevResource, CUDA_SUCCESS, "all multiprocessors") {
  int sms = 0;
  CUdevResource resource = all_of_it();
  REQUIRE(cuDeviceGetAttribute(&sms, CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT, 0));
  CHECK(resource.type == CU_DEV_RESOURCE_TYPE_SM && resource.sm.smCount == (unsigned)sms);
}

CASE(cuDeviceGetDevResource, CUDA_ERROR_INVALID_RESOURCE_TYPE, "no resource there is") {
  CUdevResource resource;
  with_device();
  EXPECT(cuDeviceGetDevResource(0, &resource, CU_DEV_RESOURCE_TYPE_INVALID), CUDA_ERROR_INVALID_RESOURCE_TYPE);
}

CASE(cuDevSmResourceSplitByCount, CUDA_SUCCESS, "equal groups and what remains") {
  CUdevResource all = all_of_it(), parts[2], rest;
  unsigned int groups = 0, count = 2;
  EXPECT(cuDevSmResourceSplitByCount(NULL, &groups, &all, NULL, 0, 8), CUDA_SUCCESS);
  CHECK(groups == all.sm.smCount / 8);
  EXPECT(cuDevSmResourceSplitByCount(parts, &count, &all, &rest, 0, 8), CUDA_SUCCESS);
  CHECK(count == 2 && parts[0].sm.smCount == 8 && parts[1].sm.smCount == 8);
  CHECK(rest.sm.smCount == all.sm.smCount - 16);
}

CASE(cuDevSmResourceSplitByCount, CUDA_ERROR_INVALID_VALUE, "more than there are, or flags there are not") {
  CUdevResource all = all_of_it(), part;
  unsigned int groups = 1;
  CHECK(cuDevSmResourceSplitByCount(&part, &groups, &all, NULL, 0, all.sm.smCount + 1) != CUDA_SUCCESS);
  EXPECT(cuDevSmResourceSplitByCount(&part, &groups, &all, NULL, 0x100, 8), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuDevSmResourceSplitByCount(&part, NULL, &all, NULL, 0, 8), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuDevResourceGenerateDesc, CUDA_SUCCESS, "of a device's own resource") {
  CUdevResource all = all_of_it();
  CUdevResourceDesc description = NULL;
  EXPECT(cuDevResourceGenerateDesc(&description, &all, 1), CUDA_SUCCESS);
  CHECK(description != NULL);
}

CASE(cuDevResourceGenerateDesc, CUDA_ERROR_INVALID_RESOURCE_CONFIGURATION, "of a resource that nobody gave out") {
  CUdevResource made_up;
  CUdevResourceDesc description;
  memset(&made_up, 0, sizeof made_up);
  made_up.type = CU_DEV_RESOURCE_TYPE_SM;
  made_up.sm.smCount = 8;
  with_device();
  CHECK(cuDevResourceGenerateDesc(&description, &made_up, 1) != CUDA_SUCCESS);
}

CASE(cuGreenCtxCreate, CUDA_SUCCESS, "has its part, and retains the primary context") {
  unsigned int sms, flags;
  int active = 0;
  CUdevResource resource;
  CUgreenCtx green = with_green(&sms);
  EXPECT(cuGreenCtxGetDevResource(green, &resource, CU_DEV_RESOURCE_TYPE_SM), CUDA_SUCCESS);
  CHECK(resource.sm.smCount == sms);
  EXPECT(cuDevicePrimaryCtxGetState(0, &flags, &active), CUDA_SUCCESS);
  CHECK(active == 1);
}

CASE(cuGreenCtxCreate, CUDA_ERROR_INVALID_VALUE, "the flag is missing") {
  CUdevResource all = all_of_it();
  CUdevResourceDesc description;
  CUgreenCtx green;
  REQUIRE(cuDevResourceGenerateDesc(&description, &all, 1));
  EXPECT(cuGreenCtxCreate(&green, description, 0, 0), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuGreenCtxDestroy, CUDA_SUCCESS, "releases the primary context") {
  unsigned int sms, flags;
  int active = 1;
  CUgreenCtx green = with_green(&sms);
  EXPECT(cuGreenCtxDestroy(green), CUDA_SUCCESS);
  EXPECT(cuDevicePrimaryCtxGetState(0, &flags, &active), CUDA_SUCCESS);
  CHECK(active == 0);
}

CASE(cuCtxFromGreenCtx, CUDA_SUCCESS, "current as any other") {
  unsigned int sms;
  CUcontext context = NULL, current = NULL;
  CUdevResource resource;
  CUdeviceptr memory;
  CUgreenCtx green = with_green(&sms);
  REQUIRE(cuCtxFromGreenCtx(&context, green));
  REQUIRE(cuCtxSetCurrent(context));
  EXPECT(cuCtxGetCurrent(&current), CUDA_SUCCESS);
  CHECK(current == context);
  EXPECT(cuCtxGetDevResource(context, &resource, CU_DEV_RESOURCE_TYPE_SM), CUDA_SUCCESS);
  CHECK(resource.sm.smCount == sms);
  EXPECT(cuMemAlloc_v2(&memory, 4096), CUDA_SUCCESS);
  EXPECT(cuCtxSynchronize(), CUDA_SUCCESS);
}

CASE(cuCtxGetDevResource, CUDA_SUCCESS, "of an ordinary context") {
  CUdevResource all = all_of_it(), resource;
  CUcontext context = with_context();
  EXPECT(cuCtxGetDevResource(context, &resource, CU_DEV_RESOURCE_TYPE_SM), CUDA_SUCCESS);
  CHECK(resource.sm.smCount == all.sm.smCount);
}

CASE(cuGreenCtxGetDevResource, CUDA_SUCCESS, "its part") {
  unsigned int sms;
  CUdevResource resource;
  CUgreenCtx green = with_green(&sms);
  EXPECT(cuGreenCtxGetDevResource(green, &resource, CU_DEV_RESOURCE_TYPE_SM), CUDA_SUCCESS);
  CHECK(resource.sm.smCount == sms);
}

CASE(cuGreenCtxStreamCreate, CUDA_SUCCESS, "runs the primary context's kernels") {
  unsigned int sms;
  CUstream stream;
  CUgreenCtx green = with_green(&sms), found = NULL;
  CUmodule module = with_kernels();
  EXPECT(cuGreenCtxStreamCreate(&stream, green, CU_STREAM_NON_BLOCKING, 0), CUDA_SUCCESS);
  EXPECT(cuStreamGetGreenCtx(stream, &found), CUDA_SUCCESS);
  CHECK(found == green);
  keep_busy(module, stream);
  EXPECT(cuStreamQuery(stream), CUDA_ERROR_NOT_READY);
  EXPECT(cuStreamSynchronize(stream), CUDA_SUCCESS);
}

CASE(cuGreenCtxStreamCreate, CUDA_ERROR_INVALID_VALUE, "a stream that blocks") {
  unsigned int sms;
  CUstream stream;
  EXPECT(cuGreenCtxStreamCreate(&stream, with_green(&sms), CU_STREAM_DEFAULT, 0), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuStreamGetGreenCtx, CUDA_SUCCESS, "none, of an ordinary stream") {
  CUgreenCtx green = (CUgreenCtx)0x10000;
  with_context();
  EXPECT(cuStreamGetGreenCtx(with_stream(), &green), CUDA_SUCCESS);
  CHECK(green == NULL);
}

CASE(cuGreenCtxGetId, CUDA_SUCCESS, "one for each") {
  unsigned int sms;
  unsigned long long one = 0, other = 0;
  EXPECT(cuGreenCtxGetId(with_green(&sms), &one), CUDA_SUCCESS);
  EXPECT(cuGreenCtxGetId(with_green(&sms), &other), CUDA_SUCCESS);
  CHECK(one != other);
}

CASE(cuGreenCtxRecordEvent, CUDA_SUCCESS, "after all that its streams have") {
  unsigned int sms;
  CUstream stream;
  CUevent event;
  CUgreenCtx green = with_green(&sms);
  CUmodule module = with_kernels();
  REQUIRE(cuEventCreate(&event, CU_EVENT_DISABLE_TIMING));
  REQUIRE(cuGreenCtxStreamCreate(&stream, green, CU_STREAM_NON_BLOCKING, 0));
  keep_busy(module, stream);
  EXPECT(cuGreenCtxRecordEvent(green, event), CUDA_SUCCESS);
  EXPECT(cuEventQuery(event), CUDA_ERROR_NOT_READY);
  EXPECT(cuEventSynchronize(event), CUDA_SUCCESS);
  EXPECT(cuStreamQuery(stream), CUDA_SUCCESS);
}

CASE(cuGreenCtxWaitEvent, CUDA_SUCCESS, "all its streams wait") {
  unsigned int sms;
  CUstream stream;
  CUevent event;
  CUgreenCtx green = with_green(&sms);
  CUmodule module = with_kernels();
  CUstream other = with_stream();
  REQUIRE(cuEventCreate(&event, CU_EVENT_DISABLE_TIMING));
  REQUIRE(cuGreenCtxStreamCreate(&stream, green, CU_STREAM_NON_BLOCKING, 0));
  keep_busy(module, other);
  REQUIRE(cuEventRecord(event, other));
  EXPECT(cuGreenCtxWaitEvent(green, event), CUDA_SUCCESS);
  EXPECT(cuStreamQuery(stream), CUDA_ERROR_NOT_READY);
  EXPECT(cuStreamSynchronize(stream), CUDA_SUCCESS);
  EXPECT(cuStreamQuery(other), CUDA_SUCCESS);
}

CASE(cuCtxRecordEvent, CUDA_SUCCESS, "after all that the context's streams have") {
  CUevent event;
  CUmodule module = with_kernels();
  CUstream stream = with_stream();
  REQUIRE(cuEventCreate(&event, CU_EVENT_DISABLE_TIMING));
  keep_busy(module, stream);
  EXPECT(cuCtxRecordEvent(NULL, event), CUDA_SUCCESS);
  EXPECT(cuEventSynchronize(event), CUDA_SUCCESS);
  EXPECT(cuStreamQuery(stream), CUDA_SUCCESS);
}

CASE(cuCtxWaitEvent, CUDA_SUCCESS, "all the context's streams wait") {
  CUevent event;
  CUmodule module = with_kernels();
  CUstream first = with_stream(), second = with_stream();
  REQUIRE(cuEventCreate(&event, CU_EVENT_DISABLE_TIMING));
  keep_busy(module, first);
  REQUIRE(cuEventRecord(event, first));
  EXPECT(cuCtxWaitEvent(NULL, event), CUDA_SUCCESS);
  EXPECT(cuStreamSynchronize(second), CUDA_SUCCESS);
  EXPECT(cuStreamQuery(first), CUDA_SUCCESS);
}
