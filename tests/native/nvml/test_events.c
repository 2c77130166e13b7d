// Waiting for what goes wrong.
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "card.h"
#include "check.h"
#include "simgpu/failure/failure.h"

static nvmlReturn_t next(nvmlEventSet_t set, nvmlEventData_t *data) {
  return nvmlEventSetWait_v2(set, data, 0);
}

static void inject(struct node *node, int device, int xid) {
  struct sg_failure failure = {.kind = SG_FAILURE_XID, .device = device, .code = xid};
  sg_failure_inject(node->state, &failure);
}

static void test_sets(struct node *node) {
  nvmlEventSet_t set, other;
  nvmlEventData_t data;
  unsigned long long types;
  CHECK("what there is to wait for",
        nvmlDeviceGetSupportedEventTypes(card(0), &types) == NVML_SUCCESS && (types & nvmlEventTypeXidCriticalError) != 0 &&
            (types & nvmlEventTypeDoubleBitEccError) != 0,
        "%llx", types);
  nvmlEventSetCreate(&set);
  nvmlEventSetCreate(&other);
  CHECK_NUMBER("nothing happened", next(set, &data), NVML_ERROR_TIMEOUT);
  inject(node, 0, 48);
  CHECK_NUMBER("before one asked", nvmlDeviceRegisterEvents(card(0), nvmlEventTypeXidCriticalError, set), NVML_SUCCESS);
  CHECK_NUMBER("it doesn't count", next(set, &data), NVML_ERROR_TIMEOUT);
  inject(node, 1, 48);
  CHECK_NUMBER("nor another card", next(set, &data), NVML_ERROR_TIMEOUT);
  inject(node, 0, 62);
  nvmlDeviceRegisterEvents(card(0), nvmlEventTypeDoubleBitEccError, set);
  CHECK_NUMBER("this does", next(set, &data), NVML_SUCCESS);
  CHECK("with card, kind, number, and no instance",
        data.device == card(0) && data.eventType == nvmlEventTypeXidCriticalError && data.eventData == 62 &&
            data.gpuInstanceId == UINT32_MAX,
        "%llu", data.eventData);
  CHECK_NUMBER("once", next(set, &data), NVML_ERROR_TIMEOUT);
  inject(node, 0, 13);
  inject(node, 0, 31);
  CHECK("in their order", next(set, &data) == NVML_SUCCESS && data.eventData == 13, "%llu", data.eventData);
  memset(&data, 0x55, sizeof(data));
  CHECK("in the older form",
        nvmlEventSetWait(set, &data, 0) == NVML_SUCCESS && data.eventData == 31 && data.gpuInstanceId == 0x55555555, "%llu",
        data.eventData);
  CHECK_NUMBER("who didn't ask gets none", next(other, &data), NVML_ERROR_TIMEOUT);
  CHECK_NUMBER("no such kind", nvmlDeviceRegisterEvents(card(0), 1ull << 40, set), NVML_ERROR_INVALID_ARGUMENT);
  CHECK_NUMBER("free", nvmlEventSetFree(other), NVML_SUCCESS);
  CHECK_NUMBER("not twice", nvmlEventSetFree(other), NVML_ERROR_INVALID_ARGUMENT);
  CHECK_NUMBER("nor is it waited for", next(other, &data), NVML_ERROR_INVALID_ARGUMENT);
  for (int i = 0; i < SG_MAX_NVML_EVENTS; i++) {
    inject(node, 0, 32);
    sg_failure_recover(node->state, 0);
  }
  inject(node, 0, 74);
  unsigned int got = 0;
  while (next(set, &data) == NVML_SUCCESS)
    got++;
  CHECK("who waits too rarely loses the oldest", got == SG_MAX_NVML_EVENTS && data.eventData == 74, "%u, last %llu", got,
        data.eventData);
  nvmlEventSetFree(set);
}

// An Xid that the description foretells wakes whoever waits then; in virtual time that is at once.
static void test_foretold(void) {
  struct node node =
      card_node_described("failures:\n  - xid: 79\n    device: 1\n    after: 2s\ndevices:\n  - model: A100-40GB\n    count: 2\n");
  nvmlInit_v2();
  nvmlEventSet_t set;
  nvmlEventData_t data;
  nvmlDevice_t second = card(1);
  char text[96];
  nvmlEventSetCreate(&set);
  nvmlDeviceRegisterEvents(second, nvmlEventTypeXidCriticalError, set);
  CHECK_NUMBER("not within a second", nvmlEventSetWait_v2(set, &data, 1000), NVML_ERROR_TIMEOUT);
  CHECK("within the next five",
        nvmlEventSetWait_v2(set, &data, 5000) == NVML_SUCCESS && data.eventData == 79 && data.device == second, "%llu",
        data.eventData);
  CHECK_NUMBER("when it was due", (sg_now(node.state) - node.state->header.created_ns) / 1000000, 2000);
  CHECK_NUMBER("a card off the bus has no name", nvmlDeviceGetName(second, text, sizeof(text)), NVML_ERROR_GPU_IS_LOST);
  CHECK_NUMBER("nor is it found", nvmlDeviceGetHandleByIndex_v2(1, &second), NVML_ERROR_GPU_IS_LOST);
  CHECK_NUMBER("the other is", nvmlDeviceGetName(card(0), text, sizeof(text)), NVML_SUCCESS);
  nvmlEventSetFree(set);
  nvmlShutdown();
  node_remove(&node);
}

static void *inject_soon(void *node) {
  nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
  inject(node, 0, 48);
  return NULL;
}

// Who waits on the wall's clock is woken by the event, long before its time is over.
static void test_woken(void) {
  static struct sg_description description;
  struct sg_description_error error;
  sg_description_from_models("A100-40GB", &description, &error);
  struct node node = node_make_described(&description, 0);
  setenv("SIMGPU_STATE", node.path, 1);
  nvmlInit_v2();
  nvmlEventSet_t set;
  nvmlEventData_t data;
  nvmlEventSetCreate(&set);
  nvmlDeviceRegisterEvents(card(0), nvmlEventTypeXidCriticalError, set);
  pthread_t thread;
  pthread_create(&thread, NULL, inject_soon, &node);
  CHECK("an event wakes its waiter", nvmlEventSetWait_v2(set, &data, 600000) == NVML_SUCCESS && data.eventData == 48, "%llu",
        data.eventData);
  pthread_join(thread, NULL);
  nvmlShutdown();
  node_remove(&node);
}

int main(void) {
  struct node node = card_node("2xA100-40GB");
  nvmlInit_v2();
  test_sets(&node);
  nvmlShutdown();
  node_remove(&node);
  test_foretold();
  test_woken();
  return CHECKS_END();
}
