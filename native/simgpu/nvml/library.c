// The library as a whole: coming and going, versions, error texts.
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "nvml.h"

struct sg_nvml sg_nvml;
static pthread_mutex_t coming_and_going = PTHREAD_MUTEX_INITIALIZER;

static int64_t epoch_offset(struct sg_state *state) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec - (int64_t)sg_now(state);
}

static bool same_node(const struct sg_state *a, const struct sg_state *b) {
  return a->header.created_ns == b->header.created_ns && strcmp(a->header.path, b->header.path) == 0;
}

// The first to come looks for the node anew: it may have been made again since the last one left.
static nvmlReturn_t open_state(void) {
  if (atomic_load(&sg_nvml.references) > 0)
    return NVML_SUCCESS;
  struct sg_state *state;
  int error = sg_state_open_default(&state);
  if (error == EPROTO)
    return NVML_ERROR_LIB_RM_VERSION_MISMATCH;
  if (error == EACCES || error == EPERM)
    return NVML_ERROR_NO_PERMISSION;
  if (error != 0)
    return NVML_ERROR_DRIVER_NOT_LOADED;
  if (sg_nvml.state != NULL && same_node(sg_nvml.state, state)) {
    sg_state_close(state);
    return NVML_SUCCESS;
  }
  sg_nvml.epoch_offset_ns = epoch_offset(state);
  sg_nvml.state = state;
  return NVML_SUCCESS;
}

static nvmlReturn_t come(struct sg_nvml_call *call, bool without_gpus) {
  pthread_mutex_lock(&coming_and_going);
  nvmlReturn_t result = open_state();
  if (result == NVML_SUCCESS && sg_nvml.state->description.device_count == 0 && !without_gpus)
    result = NVML_ERROR_DRIVER_NOT_LOADED;
  if (result == NVML_SUCCESS)
    atomic_fetch_add(&sg_nvml.references, 1);
  pthread_mutex_unlock(&coming_and_going);
  if (result != NVML_SUCCESS)
    return result;
  // Not under the mutex: an injected hang must not keep other threads from shutting down.
  result = sg_nvml_enter(call);
  if (result != NVML_SUCCESS)
    atomic_fetch_sub(&sg_nvml.references, 1);
  return result;
}

nvmlReturn_t nvmlInit(void) {
  static struct sg_nvml_call call = {.name = __func__};
  return come(&call, false);
}

nvmlReturn_t nvmlInit_v2(void) {
  static struct sg_nvml_call call = {.name = __func__};
  return come(&call, false);
}

nvmlReturn_t nvmlInitWithFlags(unsigned int flags) {
  static struct sg_nvml_call call = {.name = __func__};
  return come(&call, (flags & NVML_INIT_FLAG_NO_GPUS) != 0);
}

nvmlReturn_t nvmlShutdown(void) {
  pthread_mutex_lock(&coming_and_going);
  nvmlReturn_t result = NVML_ERROR_UNINITIALIZED;
  if (atomic_load(&sg_nvml.references) > 0) {
    atomic_fetch_sub(&sg_nvml.references, 1);
    result = NVML_SUCCESS;
  }
  pthread_mutex_unlock(&coming_and_going);
  return result;
}

nvmlReturn_t nvmlSystemGetDriverVersion(char *version, unsigned int length) {
  SG_NVML_ENTRY();
  return sg_nvml_text(sg_nvml.state->description.driver_version, version, length);
}

nvmlReturn_t nvmlSystemGetNVMLVersion(char *version, unsigned int length) {
  SG_NVML_ENTRY();
  char text[NVML_SYSTEM_NVML_VERSION_BUFFER_SIZE];
  snprintf(text, sizeof(text), "%u.%s", sg_nvml.state->description.cuda_version / 1000,
           sg_nvml.state->description.driver_version);
  return sg_nvml_text(text, version, length);
}

static nvmlReturn_t cuda_version(int *version) {
  SG_NVML_OUTPUT(version);
  *version = (int)sg_nvml.state->description.cuda_version;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlSystemGetCudaDriverVersion(int *cudaDriverVersion) {
  SG_NVML_ENTRY();
  return cuda_version(cudaDriverVersion);
}

nvmlReturn_t nvmlSystemGetCudaDriverVersion_v2(int *cudaDriverVersion) {
  SG_NVML_ENTRY();
  return cuda_version(cudaDriverVersion);
}

nvmlReturn_t nvmlSystemGetDriverBranch(nvmlSystemDriverBranchInfo_t *branchInfo, unsigned int length) {
  SG_NVML_ENTRY();
  SG_NVML_OUTPUT(branchInfo);
  if (branchInfo->version != nvmlSystemDriverBranchInfo_v1)
    return NVML_ERROR_ARGUMENT_VERSION_MISMATCH;
  char text[sizeof(branchInfo->branch)];
  snprintf(text, sizeof(text), "r%d_00", atoi(sg_nvml.state->description.driver_version));
  return sg_nvml_text(text, branchInfo->branch, length < sizeof(text) ? length : (unsigned int)sizeof(text));
}

nvmlReturn_t nvmlSystemGetHicVersion(unsigned int *hwbcCount, nvmlHwbcEntry_t *hwbcEntries) {
  SG_NVML_ENTRY();
  SG_NVML_OUTPUT(hwbcCount);
  (void)hwbcEntries;
  *hwbcCount = 0;
  return NVML_SUCCESS;
}

nvmlReturn_t nvmlSystemGetProcessName(unsigned int pid, char *name, unsigned int length) {
  SG_NVML_ENTRY();
  if (name == NULL || length == 0)
    return NVML_ERROR_INVALID_ARGUMENT;
  char path[64], text[4096];
  snprintf(path, sizeof(path), "/proc/%u/cmdline", pid);
  FILE *file = fopen(path, "re");
  if (file == NULL)
    return errno == EACCES ? NVML_ERROR_NO_PERMISSION : NVML_ERROR_NOT_FOUND;
  size_t size = fread(text, 1, sizeof(text) - 1, file);
  fclose(file);
  text[size] = '\0';
  // Cut to what the caller has room for, as the driver does.
  snprintf(name, length, "%s", text);
  return NVML_SUCCESS;
}

const char *nvmlErrorString(nvmlReturn_t result) {
  switch (result) {
    case NVML_SUCCESS: return "The operation was successful";
    case NVML_ERROR_UNINITIALIZED: return "Uninitialized";
    case NVML_ERROR_INVALID_ARGUMENT: return "Invalid Argument";
    case NVML_ERROR_NOT_SUPPORTED: return "Not Supported";
    case NVML_ERROR_NO_PERMISSION: return "Insufficient Permissions";
    case NVML_ERROR_ALREADY_INITIALIZED: return "Already Initialized";
    case NVML_ERROR_NOT_FOUND: return "Not Found";
    case NVML_ERROR_INSUFFICIENT_SIZE: return "Insufficient Size";
    case NVML_ERROR_INSUFFICIENT_POWER: return "Insufficient External Power";
    case NVML_ERROR_DRIVER_NOT_LOADED: return "Driver Not Loaded";
    case NVML_ERROR_TIMEOUT: return "Timeout";
    case NVML_ERROR_IRQ_ISSUE: return "Interrupt Request Issue";
    case NVML_ERROR_LIBRARY_NOT_FOUND: return "NVML Shared Library Not Found";
    case NVML_ERROR_FUNCTION_NOT_FOUND: return "Function Not Found";
    case NVML_ERROR_CORRUPTED_INFOROM: return "Corrupted infoROM";
    case NVML_ERROR_GPU_IS_LOST: return "GPU is lost";
    case NVML_ERROR_RESET_REQUIRED: return "GPU requires reset";
    case NVML_ERROR_OPERATING_SYSTEM: return "GPU access blocked by the operating system";
    case NVML_ERROR_LIB_RM_VERSION_MISMATCH: return "Driver/library version mismatch";
    case NVML_ERROR_IN_USE: return "In use by another client";
    case NVML_ERROR_MEMORY: return "Insufficient Memory";
    case NVML_ERROR_NO_DATA: return "No data";
    case NVML_ERROR_VGPU_ECC_NOT_SUPPORTED: return "ECC is not supported by vGPU";
    case NVML_ERROR_INSUFFICIENT_RESOURCES: return "Insufficient Resources";
    case NVML_ERROR_FREQ_NOT_SUPPORTED: return "The requested frequency is not supported";
    case NVML_ERROR_ARGUMENT_VERSION_MISMATCH: return "The provided version is invalid or unsupported";
    case NVML_ERROR_DEPRECATED: return "The requested functionality has been deprecated";
    case NVML_ERROR_NOT_READY: return "The system is not ready for the request";
    case NVML_ERROR_GPU_NOT_FOUND: return "No GPUs were found";
    case NVML_ERROR_INVALID_STATE: return "Resource not in correct state to perform requested operation";
    default: return "Unknown Error";
  }
}
