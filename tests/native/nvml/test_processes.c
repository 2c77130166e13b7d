// Who uses a card, and how much of it.
#include <unistd.h>

#include "card.h"
#include "check.h"

enum { PERIOD_US = 166667 };

static void test_nobody(void) {
  unsigned int count = 0;
  CHECK_NUMBER("nobody: asked for the number", nvmlDeviceGetComputeRunningProcesses_v3(card(0), &count, NULL), NVML_SUCCESS);
  CHECK_NUMBER("which is none", count, 0);
  nvmlProcessUtilizationSample_t samples[4];
  count = 4;
  CHECK_NUMBER("no work: nothing found", nvmlDeviceGetProcessUtilization(card(0), samples, &count, 0), NVML_ERROR_NOT_FOUND);
  nvmlUtilization_t rates;
  nvmlDeviceGetUtilizationRates(card(0), &rates);
  CHECK_NUMBER("an idle card is idle", rates.gpu, 0);
}

static void test_lists(struct node *node) {
  struct sg_process *first = node_process(node, "a"), *second = node_process(node, "b"), *idle = node_process(node, "c");
  (void)idle;
  sg_memory_charge(node->state, first, 0, SG_MEMORY_DATA, 4 << 20, 1);
  sg_memory_charge(node->state, second, 0, SG_MEMORY_CONTEXT, 6 << 20, 6 << 20);
  unsigned int count = 0;
  nvmlProcessInfo_v1_t one[4];
  nvmlProcessInfo_v2_t two[4];
  nvmlProcessInfo_t three[4];
  CHECK_NUMBER("two: no room for them", nvmlDeviceGetComputeRunningProcesses_v3(card(0), &count, NULL),
               NVML_ERROR_INSUFFICIENT_SIZE);
  CHECK_NUMBER("the number says how much is needed", count, 2);
  count = 1;
  CHECK_NUMBER("room for one of them", nvmlDeviceGetComputeRunningProcesses_v3(card(0), &count, three),
               NVML_ERROR_INSUFFICIENT_SIZE);
  CHECK_NUMBER("is too little", count, 2);
  memset(three, 0, sizeof(three));
  count = 4;
  CHECK_NUMBER("room enough", nvmlDeviceGetComputeRunningProcesses_v3(card(0), &count, three), NVML_SUCCESS);
  CHECK_NUMBER("shows both, but not who holds nothing", count, 2);
  CHECK("with the host's pid, bytes and no instance",
        three[0].pid == (unsigned int)getpid() && three[0].usedGpuMemory == 4 << 20 && three[0].gpuInstanceId == UINT32_MAX &&
            three[0].computeInstanceId == UINT32_MAX && three[1].usedGpuMemory == 6 << 20,
        "%u %llu %u", three[0].pid, three[0].usedGpuMemory, three[0].gpuInstanceId);
  memset(one, 0, sizeof(one));
  count = 4;
  nvmlDeviceGetComputeRunningProcesses(card(0), &count, one);
  CHECK("the first version has smaller entries", count == 2 && one[1].usedGpuMemory == 6 << 20, "%llu", one[1].usedGpuMemory);
  count = 4;
  nvmlDeviceGetComputeRunningProcesses_v2(card(0), &count, two);
  CHECK("the second has the third's", count == 2 && two[1].usedGpuMemory == 6 << 20, "%llu", two[1].usedGpuMemory);
  count = 4;
  CHECK("nobody draws", nvmlDeviceGetGraphicsRunningProcesses_v3(card(0), &count, three) == NVML_SUCCESS && count == 0, "%u",
        count);
  CHECK_NUMBER("no number, no answer", nvmlDeviceGetComputeRunningProcesses_v3(card(0), NULL, three),
               NVML_ERROR_INVALID_ARGUMENT);
  count = 4;
  CHECK_NUMBER("room without a place", nvmlDeviceGetComputeRunningProcesses_v3(card(0), &count, NULL),
               NVML_ERROR_INVALID_ARGUMENT);
  nvmlProcessDetail_v1_t details[4];
  nvmlProcessDetailList_t list = {.version = nvmlProcessDetailList_v1, .numProcArrayEntries = 4, .procArray = details};
  CHECK("in detail", nvmlDeviceGetRunningProcessDetailList(card(0), &list) == NVML_SUCCESS && list.numProcArrayEntries == 2 &&
                         details[0].usedGpuMemory == 4 << 20, "%u", list.numProcArrayEntries);
  list.version = 1;
  CHECK_NUMBER("by version", nvmlDeviceGetRunningProcessDetailList(card(0), &list), NVML_ERROR_ARGUMENT_VERSION_MISMATCH);
  sg_process_leave(node->state, first);
  count = 4;
  nvmlDeviceGetComputeRunningProcesses_v3(card(0), &count, three);
  CHECK_NUMBER("who is gone is gone", count, 1);
}

// One of two processes works half of a period, then all of one.
static void test_utilisation(void) {
  struct node node = card_node("A100-40GB");
  nvmlInit_v2();
  struct sg_process *busy = node_process(&node, "a");
  sg_memory_charge(node.state, busy, 0, SG_MEMORY_DATA, 4 << 20, 1);
  uint32_t queue = node_queue(&node, busy);
  node_kernel(&node, queue, PERIOD_US / 2, 108);
  node_advance(&node, PERIOD_US + 1000);
  nvmlUtilization_t rates;
  nvmlDeviceGetUtilizationRates(card(0), &rates);
  CHECK("half a period of work is 50 %", rates.gpu >= 49 && rates.gpu <= 51, "%u", rates.gpu);
  CHECK("memory is less busy", rates.memory > 0 && rates.memory < rates.gpu, "%u", rates.memory);
  nvmlProcessUtilizationSample_t samples[4];
  unsigned int count = 0;
  CHECK_NUMBER("how many are there?", nvmlDeviceGetProcessUtilization(card(0), NULL, &count, 0), NVML_ERROR_INSUFFICIENT_SIZE);
  CHECK("room for one at least", count >= 1, "%u", count);
  count = 4;
  CHECK_NUMBER("here", nvmlDeviceGetProcessUtilization(card(0), samples, &count, 0), NVML_SUCCESS);
  CHECK("is the one, at 50 %",
        count == 1 && samples[0].smUtil >= 49 && samples[0].smUtil <= 51 && samples[0].pid == (unsigned int)getpid(), "%u: %u",
        count, samples[0].smUtil);
  unsigned long long seen = samples[0].timeStamp;
  count = 4;
  CHECK_NUMBER("nothing newer", nvmlDeviceGetProcessUtilization(card(0), samples, &count, seen), NVML_ERROR_NOT_FOUND);
  count = 4;
  CHECK_NUMBER("but that, a moment before", nvmlDeviceGetProcessUtilization(card(0), samples, &count, seen - 1), NVML_SUCCESS);
  node_kernel(&node, queue, 3 * PERIOD_US, 108);
  node_advance(&node, 2 * PERIOD_US);
  nvmlDeviceGetUtilizationRates(card(0), &rates);
  CHECK_NUMBER("a period full of work is 100 %", rates.gpu, 100);
  count = 4;
  nvmlDeviceGetProcessUtilization(card(0), samples, &count, seen);
  CHECK("for the process too", count == 1 && samples[0].smUtil == 100, "%u: %u", count, samples[0].smUtil);
  nvmlProcessUtilizationInfo_v1_t infos[4];
  nvmlProcessesUtilizationInfo_t info = {
      .version = nvmlProcessesUtilizationInfo_v1, .processSamplesCount = 4, .procUtilArray = infos};
  CHECK("in the newer form",
        nvmlDeviceGetProcessesUtilizationInfo(card(0), &info) == NVML_SUCCESS && info.processSamplesCount == 1 &&
            infos[0].smUtil == 100,
        "%u", info.processSamplesCount);
  unsigned int power, mhz;
  nvmlDeviceGetPowerUsage(card(0), &power);
  nvmlDeviceGetClockInfo(card(0), NVML_CLOCK_SM, &mhz);
  CHECK("it draws its limit, at full clock", power == 400000 && mhz == 1410, "%u mW, %u MHz", power, mhz);
  nvmlValueType_t type;
  nvmlSample_t all[SG_SAMPLES];
  CHECK("samples: room",
        nvmlDeviceGetSamples(card(0), NVML_GPU_UTILIZATION_SAMPLES, 0, &type, &count, NULL) == NVML_SUCCESS && count > 0, "%u",
        count);
  nvmlDeviceGetSamples(card(0), NVML_GPU_UTILIZATION_SAMPLES, 0, &type, &count, all);
  CHECK("all of them, in order", count == 3 && type == NVML_VALUE_TYPE_UNSIGNED_INT && all[2].sampleValue.uiVal == 100 &&
                                     all[0].timeStamp < all[1].timeStamp && all[0].timeStamp == seen, "%u", count);
  count = SG_SAMPLES;
  nvmlDeviceGetSamples(card(0), NVML_GPU_UTILIZATION_SAMPLES, seen, &type, &count, all);
  CHECK_NUMBER("those since then", count, 2);
  nvmlAccountingStats_v2_t account = {.pid = (unsigned int)getpid()};
  CHECK_NUMBER("no statistics unless asked for", nvmlDeviceGetAccountingStats_v2(card(0), &account), NVML_ERROR_NOT_SUPPORTED);
  if (geteuid() == 0) {
    unsigned int pids[4];
    CHECK_NUMBER("asked for", nvmlDeviceSetAccountingMode(card(0), NVML_FEATURE_ENABLED), NVML_SUCCESS);
    CHECK_NUMBER("they are there", nvmlDeviceGetAccountingStats_v2(card(0), &account), NVML_SUCCESS);
    // Half a period, and the two that were full but for what is not over yet.
    CHECK("with the sum of three samples, in hundredths of a percent",
          account.sampleCount == 3 && account.sumGpuUtil > 24000 && account.sumGpuUtil <= 25000, "%u: %llu", account.sampleCount,
          account.sumGpuUtil);
    count = 4;
    CHECK("of one process",
          nvmlDeviceGetAccountingPids(card(0), &count, pids) == NVML_SUCCESS && count == 1 && pids[0] == account.pid, "%u",
          count);
    account.pid = 1;
    CHECK_NUMBER("not of others", nvmlDeviceGetAccountingStats_v2(card(0), &account), NVML_ERROR_NOT_FOUND);
  }
  node_advance(&node, 20 * PERIOD_US);
  nvmlDeviceGetUtilizationRates(card(0), &rates);
  CHECK_NUMBER("afterwards it is idle", rates.gpu, 0);
  node_remove(&node);
}

int main(void) {
  struct node node = card_node("A100-40GB");
  nvmlInit_v2();
  test_nobody();
  test_lists(&node);
  nvmlShutdown();
  node_remove(&node);
  test_utilisation();
  return CHECKS_END();
}
