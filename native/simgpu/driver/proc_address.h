// The table behind cuGetProcAddress.
#pragma once

#include <stddef.h>

enum sg_proc_mode {
  SG_PROC_DEFAULT = 1,      // asked without a wish for a kind of default stream
  SG_PROC_LEGACY = 2,
  SG_PROC_PER_THREAD = 4,
};

struct sg_proc_address {
  const char *name;         // without version or default-stream suffix
  int version;              // first CUDA version in which the name means this function
  unsigned int modes;       // of enum sg_proc_mode
  void *function;
};

// By name, then version, ascending. Generated.
extern const struct sg_proc_address sg_proc_addresses[];
extern const size_t sg_proc_address_count;
