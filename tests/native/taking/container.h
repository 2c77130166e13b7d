// A container with a limit on each device of the simulated node, and the two who say what it uses of device 0: the device, and
// the container's region.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "../memory/node.h"
#include "hami_region.h"

#define MIB(n) ((uint64_t)(n) << 20)

// Before the first call of the driver. `beyond_contexts`: bytes that the limit leaves beside so many contexts.
void container_begin(int contexts, uint64_t beyond_contexts);
// Nothing is left of the container.
void container_end(void);

uint64_t container_limit(void);
uint64_t container_context(void);  // bytes of one context

// What the region says is charged: by everybody, by this process, by this process for one use.
uint64_t container_charged(void);
uint64_t container_charged_here(void);
uint64_t container_charged_as(enum hami_region_kind kind);
struct hami_region *container_region(void);

// The most that this process's container ever held at any moment, what the driver takes by itself left out.
uint64_t container_highest(void);
void container_highest_forget(void);

// Whether the device and the region agree on what this process has.
bool container_exact(void);
