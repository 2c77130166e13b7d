// The tool `simgpu`: makes a simulated node, shows it, and lets things go wrong on it.
#include "control.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: simgpu COMMAND [--state PATH] ...        (PATH: else the variable SIMGPU_STATE)\n"
    "  create DESCRIPTION | --models 2xA100-40GB     makes a node, from a file (- reads standard input) or from models\n"
    "         [--trace RECORDS] [--mode 0600]        with room for a trace; with these permissions\n"
    "  destroy                                       removes it\n"
    "  show                                          devices, memory, processes\n"
    "  inject xid NUMBER | off-bus | nvml-hang | nvml-error CODE | cuda-error CODE | cuda-delay TIME\n"
    "         [--device N] [--for 5s] [--after 1s] [--function NAME] [--nth N]\n"
    "  recover [--device N]                          ends what was injected and resets the device\n"
    "  mig on | off --device N                       MIG mode\n"
    "  mig create PROFILE [--start SLICE] [--compute SLICES,... | none] --device N\n"
    "  mig destroy ID | all --device N               a GPU instance and its compute instances\n"
    "  mig show [--device N]\n"
    "  trace                                         the trace's records, one a line\n";

static const struct {
  const char *name;
  int (*run)(struct sg_arguments *arguments);
} commands[] = {
  {"create", sg_command_create}, {"destroy", sg_command_destroy}, {"show", sg_command_show}, {"inject", sg_command_inject},
  {"recover", sg_command_recover}, {"mig", sg_command_mig}, {"trace", sg_command_trace},
};

const char *sg_option(struct sg_arguments *arguments, const char *name) {
  size_t length = strlen(name);
  for (int i = 0; i < arguments->count; i++) {
    char *word = arguments->words[i];
    if (strncmp(word, "--", 2) != 0 || strncmp(word + 2, name, length) != 0 ||
        (word[2 + length] != '\0' && word[2 + length] != '='))
      continue;
    bool joined = word[2 + length] == '=';
    if (!joined && i + 1 == arguments->count)
      return NULL;
    const char *value = joined ? word + 3 + length : arguments->words[i + 1];
    int taken = joined ? 1 : 2;
    memmove(arguments->words + i, arguments->words + i + taken, sizeof(char *) * (size_t)(arguments->count - i - taken));
    arguments->count -= taken;
    return value;
  }
  return NULL;
}

int sg_complain(const char *format, ...) {
  va_list list;
  va_start(list, format);
  fputs("simgpu: ", stderr);
  vfprintf(stderr, format, list);
  fputc('\n', stderr);
  va_end(list);
  return 1;
}

struct sg_state *sg_open_state(const struct sg_arguments *arguments) {
  struct sg_state *state;
  int error = sg_state_open(arguments->state_path, &state);
  if (error == 0)
    return state;
  sg_complain("%s: %s", arguments->state_path,
              error == EPROTO ? "no state file, or one of another version: make it anew" : strerror(error));
  return NULL;
}

bool sg_device_option(struct sg_arguments *arguments, const struct sg_state *state, int32_t otherwise, int32_t *device) {
  const char *text = sg_option(arguments, "device");
  *device = otherwise;
  if (text == NULL || strcmp(text, "all") == 0)
    return true;
  char *end;
  unsigned long number = strtoul(text, &end, 10);
  if (*text == '\0' || *end != '\0' || number >= state->description.device_count) {
    sg_complain("--device %s: not a device of this node, which has %u: write 0 to %u, or all", text,
                state->description.device_count, state->description.device_count - 1);
    return false;
  }
  *device = (int32_t)number;
  return true;
}

int main(int count, char **words) {
  if (count < 2 || strcmp(words[1], "--help") == 0) {
    fputs(usage, count < 2 ? stderr : stdout);
    return count < 2 ? 2 : 0;
  }
  struct sg_arguments arguments = {.count = count - 2, .words = words + 2};
  arguments.state_path = sg_option(&arguments, "state");
  if (arguments.state_path == NULL)
    arguments.state_path = getenv("SIMGPU_STATE");
  if (arguments.state_path == NULL || *arguments.state_path == '\0')
    return sg_complain("which node? Give --state PATH or set SIMGPU_STATE");
  for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
    if (strcmp(commands[i].name, words[1]) == 0)
      return commands[i].run(&arguments);
  sg_complain("no command %s", words[1]);
  fputs(usage, stderr);
  return 2;
}
