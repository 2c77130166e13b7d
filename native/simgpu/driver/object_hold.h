// A process counts once among the holders of a shared object, whatever it holds it by: its own holds are counted here.
#pragma once

#include "driver.h"

// The object was made by this process just now, which holds it.
void sg_hold_made(uint32_t object);
// False: there is no such object any more.
bool sg_hold_add(uint32_t object, uint64_t generation);
void sg_hold_drop(uint32_t object);
