// The device is full at the exact byte: neither one granule early nor one late.
#include "../check.h"
#include "node.h"

static uint64_t free_bytes(void) {
  size_t now, total;
  NEED(cuMemGetInfo_v2(&now, &total));
  return now;
}

int main(void) {
  node_context();
  uint64_t granule = node_granularity();
  CUdeviceptr most, last, small[2100], more;
  uint64_t all = free_bytes() / granule * granule;
  CHECK_NUMBER("one byte more than is free", cuMemAlloc_v2(&more, all + 1), CUDA_ERROR_OUT_OF_MEMORY);
  CHECK_NUMBER("all that is free", cuMemAlloc_v2(&most, all), CUDA_SUCCESS);
  CHECK("less than a granule is free then", free_bytes() < granule, "%lu", free_bytes());
  CHECK_NUMBER("one more granule", cuMemAlloc_v2(&more, granule), CUDA_ERROR_OUT_OF_MEMORY);
  CHECK_NUMBER("one more byte", cuMemAlloc_v2(&more, 1), CUDA_ERROR_OUT_OF_MEMORY);
  NEED(cuMemFree_v2(most));
  NEED(cuMemAlloc_v2(&most, all - granule));
  CHECK_NUMBER("the last granule", cuMemAlloc_v2(&last, granule), CUDA_SUCCESS);
  NEED(cuMemFree_v2(last));
  uint64_t fit = granule / 1024, given = 0;
  while (given < fit && cuMemAlloc_v2(&small[given], 1000) == CUDA_SUCCESS)
    given++;
  CHECK_NUMBER("small ones share the last granule to its end", given, fit);
  CHECK_NUMBER("one small one more", cuMemAlloc_v2(&more, 1), CUDA_ERROR_OUT_OF_MEMORY);
  NEED(cuMemFree_v2(small[fit / 2]));
  CHECK_NUMBER("where one went, one fits", cuMemAlloc_v2(&more, 1024), CUDA_SUCCESS);
  CHECK_NUMBER("host memory is no matter of the device's", cuMemAllocHost_v2((void **)&more, 1 << 20), CUDA_SUCCESS);
  CHECK_NUMBER("managed memory lies with the host then", cuMemAllocManaged(&more, 1 << 24, CU_MEM_ATTACH_GLOBAL), CUDA_SUCCESS);
  NEED(cuMemFree_v2(most));
  CHECK_NUMBER("what was freed can be had again", cuMemAlloc_v2(&most, all - granule), CUDA_SUCCESS);
  return CHECKS_END();
}
