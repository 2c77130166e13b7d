// The one function that libvgpu-lookup-test.so has besides its hooks; weak, as programs run without the library too.
#pragma once

// The hook of a symbol, NULL when it has none, and how often that was called.
__attribute__((weak, visibility("default"))) void *vgpu_lookup_test(const char *symbol, unsigned long *count);
