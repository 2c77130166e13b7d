// What the commands of `simgpu` share.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "../state/state.h"

// The words after the command, and the state's path (--state, else the variable SIMGPU_STATE).
struct sg_arguments {
  const char *state_path;
  int count;
  char **words;
};

// Takes `--name value` or `--name=value` out of the words; NULL when it isn't there.
const char *sg_option(struct sg_arguments *arguments, const char *name);
// Says what is wrong on stderr, as "simgpu: ...", and returns the exit status for it.
int sg_complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
// NULL after complaining.
struct sg_state *sg_open_state(const struct sg_arguments *arguments);
// A device's number from --device, or `otherwise` without one. False after complaining.
bool sg_device_option(struct sg_arguments *arguments, const struct sg_state *state, int32_t otherwise, int32_t *device);

// Each returns the exit status.
int sg_command_create(struct sg_arguments *arguments);
int sg_command_destroy(struct sg_arguments *arguments);
int sg_command_inject(struct sg_arguments *arguments);
int sg_command_recover(struct sg_arguments *arguments);
int sg_command_mig(struct sg_arguments *arguments);
int sg_command_trace(struct sg_arguments *arguments);
int sg_command_show(struct sg_arguments *arguments);
