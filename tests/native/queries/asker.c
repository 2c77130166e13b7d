// asker cuda|nvml|nonsense|threads: asks for memory and processes in every form there is and prints the answers as JSON. `cuda`
// has a context on each device, `nvml` never touches CUDA, `nonsense` asks what can't be asked, `threads` asks in eight at once
// and says how many answers were not the first one's.
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cuda_abi.h"
#include "nvml_abi.h"

enum { ROOM = 64 };

static const char *comma = "";

static void begin(const char *name, char bracket) {
  printf(name ? "%s\"%s\":%c" : "%s%.0s%c", comma, name ? name : "", bracket);
  comma = "";
}

static void end(char bracket) {
  putchar(bracket);
  comma = ",";
}

static void number(const char *name, unsigned long long value) {
  printf(name ? "%s\"%s\":%llu" : "%s%.0s%llu", comma, name ? name : "", value);
  comma = ",";
}

static void text(const char *name, const char *value) {
  printf("%s\"%s\":\"%s\"", comma, name, value);
  comma = ",";
}

static void must(CUresult result, const char *what) {
  if (result == CUDA_SUCCESS)
    return;
  fprintf(stderr, "asker: %s: %d\n", what, result);
  exit(1);
}

static void ask_cuda(CUdevice device) {
  unsigned int free_v1, total_v1, all_v1;
  size_t free, total, all;
  CUcontext context;
  CUuuid uuid;
  begin(NULL, '{');
  must(cuDeviceGetUuid_v2(&uuid, device), "uuid");
  char name[64] = "";
  for (int i = 0; i < 16; i++)
    snprintf(name + 2 * i, 3, "%02x", (unsigned char)uuid.bytes[i]);
  text("uuid", name);
  must(cuDeviceTotalMem_v2(&all, device), "total");
  must(cuDeviceTotalMem(&all_v1, device), "total, first version");
  number("all", all);
  number("all_v1", all_v1);
  // Refused where the device is not granted.
  if (cuCtxCreate_v2(&context, 0, device) != CUDA_SUCCESS) {
    end('}');
    return;
  }
  must(cuMemGetInfo_v2(&free, &total), "info");
  must(cuMemGetInfo(&free_v1, &total_v1), "info, first version");
  must(cuCtxDestroy_v2(context), "destroy");
  number("total", total);
  number("total_v1", total_v1);
  number("free", free);
  number("free_v1", free_v1);
  end('}');
}

// A list: asked for the number, with more room than it needs, with one place too few, and with exactly enough.
#define LIST(form, entry, call) \
  do { \
    static entry entries[ROOM]; \
    unsigned int needed = 0; \
    begin(form, '{'); \
    begin("calls", '['); \
    for (int way = 0; way < 4; way++) { \
      unsigned int count = way == 0 ? 0 : way == 1 ? ROOM : way == 2 ? (needed > 0 ? needed - 1 : 0) : needed; \
      entry *out = way == 0 ? NULL : entries; \
      memset(entries, 0x55, sizeof(entries)); \
      begin(NULL, '['); \
      number(NULL, count); \
      nvmlReturn_t result = call; \
      number(NULL, result); \
      number(NULL, count); \
      end(']'); \
      if (way == 1) \
        needed = count; \
    } \
    end(']'); \
    begin("entries", '['); \
    for (unsigned int i = 0; i < needed && i < ROOM; i++) { \
      begin(NULL, '['); \
      number(NULL, entries[i].pid); \
      number(NULL, MEASURE(entries[i])); \
      end(']'); \
    } \
    end(']'); \
    bool spilt = false; \
    for (unsigned int i = needed; i < ROOM; i++) \
      spilt |= *(unsigned char *)&entries[i] != 0x55; \
    number("spilt", spilt); \
    end('}'); \
  } while (0)

static nvmlReturn_t in_detail(nvmlDevice_t device, unsigned int mode, unsigned int *count, nvmlProcessDetail_v1_t *entries) {
  nvmlProcessDetailList_t list = {.version = nvmlProcessDetailList_v1, .mode = mode, .numProcArrayEntries = *count,
                                  .procArray = entries};
  nvmlReturn_t result = nvmlDeviceGetRunningProcessDetailList(device, &list);
  *count = list.numProcArrayEntries;
  return result;
}

static nvmlReturn_t by_infos(nvmlDevice_t device, unsigned int *count, nvmlProcessUtilizationInfo_v1_t *entries) {
  nvmlProcessesUtilizationInfo_t info = {.version = nvmlProcessesUtilizationInfo_v1, .processSamplesCount = *count,
                                         .procUtilArray = entries};
  nvmlReturn_t result = nvmlDeviceGetProcessesUtilizationInfo(device, &info);
  *count = info.processSamplesCount;
  return result;
}

static void ask_lists(nvmlDevice_t device) {
#define MEASURE(entry) (entry).usedGpuMemory
  LIST("compute", nvmlProcessInfo_v1_t, nvmlDeviceGetComputeRunningProcesses(device, &count, out));
  LIST("compute_v2", nvmlProcessInfo_v2_t, nvmlDeviceGetComputeRunningProcesses_v2(device, &count, out));
  LIST("compute_v3", nvmlProcessInfo_t, nvmlDeviceGetComputeRunningProcesses_v3(device, &count, out));
  LIST("graphics", nvmlProcessInfo_v1_t, nvmlDeviceGetGraphicsRunningProcesses(device, &count, out));
  LIST("graphics_v2", nvmlProcessInfo_v2_t, nvmlDeviceGetGraphicsRunningProcesses_v2(device, &count, out));
  LIST("graphics_v3", nvmlProcessInfo_t, nvmlDeviceGetGraphicsRunningProcesses_v3(device, &count, out));
  LIST("mps", nvmlProcessInfo_v1_t, nvmlDeviceGetMPSComputeRunningProcesses(device, &count, out));
  LIST("mps_v2", nvmlProcessInfo_v2_t, nvmlDeviceGetMPSComputeRunningProcesses_v2(device, &count, out));
  LIST("mps_v3", nvmlProcessInfo_t, nvmlDeviceGetMPSComputeRunningProcesses_v3(device, &count, out));
  LIST("detail", nvmlProcessDetail_v1_t, in_detail(device, 0, &count, out));
  LIST("detail_graphics", nvmlProcessDetail_v1_t, in_detail(device, 1, &count, out));
#undef MEASURE
#define MEASURE(entry) (entry).smUtil
  LIST("samples", nvmlProcessUtilizationSample_t, nvmlDeviceGetProcessUtilization(device, out, &count, 0));
  LIST("infos", nvmlProcessUtilizationInfo_v1_t, by_infos(device, &count, out));
}

static void ask_nvml(nvmlDevice_t device) {
  char uuid[96] = "";
  nvmlMemory_t memory = {0};
  nvmlMemory_v2_t newer = {.version = nvmlMemory_v2};
  nvmlBAR1Memory_t window = {0};
  begin(NULL, '{');
  nvmlDeviceGetUUID(device, uuid, sizeof(uuid));
  text("uuid", uuid);
  number("result", nvmlDeviceGetMemoryInfo(device, &memory));
  number("total", memory.total);
  number("used", memory.used);
  number("free", memory.free);
  number("result_v2", nvmlDeviceGetMemoryInfo_v2(device, &newer));
  number("version", newer.version);
  number("total_v2", newer.total);
  number("used_v2", newer.used);
  number("free_v2", newer.free);
  number("reserved", newer.reserved);
  nvmlDeviceGetBAR1MemoryInfo(device, &window);
  number("window_total", window.bar1Total);
  number("window_free", window.bar1Free);
  ask_lists(device);
  end('}');
}

static void ask_all_of_nvml(void) {
  unsigned int cards = 0;
  if (nvmlInit_v2() != NVML_SUCCESS || nvmlDeviceGetCount_v2(&cards) != NVML_SUCCESS)
    exit(1);
  begin("nvml", '[');
  for (unsigned int card = 0; card < cards; card++) {
    nvmlDevice_t device, slice;
    nvmlDeviceGetHandleByIndex_v2(card, &device);
    ask_nvml(device);
    for (unsigned int i = 0; nvmlDeviceGetMigDeviceHandleByIndex(device, i, &slice) == NVML_SUCCESS; i++)
      ask_nvml(slice);
  }
  end(']');
}

static void ask_all_of_cuda(void) {
  int devices = 0;
  must(cuInit(0), "init");
  must(cuDeviceGetCount(&devices), "count");
  begin("cuda", '[');
  for (CUdevice device = 0; device < devices; device++)
    ask_cuda(device);
  end(']');
}

// What the driver alone may judge; each line is its result, and what it left in the outputs.
static void ask_nonsense(void) {
  unsigned int narrow = 7, other = 7;
  size_t wide = 7;
  nvmlMemory_t memory = {0};
  nvmlMemory_v2_t newer = {.version = 1};
  nvmlProcessInfo_v1_t one;
  nvmlProcessInfo_t three;
  nvmlProcessUtilizationSample_t sample;
  nvmlProcessDetailList_t list = {.version = 1};
  nvmlProcessesUtilizationInfo_t info = {.version = 1};
  nvmlDevice_t device = (nvmlDevice_t)&memory;
  begin("nonsense", '[');
  for (int time = 0; time < 3; time++) {
    begin(NULL, '[');
    number(NULL, cuMemGetInfo_v2(NULL, NULL));
    number(NULL, cuMemGetInfo_v2(&wide, NULL));
    number(NULL, cuMemGetInfo_v2(NULL, &wide));
    number(NULL, cuMemGetInfo(NULL, &narrow));
    number(NULL, cuMemGetInfo(&narrow, NULL));
    number(NULL, cuDeviceTotalMem_v2(NULL, 0));
    number(NULL, cuDeviceTotalMem_v2(&wide, 99));
    number(NULL, cuDeviceTotalMem_v2(&wide, -1));
    number(NULL, cuDeviceTotalMem(NULL, 0));
    number(NULL, cuDeviceTotalMem(&narrow, 99));
    number(NULL, nvmlDeviceGetMemoryInfo(device, NULL));
    number(NULL, nvmlDeviceGetMemoryInfo(NULL, &memory));
    number(NULL, nvmlDeviceGetMemoryInfo_v2(device, NULL));
    number(NULL, nvmlDeviceGetMemoryInfo_v2(device, &newer));
    number(NULL, nvmlDeviceGetComputeRunningProcesses(device, NULL, &one));
    number(NULL, nvmlDeviceGetComputeRunningProcesses_v3(device, NULL, NULL));
    number(NULL, (narrow = 3, nvmlDeviceGetComputeRunningProcesses_v3(device, &narrow, NULL)));
    number(NULL, (narrow = 0, nvmlDeviceGetComputeRunningProcesses_v3(NULL, &narrow, &three)));
    number(NULL, nvmlDeviceGetGraphicsRunningProcesses_v2(device, NULL, &three));
    number(NULL, nvmlDeviceGetProcessUtilization(device, &sample, NULL, 0));
    number(NULL, (other = 1, nvmlDeviceGetProcessUtilization(NULL, &sample, &other, 0)));
    number(NULL, nvmlDeviceGetRunningProcessDetailList(device, NULL));
    number(NULL, nvmlDeviceGetProcessesUtilizationInfo(device, NULL));
    // From the second time on of a device that is one; then the versions count.
    if (time > 0) {
      number(NULL, nvmlDeviceGetRunningProcessDetailList(device, &list));
      number(NULL, nvmlDeviceGetProcessesUtilizationInfo(device, &info));
      list = (nvmlProcessDetailList_t){.version = nvmlProcessDetailList_v1, .numProcArrayEntries = 2};
      number(NULL, nvmlDeviceGetRunningProcessDetailList(device, &list));
    }
    number(NULL, wide);
    end(']');
    if (time == 0) {
      nvmlInit_v2();
      nvmlDeviceGetHandleByIndex_v2(0, &device);
    } else if (time == 1) {
      CUcontext context;
      cuInit(0);
      cuCtxCreate_v2(&context, 0, 0);
    }
  }
  end(']');
}

enum { THREADS = 8, TIMES = 200 };

static nvmlDevice_t first_card;
static nvmlMemory_t first_memory;
static unsigned int first_count;

static void *ask_again(void *context) {
  unsigned long long other = 0;
  cuCtxSetCurrent(context);
  for (int i = 0; i < TIMES; i++) {
    nvmlMemory_t memory = {0};
    nvmlProcessInfo_t processes[ROOM];
    unsigned int count = ROOM;
    size_t free = 0, total = 0;
    other += nvmlDeviceGetMemoryInfo(first_card, &memory) != NVML_SUCCESS || memcmp(&memory, &first_memory, sizeof(memory)) != 0;
    other += nvmlDeviceGetComputeRunningProcesses_v3(first_card, &count, processes) != NVML_SUCCESS || count != first_count;
    other += cuMemGetInfo_v2(&free, &total) != CUDA_SUCCESS || total != first_memory.total || free != first_memory.free;
  }
  return (void *)(uintptr_t)other;
}

static void ask_in_threads(void) {
  pthread_t threads[THREADS];
  CUcontext context;
  unsigned long long other = 0;
  nvmlInit_v2();
  nvmlDeviceGetHandleByIndex_v2(0, &first_card);
  must(cuInit(0), "init");
  must(cuCtxCreate_v2(&context, 0, 0), "context");
  nvmlDeviceGetMemoryInfo(first_card, &first_memory);
  nvmlDeviceGetComputeRunningProcesses_v3(first_card, &first_count, NULL);
  for (int i = 0; i < THREADS; i++)
    pthread_create(&threads[i], NULL, ask_again, context);
  for (int i = 0; i < THREADS; i++) {
    void *answer;
    pthread_join(threads[i], &answer);
    other += (uintptr_t)answer;
  }
  number("count", first_count);
  number("other", other);
}

int main(int argc, char **argv) {
  const char *what = argc == 2 ? argv[1] : "";
  begin(NULL, '{');
  if (strcmp(what, "cuda") == 0)
    ask_all_of_cuda();
  if (strcmp(what, "nonsense") == 0)
    ask_nonsense();
  else if (strcmp(what, "threads") == 0)
    ask_in_threads();
  else
    ask_all_of_nvml();
  end('}');
  putchar('\n');
  return 0;
}
