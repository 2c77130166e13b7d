#include "watch.h"

#include <string.h>

#include "libvgpu/process/process.h"

struct vgpu_watch vgpu_watches[HAMI_REGION_DEVICES];

static uint64_t charged(int index) {
  struct vgpu_region *region = vgpu_process_region();
  int slot = region != NULL ? vgpu_region_slot(region) : -1;
  return slot < 0 ? 0 : __atomic_load_n(&vgpu_region_shared(region)->v1.processes[slot].used[index].total, __ATOMIC_SEQ_CST);
}

// Of several at once each sees the others in one of both sums, so that the last one's is no less than what came of it.
void vgpu_watch_charge_begin(int index, uint64_t bytes) {
  struct vgpu_watch *watch = &vgpu_watches[index];
  uint64_t may_be = __atomic_add_fetch(&watch->coming, bytes, __ATOMIC_SEQ_CST) + charged(index);
  uint64_t most = __atomic_load_n(&watch->most, __ATOMIC_SEQ_CST);
  while (may_be > most &&
         !__atomic_compare_exchange_n(&watch->most, &most, may_be, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
    continue;
}

void vgpu_watch_charge_end(int index, uint64_t bytes) {
  __atomic_sub_fetch(&vgpu_watches[index].coming, bytes, __ATOMIC_SEQ_CST);
}

void vgpu_watch_begin(int index) {
  __atomic_store_n(&vgpu_watches[index].most, 0, __ATOMIC_SEQ_CST);
  __atomic_store_n(&vgpu_watches[index].is_on, 1, __ATOMIC_SEQ_CST);
}

uint64_t vgpu_watch_end(int index) {
  __atomic_store_n(&vgpu_watches[index].is_on, 0, __ATOMIC_SEQ_CST);
  return __atomic_load_n(&vgpu_watches[index].most, __ATOMIC_SEQ_CST);
}

void vgpu_watch_forget(void) { memset(vgpu_watches, 0, sizeof(vgpu_watches)); }
