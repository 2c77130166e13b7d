#include "meter.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "epoch.h"
#include "libvgpu/process/given.h"
#include "libvgpu/process/log.h"
#include "libvgpu/region/handle.h"
#include "presence_file.h"

#define SAME(balance_field, region_field) \
  _Static_assert(offsetof(struct vgpu_balance, balance_field) == \
                     offsetof(struct hami_region_device, region_field) - offsetof(struct hami_region_device, credit_time), \
                 #region_field)
SAME(credit_time_ns, credit_time);
SAME(gate_open, gate);
SAME(percent, rate);
SAME(alone_ns, alone_ns);
SAME(shared_ns, shared_ns);
SAME(trim_millionths, trim_millionths);
SAME(trimmed_ns, trimmed_ns);

static struct vgpu_meter *meters[HAMI_REGION_DEVICES];
static uint32_t starting;  // lock

static struct hami_region *shared_region(void) {
  struct vgpu_region *region = vgpu_process_region();
  return region == NULL ? NULL : vgpu_region_shared(region);
}

static struct vgpu_words words_of(struct hami_region *region) {
  return (struct vgpu_words){(_Atomic int32_t *)&region->v1.recent_kernel, (_Atomic int32_t *)&region->v1.utilization_switch};
}

// What the region grants: percent of a device, 100 for all of it; 0: refused.
static uint32_t granted_percent(const struct hami_region_device *device) {
  uint32_t mode = __atomic_load_n(&device->core_mode, __ATOMIC_RELAXED);
  uint32_t percent = __atomic_load_n(&device->core_percent, __ATOMIC_RELAXED);
  if (mode == HAMI_REGION_NONE || mode == HAMI_REGION_HARDWARE)
    return 100;
  if (mode != HAMI_REGION_LIMITED)
    return 0;
  return percent > 100 ? 100 : percent;
}

// The smaller of that and of what this process's environment says.
static uint32_t asked_percent(int index) {
  struct vgpu_core_limit limit = vgpu_core_limit(index);
  if (limit.mode == HAMI_REGION_NONE || limit.mode == HAMI_REGION_HARDWARE)
    return 100;
  return limit.mode == HAMI_REGION_LIMITED && limit.percent <= 100 ? limit.percent : 0;
}

static enum vgpu_policy policy_of(const struct hami_region_device *device) {
  uint32_t policy = __atomic_load_n(&device->policy, __ATOMIC_RELAXED);
  return policy == HAMI_REGION_POLICY_DISABLE ? VGPU_POLICY_DISABLE
         : policy == HAMI_REGION_POLICY_FORCE ? VGPU_POLICY_FORCE
                                              : VGPU_POLICY_DEFAULT;
}

static enum vgpu_restraint restraint_in(struct hami_region *region, int index) {
  const struct hami_region_device *device = &region->tail.devices[index];
  uint32_t granted = granted_percent(device), asked = asked_percent(index);
  if (granted == 0 || asked == 0)
    return VGPU_FORBIDDEN;
  if ((granted == 100 && asked == 100) || policy_of(device) == VGPU_POLICY_DISABLE)
    return VGPU_UNRESTRAINED;
  bool wanted = policy_of(device) == VGPU_POLICY_FORCE || atomic_load(words_of(region).utilization_switch) != 0;
  return wanted ? VGPU_RESTRAINED : VGPU_UNRESTRAINED;
}

enum vgpu_restraint vgpu_restraint(int index) {
  struct hami_region *region = shared_region();
  if (region == NULL || index < 0 || index >= HAMI_REGION_DEVICES)
    return VGPU_FORBIDDEN;
  return restraint_in(region, index);
}

static uint32_t device_count(const struct hami_region *region) {
  uint64_t count = region->v1.device_count;
  return count < HAMI_REGION_DEVICES ? (uint32_t)count : HAMI_REGION_DEVICES;
}

uint32_t vgpu_device_count(void) {
  struct hami_region *region = shared_region();
  return region == NULL ? 0 : device_count(region);
}

bool vgpu_all_unrestrained(void) {
  struct hami_region *region = shared_region();
  if (region == NULL)
    return false;
  for (uint32_t i = 0; i < device_count(region); i++) {
    if (restraint_in(region, (int)i) != VGPU_UNRESTRAINED)
      return false;
  }
  return true;
}

// The lock of the meter held, or nobody else knows it yet.
static void follow(struct vgpu_meter *meter, struct hami_region *region, uint64_t now_ns) {
  const struct hami_region_device *device = &region->tail.devices[meter->index];
  uint32_t granted = granted_percent(device), asked = asked_percent(meter->index);
  meter->credits.policy = policy_of(device);
  meter->credits.asked_percent = asked < granted ? asked : 0;
  if (granted != 0)
    vgpu_balance_set_percent(meter->credits.balance, granted, now_ns);
}

void vgpu_restraints_look(void) {
  static _Atomic uint64_t seen;
  struct hami_region *region = shared_region();
  if (region == NULL)
    return;
  uint64_t now = vgpu_now_ns(), sum = 1;
  for (uint32_t i = 0; i < device_count(region); i++) {
    const struct hami_region_device *device = &region->tail.devices[i];
    sum = sum * 31 + (uint64_t)restraint_in(region, (int)i) * 1000 + granted_percent(device);
    sum = sum * 31 + (uint64_t)policy_of(device) * 1000 + asked_percent((int)i);
    struct vgpu_meter *meter = vgpu_meter_if_any((int)i);
    if (meter == NULL)
      continue;
    vgpu_lock(&meter->lock);
    follow(meter, region, now);
    vgpu_unlock(&meter->lock);
  }
  if (atomic_exchange(&seen, sum) != sum)
    vgpu_epoch_next();
}

// The container in the upper half, this process in the lower.
static uint64_t owner_in(struct hami_region *region) {
  const struct vgpu_region *handle = vgpu_process_region();
  int slot = vgpu_region_slot(handle);
  uint64_t container = (handle->inode ^ handle->device << 48) * UINT64_C(0x9e3779b97f4a7c15);
  uint64_t process = (uint64_t)getpid();
  if (slot >= 0)
    process = region->tail.slots[slot].claim ^ region->tail.slots[slot].pid_namespace << 40;
  process *= UINT64_C(0xc2b2ae3d27d4eb4f);
  return (container >> 32 << 32) | process >> 32 | 1;
}

// Under MPS processes run beside each other instead of in turn: the time that passes is a process's own.
static bool shares_by_mps(void) {
  const char *pipe = getenv("CUDA_MPS_PIPE_DIRECTORY");
  if (pipe == NULL || pipe[0] == '\0')
    return false;
  vgpu_log_once(VGPU_WARNING, "under MPS each process is charged all the time that its launches take, also that of others beside it");
  return true;
}

static struct vgpu_meter *start(struct hami_region *region, int index) {
  struct vgpu_meter *meter =
      mmap(NULL, sizeof(*meter), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (meter == MAP_FAILED)
    return NULL;
  uint64_t now = vgpu_now_ns();
  struct hami_region_device *device = &region->tail.devices[index];
  struct vgpu_balance *balance = (struct vgpu_balance *)&device->credit_time;
  meter->index = index;
  meter->page_file = shares_by_mps() ? -1 : vgpu_presence_file_open(region->v1.uuids[index], vgpu_process_region()->path, index);
  if (meter->page_file >= 0)
    vgpu_presence_file_read(meter->page_file, &meter->page, NULL);
  vgpu_balance_start(balance, granted_percent(device), now);
  vgpu_credits_start(&meter->credits, balance, words_of(region), meter->page_file >= 0 ? &meter->page : NULL,
                     owner_in(region), policy_of(device), now);
  follow(meter, region, now);
  return meter;
}

struct vgpu_meter *vgpu_meter_if_any(int index) { return __atomic_load_n(&meters[index], __ATOMIC_ACQUIRE); }

struct vgpu_meter *vgpu_meter(int index) {
  struct vgpu_meter *meter = vgpu_meter_if_any(index);
  struct hami_region *region = meter != NULL ? NULL : shared_region();
  if (region == NULL)
    return meter;
  vgpu_lock(&starting);
  meter = meters[index];
  if (meter == NULL) {
    meter = start(region, index);
    __atomic_store_n(&meters[index], meter, __ATOMIC_RELEASE);
  }
  vgpu_unlock(&starting);
  return meter;
}

// In a fork's child: what the parent's copies held is of no use here, and events are the parent's.
void vgpu_meters_forget(void) {
  starting = VGPU_LOCK_OPEN;
  for (int i = 0; i < HAMI_REGION_DEVICES; i++) {
    if (meters[i] == NULL)
      continue;
    if (meters[i]->page_file >= 0)
      syscall(SYS_close, meters[i]->page_file);
    munmap(meters[i], sizeof(*meters[i]));
    meters[i] = NULL;
  }
}

struct vgpu_metered_context *vgpu_metered_context(struct vgpu_meter *meter, CUcontext context) {
  struct vgpu_metered_context *room = NULL;
  for (uint32_t i = 0; i < VGPU_METER_CONTEXTS; i++) {
    if (meter->contexts[i].context == context)
      return &meter->contexts[i];
    if (meter->contexts[i].context == NULL && room == NULL)
      room = &meter->contexts[i];
  }
  if (room != NULL) {
    memset(room, 0, sizeof(*room));
    room->context = context;
  }
  return room;
}

bool vgpu_is_blocked(void) {
  struct hami_region *region = shared_region();
  if (region == NULL)
    return false;
  if (atomic_load_explicit(words_of(region).recent_kernel, memory_order_relaxed) < 0)
    return true;
  int slot = vgpu_region_slot(vgpu_process_region());
  return slot >= 0 &&
         __atomic_load_n(&region->v1.processes[slot].status, __ATOMIC_RELAXED) == HAMI_REGION_STATUS_SUSPENDED;
}

void vgpu_say_launching(uint64_t now_ns) {
  static _Atomic uint64_t said_ns;
  struct hami_region *region = shared_region();
  if (region == NULL)
    return;
  _Atomic int32_t *recent = words_of(region).recent_kernel;
  int32_t was = atomic_load_explicit(recent, memory_order_relaxed);
  if (was >= 0 && was != 2)
    atomic_compare_exchange_strong(recent, &was, 2);
  uint64_t said = atomic_load_explicit(&said_ns, memory_order_relaxed);
  if (now_ns - said < 1000000000 || !atomic_compare_exchange_strong(&said_ns, &said, now_ns))
    return;
  struct timespec date;
  clock_gettime(CLOCK_REALTIME, &date);
  __atomic_store_n(&region->v1.last_kernel_time, (uint64_t)date.tv_sec, __ATOMIC_RELAXED);
}
