// The thread that looks after what was launched: each millisecond while there is anything, and each half second in any case.
#pragma once

#include <stdbool.h>
#include <stdint.h>

// Once, before anything of this folder is used: what is to happen at a fork and at the end.
void vgpu_attendant_prepare(void);
// Something was launched.
void vgpu_attendant_wake(void);
// Does its work in this thread if it has not been seen for long: it could not be started, or a call of the driver hangs.
void vgpu_attendant_replace(uint64_t now_ns);
// While it is held it touches no event.
void vgpu_attendant_hold(void);
void vgpu_attendant_release(void);
