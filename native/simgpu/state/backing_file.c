#include "backing_file.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void sg_backing_name(uint32_t slot, uint64_t generation, char *out, size_t size) {
  snprintf(out, size, "%" PRIu32 "-%" PRIu64, slot, generation);
}

void sg_backing_path(const struct sg_state *state, const char *name, char *out, size_t size) {
  const char *here = getenv("SIMGPU_STATE");
  snprintf(out, size, "%s.d/%s", here && *here ? here : state->header.path, name);
}

void sg_backing_reap(const struct sg_state *state, uint32_t slot, uint64_t generation) {
  char name[64], path[512];
  sg_backing_name(slot, generation, name, sizeof name);
  sg_backing_path(state, name, path, sizeof path);
  unlink(path);
}
