#include "kernels.h"

#include <unistd.h>

static CUlibrary with_library(void) {
  CUlibrary library;
  with_device();
  REQUIRE(cuLibraryLoadData(&library, kernels_ptx, NULL, NULL, 0, NULL, NULL, 0));
  return library;
}

static CUkernel kernel_of(CUlibrary library, const char *name) {
  CUkernel kernel;
  REQUIRE(cuLibraryGetKernel(&kernel, library, name));
  return kernel;
}

CASE(cuLibraryLoadData, CUDA_SUCCESS, "before there is a context") {
  EXPECT(cuLibraryUnload(with_library()), CUDA_SUCCESS);
}

CASE(cuLibraryUnload, CUDA_SUCCESS, "in use in a context") {
  CUfunction function;
  CUlibrary library = with_library();
  with_context();
  REQUIRE(cuKernelGetFunction(&function, kernel_of(library, "fill")));
  EXPECT(cuLibraryUnload(library), CUDA_SUCCESS);
}

CASE(cuLibraryLoadData, CUDA_ERROR_INVALID_IMAGE, "what is no code at all") {
  CUlibrary library;
  with_context();
  int result = cuLibraryLoadData(&library, "this is no code at all\n", NULL, NULL, 0, NULL, NULL, 0);
  CHECK(result == CUDA_ERROR_INVALID_IMAGE || result == CUDA_ERROR_INVALID_PTX);
}

CASE(cuLibraryLoadFromFile, CUDA_SUCCESS, "a file") {
  CUlibrary library;
  char path[] = "/tmp/conformance-XXXXXX";
  int file = mkstemp(path);
  ssize_t length = (ssize_t)strlen(kernels_ptx);
  if (file < 0 || write(file, kernels_ptx, (size_t)length) != length)
    SKIP("no file can be written");
  with_device();
  EXPECT(cuLibraryLoadFromFile(&library, path, NULL, NULL, 0, NULL, NULL, 0), CUDA_SUCCESS);
  unlink(path);
}

CASE(cuLibraryLoadFromFile, CUDA_ERROR_FILE_NOT_FOUND, "no such file") {
  CUlibrary library;
  with_device();
  EXPECT(cuLibraryLoadFromFile(&library, "/tmp/there-is-no-such-library.ptx", NULL, NULL, 0, NULL, NULL, 0),
         CUDA_ERROR_FILE_NOT_FOUND);
}

CASE(cuLibraryGetKernel, CUDA_SUCCESS, "launched as a function, in whatever context") {
  CUlibrary library = with_library();
  CUkernel kernel = kernel_of(library, "fill");
  CUdeviceptr memory;
  uint32_t value = 5, count = 64, words[64];
  void *arguments[] = {&memory, &value, &count};
  for (int i = 0; i < 2; i++) {
    CUcontext context;
    REQUIRE(cuCtxCreate_v2(&context, 0, 0));
    REQUIRE(cuMemAlloc_v2(&memory, sizeof words));
    EXPECT(cuLaunchKernel((CUfunction)kernel, 1, 1, 1, 64, 1, 1, 0, NULL, arguments, NULL), CUDA_SUCCESS);
    REQUIRE(cuMemcpyDtoH_v2(words, memory, sizeof words));
    CHECK(words[0] == 5 && words[63] == 5);
    EXPECT(cuCtxDestroy_v2(context), CUDA_SUCCESS);
  }
}

CASE(cuLibraryGetKernel, CUDA_ERROR_NOT_FOUND, "no such name") {
  CUkernel kernel;
  EXPECT(cuLibraryGetKernel(&kernel, with_library(), "there_is_no_such_kernel"), CUDA_ERROR_NOT_FOUND);
}

CASE(cuLibraryGetKernelCount, CUDA_SUCCESS, "all of them") {
  unsigned int count = 0;
  CUkernel kernels[16] = {NULL};
  CUlibrary library = with_library();
  EXPECT(cuLibraryGetKernelCount(&count, library), CUDA_SUCCESS);
  CHECK(count == 7);
  EXPECT(cuLibraryEnumerateKernels(kernels, 16, library), CUDA_SUCCESS);
  CHECK(kernels[6] != NULL && kernels[7] == NULL);
}

CASE(cuLibraryEnumerateKernels, CUDA_SUCCESS, "as many as there is room for") {
  CUkernel kernels[2] = {NULL};
  EXPECT(cuLibraryEnumerateKernels(kernels, 1, with_library()), CUDA_SUCCESS);
  CHECK(kernels[0] != NULL && kernels[1] == NULL);
}

CASE(cuLibraryGetModule, CUDA_SUCCESS, "in the current context") {
  CUmodule module;
  CUfunction function;
  CUlibrary library = with_library();
  with_context();
  EXPECT(cuLibraryGetModule(&module, library), CUDA_SUCCESS);
  EXPECT(cuModuleGetFunction(&function, module, "copy"), CUDA_SUCCESS);
}

CASE(cuLibraryGetModule, CUDA_ERROR_INVALID_CONTEXT, "without one") {
  CUmodule module;
  EXPECT(cuLibraryGetModule(&module, with_library()), CUDA_ERROR_INVALID_CONTEXT);
}

CASE(cuLibraryGetGlobal, CUDA_SUCCESS, "a variable of the current context") {
  CUdeviceptr address = 0;
  size_t size = 0;
  CUlibrary library = with_library();
  with_context();
  EXPECT(cuLibraryGetGlobal(&address, &size, library, "numbers"), CUDA_SUCCESS);
  CHECK(size == 64);
  EXPECT(cuMemsetD32_v2(address, 1, 16), CUDA_SUCCESS);
}

CASE(cuLibraryGetGlobal, CUDA_ERROR_NOT_FOUND, "no such name") {
  CUdeviceptr address;
  size_t size;
  CUlibrary library = with_library();
  with_context();
  EXPECT(cuLibraryGetGlobal(&address, &size, library, "there_is_no_such_variable"), CUDA_ERROR_NOT_FOUND);
}

CASE(cuLibraryGetManaged, CUDA_ERROR_NOT_FOUND, "a variable that isn't managed") {
  CUdeviceptr address;
  size_t size;
  CUlibrary library = with_library();
  with_context();
  EXPECT(cuLibraryGetManaged(&address, &size, library, "numbers"), CUDA_ERROR_NOT_FOUND);
}

CASE(cuLibraryGetManaged, CUDA_SUCCESS, "a variable that the host reads too") {
  CUlibrary library;
  CUdeviceptr address = 0;
  size_t size = 0;
  with_context();
  REQUIRE(cuLibraryLoadData(&library, ".version 6.0\n.target sm_50\n.address_size 64\n"
                                      ".visible .global .attribute(.managed) .align 4 .u32 both[4];\n",
                            NULL, NULL, 0, NULL, NULL, 0));
  REQUIRE(cuLibraryGetManaged(&address, &size, library, "both"));
  CHECK(size == 16);
  EXPECT(cuMemsetD32_v2(address, 77, 4), CUDA_SUCCESS);
  EXPECT(cuCtxSynchronize(), CUDA_SUCCESS);
  CHECK(((volatile uint32_t *)(uintptr_t)address)[3] == 77);
}

CASE(cuLibraryGetUnifiedFunction, CUDA_ERROR_NOT_FOUND, "no such name") {
  void *function;
  CUlibrary library = with_library();
  with_context();
  EXPECT(cuLibraryGetUnifiedFunction(&function, library, "there_is_no_such_function"), CUDA_ERROR_NOT_FOUND);
}

CASE(cuKernelGetFunction, CUDA_SUCCESS, "the context's function") {
  CUfunction function = NULL, same = NULL;
  CUkernel kernel = kernel_of(with_library(), "fill");
  with_context();
  EXPECT(cuKernelGetFunction(&function, kernel), CUDA_SUCCESS);
  EXPECT(cuKernelGetFunction(&same, kernel), CUDA_SUCCESS);
  CHECK(function != NULL && function == same);
}

CASE(cuKernelGetLibrary, CUDA_SUCCESS, "where it came from") {
  CUlibrary library = with_library(), found = NULL;
  EXPECT(cuKernelGetLibrary(&found, kernel_of(library, "fill")), CUDA_SUCCESS);
  CHECK(found == library);
}

CASE(cuKernelGetName, CUDA_SUCCESS, "as asked for") {
  const char *name = NULL;
  EXPECT(cuKernelGetName(&name, kernel_of(with_library(), "fill")), CUDA_SUCCESS);
  CHECK(name && strcmp(name, "fill") == 0);
}

CASE(cuKernelGetParamInfo, CUDA_SUCCESS, "where each parameter lies") {
  size_t offset = 99, size = 99;
  CUkernel kernel = kernel_of(with_library(), "vecadd");
  EXPECT(cuKernelGetParamInfo(kernel, 3, &offset, &size), CUDA_SUCCESS);
  CHECK(offset == 24 && size == 4);
  EXPECT(cuKernelGetParamInfo(kernel, 4, &offset, &size), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuKernelGetAttribute, CUDA_SUCCESS, "on a device") {
  int threads = 0;
  EXPECT(cuKernelGetAttribute(&threads, CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK, kernel_of(with_library(), "small"), 0),
         CUDA_SUCCESS);
  CHECK(threads == 64);
}

CASE(cuKernelSetAttribute, CUDA_SUCCESS, "for every context of a device") {
  int value = 0;
  CUkernel kernel = kernel_of(with_library(), "spin_us200");
  EXPECT(cuKernelSetAttribute(CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, 60 << 10, kernel, 0), CUDA_SUCCESS);
  EXPECT(cuKernelGetAttribute(&value, CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, kernel, 0), CUDA_SUCCESS);
  CHECK(value == 60 << 10);
  with_context();
  EXPECT(cuLaunchKernel((CUfunction)kernel, 1, 1, 1, 1, 1, 1, 60 << 10, NULL, NULL, NULL), CUDA_SUCCESS);
}

CASE(cuKernelSetCacheConfig, CUDA_SUCCESS, "a preference") {
  EXPECT(cuKernelSetCacheConfig(kernel_of(with_library(), "fill"), CU_FUNC_CACHE_PREFER_L1, 0), CUDA_SUCCESS);
}
