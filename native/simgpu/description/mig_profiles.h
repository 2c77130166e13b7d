// The GPU instance profiles of the models that can be split.
#pragma once

#include "description.h"

struct sg_mig_layout {
  uint32_t memory_slices;
  uint32_t count;
  const struct sg_mig_profile *profiles;
};

extern const struct sg_mig_layout sg_mig_a30, sg_mig_a100_40, sg_mig_a100_80, sg_mig_h100, sg_mig_h100_pcie, sg_mig_h200;
