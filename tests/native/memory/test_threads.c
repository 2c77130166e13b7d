// Threads that allocate, copy, look up and free at the same time.
#include <pthread.h>
#include <string.h>

#include "../check.h"
#include "node.h"

enum { THREADS = 6, ROUNDS = 400 };

static CUcontext context;
static _Atomic int wrong;

static void *work(void *argument) {
  unsigned char letter = (unsigned char)(uintptr_t)argument, out[3000], in[3000];
  memset(out, letter, sizeof out);
  NEED(cuCtxSetCurrent(context));
  CUstream stream;
  NEED(cuStreamCreate(&stream, CU_STREAM_NON_BLOCKING));
  for (int round = 0; round < ROUNDS; round++) {
    CUdeviceptr memory, base;
    size_t bytes = sizeof out + (size_t)round % 7 * 400000, said;
    NEED(cuMemAlloc_v2(&memory, bytes));
    NEED(cuMemcpyHtoDAsync_v2(memory + bytes - sizeof out, out, sizeof out, stream));
    NEED(cuMemcpyDtoHAsync_v2(in, memory + bytes - sizeof out, sizeof in, stream));
    wrong += memcmp(in, out, sizeof in) != 0;
    NEED(cuMemGetAddressRange_v2(&base, &said, memory + bytes / 2));
    wrong += base != memory || said != bytes;
    NEED(cuMemFree_v2(memory));
  }
  NEED(cuStreamDestroy_v2(stream));
  return NULL;
}

int main(void) {
  pthread_t threads[THREADS];
  node_context();
  NEED(cuCtxGetCurrent(&context));
  uint64_t before = node_mine();
  for (uintptr_t i = 0; i < THREADS; i++)
    pthread_create(&threads[i], NULL, work, (void *)(i + 1));
  for (int i = 0; i < THREADS; i++)
    pthread_join(threads[i], NULL);
  CHECK_NUMBER("answers that are another thread's", wrong, 0);
  CHECK_NUMBER("bytes left", node_mine() - before, 0);
  return CHECKS_END();
}
