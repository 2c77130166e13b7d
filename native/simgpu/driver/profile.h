// Which driver this library is. Two are linked from the same objects and differ in profile.c alone.
#pragma once

// The CUDA version whose interface this build has; 0: whatever the description says.
extern const int sg_profile_cuda_version;
