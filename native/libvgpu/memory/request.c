#include "request.h"

#include "activity.h"
#include "libvgpu/lookup/hook.h"
#include "process/log.h"

CUresult vgpu_request_begin(struct vgpu_request *request, enum hami_region_kind kind, uint64_t bytes) {
  *request = (struct vgpu_request){.here = {.index = VGPU_NO_DEVICE}, .kind = kind, .bytes = bytes};
  enum vgpu_standing standing = vgpu_process_standing();
  if (standing == VGPU_DENIED)
    return vgpu_charge(VGPU_NO_DEVICE, kind, bytes);
  if (standing == VGPU_NOT_STARTED)
    return CUDA_SUCCESS;
  CUresult here = vgpu_look_here(&request->here);
  // Without a context the driver takes nothing. What it can't tell is not taken unasked.
  if (here != CUDA_SUCCESS)
    return here == CUDA_ERROR_INVALID_CONTEXT || here == CUDA_ERROR_CONTEXT_IS_DESTROYED ? CUDA_SUCCESS : here;
  if (request->here.index == VGPU_NO_DEVICE) {
    vgpu_log_once(VGPU_ERROR, "memory of a device that this container was not granted is refused");
    return CUDA_ERROR_OUT_OF_MEMORY;
  }
  vgpu_activity_begin(request->here.index);
  CUresult result = vgpu_memory_take(request->here.index, kind, bytes);
  request->is_charged = result == CUDA_SUCCESS;
  if (!request->is_charged)
    vgpu_activity_end(request->here.index);
  return result;
}

bool vgpu_request_correct(struct vgpu_request *request, uint64_t bytes) {
  if (!request->is_charged || request->bytes == bytes)
    return true;
  int index = request->here.index;
  bool taken = vgpu_memory_take(index, request->kind, bytes) == CUDA_SUCCESS;
  vgpu_memory_give(index, request->kind, request->bytes);
  // Without the first charge there may be room.
  if (!taken)
    taken = vgpu_memory_take(index, request->kind, bytes) == CUDA_SUCCESS;
  request->bytes = bytes;
  request->is_charged = taken;
  if (!taken)
    vgpu_activity_end(index);
  return taken;
}

CUresult vgpu_request_failed(struct vgpu_request *request, CUresult result) {
  if (!request->is_charged)
    return result;
  vgpu_memory_give(request->here.index, request->kind, request->bytes);
  vgpu_activity_end(request->here.index);
  return result;
}

CUresult vgpu_request_undone(struct vgpu_request *request, struct vgpu_key key) {
  if (key.space == VGPU_ARRAY)
    VGPU_REAL(cuArrayDestroy)((CUarray)(uintptr_t)key.handle);
  else if (key.space == VGPU_MIPMAP)
    VGPU_REAL(cuMipmappedArrayDestroy)((CUmipmappedArray)(uintptr_t)key.handle);
  else
    VGPU_REAL(cuMemFree_v2)(key.handle);
  return vgpu_request_failed(request, CUDA_ERROR_OUT_OF_MEMORY);
}

CUresult vgpu_request_made(struct vgpu_request *request, struct vgpu_key key, enum vgpu_made made) {
  if (!request->is_charged)
    return CUDA_SUCCESS;
  struct vgpu_allocation allocation = {.bytes = request->bytes, .context = request->here.context,
                                       .device = (uint16_t)request->here.index, .kind = (uint8_t)made};
  if (!vgpu_record(key, &allocation))
    return vgpu_request_undone(request, key);
  vgpu_activity_end(request->here.index);
  return CUDA_SUCCESS;
}

enum hami_region_kind vgpu_kind_of(struct vgpu_key key, const struct vgpu_allocation *allocation) {
  if (key.space == VGPU_CONTEXT)
    return HAMI_REGION_CONTEXT;
  if (key.space == VGPU_ARRAY || key.space == VGPU_MIPMAP)
    return HAMI_REGION_ARRAY;
  return allocation->kind == VGPU_MANAGED ? HAMI_REGION_MANAGED : HAMI_REGION_PLAIN;
}

void vgpu_give_back(struct vgpu_key key, const struct vgpu_allocation *allocation) {
  enum hami_region_kind kind = vgpu_kind_of(key, allocation);
  // A context takes what it takes, whatever the granularity of memory.
  if (kind == HAMI_REGION_CONTEXT)
    vgpu_uncharge(allocation->device, kind, allocation->bytes);
  else if (allocation->kind <= VGPU_FALLBACK)
    vgpu_memory_give(allocation->device, kind, allocation->bytes);
}

bool vgpu_record(struct vgpu_key key, const struct vgpu_allocation *allocation) {
  struct vgpu_allocation replaced;
  enum vgpu_inserted inserted = vgpu_table_insert(&vgpu_memory, key, allocation, &replaced);
  if (inserted == VGPU_REPLACED)
    vgpu_give_back(key, &replaced);
  return inserted != VGPU_NO_MEMORY;
}

void vgpu_record_foreign(struct vgpu_key key) {
  struct vgpu_here here;
  if (vgpu_process_standing() != VGPU_GRANTED || !vgpu_here(&here) || here.index == VGPU_NO_DEVICE)
    return;
  vgpu_record(key, &(struct vgpu_allocation){.context = here.context, .device = (uint16_t)here.index, .kind = VGPU_FOREIGN});
}

void vgpu_freeing_begin(struct vgpu_freeing *freeing, struct vgpu_key key) {
  freeing->key = key;
  freeing->found = vgpu_process_standing() == VGPU_GRANTED && vgpu_table_remove(&vgpu_memory, key, &freeing->allocation);
  if (freeing->found)
    vgpu_activity_begin(freeing->allocation.device);
}

CUresult vgpu_freeing_end(struct vgpu_freeing *freeing, CUresult result) {
  if (!freeing->found)
    return result;
  if (result == CUDA_SUCCESS)
    vgpu_give_back(freeing->key, &freeing->allocation);
  else
    vgpu_record(freeing->key, &freeing->allocation);
  vgpu_activity_end(freeing->allocation.device);
  return result;
}
