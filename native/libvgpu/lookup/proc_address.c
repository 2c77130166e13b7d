// The driver answers, with the caller's own arguments; only the address it gives is exchanged. Versions, flags and states are
// thus the driver's.
#include <stddef.h>

#include "driver.h"
#include "hook.h"

static void translate(CUresult result, void **function, const void *caller) {
  if (result == CUDA_SUCCESS && function && *function && !vgpu_driver_busy() && !vgpu_driver_calls(caller))
    *function = vgpu_driver_translate_proc(*function);
}

CUresult cuGetProcAddress(const char *symbol, void **pfn, int cudaVersion, cuuint64_t flags) {
  __typeof__(&cuGetProcAddress) real = VGPU_REAL(cuGetProcAddress);
  CUresult result = real ? real(symbol, pfn, cudaVersion, flags) : (CUresult)vgpu_missing(VGPU_cuGetProcAddress);
  translate(result, pfn, __builtin_return_address(0));
  return result;
}

CUresult cuGetProcAddress_v2(const char *symbol, void **pfn, int cudaVersion, cuuint64_t flags,
                             CUdriverProcAddressQueryResult *symbolStatus) {
  __typeof__(&cuGetProcAddress_v2) real = VGPU_REAL(cuGetProcAddress_v2);
  CUresult result =
    real ? real(symbol, pfn, cudaVersion, flags, symbolStatus) : (CUresult)vgpu_missing(VGPU_cuGetProcAddress_v2);
  translate(result, pfn, __builtin_return_address(0));
  return result;
}
