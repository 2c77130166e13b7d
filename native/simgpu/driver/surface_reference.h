// Surface references: names in modules that arrays are bound to. Compilers stopped making them with CUDA 12.
#pragma once

#include "driver.h"

// NULL: no memory.
CUsurfref sg_surface_reference_new(void);
void sg_surface_reference_free(CUsurfref handle);
