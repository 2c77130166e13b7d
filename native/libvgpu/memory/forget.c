#include "forget.h"

#include "libvgpu/process/process.h"

static void forget(void) {
  vgpu_bytes_forget();
  vgpu_contexts_forget();
  vgpu_usage_forget();
}

void vgpu_forget_at_fork(void) {
  static bool is_seen_to;
  if (!__atomic_load_n(&is_seen_to, __ATOMIC_RELAXED) && !__atomic_exchange_n(&is_seen_to, true, __ATOMIC_RELAXED))
    vgpu_on_fork(forget);
}
