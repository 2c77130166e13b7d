#pragma once

#include "cuda_abi.h"

enum { ODD_EXPORTED = 1, ODD_INTERNAL, ODD_FUTURE };

#pragma GCC visibility push(default)
extern void *odd_found_as_it_loaded;
void *odd_lookup(const char *name);
CUresult odd_proc_address(const char *symbol, void **pfn, int cudaVersion);
// A program's, to look on while the driver is loaded.
__attribute__((weak)) void odd_loads(void *driver);
#pragma GCC visibility pop
