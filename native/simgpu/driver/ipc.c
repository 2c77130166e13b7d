#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "../state/backing_file.h"
#include "memory.h"

// What the 64 bytes of a handle say to another process of the node.
struct sg_ipc_handle {
  uint64_t magic;
  uint64_t generation;    // of the object
  uint64_t bytes;
  uint32_t object;
  uint32_t inset;         // of the first byte in the page that the object's offset names
};
_Static_assert(sizeof(struct sg_ipc_handle) <= sizeof(CUipcMemHandle), "a handle has room for it");

#define HANDLE_MAGIC UINT64_C(0x6d656d6370697367)

// `owner` of an allocation that another process made.
struct import {
  struct import *next;
  uint32_t object;
  uint64_t generation;
  unsigned int opens;
  CUdeviceptr mapped;
  uint64_t mapped_bytes;
  struct sg_allocation *allocation;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct import *imports;

// The bytes become a shared object's: one that lay among small ones takes a whole granule then.
static CUresult share(struct sg_allocation *allocation, struct sg_export *out) {
  struct sg_state *state = sg_driver.state;
  struct sg_regions *regions = sg_regions();
  if (!regions->name[0])
    return CUDA_ERROR_NOT_SUPPORTED;
  uint64_t charged = allocation->charged;
  bool small = allocation->bytes < SG_SMALL;
  if (small) {
    uint64_t unit = state->description.devices[allocation->device].granularity_bytes;
    charged = unit ? unit : SG_BLOCK;
    if (sg_memory_charge(state, sg_driver.process, allocation->device, SG_MEMORY_DATA, charged, allocation->bytes))
      return CUDA_ERROR_OUT_OF_MEMORY;
  }
  struct sg_region *region = sg_region_of(allocation->base);
  uint64_t offset = region->file_offset + (allocation->base - region->base);
  if (sg_object_create(state, sg_driver.process, allocation->device, charged, allocation->bytes, regions->name,
                       offset / SG_PAGE * SG_PAGE, &out->object)) {
    if (small)
      sg_memory_return(state, sg_driver.process, allocation->device, SG_MEMORY_DATA, charged, allocation->bytes);
    return CUDA_ERROR_OUT_OF_MEMORY;
  }
  out->generation = state->objects[out->object].generation;
  if (small)
    sg_uncharge(allocation->context, allocation->bytes, allocation->charged);
  allocation->charged = charged;
  return CUDA_SUCCESS;
}

bool sg_export_end(struct sg_allocation *allocation) {
  struct sg_export *export = allocation->owner;
  return sg_object_release(sg_driver.state, sg_driver.process, export->object);
}

CUresult cuIpcGetMemHandle(CUipcMemHandle *pHandle, CUdeviceptr dptr) {
  SG_ENTRY();
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  struct sg_allocation *allocation = sg_allocation_find(dptr);
  if (!pHandle || !allocation || (allocation->kind != SG_ALLOCATION_DEVICE && allocation->kind != SG_ALLOCATION_PITCH))
    return CUDA_ERROR_INVALID_VALUE;
  CUresult result = CUDA_SUCCESS;
  pthread_mutex_lock(&lock);
  if (!allocation->owner) {
    struct sg_export *export = malloc(sizeof *export);
    result = export ? share(allocation, export) : CUDA_ERROR_OUT_OF_MEMORY;
    if (result == CUDA_SUCCESS)
      allocation->owner = export;
    else
      free(export);
  }
  pthread_mutex_unlock(&lock);
  if (result != CUDA_SUCCESS)
    return result;
  struct sg_export *export = allocation->owner;
  struct sg_ipc_handle handle = {.magic = HANDLE_MAGIC, .generation = export->generation, .bytes = allocation->bytes,
                                 .object = export->object, .inset = allocation->base % SG_PAGE};
  memset(pHandle, 0, sizeof *pHandle);
  memcpy(pHandle, &handle, sizeof handle);
  return CUDA_SUCCESS;
}

static int ordinal_of(uint32_t device) {
  for (int ordinal = 0; ordinal < sg_driver.device_count; ordinal++) {
    if (sg_driver.ordinals[ordinal].device == device)
      return ordinal;
  }
  return CU_DEVICE_INVALID;
}

// Another device's memory is reached as its peer.
static CUresult check_device(const struct sg_context *context, int ordinal) {
  int can = 0;
  if (ordinal == CU_DEVICE_INVALID)
    return CUDA_ERROR_INVALID_DEVICE;
  if (ordinal == context->ordinal)
    return CUDA_SUCCESS;
  cuDeviceCanAccessPeer(&can, context->ordinal, ordinal);
  return can ? CUDA_SUCCESS : CUDA_ERROR_PEER_ACCESS_UNSUPPORTED;
}

static bool held_by_another(const struct import *import) {
  for (struct import *one = imports; one; one = one->next) {
    if (one != import && one->object == import->object && one->generation == import->generation)
      return true;
  }
  return false;
}

static CUresult map(struct import *import, const struct sg_ipc_handle *handle, const struct sg_object *object,
                    struct sg_context *context, int ordinal) {
  struct sg_backing backing = {.offset = object->offset, .bytes = sg_round_up(handle->inset + handle->bytes, SG_PAGE)};
  snprintf(backing.path, sizeof backing.path, "%s", object->path);
  CUdeviceptr address;
  char *host;
  SG_TRY(sg_address_reserve(backing.bytes, SG_BLOCK, &address));
  CUresult result = sg_backing_map(&backing, address, &host);
  struct sg_allocation *allocation = result == CUDA_SUCCESS ? malloc(sizeof *allocation) : NULL;
  if (allocation) {
    *allocation = (struct sg_allocation){
        .base = address + handle->inset, .bytes = handle->bytes, .kind = SG_ALLOCATION_IPC, .context = context,
        .device = object->device, .ordinal = ordinal, .id = sg_allocation_next_id(), .owner = import,
        .host = host + handle->inset};
    result = sg_allocation_add(allocation);
  } else if (result == CUDA_SUCCESS) {
    result = CUDA_ERROR_OUT_OF_MEMORY;
  }
  if (result != CUDA_SUCCESS) {
    free(allocation);
    sg_backing_unmap(address, backing.bytes);
    sg_address_release(address, backing.bytes);
    return result;
  }
  import->allocation = allocation;
  import->mapped = address;
  import->mapped_bytes = backing.bytes;
  return CUDA_SUCCESS;
}

static CUresult open_new(const struct sg_ipc_handle *handle, struct sg_context *context, CUdeviceptr *out) {
  struct sg_state *state = sg_driver.state;
  if (!sg_regions())
    return CUDA_ERROR_OUT_OF_MEMORY;
  struct import *import = calloc(1, sizeof *import);
  if (!import)
    return CUDA_ERROR_OUT_OF_MEMORY;
  *import = (struct import){.object = handle->object, .generation = handle->generation, .opens = 1};
  if (sg_object_hold(state, sg_driver.process, handle->object, handle->generation)) {
    free(import);
    return CUDA_ERROR_INVALID_HANDLE;
  }
  const struct sg_object *object = &state->objects[handle->object];
  int ordinal = ordinal_of(object->device);
  CUresult result = check_device(context, ordinal);
  if (result == CUDA_SUCCESS)
    result = map(import, handle, object, context, ordinal);
  if (result != CUDA_SUCCESS) {
    if (!held_by_another(import))
      sg_object_release(state, sg_driver.process, import->object);
    free(import);
    return result;
  }
  import->next = imports;
  imports = import;
  *out = import->allocation->base;
  return CUDA_SUCCESS;
}

static CUresult open_handle(CUdeviceptr *out, const CUipcMemHandle *bytes, unsigned int flags) {
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  struct sg_ipc_handle handle;
  memcpy(&handle, bytes, sizeof handle);
  if (!out || flags != CU_IPC_MEM_LAZY_ENABLE_PEER_ACCESS || handle.magic != HANDLE_MAGIC || handle.object >= SG_MAX_OBJECTS ||
      handle.inset >= SG_PAGE || handle.bytes == 0)
    return CUDA_ERROR_INVALID_VALUE;
  const struct sg_object *object = &sg_driver.state->objects[handle.object];
  if (object->generation == handle.generation && object->in_use &&
      object->creator == sg_process_slot(sg_driver.state, sg_driver.process) && strcmp(object->path, sg_regions()->name) == 0)
    return CUDA_ERROR_INVALID_CONTEXT;  // of this very process
  pthread_mutex_lock(&lock);
  CUresult result = CUDA_SUCCESS;
  struct import *known = imports;
  while (known && (known->object != handle.object || known->generation != handle.generation ||
                   known->allocation->context != context))
    known = known->next;
  if (known) {
    known->opens++;
    *out = known->allocation->base;
  } else {
    result = open_new(&handle, context, out);
  }
  pthread_mutex_unlock(&lock);
  return result;
}

CUresult cuIpcOpenMemHandle_v2(CUdeviceptr *pdptr, CUipcMemHandle handle, unsigned int Flags) {
  SG_ENTRY();
  return open_handle(pdptr, &handle, Flags);
}

CUresult cuIpcOpenMemHandle(CUdeviceptr *pdptr, CUipcMemHandle handle, unsigned int Flags) {
  SG_ENTRY();
  return open_handle(pdptr, &handle, Flags);
}

void sg_ipc_free(struct sg_allocation *allocation) {
  struct import *import = allocation->owner;
  pthread_mutex_lock(&lock);
  for (struct import **link = &imports; *link; link = &(*link)->next) {
    if (*link == import) {
      *link = import->next;
      break;
    }
  }
  // The last holder takes the bytes out of the file, whoever's it was.
  char name[sizeof((struct sg_object *)0)->path];
  snprintf(name, sizeof name, "%s", sg_driver.state->objects[import->object].path);
  if (!held_by_another(import) && sg_object_release(sg_driver.state, sg_driver.process, import->object)) {
    sg_backing_tidy(sg_driver.state, name);
    char *first = (char *)sg_round_up((uintptr_t)allocation->host, SG_PAGE);
    char *last = (char *)(((uintptr_t)allocation->host + allocation->bytes) / SG_PAGE * SG_PAGE);
    if (last > first)
      madvise(first, (size_t)(last - first), MADV_REMOVE);
  }
  pthread_mutex_unlock(&lock);
  sg_backing_unmap(import->mapped, import->mapped_bytes);
  sg_address_release(import->mapped, import->mapped_bytes);
  free(import);
  free(allocation);
}

CUresult cuIpcCloseMemHandle(CUdeviceptr dptr) {
  SG_ENTRY();
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  struct sg_allocation *allocation = sg_allocation_find(dptr);
  if (!allocation || allocation->kind != SG_ALLOCATION_IPC || allocation->base != dptr)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_context_wait(allocation->context));
  pthread_mutex_lock(&lock);
  struct import *import = allocation->owner;
  bool last = --import->opens == 0;
  pthread_mutex_unlock(&lock);
  if (last && (allocation = sg_allocation_claim(dptr, 1u << SG_ALLOCATION_IPC)))
    sg_ipc_free(allocation);
  return CUDA_SUCCESS;
}
