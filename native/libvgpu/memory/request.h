// What every allocation of the current context goes through: charged before the driver is asked, told afterwards how that went.
#pragma once

#include "memory.h"

struct vgpu_here {
  int index;         // the region's, of the current context's device
  uint64_t context;  // number of the context that what is taken ends with
};

// False: there is no current context. The index is VGPU_NO_DEVICE when the device is none of the container's.
bool vgpu_here(struct vgpu_here *here);
// The same, and why not: CUDA_ERROR_INVALID_CONTEXT when there is none, else what the driver said.
CUresult vgpu_look_here(struct vgpu_here *here);

struct vgpu_request {
  struct vgpu_here here;
  enum hami_region_kind kind;
  uint64_t bytes;
  bool is_charged;  // else the driver judges alone
};

// Not CUDA_SUCCESS: the driver is not to be asked.
CUresult vgpu_request_begin(struct vgpu_request *request, enum hami_region_kind kind, uint64_t bytes);
// What the driver took turned out to be so many bytes; false: there is no room for them.
bool vgpu_request_correct(struct vgpu_request *request, uint64_t bytes);
// Returns what the driver said.
CUresult vgpu_request_failed(struct vgpu_request *request, CUresult result);
// Into the table; where that has no room the driver takes it back, and it failed for lack of memory.
CUresult vgpu_request_made(struct vgpu_request *request, struct vgpu_key key, enum vgpu_made made);
// The driver takes back what it just made, and the request failed for lack of memory.
CUresult vgpu_request_undone(struct vgpu_request *request, struct vgpu_key key);

// What the bytes of an entry were charged as.
enum hami_region_kind vgpu_kind_of(struct vgpu_key key, const struct vgpu_allocation *allocation);
void vgpu_give_back(struct vgpu_key key, const struct vgpu_allocation *allocation);
// Into the table; whatever it said of that handle before is long gone. False: the table has no room.
bool vgpu_record(struct vgpu_key key, const struct vgpu_allocation *allocation);

// Something that is not charged, made in the current context.
void vgpu_record_foreign(struct vgpu_key key);

// A free: `found` tells whether the table had it. The entry is taken out before the driver frees, which may give the same
// address to another thread at once; if the driver fails, it is put back and stays charged.
struct vgpu_freeing {
  struct vgpu_key key;
  struct vgpu_allocation allocation;
  bool found;
};

void vgpu_freeing_begin(struct vgpu_freeing *freeing, struct vgpu_key key);
CUresult vgpu_freeing_end(struct vgpu_freeing *freeing, CUresult result);

static inline struct vgpu_key vgpu_key_of_pointer(CUdeviceptr pointer) {
  return (struct vgpu_key){.handle = pointer, .space = VGPU_POINTER};
}

static inline struct vgpu_key vgpu_key_of_handle(const void *handle, enum vgpu_space space) {
  return (struct vgpu_key){.handle = (uint64_t)(uintptr_t)handle, .space = (uint8_t)space};
}
