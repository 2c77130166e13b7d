// The driver's libraries in this process, and what is to be given out instead of their addresses.
#pragma once

#include <stdbool.h>

// True while this thread is inside a look-up or an opening of our own, which must reach the driver as it is.
bool vgpu_driver_busy(void);

// True when the code at that address belongs to the driver: it gets the driver's own functions.
bool vgpu_driver_calls(const void *caller);

// The hook that stands before an address that was looked up by name, else the address itself.
void *vgpu_driver_translate(void *address);

// The same for an address that cuGetProcAddress gave.
void *vgpu_driver_translate_proc(void *address);
