#include "wall_node.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "trace_text.h"

static void fail(const char *what, const char *why) {
  fprintf(stderr, "%s: %s\n", what, why);
  exit(1);
}

void wall_node_sleep(uint64_t ns) {
  nanosleep(&(struct timespec){.tv_sec = (time_t)(ns / 1000000000), .tv_nsec = (long)(ns % 1000000000)}, NULL);
}

void wall_node_make(struct wall_node *node, uint64_t slice_ns, uint64_t switch_ns, uint64_t trace_records) {
  static struct sg_description description;
  struct sg_description_error error;
  if (!sg_description_from_models("H100", &description, &error))
    fail("H100", error.message);
  description.time_slice_ns = slice_ns;
  description.switch_ns = switch_ns;
  snprintf(node->path, sizeof(node->path), "/dev/shm/simgpu-wall-%d", getpid());
  int result = sg_state_create(node->path, &description, &(struct sg_state_options){.trace_records = trace_records});
  if (result == 0)
    result = sg_state_open(node->path, &node->state);
  if (result != 0)
    fail(node->path, strerror(result));
  node->count = 0;
  setenv("SIMGPU_STATE", node->path, 1);
}

void wall_node_remove(struct wall_node *node) {
  for (uint32_t i = 0; i < node->count; i++) {
    if (node->programs[i].living)
      wall_node_kill(node, i);
  }
  sg_state_close(node->state);
  char command[160];
  snprintf(command, sizeof(command), "rm -rf %s %s.d", node->path, node->path);
  if (system(command) != 0)
    fail(command, "failed");
}

static void container_of(uint32_t program, char *out, size_t size) { snprintf(out, size, "program-%u", program); }

void wall_node_start(struct wall_node *node, void (*load)(uint64_t argument), uint64_t argument) {
  uint32_t number = node->count++;
  int pid = fork();
  if (pid == 0) {
    char container[32];
    container_of(number, container, sizeof(container));
    setenv("SIMGPU_CONTAINER", container, 1);
    load(argument);
    _exit(91);
  }
  node->programs[number] = (struct wall_program){.pid = pid, .living = true};
}

// Lock held.
static void look_for(struct wall_node *node, struct wall_program *program) {
  for (uint32_t slot = 0; slot < atomic_load(&node->state->header.process_high) && !program->seen; slot++) {
    const struct sg_process *process = &node->state->processes[slot];
    if (atomic_load(&process->state) != SG_PROCESS_LIVE || process->pid != program->pid)
      continue;
    program->seen = true;
    program->slot = slot;
    program->generation = process->generation;
  }
}

void wall_node_kill(struct wall_node *node, uint32_t number) {
  struct wall_program *program = &node->programs[number];
  sg_state_lock(node->state);
  look_for(node, program);
  sg_state_unlock(node->state);
  kill(program->pid, SIGKILL);
  int status;
  waitpid(program->pid, &status, 0);
  program->living = false;
  if (!WIFSIGNALED(status))
    fail("a program ended by itself", WEXITSTATUS(status) == 90 ? "a call failed" : "");
}

static uint64_t booked(const struct sg_state *state, const char *container) {
  for (uint32_t c = 0; c < SG_MAX_CONTAINERS && state->containers[c].name[0] != '\0'; c++) {
    if (strcmp(state->containers[c].name, container) == 0)
      return state->containers[c].device_ns[0];
  }
  return 0;
}

uint64_t wall_node_read(struct wall_node *node, uint64_t *trace_records) {
  sg_state_lock(node->state);
  uint64_t now = sg_now(node->state);
  sg_calendar_advance(node->state, now);
  for (uint32_t i = 0; i < node->count; i++) {
    char container[32];
    container_of(i, container, sizeof(container));
    if (node->programs[i].living)
      look_for(node, &node->programs[i]);
    node->programs[i].device_ns = booked(node->state, container);
  }
  *trace_records = node->state->header.trace_count;
  sg_state_unlock(node->state);
  if (*trace_records >= node->state->header.trace_capacity && node->state->header.trace_capacity > 0)
    fail(node->path, "the trace is full");
  return now;
}

void wall_node_write(const struct wall_node *node, uint64_t now_ns, uint64_t trace_records, const char *path) {
  FILE *file = fopen(path, "w");
  if (file == NULL)
    fail(path, "cannot be written");
  trace_text_rules(file, node->state, now_ns);
  for (uint32_t i = 0; i < node->count; i++) {
    const struct wall_program *program = &node->programs[i];
    if (program->seen)
      trace_text_ledger(file, program->slot, program->generation, program->device_ns);
    else if (program->device_ns != 0)
      fail(path, "a program was given time that nobody saw");
  }
  trace_text_records(file, node->state, trace_records);
  fclose(file);
}
