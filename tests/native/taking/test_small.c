// Threads that take small pieces at the same moment share a block: where there is room for one block, each gets its piece, and
// nobody is refused for a block that is not needed.
#include <pthread.h>

#include "../check.h"
#include "container.h"

enum { THREADS = 8, ROUNDS = 400 };

static pthread_barrier_t barrier;
static CUcontext context;
static uint64_t refused, wrong;

static void *thread(void *argument) {
  CUdeviceptr pieces[40];
  uint64_t seed = (uint64_t)(intptr_t)argument;
  NEED(cuCtxSetCurrent(context));
  for (int round = 0; round < ROUNDS; round++) {
    CUdeviceptr piece = 0;
    pthread_barrier_wait(&barrier);
    if (cuMemAlloc_v2(&piece, 1 + (seed * 131 + (uint64_t)round * 17) % 5000) != CUDA_SUCCESS)
      __atomic_add_fetch(&refused, 1, __ATOMIC_SEQ_CST);
    pthread_barrier_wait(&barrier);
    if (argument == NULL)
      wrong += container_charged_here() != container_context() + node_granularity() || !container_exact();
    pthread_barrier_wait(&barrier);
    NEED(cuMemFree_v2(piece));
    pthread_barrier_wait(&barrier);
    if (argument == NULL)
      wrong += container_charged_here() != container_context() || !container_exact();
    pthread_barrier_wait(&barrier);
  }
  // In and out, over the edges of blocks.
  for (int round = 0; round < ROUNDS / 8; round++) {
    int count = 0;
    while (count < 40 && cuMemAlloc_v2(&pieces[count], MIB(1) / 16 + seed * 512) == CUDA_SUCCESS)
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
  pthread_barrier_init(&barrier, NULL, THREADS);
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
