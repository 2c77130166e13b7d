// Who a process is: its namespace, its cgroup, its container.
#pragma once

#include <stddef.h>
#include <stdint.h>

uint64_t sg_identity_pid_namespace(void);
void sg_identity_cgroup(char *out, size_t size);
uint64_t sg_identity_start_time(void);
void sg_identity_name(char *out, size_t size);

struct sg_state;
// What names this process's container: its cgroup where that differs from the creator's, else its pid namespace, else the
// variable SIMGPU_CONTAINER, else the node itself.
void sg_identity_container(const struct sg_state *state, char *out, size_t size);
