// What the files of libnvidia-ml share: this process's view of the node, its handles, and how a call begins.
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../failure/failure.h"
#include "../mig/mig.h"
#include "../state/state.h"
#include "nvml_abi.h"

// The node, from the first nvmlInit to the last nvmlShutdown. The mapping itself stays: a call that is under way in another
// thread keeps its ground.
struct sg_nvml {
  struct sg_state *state;
  _Atomic uint32_t references;
  int64_t epoch_offset_ns;     // from the state's clock to the time of day
};
extern struct sg_nvml sg_nvml;

// A device handle, resolved: a card or a MIG device of it.
struct sg_nvml_target {
  uint32_t device;
  bool mig;
  uint32_t instance_id, compute_id;
  uint32_t slot, compute;      // of the state's arrays, as they were found; MIG only
};

// Every entry point begins with one of these: not initialised, an injected hang or error, an invalid handle and a lost card end
// the call.
struct sg_nvml_call { const char *name; _Atomic uint32_t calls; };
nvmlReturn_t sg_nvml_enter(struct sg_nvml_call *call);
nvmlReturn_t sg_nvml_enter_device(struct sg_nvml_call *call, nvmlDevice_t handle, struct sg_nvml_target *target);
nvmlReturn_t sg_nvml_enter_card(struct sg_nvml_call *call, nvmlDevice_t handle, uint32_t *device);

#define SG_NVML_TRY(call)                       \
  do {                                          \
    nvmlReturn_t sg_nvml_result = (call);       \
    if (sg_nvml_result != NVML_SUCCESS)         \
      return sg_nvml_result;                    \
  } while (0)
#define SG_NVML_BEGIN(enter, ...)                                   \
  do {                                                              \
    static struct sg_nvml_call sg_this_call = {.name = __func__};   \
    SG_NVML_TRY(enter(&sg_this_call __VA_OPT__(,) __VA_ARGS__));    \
  } while (0)
// On no device in particular.
#define SG_NVML_ENTRY() SG_NVML_BEGIN(sg_nvml_enter)
// On a card or a MIG device.
#define SG_NVML_DEVICE(handle, target)  \
  struct sg_nvml_target target;         \
  SG_NVML_BEGIN(sg_nvml_enter_device, handle, &target)
// On a card: what a MIG device doesn't have is NVML_ERROR_NOT_SUPPORTED.
#define SG_NVML_CARD(handle, index) \
  uint32_t index;                   \
  SG_NVML_BEGIN(sg_nvml_enter_card, handle, &index)
#define SG_NVML_OUTPUT(pointer)           \
  do {                                    \
    if ((pointer) == NULL)                \
      return NVML_ERROR_INVALID_ARGUMENT; \
  } while (0)

static inline const struct sg_device_description *sg_nvml_description(uint32_t device) {
  return &sg_nvml.state->description.devices[device];
}

nvmlDevice_t sg_nvml_card_handle(uint32_t device);
nvmlDevice_t sg_nvml_mig_handle(uint32_t device, uint32_t instance_id, uint32_t compute_id);
nvmlGpuInstance_t sg_nvml_instance_handle(uint32_t device, uint32_t instance_id);
nvmlComputeInstance_t sg_nvml_compute_handle(uint32_t device, uint32_t instance_id, uint32_t compute_id);
// NVML_ERROR_INVALID_ARGUMENT for what never was a handle, NVML_ERROR_NOT_FOUND for an instance that is gone. Take the lock.
nvmlReturn_t sg_nvml_resolve(nvmlDevice_t handle, struct sg_nvml_target *target);
bool sg_nvml_instance_of(nvmlGpuInstance_t handle, uint32_t *device, uint32_t *instance_id);
bool sg_nvml_compute_of(nvmlComputeInstance_t handle, uint32_t *device, uint32_t *instance_id, uint32_t *compute_id);
// NVML_SUCCESS unless the card is lost.
nvmlReturn_t sg_nvml_card_there(uint32_t device);

// Copies a text with its terminator, NVML_ERROR_INSUFFICIENT_SIZE when it doesn't fit.
nvmlReturn_t sg_nvml_text(const char *text, char *out, unsigned int length);

// Percent of the last sample period in which the calendar was busy, after bringing it up to the present.
uint32_t sg_nvml_busy_percent(uint32_t calendar);
// Time in which memory was read or written: a plausible part of the time in which kernels ran.
static inline uint64_t sg_nvml_memory_busy(uint64_t busy) {
  return busy * 2 / 5;
}
uint64_t sg_nvml_epoch_us(uint64_t state_ns);
bool sg_nvml_has_processes(uint32_t device);

// What the card draws and how warm it is, from its load. mW and degrees Celsius.
uint32_t sg_nvml_power_mw(uint32_t device);
uint64_t sg_nvml_energy_mj(uint32_t device);
uint32_t sg_nvml_temperature_c(uint32_t device);
uint32_t sg_nvml_clock_mhz(uint32_t device, nvmlClockType_t type);

// Professional cards have ECC memory; GeForce has not.
bool sg_nvml_has_ecc(uint32_t device);
