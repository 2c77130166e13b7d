// simgpu-ledger: device time, work and bytes per process and per container, from the shared state alone: the judge of every
// limit, so it knows nothing of what enforces one.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../calendar/calendar.h"
#include "ledger_damage.h"

static const char usage[] =
    "simgpu-ledger [--state PATH] [--json]\n"
    "Prints what the simulated devices gave to whom since the state was made. PATH: the state file (default: $SIMGPU_STATE).\n"
    "Device time: ms in which a kernel of the process held the device. Work: the same, times the share of multiprocessors used.\n"
    "--json: exact figures (ns, bytes, multiprocessor ns) for programs.\n";

static void json_text(const char *text) {
  putchar('"');
  for (; *text != '\0'; text++) {
    unsigned char c = (unsigned char)*text;
    if (c == '"' || c == '\\')
      printf("\\%c", c);
    else if (c < 0x20 || c == 0x7f)
      printf("\\u%04x", c);
    else
      putchar(c);
  }
  putchar('"');
}

struct totals { uint64_t used[SG_MAX_CONTAINERS][SG_MAX_DEVICES]; };

static bool lists(const struct sg_state *state, uint32_t slot, uint32_t device) {
  const struct sg_process *process = &state->processes[slot];
  return atomic_load(&process->state) == SG_PROCESS_LIVE && process->clients[device].calendar != SG_NONE;
}

static uint64_t bytes_of(struct sg_state *state, uint32_t slot, uint32_t device) {
  return state->processes[slot].clients[device].used_bytes + sg_object_bytes(state, slot, device);
}

static uint64_t busy_of(const struct sg_state *state, uint32_t device) {
  uint64_t busy = 0;
  for (uint32_t i = 0; i < SG_CALENDARS_PER_DEVICE; i++)
    busy += state->calendars[device * SG_CALENDARS_PER_DEVICE + i].busy_ns;
  return busy;
}

static void print_json(struct sg_state *state, const struct totals *totals) {
  printf("{\"now_ns\":%" PRIu64 ",\"created_ns\":%" PRIu64 ",\"devices\":[", sg_now(state), state->header.created_ns);
  for (uint32_t d = 0; d < state->description.device_count; d++) {
    const struct sg_device_description *device = &state->description.devices[d];
    printf("%s{\"index\":%u,\"uuid\":", d > 0 ? "," : "", d);
    json_text(device->uuid);
    printf(",\"name\":");
    json_text(device->name);
    printf(",\"sms\":%u,\"memory_bytes\":%" PRIu64 ",\"reserved_bytes\":%" PRIu64 ",\"busy_ns\":%" PRIu64 "}", device->sms,
           device->memory_bytes, device->reserved_bytes, busy_of(state, d));
  }
  printf("],\"processes\":[");
  const char *comma = "";
  for (uint32_t slot = 0; slot < atomic_load(&state->header.process_high); slot++) {
    const struct sg_process *process = &state->processes[slot];
    for (uint32_t d = 0; d < state->description.device_count; d++) {
      if (!lists(state, slot, d))
        continue;
      const struct sg_client *client = &process->clients[d];
      printf("%s{\"device\":%u,\"pid\":%d,\"host_pid\":%d,\"container\":", comma, d, process->pid,
             sg_process_host_pid(state, process));
      json_text(state->containers[process->container].name);
      printf(",\"name\":");
      json_text(process->name);
      printf(",\"mig_instance\":%u,\"used_bytes\":%" PRIu64 ",\"requested_bytes\":%" PRIu64 ",\"context_bytes\":%" PRIu64
             ",\"module_bytes\":%" PRIu64 ",\"device_ns\":%" PRIu64 ",\"work_sm_ns\":%" PRIu64 ",\"kernels\":%" PRIu64 "}",
             client->instance, bytes_of(state, slot, d), client->requested_bytes, client->context_bytes, client->module_bytes,
             client->device_ns, client->work_sm_ns, client->kernels);
      comma = ",";
    }
  }
  printf("],\"containers\":[");
  comma = "";
  for (uint32_t c = 0; c < SG_MAX_CONTAINERS && state->containers[c].name[0] != '\0'; c++) {
    const struct sg_container *container = &state->containers[c];
    for (uint32_t d = 0; d < state->description.device_count; d++) {
      printf("%s{\"device\":%u,\"container\":", comma, d);
      json_text(container->name);
      printf(",\"used_bytes\":%" PRIu64 ",\"highest_bytes\":%" PRIu64 ",\"device_ns\":%" PRIu64 ",\"work_sm_ns\":%" PRIu64
             ",\"kernels\":%" PRIu64 "}", totals->used[c][d], container->highest_bytes[d], container->device_ns[d],
             container->work_sm_ns[d], container->kernels[d]);
      comma = ",";
    }
  }
  printf("]}\n");
}

static double ms(uint64_t ns) { return (double)ns / 1e6; }
static double mib(uint64_t bytes) { return (double)bytes / 1048576; }

static void print_text(struct sg_state *state, const struct totals *totals) {
  printf("after %.3f s\n", (double)(sg_now(state) - state->header.created_ns) / 1e9);
  for (uint32_t d = 0; d < state->description.device_count; d++) {
    const struct sg_device_description *device = &state->description.devices[d];
    printf("\ndevice %u  %s  %s  busy %.3f ms\n", d, device->name, device->uuid, ms(busy_of(state, d)));
    printf("  %-10s %12s %12s %12s %10s  %s\n", "PID", "TIME ms", "WORK ms", "MEMORY MiB", "KERNELS", "CONTAINER / COMMAND");
    for (uint32_t slot = 0; slot < atomic_load(&state->header.process_high); slot++) {
      if (!lists(state, slot, d))
        continue;
      const struct sg_process *process = &state->processes[slot];
      const struct sg_client *client = &process->clients[d];
      printf("  %-10d %12.3f %12.3f %12.3f %10" PRIu64 "  %s / %s\n", sg_process_host_pid(state, process),
             ms(client->device_ns), ms(client->work_sm_ns) / device->sms, mib(bytes_of(state, slot, d)), client->kernels,
             state->containers[process->container].name, process->name);
    }
    for (uint32_t c = 0; c < SG_MAX_CONTAINERS && state->containers[c].name[0] != '\0'; c++) {
      const struct sg_container *container = &state->containers[c];
      printf("  %-10s %12.3f %12.3f %12.3f %10" PRIu64 "  %s\n", "container", ms(container->device_ns[d]),
             ms(container->work_sm_ns[d]) / device->sms, mib(totals->used[c][d]), container->kernels[d], container->name);
    }
  }
}

int main(int argc, char **argv) {
  const char *path = getenv("SIMGPU_STATE");
  bool json = false;
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--json") == 0) {
      json = true;
    } else if (strcmp(argv[i], "--state") == 0 && i + 1 < argc) {
      path = argv[++i];
    } else {
      bool help = strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0;
      fputs(usage, help ? stdout : stderr);
      return help ? 0 : 2;
    }
  }
  if (path == NULL || *path == '\0') {
    fprintf(stderr, "simgpu-ledger: no state: set SIMGPU_STATE or give --state PATH\n%s", usage);
    return 2;
  }
  struct sg_state *state;
  int error = sg_state_open(path, &state);
  if (error != 0) {
    fprintf(stderr, "simgpu-ledger: %s: %s\n", path, sg_state_problem(error));
    return 1;
  }
  // Written into memory first: a reader that is slow to take it must not hold the node's lock.
  char *text = NULL;
  size_t length = 0;
  FILE *terminal = stdout;
  stdout = open_memstream(&text, &length);
  static struct totals totals;
  sg_ledger_expect_damage(path);
  sg_state_lock(state);
  sg_calendar_advance(state, sg_now(state));
  sg_reap(state);
  for (uint32_t slot = 0; slot < atomic_load(&state->header.process_high); slot++) {
    for (uint32_t d = 0; d < state->description.device_count; d++) {
      if (lists(state, slot, d))
        totals.used[state->processes[slot].container][d] += bytes_of(state, slot, d);
    }
  }
  if (json)
    print_json(state, &totals);
  else
    print_text(state, &totals);
  sg_state_unlock(state);
  sg_ledger_damage_over();
  fclose(stdout);
  stdout = terminal;
  bool written = fwrite(text, 1, length, stdout) == length && fflush(stdout) == 0;
  free(text);
  sg_state_close(state);
  return written ? 0 : 1;
}
