// The process is ending: the driver may be gone already.
#pragma once

#include <stdbool.h>

bool vgpu_is_ending(void);
