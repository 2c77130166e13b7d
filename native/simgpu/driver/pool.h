// Stream-ordered memory, for the files that free addresses, wait for streams or run out of memory.
#pragma once

#include "driver.h"

// cuMemFree of an allocation of kind SG_ALLOCATION_POOL, after waiting. CUDA_ERROR_INVALID_VALUE: freed already.
CUresult sg_pool_free(CUdeviceptr address);

// After a wait for a stream, an event or a context: pools give back what they reserved above their threshold.
void sg_pools_synchronised(void);

// The device is full: gives back what this process's pools reserved there without using it. True if there was any.
bool sg_pools_make_room(uint32_t device);
