// Memory that one process of a container takes and another one opens is charged once; a forked child has nothing of its
// parent's.
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../check.h"
#include "container.h"

struct shared {
  CUipcMemHandle handle;
  uint32_t stage;
  uint64_t before, open, closed, charged_in_all;
};

static void wait_for(struct shared *shared, uint32_t stage) {
  while (__atomic_load_n(&shared->stage, __ATOMIC_SEQ_CST) != stage)
    usleep(500);
}

static void reach(struct shared *shared, uint32_t stage) { __atomic_store_n(&shared->stage, stage, __ATOMIC_SEQ_CST); }

static int opener(struct shared *shared) {
  CUdeviceptr pointer;
  wait_for(shared, 1);
  node_context();
  shared->before = container_charged_here();
  NEED(cuIpcOpenMemHandle_v2(&pointer, shared->handle, CU_IPC_MEM_LAZY_ENABLE_PEER_ACCESS));
  NEED(cuMemsetD8_v2(pointer, 1, MIB(1)));
  shared->open = container_charged_here();
  shared->charged_in_all = container_charged();
  NEED(cuIpcCloseMemHandle(pointer));
  shared->closed = container_charged_here();
  reach(shared, 2);
  wait_for(shared, 3);
  return 0;
}

static void opened_by_another(void) {
  struct shared *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  CUdeviceptr pointer;
  fflush(stdout);
  pid_t child = fork();
  if (child == 0)
    _exit(opener(shared));
  node_context();
  NEED(cuMemAlloc_v2(&pointer, MIB(6)));
  NEED(cuIpcGetMemHandle(&shared->handle, pointer));
  reach(shared, 1);
  wait_for(shared, 2);
  CHECK_NUMBER("who opens it is not charged", shared->open, shared->before);
  CHECK_NUMBER("nor after closing", shared->closed, shared->before);
  CHECK_NUMBER("in all it is charged once", shared->charged_in_all, 2 * container_context() + MIB(6));
  CHECK_NUMBER("who made it is charged", container_charged_here(), container_context() + MIB(6));
  NEED(cuMemFree_v2(pointer));
  CHECK_NUMBER("until it is freed", container_charged_here(), container_context());
  reach(shared, 3);
  int status;
  waitpid(child, &status, 0);
  CHECK_NUMBER("the other process ended well", status, 0);
}

// CUDA is of no use in it, but it may try.
static void forked(void) {
  CUdeviceptr pointer, small;
  NEED(cuMemAlloc_v2(&pointer, MIB(4)));
  NEED(cuMemAlloc_v2(&small, 100));
  uint64_t before = container_charged_here(), of_all = container_charged();
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    CUdeviceptr other;
    cuInit(0);
    cuMemAlloc_v2(&other, MIB(4));
    cuMemFree_v2(pointer);
    cuMemFree_v2(small);
    cuDevicePrimaryCtxReset_v2(0);
    _exit(container_charged() == of_all ? 0 : 1);
  }
  int status;
  waitpid(child, &status, 0);
  CHECK_NUMBER("what a child does leaves the charges alone", status, 0);
  CHECK_NUMBER("the parent's are what they were", container_charged_here(), before);
  CHECK("as the device says", container_exact(), "it does not");
  NEED(cuMemFree_v2(pointer));
  NEED(cuMemFree_v2(small));
  CHECK_NUMBER("and the parent frees them", container_charged_here(), container_context());
}

int main(void) {
  container_begin(2, MIB(64));
  opened_by_another();
  forked();
  container_end();
  return CHECKS_END();
}
