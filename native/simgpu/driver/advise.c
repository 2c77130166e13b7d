#include "managed.h"

// Where memory can be told to lie: a device, or the host in any of its ways to be named.
static CUresult check_location(CUmemLocation location) {
  switch (location.type) {
  case CU_MEM_LOCATION_TYPE_DEVICE:
    return location.id >= 0 && location.id < sg_driver.device_count ? CUDA_SUCCESS : CUDA_ERROR_INVALID_DEVICE;
  case CU_MEM_LOCATION_TYPE_HOST:
  case CU_MEM_LOCATION_TYPE_HOST_NUMA_CURRENT:
    return CUDA_SUCCESS;
  case CU_MEM_LOCATION_TYPE_HOST_NUMA:
    return location.id >= 0 ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
  default:
    return CUDA_ERROR_INVALID_VALUE;
  }
}

static CUmemLocation location_of(CUdevice device) {
  if (device == CU_DEVICE_CPU)
    return (CUmemLocation){.type = CU_MEM_LOCATION_TYPE_HOST};
  return (CUmemLocation){.type = CU_MEM_LOCATION_TYPE_DEVICE, .id = device};
}

static int ordinal_of(CUmemLocation location) {
  return location.type == CU_MEM_LOCATION_TYPE_DEVICE ? location.id : CU_DEVICE_CPU;
}

struct wish {
  CUmem_advise advice;
  CUmemLocation location;
};

static void follow(struct sg_advice *advice, void *context) {
  const struct wish *wish = context;
  bool device = wish->location.type == CU_MEM_LOCATION_TYPE_DEVICE;
  switch (wish->advice) {
  case CU_MEM_ADVISE_SET_READ_MOSTLY:
    advice->read_mostly = true;
    break;
  case CU_MEM_ADVISE_UNSET_READ_MOSTLY:
    advice->read_mostly = false;
    break;
  case CU_MEM_ADVISE_SET_PREFERRED_LOCATION:
    advice->preferred = wish->location;
    break;
  case CU_MEM_ADVISE_UNSET_PREFERRED_LOCATION:
    advice->preferred = (CUmemLocation){0};
    break;
  case CU_MEM_ADVISE_SET_ACCESSED_BY:
    if (device)
      advice->accessed_by |= UINT64_C(1) << wish->location.id;
    else
      advice->accessed_by_host = true;
    break;
  default:
    if (device)
      advice->accessed_by &= ~(UINT64_C(1) << wish->location.id);
    else
      advice->accessed_by_host = false;
  }
}

static CUresult advise(CUdeviceptr address, uint64_t bytes, CUmem_advise advice, CUmemLocation location) {
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  if (advice < CU_MEM_ADVISE_SET_READ_MOSTLY || advice > CU_MEM_ADVISE_UNSET_ACCESSED_BY)
    return CUDA_ERROR_INVALID_VALUE;
  // Reading mostly, and no place at all, have no place.
  bool placed = advice == CU_MEM_ADVISE_SET_PREFERRED_LOCATION || advice >= CU_MEM_ADVISE_SET_ACCESSED_BY;
  if (placed)
    SG_TRY(check_location(location));
  if (advice >= CU_MEM_ADVISE_SET_ACCESSED_BY && location.type != CU_MEM_LOCATION_TYPE_DEVICE &&
      location.type != CU_MEM_LOCATION_TYPE_HOST)
    return CUDA_ERROR_INVALID_VALUE;
  return sg_managed_visit(address, bytes, true, follow, &(struct wish){advice, location});
}

CUresult cuMemAdvise(CUdeviceptr devPtr, size_t count, CUmem_advise advice, CUdevice device) {
  SG_ENTRY();
  return advise(devPtr, count, advice, location_of(device));
}

CUresult cuMemAdvise_v2(CUdeviceptr devPtr, size_t count, CUmem_advise advice, CUmemLocation location) {
  SG_ENTRY();
  return advise(devPtr, count, advice, location);
}

static void prefetched(struct sg_advice *advice, void *context) {
  advice->prefetched = *(const CUmemLocation *)context;
}

static CUresult prefetch(CUdeviceptr address, uint64_t bytes, CUmemLocation location, CUstream handle) {
  struct sg_stream *stream;
  SG_TRY(sg_stream_resolve(handle, &stream));
  SG_TRY(check_location(location));
  SG_TRY(sg_managed_visit(address, bytes, true, prefetched, &location));
  bool moved = sg_managed_move(sg_allocation_find(address), ordinal_of(location));
  enum sg_copy_engine engine = location.type == CU_MEM_LOCATION_TYPE_DEVICE ? SG_ENGINE_TO_DEVICE : SG_ENGINE_TO_HOST;
  struct sg_work work = {.kind = SG_WORK_COPY, .sms = engine, .node_type = CU_GRAPH_NODE_TYPE_EMPTY,
                         .duration_ns = moved ? sg_copy_ns(stream->context->device, engine, bytes) : 0};
  return sg_submit(stream, &work);
}

CUresult cuMemPrefetchAsync(CUdeviceptr devPtr, size_t count, CUdevice dstDevice, CUstream hStream) {
  SG_ENTRY();
  return prefetch(devPtr, count, location_of(dstDevice), hStream);
}

CUresult cuMemPrefetchAsync_v2(CUdeviceptr devPtr, size_t count, CUmemLocation location, unsigned int flags, CUstream hStream) {
  SG_ENTRY();
  if (flags)
    return CUDA_ERROR_INVALID_VALUE;
  return prefetch(devPtr, count, location, hStream);
}

static CUresult check_batch(const CUdeviceptr *addresses, const size_t *sizes, size_t count, unsigned long long flags) {
  if (!addresses || !sizes || count == 0 || flags)
    return CUDA_ERROR_INVALID_VALUE;
  for (size_t i = 0; i < count; i++) {
    struct sg_allocation *allocation = sg_allocation_find(addresses[i]);
    if (!allocation || allocation->kind != SG_ALLOCATION_MANAGED || sizes[i] == 0 ||
        sizes[i] > allocation->base + allocation->bytes - addresses[i])
      return CUDA_ERROR_INVALID_VALUE;
  }
  return CUDA_SUCCESS;
}

// Location k is for the ranges from `indexes[k]` to before `indexes[k + 1]`.
static CUresult prefetch_batch(CUdeviceptr *addresses, size_t *sizes, size_t count, CUmemLocation *locations, size_t *indexes,
                               size_t location_count, CUstream handle) {
  if (!locations || !indexes || location_count == 0 || location_count > count || indexes[0] != 0)
    return CUDA_ERROR_INVALID_VALUE;
  for (size_t k = 0; k < location_count; k++) {
    if (indexes[k] >= count || (k > 0 && indexes[k] <= indexes[k - 1]))
      return CUDA_ERROR_INVALID_VALUE;
    SG_TRY(check_location(locations[k]));
  }
  for (size_t i = 0, k = 0; i < count; i++) {
    while (k + 1 < location_count && indexes[k + 1] <= i)
      k++;
    SG_TRY(prefetch(addresses[i], sizes[i], locations[k], handle));
  }
  return CUDA_SUCCESS;
}

CUresult cuMemPrefetchBatchAsync(CUdeviceptr *dptrs, size_t *sizes, size_t count, CUmemLocation *prefetchLocs,
                                 size_t *prefetchLocIdxs, size_t numPrefetchLocs, unsigned long long flags, CUstream hStream) {
  SG_ENTRY();
  SG_TRY(check_batch(dptrs, sizes, count, flags));
  return prefetch_batch(dptrs, sizes, count, prefetchLocs, prefetchLocIdxs, numPrefetchLocs, hStream);
}

// Discarded bytes may be anything afterwards: what they were is as good as any.
static CUresult discard(CUstream handle) {
  struct sg_stream *stream;
  SG_TRY(sg_stream_resolve(handle, &stream));
  return sg_submit(stream, &(struct sg_work){.kind = SG_WORK_MARK, .node_type = CU_GRAPH_NODE_TYPE_EMPTY});
}

CUresult cuMemDiscardBatchAsync(CUdeviceptr *dptrs, size_t *sizes, size_t count, unsigned long long flags, CUstream hStream) {
  SG_ENTRY();
  SG_TRY(check_batch(dptrs, sizes, count, flags));
  return discard(hStream);
}

CUresult cuMemDiscardAndPrefetchBatchAsync(CUdeviceptr *dptrs, size_t *sizes, size_t count, CUmemLocation *prefetchLocs,
                                           size_t *prefetchLocIdxs, size_t numPrefetchLocs, unsigned long long flags,
                                           CUstream hStream) {
  SG_ENTRY();
  SG_TRY(check_batch(dptrs, sizes, count, flags));
  return prefetch_batch(dptrs, sizes, count, prefetchLocs, prefetchLocIdxs, numPrefetchLocs, hStream);
}

// What all parts of a range agree on.
struct summary {
  bool any, same_preferred, same_prefetched;
  struct sg_advice all;
};

static bool same_place(CUmemLocation one, CUmemLocation other) {
  return one.type == other.type && (one.type != CU_MEM_LOCATION_TYPE_DEVICE || one.id == other.id);
}

static void sum_up(struct sg_advice *advice, void *context) {
  struct summary *summary = context;
  if (!summary->any) {
    *summary = (struct summary){true, true, true, *advice};
    return;
  }
  summary->all.read_mostly &= advice->read_mostly;
  summary->all.accessed_by &= advice->accessed_by;
  summary->all.accessed_by_host &= advice->accessed_by_host;
  summary->same_preferred &= same_place(summary->all.preferred, advice->preferred);
  summary->same_prefetched &= same_place(summary->all.prefetched, advice->prefetched);
}

static int device_answer(bool same, CUmemLocation location) {
  if (!same || location.type == CU_MEM_LOCATION_TYPE_INVALID)
    return CU_DEVICE_INVALID;
  return ordinal_of(location);
}

static void accessors(const struct sg_advice *advice, int *out, size_t count) {
  size_t used = 0;
  if (advice->accessed_by_host && used < count)
    out[used++] = CU_DEVICE_CPU;
  for (int ordinal = 0; ordinal < sg_driver.device_count && used < count; ordinal++) {
    if (advice->accessed_by & UINT64_C(1) << ordinal)
      out[used++] = ordinal;
  }
  while (used < count)
    out[used++] = CU_DEVICE_INVALID;
}

static CUresult check_attribute(const void *data, size_t size, CUmem_range_attribute attribute) {
  if (!data || attribute < CU_MEM_RANGE_ATTRIBUTE_READ_MOSTLY || attribute > CU_MEM_RANGE_ATTRIBUTE_LAST_PREFETCH_LOCATION_ID)
    return CUDA_ERROR_INVALID_VALUE;
  bool list = attribute == CU_MEM_RANGE_ATTRIBUTE_ACCESSED_BY;
  return (list ? size > 0 && size % sizeof(int) == 0 : size == sizeof(int)) ? CUDA_SUCCESS : CUDA_ERROR_INVALID_VALUE;
}

static void answer(const struct summary *summary, CUmem_range_attribute attribute, int *out, size_t size) {
  CUmemLocation preferred = summary->same_preferred ? summary->all.preferred : (CUmemLocation){0};
  CUmemLocation prefetched_to = summary->same_prefetched ? summary->all.prefetched : (CUmemLocation){0};
  switch (attribute) {
  case CU_MEM_RANGE_ATTRIBUTE_READ_MOSTLY:
    *out = summary->all.read_mostly;
    break;
  case CU_MEM_RANGE_ATTRIBUTE_PREFERRED_LOCATION:
    *out = device_answer(summary->same_preferred, preferred);
    break;
  case CU_MEM_RANGE_ATTRIBUTE_ACCESSED_BY:
    accessors(&summary->all, out, size / sizeof *out);
    break;
  case CU_MEM_RANGE_ATTRIBUTE_LAST_PREFETCH_LOCATION:
    *out = device_answer(summary->same_prefetched, prefetched_to);
    break;
  case CU_MEM_RANGE_ATTRIBUTE_PREFERRED_LOCATION_TYPE:
    *out = (int)preferred.type;
    break;
  case CU_MEM_RANGE_ATTRIBUTE_PREFERRED_LOCATION_ID:
    *out = preferred.id;
    break;
  case CU_MEM_RANGE_ATTRIBUTE_LAST_PREFETCH_LOCATION_TYPE:
    *out = (int)prefetched_to.type;
    break;
  default:
    *out = prefetched_to.id;
  }
}

CUresult cuMemRangeGetAttribute(void *data, size_t dataSize, CUmem_range_attribute attribute, CUdeviceptr devPtr, size_t count) {
  SG_ENTRY();
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  SG_TRY(check_attribute(data, dataSize, attribute));
  struct summary summary = {0};
  SG_TRY(sg_managed_visit(devPtr, count, false, sum_up, &summary));
  answer(&summary, attribute, data, dataSize);
  return CUDA_SUCCESS;
}

CUresult cuMemRangeGetAttributes(void **data, size_t *dataSizes, CUmem_range_attribute *attributes, size_t numAttributes,
                                 CUdeviceptr devPtr, size_t count) {
  SG_ENTRY();
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  if (!data || !dataSizes || !attributes || numAttributes == 0)
    return CUDA_ERROR_INVALID_VALUE;
  for (size_t i = 0; i < numAttributes; i++)
    SG_TRY(check_attribute(data[i], dataSizes[i], attributes[i]));
  struct summary summary = {0};
  SG_TRY(sg_managed_visit(devPtr, count, false, sum_up, &summary));
  for (size_t i = 0; i < numAttributes; i++)
    answer(&summary, attributes[i], data[i], dataSizes[i]);
  return CUDA_SUCCESS;
}
