#include "own.h"

#include <string.h>

static uint32_t slots_of(const struct hami_region *shared) {
  int32_t count = __atomic_load_n(&shared->v1.process_count, __ATOMIC_RELAXED);
  return count < 0 ? 0 : count > HAMI_REGION_SLOTS ? HAMI_REGION_SLOTS : (uint32_t)count;
}

// Its pid in the container, 0 where there is none.
static int32_t pid_of(const struct hami_region *shared, uint32_t slot) {
  return __atomic_load_n(&shared->v1.processes[slot].pid, __ATOMIC_RELAXED);
}

unsigned int vgpu_own_processes(struct vgpu_region *region) {
  if (!region)
    return 0;
  const struct hami_region *shared = vgpu_region_shared(region);
  unsigned int processes = 0;
  for (uint32_t slot = 0; slot < slots_of(shared); slot++)
    processes += pid_of(shared, slot) != 0;
  return processes;
}

// NVML names processes as the host does. What the host calls one of ours the node's monitor may have found out; if not, the
// container's pid is the best there is: it's the host's where a container has no pids of its own.
static int32_t own_pid(const struct hami_region *shared, int32_t named) {
  for (uint32_t slot = 0; slot < slots_of(shared); slot++) {
    int32_t pid = pid_of(shared, slot), host_pid = __atomic_load_n(&shared->v1.processes[slot].host_pid, __ATOMIC_RELAXED);
    if (pid != 0 && named == (host_pid != 0 ? host_pid : pid))
      return pid;
  }
  return 0;
}

unsigned int vgpu_own_entries(struct vgpu_region *region, void *entries, unsigned int count, size_t entry_bytes, size_t pid_at) {
  if (!region)
    return 0;
  const struct hami_region *shared = vgpu_region_shared(region);
  char *end = entries;
  unsigned int kept = 0;
  for (unsigned int i = 0; i < count; i++) {
    char *entry = (char *)entries + i * entry_bytes;
    int32_t pid;
    memcpy(&pid, entry + pid_at, sizeof(pid));
    pid = own_pid(shared, pid);
    if (pid == 0)
      continue;
    memcpy(entry + pid_at, &pid, sizeof(pid));
    memmove(end, entry, entry_bytes);
    end += entry_bytes;
    kept++;
  }
  return kept;
}
