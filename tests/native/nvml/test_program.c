// A program that computes, as NVML shows it: whole cards, MIG devices, cards that fail under it.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "cuda_abi.h"
#include "node.h"
#include "nvml_abi.h"
#include "simgpu/failure/failure.h"
#include "simgpu/mig/mig.h"

static struct node node;

static void begin(const char *models) {
  static struct sg_description description;
  struct sg_description_error error;
  if (!sg_description_from_models(models, &description, &error))
    exit(1);
  node = node_make_described(&description, 0);
  setenv("SIMGPU_STATE", node.path, 1);
}

static nvmlDevice_t card(unsigned int index) {
  nvmlDevice_t device = NULL;
  nvmlDeviceGetHandleByIndex_v2(index, &device);
  return device;
}

// This process's entry in a device's list, by its pid; bytes 0 when there is none.
static nvmlProcessInfo_t entry_of(nvmlDevice_t device, pid_t pid) {
  nvmlProcessInfo_t infos[16];
  unsigned int count = 16;
  if (nvmlDeviceGetComputeRunningProcesses_v3(device, &count, infos) == NVML_SUCCESS)
    for (unsigned int i = 0; i < count; i++)
      if (infos[i].pid == (unsigned int)pid)
        return infos[i];
  return (nvmlProcessInfo_t){0};
}

// Each in a process of its own: cuInit is for good. The parent counts its failures as one of its own.
static void in_child(const char *name, void (*body)(void)) {
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    body();
    fflush(stdout);
    _exit(checks_failed > 0 ? 1 : 0);
  }
  int status = -1;
  waitpid(child, &status, 0);
  CHECK(name, WIFEXITED(status) && WEXITSTATUS(status) == 0, "status %x", status);
}

static CUcontext context_on(int ordinal) {
  CUcontext context = NULL;
  CUresult result = cuInit(0);
  if (result == CUDA_SUCCESS)
    result = cuCtxCreate_v2(&context, 0, ordinal);
  if (result != CUDA_SUCCESS) {
    printf("FAIL no context: %d\n", result);
    _exit(1);
  }
  return context;
}

static void holds_memory(void) {
  nvmlInit_v2();
  CHECK_NUMBER("before it begins it is not listed", entry_of(card(1), getpid()).usedGpuMemory, 0);
  CUcontext context = context_on(1);
  unsigned long long bare = entry_of(card(1), getpid()).usedGpuMemory;
  CHECK_NUMBER("a context alone has its overhead", bare, node.state->description.devices[1].context_bytes);
  CUdeviceptr memory;
  cuMemAlloc_v2(&memory, 64 << 20);
  CHECK_NUMBER("memory comes on top", entry_of(card(1), getpid()).usedGpuMemory - bare, 64 << 20);
  CHECK_NUMBER("the other card shows nothing", entry_of(card(0), getpid()).usedGpuMemory, 0);
  cuMemFree_v2(memory);
  CHECK_NUMBER("freed, it is gone", entry_of(card(1), getpid()).usedGpuMemory, bare);
  cuCtxDestroy_v2(context);
  CHECK_NUMBER("so is the program with its context", entry_of(card(1), getpid()).usedGpuMemory, 0);
}

static void test_whole(void) {
  begin("2xA100-40GB");
  in_child("a program on a whole card", holds_memory);
  node_remove(&node);
}

static uint32_t slice_id;
static char slice_uuid[48];

static void uses_slice(void) {
  setenv("CUDA_VISIBLE_DEVICES", slice_uuid, 1);
  nvmlInit_v2();
  CUcontext context = context_on(0);
  (void)context;
  int count, sms;
  size_t total, free_bytes;
  char name[96];
  cuDeviceGetCount(&count);
  CHECK_NUMBER("a program sees its MIG device alone", count, 1);
  cuDeviceGetAttribute(&sms, CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT, 0);
  CHECK_NUMBER("with its multiprocessors", sms, 14);
  cuDeviceGetName(name, sizeof(name), 0);
  CHECK_TEXT("its name", name, "NVIDIA A100-SXM4-40GB MIG 1g.5gb");
  cuDeviceTotalMem_v2(&total, 0);
  CHECK_NUMBER("its memory", total, UINT64_C(4864) << 20);
  cuMemGetInfo_v2(&free_bytes, &total);
  CUdeviceptr memory;
  CHECK_NUMBER("of which it can't have more than there is", cuMemAlloc_v2(&memory, free_bytes + (2 << 20)),
               CUDA_ERROR_OUT_OF_MEMORY);
  CHECK_NUMBER("but a gigabyte", cuMemAlloc_v2(&memory, 1 << 30), CUDA_SUCCESS);
  nvmlProcessInfo_t entry = entry_of(card(0), getpid());
  CHECK("the card lists it with its instances",
        entry.usedGpuMemory > 1 << 30 && entry.gpuInstanceId == slice_id && entry.computeInstanceId == 0,
        "%llu bytes, instance %u", entry.usedGpuMemory, entry.gpuInstanceId);
  nvmlDevice_t slice;
  nvmlMemory_t figures;
  nvmlDeviceGetHandleByUUID(slice_uuid, &slice);
  nvmlDeviceGetMemoryInfo(slice, &figures);
  CHECK_NUMBER("the MIG device's memory is used by it", figures.used, entry.usedGpuMemory);
}

static void test_mig(void) {
  begin("A100-40GB");
  bool pending;
  sg_mig_set_mode(node.state, 0, true, &pending);
  for (int i = 0; i < 2; i++) {
    uint32_t compute;
    sg_mig_create(node.state, 0, sg_mig_profile_by_number(node.state, 0, 0), SG_MIG_ANYWHERE, &slice_id);
    struct sg_mig_instance *instance = sg_mig_find(node.state, 0, slice_id);
    struct sg_mig_compute_profile profile;
    sg_mig_compute_profile(node.state, 0, instance, 0, &profile);
    sg_mig_compute_create(node.state, 0, instance, &profile, SG_MIG_ANYWHERE, &compute);
    snprintf(slice_uuid, sizeof(slice_uuid), "%s", instance->compute[0].uuid);
  }
  in_child("a program on a MIG device", uses_slice);
  node_remove(&node);
}

static void meets_xid(void) {
  CUcontext context = context_on(0);
  CUdeviceptr memory;
  CHECK_NUMBER("all is well", cuMemAlloc_v2(&memory, 1 << 20), CUDA_SUCCESS);
  struct sg_failure failure = {.kind = SG_FAILURE_XID, .device = 0, .code = 13};
  sg_failure_inject(node.state, &failure);
  CHECK_NUMBER("another program's mistake is nothing to this one", cuMemAlloc_v2(&memory, 1 << 20), CUDA_SUCCESS);
  failure.code = 48;
  sg_failure_inject(node.state, &failure);
  CHECK_NUMBER("a memory error of the card is", cuMemAlloc_v2(&memory, 1 << 20), CUDA_ERROR_ECC_UNCORRECTABLE);
  CHECK_NUMBER("and stays", cuCtxSynchronize(), CUDA_ERROR_ECC_UNCORRECTABLE);
  sg_failure_recover(node.state, 0);
  CHECK_NUMBER("even when the card is well again", cuCtxSynchronize(), CUDA_ERROR_ECC_UNCORRECTABLE);
  (void)context;
}

static void loses_card(void) {
  context_on(0);
  struct sg_failure failure = {.kind = SG_FAILURE_OFF_BUS, .device = 0};
  sg_failure_inject(node.state, &failure);
  CHECK_NUMBER("a program whose card fell off the bus", cuCtxSynchronize(), CUDA_ERROR_UNKNOWN);
  sg_failure_recover(node.state, 0);
}

static void finds_none(void) {
  struct sg_failure failure = {.kind = SG_FAILURE_OFF_BUS, .device = 0};
  sg_failure_inject(node.state, &failure);
  CHECK_NUMBER("none to begin with", cuInit(0), CUDA_ERROR_NO_DEVICE);
  sg_failure_recover(node.state, 0);
}

static void test_failing(void) {
  begin("A100-40GB");
  in_child("a program and an Xid", meets_xid);
  in_child("a program and a card off the bus", loses_card);
  in_child("a program that comes after", finds_none);
  node_remove(&node);
}

int main(void) {
  unsetenv("CUDA_VISIBLE_DEVICES");
  test_whole();
  test_mig();
  test_failing();
  return CHECKS_END();
}
