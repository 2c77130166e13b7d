// NVML that fails or hangs, and cards that fall off the bus and come back.
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "card.h"
#include "check.h"
#include "simgpu/failure/failure.h"

static void test_errors(struct node *node) {
  unsigned int count;
  char text[96];
  struct sg_failure failure = {.kind = SG_FAILURE_NVML_ERROR, .device = -1, .code = NVML_ERROR_UNKNOWN};
  strcpy(failure.function, "nvmlDeviceGetName");
  sg_failure_inject(node->state, &failure);
  CHECK_NUMBER("one function fails", nvmlDeviceGetName(card(0), text, sizeof(text)), NVML_ERROR_UNKNOWN);
  CHECK_NUMBER("others don't", nvmlDeviceGetUUID(card(0), text, sizeof(text)), NVML_SUCCESS);
  sg_failure_recover(node->state, -1);
  CHECK_NUMBER("until it is put right", nvmlDeviceGetName(card(0), text, sizeof(text)), NVML_SUCCESS);
  nvmlDevice_t first = card(0), second = card(1);
  failure =
      (struct sg_failure){.kind = SG_FAILURE_NVML_ERROR, .device = 1, .code = NVML_ERROR_TIMEOUT, .duration_ns = 1000000000};
  sg_failure_inject(node->state, &failure);
  CHECK_NUMBER("one card fails", nvmlDeviceGetUUID(second, text, sizeof(text)), NVML_ERROR_TIMEOUT);
  CHECK_NUMBER("not the other", nvmlDeviceGetUUID(first, text, sizeof(text)), NVML_SUCCESS);
  CHECK_NUMBER("nor what concerns none", nvmlDeviceGetCount_v2(&count), NVML_SUCCESS);
  node_advance(node, 1000001);
  CHECK_NUMBER("for its time", nvmlDeviceGetUUID(second, text, sizeof(text)), NVML_SUCCESS);
  sg_failure_recover(node->state, -1);
  failure = (struct sg_failure){.kind = SG_FAILURE_NVML_ERROR, .device = -1, .code = NVML_ERROR_UNKNOWN};
  strcpy(failure.function, "nvmlInit_v2");
  sg_failure_inject(node->state, &failure);
  CHECK_NUMBER("init can fail", nvmlInit_v2(), NVML_ERROR_UNKNOWN);
  sg_failure_recover(node->state, -1);
  CHECK_NUMBER("which counts for nothing", nvmlShutdown(), NVML_SUCCESS);
  CHECK_NUMBER("one shutdown was due", nvmlShutdown(), NVML_ERROR_UNINITIALIZED);
  nvmlInit_v2();
}

static void test_lost(struct node *node) {
  char text[96];
  nvmlDevice_t first = card(0), second = card(1);
  nvmlMemory_t memory;
  unsigned int count;
  struct sg_failure failure = {.kind = SG_FAILURE_OFF_BUS, .device = 1, .duration_ns = 2000000000};
  sg_failure_inject(node->state, &failure);
  CHECK_NUMBER("a card falls off the bus", nvmlDeviceGetMemoryInfo(second, &memory), NVML_ERROR_GPU_IS_LOST);
  CHECK_NUMBER("for every call", nvmlDeviceGetUUID(second, text, sizeof(text)), NVML_ERROR_GPU_IS_LOST);
  CHECK_NUMBER("the other doesn't", nvmlDeviceGetMemoryInfo(first, &memory), NVML_SUCCESS);
  CHECK("both are counted", nvmlDeviceGetCount_v2(&count) == NVML_SUCCESS && count == 2, "%u", count);
  node_advance(node, 2000001);
  CHECK_NUMBER("it comes back", nvmlDeviceGetMemoryInfo(second, &memory), NVML_SUCCESS);
  sg_failure_recover(node->state, -1);
  failure.duration_ns = 0;
  sg_failure_inject(node->state, &failure);
  node_advance(node, 60000000);
  CHECK_NUMBER("or not", nvmlDeviceGetMemoryInfo(second, &memory), NVML_ERROR_GPU_IS_LOST);
  sg_failure_recover(node->state, 1);
  CHECK_NUMBER("until it is reset", nvmlDeviceGetMemoryInfo(second, &memory), NVML_SUCCESS);
}

static atomic_int returned;

static void *call(void *unused) {
  (void)unused;
  unsigned int count;
  nvmlDeviceGetCount_v2(&count);
  atomic_store(&returned, 1);
  return NULL;
}

// The call returns when the hang is taken back and not before: the order of the two is told by the flag.
static void test_hang(void) {
  static struct sg_description description;
  struct sg_description_error error;
  sg_description_from_models("A100-40GB", &description, &error);
  struct node node = node_make_described(&description, 0);
  setenv("SIMGPU_STATE", node.path, 1);
  nvmlInit_v2();
  struct sg_failure failure = {.kind = SG_FAILURE_NVML_HANG, .device = -1};
  sg_failure_inject(node.state, &failure);
  pthread_t thread;
  pthread_create(&thread, NULL, call, NULL);
  nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
  CHECK_NUMBER("a call hangs", atomic_load(&returned), 0);
  sg_failure_recover(node.state, -1);
  pthread_join(thread, NULL);
  CHECK_NUMBER("until that is over", atomic_load(&returned), 1);
  failure.duration_ns = 30000000;
  sg_failure_inject(node.state, &failure);
  unsigned int count;
  uint64_t before = sg_now(node.state);
  nvmlDeviceGetCount_v2(&count);
  CHECK("or its time is", sg_now(node.state) - before >= 29000000, "it returned too soon");
  nvmlShutdown();
  node_remove(&node);
}

int main(void) {
  struct node node = card_node("2xA100-40GB");
  nvmlInit_v2();
  test_errors(&node);
  test_lost(&node);
  nvmlShutdown();
  node_remove(&node);
  test_hang();
  return CHECKS_END();
}
