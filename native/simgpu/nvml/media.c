// Encoding, frame capture and performance monitoring, which nobody does here.
#include "nvml.h"

nvmlReturn_t nvmlDeviceGetEncoderCapacity(nvmlDevice_t device, nvmlEncoderType_t encoderQueryType,
                                          unsigned int *encoderCapacity) {
  SG_NVML_CARD(device, index);
  if (encoderCapacity == NULL || (unsigned int)encoderQueryType > NVML_ENCODER_QUERY_HEVC)
    return NVML_ERROR_INVALID_ARGUMENT;
  *encoderCapacity = 100;      // percent that are left
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetEncoderStats(nvmlDevice_t device, unsigned int *sessionCount, unsigned int *averageFps,
                                       unsigned int *averageLatency) {
  SG_NVML_CARD(device, index);
  if (sessionCount == NULL || averageFps == NULL || averageLatency == NULL)
    return NVML_ERROR_INVALID_ARGUMENT;
  *sessionCount = *averageFps = *averageLatency = 0;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetEncoderSessions(nvmlDevice_t device, unsigned int *sessionCount,
                                          nvmlEncoderSessionInfo_t *sessionInfos) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(sessionCount);
  (void)sessionInfos;
  *sessionCount = 0;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetFBCStats(nvmlDevice_t device, nvmlFBCStats_t *fbcStats) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(fbcStats);
  *fbcStats = (nvmlFBCStats_t){0};
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetFBCSessions(nvmlDevice_t device, unsigned int *sessionCount, nvmlFBCSessionInfo_t *sessionInfo) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(sessionCount);
  (void)sessionInfo;
  *sessionCount = 0;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlGpmQueryDeviceSupport(nvmlDevice_t device, nvmlGpmSupport_t *gpmSupport) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(gpmSupport);
  gpmSupport->isSupportedDevice = 0;
  return NVML_SUCCESS;
}
