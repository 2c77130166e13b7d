#include <stdlib.h>

#include "external.h"
#include "graph_memory.h"
#include "memory.h"
#include "pool.h"

enum { SG_PITCH_ALIGNMENT = 512 };

enum width { BITS_32, BITS_64 };

static CUresult place(uint64_t bytes, enum width width, CUdeviceptr *out) {
  if (width == BITS_32)
    return sg_address_low(bytes, out);
  return bytes < SG_SMALL ? sg_address_small(bytes, out) : sg_address_reserve(bytes, SG_BLOCK, out);
}

static void release(CUdeviceptr address, uint64_t bytes) {
  struct sg_region *region = sg_region_of(address);
  if (region == &sg_regions()->high && bytes < SG_SMALL) {
    sg_address_small_release(address, bytes);
    return;
  }
  sg_address_forget(address, sg_round_up(bytes, SG_PAGE));
  sg_address_release(address, bytes);
}

static CUresult allocate(uint64_t bytes, enum sg_allocation_kind kind, enum width width, CUdeviceptr *out) {
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  if (!out || bytes == 0)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_capture_forbids(NULL));
  uint64_t charged;
  CUdeviceptr address;
  SG_TRY(sg_charge(context, bytes, &charged));
  CUresult result = place(bytes, width, &address);
  struct sg_allocation *allocation = result == CUDA_SUCCESS ? malloc(sizeof *allocation) : NULL;
  if (!allocation) {
    if (result == CUDA_SUCCESS)
      release(address, bytes);
    sg_uncharge(context, bytes, charged);
    return CUDA_ERROR_OUT_OF_MEMORY;
  }
  *allocation = (struct sg_allocation){
      .base = address, .bytes = bytes, .charged = charged, .kind = kind, .context = context, .device = context->device,
      .ordinal = context->ordinal, .id = sg_allocation_next_id(), .host = sg_region_bytes(sg_region_of(address), address)};
  result = sg_allocation_add(allocation);
  if (result != CUDA_SUCCESS) {
    sg_plain_free(allocation);
    return result;
  }
  *out = address;
  return CUDA_SUCCESS;
}

void sg_plain_free(struct sg_allocation *allocation) {
  // While others hold the bytes, their place in our file is theirs: the addresses stay taken.
  bool shared = allocation->owner && !sg_export_end(allocation);
  if (!shared)
    release(allocation->base, allocation->bytes);
  if (!allocation->owner)
    sg_uncharge(allocation->context, allocation->bytes, allocation->charged);
  free(allocation->owner);
  free(allocation);
}

CUresult cuMemAlloc_v2(CUdeviceptr *dptr, size_t bytesize) {
  SG_ENTRY();
  return allocate(bytesize, SG_ALLOCATION_DEVICE, BITS_64, dptr);
}

CUresult cuMemAlloc(CUdeviceptr_v1 *dptr, unsigned int bytesize) {
  SG_ENTRY();
  CUdeviceptr address;
  SG_TRY(allocate(bytesize, SG_ALLOCATION_DEVICE, BITS_32, dptr ? &address : NULL));
  *dptr = (CUdeviceptr_v1)address;
  return CUDA_SUCCESS;
}

static CUresult allocate_pitch(CUdeviceptr *dptr, size_t *pitch, size_t width, size_t height, unsigned int element,
                               enum width bits) {
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  if (!dptr || !pitch || width == 0 || height == 0 || (element != 4 && element != 8 && element != 16))
    return CUDA_ERROR_INVALID_VALUE;
  if (width > SIZE_MAX - SG_PITCH_ALIGNMENT)
    return CUDA_ERROR_OUT_OF_MEMORY;
  size_t padded = sg_round_up(width, SG_PITCH_ALIGNMENT), bytes;
  if (__builtin_mul_overflow(padded, height, &bytes))
    return CUDA_ERROR_OUT_OF_MEMORY;
  SG_TRY(allocate(bytes, SG_ALLOCATION_PITCH, bits, dptr));
  *pitch = padded;
  return CUDA_SUCCESS;
}

CUresult cuMemAllocPitch_v2(CUdeviceptr *dptr, size_t *pPitch, size_t WidthInBytes, size_t Height,
                            unsigned int ElementSizeBytes) {
  SG_ENTRY();
  return allocate_pitch(dptr, pPitch, WidthInBytes, Height, ElementSizeBytes, BITS_64);
}

CUresult cuMemAllocPitch(CUdeviceptr_v1 *dptr, unsigned int *pPitch, unsigned int WidthInBytes, unsigned int Height,
                         unsigned int ElementSizeBytes) {
  SG_ENTRY();
  CUdeviceptr address;
  size_t pitch;
  SG_TRY(allocate_pitch(dptr ? &address : NULL, pPitch ? &pitch : NULL, WidthInBytes, Height, ElementSizeBytes, BITS_32));
  *dptr = (CUdeviceptr_v1)address;
  *pPitch = (unsigned int)pitch;
  return CUDA_SUCCESS;
}

// The device finishes what it was given before memory goes: work under way may use it.
static CUresult release_device(CUdeviceptr address) {
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  if (!address)
    return CUDA_SUCCESS;
  struct sg_allocation *allocation = sg_allocation_find(address);
  if (!allocation || allocation->base != address)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_capture_forbids(NULL));
  if (allocation->kind == SG_ALLOCATION_VMM)
    return CUDA_ERROR_INVALID_VALUE;
  enum sg_allocation_kind kind = allocation->kind;
  SG_TRY(sg_context_wait(allocation->context));
  switch (kind) {
    case SG_ALLOCATION_POOL:
      return sg_pool_free(address);
    case SG_ALLOCATION_EXTERNAL:
      return sg_external_free(address);
    case SG_ALLOCATION_GRAPH:
      return sg_graph_memory_free(address, NULL);
    default:
      break;
  }
  unsigned int plain = 1u << SG_ALLOCATION_DEVICE | 1u << SG_ALLOCATION_PITCH;
  if ((allocation = sg_allocation_claim(address, plain))) {
    sg_plain_free(allocation);
    return CUDA_SUCCESS;
  }
  if ((allocation = sg_allocation_claim(address, 1u << SG_ALLOCATION_MANAGED))) {
    sg_managed_free(allocation);
    return CUDA_SUCCESS;
  }
  return CUDA_ERROR_INVALID_VALUE;
}

CUresult cuMemFree_v2(CUdeviceptr dptr) {
  SG_ENTRY();
  return release_device(dptr);
}

CUresult cuMemFree(CUdeviceptr_v1 dptr) {
  SG_ENTRY();
  return release_device(dptr);
}

static CUresult figures(uint64_t *free_bytes, uint64_t *total) {
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  struct sg_memory_figures now;
  sg_memory_figures(sg_driver.state, context->device, sg_driver.ordinals[context->ordinal].instance, &now);
  *free_bytes = now.free;
  *total = sg_driver.ordinals[context->ordinal].memory_bytes;
  return CUDA_SUCCESS;
}

CUresult cuMemGetInfo_v2(size_t *free, size_t *total) {
  SG_ENTRY();
  uint64_t free_bytes, total_bytes;
  SG_TRY(figures(&free_bytes, &total_bytes));
  if (!free || !total)
    return CUDA_ERROR_INVALID_VALUE;
  *free = free_bytes;
  *total = total_bytes;
  return CUDA_SUCCESS;
}

CUresult cuMemGetInfo(unsigned int *free, unsigned int *total) {
  SG_ENTRY();
  uint64_t free_bytes, total_bytes;
  SG_TRY(figures(&free_bytes, &total_bytes));
  if (!free || !total)
    return CUDA_ERROR_INVALID_VALUE;
  *free = free_bytes > UINT32_MAX ? UINT32_MAX : (unsigned int)free_bytes;
  *total = total_bytes > UINT32_MAX ? UINT32_MAX : (unsigned int)total_bytes;
  return CUDA_SUCCESS;
}

CUresult cuMemGetAddressRange_v2(CUdeviceptr *pbase, size_t *psize, CUdeviceptr dptr) {
  SG_ENTRY();
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  struct sg_allocation *allocation = sg_allocation_find(dptr);
  if (!allocation)
    return CUDA_ERROR_NOT_FOUND;
  if (pbase)
    *pbase = allocation->base;
  if (psize)
    *psize = allocation->bytes;
  return CUDA_SUCCESS;
}

CUresult cuMemGetAddressRange(CUdeviceptr_v1 *pbase, unsigned int *psize, CUdeviceptr_v1 dptr) {
  SG_ENTRY();
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  struct sg_allocation *allocation = sg_allocation_find(dptr);
  if (!allocation)
    return CUDA_ERROR_NOT_FOUND;
  if (pbase)
    *pbase = (CUdeviceptr_v1)allocation->base;
  if (psize)
    *psize = (unsigned int)allocation->bytes;
  return CUDA_SUCCESS;
}
