#include <fcntl.h>
#include <sys/mman.h>

#include "regions.h"

static uint64_t up(uint64_t value, uint64_t unit) {
  return (value + unit - 1) / unit * unit;
}

CUresult sg_address_reserve(uint64_t bytes, uint64_t alignment, CUdeviceptr *out) {
  struct sg_regions *regions = sg_regions();
  if (!regions || bytes > regions->high.size || alignment > regions->high.size)
    return CUDA_ERROR_OUT_OF_MEMORY;
  if (alignment < SG_BLOCK)
    alignment = SG_BLOCK;
  uint64_t start;
  pthread_mutex_lock(&regions->lock);
  bool taken = sg_ranges_take(&regions->high.free, up(bytes, SG_BLOCK), alignment, &start);
  pthread_mutex_unlock(&regions->lock);
  if (!taken)
    return CUDA_ERROR_OUT_OF_MEMORY;
  *out = start;
  return CUDA_SUCCESS;
}

void sg_address_release(CUdeviceptr address, uint64_t bytes) {
  struct sg_regions *regions = sg_regions();
  struct sg_region *region = sg_region_of(address);
  if (!region)
    return;
  uint64_t start, length;
  pthread_mutex_lock(&regions->lock);
  sg_ranges_give(&region->free, address, up(bytes, region == &regions->low ? SG_PAGE : SG_BLOCK), &start, &length);
  pthread_mutex_unlock(&regions->lock);
}

CUresult sg_address_low(uint64_t bytes, CUdeviceptr *out) {
  struct sg_regions *regions = sg_regions();
  uint64_t start;
  if (!regions || bytes > regions->low.size)
    return CUDA_ERROR_OUT_OF_MEMORY;
  pthread_mutex_lock(&regions->lock);
  bool taken = sg_ranges_take(&regions->low.free, up(bytes, SG_PAGE), SG_PAGE, &start);
  pthread_mutex_unlock(&regions->lock);
  if (!taken)
    return CUDA_ERROR_OUT_OF_MEMORY;
  *out = start;
  return CUDA_SUCCESS;
}

CUresult sg_address_small(uint64_t bytes, CUdeviceptr *out) {
  struct sg_regions *regions = sg_regions();
  if (!regions)
    return CUDA_ERROR_OUT_OF_MEMORY;
  bytes = up(bytes, SG_SMALL_ALIGNMENT);
  uint64_t start;
  pthread_mutex_lock(&regions->lock);
  bool taken = sg_ranges_take(&regions->small, bytes, SG_SMALL_ALIGNMENT, &start);
  uint64_t block, whole_start, whole_length;
  if (!taken && sg_ranges_take(&regions->high.free, SG_BLOCK, SG_BLOCK, &block)) {
    if (sg_ranges_give(&regions->small, block, SG_BLOCK, &whole_start, &whole_length))
      taken = sg_ranges_take(&regions->small, bytes, SG_SMALL_ALIGNMENT, &start);
    else
      sg_ranges_give(&regions->high.free, block, SG_BLOCK, &whole_start, &whole_length);
  }
  pthread_mutex_unlock(&regions->lock);
  if (!taken)
    return CUDA_ERROR_OUT_OF_MEMORY;
  *out = start;
  return CUDA_SUCCESS;
}

void sg_address_small_release(CUdeviceptr address, uint64_t bytes) {
  struct sg_regions *regions = sg_regions();
  bytes = up(bytes, SG_SMALL_ALIGNMENT);
  uint64_t start, length;
  pthread_mutex_lock(&regions->lock);
  if (sg_ranges_give(&regions->small, address, bytes, &start, &length)) {
    // Blocks of which nothing is in use any more become anybody's.
    uint64_t first = up(start, SG_BLOCK), last = (start + length) / SG_BLOCK * SG_BLOCK, joined, joined_length;
    if (last > first) {
      sg_ranges_remove(&regions->small, start, NULL, NULL);
      if (first > start)
        sg_ranges_insert(&regions->small, start, first - start, NULL);
      if (start + length > last)
        sg_ranges_insert(&regions->small, last, start + length - last, NULL);
      sg_address_forget(first, last - first);
      sg_ranges_give(&regions->high.free, first, last - first, &joined, &joined_length);
    }
  }
  pthread_mutex_unlock(&regions->lock);
}

CUresult sg_address_open(CUdeviceptr address, uint64_t bytes) {
  struct sg_regions *regions = sg_regions();
  struct sg_region *region = sg_region_of(address);
  void *mapped = mmap((void *)(uintptr_t)address, up(bytes, SG_PAGE), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED,
                      regions->file, (off_t)(region->file_offset + (address - region->base)));
  return mapped == MAP_FAILED ? CUDA_ERROR_OUT_OF_MEMORY : CUDA_SUCCESS;
}

void sg_address_close(CUdeviceptr address, uint64_t bytes) {
  mmap((void *)(uintptr_t)address, up(bytes, SG_PAGE), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
}

void sg_address_forget(CUdeviceptr address, uint64_t bytes) {
  struct sg_regions *regions = sg_regions();
  struct sg_region *region = sg_region_of(address);
  uint64_t first = up(address, SG_PAGE), last = (address + bytes) / SG_PAGE * SG_PAGE;
  if (last > first)
    fallocate(regions->file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)(region->file_offset + (first - region->base)),
              (off_t)(last - first));
}
