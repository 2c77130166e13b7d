// What work beside other containers is charged, corrected by the device time that NVML attributes to the container.
#pragma once

// Each half second, in the attendant's thread. Of a container's processes one does it.
void vgpu_trim_look(void);
// In a fork's child.
void vgpu_trim_forget(void);
