// What every form of launch comes down to.
#pragma once

#include "stream.h"

struct sg_launch {
  unsigned int grid[3], block[3];
  unsigned int shared_bytes;
  void **parameters;
  void **extra;
  bool cooperative;
};

// Checks a launch and fills in the work. Nothing is to be released after an error.
CUresult sg_launch_prepare(struct sg_function *function, struct sg_context *context, uint32_t sms, const struct sg_launch *launch,
                           struct sg_work *out);
// The same, and hands it to the stream.
CUresult sg_launch_in(struct sg_stream *stream, struct sg_function *function, const struct sg_launch *launch);
