// What arrays, mipmaps, virtual memory and multicast objects take of the device, to the byte.
#include "device.h"

static CUarray array_of(size_t width, size_t height, size_t depth, CUarray_format format, unsigned int channels,
                        unsigned int flags) {
  CUDA_ARRAY3D_DESCRIPTOR descriptor = {.Width = width, .Height = height, .Depth = depth, .Format = format,
                                        .NumChannels = channels, .Flags = flags};
  CUarray array;
  MUST(cuArray3DCreate_v2(&array, &descriptor));
  return array;
}

// A large array takes whole granules, of its tiles of 64 bytes by 8 rows.
static void large_arrays(void) {
  uint64_t before = used(), asked = requested();
  CUarray array = array_of(1000, 1001, 0, CU_AD_FORMAT_UNSIGNED_INT8, 4, 0);
  uint64_t tiles = 4032 * UINT64_C(1008);  // 4000 bytes in tiles of 64, 1001 rows in tiles of 8
  uint64_t granules = (tiles + 2 * MIB - 1) / (2 * MIB) * 2 * MIB;
  CHECK_NUMBER("a large array takes whole granules", used() - before, granules);
  CHECK_NUMBER("a large array is asked for as large", requested() - asked, granules);
  MUST(cuArrayDestroy(array));
  CHECK_NUMBER("and gives them back", used() - before, 0);
}

// Small ones share granules, in pieces of 512 bytes.
static void small_arrays(void) {
  uint64_t before = used(), asked = requested();
  CUarray arrays[64];
  for (int i = 0; i < 64; i++)
    arrays[i] = array_of(16, 16, 0, CU_AD_FORMAT_UNSIGNED_INT8, 1, 0);
  CHECK_NUMBER("64 small arrays share one granule", used() - before, 2 * MIB);
  CHECK_NUMBER("each is asked for in blocks of 512", requested() - asked, 64 * 1024);
  for (int i = 0; i < 64; i++)
    MUST(cuArrayDestroy(arrays[i]));
  CHECK_NUMBER("with the last one the granule goes", used() - before, 0);
  CHECK_NUMBER("nothing is asked for any more", requested() - asked, 0);
}

static void tiles(void) {
  uint64_t asked = requested();
  CUarray array = array_of(100, 1001, 0, CU_AD_FORMAT_UNSIGNED_INT8, 4, 0);
  CHECK_NUMBER("rows of 448 bytes, 1008 of them", requested() - asked, 448 * 1008);
  MUST(cuArrayDestroy(array));
  array = array_of(100, 0, 0, CU_AD_FORMAT_UNSIGNED_INT8, 4, 0);
  CHECK_NUMBER("one dimension: one block", requested() - asked, 512);
  MUST(cuArrayDestroy(array));
}

static void formats(void) {
  static const struct { CUarray_format format; unsigned int channels; uint64_t bytes; const char *name; } rows[] = {
    {CU_AD_FORMAT_NV12, 3, 1024 * 1536, "NV12: luma and a quarter of chroma pairs"},
    {CU_AD_FORMAT_P010, 3, 2048 * 1536, "P010: the same of two bytes"},
    {CU_AD_FORMAT_NV16, 3, 1024 * 2048, "NV16: half of chroma pairs"},
    {CU_AD_FORMAT_Y444_PLANAR8, 3, 1024 * 3072, "three planes"},
    {CU_AD_FORMAT_YUY2, 3, 2048 * 1024, "YUY2: two bytes an element"},
    {CU_AD_FORMAT_BC1_UNORM, 4, 2048 * 256, "BC1: 8 bytes for 4 by 4"},
    {CU_AD_FORMAT_BC7_UNORM, 4, 4096 * 256, "BC7: 16 bytes for 4 by 4"},
    {CU_AD_FORMAT_UNORM_INT16X4, 4, 8192 * 1024, "four channels of two bytes"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    CUarray array = array_of(1024, 1024, 0, rows[i].format, rows[i].channels, CUDA_ARRAY3D_DEFERRED_MAPPING);
    CUDA_ARRAY_MEMORY_REQUIREMENTS needs;
    MUST(cuArrayGetMemoryRequirements(&needs, array, 0));
    uint64_t unit = rows[i].bytes < MIB ? 512 : 2 * MIB;
    CHECK_NUMBER(rows[i].name, needs.size, (rows[i].bytes + unit - 1) / unit * unit);
    MUST(cuArrayDestroy(array));
  }
}

// A limiter asks a deferred twin what an array will take: it has to be what the array takes.
static void twins(void) {
  static const size_t sides[] = {1, 17, 64, 300, 511, 1025, 3000};
  bool same = true;
  for (size_t i = 0; i < sizeof sides / sizeof *sides; i++) {
    CUarray twin = array_of(sides[i], sides[i], 0, CU_AD_FORMAT_FLOAT, 4, CUDA_ARRAY3D_DEFERRED_MAPPING);
    CUDA_ARRAY_MEMORY_REQUIREMENTS needs;
    MUST(cuArrayGetMemoryRequirements(&needs, twin, 0));
    uint64_t asked = requested();
    CUarray array = array_of(sides[i], sides[i], 0, CU_AD_FORMAT_FLOAT, 4, 0);
    same = same && requested() - asked == needs.size;
    MUST(cuArrayDestroy(array));
    MUST(cuArrayDestroy(twin));
  }
  CHECK("a deferred twin tells what an array takes", same, "it doesn't");
}

static void sparse_and_deferred(void) {
  uint64_t before = used();
  CUDA_ARRAY3D_DESCRIPTOR descriptor = {.Width = 4096, .Height = 4096, .Format = CU_AD_FORMAT_FLOAT, .NumChannels = 4,
                                        .Flags = CUDA_ARRAY3D_SPARSE};
  CUmipmappedArray mipmap;
  CUarray sparse = array_of(4096, 4096, 0, CU_AD_FORMAT_FLOAT, 4, CUDA_ARRAY3D_SPARSE);
  CUarray deferred = array_of(4096, 4096, 0, CU_AD_FORMAT_FLOAT, 4, CUDA_ARRAY3D_DEFERRED_MAPPING);
  MUST(cuMipmappedArrayCreate(&mipmap, &descriptor, 8));
  CHECK_NUMBER("sparse and deferred ones own nothing", used() - before, 0);
  MUST(cuArrayDestroy(sparse));
  MUST(cuArrayDestroy(deferred));
  MUST(cuMipmappedArrayDestroy(mipmap));
}

static CUmemGenericAllocationHandle physical(size_t bytes, CUmemAllocationHandleType type) {
  CUmemAllocationProp properties = {.type = CU_MEM_ALLOCATION_TYPE_PINNED, .requestedHandleTypes = type,
                                    .location = {.type = CU_MEM_LOCATION_TYPE_DEVICE}};
  CUmemGenericAllocationHandle handle;
  MUST(cuMemCreate(&handle, bytes, &properties, 0));
  return handle;
}

static void mapped_arrays(void) {
  uint64_t before = used();
  CUarray array = array_of(512, 512, 0, CU_AD_FORMAT_FLOAT, 4, CUDA_ARRAY3D_DEFERRED_MAPPING);
  CUarrayMapInfo info = {.resourceType = CU_RESOURCE_TYPE_ARRAY, .memOperationType = CU_MEM_OPERATION_TYPE_MAP,
                         .deviceBitMask = 1};
  info.resource.array = array;
  info.memHandle.memHandle = physical(4 * MIB, CU_MEM_HANDLE_TYPE_NONE);
  MUST(cuMemMapArrayAsync(&info, 1, NULL));
  MUST(cuMemRelease(info.memHandle.memHandle));
  CHECK_NUMBER("memory mapped into an array stays without its handle", used() - before, 4 * MIB);
  MUST(cuArrayDestroy(array));
  CHECK_NUMBER("and goes with the array", used() - before, 0);
}

static void references(void) {
  uint64_t before = used();
  CUmemGenericAllocationHandle handle = physical(6 * MIB, CU_MEM_HANDLE_TYPE_NONE), again;
  CUdeviceptr one, two;
  MUST(cuMemAddressReserve(&one, 6 * MIB, 0, 0, 0));
  MUST(cuMemAddressReserve(&two, 6 * MIB, 0, 0, 0));
  MUST(cuMemMap(one, 6 * MIB, 0, handle, 0));
  MUST(cuMemMap(two, 2 * MIB, 0, handle, 0));
  CHECK_NUMBER("one piece mapped twice is charged once", used() - before, 6 * MIB);
  MUST(cuMemRetainAllocationHandle(&again, (void *)(uintptr_t)two));
  MUST(cuMemRelease(handle));
  MUST(cuMemUnmap(one, 6 * MIB));
  MUST(cuMemUnmap(two, 2 * MIB));
  CHECK_NUMBER("the retained handle holds it", used() - before, 6 * MIB);
  MUST(cuMemRelease(again));
  CHECK_NUMBER("nothing does any more", used() - before, 0);
  MUST(cuMemAddressFree(one, 6 * MIB));
  MUST(cuMemAddressFree(two, 6 * MIB));
}

static void many_maps(void) {
  enum { PIECES = 512 };
  uint64_t before = used();
  CUdeviceptr address;
  CUmemAccessDesc access = {.location = {.type = CU_MEM_LOCATION_TYPE_DEVICE}, .flags = CU_MEM_ACCESS_FLAGS_PROT_READWRITE};
  MUST(cuMemAddressReserve(&address, PIECES * 2 * MIB, 0, 0, 0));
  for (uint64_t i = 0; i < PIECES; i++) {
    CUmemGenericAllocationHandle handle = physical(2 * MIB, CU_MEM_HANDLE_TYPE_NONE);
    MUST(cuMemMap(address + i * 2 * MIB, 2 * MIB, 0, handle, 0));
    MUST(cuMemRelease(handle));
  }
  MUST(cuMemSetAccess(address, PIECES * 2 * MIB, &access, 1));
  CHECK_NUMBER("512 pieces in one range", used() - before, PIECES * 2 * MIB);
  uint32_t last = 0;
  MUST(cuMemsetD32_v2(address, 0x5eed, PIECES * 2 * MIB / 4));
  MUST(cuMemcpyDtoH_v2(&last, address + PIECES * 2 * MIB - 4, 4));
  CHECK_NUMBER("filled as one", last, 0x5eed);
  MUST(cuMemUnmap(address, PIECES * 2 * MIB));
  CHECK_NUMBER("unmapped as one", used() - before, 0);
}

static void context_end(void) {
  CUcontext second;
  CUstream stream;
  CUdeviceptr address;
  uint64_t before = used();
  MUST(cuCtxCreate_v2(&second, 0, 0));
  MUST(cuStreamCreate(&stream, CU_STREAM_NON_BLOCKING));
  array_of(2048, 2048, 0, CU_AD_FORMAT_FLOAT, 4, 0);
  MUST(cuMemAllocAsync(&address, 100 * MIB, stream));
  CHECK("a context's arrays and pool memory take bytes", used() - before > 160 * MIB, "%lu", (unsigned long)(used() - before));
  MUST(cuCtxDestroy_v2(second));
  CHECK_NUMBER("and go with it", used() - before, 0);
}

int main(void) {
  open_device();
  large_arrays();
  small_arrays();
  tiles();
  formats();
  twins();
  sparse_and_deferred();
  mapped_arrays();
  references();
  many_maps();
  context_end();
  return CHECKS_END();
}
