// Memory, as the state accounts for it.
#include "card.h"
#include "check.h"

int main(void) {
  struct node node = card_node("A100-40GB");
  nvmlInit_v2();
  nvmlMemory_t memory;
  nvmlMemory_v2_t newer = {.version = nvmlMemory_v2};
  nvmlDeviceGetMemoryInfo(card(0), &memory);
  CHECK_NUMBER("all of it", memory.total, UINT64_C(40960) << 20);
  CHECK_NUMBER("used is what the driver reserves", memory.used, UINT64_C(424) << 20);
  CHECK_NUMBER("the rest is free", memory.free, memory.total - memory.used);
  CHECK_NUMBER("the second version", nvmlDeviceGetMemoryInfo_v2(card(0), &newer), NVML_SUCCESS);
  CHECK_NUMBER("tells the reserved part apart", newer.reserved, UINT64_C(424) << 20);
  CHECK_NUMBER("from the used", newer.used, 0);
  CHECK_NUMBER("and has the same total", newer.total, memory.total);
  newer.version = 0;
  CHECK_NUMBER("no version, no answer", nvmlDeviceGetMemoryInfo_v2(card(0), &newer), NVML_ERROR_ARGUMENT_VERSION_MISMATCH);
  CHECK_NUMBER("to nowhere", nvmlDeviceGetMemoryInfo(card(0), NULL), NVML_ERROR_INVALID_ARGUMENT);

  struct sg_process *process = node_process(&node, "a");
  sg_memory_charge(node.state, process, 0, SG_MEMORY_DATA, 2 << 20, 1);
  nvmlMemory_t after;
  nvmlDeviceGetMemoryInfo(card(0), &after);
  CHECK_NUMBER("what a process takes is used", after.used - memory.used, 2 << 20);
  CHECK_NUMBER("and no longer free", memory.free - after.free, 2 << 20);
  sg_process_leave(node.state, process);
  nvmlDeviceGetMemoryInfo(card(0), &after);
  CHECK_NUMBER("until it is gone", after.used, memory.used);
  nvmlBAR1Memory_t window;
  nvmlDeviceGetBAR1MemoryInfo(card(0), &window);
  CHECK("the window holds all of it", window.bar1Total >= memory.total && window.bar1Free + window.bar1Used == window.bar1Total,
        "%llu", window.bar1Total);
  node_remove(&node);
  return CHECKS_END();
}
