#pragma once

#include "cuda_abi.h"

enum { ODD_EXPORTED = 1, ODD_INTERNAL, ODD_FUTURE };

#pragma GCC visibility push(default)
extern void *odd_found_as_it_loaded;
void *odd_lookup(const char *name);
CUresult odd_proc_address(const char *symbol, void **pfn, int cudaVersion);
#pragma GCC visibility pop
