// Which hook stands before an address of the driver.
#pragma once

#include <stdbool.h>

#include "hook.h"

// Keeps the first hook of an address. False: the map is full, or the address isn't one of user space.
bool vgpu_address_map_add(const void *address, enum vgpu_hook hook);

// VGPU_HOOKS: none does.
enum vgpu_hook vgpu_address_map_find(const void *address);
