// Where cards stand to each other.
#include "card.h"
#include "check.h"

static nvmlGpuTopologyLevel_t level(unsigned int a, unsigned int b) {
  nvmlGpuTopologyLevel_t found = (nvmlGpuTopologyLevel_t)-1;
  nvmlDeviceGetTopologyCommonAncestor(card(a), card(b), &found);
  return found;
}

static void test_levels(void) {
  struct node node = card_node_described(
      "devices:\n"
      "  - model: A100-40GB\n    numa: 0\n    pci: \"0000:10:00.0\"\n"
      "  - model: A100-40GB\n    numa: 0\n    pci: \"0000:11:00.0\"\n"
      "  - model: A100-40GB\n    numa: 0\n    pci: \"0000:18:00.0\"\n"
      "  - model: A100-40GB\n    numa: 0\n    pci: \"0000:40:00.0\"\n"
      "  - model: A100-40GB\n    numa: 1\n    pci: \"0000:80:00.0\"\n");
  nvmlInit_v2();
  CHECK_NUMBER("itself", level(0, 0), NVML_TOPOLOGY_INTERNAL);
  CHECK_NUMBER("one switch", level(0, 1), NVML_TOPOLOGY_SINGLE);
  CHECK_NUMBER("one host bridge", level(0, 2), NVML_TOPOLOGY_HOSTBRIDGE);
  CHECK_NUMBER("one NUMA node", level(0, 3), NVML_TOPOLOGY_NODE);
  CHECK_NUMBER("two", level(0, 4), NVML_TOPOLOGY_SYSTEM);
  CHECK_NUMBER("the other way round", level(4, 0), NVML_TOPOLOGY_SYSTEM);
  nvmlDevice_t near[5];
  unsigned int count = 5;
  nvmlDeviceGetTopologyNearestGpus(card(0), NVML_TOPOLOGY_SINGLE, &count, near);
  CHECK("its switch has one more", count == 1 && near[0] == card(1), "%u", count);
  count = 0;
  nvmlDeviceGetTopologyNearestGpus(card(0), NVML_TOPOLOGY_NODE, &count, NULL);
  CHECK_NUMBER("its node one that is nearer by nothing else", count, 1);
  nvmlGpuP2PStatus_t status;
  nvmlDeviceGetP2PStatus(card(0), card(3), NVML_P2P_CAPS_INDEX_READ, &status);
  CHECK_NUMBER("within a node cards read each other", status, NVML_P2P_STATUS_OK);
  nvmlDeviceGetP2PStatus(card(0), card(4), NVML_P2P_CAPS_INDEX_READ, &status);
  CHECK_NUMBER("across nodes they don't", status, NVML_P2P_STATUS_CHIPSET_NOT_SUPPORTED);
  nvmlEnableState_t active;
  CHECK("links that lead nowhere are off",
        nvmlDeviceGetNvLinkState(card(0), 0, &active) == NVML_SUCCESS && active == NVML_FEATURE_DISABLED, "on");
  nvmlShutdown();
  node_remove(&node);
}

// Links of card 0 that lead to a card, by its PCI address.
static unsigned int links_to(unsigned int to) {
  nvmlPciInfo_t pci, there;
  nvmlDeviceGetPciInfo_v3(card(to), &pci);
  unsigned int count = 0;
  for (unsigned int link = 0; link < NVML_NVLINK_MAX_LINKS; link++) {
    nvmlEnableState_t active;
    if (nvmlDeviceGetNvLinkState(card(0), link, &active) == NVML_SUCCESS && active == NVML_FEATURE_ENABLED &&
        nvmlDeviceGetNvLinkRemotePciInfo_v2(card(0), link, &there) == NVML_SUCCESS)
      count += strcmp(there.busId, pci.busId) == 0;
  }
  return count;
}

static void test_links(void) {
  struct node node = card_node_described(
      "devices:\n"
      "  - model: A100-40GB\n    nvlinks: [0, 4, 8]\n"
      "  - model: A100-40GB\n    nvlinks: [4, 0, 0]\n"
      "  - model: A100-40GB\n    nvlinks: [8, 0, 0]\n");
  nvmlInit_v2();
  CHECK_NUMBER("four links", links_to(1), 4);
  CHECK_NUMBER("eight", links_to(2), 8);
  nvmlIntNvLinkDeviceType_t type;
  nvmlDeviceGetNvLinkRemoteDeviceType(card(0), 0, &type);
  CHECK_NUMBER("to a card", type, NVML_NVLINK_DEVICE_TYPE_GPU);
  nvmlEnableState_t active;
  CHECK_NUMBER("an A100 has twelve", nvmlDeviceGetNvLinkState(card(0), 12, &active), NVML_ERROR_NOT_SUPPORTED);
  CHECK_NUMBER("none has a hundred", nvmlDeviceGetNvLinkState(card(0), 100, &active), NVML_ERROR_INVALID_ARGUMENT);
  nvmlGpuP2PStatus_t status;
  nvmlDeviceGetP2PStatus(card(0), card(1), NVML_P2P_CAPS_INDEX_NVLINK, &status);
  CHECK_NUMBER("linked", status, NVML_P2P_STATUS_OK);
  nvmlDeviceGetP2PStatus(card(1), card(2), NVML_P2P_CAPS_INDEX_NVLINK, &status);
  CHECK_NUMBER("not linked", status, NVML_P2P_STATUS_NOT_SUPPORTED);
  nvmlShutdown();
  node_remove(&node);
}

static void test_switch(void) {
  struct node node = card_node_described("devices:\n  - model: H100\n    count: 8\n    nvlinks: 18\n");
  nvmlInit_v2();
  unsigned int switched = 0;
  nvmlIntNvLinkDeviceType_t type;
  for (unsigned int link = 0; link < 18; link++)
    if (nvmlDeviceGetNvLinkRemoteDeviceType(card(3), link, &type) == NVML_SUCCESS)
      switched += type == NVML_NVLINK_DEVICE_TYPE_SWITCH;
  CHECK_NUMBER("eighteen links to each of seven others go through switches", switched, 18);
  CHECK_NUMBER("and lead to no card by themselves", links_to(1), 0);
  nvmlShutdown();
  node_remove(&node);
}

int main(void) {
  test_levels();
  test_links();
  test_switch();
  return CHECKS_END();
}
