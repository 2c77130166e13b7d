#include "conformance.h"

static CUarray array_for(unsigned int flags) {
  CUDA_ARRAY3D_DESCRIPTOR descriptor = {.Width = 64, .Height = 64, .Format = CU_AD_FORMAT_UNSIGNED_INT8, .NumChannels = 4,
                                        .Flags = flags};
  CUarray array;
  REQUIRE(cuArray3DCreate_v2(&array, &descriptor));
  return array;
}

static CUDA_RESOURCE_DESC of_array(CUarray array) {
  CUDA_RESOURCE_DESC resource = {.resType = CU_RESOURCE_TYPE_ARRAY};
  resource.res.array.hArray = array;
  return resource;
}

static const CUDA_TEXTURE_DESC plain = {
  .addressMode = {CU_TR_ADDRESS_MODE_CLAMP, CU_TR_ADDRESS_MODE_CLAMP, CU_TR_ADDRESS_MODE_CLAMP},
  .filterMode = CU_TR_FILTER_MODE_POINT, .flags = CU_TRSF_READ_AS_INTEGER};

CASE(cuTexObjectCreate, CUDA_SUCCESS, "of an array, and it remembers what it is") {
  with_context();
  CUDA_RESOURCE_DESC resource = of_array(array_for(0)), answered;
  CUDA_TEXTURE_DESC description;
  CUDA_RESOURCE_VIEW_DESC view;
  CUtexObject texture = 0;
  REQUIRE(cuTexObjectCreate(&texture, &resource, &plain, NULL));
  CHECK(texture != 0);
  REQUIRE(cuTexObjectGetResourceDesc(&answered, texture));
  CHECK(answered.resType == CU_RESOURCE_TYPE_ARRAY && answered.res.array.hArray == resource.res.array.hArray);
  REQUIRE(cuTexObjectGetTextureDesc(&description, texture));
  CHECK(description.filterMode == plain.filterMode && description.flags == plain.flags);
  EXPECT(cuTexObjectGetResourceViewDesc(&view, texture), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuTexObjectDestroy(texture), CUDA_SUCCESS);
}

CASE(cuTexObjectCreate, CUDA_SUCCESS, "of pitched memory, as scale_cuda makes them") {
  with_context();
  CUdeviceptr memory;
  size_t pitch;
  CUtexObject texture;
  REQUIRE(cuMemAllocPitch_v2(&memory, &pitch, 1920, 1080, 16));
  CUDA_RESOURCE_DESC resource = {.resType = CU_RESOURCE_TYPE_PITCH2D};
  resource.res.pitch2D.devPtr = memory;
  resource.res.pitch2D.format = CU_AD_FORMAT_UNSIGNED_INT8;
  resource.res.pitch2D.numChannels = 1;
  resource.res.pitch2D.width = 1920;
  resource.res.pitch2D.height = 1080;
  resource.res.pitch2D.pitchInBytes = pitch;
  REQUIRE(cuTexObjectCreate(&texture, &resource, &plain, NULL));
  EXPECT(cuTexObjectDestroy(texture), CUDA_SUCCESS);
}

CASE(cuTexObjectCreate, CUDA_SUCCESS, "of linear memory") {
  with_context();
  CUdeviceptr memory;
  CUtexObject texture;
  REQUIRE(cuMemAlloc_v2(&memory, 65536));
  CUDA_RESOURCE_DESC resource = {.resType = CU_RESOURCE_TYPE_LINEAR};
  resource.res.linear.devPtr = memory;
  resource.res.linear.format = CU_AD_FORMAT_FLOAT;
  resource.res.linear.numChannels = 4;
  resource.res.linear.sizeInBytes = 65536;
  REQUIRE(cuTexObjectCreate(&texture, &resource, &plain, NULL));
  EXPECT(cuTexObjectDestroy(texture), CUDA_SUCCESS);
}

CASE(cuTexObjectCreate, CUDA_SUCCESS, "a view of one level of a mipmap") {
  with_context();
  CUDA_ARRAY3D_DESCRIPTOR descriptor = {.Width = 64, .Height = 64, .Format = CU_AD_FORMAT_UNSIGNED_INT8, .NumChannels = 4};
  CUDA_RESOURCE_DESC resource = {.resType = CU_RESOURCE_TYPE_MIPMAPPED_ARRAY};
  CUDA_RESOURCE_VIEW_DESC view = {.format = CU_RES_VIEW_FORMAT_UINT_4X8, .width = 64, .height = 64, .lastMipmapLevel = 3},
                          answered;
  CUtexObject texture;
  REQUIRE(cuMipmappedArrayCreate(&resource.res.mipmap.hMipmappedArray, &descriptor, 4));
  REQUIRE(cuTexObjectCreate(&texture, &resource, &plain, &view));
  REQUIRE(cuTexObjectGetResourceViewDesc(&answered, texture));
  CHECK(answered.format == view.format && answered.lastMipmapLevel == 3);
}

CASE(cuTexObjectCreate, CUDA_ERROR_INVALID_VALUE, "no resource, no description, no such kind, memory that isn't there") {
  with_context();
  CUtexObject texture;
  CUDA_RESOURCE_DESC resource = of_array(array_for(0));
  EXPECT(cuTexObjectCreate(&texture, NULL, &plain, NULL), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuTexObjectCreate(&texture, &resource, NULL, NULL), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuTexObjectCreate(NULL, &resource, &plain, NULL), CUDA_ERROR_INVALID_VALUE);
  resource.resType = (CUresourcetype)9;
  EXPECT(cuTexObjectCreate(&texture, &resource, &plain, NULL), CUDA_ERROR_INVALID_VALUE);
  resource = (CUDA_RESOURCE_DESC){.resType = CU_RESOURCE_TYPE_LINEAR};
  resource.res.linear.devPtr = 512;
  resource.res.linear.format = CU_AD_FORMAT_FLOAT;
  resource.res.linear.numChannels = 1;
  resource.res.linear.sizeInBytes = 4096;
  EXPECT(cuTexObjectCreate(&texture, &resource, &plain, NULL), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuTexObjectDestroy, CUDA_SUCCESS, "once") {
  with_context();
  CUDA_RESOURCE_DESC resource = of_array(array_for(0));
  CUtexObject texture;
  REQUIRE(cuTexObjectCreate(&texture, &resource, &plain, NULL));
  EXPECT(cuTexObjectDestroy(texture), CUDA_SUCCESS);
}

CASE(cuSurfObjectCreate, CUDA_SUCCESS, "of an array made for it") {
  with_context();
  CUDA_RESOURCE_DESC resource = of_array(array_for(CUDA_ARRAY3D_SURFACE_LDST)), answered;
  CUsurfObject surface;
  REQUIRE(cuSurfObjectCreate(&surface, &resource));
  REQUIRE(cuSurfObjectGetResourceDesc(&answered, surface));
  CHECK(answered.res.array.hArray == resource.res.array.hArray);
  EXPECT(cuSurfObjectDestroy(surface), CUDA_SUCCESS);
}

CASE(cuSurfObjectCreate, CUDA_ERROR_INVALID_VALUE, "of an array that wasn't, of memory") {
  with_context();
  CUDA_RESOURCE_DESC resource = of_array(array_for(0));
  CUsurfObject surface;
  EXPECT(cuSurfObjectCreate(&surface, &resource), CUDA_ERROR_INVALID_VALUE);
  resource.resType = CU_RESOURCE_TYPE_LINEAR;
  EXPECT(cuSurfObjectCreate(&surface, &resource), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuTexRefCreate, CUDA_SUCCESS, "remembers what is set") {
  with_context();
  CUtexref reference;
  CUaddress_mode mode;
  CUfilter_mode filter;
  CUarray_format format;
  CUarray array = array_for(0), answered = NULL;
  CUdeviceptr address;
  int channels, anisotropy;
  unsigned int flags;
  REQUIRE(cuTexRefCreate(&reference));
  REQUIRE(cuTexRefSetAddressMode(reference, 1, CU_TR_ADDRESS_MODE_MIRROR));
  REQUIRE(cuTexRefSetFilterMode(reference, CU_TR_FILTER_MODE_LINEAR));
  REQUIRE(cuTexRefSetMaxAnisotropy(reference, 8));
  REQUIRE(cuTexRefSetFlags(reference, CU_TRSF_NORMALIZED_COORDINATES));
  REQUIRE(cuTexRefSetArray(reference, array, CU_TRSA_OVERRIDE_FORMAT));
  REQUIRE(cuTexRefGetAddressMode(&mode, reference, 1));
  REQUIRE(cuTexRefGetFilterMode(&filter, reference));
  REQUIRE(cuTexRefGetMaxAnisotropy(&anisotropy, reference));
  REQUIRE(cuTexRefGetFlags(&flags, reference));
  REQUIRE(cuTexRefGetArray(&answered, reference));
  REQUIRE(cuTexRefGetFormat(&format, &channels, reference));
  CHECK(mode == CU_TR_ADDRESS_MODE_MIRROR && filter == CU_TR_FILTER_MODE_LINEAR && anisotropy == 8);
  CHECK(flags == CU_TRSF_NORMALIZED_COORDINATES && answered == array);
  CHECK(format == CU_AD_FORMAT_UNSIGNED_INT8 && channels == 4);
  EXPECT(cuTexRefGetAddress_v2(&address, reference), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuTexRefDestroy(reference), CUDA_SUCCESS);
}

CASE(cuTexRefSetAddress_v2, CUDA_SUCCESS, "says how far beyond an aligned address the memory begins") {
  with_context();
  CUtexref reference;
  CUdeviceptr memory, address;
  size_t offset;
  REQUIRE(cuTexRefCreate(&reference));
  REQUIRE(cuMemAlloc_v2(&memory, 65536));
  REQUIRE(cuTexRefSetAddress_v2(&offset, reference, memory + 64, 4096));
  CHECK(offset == 64);
  REQUIRE(cuTexRefGetAddress_v2(&address, reference));
  CHECK(address == memory);
}
