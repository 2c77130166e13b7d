#include "device_loss.h"

#include "../failure/failure.h"
#include "driver.h"

enum { XID_DOUBLE_BIT_ERROR = 48, XID_NVLINK = 74 };

// What programs are told on a card with this Xid.
static CUresult error_of(uint32_t xid) {
  switch (xid) {
    case XID_DOUBLE_BIT_ERROR: return CUDA_ERROR_ECC_UNCORRECTABLE;
    case XID_NVLINK: return CUDA_ERROR_NVLINK_UNCORRECTABLE;
    default: return CUDA_ERROR_UNKNOWN;
  }
}

void sg_device_loss_look(void) {
  struct sg_state *state = sg_driver.state;
  sg_failures_look(state);
  for (int i = 0; i < sg_driver.device_count; i++) {
    uint32_t device = sg_driver.ordinals[i].device, xid = atomic_load(&state->devices[device].xid);
    if (xid != 0)
      sg_context_break(&(struct sg_context){.device = device}, error_of(xid));
  }
}
