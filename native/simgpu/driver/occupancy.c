// How many blocks of a kernel a device runs at a time.
#include "module.h"

enum { WARP = 32, REGISTERS_PER_SM = 65536, REGISTER_UNIT = 256, SHARED_UNIT = 128 };

static const struct sg_device_description *description_of(uint32_t device) {
  return &sg_driver.state->description.devices[device];
}

static uint64_t up(uint64_t value, uint64_t unit) {
  return (value + unit - 1) / unit * unit;
}

// What one block takes of a multiprocessor's shared memory.
static uint64_t shared_of_block(const struct sg_function *function, uint32_t device, uint64_t dynamic_bytes) {
  uint64_t system = description_of(device)->compute_major >= 8 ? 1024 : 0;
  return up((uint64_t)function->attributes[CU_FUNC_ATTRIBUTE_SHARED_SIZE_BYTES] + dynamic_bytes + system, SHARED_UNIT);
}

uint32_t sg_blocks_per_sm(const struct sg_function *function, uint32_t device, uint32_t threads, uint64_t dynamic_bytes) {
  const struct sg_device_description *description = description_of(device);
  uint64_t warps = (threads + WARP - 1) / WARP;
  if (warps == 0 || threads > (uint32_t)function->attributes[CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK])
    return 0;
  uint64_t blocks = description->blocks_per_sm;
  uint64_t by_threads = description->threads_per_sm / WARP / warps;
  uint64_t registers = up((uint64_t)function->attributes[CU_FUNC_ATTRIBUTE_NUM_REGS] * WARP, REGISTER_UNIT) * warps;
  uint64_t by_registers = registers == 0 ? blocks : REGISTERS_PER_SM / registers;
  uint64_t shared = shared_of_block(function, device, dynamic_bytes);
  uint64_t by_shared = shared == 0 ? blocks : description->shared_bytes_per_sm / shared;
  blocks = by_threads < blocks ? by_threads : blocks;
  blocks = by_registers < blocks ? by_registers : blocks;
  return (uint32_t)(by_shared < blocks ? by_shared : blocks);
}

static CUresult active_blocks(int *numBlocks, CUfunction func, int blockSize, size_t dynamicSMemSize, unsigned int flags) {
  struct sg_function *function;
  struct sg_context *context;
  if (numBlocks == NULL || blockSize <= 0 || (flags & ~(unsigned int)CU_OCCUPANCY_DISABLE_CACHING_OVERRIDE) != 0)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_context_current(&context));
  if (!sg_function_valid(func, &function))
    return CUDA_ERROR_INVALID_HANDLE;
  *numBlocks = (int)sg_blocks_per_sm(function, context->device, (uint32_t)blockSize, dynamicSMemSize);
  return CUDA_SUCCESS;
}

CUresult cuOccupancyMaxActiveBlocksPerMultiprocessor(int *numBlocks, CUfunction func, int blockSize, size_t dynamicSMemSize) {
  SG_ENTRY();
  return active_blocks(numBlocks, func, blockSize, dynamicSMemSize, 0);
}

CUresult cuOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(int *numBlocks, CUfunction func, int blockSize,
                                                              size_t dynamicSMemSize, unsigned int flags) {
  SG_ENTRY();
  return active_blocks(numBlocks, func, blockSize, dynamicSMemSize, flags);
}

// The largest block among those that keep most threads on a multiprocessor.
static CUresult best_block(int *minGridSize, int *blockSize, CUfunction func, CUoccupancyB2DSize dynamic_of_block,
                           size_t dynamic_bytes, int limit, unsigned int flags) {
  struct sg_function *function;
  struct sg_context *context;
  if (minGridSize == NULL || blockSize == NULL || limit < 0 ||
      (flags & ~(unsigned int)CU_OCCUPANCY_DISABLE_CACHING_OVERRIDE) != 0)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_context_current(&context));
  if (!sg_function_valid(func, &function))
    return CUDA_ERROR_INVALID_HANDLE;
  int most = function->attributes[CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK];
  most = limit != 0 && limit < most ? limit : most;
  int best = 0, best_blocks = 0;
  for (int aligned = (int)up((uint64_t)most, WARP); aligned > 0; aligned -= WARP) {
    int size = aligned < most ? aligned : most;
    size_t dynamic = dynamic_of_block != NULL ? dynamic_of_block(size) : dynamic_bytes;
    int blocks = (int)sg_blocks_per_sm(function, context->device, (uint32_t)size, dynamic);
    if (size * blocks > best * best_blocks) {
      best = size;
      best_blocks = blocks;
    }
    if (best * best_blocks == (int)description_of(context->device)->threads_per_sm)
      break;
  }
  *blockSize = best;
  *minGridSize = best_blocks * (int)sg_driver.ordinals[context->ordinal].sms;
  return CUDA_SUCCESS;
}

CUresult cuOccupancyMaxPotentialBlockSize(int *minGridSize, int *blockSize, CUfunction func,
                                          CUoccupancyB2DSize blockSizeToDynamicSMemSize, size_t dynamicSMemSize,
                                          int blockSizeLimit) {
  SG_ENTRY();
  return best_block(minGridSize, blockSize, func, blockSizeToDynamicSMemSize, dynamicSMemSize, blockSizeLimit, 0);
}

CUresult cuOccupancyMaxPotentialBlockSizeWithFlags(int *minGridSize, int *blockSize, CUfunction func,
                                                   CUoccupancyB2DSize blockSizeToDynamicSMemSize, size_t dynamicSMemSize,
                                                   int blockSizeLimit, unsigned int flags) {
  SG_ENTRY();
  return best_block(minGridSize, blockSize, func, blockSizeToDynamicSMemSize, dynamicSMemSize, blockSizeLimit, flags);
}

CUresult cuOccupancyAvailableDynamicSMemPerBlock(size_t *dynamicSmemSize, CUfunction func, int numBlocks, int blockSize) {
  SG_ENTRY();
  struct sg_function *function;
  struct sg_context *context;
  if (dynamicSmemSize == NULL || numBlocks <= 0 || blockSize <= 0)
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_context_current(&context));
  if (!sg_function_valid(func, &function))
    return CUDA_ERROR_INVALID_HANDLE;
  if ((int)sg_blocks_per_sm(function, context->device, (uint32_t)blockSize, 0) < numBlocks)
    return CUDA_ERROR_INVALID_VALUE;
  uint64_t of_block = description_of(context->device)->shared_bytes_per_sm / (unsigned int)numBlocks / SHARED_UNIT * SHARED_UNIT;
  uint64_t taken = shared_of_block(function, context->device, 0);
  uint64_t available = of_block > taken ? of_block - taken : 0;
  uint64_t most = (uint64_t)function->attributes[CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES];
  *dynamicSmemSize = available < most ? available : most;
  return CUDA_SUCCESS;
}

static uint32_t cluster_of(const struct sg_function *function, const CUlaunchConfig *config) {
  for (unsigned int i = 0; i < config->numAttrs; i++) {
    const CUlaunchAttribute *attribute = &config->attrs[i];
    if (attribute->id == CU_LAUNCH_ATTRIBUTE_CLUSTER_DIMENSION)
      return attribute->value.clusterDim.x * attribute->value.clusterDim.y * attribute->value.clusterDim.z;
  }
  const int *attributes = function->attributes;
  uint32_t size = 1;
  for (int i = CU_FUNC_ATTRIBUTE_REQUIRED_CLUSTER_WIDTH; i <= CU_FUNC_ATTRIBUTE_REQUIRED_CLUSTER_DEPTH; i++)
    size *= attributes[i] > 0 ? (uint32_t)attributes[i] : 1;
  return size;
}

static uint32_t largest_cluster(const struct sg_function *function) {
  return function->attributes[CU_FUNC_ATTRIBUTE_NON_PORTABLE_CLUSTER_SIZE_ALLOWED] != 0 ? 16 : 8;
}

// Clusters are compute capability 9.0's.
static CUresult clusters(int *out, CUfunction func, const CUlaunchConfig *config, struct sg_function **function,
                         struct sg_context **context) {
  if (out == NULL || config == NULL || (config->numAttrs != 0 && config->attrs == NULL))
    return CUDA_ERROR_INVALID_VALUE;
  SG_TRY(sg_context_current(context));
  if (!sg_function_valid(func, function))
    return CUDA_ERROR_INVALID_HANDLE;
  return description_of((*context)->device)->compute_major >= 9 ? CUDA_SUCCESS : CUDA_ERROR_INVALID_CLUSTER_SIZE;
}

CUresult cuOccupancyMaxPotentialClusterSize(int *clusterSize, CUfunction func, const CUlaunchConfig *config) {
  SG_ENTRY();
  struct sg_function *function;
  struct sg_context *context;
  SG_TRY(clusters(clusterSize, func, config, &function, &context));
  *clusterSize = (int)largest_cluster(function);
  return CUDA_SUCCESS;
}

CUresult cuOccupancyMaxActiveClusters(int *numClusters, CUfunction func, const CUlaunchConfig *config) {
  SG_ENTRY();
  struct sg_function *function;
  struct sg_context *context;
  SG_TRY(clusters(numClusters, func, config, &function, &context));
  uint32_t size = cluster_of(function, config);
  if (size == 0 || size > largest_cluster(function))
    return CUDA_ERROR_INVALID_CLUSTER_SIZE;
  uint32_t threads = config->blockDimX * config->blockDimY * config->blockDimZ;
  uint32_t blocks = sg_blocks_per_sm(function, context->device, threads, config->sharedMemBytes);
  *numClusters = (int)(blocks * sg_driver.ordinals[context->ordinal].sms / size);
  return CUDA_SUCCESS;
}
