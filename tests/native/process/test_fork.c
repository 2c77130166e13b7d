// T1: a child of a process that used the device owns nothing of it, however it was forked; the parent keeps what it has.
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <sys/syscall.h>

#include "../check.h"
#include "../taking/container.h"
#include "child.h"

static CUdeviceptr pointer;

static int own_slots(void) {
  int count = 0;
  for (int slot = 0; slot < HAMI_REGION_SLOTS; slot++)
    count += container_region()->v1.processes[slot].status != HAMI_REGION_STATUS_FREE;
  return count;
}

// Bits of what went wrong.
static int in_child(uint64_t parents) {
  CUdeviceptr mine = 0;
  int wrong = 0;
  errno = 4711;
  wrong |= 1 * (cuMemAlloc_v2(&mine, MIB(2)) != CUDA_ERROR_NOT_INITIALIZED);
  wrong |= 2 * (cuMemFree_v2(pointer) != CUDA_ERROR_NOT_INITIALIZED);
  wrong |= 4 * (container_charged_here() != 0);
  wrong |= 8 * (container_charged() != parents);
  wrong |= 16 * (errno != 4711);
  return wrong;
}

static void plain(void) {
  uint64_t before = container_charged();
  pid_t pid = fork();
  if (pid == 0)
    exit(in_child(before));  // with all that ends a process
  CHECK_NUMBER("a child", child_end(pid), 0);
  CHECK("the parent keeps what it has", container_charged() == before && container_exact(), "it doesn't");
  pid = fork();
  if (pid == 0) {
    pid_t grandchild = fork();
    _exit(grandchild == 0 ? in_child(before) : child_end(grandchild));
  }
  CHECK_NUMBER("a child's child", child_end(pid), 0);
  CHECK_NUMBER("nobody else has a slot", own_slots(), 1);
}

// libc knows nothing of this one, and so neither does the simulated driver: to it the child is the parent.
static void raw(void) {
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
  printf("skip a child that libc knows nothing of: nor does the sanitizer\n");
#else
  uint64_t before = container_charged();
  pid_t pid = (pid_t)syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);
  if (pid == 0) {
    CUdeviceptr mine = 0;
    int wrong = 0;
    wrong |= 1 * (cuMemAlloc_v2(&mine, MIB(2)) != CUDA_SUCCESS);
    wrong |= 2 * (own_slots() != 2);
    wrong |= 4 * (container_charged() != before + MIB(2));
    wrong |= 8 * (cuMemFree_v2(mine) != CUDA_SUCCESS);
    wrong |= 16 * (container_charged() != before);
    _exit(wrong);
  }
  CHECK_NUMBER("a child that libc knows nothing of has a slot of its own", child_end(pid), 0);
  CHECK("the parent keeps what it has", container_charged_here() == before, "it doesn't");
#endif
}

static bool stop;

static void *allocate(void *unused) {
  while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
    CUdeviceptr one;
    if (cuMemAlloc_v2(&one, 4096) == CUDA_SUCCESS)
      cuMemFree_v2(one);
    sched_yield();
  }
  return unused;
}

// At any moment of what other threads do: no child waits for one of them.
static void at_any_moment(void) {
  pthread_t threads[3];
  uint64_t before = container_charged();
  CUcontext context;
  NEED(cuCtxGetCurrent(&context));
  for (int i = 0; i < 3; i++)
    pthread_create(&threads[i], NULL, allocate, NULL);
  int wrong = 0;
  for (int i = 0; i < 100; i++) {
    pid_t pid = fork();
    if (pid == 0) {
      CUdeviceptr mine;
      alarm(10);
      _exit(cuMemAlloc_v2(&mine, 4096) != CUDA_ERROR_NOT_INITIALIZED);
    }
    wrong += child_end(pid) != 0;
  }
  __atomic_store_n(&stop, true, __ATOMIC_RELAXED);
  for (int i = 0; i < 3; i++)
    pthread_join(threads[i], NULL);
  CHECK_NUMBER("100 forks while threads allocate", wrong, 0);
  CHECK("what they took is given back", container_charged() == before && container_exact(), "it isn't");
}

static int child_first(void) {
  node_context();
  NEED(cuMemAlloc_v2(&pointer, MIB(4)));
  return container_charged_here() < MIB(4);
}

int main(int argc, char **argv) {
  static const struct part parts[] = {{"first", child_first}};
  container_begin(2, MIB(64));
  child_part(argc, argv, parts, 1);
  pid_t pid = fork();
  if (pid == 0)
    _exit(child_first());
  CHECK_NUMBER("a child, before the parent uses the device", child_end(pid), 0);
  node_context();
  NEED(cuMemAlloc_v2(&pointer, MIB(10)));
  plain();
  raw();
  at_any_moment();
  NEED(cuMemFree_v2(pointer));
  CHECK("the parent's go on as before", container_exact(), "no");
  container_end();
  return CHECKS_END();
}
