// Power, energy, temperature and fans: plausible figures from how busy the card is.
#include "../calendar/calendar.h"
#include "nvml.h"

enum {
  IDLE_PERCENT = 10,           // of the power limit
  COOL_C = 32, HOT_C = 74,
};

uint32_t sg_nvml_power_mw(uint32_t device) {
  uint32_t busy = sg_nvml_busy_percent(device * SG_CALENDARS_PER_DEVICE);
  return sg_nvml_description(device)->power_limit_w * 10 * (IDLE_PERCENT + (100 - IDLE_PERCENT) * busy / 100);
}

uint64_t sg_nvml_energy_mj(uint32_t device) {
  struct sg_state *state = sg_nvml.state;
  sg_calendar_look(state);
  sg_state_lock(state);
  uint64_t busy_ms = state->calendars[device * SG_CALENDARS_PER_DEVICE].busy_ns / 1000000;
  sg_state_unlock(state);
  uint64_t age_ms = (sg_now(state) - state->header.created_ns) / 1000000;
  return sg_nvml_description(device)->power_limit_w * (age_ms * IDLE_PERCENT + busy_ms * (100 - IDLE_PERCENT)) / 100;
}

uint32_t sg_nvml_temperature_c(uint32_t device) {
  return COOL_C + (HOT_C - COOL_C) * sg_nvml_busy_percent(device * SG_CALENDARS_PER_DEVICE) / 100;
}

static nvmlReturn_t milliwatts(uint32_t watts, unsigned int *out) {
  SG_NVML_OUTPUT(out);
  *out = watts * 1000;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetPowerUsage(nvmlDevice_t device, unsigned int *power) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(power);
  *power = sg_nvml_power_mw(index);
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetPowerManagementMode(nvmlDevice_t device, nvmlEnableState_t *mode) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(mode);
  *mode = NVML_FEATURE_ENABLED;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetPowerManagementLimit(nvmlDevice_t device, unsigned int *limit) {
  SG_NVML_CARD(device, index);
  return milliwatts(sg_nvml_description(index)->power_limit_w, limit);
}

nvmlReturn_t nvmlDeviceGetPowerManagementDefaultLimit(nvmlDevice_t device, unsigned int *defaultLimit) {
  SG_NVML_CARD(device, index);
  return milliwatts(sg_nvml_description(index)->power_limit_w, defaultLimit);
}

nvmlReturn_t nvmlDeviceGetEnforcedPowerLimit(nvmlDevice_t device, unsigned int *limit) {
  SG_NVML_CARD(device, index);
  return milliwatts(sg_nvml_description(index)->power_limit_w, limit);
}

nvmlReturn_t nvmlDeviceGetPowerManagementLimitConstraints(nvmlDevice_t device, unsigned int *minLimit, unsigned int *maxLimit) {
  SG_NVML_CARD(device, index);
  SG_NVML_TRY(milliwatts(sg_nvml_description(index)->power_limit_w / 2, minLimit));
  return milliwatts(sg_nvml_description(index)->power_limit_w, maxLimit);
}

nvmlReturn_t nvmlDeviceGetPowerSource(nvmlDevice_t device, nvmlPowerSource_t *powerSource) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(powerSource);
  *powerSource = NVML_POWER_SOURCE_AC;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetTotalEnergyConsumption(nvmlDevice_t device, unsigned long long *energy) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(energy);
  *energy = sg_nvml_energy_mj(index);
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetTemperature(nvmlDevice_t device, nvmlTemperatureSensors_t sensorType, unsigned int *temp) {
  SG_NVML_CARD(device, index);
  if (temp == NULL || sensorType != NVML_TEMPERATURE_GPU)
    return NVML_ERROR_INVALID_ARGUMENT;
  *temp = sg_nvml_temperature_c(index);
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetTemperatureV(nvmlDevice_t device, nvmlTemperature_t *temperature) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(temperature);
  if (temperature->version != nvmlTemperature_v1)
    return NVML_ERROR_ARGUMENT_VERSION_MISMATCH;
  if (temperature->sensorType != NVML_TEMPERATURE_GPU)
    return NVML_ERROR_INVALID_ARGUMENT;
  temperature->temperature = (int)sg_nvml_temperature_c(index);
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetTemperatureThreshold(nvmlDevice_t device, nvmlTemperatureThresholds_t thresholdType,
                                               unsigned int *temp) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(temp);
  switch (thresholdType) {
    case NVML_TEMPERATURE_THRESHOLD_SHUTDOWN: *temp = 92; return NVML_SUCCESS;
    case NVML_TEMPERATURE_THRESHOLD_SLOWDOWN: *temp = 89; return NVML_SUCCESS;
    case NVML_TEMPERATURE_THRESHOLD_MEM_MAX: *temp = 95; return NVML_SUCCESS;
    case NVML_TEMPERATURE_THRESHOLD_GPU_MAX: *temp = 85; return NVML_SUCCESS;
    case NVML_TEMPERATURE_THRESHOLD_ACOUSTIC_MIN:
    case NVML_TEMPERATURE_THRESHOLD_ACOUSTIC_CURR:
    case NVML_TEMPERATURE_THRESHOLD_ACOUSTIC_MAX:
    case NVML_TEMPERATURE_THRESHOLD_GPS_CURR: return NVML_ERROR_NOT_SUPPORTED;
    default: return NVML_ERROR_INVALID_ARGUMENT;
  }
}

// Data centre cards are cooled by their server.
static bool has_fans(uint32_t device) {
  return !sg_nvml_has_ecc(device);
}

static nvmlReturn_t fan_percent(uint32_t device, unsigned int *speed) {
  if (!has_fans(device))
    return NVML_ERROR_NOT_SUPPORTED;
  SG_NVML_OUTPUT(speed);
  *speed = 30 + sg_nvml_busy_percent(device * SG_CALENDARS_PER_DEVICE) * 4 / 10;
  return NVML_SUCCESS;
}

enum { FANS = 2 };

nvmlReturn_t nvmlDeviceGetNumFans(nvmlDevice_t device, unsigned int *numFans) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(numFans);
  *numFans = has_fans(index) ? FANS : 0;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetFanSpeed(nvmlDevice_t device, unsigned int *speed) {
  SG_NVML_CARD(device, index);
  return fan_percent(index, speed);
}

nvmlReturn_t nvmlDeviceGetFanSpeed_v2(nvmlDevice_t device, unsigned int fan, unsigned int *speed) {
  SG_NVML_CARD(device, index);
  return has_fans(index) && fan >= FANS ? NVML_ERROR_INVALID_ARGUMENT : fan_percent(index, speed);
}

nvmlReturn_t nvmlDeviceGetTargetFanSpeed(nvmlDevice_t device, unsigned int fan, unsigned int *targetSpeed) {
  SG_NVML_CARD(device, index);
  return has_fans(index) && fan >= FANS ? NVML_ERROR_INVALID_ARGUMENT : fan_percent(index, targetSpeed);
}

nvmlReturn_t nvmlDeviceGetMinMaxFanSpeed(nvmlDevice_t device, unsigned int *minSpeed, unsigned int *maxSpeed) {
  SG_NVML_CARD(device, index);
  if (!has_fans(index))
    return NVML_ERROR_NOT_SUPPORTED;
  SG_NVML_OUTPUT(minSpeed);
  SG_NVML_OUTPUT(maxSpeed);
  *minSpeed = 30;
  *maxSpeed = 100;
  return NVML_SUCCESS;
}
