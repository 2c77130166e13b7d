// A process is stopped for good at any instruction of what it does to the shared state; whoever comes next must find it whole.
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../check.h"
#include "node.h"

enum { KILLS = 400, MOST_STEPS = 6000 };

// What the victim does until it is stopped: a bit of everything that takes the lock.
static void live(struct node *node, unsigned seed) {
  struct sg_process *process;
  if (sg_process_join(node->state, &process) != 0)
    _exit(90);
  sg_client_open(node->state, process, 0, 0, 0);
  uint32_t queue = node_queue(node, process);
  raise(SIGSTOP);  // from here on every instruction counts
  for (;;) {
    uint64_t bytes = (uint64_t)(1 + rand_r(&seed) % 64) << 21;
    if (sg_memory_charge(node->state, process, 0, SG_MEMORY_DATA, bytes, bytes) == 0 && rand_r(&seed) % 2 == 0)
      sg_memory_return(node->state, process, 0, SG_MEMORY_DATA, bytes, bytes);
    node_kernel(node, queue, 1 + (uint64_t)rand_r(&seed) % 50, 132);
    node_advance(node, (uint64_t)rand_r(&seed) % 100);
    uint32_t index;
    if (sg_object_create(node->state, process, 0, 0, 0, "none", 0, &index) == 0)
      sg_object_release(node->state, process, index);
    if (sg_queue_open(node->state, process, 0, &index) == 0)
      sg_queue_close(node->state, index);
  }
}

static bool steps_until_killed(pid_t pid, unsigned steps) {
  int status;
  for (unsigned i = 0; i < steps; i++) {
    if (ptrace(PTRACE_SINGLESTEP, pid, NULL, NULL) != 0 || waitpid(pid, &status, __WALL) < 0 || !WIFSTOPPED(status))
      return false;
  }
  kill(pid, SIGKILL);
  // The keeper's thread belongs to the same process: it is reaped with it.
  return waitpid(pid, &status, __WALL) == pid || errno == ECHILD;
}

static const char *what_is_wrong(struct node *node, const struct sg_process *survivor) {
  static char what[160];
  struct sg_memory_figures figures;
  uint64_t give_up = 2000;
  do {
    // The kernel marks the dead one's slot when its last thread is gone.
    sg_memory_figures(node->state, 0, 0, &figures);
    usleep(500);
  } while (figures.used != survivor->clients[0].used_bytes && --give_up > 0);
  uint64_t booked = 0;
  for (uint32_t c = 0; c < SG_MAX_CONTAINERS; c++)
    booked += node->state->containers[c].device_ns[0];
  if (figures.used != survivor->clients[0].used_bytes)
    snprintf(what, sizeof(what), "%lu bytes in use, the living has %lu", (unsigned long)figures.used,
             (unsigned long)survivor->clients[0].used_bytes);
  else if (booked != node->state->calendars[0].busy_ns)
    snprintf(what, sizeof(what), "the device was busy %lu ns, %lu are booked", (unsigned long)node->state->calendars[0].busy_ns,
             (unsigned long)booked);
  else
    return NULL;
  return what;
}

int main(void) {
  struct node node = node_make(132, 2000, 0);
  struct sg_process *survivor = node_process(&node, "survivor");
  uint32_t queue = node_queue(&node, survivor);
  sg_memory_charge(node.state, survivor, 0, SG_MEMORY_DATA, 5 << 21, 5 << 21);
  unsigned seed = 7, kills = 0, wrong = 0;
  for (; kills < KILLS && wrong < 5; kills++) {
    pid_t pid = fork();
    if (pid == 0) {
      ptrace(PTRACE_TRACEME, 0, NULL, NULL);
      live(&node, seed);
    }
    int status;
    if (waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status) || WSTOPSIG(status) != SIGSTOP) {
      printf("skip cannot trace a process here\n0 passed, 0 failed, 1 skipped\n");
      return 77;
    }
    unsigned steps = 1 + (unsigned)rand_r(&seed) % MOST_STEPS;
    if (!steps_until_killed(pid, steps))
      printf("# not stopped after %u steps: %d\n", steps, errno);
    const char *what = what_is_wrong(&node, survivor);
    if (what != NULL) {
      printf("# after %u steps: %s\n", steps, what);
      wrong++;
    }
    uint64_t number = node_kernel(&node, queue, 10, 132);
    node_advance(&node, 100000);
    if (node_done_us(&node, queue, number) == SG_NEVER) {
      printf("# after %u steps the survivor's kernel does not end\n", steps);
      wrong++;
    }
  }
  CHECK_NUMBER("killed at any instruction, the state is whole for whoever comes next", wrong, 0);
  printf("# %u kills\n", kills);
  node_remove(&node);
  return CHECKS_END();
}
