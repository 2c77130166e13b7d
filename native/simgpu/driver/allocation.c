#include <stdlib.h>

#include "memory.h"

// By address. Lookups are frequent and concurrent, changes are not.
static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static struct sg_ranges table;
static _Atomic uint64_t last_id;

uint64_t sg_allocation_next_id(void) {
  return atomic_fetch_add(&last_id, 1) + 1;
}

struct sg_allocation *sg_allocation_find(CUdeviceptr address) {
  pthread_rwlock_rdlock(&lock);
  struct sg_range *range = sg_ranges_find(&table, address);
  struct sg_allocation *found = range ? range->payload : NULL;
  pthread_rwlock_unlock(&lock);
  return found;
}

CUresult sg_allocation_add(struct sg_allocation *allocation) {
  pthread_rwlock_wrlock(&lock);
  bool added = sg_ranges_insert(&table, allocation->base, allocation->bytes, allocation);
  pthread_rwlock_unlock(&lock);
  return added ? CUDA_SUCCESS : CUDA_ERROR_OUT_OF_MEMORY;
}

void sg_allocation_remove(struct sg_allocation *allocation) {
  pthread_rwlock_wrlock(&lock);
  sg_ranges_remove(&table, allocation->base, NULL, NULL);
  pthread_rwlock_unlock(&lock);
  free(allocation);
}

struct sg_allocation *sg_allocation_claim(CUdeviceptr base, unsigned int kinds) {
  pthread_rwlock_wrlock(&lock);
  struct sg_range *range = sg_ranges_find(&table, base);
  struct sg_allocation *found = range && range->start == base ? range->payload : NULL;
  if (found && (kinds & 1u << found->kind))
    sg_ranges_remove(&table, base, NULL, NULL);
  else
    found = NULL;
  pthread_rwlock_unlock(&lock);
  return found;
}

struct sg_allocation *sg_allocation_overlapping(CUdeviceptr address, uint64_t bytes, unsigned int kinds) {
  struct sg_allocation *overlapping = NULL;
  pthread_rwlock_rdlock(&lock);
  struct sg_range *range = sg_ranges_find(&table, address);
  if (!range)
    range = sg_ranges_after(&table, address);
  for (; range && range->start < address + bytes && !overlapping; range = sg_ranges_after(&table, range->start)) {
    struct sg_allocation *one = range->payload;
    if (kinds & 1u << one->kind)
      overlapping = one;
  }
  pthread_rwlock_unlock(&lock);
  return overlapping;
}

struct sg_allocation **sg_allocations_of(const struct sg_context *context, unsigned int kinds, size_t *count) {
  *count = 0;
  pthread_rwlock_rdlock(&lock);
  struct sg_allocation **all = table.count ? malloc(table.count * sizeof *all) : NULL;
  if (all) {
    for (struct sg_range *range = sg_ranges_after(&table, 0); range; range = sg_ranges_after(&table, range->start)) {
      struct sg_allocation *one = range->payload;
      if ((!context || one->context == context) && (kinds & 1u << one->kind))
        all[(*count)++] = one;
    }
  }
  pthread_rwlock_unlock(&lock);
  return all;
}

// Memory mapped piece by piece is one range to a program; other allocations only happen to lie side by side.
static bool continues(const struct sg_allocation *one, const struct sg_allocation *next) {
  return one->kind == SG_ALLOCATION_VMM && next->kind == SG_ALLOCATION_VMM && next->host &&
         next->base == one->base + one->bytes && next->host == one->host + one->bytes;
}

CUresult sg_memory_reach(CUdeviceptr address, uint64_t bytes, char **host) {
  CUresult result = CUDA_ERROR_INVALID_VALUE;
  pthread_rwlock_rdlock(&lock);
  struct sg_range *range = sg_ranges_find(&table, address);
  struct sg_allocation *first = range ? range->payload : NULL;
  if (first && first->host) {
    struct sg_allocation *last = first;
    uint64_t reach = first->base + first->bytes - address;
    while (reach < bytes) {
      range = sg_ranges_find(&table, last->base + last->bytes);
      if (!range || !continues(last, range->payload))
        break;
      last = range->payload;
      reach += last->bytes;
    }
    if (reach >= bytes) {
      *host = first->host + (address - first->base);
      result = CUDA_SUCCESS;
    }
  }
  pthread_rwlock_unlock(&lock);
  return result;
}

void sg_memory_drop_context(struct sg_context *context) {
  size_t count;
  unsigned int kinds = 1u << SG_ALLOCATION_DEVICE | 1u << SG_ALLOCATION_PITCH | 1u << SG_ALLOCATION_MANAGED |
                       1u << SG_ALLOCATION_HOST | 1u << SG_ALLOCATION_HOST_REGISTERED | 1u << SG_ALLOCATION_IPC;
  struct sg_allocation **all = sg_allocations_of(context, kinds, &count);
  for (size_t i = 0; i < count; i++) {
    struct sg_allocation *allocation = sg_allocation_claim(all[i]->base, kinds);
    if (!allocation)
      continue;
    switch (allocation->kind) {
    case SG_ALLOCATION_MANAGED:
      sg_managed_free(allocation);
      break;
    case SG_ALLOCATION_HOST:
    case SG_ALLOCATION_HOST_REGISTERED:
      sg_host_free(allocation);
      break;
    case SG_ALLOCATION_IPC:
      sg_ipc_free(allocation);
      break;
    default:
      sg_plain_free(allocation);
    }
  }
  free(all);
  sg_peers_drop_context(context);
}
