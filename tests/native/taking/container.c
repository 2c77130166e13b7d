#include "container.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "libvgpu/region/region.h"

static char path[64];
static uint64_t limit;
static struct hami_region *region;
static pid_t maker;

void container_begin(int contexts, uint64_t beyond_contexts) {
  const struct sg_device_description *device = &node_state()->description.devices[0];
  limit = (uint64_t)contexts * device->context_bytes + beyond_contexts;
  struct vgpu_region_plan plan = {.origin = HAMI_REGION_BEFOREHAND, .priority = 1};
  for (; plan.device_count < node_state()->description.device_count; plan.device_count++) {
    const struct sg_device_description *it = &node_state()->description.devices[plan.device_count];
    snprintf(plan.devices[plan.device_count].uuid, sizeof(plan.devices[0].uuid), "%s", it->uuid);
    plan.devices[plan.device_count].memory = (struct vgpu_limit){HAMI_REGION_LIMITED, limit};
    plan.devices[plan.device_count].core_mode = HAMI_REGION_NONE;
  }
  maker = getpid();
  snprintf(path, sizeof(path), "/tmp/taking-%d.cache", maker);
  // What a killed test of that number left.
  unlink(path);
  enum vgpu_region_result result = vgpu_region_create(path, &plan);
  // Closed, the descriptor would take the record locks of this process with it.
  int descriptor = open(path, O_RDWR | O_CLOEXEC);
  region = mmap(NULL, HAMI_REGION_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  if (result != VGPU_REGION_OK || region == MAP_FAILED) {
    fprintf(stderr, "%s: %s\n", path, vgpu_region_result_text(result));
    exit(3);
  }
  setenv("CUDA_DEVICE_MEMORY_SHARED_CACHE", path, 1);
}

void container_end(void) {
  if (getpid() == maker)
    unlink(path);
}

uint64_t container_limit(void) { return limit; }

uint64_t container_context(void) { return node_state()->description.devices[0].context_bytes; }

struct hami_region *container_region(void) { return region; }

static uint64_t load(const uint64_t *word) { return __atomic_load_n(word, __ATOMIC_SEQ_CST); }

uint64_t container_charged(void) {
  uint64_t sum = 0;
  for (int slot = 0; slot < HAMI_REGION_SLOTS; slot++)
    sum += load(&region->v1.processes[slot].used[0].total);
  return sum;
}

static int own_slot(void) {
  for (int slot = 0; slot < HAMI_REGION_SLOTS; slot++) {
    if (__atomic_load_n(&region->v1.processes[slot].pid, __ATOMIC_SEQ_CST) == getpid())
      return slot;
  }
  return -1;
}

uint64_t container_charged_here(void) {
  int slot = own_slot();
  return slot < 0 ? 0 : load(&region->v1.processes[slot].used[0].total);
}

uint64_t container_charged_as(enum hami_region_kind kind) {
  int slot = own_slot();
  return slot < 0 ? 0 : load(&region->tail.slots[slot].kinds[0][kind]);
}

static uint64_t *highest(void) {
  static uint64_t none = UINT64_MAX;
  struct sg_state *state = node_state();
  for (uint32_t slot = 0; slot < SG_MAX_PROCESSES; slot++) {
    const struct sg_process *process = &state->processes[slot];
    if (process->state == SG_PROCESS_LIVE && process->pid == getpid())
      return &state->containers[process->container].highest_bytes[0];
  }
  return &none;
}

uint64_t container_highest(void) { return load(highest()); }

void container_highest_forget(void) { __atomic_store_n(highest(), 0, __ATOMIC_SEQ_CST); }

bool container_exact(void) {
  uint64_t device = node_mine(), charged = container_charged_here();
  if (device != charged)
    fprintf(stderr, "the device says %llu, the region %llu\n", (unsigned long long)device, (unsigned long long)charged);
  return device == charged;
}
