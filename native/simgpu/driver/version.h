// The CUDA version that this driver is of: 12040 is 12.4.
#pragma once

int sg_cuda_version(void);
