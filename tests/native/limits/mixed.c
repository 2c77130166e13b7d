#include "mixed.h"

#include <stdio.h>
#include <stdlib.h>

#include "cuda_abi.h"

enum { MOST_HELD = 48, MIB = 1 << 20 };

struct held {
  enum mixed_kind kind;
  CUdeviceptr pointer;
  uint64_t bytes;
  void *handle;
  CUmemGenericAllocationHandle physical;
};

struct mixed {
  unsigned seed, kinds;
  uint64_t largest, granted, refused;
  CUcontext context;
  CUstream stream;
  CUmemoryPool pool;
  size_t granularity;
  int count;
  struct held held[MOST_HELD];
};

static uint64_t below(struct mixed *mixed, uint64_t limit) {
  return ((uint64_t)rand_r(&mixed->seed) << 31 ^ (uint64_t)rand_r(&mixed->seed)) % limit;
}

// Small sizes as often as large ones.
static uint64_t size_of(struct mixed *mixed, uint64_t least) {
  uint64_t most = least;
  while (most < mixed->largest && below(mixed, 8) != 0)
    most = most * 3;
  if (most > mixed->largest)
    most = mixed->largest;
  return least + below(mixed, most);
}

static CUresult take_array(struct mixed *mixed, struct held *held) {
  CUDA_ARRAY3D_DESCRIPTOR array = {.Width = 1 + below(mixed, 2048), .Height = 1 + below(mixed, 2048), .Depth = below(mixed, 4),
                                   .Format = CU_AD_FORMAT_FLOAT, .NumChannels = 1u << below(mixed, 3)};
  if (held->kind == MIXED_ARRAY)
    return cuArray3DCreate_v2((CUarray *)&held->handle, &array);
  array.Depth = 0;
  return cuMipmappedArrayCreate((CUmipmappedArray *)&held->handle, &array, 1 + (unsigned)below(mixed, 3));
}

static CUresult take_physical(struct mixed *mixed, struct held *held) {
  CUmemAllocationProp properties = {.type = CU_MEM_ALLOCATION_TYPE_PINNED, .location = {CU_MEM_LOCATION_TYPE_DEVICE, 0}};
  if (mixed->granularity == 0 &&
      cuMemGetAllocationGranularity(&mixed->granularity, &properties, CU_MEM_ALLOC_GRANULARITY_MINIMUM) != CUDA_SUCCESS)
    return CUDA_ERROR_UNKNOWN;
  held->bytes = (held->bytes + mixed->granularity - 1) / mixed->granularity * mixed->granularity;
  CUresult result = cuMemCreate(&held->physical, held->bytes, &properties, 0);
  if (result != CUDA_SUCCESS)
    return result;
  result = cuMemAddressReserve(&held->pointer, held->bytes, 0, 0, 0);
  if (result == CUDA_SUCCESS)
    result = cuMemMap(held->pointer, held->bytes, 0, held->physical, 0);
  // Held by its mapping alone from here on.
  cuMemRelease(held->physical);
  return result;
}

static CUresult give_physical(struct held *held) {
  CUresult result = cuMemUnmap(held->pointer, held->bytes);
  return result != CUDA_SUCCESS ? result : cuMemAddressFree(held->pointer, held->bytes);
}

// A graph that allocates and frees, launched once.
static CUresult take_graph(struct mixed *mixed, struct held *held) {
  CUgraph graph;
  CUgraphNode allocation, release;
  CUDA_MEM_ALLOC_NODE_PARAMS_v1 parameters = {
    .poolProps = {.allocType = CU_MEM_ALLOCATION_TYPE_PINNED, .location = {CU_MEM_LOCATION_TYPE_DEVICE, 0}},
    .bytesize = held->bytes};
  CUresult result = cuGraphCreate(&graph, 0);
  if (result != CUDA_SUCCESS)
    return result;
  result = cuGraphAddMemAllocNode(&allocation, graph, NULL, 0, &parameters);
  if (result == CUDA_SUCCESS)
    result = cuGraphAddMemFreeNode(&release, graph, &allocation, 1, parameters.dptr);
  if (result == CUDA_SUCCESS)
    result = cuGraphInstantiateWithFlags((CUgraphExec *)&held->handle, graph, 0);
  cuGraphDestroy(graph);
  if (result != CUDA_SUCCESS)
    return result;
  result = cuGraphLaunch((CUgraphExec)held->handle, mixed->stream);
  if (result == CUDA_SUCCESS)
    return cuStreamSynchronize(mixed->stream);
  cuGraphExecDestroy((CUgraphExec)held->handle);
  return result;
}

static CUresult give_graph(struct held *held) {
  CUresult result = cuGraphExecDestroy((CUgraphExec)held->handle);
  return result != CUDA_SUCCESS ? result : cuDeviceGraphMemTrim(0);
}

static CUresult take_context(struct mixed *mixed, struct held *held) {
  CUresult result = cuCtxCreate_v2((CUcontext *)&held->handle, 0, 0);
  // It became the current one.
  if (result == CUDA_SUCCESS)
    result = cuCtxSetCurrent(mixed->context);
  return result;
}

static CUresult take(struct mixed *mixed, struct held *held) {
  size_t pitch;
  switch (held->kind) {
    case MIXED_SMALL: held->bytes = size_of(mixed, 1) % MIB + 1; return cuMemAlloc_v2(&held->pointer, held->bytes);
    case MIXED_LARGE: held->bytes = size_of(mixed, MIB); return cuMemAlloc_v2(&held->pointer, held->bytes);
    case MIXED_PITCHED: return cuMemAllocPitch_v2(&held->pointer, &pitch, 1 + below(mixed, 4096), 1 + below(mixed, 4096), 4);
    case MIXED_ARRAY:
    case MIXED_MIPMAP: return take_array(mixed, held);
    case MIXED_ASYNC: held->bytes = size_of(mixed, 1); return cuMemAllocAsync(&held->pointer, held->bytes, mixed->stream);
    case MIXED_POOL:
      held->bytes = size_of(mixed, 1);
      return cuMemAllocFromPoolAsync(&held->pointer, held->bytes, mixed->pool, mixed->stream);
    case MIXED_PHYSICAL: held->bytes = size_of(mixed, 2 * MIB); return take_physical(mixed, held);
    case MIXED_GRAPH: held->bytes = size_of(mixed, MIB); return take_graph(mixed, held);
    case MIXED_CONTEXT: return take_context(mixed, held);
    default: held->bytes = size_of(mixed, MIB); return cuMemAllocManaged(&held->pointer, held->bytes, CU_MEM_ATTACH_GLOBAL);
  }
}

static CUresult give(struct mixed *mixed, struct held *held) {
  CUresult result;
  switch (held->kind) {
    case MIXED_ARRAY: return cuArrayDestroy((CUarray)held->handle);
    case MIXED_MIPMAP: return cuMipmappedArrayDestroy((CUmipmappedArray)held->handle);
    case MIXED_ASYNC:
    case MIXED_POOL:
      // What one way took another may give back.
      if (below(mixed, 4) == 0)
        return cuMemFree_v2(held->pointer);
      result = cuMemFreeAsync(held->pointer, mixed->stream);
      return result != CUDA_SUCCESS ? result : cuStreamSynchronize(mixed->stream);
    case MIXED_PHYSICAL: return give_physical(held);
    case MIXED_GRAPH: return give_graph(held);
    case MIXED_CONTEXT: return cuCtxDestroy_v2((CUcontext)held->handle);
    default: return cuMemFree_v2(held->pointer);
  }
}

static bool good(CUresult result, const char *what, enum mixed_kind kind) {
  if (result == CUDA_SUCCESS)
    return true;
  fprintf(stderr, "%s kind %d: error %d\n", what, (int)kind, (int)result);
  return false;
}

static bool give_one(struct mixed *mixed, int i) {
  struct held held = mixed->held[i];
  mixed->held[i] = mixed->held[--mixed->count];
  return good(give(mixed, &held), "giving back", held.kind);
}

bool mixed_step(struct mixed *mixed) {
  if (mixed->count == MOST_HELD || (mixed->count > 0 && below(mixed, 100) < 45))
    return give_one(mixed, (int)below(mixed, (uint64_t)mixed->count));
  struct held *held = &mixed->held[mixed->count];
  *held = (struct held){.kind = (enum mixed_kind)below(mixed, MIXED_KINDS)};
  // A context is big and slow to make.
  if ((mixed->kinds & 1u << held->kind) == 0 || (held->kind == MIXED_CONTEXT && below(mixed, 8) != 0))
    held->kind = MIXED_SMALL;
  CUresult result = take(mixed, held);
  if (result == CUDA_ERROR_OUT_OF_MEMORY) {
    mixed->refused++;
    return mixed->count == 0 || give_one(mixed, (int)below(mixed, (uint64_t)mixed->count));
  }
  mixed->granted += result == CUDA_SUCCESS;
  mixed->count += result == CUDA_SUCCESS;
  return good(result, "taking", held->kind);
}

bool mixed_trim(struct mixed *mixed) {
  CUmemoryPool pool;
  return good(cuMemPoolTrimTo(mixed->pool, 0), "trimming", MIXED_POOL) &&
         good(cuDeviceGetDefaultMemPool(&pool, 0), "the pool", MIXED_ASYNC) &&
         good(cuMemPoolTrimTo(pool, 0), "trimming", MIXED_ASYNC) && good(cuDeviceGraphMemTrim(0), "trimming", MIXED_GRAPH);
}

bool mixed_drop(struct mixed *mixed) {
  bool all = true;
  while (mixed->count > 0)
    all = give_one(mixed, 0) && all;
  return all && mixed_trim(mixed);
}

struct mixed *mixed_begin(unsigned seed, unsigned kinds, uint64_t largest) {
  struct mixed *mixed = calloc(1, sizeof(*mixed));
  CUmemPoolProps pool = {.allocType = CU_MEM_ALLOCATION_TYPE_PINNED, .location = {CU_MEM_LOCATION_TYPE_DEVICE, 0}};
  if (mixed == NULL)
    return NULL;
  mixed->seed = seed;
  mixed->kinds = kinds;
  mixed->largest = largest;
  CUresult result = cuInit(0);
  if (result == CUDA_SUCCESS)
    result = cuCtxCreate_v2(&mixed->context, 0, 0);
  if (result == CUDA_SUCCESS)
    result = cuStreamCreate(&mixed->stream, CU_STREAM_NON_BLOCKING);
  if (result == CUDA_SUCCESS)
    result = cuMemPoolCreate(&mixed->pool, &pool);
  if (result == CUDA_SUCCESS)
    return mixed;
  if (result != CUDA_ERROR_OUT_OF_MEMORY)
    fprintf(stderr, "beginning: error %d\n", (int)result);
  free(mixed);
  return NULL;
}

uint64_t mixed_granted(const struct mixed *mixed) { return mixed->granted; }
uint64_t mixed_refused(const struct mixed *mixed) { return mixed->refused; }
