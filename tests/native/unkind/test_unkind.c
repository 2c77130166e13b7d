// As unkind as hardware: limiters that are known to fail on a GPU fail here, by as much.
#include "../check.h"
#include "naive_limiter.h"
#include "node.h"

enum { SMS = 132, THREADS_PER_SM = 2048, QUEUED = 64 };

// A program under a limiter: it launches the same kernel as often as it is let.
struct program {
  struct sg_process *process;
  uint32_t queue;
  struct naive_limiter limiter;
  uint64_t kernel_us;
  int64_t blocks;
  bool synchronises;       // after each launch
  uint64_t retry_us;       // when to ask the limiter again
  uint64_t counted;        // launches allowed so far, for the counting limiter
};

static uint64_t outstanding(struct node *node, const struct program *program) {
  struct sg_queue *queue = &node->state->queues[program->queue];
  return atomic_load(&queue->tail) - atomic_load(&queue->head);
}

// NVML's last sample of the process: whole percents of a sixth of a second.
static int64_t utilisation(const struct program *program) {
  const struct sg_client *client = &program->process->clients[0];
  if (client->sample_count == 0)
    return 0;
  return (int64_t)(client->samples[(client->sample_count - 1) % SG_SAMPLES].busy_ns * 100 / SG_SAMPLE_PERIOD_NS);
}

static double share_of(const struct program *program, uint64_t before_ns, uint64_t elapsed_us) {
  return 100.0 * (double)(program->process->clients[0].device_ns - before_ns) / 1000 / (double)elapsed_us;
}

static void start(struct node *node, struct program *program, const char *container, int64_t limit) {
  program->process = node_process(node, container);
  program->queue = node_queue(node, program->process);
  program->limiter = naive_limiter_make(SMS, THREADS_PER_SM, limit);
}

// Runs programs under the naive limiter for so many seconds after two of settling; shares[i] in percent of the device.
static void run_naive(struct node *node, struct program *programs, uint32_t count, uint64_t seconds, double *shares) {
  uint64_t before[8] = {0};
  for (uint64_t t = 0; t < (seconds + 2) * 1000000; t += 100) {
    for (uint32_t i = 0; i < count; i++) {
      struct program *program = &programs[i];
      if (t == 2000000)
        before[i] = program->process->clients[0].device_ns;
      if (t % (NAIVE_TICK_MS * 1000) == 0 && t > 0)
        naive_limiter_tick(&program->limiter, utilisation(program));
      while (outstanding(node, program) < (program->synchronises ? 1u : QUEUED) && t >= program->retry_us) {
        if (naive_limiter_launch(&program->limiter, program->blocks))
          node_kernel(node, program->queue, program->kernel_us, SMS);
        else
          program->retry_us = t + NAIVE_RETRY_MS * 1000;
      }
    }
    node_advance(node, 100);
  }
  for (uint32_t i = 0; i < count; i++)
    shares[i] = share_of(&programs[i], before[i], seconds * 1000000);
}

static double distance(double a, double b) { return a > b ? a - b : b - a; }

static void the_originals_limiter_misses_30_and_70(void) {
  static const struct { uint64_t us; int64_t blocks; } kernels[] = {{100, 528}, {1000, 1056}, {5000, 4096}};
  for (size_t k = 0; k < 3; k++) {
    struct node node = node_make(SMS, 2000, 0);
    struct program programs[2] = {{.kernel_us = kernels[k].us, .blocks = kernels[k].blocks},
                                  {.kernel_us = kernels[k].us, .blocks = kernels[k].blocks}};
    start(&node, &programs[0], "thirty", 30);
    start(&node, &programs[1], "seventy", 70);
    double shares[2];
    run_naive(&node, programs, 2, 30, shares);
    double miss = distance(shares[0], 30) > distance(shares[1], 70) ? distance(shares[0], 30) : distance(shares[1], 70);
    printf("# kernels of %lu us: %.1f and %.1f %% instead of 30 and 70\n", (unsigned long)kernels[k].us, shares[0], shares[1]);
    CHECK("caps 30 and 70 are missed by at least 10 points", miss >= 10, "missed by %.1f", miss);
    node_remove(&node);
  }
}

static void the_originals_limiter_alone_is_as_far_off_as_reported(void) {
  struct node node = node_make(SMS, 2000, 0);
  struct program program = {.kernel_us = 1000, .blocks = 1056};
  start(&node, &program, "thirty", 30);
  double share;
  run_naive(&node, &program, 1, 58, &share);
  printf("# one program alone under a cap of 30: %.1f %%\n", share);
  CHECK("a cap of 30 alone lets through more than 40", share > 40, "%.1f", share);
  node_remove(&node);
}

// So many launches of 1 ms as would use 30 % of the device, per second, whatever they really last.
static void a_limiter_that_counts_launches_is_defeated(void) {
  struct node node = node_make(SMS, 2000, 0);
  struct program program = {.kernel_us = 50000};
  start(&node, &program, "thirty", 30);
  uint64_t total_us = 30 * 1000000;
  for (uint64_t t = 0; t < total_us; t += 100) {
    uint64_t allowed = t * 300 / 1000000 + 1;
    if (outstanding(&node, &program) == 0 && program.counted < allowed) {
      node_kernel(&node, program.queue, program.kernel_us, SMS);
      program.counted++;
    }
    node_advance(&node, 100);
  }
  double share = share_of(&program, 0, total_us);
  printf("# one kernel of 50 ms and a synchronise in a loop, 300 launches/s allowed: %.1f %%\n", share);
  CHECK("at least 90 % are used at a cap of 30", share >= 90, "%.1f", share);
  node_remove(&node);
}

int main(void) {
  the_originals_limiter_misses_30_and_70();
  the_originals_limiter_alone_is_as_far_off_as_reported();
  a_limiter_that_counts_launches_is_defeated();
  return CHECKS_END();
}
