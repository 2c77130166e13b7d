// Memory that another API made and this process was given as a file descriptor. Its bytes are that API's: nothing is charged.
#pragma once

#include "driver.h"

// cuMemFree of an allocation of kind SG_ALLOCATION_EXTERNAL. CUDA_ERROR_INVALID_VALUE: there is none at this address.
CUresult sg_external_free(CUdeviceptr address);
void sg_external_drop_context(struct sg_context *context);
