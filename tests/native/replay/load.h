// What a process does with the device when it uses it as programs do: through the driver, until it is killed.
#pragma once

#include <stdint.h>

// Kernels, copies, events and pauses at random, in several streams.
_Noreturn void load_random(uint64_t seed);
// One stream that always has equal kernels of so many microseconds waiting.
_Noreturn void load_steady(uint32_t kernel_us);
