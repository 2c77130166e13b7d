// What textures and surfaces are bound to. Kernels here read no textures: this is the driver's bookkeeping.
#pragma once

#include "driver.h"

void sg_textures_drop_context(struct sg_context *context);
void sg_surfaces_drop_context(struct sg_context *context);
