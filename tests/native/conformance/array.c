#include "conformance.h"

static CUDA_ARRAY3D_DESCRIPTOR described(size_t width, size_t height, size_t depth, CUarray_format format,
                                         unsigned int channels, unsigned int flags) {
  return (CUDA_ARRAY3D_DESCRIPTOR){.Width = width, .Height = height, .Depth = depth, .Format = format,
                                   .NumChannels = channels, .Flags = flags};
}

static CUresult create(CUDA_ARRAY3D_DESCRIPTOR descriptor) {
  CUarray array;
  CUresult result = cuArray3DCreate_v2(&array, &descriptor);
  if (result == CUDA_SUCCESS)
    REQUIRE(cuArrayDestroy(array));
  return result;
}

static CUarray made(CUDA_ARRAY3D_DESCRIPTOR descriptor) {
  CUarray array;
  REQUIRE(cuArray3DCreate_v2(&array, &descriptor));
  return array;
}

static size_t free_bytes(void) {
  size_t free, total;
  REQUIRE(cuMemGetInfo_v2(&free, &total));
  return free;
}

CASE(cuArrayCreate_v2, CUDA_SUCCESS, "one and two dimensions, described as asked for") {
  with_context();
  for (size_t height = 0; height <= 48; height += 48) {
    CUDA_ARRAY_DESCRIPTOR asked = {.Width = 100, .Height = height, .Format = CU_AD_FORMAT_FLOAT, .NumChannels = 4}, answered;
    CUarray array;
    REQUIRE(cuArrayCreate_v2(&array, &asked));
    EXPECT(cuArrayGetDescriptor_v2(&answered, array), CUDA_SUCCESS);
    CHECK(answered.Width == 100 && answered.Height == height);
    CHECK(answered.Format == CU_AD_FORMAT_FLOAT && answered.NumChannels == 4);
    EXPECT(cuArrayDestroy(array), CUDA_SUCCESS);
  }
}

CASE(cuArrayCreate_v2, CUDA_ERROR_INVALID_VALUE, "no width, three channels, no such format") {
  with_context();
  CUarray array;
  CUDA_ARRAY_DESCRIPTOR good = {.Width = 16, .Height = 16, .Format = CU_AD_FORMAT_UNSIGNED_INT8, .NumChannels = 1}, bad = good;
  bad.Width = 0;
  EXPECT(cuArrayCreate_v2(&array, &bad), CUDA_ERROR_INVALID_VALUE);
  bad = good;
  bad.NumChannels = 3;
  EXPECT(cuArrayCreate_v2(&array, &bad), CUDA_ERROR_INVALID_VALUE);
  bad = good;
  bad.Format = (CUarray_format)0x77;
  EXPECT(cuArrayCreate_v2(&array, &bad), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuArrayCreate_v2, CUDA_ERROR_OUT_OF_MEMORY, "until the device is full") {
  with_context();
  CUDA_ARRAY_DESCRIPTOR large = {.Width = 65536, .Height = 65536, .Format = CU_AD_FORMAT_FLOAT, .NumChannels = 4};
  CUarray array;
  CUresult result = CUDA_SUCCESS;
  for (int i = 0; i < 16 && result == CUDA_SUCCESS; i++)
    result = cuArrayCreate_v2(&array, &large);
  EXPECT(result, CUDA_ERROR_OUT_OF_MEMORY);
}

CASE(cuArrayCreate, CUDA_SUCCESS, "by the old descriptor") {
  with_context();
  CUDA_ARRAY_DESCRIPTOR_v1 asked = {.Width = 64, .Height = 32, .Format = CU_AD_FORMAT_HALF, .NumChannels = 2}, answered;
  CUarray array;
  REQUIRE(cuArrayCreate(&array, &asked));
  EXPECT(cuArrayGetDescriptor(&answered, array), CUDA_SUCCESS);
  CHECK(answered.Width == 64 && answered.Height == 32 && answered.Format == CU_AD_FORMAT_HALF && answered.NumChannels == 2);
  EXPECT(cuArrayDestroy(array), CUDA_SUCCESS);
}

CASE(cuArray3DCreate, CUDA_SUCCESS, "by the old descriptor") {
  with_context();
  CUDA_ARRAY3D_DESCRIPTOR_v1 asked = {.Width = 8, .Height = 8, .Depth = 8, .Format = CU_AD_FORMAT_UNSIGNED_INT16,
                                      .NumChannels = 1}, answered;
  CUarray array;
  REQUIRE(cuArray3DCreate(&array, &asked));
  EXPECT(cuArray3DGetDescriptor(&answered, array), CUDA_SUCCESS);
  CHECK(answered.Width == 8 && answered.Height == 8 && answered.Depth == 8 && answered.Flags == 0);
  EXPECT(cuArrayDestroy(array), CUDA_SUCCESS);
}

CASE(cuArray3DCreate_v2, CUDA_SUCCESS, "solid, layered, cube, cubes in layers, for surfaces") {
  with_context();
  EXPECT(create(described(32, 16, 8, CU_AD_FORMAT_FLOAT, 1, 0)), CUDA_SUCCESS);
  EXPECT(create(described(64, 0, 10, CU_AD_FORMAT_FLOAT, 1, CUDA_ARRAY3D_LAYERED)), CUDA_SUCCESS);
  EXPECT(create(described(64, 64, 10, CU_AD_FORMAT_FLOAT, 4, CUDA_ARRAY3D_LAYERED)), CUDA_SUCCESS);
  EXPECT(create(described(64, 64, 6, CU_AD_FORMAT_HALF, 4, CUDA_ARRAY3D_CUBEMAP)), CUDA_SUCCESS);
  EXPECT(create(described(64, 64, 12, CU_AD_FORMAT_HALF, 4, CUDA_ARRAY3D_CUBEMAP | CUDA_ARRAY3D_LAYERED)), CUDA_SUCCESS);
  EXPECT(create(described(64, 64, 0, CU_AD_FORMAT_UNSIGNED_INT8, 4, CUDA_ARRAY3D_SURFACE_LDST)), CUDA_SUCCESS);
  EXPECT(create(described(64, 64, 0, CU_AD_FORMAT_UNSIGNED_INT8, 4, CUDA_ARRAY3D_TEXTURE_GATHER)), CUDA_SUCCESS);
}

CASE(cuArray3DCreate_v2, CUDA_SUCCESS, "every plain format") {
  with_context();
  const CUarray_format formats[] = {CU_AD_FORMAT_UNSIGNED_INT8, CU_AD_FORMAT_UNSIGNED_INT16, CU_AD_FORMAT_UNSIGNED_INT32,
                                    CU_AD_FORMAT_SIGNED_INT8,   CU_AD_FORMAT_SIGNED_INT16,   CU_AD_FORMAT_SIGNED_INT32,
                                    CU_AD_FORMAT_HALF,          CU_AD_FORMAT_FLOAT};
  for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
    for (unsigned int channels = 1; channels <= 4; channels *= 2)
      EXPECT(create(described(40, 20, 0, formats[i], channels, 0)), CUDA_SUCCESS);
  }
}

CASE(cuArray3DCreate_v2, CUDA_SUCCESS, "normalised and block-compressed formats") {
  with_context();
  NEEDS_CUDA(11050);
  EXPECT(create(described(64, 64, 0, CU_AD_FORMAT_UNORM_INT8X4, 4, 0)), CUDA_SUCCESS);
  EXPECT(create(described(64, 64, 0, CU_AD_FORMAT_SNORM_INT16X2, 2, 0)), CUDA_SUCCESS);
  EXPECT(create(described(64, 64, 0, CU_AD_FORMAT_BC1_UNORM, 4, 0)), CUDA_SUCCESS);
  EXPECT(create(described(64, 64, 0, CU_AD_FORMAT_BC4_SNORM, 1, 0)), CUDA_SUCCESS);
  EXPECT(create(described(64, 64, 0, CU_AD_FORMAT_BC5_UNORM, 2, 0)), CUDA_SUCCESS);
  EXPECT(create(described(64, 64, 0, CU_AD_FORMAT_BC6H_UF16, 3, 0)), CUDA_SUCCESS);
  EXPECT(create(described(64, 64, 0, CU_AD_FORMAT_BC7_UNORM_SRGB, 4, 0)), CUDA_SUCCESS);
}

CASE(cuArray3DCreate_v2, CUDA_ERROR_INVALID_VALUE, "extents and flags that don't go together") {
  with_context();
  const CUarray_format f = CU_AD_FORMAT_FLOAT;
  EXPECT(create(described(0, 0, 0, f, 1, 0)), CUDA_ERROR_INVALID_VALUE);
  EXPECT(create(described(16, 0, 4, f, 1, 0)), CUDA_ERROR_INVALID_VALUE);
  EXPECT(create(described(16, 16, 0, f, 1, CUDA_ARRAY3D_LAYERED)), CUDA_ERROR_INVALID_VALUE);
  EXPECT(create(described(16, 16, 5, f, 1, CUDA_ARRAY3D_CUBEMAP)), CUDA_ERROR_INVALID_VALUE);
  EXPECT(create(described(16, 32, 6, f, 1, CUDA_ARRAY3D_CUBEMAP)), CUDA_ERROR_INVALID_VALUE);
  EXPECT(create(described(16, 16, 13, f, 1, CUDA_ARRAY3D_CUBEMAP | CUDA_ARRAY3D_LAYERED)), CUDA_ERROR_INVALID_VALUE);
  EXPECT(create(described(16, 16, 16, f, 1, CUDA_ARRAY3D_TEXTURE_GATHER)), CUDA_ERROR_INVALID_VALUE);
  EXPECT(create(described(1u << 20, 0, 0, f, 1, 0)), CUDA_ERROR_INVALID_VALUE);
  EXPECT(create(described(16, 1u << 20, 0, f, 1, 0)), CUDA_ERROR_INVALID_VALUE);
  EXPECT(create(described(16, 16, 1u << 20, f, 1, 0)), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuArray3DCreate_v2, CUDA_ERROR_OUT_OF_MEMORY, "more than the device has") {
  with_context();
  EXPECT(create(described(16384, 16384, 16384, CU_AD_FORMAT_FLOAT, 4, 0)), CUDA_ERROR_OUT_OF_MEMORY);
}

CASE(cuArray3DCreate_v2, CUDA_SUCCESS, "takes its bytes, and destroying gives them back") {
  with_context();
  size_t before = free_bytes();
  CUarray array = made(described(4096, 4096, 0, CU_AD_FORMAT_FLOAT, 4, 0));
  size_t taken = before - free_bytes();
  CHECK(taken >= (size_t)4096 * 4096 * 16 && taken < (size_t)4096 * 4096 * 17);
  REQUIRE(cuArrayDestroy(array));
  CHECK(free_bytes() == before);
}

CASE(cuArray3DCreate_v2, CUDA_SUCCESS, "sparse and deferred ones take no memory") {
  with_context();
  size_t before = free_bytes();
  CUarray deferred = made(described(4096, 4096, 0, CU_AD_FORMAT_FLOAT, 4, CUDA_ARRAY3D_DEFERRED_MAPPING));
  CUarray sparse = made(described(4096, 4096, 0, CU_AD_FORMAT_FLOAT, 4, CUDA_ARRAY3D_SPARSE));
  CHECK(before - free_bytes() < (size_t)32 << 20);
  EXPECT(cuArrayDestroy(deferred), CUDA_SUCCESS);
  EXPECT(cuArrayDestroy(sparse), CUDA_SUCCESS);
}

CASE(cuArray3DGetDescriptor_v2, CUDA_SUCCESS, "says what was asked for") {
  with_context();
  CUDA_ARRAY3D_DESCRIPTOR answered;
  CUarray array = made(described(64, 64, 6, CU_AD_FORMAT_HALF, 4, CUDA_ARRAY3D_CUBEMAP | CUDA_ARRAY3D_SURFACE_LDST));
  REQUIRE(cuArray3DGetDescriptor_v2(&answered, array));
  CHECK(answered.Width == 64 && answered.Height == 64 && answered.Depth == 6 && answered.Format == CU_AD_FORMAT_HALF);
  CHECK(answered.NumChannels == 4 && answered.Flags == (CUDA_ARRAY3D_CUBEMAP | CUDA_ARRAY3D_SURFACE_LDST));
  EXPECT(cuArray3DGetDescriptor_v2(NULL, array), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuArrayDestroy, CUDA_SUCCESS, "once") {
  with_context();
  CUarray array = made(described(16, 16, 0, CU_AD_FORMAT_FLOAT, 1, 0));
  EXPECT(cuArrayDestroy(array), CUDA_SUCCESS);
}

CASE(cuArrayGetPlane, CUDA_SUCCESS, "luma and chroma of NV12") {
  with_context();
  CUarray frame = made(described(1280, 720, 0, CU_AD_FORMAT_NV12, 3, 0)), plane;
  CUDA_ARRAY3D_DESCRIPTOR answered;
  REQUIRE(cuArrayGetPlane(&plane, frame, 0));
  REQUIRE(cuArray3DGetDescriptor_v2(&answered, plane));
  CHECK(answered.Width == 1280 && answered.Height == 720 && answered.NumChannels == 1);
  CHECK(answered.Format == CU_AD_FORMAT_UNSIGNED_INT8);
  REQUIRE(cuArrayGetPlane(&plane, frame, 1));
  REQUIRE(cuArray3DGetDescriptor_v2(&answered, plane));
  CHECK(answered.Width == 640 && answered.Height == 360 && answered.NumChannels == 2);
  EXPECT(cuArrayDestroy(frame), CUDA_SUCCESS);
}

CASE(cuArrayGetPlane, CUDA_ERROR_INVALID_VALUE, "of what has none, or not so many") {
  with_context();
  CUarray plain = made(described(64, 64, 0, CU_AD_FORMAT_UNSIGNED_INT8, 1, 0)), plane;
  CUarray frame = made(described(64, 64, 0, CU_AD_FORMAT_NV12, 3, 0));
  EXPECT(cuArrayGetPlane(&plane, plain, 0), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuArrayGetPlane(&plane, frame, 2), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuArrayGetMemoryRequirements, CUDA_SUCCESS, "of a deferred array: what an array like it takes") {
  with_context();
  CUDA_ARRAY_MEMORY_REQUIREMENTS needs;
  CUarray deferred = made(described(1024, 1024, 0, CU_AD_FORMAT_FLOAT, 4, CUDA_ARRAY3D_DEFERRED_MAPPING));
  REQUIRE(cuArrayGetMemoryRequirements(&needs, deferred, 0));
  CHECK(needs.size >= (size_t)1024 * 1024 * 16 && needs.size < (size_t)1024 * 1024 * 24);
  CHECK(needs.alignment != 0 && needs.size % needs.alignment == 0);
  size_t before = free_bytes();
  made(described(1024, 1024, 0, CU_AD_FORMAT_FLOAT, 4, 0));
  CHECK(before - free_bytes() >= needs.size);
}

CASE(cuArrayGetMemoryRequirements, CUDA_ERROR_INVALID_VALUE, "of an array that isn't deferred") {
  with_context();
  CUDA_ARRAY_MEMORY_REQUIREMENTS needs;
  EXPECT(cuArrayGetMemoryRequirements(&needs, made(described(64, 64, 0, CU_AD_FORMAT_FLOAT, 4, 0)), 0),
         CUDA_ERROR_INVALID_VALUE);
}

CASE(cuArrayGetSparseProperties, CUDA_SUCCESS, "a tile is 64 KiB") {
  with_context();
  CUDA_ARRAY_SPARSE_PROPERTIES properties;
  CUarray sparse = made(described(4096, 4096, 0, CU_AD_FORMAT_UNSIGNED_INT8, 4, CUDA_ARRAY3D_SPARSE));
  REQUIRE(cuArrayGetSparseProperties(&properties, sparse));
  CHECK((size_t)properties.tileExtent.width * properties.tileExtent.height * properties.tileExtent.depth * 4 == 65536);
  EXPECT(cuArrayGetSparseProperties(&properties, made(described(64, 64, 0, CU_AD_FORMAT_FLOAT, 1, 0))),
         CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemcpy3D_v2, CUDA_SUCCESS, "into a solid array and back: the same bytes") {
  with_context();
  enum { WIDTH = 20, HEIGHT = 7, DEPTH = 5, BYTES = WIDTH * HEIGHT * DEPTH * 4 };
  static unsigned char there[BYTES], back[BYTES];
  for (int i = 0; i < BYTES; i++)
    there[i] = (unsigned char)(i * 31 + i / 251);
  CUarray array = made(described(WIDTH, HEIGHT, DEPTH, CU_AD_FORMAT_UNSIGNED_INT8, 4, 0));
  CUDA_MEMCPY3D copy = {.srcMemoryType = CU_MEMORYTYPE_HOST, .srcHost = there, .srcPitch = WIDTH * 4, .srcHeight = HEIGHT,
                        .dstMemoryType = CU_MEMORYTYPE_ARRAY, .dstArray = array, .WidthInBytes = WIDTH * 4, .Height = HEIGHT,
                        .Depth = DEPTH};
  REQUIRE(cuMemcpy3D_v2(&copy));
  copy = (CUDA_MEMCPY3D){.srcMemoryType = CU_MEMORYTYPE_ARRAY, .srcArray = array, .dstMemoryType = CU_MEMORYTYPE_HOST,
                         .dstHost = back, .dstPitch = WIDTH * 4, .dstHeight = HEIGHT, .WidthInBytes = WIDTH * 4,
                         .Height = HEIGHT, .Depth = DEPTH};
  REQUIRE(cuMemcpy3D_v2(&copy));
  CHECK_BYTES(back, there, BYTES);
}

static CUDA_MEMCPY2D to_array(CUarray array, const void *from, size_t width, size_t height) {
  return (CUDA_MEMCPY2D){.srcMemoryType = CU_MEMORYTYPE_HOST, .srcHost = from, .srcPitch = width,
                         .dstMemoryType = CU_MEMORYTYPE_ARRAY, .dstArray = array, .WidthInBytes = width, .Height = height};
}

CASE(cuMemcpy2D_v2, CUDA_SUCCESS, "into the planes of a frame: each keeps its own bytes") {
  with_context();
  if (!cuArrayGetPlane)
    SKIP("this driver has no planes");
  static unsigned char chroma[32 * 16], luma[32 * 32], back[32 * 32];
  for (size_t i = 0; i < sizeof chroma; i++)
    chroma[i] = (unsigned char)(i * 7);
  memset(luma, 0xee, sizeof luma);
  CUarray frame, planes[2];
  frame = made(described(32, 32, 0, CU_AD_FORMAT_NV12, 3, 0));
  REQUIRE(cuArrayGetPlane(&planes[0], frame, 0));
  REQUIRE(cuArrayGetPlane(&planes[1], frame, 1));
  CUDA_MEMCPY2D copy = to_array(planes[1], chroma, 32, 16);
  REQUIRE(cuMemcpy2D_v2(&copy));
  copy = to_array(planes[0], luma, 32, 32);
  REQUIRE(cuMemcpy2D_v2(&copy));
  copy = (CUDA_MEMCPY2D){.srcMemoryType = CU_MEMORYTYPE_ARRAY, .srcArray = planes[1], .dstMemoryType = CU_MEMORYTYPE_HOST,
                         .dstHost = back, .dstPitch = 32, .WidthInBytes = 32, .Height = 16};
  REQUIRE(cuMemcpy2D_v2(&copy));
  CHECK_BYTES(back, chroma, sizeof chroma);
}

CASE(cuArrayCreate_v2, CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, "while a capture forbids it") {
  with_context();
  CUDA_ARRAY_DESCRIPTOR descriptor = {.Width = 16, .Height = 16, .Format = CU_AD_FORMAT_FLOAT, .NumChannels = 1};
  CUarray array;
  CUstream stream;
  REQUIRE(cuStreamCreate(&stream, CU_STREAM_NON_BLOCKING));
  REQUIRE(cuStreamBeginCapture_v2(stream, CU_STREAM_CAPTURE_MODE_GLOBAL));
  EXPECT(cuArrayCreate_v2(&array, &descriptor), CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED);
}
