// Host functions and waits for memory words run on one thread of the driver's own, made when the first is submitted.
#pragma once

#include "driver.h"

CUresult sg_host_add(struct sg_stream *stream, uint64_t number, const struct sg_work *work);
