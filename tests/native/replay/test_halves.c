// Two processes with equal loads, on the wall clock and through the driver, get equal halves of the device.
#include "../check.h"
#include "load.h"
#include "wall_node.h"

static void steady_load(uint64_t kernel_us) { load_steady((uint32_t)kernel_us); }

static double seconds(uint64_t ns) { return (double)ns / 1e9; }

static void both_run(struct wall_node *node) {
  uint64_t records;
  do {
    wall_node_sleep(20000000);
    wall_node_read(node, &records);
  } while (node->programs[0].device_ns == 0 || node->programs[1].device_ns == 0);
}

int main(void) {
  static struct wall_node node;
  wall_node_make(&node, 2000000, 0, 0);
  // A full queue lasts five seconds: however busy the machine is, the device has work.
  wall_node_start(&node, steady_load, 5000);
  wall_node_start(&node, steady_load, 5000);
  both_run(&node);
  uint64_t records, begin = wall_node_read(&node, &records);
  uint64_t before[2] = {node.programs[0].device_ns, node.programs[1].device_ns};
  wall_node_sleep(UINT64_C(5000000000));
  uint64_t elapsed = wall_node_read(&node, &records) - begin;
  double given[2] = {seconds(node.programs[0].device_ns - before[0]), seconds(node.programs[1].device_ns - before[1])};
  double share = given[0] / (given[0] + given[1]);
  printf("# %.6f and %.6f s in %.6f s: shares of %.4f and %.4f %%\n", given[0], given[1], seconds(elapsed), 100 * share,
         100 * (1 - share));
  CHECK("equal loads of two processes get equal halves within 1 %", share > 0.495 && share < 0.505, "%.4f", share);
  CHECK("the device is never idle while both have work", given[0] + given[1] > 0.999 * seconds(elapsed), "%.6f s of %.6f s",
        given[0] + given[1], seconds(elapsed));
  wall_node_remove(&node);
  return CHECKS_END();
}
