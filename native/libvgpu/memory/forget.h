// What becomes of this folder's knowledge in a child after a fork: none of it is the child's.
#pragma once

// Sees to it, once something is known.
void vgpu_forget_at_fork(void);

void vgpu_bytes_forget(void);
void vgpu_contexts_forget(void);
void vgpu_usage_forget(void);
