#include <dlfcn.h>

#include "conformance.h"
#include "entry_point.h"

static void *exported(const char *symbol) {
  return dlsym(conformance_libcuda(), symbol);
}

static void *found(const char *name, int version, cuuint64_t flags) {
  void *function = NULL;
  EXPECT(cuGetProcAddress_v2(name, &function, version, flags, NULL), CUDA_SUCCESS);
  return function;
}

CASE(cuGetProcAddress_v2, CUDA_SUCCESS, "the newest function not newer than the program") {
  CHECK(found("cuMemAlloc", 2000, 0) == exported("cuMemAlloc"));
  CHECK(found("cuMemAlloc", 3010, 0) == exported("cuMemAlloc"));
  CHECK(found("cuMemAlloc", 3020, 0) == exported("cuMemAlloc_v2"));
  CHECK(found("cuMemAlloc", 12000, 0) == exported("cuMemAlloc_v2"));
  CHECK(found("cuCtxCreate", 3020, 0) == exported("cuCtxCreate_v2"));
  CHECK(found("cuCtxCreate", 11040, 0) == exported("cuCtxCreate_v3"));
}

CASE(cuGetProcAddress_v2, CUDA_SUCCESS, "needs no cuInit, and finds it") {
  CHECK(found("cuInit", 11030, 0) == exported("cuInit"));
}

CASE(cuGetProcAddress_v2, CUDA_SUCCESS, "itself by version") {
  CHECK(found("cuGetProcAddress", 11030, 0) == exported("cuGetProcAddress"));
  CHECK(found("cuGetProcAddress", 11080, 0) == exported("cuGetProcAddress"));
  CHECK(found("cuGetProcAddress", 12000, 0) == exported("cuGetProcAddress_v2"));
}

CASE(cuGetProcAddress_v2, CUDA_SUCCESS, "the default stream by flag") {
  CHECK(found("cuStreamSynchronize", 12000, 0) == exported("cuStreamSynchronize"));
  CHECK(found("cuStreamSynchronize", 12000, 1) == exported("cuStreamSynchronize"));
  CHECK(found("cuStreamSynchronize", 12000, 2) == exported("cuStreamSynchronize_ptsz"));
  CHECK(found("cuMemcpyHtoD", 12000, 2) == exported("cuMemcpyHtoD_v2_ptds"));
  CHECK(found("cuMemAlloc", 12000, 2) == exported("cuMemAlloc_v2"));
}

CASE(cuGetProcAddress_v2, CUDA_SUCCESS, "each entry point by its name and first version") {
  for (size_t index = 0; index < conformance_entry_point_count; index++) {
    const struct conformance_entry_point *entry = &conformance_entry_points[index];
    if (entry->version > driver_version() || !exported(entry->symbol))
      continue;
    void *function = found(entry->name, entry->version, entry->plain ? 2 : 0);
    conformance_check(__FILE__, __LINE__, entry->symbol, function == exported(entry->symbol));
  }
}

CASE(cuGetProcAddress_v2, CUDA_SUCCESS, "status of what is found") {
  void *function = NULL;
  CUdriverProcAddressQueryResult status = CU_GET_PROC_ADDRESS_VERSION_NOT_SUFFICIENT;
  EXPECT(cuGetProcAddress_v2("cuMemAlloc", &function, 12000, 0, &status), CUDA_SUCCESS);
  CHECK(status == CU_GET_PROC_ADDRESS_SUCCESS);
}

CASE(cuGetProcAddress_v2, CUDA_SUCCESS, "no such function") {
  void *function = &function;
  CUdriverProcAddressQueryResult status = CU_GET_PROC_ADDRESS_SUCCESS;
  EXPECT(cuGetProcAddress_v2("cuNoSuchFunction", &function, 12000, 0, &status), CUDA_SUCCESS);
  CHECK(function == NULL);
  CHECK(status == CU_GET_PROC_ADDRESS_SYMBOL_NOT_FOUND);
}

CASE(cuGetProcAddress_v2, CUDA_SUCCESS, "a name with its version is no name") {
  void *function = &function;
  CUdriverProcAddressQueryResult status = CU_GET_PROC_ADDRESS_SUCCESS;
  EXPECT(cuGetProcAddress_v2("cuMemAlloc_v2", &function, 12000, 0, &status), CUDA_SUCCESS);
  CHECK(function == NULL);
  CHECK(status == CU_GET_PROC_ADDRESS_SYMBOL_NOT_FOUND);
}

CASE(cuGetProcAddress_v2, CUDA_SUCCESS, "a function newer than the program") {
  void *function = &function;
  CUdriverProcAddressQueryResult status = CU_GET_PROC_ADDRESS_SUCCESS;
  EXPECT(cuGetProcAddress_v2("cuMemAllocAsync", &function, 11010, 0, &status), CUDA_SUCCESS);
  CHECK(function == NULL);
  CHECK(status == CU_GET_PROC_ADDRESS_VERSION_NOT_SUFFICIENT);
}

CASE(cuGetProcAddress_v2, CUDA_ERROR_INVALID_VALUE, "a version newer than the driver's") {
  void *function = NULL;
  EXPECT(cuGetProcAddress_v2("cuMemAlloc", &function, driver_version() + 1, 0, NULL), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuGetProcAddress_v2("cuMemAlloc", &function, driver_version(), 0, NULL), CUDA_SUCCESS);
}

CASE(cuGetProcAddress_v2, CUDA_ERROR_INVALID_VALUE, "NULL and unknown flags") {
  void *function = NULL;
  EXPECT(cuGetProcAddress_v2(NULL, &function, 12000, 0, NULL), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuGetProcAddress_v2("cuMemAlloc", NULL, 12000, 0, NULL), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuGetProcAddress_v2("cuMemAlloc", &function, 12000, 8, NULL), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuGetProcAddress, CUDA_SUCCESS, "as of CUDA 11.3") {
  void *function = NULL;
  EXPECT(cuGetProcAddress("cuMemAlloc", &function, 11030, 0), CUDA_SUCCESS);
  CHECK(function == exported("cuMemAlloc_v2"));
  EXPECT(cuGetProcAddress("cuLaunchKernel", &function, 11030, 2), CUDA_SUCCESS);
  CHECK(function == exported("cuLaunchKernel_ptsz"));
}

CASE(cuGetProcAddress, CUDA_ERROR_NOT_FOUND, "no such function, or a newer one") {
  void *function = NULL;
  EXPECT(cuGetProcAddress("cuNoSuchFunction", &function, 11030, 0), CUDA_ERROR_NOT_FOUND);
  EXPECT(cuGetProcAddress("cuGraphAddNode", &function, 11030, 0), CUDA_ERROR_NOT_FOUND);
}

CASE(cuGetProcAddress, CUDA_ERROR_INVALID_VALUE, "a version newer than the driver's, and NULL") {
  void *function = NULL;
  EXPECT(cuGetProcAddress("cuMemAlloc", &function, driver_version() + 1, 0), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuGetProcAddress(NULL, &function, 11030, 0), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuGetExportTable, CUDA_ERROR_INVALID_VALUE, "an id that nobody knows") {
  const CUuuid nobody = {{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}};
  const void *table = NULL;
  EXPECT(cuGetExportTable(&table, &nobody), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuGetExportTable(NULL, &nobody), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuGetExportTable(&table, NULL), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuGetExportTable, CUDA_SUCCESS, "the runtime's own table, which only NVIDIA can fill") {
  const CUuuid runtime = {{0x6b, (char)0xd5, (char)0xfb, 0x6c, 0x5b, (char)0xf4, (char)0xe7, 0x4a, (char)0x89, (char)0x87,
                           (char)0xd9, 0x39, 0x12, (char)0xfd, (char)0x9d, (char)0xf9}};
  const void *table = NULL;
  EXPECT(cuGetExportTable(&table, &runtime), SIMULATED() ? CUDA_ERROR_INVALID_VALUE : CUDA_SUCCESS);
  CHECK(SIMULATED() || table);
}
