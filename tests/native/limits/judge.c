#include "judge.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "simgpu/state/state.h"

static struct sg_state *state;

void judge_begin(void) {
  if (sg_state_open_default(&state) == 0)
    return;
  fprintf(stderr, "no simulated node: run by with-node\n");
  exit(3);
}

uint64_t judge_granule(void) { return state->description.devices[0].granularity_bytes; }

uint64_t judge_context(void) {
  uint64_t granule = judge_granule();
  return (state->description.devices[0].context_bytes + granule - 1) / granule * granule;
}

static const char *container(void) {
  const char *name = getenv("SIMGPU_CONTAINER");
  return name != NULL ? name : "host";
}

static bool is_ours(const struct sg_process *process) {
  return atomic_load(&process->state) == SG_PROCESS_LIVE && process->clients[0].calendar != SG_NONE &&
         strcmp(state->containers[process->container].name, container()) == 0;
}

struct judge_bytes judge_ledger(void) {
  struct judge_bytes bytes = {0};
  sg_state_lock(state);
  sg_reap(state);
  for (uint32_t slot = 0; slot < atomic_load(&state->header.process_high); slot++) {
    const struct sg_client *client = &state->processes[slot].clients[0];
    if (!is_ours(&state->processes[slot]))
      continue;
    bytes.granted += client->used_bytes - client->module_bytes + sg_object_bytes(state, slot, 0);
    bytes.modules += client->module_bytes;
    bytes.contexts += client->context_bytes;
    bytes.processes++;
  }
  sg_state_unlock(state);
  return bytes;
}

uint64_t judge_highest(void) {
  for (uint32_t c = 0; c < SG_MAX_CONTAINERS; c++)
    if (strcmp(state->containers[c].name, container()) == 0)
      return __atomic_load_n(&state->containers[c].highest_bytes[0], __ATOMIC_ACQUIRE);
  return 0;
}

uint64_t judge_ledger_of(int pid) {
  uint64_t bytes = 0;
  sg_state_lock(state);
  for (uint32_t slot = 0; slot < atomic_load(&state->header.process_high); slot++)
    if (is_ours(&state->processes[slot]) && state->processes[slot].pid == pid)
      bytes += state->processes[slot].clients[0].used_bytes + sg_object_bytes(state, slot, 0);
  sg_state_unlock(state);
  return bytes;
}

// Section 4 of the specification.
enum {
  SLOTS = 1024, SLOT_SIZE = 1960, SLOTS_AT = 1856, COUNT_AT = 2008896, END = 2008952,
  PID = 0, CONTEXT = 8, MODULE = 16, TOTAL = 40, STATUS = 1928,
};

static const char *file_of(const char *path) {
  static const char *bytes;
  struct stat status;
  if (bytes != NULL)
    return bytes;
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file >= 0 && fstat(file, &status) == 0 && status.st_size >= END) {
    bytes = mmap(NULL, END, PROT_READ, MAP_SHARED, file, 0);
    bytes = bytes == MAP_FAILED ? NULL : bytes;
  }
  if (file >= 0)
    close(file);
  return bytes;
}

static uint64_t word(const char *bytes, size_t at) { return __atomic_load_n((const uint64_t *)(bytes + at), __ATOMIC_SEQ_CST); }
static int32_t number(const char *bytes, size_t at) { return __atomic_load_n((const int32_t *)(bytes + at), __ATOMIC_SEQ_CST); }

static uint32_t slots_of(const char *bytes) {
  int32_t count = number(bytes, COUNT_AT);
  return count < 0 || count > SLOTS ? SLOTS : (uint32_t)count;
}

bool judge_region(const char *path, struct judge_region *out) {
  const char *bytes = file_of(path);
  *out = (struct judge_region){0};
  if (bytes == NULL)
    return false;
  for (uint32_t k = 0; k < slots_of(bytes); k++) {
    const char *slot = bytes + SLOTS_AT + k * SLOT_SIZE;
    if (number(slot, STATUS) == 0)
      continue;
    out->total += word(slot, TOTAL);
    out->context += word(slot, CONTEXT);
    out->module += word(slot, MODULE);
    out->processes++;
  }
  return true;
}

uint64_t judge_region_of(const char *path, int pid) {
  const char *bytes = file_of(path);
  for (uint32_t k = 0; bytes != NULL && k < slots_of(bytes); k++) {
    const char *slot = bytes + SLOTS_AT + k * SLOT_SIZE;
    if (number(slot, STATUS) != 0 && number(slot, PID) == pid)
      return word(slot, TOTAL);
  }
  return 0;
}
