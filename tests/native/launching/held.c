#include "held.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "libvgpu/region/region.h"
#include "simgpu/calendar/calendar.h"

static char path[64];
static struct hami_region *region;
static struct sg_state *state;
static CUmodule module;
static pid_t maker;

void held_must(const char *file, int line, const char *call, CUresult result) {
  if (result == CUDA_SUCCESS)
    return;
  printf("FAIL %s:%d: %s: error %d\n0 passed, 1 failed\n", file, line, call, (int)result);
  fflush(stdout);
  _exit(1);
}

void held_begin(uint32_t percent) {
  struct vgpu_region_plan plan = {.origin = HAMI_REGION_BEFOREHAND, .priority = 1};
  if (sg_state_open_default(&state) != 0)
    exit(3);
  for (; plan.device_count < state->description.device_count; plan.device_count++) {
    __typeof__(&plan.devices[0]) device = &plan.devices[plan.device_count];
    snprintf(device->uuid, sizeof(device->uuid), "%s", state->description.devices[plan.device_count].uuid);
    device->memory = (struct vgpu_limit){HAMI_REGION_LIMITED, UINT64_C(8) << 30};
    device->core_mode = percent == 0 ? HAMI_REGION_NONE : percent > 100 ? HAMI_REGION_REFUSED : HAMI_REGION_LIMITED;
    device->core_percent = percent;
    device->policy = HAMI_REGION_POLICY_FORCE;
  }
  maker = getpid();
  snprintf(path, sizeof(path), "/tmp/launching-%d.cache", maker);
  enum vgpu_region_result result = vgpu_region_create(path, &plan);
  // Closed, the descriptor would take the record locks of this process with it.
  int descriptor = open(path, O_RDWR | O_CLOEXEC);
  region = mmap(NULL, HAMI_REGION_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  if (result != VGPU_REGION_OK || region == MAP_FAILED) {
    fprintf(stderr, "%s: %s\n", path, vgpu_region_result_text(result));
    exit(3);
  }
  setenv("CUDA_DEVICE_MEMORY_SHARED_CACHE", path, 1);
  setenv("HAMI_PRESENCE_DIRECTORY", "/nonexistent", 0);
  setenv("SIMGPU_CONTAINER", "launching", 1);
}

void held_end(void) {
  char presence[96];
  for (uint32_t d = 0; getpid() == maker && d < state->description.device_count; d++) {
    snprintf(presence, sizeof(presence), "%s.presence-%u", path, d);
    unlink(presence);
  }
  if (getpid() == maker)
    unlink(path);
}

struct hami_region *held_region(void) { return region; }

CUcontext held_open(void) {
  CUcontext context;
  MUST(cuInit(0));
  MUST(cuCtxCreate_v2(&context, CU_CTX_SCHED_BLOCKING_SYNC, 0));
  MUST(cuModuleLoadData(&module, "simgpu 1\nkernel us20 us=20 sms=1000\nkernel us200 us=200 sms=1000\n"
                                 "kernel us2000 us=2000 sms=1000\nkernel fill us=20 computes=fill\n"));
  return context;
}

CUfunction held_kernel(const char *name) {
  CUfunction function;
  MUST(cuModuleGetFunction(&function, module, name));
  return function;
}

CUstream held_stream(void) {
  CUstream stream;
  MUST(cuStreamCreate(&stream, CU_STREAM_NON_BLOCKING));
  return stream;
}

CUresult held_launch(const char *kernel, CUstream stream) {
  return cuLaunchKernel(held_kernel(kernel), 1, 1, 1, 128, 1, 1, 0, stream, NULL, NULL);
}

uint64_t held_now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

void held_sleep_ms(long ms) {
  nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000}, NULL);
}

uint64_t held_device_ns(void) {
  uint64_t sum = 0;
  sg_state_lock(state);
  sg_calendar_advance(state, sg_now(state));
  for (uint32_t i = 0; i < SG_MAX_CONTAINERS && state->containers[i].name[0] != '\0'; i++) {
    for (uint32_t d = 0; d < state->description.device_count && strcmp(state->containers[i].name, "launching") == 0; d++)
      sum += state->containers[i].device_ns[d];
  }
  sg_state_unlock(state);
  return sum;
}

struct held_stretch held_stretch(void) { return (struct held_stretch){held_now_ns(), held_device_ns()}; }

struct held_gain held_gain(struct held_stretch since, uint32_t percent) {
  uint64_t device = held_device_ns() - since.device_ns, wall = held_now_ns() - since.wall_ns;
  return (struct held_gain){.device_ms = (double)device / 1e6, .wall_ms = (double)wall / 1e6,
                            .most_ms = ((double)wall / 1e6 + 250) * percent / 100 + 10};
}
