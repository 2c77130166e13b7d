// test_death [ROUNDS]: processes end in every way there is, and what they had comes back.
#include "scene.h"

static bool is_used(struct vgpu_region *region, uint64_t bytes) {
  vgpu_region_reap(region);
  return vgpu_region_used(region, 0) == bytes;
}

static unsigned live_slots(struct vgpu_region *region) {
  unsigned count = 0;
  for (unsigned k = 0; k < HAMI_REGION_SLOTS; k++)
    count += vgpu_region_shared(region)->tail.slots[k].claim != 0;
  return count;
}

// The living are asked to stand still between two calls: one stopped in the middle of clearing a slot would keep that slot.
struct roll {
  uint32_t stand_still;
  uint32_t standing;
};

static void churn(struct vgpu_region *region, struct roll *roll, unsigned seed) {
  if (vgpu_region_attach(region) != VGPU_REGION_OK)
    _exit(3);
  for (;;) {
    if (__atomic_load_n(&roll->stand_still, __ATOMIC_SEQ_CST) != 0) {
      __atomic_fetch_add(&roll->standing, 1, __ATOMIC_SEQ_CST);
      pause();
    }
    uint64_t bytes = 1 + (uint64_t)rand_r(&seed) % MIB;
    if (vgpu_region_charge(region, 0, HAMI_REGION_PLAIN, bytes) == VGPU_REGION_OK && rand_r(&seed) % 2 == 0)
      vgpu_region_uncharge(region, 0, HAMI_REGION_PLAIN, bytes);
    if (rand_r(&seed) % 64 == 0) {
      vgpu_region_release(region);
      vgpu_region_attach(region);
    }
  }
}

// Of 8 at work half are killed; the rest stand still to see that only what is theirs counts, and are killed too.
static void half_are_killed(unsigned rounds) {
  struct vgpu_region *region = scene_region(4 * MIB);
  struct roll *roll = scene_shared(4096);
  unsigned wrong = 0;
  for (unsigned round = 0; round < rounds && wrong == 0; round++) {
    pid_t pids[8];
    memset(roll, 0, sizeof(*roll));
    for (unsigned i = 0; i < 8; i++) {
      pids[i] = fork();
      if (pids[i] == 0)
        churn(region, roll, round * 8 + i);
    }
    usleep(1000 + round * 37 % 2000);
    for (unsigned i = 0; i < 8; i += 2)
      kill(pids[i], SIGKILL);
    for (unsigned i = 0; i < 8; i += 2)
      scene_exit_status(pids[i]);
    __atomic_store_n(&roll->stand_still, 1, __ATOMIC_SEQ_CST);
    while (__atomic_load_n(&roll->standing, __ATOMIC_SEQ_CST) < 4)
      usleep(100);
    vgpu_region_reap(region);
    uint64_t theirs = 0;
    unsigned lost = 0;
    for (unsigned k = 0; k < HAMI_REGION_SLOTS; k++) {
      uint64_t word = vgpu_region_shared(region)->tail.slots[k].claim;
      bool living = false;
      for (unsigned i = 1; i < 8; i += 2)
        living |= (pid_t)(word >> 2 & 0x3fffff) == pids[i];
      if (living)
        theirs += vgpu_region_shared(region)->v1.processes[k].used[0].total;
      lost += word != 0 && !living;
    }
    if (vgpu_region_used(region, 0) != theirs || lost != 0) {
      printf("# round %u: %llu bytes in use, %llu are the living's; %u slots are lost\n", round,
             (unsigned long long)vgpu_region_used(region, 0), (unsigned long long)theirs, lost);
      wrong++;
    }
    for (unsigned i = 1; i < 8; i += 2)
      kill(pids[i], SIGKILL);
    for (unsigned i = 1; i < 8; i += 2)
      scene_exit_status(pids[i]);
    // Without being asked: whoever would be refused looks for the dead himself.
    vgpu_region_attach(region);
    if (vgpu_region_charge(region, 0, HAMI_REGION_PLAIN, 4 * MIB) != VGPU_REGION_OK) {
      printf("# round %u: %llu bytes are left in %u slots\n", round, (unsigned long long)vgpu_region_used(region, 0),
          live_slots(region));
      wrong++;
    }
    vgpu_region_release(region);
  }
  char name[96];
  snprintf(name, sizeof(name), "half are killed, %u times: what the living have, and then nothing", rounds);
  CHECK_NUMBER(name, wrong, 0);
  vgpu_region_reap(region);
  CHECK_NUMBER("no slot is lost", live_slots(region), 0);
  CHECK("slots are used again", vgpu_region_shared(region)->v1.process_count <= 24, "%d",
        vgpu_region_shared(region)->v1.process_count);
  vgpu_region_close(region);
}

static void a_child_has_nothing(void) {
  struct vgpu_region *region = scene_region(3 * MIB);
  vgpu_region_attach(region);
  vgpu_region_charge(region, 0, HAMI_REGION_PLAIN, MIB);
  pid_t pid = fork();
  if (pid == 0) {
    if (vgpu_region_slot(region) != -1 || vgpu_region_charge(region, 0, HAMI_REGION_PLAIN, 1) != VGPU_REGION_NOT_ATTACHED)
      _exit(1);
    vgpu_region_uncharge(region, 0, HAMI_REGION_PLAIN, MIB);
    vgpu_region_release(region);
    if (vgpu_region_used(region, 0) != MIB || vgpu_region_attach(region) != VGPU_REGION_OK || vgpu_region_slot(region) != 1)
      _exit(2);
    if (vgpu_region_charge(region, 0, HAMI_REGION_PLAIN, 2 * MIB) != VGPU_REGION_OK)
      _exit(4);
    _exit(vgpu_region_charge(region, 0, HAMI_REGION_PLAIN, 1) == VGPU_REGION_OVER_LIMIT ? 0 : 5);
  }
  CHECK_NUMBER("a child begins with nothing and takes a slot of its own", scene_exit_status(pid), 0);
  CHECK("the child's bytes come back, the parent's stay", is_used(region, MIB), "%llu",
      (unsigned long long)vgpu_region_used(region, 0));
  CHECK_NUMBER("the parent goes on", vgpu_region_charge(region, 0, HAMI_REGION_PLAIN, 2 * MIB), VGPU_REGION_OK);
  vgpu_region_release(region);
  vgpu_region_close(region);
}

static void ended_but_not_waited_for(void) {
  struct vgpu_region *region = scene_region(MIB);
  pid_t pid = fork();
  if (pid == 0) {
    vgpu_region_attach(region);
    vgpu_region_charge(region, 0, HAMI_REGION_PLAIN, MIB);
    _exit(0);
  }
  siginfo_t info;
  waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT);
  CHECK("one that nobody waited for is dead", is_used(region, 0), "%llu", (unsigned long long)vgpu_region_used(region, 0));
  scene_exit_status(pid);
  vgpu_region_close(region);
}

static void another_program(const char *self) {
  struct vgpu_region *region = scene_region(MIB);
  int ready[2];
  if (pipe(ready) != 0)
    exit(2);
  pid_t pid = fork();
  if (pid == 0) {
    vgpu_region_attach(region);
    vgpu_region_charge(region, 0, HAMI_REGION_PLAIN, MIB);
    dup2(ready[1], 1);
    execl("/bin/sh", "sh", "-c", "echo; exec sleep 100", (char *)NULL);
    _exit(127);
  }
  char c;
  if (read(ready[0], &c, 1) != 1)
    exit(2);
  CHECK("a program that was replaced is dead, though its number lives", is_used(region, 0), "%llu",
        (unsigned long long)vgpu_region_used(region, 0));
  kill(pid, SIGKILL);
  scene_exit_status(pid);

  pid = fork();
  if (pid == 0) {
    vgpu_region_attach(region);
    vgpu_region_charge(region, 0, HAMI_REGION_PLAIN, MIB);
    execl(self, self, "again", scene_path, (char *)NULL);
    _exit(127);
  }
  CHECK_NUMBER("one that replaces itself finds its first self's slot and bytes free", scene_exit_status(pid), 0);
  CHECK("and leaves nothing", is_used(region, 0), "%llu", (unsigned long long)vgpu_region_used(region, 0));
  vgpu_region_close(region);
}

static int again(const char *path) {
  struct vgpu_region *region;
  if (vgpu_region_open(path, &region) != VGPU_REGION_OK || vgpu_region_attach(region) != VGPU_REGION_OK)
    return 1;
  if (vgpu_region_slot(region) != 0 || vgpu_region_used(region, 0) != 0)
    return 2;
  return vgpu_region_charge(region, 0, HAMI_REGION_PLAIN, MIB) == VGPU_REGION_OK ? 0 : 3;
}

// Another process looks while this one has no lock: it lives all the same.
static bool is_thought_alive(struct vgpu_region *region) {
  pid_t pid = fork();
  if (pid == 0)
    _exit(vgpu_region_reap(region) == 0 && vgpu_region_used(region, 0) == MIB ? 0 : 1);
  return scene_exit_status(pid) == 0;
}

static bool is_locked(const struct vgpu_region *region, int slot) {
  pid_t pid = fork();
  if (pid == 0) {
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = (off_t)((UINT64_C(1) << 32) + (unsigned)slot),
        .l_len = 1};
    int file = open(scene_path, O_RDWR | O_CLOEXEC);
    _exit(region != NULL && fcntl(file, F_GETLK, &lock) == 0 && lock.l_type == F_WRLCK ? 0 : 1);
  }
  return scene_exit_status(pid) == 0;
}

static void all_descriptors_closed(void) {
  struct vgpu_region *region = scene_region(MIB);
  pid_t pid = fork();
  if (pid == 0) {
    vgpu_region_attach(region);
    vgpu_region_charge(region, 0, HAMI_REGION_PLAIN, MIB);
    if (!is_locked(region, 0))
      _exit(1);
    for (int file = 3; file < 1024; file++)
      close(file);
    if (is_locked(region, 0) || !is_thought_alive(region))
      _exit(2);
    if (dup2(open("/dev/null", O_RDWR), 48) != 48 || vgpu_region_charge(region, 0, HAMI_REGION_PLAIN,
        1) != VGPU_REGION_OVER_LIMIT)
      _exit(3);
    // The number is another file's now: ours is opened anew, and that one left alone.
    if (fcntl(48, F_GETFD) < 0 || !is_locked(region, 0))
      _exit(4);
    vgpu_region_uncharge(region, 0, HAMI_REGION_PLAIN, MIB);
    _exit(vgpu_region_used(region, 0) == 0 ? 0 : 5);
  }
  CHECK_NUMBER("a program that closes all its descriptors keeps its slot", scene_exit_status(pid), 0);
  CHECK("until it ends", is_used(region, 0) && live_slots(region) == 0, "%u slots", live_slots(region));
  vgpu_region_close(region);
}

static void taken_away(void) {
  struct vgpu_region *region = scene_region(MIB);
  vgpu_region_attach(region);
  vgpu_region_shared(region)->tail.slots[0].claim = 0;
  CHECK_NUMBER("without its slot nothing is granted", vgpu_region_charge(region, 0, HAMI_REGION_PLAIN, 1),
      VGPU_REGION_NOT_ATTACHED);
  vgpu_region_close(region);
}

static void all_slots_taken(void) {
  struct vgpu_region *region = scene_region(MIB);
  for (unsigned k = 0; k < HAMI_REGION_SLOTS; k++) {
    vgpu_region_shared(region)->tail.slots[k].claim = 2 | (uint64_t)getpid() << 2 | UINT64_C(1) << 24;
    vgpu_region_shared(region)->tail.slots[k].pid_namespace = 0;
  }
  vgpu_region_shared(region)->v1.process_count = HAMI_REGION_SLOTS;
  CHECK_NUMBER("slots of processes that began at another time are free", vgpu_region_attach(region), VGPU_REGION_OK);
  CHECK_NUMBER("but the own one", live_slots(region), 1);
  vgpu_region_release(region);
  vgpu_region_close(region);

  region = scene_region(MIB);
  pid_t pid = fork();
  if (pid == 0) {
    vgpu_region_attach(region);
    pause();
  }
  while (vgpu_region_shared(region)->tail.slots[0].claim == 0 || (vgpu_region_shared(region)->tail.slots[0].claim & 3) != 2)
    usleep(100);
  // All of them that living process's.
  for (unsigned k = 1; k < HAMI_REGION_SLOTS; k++)
    vgpu_region_shared(region)->tail.slots[k] = vgpu_region_shared(region)->tail.slots[0];
  vgpu_region_shared(region)->v1.process_count = HAMI_REGION_SLOTS;
  CHECK_NUMBER("no slot is left", vgpu_region_attach(region), VGPU_REGION_NO_SLOT);
  CHECK_NUMBER("nothing is granted then", vgpu_region_charge(region, 0, HAMI_REGION_PLAIN, 1), VGPU_REGION_NOT_ATTACHED);
  kill(pid, SIGKILL);
  scene_exit_status(pid);
  CHECK_NUMBER("when he ends there are", vgpu_region_attach(region), VGPU_REGION_OK);
  vgpu_region_release(region);
  vgpu_region_close(region);
}

int main(int count, char **arguments) {
  if (count == 3)
    _exit(again(arguments[2]));
  setvbuf(stdout, NULL, _IOLBF, 0);
  scene_begin();
  a_child_has_nothing();
  ended_but_not_waited_for();
  another_program("/proc/self/exe");
  all_descriptors_closed();
  taken_away();
  all_slots_taken();
  half_are_killed(count > 1 ? (unsigned)atoi(arguments[1]) : 200);
  return scene_end();
}
