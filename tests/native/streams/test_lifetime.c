// What contexts, modules, streams and events cost, and that it is all given back.
#include <pthread.h>

#include "../check.h"
#include "device.h"

static uint64_t context_bytes(void) { return device_state()->description.devices[0].context_bytes; }
static uint64_t module_bytes(void) { return device_state()->description.devices[0].module_bytes; }

static uint32_t queues_in_use(void) {
  uint32_t count = 0;
  struct sg_state *state = device_state();
  for (uint32_t i = 0; i < atomic_load(&state->header.queue_high); i++)
    count += state->queues[i].owner != SG_NONE;
  return count;
}

static uint32_t events_in_use(void) {
  uint32_t count = 0;
  struct sg_state *state = device_state();
  for (uint32_t i = 0; i < atomic_load(&state->header.event_high); i++)
    count += state->events[i].owner != SG_NONE;
  return count;
}

static void contexts_cost_what_the_description_says(void) {
  CUcontext context;
  uint64_t before = used_bytes();
  MUST(cuCtxCreate_v2(&context, 0, 0));
  CHECK_NUMBER("a context takes its bytes", used_bytes() - before, context_bytes());
  MUST(cuCtxDestroy_v2(context));
  CHECK_NUMBER("and gives them back", used_bytes(), before);
}

static void a_context_takes_all_with_it(void) {
  CUcontext context;
  CUmodule module;
  CUdeviceptr memory;
  uint64_t before = used_bytes();
  uint32_t queues = queues_in_use(), events = events_in_use();
  MUST(cuCtxCreate_v2(&context, 0, 0));
  module = device_load("simgpu 1\nkernel k\nglobal numbers 1000\n");
  CHECK_NUMBER("a module takes its bytes and its variables'", used_bytes() - before - context_bytes(), module_bytes() + 1024);
  MUST(cuMemAlloc_v2(&memory, 100 << 20));
  for (int i = 0; i < 20; i++)
    event_at(stream_of(CU_STREAM_NON_BLOCKING));
  CHECK("streams and events are in use", queues_in_use() >= queues + 21 && events_in_use() >= events + 20, "%u, %u",
        queues_in_use(), events_in_use());
  MUST(cuCtxDestroy_v2(context));
  CHECK_NUMBER("a context's end returns every byte", used_bytes(), before);
  CHECK_NUMBER("every stream", queues_in_use(), queues);
  CHECK_NUMBER("and every event", events_in_use(), events);
  CHECK("its module is no more", cuModuleUnload(module) == CUDA_ERROR_INVALID_HANDLE, "still there");
}

static void modules_come_and_go(void) {
  uint64_t before = used_bytes();
  for (int i = 0; i < 100; i++) {
    CUmodule module = device_load("simgpu 1\nkernel k\nglobal a 4\nmanaged b 8192\n");
    MUST(cuModuleUnload(module));
  }
  CHECK_NUMBER("a hundred modules leave nothing", used_bytes(), before);
}

static void the_primary_context_is_one(void) {
  CUcontext one, other;
  MUST(cuDevicePrimaryCtxRetain(&one, 1));
  MUST(cuDevicePrimaryCtxRelease_v2(1));
  MUST(cuDevicePrimaryCtxRetain(&other, 1));
  CHECK("retained again it is the same", one == other, "another");
  MUST(cuDevicePrimaryCtxRelease_v2(1));
}

static void streams_given_back_busy_are_closed_when_done(void) {
  uint32_t before = queues_in_use();
  for (int round = 0; round < 50; round++) {
    CUstream stream = stream_of(CU_STREAM_NON_BLOCKING);
    launch("us100", stream);
    MUST(cuStreamDestroy_v2(stream));
  }
  MUST(cuCtxSynchronize());
  MUST(cuStreamDestroy_v2(stream_of(CU_STREAM_NON_BLOCKING)));
  CHECK_NUMBER("fifty of them leave no queue", queues_in_use(), before);
}

static CUcontext context;

static void *use_own_stream(void *unused) {
  (void)unused;
  MUST(cuCtxSetCurrent(context));
  launch("us100", CU_STREAM_PER_THREAD);
  MUST(cuStreamSynchronize(CU_STREAM_PER_THREAD));
  return NULL;
}

static void threads_give_their_streams_back(void) {
  uint32_t before = queues_in_use();
  for (int i = 0; i < 100; i++) {
    pthread_t thread;
    pthread_create(&thread, NULL, use_own_stream, NULL);
    pthread_join(thread, NULL);
  }
  CHECK_NUMBER("a hundred threads leave no queue", queues_in_use(), before);
}

static void events_given_back_are_used_again(void) {
  CUstream stream = stream_of(CU_STREAM_NON_BLOCKING);
  uint32_t before = events_in_use();
  for (int i = 0; i < 1000; i++) {
    launch("us100", stream);
    MUST(cuEventDestroy_v2(event_at(stream)));
    if (i % 100 == 0)
      MUST(cuStreamSynchronize(stream));
  }
  MUST(cuStreamSynchronize(stream));
  CHECK_NUMBER("a thousand events recorded and destroyed leave none", events_in_use(), before);
}

static void too_many_contexts_are_out_of_memory(void) {
  CUcontext contexts[256];
  int count = 0;
  uint64_t before = used_bytes();
  CUresult result = CUDA_SUCCESS;
  while (count < 256 && (result = cuCtxCreate_v2(&contexts[count], 0, 0)) == CUDA_SUCCESS)
    count++;
  CHECK_NUMBER("contexts until the device is full", result, CUDA_ERROR_OUT_OF_MEMORY);
  CHECK("as many as fit", used_bytes() + context_bytes() > device_state()->description.devices[0].memory_bytes -
                                                             device_state()->description.devices[0].reserved_bytes,
        "%d contexts", count);
  while (count > 0)
    MUST(cuCtxDestroy_v2(contexts[--count]));
  CHECK_NUMBER("and all is given back", used_bytes(), before);
}

int main(void) {
  context = device_open();
  contexts_cost_what_the_description_says();
  a_context_takes_all_with_it();
  modules_come_and_go();
  the_primary_context_is_one();
  streams_given_back_busy_are_closed_when_done();
  threads_give_their_streams_back();
  events_given_back_are_used_again();
  too_many_contexts_are_out_of_memory();
  return CHECKS_END();
}
