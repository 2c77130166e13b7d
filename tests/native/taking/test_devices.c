// Two devices that the program sees the other way round: what is taken is charged to the one that it lies on, whichever context is
// current as it is freed.
#include <stdlib.h>
#include <unistd.h>

#include "../check.h"
#include "container.h"

// The program's devices.
enum { SECOND_OF_NODE = 0, FIRST_OF_NODE = 1 };

static uint64_t of_second_by_region(void) {
  for (int slot = 0; slot < HAMI_REGION_SLOTS; slot++) {
    const struct hami_region_process *process = &container_region()->v1.processes[slot];
    if (__atomic_load_n(&process->pid, __ATOMIC_SEQ_CST) == getpid())
      return __atomic_load_n(&process->used[1].total, __ATOMIC_SEQ_CST);
  }
  return 0;
}

static uint64_t of_second_by_device(void) {
  struct sg_memory_figures figures;
  sg_memory_figures(node_state(), 1, 0, &figures);
  return figures.used;
}

static void check(const char *name, uint64_t first, uint64_t second) {
  CHECK_NUMBER(name, node_mine(), first);
  CHECK_NUMBER(name, container_charged_here(), first);
  CHECK_NUMBER(name, of_second_by_device(), second);
  CHECK_NUMBER(name, of_second_by_region(), second);
}

int main(void) {
  setenv("CUDA_VISIBLE_DEVICES", "1,0", 1);
  container_begin(1, MIB(64));
  uint64_t one = container_context();
  CUcontext first, second;
  CUdeviceptr on_first, on_second, small;
  NEED(cuInit(0));
  NEED(cuDevicePrimaryCtxRetain(&first, FIRST_OF_NODE));
  check("a context on the first device", one, 0);
  NEED(cuCtxCreate_v2(&second, 0, SECOND_OF_NODE));
  check("one on the second", one, one);
  NEED(cuMemAlloc_v2(&on_second, MIB(10)));
  NEED(cuMemAlloc_v2(&small, 1));
  check("memory on the second", one, one + MIB(12));
  NEED(cuCtxSetCurrent(first));
  NEED(cuMemAlloc_v2(&on_first, MIB(64)));
  check("memory on the first", one + MIB(64), one + MIB(12));
  CHECK_NUMBER("the first is full", cuMemAlloc_v2(&small, MIB(2)), CUDA_ERROR_OUT_OF_MEMORY);
  NEED(cuMemFree_v2(on_second));
  check("freed while the other is current", one + MIB(64), one + MIB(2));
  NEED(cuDevicePrimaryCtxReset_v2(FIRST_OF_NODE));
  check("a reset of the first", 0, one + MIB(2));
  NEED(cuCtxDestroy_v2(second));
  check("the end of the second", 0, 0);
  container_end();
  return CHECKS_END();
}
