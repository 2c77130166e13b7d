// Green contexts: a part of a device's multiprocessors under the primary context's memory.
#pragma once

#include "context.h"

struct sg_green {
  struct sg_context *primary;
  struct sg_context_object *handle;  // what cuCtxFromGreenCtx gives out
  struct sg_stream *null_stream;
  uint32_t sms;
  uint64_t id;
};

// Waits for the streams of a green context.
CUresult sg_green_wait(struct sg_green *green);
bool sg_green_valid(CUgreenCtx handle, struct sg_green **out);
