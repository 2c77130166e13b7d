// Error correction, retired pages, remapped rows: memory here never errs, so that all counts are zero.
#include <string.h>

#include "nvml.h"

bool sg_nvml_has_ecc(uint32_t device) {
  return strstr(sg_nvml_description(device)->name, "GeForce") == NULL;
}

// Rows are remapped from Ampere on; before, pages are retired.
static bool remaps_rows(uint32_t device) {
  return sg_nvml_has_ecc(device) && sg_nvml_description(device)->architecture >= NVML_DEVICE_ARCH_AMPERE;
}

static bool retires_pages(uint32_t device) {
  return sg_nvml_has_ecc(device) && !remaps_rows(device);
}

nvmlReturn_t nvmlDeviceGetEccMode(nvmlDevice_t device, nvmlEnableState_t *current, nvmlEnableState_t *pending) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(current);
  SG_NVML_OUTPUT(pending);
  if (!sg_nvml_has_ecc(index))
    return NVML_ERROR_NOT_SUPPORTED;
  *current = *pending = NVML_FEATURE_ENABLED;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetDefaultEccMode(nvmlDevice_t device, nvmlEnableState_t *defaultMode) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(defaultMode);
  if (!sg_nvml_has_ecc(index))
    return NVML_ERROR_NOT_SUPPORTED;
  *defaultMode = NVML_FEATURE_ENABLED;
  return NVML_SUCCESS;
}

static nvmlReturn_t no_errors(uint32_t device, nvmlMemoryErrorType_t error, nvmlEccCounterType_t counter,
                              unsigned long long *count) {
  if (count == NULL || (unsigned int)error >= NVML_MEMORY_ERROR_TYPE_COUNT ||
      (unsigned int)counter >= NVML_ECC_COUNTER_TYPE_COUNT)
    return NVML_ERROR_INVALID_ARGUMENT;
  if (!sg_nvml_has_ecc(device))
    return NVML_ERROR_NOT_SUPPORTED;
  *count = 0;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetTotalEccErrors(nvmlDevice_t device, nvmlMemoryErrorType_t errorType, nvmlEccCounterType_t counterType,
                                         unsigned long long *eccCounts) {
  SG_NVML_CARD(device, index);
  return no_errors(index, errorType, counterType, eccCounts);
}

nvmlReturn_t nvmlDeviceGetMemoryErrorCounter(nvmlDevice_t device, nvmlMemoryErrorType_t errorType,
                                             nvmlEccCounterType_t counterType, nvmlMemoryLocation_t locationType,
                                             unsigned long long *count) {
  SG_NVML_CARD(device, index);
  if ((unsigned int)locationType >= NVML_MEMORY_LOCATION_COUNT)
    return NVML_ERROR_INVALID_ARGUMENT;
  return no_errors(index, errorType, counterType, count);
}

nvmlReturn_t nvmlDeviceGetDetailedEccErrors(nvmlDevice_t device, nvmlMemoryErrorType_t errorType,
                                            nvmlEccCounterType_t counterType, nvmlEccErrorCounts_t *eccCounts) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(eccCounts);
  unsigned long long count;
  SG_NVML_TRY(no_errors(index, errorType, counterType, &count));
  *eccCounts = (nvmlEccErrorCounts_t){0};
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceClearEccErrorCounts(nvmlDevice_t device, nvmlEccCounterType_t counterType) {
  SG_NVML_CARD(device, index);
  unsigned long long count;
  return no_errors(index, NVML_MEMORY_ERROR_TYPE_CORRECTED, counterType, &count);
}

static nvmlReturn_t no_pages(uint32_t device, nvmlPageRetirementCause_t cause, unsigned int *count) {
  if (count == NULL || (unsigned int)cause >= NVML_PAGE_RETIREMENT_CAUSE_COUNT)
    return NVML_ERROR_INVALID_ARGUMENT;
  if (!retires_pages(device))
    return NVML_ERROR_NOT_SUPPORTED;
  *count = 0;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetRetiredPages(nvmlDevice_t device, nvmlPageRetirementCause_t cause, unsigned int *pageCount,
                                       unsigned long long *addresses) {
  SG_NVML_CARD(device, index);
  (void)addresses;
  return no_pages(index, cause, pageCount);
}

nvmlReturn_t nvmlDeviceGetRetiredPages_v2(nvmlDevice_t device, nvmlPageRetirementCause_t cause, unsigned int *pageCount,
                                          unsigned long long *addresses, unsigned long long *timestamps) {
  SG_NVML_CARD(device, index);
  (void)addresses, (void)timestamps;
  return no_pages(index, cause, pageCount);
}

nvmlReturn_t nvmlDeviceGetRetiredPagesPendingStatus(nvmlDevice_t device, nvmlEnableState_t *isPending) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(isPending);
  if (!retires_pages(index))
    return NVML_ERROR_NOT_SUPPORTED;
  *isPending = NVML_FEATURE_DISABLED;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetRemappedRows(nvmlDevice_t device, unsigned int *corrRows, unsigned int *uncRows,
                                       unsigned int *isPending, unsigned int *failureOccurred) {
  SG_NVML_CARD(device, index);
  if (corrRows == NULL || uncRows == NULL || isPending == NULL || failureOccurred == NULL)
    return NVML_ERROR_INVALID_ARGUMENT;
  if (!remaps_rows(index))
    return NVML_ERROR_NOT_SUPPORTED;
  *corrRows = *uncRows = *isPending = *failureOccurred = 0;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlDeviceGetRowRemapperHistogram(nvmlDevice_t device, nvmlRowRemapperHistogramValues_t *values) {
  SG_NVML_CARD(device, index);
  SG_NVML_OUTPUT(values);
  if (!remaps_rows(index))
    return NVML_ERROR_NOT_SUPPORTED;
  // Banks by how many spare rows they have left: all of them.
  *values = (nvmlRowRemapperHistogramValues_t){.max = 640};
  return NVML_SUCCESS;
}
