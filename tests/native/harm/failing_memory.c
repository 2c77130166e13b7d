// Preloaded before libvgpu.so: the n-th memory that it asks libc for is not to be had. Others' requests pass.
#include <link.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "failing.h"

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *pointer, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static uintptr_t begin, end;

static int find(struct dl_phdr_info *info, size_t size, void *unused) {
  (void)size, (void)unused;
  if (strstr(info->dlpi_name, "libvgpu.so") == NULL)
    return 0;
  for (int i = 0; i < info->dlpi_phnum; i++)
    if (info->dlpi_phdr[i].p_type == PT_LOAD && info->dlpi_phdr[i].p_flags & PF_X) {
      begin = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
      end = begin + info->dlpi_phdr[i].p_memsz;
    }
  return 1;
}

__attribute__((constructor)) static void look(void) { dl_iterate_phdr(find, NULL); }

static bool fails(const char *name, const void *caller) {
  if ((uintptr_t)caller < begin || (uintptr_t)caller >= end)
    return false;
  return harm_strikes(HARM_MEMORY, name);
}

#define SHOWN __attribute__((visibility("default")))

SHOWN void *malloc(size_t size) { return fails("malloc", __builtin_return_address(0)) ? NULL : __libc_malloc(size); }
SHOWN void *calloc(size_t count, size_t size) {
  return fails("calloc", __builtin_return_address(0)) ? NULL : __libc_calloc(count, size);
}
SHOWN void *realloc(void *pointer, size_t size) {
  return fails("realloc", __builtin_return_address(0)) ? NULL : __libc_realloc(pointer, size);
}
SHOWN void *aligned_alloc(size_t alignment, size_t size) {
  return fails("aligned_alloc", __builtin_return_address(0)) ? NULL : __libc_memalign(alignment, size);
}
