#include "kernels.h"

static int attribute(CUdevice_attribute which) {
  int value = 0;
  REQUIRE(cuDeviceGetAttribute(&value, which, 0));
  return value;
}

CASE(cuOccupancyMaxActiveBlocksPerMultiprocessor, CUDA_SUCCESS, "limited by threads, by blocks, by shared memory") {
  NEEDS_CUDA(11000);  // the attribute that says how many blocks fit
  int blocks = -1;
  CUfunction function = kernel_named(with_kernels(), "spin_us200");
  int threads = attribute(CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_MULTIPROCESSOR);
  EXPECT(cuOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, function, 1024, 0), CUDA_SUCCESS);
  CHECK(blocks == threads / 1024);
  EXPECT(cuOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, function, 32, 0), CUDA_SUCCESS);
  if (driver_version() >= 11000)
    CHECK(blocks == attribute(CU_DEVICE_ATTRIBUTE_MAX_BLOCKS_PER_MULTIPROCESSOR));
  EXPECT(cuOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, function, 32, 40 << 10), CUDA_SUCCESS);
  CHECK(blocks == attribute(CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_MULTIPROCESSOR) / (41 << 10));
}

CASE(cuOccupancyMaxActiveBlocksPerMultiprocessor, CUDA_ERROR_INVALID_VALUE, "blocks of no threads") {
  int blocks;
  CUfunction function = kernel_named(with_kernels(), "spin_us200");
  EXPECT(cuOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, function, 0, 0), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuOccupancyMaxActiveBlocksPerMultiprocessor(NULL, function, 32, 0), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuOccupancyMaxActiveBlocksPerMultiprocessorWithFlags, CUDA_SUCCESS, "the same without flags") {
  int blocks = -1, same = -2;
  CUfunction function = kernel_named(with_kernels(), "fill");
  EXPECT(cuOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, function, 256, 0), CUDA_SUCCESS);
  EXPECT(cuOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(&same, function, 256, 0, CU_OCCUPANCY_DEFAULT), CUDA_SUCCESS);
  CHECK(blocks == same && blocks > 0);
}

static size_t of_block(int threads) {
  return (size_t)threads * 16;
}

CASE(cuOccupancyMaxPotentialBlockSize, CUDA_SUCCESS, "fills the device") {
  int grid = 0, block = 0;
  CUfunction function = kernel_named(with_kernels(), "spin_us200");
  EXPECT(cuOccupancyMaxPotentialBlockSize(&grid, &block, function, NULL, 0, 0), CUDA_SUCCESS);
  CHECK(block > 0 && grid * block == attribute(CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT) *
                                         attribute(CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_MULTIPROCESSOR));
  EXPECT(cuOccupancyMaxPotentialBlockSize(&grid, &block, function, of_block, 0, 128), CUDA_SUCCESS);
  CHECK(block > 0 && block <= 128);
}

CASE(cuOccupancyMaxPotentialBlockSizeWithFlags, CUDA_SUCCESS, "the same without flags") {
  int grid = 0, block = 0;
  EXPECT(cuOccupancyMaxPotentialBlockSizeWithFlags(&grid, &block, kernel_named(with_kernels(), "small"), NULL, 0, 0, 0), CUDA_SUCCESS);
  CHECK(block == 64);
}

CASE(cuOccupancyAvailableDynamicSMemPerBlock, CUDA_SUCCESS, "less the more blocks share it") {
  size_t one = 0, four = 0;
  CUfunction function = kernel_named(with_kernels(), "spin_us200");
  EXPECT(cuOccupancyAvailableDynamicSMemPerBlock(&one, function, 1, 64), CUDA_SUCCESS);
  EXPECT(cuOccupancyAvailableDynamicSMemPerBlock(&four, function, 4, 64), CUDA_SUCCESS);
  CHECK(one >= four && four > 0);
}

static CUlaunchConfig cluster_of(CUlaunchAttribute *attribute_of, unsigned int size) {
  *attribute_of = (CUlaunchAttribute){.id = CU_LAUNCH_ATTRIBUTE_CLUSTER_DIMENSION, .value.clusterDim = {size, 1, 1}};
  return (CUlaunchConfig){.gridDimX = 64, .gridDimY = 1, .gridDimZ = 1, .blockDimX = 128, .blockDimY = 1, .blockDimZ = 1,
                          .attrs = attribute_of, .numAttrs = 1};
}

CASE(cuOccupancyMaxPotentialClusterSize, CUDA_SUCCESS, "8 on every device that has clusters") {
  int size = 0;
  CUlaunchAttribute cluster;
  CUlaunchConfig config = cluster_of(&cluster, 1);
  CUfunction function = kernel_named(with_kernels(), "spin_us200");
  if (attribute(CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR) < 9)
    SKIP("the device has no clusters");
  EXPECT(cuOccupancyMaxPotentialClusterSize(&size, function, &config), CUDA_SUCCESS);
  CHECK(size == 8);
}

CASE(cuOccupancyMaxActiveClusters, CUDA_SUCCESS, "fewer of larger ones") {
  int small = 0, large = 0;
  CUlaunchAttribute cluster;
  CUfunction function = kernel_named(with_kernels(), "spin_us200");
  if (attribute(CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR) < 9)
    SKIP("the device has no clusters");
  CUlaunchConfig config = cluster_of(&cluster, 2);
  EXPECT(cuOccupancyMaxActiveClusters(&small, function, &config), CUDA_SUCCESS);
  config = cluster_of(&cluster, 8);
  EXPECT(cuOccupancyMaxActiveClusters(&large, function, &config), CUDA_SUCCESS);
  CHECK(small > large && large > 0);
}
