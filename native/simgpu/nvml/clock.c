// Clocks. A card that works, or that a program holds a context on, runs at its full clocks, an idle one at its lowest.
#include "../calendar/calendar.h"
#include "nvml.h"

enum { IDLE_MHZ = 210, STEP_MHZ = 15 };

static bool awake(uint32_t device) {
  return sg_nvml_has_processes(device) || sg_nvml_busy_percent(device * SG_CALENDARS_PER_DEVICE) > 0;
}

static uint32_t max_clock_mhz(uint32_t device, nvmlClockType_t type) {
  const struct sg_device_description *it = sg_nvml_description(device);
  switch (type) {
    case NVML_CLOCK_MEM: return it->memory_clock_mhz;
    case NVML_CLOCK_VIDEO: return it->clock_mhz * 9 / 10;
    default: return it->clock_mhz;
  }
}

uint32_t sg_nvml_clock_mhz(uint32_t device, nvmlClockType_t type) {
  if (awake(device))
    return max_clock_mhz(device, type);
  // High bandwidth memory has no lower clock.
  bool hbm = sg_nvml_description(device)->bus_width_bits > 1024;
  if (type == NVML_CLOCK_MEM)
    return hbm ? max_clock_mhz(device, type) : 405;
  return IDLE_MHZ;
}

static nvmlReturn_t clock_of(uint32_t (*mhz)(uint32_t, nvmlClockType_t), uint32_t device, nvmlClockType_t type,
                             unsigned int *out) {
  if (out == NULL || (unsigned int)type >= NVML_CLOCK_COUNT)
    return NVML_ERROR_INVALID_ARGUMENT;
  *out = mhz(device, type);
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetClockInfo(nvmlDevice_t device, nvmlClockType_t type, unsigned int *clock) {
  SG_NVML_CARD(device, index);
  return clock_of(sg_nvml_clock_mhz, index, type, clock);
}

nvmlReturn_t nvmlDeviceGetMaxClockInfo(nvmlDevice_t device, nvmlClockType_t type, unsigned int *clock) {
  SG_NVML_CARD(device, index);
  return clock_of(max_clock_mhz, index, type, clock);
}

nvmlReturn_t nvmlDeviceGetApplicationsClock(nvmlDevice_t device, nvmlClockType_t clockType, unsigned int *clockMHz) {
  SG_NVML_CARD(device, index);
  return clock_of(max_clock_mhz, index, clockType, clockMHz);
}

nvmlReturn_t nvmlDeviceGetDefaultApplicationsClock(nvmlDevice_t device, nvmlClockType_t clockType, unsigned int *clockMHz) {
  SG_NVML_CARD(device, index);
  return clock_of(max_clock_mhz, index, clockType, clockMHz);
}

nvmlReturn_t nvmlDeviceGetMaxCustomerBoostClock(nvmlDevice_t device, nvmlClockType_t clockType, unsigned int *clockMHz) {
  SG_NVML_CARD(device, index);
  return clock_of(max_clock_mhz, index, clockType, clockMHz);
}

nvmlReturn_t nvmlDeviceGetClock(nvmlDevice_t device, nvmlClockType_t clockType, nvmlClockId_t clockId, unsigned int *clockMHz) {
  SG_NVML_CARD(device, index);
  if ((unsigned int)clockId >= NVML_CLOCK_ID_COUNT)
    return NVML_ERROR_INVALID_ARGUMENT;
  return clock_of(clockId == NVML_CLOCK_ID_CURRENT ? sg_nvml_clock_mhz : max_clock_mhz, index, clockType, clockMHz);
}

nvmlReturn_t nvmlDeviceGetSupportedMemoryClocks(nvmlDevice_t device, unsigned int *count, unsigned int *clocksMHz) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(count);
  bool room = *count >= 1 && clocksMHz != NULL;
  *count = 1;
  if (!room)
    return NVML_ERROR_INSUFFICIENT_SIZE;
  clocksMHz[0] = sg_nvml_description(index)->memory_clock_mhz;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetSupportedGraphicsClocks(nvmlDevice_t device, unsigned int memoryClockMHz, unsigned int *count,
                                                  unsigned int *clocksMHz) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(count);
  const struct sg_device_description *it = sg_nvml_description(index);
  if (memoryClockMHz != it->memory_clock_mhz)
    return NVML_ERROR_NOT_FOUND;
  unsigned int steps = it->clock_mhz > IDLE_MHZ ? (it->clock_mhz - IDLE_MHZ) / STEP_MHZ + 1 : 1;
  bool room = *count >= steps && clocksMHz != NULL;
  *count = steps;
  if (!room)
    return NVML_ERROR_INSUFFICIENT_SIZE;
  for (unsigned int i = 0; i < steps; i++)
    clocksMHz[i] = it->clock_mhz - i * STEP_MHZ;
  return NVML_SUCCESS;
}

static nvmlReturn_t performance_state(uint32_t device, nvmlPstates_t *state) {
  SG_NVML_OUTPUT(state);
  *state = awake(device) ? NVML_PSTATE_0 : NVML_PSTATE_8;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetPerformanceState(nvmlDevice_t device, nvmlPstates_t *pState) {
  SG_NVML_CARD(device, index);
  return performance_state(index, pState);
}

nvmlReturn_t nvmlDeviceGetPowerState(nvmlDevice_t device, nvmlPstates_t *pState) {
  SG_NVML_CARD(device, index);
  return performance_state(index, pState);
}

nvmlReturn_t nvmlDeviceGetSupportedPerformanceStates(nvmlDevice_t device, nvmlPstates_t *pstates, unsigned int size) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(pstates);
  if (size < 2 * sizeof(*pstates))
    return NVML_ERROR_INSUFFICIENT_SIZE;
  for (unsigned int i = 0; i < size / sizeof(*pstates); i++)
    pstates[i] = i == 0 ? NVML_PSTATE_0 : i == 1 ? NVML_PSTATE_8 : NVML_PSTATE_UNKNOWN;
  return NVML_SUCCESS;
}

static nvmlReturn_t event_reasons(uint32_t device, unsigned long long *reasons) {
  SG_NVML_OUTPUT(reasons);
  *reasons = awake(device) ? nvmlClocksEventReasonNone : nvmlClocksEventReasonGpuIdle;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetCurrentClocksThrottleReasons(nvmlDevice_t device, unsigned long long *clocksThrottleReasons) {
  SG_NVML_CARD(device, index);
  return event_reasons(index, clocksThrottleReasons);
}

nvmlReturn_t nvmlDeviceGetCurrentClocksEventReasons(nvmlDevice_t device, unsigned long long *clocksEventReasons) {
  SG_NVML_CARD(device, index);
  return event_reasons(index, clocksEventReasons);
}

nvmlReturn_t nvmlDeviceGetSupportedClocksThrottleReasons(nvmlDevice_t device,
                                                         unsigned long long *supportedClocksThrottleReasons) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(supportedClocksThrottleReasons);
  *supportedClocksThrottleReasons = nvmlClocksThrottleReasonAll;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetSupportedClocksEventReasons(nvmlDevice_t device, unsigned long long *supportedClocksEventReasons) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(supportedClocksEventReasons);
  *supportedClocksEventReasons = nvmlClocksEventReasonAll;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetViolationStatus(nvmlDevice_t device, nvmlPerfPolicyType_t perfPolicyType,
                                          nvmlViolationTime_t *violTime) {
  SG_NVML_CARD(device, index);
  if (violTime == NULL || (unsigned int)perfPolicyType >= NVML_PERF_POLICY_COUNT)
    return NVML_ERROR_INVALID_ARGUMENT;
  *violTime = (nvmlViolationTime_t){.referenceTime = sg_nvml_epoch_us(sg_now(sg_nvml.state)), .violationTime = 0};
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetAdaptiveClockInfoStatus(nvmlDevice_t device, unsigned int *adaptiveClockStatus) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(adaptiveClockStatus);
  *adaptiveClockStatus = NVML_ADAPTIVE_CLOCKING_INFO_STATUS_DISABLED;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetMinMaxClockOfPState(nvmlDevice_t device, nvmlClockType_t type, nvmlPstates_t pstate,
                                              unsigned int *minClockMHz, unsigned int *maxClockMHz) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(minClockMHz);
  if (pstate != NVML_PSTATE_0 && pstate != NVML_PSTATE_8)
    return NVML_ERROR_NOT_SUPPORTED;
  SG_NVML_TRY(clock_of(max_clock_mhz, index, type, maxClockMHz));
  *minClockMHz = type == NVML_CLOCK_MEM ? *maxClockMHz : IDLE_MHZ;
  if (pstate == NVML_PSTATE_8 && type != NVML_CLOCK_MEM)
    *maxClockMHz = IDLE_MHZ;
  return NVML_SUCCESS;
}
