// Which process is meant, also after its number was given to another.
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct vgpu_identity {
  uint32_t pid;
  uint64_t start_time;     // clock ticks since boot; 0: could not be read
  uint64_t pid_namespace;  // inode; 0: likewise
};

struct vgpu_identity vgpu_identity_self(void);

// As the maps of a process name the file that is mapped at an address of ours; empty: could not be read.
void vgpu_identity_mapping(const void *address, char out[64]);

// True only for what is surely gone: no such process, ended but not waited for, another that began later, or one that runs
// another program by now and has the file no longer mapped. What can't be read is alive.
bool vgpu_identity_dead(uint32_t pid, uint64_t start_time, const char *mapping);
