// real_load SEED FILE: 16 processes use the device through the driver, at random and on the wall clock, some of them killed on
// the way and followed by others. FILE: the trace and what the ledger says, for `replay`.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "chance.h"
#include "load.h"
#include "wall_node.h"

enum { PROCESSES = 16, KILLS = 10 };

static const uint64_t BETWEEN_KILLS_NS = 400000000;

static void random_load(uint64_t seed) { load_random(seed); }

int main(int argc, char **argv) {
  if (argc != 3) {
    fprintf(stderr, "real_load SEED FILE\n");
    return 2;
  }
  uint64_t seed = strtoull(argv[1], NULL, 10);
  chance_seed(seed);
  static const uint64_t slices_ns[] = {500000, 2000000, 10000000};
  static struct wall_node node;
  wall_node_make(&node, slices_ns[seed % 3], chance(2) * 20000, 1 << 20);
  for (int i = 0; i < PROCESSES; i++)
    wall_node_start(&node, random_load, chance(UINT32_MAX));
  for (int i = 0; i < KILLS; i++) {
    wall_node_sleep(BETWEEN_KILLS_NS);
    uint32_t victim;
    do {
      victim = (uint32_t)chance(node.count);
    } while (!node.programs[victim].living);
    wall_node_kill(&node, victim);
    wall_node_start(&node, random_load, chance(UINT32_MAX));
  }
  wall_node_sleep(BETWEEN_KILLS_NS);
  uint64_t records, now = wall_node_read(&node, &records), all = 0;
  for (uint32_t i = 0; i < node.count; i++)
    all += node.programs[i].device_ns;
  wall_node_write(&node, now, records, argv[2]);
  printf("%u processes, %.3f s, device busy %.3f s, %" PRIu64 " items\n", node.count,
         (double)(now - node.state->header.created_ns) / 1e9, (double)all / 1e9, records);
  wall_node_remove(&node);
  return 0;
}
