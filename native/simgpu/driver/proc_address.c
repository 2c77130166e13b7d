#include "proc_address.h"

#include <stdbool.h>
#include <string.h>

#include "cuda_abi.h"
#include "version.h"

// The first row of a name, sg_proc_address_count when nothing has it.
static size_t first_of(const char *name) {
  size_t from = 0, to = sg_proc_address_count;
  while (from < to) {
    size_t middle = from + (to - from) / 2;
    if (strcmp(sg_proc_addresses[middle].name, name) < 0)
      from = middle + 1;
    else
      to = middle;
  }
  return from < sg_proc_address_count && strcmp(sg_proc_addresses[from].name, name) == 0 ? from : sg_proc_address_count;
}

static bool mode_of(cuuint64_t flags, unsigned int *mode) {
  switch (flags) {
    case CU_GET_PROC_ADDRESS_DEFAULT: *mode = SG_PROC_DEFAULT; return true;
    case CU_GET_PROC_ADDRESS_LEGACY_STREAM: *mode = SG_PROC_LEGACY; return true;
    case CU_GET_PROC_ADDRESS_PER_THREAD_DEFAULT_STREAM: *mode = SG_PROC_PER_THREAD; return true;
    default: return false;
  }
}

// The function of that name as a program knows it that was built for `version`: the newest one not newer than that.
static CUdriverProcAddressQueryResult find(const char *name, int version, unsigned int mode, void **function) {
  size_t at = first_of(name);
  if (at == sg_proc_address_count)
    return CU_GET_PROC_ADDRESS_SYMBOL_NOT_FOUND;
  for (; at < sg_proc_address_count && strcmp(sg_proc_addresses[at].name, name) == 0; at++)
    if (sg_proc_addresses[at].version <= version && sg_proc_addresses[at].modes & mode)
      *function = sg_proc_addresses[at].function;
  return *function ? CU_GET_PROC_ADDRESS_SUCCESS : CU_GET_PROC_ADDRESS_VERSION_NOT_SUFFICIENT;
}

// Neither form needs cuInit: the runtime finds cuInit itself in this way.
CUresult cuGetProcAddress_v2(const char *symbol, void **pfn, int cudaVersion, cuuint64_t flags,
                             CUdriverProcAddressQueryResult *symbolStatus) {
  unsigned int mode;
  if (!symbol || !pfn || !*symbol || cudaVersion > sg_cuda_version() || !mode_of(flags, &mode))
    return CUDA_ERROR_INVALID_VALUE;
  void *function = NULL;
  CUdriverProcAddressQueryResult status = find(symbol, cudaVersion, mode, &function);
  *pfn = function;
  if (symbolStatus)
    *symbolStatus = status;
  return CUDA_SUCCESS;
}

// The form of CUDA 11.3 has no status: a missing function is an error.
CUresult cuGetProcAddress(const char *symbol, void **pfn, int cudaVersion, cuuint64_t flags) {
  CUresult result = cuGetProcAddress_v2(symbol, pfn, cudaVersion, flags, NULL);
  return result == CUDA_SUCCESS && !*pfn ? CUDA_ERROR_NOT_FOUND : result;
}

// The tables behind it are NVIDIA's own affair; a driver refuses ids that it doesn't know, and this one knows none.
CUresult cuGetExportTable(const void **ppExportTable, const CUuuid *pExportTableId) {
  if (!ppExportTable || !pExportTableId)
    return CUDA_ERROR_INVALID_VALUE;
  *ppExportTable = NULL;
  return CUDA_ERROR_INVALID_VALUE;
}
