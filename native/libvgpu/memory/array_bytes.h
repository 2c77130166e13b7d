// What an array takes, told before it is made.
#pragma once

#include "cuda_abi.h"
#include "memory.h"

// False: none of its own, for memory is mapped into it later.
bool vgpu_array_owns_memory(const CUDA_ARRAY3D_DESCRIPTOR *descriptor);

struct vgpu_array_bytes {
  uint64_t bytes;
  CUresult doubt;  // what the driver said to a twin of it, when that can't be made
};

// `levels` 0: not a mipmapped one.
struct vgpu_array_bytes vgpu_array_bytes(const CUDA_ARRAY3D_DESCRIPTOR *descriptor, unsigned int levels, int index);
