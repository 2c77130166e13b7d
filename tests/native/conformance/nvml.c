// NVML, as far as it can be asked on any machine: what is there, how answers are sized and versioned, what is refused.
#include "conformance.h"

#include <unistd.h>

static nvmlDevice_t with_card(void) {
  nvmlDevice_t device = NULL;
  REQUIRE(nvmlInit_v2());
  REQUIRE(nvmlDeviceGetHandleByIndex_v2(0, &device));
  return device;
}

CASE(nvmlDeviceGetCount_v2, NVML_ERROR_UNINITIALIZED, "before nvmlInit") {
  unsigned int count;
  EXPECT(nvmlDeviceGetCount_v2(&count), NVML_ERROR_UNINITIALIZED);
}

CASE(nvmlShutdown, NVML_ERROR_UNINITIALIZED, "before nvmlInit, and once more than it") {
  EXPECT(nvmlShutdown(), NVML_ERROR_UNINITIALIZED);
  REQUIRE(nvmlInit_v2());
  EXPECT(nvmlShutdown(), NVML_SUCCESS);
  EXPECT(nvmlShutdown(), NVML_ERROR_UNINITIALIZED);
}

CASE(nvmlInit_v2, NVML_SUCCESS, "counted") {
  unsigned int count;
  EXPECT(nvmlInit_v2(), NVML_SUCCESS);
  EXPECT(nvmlInit_v2(), NVML_SUCCESS);
  EXPECT(nvmlShutdown(), NVML_SUCCESS);
  EXPECT(nvmlDeviceGetCount_v2(&count), NVML_SUCCESS);
}

CASE(nvmlDeviceGetCount_v2, NVML_ERROR_INVALID_ARGUMENT, "to nowhere") {
  with_card();
  EXPECT(nvmlDeviceGetCount_v2(NULL), NVML_ERROR_INVALID_ARGUMENT);
}

CASE(nvmlDeviceGetHandleByIndex_v2, NVML_ERROR_INVALID_ARGUMENT, "past the last") {
  with_card();
  unsigned int count;
  nvmlDevice_t device;
  REQUIRE(nvmlDeviceGetCount_v2(&count));
  EXPECT(nvmlDeviceGetHandleByIndex_v2(count, &device), NVML_ERROR_INVALID_ARGUMENT);
}

CASE(nvmlDeviceGetName, NVML_SUCCESS, "as CUDA says it") {
  nvmlDevice_t card = with_card();
  char name[96] = "";
  EXPECT(nvmlDeviceGetName(card, name, sizeof(name)), NVML_SUCCESS);
  CHECK(strlen(name) > 0);
}

CASE(nvmlDeviceGetName, NVML_ERROR_INSUFFICIENT_SIZE, "into too little room") {
  nvmlDevice_t card = with_card();
  char name[2];
  EXPECT(nvmlDeviceGetName(card, name, sizeof(name)), NVML_ERROR_INSUFFICIENT_SIZE);
}

CASE(nvmlDeviceGetUUID, NVML_SUCCESS, "which finds the card again") {
  nvmlDevice_t card = with_card(), found = NULL;
  char uuid[96] = "";
  EXPECT(nvmlDeviceGetUUID(card, uuid, sizeof(uuid)), NVML_SUCCESS);
  CHECK(strncmp(uuid, "GPU-", 4) == 0 && strlen(uuid) == 40);
  EXPECT(nvmlDeviceGetHandleByUUID(uuid, &found), NVML_SUCCESS);
  CHECK(found == card);
}

CASE(nvmlDeviceGetHandleByUUID, NVML_ERROR_NOT_FOUND, "of no card") {
  with_card();
  nvmlDevice_t found;
  EXPECT(nvmlDeviceGetHandleByUUID("GPU-00000000-0000-0000-0000-000000000000", &found), NVML_ERROR_NOT_FOUND);
}

CASE(nvmlDeviceGetPciInfo_v3, NVML_SUCCESS, "which finds the card again") {
  nvmlDevice_t card = with_card(), found = NULL;
  nvmlPciInfo_t pci;
  EXPECT(nvmlDeviceGetPciInfo_v3(card, &pci), NVML_SUCCESS);
  CHECK(strlen(pci.busId) == 16 && strlen(pci.busIdLegacy) == 12);
  EXPECT(nvmlDeviceGetHandleByPciBusId_v2(pci.busId, &found), NVML_SUCCESS);
  CHECK(found == card);
}

CASE(nvmlDeviceGetMemoryInfo, NVML_SUCCESS, "used and free make the total") {
  nvmlDevice_t card = with_card();
  nvmlMemory_t memory = {0};
  EXPECT(nvmlDeviceGetMemoryInfo(card, &memory), NVML_SUCCESS);
  CHECK(memory.total > 0 && memory.used + memory.free == memory.total);
}

CASE(nvmlDeviceGetMemoryInfo_v2, NVML_SUCCESS, "reserved, used and free make the total") {
  nvmlDevice_t card = with_card();
  nvmlMemory_v2_t memory = {.version = nvmlMemory_v2};
  EXPECT(nvmlDeviceGetMemoryInfo_v2(card, &memory), NVML_SUCCESS);
  CHECK(memory.reserved + memory.used + memory.free == memory.total);
}

CASE(nvmlDeviceGetMemoryInfo_v2, NVML_ERROR_ARGUMENT_VERSION_MISMATCH, "without a version") {
  nvmlDevice_t card = with_card();
  nvmlMemory_v2_t memory = {0};
  EXPECT(nvmlDeviceGetMemoryInfo_v2(card, &memory), NVML_ERROR_ARGUMENT_VERSION_MISMATCH);
}

// How busy a split card is isn't told.
static nvmlDevice_t with_whole_card(void) {
  nvmlDevice_t card = with_card();
  unsigned int current = 0, pending = 0;
  if (nvmlDeviceGetMigMode(card, &current, &pending) == NVML_SUCCESS && current)
    SKIP("the card is split");
  return card;
}

CASE(nvmlDeviceGetUtilizationRates, NVML_SUCCESS, "in percent") {
  nvmlDevice_t card = with_whole_card();
  nvmlUtilization_t rates = {.gpu = 1000};
  EXPECT(nvmlDeviceGetUtilizationRates(card, &rates), NVML_SUCCESS);
  CHECK(rates.gpu <= 100 && rates.memory <= 100);
}

// This process's entry, by its pid; false when the list is of another namespace's pids.
static bool listed(nvmlDevice_t card, unsigned long long *bytes) {
  nvmlProcessInfo_t infos[64];
  unsigned int count = 64;
  REQUIRE(nvmlDeviceGetComputeRunningProcesses_v3(card, &count, infos));
  for (unsigned int i = 0; i < count; i++)
    if (infos[i].pid == (unsigned int)getpid()) {
      *bytes = infos[i].usedGpuMemory;
      return true;
    }
  return false;
}

CASE(nvmlDeviceGetComputeRunningProcesses_v3, NVML_SUCCESS, "a process that holds a context") {
  nvmlDevice_t card = with_card();
  char text[32];
  with_context();
  REQUIRE(cuDeviceGetPCIBusId(text, sizeof(text), 0));
  REQUIRE(nvmlDeviceGetHandleByPciBusId_v2(text, &card));
  unsigned long long before, after;
  if (!listed(card, &before))
    SKIP("pids are those of another namespace");
  CUdeviceptr memory;
  REQUIRE(cuMemAlloc_v2(&memory, 256 << 20));
  CHECK(listed(card, &after));
  CHECK(after - before >= 256 << 20 && after - before < 260 << 20);
  REQUIRE(cuMemFree_v2(memory));
}

CASE(nvmlDeviceGetComputeRunningProcesses_v3, NVML_ERROR_INSUFFICIENT_SIZE, "asked for the number") {
  nvmlDevice_t card = with_card();
  with_context();
  unsigned int count = 0;
  nvmlReturn_t result = nvmlDeviceGetComputeRunningProcesses_v3(card, &count, NULL);
  if (result == NVML_SUCCESS && count == 0)
    SKIP("the context is on another card");
  EXPECT(result, NVML_ERROR_INSUFFICIENT_SIZE);
  CHECK(count >= 1);
}

CASE(nvmlDeviceGetComputeRunningProcesses_v3, NVML_ERROR_INVALID_ARGUMENT, "without a number") {
  nvmlDevice_t card = with_card();
  EXPECT(nvmlDeviceGetComputeRunningProcesses_v3(card, NULL, NULL), NVML_ERROR_INVALID_ARGUMENT);
}

CASE(nvmlDeviceGetProcessUtilization, NVML_ERROR_NOT_FOUND, "since a time to come") {
  nvmlDevice_t card = with_whole_card();
  nvmlProcessUtilizationSample_t samples[64];
  unsigned int count = 64;
  EXPECT(nvmlDeviceGetProcessUtilization(card, samples, &count, UINT64_MAX / 2), NVML_ERROR_NOT_FOUND);
}

CASE(nvmlEventSetWait_v2, NVML_ERROR_TIMEOUT, "nothing happens") {
  with_card();
  nvmlEventSet_t set;
  nvmlEventData_t data;
  REQUIRE(nvmlEventSetCreate(&set));
  EXPECT(nvmlEventSetWait_v2(set, &data, 1), NVML_ERROR_TIMEOUT);
  EXPECT(nvmlEventSetFree(set), NVML_SUCCESS);
}

CASE(nvmlDeviceRegisterEvents, NVML_SUCCESS, "for Xids, where they are supported") {
  nvmlDevice_t card = with_card();
  nvmlEventSet_t set;
  unsigned long long types = 0;
  REQUIRE(nvmlEventSetCreate(&set));
  REQUIRE(nvmlDeviceGetSupportedEventTypes(card, &types));
  if ((types & nvmlEventTypeXidCriticalError) == 0)
    SKIP("the card reports no Xids");
  EXPECT(nvmlDeviceRegisterEvents(card, nvmlEventTypeXidCriticalError, set), NVML_SUCCESS);
}

CASE(nvmlDeviceGetTopologyCommonAncestor, NVML_SUCCESS, "of a card and itself") {
  nvmlDevice_t card = with_card();
  nvmlGpuTopologyLevel_t level = NVML_TOPOLOGY_SYSTEM;
  EXPECT(nvmlDeviceGetTopologyCommonAncestor(card, card, &level), NVML_SUCCESS);
  CHECK(level == NVML_TOPOLOGY_INTERNAL);
}

CASE(nvmlDeviceGetNvLinkState, NVML_ERROR_INVALID_ARGUMENT, "of a link that no card has") {
  nvmlDevice_t card = with_card();
  nvmlEnableState_t state;
  EXPECT(nvmlDeviceGetNvLinkState(card, 1000, &state), NVML_ERROR_INVALID_ARGUMENT);
}

CASE(nvmlDeviceGetGpuInstanceProfileInfo, NVML_SUCCESS, "of one slice, where the card can be split") {
  nvmlDevice_t card = with_card();
  unsigned int current, pending, count = 0;
  if (nvmlDeviceGetMigMode(card, &current, &pending) != NVML_SUCCESS)
    SKIP("the card can't be split");
  nvmlGpuInstanceProfileInfo_t info = {0};
  EXPECT(nvmlDeviceGetGpuInstanceProfileInfo(card, NVML_GPU_INSTANCE_PROFILE_1_SLICE, &info), NVML_SUCCESS);
  CHECK(info.sliceCount == 1 && info.instanceCount >= 4);
  EXPECT(nvmlDeviceGetGpuInstancePossiblePlacements_v2(card, info.id, NULL, &count), NVML_SUCCESS);
  CHECK(count == info.instanceCount);
}

CASE(nvmlDeviceGetFieldValues, NVML_SUCCESS, "each with its own result") {
  nvmlDevice_t card = with_card();
  nvmlFieldValue_t values[2] = {{.fieldId = NVML_FI_DEV_PCIE_REPLAY_COUNTER}, {.fieldId = 60000}};
  EXPECT(nvmlDeviceGetFieldValues(card, 2, values), NVML_SUCCESS);
  CHECK(values[0].nvmlReturn == NVML_SUCCESS && values[1].nvmlReturn != NVML_SUCCESS);
}

CASE(nvmlErrorString, NVML_SUCCESS, "before nvmlInit, of any number") {
  CHECK(strcmp(nvmlErrorString(NVML_ERROR_GPU_IS_LOST), "GPU is lost") == 0);
  CHECK(strlen(nvmlErrorString((nvmlReturn_t)12345)) > 0);
}
