// Eight processes that each hold one granule or none, with room for exactly eight; beside them four that keep asking for
// more than will ever fit. Whatever those are in the middle of, none of the eight is refused.
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../check.h"
#include "crew.h"
#include "cuda_abi.h"
#include "judge.h"

enum { MODEST = 8, GREEDY = 4, ROUNDS = 3000 };

struct shared { _Atomic int ready, over, ended, refused, given, wrong; };

static void live(struct shared *shared, bool greedy, uint64_t granule) {
  CUcontext context;
  CUdeviceptr pointer;
  if (cuInit(0) != CUDA_SUCCESS || cuCtxCreate_v2(&context, 0, 0) != CUDA_SUCCESS) {
    shared->wrong++;
    _exit(1);
  }
  shared->ready++;
  while (shared->ready < MODEST + GREEDY)
    usleep(1000);
  for (int i = 0; greedy ? shared->over < MODEST : i < ROUNDS; i++) {
    CUresult result = cuMemAlloc_v2(&pointer, greedy ? (MODEST + 1) * granule : granule);
    if (result == CUDA_SUCCESS)
      cuMemFree_v2(pointer);
    shared->refused += !greedy && result != CUDA_SUCCESS;
    shared->given += greedy && result == CUDA_SUCCESS;
  }
  shared->over += !greedy;
  // Its context stays until all are through: without it there would be more room.
  shared->ended++;
  while (shared->ended < MODEST + GREEDY)
    usleep(1000);
  _exit(0);
}

int main(void) {
  struct shared *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  judge_begin();
  const uint64_t granule = judge_granule(), limit = (MODEST + GREEDY) * judge_context() + MODEST * granule;
  alarm(250);
  crew_begin(limit);
  for (int i = 0; i < MODEST + GREEDY; i++)
    if (fork() == 0)
      live(shared, i >= MODEST, granule);
  while (wait(NULL) > 0)
    continue;
  CHECK_NUMBER("no process failed", shared->wrong, 0);
  CHECK_NUMBER("all went through", shared->ended, MODEST + GREEDY);
  CHECK_NUMBER("what fits is never refused, whoever else is refused meanwhile", shared->refused, 0);
  CHECK_NUMBER("what doesn't fit is never given", shared->given, 0);
  CHECK("nothing above the limit stood in the ledger", judge_highest() <= limit, "%lu of %lu", judge_highest(), limit);
  crew_end();
  return CHECKS_END();
}
