// Physical memory: charged from its creation until neither a handle nor anything that it is mapped into is left of it.
#pragma once

#include "memory.h"

enum vgpu_physical_origin {
  VGPU_PHYSICAL_MADE,
  VGPU_PHYSICAL_IMPORTED,
  VGPU_PHYSICAL_OTHER,  // the host's, a multicast object, or made on a way that no hook saw: nothing to charge
};

struct vgpu_physical {
  CUmemGenericAllocationHandle handle;  // 0: all were released
  uint64_t bytes;
  uint64_t references;                  // of the handle
  uint64_t uses;                        // mapped, bound to a multicast object
  int index;
  enum vgpu_physical_origin origin;
  bool is_charged;                      // else, imported: explained by what others of this container export
  bool is_exported;
  struct vgpu_physical *next;
};

// Where something is mapped, by address; for bindings of multicast objects and arrays likewise, by their place in it.
struct vgpu_physical_use {
  uint64_t owner;  // 0: the address space; a multicast object; an array
  uint64_t place[6];
  uint64_t bytes;
  struct vgpu_physical *physical;
};

// All of this wants the lock, which is held while the driver makes, maps or takes back: handles and addresses are used again.
void vgpu_physical_lock(void);
bool vgpu_physical_try_lock(void);
void vgpu_physical_unlock(void);

struct vgpu_physical *vgpu_physical_of(CUmemGenericAllocationHandle handle);
// A handle that nothing is known of gets an entry that charges nothing. NULL: no memory for it.
struct vgpu_physical *vgpu_physical_or_other(CUmemGenericAllocationHandle handle);
struct vgpu_physical *vgpu_physical_add(const struct vgpu_physical *physical);
void vgpu_physical_drop_handle(struct vgpu_physical *physical);
void vgpu_physical_refer(struct vgpu_physical *physical, CUmemGenericAllocationHandle handle);

// False: no memory for it.
bool vgpu_physical_use(const struct vgpu_physical_use *use);
// Ends the uses of an owner, of which `matches` says so.
void vgpu_physical_end_uses(uint64_t owner, bool (*matches)(const struct vgpu_physical_use *use, const void *argument),
                            const void *argument);
void vgpu_physical_unmapped(CUdeviceptr address, uint64_t bytes);
struct vgpu_physical *vgpu_physical_mapped_at(CUdeviceptr address);
void vgpu_physical_forget_object(struct vgpu_physical *physical);

static inline uint64_t vgpu_physical_owner(const struct vgpu_physical *multicast) { return (uint64_t)(uintptr_t)multicast; }

// physical_share.c: what was exported and imported in this region.
void vgpu_physical_exported(struct vgpu_physical *physical);
void vgpu_physical_imported(struct vgpu_physical *physical);
// A mapping shows that it has so many bytes. Not CUDA_SUCCESS: it is nobody's of this container, and there is no room for it.
CUresult vgpu_physical_sized(struct vgpu_physical *physical, uint64_t bytes);
// Neither handle nor use is left. False: others of this container may hold it still, so that it stays charged.
bool vgpu_physical_share_ended(struct vgpu_physical *physical);
void vgpu_physical_settle(void);
void vgpu_physical_share_forget(void);
