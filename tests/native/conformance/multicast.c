#include "conformance.h"

// An object over the first `devices` devices, as large as the driver recommends.
static CUmulticastObjectProp wanted(unsigned int devices) {
  int capable = 0;
  REQUIRE(cuDeviceGetAttribute(&capable, CU_DEVICE_ATTRIBUTE_MULTICAST_SUPPORTED, with_device()));
  if (!capable)
    SKIP("this device has no multicast");
  int count = 0;
  REQUIRE(cuDeviceGetCount(&count));
  if (count < (int)devices)
    SKIP("there are not so many devices");
  CUmulticastObjectProp properties = {.numDevices = devices, .size = 1};
  size_t bytes;
  REQUIRE(cuMulticastGetGranularity(&bytes, &properties, CU_MULTICAST_GRANULARITY_MINIMUM));
  properties.size = bytes;
  return properties;
}

static CUmemGenericAllocationHandle memory_on(int device, size_t bytes) {
  CUmemAllocationProp properties = {.type = CU_MEM_ALLOCATION_TYPE_PINNED,
                                    .location = {.type = CU_MEM_LOCATION_TYPE_DEVICE, .id = device}};
  CUmemGenericAllocationHandle handle;
  REQUIRE(cuMemCreate(&handle, bytes, &properties, 0));
  return handle;
}

static CUmemGenericAllocationHandle with_all_devices(CUmulticastObjectProp properties) {
  CUmemGenericAllocationHandle object;
  REQUIRE(cuMulticastCreate(&object, &properties));
  for (unsigned int i = 0; i < properties.numDevices; i++)
    REQUIRE(cuMulticastAddDevice(object, (CUdevice)i));
  return object;
}

static size_t free_bytes(void) {
  size_t free, total;
  REQUIRE(cuMemGetInfo_v2(&free, &total));
  return free;
}

CASE(cuMulticastGetGranularity, CUDA_SUCCESS, "the recommended is a multiple of the least") {
  with_context();
  CUmulticastObjectProp properties = wanted(2);
  size_t least, recommended;
  REQUIRE(cuMulticastGetGranularity(&least, &properties, CU_MULTICAST_GRANULARITY_MINIMUM));
  REQUIRE(cuMulticastGetGranularity(&recommended, &properties, CU_MULTICAST_GRANULARITY_RECOMMENDED));
  CHECK(least > 0 && recommended % least == 0);
}

CASE(cuMulticastCreate, CUDA_SUCCESS, "takes none of the devices' memory") {
  with_context();
  CUmulticastObjectProp properties = wanted(2);
  CUmemGenericAllocationHandle object;
  size_t before = free_bytes();
  REQUIRE(cuMulticastCreate(&object, &properties));
  CHECK(free_bytes() == before);
  EXPECT(cuMemRelease(object), CUDA_SUCCESS);
}

CASE(cuMulticastCreate, CUDA_ERROR_INVALID_VALUE, "of no devices, of half a granule, with flags") {
  with_context();
  CUmulticastObjectProp good = wanted(2), bad = good;
  CUmemGenericAllocationHandle object;
  bad.numDevices = 0;
  EXPECT(cuMulticastCreate(&object, &bad), CUDA_ERROR_INVALID_VALUE);
  bad = good;
  bad.size = 4096;
  EXPECT(cuMulticastCreate(&object, &bad), CUDA_ERROR_INVALID_VALUE);
  bad = good;
  bad.flags = 1;
  EXPECT(cuMulticastCreate(&object, &bad), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMulticastAddDevice, CUDA_SUCCESS, "each once") {
  with_context();
  with_all_devices(wanted(2));
}

CASE(cuMulticastAddDevice, CUDA_ERROR_INVALID_DEVICE, "one that isn't there") {
  with_context();
  CUmulticastObjectProp properties = wanted(2);
  CUmemGenericAllocationHandle object;
  REQUIRE(cuMulticastCreate(&object, &properties));
  EXPECT(cuMulticastAddDevice(object, 99), CUDA_ERROR_INVALID_DEVICE);
}

CASE(cuMulticastBindMem, CUDA_SUCCESS, "the bound memory lives as long as the object does") {
  with_context();
  CUmulticastObjectProp properties = wanted(2);
  size_t before = free_bytes();
  CUmemGenericAllocationHandle object = with_all_devices(properties), memory = memory_on(0, properties.size);
  REQUIRE(cuMulticastBindMem(object, 0, memory, 0, properties.size, 0));
  REQUIRE(cuMemRelease(memory));
  CHECK(before - free_bytes() == properties.size);
  REQUIRE(cuMemRelease(object));
  CHECK(free_bytes() == before);
}

CASE(cuMulticastBindMem, CUDA_ERROR_INVALID_VALUE, "past the end, no memory, no object") {
  with_context();
  CUmulticastObjectProp properties = wanted(2);
  CUmemGenericAllocationHandle object = with_all_devices(properties), memory = memory_on(0, properties.size);
  EXPECT(cuMulticastBindMem(object, properties.size, memory, 0, properties.size, 0), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMulticastBindMem(object, 0, 0, 0, properties.size, 0), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuMulticastBindMem(memory, 0, memory, 0, properties.size, 0), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuMulticastBindAddr, CUDA_SUCCESS, "mapped memory by its address") {
  with_context();
  CUmulticastObjectProp properties = wanted(2);
  CUmemGenericAllocationHandle object = with_all_devices(properties);
  CUmemAccessDesc access = {.location = {.type = CU_MEM_LOCATION_TYPE_DEVICE}, .flags = CU_MEM_ACCESS_FLAGS_PROT_READWRITE};
  CUdeviceptr address;
  REQUIRE(cuMemAddressReserve(&address, properties.size, 0, 0, 0));
  REQUIRE(cuMemMap(address, properties.size, 0, memory_on(0, properties.size), 0));
  REQUIRE(cuMemSetAccess(address, properties.size, &access, 1));
  EXPECT(cuMulticastBindAddr(object, 0, address, properties.size, 0), CUDA_SUCCESS);
}

CASE(cuMulticastUnbind, CUDA_SUCCESS, "the memory goes when nobody else holds it") {
  with_context();
  CUmulticastObjectProp properties = wanted(2);
  size_t before = free_bytes();
  CUmemGenericAllocationHandle object = with_all_devices(properties), memory = memory_on(0, properties.size);
  REQUIRE(cuMulticastBindMem(object, 0, memory, 0, properties.size, 0));
  REQUIRE(cuMemRelease(memory));
  EXPECT(cuMulticastUnbind(object, 0, 0, properties.size), CUDA_SUCCESS);
  CHECK(free_bytes() == before);
}
