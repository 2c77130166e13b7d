#include <string.h>

#include "memory.h"
#include "pool_memory.h"
#include "vmm.h"

// Of an allocation's flags: the program wants synchronous behaviour of copies that CUDA may leave asynchronous.
static const unsigned int sync_memops = 1u << 31;

static const struct sg_pool *pool_of(const struct sg_allocation *allocation) {
  return allocation->kind == SG_ALLOCATION_POOL ? ((const struct sg_block *)allocation->owner)->pool : NULL;
}

static const struct sg_physical *physical_of(const struct sg_allocation *allocation) {
  return allocation->kind == SG_ALLOCATION_VMM ? ((const struct sg_map *)allocation->owner)->physical : NULL;
}

static bool is_host(const struct sg_allocation *allocation) {
  const struct sg_pool *pool = pool_of(allocation);
  const struct sg_physical *physical = physical_of(allocation);
  return allocation->kind == SG_ALLOCATION_HOST || allocation->kind == SG_ALLOCATION_HOST_REGISTERED ||
         (pool && pool->ordinal < 0) || (physical && physical->kind == SG_PHYSICAL_MEMORY && physical->device == SG_NONE);
}

// How the memory may be given to other processes, beside legacy IPC handles: CUmemAllocationHandleType bits.
static uint64_t handle_types(const struct sg_allocation *allocation) {
  const struct sg_pool *pool = pool_of(allocation);
  const struct sg_physical *physical = physical_of(allocation);
  return pool ? pool->properties.handleTypes : physical ? physical->properties.requestedHandleTypes : 0;
}

static bool is_plain(const struct sg_allocation *allocation) {
  return allocation->kind == SG_ALLOCATION_DEVICE || allocation->kind == SG_ALLOCATION_PITCH;
}

// How many bytes an attribute's answer takes; 0: no such attribute.
static size_t answer_bytes(CUpointer_attribute attribute) {
  switch (attribute) {
  case CU_POINTER_ATTRIBUTE_P2P_TOKENS:
    return sizeof(CUDA_POINTER_ATTRIBUTE_P2P_TOKENS);
  case CU_POINTER_ATTRIBUTE_CONTEXT:
  case CU_POINTER_ATTRIBUTE_DEVICE_POINTER:
  case CU_POINTER_ATTRIBUTE_HOST_POINTER:
  case CU_POINTER_ATTRIBUTE_BUFFER_ID:
  case CU_POINTER_ATTRIBUTE_RANGE_START_ADDR:
  case CU_POINTER_ATTRIBUTE_RANGE_SIZE:
  case CU_POINTER_ATTRIBUTE_ALLOWED_HANDLE_TYPES:
  case CU_POINTER_ATTRIBUTE_MEMPOOL_HANDLE:
  case CU_POINTER_ATTRIBUTE_MAPPING_SIZE:
  case CU_POINTER_ATTRIBUTE_MAPPING_BASE_ADDR:
  case CU_POINTER_ATTRIBUTE_MEMORY_BLOCK_ID:
    return sizeof(uint64_t);
  default:
    return attribute >= CU_POINTER_ATTRIBUTE_CONTEXT && attribute <= CU_POINTER_ATTRIBUTE_IS_HW_DECOMPRESS_CAPABLE
               ? sizeof(uint32_t)
               : 0;
  }
}

static CUresult answer(const struct sg_allocation *allocation, CUpointer_attribute attribute, CUdeviceptr address, void *data) {
  uint64_t wide = 0;
  uint32_t word = 0;
  switch (attribute) {
  case CU_POINTER_ATTRIBUTE_CONTEXT:
    // Memory of pools, of mapped handles and of graphs is a device's, not a context's.
    if (allocation->kind != SG_ALLOCATION_POOL && allocation->kind != SG_ALLOCATION_VMM &&
        allocation->kind != SG_ALLOCATION_GRAPH)
      wide = (uintptr_t)allocation->context;
    break;
  case CU_POINTER_ATTRIBUTE_MEMORY_TYPE:
    word = is_host(allocation) ? CU_MEMORYTYPE_HOST : CU_MEMORYTYPE_DEVICE;
    break;
  case CU_POINTER_ATTRIBUTE_DEVICE_POINTER:
    wide = address;
    break;
  case CU_POINTER_ATTRIBUTE_HOST_POINTER:
    if (!is_host(allocation) && allocation->kind != SG_ALLOCATION_MANAGED)
      return CUDA_ERROR_INVALID_VALUE;
    wide = address;
    break;
  case CU_POINTER_ATTRIBUTE_P2P_TOKENS: {
    if (!is_plain(allocation))
      return CUDA_ERROR_INVALID_VALUE;
    CUDA_POINTER_ATTRIBUTE_P2P_TOKENS tokens = {.p2pToken = allocation->id};
    memcpy(data, &tokens, sizeof tokens);
    return CUDA_SUCCESS;
  }
  case CU_POINTER_ATTRIBUTE_SYNC_MEMOPS:
    word = is_plain(allocation) && (allocation->flags & sync_memops);
    break;
  case CU_POINTER_ATTRIBUTE_BUFFER_ID:
  case CU_POINTER_ATTRIBUTE_MEMORY_BLOCK_ID:
    wide = allocation->id;
    break;
  case CU_POINTER_ATTRIBUTE_IS_MANAGED:
    word = allocation->kind == SG_ALLOCATION_MANAGED;
    break;
  case CU_POINTER_ATTRIBUTE_DEVICE_ORDINAL:
    word = (uint32_t)allocation->ordinal;
    break;
  case CU_POINTER_ATTRIBUTE_IS_LEGACY_CUDA_IPC_CAPABLE:
    word = is_plain(allocation);
    break;
  case CU_POINTER_ATTRIBUTE_RANGE_START_ADDR:
  case CU_POINTER_ATTRIBUTE_MAPPING_BASE_ADDR:
    wide = allocation->base;
    break;
  case CU_POINTER_ATTRIBUTE_RANGE_SIZE:
  case CU_POINTER_ATTRIBUTE_MAPPING_SIZE:
    wide = allocation->bytes;
    break;
  case CU_POINTER_ATTRIBUTE_MAPPED:
    word = allocation->host != NULL;
    break;
  case CU_POINTER_ATTRIBUTE_IS_GPU_DIRECT_RDMA_CAPABLE:
    word = !is_host(allocation) && allocation->kind != SG_ALLOCATION_MANAGED;
    break;
  case CU_POINTER_ATTRIBUTE_ACCESS_FLAGS:
    word = CU_POINTER_ATTRIBUTE_ACCESS_FLAG_READWRITE;
    break;
  case CU_POINTER_ATTRIBUTE_MEMPOOL_HANDLE:
    wide = (uintptr_t)pool_of(allocation);
    break;
  case CU_POINTER_ATTRIBUTE_ALLOWED_HANDLE_TYPES:
    wide = handle_types(allocation);
    break;
  default:
    break;
  }
  if (answer_bytes(attribute) == sizeof wide)
    memcpy(data, &wide, sizeof wide);
  else
    memcpy(data, &word, sizeof word);
  return CUDA_SUCCESS;
}

CUresult cuPointerGetAttribute(void *data, CUpointer_attribute attribute, CUdeviceptr ptr) {
  SG_ENTRY();
  struct sg_allocation *allocation = sg_allocation_find(ptr);
  if (!data || !answer_bytes(attribute) || !allocation)
    return CUDA_ERROR_INVALID_VALUE;
  return answer(allocation, attribute, ptr, data);
}

// An address that is none of ours is no error here: its attributes are nothing.
CUresult cuPointerGetAttributes(unsigned int numAttributes, CUpointer_attribute *attributes, void **data, CUdeviceptr ptr) {
  SG_ENTRY();
  if (numAttributes == 0 || !attributes || !data)
    return CUDA_ERROR_INVALID_VALUE;
  for (unsigned int i = 0; i < numAttributes; i++) {
    if (!data[i] || !answer_bytes(attributes[i]))
      return CUDA_ERROR_INVALID_VALUE;
  }
  struct sg_allocation *allocation = sg_allocation_find(ptr);
  for (unsigned int i = 0; i < numAttributes; i++) {
    if (allocation && answer(allocation, attributes[i], ptr, data[i]) == CUDA_SUCCESS)
      continue;
    memset(data[i], 0, answer_bytes(attributes[i]));
    if (attributes[i] == CU_POINTER_ATTRIBUTE_DEVICE_ORDINAL)
      *(int *)data[i] = CU_DEVICE_INVALID;
  }
  return CUDA_SUCCESS;
}

CUresult cuPointerSetAttribute(const void *value, CUpointer_attribute attribute, CUdeviceptr ptr) {
  SG_ENTRY();
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  struct sg_allocation *allocation = sg_allocation_find(ptr);
  if (!value || attribute != CU_POINTER_ATTRIBUTE_SYNC_MEMOPS || !allocation || !is_plain(allocation))
    return CUDA_ERROR_INVALID_VALUE;
  if (*(const unsigned int *)value)
    allocation->flags |= sync_memops;
  else
    allocation->flags &= ~sync_memops;
  return CUDA_SUCCESS;
}
