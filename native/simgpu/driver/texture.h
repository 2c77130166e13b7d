// What textures and surfaces are bound to. Kernels here read no textures: this is the driver's bookkeeping.
#pragma once

#include "driver.h"

// Whether a texture could be made of it. CUDA_ERROR_INVALID_VALUE, _INVALID_HANDLE.
CUresult sg_resource_check(const CUDA_RESOURCE_DESC *resource);
void sg_textures_drop_context(struct sg_context *context);
void sg_surfaces_drop_context(struct sg_context *context);
