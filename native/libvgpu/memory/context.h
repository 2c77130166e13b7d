// The contexts of this process. Handles are used again, so each context gets a number that is not.
#pragma once

#include "memory.h"

// Not CUDA_SUCCESS: nothing is to be made on the device. An index of VGPU_NO_DEVICE: the driver judges alone.
CUresult vgpu_context_place(CUdevice device, int *index);

// Contexts of one device are made one after the other. Without an index nothing happens in what follows.
void vgpu_contexts_lock(int index);
void vgpu_contexts_unlock(int index);

// A context that is being made, charged with what one is known to take. With the lock.
struct vgpu_birth {
  int index;
  uint64_t bytes;
  bool is_measured;  // what one takes is known from a measurement
};

// Not CUDA_SUCCESS: it is not to be made.
CUresult vgpu_birth_begin(struct vgpu_birth *birth, CUdevice device, int index);
void vgpu_birth_failed(struct vgpu_birth *birth);
// False: it took more than there is room for; it is to be ended, and then the birth failed.
bool vgpu_birth_done(struct vgpu_birth *birth, CUcontext context, bool is_primary);

// Before and after the driver ends a context.
struct vgpu_death {
  struct vgpu_key key;
  struct vgpu_allocation allocation;
  bool is_known;
};

void vgpu_death_begin(struct vgpu_death *death, CUcontext context);
void vgpu_death_failed(struct vgpu_death *death);
void vgpu_death_done(struct vgpu_death *death);

// A device's primary context while it is there, else NULL; and how often it is held. With the lock.
CUcontext vgpu_primary_of(int index);
uint32_t *vgpu_primary_holds(int index);

// How many contexts this process has there.
uint32_t vgpu_contexts_on(int index);

// What one takes, measured by a process of this container or as cards of its kind are known to.
uint64_t vgpu_context_size(int index, CUdevice device, bool *measured);
// For whoever makes one later. False: it is not to be believed.
bool vgpu_context_measured(int index, uint64_t bytes);
