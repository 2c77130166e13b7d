// Pools: what stays reserved, until when, and what a stream may have again.
#include "device.h"

static CUmemoryPool pool_with(uint64_t threshold, uint64_t most) {
  CUmemPoolProps properties = {.allocType = CU_MEM_ALLOCATION_TYPE_PINNED, .location = {.type = CU_MEM_LOCATION_TYPE_DEVICE},
                               .maxSize = most};
  CUmemoryPool pool;
  MUST(cuMemPoolCreate(&pool, &properties));
  MUST(cuMemPoolSetAttribute(pool, CU_MEMPOOL_ATTR_RELEASE_THRESHOLD, &threshold));
  return pool;
}

static uint64_t reserved(CUmemoryPool pool) {
  cuuint64_t bytes;
  MUST(cuMemPoolGetAttribute(pool, CU_MEMPOOL_ATTR_RESERVED_MEM_CURRENT, &bytes));
  return bytes;
}

static uint64_t in_use(CUmemoryPool pool) {
  cuuint64_t bytes;
  MUST(cuMemPoolGetAttribute(pool, CU_MEMPOOL_ATTR_USED_MEM_CURRENT, &bytes));
  return bytes;
}

static CUstream new_stream(void) {
  CUstream stream;
  MUST(cuStreamCreate(&stream, CU_STREAM_NON_BLOCKING));
  return stream;
}

static CUdeviceptr take(CUmemoryPool pool, uint64_t bytes, CUstream stream) {
  CUdeviceptr address;
  MUST(cuMemAllocFromPoolAsync(&address, bytes, pool, stream));
  return address;
}

static CUdeviceptr word;

// The stream stands still until let_go.
static void hold(CUstream stream) {
  MUST(cuMemsetD32_v2(word, 0, 1));
  MUST(cuCtxSynchronize());
  MUST(cuStreamWaitValue32_v2(stream, word, 1, CU_STREAM_WAIT_VALUE_EQ));
}

static void let_go(CUstream held) {
  CUstream other = new_stream();
  MUST(cuStreamWriteValue32_v2(other, word, 1, 0));
  MUST(cuStreamSynchronize(held));
  MUST(cuStreamSynchronize(other));
  MUST(cuStreamDestroy_v2(other));
}

static void without_threshold(void) {
  uint64_t before = used(), asked = requested();
  CUstream stream = new_stream();
  CUmemoryPool pool = pool_with(0, 0);
  CUdeviceptr address = take(pool, 40 * MIB, stream);
  CHECK_NUMBER("the ledger has what the pool reserved", used() - before, reserved(pool));
  CHECK_NUMBER("in pieces of 32 MiB", reserved(pool), 64 * MIB);
  CHECK_NUMBER("and what was asked for", requested() - asked, 40 * MIB);
  MUST(cuMemFreeAsync(address, stream));
  CHECK_NUMBER("a free alone gives nothing back", used() - before, 64 * MIB);
  CHECK_NUMBER("but nothing is asked for any more", requested() - asked, 0);
  MUST(cuStreamSynchronize(stream));
  CHECK_NUMBER("the next synchronise does", used() - before, 0);
}

static void with_threshold(void) {
  uint64_t before = used();
  CUstream stream = new_stream();
  CUmemoryPool pool = pool_with(64 * MIB, 0);
  CUdeviceptr addresses[4];
  for (int i = 0; i < 4; i++)
    addresses[i] = take(pool, 32 * MIB, stream);
  CHECK_NUMBER("four pieces reserved", reserved(pool), 128 * MIB);
  for (int i = 0; i < 4; i++)
    MUST(cuMemFreeAsync(addresses[i], stream));
  MUST(cuStreamSynchronize(stream));
  CHECK_NUMBER("down to the threshold after a synchronise", reserved(pool), 64 * MIB);
  CHECK_NUMBER("the ledger agrees", used() - before, 64 * MIB);
  CUevent event;
  uint64_t none = 0;
  MUST(cuMemPoolSetAttribute(pool, CU_MEMPOOL_ATTR_RELEASE_THRESHOLD, &none));
  CHECK_NUMBER("a lower threshold alone gives nothing back", reserved(pool), 64 * MIB);
  MUST(cuEventCreate(&event, 0));
  MUST(cuEventRecord(event, stream));
  MUST(cuEventSynchronize(event));
  CHECK_NUMBER("an event's synchronise does too", reserved(pool), 0);
  CHECK_NUMBER("nothing is left", used() - before, 0);
}

// What a stream has not come to yet cannot be given back, and is nobody else's.
static void pending(void) {
  uint64_t before = used();
  CUstream held = new_stream(), other = new_stream();
  CUmemoryPool pool = pool_with(0, 0);
  CUdeviceptr address = take(pool, 32 * MIB, held);
  int off = 0;
  MUST(cuMemPoolSetAttribute(pool, CU_MEMPOOL_ATTR_REUSE_ALLOW_INTERNAL_DEPENDENCIES, &off));
  hold(held);
  MUST(cuMemFreeAsync(address, held));
  MUST(cuMemPoolTrimTo(pool, 0));
  CHECK_NUMBER("a free that is waiting keeps the bytes", reserved(pool), 32 * MIB);
  CUdeviceptr second = take(pool, 32 * MIB, other);
  CHECK("another stream gets other memory", second != address, "the same");
  CHECK_NUMBER("so the pool grows", reserved(pool), 64 * MIB);
  CUdeviceptr again = take(pool, 32 * MIB, held);
  CHECK("the same stream gets it again", again == address, "other memory");
  MUST(cuMemFreeAsync(again, held));
  MUST(cuMemFreeAsync(second, other));
  let_go(held);
  CHECK_NUMBER("nothing is left", used() - before, 0);
}

// With internal dependencies (the default) the pool makes the second stream wait instead of growing.
static void dependencies(void) {
  CUstream held = new_stream(), other = new_stream();
  CUmemoryPool pool = pool_with(0, 0);
  CUdeviceptr address = take(pool, 32 * MIB, held);
  hold(held);
  MUST(cuMemFreeAsync(address, held));
  CUdeviceptr second = take(pool, 32 * MIB, other);
  CHECK("another stream may get it", second == address, "other memory");
  CHECK_NUMBER("without growing", reserved(pool), 32 * MIB);
  CHECK_NUMBER("but waits for the first", cuStreamQuery(other), CUDA_ERROR_NOT_READY);
  let_go(held);
  MUST(cuStreamSynchronize(other));
  MUST(cuMemFreeAsync(second, other));
  MUST(cuStreamSynchronize(other));
}

// With opportunity a stream may have what another has already come past; without, only after a synchronise.
static void opportunity(void) {
  for (int allowed = 0; allowed <= 1; allowed++) {
    CUstream first = new_stream(), second = new_stream();
    CUmemoryPool pool = pool_with(UINT64_MAX, 0);
    int off = 0;
    MUST(cuMemPoolSetAttribute(pool, CU_MEMPOOL_ATTR_REUSE_ALLOW_INTERNAL_DEPENDENCIES, &off));
    MUST(cuMemPoolSetAttribute(pool, CU_MEMPOOL_ATTR_REUSE_ALLOW_OPPORTUNISTIC, &allowed));
    CUdeviceptr address = take(pool, 32 * MIB, first);
    MUST(cuMemFreeAsync(address, first));
    while (cuStreamQuery(first) != CUDA_SUCCESS)
      ;
    CHECK(allowed ? "opportunity: memory that is free is taken" : "none: it is not",
          (take(pool, 32 * MIB, second) == address) == (allowed != 0), "the other way round");
    MUST(cuStreamSynchronize(first));
    CHECK(allowed ? "opportunity: nothing is left to take" : "none: a synchronise makes it free",
          (take(pool, 32 * MIB, second) == address) == (allowed == 0), "the other way round");
    MUST(cuMemPoolDestroy(pool));
  }
}

static void limits(void) {
  CUstream stream = new_stream();
  CUmemoryPool pool = pool_with(0, 40 * MIB);
  CUdeviceptr address, second;
  MUST(cuMemAllocFromPoolAsync(&address, 36 * MIB, pool, stream));
  CHECK_NUMBER("a pool no larger than its greatest size", reserved(pool), 36 * MIB);
  CHECK_NUMBER("refuses what is beyond", cuMemAllocFromPoolAsync(&second, 8 * MIB, pool, stream), CUDA_ERROR_OUT_OF_MEMORY);
  MUST(cuMemFreeAsync(address, stream));
  MUST(cuStreamSynchronize(stream));
}

// What one pool reserves without using it another of the process can have when the device is full.
static void full_device(void) {
  CUstream stream = new_stream();
  CUmemoryPool idle = pool_with(UINT64_MAX, 0), busy = pool_with(0, 0);
  size_t free_bytes, total;
  MUST(cuMemGetInfo_v2(&free_bytes, &total));
  uint64_t most = free_bytes / (64 * MIB) * 64 * MIB;
  MUST(cuMemFreeAsync(take(idle, most, stream), stream));
  MUST(cuStreamSynchronize(stream));
  CHECK_NUMBER("an idle pool has nearly all", reserved(idle), most);
  CUdeviceptr address = take(busy, most / 2, stream);
  CHECK_NUMBER("it makes room for another", reserved(idle), 0);
  CHECK_NUMBER("which has it", in_use(busy), most / 2);
  CUmemAllocationProp properties = {.type = CU_MEM_ALLOCATION_TYPE_PINNED, .location = {.type = CU_MEM_LOCATION_TYPE_DEVICE}};
  CUmemGenericAllocationHandle handle;
  MUST(cuMemFreeAsync(address, stream));
  uint64_t keep = UINT64_MAX;
  MUST(cuMemPoolSetAttribute(busy, CU_MEMPOOL_ATTR_RELEASE_THRESHOLD, &keep));
  MUST(cuStreamSynchronize(stream));
  CHECK_NUMBER("and for physical memory", cuMemCreate(&handle, most / (2 * MIB) * 2 * MIB, &properties, 0), CUDA_SUCCESS);
  MUST(cuMemRelease(handle));
}

// A large number of small pieces in random order: the sums are exact, nothing is lost.
static void churn(void) {
  enum { SLOTS = 200 };
  uint64_t before = used(), asked = requested(), expected = 0;
  CUstream streams[3] = {new_stream(), new_stream(), new_stream()};
  CUmemoryPool pool = pool_with(0, 0);
  CUdeviceptr addresses[SLOTS] = {0};
  uint64_t sizes[SLOTS] = {0};
  bool exact = true;
  unsigned int random = 12345;
  for (int i = 0; i < 5000; i++) {
    random = random * 1103515245 + 12345;
    unsigned int slot = (random >> 8) % SLOTS;
    CUstream stream = streams[(random >> 20) % 3];
    if (addresses[slot] == 0) {
      sizes[slot] = 1 + (random >> 4) % 300000;
      addresses[slot] = take(pool, sizes[slot], stream);
      expected += sizes[slot];
    } else {
      MUST(cuMemFreeAsync(addresses[slot], stream));
      addresses[slot] = 0;
      expected -= sizes[slot];
    }
    exact = exact && requested() - asked == expected && used() - before == reserved(pool);
  }
  CHECK("every step of a long churn is exact", exact, "it is not");
  for (int i = 0; i < SLOTS; i++) {
    if (addresses[i] != 0)
      MUST(cuMemFreeAsync(addresses[i], streams[0]));
  }
  MUST(cuCtxSynchronize());
  CHECK_NUMBER("nothing is left of it", used() - before, 0);
  CHECK_NUMBER("nor asked for", requested() - asked, 0);
}

int main(void) {
  open_device();
  MUST(cuMemAlloc_v2(&word, 4096));
  without_threshold();
  with_threshold();
  pending();
  dependencies();
  opportunity();
  limits();
  full_device();
  churn();
  return CHECKS_END();
}
