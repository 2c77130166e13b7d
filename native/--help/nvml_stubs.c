// Generated from the tables in native/abi: edit those.
// Entry points that no file defines.
#include "nvml_abi.h"

__attribute__((weak)) nvmlReturn_t nvmlComputeInstanceDestroy(nvmlComputeInstance_t computeInstance) {
  (void)computeInstance;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlComputeInstanceGetInfo(nvmlComputeInstance_t computeInstance, nvmlComputeInstanceInfo_t *info) {
  (void)computeInstance;
  (void)info;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlComputeInstanceGetInfo_v2(nvmlComputeInstance_t computeInstance, nvmlComputeInstanceInfo_t *info) {
  (void)computeInstance;
  (void)info;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceCcuGetStreamState(nvmlDevice_t device, unsigned int *state) {
  (void)device;
  (void)state;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceCcuSetStreamState(nvmlDevice_t device, unsigned int state) {
  (void)device;
  (void)state;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceClearAccountingPids(nvmlDevice_t device) {
  (void)device;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceClearCpuAffinity(nvmlDevice_t device) {
  (void)device;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceClearEccErrorCounts(nvmlDevice_t device, nvmlEccCounterType_t counterType) {
  (void)device;
  (void)counterType;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceClearFieldValues(nvmlDevice_t device, int valuesCount, nvmlFieldValue_t *values) {
  (void)device;
  (void)valuesCount;
  (void)values;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceCreateGpuInstance(nvmlDevice_t device, unsigned int profileId, nvmlGpuInstance_t *gpuInstance) {
  (void)device;
  (void)profileId;
  (void)gpuInstance;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceCreateGpuInstanceWithPlacement(nvmlDevice_t device, unsigned int profileId, const nvmlGpuInstancePlacement_t *placement, nvmlGpuInstance_t *gpuInstance) {
  (void)device;
  (void)profileId;
  (void)placement;
  (void)gpuInstance;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceDiscoverGpus(nvmlPciInfo_t *pciInfo) {
  (void)pciInfo;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceFreezeNvLinkUtilizationCounter(nvmlDevice_t device, unsigned int link, unsigned int counter, nvmlEnableState_t freeze) {
  (void)device;
  (void)link;
  (void)counter;
  (void)freeze;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetAPIRestriction(nvmlDevice_t device, nvmlRestrictedAPI_t apiType, nvmlEnableState_t *isRestricted) {
  (void)device;
  (void)apiType;
  (void)isRestricted;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetAccountingBufferSize(nvmlDevice_t device, unsigned int *bufferSize) {
  (void)device;
  (void)bufferSize;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetAccountingMode(nvmlDevice_t device, nvmlEnableState_t *mode) {
  (void)device;
  (void)mode;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetAccountingPids(nvmlDevice_t device, unsigned int *count, unsigned int *pids) {
  (void)device;
  (void)count;
  (void)pids;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetAccountingStats(nvmlDevice_t device, unsigned int pid, nvmlAccountingStats_t *stats) {
  (void)device;
  (void)pid;
  (void)stats;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetAccountingStats_v2(nvmlDevice_t device, nvmlAccountingStats_v2_t *stats) {
  (void)device;
  (void)stats;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetActiveVgpus(nvmlDevice_t device, unsigned int *vgpuCount, nvmlVgpuInstance_t *vgpuInstances) {
  (void)device;
  (void)vgpuCount;
  (void)vgpuInstances;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetAdaptiveClockInfoStatus(nvmlDevice_t device, unsigned int *adaptiveClockStatus) {
  (void)device;
  (void)adaptiveClockStatus;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetAddressingMode(nvmlDevice_t device, nvmlDeviceAddressingMode_t *mode) {
  (void)device;
  (void)mode;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetApplicationsClock(nvmlDevice_t device, nvmlClockType_t clockType, unsigned int *clockMHz) {
  (void)device;
  (void)clockType;
  (void)clockMHz;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetArchitecture(nvmlDevice_t device, nvmlDeviceArchitecture_t *arch) {
  (void)device;
  (void)arch;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetAttributes(nvmlDevice_t device, nvmlDeviceAttributes_t *attributes) {
  (void)device;
  (void)attributes;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetAttributes_v2(nvmlDevice_t device, nvmlDeviceAttributes_t *attributes) {
  (void)device;
  (void)attributes;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetAutoBoostedClocksEnabled(nvmlDevice_t device, nvmlEnableState_t *isEnabled, nvmlEnableState_t *defaultIsEnabled) {
  (void)device;
  (void)isEnabled;
  (void)defaultIsEnabled;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetBAR1MemoryInfo(nvmlDevice_t device, nvmlBAR1Memory_t *bar1Memory) {
  (void)device;
  (void)bar1Memory;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetBBXTimeData_v1(nvmlDevice_t device, nvmlBBXTimeData_v1_t *timeData) {
  (void)device;
  (void)timeData;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetBoardId(nvmlDevice_t device, unsigned int *boardId) {
  (void)device;
  (void)boardId;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetBoardPartNumber(nvmlDevice_t device, char *partNumber, unsigned int length) {
  (void)device;
  (void)partNumber;
  (void)length;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetBrand(nvmlDevice_t device, nvmlBrandType_t *type) {
  (void)device;
  (void)type;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetBridgeChipInfo(nvmlDevice_t device, nvmlBridgeChipHierarchy_t *bridgeHierarchy) {
  (void)device;
  (void)bridgeHierarchy;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetBusType(nvmlDevice_t device, nvmlBusType_t *type) {
  (void)device;
  (void)type;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetC2cModeInfoV(nvmlDevice_t device, nvmlC2cModeInfo_v1_t *c2cModeInfo) {
  (void)device;
  (void)c2cModeInfo;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetCapabilities(nvmlDevice_t device, nvmlDeviceCapabilities_t *caps) {
  (void)device;
  (void)caps;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetClkMonStatus(nvmlDevice_t device, nvmlClkMonStatus_t *status) {
  (void)device;
  (void)status;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetClock(nvmlDevice_t device, nvmlClockType_t clockType, nvmlClockId_t clockId, unsigned int *clockMHz) {
  (void)device;
  (void)clockType;
  (void)clockId;
  (void)clockMHz;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetClockInfo(nvmlDevice_t device, nvmlClockType_t type, unsigned int *clock) {
  (void)device;
  (void)type;
  (void)clock;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetClockOffsets(nvmlDevice_t device, nvmlClockOffset_t *info) {
  (void)device;
  (void)info;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetComputeInstanceId(nvmlDevice_t device, unsigned int *id) {
  (void)device;
  (void)id;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetComputeMode(nvmlDevice_t device, nvmlComputeMode_t *mode) {
  (void)device;
  (void)mode;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetComputeRunningProcesses(nvmlDevice_t device, unsigned int *infoCount, nvmlProcessInfo_v1_t *infos) {
  (void)device;
  (void)infoCount;
  (void)infos;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetComputeRunningProcesses_v2(nvmlDevice_t device, unsigned int *infoCount, nvmlProcessInfo_v2_t *infos) {
  (void)device;
  (void)infoCount;
  (void)infos;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetComputeRunningProcesses_v3(nvmlDevice_t device, unsigned int *infoCount, nvmlProcessInfo_t *infos) {
  (void)device;
  (void)infoCount;
  (void)infos;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetConfComputeGpuAttestationReport(nvmlDevice_t device, nvmlConfComputeGpuAttestationReport_t *gpuAtstReport) {
  (void)device;
  (void)gpuAtstReport;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetConfComputeGpuCertificate(nvmlDevice_t device, nvmlConfComputeGpuCertificate_t *gpuCert) {
  (void)device;
  (void)gpuCert;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetConfComputeMemSizeInfo(nvmlDevice_t device, nvmlConfComputeMemSizeInfo_t *memInfo) {
  (void)device;
  (void)memInfo;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetConfComputeProtectedMemoryUsage(nvmlDevice_t device, nvmlMemory_t *memory) {
  (void)device;
  (void)memory;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetCoolerInfo(nvmlDevice_t device, nvmlCoolerInfo_t *coolerInfo) {
  (void)device;
  (void)coolerInfo;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetCount(unsigned int *deviceCount) {
  (void)deviceCount;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetCount_v2(unsigned int *deviceCount) {
  (void)deviceCount;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetCpuAffinity(nvmlDevice_t device, unsigned int cpuSetSize, unsigned long *cpuSet) {
  (void)device;
  (void)cpuSetSize;
  (void)cpuSet;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetCpuAffinityWithinScope(nvmlDevice_t device, unsigned int cpuSetSize, unsigned long *cpuSet, nvmlAffinityScope_t scope) {
  (void)device;
  (void)cpuSetSize;
  (void)cpuSet;
  (void)scope;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetCreatableVgpus(nvmlDevice_t device, unsigned int *vgpuCount, nvmlVgpuTypeId_t *vgpuTypeIds) {
  (void)device;
  (void)vgpuCount;
  (void)vgpuTypeIds;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetCudaComputeCapability(nvmlDevice_t device, int *major, int *minor) {
  (void)device;
  (void)major;
  (void)minor;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetCurrPcieLinkGeneration(nvmlDevice_t device, unsigned int *currLinkGen) {
  (void)device;
  (void)currLinkGen;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetCurrPcieLinkWidth(nvmlDevice_t device, unsigned int *currLinkWidth) {
  (void)device;
  (void)currLinkWidth;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetCurrentClockFreqs(nvmlDevice_t device, nvmlDeviceCurrentClockFreqs_t *currentClockFreqs) {
  (void)device;
  (void)currentClockFreqs;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetCurrentClocksEventReasons(nvmlDevice_t device, unsigned long long *clocksEventReasons) {
  (void)device;
  (void)clocksEventReasons;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetCurrentClocksThrottleReasons(nvmlDevice_t device, unsigned long long *clocksThrottleReasons) {
  (void)device;
  (void)clocksThrottleReasons;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetDecoderUtilization(nvmlDevice_t device, unsigned int *utilization, unsigned int *samplingPeriodUs) {
  (void)device;
  (void)utilization;
  (void)samplingPeriodUs;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetDefaultApplicationsClock(nvmlDevice_t device, nvmlClockType_t clockType, unsigned int *clockMHz) {
  (void)device;
  (void)clockType;
  (void)clockMHz;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetDefaultEccMode(nvmlDevice_t device, nvmlEnableState_t *defaultMode) {
  (void)device;
  (void)defaultMode;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetDetailedEccErrors(nvmlDevice_t device, nvmlMemoryErrorType_t errorType, nvmlEccCounterType_t counterType, nvmlEccErrorCounts_t *eccCounts) {
  (void)device;
  (void)errorType;
  (void)counterType;
  (void)eccCounts;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetDeviceHandleFromMigDeviceHandle(nvmlDevice_t migDevice, nvmlDevice_t *device) {
  (void)migDevice;
  (void)device;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetDisplayActive(nvmlDevice_t device, nvmlEnableState_t *isActive) {
  (void)device;
  (void)isActive;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetDisplayMode(nvmlDevice_t device, nvmlEnableState_t *display) {
  (void)device;
  (void)display;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetDramEncryptionMode(nvmlDevice_t device, nvmlDramEncryptionInfo_t *current, nvmlDramEncryptionInfo_t *pending) {
  (void)device;
  (void)current;
  (void)pending;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetDriverModel(nvmlDevice_t device, nvmlDriverModel_t *current, nvmlDriverModel_t *pending) {
  (void)device;
  (void)current;
  (void)pending;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetDriverModel_v2(nvmlDevice_t device, nvmlDriverModel_t *current, nvmlDriverModel_t *pending) {
  (void)device;
  (void)current;
  (void)pending;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetDynamicPstatesInfo(nvmlDevice_t device, nvmlGpuDynamicPstatesInfo_t *pDynamicPstatesInfo) {
  (void)device;
  (void)pDynamicPstatesInfo;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetEccMode(nvmlDevice_t device, nvmlEnableState_t *current, nvmlEnableState_t *pending) {
  (void)device;
  (void)current;
  (void)pending;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetEncoderCapacity(nvmlDevice_t device, nvmlEncoderType_t encoderQueryType, unsigned int *encoderCapacity) {
  (void)device;
  (void)encoderQueryType;
  (void)encoderCapacity;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetEncoderSessions(nvmlDevice_t device, unsigned int *sessionCount, nvmlEncoderSessionInfo_t *sessionInfos) {
  (void)device;
  (void)sessionCount;
  (void)sessionInfos;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetEncoderStats(nvmlDevice_t device, unsigned int *sessionCount, unsigned int *averageFps, unsigned int *averageLatency) {
  (void)device;
  (void)sessionCount;
  (void)averageFps;
  (void)averageLatency;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetEncoderUtilization(nvmlDevice_t device, unsigned int *utilization, unsigned int *samplingPeriodUs) {
  (void)device;
  (void)utilization;
  (void)samplingPeriodUs;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetEnforcedPowerLimit(nvmlDevice_t device, unsigned int *limit) {
  (void)device;
  (void)limit;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetFBCSessions(nvmlDevice_t device, unsigned int *sessionCount, nvmlFBCSessionInfo_t *sessionInfo) {
  (void)device;
  (void)sessionCount;
  (void)sessionInfo;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetFBCStats(nvmlDevice_t device, nvmlFBCStats_t *fbcStats) {
  (void)device;
  (void)fbcStats;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetFanControlPolicy_v2(nvmlDevice_t device, unsigned int fan, nvmlFanControlPolicy_t *policy) {
  (void)device;
  (void)fan;
  (void)policy;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetFanSpeed(nvmlDevice_t device, unsigned int *speed) {
  (void)device;
  (void)speed;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetFanSpeedRPM(nvmlDevice_t device, nvmlFanSpeedInfo_t *fanSpeed) {
  (void)device;
  (void)fanSpeed;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetFanSpeed_v2(nvmlDevice_t device, unsigned int fan, unsigned int *speed) {
  (void)device;
  (void)fan;
  (void)speed;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetFieldValues(nvmlDevice_t device, int valuesCount, nvmlFieldValue_t *values) {
  (void)device;
  (void)valuesCount;
  (void)values;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetGpcClkMinMaxVfOffset(nvmlDevice_t device, int *minOffset, int *maxOffset) {
  (void)device;
  (void)minOffset;
  (void)maxOffset;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetGpcClkVfOffset(nvmlDevice_t device, int *offset) {
  (void)device;
  (void)offset;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetGpuFabricInfo(nvmlDevice_t device, nvmlGpuFabricInfo_t *gpuFabricInfo) {
  (void)device;
  (void)gpuFabricInfo;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetGpuFabricInfoV(nvmlDevice_t device, nvmlGpuFabricInfoV_t *gpuFabricInfo) {
  (void)device;
  (void)gpuFabricInfo;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetGpuInstanceById(nvmlDevice_t device, unsigned int id, nvmlGpuInstance_t *gpuInstance) {
  (void)device;
  (void)id;
  (void)gpuInstance;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetGpuInstanceId(nvmlDevice_t device, unsigned int *id) {
  (void)device;
  (void)id;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetGpuInstancePossiblePlacements(nvmlDevice_t device, unsigned int profileId, nvmlGpuInstancePlacement_t *placements, unsigned int *count) {
  (void)device;
  (void)profileId;
  (void)placements;
  (void)count;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetGpuInstancePossiblePlacements_v2(nvmlDevice_t device, unsigned int profileId, nvmlGpuInstancePlacement_t *placements, unsigned int *count) {
  (void)device;
  (void)profileId;
  (void)placements;
  (void)count;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetGpuInstanceProfileInfo(nvmlDevice_t device, unsigned int profile, nvmlGpuInstanceProfileInfo_t *info) {
  (void)device;
  (void)profile;
  (void)info;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetGpuInstanceProfileInfoByIdV(nvmlDevice_t device, unsigned int profileId, nvmlGpuInstanceProfileInfo_v2_t *info) {
  (void)device;
  (void)profileId;
  (void)info;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetGpuInstanceProfileInfoV(nvmlDevice_t device, unsigned int profile, nvmlGpuInstanceProfileInfo_v2_t *info) {
  (void)device;
  (void)profile;
  (void)info;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetGpuInstanceRemainingCapacity(nvmlDevice_t device, unsigned int profileId, unsigned int *count) {
  (void)device;
  (void)profileId;
  (void)count;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetGpuInstances(nvmlDevice_t device, unsigned int profileId, nvmlGpuInstance_t *gpuInstances, unsigned int *count) {
  (void)device;
  (void)profileId;
  (void)gpuInstances;
  (void)count;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetGpuMaxPcieLinkGeneration(nvmlDevice_t device, unsigned int *maxLinkGenDevice) {
  (void)device;
  (void)maxLinkGenDevice;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetGpuOperationMode(nvmlDevice_t device, nvmlGpuOperationMode_t *current, nvmlGpuOperationMode_t *pending) {
  (void)device;
  (void)current;
  (void)pending;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetGraphicsRunningProcesses(nvmlDevice_t device, unsigned int *infoCount, nvmlProcessInfo_v1_t *infos) {
  (void)device;
  (void)infoCount;
  (void)infos;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetGraphicsRunningProcesses_v2(nvmlDevice_t device, unsigned int *infoCount, nvmlProcessInfo_v2_t *infos) {
  (void)device;
  (void)infoCount;
  (void)infos;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetGraphicsRunningProcesses_v3(nvmlDevice_t device, unsigned int *infoCount, nvmlProcessInfo_t *infos) {
  (void)device;
  (void)infoCount;
  (void)infos;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetGridLicensableFeatures(nvmlDevice_t device, nvmlGridLicensableFeatures_t *pGridLicensableFeatures) {
  (void)device;
  (void)pGridLicensableFeatures;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetGridLicensableFeatures_v2(nvmlDevice_t device, nvmlGridLicensableFeatures_t *pGridLicensableFeatures) {
  (void)device;
  (void)pGridLicensableFeatures;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetGridLicensableFeatures_v3(nvmlDevice_t device, nvmlGridLicensableFeatures_t *pGridLicensableFeatures) {
  (void)device;
  (void)pGridLicensableFeatures;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetGridLicensableFeatures_v4(nvmlDevice_t device, nvmlGridLicensableFeatures_t *pGridLicensableFeatures) {
  (void)device;
  (void)pGridLicensableFeatures;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetGspFirmwareMode(nvmlDevice_t device, unsigned int *isEnabled, unsigned int *defaultMode) {
  (void)device;
  (void)isEnabled;
  (void)defaultMode;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetGspFirmwareVersion(nvmlDevice_t device, char *version) {
  (void)device;
  (void)version;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetHandleByIndex(unsigned int index, nvmlDevice_t *device) {
  (void)index;
  (void)device;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetHandleByIndex_v2(unsigned int index, nvmlDevice_t *device) {
  (void)index;
  (void)device;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetHandleByPciBusId(const char *pciBusId, nvmlDevice_t *device) {
  (void)pciBusId;
  (void)device;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetHandleByPciBusId_v2(const char *pciBusId, nvmlDevice_t *device) {
  (void)pciBusId;
  (void)device;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetHandleBySerial(const char *serial, nvmlDevice_t *device) {
  (void)serial;
  (void)device;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetHandleByUUID(const char *uuid, nvmlDevice_t *device) {
  (void)uuid;
  (void)device;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetHandleByUUIDV(const nvmlUUID_t *uuid, nvmlDevice_t *device) {
  (void)uuid;
  (void)device;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetHostVgpuMode(nvmlDevice_t device, nvmlHostVgpuMode_t *pHostVgpuMode) {
  (void)device;
  (void)pHostVgpuMode;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetHostname_v1(nvmlDevice_t device, nvmlHostname_v1_t *hostname) {
  (void)device;
  (void)hostname;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetIndex(nvmlDevice_t device, unsigned int *index) {
  (void)device;
  (void)index;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetInforomConfigurationChecksum(nvmlDevice_t device, unsigned int *checksum) {
  (void)device;
  (void)checksum;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetInforomImageVersion(nvmlDevice_t device, char *version, unsigned int length) {
  (void)device;
  (void)version;
  (void)length;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetInforomVersion(nvmlDevice_t device, nvmlInforomObject_t object, char *version, unsigned int length) {
  (void)device;
  (void)object;
  (void)version;
  (void)length;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetIrqNum(nvmlDevice_t device, unsigned int *irqNum) {
  (void)device;
  (void)irqNum;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetJpgUtilization(nvmlDevice_t device, unsigned int *utilization, unsigned int *samplingPeriodUs) {
  (void)device;
  (void)utilization;
  (void)samplingPeriodUs;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetLastBBXFlushTime(nvmlDevice_t device, unsigned long long *timestamp, unsigned long *durationUs) {
  (void)device;
  (void)timestamp;
  (void)durationUs;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetMPSComputeRunningProcesses(nvmlDevice_t device, unsigned int *infoCount, nvmlProcessInfo_v1_t *infos) {
  (void)device;
  (void)infoCount;
  (void)infos;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetMPSComputeRunningProcesses_v2(nvmlDevice_t device, unsigned int *infoCount, nvmlProcessInfo_v2_t *infos) {
  (void)device;
  (void)infoCount;
  (void)infos;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetMPSComputeRunningProcesses_v3(nvmlDevice_t device, unsigned int *infoCount, nvmlProcessInfo_t *infos) {
  (void)device;
  (void)infoCount;
  (void)infos;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetMarginTemperature(nvmlDevice_t device, nvmlMarginTemperature_t *marginTempInfo) {
  (void)device;
  (void)marginTempInfo;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetMaxClockInfo(nvmlDevice_t device, nvmlClockType_t type, unsigned int *clock) {
  (void)device;
  (void)type;
  (void)clock;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetMaxCustomerBoostClock(nvmlDevice_t device, nvmlClockType_t clockType, unsigned int *clockMHz) {
  (void)device;
  (void)clockType;
  (void)clockMHz;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetMaxMigDeviceCount(nvmlDevice_t device, unsigned int *count) {
  (void)device;
  (void)count;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetMaxPcieLinkGeneration(nvmlDevice_t device, unsigned int *maxLinkGen) {
  (void)device;
  (void)maxLinkGen;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetMaxPcieLinkWidth(nvmlDevice_t device, unsigned int *maxLinkWidth) {
  (void)device;
  (void)maxLinkWidth;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetMemClkMinMaxVfOffset(nvmlDevice_t device, int *minOffset, int *maxOffset) {
  (void)device;
  (void)minOffset;
  (void)maxOffset;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetMemClkVfOffset(nvmlDevice_t device, int *offset) {
  (void)device;
  (void)offset;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetMemoryAffinity(nvmlDevice_t device, unsigned int nodeSetSize, unsigned long *nodeSet, nvmlAffinityScope_t scope) {
  (void)device;
  (void)nodeSetSize;
  (void)nodeSet;
  (void)scope;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetMemoryBusWidth(nvmlDevice_t device, unsigned int *busWidth) {
  (void)device;
  (void)busWidth;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetMemoryErrorCounter(nvmlDevice_t device, nvmlMemoryErrorType_t errorType, nvmlEccCounterType_t counterType, nvmlMemoryLocation_t locationType, unsigned long long *count) {
  (void)device;
  (void)errorType;
  (void)counterType;
  (void)locationType;
  (void)count;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetMemoryInfo(nvmlDevice_t device, nvmlMemory_t *memory) {
  (void)device;
  (void)memory;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetMemoryInfo_v2(nvmlDevice_t device, nvmlMemory_v2_t *memory) {
  (void)device;
  (void)memory;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetMigDeviceHandleByIndex(nvmlDevice_t device, unsigned int index, nvmlDevice_t *migDevice) {
  (void)device;
  (void)index;
  (void)migDevice;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetMigMode(nvmlDevice_t device, unsigned int *currentMode, unsigned int *pendingMode) {
  (void)device;
  (void)currentMode;
  (void)pendingMode;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetMinMaxClockOfPState(nvmlDevice_t device, nvmlClockType_t type, nvmlPstates_t pstate, unsigned int *minClockMHz, unsigned int *maxClockMHz) {
  (void)device;
  (void)type;
  (void)pstate;
  (void)minClockMHz;
  (void)maxClockMHz;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetMinMaxFanSpeed(nvmlDevice_t device, unsigned int *minSpeed, unsigned int *maxSpeed) {
  (void)device;
  (void)minSpeed;
  (void)maxSpeed;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetMinorNumber(nvmlDevice_t device, unsigned int *minorNumber) {
  (void)device;
  (void)minorNumber;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetModuleId(nvmlDevice_t device, unsigned int *moduleId) {
  (void)device;
  (void)moduleId;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetMultiGpuBoard(nvmlDevice_t device, unsigned int *multiGpuBool) {
  (void)device;
  (void)multiGpuBool;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetName(nvmlDevice_t device, char *name, unsigned int length) {
  (void)device;
  (void)name;
  (void)length;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetNumFans(nvmlDevice_t device, unsigned int *numFans) {
  (void)device;
  (void)numFans;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetNumGpuCores(nvmlDevice_t device, unsigned int *numCores) {
  (void)device;
  (void)numCores;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetNumaNodeId(nvmlDevice_t device, unsigned int *node) {
  (void)device;
  (void)node;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetNvLinkCapability(nvmlDevice_t device, unsigned int link, nvmlNvLinkCapability_t capability, unsigned int *capResult) {
  (void)device;
  (void)link;
  (void)capability;
  (void)capResult;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetNvLinkErrorCounter(nvmlDevice_t device, unsigned int link, nvmlNvLinkErrorCounter_t counter, unsigned long long *counterValue) {
  (void)device;
  (void)link;
  (void)counter;
  (void)counterValue;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetNvLinkInfo(nvmlDevice_t device, nvmlNvLinkInfo_t *info) {
  (void)device;
  (void)info;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetNvLinkRemoteDeviceType(nvmlDevice_t device, unsigned int link, nvmlIntNvLinkDeviceType_t *pNvLinkDeviceType) {
  (void)device;
  (void)link;
  (void)pNvLinkDeviceType;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetNvLinkRemotePciInfo(nvmlDevice_t device, unsigned int link, nvmlPciInfo_t *pci) {
  (void)device;
  (void)link;
  (void)pci;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetNvLinkRemotePciInfo_v2(nvmlDevice_t device, unsigned int link, nvmlPciInfo_t *pci) {
  (void)device;
  (void)link;
  (void)pci;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetNvLinkState(nvmlDevice_t device, unsigned int link, nvmlEnableState_t *isActive) {
  (void)device;
  (void)link;
  (void)isActive;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetNvLinkUtilizationControl(nvmlDevice_t device, unsigned int link, unsigned int counter, nvmlNvLinkUtilizationControl_t *control) {
  (void)device;
  (void)link;
  (void)counter;
  (void)control;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetNvLinkUtilizationCounter(nvmlDevice_t device, unsigned int link, unsigned int counter, unsigned long long *rxcounter, unsigned long long *txcounter) {
  (void)device;
  (void)link;
  (void)counter;
  (void)rxcounter;
  (void)txcounter;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetNvLinkVersion(nvmlDevice_t device, unsigned int link, unsigned int *version) {
  (void)device;
  (void)link;
  (void)version;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetNvlinkBwMode(nvmlDevice_t device, nvmlNvlinkGetBwMode_t *getBwMode) {
  (void)device;
  (void)getBwMode;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetNvlinkSupportedBwModes(nvmlDevice_t device, nvmlNvlinkSupportedBwModes_t *supportedBwMode) {
  (void)device;
  (void)supportedBwMode;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetOfaUtilization(nvmlDevice_t device, unsigned int *utilization, unsigned int *samplingPeriodUs) {
  (void)device;
  (void)utilization;
  (void)samplingPeriodUs;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetP2PStatus(nvmlDevice_t device1, nvmlDevice_t device2, nvmlGpuP2PCapsIndex_t p2pIndex, nvmlGpuP2PStatus_t *p2pStatus) {
  (void)device1;
  (void)device2;
  (void)p2pIndex;
  (void)p2pStatus;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetPciInfo(nvmlDevice_t device, nvmlPciInfo_t *pci) {
  (void)device;
  (void)pci;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetPciInfoExt(nvmlDevice_t device, nvmlPciInfoExt_t *pci) {
  (void)device;
  (void)pci;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetPciInfo_v2(nvmlDevice_t device, nvmlPciInfo_t *pci) {
  (void)device;
  (void)pci;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetPciInfo_v3(nvmlDevice_t device, nvmlPciInfo_t *pci) {
  (void)device;
  (void)pci;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetPcieLinkMaxSpeed(nvmlDevice_t device, unsigned int *maxSpeed) {
  (void)device;
  (void)maxSpeed;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetPcieReplayCounter(nvmlDevice_t device, unsigned int *value) {
  (void)device;
  (void)value;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetPcieSpeed(nvmlDevice_t device, unsigned int *pcieSpeed) {
  (void)device;
  (void)pcieSpeed;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetPcieThroughput(nvmlDevice_t device, nvmlPcieUtilCounter_t counter, unsigned int *value) {
  (void)device;
  (void)counter;
  (void)value;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetPdi(nvmlDevice_t device, nvmlPdi_t *pdi) {
  (void)device;
  (void)pdi;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetPerformanceModes(nvmlDevice_t device, nvmlDevicePerfModes_t *perfModes) {
  (void)device;
  (void)perfModes;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetPerformanceState(nvmlDevice_t device, nvmlPstates_t *pState) {
  (void)device;
  (void)pState;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetPersistenceMode(nvmlDevice_t device, nvmlEnableState_t *mode) {
  (void)device;
  (void)mode;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetPgpuMetadataString(nvmlDevice_t device, char *pgpuMetadata, unsigned int *bufferSize) {
  (void)device;
  (void)pgpuMetadata;
  (void)bufferSize;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetPlatformInfo(nvmlDevice_t device, nvmlPlatformInfo_t *platformInfo) {
  (void)device;
  (void)platformInfo;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetPowerManagementDefaultLimit(nvmlDevice_t device, unsigned int *defaultLimit) {
  (void)device;
  (void)defaultLimit;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetPowerManagementLimit(nvmlDevice_t device, unsigned int *limit) {
  (void)device;
  (void)limit;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetPowerManagementLimitConstraints(nvmlDevice_t device, unsigned int *minLimit, unsigned int *maxLimit) {
  (void)device;
  (void)minLimit;
  (void)maxLimit;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetPowerManagementMode(nvmlDevice_t device, nvmlEnableState_t *mode) {
  (void)device;
  (void)mode;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetPowerMizerMode_v1(nvmlDevice_t device, nvmlDevicePowerMizerModes_v1_t *powerMizerMode) {
  (void)device;
  (void)powerMizerMode;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetPowerMode(nvmlDevice_t device, unsigned int *powerModeId) {
  (void)device;
  (void)powerModeId;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetPowerSource(nvmlDevice_t device, nvmlPowerSource_t *powerSource) {
  (void)device;
  (void)powerSource;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetPowerState(nvmlDevice_t device, nvmlPstates_t *pState) {
  (void)device;
  (void)pState;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetPowerUsage(nvmlDevice_t device, unsigned int *power) {
  (void)device;
  (void)power;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetProcessUtilization(nvmlDevice_t device, nvmlProcessUtilizationSample_t *utilization, unsigned int *processSamplesCount, unsigned long long lastSeenTimeStamp) {
  (void)device;
  (void)utilization;
  (void)processSamplesCount;
  (void)lastSeenTimeStamp;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetProcessesUtilizationInfo(nvmlDevice_t device, nvmlProcessesUtilizationInfo_t *procesesUtilInfo) {
  (void)device;
  (void)procesesUtilInfo;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetRemappedRows(nvmlDevice_t device, unsigned int *corrRows, unsigned int *uncRows, unsigned int *isPending, unsigned int *failureOccurred) {
  (void)device;
  (void)corrRows;
  (void)uncRows;
  (void)isPending;
  (void)failureOccurred;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetRemappedRows_v2(nvmlDevice_t device, nvmlRemappedRowsInfo_v2_t *info) {
  (void)device;
  (void)info;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetRepairStatus(nvmlDevice_t device, nvmlRepairStatus_t *repairStatus) {
  (void)device;
  (void)repairStatus;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetRetiredPages(nvmlDevice_t device, nvmlPageRetirementCause_t cause, unsigned int *pageCount, unsigned long long *addresses) {
  (void)device;
  (void)cause;
  (void)pageCount;
  (void)addresses;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetRetiredPagesPendingStatus(nvmlDevice_t device, nvmlEnableState_t *isPending) {
  (void)device;
  (void)isPending;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetRetiredPages_v2(nvmlDevice_t device, nvmlPageRetirementCause_t cause, unsigned int *pageCount, unsigned long long *addresses, unsigned long long *timestamps) {
  (void)device;
  (void)cause;
  (void)pageCount;
  (void)addresses;
  (void)timestamps;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetRowRemapperHistogram(nvmlDevice_t device, nvmlRowRemapperHistogramValues_t *values) {
  (void)device;
  (void)values;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetRunningProcessDetailList(nvmlDevice_t device, nvmlProcessDetailList_t *plist) {
  (void)device;
  (void)plist;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetSamples(nvmlDevice_t device, nvmlSamplingType_t type, unsigned long long lastSeenTimeStamp, nvmlValueType_t *sampleValType, unsigned int *sampleCount, nvmlSample_t *samples) {
  (void)device;
  (void)type;
  (void)lastSeenTimeStamp;
  (void)sampleValType;
  (void)sampleCount;
  (void)samples;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetSerial(nvmlDevice_t device, char *serial, unsigned int length) {
  (void)device;
  (void)serial;
  (void)length;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetSramEccErrorStatus(nvmlDevice_t device, nvmlEccSramErrorStatus_t *status) {
  (void)device;
  (void)status;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetSramUniqueUncorrectedEccErrorCounts(nvmlDevice_t device, nvmlEccSramUniqueUncorrectedErrorCounts_t *errorCounts) {
  (void)device;
  (void)errorCounts;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetSupportedClocksEventReasons(nvmlDevice_t device, unsigned long long *supportedClocksEventReasons) {
  (void)device;
  (void)supportedClocksEventReasons;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetSupportedClocksThrottleReasons(nvmlDevice_t device, unsigned long long *supportedClocksThrottleReasons) {
  (void)device;
  (void)supportedClocksThrottleReasons;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetSupportedEventTypes(nvmlDevice_t device, unsigned long long *eventTypes) {
  (void)device;
  (void)eventTypes;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetSupportedGraphicsClocks(nvmlDevice_t device, unsigned int memoryClockMHz, unsigned int *count, unsigned int *clocksMHz) {
  (void)device;
  (void)memoryClockMHz;
  (void)count;
  (void)clocksMHz;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetSupportedMemoryClocks(nvmlDevice_t device, unsigned int *count, unsigned int *clocksMHz) {
  (void)device;
  (void)count;
  (void)clocksMHz;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetSupportedPerformanceStates(nvmlDevice_t device, nvmlPstates_t *pstates, unsigned int size) {
  (void)device;
  (void)pstates;
  (void)size;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetSupportedPowerModes(nvmlDevice_t device, unsigned int *supportedPowerModes) {
  (void)device;
  (void)supportedPowerModes;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetSupportedVgpus(nvmlDevice_t device, unsigned int *vgpuCount, nvmlVgpuTypeId_t *vgpuTypeIds) {
  (void)device;
  (void)vgpuCount;
  (void)vgpuTypeIds;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetTargetFanSpeed(nvmlDevice_t device, unsigned int fan, unsigned int *targetSpeed) {
  (void)device;
  (void)fan;
  (void)targetSpeed;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetTemperature(nvmlDevice_t device, nvmlTemperatureSensors_t sensorType, unsigned int *temp) {
  (void)device;
  (void)sensorType;
  (void)temp;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetTemperatureThreshold(nvmlDevice_t device, nvmlTemperatureThresholds_t thresholdType, unsigned int *temp) {
  (void)device;
  (void)thresholdType;
  (void)temp;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetTemperatureV(nvmlDevice_t device, nvmlTemperature_t *temperature) {
  (void)device;
  (void)temperature;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetThermalSettings(nvmlDevice_t device, unsigned int sensorIndex, nvmlGpuThermalSettings_t *pThermalSettings) {
  (void)device;
  (void)sensorIndex;
  (void)pThermalSettings;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetTopologyCommonAncestor(nvmlDevice_t device1, nvmlDevice_t device2, nvmlGpuTopologyLevel_t *pathInfo) {
  (void)device1;
  (void)device2;
  (void)pathInfo;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetTopologyNearestGpus(nvmlDevice_t device, nvmlGpuTopologyLevel_t level, unsigned int *count, nvmlDevice_t *deviceArray) {
  (void)device;
  (void)level;
  (void)count;
  (void)deviceArray;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetTotalEccErrors(nvmlDevice_t device, nvmlMemoryErrorType_t errorType, nvmlEccCounterType_t counterType, unsigned long long *eccCounts) {
  (void)device;
  (void)errorType;
  (void)counterType;
  (void)eccCounts;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetTotalEnergyConsumption(nvmlDevice_t device, unsigned long long *energy) {
  (void)device;
  (void)energy;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetUUID(nvmlDevice_t device, char *uuid, unsigned int length) {
  (void)device;
  (void)uuid;
  (void)length;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetUnrepairableMemoryFlag_v1(nvmlDevice_t device, nvmlUnrepairableMemoryStatus_v1_t *unrepairableMemoryStatus) {
  (void)device;
  (void)unrepairableMemoryStatus;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetUtilizationRates(nvmlDevice_t device, nvmlUtilization_t *utilization) {
  (void)device;
  (void)utilization;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetVbiosVersion(nvmlDevice_t device, char *version, unsigned int length) {
  (void)device;
  (void)version;
  (void)length;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetVgpuCapabilities(nvmlDevice_t device, nvmlDeviceVgpuCapability_t capability, unsigned int *capResult) {
  (void)device;
  (void)capability;
  (void)capResult;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetVgpuHeterogeneousMode(nvmlDevice_t device, nvmlVgpuHeterogeneousMode_t *pHeterogeneousMode) {
  (void)device;
  (void)pHeterogeneousMode;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetVgpuInstancesUtilizationInfo(nvmlDevice_t device, nvmlVgpuInstancesUtilizationInfo_t *vgpuUtilInfo) {
  (void)device;
  (void)vgpuUtilInfo;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetVgpuMetadata(nvmlDevice_t device, nvmlVgpuPgpuMetadata_t *pgpuMetadata, unsigned int *bufferSize) {
  (void)device;
  (void)pgpuMetadata;
  (void)bufferSize;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetVgpuProcessUtilization(nvmlDevice_t device, unsigned long long lastSeenTimeStamp, unsigned int *vgpuProcessSamplesCount, nvmlVgpuProcessUtilizationSample_t *utilizationSamples) {
  (void)device;
  (void)lastSeenTimeStamp;
  (void)vgpuProcessSamplesCount;
  (void)utilizationSamples;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetVgpuProcessesUtilizationInfo(nvmlDevice_t device, nvmlVgpuProcessesUtilizationInfo_t *vgpuProcUtilInfo) {
  (void)device;
  (void)vgpuProcUtilInfo;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetVgpuSchedulerCapabilities(nvmlDevice_t device, nvmlVgpuSchedulerCapabilities_t *pCapabilities) {
  (void)device;
  (void)pCapabilities;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetVgpuSchedulerLog(nvmlDevice_t device, nvmlVgpuSchedulerLog_t *pSchedulerLog) {
  (void)device;
  (void)pSchedulerLog;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetVgpuSchedulerLog_v2(nvmlDevice_t device, nvmlVgpuSchedulerLogInfo_v2_t *pSchedulerLogInfo) {
  (void)device;
  (void)pSchedulerLogInfo;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetVgpuSchedulerState(nvmlDevice_t device, nvmlVgpuSchedulerGetState_t *pSchedulerState) {
  (void)device;
  (void)pSchedulerState;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetVgpuSchedulerState_v2(nvmlDevice_t device, nvmlVgpuSchedulerStateInfo_v2_t *pSchedulerStateInfo) {
  (void)device;
  (void)pSchedulerStateInfo;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetVgpuTypeCreatablePlacements(nvmlDevice_t device, nvmlVgpuTypeId_t vgpuTypeId, nvmlVgpuPlacementList_t *pPlacementList) {
  (void)device;
  (void)vgpuTypeId;
  (void)pPlacementList;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetVgpuTypeSupportedPlacements(nvmlDevice_t device, nvmlVgpuTypeId_t vgpuTypeId, nvmlVgpuPlacementList_t *pPlacementList) {
  (void)device;
  (void)vgpuTypeId;
  (void)pPlacementList;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetVgpuUtilization(nvmlDevice_t device, unsigned long long lastSeenTimeStamp, nvmlValueType_t *sampleValType, unsigned int *vgpuInstanceSamplesCount, nvmlVgpuInstanceUtilizationSample_t *utilizationSamples) {
  (void)device;
  (void)lastSeenTimeStamp;
  (void)sampleValType;
  (void)vgpuInstanceSamplesCount;
  (void)utilizationSamples;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetViolationStatus(nvmlDevice_t device, nvmlPerfPolicyType_t perfPolicyType, nvmlViolationTime_t *violTime) {
  (void)device;
  (void)perfPolicyType;
  (void)violTime;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceGetVirtualizationMode(nvmlDevice_t device, nvmlGpuVirtualizationMode_t *pVirtualMode) {
  (void)device;
  (void)pVirtualMode;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceIsMigDeviceHandle(nvmlDevice_t device, unsigned int *isMigDevice) {
  (void)device;
  (void)isMigDevice;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceModifyDrainState(nvmlPciInfo_t *pciInfo, nvmlEnableState_t newState) {
  (void)pciInfo;
  (void)newState;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceOnSameBoard(nvmlDevice_t device1, nvmlDevice_t device2, int *onSameBoard) {
  (void)device1;
  (void)device2;
  (void)onSameBoard;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDevicePowerSmoothingActivatePresetProfile(nvmlDevice_t device, nvmlPowerSmoothingProfile_t *profile) {
  (void)device;
  (void)profile;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDevicePowerSmoothingSetState(nvmlDevice_t device, nvmlPowerSmoothingState_t *state) {
  (void)device;
  (void)state;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDevicePowerSmoothingUpdatePresetProfileParam(nvmlDevice_t device, nvmlPowerSmoothingProfile_t *profile) {
  (void)device;
  (void)profile;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceQueryDrainState(nvmlPciInfo_t *pciInfo, nvmlEnableState_t *currentState) {
  (void)pciInfo;
  (void)currentState;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceReadPRMCounters_v1(nvmlDevice_t device, nvmlPRMCounterList_v1_t *counterList) {
  (void)device;
  (void)counterList;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceReadWritePRM_v1(nvmlDevice_t device, nvmlPRMTLV_v1_t *buffer) {
  (void)device;
  (void)buffer;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceRegisterEvents(nvmlDevice_t device, unsigned long long eventTypes, nvmlEventSet_t set) {
  (void)device;
  (void)eventTypes;
  (void)set;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceRemoveGpu(nvmlPciInfo_t *pciInfo) {
  (void)pciInfo;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceRemoveGpu_v2(nvmlPciInfo_t *pciInfo, nvmlDetachGpuState_t gpuState, nvmlPcieLinkState_t linkState) {
  (void)pciInfo;
  (void)gpuState;
  (void)linkState;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceResetApplicationsClocks(nvmlDevice_t device) {
  (void)device;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceResetGpuLockedClocks(nvmlDevice_t device) {
  (void)device;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceResetMemoryLockedClocks(nvmlDevice_t device) {
  (void)device;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceResetNvLinkErrorCounters(nvmlDevice_t device, unsigned int link) {
  (void)device;
  (void)link;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceResetNvLinkUtilizationCounter(nvmlDevice_t device, unsigned int link, unsigned int counter) {
  (void)device;
  (void)link;
  (void)counter;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceSetAPIRestriction(nvmlDevice_t device, nvmlRestrictedAPI_t apiType, nvmlEnableState_t isRestricted) {
  (void)device;
  (void)apiType;
  (void)isRestricted;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceSetAccountingMode(nvmlDevice_t device, nvmlEnableState_t mode) {
  (void)device;
  (void)mode;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceSetApplicationsClocks(nvmlDevice_t device, unsigned int memClockMHz, unsigned int graphicsClockMHz) {
  (void)device;
  (void)memClockMHz;
  (void)graphicsClockMHz;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceSetAutoBoostedClocksEnabled(nvmlDevice_t device, nvmlEnableState_t enabled) {
  (void)device;
  (void)enabled;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceSetClockOffsets(nvmlDevice_t device, nvmlClockOffset_t *info) {
  (void)device;
  (void)info;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceSetComputeMode(nvmlDevice_t device, nvmlComputeMode_t mode) {
  (void)device;
  (void)mode;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceSetConfComputeUnprotectedMemSize(nvmlDevice_t device, unsigned long long sizeKiB) {
  (void)device;
  (void)sizeKiB;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceSetCpuAffinity(nvmlDevice_t device) {
  (void)device;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceSetDefaultAutoBoostedClocksEnabled(nvmlDevice_t device, nvmlEnableState_t enabled, unsigned int flags) {
  (void)device;
  (void)enabled;
  (void)flags;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceSetDefaultFanSpeed_v2(nvmlDevice_t device, unsigned int fan) {
  (void)device;
  (void)fan;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceSetDramEncryptionMode(nvmlDevice_t device, const nvmlDramEncryptionInfo_t *dramEncryption) {
  (void)device;
  (void)dramEncryption;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceSetDriverModel(nvmlDevice_t device, nvmlDriverModel_t driverModel, unsigned int flags) {
  (void)device;
  (void)driverModel;
  (void)flags;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceSetEccMode(nvmlDevice_t device, nvmlEnableState_t ecc) {
  (void)device;
  (void)ecc;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceSetFanControlPolicy(nvmlDevice_t device, unsigned int fan, nvmlFanControlPolicy_t policy) {
  (void)device;
  (void)fan;
  (void)policy;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceSetFanSpeed_v2(nvmlDevice_t device, unsigned int fan, unsigned int speed) {
  (void)device;
  (void)fan;
  (void)speed;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceSetGpcClkVfOffset(nvmlDevice_t device, int offset) {
  (void)device;
  (void)offset;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceSetGpuLockedClocks(nvmlDevice_t device, unsigned int minGpuClockMHz, unsigned int maxGpuClockMHz) {
  (void)device;
  (void)minGpuClockMHz;
  (void)maxGpuClockMHz;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceSetGpuOperationMode(nvmlDevice_t device, nvmlGpuOperationMode_t mode) {
  (void)device;
  (void)mode;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceSetHostname_v1(nvmlDevice_t device, nvmlHostname_v1_t *hostname) {
  (void)device;
  (void)hostname;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceSetMemClkVfOffset(nvmlDevice_t device, int offset) {
  (void)device;
  (void)offset;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceSetMemoryLockedClocks(nvmlDevice_t device, unsigned int minMemClockMHz, unsigned int maxMemClockMHz) {
  (void)device;
  (void)minMemClockMHz;
  (void)maxMemClockMHz;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceSetMigMode(nvmlDevice_t device, unsigned int mode, nvmlReturn_t *activationStatus) {
  (void)device;
  (void)mode;
  (void)activationStatus;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceSetNvLinkDeviceLowPowerThreshold(nvmlDevice_t device, nvmlNvLinkPowerThres_t *info) {
  (void)device;
  (void)info;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceSetNvLinkUtilizationControl(nvmlDevice_t device, unsigned int link, unsigned int counter, nvmlNvLinkUtilizationControl_t *control, unsigned int reset) {
  (void)device;
  (void)link;
  (void)counter;
  (void)control;
  (void)reset;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceSetNvlinkBwMode(nvmlDevice_t device, nvmlNvlinkSetBwMode_t *setBwMode) {
  (void)device;
  (void)setBwMode;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceSetPersistenceMode(nvmlDevice_t device, nvmlEnableState_t mode) {
  (void)device;
  (void)mode;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceSetPowerManagementLimit(nvmlDevice_t device, unsigned int limit) {
  (void)device;
  (void)limit;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceSetPowerManagementLimit_v2(nvmlDevice_t device, nvmlPowerValue_v2_t *powerValue) {
  (void)device;
  (void)powerValue;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceSetPowerMizerMode_v1(nvmlDevice_t device, nvmlDevicePowerMizerModes_v1_t *powerMizerMode) {
  (void)device;
  (void)powerMizerMode;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceSetPowerMode(nvmlDevice_t device, unsigned int powerModeId) {
  (void)device;
  (void)powerModeId;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceSetRusdSettings_v1(nvmlDevice_t device, nvmlRusdSettings_v1_t *settings) {
  (void)device;
  (void)settings;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceSetTemperatureThreshold(nvmlDevice_t device, nvmlTemperatureThresholds_t thresholdType, int *temp) {
  (void)device;
  (void)thresholdType;
  (void)temp;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceSetVgpuCapabilities(nvmlDevice_t device, nvmlDeviceVgpuCapability_t capability, nvmlEnableState_t state) {
  (void)device;
  (void)capability;
  (void)state;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceSetVgpuHeterogeneousMode(nvmlDevice_t device, const nvmlVgpuHeterogeneousMode_t *pHeterogeneousMode) {
  (void)device;
  (void)pHeterogeneousMode;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceSetVgpuSchedulerState(nvmlDevice_t device, nvmlVgpuSchedulerSetState_t *pSchedulerState) {
  (void)device;
  (void)pSchedulerState;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceSetVgpuSchedulerState_v2(nvmlDevice_t device, nvmlVgpuSchedulerState_v2_t *pSchedulerState) {
  (void)device;
  (void)pSchedulerState;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceSetVirtualizationMode(nvmlDevice_t device, nvmlGpuVirtualizationMode_t virtualMode) {
  (void)device;
  (void)virtualMode;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceValidateInforom(nvmlDevice_t device) {
  (void)device;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceVgpuForceGspUnload(nvmlDevice_t device) {
  (void)device;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceWorkloadPowerProfileClearRequestedProfiles(nvmlDevice_t device, nvmlWorkloadPowerProfileRequestedProfiles_t *requestedProfiles) {
  (void)device;
  (void)requestedProfiles;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceWorkloadPowerProfileGetCurrentProfiles(nvmlDevice_t device, nvmlWorkloadPowerProfileCurrentProfiles_t *currentProfiles) {
  (void)device;
  (void)currentProfiles;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceWorkloadPowerProfileGetProfilesInfo(nvmlDevice_t device, nvmlWorkloadPowerProfileProfilesInfo_t *profilesInfo) {
  (void)device;
  (void)profilesInfo;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceWorkloadPowerProfileSetRequestedProfiles(nvmlDevice_t device, nvmlWorkloadPowerProfileRequestedProfiles_t *requestedProfiles) {
  (void)device;
  (void)requestedProfiles;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlDeviceWorkloadPowerProfileUpdateProfiles_v1(nvmlDevice_t device, nvmlWorkloadPowerProfileUpdateProfiles_v1_t *updateProfiles) {
  (void)device;
  (void)updateProfiles;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) const char * nvmlErrorString(nvmlReturn_t result) {
  (void)result;
  return "Not Supported";
}

__attribute__((weak)) nvmlReturn_t nvmlEventSetCreate(nvmlEventSet_t *set) {
  (void)set;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlEventSetFree(nvmlEventSet_t set) {
  (void)set;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlEventSetWait(nvmlEventSet_t set, nvmlEventData_t *data, unsigned int timeoutms) {
  (void)set;
  (void)data;
  (void)timeoutms;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlEventSetWait_v2(nvmlEventSet_t set, nvmlEventData_t *data, unsigned int timeoutms) {
  (void)set;
  (void)data;
  (void)timeoutms;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlGetExcludedDeviceCount(unsigned int *deviceCount) {
  (void)deviceCount;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlGetExcludedDeviceInfoByIndex(unsigned int index, nvmlExcludedDeviceInfo_t *info) {
  (void)index;
  (void)info;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlGetVgpuCompatibility(nvmlVgpuMetadata_t *vgpuMetadata, nvmlVgpuPgpuMetadata_t *pgpuMetadata, nvmlVgpuPgpuCompatibility_t *compatibilityInfo) {
  (void)vgpuMetadata;
  (void)pgpuMetadata;
  (void)compatibilityInfo;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlGetVgpuDriverCapabilities(nvmlVgpuDriverCapability_t capability, unsigned int *capResult) {
  (void)capability;
  (void)capResult;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlGetVgpuVersion(nvmlVgpuVersion_t *supported, nvmlVgpuVersion_t *current) {
  (void)supported;
  (void)current;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlGpmMetricsGet(nvmlGpmMetricsGet_t *metricsGet) {
  (void)metricsGet;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlGpmMigSampleGet(nvmlDevice_t device, unsigned int gpuInstanceId, nvmlGpmSample_t gpmSample) {
  (void)device;
  (void)gpuInstanceId;
  (void)gpmSample;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlGpmQueryDeviceSupport(nvmlDevice_t device, nvmlGpmSupport_t *gpmSupport) {
  (void)device;
  (void)gpmSupport;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlGpmQueryIfStreamingEnabled(nvmlDevice_t device, unsigned int *state) {
  (void)device;
  (void)state;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlGpmSampleAlloc(nvmlGpmSample_t *gpmSample) {
  (void)gpmSample;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlGpmSampleFree(nvmlGpmSample_t gpmSample) {
  (void)gpmSample;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlGpmSampleGet(nvmlDevice_t device, nvmlGpmSample_t gpmSample) {
  (void)device;
  (void)gpmSample;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlGpmSetStreamingEnabled(nvmlDevice_t device, unsigned int state) {
  (void)device;
  (void)state;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlGpuInstanceCreateComputeInstance(nvmlGpuInstance_t gpuInstance, unsigned int profileId, nvmlComputeInstance_t *computeInstance) {
  (void)gpuInstance;
  (void)profileId;
  (void)computeInstance;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlGpuInstanceCreateComputeInstanceWithPlacement(nvmlGpuInstance_t gpuInstance, unsigned int profileId, const nvmlComputeInstancePlacement_t *placement, nvmlComputeInstance_t *computeInstance) {
  (void)gpuInstance;
  (void)profileId;
  (void)placement;
  (void)computeInstance;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlGpuInstanceDestroy(nvmlGpuInstance_t gpuInstance) {
  (void)gpuInstance;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlGpuInstanceGetActiveVgpus(nvmlGpuInstance_t gpuInstance, nvmlActiveVgpuInstanceInfo_t *pVgpuInstanceInfo) {
  (void)gpuInstance;
  (void)pVgpuInstanceInfo;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlGpuInstanceGetComputeInstanceById(nvmlGpuInstance_t gpuInstance, unsigned int id, nvmlComputeInstance_t *computeInstance) {
  (void)gpuInstance;
  (void)id;
  (void)computeInstance;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlGpuInstanceGetComputeInstancePossiblePlacements(nvmlGpuInstance_t gpuInstance, unsigned int profileId, nvmlComputeInstancePlacement_t *placements, unsigned int *count) {
  (void)gpuInstance;
  (void)profileId;
  (void)placements;
  (void)count;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlGpuInstanceGetComputeInstanceProfileInfo(nvmlGpuInstance_t gpuInstance, unsigned int profile, unsigned int engProfile, nvmlComputeInstanceProfileInfo_t *info) {
  (void)gpuInstance;
  (void)profile;
  (void)engProfile;
  (void)info;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlGpuInstanceGetComputeInstanceProfileInfoV(nvmlGpuInstance_t gpuInstance, unsigned int profile, unsigned int engProfile, nvmlComputeInstanceProfileInfo_v2_t *info) {
  (void)gpuInstance;
  (void)profile;
  (void)engProfile;
  (void)info;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlGpuInstanceGetComputeInstanceRemainingCapacity(nvmlGpuInstance_t gpuInstance, unsigned int profileId, unsigned int *count) {
  (void)gpuInstance;
  (void)profileId;
  (void)count;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlGpuInstanceGetComputeInstances(nvmlGpuInstance_t gpuInstance, unsigned int profileId, nvmlComputeInstance_t *computeInstances, unsigned int *count) {
  (void)gpuInstance;
  (void)profileId;
  (void)computeInstances;
  (void)count;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlGpuInstanceGetCreatableVgpus(nvmlGpuInstance_t gpuInstance, nvmlVgpuTypeIdInfo_t *pVgpus) {
  (void)gpuInstance;
  (void)pVgpus;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlGpuInstanceGetInfo(nvmlGpuInstance_t gpuInstance, nvmlGpuInstanceInfo_t *info) {
  (void)gpuInstance;
  (void)info;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlGpuInstanceGetVgpuHeterogeneousMode(nvmlGpuInstance_t gpuInstance, nvmlVgpuHeterogeneousMode_t *pHeterogeneousMode) {
  (void)gpuInstance;
  (void)pHeterogeneousMode;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlGpuInstanceGetVgpuSchedulerLog(nvmlGpuInstance_t gpuInstance, nvmlVgpuSchedulerLogInfo_t *pSchedulerLogInfo) {
  (void)gpuInstance;
  (void)pSchedulerLogInfo;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlGpuInstanceGetVgpuSchedulerLog_v2(nvmlGpuInstance_t gpuInstance, nvmlVgpuSchedulerLogInfo_v2_t *pSchedulerLogInfo) {
  (void)gpuInstance;
  (void)pSchedulerLogInfo;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlGpuInstanceGetVgpuSchedulerState(nvmlGpuInstance_t gpuInstance, nvmlVgpuSchedulerStateInfo_t *pSchedulerStateInfo) {
  (void)gpuInstance;
  (void)pSchedulerStateInfo;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlGpuInstanceGetVgpuSchedulerState_v2(nvmlGpuInstance_t gpuInstance, nvmlVgpuSchedulerStateInfo_v2_t *pSchedulerStateInfo) {
  (void)gpuInstance;
  (void)pSchedulerStateInfo;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlGpuInstanceGetVgpuTypeCreatablePlacements(nvmlGpuInstance_t gpuInstance, nvmlVgpuCreatablePlacementInfo_t *pCreatablePlacementInfo) {
  (void)gpuInstance;
  (void)pCreatablePlacementInfo;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlGpuInstanceSetVgpuHeterogeneousMode(nvmlGpuInstance_t gpuInstance, const nvmlVgpuHeterogeneousMode_t *pHeterogeneousMode) {
  (void)gpuInstance;
  (void)pHeterogeneousMode;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlGpuInstanceSetVgpuSchedulerState(nvmlGpuInstance_t gpuInstance, nvmlVgpuSchedulerState_t *pScheduler) {
  (void)gpuInstance;
  (void)pScheduler;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlGpuInstanceSetVgpuSchedulerState_v2(nvmlGpuInstance_t gpuInstance, nvmlVgpuSchedulerState_v2_t *pSchedulerState) {
  (void)gpuInstance;
  (void)pSchedulerState;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlInit(void) {
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlInitWithFlags(unsigned int flags) {
  (void)flags;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlInit_v2(void) {
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlSetVgpuVersion(nvmlVgpuVersion_t *vgpuVersion) {
  (void)vgpuVersion;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlShutdown(void) {
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlSystemEventSetCreate(nvmlSystemEventSetCreateRequest_t *request) {
  (void)request;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlSystemEventSetFree(nvmlSystemEventSetFreeRequest_t *request) {
  (void)request;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlSystemEventSetWait(nvmlSystemEventSetWaitRequest_t *request) {
  (void)request;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlSystemGetCPER_v1(nvmlGetCPER_v1_t *cper) {
  (void)cper;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlSystemGetConfComputeCapabilities(nvmlConfComputeSystemCaps_t *capabilities) {
  (void)capabilities;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlSystemGetConfComputeGpusReadyState(unsigned int *isAcceptingWork) {
  (void)isAcceptingWork;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlSystemGetConfComputeKeyRotationThresholdInfo(nvmlConfComputeGetKeyRotationThresholdInfo_t *pKeyRotationThrInfo) {
  (void)pKeyRotationThrInfo;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlSystemGetConfComputeSettings(nvmlSystemConfComputeSettings_t *settings) {
  (void)settings;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlSystemGetConfComputeState(nvmlConfComputeSystemState_t *state) {
  (void)state;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlSystemGetCudaDriverVersion(int *cudaDriverVersion) {
  (void)cudaDriverVersion;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlSystemGetCudaDriverVersion_v2(int *cudaDriverVersion) {
  (void)cudaDriverVersion;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlSystemGetDriverBranch(nvmlSystemDriverBranchInfo_t *branchInfo, unsigned int length) {
  (void)branchInfo;
  (void)length;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlSystemGetDriverVersion(char *version, unsigned int length) {
  (void)version;
  (void)length;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlSystemGetHicVersion(unsigned int *hwbcCount, nvmlHwbcEntry_t *hwbcEntries) {
  (void)hwbcCount;
  (void)hwbcEntries;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlSystemGetNVMLVersion(char *version, unsigned int length) {
  (void)version;
  (void)length;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlSystemGetNvlinkBwMode(unsigned int *nvlinkBwMode) {
  (void)nvlinkBwMode;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlSystemGetProcessName(unsigned int pid, char *name, unsigned int length) {
  (void)pid;
  (void)name;
  (void)length;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlSystemGetTopologyGpuSet(unsigned int cpuNumber, unsigned int *count, nvmlDevice_t *deviceArray) {
  (void)cpuNumber;
  (void)count;
  (void)deviceArray;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlSystemRegisterEvents(nvmlSystemRegisterEventRequest_t *request) {
  (void)request;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlSystemSetConfComputeGpusReadyState(unsigned int isAcceptingWork) {
  (void)isAcceptingWork;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlSystemSetConfComputeKeyRotationThresholdInfo(nvmlConfComputeSetKeyRotationThresholdInfo_t *pKeyRotationThrInfo) {
  (void)pKeyRotationThrInfo;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlSystemSetNvlinkBwMode(unsigned int nvlinkBwMode) {
  (void)nvlinkBwMode;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlUnitGetCount(unsigned int *unitCount) {
  (void)unitCount;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlUnitGetDevices(nvmlUnit_t unit, unsigned int *deviceCount, nvmlDevice_t *devices) {
  (void)unit;
  (void)deviceCount;
  (void)devices;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlUnitGetFanSpeedInfo(nvmlUnit_t unit, nvmlUnitFanSpeeds_t *fanSpeeds) {
  (void)unit;
  (void)fanSpeeds;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlUnitGetHandleByIndex(unsigned int index, nvmlUnit_t *unit) {
  (void)index;
  (void)unit;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlUnitGetLedState(nvmlUnit_t unit, nvmlLedState_t *state) {
  (void)unit;
  (void)state;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlUnitGetPsuInfo(nvmlUnit_t unit, nvmlPSUInfo_t *psu) {
  (void)unit;
  (void)psu;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlUnitGetTemperature(nvmlUnit_t unit, unsigned int type, unsigned int *temp) {
  (void)unit;
  (void)type;
  (void)temp;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlUnitGetUnitInfo(nvmlUnit_t unit, nvmlUnitInfo_t *info) {
  (void)unit;
  (void)info;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlUnitSetLedState(nvmlUnit_t unit, nvmlLedColor_t color) {
  (void)unit;
  (void)color;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlVgpuInstanceClearAccountingPids(nvmlVgpuInstance_t vgpuInstance) {
  (void)vgpuInstance;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlVgpuInstanceGetAccountingMode(nvmlVgpuInstance_t vgpuInstance, nvmlEnableState_t *mode) {
  (void)vgpuInstance;
  (void)mode;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlVgpuInstanceGetAccountingPids(nvmlVgpuInstance_t vgpuInstance, unsigned int *count, unsigned int *pids) {
  (void)vgpuInstance;
  (void)count;
  (void)pids;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlVgpuInstanceGetAccountingStats(nvmlVgpuInstance_t vgpuInstance, unsigned int pid, nvmlAccountingStats_t *stats) {
  (void)vgpuInstance;
  (void)pid;
  (void)stats;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlVgpuInstanceGetEccMode(nvmlVgpuInstance_t vgpuInstance, nvmlEnableState_t *eccMode) {
  (void)vgpuInstance;
  (void)eccMode;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlVgpuInstanceGetEncoderCapacity(nvmlVgpuInstance_t vgpuInstance, unsigned int *encoderCapacity) {
  (void)vgpuInstance;
  (void)encoderCapacity;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlVgpuInstanceGetEncoderSessions(nvmlVgpuInstance_t vgpuInstance, unsigned int *sessionCount, nvmlEncoderSessionInfo_t *sessionInfo) {
  (void)vgpuInstance;
  (void)sessionCount;
  (void)sessionInfo;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlVgpuInstanceGetEncoderStats(nvmlVgpuInstance_t vgpuInstance, unsigned int *sessionCount, unsigned int *averageFps, unsigned int *averageLatency) {
  (void)vgpuInstance;
  (void)sessionCount;
  (void)averageFps;
  (void)averageLatency;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlVgpuInstanceGetFBCSessions(nvmlVgpuInstance_t vgpuInstance, unsigned int *sessionCount, nvmlFBCSessionInfo_t *sessionInfo) {
  (void)vgpuInstance;
  (void)sessionCount;
  (void)sessionInfo;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlVgpuInstanceGetFBCStats(nvmlVgpuInstance_t vgpuInstance, nvmlFBCStats_t *fbcStats) {
  (void)vgpuInstance;
  (void)fbcStats;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlVgpuInstanceGetFbUsage(nvmlVgpuInstance_t vgpuInstance, unsigned long long *fbUsage) {
  (void)vgpuInstance;
  (void)fbUsage;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlVgpuInstanceGetFrameRateLimit(nvmlVgpuInstance_t vgpuInstance, unsigned int *frameRateLimit) {
  (void)vgpuInstance;
  (void)frameRateLimit;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlVgpuInstanceGetGpuInstanceId(nvmlVgpuInstance_t vgpuInstance, unsigned int *gpuInstanceId) {
  (void)vgpuInstance;
  (void)gpuInstanceId;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlVgpuInstanceGetGpuPciId(nvmlVgpuInstance_t vgpuInstance, char *vgpuPciId, unsigned int *length) {
  (void)vgpuInstance;
  (void)vgpuPciId;
  (void)length;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlVgpuInstanceGetLicenseInfo(nvmlVgpuInstance_t vgpuInstance, nvmlVgpuLicenseInfo_t *licenseInfo) {
  (void)vgpuInstance;
  (void)licenseInfo;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlVgpuInstanceGetLicenseInfo_v2(nvmlVgpuInstance_t vgpuInstance, nvmlVgpuLicenseInfo_t *licenseInfo) {
  (void)vgpuInstance;
  (void)licenseInfo;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlVgpuInstanceGetLicenseStatus(nvmlVgpuInstance_t vgpuInstance, unsigned int *licensed) {
  (void)vgpuInstance;
  (void)licensed;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlVgpuInstanceGetMdevUUID(nvmlVgpuInstance_t vgpuInstance, char *mdevUuid, unsigned int size) {
  (void)vgpuInstance;
  (void)mdevUuid;
  (void)size;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlVgpuInstanceGetMetadata(nvmlVgpuInstance_t vgpuInstance, nvmlVgpuMetadata_t *vgpuMetadata, unsigned int *bufferSize) {
  (void)vgpuInstance;
  (void)vgpuMetadata;
  (void)bufferSize;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlVgpuInstanceGetPlacementId(nvmlVgpuInstance_t vgpuInstance, nvmlVgpuPlacementId_t *pPlacement) {
  (void)vgpuInstance;
  (void)pPlacement;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlVgpuInstanceGetRuntimeStateSize(nvmlVgpuInstance_t vgpuInstance, nvmlVgpuRuntimeState_t *pState) {
  (void)vgpuInstance;
  (void)pState;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlVgpuInstanceGetType(nvmlVgpuInstance_t vgpuInstance, nvmlVgpuTypeId_t *vgpuTypeId) {
  (void)vgpuInstance;
  (void)vgpuTypeId;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlVgpuInstanceGetUUID(nvmlVgpuInstance_t vgpuInstance, char *uuid, unsigned int size) {
  (void)vgpuInstance;
  (void)uuid;
  (void)size;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlVgpuInstanceGetVmDriverVersion(nvmlVgpuInstance_t vgpuInstance, char *version, unsigned int length) {
  (void)vgpuInstance;
  (void)version;
  (void)length;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlVgpuInstanceGetVmID(nvmlVgpuInstance_t vgpuInstance, char *vmId, unsigned int size, nvmlVgpuVmIdType_t *vmIdType) {
  (void)vgpuInstance;
  (void)vmId;
  (void)size;
  (void)vmIdType;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlVgpuInstanceSetEncoderCapacity(nvmlVgpuInstance_t vgpuInstance, unsigned int encoderCapacity) {
  (void)vgpuInstance;
  (void)encoderCapacity;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlVgpuTypeGetBAR1Info(nvmlVgpuTypeId_t vgpuTypeId, nvmlVgpuTypeBar1Info_t *bar1Info) {
  (void)vgpuTypeId;
  (void)bar1Info;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlVgpuTypeGetCapabilities(nvmlVgpuTypeId_t vgpuTypeId, nvmlVgpuCapability_t capability, unsigned int *capResult) {
  (void)vgpuTypeId;
  (void)capability;
  (void)capResult;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlVgpuTypeGetClass(nvmlVgpuTypeId_t vgpuTypeId, char *vgpuTypeClass, unsigned int *size) {
  (void)vgpuTypeId;
  (void)vgpuTypeClass;
  (void)size;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlVgpuTypeGetDeviceID(nvmlVgpuTypeId_t vgpuTypeId, unsigned long long *deviceID, unsigned long long *subsystemID) {
  (void)vgpuTypeId;
  (void)deviceID;
  (void)subsystemID;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlVgpuTypeGetFbReservation(nvmlVgpuTypeId_t vgpuTypeId, unsigned long long *fbReservation) {
  (void)vgpuTypeId;
  (void)fbReservation;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlVgpuTypeGetFrameRateLimit(nvmlVgpuTypeId_t vgpuTypeId, unsigned int *frameRateLimit) {
  (void)vgpuTypeId;
  (void)frameRateLimit;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlVgpuTypeGetFramebufferSize(nvmlVgpuTypeId_t vgpuTypeId, unsigned long long *fbSize) {
  (void)vgpuTypeId;
  (void)fbSize;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlVgpuTypeGetGpuInstanceProfileId(nvmlVgpuTypeId_t vgpuTypeId, unsigned int *gpuInstanceProfileId) {
  (void)vgpuTypeId;
  (void)gpuInstanceProfileId;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlVgpuTypeGetGspHeapSize(nvmlVgpuTypeId_t vgpuTypeId, unsigned long long *gspHeapSize) {
  (void)vgpuTypeId;
  (void)gspHeapSize;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlVgpuTypeGetLicense(nvmlVgpuTypeId_t vgpuTypeId, char *vgpuTypeLicenseString, unsigned int size) {
  (void)vgpuTypeId;
  (void)vgpuTypeLicenseString;
  (void)size;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlVgpuTypeGetMaxInstances(nvmlDevice_t device, nvmlVgpuTypeId_t vgpuTypeId, unsigned int *vgpuInstanceCount) {
  (void)device;
  (void)vgpuTypeId;
  (void)vgpuInstanceCount;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlVgpuTypeGetMaxInstancesPerGpuInstance(nvmlVgpuTypeMaxInstance_t *pMaxInstance) {
  (void)pMaxInstance;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlVgpuTypeGetMaxInstancesPerVm(nvmlVgpuTypeId_t vgpuTypeId, unsigned int *vgpuInstanceCountPerVm) {
  (void)vgpuTypeId;
  (void)vgpuInstanceCountPerVm;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlVgpuTypeGetName(nvmlVgpuTypeId_t vgpuTypeId, char *vgpuTypeName, unsigned int *size) {
  (void)vgpuTypeId;
  (void)vgpuTypeName;
  (void)size;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlVgpuTypeGetNumDisplayHeads(nvmlVgpuTypeId_t vgpuTypeId, unsigned int *numDisplayHeads) {
  (void)vgpuTypeId;
  (void)numDisplayHeads;
  return NVML_ERROR_NOT_SUPPORTED;
}

__attribute__((weak)) nvmlReturn_t nvmlVgpuTypeGetResolution(nvmlVgpuTypeId_t vgpuTypeId, unsigned int displayIndex, unsigned int *xdim, unsigned int *ydim) {
  (void)vgpuTypeId;
  (void)displayIndex;
  (void)xdim;
  (void)ydim;
  return NVML_ERROR_NOT_SUPPORTED;
}

