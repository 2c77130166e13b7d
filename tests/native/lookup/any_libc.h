// Included before the files of a test that is to be loaded under an old libc.
#include "libvgpu/lookup/symver.h"
#include "as_it_loads.h"

#ifdef __x86_64__
__asm__(".symver dlsym, dlsym@GLIBC_2.2.5");
__asm__(".symver dlvsym, dlvsym@GLIBC_2.2.5");
#endif
