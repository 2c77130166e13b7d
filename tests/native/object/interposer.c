// Another library that stands in the way, as profilers do: it counts calls and passes them on to whoever is next.
#include <dlfcn.h>
#include <stddef.h>

#include "cuda_abi.h"
#include "interposer.h"

static int calls;

int interposer_calls(void) { return calls; }

CUresult cuMemAlloc_v2(CUdeviceptr *pointer, size_t bytes) {
  __typeof__(&cuMemAlloc_v2) next = (__typeof__(next))dlsym(RTLD_NEXT, "cuMemAlloc_v2");
  calls++;
  return next != NULL ? next(pointer, bytes) : CUDA_ERROR_NOT_FOUND;
}
