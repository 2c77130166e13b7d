// What waits for what: streams among themselves, the legacy stream, threads' own streams, events. Every figure is exact.
#include <pthread.h>

#include "../check.h"
#include "device.h"

static void a_stream_is_a_queue(void) {
  CUstream stream = stream_of(CU_STREAM_NON_BLOCKING);
  CUevent start = event_at(stream);
  launch("us100", stream);
  launch("us300", stream);
  CHECK_NUMBER("kernels of one stream come one after the other, ns", elapsed_ns(start, event_at(stream)), 400000);
}

static void streams_run_side_by_side(void) {
  CUstream one = stream_of(CU_STREAM_NON_BLOCKING), other = stream_of(CU_STREAM_NON_BLOCKING);
  CUevent start = event_at(one);
  launch("us300", one);
  launch("us100", other);
  CUevent first_end = event_at(one), other_end = event_at(other);
  CHECK_NUMBER("kernels of two streams run side by side: the longer, ns", elapsed_ns(start, first_end), 300000);
  CHECK_NUMBER("and the shorter, ns", elapsed_ns(start, other_end), 100000);
}

static void kernels_that_fill_the_device_take_turns(void) {
  CUstream one = stream_of(CU_STREAM_NON_BLOCKING), other = stream_of(CU_STREAM_NON_BLOCKING);
  CUevent start = event_at(one);
  launch("whole", one);
  launch("whole", other);
  CHECK_NUMBER("kernels on all multiprocessors take turns, ns", elapsed_ns(start, event_at(other)), 200000);
}

static void an_event_orders_streams(void) {
  CUstream one = stream_of(CU_STREAM_NON_BLOCKING), other = stream_of(CU_STREAM_NON_BLOCKING);
  CUevent start = event_at(one);
  launch("us300", one);
  CUevent middle = event_at(one);
  launch("us300", one);
  MUST(cuStreamWaitEvent(other, middle, 0));
  launch("us100", other);
  CHECK_NUMBER("a stream waits for the event, not for what comes behind it, ns", elapsed_ns(start, event_at(other)), 400000);
}

static void a_wait_is_for_the_newest_record_at_the_call(void) {
  CUstream one = stream_of(CU_STREAM_NON_BLOCKING), other = stream_of(CU_STREAM_NON_BLOCKING);
  CUevent start = event_at(one);
  launch("us100", one);
  CUevent event = event_at(one);
  MUST(cuStreamWaitEvent(other, event, 0));
  launch("us300", one);
  MUST(cuEventRecord(event, one));
  CHECK_NUMBER("a later record does not hold up an earlier wait, ns", elapsed_ns(start, event_at(other)), 100000);
  MUST(cuStreamSynchronize(one));
}

static void the_legacy_stream_waits_for_blocking_streams_and_they_for_it(void) {
  CUstream one = stream_of(CU_STREAM_DEFAULT), other = stream_of(CU_STREAM_DEFAULT);
  CUevent start = event_at(one);
  launch("us100", one);
  launch("us100", NULL);
  launch("us100", other);
  CHECK_NUMBER("blocking stream, legacy stream, blocking stream: one after the other, ns", elapsed_ns(start, event_at(other)), 300000);
}

static void a_stream_that_does_not_block_is_left_alone(void) {
  CUstream one = stream_of(CU_STREAM_NON_BLOCKING);
  CUevent start = event_at(one);
  launch("us300", one);
  launch("us100", CU_STREAM_LEGACY);
  CHECK_NUMBER("the legacy stream does not wait for a non-blocking one, ns", elapsed_ns(start, event_at(CU_STREAM_LEGACY)), 100000);
  launch("us300", CU_STREAM_LEGACY);
  CUstream other = stream_of(CU_STREAM_NON_BLOCKING);
  start = event_at(other);
  launch("us100", other);
  CHECK_NUMBER("nor that for the legacy stream, ns", elapsed_ns(start, event_at(other)), 100000);
  MUST(cuCtxSynchronize());
}

static CUcontext context;

struct thread {
  CUevent end;
  pthread_t id;
};

static void *own_stream_of_a_thread(void *argument) {
  struct thread *thread = argument;
  MUST(cuCtxSetCurrent(context));
  launch("us300", CU_STREAM_PER_THREAD);
  thread->end = event_at(CU_STREAM_PER_THREAD);
  return NULL;
}

static void threads_have_streams_of_their_own(void) {
  struct thread threads[3];
  CUevent start = event_at(CU_STREAM_PER_THREAD);
  for (int i = 0; i < 3; i++)
    pthread_create(&threads[i].id, NULL, own_stream_of_a_thread, &threads[i]);
  for (int i = 0; i < 3; i++)
    pthread_join(threads[i].id, NULL);
  // The threads are gone, their work is not.
  for (int i = 0; i < 3; i++)
    CHECK_NUMBER("threads' own streams run side by side, and outlive their threads, ns", elapsed_ns(start, threads[i].end), 300000);
}

static void a_threads_own_stream_keeps_the_legacy_order(void) {
  CUevent start = event_at(CU_STREAM_LEGACY);
  launch("us100", CU_STREAM_PER_THREAD);
  launch("us100", CU_STREAM_LEGACY);
  launch("us100", CU_STREAM_PER_THREAD);
  CHECK_NUMBER("own, legacy, own: one after the other, ns", elapsed_ns(start, event_at(CU_STREAM_PER_THREAD)), 300000);
}

static void the_per_thread_forms_take_null_for_the_threads_own(void) {
  CUstream blocking = stream_of(CU_STREAM_DEFAULT);
  CUevent start = event_at(blocking);
  launch("us300", blocking);
  MUST(cuLaunchKernel_ptsz(device_kernel("us100"), 1, 1, 1, 1, 1, 1, 0, NULL, NULL, NULL));
  CUevent end;
  MUST(cuEventCreate(&end, 0));
  MUST(cuEventRecord_ptsz(end, NULL));
  CHECK_NUMBER("the thread's own stream does not wait for a blocking one, ns", elapsed_ns(start, end), 100000);
  MUST(cuCtxSynchronize());
}

static void a_destroyed_streams_work_is_done_in_order(void) {
  CUstream gone = stream_of(CU_STREAM_DEFAULT);
  CUevent start = event_at(gone);
  launch("us300", gone);
  MUST(cuStreamDestroy_v2(gone));
  launch("us100", NULL);
  CHECK_NUMBER("the legacy stream waits for a blocking stream that was given back, ns", elapsed_ns(start, event_at(NULL)), 400000);
}

static void a_green_contexts_kernels_have_its_multiprocessors(void) {
  CUdevResource all, part;
  CUdevResourceDesc description;
  CUgreenCtx green;
  CUstream stream;
  unsigned int groups = 1;
  MUST(cuDeviceGetDevResource(0, &all, CU_DEV_RESOURCE_TYPE_SM));
  MUST(cuDevSmResourceSplitByCount(&part, &groups, &all, NULL, 0, all.sm.smCount / 2));
  MUST(cuDevResourceGenerateDesc(&description, &part, 1));
  MUST(cuGreenCtxCreate(&green, description, 0, CU_GREEN_CTX_DEFAULT_STREAM));
  MUST(cuGreenCtxStreamCreate(&stream, green, CU_STREAM_NON_BLOCKING, 0));
  CUstream outside = stream_of(CU_STREAM_NON_BLOCKING);
  CUevent start = event_at(outside);
  CUmodule module = device_load("simgpu 1\nkernel half us=100 sms=54\n");
  CUfunction half;
  MUST(cuModuleGetFunction(&half, module, "half"));
  launch("whole", stream);  // on 54 of 108
  MUST(cuLaunchKernel(half, 1, 1, 1, 1, 1, 1, 0, outside, NULL, NULL));
  CHECK_NUMBER("a kernel in a green context leaves the others' multiprocessors free, ns", elapsed_ns(start, event_at(outside)), 100000);
  MUST(cuGreenCtxDestroy(green));
}

int main(void) {
  context = device_open();
  a_stream_is_a_queue();
  streams_run_side_by_side();
  kernels_that_fill_the_device_take_turns();
  an_event_orders_streams();
  a_wait_is_for_the_newest_record_at_the_call();
  the_legacy_stream_waits_for_blocking_streams_and_they_for_it();
  a_stream_that_does_not_block_is_left_alone();
  threads_have_streams_of_their_own();
  a_threads_own_stream_keeps_the_legacy_order();
  the_per_thread_forms_take_null_for_the_threads_own();
  a_destroyed_streams_work_is_done_in_order();
  a_green_contexts_kernels_have_its_multiprocessors();
  return CHECKS_END();
}
