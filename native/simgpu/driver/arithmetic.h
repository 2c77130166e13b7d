// Kernels that really compute. Each thread does one element, as such kernels do on hardware, and n says how many there are:
//   copy(uint32_t *to, const uint32_t *from, n)   fill(uint32_t *to, uint32_t value, n)
//   vecadd(const float *a, const float *b, float *sum, n)
#pragma once

#include "driver.h"

enum { SG_ARGUMENTS = 4 };

// Makes the effect of a launch of so many threads. CUDA_ERROR_INVALID_VALUE: the function hasn't the parameters that it takes.
CUresult sg_arithmetic_effect(const struct sg_function *function, struct sg_context *context, const uint64_t arguments[SG_ARGUMENTS],
                              uint64_t threads, struct sg_effect *out);
