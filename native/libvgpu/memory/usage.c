#include "usage.h"

#include <errno.h>
#include <string.h>

#include "activity.h"
#include "libvgpu/lookup/unhooked.h"
#include "forget.h"
#include "libvgpu/region/system.h"
#include "libvgpu/process/lock.h"
#include "memory.h"
#include "watch.h"

enum { MOST_PROCESSES = 1024, TRIES = 16, PAUSE_US = 50 };

// Too many for a program's stack.
static nvmlProcessInfo_t processes[MOST_PROCESSES];
static uint32_t lock;
static bool is_started;
static nvmlDevice_t handles[HAMI_REGION_DEVICES];

void vgpu_usage_forget(void) {
  lock = VGPU_LOCK_OPEN;
  is_started = false;
  memset(handles, 0, sizeof(handles));
}

static bool start(void) {
  if (!is_started) {
    const int error = errno;
    is_started = VGPU_ASK(nvmlInit_v2) && VGPU_ASK(nvmlInit_v2)() == NVML_SUCCESS;
    errno = error;
  }
  return is_started;
}

static bool find_handle(int index, const struct hami_region *shared) {
  if (handles[index] != NULL)
    return true;
  char uuid[HAMI_REGION_UUID_BYTES + 1] = {0};
  memcpy(uuid, shared->v1.uuids[index], HAMI_REGION_UUID_BYTES);
  return VGPU_ASK(nvmlDeviceGetHandleByUUID) && VGPU_ASK(nvmlDeviceGetHandleByUUID)(uuid, &handles[index]) == NVML_SUCCESS;
}

// The oldest form knows less of each process.
static bool list_oldest(nvmlDevice_t device, unsigned *count) {
  static nvmlProcessInfo_v1_t older[MOST_PROCESSES];
  __typeof__(&nvmlDeviceGetComputeRunningProcesses) list = VGPU_REAL(nvmlDeviceGetComputeRunningProcesses);
  if (!list || list(device, count, older) != NVML_SUCCESS)
    return false;
  for (unsigned k = 0; k < *count && k < MOST_PROCESSES; k++)
    processes[k] = (nvmlProcessInfo_t){.pid = older[k].pid, .usedGpuMemory = older[k].usedGpuMemory};
  return true;
}

static bool list_processes(nvmlDevice_t device, unsigned *count) {
  *count = MOST_PROCESSES;
  __typeof__(&nvmlDeviceGetComputeRunningProcesses_v3) newest = VGPU_REAL(nvmlDeviceGetComputeRunningProcesses_v3);
  if (newest)
    return newest(device, count, processes) == NVML_SUCCESS;
  __typeof__(&nvmlDeviceGetComputeRunningProcesses_v2) newer = VGPU_REAL(nvmlDeviceGetComputeRunningProcesses_v2);
  if (newer)
    return newer(device, count, (nvmlProcessInfo_v2_t *)processes) == NVML_SUCCESS;
  return list_oldest(device, count);
}

// NVML has the host's pids; the node's monitor writes ours into the slot.
static uint32_t pid_in_nvml(const struct hami_region_process *own) {
  int32_t host_pid = __atomic_load_n(&own->host_pid, __ATOMIC_RELAXED);
  return (uint32_t)(host_pid > 0 ? host_pid : getpid());
}

static bool ask_nvml(int index, const struct hami_region *shared, const struct hami_region_process *own, uint64_t *used) {
  unsigned count;
  if (!start() || !find_handle(index, shared) || !list_processes(handles[index], &count))
    return false;
  bool found = false;
  *used = 0;
  for (unsigned k = 0; k < count && k < MOST_PROCESSES; k++) {
    if (processes[k].pid != pid_in_nvml(own) || processes[k].usedGpuMemory == (unsigned long long)NVML_VALUE_NOT_AVAILABLE)
      continue;
    // A card cut into instances lists a process once for each that it uses.
    *used += processes[k].usedGpuMemory;
    found = true;
  }
  return found;
}

struct charges {
  uint64_t activity, total, grown, context, elsewhere, borrowed;
};

static uint64_t load(const uint64_t *word) { return __atomic_load_n(word, __ATOMIC_SEQ_CST); }

static struct charges read_charges(int index, const struct hami_region *shared, int slot) {
  const struct hami_region_memory *used = &shared->v1.processes[slot].used[index];
  const uint64_t *kinds = shared->tail.slots[slot].kinds[index];
  // What another process of the container is charged with, NVML may show with either.
  uint64_t borrowed = vgpu_physical_borrowed(index);
  return (struct charges){
    .activity = load(&vgpu_activity[index]),
    .total = load(&used->total) + borrowed,
    .grown = load(&kinds[HAMI_REGION_MODULE]),
    .context = load(&kinds[HAMI_REGION_CONTEXT]),
    .elsewhere = load(&kinds[HAMI_REGION_MANAGED]) + load(&kinds[HAMI_REGION_POOL]) + load(&kinds[HAMI_REGION_GRAPH]) + borrowed,
    .borrowed = borrowed,
  };
}

static uint64_t greater(uint64_t one, uint64_t other) { return one > other ? one : other; }

static bool read_once(int index, const struct hami_region *shared, int slot, struct vgpu_usage *usage) {
  vgpu_watch_begin(index);
  struct charges before = read_charges(index, shared, slot);
  bool read = ask_nvml(index, shared, &shared->v1.processes[slot], &usage->used);
  struct charges after = read_charges(index, shared, slot);
  uint64_t most = greater(vgpu_watch_end(index) + after.borrowed, greater(before.total, after.total));
  usage->exact = (uint32_t)before.activity == 0 && after.activity == before.activity && after.total == before.total;
  usage->grown = after.grown;
  usage->charged = most > usage->grown ? most - usage->grown : 0;
  usage->context = after.context;
  usage->elsewhere = after.elsewhere;
  return read;
}

// Of inexact ones the one that shows most of what nobody was charged for.
static uint64_t shown(const struct vgpu_usage *usage) { return usage->used > usage->charged ? usage->used - usage->charged : 0; }

bool vgpu_usage_read(int index, struct vgpu_usage *usage) {
  struct vgpu_region *region = vgpu_process_region();
  int slot = region != NULL ? vgpu_region_slot(region) : -1;
  if (slot < 0)
    return false;
  vgpu_lock(&lock);
  bool read = read_once(index, vgpu_region_shared(region), slot, usage);
  for (int tries = 1; read && !usage->exact && tries < TRIES; tries++) {
    struct vgpu_usage again;
    // Else this might meet a thread that takes and frees in a loop at the same point each time.
    vgpu_sleep_us(PAUSE_US);
    if (!read_once(index, vgpu_region_shared(region), slot, &again))
      break;
    if (again.exact || shown(&again) > shown(usage))
      *usage = again;
  }
  vgpu_unlock(&lock);
  return read;
}
