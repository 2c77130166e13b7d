// For those who already hold the lock.
#pragma once

#include "state.h"

// Takes a process off an object's holders. True: it was the last, the object is gone.
bool sg_object_let_go(struct sg_state *state, uint32_t slot, uint32_t index);
