// What streams do on the host: functions, callbacks, words; and that kernels' results are there when they are told of.
#include <stdatomic.h>

#include "../check.h"
#include "device.h"

static _Atomic int order;

struct call {
  int when;
  uint64_t at_ns;
};

static void note(void *data) {
  struct call *call = data;
  call->when = atomic_fetch_add(&order, 1) + 1;
  call->at_ns = device_ns();
}

static void functions_are_called_in_their_streams_order(void) {
  struct call first = {0}, second = {0};
  CUstream stream = stream_of(CU_STREAM_NON_BLOCKING);
  uint64_t start = device_ns();
  launch("us100", stream);
  MUST(cuLaunchHostFunc(stream, note, &first));
  launch("us300", stream);
  MUST(cuLaunchHostFunc(stream, note, &second));
  MUST(cuStreamSynchronize(stream));
  CHECK("one after the other", first.when == 1 && second.when == 2, "%d, %d", first.when, second.when);
  CHECK("not before the first kernel is done", first.at_ns >= start + 100000, "after %lu ns", first.at_ns - start);
  CHECK("not before the second is", second.at_ns >= start + 400000, "after %lu ns", second.at_ns - start);
}

static CUdeviceptr memory;
static uint32_t seen;

static void read_result(void *data) {
  // No call into the driver is allowed here: page-locked memory is simply there.
  seen = *(volatile uint32_t *)data;
}

static void a_kernels_result_is_there_when_its_stream_goes_on(void) {
  void *host;
  uint32_t value = 41, count = 1;
  CUstream stream = stream_of(CU_STREAM_NON_BLOCKING);
  MUST(cuMemHostAlloc(&host, 4096, CU_MEMHOSTALLOC_DEVICEMAP));
  MUST(cuMemHostGetDevicePointer_v2(&memory, host, 0));
  void *arguments[] = {&memory, &value, &count};
  MUST(cuLaunchKernel(device_kernel("fill"), 1, 1, 1, 1, 1, 1, 0, stream, arguments, NULL));
  value = 42;
  CHECK("nothing is written before the kernel is done", *(volatile uint32_t *)host == 0, "%u", *(uint32_t *)host);
  MUST(cuLaunchHostFunc(stream, read_result, host));
  MUST(cuStreamSynchronize(stream));
  CHECK_NUMBER("a host function behind a kernel sees its result, with the arguments of the call", seen, 41);
}

static void a_word_holds_a_stream_up(void) {
  void *host;
  CUdeviceptr word;
  CUstream waiting = stream_of(CU_STREAM_NON_BLOCKING), writing = stream_of(CU_STREAM_NON_BLOCKING);
  MUST(cuMemHostAlloc(&host, 4096, CU_MEMHOSTALLOC_DEVICEMAP));
  MUST(cuMemHostGetDevicePointer_v2(&word, host, 0));
  uint64_t start = device_ns();
  MUST(cuStreamWaitValue32_v2(waiting, word, 3, CU_STREAM_WAIT_VALUE_GEQ));
  launch("us100", waiting);
  CHECK("held up", cuStreamQuery(waiting) == CUDA_ERROR_NOT_READY, "not held up");
  launch("us300", writing);
  MUST(cuStreamWriteValue32_v2(writing, word, 3, 0));
  MUST(cuStreamSynchronize(writing));
  CHECK_NUMBER("the word is written when its turn comes, ns", device_ns() - start, 300000);
  MUST(cuStreamSynchronize(waiting));
  CHECK("and the other stream goes on then", device_ns() - start >= 400000, "after %lu ns", device_ns() - start);
}

static void set_word(void *host, uint32_t value) {
  __atomic_store_n((uint32_t *)host, value, __ATOMIC_RELEASE);
}

static void waits_compare_as_they_say(void) {
  static const struct { unsigned int how; uint32_t word, value; int goes_on; } table[] = {
      {CU_STREAM_WAIT_VALUE_GEQ, 5, 5, 1}, {CU_STREAM_WAIT_VALUE_GEQ, 4, 5, 0}, {CU_STREAM_WAIT_VALUE_GEQ, 2, 0xfffffff0u, 1},
      {CU_STREAM_WAIT_VALUE_EQ, 5, 5, 1},  {CU_STREAM_WAIT_VALUE_EQ, 6, 5, 0},  {CU_STREAM_WAIT_VALUE_AND, 6, 2, 1},
      {CU_STREAM_WAIT_VALUE_AND, 6, 8, 0}, {CU_STREAM_WAIT_VALUE_NOR, 6, 8, 1}, {CU_STREAM_WAIT_VALUE_NOR, 0xfffffff0u, 15, 0},
  };
  for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
    void *host;
    CUdeviceptr word;
    CUstream stream = stream_of(CU_STREAM_NON_BLOCKING);
    MUST(cuMemHostAlloc(&host, 4096, CU_MEMHOSTALLOC_DEVICEMAP));
    MUST(cuMemHostGetDevicePointer_v2(&word, host, 0));
    set_word(host, table[i].word);
    MUST(cuStreamWaitValue32_v2(stream, word, table[i].value, table[i].how));
    if (table[i].goes_on)
      MUST(cuStreamSynchronize(stream));
    int went_on = cuStreamQuery(stream) == CUDA_SUCCESS;
    CHECK("a wait's comparison", went_on == table[i].goes_on, "row %zu went on: %d", i, went_on);
    set_word(host, table[i].how == CU_STREAM_WAIT_VALUE_NOR ? 0 : table[i].value);
    MUST(cuStreamSynchronize(stream));
  }
}

int main(void) {
  device_open();
  functions_are_called_in_their_streams_order();
  a_kernels_result_is_there_when_its_stream_goes_on();
  a_word_holds_a_stream_up();
  waits_compare_as_they_say();
  return CHECKS_END();
}
