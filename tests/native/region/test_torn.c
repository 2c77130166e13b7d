// A process is killed at any instruction of what it does to the region; whoever comes next must find it whole.
#include <sys/ptrace.h>

#include "scene.h"

enum { KILLS = 250, MOST_STEPS = 12000 };

// What the victim does until it is killed: takes a slot, charges, is refused, gives back, leaves.
static void live(struct vgpu_region *region, unsigned seed) {
  raise(SIGSTOP);  // from here on every instruction counts
  for (;;) {
    vgpu_region_attach(region);
    for (unsigned i = 0; i < 8; i++) {
      uint64_t bytes = 1 + (uint64_t)rand_r(&seed) % (3 * MIB);
      if (vgpu_region_charge(region, 0, HAMI_REGION_PLAIN, bytes) == VGPU_REGION_OK && rand_r(&seed) % 2 == 0)
        vgpu_region_uncharge(region, 0, HAMI_REGION_PLAIN, bytes);
    }
    vgpu_region_release(region);
  }
}

static bool steps_until_killed(pid_t pid, unsigned steps) {
  int status;
  for (unsigned i = 0; i < steps; i++) {
    if (ptrace(PTRACE_SINGLESTEP, pid, NULL, NULL) != 0 || waitpid(pid, &status, __WALL) < 0 || !WIFSTOPPED(status))
      return false;
  }
  kill(pid, SIGKILL);
  return waitpid(pid, &status, __WALL) == pid;
}

static const char *what_is_wrong(struct vgpu_region *region) {
  if (vgpu_region_charge(region, 0, HAMI_REGION_PLAIN, 4 * MIB) != VGPU_REGION_OK)
    return "what is free can't be had";
  vgpu_region_reap(region);
  const char *what = NULL;
  if (vgpu_region_charge(region, 0, HAMI_REGION_PLAIN, 1) != VGPU_REGION_OVER_LIMIT)
    what = "more than the limit can be had";
  else if (vgpu_region_used(region, 0) != 5 * (uint64_t)MIB)
    what = "the dead one's bytes are left";
  vgpu_region_uncharge(region, 0, HAMI_REGION_PLAIN, 4 * MIB);
  const struct hami_region *shared = vgpu_region_shared(region);
  for (unsigned k = 1; k < HAMI_REGION_SLOTS && what == NULL; k++) {
    if (shared->tail.slots[k].claim != 0 || shared->tail.slots[k].charging != 0 || shared->v1.processes[k].status != 0 ||
        shared->v1.processes[k].used[0].data != 0)
      what = "a slot is lost";
  }
  return what != NULL ? what : shared->tail.refusing != 0 ? "the word of who refuses is left" : NULL;
}

int main(void) {
  scene_begin();
  struct vgpu_region *region = scene_region(5 * MIB);
  vgpu_region_attach(region);
  vgpu_region_charge(region, 0, HAMI_REGION_PLAIN, MIB);
  unsigned seed = 7, kills = 0, wrong = 0;
  for (; kills < KILLS && wrong < 5; kills++) {
    pid_t pid = fork();
    if (pid == 0) {
      ptrace(PTRACE_TRACEME, 0, NULL, NULL);
      live(region, seed);
    }
    int status;
    if (waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status) || WSTOPSIG(status) != SIGSTOP) {
      printf("skip cannot trace a process here\n0 passed, 0 failed, 1 skipped\n");
      return 77;
    }
    unsigned steps = 1 + (unsigned)rand_r(&seed) % MOST_STEPS;
    if (!steps_until_killed(pid, steps))
      printf("# not stopped after %u steps: %d\n", steps, errno);
    const char *what = what_is_wrong(region);
    if (what != NULL) {
      printf("# after %u steps: %s\n", steps, what);
      wrong++;
    }
  }
  CHECK_NUMBER("killed at any instruction, the region is whole for whoever comes next", wrong, 0);
  printf("# %u kills\n", kills);
  vgpu_region_release(region);
  vgpu_region_close(region);
  return scene_end();
}
