// How long kernels take: by the node's description, by their module, by their name, by their dimensions.
#include "../check.h"
#include "device.h"

static CUmodule module;

static uint64_t ns_of(const char *kernel, unsigned int blocks, unsigned int threads, unsigned int shared_bytes) {
  CUfunction function;
  CUstream stream = stream_of(CU_STREAM_NON_BLOCKING);
  MUST(cuModuleGetFunction(&function, module, kernel));
  CUevent start = event_at(stream);
  MUST(cuLaunchKernel(function, blocks, 1, 1, threads, 1, 1, shared_bytes, stream, NULL, NULL));
  uint64_t ns = elapsed_ns(start, event_at(stream));
  MUST(cuStreamDestroy_v2(stream));
  return ns;
}

// How many of a kernel run at a time tells on how many of the 108 multiprocessors one runs.
static uint64_t side_by_side_ns(const char *kernel, unsigned int blocks, int times) {
  CUfunction function;
  CUstream first = stream_of(CU_STREAM_NON_BLOCKING);
  uint64_t longest = 0;
  CUevent start = event_at(first), ends[16];
  MUST(cuModuleGetFunction(&function, module, kernel));
  for (int i = 0; i < times; i++) {
    CUstream stream = stream_of(CU_STREAM_NON_BLOCKING);
    MUST(cuLaunchKernel(function, blocks, 1, 1, 32, 1, 1, 0, stream, NULL, NULL));
    ends[i] = event_at(stream);
  }
  for (int i = 0; i < times; i++) {
    uint64_t ns = elapsed_ns(start, ends[i]);
    longest = ns > longest ? ns : longest;
  }
  return longest;
}

int main(void) {
  device_open();
  module = device_load("simgpu 1\n"
                       "kernel plain\n"
                       "kernel spin_us250\n"
                       "kernel named us=12.5\n"
                       "kernel waves us=10 us_per_wave=5\n"
                       "kernel described us=1\n"
                       "kernel half us=100 sms=54\n"
                       "kernel jitters us=1000 jitter=10%\n"
                       "kernel shares us_per_wave=10 shared=40960\n");
  CHECK_NUMBER("a kernel about which nothing is known takes 10 us a wave, ns", ns_of("plain", 1, 32, 0), 10000);
  CHECK_NUMBER("108 multiprocessors hold 2 blocks of 1024 each: 216 are one wave, ns", ns_of("plain", 216, 1024, 0), 10000);
  CHECK_NUMBER("and 217 are two, ns", ns_of("plain", 217, 1024, 0), 20000);
  CHECK_NUMBER("the name's suffix says microseconds a wave, ns", ns_of("spin_us250", 1, 32, 0), 250000);
  CHECK_NUMBER("for each wave, ns", ns_of("spin_us250", 433, 1024, 0), 750000);
  CHECK_NUMBER("the module's line says it in fractions too, ns", ns_of("named", 500, 32, 0), 12500);
  CHECK_NUMBER("a fixed part and one for each wave, ns", ns_of("waves", 432, 1024, 0), 20000);
  CHECK_NUMBER("the node's description has the last word, ns", ns_of("described", 1, 32, 0), 80000);
  CHECK_NUMBER("its multiprocessors make its waves: 2 hold 4 blocks of 1024, ns", ns_of("described", 12, 1024, 0), 100000);
  CHECK_NUMBER("shared memory limits what runs at a time: 4 blocks of 41 KiB of 164, ns", ns_of("shares", 108 * 4, 32, 0), 10000);
  CHECK_NUMBER("one block more is a wave more, ns", ns_of("shares", 108 * 4 + 1, 32, 0), 20000);
  CHECK_NUMBER("two halves of the device run side by side, ns", side_by_side_ns("half", 1, 2), 100000);
  CHECK_NUMBER("the third waits, ns", side_by_side_ns("half", 1, 3), 200000);
  CHECK_NUMBER("27 blocks are on 27 multiprocessors: four such kernels run side by side, ns", side_by_side_ns("plain", 27, 4), 10000);
  CHECK_NUMBER("the fifth waits, ns", side_by_side_ns("plain", 27, 5), 20000);
  uint64_t least = UINT64_MAX, most = 0;
  for (int i = 0; i < 200; i++) {
    uint64_t ns = ns_of("jitters", 1, 32, 0);
    least = ns < least ? ns : least;
    most = ns > most ? ns : most;
  }
  CHECK("jitter stays within its share", least >= 900000 && most <= 1100000, "from %lu to %lu ns", least, most);
  CHECK("and uses it", least < 920000 && most > 1080000, "from %lu to %lu ns", least, most);
  CUfunction waves;
  CUstream stream = stream_of(CU_STREAM_NON_BLOCKING);
  MUST(cuModuleGetFunction(&waves, module, "waves"));
  CUevent start = event_at(stream);
  for (unsigned int i = 0; i < 100; i++)
    MUST(cuLaunchKernel(waves, i % 2 == 0 ? 1 : 432, 1, 1, 1024, 1, 1, 0, stream, NULL, NULL));
  CHECK_NUMBER("the remembered cost is the right launch's, ns", elapsed_ns(start, event_at(stream)), 50 * (15000 + 20000));
  return CHECKS_END();
}
