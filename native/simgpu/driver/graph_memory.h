// Device memory that graphs allocate: its addresses are the nodes' from their creation on, its bytes are the device's from
// the first launch until cuDeviceGraphMemTrim, shared by graphs that cannot run at the same time.
#pragma once

#include "driver.h"

// cuMemFreeAsync (a stream) and cuMemFree (NULL, after waiting) of an address for which sg_graph_owns says yes.
// CUDA_ERROR_INVALID_VALUE: no launch has left it allocated.
CUresult sg_graph_memory_free(CUdeviceptr address, struct sg_stream *stream);

// Called when a context ends: its graph memory is the device's again.
void sg_graphs_drop_context(struct sg_context *context);
