#include <stdlib.h>

#include "managed.h"

// Managed memory lies on its device while there is room, else with the host. All of it: parts are not told apart.
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static bool add_part(struct sg_managed *managed, uint64_t start, uint64_t bytes, const struct sg_advice *like) {
  struct sg_advice *advice = malloc(sizeof *advice);
  if (!advice)
    return false;
  *advice = *like;
  if (sg_ranges_insert(&managed->parts, start, bytes, advice))
    return true;
  free(advice);
  return false;
}

static void free_parts(struct sg_managed *managed) {
  while (managed->parts.root) {
    void *advice;
    sg_ranges_remove(&managed->parts, managed->parts.root->start, NULL, &advice);
    free(advice);
  }
}

CUresult cuMemAllocManaged(CUdeviceptr *dptr, size_t bytesize, unsigned int flags) {
  SG_ENTRY();
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  if (!dptr || bytesize == 0 || (flags != CU_MEM_ATTACH_GLOBAL && flags != CU_MEM_ATTACH_HOST))
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_capture_forbids(NULL));
  CUdeviceptr address;
  SG_TRY(sg_address_reserve(bytesize, SG_BLOCK, &address));
  CUresult result = sg_address_open(address, bytesize);
  if (result != CUDA_SUCCESS) {
    sg_address_release(address, bytesize);
    return result;
  }
  struct sg_allocation *allocation = malloc(sizeof *allocation);
  struct sg_managed *managed = calloc(1, sizeof *managed);
  if (allocation && managed && add_part(managed, address, bytesize, &(struct sg_advice){0})) {
    *allocation = (struct sg_allocation){
        .base = address, .bytes = bytesize, .kind = SG_ALLOCATION_MANAGED, .context = context, .device = context->device,
        .ordinal = context->ordinal, .flags = flags, .id = sg_allocation_next_id(), .owner = managed,
        .host = (char *)(uintptr_t)address};
    result = sg_allocation_add(allocation);
  } else {
    result = CUDA_ERROR_OUT_OF_MEMORY;
  }
  if (result != CUDA_SUCCESS) {
    if (managed)
      free_parts(managed);
    free(managed);
    free(allocation);
    sg_address_close(address, bytesize);
    sg_address_release(address, bytesize);
    return result;
  }
  if (flags == CU_MEM_ATTACH_GLOBAL)
    sg_managed_move(allocation, context->ordinal);
  *dptr = address;
  return CUDA_SUCCESS;
}

void sg_managed_free(struct sg_allocation *allocation) {
  sg_managed_move(allocation, CU_DEVICE_CPU);
  sg_address_close(allocation->base, allocation->bytes);
  sg_address_forget(allocation->base, sg_round_up(allocation->bytes, SG_PAGE));
  sg_address_release(allocation->base, allocation->bytes);
  free_parts(allocation->owner);
  free(allocation->owner);
  free(allocation);
}

bool sg_managed_move(struct sg_allocation *allocation, int ordinal) {
  bool moved = false;
  pthread_mutex_lock(&lock);
  uint32_t device = ordinal == CU_DEVICE_CPU ? SG_NONE : sg_driver.ordinals[ordinal].device;
  bool there = allocation->charged ? allocation->device == device : device == SG_NONE;
  if (!there) {
    uint64_t charged = 0;
    if (device == SG_NONE || sg_charge_device(device, allocation->bytes, &charged)) {
      if (allocation->charged)
        sg_uncharge_device(allocation->device, allocation->bytes, allocation->charged);
      allocation->charged = charged;
      if (device != SG_NONE)
        allocation->device = device;
      moved = true;
    }
  }
  pthread_mutex_unlock(&lock);
  return moved;
}

bool sg_managed_evict(uint32_t device) {
  size_t count;
  bool evicted = false;
  struct sg_allocation **all = sg_allocations_of(NULL, 1u << SG_ALLOCATION_MANAGED, &count);
  pthread_mutex_lock(&lock);
  for (size_t i = 0; i < count && !evicted; i++) {
    if (all[i]->charged && all[i]->device == device) {
      sg_uncharge_device(device, all[i]->bytes, all[i]->charged);
      all[i]->charged = 0;
      evicted = true;
    }
  }
  pthread_mutex_unlock(&lock);
  free(all);
  return evicted;
}

// Makes `point` the beginning of a part.
static bool cut(struct sg_managed *managed, uint64_t point) {
  struct sg_range *part = sg_ranges_find(&managed->parts, point);
  if (!part || part->start == point)
    return true;
  uint64_t start = part->start, length = part->length;
  struct sg_advice *advice = part->payload;
  if (!add_part(managed, point, start + length - point, advice))
    return false;
  sg_ranges_remove(&managed->parts, start, NULL, NULL);
  if (sg_ranges_insert(&managed->parts, start, point - start, advice))
    return true;
  free(advice);
  return false;
}

CUresult sg_managed_visit(CUdeviceptr address, uint64_t bytes, bool divide,
                          void (*visit)(struct sg_advice *advice, void *context), void *context) {
  struct sg_allocation *allocation = sg_allocation_find(address);
  if (!allocation || allocation->kind != SG_ALLOCATION_MANAGED || bytes == 0 ||
      bytes > allocation->base + allocation->bytes - address)
    return CUDA_ERROR_INVALID_VALUE;
  struct sg_managed *managed = allocation->owner;
  CUresult result = CUDA_SUCCESS;
  pthread_mutex_lock(&lock);
  if (divide && (!cut(managed, address) || !cut(managed, address + bytes)))
    result = CUDA_ERROR_OUT_OF_MEMORY;
  else
    for (struct sg_range *part = sg_ranges_before(&managed->parts, address); part && part->start < address + bytes;
         part = sg_ranges_after(&managed->parts, part->start))
      visit(part->payload, context);
  pthread_mutex_unlock(&lock);
  return result;
}
