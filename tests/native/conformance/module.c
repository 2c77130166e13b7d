#include "kernels.h"

#include <unistd.h>

static const char *ptx_file(void) {
  static char path[] = "/tmp/conformance-XXXXXX";
  int file = mkstemp(path);
  ssize_t length = (ssize_t)strlen(kernels_ptx);
  if (file < 0 || write(file, kernels_ptx, (size_t)length) != length)
    SKIP("no file can be written");
  close(file);
  return path;
}

CASE(cuModuleLoadData, CUDA_SUCCESS, "PTX") {
  CUmodule module;
  with_context();
  REQUIRE(cuModuleLoadData(&module, kernels_ptx));
  EXPECT(cuModuleUnload(module), CUDA_SUCCESS);
}

CASE(cuModuleLoadData, CUDA_ERROR_INVALID_IMAGE, "what is no code at all") {
  CUmodule module;
  with_context();
  int result = cuModuleLoadData(&module, "this is no code at all\n");
  CHECK(result == CUDA_ERROR_INVALID_IMAGE || result == CUDA_ERROR_INVALID_PTX);
  static const char empty[64] = "\177ELF\2\1\1";
  EXPECT(cuModuleLoadData(&module, empty), CUDA_ERROR_INVALID_IMAGE);
}

CASE(cuModuleLoadData, CUDA_ERROR_INVALID_PTX, "PTX with a mistake in it") {
  CUmodule module;
  with_context();
  EXPECT(cuModuleLoadData(&module, ".version 6.0\n.target sm_50\n.address_size 64\nnonsense;\n"), CUDA_ERROR_INVALID_PTX);
  EXPECT(cuModuleLoadData(&module, ".version 6.0\n.target sm_50\n.address_size 64\n.visible .entry k( {\n ret;\n}\n"),
         CUDA_ERROR_INVALID_PTX);
  EXPECT(cuModuleLoadData(&module, ".version 6.0\n.target sm_50\n.address_size 64\n.visible .entry k() {\n ret;\n"),
         CUDA_ERROR_INVALID_PTX);
}

CASE(cuModuleLoadData, CUDA_ERROR_UNSUPPORTED_PTX_VERSION, "PTX of the future") {
  CUmodule module;
  with_context();
  EXPECT(cuModuleLoadData(&module, ".version 19.9\n.target sm_50\n.address_size 64\n.visible .entry k() {\n ret;\n}\n"),
         CUDA_ERROR_UNSUPPORTED_PTX_VERSION);
}

CASE(cuModuleLoadData, CUDA_ERROR_OUT_OF_MEMORY, "a variable larger than the device") {
  CUmodule module;
  with_context();
  int result = cuModuleLoadData(&module, ".version 6.0\n.target sm_50\n.address_size 64\n"
                                         ".visible .global .align 4 .b8 huge[4398046511104];\n");
  CHECK(result == CUDA_ERROR_OUT_OF_MEMORY || result == CUDA_ERROR_INVALID_PTX);
}

CASE(cuModuleLoadDataEx, CUDA_SUCCESS, "logs of a success are empty") {
  CUmodule module;
  char log[256] = "?";
  CUjit_option options[] = {CU_JIT_ERROR_LOG_BUFFER, CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES, CU_JIT_TARGET_FROM_CUCONTEXT};
  void *values[] = {log, (void *)sizeof log, NULL};
  with_context();
  EXPECT(cuModuleLoadDataEx(&module, kernels_ptx, 3, options, values), CUDA_SUCCESS);
  CHECK(log[0] == '\0');
}

CASE(cuModuleLoadDataEx, CUDA_ERROR_INVALID_PTX, "the log says what is wrong") {
  CUmodule module;
  char log[1024] = "";
  CUjit_option options[] = {CU_JIT_ERROR_LOG_BUFFER, CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES};
  void *values[] = {log, (void *)sizeof log};
  with_context();
  EXPECT(cuModuleLoadDataEx(&module, ".version 6.0\n.target sm_50\n.address_size 64\nnonsense;\n", 2, options, values),
         CUDA_ERROR_INVALID_PTX);
  CHECK(strlen(log) > 0);
  CHECK((size_t)values[1] > 0 && (size_t)values[1] <= sizeof log);
}

CASE(cuModuleLoadDataEx, CUDA_ERROR_INVALID_VALUE, "options without values") {
  CUmodule module;
  with_context();
  EXPECT(cuModuleLoadDataEx(&module, kernels_ptx, 2, NULL, NULL), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuModuleLoad, CUDA_SUCCESS, "a file") {
  CUmodule module;
  CUfunction function;
  with_context();
  const char *path = ptx_file();
  EXPECT(cuModuleLoad(&module, path), CUDA_SUCCESS);
  unlink(path);
  EXPECT(cuModuleGetFunction(&function, module, "fill"), CUDA_SUCCESS);
}

CASE(cuModuleLoad, CUDA_ERROR_FILE_NOT_FOUND, "no such file") {
  CUmodule module;
  with_context();
  EXPECT(cuModuleLoad(&module, "/tmp/there-is-no-such-module.ptx"), CUDA_ERROR_FILE_NOT_FOUND);
}

// A fat binary with PTX in it, as compilers write it.
struct fat_binary {
  struct { uint32_t magic; uint16_t version, header_bytes; uint64_t bytes; } header;
  struct {
    uint16_t kind, unknown;
    uint32_t header_bytes;
    uint64_t bytes;
    uint32_t compressed_bytes, options;
    uint16_t minor, major;
    uint32_t target, name_offset, name_bytes;
    uint64_t flags, zero, plain_bytes;
  } part;
  char ptx[8192];
};

static const struct fat_binary *fat_binary(uint32_t target) {
  static struct fat_binary fat;
  fat.header.magic = 0xba55ed50;
  fat.header.version = 1;
  fat.header.header_bytes = sizeof fat.header;
  fat.header.bytes = sizeof fat.part + sizeof fat.ptx;
  fat.part.kind = 1;
  fat.part.unknown = 0x101;
  fat.part.header_bytes = sizeof fat.part;
  fat.part.bytes = sizeof fat.ptx;
  fat.part.minor = 0;
  fat.part.major = 6;
  fat.part.target = target;
  fat.part.flags = 0x11;
  snprintf(fat.ptx, sizeof fat.ptx, "%s", kernels_ptx);
  return &fat;
}

struct fat_wrapper {
  uint32_t magic, version;
  const struct fat_binary *data;
  void *unused;
};

CASE(cuModuleLoadFatBinary, CUDA_SUCCESS, "PTX in a fat binary, wrapped as programs have it") {
  CUmodule module;
  CUfunction function;
  struct fat_wrapper wrapper = {0x466243b1, 1, fat_binary(50), NULL};
  with_context();
  EXPECT(cuModuleLoadFatBinary(&module, &wrapper), CUDA_SUCCESS);
  EXPECT(cuModuleGetFunction(&function, module, "vecadd"), CUDA_SUCCESS);
}

CASE(cuModuleLoadFatBinary, CUDA_ERROR_NO_BINARY_FOR_GPU, "nothing for this device in it") {
  CUmodule module;
  struct fat_wrapper wrapper = {0x466243b1, 1, fat_binary(999), NULL};
  with_context();
  EXPECT(cuModuleLoadFatBinary(&module, &wrapper), CUDA_ERROR_NO_BINARY_FOR_GPU);
}

CASE(cuModuleUnload, CUDA_SUCCESS, "its functions are nobody's then") {
  CUmodule module = with_kernels();
  CUfunction function = kernel_named(module, "spin_us200");
  EXPECT(cuModuleUnload(module), CUDA_SUCCESS);
  if (SIMULATED())  // a real driver may follow what is no more
    EXPECT(cuLaunchKernel(function, 1, 1, 1, 1, 1, 1, 0, NULL, NULL, NULL), CUDA_ERROR_INVALID_HANDLE);
}

CASE(cuModuleGetFunction, CUDA_SUCCESS, "the same each time") {
  CUmodule module = with_kernels();
  CHECK(kernel_named(module, "fill") == kernel_named(module, "fill"));
  CHECK(kernel_named(module, "fill") != kernel_named(module, "copy"));
}

CASE(cuModuleGetFunction, CUDA_ERROR_NOT_FOUND, "no such name") {
  CUfunction function;
  EXPECT(cuModuleGetFunction(&function, with_kernels(), "there_is_no_such_kernel"), CUDA_ERROR_NOT_FOUND);
}

CASE(cuModuleGetFunctionCount, CUDA_SUCCESS, "all of them") {
  unsigned int count = 0;
  CUfunction functions[16] = {NULL};
  CUmodule module = with_kernels();
  EXPECT(cuModuleGetFunctionCount(&count, module), CUDA_SUCCESS);
  CHECK(count == 7);
  EXPECT(cuModuleEnumerateFunctions(functions, 16, module), CUDA_SUCCESS);
  CHECK(functions[6] != NULL && functions[7] == NULL);
}

CASE(cuModuleEnumerateFunctions, CUDA_SUCCESS, "as many as there is room for") {
  CUfunction functions[2] = {NULL};
  EXPECT(cuModuleEnumerateFunctions(functions, 1, with_kernels()), CUDA_SUCCESS);
  CHECK(functions[0] != NULL && functions[1] == NULL);
}

CASE(cuModuleGetGlobal_v2, CUDA_SUCCESS, "a variable that is memory") {
  CUdeviceptr address = 0;
  size_t size = 0;
  uint32_t written[16], read[16];
  CUmodule module = with_kernels();
  REQUIRE(cuModuleGetGlobal_v2(&address, &size, module, "numbers"));
  CHECK(size == sizeof written);
  EXPECT(cuMemcpyDtoH_v2(read, address, sizeof read), CUDA_SUCCESS);
  memset(written, 0, sizeof written);
  CHECK_BYTES(read, written, sizeof read);
  for (uint32_t i = 0; i < 16; i++)
    written[i] = i;
  EXPECT(cuMemcpyHtoD_v2(address, written, sizeof written), CUDA_SUCCESS);
  EXPECT(cuMemcpyDtoH_v2(read, address, sizeof read), CUDA_SUCCESS);
  CHECK_BYTES(read, written, sizeof read);
  EXPECT(cuModuleGetGlobal_v2(NULL, &size, module, "numbers"), CUDA_SUCCESS);
  EXPECT(cuModuleGetGlobal_v2(&address, NULL, module, "numbers"), CUDA_SUCCESS);
  EXPECT(cuMemFree_v2(address), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuModuleGetGlobal_v2, CUDA_ERROR_NOT_FOUND, "no such name") {
  CUdeviceptr address;
  size_t size;
  EXPECT(cuModuleGetGlobal_v2(&address, &size, with_kernels(), "there_is_no_such_variable"), CUDA_ERROR_NOT_FOUND);
}

CASE(cuModuleGetGlobal, CUDA_SUCCESS, "an address of 32 bits, if it is one") {
  CUdeviceptr_v1 address = 0;
  unsigned int size = 0;
  CUmodule module = with_kernels();
  int result = cuModuleGetGlobal(&address, &size, module, "numbers");
  CHECK(result != CUDA_SUCCESS || size == 64);
}

CASE(cuModuleGetTexRef, CUDA_ERROR_NOT_FOUND, "no such name") {
  CUtexref texture;
  EXPECT(cuModuleGetTexRef(&texture, with_kernels(), "there_is_no_such_texture"), CUDA_ERROR_NOT_FOUND);
}

CASE(cuModuleGetTexRef, CUDA_SUCCESS, "a texture in the module") {
  CUmodule module;
  CUtexref texture = NULL, same = NULL;
  with_context();
  REQUIRE(cuModuleLoadData(&module, ".version 6.0\n.target sm_50, texmode_unified\n.address_size 64\n"
                                    ".global .texref picture;\n.visible .entry k() {\n ret;\n}\n"));
  EXPECT(cuModuleGetTexRef(&texture, module, "picture"), CUDA_SUCCESS);
  EXPECT(cuModuleGetTexRef(&same, module, "picture"), CUDA_SUCCESS);
  CHECK(texture != NULL && texture == same);
}

CASE(cuModuleGetSurfRef, CUDA_SUCCESS, "a surface in the module, where references still are") {
  CUmodule module;
  CUsurfref surface = NULL;
  with_context();
  REQUIRE(cuModuleLoadData(&module, ".version 6.0\n.target sm_50\n.address_size 64\n"
                                    ".global .surfref picture;\n.visible .entry k() {\n ret;\n}\n"));
  EXPECT(cuModuleGetSurfRef(&surface, module, "picture"), CUDA_SUCCESS);
  CHECK(surface != NULL);
}

CASE(cuModuleGetSurfRef, CUDA_ERROR_NOT_FOUND, "no such name") {
  CUsurfref surface;
  EXPECT(cuModuleGetSurfRef(&surface, with_kernels(), "there_is_no_such_surface"), CUDA_ERROR_NOT_FOUND);
}

CASE(cuModuleGetLoadingMode, CUDA_SUCCESS, "lazy or eager") {
  CUmoduleLoadingMode mode = 0;
  with_context();
  EXPECT(cuModuleGetLoadingMode(&mode), CUDA_SUCCESS);
  CHECK(mode == CU_MODULE_EAGER_LOADING || mode == CU_MODULE_LAZY_LOADING);
}

CASE(cuFuncGetAttribute, CUDA_SUCCESS, "what a function needs") {
  int threads = 0, shared = -1, registers = 0, binary = 0, dynamic = 0;
  CUmodule module = with_kernels();
  CUfunction small = kernel_named(module, "small"), shares = kernel_named(module, "shares");
  EXPECT(cuFuncGetAttribute(&threads, CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK, small), CUDA_SUCCESS);
  CHECK(threads == 64);
  EXPECT(cuFuncGetAttribute(&shared, CU_FUNC_ATTRIBUTE_SHARED_SIZE_BYTES, shares), CUDA_SUCCESS);
  CHECK(shared == 1024);
  EXPECT(cuFuncGetAttribute(&dynamic, CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, shares), CUDA_SUCCESS);
  CHECK(dynamic == (48 << 10) - 1024);
  EXPECT(cuFuncGetAttribute(&registers, CU_FUNC_ATTRIBUTE_NUM_REGS, small), CUDA_SUCCESS);
  CHECK(registers > 0);
  EXPECT(cuFuncGetAttribute(&binary, CU_FUNC_ATTRIBUTE_BINARY_VERSION, small), CUDA_SUCCESS);
  CHECK(binary >= 50);
}

CASE(cuFuncGetAttribute, CUDA_ERROR_INVALID_VALUE, "no attribute there is") {
  int value;
  EXPECT(cuFuncGetAttribute(&value, (CUfunction_attribute)99, kernel_named(with_kernels(), "small")), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuFuncSetAttribute, CUDA_SUCCESS, "more shared memory, within what the device has") {
  int most = 0, value = 0;
  CUfunction function = kernel_named(with_kernels(), "fill");
  REQUIRE(cuDeviceGetAttribute(&most, CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN, 0));
  EXPECT(cuFuncSetAttribute(function, CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, most), CUDA_SUCCESS);
  EXPECT(cuFuncGetAttribute(&value, CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, function), CUDA_SUCCESS);
  CHECK(value == most);
  EXPECT(cuFuncSetAttribute(function, CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, most + 4), CUDA_ERROR_INVALID_VALUE);
  EXPECT(cuFuncSetAttribute(function, CU_FUNC_ATTRIBUTE_PREFERRED_SHARED_MEMORY_CARVEOUT, 50), CUDA_SUCCESS);
}

CASE(cuFuncSetAttribute, CUDA_ERROR_INVALID_VALUE, "what can only be read") {
  EXPECT(cuFuncSetAttribute(kernel_named(with_kernels(), "fill"), CU_FUNC_ATTRIBUTE_NUM_REGS, 8), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuFuncSetCacheConfig, CUDA_SUCCESS, "a preference") {
  CUfunction function = kernel_named(with_kernels(), "fill");
  EXPECT(cuFuncSetCacheConfig(function, CU_FUNC_CACHE_PREFER_SHARED), CUDA_SUCCESS);
  EXPECT(cuFuncSetCacheConfig(function, (CUfunc_cache)9), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuFuncSetSharedMemConfig, CUDA_SUCCESS, "a wish") {
  EXPECT(cuFuncSetSharedMemConfig(kernel_named(with_kernels(), "fill"), CU_SHARED_MEM_CONFIG_FOUR_BYTE_BANK_SIZE), CUDA_SUCCESS);
}

CASE(cuFuncGetModule, CUDA_SUCCESS, "where it came from") {
  CUmodule module = with_kernels(), found = NULL;
  EXPECT(cuFuncGetModule(&found, kernel_named(module, "fill")), CUDA_SUCCESS);
  CHECK(found == module);
}

CASE(cuFuncGetName, CUDA_SUCCESS, "as asked for") {
  const char *name = NULL;
  EXPECT(cuFuncGetName(&name, kernel_named(with_kernels(), "fill")), CUDA_SUCCESS);
  CHECK(name && strcmp(name, "fill") == 0);
}

CASE(cuFuncGetParamInfo, CUDA_SUCCESS, "where each parameter lies") {
  size_t offset = 99, size = 99;
  CUfunction function = kernel_named(with_kernels(), "fill");
  EXPECT(cuFuncGetParamInfo(function, 0, &offset, &size), CUDA_SUCCESS);
  CHECK(offset == 0 && size == 8);
  EXPECT(cuFuncGetParamInfo(function, 1, &offset, &size), CUDA_SUCCESS);
  CHECK(offset == 8 && size == 4);
  EXPECT(cuFuncGetParamInfo(function, 2, &offset, &size), CUDA_SUCCESS);
  CHECK(offset == 12 && size == 4);
  EXPECT(cuFuncGetParamInfo(function, 3, &offset, &size), CUDA_ERROR_INVALID_VALUE);
}

CASE(cuFuncLoad, CUDA_SUCCESS, "now, where loading is lazy") {
  CUfunctionLoadingState state = CU_FUNCTION_LOADING_STATE_MAX;
  CUfunction function = kernel_named(with_kernels(), "fill");
  EXPECT(cuFuncLoad(function), CUDA_SUCCESS);
  EXPECT(cuFuncIsLoaded(&state, function), CUDA_SUCCESS);
  CHECK(state == CU_FUNCTION_LOADING_STATE_LOADED);
}

CASE(cuFuncIsLoaded, CUDA_SUCCESS, "after a launch") {
  CUfunctionLoadingState state = CU_FUNCTION_LOADING_STATE_MAX;
  CUfunction function = kernel_named(with_kernels(), "spin_us200");
  REQUIRE(cuLaunchKernel(function, 1, 1, 1, 1, 1, 1, 0, NULL, NULL, NULL));
  EXPECT(cuFuncIsLoaded(&state, function), CUDA_SUCCESS);
  CHECK(state == CU_FUNCTION_LOADING_STATE_LOADED);
}

typedef CUresult add_data(CUlinkState, CUjitInputType, void *, size_t, const char *, unsigned int, CUjit_option *, void **);
typedef CUresult add_file(CUlinkState, CUjitInputType, const char *, unsigned int, CUjit_option *, void **);
typedef CUresult create_link(unsigned int, CUjit_option *, void **, CUlinkState *);

static void link_kernels(create_link *create, add_data *data, add_file *file) {
  CUlinkState state;
  CUmodule module;
  CUfunction function;
  void *image = NULL;
  size_t size = 0;
  with_context();
  REQUIRE(create(0, NULL, NULL, &state));
  if (file != NULL) {
    const char *path = ptx_file();
    REQUIRE(file(state, CU_JIT_INPUT_PTX, path, 0, NULL, NULL));
    unlink(path);
  } else {
    REQUIRE(data(state, CU_JIT_INPUT_PTX, (void *)kernels_ptx, strlen(kernels_ptx) + 1, "kernels.ptx", 0, NULL, NULL));
  }
  REQUIRE(cuLinkComplete(state, &image, &size));
  CHECK(size > 0);
  REQUIRE(cuModuleLoadData(&module, image));
  EXPECT(cuLinkDestroy(state), CUDA_SUCCESS);
  EXPECT(cuModuleGetFunction(&function, module, "fill"), CUDA_SUCCESS);
  CUdeviceptr memory;
  uint32_t value = 3, count = 64, words[64];
  void *arguments[] = {&memory, &value, &count};
  REQUIRE(cuMemAlloc_v2(&memory, sizeof words));
  EXPECT(cuLaunchKernel(function, 1, 1, 1, 64, 1, 1, 0, NULL, arguments, NULL), CUDA_SUCCESS);
  REQUIRE(cuMemcpyDtoH_v2(words, memory, sizeof words));
  CHECK(words[0] == 3 && words[63] == 3);
}

CASE(cuLinkCreate, CUDA_SUCCESS, "PTX becomes a module") { link_kernels(cuLinkCreate, cuLinkAddData_v2, NULL); }
CASE(cuLinkCreate_v2, CUDA_SUCCESS, "PTX becomes a module") { link_kernels(cuLinkCreate_v2, cuLinkAddData_v2, NULL); }
CASE(cuLinkAddData, CUDA_SUCCESS, "PTX becomes a module") { link_kernels(cuLinkCreate_v2, cuLinkAddData, NULL); }
CASE(cuLinkAddData_v2, CUDA_SUCCESS, "PTX becomes a module") { link_kernels(cuLinkCreate_v2, cuLinkAddData_v2, NULL); }
CASE(cuLinkAddFile, CUDA_SUCCESS, "a file") { link_kernels(cuLinkCreate_v2, NULL, cuLinkAddFile); }
CASE(cuLinkAddFile_v2, CUDA_SUCCESS, "a file") { link_kernels(cuLinkCreate_v2, NULL, cuLinkAddFile_v2); }
CASE(cuLinkComplete, CUDA_SUCCESS, "an image to load") { link_kernels(cuLinkCreate_v2, cuLinkAddData_v2, NULL); }

CASE(cuLinkDestroy, CUDA_SUCCESS, "with nothing linked") {
  CUlinkState state;
  with_context();
  REQUIRE(cuLinkCreate_v2(0, NULL, NULL, &state));
  EXPECT(cuLinkDestroy(state), CUDA_SUCCESS);
}

CASE(cuLinkAddFile_v2, CUDA_ERROR_FILE_NOT_FOUND, "no such file") {
  CUlinkState state;
  with_context();
  REQUIRE(cuLinkCreate_v2(0, NULL, NULL, &state));
  EXPECT(cuLinkAddFile_v2(state, CU_JIT_INPUT_PTX, "/tmp/there-is-no-such-module.ptx", 0, NULL, NULL), CUDA_ERROR_FILE_NOT_FOUND);
}

CASE(cuLinkAddData_v2, CUDA_ERROR_INVALID_PTX, "with a mistake in it") {
  CUlinkState state;
  static char mistake[] = ".version 6.0\n.target sm_50\n.address_size 64\nnonsense;\n";
  with_context();
  REQUIRE(cuLinkCreate_v2(0, NULL, NULL, &state));
  EXPECT(cuLinkAddData_v2(state, CU_JIT_INPUT_PTX, mistake, sizeof mistake, NULL, 0, NULL, NULL), CUDA_ERROR_INVALID_PTX);
}

CASE(cuModuleLoadData, CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED, "while this thread captures in the global mode") {
  CUmodule module;
  with_context();
  CUstream stream = with_stream();
  REQUIRE(cuStreamBeginCapture_v2(stream, CU_STREAM_CAPTURE_MODE_GLOBAL));
  EXPECT(cuModuleLoadData(&module, kernels_ptx), CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED);
}
