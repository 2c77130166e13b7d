// Streams that are being captured, as far as is known: what matters is that none are.
#pragma once

#include <stdbool.h>

#include "cuda_abi.h"
#include "epoch.h"

static inline bool vgpu_captures_any(void) { return (vgpu_epoch_now() & 1) != 0; }

// One that no longer exists is not being captured.
void vgpu_captures_leave_stream(CUstream stream);
void vgpu_captures_leave_context(CUcontext context);
void vgpu_captures_forget(void);
