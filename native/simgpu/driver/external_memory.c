#include "external.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "memory.h"
#include "mipmap.h"

enum { MAX_EXTERNAL = 4096 };

struct external {
  struct sg_context *context;
  uint64_t bytes;
  char *host;                 // all of it, for arrays
  int file;
  _Atomic unsigned int holders;  // the program's handle and the arrays in it
  bool is_destroyed;
};

static struct sg_handles handles = SG_HANDLES(struct external, MAX_EXTERNAL);

static struct external *external_of(CUexternalMemory handle) {
  return handle != NULL && sg_handle_live(&handles, handle) && !((struct external *)handle)->is_destroyed
             ? (struct external *)handle
             : NULL;
}

static CUresult check_type(CUexternalMemoryHandleType type) {
  switch (type) {
    case CU_EXTERNAL_MEMORY_HANDLE_TYPE_OPAQUE_FD: return CUDA_SUCCESS;
    case CU_EXTERNAL_MEMORY_HANDLE_TYPE_OPAQUE_WIN32:
    case CU_EXTERNAL_MEMORY_HANDLE_TYPE_OPAQUE_WIN32_KMT:
    case CU_EXTERNAL_MEMORY_HANDLE_TYPE_D3D12_HEAP:
    case CU_EXTERNAL_MEMORY_HANDLE_TYPE_D3D12_RESOURCE:
    case CU_EXTERNAL_MEMORY_HANDLE_TYPE_D3D11_RESOURCE:
    case CU_EXTERNAL_MEMORY_HANDLE_TYPE_D3D11_RESOURCE_KMT:
    case CU_EXTERNAL_MEMORY_HANDLE_TYPE_NVSCIBUF:
    case CU_EXTERNAL_MEMORY_HANDLE_TYPE_DMABUF_FD: return CUDA_ERROR_NOT_SUPPORTED;
    default: return CUDA_ERROR_INVALID_VALUE;
  }
}

// The descriptor is ours once the import succeeded, and still the program's if it did not.
CUresult cuImportExternalMemory(CUexternalMemory *extMem_out, const CUDA_EXTERNAL_MEMORY_HANDLE_DESC *memHandleDesc) {
  SG_ENTRY();
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  if (extMem_out == NULL || memHandleDesc == NULL || memHandleDesc->size == 0 ||
      (memHandleDesc->flags & ~CUDA_EXTERNAL_MEMORY_DEDICATED) != 0)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(check_type(memHandleDesc->type));
  int file = memHandleDesc->handle.fd;
  struct stat status;
  if (fstat(file, &status) != 0)
    return CUDA_ERROR_INVALID_HANDLE;
  if (!S_ISREG(status.st_mode) || (uint64_t)status.st_size < memHandleDesc->size)
    return CUDA_ERROR_INVALID_VALUE;
  void *host = mmap(NULL, memHandleDesc->size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, file, 0);
  if (host == MAP_FAILED)
    return CUDA_ERROR_INVALID_HANDLE;
  struct external *external = sg_handle_new(&handles);
  if (external == NULL) {
    munmap(host, memHandleDesc->size);
    return CUDA_ERROR_OUT_OF_MEMORY;
  }
  *external = (struct external){.context = context, .bytes = memHandleDesc->size, .host = host, .file = file,
                                .holders = 1};
  *extMem_out = (CUexternalMemory)external;
  return CUDA_SUCCESS;
}

static void let_go(void *object) {
  struct external *external = object;
  if (atomic_fetch_sub(&external->holders, 1) > 1)
    return;
  munmap(external->host, external->bytes);
  close(external->file);
  sg_handle_free(&handles, external);
}

CUresult cuDestroyExternalMemory(CUexternalMemory extMem) {
  SG_ENTRY();
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  struct external *external = external_of(extMem);
  if (external == NULL)
    return CUDA_ERROR_INVALID_HANDLE;
  sg_context_wait(external->context);
  external->is_destroyed = true;
  let_go(external);
  return CUDA_SUCCESS;
}

static bool lies_in(const struct external *external, uint64_t offset, uint64_t bytes) {
  return bytes != 0 && bytes <= external->bytes && offset <= external->bytes - bytes;
}

CUresult cuExternalMemoryGetMappedBuffer(CUdeviceptr *devPtr, CUexternalMemory extMem,
                                         const CUDA_EXTERNAL_MEMORY_BUFFER_DESC *bufferDesc) {
  SG_ENTRY();
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  if (devPtr == NULL || bufferDesc == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  struct external *external = external_of(extMem);
  if (external == NULL)
    return CUDA_ERROR_INVALID_HANDLE;
  if (bufferDesc->flags != 0 || !lies_in(external, bufferDesc->offset, bufferDesc->size))
    return CUDA_ERROR_INVALID_VALUE;
  // Whole pages are mapped; the address is as far into them as the bytes are.
  uint64_t skipped = bufferDesc->offset % SG_PAGE;
  uint64_t bytes = sg_round_up(skipped + bufferDesc->size, SG_PAGE);
  CUdeviceptr start;
  SG_TRY(sg_address_reserve(bytes, SG_BLOCK, &start));
  char *host = sg_region_bytes(sg_region_of(start), start);
  struct sg_allocation *allocation = malloc(sizeof(*allocation));
  void *mapped = mmap(host, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE | MAP_FIXED, external->file,
                      (off_t)(bufferDesc->offset - skipped));
  CUresult result = CUDA_ERROR_OUT_OF_MEMORY;
  if (allocation != NULL && mapped != MAP_FAILED) {
    *allocation = (struct sg_allocation){
        .base = start + skipped, .bytes = bufferDesc->size, .kind = SG_ALLOCATION_EXTERNAL, .context = context,
        .device = context->device, .ordinal = context->ordinal, .id = sg_allocation_next_id(), .host = host + skipped};
    result = sg_allocation_add(allocation);
  }
  if (result != CUDA_SUCCESS) {
    free(allocation);
    sg_backing_unmap(start, bytes);
    sg_address_release(start, bytes);
    return result;
  }
  *devPtr = start + skipped;
  return CUDA_SUCCESS;
}

static void unmap(struct sg_allocation *allocation) {
  CUdeviceptr start = allocation->base / SG_PAGE * SG_PAGE;
  uint64_t bytes = sg_round_up(allocation->base - start + allocation->bytes, SG_PAGE);
  sg_backing_unmap(start, bytes);
  sg_address_release(start, bytes);
  free(allocation);
}

CUresult sg_external_free(CUdeviceptr address) {
  struct sg_allocation *allocation = sg_allocation_claim(address, 1u << SG_ALLOCATION_EXTERNAL);
  if (allocation == NULL)
    return CUDA_ERROR_INVALID_VALUE;
  unmap(allocation);
  return CUDA_SUCCESS;
}

CUresult cuExternalMemoryGetMappedMipmappedArray(CUmipmappedArray *mipmap, CUexternalMemory extMem,
                                                 const CUDA_EXTERNAL_MEMORY_MIPMAPPED_ARRAY_DESC *mipmapDesc) {
  SG_ENTRY();
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  if (mipmap == NULL || mipmapDesc == NULL || mipmapDesc->numLevels == 0)
    return CUDA_ERROR_INVALID_VALUE;
  struct external *external = external_of(extMem);
  if (external == NULL)
    return CUDA_ERROR_INVALID_HANDLE;
  struct sg_mipmap shape;
  SG_TRY(sg_mipmap_shape(&mipmapDesc->arrayDesc, mipmapDesc->numLevels, &shape));
  if (!lies_in(external, mipmapDesc->offset, shape.bytes))
    return CUDA_ERROR_INVALID_VALUE;
  struct sg_array_memory *memory;
  SG_TRY(sg_array_memory_foreign(context, shape.bytes, external->host + mipmapDesc->offset, external, let_go,
                                 &memory));
  atomic_fetch_add(&external->holders, 1);
  CUmipmappedArray handle = sg_mipmap_new(&shape, context, memory);
  if (handle == NULL) {
    sg_array_memory_give(memory);
    return CUDA_ERROR_OUT_OF_MEMORY;
  }
  *mipmap = handle;
  return CUDA_SUCCESS;
}

static void drop_if_of(void *object, void *context) {
  struct external *external = object;
  if (external->context != context || external->is_destroyed)
    return;
  external->is_destroyed = true;
  let_go(external);
}

void sg_external_drop_context(struct sg_context *context) {
  size_t count;
  struct sg_allocation **mapped = sg_allocations_of(context, 1u << SG_ALLOCATION_EXTERNAL, &count);
  for (size_t i = 0; i < count; i++)
    sg_external_free(mapped[i]->base);
  free(mapped);
  sg_handle_each(&handles, drop_if_of, context);
}
