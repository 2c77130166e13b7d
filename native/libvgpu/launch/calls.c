#include "calls.h"

#include <stddef.h>

#include "libvgpu/lookup/unhooked.h"

// Several threads may look at once: each writes what no other has, so that nothing is written any more once one of them is through.
static void keep(void **place, void *symbol) {
  if (__atomic_load_n(place, __ATOMIC_ACQUIRE) != symbol)
    __atomic_store_n(place, symbol, __ATOMIC_RELEASE);
}

const struct vgpu_calls *vgpu_calls(void) {
  static struct vgpu_calls calls;
  static bool found;
  if (__atomic_load_n(&found, __ATOMIC_ACQUIRE))
    return &calls;
  bool all = true;
#define LOOK(symbol) \
  void *symbol = vgpu_asked(VGPU_ASKED_##symbol); \
  keep((void **)&calls.symbol, symbol);
#define LOOK_AND_NEED(symbol) \
  LOOK(symbol) \
  all &= symbol != NULL;
  VGPU_CALLS(LOOK_AND_NEED)
  LOOK(cuThreadExchangeStreamCaptureMode)
  LOOK(cuFuncGetModule)
  if (!all)
    return NULL;
  __atomic_store_n(&found, true, __ATOMIC_RELEASE);
  return &calls;
}
