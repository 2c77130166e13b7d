// Words in memory that streams wait for and write.
#pragma once

#include "driver.h"

// Checks a batch as cuStreamBatchMemOp does and makes one work of it: a graph's node, or a call under capture. The effect owns
// the batch.
CUresult sg_memory_batch_work(const CUstreamBatchMemOpParams *operations, unsigned int count, struct sg_work *out);
