#include "conformance.h"

static CUDA_ARRAY3D_DESCRIPTOR square(unsigned int flags) {
  return (CUDA_ARRAY3D_DESCRIPTOR){.Width = 512, .Height = 512, .Format = CU_AD_FORMAT_FLOAT, .NumChannels = 4, .Flags = flags};
}

static CUmipmappedArray made(unsigned int flags, unsigned int levels) {
  CUDA_ARRAY3D_DESCRIPTOR descriptor = square(flags);
  CUmipmappedArray mipmap;
  REQUIRE(cuMipmappedArrayCreate(&mipmap, &descriptor, levels));
  return mipmap;
}

static size_t free_bytes(void) {
  size_t free, total;
  REQUIRE(cuMemGetInfo_v2(&free, &total));
  return free;
}

CASE(cuMipmappedArrayCreate, CUDA_SUCCESS, "takes the bytes of all levels, and destroying gives them back") {
  with_context();
  size_t before = free_bytes();
  CUmipmappedArray mipmap = made(0, 10);
  CHECK(before - free_bytes() >= (size_t)512 * 512 * 16 * 4 / 3);
  REQUIRE(cuMipmappedArrayDestroy(mipmap));
  CHECK(free_bytes() == before);
}

CASE(cuMipmappedArrayCreate, CUDA_ERROR_INVALID_VALUE, "no width, no such format") {
  with_context();
  CUmipmappedArray mipmap;
  CUDA_ARRAY3D_DESCRIPTOR descriptor = square(0);
  descriptor.Width = 0;
  EXPECT(cuMipmappedArrayCreate(&mipmap, &descriptor, 1), CUDA_ERROR_INVALID_VALUE);
  descriptor = square(0);
  descriptor.Format = (CUarray_format)0x77;
  EXPECT(cuMipmappedArrayCreate(&mipmap, &descriptor, 1), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMipmappedArrayCreate, CUDA_ERROR_OUT_OF_MEMORY, "more than the device has") {
  with_context();
  CUmipmappedArray mipmap;
  CUDA_ARRAY3D_DESCRIPTOR descriptor = {.Width = 16384, .Height = 16384, .Depth = 16384, .Format = CU_AD_FORMAT_FLOAT,
                                        .NumChannels = 4};
  EXPECT(cuMipmappedArrayCreate(&mipmap, &descriptor, 2), CUDA_ERROR_OUT_OF_MEMORY);
}

CASE(cuMipmappedArrayDestroy, CUDA_SUCCESS, "once") {
  with_context();
  EXPECT(cuMipmappedArrayDestroy(made(0, 1)), CUDA_SUCCESS);
}

CASE(cuMipmappedArrayGetLevel, CUDA_SUCCESS, "each level is half the one before") {
  with_context();
  CUmipmappedArray mipmap = made(0, 10);
  for (unsigned int level = 0; level < 10; level++) {
    CUarray array;
    CUDA_ARRAY3D_DESCRIPTOR answered;
    REQUIRE(cuMipmappedArrayGetLevel(&array, mipmap, level));
    REQUIRE(cuArray3DGetDescriptor_v2(&answered, array));
    CHECK(answered.Width == 512u >> level && answered.Height == 512u >> level);
  }
}

CASE(cuMipmappedArrayGetLevel, CUDA_SUCCESS, "the levels' bytes are their own") {
  with_context();
  CUmipmappedArray mipmap = made(0, 3);
  static unsigned char bytes[3][128 * 16], back[128 * 16];
  CUarray levels[3];
  for (unsigned int level = 0; level < 3; level++) {
    memset(bytes[level], (int)level + 1, sizeof bytes[level]);
    REQUIRE(cuMipmappedArrayGetLevel(&levels[level], mipmap, level));
    REQUIRE(cuMemcpyHtoA_v2(levels[level], 0, bytes[level], sizeof bytes[level]));
  }
  for (unsigned int level = 0; level < 3; level++) {
    REQUIRE(cuMemcpyAtoH_v2(back, levels[level], 0, sizeof back));
    CHECK_BYTES(back, bytes[level], sizeof back);
  }
}

CASE(cuMipmappedArrayGetLevel, CUDA_ERROR_INVALID_VALUE, "past the last") {
  with_context();
  CUarray array;
  EXPECT(cuMipmappedArrayGetLevel(&array, made(0, 3), 3), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMipmappedArrayGetLevel, CUDA_ERROR_INVALID_VALUE, "more levels than there are were asked for") {
  with_context();
  CUarray array;
  CUmipmappedArray mipmap = made(0, 40);
  EXPECT(cuMipmappedArrayGetLevel(&array, mipmap, 9), CUDA_SUCCESS);
  EXPECT(cuMipmappedArrayGetLevel(&array, mipmap, 10), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMipmappedArrayGetMemoryRequirements, CUDA_SUCCESS, "of a deferred one") {
  with_context();
  CUDA_ARRAY_MEMORY_REQUIREMENTS needs;
  size_t before = free_bytes();
  CUmipmappedArray mipmap = made(CUDA_ARRAY3D_DEFERRED_MAPPING, 10);
  CHECK(free_bytes() == before);
  REQUIRE(cuMipmappedArrayGetMemoryRequirements(&needs, mipmap, 0));
  CHECK(needs.size >= (size_t)512 * 512 * 16 * 4 / 3 && needs.alignment != 0);
}

CASE(cuMipmappedArrayGetMemoryRequirements, CUDA_ERROR_INVALID_VALUE, "of one that isn't deferred") {
  with_context();
  CUDA_ARRAY_MEMORY_REQUIREMENTS needs;
  EXPECT(cuMipmappedArrayGetMemoryRequirements(&needs, made(0, 2), 0), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMipmappedArrayGetSparseProperties, CUDA_SUCCESS, "the tail begins where a level is smaller than a tile") {
  with_context();
  CUDA_ARRAY_SPARSE_PROPERTIES properties;
  REQUIRE(cuMipmappedArrayGetSparseProperties(&properties, made(CUDA_ARRAY3D_SPARSE, 10)));
  CHECK(properties.miptailFirstLevel > 0 && properties.miptailFirstLevel < 10);
  CHECK(512u >> properties.miptailFirstLevel < properties.tileExtent.width ||
        512u >> properties.miptailFirstLevel < properties.tileExtent.height);
  CHECK(properties.miptailSize % 65536 == 0 && properties.miptailSize > 0);
  EXPECT(cuMipmappedArrayGetSparseProperties(&properties, made(0, 3)), CUDA_ERROR_INVALID_VALUE);
}
