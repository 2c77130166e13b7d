// The page of vgpu_presence that the containers of a node share, one file for each GPU. All of them may write it, so it is never
// mapped: whoever cuts it would end us. It is read by value, and only our own entry is ever written.
#pragma once

#include "libvgpu/credits/presence.h"

// -1: there is none to be had; the process is then taken to be alone on the device. Where the node has no folder for it, the
// container's own processes share one beside their region.
int vgpu_presence_file_open(const char *uuid, const char *region, int index);
// Reads all entries but `own`.
void vgpu_presence_file_read(int file, struct vgpu_presence_page *page, const struct vgpu_presence *own);
// Writes ours. False: another process wrote itself into that place.
bool vgpu_presence_file_write(int file, const struct vgpu_presence_page *page, const struct vgpu_presence *own);
