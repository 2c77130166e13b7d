// Oversubscription: memory that the driver may keep with the host takes the place of what the device has no room for.
#pragma once

#include "memory.h"

CUresult vgpu_fall_back(CUdeviceptr *dptr, size_t bytes, int index);
// Whether an address lies in memory of that kind.
bool vgpu_is_fallback(CUdeviceptr address);
