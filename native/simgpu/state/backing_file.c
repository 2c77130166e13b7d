#include "backing_file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "state.h"

void sg_backing_name(uint32_t slot, uint64_t generation, char *out, size_t size) {
  snprintf(out, size, "mem-%" PRIu32 "-%" PRIu64, slot, generation);
}

bool sg_backing_held(const struct sg_state *state, const char *name, uint32_t except) {
  uint32_t objects = atomic_load_explicit(&state->header.object_high, memory_order_acquire);
  for (uint32_t o = 0; o < objects; o++) {
    const struct sg_object *object = &state->objects[o];
    if (!object->in_use || strcmp(object->path, name) != 0)
      continue;
    for (uint32_t word = 0; word < SG_MAX_PROCESSES / 64; word++) {
      uint64_t holders = atomic_load(&object->holders[word]);
      if (except / 64 == word)
        holders &= ~(UINT64_C(1) << (except % 64));
      if (holders)
        return true;
    }
  }
  return false;
}

static bool lives(const struct sg_state *state, const char *name) {
  uint32_t slot;
  uint64_t generation;
  if (sscanf(name, "mem-%" SCNu32 "-%" SCNu64, &slot, &generation) != 2 || slot >= SG_MAX_PROCESSES)
    return true;  // no name of ours: not ours to remove
  const struct sg_process *process = &state->processes[slot];
  return atomic_load(&process->state) == SG_PROCESS_LIVE && process->generation == generation;
}

void sg_backing_remove(const struct sg_state *state, const char *name) {
  char path[SG_STATE_PATH];
  sg_state_file(state, name, path, sizeof path);
  if (unlink(path) == 0 || errno == ENOENT)
    return;
  int file = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC | O_NOFOLLOW);
  if (file >= 0)
    close(file);
}

void sg_backing_tidy(struct sg_state *state, const char *name) {
  sg_state_lock(state);
  if (!lives(state, name) && !sg_backing_held(state, name, SG_NONE))
    sg_backing_remove(state, name);
  sg_state_unlock(state);
}
