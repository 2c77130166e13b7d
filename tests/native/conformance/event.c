#include "kernels.h"

CASE(cuEventCreate, CUDA_SUCCESS, "of every kind") {
  CUevent event;
  with_context();
  EXPECT(cuEventCreate(&event, CU_EVENT_DEFAULT), CUDA_SUCCESS);
  EXPECT(cuEventCreate(&event, CU_EVENT_BLOCKING_SYNC), CUDA_SUCCESS);
  EXPECT(cuEventCreate(&event, CU_EVENT_DISABLE_TIMING | CU_EVENT_INTERPROCESS), CUDA_SUCCESS);
}

CASE(cuEventCreate, CUDA_ERROR_INVALID_VALUE, "between processes with timing, or no flags there are") {
  CUevent event;
  with_context();
  EXPECT(cuEventCreate(&event, CU_EVENT_INTERPROCESS), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuEventCreate(&event, 0x100), CUDA_ERROR_INVALID_VALUE);
}

static void destroy_pending(CUresult (*destroy)(CUevent)) {
  CUevent event;
  CUmodule module = with_kernels();
  CUstream first = with_stream(), second = with_stream();
  REQUIRE(cuEventCreate(&event, 0));
  keep_busy(module, first);
  REQUIRE(cuEventRecord(event, first));
  REQUIRE(cuStreamWaitEvent(second, event, 0));
  EXPECT(destroy(event), CUDA_SUCCESS);
  EXPECT(cuStreamSynchronize(second), CUDA_SUCCESS);
  EXPECT(cuStreamQuery(first), CUDA_SUCCESS);
}

CASE(cuEventDestroy, CUDA_SUCCESS, "while a stream waits for it") { destroy_pending(cuEventDestroy); }
CASE(cuEventDestroy_v2, CUDA_SUCCESS, "while a stream waits for it") { destroy_pending(cuEventDestroy_v2); }

CASE(cuEventQuery, CUDA_ERROR_NOT_READY, "before its point is reached") {
  CUevent event;
  CUmodule module = with_kernels();
  CUstream stream = with_stream();
  REQUIRE(cuEventCreate(&event, 0));
  keep_busy(module, stream);
  REQUIRE(cuEventRecord(event, stream));
  EXPECT(cuEventQuery(event), CUDA_ERROR_NOT_READY);
  EXPECT(cuEventSynchronize(event), CUDA_SUCCESS);
  EXPECT(cuEventQuery(event), CUDA_SUCCESS);
}

CASE(cuEventQuery, CUDA_SUCCESS, "never recorded") {
  CUevent event;
  with_context();
  REQUIRE(cuEventCreate(&event, 0));
  EXPECT(cuEventQuery(event), CUDA_SUCCESS);
}

CASE(cuEventSynchronize, CUDA_SUCCESS, "never recorded, and recorded again") {
  CUevent event;
  CUmodule module = with_kernels();
  CUstream stream = with_stream();
  REQUIRE(cuEventCreate(&event, 0));
  EXPECT(cuEventSynchronize(event), CUDA_SUCCESS);
  REQUIRE(cuEventRecord(event, stream));
  keep_busy(module, stream);
  REQUIRE(cuEventRecord(event, stream));
  EXPECT(cuEventSynchronize(event), CUDA_SUCCESS);
  EXPECT(cuStreamQuery(stream), CUDA_SUCCESS);
}

CASE(cuEventRecord, CUDA_SUCCESS, "in every stream") {
  CUevent event;
  with_context();
  REQUIRE(cuEventCreate(&event, 0));
  EXPECT(cuEventRecord(event, NULL), CUDA_SUCCESS);
  EXPECT(cuEventRecord(event, CU_STREAM_PER_THREAD), CUDA_SUCCESS);
  EXPECT(cuEventRecord(event, with_stream()), CUDA_SUCCESS);
  EXPECT(cuEventSynchronize(event), CUDA_SUCCESS);
}

CASE(cuEventRecord, CUDA_ERROR_INVALID_HANDLE, "in a stream of another context") {
  CUevent event;
  CUcontext other;
  with_context();
  REQUIRE(cuEventCreate(&event, 0));
  REQUIRE(cuCtxCreate_v2(&other, 0, 0));
  EXPECT(cuEventRecord(event, with_stream()), CUDA_ERROR_INVALID_HANDLE);
}

CASE(cuEventRecordWithFlags, CUDA_SUCCESS, "without any") {
  CUevent event;
  with_context();
  REQUIRE(cuEventCreate(&event, 0));
  EXPECT(cuEventRecordWithFlags(event, NULL, CU_EVENT_RECORD_DEFAULT), CUDA_SUCCESS);
}

CASE(cuEventRecordWithFlags, CUDA_ERROR_INVALID_VALUE, "external, outside a capture") {
  CUevent event;
  with_context();
  REQUIRE(cuEventCreate(&event, 0));
  EXPECT(cuEventRecordWithFlags(event, NULL, CU_EVENT_RECORD_EXTERNAL), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuEventRecordWithFlags(event, NULL, 0x40), CUDA_ERROR_INVALID_VALUE);
}

typedef CUresult elapsed_function(float *, CUevent, CUevent);

static void elapsed(elapsed_function *call) {
  CUevent start, end;
  float milliseconds = -1;
  CUmodule module = with_kernels();
  CUstream stream = with_stream();
  REQUIRE(cuEventCreate(&start, 0));
  REQUIRE(cuEventCreate(&end, 0));
  REQUIRE(cuEventRecord(start, stream));
  keep_busy(module, stream);
  REQUIRE(cuEventRecord(end, stream));
  REQUIRE(cuEventSynchronize(end));
  EXPECT(call(&milliseconds, start, end), CUDA_SUCCESS);
  CHECK(milliseconds >= 19.9f && milliseconds < 500.0f);
}

CASE(cuEventElapsedTime, CUDA_SUCCESS, "of a kernel of 20 ms") { elapsed(cuEventElapsedTime); }
CASE(cuEventElapsedTime_v2, CUDA_SUCCESS, "of a kernel of 20 ms") { elapsed(cuEventElapsedTime_v2); }

CASE(cuEventElapsedTime, CUDA_ERROR_NOT_READY, "before the end") {
  CUevent start, end;
  float milliseconds;
  CUmodule module = with_kernels();
  CUstream stream = with_stream();
  REQUIRE(cuEventCreate(&start, 0));
  REQUIRE(cuEventCreate(&end, 0));
  REQUIRE(cuEventRecord(start, stream));
  keep_busy(module, stream);
  REQUIRE(cuEventRecord(end, stream));
  EXPECT(cuEventElapsedTime(&milliseconds, start, end), CUDA_ERROR_NOT_READY);
}

CASE(cuEventElapsedTime, CUDA_ERROR_INVALID_HANDLE, "never recorded, or without timing") {
  CUevent start, end, without;
  float milliseconds;
  with_context();
  REQUIRE(cuEventCreate(&start, 0));
  REQUIRE(cuEventCreate(&end, 0));
  REQUIRE(cuEventCreate(&without, CU_EVENT_DISABLE_TIMING));
  REQUIRE(cuEventRecord(start, NULL));
  EXPECT(cuEventElapsedTime(&milliseconds, start, end), CUDA_ERROR_INVALID_HANDLE);
  REQUIRE(cuEventRecord(without, NULL));
  REQUIRE(cuCtxSynchronize());
  EXPECT(cuEventElapsedTime(&milliseconds, start, without), CUDA_ERROR_INVALID_HANDLE);
}

CASE(cuIpcGetEventHandle, CUDA_SUCCESS, "of an event for several processes") {
  CUevent event;
  CUipcEventHandle handle, empty = {{0}};
  memset(&handle, 0, sizeof handle);
  with_context();
  REQUIRE(cuEventCreate(&event, CU_EVENT_DISABLE_TIMING | CU_EVENT_INTERPROCESS));
  EXPECT(cuIpcGetEventHandle(&handle, event), CUDA_SUCCESS);
  CHECK(memcmp(&handle, &empty, sizeof handle) != 0);
}

CASE(cuIpcGetEventHandle, CUDA_ERROR_INVALID_HANDLE, "of an event for one process") {
  CUevent event;
  CUipcEventHandle handle;
  with_context();
  REQUIRE(cuEventCreate(&event, CU_EVENT_DISABLE_TIMING));
  int result = cuIpcGetEventHandle(&handle, event);
  CHECK(result == CUDA_ERROR_INVALID_HANDLE || result == CUDA_ERROR_INVALID_VALUE);
}

CASE(cuIpcOpenEventHandle, CUDA_ERROR_INVALID_CONTEXT, "in the process that exported it") {
  CUevent event, opened;
  CUipcEventHandle handle;
  with_context();
  REQUIRE(cuEventCreate(&event, CU_EVENT_DISABLE_TIMING | CU_EVENT_INTERPROCESS));
  REQUIRE(cuIpcGetEventHandle(&handle, event));
  CHECK(cuIpcOpenEventHandle(&opened, handle) != CUDA_SUCCESS);
}

CASE(cuIpcOpenEventHandle, CUDA_ERROR_INVALID_HANDLE, "nonsense") {
  CUevent opened;
  CUipcEventHandle handle;
  memset(&handle, 0x5a, sizeof handle);
  with_context();
  CHECK(cuIpcOpenEventHandle(&opened, handle) != CUDA_SUCCESS);
}

CASE(cuEventQuery, CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, "while this thread captures in the global mode") {
  CUevent event;
  with_context();
  CUstream stream = with_stream();
  REQUIRE(cuEventCreate(&event, 0));
  REQUIRE(cuStreamBeginCapture_v2(stream, CU_STREAM_CAPTURE_MODE_GLOBAL));
  EXPECT(cuEventQuery(event), CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED);
}

CASE(cuEventQuery, CUDA_ERROR_CAPTURED_EVENT, "recorded in a capture") {
  CUevent event;
  with_context();
  CUstream stream = with_stream();
  REQUIRE(cuEventCreate(&event, 0));
  REQUIRE(cuStreamBeginCapture_v2(stream, CU_STREAM_CAPTURE_MODE_RELAXED));
  REQUIRE(cuEventRecord(event, stream));
  EXPECT(cuEventQuery(event), CUDA_ERROR_CAPTURED_EVENT);
}

CASE(cuEventRecord, CUDA_ERROR_STREAM_CAPTURE_IMPLICIT, "in the legacy stream, which would have to wait for a capture") {
  CUevent event;
  CUstream stream;
  with_context();
  REQUIRE(cuStreamCreate(&stream, CU_STREAM_DEFAULT));
  REQUIRE(cuEventCreate(&event, 0));
  REQUIRE(cuStreamBeginCapture_v2(stream, CU_STREAM_CAPTURE_MODE_RELAXED));
  EXPECT(cuEventRecord(event, NULL), CUDA_ERROR_STREAM_CAPTURE_IMPLICIT);
}
