// Statistics of processes, of those that live.
#include <unistd.h>

#include "../calendar/calendar.h"
#include "nvml.h"

enum { BUFFER_SIZE = 4000 };

nvmlReturn_t nvmlDeviceGetAccountingMode(nvmlDevice_t device, nvmlEnableState_t *mode) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(mode);
  *mode = sg_nvml.state->devices[index].accounting ? NVML_FEATURE_ENABLED : NVML_FEATURE_DISABLED;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceSetAccountingMode(nvmlDevice_t device, nvmlEnableState_t mode) {
  SG_NVML_CARD(device, index);
  if ((unsigned int)mode > NVML_FEATURE_ENABLED)
    return NVML_ERROR_INVALID_ARGUMENT;
  if (geteuid() != 0)
    return NVML_ERROR_NO_PERMISSION;
  sg_state_lock(sg_nvml.state);
  sg_nvml.state->devices[index].accounting = mode;
  sg_state_unlock(sg_nvml.state);
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetAccountingBufferSize(nvmlDevice_t device, unsigned int *bufferSize) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(bufferSize);
  *bufferSize = BUFFER_SIZE;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceClearAccountingPids(nvmlDevice_t device) {
  SG_NVML_CARD(device, index);
  return geteuid() == 0 ? NVML_SUCCESS : NVML_ERROR_NO_PERMISSION;
}

static bool uses(const struct sg_process *process, uint32_t device) {
  return atomic_load(&process->state) == SG_PROCESS_LIVE && process->clients[device].calendar != SG_NONE &&
         process->clients[device].used_bytes > 0;
}

nvmlReturn_t nvmlDeviceGetAccountingPids(nvmlDevice_t device, unsigned int *count, unsigned int *pids) {
  SG_NVML_CARD(device, index);
  if (count == NULL || (*count > 0 && pids == NULL))
    return NVML_ERROR_INVALID_ARGUMENT;
  if (!sg_nvml.state->devices[index].accounting)
    return NVML_ERROR_NOT_SUPPORTED;
  unsigned int found = 0;
  sg_state_lock(sg_nvml.state);
  sg_reap(sg_nvml.state);
  uint32_t high = atomic_load(&sg_nvml.state->header.process_high);
  for (uint32_t slot = 0; slot < high; slot++) {
    const struct sg_process *process = &sg_nvml.state->processes[slot];
    if (!uses(process, index))
      continue;
    if (found < *count)
      pids[found] = (unsigned int)sg_process_host_pid(sg_nvml.state, process);
    found++;
  }
  sg_state_unlock(sg_nvml.state);
  bool room = found <= *count;
  *count = found;
  return room ? NVML_SUCCESS : NVML_ERROR_INSUFFICIENT_SIZE;
}

// Percent of its lifetime in which a process used the card.
static unsigned int lifetime_percent(const struct sg_client *client, uint64_t started_ns, uint64_t now_ns) {
  uint64_t age_ns = now_ns > started_ns ? now_ns - started_ns : 1, percent = client->device_ns * 100 / age_ns;
  return percent > 100 ? 100 : (unsigned int)percent;
}

static nvmlReturn_t statistics_of(uint32_t device, unsigned int pid, nvmlAccountingStats_v2_t *out) {
  struct sg_state *state = sg_nvml.state;
  if (!state->devices[device].accounting)
    return NVML_ERROR_NOT_SUPPORTED;
  sg_calendar_look(state);
  nvmlReturn_t result = NVML_ERROR_NOT_FOUND;
  sg_state_lock(state);
  sg_reap(state);
  uint32_t high = atomic_load(&state->header.process_high);
  for (uint32_t slot = 0; slot < high && result != NVML_SUCCESS; slot++) {
    const struct sg_process *process = &state->processes[slot];
    const struct sg_client *client = &process->clients[device];
    if (!uses(process, device) || (unsigned int)sg_process_host_pid(state, process) != pid)
      continue;
    uint64_t started_ns = process->start_time * (UINT64_C(1000000000) / (uint64_t)sysconf(_SC_CLK_TCK));
    // Sums are of hundredths of a percent, over the samples.
    uint64_t sum = client->sampled_ns * 10000 / SG_SAMPLE_PERIOD_NS;
    unsigned int percent = lifetime_percent(client, started_ns, sg_now(state));
    *out = (nvmlAccountingStats_v2_t){
        .pid = pid, .isRunning = 1, .gpuUtilization = percent, .memoryUtilization = (unsigned int)sg_nvml_memory_busy(percent),
        .maxMemoryUsage = client->used_bytes, .sampleCount = (unsigned int)client->sample_count, .sumGpuUtil = sum,
        .sumFbUtil = sg_nvml_memory_busy(sum), .startTime = sg_nvml_epoch_us(started_ns)};
    result = NVML_SUCCESS;
  }
  sg_state_unlock(state);
  return result;
}

// `time` is that of a process that ended; these live.
nvmlReturn_t nvmlDeviceGetAccountingStats(nvmlDevice_t device, unsigned int pid, nvmlAccountingStats_t *stats) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(stats);
  nvmlAccountingStats_v2_t it;
  SG_NVML_TRY(statistics_of(index, pid, &it));
  *stats = (nvmlAccountingStats_t){.gpuUtilization = it.gpuUtilization, .memoryUtilization = it.memoryUtilization,
                                   .maxMemoryUsage = it.maxMemoryUsage, .startTime = it.startTime, .isRunning = it.isRunning};
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetAccountingStats_v2(nvmlDevice_t device, nvmlAccountingStats_v2_t *stats) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(stats);
  return statistics_of(index, stats->pid, stats);
}
