// What there is, what it is called, and what it can do.
#include <ctype.h>

#include "conformance.h"

CASE(cuDeviceGetCount, CUDA_SUCCESS, "at least one") {
  REQUIRE(cuInit(0));
  int count = 0;
  EXPECT(cuDeviceGetCount(&count), CUDA_SUCCESS);
  CHECK(count >= 1);
}

CASE(cuDeviceGet, CUDA_SUCCESS, "every one that is counted") {
  REQUIRE(cuInit(0));
  int count;
  REQUIRE(cuDeviceGetCount(&count));
  for (int i = 0; i < count; i++) {
    CUdevice device = -1;
    EXPECT(cuDeviceGet(&device, i), CUDA_SUCCESS);
    CHECK(device == i);
  }
}

CASE(cuDeviceGet, CUDA_ERROR_INVALID_DEVICE, "past the last, and before the first") {
  REQUIRE(cuInit(0));
  int count;
  REQUIRE(cuDeviceGetCount(&count));
  CUdevice device;
  EXPECT(cuDeviceGet(&device, count), CUDA_ERROR_INVALID_DEVICE);
  EXPECT(cuDeviceGet(&device, -1), CUDA_ERROR_INVALID_DEVICE);
}

CASE(cuDeviceGetName, CUDA_SUCCESS, "a text, cut to the room there is") {
  CUdevice device = with_device();
  char name[256] = "", cut[8];
  EXPECT(cuDeviceGetName(name, sizeof(name), device), CUDA_SUCCESS);
  CHECK(strlen(name) > 0);
  EXPECT(cuDeviceGetName(cut, sizeof(cut), device), CUDA_SUCCESS);
  CHECK(strncmp(cut, name, sizeof(cut) - 1) == 0 && cut[sizeof(cut) - 1] == '\0');
}

CASE(cuDeviceGetName, CUDA_ERROR_INVALID_VALUE, "to nowhere") {
  CUdevice device = with_device();
  EXPECT(cuDeviceGetName(NULL, 10, device), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuDeviceGetUuid, CUDA_SUCCESS, "not all zero, and the same each time") {
  CUdevice device = with_device();
  CUuuid one = {{0}}, again = {{0}}, zero = {{0}};
  EXPECT(cuDeviceGetUuid(&one, device), CUDA_SUCCESS);
  EXPECT(cuDeviceGetUuid(&again, device), CUDA_SUCCESS);
  CHECK(memcmp(&one, &zero, sizeof(one)) != 0);
  CHECK_BYTES(&again, &one, sizeof(one));
}

CASE(cuDeviceGetUuid_v2, CUDA_SUCCESS, "that of the card, where it is not split; no two alike") {
  CUdevice device = with_device();
  CUuuid first, other;
  int count;
  EXPECT(cuDeviceGetUuid_v2(&first, device), CUDA_SUCCESS);
  REQUIRE(cuDeviceGetCount(&count));
  for (int i = 1; i < count; i++) {
    EXPECT(cuDeviceGetUuid_v2(&other, i), CUDA_SUCCESS);
    CHECK(memcmp(&first, &other, sizeof(first)) != 0);
  }
}

CASE(cuDeviceGetLuid, CUDA_SUCCESS, "where the system has such things, else not supported") {
  CUdevice device = with_device();
  char luid[8];
  unsigned int mask;
  CUresult result = cuDeviceGetLuid(luid, &mask, device);
  CHECK(result == CUDA_SUCCESS || result == CUDA_ERROR_NOT_SUPPORTED);
}

CASE(cuDeviceTotalMem_v2, CUDA_SUCCESS, "more than a context leaves free") {
  CUdevice device = with_device();
  size_t total = 0;
  EXPECT(cuDeviceTotalMem_v2(&total, device), CUDA_SUCCESS);
  CHECK(total > (size_t)100 << 20);
}

CASE(cuDeviceTotalMem, CUDA_SUCCESS, "as much as 32 bits hold") {
  CUdevice device = with_device();
  size_t total;
  unsigned int small = 0;
  REQUIRE(cuDeviceTotalMem_v2(&total, device));
  EXPECT(cuDeviceTotalMem(&small, device), CUDA_SUCCESS);
  CHECK(small > 0 && small <= total);
}

CASE(cuDeviceComputeCapability, CUDA_SUCCESS, "as the attributes say") {
  CUdevice device = with_device();
  int major = 0, minor = -1, attribute;
  EXPECT(cuDeviceComputeCapability(&major, &minor, device), CUDA_SUCCESS);
  REQUIRE(cuDeviceGetAttribute(&attribute, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR, device));
  CHECK(major == attribute);
  REQUIRE(cuDeviceGetAttribute(&attribute, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR, device));
  CHECK(minor == attribute);
}

static int attribute(CUdevice device, CUdevice_attribute which) {
  int value = -1;
  REQUIRE(cuDeviceGetAttribute(&value, which, device));
  return value;
}

CASE(cuDeviceGetAttribute, CUDA_SUCCESS, "figures that hang together") {
  CUdevice device = with_device();
  CHECK(attribute(device, CU_DEVICE_ATTRIBUTE_WARP_SIZE) == 32);
  CHECK(attribute(device, CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_BLOCK) == 1024);
  CHECK(attribute(device, CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_Z) == 64);
  CHECK(attribute(device, CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT) > 0);
  CHECK(attribute(device, CU_DEVICE_ATTRIBUTE_CLOCK_RATE) > 100000);
  CHECK(attribute(device, CU_DEVICE_ATTRIBUTE_UNIFIED_ADDRESSING) == 1);
  CHECK(attribute(device, CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK) == 49152);
  int per_sm = attribute(device, CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_MULTIPROCESSOR);
  int most = attribute(device, CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN);
  CHECK(most <= per_sm && most >= 49152);
  if (driver_version() >= 11000)
    CHECK(per_sm - most == attribute(device, CU_DEVICE_ATTRIBUTE_RESERVED_SHARED_MEMORY_PER_BLOCK));
  int threads = attribute(device, CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_MULTIPROCESSOR);
  CHECK(threads >= 1024 && threads <= 2048 && threads % 32 == 0);
}

CASE(cuDeviceGetAttribute, CUDA_ERROR_INVALID_VALUE, "what is no attribute") {
  CUdevice device = with_device();
  int value;
  EXPECT(cuDeviceGetAttribute(&value, (CUdevice_attribute)100000, device), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuDeviceGetAttribute(NULL, CU_DEVICE_ATTRIBUTE_WARP_SIZE, device), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuDeviceGetProperties, CUDA_SUCCESS, "as the attributes say") {
  CUdevice device = with_device();
  CUdevprop properties = {0};
  EXPECT(cuDeviceGetProperties(&properties, device), CUDA_SUCCESS);
  CHECK(properties.maxThreadsPerBlock == attribute(device, CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_BLOCK));
  CHECK(properties.SIMDWidth == attribute(device, CU_DEVICE_ATTRIBUTE_WARP_SIZE));
  CHECK(properties.clockRate == attribute(device, CU_DEVICE_ATTRIBUTE_CLOCK_RATE));
  CHECK(properties.maxGridSize[0] == attribute(device, CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_X));
}

CASE(cuDeviceGetPCIBusId, CUDA_SUCCESS, "which finds each device again") {
  with_device();
  int count;
  REQUIRE(cuDeviceGetCount(&count));
  for (int device = 0; device < count; device++) {
    CUdevice found = -1;
    char text[32] = "";
    EXPECT(cuDeviceGetPCIBusId(text, sizeof(text), device), CUDA_SUCCESS);
    CHECK(strlen(text) == 12 && text[4] == ':' && text[7] == ':' && text[10] == '.');
    EXPECT(cuDeviceGetByPCIBusId(&found, text), CUDA_SUCCESS);
    CHECK(found == device);
  }
}

CASE(cuDeviceGetByPCIBusId, CUDA_SUCCESS, "in lower case as well") {
  CUdevice device = with_device(), found = -1;
  char text[32];
  REQUIRE(cuDeviceGetPCIBusId(text, sizeof(text), device));
  for (char *c = text; *c != '\0'; c++)
    *c = (char)tolower((unsigned char)*c);
  EXPECT(cuDeviceGetByPCIBusId(&found, text), CUDA_SUCCESS);
  CHECK(found == device);
}

CASE(cuDeviceGetByPCIBusId, CUDA_ERROR_INVALID_VALUE, "what is no address") {
  with_device();
  CUdevice found;
  EXPECT(cuDeviceGetByPCIBusId(&found, "here"), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuDeviceGetByPCIBusId(NULL, "0000:00:00.0"), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuDeviceGetByPCIBusId, CUDA_ERROR_INVALID_DEVICE, "an address where nothing is") {
  with_device();
  CUdevice found;
  EXPECT(cuDeviceGetByPCIBusId(&found, "0000:FE:1F.0"), CUDA_ERROR_INVALID_DEVICE);
}

static CUdevice second_device(void) {
  int count;
  REQUIRE(cuDeviceGetCount(&count));
  if (count < 2)
    SKIP("there is one device only");
  return 1;
}

CASE(cuDeviceCanAccessPeer, CUDA_SUCCESS, "never itself") {
  CUdevice device = with_device();
  int can = -1;
  EXPECT(cuDeviceCanAccessPeer(&can, device, device), CUDA_SUCCESS);
  CHECK(can == 0);
}

CASE(cuDeviceCanAccessPeer, CUDA_SUCCESS, "as the attribute of the pair says") {
  CUdevice device = with_device(), other = second_device();
  int can = -1, supported = -1;
  EXPECT(cuDeviceCanAccessPeer(&can, device, other), CUDA_SUCCESS);
  REQUIRE(cuDeviceGetP2PAttribute(&supported, CU_DEVICE_P2P_ATTRIBUTE_ACCESS_SUPPORTED, device, other));
  CHECK(can == supported);
}

CASE(cuDeviceGetP2PAttribute, CUDA_SUCCESS, "of a pair") {
  CUdevice device = with_device(), other = second_device();
  int value = -1;
  EXPECT(cuDeviceGetP2PAttribute(&value, CU_DEVICE_P2P_ATTRIBUTE_PERFORMANCE_RANK, device, other), CUDA_SUCCESS);
  CHECK(value >= 0);
  EXPECT(cuDeviceGetP2PAttribute(&value, CU_DEVICE_P2P_ATTRIBUTE_NATIVE_ATOMIC_SUPPORTED, device, other), CUDA_SUCCESS);
  CHECK(value == 0 || value == 1);
}

CASE(cuDeviceGetP2PAttribute, CUDA_ERROR_INVALID_DEVICE, "of one device and itself") {
  CUdevice device = with_device();
  int value;
  EXPECT(cuDeviceGetP2PAttribute(&value, CU_DEVICE_P2P_ATTRIBUTE_ACCESS_SUPPORTED, device, device), CUDA_ERROR_INVALID_DEVICE);
}

CASE(cuDeviceGetTexture1DLinearMaxWidth, CUDA_SUCCESS, "of floats") {
  CUdevice device = with_device();
  size_t width = 0;
  EXPECT(cuDeviceGetTexture1DLinearMaxWidth(&width, CU_AD_FORMAT_FLOAT, 1, device), CUDA_SUCCESS);
  CHECK(width >= 1 << 27);
}

CASE(cuDeviceGetTexture1DLinearMaxWidth, CUDA_ERROR_INVALID_VALUE, "of three channels") {
  CUdevice device = with_device();
  size_t width;
  EXPECT(cuDeviceGetTexture1DLinearMaxWidth(&width, CU_AD_FORMAT_FLOAT, 3, device), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuFlushGPUDirectRDMAWrites, CUDA_SUCCESS, "where it is supported") {
  CUdevice device = with_device();
  int options = 0;
  if (driver_version() < 11030)
    SKIP("the driver is older");
  REQUIRE(cuDeviceGetAttribute(&options, CU_DEVICE_ATTRIBUTE_GPU_DIRECT_RDMA_FLUSH_WRITES_OPTIONS, device));
  if ((options & CU_FLUSH_GPU_DIRECT_RDMA_WRITES_OPTION_HOST) == 0)
    SKIP("this device doesn't flush from the host");
  with_context();
  EXPECT(cuFlushGPUDirectRDMAWrites(CU_FLUSH_GPU_DIRECT_RDMA_WRITES_TARGET_CURRENT_CTX, CU_FLUSH_GPU_DIRECT_RDMA_WRITES_TO_OWNER),
         CUDA_SUCCESS);
}

CASE(cuFlushGPUDirectRDMAWrites, CUDA_ERROR_INVALID_CONTEXT, "without a context") {
  with_device();
  EXPECT(cuFlushGPUDirectRDMAWrites(CU_FLUSH_GPU_DIRECT_RDMA_WRITES_TARGET_CURRENT_CTX, CU_FLUSH_GPU_DIRECT_RDMA_WRITES_TO_OWNER),
         CUDA_ERROR_INVALID_CONTEXT);
}
