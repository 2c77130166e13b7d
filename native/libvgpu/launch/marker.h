// Events that follow launches, so that the controller learns when they ended.
#pragma once

#include "decide.h"

// Events for the marker that a decision asked for, if it did. With the meter's lock.
void vgpu_marker_promise(struct vgpu_launch *launch, struct vgpu_meter *meter, struct vgpu_metered_context *context,
                         const struct vgpu_decision *decision, uint64_t now_ns);
// Records the one before the launch.
void vgpu_marker_before(struct vgpu_launch *launch);
// Records it behind what was launched, or drops it.
void vgpu_marker_record(struct vgpu_launch *launch, bool launched);

// Errors that a context keeps: all calls that follow in it fail.
bool vgpu_error_lasts(CUresult result);
void vgpu_context_broke(struct vgpu_meter *meter, struct vgpu_metered_context *context);

// Looks which events came, and tells the controllers. True: something is outstanding. One caller at a time.
bool vgpu_markers_look(void);
