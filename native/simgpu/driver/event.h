#pragma once

#include "driver.h"

// A live event by its handle: CUDA_ERROR_INVALID_HANDLE, or its context's sticky error.
CUresult sg_event_resolve(CUevent handle, struct sg_event **out);
