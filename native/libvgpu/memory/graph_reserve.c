// What graphs' memory takes of each device, charged. A launch is charged with all that its graph allocates before the driver sees
// it, and what the driver has then is what stays charged. Only a graph that was launched before, in the one stream that all such
// graphs were launched in since, certainly finds its memory there, as long as one thread does all that.
#include <errno.h>
#include <sys/mman.h>

#include "activity.h"
#include "libvgpu/lookup/unhooked.h"
#include "charging.h"
#include "graph.h"
#include "launch/launch.h"
#include "libvgpu/process/lock.h"
#include "process/log.h"

struct exec {
  struct vgpu_graph_bytes needs;
  uint64_t epoch[HAMI_REGION_DEVICES];  // in which it was launched last; 0: never
  struct exec *next_unused;
};

struct device {
  uint32_t lock;
  uint64_t reserved, charged;
  uint64_t expected;   // of `charged`: by launches under way
  uint32_t under_way;  // launches
  uint64_t begun;      // likewise, ever
  uint64_t certain;    // bytes of the one under way that was let through without a charge
  uint64_t epoch;      // changes when some graph may not find its memory again
  uint64_t stream;     // of this epoch
  uint64_t thread;     // that launched or trimmed last
  bool has_more_threads;
};

static struct device devices[HAMI_REGION_DEVICES];
static struct vgpu_table execs;  // `context` is the struct
static uint64_t exec_count;
static bool is_seen;
static uint32_t slab_lock;
static struct exec *unused, *fresh;
static size_t fresh_left;

// What this thread's launch charged beforehand.
static __thread uint64_t before_launch[HAMI_REGION_DEVICES];
static __thread uint64_t began_alone[HAMI_REGION_DEVICES];  // which one it was; 0: another one was under way
static __thread bool is_under_way;
static __thread char thread_mark;

void vgpu_graph_memory_seen(void) { __atomic_store_n(&is_seen, true, __ATOMIC_RELAXED); }

bool vgpu_graph_memory_is_seen(void) { return __atomic_load_n(&is_seen, __ATOMIC_RELAXED); }

static struct vgpu_key key_of(CUgraphExec exec) { return (struct vgpu_key){.handle = (uint64_t)(uintptr_t)exec}; }

// Launching costs nothing while there is no graph with memory.
static struct exec *find(CUgraphExec exec) {
  struct vgpu_allocation found;
  if (__builtin_expect(__atomic_load_n(&exec_count, __ATOMIC_RELAXED) == 0, 1) ||
      !vgpu_table_find(&execs, key_of(exec), &found))
    return NULL;
  return (struct exec *)(uintptr_t)found.context;
}

static uint64_t id_of(CUstream stream) {
  return stream == CU_STREAM_PER_THREAD ? (uint64_t)(uintptr_t)&thread_mark | 1
                                        : (uint64_t)(uintptr_t)(stream == CU_STREAM_LEGACY ? NULL : stream) << 1;
}

// With the device's lock.
static void settle(int index) {
  struct device *device = &devices[index];
  CUdevice cuda;
  cuuint64_t reserved;
  if (!VGPU_ASK(cuDeviceGetGraphMemAttribute) || !vgpu_device_of_index(index, &cuda) ||
      VGPU_ASK(cuDeviceGetGraphMemAttribute)(cuda, CU_GRAPH_MEM_ATTR_RESERVED_MEM_CURRENT, &reserved) != CUDA_SUCCESS)
    return;
  if (reserved < device->reserved)
    device->epoch++;
  device->reserved = reserved;
  // Launches under way may have taken what they were charged with, or be about to; what was there for the one that was not may
  // have been trimmed away before it.
  uint64_t wanted = reserved + device->expected + device->certain;
  if (device->charged > wanted) {
    vgpu_uncharge(index, HAMI_REGION_GRAPH, device->charged - wanted);
    device->charged = wanted;
  } else if (device->charged >= reserved) {
    return;
  } else if (vgpu_charge_watched(index, HAMI_REGION_GRAPH, reserved - device->charged) == CUDA_SUCCESS) {
    device->charged = reserved;
  } else {
    vgpu_log_once(VGPU_WARNING, "graphs took more memory than their nodes ask for, beyond the limit");
  }
}

// What several threads launch and trim may reach the driver in another order than it is seen here: then no launch is certain.
static void note_thread(struct device *device) {
  uint64_t thread = (uint64_t)(uintptr_t)&thread_mark;
  device->has_more_threads = device->has_more_threads || (device->thread != 0 && device->thread != thread);
  device->thread = thread;
}

// 0: certain.
static uint64_t begin(struct exec *exec, int index, uint64_t stream) {
  struct device *device = &devices[index];
  uint64_t bytes = exec->needs.bytes[index];
  vgpu_lock(&device->lock);
  note_thread(device);
  bool certain = !device->has_more_threads && device->under_way == 0 && device->stream == stream && exec->epoch[index] != 0 &&
                 exec->epoch[index] == device->epoch;
  // Beside others it may lose what it takes before it is known to have it.
  bool alone = device->under_way++ == 0;
  began_alone[index] = ++device->begun;
  if (!alone)
    began_alone[index] = 0;
  if (certain)
    device->certain = bytes;
  // Beside this one that other one may miss its memory.
  uint64_t more = certain ? 0 : bytes + device->certain;
  vgpu_unlock(&device->lock);
  return more;
}

static CUresult charge(int index, uint64_t bytes) {
  struct device *device = &devices[index];
  CUresult result = bytes == 0 ? CUDA_SUCCESS : vgpu_charge_watched(index, HAMI_REGION_GRAPH, bytes);
  vgpu_lock(&device->lock);
  if (result == CUDA_SUCCESS) {
    device->charged += bytes;
    device->expected += bytes;
  } else {
    device->under_way--;
  }
  vgpu_unlock(&device->lock);
  return result;
}

static void end(struct exec *exec, int index, uint64_t stream, uint64_t charged, bool launched) {
  struct device *device = &devices[index];
  vgpu_lock(&device->lock);
  device->under_way--;
  bool alone = began_alone[index] == device->begun;
  device->expected -= charged;
  if (charged == 0)
    device->certain = 0;
  if (charged != 0 || exec->epoch[index] != device->epoch)
    settle(index);
  if (launched) {
    if (device->epoch == 0 || !alone || device->stream != stream)
      device->epoch++;
    device->stream = stream;
    exec->epoch[index] = alone ? device->epoch : 0;
    // What it keeps may have been another graph's.
    if (exec->needs.keeps)
      device->epoch++;
  }
  vgpu_unlock(&device->lock);
}

static CUresult begin_all(struct exec *exec, uint64_t stream) {
  for (int index = 0; index < HAMI_REGION_DEVICES; index++) {
    if (exec->needs.bytes[index] == 0)
      continue;
    vgpu_activity_begin(index);
    before_launch[index] = begin(exec, index, stream);
    CUresult result = charge(index, before_launch[index]);
    if (result == CUDA_SUCCESS)
      continue;
    vgpu_activity_end(index);
    while (--index >= 0) {
      if (exec->needs.bytes[index] == 0)
        continue;
      end(exec, index, stream, before_launch[index], false);
      vgpu_activity_end(index);
    }
    return result;
  }
  return CUDA_SUCCESS;
}

CUresult vgpu_graph_before_launch(CUgraphExec handle, CUstream stream) {
  struct exec *exec = find(handle);
  is_under_way = false;
  // In a capture it becomes a node, whose graph will be asked for what it takes.
  if (exec == NULL || vgpu_capturing(stream, false))
    return CUDA_SUCCESS;
  CUresult result = exec->needs.is_refused ? CUDA_ERROR_OUT_OF_MEMORY : begin_all(exec, id_of(stream));
  is_under_way = result == CUDA_SUCCESS;
  return result;
}

void vgpu_graph_after_launch(CUgraphExec handle, CUstream stream, CUresult result) {
  struct exec *exec = is_under_way ? find(handle) : NULL;
  is_under_way = false;
  for (int index = 0; exec != NULL && index < HAMI_REGION_DEVICES; index++) {
    if (exec->needs.bytes[index] == 0)
      continue;
    end(exec, index, id_of(stream), before_launch[index], result == CUDA_SUCCESS);
    vgpu_activity_end(index);
  }
}

bool vgpu_graph_may_fit(const struct vgpu_graph_bytes *needs) {
  struct vgpu_region *region = vgpu_process_region();
  if (needs->is_refused)
    return false;
  for (uint32_t index = 0; region != NULL && index < HAMI_REGION_DEVICES; index++) {
    struct vgpu_limit limit = vgpu_region_limit(region, index);
    if (limit.mode == HAMI_REGION_LIMITED && needs->bytes[index] > limit.bytes)
      return false;
  }
  return true;
}

enum { SLAB = 64 * 1024 };

static void *map_slab(void) {
  int error = errno;
  void *slab = mmap(NULL, SLAB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  errno = error;
  return slab == MAP_FAILED ? NULL : slab;
}

static struct exec *take_unused(void) {
  vgpu_lock(&slab_lock);
  struct exec *exec = unused;
  if (exec != NULL) {
    unused = exec->next_unused;
  } else {
    if (fresh_left == 0 && (fresh = map_slab()) != NULL)
      fresh_left = SLAB / sizeof(*exec);
    if (fresh_left > 0) {
      exec = fresh++;
      fresh_left--;
    }
  }
  vgpu_unlock(&slab_lock);
  return exec;
}

static void give_back(struct exec *exec) {
  vgpu_lock(&slab_lock);
  exec->next_unused = unused;
  unused = exec;
  vgpu_unlock(&slab_lock);
}

static bool needs_any(const struct vgpu_graph_bytes *needs) {
  uint64_t sum = needs->is_refused;
  for (int index = 0; index < HAMI_REGION_DEVICES; index++)
    sum |= needs->bytes[index];
  return sum != 0;
}

CUresult vgpu_graph_instantiated(CUgraphExec handle, const struct vgpu_graph_bytes *needs) {
  if (!needs_any(needs))
    return CUDA_SUCCESS;
  struct exec *exec = take_unused();
  if (exec == NULL)
    return CUDA_ERROR_OUT_OF_MEMORY;
  *exec = (struct exec){.needs = *needs};
  struct vgpu_allocation entry = {.context = (uint64_t)(uintptr_t)exec}, replaced;
  enum vgpu_inserted inserted = vgpu_table_insert(&execs, key_of(handle), &entry, &replaced);
  if (inserted == VGPU_NO_MEMORY) {
    give_back(exec);
    return CUDA_ERROR_OUT_OF_MEMORY;
  }
  if (inserted == VGPU_REPLACED)
    give_back((struct exec *)(uintptr_t)replaced.context);
  else
    __atomic_fetch_add(&exec_count, 1, __ATOMIC_RELAXED);
  return CUDA_SUCCESS;
}

void vgpu_graph_exec_gone(CUgraphExec handle) {
  struct vgpu_allocation removed;
  if (__atomic_load_n(&exec_count, __ATOMIC_RELAXED) == 0 || !vgpu_table_remove(&execs, key_of(handle), &removed))
    return;
  __atomic_fetch_sub(&exec_count, 1, __ATOMIC_RELAXED);
  give_back((struct exec *)(uintptr_t)removed.context);
}

// With the device's lock.
static void trimmed(int index) {
  // What a launch under way takes may hide what the trim gave back.
  if (devices[index].expected > 0 || devices[index].certain > 0)
    devices[index].epoch++;
  settle(index);
}

void vgpu_graph_trimmed(int index) {
  vgpu_lock(&devices[index].lock);
  note_thread(&devices[index]);
  trimmed(index);
  vgpu_unlock(&devices[index].lock);
}

bool vgpu_graphs_make_room(int index) {
  struct device *device = &devices[index];
  CUdevice cuda;
  if (!VGPU_REAL(cuDeviceGraphMemTrim) || !vgpu_device_of_index(index, &cuda) || !vgpu_try_lock(&device->lock))
    return false;
  uint64_t before = device->charged;
  if (before > 0 && VGPU_REAL(cuDeviceGraphMemTrim)(cuda) == CUDA_SUCCESS)
    trimmed(index);
  bool made = device->charged < before;
  vgpu_unlock(&device->lock);
  return made;
}

void vgpu_graphs_settle(void) {
  for (int index = 0; index < HAMI_REGION_DEVICES; index++) {
    if (!vgpu_try_lock(&devices[index].lock))
      continue;
    if (devices[index].charged > 0)
      settle(index);
    vgpu_unlock(&devices[index].lock);
  }
}

void vgpu_graphs_forget(void) {
  for (int index = 0; index < HAMI_REGION_DEVICES; index++)
    devices[index] = (struct device){.lock = VGPU_LOCK_OPEN};
  vgpu_table_forget(&execs);
  exec_count = 0;
  slab_lock = VGPU_LOCK_OPEN;
  unused = NULL;
  fresh_left = 0;
}
