// How a call begins.
#include <string.h>

#include "nvml.h"

// An injected hang lasts until its time is over or somebody takes it back; in between, whoever waits sleeps.
static void hang_while_told(struct sg_state *state, int32_t device, const char *name, uint32_t number) {
  for (;;) {
    uint32_t poke = atomic_load(&state->header.poke);
    const struct sg_failure *failure = sg_failure_find(state, SG_FAILURE_NVML_HANG, device, name, number);
    if (failure == NULL)
      return;
    uint64_t end = failure->duration_ns == 0 ? SG_NEVER : state->header.created_ns + failure->after_ns + failure->duration_ns;
    sg_sleep(state, end, poke);
  }
}

static nvmlReturn_t meet_failures(struct sg_nvml_call *call, int32_t device, uint32_t number) {
  struct sg_state *state = sg_nvml.state;
  sg_failures_look(state);
  hang_while_told(state, device, call->name, number);
  const struct sg_failure *failure = sg_failure_find(state, SG_FAILURE_NVML_ERROR, device, call->name, number);
  return failure == NULL ? NVML_SUCCESS : (nvmlReturn_t)failure->code;
}

nvmlReturn_t sg_nvml_enter(struct sg_nvml_call *call) {
  if (atomic_load_explicit(&sg_nvml.references, memory_order_acquire) == 0)
    return NVML_ERROR_UNINITIALIZED;
  return meet_failures(call, -1, atomic_fetch_add(&call->calls, 1) + 1);
}

nvmlReturn_t sg_nvml_enter_device(struct sg_nvml_call *call, nvmlDevice_t handle, struct sg_nvml_target *target) {
  if (atomic_load_explicit(&sg_nvml.references, memory_order_acquire) == 0)
    return NVML_ERROR_UNINITIALIZED;
  SG_NVML_TRY(sg_nvml_resolve(handle, target));
  SG_NVML_TRY(meet_failures(call, (int32_t)target->device, atomic_fetch_add(&call->calls, 1) + 1));
  return sg_nvml_card_there(target->device);
}

nvmlReturn_t sg_nvml_enter_card(struct sg_nvml_call *call, nvmlDevice_t handle, uint32_t *device) {
  struct sg_nvml_target target;
  SG_NVML_TRY(sg_nvml_enter_device(call, handle, &target));
  *device = target.device;
  return target.mig ? NVML_ERROR_NOT_SUPPORTED : NVML_SUCCESS;
}

nvmlReturn_t sg_nvml_card_there(uint32_t device) {
  return atomic_load(&sg_nvml.state->devices[device].lost) ? NVML_ERROR_GPU_IS_LOST : NVML_SUCCESS;
}

nvmlReturn_t sg_nvml_text(const char *text, char *out, unsigned int length) {
  SG_NVML_OUTPUT(out);
  size_t size = strlen(text) + 1;
  if (size > length)
    return NVML_ERROR_INSUFFICIENT_SIZE;
  memcpy(out, text, size);
  return NVML_SUCCESS;
}
