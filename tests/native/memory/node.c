#include "node.h"

#include <unistd.h>

static struct sg_state *state;
static uint64_t seed = 20260101;

void node_context(void) {
  CUcontext context;
  NEED(cuInit(0));
  NEED(cuDevicePrimaryCtxRetain(&context, 0));
  NEED(cuCtxSetCurrent(context));
}

struct sg_state *node_state(void) {
  if (!state && sg_state_open_default(&state)) {
    fprintf(stderr, "no simulated node: run by with-node\n");
    exit(3);
  }
  return state;
}

uint64_t node_used(void) {
  struct sg_memory_figures figures;
  sg_memory_figures(node_state(), 0, 0, &figures);
  return figures.used;
}

static const struct sg_client *client(void) {
  for (uint32_t slot = 0; slot < SG_MAX_PROCESSES; slot++) {
    const struct sg_process *process = &node_state()->processes[slot];
    if (process->state == SG_PROCESS_LIVE && process->pid == getpid())
      return &process->clients[0];
  }
  fprintf(stderr, "this process is not on the node\n");
  exit(3);
}

uint64_t node_mine(void) {
  return client()->used_bytes;
}

uint64_t node_requested(void) {
  return client()->requested_bytes;
}

uint64_t node_granularity(void) {
  return node_state()->description.devices[0].granularity_bytes;
}

uint64_t node_random(uint64_t limit) {
  seed ^= seed << 13;
  seed ^= seed >> 7;
  seed ^= seed << 17;
  return seed % limit;
}
