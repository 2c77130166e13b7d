// T6: threads that end, are cancelled, or end the process during calls.
#include <pthread.h>
#include <unistd.h>

#include "../check.h"
#include "../taking/container.h"
#include "child.h"
#include "simgpu/failure/failure.h"

enum { THREADS = 8, ROUNDS = 40 };

static CUcontext context;
static CUdeviceptr left[THREADS];

static void *leave_one(void *which) {
  NEED(cuCtxSetCurrent(context));
  NEED(cuMemAlloc_v2(which, MIB(2)));
  if ((uintptr_t)which % 16 == 0)
    pthread_exit(NULL);
  return NULL;
}

// What a thread took outlives it.
static void ended(void) {
  uint64_t before = container_charged_here();
  unsigned wrong = 0;
  for (int round = 0; round < ROUNDS; round++) {
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
      pthread_create(&threads[i], NULL, leave_one, &left[i]);
    for (int i = 0; i < THREADS; i++)
      pthread_join(threads[i], NULL);
    wrong += container_charged_here() != before + THREADS * MIB(2);
    for (int i = 0; i < THREADS; i++)
      NEED(cuMemFree_v2(left[i]));
  }
  CHECK_NUMBER("what ended threads took is charged until it is freed", wrong, 0);
  CHECK("then it isn't", container_charged_here() == before && container_exact(), "it is");
}

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
static void cancelled(void) { printf("skip a cancelled call: a sanitizer does not follow it\n"); }
#else
static void *wait_in_call(void *unused) {
  CUdeviceptr one;
  NEED(cuCtxSetCurrent(context));
  cuMemAlloc_v2(&one, MIB(2));
  return unused;
}

static void cancelled(void) {
  struct sg_failure slow = {.kind = SG_FAILURE_DELAY, .device = -1, .function = "cuMemAlloc_v2", .duration_ns = 5000000000};
  if (sg_failure_inject(node_state(), &slow) != 0)
    exit(3);
  uint64_t before = container_charged_here();
  pthread_t thread;
  void *result;
  pthread_create(&thread, NULL, wait_in_call, NULL);
  while (container_charged_here() == before)
    usleep(1000);
  usleep(20 * 1000);
  pthread_cancel(thread);
  pthread_join(thread, &result);
  sg_failure_recover(node_state(), -1);
  CHECK("a thread is cancelled in the driver", result == PTHREAD_CANCELED, "it came back");
  CUdeviceptr one;
  CHECK_NUMBER("others go on", cuMemAlloc_v2(&one, MIB(2)), CUDA_SUCCESS);
  CHECK_NUMBER("and are charged", container_charged_here(), before + MIB(4));
  NEED(cuMemFree_v2(one));
}
#endif

static void *always(void *unused) {
  NEED(cuCtxSetCurrent(context));
  for (;;) {
    CUdeviceptr one;
    if (cuMemAlloc_v2(&one, MIB(2)) == CUDA_SUCCESS)
      cuMemFree_v2(one);
  }
  return unused;
}

static void *end_process(void *unused) {
  usleep(30 * 1000);
  exit(unused != NULL);
}

static int exit_in_the_middle(void) {
  node_context();
  NEED(cuCtxGetCurrent(&context));
  pthread_t thread;
  for (int i = 0; i < 3; i++)
    pthread_create(&thread, NULL, always, NULL);
  pthread_create(&thread, NULL, end_process, NULL);
  pause();
  return 1;
}

int main(int argc, char **argv) {
  static const struct part parts[] = {{"exit", exit_in_the_middle}};
  if (argc == 2)
    child_part(argc, argv, parts, 1);
  container_begin(2, MIB(64));
  int wrong = 0;
  for (int i = 0; i < 10; i++)
    wrong += child_run("exit") != 0;
  CHECK_NUMBER("a thread ends the process while others allocate", wrong, 0);
  CHECK_NUMBER("the device is free then", node_used(), 0);
  node_context();
  NEED(cuCtxGetCurrent(&context));
  CHECK("and nothing is charged but this process", container_charged() == container_charged_here(), "others are");
  ended();
  cancelled();
  container_end();
  return CHECKS_END();
}
