// Memory pools: what they reserve is charged, to the byte.
#include <unistd.h>

#include "../check.h"
#include "keep.h"

static const uint64_t PIECE = MIB(32);
static CUstream stream;

static CUdeviceptr take(uint64_t bytes) {
  CUdeviceptr pointer;
  NEED(cuMemAllocAsync(&pointer, bytes, stream));
  return pointer;
}

static void give(CUdeviceptr pointer) { NEED(cuMemFreeAsync(pointer, stream)); }

static CUmemoryPool own_pool(void) {
  CUmemoryPool pool;
  NEED(cuDeviceGetDefaultMemPool(&pool, 0));
  return pool;
}

static void keep_all(CUmemoryPool pool, uint64_t bytes) {
  cuuint64_t threshold = bytes;
  NEED(cuMemPoolSetAttribute(pool, CU_MEMPOOL_ATTR_RELEASE_THRESHOLD, &threshold));
}

static CUmemoryPool make(CUmemLocationType type, size_t most) {
  CUmemPoolProps props = {.allocType = CU_MEM_ALLOCATION_TYPE_PINNED, .location = {.type = type}, .maxSize = most};
  CUmemoryPool pool;
  NEED(cuMemPoolCreate(&pool, &props));
  return pool;
}

static void growth(void) {
  static const struct { uint64_t bytes, reserved; const char *name; } rows[] = {
    {1, 1, "one byte takes a piece"},
    {512, 1, "so does a block"},
    {MIB(32), 1, "a piece takes just that"},
    {MIB(32) + 1, 2, "a byte more takes two"},
    {MIB(100), 4, "a hundred MiB take four"},
  };
  for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
    CUdeviceptr pointer = take(rows[k].bytes);
    CHECK(rows[k].name, keeps(rows[k].reserved * PIECE), "see above");
    give(pointer);
    NEED(cuStreamSynchronize(stream));
    CHECK("and goes as somebody waits", keeps_within_a_second(0), "see above");
  }
}

static void within(void) {
  CUdeviceptr pointers[32];
  for (int k = 0; k < 32; k++)
    pointers[k] = take(MIB(1));
  CHECK("32 of a MiB share a piece", keeps(PIECE), "see above");
  CUdeviceptr more = take(1);
  CHECK("there is no room for more", keeps(2 * PIECE), "see above");
  give(more);
  for (int k = 0; k < 32; k++)
    give(pointers[k]);
  CHECK("what is freed stays reserved", container_charged_as(HAMI_REGION_POOL) == 2 * PIECE, "%llu",
        (unsigned long long)container_charged_as(HAMI_REGION_POOL));
  NEED(cuStreamSynchronize(stream));
  NEED(cuMemPoolTrimTo(own_pool(), 0));
  CHECK("until the pool is trimmed", keeps(0), "see above");
}

static void thresholds(void) {
  keep_all(own_pool(), UINT64_MAX);
  CUdeviceptr pointer = take(MIB(64));
  give(pointer);
  NEED(cuStreamSynchronize(stream));
  CHECK("a threshold keeps it", keeps(2 * PIECE), "see above");
  pointer = take(MIB(64));
  CHECK("and it serves again", keeps(2 * PIECE), "see above");
  give(pointer);
  NEED(cuStreamSynchronize(stream));
  NEED(cuMemPoolTrimTo(own_pool(), PIECE));
  NEED(cuMemPoolTrimTo(own_pool(), 0));
  CHECK("a trim doesn't mind the threshold", keeps(0), "see above");
  keep_all(own_pool(), 0);
}

static void freed_otherwise(void) {
  CUdeviceptr pointer = take(MIB(40));
  NEED(cuMemFree_v2(pointer));
  NEED(cuMemPoolTrimTo(own_pool(), 0));
  CHECK("cuMemFree gives it back too", keeps(0), "see above");
  CUdeviceptr wrong = 0x1234500;
  CHECK("what nobody gave out is the driver's affair", cuMemFreeAsync(wrong, stream) == CUDA_ERROR_INVALID_VALUE, "it is ours");
}

// The limit leaves ten pieces.
static void limit(void) {
  CUdeviceptr pointers[10], more;
  for (int k = 0; k < 10; k++)
    pointers[k] = take(PIECE);
  CHECK("the limit is reached to the byte", keeps(10 * PIECE) && container_charged() == container_limit(), "see above");
  CHECK("not a byte more", cuMemAllocAsync(&more, 1, stream) == CUDA_ERROR_OUT_OF_MEMORY, "it was given");
  CHECK("nor of another kind", cuMemAlloc_v2(&more, MIB(2)) == CUDA_ERROR_OUT_OF_MEMORY, "it was given");
  CHECK("a refusal leaves nothing behind", keeps(10 * PIECE), "see above");
  give(pointers[9]);
  pointers[9] = take(PIECE);
  CHECK("what was freed in the stream serves at the limit", keeps(10 * PIECE), "see above");
  give(pointers[9]);
  pointers[9] = take(PIECE - MIB(2));
  more = take(MIB(2));
  CHECK("in parts, too", keeps(10 * PIECE), "see above");
  give(more);
  give(pointers[9]);
  NEED(cuMemAlloc_v2(&more, PIECE));
  CHECK("pools make room for others", keeps(10 * PIECE), "see above");
  CHECK("and then have none", cuMemAllocAsync(&pointers[9], 1, stream) == CUDA_ERROR_OUT_OF_MEMORY, "it was given");
  NEED(cuMemFree_v2(more));
  for (int k = 0; k < 9; k++)
    give(pointers[k]);
  NEED(cuStreamSynchronize(stream));
  CHECK("all is back", keeps_within_a_second(0), "see above");
}

// A kept pool full of holes, each large enough for what is asked.
static void holes(void) {
  CUdeviceptr pointers[40];
  keep_all(own_pool(), UINT64_MAX);
  for (int k = 0; k < 40; k++)
    pointers[k] = take(MIB(8));
  CHECK("ten pieces of four", keeps(10 * PIECE), "see above");
  for (int k = 0; k < 40; k += 2)
    give(pointers[k]);
  for (int k = 0; k < 40; k += 2)
    pointers[k] = take(MIB(8));
  CHECK("holes serve at the limit", keeps(10 * PIECE), "see above");
  for (int k = 0; k < 40; k++)
    give(pointers[k]);
  NEED(cuStreamSynchronize(stream));
  CUdeviceptr large = take(10 * PIECE);
  CHECK("pools are emptied for something larger", keeps(10 * PIECE), "see above");
  give(large);
  NEED(cuStreamSynchronize(stream));
  NEED(cuMemPoolTrimTo(own_pool(), 0));
  keep_all(own_pool(), 0);
  CHECK("all is back", keeps(0), "see above");
}

static void other_pools(void) {
  CUmemoryPool pool = make(CU_MEM_LOCATION_TYPE_DEVICE, 0), host = make(CU_MEM_LOCATION_TYPE_HOST, 0), current;
  CUdeviceptr one, two, three;
  NEED(cuMemAllocFromPoolAsync(&one, MIB(10), pool, stream));
  NEED(cuMemAllocFromPoolAsync(&two, MIB(500), host, stream));
  CHECK("the host's memory is not the device's", keeps(PIECE), "see above");
  NEED(cuDeviceSetMemPool(0, pool));
  three = take(MIB(10));
  CHECK("the current pool is the one that was set", keeps(PIECE), "see above");
  NEED(cuMemFreeAsync(one, stream));
  NEED(cuMemFreeAsync(two, stream));
  NEED(cuStreamSynchronize(stream));
  NEED(cuMemPoolDestroy(pool));
  NEED(cuMemPoolDestroy(host));
  CHECK("a pool that was destroyed keeps what is in use", keeps(PIECE), "see above");
  CHECK("and is no pool any more", cuMemPoolDestroy(pool) == CUDA_ERROR_INVALID_VALUE, "it is");
  CHECK("nothing comes from it", cuMemAllocFromPoolAsync(&one, 1, pool, stream) == CUDA_ERROR_INVALID_VALUE, "it does");
  NEED(cuDeviceGetMemPool(&current, 0));
  CHECK("the device's own is the current one again", current == own_pool(), "another one");
  give(three);
  NEED(cuStreamSynchronize(stream));
  CHECK("with its last pointer it goes", keeps_within_a_second(0), "see above");
}

static void bounded(void) {
  CUmemoryPool pool = make(CU_MEM_LOCATION_TYPE_DEVICE, MIB(4));
  CUdeviceptr one, two;
  NEED(cuMemAllocFromPoolAsync(&one, MIB(1), pool, stream));
  CHECK("a pool of at most 4 MiB takes 2", keeps(MIB(2)), "see above");
  NEED(cuMemAllocFromPoolAsync(&two, MIB(2), pool, stream));
  CHECK("and then 4", keeps(MIB(4)), "see above");
  NEED(cuMemFreeAsync(one, stream));
  NEED(cuMemFreeAsync(two, stream));
  NEED(cuStreamSynchronize(stream));
  NEED(cuMemPoolDestroy(pool));
  CHECK("and nothing", keeps(0), "see above");
}

// A free that the stream has not come to yet.
static void pending(void) {
  CUmodule module;
  CUfunction kernel;
  CUdeviceptr pointer = take(8 * PIECE), next;
  NEED(cuModuleLoadData(&module, "simgpu 1\nkernel slow us=100000 sms=1\n"));
  NEED(cuModuleGetFunction(&kernel, module, "slow"));
  NEED(cuLaunchKernel(kernel, 1, 1, 1, 1, 1, 1, 0, stream, NULL, NULL));
  give(pointer);
  CHECK_NUMBER("a larger one waits for what is freed on the way", cuMemAllocAsync(&next, 9 * PIECE, stream), CUDA_SUCCESS);
  CHECK_NUMBER("and takes its place", container_charged_as(HAMI_REGION_POOL), 9 * PIECE);
  give(next);
  NEED(cuStreamSynchronize(stream));
  NEED(cuModuleUnload(module));
  CHECK("all is back", keeps_within_a_second(0), "see above");
}

static void ended_context(void) {
  CUcontext second;
  CUstream there;
  CUdeviceptr pointer;
  NEED(cuCtxCreate_v2(&second, 0, 0));
  NEED(cuStreamCreate(&there, CU_STREAM_NON_BLOCKING));
  NEED(cuMemAllocAsync(&pointer, 3 * PIECE, there));
  CHECK("pool memory in a second context", container_charged_as(HAMI_REGION_POOL) == 3 * PIECE, "%llu",
        (unsigned long long)container_charged_as(HAMI_REGION_POOL));
  NEED(cuCtxDestroy_v2(second));
  CHECK("goes with it", keeps(0), "see above");
}

// test-keeping-pools [contexts]: with one context the limit is reached; more need room of their own.
int main(int argc, char **argv) {
  (void)argv;
  container_begin(argc > 1 ? 2 : 1, 10 * PIECE);
  node_context();
  NEED(cuStreamCreate(&stream, CU_STREAM_NON_BLOCKING));
  if (argc > 1) {
    ended_context();
  } else {
    growth();
    within();
    thresholds();
    freed_otherwise();
    limit();
    holes();
    other_pools();
    bounded();
    pending();
  }
  container_end();
  return CHECKS_END();
}
