// Looking at a node.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "../calendar/calendar.h"
#include "../calendar/trace.h"
#include "control.h"

static void show_device(struct sg_state *state, uint32_t device) {
  const struct sg_device_description *it = &state->description.devices[device];
  struct sg_memory_figures figures;
  sg_memory_figures(state, device, 0, &figures);
  printf("device %u: %s, %s, %u SMs, %" PRIu64 " MiB (%" PRIu64 " MiB used)%s", device, it->name, it->uuid, it->sms,
         figures.total >> 20, figures.used >> 20, state->devices[device].mig_enabled ? ", MIG" : "");
  if (atomic_load(&state->devices[device].lost))
    printf(", off the bus");
  if (atomic_load(&state->devices[device].xid) != 0)
    printf(", Xid %u", atomic_load(&state->devices[device].xid));
  putchar('\n');
}

static void show_process(struct sg_state *state, uint32_t slot, FILE *out) {
  const struct sg_process *process = &state->processes[slot];
  for (uint32_t device = 0; device < state->description.device_count; device++) {
    const struct sg_client *client = &process->clients[device];
    if (client->calendar != SG_NONE && client->used_bytes > 0)
      fprintf(out, "process %d (%s, %s) on device %u: %" PRIu64 " MiB, %.3f s, %" PRIu64 " kernels\n",
              sg_process_host_pid(state, process), process->name, state->containers[process->container].name, device,
              client->used_bytes >> 20, (double)client->device_ns / 1e9, client->kernels);
  }
}

int sg_command_show(struct sg_arguments *arguments) {
  struct sg_state *state = sg_open_state(arguments);
  if (state == NULL)
    return 1;
  sg_calendar_look(state);
  printf("driver %s, CUDA %u.%u, clock %s\n", state->description.driver_version, state->description.cuda_version / 1000,
         state->description.cuda_version % 1000 / 10, state->description.clock == SG_CLOCK_WALL ? "wall" : "virtual");
  for (uint32_t device = 0; device < state->description.device_count; device++)
    show_device(state, device);
  // Into memory first: while a reader of ours is slow, nobody may wait for the lock.
  char *text = NULL;
  size_t length = 0;
  FILE *out = open_memstream(&text, &length);
  if (out == NULL)
    return sg_complain("there is no memory to show the processes");
  sg_state_lock(state);
  uint32_t high = atomic_load(&state->header.process_high);
  for (uint32_t slot = 0; slot < high; slot++)
    if (atomic_load(&state->processes[slot].state) == SG_PROCESS_LIVE)
      show_process(state, slot, out);
  sg_state_unlock(state);
  fclose(out);
  fputs(text, stdout);
  free(text);
  return 0;
}

int sg_command_trace(struct sg_arguments *arguments) {
  struct sg_state *state = sg_open_state(arguments);
  if (state == NULL)
    return 1;
  if (state->header.trace_capacity == 0)
    return sg_complain("%s was made without a trace: create it with --trace RECORDS", arguments->state_path);
  sg_calendar_look(state);
  puts("# what calendar process process-generation queue queue-generation number sms arrival-ns duration-ns target target-count");
  for (uint64_t i = 0; i < state->header.trace_count && i < state->header.trace_capacity; i++) {
    const struct sg_trace_record *it = &state->trace[i];
    const char *what = it->kind == SG_TRACE_DEATH ? "death" : sg_item_kind_name(it->item_kind);
    printf("%s %u %u %" PRIu64 " %u %" PRIu64 " %" PRIu64 " %u %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", what,
           it->calendar, it->process, it->process_generation, it->queue, it->queue_generation, it->number, it->sms,
           it->arrival_ns, it->duration_ns, it->target, it->target_count);
  }
  return 0;
}
