// Coming, going, versions, error texts.
#include <stdlib.h>
#include <unistd.h>

#include "card.h"
#include "check.h"

static void test_without_node(void) {
  unsetenv("SIMGPU_STATE");
  unsigned int count;
  char text[96];
  CHECK_NUMBER("no node: no driver", nvmlInit_v2(), NVML_ERROR_DRIVER_NOT_LOADED);
  setenv("SIMGPU_STATE", "/dev/shm/no-such-file", 1);
  CHECK_NUMBER("no file: no driver", nvmlInit_v2(), NVML_ERROR_DRIVER_NOT_LOADED);
  setenv("SIMGPU_STATE", "/proc/self/exe", 1);
  CHECK("something else than a node is refused", nvmlInit_v2() != NVML_SUCCESS, "it was taken");
  CHECK_NUMBER("before init: uninitialized", nvmlDeviceGetCount_v2(&count), NVML_ERROR_UNINITIALIZED);
  CHECK_NUMBER("for every call", nvmlSystemGetDriverVersion(text, sizeof(text)), NVML_ERROR_UNINITIALIZED);
  CHECK_NUMBER("even with no handle", nvmlDeviceGetName(NULL, text, sizeof(text)), NVML_ERROR_UNINITIALIZED);
  CHECK_NUMBER("even one that no card here supports", nvmlUnitGetLedState(NULL, NULL), NVML_ERROR_UNINITIALIZED);
  CHECK_NUMBER("and shutdown", nvmlShutdown(), NVML_ERROR_UNINITIALIZED);
}

static void test_counting(void) {
  unsigned int count;
  CHECK_NUMBER("init", nvmlInit_v2(), NVML_SUCCESS);
  CHECK_NUMBER("init again, with flags", nvmlInitWithFlags(NVML_INIT_FLAG_NO_GPUS), NVML_SUCCESS);
  CHECK_NUMBER("one shutdown of two", nvmlShutdown(), NVML_SUCCESS);
  CHECK_NUMBER("leaves it usable", nvmlDeviceGetCount_v2(&count), NVML_SUCCESS);
  CHECK_NUMBER("the second ends it", nvmlShutdown(), NVML_SUCCESS);
  CHECK_NUMBER("then all is as before", nvmlDeviceGetCount_v2(&count), NVML_ERROR_UNINITIALIZED);
  CHECK_NUMBER("it can be had once more", nvmlInit(), NVML_SUCCESS);
}

static void test_versions(void) {
  char text[96];
  int cuda;
  nvmlSystemGetDriverVersion(text, sizeof(text));
  CHECK_TEXT("the driver's version", text, "550.54.15");
  nvmlSystemGetNVMLVersion(text, sizeof(text));
  CHECK_TEXT("the library's", text, "12.550.54.15");
  nvmlSystemGetCudaDriverVersion_v2(&cuda);
  CHECK_NUMBER("CUDA's", cuda, 12040);
  CHECK_NUMBER("too little room", nvmlSystemGetDriverVersion(text, 4), NVML_ERROR_INSUFFICIENT_SIZE);
  CHECK_NUMBER("room for all but the end", nvmlSystemGetDriverVersion(text, 9), NVML_ERROR_INSUFFICIENT_SIZE);
  CHECK_NUMBER("room for it all", nvmlSystemGetDriverVersion(text, 10), NVML_SUCCESS);
  CHECK_NUMBER("to nowhere", nvmlSystemGetDriverVersion(NULL, 10), NVML_ERROR_INVALID_ARGUMENT);
  CHECK_NUMBER("a version to nowhere", nvmlSystemGetCudaDriverVersion_v2(NULL), NVML_ERROR_INVALID_ARGUMENT);
}

static void test_names(void) {
  char text[256] = "", cut[4];
  CHECK_NUMBER("this process has a name", nvmlSystemGetProcessName((unsigned int)getpid(), text, sizeof(text)), NVML_SUCCESS);
  CHECK("which is its program's", strstr(text, "test-nvml-library") != NULL, "%s", text);
  CHECK_NUMBER("it is cut to the room there is", nvmlSystemGetProcessName((unsigned int)getpid(), cut, sizeof(cut)),
               NVML_SUCCESS);
  CHECK_NUMBER("no process, no name", nvmlSystemGetProcessName(0x3fffffff, text, sizeof(text)), NVML_ERROR_NOT_FOUND);
  CHECK_TEXT("errors have texts", nvmlErrorString(NVML_ERROR_GPU_IS_LOST), "GPU is lost");
  CHECK_TEXT("others too", nvmlErrorString(NVML_ERROR_INSUFFICIENT_SIZE), "Insufficient Size");
  CHECK_TEXT("what is no error has one", nvmlErrorString((nvmlReturn_t)12345), "Unknown Error");
}

int main(void) {
  test_without_node();
  struct node node = card_node("2xA100-40GB");
  test_counting();
  test_versions();
  test_names();
  node_remove(&node);
  return CHECKS_END();
}
