// Threads that take small pieces at the same moment share a block: where there is room for one block, each gets its piece, and
// nobody is refused for a block that is not needed.
#include <pthread.h>
#include <sched.h>

#include "../check.h"
#include "container.h"

enum { THREADS = 3, ROUNDS = 10000, PIECES = 40 };

static uint32_t arrived;
static CUcontext context;
static uint64_t refused, wrong;

// Without sleep, so that all go on at the same moment.
static void meet(uint32_t *meetings) {
  __atomic_add_fetch(&arrived, 1, __ATOMIC_SEQ_CST);
  ++*meetings;
  for (unsigned tries = 0; __atomic_load_n(&arrived, __ATOMIC_SEQ_CST) < *meetings * THREADS;) {
    if (++tries % 1000 == 0)
      sched_yield();
  }
}

static void *thread(void *argument) {
  CUdeviceptr pieces[PIECES];
  uint32_t meetings = 0;
  uint64_t seed = (uint64_t)(intptr_t)argument;
  NEED(cuCtxSetCurrent(context));
  for (int round = 0; round < ROUNDS; round++) {
    CUdeviceptr piece = 0;
    meet(&meetings);
    if (cuMemAlloc_v2(&piece, 1 + (seed * 131 + (uint64_t)round * 17) % 5000) != CUDA_SUCCESS)
      __atomic_add_fetch(&refused, 1, __ATOMIC_SEQ_CST);
    meet(&meetings);
    if (argument == NULL)
      wrong += container_charged_here() != container_context() + node_granularity() || !container_exact();
    meet(&meetings);
    NEED(cuMemFree_v2(piece));
    meet(&meetings);
    if (argument == NULL)
      wrong += container_charged_here() != container_context() || !container_exact();
    meet(&meetings);
  }
  // In and out, over the edges of blocks.
  for (int round = 0; round < ROUNDS / 100; round++) {
    int count = 0;
    while (count < PIECES && cuMemAlloc_v2(&pieces[count], MIB(1) / 16 + seed * 512) == CUDA_SUCCESS)
      count++;
    while (count > 0)
      NEED(cuMemFree_v2(pieces[--count]));
  }
  return NULL;
}

int main(void) {
  pthread_t threads[THREADS];
  container_begin(1, MIB(2));
  NEED(cuInit(0));
  NEED(cuDevicePrimaryCtxRetain(&context, 0));
  for (intptr_t k = 0; k < THREADS; k++)
    pthread_create(&threads[k], NULL, thread, (void *)k);
  for (int k = 0; k < THREADS; k++)
    pthread_join(threads[k], NULL);
  CHECK_NUMBER("pieces refused though they fit", refused, 0);
  CHECK_NUMBER("moments at which more or less than a block was charged", wrong, 0);
  CHECK("nothing above the limit ever stood in the ledger", container_highest() <= container_limit(), "it did");
  CHECK_NUMBER("it all comes back", container_charged_here(), container_context());
  CHECK("also to the device", container_exact(), "it does not");
  container_end();
  return CHECKS_END();
}
