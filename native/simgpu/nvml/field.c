// Values by field number, many in one call.
#include <time.h>

#include "../topology/topology.h"
#include "nvml.h"

static void give_uint(nvmlFieldValue_t *out, unsigned int value) {
  out->valueType = NVML_VALUE_TYPE_UNSIGNED_INT;
  out->value.uiVal = value;
}

static void give_long(nvmlFieldValue_t *out, unsigned long long value) {
  out->valueType = NVML_VALUE_TYPE_UNSIGNED_LONG_LONG;
  out->value.ullVal = value;
}

static bool within(unsigned int id, unsigned int first, unsigned int last) {
  return id >= first && id <= last;
}

// Errors counted on memory: none, on cards that count them.
static bool is_ecc_counter(unsigned int id) {
  return within(id, NVML_FI_DEV_ECC_SBE_VOL_TOTAL, NVML_FI_DEV_ECC_DBE_AGG_CBU);
}

// Errors and bytes counted on links: none, on cards that have links.
static bool is_nvlink_counter(unsigned int id) {
  return within(id, NVML_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L0, NVML_FI_DEV_NVLINK_BANDWIDTH_C1_TOTAL) ||
         within(id, NVML_FI_DEV_NVLINK_CRC_FLIT_ERROR_COUNT_L6, NVML_FI_DEV_NVLINK_BANDWIDTH_C1_L11) ||
         within(id, NVML_FI_DEV_NVLINK_THROUGHPUT_DATA_TX, NVML_FI_DEV_NVLINK_THROUGHPUT_RAW_RX) ||
         within(id, NVML_FI_DEV_NVLINK_ECC_DATA_ERROR_COUNT_L0, NVML_FI_DEV_NVLINK_ERROR_DL_CRC);
}

static nvmlReturn_t remapped_rows(uint32_t device, nvmlFieldValue_t *out) {
  unsigned int rows[4];
  SG_NVML_TRY(nvmlDeviceGetRemappedRows(sg_nvml_card_handle(device), &rows[0], &rows[1], &rows[2], &rows[3]));
  give_uint(out, rows[out->fieldId - NVML_FI_DEV_REMAPPED_COR]);
  return NVML_SUCCESS;
}

static nvmlReturn_t retired_pages(uint32_t device, nvmlFieldValue_t *out) {
  nvmlEnableState_t pending;
  SG_NVML_TRY(nvmlDeviceGetRetiredPagesPendingStatus(sg_nvml_card_handle(device), &pending));
  give_uint(out, 0);
  return NVML_SUCCESS;
}

static nvmlReturn_t link_value(uint32_t device, nvmlFieldValue_t *out) {
  const struct sg_device_description *it = sg_nvml_description(device);
  if (sg_nvlink_count(it) == 0)
    return NVML_ERROR_NOT_SUPPORTED;
  uint32_t peer, links = 0, switched = 0;
  for (uint32_t i = 0; i < sg_nvlink_count(it); i++) {
    enum sg_nvlink_end end = sg_nvlink_at(&sg_nvml.state->description, device, i, &peer);
    links += end != SG_NVLINK_NONE;
    switched += end == SG_NVLINK_SWITCH;
  }
  switch (out->fieldId) {
    case NVML_FI_DEV_NVLINK_LINK_COUNT: give_uint(out, sg_nvlink_count(it)); return NVML_SUCCESS;
    case NVML_FI_DEV_NVSWITCH_CONNECTED_LINK_COUNT: give_uint(out, switched); return NVML_SUCCESS;
    case NVML_FI_DEV_NVLINK_SPEED_MBPS_COMMON: give_uint(out, links == 0 ? 0 : 25781); return NVML_SUCCESS;
    case NVML_FI_DEV_NVLINK_GET_STATE:
      give_uint(out, sg_nvlink_at(&sg_nvml.state->description, device, out->scopeId, &peer) != SG_NVLINK_NONE);
      return NVML_SUCCESS;
    case NVML_FI_DEV_NVLINK_GET_VERSION: give_uint(out, it->nvlink_version); return NVML_SUCCESS;
    default: give_long(out, 0); return NVML_SUCCESS;
  }
}

static nvmlReturn_t value_of(uint32_t device, nvmlFieldValue_t *out) {
  const struct sg_device_description *it = sg_nvml_description(device);
  unsigned int id = out->fieldId;
  if (is_ecc_counter(id)) {
    give_long(out, 0);
    return sg_nvml_has_ecc(device) ? NVML_SUCCESS : NVML_ERROR_NOT_SUPPORTED;
  }
  if (is_nvlink_counter(id))
    return link_value(device, out);
  switch (id) {
    case NVML_FI_DEV_ECC_CURRENT:
    case NVML_FI_DEV_ECC_PENDING: give_uint(out, 1); return sg_nvml_has_ecc(device) ? NVML_SUCCESS : NVML_ERROR_NOT_SUPPORTED;
    case NVML_FI_DEV_RETIRED_SBE:
    case NVML_FI_DEV_RETIRED_DBE:
    case NVML_FI_DEV_RETIRED_PENDING:
    case NVML_FI_DEV_RETIRED_PENDING_SBE:
    case NVML_FI_DEV_RETIRED_PENDING_DBE: return retired_pages(device, out);
    case NVML_FI_DEV_REMAPPED_COR:
    case NVML_FI_DEV_REMAPPED_UNC:
    case NVML_FI_DEV_REMAPPED_PENDING:
    case NVML_FI_DEV_REMAPPED_FAILURE: return remapped_rows(device, out);
    case NVML_FI_DEV_NVLINK_LINK_COUNT:
    case NVML_FI_DEV_NVSWITCH_CONNECTED_LINK_COUNT:
    case NVML_FI_DEV_NVLINK_SPEED_MBPS_COMMON:
    case NVML_FI_DEV_NVLINK_GET_STATE:
    case NVML_FI_DEV_NVLINK_GET_VERSION: return link_value(device, out);
    case NVML_FI_DEV_PERF_POLICY_POWER:
    case NVML_FI_DEV_PERF_POLICY_THERMAL:
    case NVML_FI_DEV_PERF_POLICY_SYNC_BOOST:
    case NVML_FI_DEV_PERF_POLICY_BOARD_LIMIT:
    case NVML_FI_DEV_PERF_POLICY_LOW_UTILIZATION:
    case NVML_FI_DEV_PERF_POLICY_RELIABILITY:
    case NVML_FI_DEV_PERF_POLICY_TOTAL_APP_CLOCKS:
    case NVML_FI_DEV_PERF_POLICY_TOTAL_BASE_CLOCKS: give_long(out, 0); return NVML_SUCCESS;
    case NVML_FI_DEV_PCIE_REPLAY_COUNTER:
    case NVML_FI_DEV_PCIE_REPLAY_ROLLOVER_COUNTER: give_uint(out, 0); return NVML_SUCCESS;
    case NVML_FI_DEV_MEMORY_TEMP:
      if (it->bus_width_bits <= 1024)
        return NVML_ERROR_NOT_SUPPORTED;
      give_uint(out, sg_nvml_temperature_c(device) + 4);
      return NVML_SUCCESS;
    case NVML_FI_DEV_TOTAL_ENERGY_CONSUMPTION:
    case NVML_FI_DEV_ENERGY: give_long(out, sg_nvml_energy_mj(device)); return NVML_SUCCESS;
    case NVML_FI_DEV_POWER_AVERAGE:
    case NVML_FI_DEV_POWER_INSTANT: give_uint(out, sg_nvml_power_mw(device)); return NVML_SUCCESS;
    case NVML_FI_DEV_POWER_MIN_LIMIT: give_uint(out, it->power_limit_w * 500); return NVML_SUCCESS;
    case NVML_FI_DEV_POWER_MAX_LIMIT:
    case NVML_FI_DEV_POWER_DEFAULT_LIMIT:
    case NVML_FI_DEV_POWER_CURRENT_LIMIT:
    case NVML_FI_DEV_POWER_REQUESTED_LIMIT: give_uint(out, it->power_limit_w * 1000); return NVML_SUCCESS;
    case NVML_FI_DEV_IS_RESETLESS_MIG_SUPPORTED:
      give_uint(out, it->mig_capable && it->architecture >= NVML_DEVICE_ARCH_HOPPER);
      return NVML_SUCCESS;
    default: return NVML_ERROR_NOT_SUPPORTED;
  }
}

nvmlReturn_t nvmlDeviceGetFieldValues(nvmlDevice_t device, int valuesCount, nvmlFieldValue_t *values) {
  SG_NVML_CARD(device, index);
  if (values == NULL || valuesCount <= 0)
    return NVML_ERROR_INVALID_ARGUMENT;
  for (int i = 0; i < valuesCount; i++) {
    struct timespec before, after;
    clock_gettime(CLOCK_REALTIME, &before);
    values[i].value.ullVal = 0;
    values[i].nvmlReturn = value_of(index, &values[i]);
    clock_gettime(CLOCK_REALTIME, &after);
    values[i].timestamp = (long long)after.tv_sec * 1000000 + after.tv_nsec / 1000;
    values[i].latencyUsec = (after.tv_sec - before.tv_sec) * 1000000 + (after.tv_nsec - before.tv_nsec) / 1000;
  }
  return NVML_SUCCESS;
}
