// Modules: what their code takes shows up in NVML (growth.c); what was learned of the cost of their functions goes with them.
#include "launch/launch.h"
#include "libvgpu/process/pass.h"

#define PASS_ON(symbol, ...) \
  __typeof__(&symbol) real = VGPU_REAL(symbol); \
  return real ? real(__VA_ARGS__) : (CUresult)vgpu_missing(VGPU_##symbol)

CUresult cuModuleLoad(CUmodule *module, const char *fname) { PASS_ON(cuModuleLoad, module, fname); }

CUresult cuModuleLoadData(CUmodule *module, const void *image) { PASS_ON(cuModuleLoadData, module, image); }

CUresult cuModuleLoadDataEx(CUmodule *module, const void *image, unsigned int numOptions, CUjit_option *options,
                            void **optionValues) {
  PASS_ON(cuModuleLoadDataEx, module, image, numOptions, options, optionValues);
}

CUresult cuModuleLoadFatBinary(CUmodule *module, const void *fatCubin) { PASS_ON(cuModuleLoadFatBinary, module, fatCubin); }

CUresult cuLibraryLoadData(CUlibrary *library, const void *code, CUjit_option *jitOptions, void **jitOptionsValues,
                           unsigned int numJitOptions, CUlibraryOption *libraryOptions, void **libraryOptionValues,
                           unsigned int numLibraryOptions) {
  PASS_ON(cuLibraryLoadData, library, code, jitOptions, jitOptionsValues, numJitOptions, libraryOptions, libraryOptionValues,
          numLibraryOptions);
}

CUresult cuLibraryLoadFromFile(CUlibrary *library, const char *fileName, CUjit_option *jitOptions, void **jitOptionsValues,
                               unsigned int numJitOptions, CUlibraryOption *libraryOptions, void **libraryOptionValues,
                               unsigned int numLibraryOptions) {
  PASS_ON(cuLibraryLoadFromFile, library, fileName, jitOptions, jitOptionsValues, numJitOptions, libraryOptions,
          libraryOptionValues, numLibraryOptions);
}

CUresult cuModuleUnload(CUmodule hmod) {
  VGPU_PASS(cuModuleUnload, false, hmod);
  CUresult result = real(hmod);
  if (result == CUDA_SUCCESS)
    vgpu_costs_of_functions_changed();
  vgpu_leave();
  return result;
}

CUresult cuLibraryUnload(CUlibrary library) {
  VGPU_PASS(cuLibraryUnload, false, library);
  CUresult result = real(library);
  if (result == CUDA_SUCCESS)
    vgpu_costs_of_functions_changed();
  vgpu_leave();
  return result;
}
