#include <stdlib.h>
#include <sys/mman.h>

#include "memory.h"

static const unsigned int host_kinds = 1u << SG_ALLOCATION_HOST | 1u << SG_ALLOCATION_HOST_REGISTERED;

static CUresult remember(struct sg_context *context, void *host, uint64_t bytes, enum sg_allocation_kind kind,
                         unsigned int flags) {
  struct sg_allocation *allocation = malloc(sizeof *allocation);
  if (!allocation)
    return CUDA_ERROR_OUT_OF_MEMORY;
  *allocation = (struct sg_allocation){
      .base = (uintptr_t)host, .bytes = bytes, .kind = kind, .context = context, .device = context->device,
      .ordinal = context->ordinal, .flags = flags, .id = sg_allocation_next_id(), .host = host};
  CUresult result = sg_allocation_add(allocation);
  if (result != CUDA_SUCCESS)
    free(allocation);
  return result;
}

#ifdef MAP_32BIT
static const int below_4_gib = MAP_32BIT;
#else
static const int below_4_gib = 0;
#endif

static CUresult allocate(void **pp, uint64_t bytes, unsigned int flags, int mapping) {
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  unsigned int known = CU_MEMHOSTALLOC_PORTABLE | CU_MEMHOSTALLOC_DEVICEMAP | CU_MEMHOSTALLOC_WRITECOMBINED;
  if (!pp || bytes == 0 || (flags & ~known))
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_capture_forbids(NULL));
  if (bytes > UINT64_MAX - SG_PAGE)
    return CUDA_ERROR_OUT_OF_MEMORY;
  uint64_t room = sg_round_up(bytes, SG_PAGE);
  void *host = mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | mapping, -1, 0);
  if (host == MAP_FAILED)
    return CUDA_ERROR_OUT_OF_MEMORY;
  CUresult result = remember(context, host, bytes, SG_ALLOCATION_HOST, flags);
  if (result != CUDA_SUCCESS) {
    munmap(host, room);
    return result;
  }
  *pp = host;
  return CUDA_SUCCESS;
}

void sg_host_free(struct sg_allocation *allocation) {
  if (allocation->kind == SG_ALLOCATION_HOST)
    munmap(allocation->host, sg_round_up(allocation->bytes, SG_PAGE));
  free(allocation);
}

CUresult cuMemHostAlloc(void **pp, size_t bytesize, unsigned int Flags) {
  SG_ENTRY();
  return allocate(pp, bytesize, Flags, 0);
}

CUresult cuMemAllocHost_v2(void **pp, size_t bytesize) {
  SG_ENTRY();
  return allocate(pp, bytesize, 0, 0);
}

// Its device pointer, which cuMemHostGetDevicePointer of the same age answers, has 32 bits.
CUresult cuMemAllocHost(void **pp, unsigned int bytesize) {
  SG_ENTRY();
  return allocate(pp, bytesize, 0, below_4_gib);
}

CUresult cuMemFreeHost(void *p) {
  SG_ENTRY();
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  struct sg_allocation *allocation = sg_allocation_find((uintptr_t)p);
  if (!allocation || allocation->kind != SG_ALLOCATION_HOST || allocation->host != p)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_capture_forbids(NULL));
  SG_TRY(sg_context_wait(allocation->context));
  allocation = sg_allocation_claim((uintptr_t)p, 1u << SG_ALLOCATION_HOST);
  if (!allocation)
    return CUDA_ERROR_INVALID_VALUE;
  sg_host_free(allocation);
  return CUDA_SUCCESS;
}

static bool is_mapped(const char *first, uint64_t bytes) {
  uintptr_t from = (uintptr_t)first / SG_PAGE * SG_PAGE, until = sg_round_up((uintptr_t)first + bytes, SG_PAGE);
  unsigned char resident[4096];
  while (from < until) {
    uint64_t pages = (until - from) / SG_PAGE;
    if (pages > sizeof resident)
      pages = sizeof resident;
    if (mincore((void *)from, pages * SG_PAGE, resident))
      return false;
    from += pages * SG_PAGE;
  }
  return true;
}

static CUresult enroll(void *p, uint64_t bytes, unsigned int flags) {
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  unsigned int known = CU_MEMHOSTREGISTER_PORTABLE | CU_MEMHOSTREGISTER_DEVICEMAP | CU_MEMHOSTREGISTER_IOMEMORY |
                       CU_MEMHOSTREGISTER_READ_ONLY;
  if (!p || bytes == 0 || (flags & ~known) || bytes > UINTPTR_MAX - (uintptr_t)p)
    return CUDA_ERROR_INVALID_VALUE;
  if (flags & CU_MEMHOSTREGISTER_READ_ONLY) {
    int supported = 0;
    cuDeviceGetAttribute(&supported, CU_DEVICE_ATTRIBUTE_READ_ONLY_HOST_REGISTER_SUPPORTED, context->ordinal);
    if (!supported)
      return CUDA_ERROR_NOT_SUPPORTED;
  }
  // No memory of the host here is a device's own.
  if (flags & CU_MEMHOSTREGISTER_IOMEMORY)
    return CUDA_ERROR_INVALID_VALUE;
  if (sg_allocation_overlapping((uintptr_t)p, bytes, host_kinds))
    return CUDA_ERROR_HOST_MEMORY_ALREADY_REGISTERED;
  if (sg_region_of((uintptr_t)p) || !is_mapped(p, bytes))
    return CUDA_ERROR_INVALID_VALUE;
  return remember(context, p, bytes, SG_ALLOCATION_HOST_REGISTERED, flags);
}

CUresult cuMemHostRegister_v2(void *p, size_t bytesize, unsigned int Flags) {
  SG_ENTRY();
  return enroll(p, bytesize, Flags);
}

CUresult cuMemHostRegister(void *p, size_t bytesize, unsigned int Flags) {
  SG_ENTRY();
  return enroll(p, bytesize, Flags);
}

CUresult cuMemHostUnregister(void *p) {
  SG_ENTRY();
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  if (!p)
    return CUDA_ERROR_INVALID_VALUE;
  struct sg_allocation *allocation = sg_allocation_find((uintptr_t)p);
  if (!allocation || allocation->kind != SG_ALLOCATION_HOST_REGISTERED || allocation->host != p)
    return allocation && allocation->kind == SG_ALLOCATION_HOST ? CUDA_ERROR_INVALID_VALUE
                                                                : CUDA_ERROR_HOST_MEMORY_NOT_REGISTERED;
  SG_TRY(sg_context_wait(allocation->context));
  allocation = sg_allocation_claim((uintptr_t)p, 1u << SG_ALLOCATION_HOST_REGISTERED);
  if (!allocation)
    return CUDA_ERROR_HOST_MEMORY_NOT_REGISTERED;
  sg_host_free(allocation);
  return CUDA_SUCCESS;
}

static CUresult device_pointer(void *p, unsigned int flags, CUdeviceptr *out) {
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  if (!p || flags)
    return CUDA_ERROR_INVALID_VALUE;
  struct sg_allocation *allocation = sg_allocation_find((uintptr_t)p);
  if (!allocation || !(host_kinds & 1u << allocation->kind))
    return CUDA_ERROR_INVALID_VALUE;
  *out = (uintptr_t)p;
  return CUDA_SUCCESS;
}

CUresult cuMemHostGetDevicePointer_v2(CUdeviceptr *pdptr, void *p, unsigned int Flags) {
  SG_ENTRY();
  if (!pdptr)
    return CUDA_ERROR_INVALID_VALUE;
  return device_pointer(p, Flags, pdptr);
}

CUresult cuMemHostGetDevicePointer(CUdeviceptr_v1 *pdptr, void *p, unsigned int Flags) {
  SG_ENTRY();
  CUdeviceptr address;
  if (!pdptr)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(device_pointer(p, Flags, &address));
  if (address > UINT32_MAX)
    return CUDA_ERROR_INVALID_VALUE;
  *pdptr = (CUdeviceptr_v1)address;
  return CUDA_SUCCESS;
}

CUresult cuMemHostGetFlags(unsigned int *pFlags, void *p) {
  SG_ENTRY();
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  struct sg_allocation *allocation = sg_allocation_find((uintptr_t)p);
  if (!pFlags || !allocation || allocation->kind != SG_ALLOCATION_HOST)
    return CUDA_ERROR_INVALID_VALUE;
  // With one address space for all, every such allocation is mapped for the devices.
  *pFlags = allocation->flags | CU_MEMHOSTALLOC_DEVICEMAP;
  return CUDA_SUCCESS;
}
