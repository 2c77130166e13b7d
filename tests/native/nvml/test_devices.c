// Finding devices, and what they are called.
#include "card.h"
#include "check.h"

static void test_handles(void) {
  unsigned int count, index;
  nvmlDevice_t device;
  nvmlDeviceGetCount_v2(&count);
  CHECK_NUMBER("three are counted", count, 3);
  CHECK_NUMBER("a fourth is none", nvmlDeviceGetHandleByIndex_v2(3, &device), NVML_ERROR_INVALID_ARGUMENT);
  CHECK_NUMBER("nowhere to put it", nvmlDeviceGetHandleByIndex_v2(0, NULL), NVML_ERROR_INVALID_ARGUMENT);
  char uuid[96], serial[30];
  for (unsigned int i = 0; i < 3; i++) {
    nvmlPciInfo_t pci;
    nvmlDeviceGetUUID(card(i), uuid, sizeof(uuid));
    nvmlDeviceGetSerial(card(i), serial, sizeof(serial));
    nvmlDeviceGetPciInfo_v3(card(i), &pci);
    CHECK("by UUID", nvmlDeviceGetHandleByUUID(uuid, &device) == NVML_SUCCESS && device == card(i), "another");
    CHECK("by serial number", nvmlDeviceGetHandleBySerial(serial, &device) == NVML_SUCCESS && device == card(i), "another");
    CHECK("by PCI address", nvmlDeviceGetHandleByPciBusId_v2(pci.busId, &device) == NVML_SUCCESS && device == card(i), "another");
    CHECK("in its short form", nvmlDeviceGetHandleByPciBusId_v2(pci.busIdLegacy, &device) == NVML_SUCCESS && device == card(i),
          "another");
    CHECK("it knows its number", nvmlDeviceGetIndex(card(i), &index) == NVML_SUCCESS && index == i, "%u", index);
    CHECK("and its minor number", nvmlDeviceGetMinorNumber(card(i), &index) == NVML_SUCCESS && index == i, "%u", index);
  }
  nvmlUUID_t versioned = {.version = nvmlUUID_v1, .type = NVML_UUID_TYPE_ASCII};
  memcpy(versioned.value.str, uuid, strlen(uuid) + 1);
  CHECK("by a UUID with its version", nvmlDeviceGetHandleByUUIDV(&versioned, &device) == NVML_SUCCESS && device == card(2),
        "another");
  versioned.version = 0;
  CHECK_NUMBER("not with another", nvmlDeviceGetHandleByUUIDV(&versioned, &device), NVML_ERROR_ARGUMENT_VERSION_MISMATCH);
  CHECK_NUMBER("an unknown UUID", nvmlDeviceGetHandleByUUID("GPU-00000000-0000-0000-0000-000000000000", &device),
               NVML_ERROR_NOT_FOUND);
  CHECK_NUMBER("what is none", nvmlDeviceGetHandleByUUID("0", &device), NVML_ERROR_INVALID_ARGUMENT);
  CHECK_NUMBER("an address where nothing is", nvmlDeviceGetHandleByPciBusId_v2("0000:ff:00.0", &device), NVML_ERROR_NOT_FOUND);
  CHECK_NUMBER("what is none either", nvmlDeviceGetHandleByPciBusId_v2("here", &device), NVML_ERROR_INVALID_ARGUMENT);
  CHECK_NUMBER("a pointer that is no handle", nvmlDeviceGetIndex((nvmlDevice_t)&count, &index), NVML_ERROR_INVALID_ARGUMENT);
  CHECK_NUMBER("nor NULL", nvmlDeviceGetIndex(NULL, &index), NVML_ERROR_INVALID_ARGUMENT);
}

static void test_pci(void) {
  nvmlPciInfo_t pci, older;
  memset(&older, 0x55, sizeof(older));
  nvmlDeviceGetPciInfo_v3(card(0), &pci);
  CHECK("the address as text",
        strlen(pci.busId) == 16 && strlen(pci.busIdLegacy) == 12 && strcmp(pci.busId + 4, pci.busIdLegacy) == 0, "%s %s",
        pci.busId, pci.busIdLegacy);
  nvmlDeviceGetPciInfo(card(0), &older);
  CHECK_NUMBER("the first version ends before what it doesn't have", older.pciSubSystemId, 0x55555555);
  CHECK_NUMBER("and has the rest", older.pciDeviceId, pci.pciDeviceId);
  nvmlDeviceGetPciInfo_v2(card(0), &older);
  CHECK_NUMBER("the second has more", older.pciSubSystemId, pci.pciSubSystemId);
  CHECK_NUMBER("but no long address", older.busId[0], 0x55);
}

static void test_names(void) {
  char text[96];
  nvmlBrandType_t brand;
  nvmlDeviceArchitecture_t architecture;
  int major, minor;
  nvmlDeviceGetName(card(0), text, sizeof(text));
  CHECK_TEXT("a name", text, "NVIDIA A100-SXM4-40GB");
  CHECK_NUMBER("too little room for it", nvmlDeviceGetName(card(0), text, 10), NVML_ERROR_INSUFFICIENT_SIZE);
  nvmlDeviceGetBrand(card(0), &brand);
  CHECK_NUMBER("an A100 is NVIDIA's", brand, NVML_BRAND_NVIDIA);
  nvmlDeviceGetBrand(card(1), &brand);
  CHECK_NUMBER("a T4 a Tesla", brand, NVML_BRAND_TESLA);
  nvmlDeviceGetBrand(card(2), &brand);
  CHECK_NUMBER("a 4090 a GeForce RTX", brand, NVML_BRAND_GEFORCE_RTX);
  nvmlDeviceGetArchitecture(card(1), &architecture);
  CHECK_NUMBER("a T4 is Turing", architecture, NVML_DEVICE_ARCH_TURING);
  nvmlDeviceGetCudaComputeCapability(card(2), &major, &minor);
  CHECK_NUMBER("a 4090 computes at 8.9", major * 10 + minor, 89);
}

// What a card hasn't is not supported, rather than zero.
static void test_differences(void) {
  unsigned int value, more[3];
  nvmlEnableState_t state, pending;
  CHECK_NUMBER("an A100 has no fan", nvmlDeviceGetFanSpeed(card(0), &value), NVML_ERROR_NOT_SUPPORTED);
  CHECK_NUMBER("a 4090 has", nvmlDeviceGetFanSpeed(card(2), &value), NVML_SUCCESS);
  CHECK_NUMBER("which has no error correction", nvmlDeviceGetEccMode(card(2), &state, &pending), NVML_ERROR_NOT_SUPPORTED);
  CHECK_NUMBER("an A100 remaps rows", nvmlDeviceGetRemappedRows(card(0), &value, &more[0], &more[1], &more[2]), NVML_SUCCESS);
  CHECK_NUMBER("and retires no pages",
               nvmlDeviceGetRetiredPages(card(0), NVML_PAGE_RETIREMENT_CAUSE_DOUBLE_BIT_ECC_ERROR, &value, NULL),
               NVML_ERROR_NOT_SUPPORTED);
  CHECK_NUMBER("a T4 does", nvmlDeviceGetRetiredPages(card(1), NVML_PAGE_RETIREMENT_CAUSE_DOUBLE_BIT_ECC_ERROR, &value, NULL),
               NVML_SUCCESS);
  CHECK_NUMBER("a T4 can't be split", nvmlDeviceGetMigMode(card(1), &value, &more[0]), NVML_ERROR_NOT_SUPPORTED);
  CHECK_NUMBER("nor is its 3D sensor read", nvmlDeviceGetTemperature(card(1), (nvmlTemperatureSensors_t)7, &value),
               NVML_ERROR_INVALID_ARGUMENT);
}

static void test_idle(void) {
  unsigned int watts, degrees, mhz, most;
  nvmlPstates_t state;
  nvmlDeviceGetPowerUsage(card(0), &watts);
  CHECK("an idle A100 draws tens of watts", watts > 20000 && watts < 100000, "%u mW", watts);
  nvmlDeviceGetTemperature(card(0), NVML_TEMPERATURE_GPU, &degrees);
  CHECK("and is cool", degrees > 20 && degrees < 50, "%u", degrees);
  nvmlDeviceGetClockInfo(card(0), NVML_CLOCK_SM, &mhz);
  nvmlDeviceGetMaxClockInfo(card(0), NVML_CLOCK_SM, &most);
  CHECK("slower than it can", mhz < most && most == 1410, "%u of %u", mhz, most);
  nvmlDeviceGetPerformanceState(card(0), &state);
  CHECK("and not in its first state", state != NVML_PSTATE_0, "it is");
  nvmlFieldValue_t fields[3] = {
      {.fieldId = NVML_FI_DEV_POWER_INSTANT}, {.fieldId = NVML_FI_DEV_ECC_DBE_VOL_TOTAL}, {.fieldId = 9999}};
  CHECK_NUMBER("fields are read together", nvmlDeviceGetFieldValues(card(0), 3, fields), NVML_SUCCESS);
  CHECK("each with a result of its own",
        fields[0].nvmlReturn == NVML_SUCCESS && fields[1].nvmlReturn == NVML_SUCCESS &&
            fields[2].nvmlReturn == NVML_ERROR_NOT_SUPPORTED,
        "%d %d %d", fields[0].nvmlReturn, fields[1].nvmlReturn, fields[2].nvmlReturn);
  CHECK_NUMBER("and the same value as alone", fields[0].value.uiVal, watts);
}

int main(void) {
  struct node node = card_node("A100-40GB,T4,RTX-4090");
  nvmlInit_v2();
  test_handles();
  test_pci();
  test_names();
  test_differences();
  test_idle();
  node_remove(&node);
  return CHECKS_END();
}
