#include "crew.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cuda_abi.h"

struct member {
  _Atomic int pid;
  _Atomic uint64_t order;         // a number of its own above, enum crew_order in the lowest byte
  _Atomic uint64_t acknowledged;  // the last order that was carried out
  _Atomic uint64_t bytes;
  _Atomic int answer;
  _Atomic uint64_t granted, refused;
};

static struct member *members;
static char folder[64], path[96];

static void a_moment(void) { nanosleep(&(struct timespec){.tv_nsec = 100000}, NULL); }

static uint64_t now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

void crew_begin(uint64_t limit) {
  char text[32];
  snprintf(folder, sizeof(folder), "/tmp/limits-XXXXXX");
  members = mmap(NULL, CREW_MOST * sizeof(*members), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (mkdtemp(folder) == NULL || members == MAP_FAILED)
    exit(3);
  snprintf(path, sizeof(path), "%s/region.cache", folder);
  snprintf(text, sizeof(text), "%" PRIu64, limit);
  setenv("CUDA_DEVICE_MEMORY_LIMIT_0", text, 1);
  setenv("CUDA_DEVICE_SM_LIMIT_0", "0", 1);
  setenv("CUDA_DEVICE_MEMORY_SHARED_CACHE", path, 1);
}

const char *crew_region(void) { return path; }

void crew_end(void) {
  for (int i = 0; i < CREW_MOST; i++)
    crew_kill(i);
  char command[128];
  snprintf(command, sizeof(command), "rm -rf %s", folder);
  if (system(command) != 0)
    fprintf(stderr, "%s is still there\n", folder);
}

static void live(struct member *self, unsigned seed, unsigned kinds, uint64_t largest) {
  CUdeviceptr asked[8];
  int count = 0;
  struct mixed *mixed = mixed_begin(seed, kinds, largest);
  if (mixed == NULL)
    _exit(90);
  for (uint64_t done = 0;;) {
    uint64_t order = atomic_load(&self->order);
    enum crew_order what = order & 0xff;
    if (order != done) {
      if (what == CREW_ASK)
        atomic_store(&self->answer, (int)cuMemAlloc_v2(&asked[count], atomic_load(&self->bytes)));
      if (what == CREW_ASK && atomic_load(&self->answer) == CUDA_SUCCESS && ++count == 8)
        _exit(94);
      while ((what == CREW_RETURN || what == CREW_DROP) && count > 0)
        if (cuMemFree_v2(asked[--count]) != CUDA_SUCCESS)
          _exit(95);
      if (what == CREW_TRIM && !mixed_trim(mixed))
        _exit(96);
      if (what == CREW_DROP && !mixed_drop(mixed))
        _exit(91);
      atomic_store(&self->granted, mixed_granted(mixed));
      atomic_store(&self->refused, mixed_refused(mixed));
      atomic_store(&self->acknowledged, done = order);
    } else if (what != CREW_RUN || order == 0) {
      a_moment();
    } else if (!mixed_step(mixed)) {
      _exit(92);
    }
  }
}

void crew_start(int member, unsigned seed, unsigned kinds, uint64_t largest) {
  struct member *self = &members[member];
  atomic_store(&self->order, 0);
  atomic_store(&self->acknowledged, 0);
  pid_t parent = getpid(), pid = fork();
  if (pid == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() == parent)
      live(self, seed, kinds, largest);
    _exit(93);
  }
  atomic_store(&self->pid, pid);
}

int crew_pid(int member) { return atomic_load(&members[member].pid); }

void crew_kill(int member) {
  int pid = atomic_exchange(&members[member].pid, 0), status;
  if (pid == 0)
    return;
  kill(pid, SIGKILL);
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
    continue;
}

static bool is_there(struct member *member) {
  int status, pid = atomic_load(&member->pid);
  if (waitpid(pid, &status, WNOHANG) == 0)
    return true;
  printf("# process %d ended by itself: %s %d\n", pid, WIFSIGNALED(status) ? "signal" : "status",
         WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
  atomic_store(&member->pid, 0);
  return false;
}

static void order(struct member *member, enum crew_order what, uint64_t bytes) {
  static uint64_t number;
  atomic_store(&member->bytes, bytes);
  atomic_store(&member->order, ++number << 8 | what);
}

static bool heard(struct member *member) {
  uint64_t until = now_ms() + 60000;
  while (atomic_load(&member->acknowledged) != atomic_load(&member->order)) {
    if (!is_there(member))
      return false;
    if (now_ms() > until) {
      printf("# process %d hangs\n", atomic_load(&member->pid));
      return false;
    }
    a_moment();
  }
  return true;
}

bool crew_tell(enum crew_order what, uint64_t bytes) {
  bool all = true;
  for (int i = 0; i < CREW_MOST; i++)
    if (atomic_load(&members[i].pid) != 0)
      order(&members[i], what, bytes);
  for (int i = 0; i < CREW_MOST; i++)
    if (atomic_load(&members[i].pid) != 0)
      all = heard(&members[i]) && all;
  return all;
}

int crew_ask(int member, enum crew_order what, uint64_t bytes) {
  order(&members[member], what, bytes);
  return heard(&members[member]) ? atomic_load(&members[member].answer) : -1;
}

uint64_t crew_granted(void) {
  uint64_t sum = 0;
  for (int i = 0; i < CREW_MOST; i++)
    sum += atomic_load(&members[i].granted);
  return sum;
}

uint64_t crew_refused(void) {
  uint64_t sum = 0;
  for (int i = 0; i < CREW_MOST; i++)
    sum += atomic_load(&members[i].refused);
  return sum;
}
