// Which of the region's devices a handle of NVML means.
#pragma once

#include "nvml_abi.h"

// VGPU_NO_DEVICE: none. A MIG device is one of its own, which its card doesn't stand for, nor it for the card.
int vgpu_index_of_nvml(nvmlDevice_t device);
