// Copies of rectangles and boxes, between memory of every kind.
#include "conformance.h"

// A source of SRC_PITCH x SRC_ROWS x SLICES bytes, of which a part is copied into the middle of a larger target.
enum { SRC_PITCH = 96, SRC_ROWS = 20, DST_PITCH = 160, DST_ROWS = 24, SLICES = 4, WIDTH = 61, HEIGHT = 13, DEPTH = 3 };
enum { SRC_BYTES = SRC_PITCH * SRC_ROWS * SLICES, DST_BYTES = DST_PITCH * DST_ROWS * SLICES };
enum { SRC_X = 7, SRC_Y = 3, SRC_Z = 1, DST_X = 11, DST_Y = 5, DST_Z = 1 };

static unsigned char source[SRC_BYTES], target[DST_BYTES], expected[DST_BYTES];
static CUdeviceptr from, to;

static void prepare(void) {
  with_context();
  for (int i = 0; i < SRC_BYTES; i++)
    source[i] = (unsigned char)(i * 31 + i / 97 + 1);
  memset(target, 0, DST_BYTES);
  memset(expected, 0, DST_BYTES);
  REQUIRE(cuMemAlloc_v2(&from, SRC_BYTES));
  REQUIRE(cuMemAlloc_v2(&to, DST_BYTES));
  REQUIRE(cuMemcpyHtoD_v2(from, source, SRC_BYTES));
  REQUIRE(cuMemsetD8_v2(to, 0, DST_BYTES));
  REQUIRE(cuCtxSynchronize());
}

// What a plain model makes of it.
static void expect_box(int depth, int src_z, int dst_z) {
  for (int z = 0; z < depth; z++)
    for (int y = 0; y < HEIGHT; y++)
      memcpy(expected + ((z + dst_z) * DST_ROWS + y + DST_Y) * DST_PITCH + DST_X,
             source + ((z + src_z) * SRC_ROWS + y + SRC_Y) * SRC_PITCH + SRC_X, WIDTH);
}

static void check(bool on_device) {
  REQUIRE(cuCtxSynchronize());
  if (on_device)
    REQUIRE(cuMemcpyDtoH_v2(target, to, DST_BYTES));
  CHECK_BYTES(target, expected, DST_BYTES);
}

#define RECTANGLE                                                                                            \
  .srcXInBytes = SRC_X, .srcY = SRC_Y, .srcPitch = SRC_PITCH, .dstXInBytes = DST_X, .dstY = DST_Y,           \
  .dstPitch = DST_PITCH, .WidthInBytes = WIDTH, .Height = HEIGHT
#define BOX RECTANGLE, .srcZ = SRC_Z, .dstZ = DST_Z, .srcHeight = SRC_ROWS, .dstHeight = DST_ROWS, .Depth = DEPTH
#define FROM_HOST .srcMemoryType = CU_MEMORYTYPE_HOST, .srcHost = source
#define FROM_DEVICE .srcMemoryType = CU_MEMORYTYPE_DEVICE, .srcDevice = from
#define TO_HOST .dstMemoryType = CU_MEMORYTYPE_HOST, .dstHost = target
#define TO_DEVICE .dstMemoryType = CU_MEMORYTYPE_DEVICE, .dstDevice = to

// One way, the target checked whole.
#define WAY_2D(call_, struct_, on_device_, ...)                            \
  do {                                                                     \
    prepare();                                                             \
    struct_ copy = {RECTANGLE, __VA_ARGS__};                               \
    EXPECT(call_, CUDA_SUCCESS);                                           \
    expect_box(1, 0, 0);                                                   \
    check(on_device_);                                                     \
  } while (0)
#define WAY_3D(call_, struct_, on_device_, ...)                            \
  do {                                                                     \
    prepare();                                                             \
    struct_ copy = {BOX, __VA_ARGS__};                                     \
    EXPECT(call_, CUDA_SUCCESS);                                           \
    expect_box(DEPTH, SRC_Z, DST_Z);                                       \
    check(on_device_);                                                     \
  } while (0)

CASE(cuMemcpy2D_v2, CUDA_SUCCESS, "from the host to the device") {
  WAY_2D(cuMemcpy2D_v2(&copy), CUDA_MEMCPY2D, true, FROM_HOST, TO_DEVICE);
}

CASE(cuMemcpy2D_v2, CUDA_SUCCESS, "from the device to the host") {
  WAY_2D(cuMemcpy2D_v2(&copy), CUDA_MEMCPY2D, false, FROM_DEVICE, TO_HOST);
}

CASE(cuMemcpy2D_v2, CUDA_SUCCESS, "within the device") {
  WAY_2D(cuMemcpy2D_v2(&copy), CUDA_MEMCPY2D, true, FROM_DEVICE, TO_DEVICE);
}

CASE(cuMemcpy2D_v2, CUDA_SUCCESS, "within the host") {
  WAY_2D(cuMemcpy2D_v2(&copy), CUDA_MEMCPY2D, false, FROM_HOST, TO_HOST);
}

CASE(cuMemcpy2D_v2, CUDA_SUCCESS, "between addresses that say what they are") {
  WAY_2D(cuMemcpy2D_v2(&copy), CUDA_MEMCPY2D, true, .srcMemoryType = CU_MEMORYTYPE_UNIFIED, .srcDevice = (uintptr_t)source,
         .dstMemoryType = CU_MEMORYTYPE_UNIFIED, .dstDevice = to);
}

CASE(cuMemcpy2DUnaligned_v2, CUDA_SUCCESS, "within the device") {
  WAY_2D(cuMemcpy2DUnaligned_v2(&copy), CUDA_MEMCPY2D, true, FROM_DEVICE, TO_DEVICE);
}

CASE(cuMemcpy2DAsync_v2, CUDA_SUCCESS, "from the host to the device") {
  WAY_2D(cuMemcpy2DAsync_v2(&copy, NULL), CUDA_MEMCPY2D, true, FROM_HOST, TO_DEVICE);
}

CASE(cuMemcpy2DAsync_v2, CUDA_SUCCESS, "from the device to the host") {
  WAY_2D(cuMemcpy2DAsync_v2(&copy, NULL), CUDA_MEMCPY2D, false, FROM_DEVICE, TO_HOST);
}

CASE(cuMemcpy2DAsync_v2, CUDA_SUCCESS, "within the device") {
  WAY_2D(cuMemcpy2DAsync_v2(&copy, NULL), CUDA_MEMCPY2D, true, FROM_DEVICE, TO_DEVICE);
}

CASE(cuMemcpy2D, CUDA_SUCCESS, "within the host") {
  WAY_2D(cuMemcpy2D(&copy), CUDA_MEMCPY2D_v1, false, FROM_HOST, TO_HOST);
}

CASE(cuMemcpy2DUnaligned, CUDA_SUCCESS, "within the host") {
  WAY_2D(cuMemcpy2DUnaligned(&copy), CUDA_MEMCPY2D_v1, false, FROM_HOST, TO_HOST);
}

CASE(cuMemcpy2DAsync, CUDA_SUCCESS, "within the host") {
  WAY_2D(cuMemcpy2DAsync(&copy, NULL), CUDA_MEMCPY2D_v1, false, FROM_HOST, TO_HOST);
}

CASE(cuMemcpy3D_v2, CUDA_SUCCESS, "from the host to the device") {
  WAY_3D(cuMemcpy3D_v2(&copy), CUDA_MEMCPY3D, true, FROM_HOST, TO_DEVICE);
}

CASE(cuMemcpy3D_v2, CUDA_SUCCESS, "from the device to the host") {
  WAY_3D(cuMemcpy3D_v2(&copy), CUDA_MEMCPY3D, false, FROM_DEVICE, TO_HOST);
}

CASE(cuMemcpy3D_v2, CUDA_SUCCESS, "within the device") {
  WAY_3D(cuMemcpy3D_v2(&copy), CUDA_MEMCPY3D, true, FROM_DEVICE, TO_DEVICE);
}

CASE(cuMemcpy3DAsync_v2, CUDA_SUCCESS, "from the host to the device") {
  WAY_3D(cuMemcpy3DAsync_v2(&copy, NULL), CUDA_MEMCPY3D, true, FROM_HOST, TO_DEVICE);
}

CASE(cuMemcpy3DAsync_v2, CUDA_SUCCESS, "within the device") {
  WAY_3D(cuMemcpy3DAsync_v2(&copy, NULL), CUDA_MEMCPY3D, true, FROM_DEVICE, TO_DEVICE);
}

CASE(cuMemcpy3D, CUDA_SUCCESS, "within the host") {
  WAY_3D(cuMemcpy3D(&copy), CUDA_MEMCPY3D_v1, false, FROM_HOST, TO_HOST);
}

CASE(cuMemcpy3DAsync, CUDA_SUCCESS, "within the host") {
  WAY_3D(cuMemcpy3DAsync(&copy, NULL), CUDA_MEMCPY3D_v1, false, FROM_HOST, TO_HOST);
}

#define REFUSED_2D(text_, change_)                                         \
  CASE(cuMemcpy2D_v2, CUDA_ERROR_INVALID_VALUE, text_) {                   \
    prepare();                                                             \
    CUDA_MEMCPY2D copy = {RECTANGLE, FROM_DEVICE, TO_DEVICE};              \
    change_;                                                               \
    EXPECT(cuMemcpy2D_v2(&copy), CUDA_ERROR_INVALID_VALUE);                \
    EXPECT(cuMemcpy2DUnaligned_v2(&copy), CUDA_ERROR_INVALID_VALUE);       \
    EXPECT(cuMemcpy2DAsync_v2(&copy, NULL), CUDA_ERROR_INVALID_VALUE);     \
    check(true);                                                           \
  }

REFUSED_2D("rows longer than their distance at the source", copy.srcPitch = WIDTH - 1)
REFUSED_2D("rows longer than their distance at the target", copy.dstPitch = WIDTH - 1)
REFUSED_2D("no kind of memory", copy.srcMemoryType = 9)
REFUSED_2D("more rows than the memory has", copy.Height = 1000)
REFUSED_2D("a source that is nowhere", copy.srcDevice = 0)
REFUSED_2D("a host that is nowhere", (copy.dstMemoryType = CU_MEMORYTYPE_HOST, copy.dstHost = NULL))
REFUSED_2D("ordinary memory as a device's", copy.srcDevice = (uintptr_t)source)

CASE(cuMemcpy2D_v2, CUDA_SUCCESS, "of nothing") {
  prepare();
  CUDA_MEMCPY2D copy = {RECTANGLE, FROM_DEVICE, TO_DEVICE};
  copy.Height = 0;
  EXPECT(cuMemcpy2D_v2(&copy), CUDA_SUCCESS);
  check(true);
}

CASE(cuMemcpy2DAsync_v2, CUDA_ERROR_INVALID_VALUE, "of no description") {
  with_context();
  EXPECT(cuMemcpy2DAsync_v2(NULL, NULL), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemcpy2D_v2(NULL), CUDA_ERROR_INVALID_VALUE);
}

#define REFUSED_3D(text_, change_)                                         \
  CASE(cuMemcpy3D_v2, CUDA_ERROR_INVALID_VALUE, text_) {                   \
    prepare();                                                             \
    CUDA_MEMCPY3D copy = {BOX, FROM_DEVICE, TO_DEVICE};                    \
    change_;                                                               \
    EXPECT(cuMemcpy3D_v2(&copy), CUDA_ERROR_INVALID_VALUE);                \
    EXPECT(cuMemcpy3DAsync_v2(&copy, NULL), CUDA_ERROR_INVALID_VALUE);     \
    check(true);                                                           \
  }

REFUSED_3D("slices higher than their distance", copy.srcHeight = HEIGHT - 1)
REFUSED_3D("a level of detail", copy.srcLOD = 1)
REFUSED_3D("more slices than the memory has", copy.Depth = 1000)
REFUSED_3D("what is reserved", copy.reserved0 = source)
REFUSED_3D("lengths that overflow", copy.dstZ = SIZE_MAX / 2)

static CUarray array_of(const unsigned char *bytes, size_t count) {
  CUarray array;
  CUDA_ARRAY_DESCRIPTOR shape = {.Width = count, .Format = CU_AD_FORMAT_UNSIGNED_INT8, .NumChannels = 1};
  REQUIRE(cuArrayCreate_v2(&array, &shape));
  if (bytes)
    REQUIRE(cuMemcpyHtoA_v2(array, 0, bytes, count));
  return array;
}

enum { RUN = 500, AT = 32 };

static void check_array(CUarray array, const unsigned char *bytes) {
  unsigned char seen[RUN];
  REQUIRE(cuCtxSynchronize());
  REQUIRE(cuMemcpyAtoH_v2(seen, array, AT, RUN));
  CHECK_BYTES(seen, bytes, RUN);
}

CASE(cuMemcpyHtoA_v2, CUDA_SUCCESS, "and back") {
  prepare();
  CUarray array = array_of(NULL, 1000);
  EXPECT(cuMemcpyHtoA_v2(array, AT, source, RUN), CUDA_SUCCESS);
  check_array(array, source);
}

CASE(cuMemcpyHtoA_v2, CUDA_ERROR_INVALID_VALUE, "past the end") {
  prepare();
  CUarray array = array_of(NULL, 1000);
  EXPECT(cuMemcpyHtoA_v2(array, 999, source, 2), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemcpyAtoH_v2, CUDA_SUCCESS, "from an offset") {
  prepare();
  check_array(array_of(source, 1000), source + AT);
}

CASE(cuMemcpyDtoA_v2, CUDA_SUCCESS, "from device memory") {
  prepare();
  CUarray array = array_of(NULL, 1000);
  EXPECT(cuMemcpyDtoA_v2(array, AT, from, RUN), CUDA_SUCCESS);
  check_array(array, source);
}

CASE(cuMemcpyAtoD_v2, CUDA_SUCCESS, "to device memory") {
  prepare();
  EXPECT(cuMemcpyAtoD_v2(to, array_of(source, 1000), AT, RUN), CUDA_SUCCESS);
  memcpy(expected, source + AT, RUN);
  check(true);
}

CASE(cuMemcpyAtoA_v2, CUDA_SUCCESS, "from one array to another") {
  prepare();
  CUarray array = array_of(NULL, 1000);
  EXPECT(cuMemcpyAtoA_v2(array, AT, array_of(source, 1000), 100, RUN), CUDA_SUCCESS);
  check_array(array, source + 100);
}

CASE(cuMemcpyHtoAAsync_v2, CUDA_SUCCESS, "in a stream") {
  prepare();
  CUarray array = array_of(NULL, 1000);
  EXPECT(cuMemcpyHtoAAsync_v2(array, AT, source, RUN, NULL), CUDA_SUCCESS);
  check_array(array, source);
}

CASE(cuMemcpyAtoHAsync_v2, CUDA_SUCCESS, "in a stream") {
  prepare();
  EXPECT(cuMemcpyAtoHAsync_v2(target, array_of(source, 1000), AT, RUN, NULL), CUDA_SUCCESS);
  memcpy(expected, source + AT, RUN);
  check(false);
}

// The forms with 32-bit lengths.
CASE(cuMemcpyHtoA, CUDA_SUCCESS, "as the newer one") {
  prepare();
  CUarray array = array_of(NULL, 1000);
  EXPECT(cuMemcpyHtoA(array, AT, source, RUN), CUDA_SUCCESS);
  check_array(array, source);
}

CASE(cuMemcpyAtoH, CUDA_SUCCESS, "as the newer one") {
  prepare();
  EXPECT(cuMemcpyAtoH(target, array_of(source, 1000), AT, RUN), CUDA_SUCCESS);
  memcpy(expected, source + AT, RUN);
  check(false);
}

CASE(cuMemcpyAtoA, CUDA_SUCCESS, "as the newer one") {
  prepare();
  CUarray array = array_of(NULL, 1000);
  EXPECT(cuMemcpyAtoA(array, AT, array_of(source, 1000), 100, RUN), CUDA_SUCCESS);
  check_array(array, source + 100);
}

CASE(cuMemcpyHtoAAsync, CUDA_SUCCESS, "as the newer one") {
  prepare();
  CUarray array = array_of(NULL, 1000);
  EXPECT(cuMemcpyHtoAAsync(array, AT, source, RUN, NULL), CUDA_SUCCESS);
  check_array(array, source);
}

CASE(cuMemcpyAtoHAsync, CUDA_SUCCESS, "as the newer one") {
  prepare();
  EXPECT(cuMemcpyAtoHAsync(target, array_of(source, 1000), AT, RUN, NULL), CUDA_SUCCESS);
  memcpy(expected, source + AT, RUN);
  check(false);
}

CASE(cuMemcpyDtoA, CUDA_SUCCESS, "from a 32-bit address") {
  prepare();
  CUarray array = array_of(NULL, 1000);
  CUdeviceptr_v1 old;
  REQUIRE(cuMemAlloc(&old, RUN));
  REQUIRE(cuMemcpyHtoD(old, source, RUN));
  EXPECT(cuMemcpyDtoA(array, AT, old, RUN), CUDA_SUCCESS);
  check_array(array, source);
}

CASE(cuMemcpyAtoD, CUDA_SUCCESS, "to a 32-bit address") {
  prepare();
  CUdeviceptr_v1 old;
  REQUIRE(cuMemAlloc(&old, RUN));
  EXPECT(cuMemcpyAtoD(old, array_of(source, 1000), AT, RUN), CUDA_SUCCESS);
  unsigned char seen[RUN];
  REQUIRE(cuMemcpyDtoH(seen, old, RUN));
  CHECK_BYTES(seen, source + AT, RUN);
}

CASE(cuMemcpy2D_v2, CUDA_SUCCESS, "into an array and out of it") {
  prepare();
  CUarray array;
  CUDA_ARRAY_DESCRIPTOR shape = {.Width = 64, .Height = HEIGHT, .Format = CU_AD_FORMAT_UNSIGNED_INT8, .NumChannels = 1};
  REQUIRE(cuArrayCreate_v2(&array, &shape));
  CUDA_MEMCPY2D in = {FROM_HOST, .srcXInBytes = SRC_X, .srcY = SRC_Y, .srcPitch = SRC_PITCH,
                      .dstMemoryType = CU_MEMORYTYPE_ARRAY, .dstArray = array, .WidthInBytes = WIDTH, .Height = HEIGHT};
  EXPECT(cuMemcpy2D_v2(&in), CUDA_SUCCESS);
  CUDA_MEMCPY2D out = {.srcMemoryType = CU_MEMORYTYPE_ARRAY, .srcArray = array, TO_DEVICE, .dstXInBytes = DST_X, .dstY = DST_Y,
                       .dstPitch = DST_PITCH, .WidthInBytes = WIDTH, .Height = HEIGHT};
  EXPECT(cuMemcpy2D_v2(&out), CUDA_SUCCESS);
  expect_box(1, 0, 0);
  check(true);
}

static CUstream stream(void) {
  CUstream made;
  REQUIRE(cuStreamCreate(&made, CU_STREAM_NON_BLOCKING));
  return made;
}

static CUmemcpyAttributes in_stream_order = {.srcAccessOrder = CU_MEMCPY_SRC_ACCESS_ORDER_STREAM};

// Two runs out of the source, anywhere in the target.
struct runs {
  CUdeviceptr to[2], from[2];
  size_t sizes[2], index;
};

static struct runs runs(void) {
  prepare();
  memcpy(expected + 10, source, 100);
  memcpy(expected + 1000, source + 500, 77);
  return (struct runs){{to + 10, to + 1000}, {from, (uintptr_t)source + 500}, {100, 77}, 0};
}

CASE(cuMemcpyBatchAsync_v2, CUDA_SUCCESS, "two runs") {
  struct runs two = runs();
  EXPECT(cuMemcpyBatchAsync_v2(two.to, two.from, two.sizes, 2, &in_stream_order, &two.index, 1, stream()), CUDA_SUCCESS);
  check(true);
}

CASE(cuMemcpyBatchAsync, CUDA_SUCCESS, "two runs") {
  struct runs two = runs();
  size_t failed;
  EXPECT(cuMemcpyBatchAsync(two.to, two.from, two.sizes, 2, &in_stream_order, &two.index, 1, &failed, stream()), CUDA_SUCCESS);
  check(true);
}

CASE(cuMemcpyBatchAsync_v2, CUDA_ERROR_INVALID_VALUE, "one is wrong, so none is done") {
  struct runs two = runs();
  two.sizes[1] = 16 << 20;
  EXPECT(cuMemcpyBatchAsync_v2(two.to, two.from, two.sizes, 2, &in_stream_order, &two.index, 1, stream()),
         CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemcpyBatchAsync_v2(two.to, two.from, two.sizes, 2, NULL, NULL, 0, stream()), CUDA_ERROR_INVALID_VALUE);
  memset(expected, 0, sizeof expected);
  check(true);
}

CASE(cuMemcpyBatchAsync, CUDA_ERROR_INVALID_VALUE, "and says which") {
  struct runs two = runs();
  size_t failed = 0;
  two.sizes[1] = 16 << 20;
  EXPECT(cuMemcpyBatchAsync(two.to, two.from, two.sizes, 2, &in_stream_order, &two.index, 1, &failed, stream()),
         CUDA_ERROR_INVALID_VALUE);
  CHECK(failed == 1);
}

static CUDA_MEMCPY3D_BATCH_OP slices_of(void) {
  for (int z = 0; z < DEPTH; z++)
    for (int y = 0; y < HEIGHT; y++)
      memcpy(expected + (z * DST_ROWS + y) * DST_PITCH, source + (z * SRC_ROWS + y) * SRC_PITCH, WIDTH);
  return (CUDA_MEMCPY3D_BATCH_OP){
      .src = {.type = CU_MEMCPY_OPERAND_TYPE_POINTER, .op.ptr = {.ptr = from, .rowLength = SRC_PITCH, .layerHeight = SRC_ROWS}},
      .dst = {.type = CU_MEMCPY_OPERAND_TYPE_POINTER, .op.ptr = {.ptr = to, .rowLength = DST_PITCH, .layerHeight = DST_ROWS}},
      .extent = {WIDTH, HEIGHT, DEPTH}, .srcAccessOrder = CU_MEMCPY_SRC_ACCESS_ORDER_STREAM};
}

CASE(cuMemcpy3DBatchAsync_v2, CUDA_SUCCESS, "a box") {
  prepare();
  CUDA_MEMCPY3D_BATCH_OP op = slices_of();
  EXPECT(cuMemcpy3DBatchAsync_v2(1, &op, 0, stream()), CUDA_SUCCESS);
  check(true);
}

CASE(cuMemcpy3DBatchAsync_v2, CUDA_ERROR_INVALID_VALUE, "no box, flags, one that leaves its memory") {
  prepare();
  CUDA_MEMCPY3D_BATCH_OP op = slices_of();
  EXPECT(cuMemcpy3DBatchAsync_v2(0, &op, 0, stream()), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMemcpy3DBatchAsync_v2(1, &op, 7, stream()), CUDA_ERROR_INVALID_VALUE);
  op.extent.depth = 1000;
  EXPECT(cuMemcpy3DBatchAsync_v2(1, &op, 0, stream()), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemcpy3DBatchAsync, CUDA_SUCCESS, "a box") {
  prepare();
  CUDA_MEMCPY3D_BATCH_OP op = slices_of();
  size_t failed;
  EXPECT(cuMemcpy3DBatchAsync(1, &op, &failed, 0, stream()), CUDA_SUCCESS);
  check(true);
}
