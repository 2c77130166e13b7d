// One device's memory, used by another.
#include "conformance.h"

enum { BYTES = 100000 };

struct pair {
  CUcontext first, second;
  CUdeviceptr on_first, on_second;
};

static struct pair pair(void) {
  struct pair pair;
  int count = 0;
  with_device();
  REQUIRE(cuDeviceGetCount(&count));
  if (count < 2)
    SKIP("one device only");
  REQUIRE(cuDevicePrimaryCtxRetain(&pair.second, 1));
  REQUIRE(cuCtxSetCurrent(pair.second));
  REQUIRE(cuMemAlloc_v2(&pair.on_second, BYTES));
  pair.first = with_context();
  REQUIRE(cuMemAlloc_v2(&pair.on_first, BYTES));
  return pair;
}

static void need_access(void) {
  int can = 0;
  REQUIRE(cuDeviceCanAccessPeer(&can, 0, 1));
  if (!can)
    SKIP("the devices can't reach each other");
}

static void check_copied(CUdeviceptr memory) {
  unsigned char seen[BYTES], expected[BYTES];
  memset(expected, 0x42, BYTES);
  REQUIRE(cuCtxSynchronize());
  REQUIRE(cuMemcpyDtoH_v2(seen, memory, BYTES));
  CHECK_BYTES(seen, expected, BYTES);
}

CASE(cuCtxEnablePeerAccess, CUDA_SUCCESS, "and disabled again") {
  struct pair two = pair();
  need_access();
  EXPECT(cuCtxEnablePeerAccess(two.second, 0), CUDA_SUCCESS);
  EXPECT(cuCtxDisablePeerAccess(two.second), CUDA_SUCCESS);
}

CASE(cuCtxEnablePeerAccess, CUDA_ERROR_PEER_ACCESS_ALREADY_ENABLED, "twice") {
  struct pair two = pair();
  need_access();
  REQUIRE(cuCtxEnablePeerAccess(two.second, 0));
  EXPECT(cuCtxEnablePeerAccess(two.second, 0), CUDA_ERROR_PEER_ACCESS_ALREADY_ENABLED);
}

CASE(cuCtxEnablePeerAccess, CUDA_ERROR_INVALID_CONTEXT, "to itself, to none, and without one") {
  struct pair two = pair();
  EXPECT(cuCtxEnablePeerAccess(two.first, 0), CUDA_ERROR_INVALID_CONTEXT);
  EXPECT(cuCtxEnablePeerAccess(NULL, 0), CUDA_ERROR_INVALID_CONTEXT);
  REQUIRE(cuCtxSetCurrent(NULL));
  EXPECT(cuCtxEnablePeerAccess(two.second, 0), CUDA_ERROR_INVALID_CONTEXT);
}

CASE(cuCtxEnablePeerAccess, CUDA_ERROR_INVALID_VALUE, "with flags") {
  struct pair two = pair();
  EXPECT(cuCtxEnablePeerAccess(two.second, 1), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuCtxDisablePeerAccess, CUDA_SUCCESS, "what was enabled") {
  struct pair two = pair();
  need_access();
  REQUIRE(cuCtxEnablePeerAccess(two.second, 0));
  EXPECT(cuCtxDisablePeerAccess(two.second), CUDA_SUCCESS);
  EXPECT(cuCtxEnablePeerAccess(two.second, 0), CUDA_SUCCESS);
}

CASE(cuCtxDisablePeerAccess, CUDA_ERROR_PEER_ACCESS_NOT_ENABLED, "what was not") {
  struct pair two = pair();
  EXPECT(cuCtxDisablePeerAccess(two.second), CUDA_ERROR_PEER_ACCESS_NOT_ENABLED);
}

CASE(cuMemcpyPeer, CUDA_SUCCESS, "from one device to the other") {
  struct pair two = pair();
  REQUIRE(cuMemsetD8_v2(two.on_first, 0x42, BYTES));
  EXPECT(cuMemcpyPeer(two.on_second, two.second, two.on_first, two.first, BYTES), CUDA_SUCCESS);
  check_copied(two.on_second);
}

CASE(cuMemcpyPeer, CUDA_ERROR_INVALID_CONTEXT, "of no context") {
  struct pair two = pair();
  int local;
  EXPECT(cuMemcpyPeer(two.on_second, (CUcontext)&local, two.on_first, two.first, BYTES), CUDA_ERROR_INVALID_CONTEXT);
}

CASE(cuMemcpyPeer, CUDA_ERROR_INVALID_VALUE, "past the end") {
  struct pair two = pair();
  EXPECT(cuMemcpyPeer(two.on_second, two.second, two.on_first, two.first, 16 << 20), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemcpyPeerAsync, CUDA_SUCCESS, "in a stream") {
  struct pair two = pair();
  CUstream stream;
  REQUIRE(cuStreamCreate(&stream, 0));
  REQUIRE(cuMemsetD8Async(two.on_first, 0x42, BYTES, stream));
  EXPECT(cuMemcpyPeerAsync(two.on_second, two.second, two.on_first, two.first, BYTES, stream), CUDA_SUCCESS);
  REQUIRE(cuStreamSynchronize(stream));
  check_copied(two.on_second);
}

static CUDA_MEMCPY3D_PEER box(const struct pair *two) {
  return (CUDA_MEMCPY3D_PEER){.srcMemoryType = CU_MEMORYTYPE_DEVICE, .srcDevice = two->on_first, .srcContext = two->first,
                              .srcPitch = 100, .srcHeight = 10, .dstMemoryType = CU_MEMORYTYPE_DEVICE,
                              .dstDevice = two->on_second, .dstContext = two->second, .dstPitch = 100, .dstHeight = 10,
                              .WidthInBytes = 100, .Height = 10, .Depth = BYTES / 1000};
}

CASE(cuMemcpy3DPeer, CUDA_SUCCESS, "a box") {
  struct pair two = pair();
  CUDA_MEMCPY3D_PEER copy = box(&two);
  REQUIRE(cuMemsetD8_v2(two.on_first, 0x42, BYTES));
  EXPECT(cuMemcpy3DPeer(&copy), CUDA_SUCCESS);
  check_copied(two.on_second);
}

CASE(cuMemcpy3DPeer, CUDA_ERROR_INVALID_VALUE, "a box that leaves its memory") {
  struct pair two = pair();
  CUDA_MEMCPY3D_PEER copy = box(&two);
  copy.Depth = 10000;
  EXPECT(cuMemcpy3DPeer(&copy), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMemcpy3DPeerAsync, CUDA_SUCCESS, "a box, in a stream") {
  struct pair two = pair();
  CUDA_MEMCPY3D_PEER copy = box(&two);
  CUstream stream;
  REQUIRE(cuStreamCreate(&stream, 0));
  REQUIRE(cuMemsetD8Async(two.on_first, 0x42, BYTES, stream));
  EXPECT(cuMemcpy3DPeerAsync(&copy, stream), CUDA_SUCCESS);
  REQUIRE(cuStreamSynchronize(stream));
  check_copied(two.on_second);
}
