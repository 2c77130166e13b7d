// Device memory takes this machine's only where something was written: a card's worth can be filled with zeroes, and goes again.
#include <sys/stat.h>
#include <unistd.h>

#include "../check.h"
#include "node.h"

static uint64_t machine_bytes(void) {
  char path[300];
  uint64_t sum = 0;
  for (uint32_t slot = 0; slot < SG_MAX_PROCESSES; slot++) {
    const struct sg_process *process = &node_state()->processes[slot];
    struct stat about;
    snprintf(path, sizeof path, "%s.d/mem-%u-%lu", getenv("SIMGPU_STATE"), slot, (unsigned long)process->generation);
    if (process->state == SG_PROCESS_LIVE && stat(path, &about) == 0)
      sum += (uint64_t)about.st_blocks * 512;
  }
  return sum;
}

int main(void) {
  node_context();
  CUdeviceptr memory, small[100];
  const uint64_t gib = UINT64_C(1) << 30, mib = 1 << 20;
  NEED(cuMemAlloc_v2(&memory, 60 * gib));
  CHECK("60 GiB that nobody touched", machine_bytes() < mib, "%lu", machine_bytes());
  NEED(cuMemsetD8_v2(memory, 0, 60 * gib));
  NEED(cuCtxSynchronize());
  CHECK("60 GiB of zeroes", machine_bytes() < mib, "%lu", machine_bytes());
  NEED(cuMemsetD8_v2(memory + 20 * gib, 1, 8 * mib));
  NEED(cuCtxSynchronize());
  CHECK("and 8 MiB of ones", machine_bytes() >= 8 * mib && machine_bytes() < 9 * mib, "%lu", machine_bytes());
  NEED(cuMemFree_v2(memory));
  CHECK("freed", machine_bytes() < mib, "%lu", machine_bytes());
  for (int i = 0; i < 100; i++) {
    NEED(cuMemAlloc_v2(&small[i], 200000));
    NEED(cuMemsetD8_v2(small[i], 7, 200000));
  }
  NEED(cuCtxSynchronize());
  CHECK("small ones, written", machine_bytes() >= 100 * 200000, "%lu", machine_bytes());
  for (int i = 0; i < 100; i++)
    NEED(cuMemFree_v2(small[i]));
  CHECK("small ones, freed", machine_bytes() < mib, "%lu", machine_bytes());
  // A host access to a device's address faults: it never reads what the device has. EFAULT tells without dying of it.
  NEED(cuMemAlloc_v2(&memory, 4096));
  int ends[2];
  if (pipe(ends))
    return 3;
  CHECK_NUMBER("the host can't read a device's address", write(ends[1], (void *)(uintptr_t)memory, 16), -1);
  NEED(cuMemAllocManaged(&memory, 4096, CU_MEM_ATTACH_GLOBAL));
  CHECK_NUMBER("but a managed one", write(ends[1], (void *)(uintptr_t)memory, 16), 16);
  NEED(cuMemFree_v2(memory));
  CHECK_NUMBER("until it is freed", write(ends[1], (void *)(uintptr_t)memory, 16), -1);
  return CHECKS_END();
}
