// How busy devices and processes were, from the samples that calendars keep.
#include "../calendar/calendar.h"
#include "nvml.h"

uint64_t sg_nvml_epoch_us(uint64_t state_ns) {
  return (uint64_t)((int64_t)state_ns + sg_nvml.epoch_offset_ns) / 1000;
}

static uint32_t percent_of(const struct sg_sample *sample) {
  uint64_t percent = (sample->busy_ns * 100 + SG_SAMPLE_PERIOD_NS / 2) / SG_SAMPLE_PERIOD_NS;
  return percent > 100 ? 100 : (uint32_t)percent;
}

uint32_t sg_nvml_busy_percent(uint32_t index) {
  struct sg_state *state = sg_nvml.state;
  sg_calendar_look(state);
  sg_state_lock(state);
  const struct sg_calendar *calendar = &state->calendars[index];
  uint32_t percent = calendar->sample_count == 0 ? 0 : percent_of(&calendar->samples[(calendar->sample_count - 1) % SG_SAMPLES]);
  sg_state_unlock(state);
  return percent;
}

nvmlReturn_t nvmlDeviceGetUtilizationRates(nvmlDevice_t device, nvmlUtilization_t *utilization) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(utilization);
  if (sg_nvml.state->devices[index].mig_enabled)
    return NVML_ERROR_NOT_SUPPORTED;
  uint32_t busy = sg_nvml_busy_percent(index * SG_CALENDARS_PER_DEVICE);
  *utilization = (nvmlUtilization_t){.gpu = busy, .memory = (unsigned int)sg_nvml_memory_busy(busy)};
  return NVML_SUCCESS;
}

static nvmlReturn_t idle_engine(unsigned int *utilization, unsigned int *period_us) {
  SG_NVML_OUTPUT(utilization);
  SG_NVML_OUTPUT(period_us);
  *utilization = 0;
  *period_us = (unsigned int)(SG_SAMPLE_PERIOD_NS / 1000);
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetEncoderUtilization(nvmlDevice_t device, unsigned int *utilization, unsigned int *samplingPeriodUs) {
  SG_NVML_CARD(device, index);
  return idle_engine(utilization, samplingPeriodUs);
}

nvmlReturn_t nvmlDeviceGetDecoderUtilization(nvmlDevice_t device, unsigned int *utilization, unsigned int *samplingPeriodUs) {
  SG_NVML_CARD(device, index);
  return idle_engine(utilization, samplingPeriodUs);
}

nvmlReturn_t nvmlDeviceGetJpgUtilization(nvmlDevice_t device, unsigned int *utilization, unsigned int *samplingPeriodUs) {
  SG_NVML_CARD(device, index);
  return idle_engine(utilization, samplingPeriodUs);
}

nvmlReturn_t nvmlDeviceGetOfaUtilization(nvmlDevice_t device, unsigned int *utilization, unsigned int *samplingPeriodUs) {
  SG_NVML_CARD(device, index);
  return idle_engine(utilization, samplingPeriodUs);
}

// The newest sample in which the client did something, after `last_seen_us`; NULL: none. Lock held.
static const struct sg_sample *newest_busy(const struct sg_client *client, uint64_t last_seen_us) {
  uint64_t oldest = client->sample_count > SG_SAMPLES ? client->sample_count - SG_SAMPLES : 0;
  for (uint64_t i = client->sample_count; i-- > oldest;) {
    const struct sg_sample *sample = &client->samples[i % SG_SAMPLES];
    if (sg_nvml_epoch_us(sample->time_ns) <= last_seen_us)
      return NULL;
    if (sample->busy_ns > 0)
      return sample;
  }
  return NULL;
}

struct process_load {
  uint32_t pid;
  uint32_t busy_percent;
  uint64_t time_us;
};

// Fills in up to `room` and says how many there are. `users`: how many processes use the card at all.
static uint32_t process_loads(uint32_t device, uint64_t last_seen_us, struct process_load *out, uint32_t room, uint32_t *users) {
  struct sg_state *state = sg_nvml.state;
  uint32_t count = 0;
  *users = 0;
  sg_calendar_look(state);
  sg_state_lock(state);
  sg_reap(state);
  uint32_t high = atomic_load(&state->header.process_high);
  for (uint32_t slot = 0; slot < high; slot++) {
    const struct sg_process *process = &state->processes[slot];
    const struct sg_client *client = &process->clients[device];
    if (atomic_load(&process->state) != SG_PROCESS_LIVE || client->calendar == SG_NONE)
      continue;
    (*users)++;
    const struct sg_sample *sample = newest_busy(client, last_seen_us);
    if (sample == NULL)
      continue;
    if (count < room)
      out[count] = (struct process_load){.pid = (uint32_t)sg_process_host_pid(state, process),
                                         .busy_percent = percent_of(sample), .time_us = sg_nvml_epoch_us(sample->time_ns)};
    count++;
  }
  sg_state_unlock(state);
  return count;
}

nvmlReturn_t nvmlDeviceGetProcessUtilization(nvmlDevice_t device, nvmlProcessUtilizationSample_t *utilization,
                                             unsigned int *processSamplesCount, unsigned long long lastSeenTimeStamp) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(processSamplesCount);
  if (sg_nvml.state->devices[index].mig_enabled)
    return NVML_ERROR_NOT_SUPPORTED;
  struct process_load loads[SG_MAX_PROCESSES];
  uint32_t users, count = process_loads(index, lastSeenTimeStamp, loads, SG_MAX_PROCESSES, &users);
  if (utilization == NULL) {
    // Room for everybody, however idle: between the two calls they may begin to work.
    *processSamplesCount = users > 0 ? users : 1;
    return NVML_ERROR_INSUFFICIENT_SIZE;
  }
  if (count == 0) {
    *processSamplesCount = 0;
    return NVML_ERROR_NOT_FOUND;
  }
  bool room = count <= *processSamplesCount;
  *processSamplesCount = count;
  for (uint32_t i = 0; i < count && room; i++)
    utilization[i] = (nvmlProcessUtilizationSample_t){.pid = loads[i].pid, .timeStamp = loads[i].time_us,
                                                      .smUtil = loads[i].busy_percent,
                                                      .memUtil = (unsigned int)sg_nvml_memory_busy(loads[i].busy_percent)};
  return room ? NVML_SUCCESS : NVML_ERROR_INSUFFICIENT_SIZE;
}

nvmlReturn_t nvmlDeviceGetProcessesUtilizationInfo(nvmlDevice_t device, nvmlProcessesUtilizationInfo_t *procesesUtilInfo) {
  SG_NVML_CARD(device, index);
  nvmlProcessesUtilizationInfo_t *info = procesesUtilInfo;
  SG_NVML_OUTPUT(info);
  if (info->version != nvmlProcessesUtilizationInfo_v1)
    return NVML_ERROR_ARGUMENT_VERSION_MISMATCH;
  if (sg_nvml.state->devices[index].mig_enabled)
    return NVML_ERROR_NOT_SUPPORTED;
  struct process_load loads[SG_MAX_PROCESSES];
  uint32_t users, count = process_loads(index, info->lastSeenTimeStamp, loads, SG_MAX_PROCESSES, &users);
  if (info->procUtilArray == NULL) {
    info->processSamplesCount = users > 0 ? users : 1;
    return NVML_ERROR_INSUFFICIENT_SIZE;
  }
  if (count == 0) {
    info->processSamplesCount = 0;
    return NVML_ERROR_NOT_FOUND;
  }
  bool room = count <= info->processSamplesCount;
  info->processSamplesCount = count;
  for (uint32_t i = 0; i < count && room; i++)
    info->procUtilArray[i] =
        (nvmlProcessUtilizationInfo_v1_t){.pid = loads[i].pid,
                                          .timeStamp = loads[i].time_us,
                                          .smUtil = loads[i].busy_percent,
                                          .memUtil = (unsigned int)sg_nvml_memory_busy(loads[i].busy_percent)};
  return room ? NVML_SUCCESS : NVML_ERROR_INSUFFICIENT_SIZE;
}

// What a sample of the card's load says in the asked kind.
static bool sample_value(uint32_t device, nvmlSamplingType_t type, const struct sg_sample *sample, unsigned int *value) {
  const struct sg_device_description *it = sg_nvml_description(device);
  uint32_t busy = percent_of(sample);
  switch (type) {
    case NVML_TOTAL_POWER_SAMPLES: *value = it->power_limit_w * (100 + 9 * busy); return true;
    case NVML_GPU_UTILIZATION_SAMPLES: *value = busy; return true;
    case NVML_MEMORY_UTILIZATION_SAMPLES: *value = (unsigned int)sg_nvml_memory_busy(busy); return true;
    case NVML_ENC_UTILIZATION_SAMPLES:
    case NVML_DEC_UTILIZATION_SAMPLES: *value = 0; return true;
    case NVML_PROCESSOR_CLK_SAMPLES: *value = busy > 0 ? it->clock_mhz : sg_nvml_clock_mhz(device, NVML_CLOCK_SM); return true;
    case NVML_MEMORY_CLK_SAMPLES: *value = it->memory_clock_mhz; return true;
    default: return false;
  }
}

nvmlReturn_t nvmlDeviceGetSamples(nvmlDevice_t device, nvmlSamplingType_t type, unsigned long long lastSeenTimeStamp,
                                  nvmlValueType_t *sampleValType, unsigned int *sampleCount, nvmlSample_t *samples) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(sampleCount);
  SG_NVML_OUTPUT(sampleValType);
  unsigned int value;
  if (sg_nvml.state->devices[index].mig_enabled || !sample_value(index, type, &(struct sg_sample){0}, &value))
    return NVML_ERROR_NOT_SUPPORTED;
  *sampleValType = NVML_VALUE_TYPE_UNSIGNED_INT;
  if (samples == NULL) {
    *sampleCount = SG_SAMPLES;
    return NVML_SUCCESS;
  }
  sg_calendar_look(sg_nvml.state);
  sg_state_lock(sg_nvml.state);
  const struct sg_calendar *calendar = &sg_nvml.state->calendars[index * SG_CALENDARS_PER_DEVICE];
  uint64_t newest = calendar->sample_count, first = newest > SG_SAMPLES ? newest - SG_SAMPLES : 0;
  while (first < newest && sg_nvml_epoch_us(calendar->samples[first % SG_SAMPLES].time_ns) <= lastSeenTimeStamp)
    first++;
  // The newest ones when there is not room for all.
  if (newest - first > *sampleCount)
    first = newest - *sampleCount;
  *sampleCount = (unsigned int)(newest - first);
  struct sg_sample taken[SG_SAMPLES];
  for (uint64_t i = first; i < newest; i++)
    taken[i - first] = calendar->samples[i % SG_SAMPLES];
  sg_state_unlock(sg_nvml.state);
  for (unsigned int i = 0; i < *sampleCount; i++) {
    samples[i].timeStamp = sg_nvml_epoch_us(taken[i].time_ns);
    samples[i].sampleValue.ullVal = 0;
    sample_value(index, type, &taken[i], &samples[i].sampleValue.uiVal);
  }
  return *sampleCount == 0 ? NVML_ERROR_NOT_FOUND : NVML_SUCCESS;
}
