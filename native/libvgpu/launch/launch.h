// What other parts need of launches and their measuring.
#pragma once

#include "libvgpu/process/process.h"

// Whether what is now done in the stream becomes a node of a graph. One load when nothing is being captured anywhere.
bool vgpu_capturing(CUstream stream, bool per_thread);

// Handles are used again: what was learned of a graph's cost, or of all functions (a module went), is forgotten.
void vgpu_cost_of_graph_changed(CUgraphExec exec);
void vgpu_costs_of_functions_changed(void);

// Before a context goes: no marker of it may be asked any more.
void vgpu_markers_leave_context(CUcontext context);

// Starts the attendant thread, once a process has a context: it settles launches each millisecond while there are any, and each
// half second looks for the dead and at what the driver took by itself. All signals are blocked in it.
void vgpu_attendant_start(void);
