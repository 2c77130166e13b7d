#include "profile.h"

const int sg_profile_cuda_version = SIMGPU_PROFILE_CUDA_VERSION;
