// Pools and their memory given to other processes.
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "memory.h"
#include "object_hold.h"
#include "pool_memory.h"
#include "share.h"

#define POINTER_MAGIC UINT64_C(0x504c4f4f50475331)

// What a CUmemPoolPtrExportData holds.
struct pointer {
  uint64_t magic;
  uint64_t file_offset;
  uint64_t bytes;             // as asked for
  uint64_t inode;             // of the pool's file
  uint64_t object_generation;
  uint32_t object;
};
_Static_assert(sizeof(struct pointer) <= sizeof(CUmemPoolPtrExportData), "fits");

static CUresult check_type(CUmemAllocationHandleType type) {
  switch (type) {
    case CU_MEM_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR: return CUDA_SUCCESS;
    case CU_MEM_HANDLE_TYPE_WIN32:
    case CU_MEM_HANDLE_TYPE_WIN32_KMT:
    case CU_MEM_HANDLE_TYPE_FABRIC: return CUDA_ERROR_NOT_SUPPORTED;
    default: return CUDA_ERROR_INVALID_VALUE;
  }
}

CUresult cuMemPoolExportToShareableHandle(void *handle_out, CUmemoryPool pool, CUmemAllocationHandleType handleType,
                                          unsigned long long flags) {
  SG_ENTRY();
  if (handle_out == NULL || flags != 0)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(check_type(handleType));
  struct sg_pool *found;
  sg_pools_lock();
  bool shareable = sg_pool_valid(pool, &found) && found->file >= 0 && !found->is_imported;
  int file = shareable ? sg_share_copy(found->file) : -1;
  sg_pools_unlock();
  if (!shareable)
    return CUDA_ERROR_INVALID_VALUE;
  if (file < 0)
    return CUDA_ERROR_OPERATING_SYSTEM;
  *(int *)handle_out = file;
  return CUDA_SUCCESS;
}

static int ordinal_of(uint32_t device, uint32_t instance) {
  for (int i = 0; i < sg_driver.device_count; i++) {
    if (sg_driver.ordinals[i].device == device && sg_driver.ordinals[i].instance == instance)
      return i;
  }
  return -1;
}

CUresult cuMemPoolImportFromShareableHandle(CUmemoryPool *pool_out, void *handle, CUmemAllocationHandleType handleType,
                                            unsigned long long flags) {
  SG_ENTRY();
  if (pool_out == NULL || flags != 0)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(check_type(handleType));
  struct sg_share share;
  int file = (int)(intptr_t)handle;
  if (!sg_share_read(file, SG_SHARE_POOL, &share))
    return CUDA_ERROR_INVALID_VALUE;
  int ordinal = ordinal_of(share.device, share.instance);
  if (ordinal < 0)
    return CUDA_ERROR_INVALID_DEVICE;
  CUmemPoolProps properties;
  memcpy(&properties, share.properties, sizeof(properties));
  properties.location.id = ordinal;
  int own = sg_share_copy(file);
  if (own < 0)
    return CUDA_ERROR_OPERATING_SYSTEM;
  sg_pools_lock();
  struct sg_pool *pool = sg_pool_new(&properties);
  if (pool != NULL) {
    pool->is_imported = true;
    pool->file = own;
  }
  sg_pools_unlock();
  if (pool == NULL) {
    close(own);
    return CUDA_ERROR_OUT_OF_MEMORY;
  }
  *pool_out = (CUmemoryPool)pool;
  return CUDA_SUCCESS;
}

CUresult cuMemPoolExportPointer(CUmemPoolPtrExportData *shareData_out, CUdeviceptr ptr) {
  SG_ENTRY();
  if (shareData_out == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  struct pointer pointer = {.magic = POINTER_MAGIC};
  sg_pools_lock();
  struct sg_block *block = sg_pool_block(ptr);
  bool shareable = block != NULL && block->chunk != NULL && block->pool->file >= 0;
  if (shareable) {
    pointer.file_offset = block->chunk->file_offset + (block->base - block->chunk->base);
    pointer.bytes = block->requested;
    pointer.inode = sg_share_inode(block->pool->file);
    pointer.object = block->chunk->object;
    pointer.object_generation = block->chunk->object_generation;
  }
  sg_pools_unlock();
  if (!shareable)
    return CUDA_ERROR_INVALID_VALUE;
  *shareData_out = (CUmemPoolPtrExportData){0};
  memcpy(shareData_out, &pointer, sizeof(pointer));
  return CUDA_SUCCESS;
}

// Whole pages are mapped; the address is as far into them as the bytes are.
static CUresult import(struct sg_pool *pool, const struct pointer *pointer, struct sg_context *context, CUdeviceptr *out) {
  uint64_t skipped = pointer->file_offset % SG_PAGE;
  uint64_t bytes = sg_round_up(skipped + pointer->bytes, SG_PAGE);
  struct sg_block *block = calloc(1, sizeof(*block));
  CUdeviceptr start;
  CUresult result = block == NULL ? CUDA_ERROR_OUT_OF_MEMORY : sg_address_reserve(bytes, SG_BLOCK, &start);
  if (result != CUDA_SUCCESS) {
    free(block);
    return result;
  }
  char *host = sg_region_bytes(sg_region_of(start), start);
  void *mapped = mmap(host, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE | MAP_FIXED, pool->file,
                      (off_t)(pointer->file_offset - skipped));
  *block = (struct sg_block){.base = start + skipped, .bytes = bytes, .requested = pointer->bytes, .state = SG_BLOCK_USED,
                             .context = context, .pool = pool, .object = pointer->object};
  result = mapped == MAP_FAILED ? CUDA_ERROR_OUT_OF_MEMORY
                                : sg_block_enter(block, host + skipped, pool->ordinal, pool->device);
  if (result == CUDA_SUCCESS && !sg_hold_add(pointer->object, pointer->object_generation)) {
    sg_allocation_remove(block->allocation);
    result = CUDA_ERROR_INVALID_VALUE;
  }
  if (result != CUDA_SUCCESS) {
    sg_backing_unmap(start, bytes);
    sg_address_release(start, bytes);
    free(block);
    return result;
  }
  sg_pool_add_import(pool, block);
  *out = block->base;
  return CUDA_SUCCESS;
}

CUresult cuMemPoolImportPointer(CUdeviceptr *ptr_out, CUmemoryPool pool, CUmemPoolPtrExportData *shareData) {
  SG_ENTRY();
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  if (ptr_out == NULL || shareData == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  struct pointer pointer;
  memcpy(&pointer, shareData, sizeof(pointer));
  struct sg_pool *found;
  CUresult result = CUDA_ERROR_INVALID_VALUE;
  sg_pools_lock();
  if (sg_pool_valid(pool, &found) && found->is_imported && pointer.magic == POINTER_MAGIC && pointer.bytes != 0 &&
      pointer.inode == sg_share_inode(found->file) && pointer.bytes < UINT64_C(1) << 42 &&
      pointer.file_offset < UINT64_C(1) << 42)
    result = import(found, &pointer, context, ptr_out);
  sg_pools_unlock();
  return result;
}
