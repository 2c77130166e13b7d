#include <string.h>

#include "activity.h"
#include "libvgpu/lookup/unhooked.h"
#include "context.h"
#include "forget.h"
#include "growth.h"
#include "launch/launch.h"
#include "libvgpu/process/lock.h"
#include "process/log.h"
#include "request.h"
#include "usage.h"

struct device_contexts {
  uint32_t lock;
  uint32_t count;
  uint32_t holds;  // of the primary one
  CUcontext primary;
  uint64_t primary_number;
};

static struct device_contexts devices[HAMI_REGION_DEVICES];
static uint64_t last_number;
// Counts births and deaths; what a thread remembers of a handle is worth nothing after one.
static uint32_t epoch = 1;

static __thread struct {
  CUcontext context;
  uint32_t epoch;
  struct vgpu_here here;
} remembered;

CUresult vgpu_context_place(CUdevice device, int *index) {
  *index = VGPU_NO_DEVICE;
  enum vgpu_standing standing = vgpu_process_standing();
  int count = 0;
  if (standing == VGPU_NOT_STARTED)
    return CUDA_SUCCESS;
  CUresult result = VGPU_ASK(cuDeviceGetCount) ? VGPU_ASK(cuDeviceGetCount)(&count) : CUDA_ERROR_NOT_FOUND;
  if (result != CUDA_SUCCESS || device < 0 || device >= count)
    return result;
  if (standing == VGPU_DENIED)
    return vgpu_charge(VGPU_NO_DEVICE, HAMI_REGION_CONTEXT, 0);
  *index = vgpu_index_of_device(device);
  if (*index != VGPU_NO_DEVICE)
    return CUDA_SUCCESS;
  vgpu_log_once(VGPU_ERROR, "a context on a device that this container was not granted is refused");
  return CUDA_ERROR_OUT_OF_MEMORY;
}

void vgpu_contexts_lock(int index) {
  if (index != VGPU_NO_DEVICE)
    vgpu_lock(&devices[index].lock);
}

void vgpu_contexts_unlock(int index) {
  if (index != VGPU_NO_DEVICE)
    vgpu_unlock(&devices[index].lock);
}

CUcontext vgpu_primary_of(int index) { return index != VGPU_NO_DEVICE ? devices[index].primary : NULL; }

uint32_t *vgpu_primary_holds(int index) {
  static uint32_t of_none;
  return index != VGPU_NO_DEVICE ? &devices[index].holds : &of_none;
}

uint32_t vgpu_contexts_on(int index) { return __atomic_load_n(&devices[index].count, __ATOMIC_SEQ_CST); }

CUresult vgpu_birth_begin(struct vgpu_birth *birth, CUdevice device, int index) {
  *birth = (struct vgpu_birth){.index = index};
  if (index == VGPU_NO_DEVICE)
    return CUDA_SUCCESS;
  vgpu_forget_at_fork();
  birth->bytes = vgpu_context_size(index, device, &birth->is_measured);
  vgpu_activity_begin(index);
  CUresult result = vgpu_charge(index, HAMI_REGION_CONTEXT, birth->bytes);
  if (result != CUDA_SUCCESS)
    vgpu_activity_end(index);
  return result;
}

void vgpu_birth_failed(struct vgpu_birth *birth) {
  if (birth->index == VGPU_NO_DEVICE)
    return;
  vgpu_uncharge(birth->index, HAMI_REGION_CONTEXT, birth->bytes);
  vgpu_activity_end(birth->index);
}

// All that this process uses of the device but was not charged for otherwise is the context's. Nothing else happens there yet:
// nearly all that a process can do needs one.
static bool measure(const struct vgpu_birth *birth, uint64_t *bytes) {
  struct vgpu_usage usage;
  if (birth->is_measured || vgpu_contexts_on(birth->index) > 0 || !vgpu_usage_read(birth->index, &usage) || !usage.exact)
    return false;
  uint64_t others = usage.charged - birth->bytes;
  if (usage.elsewhere > 0 || usage.grown > 0 || usage.used <= others)
    return false;
  *bytes = usage.used - others;
  return vgpu_context_measured(birth->index, *bytes);
}

static bool settle(struct vgpu_birth *birth) {
  uint64_t bytes;
  if (!measure(birth, &bytes))
    return true;
  if (bytes > birth->bytes && vgpu_charge(birth->index, HAMI_REGION_CONTEXT, bytes - birth->bytes) != CUDA_SUCCESS)
    return false;
  if (bytes < birth->bytes)
    vgpu_uncharge(birth->index, HAMI_REGION_CONTEXT, birth->bytes - bytes);
  birth->bytes = bytes;
  return true;
}

static void take_out(struct vgpu_key key) {
  struct vgpu_death death = {.key = key};
  death.is_known = vgpu_table_remove(&vgpu_memory, key, &death.allocation);
  if (death.is_known)
    vgpu_activity_begin(death.allocation.device);
  vgpu_death_done(&death);
}

bool vgpu_birth_done(struct vgpu_birth *birth, CUcontext context, bool is_primary) {
  if (birth->index == VGPU_NO_DEVICE)
    return true;
  // The driver did all it had to do: from here on the measurement may compare.
  vgpu_activity_end(birth->index);
  bool is_settled = settle(birth);
  vgpu_activity_begin(birth->index);
  if (!is_settled)
    return false;
  struct vgpu_key key = vgpu_key_of_handle(context, VGPU_CONTEXT);
  // One of that handle ended on a way that no hook saw.
  take_out(key);
  uint64_t number = __atomic_add_fetch(&last_number, 1, __ATOMIC_SEQ_CST);
  struct vgpu_allocation allocation = {.bytes = birth->bytes, .context = number, .device = (uint16_t)birth->index};
  if (!vgpu_record(key, &allocation))
    return false;
  struct device_contexts *there = &devices[birth->index];
  if (is_primary) {
    __atomic_store_n(&there->primary_number, number, __ATOMIC_SEQ_CST);
    there->primary = context;
  }
  __atomic_add_fetch(&there->count, 1, __ATOMIC_SEQ_CST);
  __atomic_add_fetch(&epoch, 1, __ATOMIC_SEQ_CST);
  vgpu_activity_end(birth->index);
  vgpu_attendant_start();
  return true;
}

void vgpu_death_begin(struct vgpu_death *death, CUcontext context) {
  death->key = vgpu_key_of_handle(context, VGPU_CONTEXT);
  death->is_known = context != NULL && vgpu_process_standing() == VGPU_GRANTED &&
                    vgpu_table_remove(&vgpu_memory, death->key, &death->allocation);
  if (death->is_known)
    vgpu_activity_begin(death->allocation.device);
}

void vgpu_death_failed(struct vgpu_death *death) {
  if (!death->is_known)
    return;
  vgpu_record(death->key, &death->allocation);
  vgpu_activity_end(death->allocation.device);
}

static void sweep(uint64_t number) {
  struct vgpu_sweep sweep = {.context = number};
  struct vgpu_swept swept[32];
  size_t count;
  while ((count = vgpu_table_sweep(&vgpu_memory, &sweep, swept, sizeof(swept) / sizeof(*swept))) > 0) {
    for (size_t k = 0; k < count; k++)
      vgpu_give_back(swept[k].key, &swept[k].allocation);
  }
}

void vgpu_death_done(struct vgpu_death *death) {
  if (!death->is_known)
    return;
  int index = death->allocation.device;
  struct device_contexts *there = &devices[index];
  bool is_last = __atomic_sub_fetch(&there->count, 1, __ATOMIC_SEQ_CST) == 0;
  __atomic_add_fetch(&epoch, 1, __ATOMIC_SEQ_CST);
  uint64_t number = death->allocation.context;
  if (__atomic_compare_exchange_n(&there->primary_number, &number, 0, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
    there->primary = NULL;
  sweep(death->allocation.context);
  vgpu_pools_context_ended();
  vgpu_give_back(death->key, &death->allocation);
  if (is_last)
    vgpu_growth_ended(index);
  vgpu_activity_end(index);
}

void vgpu_context_ended(CUcontext context) {
  struct vgpu_death death;
  vgpu_death_begin(&death, context);
  vgpu_death_done(&death);
}

// A green context, or one that was made on a way that no hook saw: what is taken in it ends with the primary one. False: it
// has ended, and the driver will take nothing in it.
static CUresult look_in_unknown(struct vgpu_here *here) {
  __typeof__(&cuCtxGetDevice) get_device = VGPU_ASK(cuCtxGetDevice);
  CUdevice device;
  CUresult result = get_device ? get_device(&device) : CUDA_ERROR_NOT_FOUND;
  if (result != CUDA_SUCCESS)
    return result;
  int index = vgpu_index_of_device(device);
  uint64_t number = index != VGPU_NO_DEVICE ? __atomic_load_n(&devices[index].primary_number, __ATOMIC_SEQ_CST) : 0;
  *here = (struct vgpu_here){.index = index, .context = number};
  return CUDA_SUCCESS;
}

CUresult vgpu_look_here(struct vgpu_here *here) {
  __typeof__(&cuCtxGetCurrent) get_current = VGPU_ASK(cuCtxGetCurrent);
  CUcontext context = NULL;
  CUresult result = get_current ? get_current(&context) : CUDA_ERROR_NOT_FOUND;
  if (result != CUDA_SUCCESS || context == NULL)
    return result != CUDA_SUCCESS ? result : CUDA_ERROR_INVALID_CONTEXT;
  uint32_t now = __atomic_load_n(&epoch, __ATOMIC_SEQ_CST);
  if (remembered.context != context || remembered.epoch != now) {
    struct vgpu_allocation known;
    remembered.context = NULL;
    if (vgpu_table_find(&vgpu_memory, vgpu_key_of_handle(context, VGPU_CONTEXT), &known))
      remembered.here = (struct vgpu_here){.index = known.device, .context = known.context};
    else if ((result = look_in_unknown(&remembered.here)) != CUDA_SUCCESS)
      return result;
    remembered.context = context;
    remembered.epoch = now;
  }
  *here = remembered.here;
  return CUDA_SUCCESS;
}

bool vgpu_here(struct vgpu_here *here) { return vgpu_look_here(here) == CUDA_SUCCESS; }

void vgpu_contexts_forget(void) {
  memset(devices, 0, sizeof(devices));
  epoch++;
}
