#pragma once

// With the last context what the driver took by itself is gone.
void vgpu_growth_ended(int index);
