// Splitting a card as a device plugin does: mode, profile, placement, GPU instance, compute instance, MIG device.
#include "card.h"
#include "check.h"

static nvmlGpuInstanceProfileInfo_t profile(unsigned int number) {
  nvmlGpuInstanceProfileInfo_t info = {0};
  nvmlDeviceGetGpuInstanceProfileInfo(card(0), number, &info);
  return info;
}

static void test_off(void) {
  unsigned int current = 9, pending = 9, count = 9;
  nvmlDevice_t device;
  nvmlGpuInstance_t instance, instances[8];
  nvmlGpuInstanceProfileInfo_t one = profile(NVML_GPU_INSTANCE_PROFILE_1_SLICE);
  CHECK("the mode is off", nvmlDeviceGetMigMode(card(0), &current, &pending) == NVML_SUCCESS && current == 0 && pending == 0,
        "%u", current);
  CHECK("no MIG devices can be", nvmlDeviceGetMaxMigDeviceCount(card(0), &count) == NVML_SUCCESS && count == 0, "%u", count);
  CHECK_NUMBER("there is none", nvmlDeviceGetMigDeviceHandleByIndex(card(0), 0, &device), NVML_ERROR_NOT_FOUND);
  CHECK_NUMBER("none is created", nvmlDeviceCreateGpuInstance(card(0), one.id, &instance), NVML_ERROR_NOT_SUPPORTED);
  CHECK_NUMBER("none is listed", nvmlDeviceGetGpuInstances(card(0), one.id, instances, &count), NVML_ERROR_NOT_SUPPORTED);
  CHECK_NUMBER("a T4 has no profiles",
               nvmlDeviceGetGpuInstanceProfileInfo(card(1), NVML_GPU_INSTANCE_PROFILE_1_SLICE, &one), NVML_ERROR_NOT_SUPPORTED);
  CHECK("but those of an A100 are known",
        one.id == 19 && one.instanceCount == 7 && one.multiprocessorCount == 14 && one.memorySizeMB > 4000, "%u %u", one.id,
        one.instanceCount);
}

static void test_profiles(void) {
  nvmlGpuInstanceProfileInfo_v2_t second = {.version = nvmlGpuInstanceProfileInfo_v2};
  nvmlGpuInstanceProfileInfo_v3_t third = {.version = nvmlGpuInstanceProfileInfo_v3};
  nvmlGpuInstanceProfileInfo_v2_t none = {.version = 1};
  nvmlGpuInstancePlacement_t placements[8];
  unsigned int count = 0;
  CHECK_NUMBER("the second version", nvmlDeviceGetGpuInstanceProfileInfoV(card(0), NVML_GPU_INSTANCE_PROFILE_3_SLICE, &second),
               NVML_SUCCESS);
  CHECK_TEXT("has a name", second.name, "MIG 3g.20gb");
  nvmlDeviceGetGpuInstanceProfileInfoV(card(0), NVML_GPU_INSTANCE_PROFILE_3_SLICE,
                                       (nvmlGpuInstanceProfileInfo_v2_t *)(void *)&third);
  CHECK("the third as well", strcmp(third.name, "MIG 3g.20gb") == 0 && third.multiprocessorCount == 42, "%s", third.name);
  CHECK_NUMBER("no version, no answer", nvmlDeviceGetGpuInstanceProfileInfoV(card(0), 2, &none),
               NVML_ERROR_ARGUMENT_VERSION_MISMATCH);
  CHECK_NUMBER("no eight slices on an A100",
               nvmlDeviceGetGpuInstanceProfileInfoV(card(0), NVML_GPU_INSTANCE_PROFILE_8_SLICE, &second),
               NVML_ERROR_NOT_SUPPORTED);
  CHECK_NUMBER("no profile", nvmlDeviceGetGpuInstanceProfileInfoV(card(0), 99, &second), NVML_ERROR_INVALID_ARGUMENT);
  nvmlDeviceGetGpuInstancePossiblePlacements_v2(card(0), second.id, NULL, &count);
  CHECK_NUMBER("two placements", count, 2);
  nvmlDeviceGetGpuInstancePossiblePlacements_v2(card(0), second.id, placements, &count);
  CHECK("the halves", placements[0].start == 0 && placements[1].start == 4 && placements[1].size == 4, "%u", placements[1].start);
}

static void test_instances(struct node *node) {
  nvmlReturn_t activation;
  nvmlGpuInstance_t three, two, refused, found, listed[8];
  nvmlComputeInstance_t compute, computes[8];
  nvmlDevice_t device, parent, again;
  unsigned int count, id, is;
  CHECK("MIG mode on",
        nvmlDeviceSetMigMode(card(0), NVML_DEVICE_MIG_ENABLE, &activation) == NVML_SUCCESS && activation == NVML_SUCCESS, "%d",
        activation);
  nvmlDeviceGetMaxMigDeviceCount(card(0), &count);
  CHECK_NUMBER("seven MIG devices can be", count, 7);
  nvmlGpuInstanceProfileInfo_t of_three = profile(NVML_GPU_INSTANCE_PROFILE_3_SLICE),
                               of_two = profile(NVML_GPU_INSTANCE_PROFILE_2_SLICE);
  nvmlGpuInstancePlacement_t left = {.start = 0, .size = 4}, wrong = {.start = 0, .size = 2}, beside = {.start = 1, .size = 4};
  CHECK_NUMBER("at a placement of another size", nvmlDeviceCreateGpuInstanceWithPlacement(card(0), of_three.id, &wrong, &refused),
               NVML_ERROR_INVALID_ARGUMENT);
  CHECK_NUMBER("or start", nvmlDeviceCreateGpuInstanceWithPlacement(card(0), of_three.id, &beside, &refused),
               NVML_ERROR_INVALID_ARGUMENT);
  CHECK_NUMBER("at one that is", nvmlDeviceCreateGpuInstanceWithPlacement(card(0), of_three.id, &left, &three), NVML_SUCCESS);
  CHECK_NUMBER("not there once more", nvmlDeviceCreateGpuInstanceWithPlacement(card(0), of_three.id, &left, &refused),
               NVML_ERROR_INSUFFICIENT_RESOURCES);
  nvmlGpuInstanceInfo_t info;
  CHECK("it tells where it is",
        nvmlGpuInstanceGetInfo(three, &info) == NVML_SUCCESS && info.placement.start == 0 && info.placement.size == 4 &&
            info.profileId == of_three.id && info.device == card(0),
        "%u", info.placement.start);
  CHECK("it is found by its id", nvmlDeviceGetGpuInstanceById(card(0), info.id, &found) == NVML_SUCCESS && found == three,
        "another");
  CHECK("and listed",
        nvmlDeviceGetGpuInstances(card(0), of_three.id, listed, &count) == NVML_SUCCESS && count == 1 && listed[0] == three, "%u",
        count);
  nvmlDeviceGetGpuInstanceRemainingCapacity(card(0), of_two.id, &count);
  CHECK_NUMBER("one of two slices has room", count, 1);
  CHECK_NUMBER("is created", nvmlDeviceCreateGpuInstance(card(0), of_two.id, &two), NVML_SUCCESS);
  CHECK_NUMBER("a second has none", nvmlDeviceCreateGpuInstance(card(0), of_two.id, &refused), NVML_ERROR_INSUFFICIENT_RESOURCES);
  CHECK_NUMBER("a GPU instance alone is no MIG device", nvmlDeviceGetMigDeviceHandleByIndex(card(0), 0, &device),
               NVML_ERROR_NOT_FOUND);

  nvmlComputeInstanceProfileInfo_t all, part;
  CHECK_NUMBER("a compute profile",
               nvmlGpuInstanceGetComputeInstanceProfileInfo(three, NVML_COMPUTE_INSTANCE_PROFILE_3_SLICE, 0, &all), NVML_SUCCESS);
  CHECK_NUMBER("of all its multiprocessors", all.multiprocessorCount, 42);
  nvmlGpuInstanceGetComputeInstanceProfileInfo(three, NVML_COMPUTE_INSTANCE_PROFILE_1_SLICE, 0, &part);
  CHECK_NUMBER("three of one slice fit", part.instanceCount, 3);
  CHECK_NUMBER("four slices don't",
               nvmlGpuInstanceGetComputeInstanceProfileInfo(three, NVML_COMPUTE_INSTANCE_PROFILE_4_SLICE, 0, &part),
               NVML_ERROR_NOT_SUPPORTED);
  CHECK_NUMBER("it is created", nvmlGpuInstanceCreateComputeInstance(three, all.id, &compute), NVML_SUCCESS);
  CHECK("and listed", nvmlGpuInstanceGetComputeInstances(three, all.id, computes, &count) == NVML_SUCCESS && count == 1 &&
                          computes[0] == compute, "%u", count);
  nvmlComputeInstanceInfo_t compute_info;
  CHECK("it tells what it is",
        nvmlComputeInstanceGetInfo_v2(compute, &compute_info) == NVML_SUCCESS && compute_info.gpuInstance == three &&
            compute_info.placement.size == 3 && compute_info.id == 0,
        "%u", compute_info.placement.size);

  CHECK_NUMBER("now there is a MIG device", nvmlDeviceGetMigDeviceHandleByIndex(card(0), 0, &device), NVML_SUCCESS);
  CHECK_NUMBER("one", nvmlDeviceGetMigDeviceHandleByIndex(card(0), 1, &again), NVML_ERROR_NOT_FOUND);
  CHECK("which is one", nvmlDeviceIsMigDeviceHandle(device, &is) == NVML_SUCCESS && is == 1, "%u", is);
  CHECK("of this card", nvmlDeviceGetDeviceHandleFromMigDeviceHandle(device, &parent) == NVML_SUCCESS && parent == card(0),
        "another");
  CHECK("of that GPU instance", nvmlDeviceGetGpuInstanceId(device, &id) == NVML_SUCCESS && id == info.id, "%u", id);
  CHECK("and compute instance", nvmlDeviceGetComputeInstanceId(device, &id) == NVML_SUCCESS && id == 0, "%u", id);
  char text[96];
  nvmlDeviceGetUUID(device, text, sizeof(text));
  CHECK("with a UUID", strncmp(text, "MIG-", 4) == 0 && strlen(text) == 40, "%s", text);
  CHECK("that finds it", nvmlDeviceGetHandleByUUID(text, &again) == NVML_SUCCESS && again == device, "another");
  nvmlDeviceGetName(device, text, sizeof(text));
  CHECK_TEXT("and a name", text, "NVIDIA A100-SXM4-40GB MIG 3g.20gb");
  nvmlDeviceAttributes_t attributes;
  CHECK("attributes",
        nvmlDeviceGetAttributes_v2(device, &attributes) == NVML_SUCCESS && attributes.multiprocessorCount == 42 &&
            attributes.gpuInstanceSliceCount == 3 && attributes.computeInstanceSliceCount == 3,
        "%u", attributes.multiprocessorCount);
  nvmlMemory_t memory;
  nvmlDeviceGetMemoryInfo(device, &memory);
  CHECK_NUMBER("memory of its own", memory.total >> 20, attributes.memorySizeMB);
  nvmlDeviceGetCount_v2(&count);
  CHECK_NUMBER("the number of cards is the same", count, 2);
  nvmlUtilization_t rates;
  CHECK_NUMBER("rates are not told of a split card", nvmlDeviceGetUtilizationRates(card(0), &rates), NVML_ERROR_NOT_SUPPORTED);
  CHECK_NUMBER("nor of its parts", nvmlDeviceGetUtilizationRates(device, &rates), NVML_ERROR_NOT_SUPPORTED);

  struct sg_process *process;
  sg_process_join_test(node->state, "a", &process);
  const struct sg_mig_instance *slot = &node->state->devices[0].instances[0];
  sg_client_open(node->state, process, 0, slot->compute[0].calendar, 1);
  sg_memory_charge(node->state, process, 0, SG_MEMORY_DATA, 4 << 20, 1);
  nvmlProcessInfo_t processes[4];
  count = 4;
  nvmlDeviceGetComputeRunningProcesses_v3(device, &count, processes);
  CHECK("the device shows who uses it",
        count == 1 && processes[0].gpuInstanceId == info.id && processes[0].computeInstanceId == 0, "%u", count);
  count = 4;
  nvmlDeviceGetComputeRunningProcesses_v3(card(0), &count, processes);
  CHECK("the card too", count == 1 && processes[0].gpuInstanceId == info.id, "%u", count);
  CHECK_NUMBER("what is in use stays", nvmlComputeInstanceDestroy(compute), NVML_ERROR_IN_USE);
  sg_process_leave(node->state, process);

  CHECK_NUMBER("a GPU instance with a compute instance stays", nvmlGpuInstanceDestroy(three), NVML_ERROR_IN_USE);
  CHECK_NUMBER("the compute instance goes", nvmlComputeInstanceDestroy(compute), NVML_SUCCESS);
  CHECK_NUMBER("once", nvmlComputeInstanceDestroy(compute), NVML_ERROR_NOT_FOUND);
  CHECK_NUMBER("its device is gone", nvmlDeviceGetGpuInstanceId(device, &id), NVML_ERROR_NOT_FOUND);
  CHECK_NUMBER("then the GPU instance goes", nvmlGpuInstanceDestroy(three), NVML_SUCCESS);
  CHECK_NUMBER("and is not found", nvmlDeviceGetGpuInstanceById(card(0), info.id, &found), NVML_ERROR_NOT_FOUND);
  CHECK("the mode stays while the other is there",
        nvmlDeviceSetMigMode(card(0), NVML_DEVICE_MIG_DISABLE, &activation) == NVML_SUCCESS && activation == NVML_ERROR_IN_USE,
        "%d", activation);
  nvmlGpuInstanceDestroy(two);
  CHECK("and ends without it",
        nvmlDeviceSetMigMode(card(0), NVML_DEVICE_MIG_DISABLE, &activation) == NVML_SUCCESS && activation == NVML_SUCCESS, "%d",
        activation);
  CHECK_NUMBER("a handle that is none", nvmlGpuInstanceDestroy((nvmlGpuInstance_t)&count), NVML_ERROR_INVALID_ARGUMENT);
}

int main(void) {
  struct node node = card_node("A100-40GB,T4");
  nvmlInit_v2();
  test_off();
  test_profiles();
  test_instances(&node);
  nvmlShutdown();
  node_remove(&node);
  return CHECKS_END();
}
