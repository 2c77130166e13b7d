// test-limits-torn KILLS: a process is killed at any instruction of an allocation or release; another one must then find all room
// but what the ledger says of itself, to the granule, and no more.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../check.h"
#include "crew.h"
#include "cuda_abi.h"
#include "judge.h"

enum { MOST_STEPS = 30000 };

static const uint64_t MIB = 1 << 20;

// The driver keeps its thread; this one stops once it has a context, and all that follows is stepped through.
static void victim(unsigned seed) {
  struct mixed *mixed = mixed_begin(seed, MIXED_EXACT, 100 * MIB);
  if (mixed == NULL)
    _exit(1);
  if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0)
    _exit(77);
  raise(SIGSTOP);
  while (mixed_step(mixed))
    continue;
  _exit(2);
}

static int step(pid_t pid, unsigned steps) {
  int status;
  for (unsigned i = 0; i < steps; i++) {
    if (ptrace(PTRACE_SINGLESTEP, pid, NULL, NULL) != 0 || waitpid(pid, &status, __WALL) < 0)
      return errno;
    if (!WIFSTOPPED(status))
      return -1;
  }
  return 0;
}

int main(int argc, char **argv) {
  const int kills = argc == 2 ? atoi(argv[1]) : 0;
  if (kills <= 0)
    return fprintf(stderr, "test-limits-torn KILLS\n"), 2;
  unsigned seed = 3;
  int done = 0, ended = 0, given = 0, refused = 0, status;
  judge_begin();
  const uint64_t limit = 2 * 600 * MIB + 500 * MIB, granule = judge_granule();
  alarm(280);
  crew_begin(limit);
  crew_start(0, 1, 1 << MIXED_SMALL, MIB);
  crew_tell(CREW_REST, 0);
  for (; done < kills && given + refused + ended < 5; done++) {
    pid_t pid = fork();
    if (pid == 0)
      victim((unsigned)rand_r(&seed));
    if (waitpid(pid, &status, __WALL) != pid || WIFSIGNALED(status) || (WIFEXITED(status) && WEXITSTATUS(status) != 77)) {
      ended++;
      continue;
    }
    if (!WIFSTOPPED(status)) {
      printf("skip cannot trace a process here\n0 passed, 0 failed, 1 skipped\n");
      crew_end();
      return 77;
    }
    ended += step(pid, 1 + (unsigned)rand_r(&seed) % MOST_STEPS) != 0;
    kill(pid, SIGKILL);
    waitpid(pid, &status, __WALL);
    struct judge_bytes ledger = judge_ledger();
    uint64_t room = (limit - ledger.granted - ledger.modules) / granule * granule;
    refused += crew_ask(0, CREW_ASK, room) != CUDA_SUCCESS;
    given += crew_ask(0, CREW_ASK, granule) != CUDA_ERROR_OUT_OF_MEMORY;
    crew_ask(0, CREW_RETURN, 0);
  }
  CHECK_NUMBER("victims that ended before they were killed", ended, 0);
  CHECK_NUMBER("after a kill, what fits was refused", refused, 0);
  CHECK_NUMBER("after a kill, more was given", given, 0);
  CHECK("nothing above the limit ever stood in the ledger", judge_highest() <= limit, "%lu of %lu", judge_highest(), limit);
  printf("# %d kills\n", done);
  crew_end();
  return CHECKS_END();
}
