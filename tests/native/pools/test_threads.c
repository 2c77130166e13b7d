// Threads of one process that allocate in every way at once: nothing is lost, nothing is counted twice.
#include <pthread.h>

#include "device.h"

enum { THREADS = 4, ROUNDS = 150 };

static CUcontext context;
static CUmemoryPool pool;
static CUdeviceptr reservation;

static void pooled(CUstream stream, unsigned int round) {
  CUdeviceptr addresses[4];
  for (unsigned int i = 0; i < 4; i++) {
    MUST(cuMemAllocFromPoolAsync(&addresses[i], 1000 + (round * 7919 + i * 104729) % 3000000, pool, stream));
    MUST(cuMemsetD8Async(addresses[i], (unsigned char)round, 1000, stream));
  }
  for (unsigned int i = 0; i < 4; i++)
    MUST(cuMemFreeAsync(addresses[i], stream));
  if (round % 8 == 0)
    MUST(cuStreamSynchronize(stream));
}

static void arrays(unsigned int round) {
  CUDA_ARRAY3D_DESCRIPTOR descriptor = {.Width = 16 + round, .Height = 16 + round, .Format = CU_AD_FORMAT_UNSIGNED_INT8,
                                        .NumChannels = 4};
  CUarray array, level;
  CUmipmappedArray mipmap;
  CUtexObject texture;
  CUDA_RESOURCE_DESC resource = {.resType = CU_RESOURCE_TYPE_ARRAY};
  CUDA_TEXTURE_DESC description = {.filterMode = CU_TR_FILTER_MODE_POINT};
  MUST(cuArray3DCreate_v2(&array, &descriptor));
  MUST(cuMipmappedArrayCreate(&mipmap, &descriptor, 3));
  MUST(cuMipmappedArrayGetLevel(&level, mipmap, 2));
  resource.res.array.hArray = array;
  MUST(cuTexObjectCreate(&texture, &resource, &description, NULL));
  MUST(cuTexObjectDestroy(texture));
  MUST(cuMipmappedArrayDestroy(mipmap));
  MUST(cuArrayDestroy(array));
}

static void virtual_memory(unsigned int thread) {
  CUmemAllocationProp properties = {.type = CU_MEM_ALLOCATION_TYPE_PINNED, .location = {.type = CU_MEM_LOCATION_TYPE_DEVICE}};
  CUmemAccessDesc access = {.location = {.type = CU_MEM_LOCATION_TYPE_DEVICE}, .flags = CU_MEM_ACCESS_FLAGS_PROT_READWRITE};
  CUmemGenericAllocationHandle handle, again;
  CUdeviceptr address = reservation + thread * 2 * MIB;
  MUST(cuMemCreate(&handle, 2 * MIB, &properties, 0));
  MUST(cuMemMap(address, 2 * MIB, 0, handle, 0));
  MUST(cuMemSetAccess(address, 2 * MIB, &access, 1));
  MUST(cuMemRetainAllocationHandle(&again, (void *)(uintptr_t)address));
  MUST(cuMemRelease(handle));
  MUST(cuMemRelease(again));
  MUST(cuMemsetD32_v2(address, thread, 64));
  MUST(cuCtxSynchronize());  // unmapping does not wait
  MUST(cuMemUnmap(address, 2 * MIB));
}

static void *work(void *argument) {
  unsigned int thread = (unsigned int)(uintptr_t)argument;
  CUstream stream;
  MUST(cuCtxSetCurrent(context));
  MUST(cuStreamCreate(&stream, CU_STREAM_NON_BLOCKING));
  for (unsigned int round = 0; round < ROUNDS; round++) {
    pooled(stream, round + thread);
    arrays(round);
    virtual_memory(thread);
  }
  MUST(cuStreamSynchronize(stream));
  MUST(cuStreamDestroy_v2(stream));
  return NULL;
}

int main(void) {
  open_device();
  MUST(cuCtxGetCurrent(&context));
  uint64_t before = used(), asked = requested();
  CUmemPoolProps properties = {.allocType = CU_MEM_ALLOCATION_TYPE_PINNED, .location = {.type = CU_MEM_LOCATION_TYPE_DEVICE}};
  MUST(cuMemPoolCreate(&pool, &properties));
  MUST(cuMemAddressReserve(&reservation, THREADS * 2 * MIB, 0, 0, 0));
  pthread_t threads[THREADS];
  for (uintptr_t i = 0; i < THREADS; i++)
    pthread_create(&threads[i], NULL, work, (void *)i);
  for (int i = 0; i < THREADS; i++)
    pthread_join(threads[i], NULL);
  MUST(cuCtxSynchronize());
  MUST(cuMemAddressFree(reservation, THREADS * 2 * MIB));
  CHECK_NUMBER("nothing is left", used() - before, 0);
  CHECK_NUMBER("nor asked for", requested() - asked, 0);
  return CHECKS_END();
}
