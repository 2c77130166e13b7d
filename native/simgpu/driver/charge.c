#include "memory.h"
#include "pool.h"

// Small requests share blocks: a process's small bytes on a device are rounded up as one, so the sum is exact whatever the order.
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static uint64_t small[SG_MAX_DEVICES];

static uint64_t granularity(uint32_t device) {
  uint64_t bytes = sg_driver.state->description.devices[device].granularity_bytes;
  return bytes ? bytes : SG_BLOCK;
}

bool sg_charge_device(uint32_t device, uint64_t bytes, uint64_t *charged) {
  uint64_t unit = granularity(device);
  if (bytes >= SG_SMALL) {
    *charged = sg_round_up(bytes, unit);
    return sg_memory_charge(sg_driver.state, sg_driver.process, device, SG_MEMORY_DATA, *charged, bytes) == 0;
  }
  *charged = sg_round_up(bytes, SG_SMALL_ALIGNMENT);
  pthread_mutex_lock(&lock);
  uint64_t more = sg_round_up(small[device] + *charged, unit) - sg_round_up(small[device], unit);
  bool given = sg_memory_charge(sg_driver.state, sg_driver.process, device, SG_MEMORY_DATA, more, bytes) == 0;
  if (given)
    small[device] += *charged;
  pthread_mutex_unlock(&lock);
  return given;
}

CUresult sg_charge(struct sg_context *context, uint64_t bytes, uint64_t *charged) {
  if (bytes > sg_driver.ordinals[context->ordinal].memory_bytes)
    return CUDA_ERROR_OUT_OF_MEMORY;
  do {
    if (sg_charge_device(context->device, bytes, charged))
      return CUDA_SUCCESS;
  } while (sg_pools_make_room(context->device) || sg_managed_evict(context->device));
  return CUDA_ERROR_OUT_OF_MEMORY;
}

void sg_uncharge(struct sg_context *context, uint64_t bytes, uint64_t charged) {
  sg_uncharge_device(context->device, bytes, charged);
}

void sg_uncharge_device(uint32_t device, uint64_t bytes, uint64_t charged) {
  if (bytes >= SG_SMALL) {
    sg_memory_return(sg_driver.state, sg_driver.process, device, SG_MEMORY_DATA, charged, bytes);
    return;
  }
  uint64_t unit = granularity(device);
  pthread_mutex_lock(&lock);
  uint64_t less = sg_round_up(small[device], unit) - sg_round_up(small[device] - charged, unit);
  small[device] -= charged;
  sg_memory_return(sg_driver.state, sg_driver.process, device, SG_MEMORY_DATA, less, bytes);
  pthread_mutex_unlock(&lock);
}
