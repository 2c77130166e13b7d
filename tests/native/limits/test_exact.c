// test-limits-exact PROCESSES ROUNDS exact|all: the processes of one container allocate at random, all kinds mixed, against one
// limit. What stood in the ledger never passes it; whenever they rest, what is left can be had to the last granule and no more.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../check.h"
#include "crew.h"
#include "cuda_abi.h"
#include "judge.h"

static const uint64_t MIB = 1 << 20;
static unsigned seed = 5;
static uint64_t limit;
static int processes;

static uint64_t charged(void) {
  struct judge_bytes bytes = judge_ledger();
  return bytes.granted + bytes.modules;
}

static uint64_t now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

// While all rest: what pools gave up as a stream was waited for is learnt of by the way, within a second.
static bool is_told_rightly(uint64_t *longest) {
  struct judge_region region;
  uint64_t from = now_ms(), took = 0;
  for (; judge_region(crew_region(), &region), region.total != charged(); took = now_ms() - from) {
    if (took > 1000) {
      printf("# region %" PRIu64 ", ledger %" PRIu64 "\n", region.total, charged());
      return false;
    }
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
  }
  *longest = took > *longest ? took : *longest;
  return true;
}

// While all rest.
static const char *what_is_wrong_with_the_rest(void) {
  int who = rand_r(&seed) % processes, other = rand_r(&seed) % processes;
  const uint64_t granule = judge_granule(), room = (limit - charged()) / granule * granule;
  if (room >= MIB && crew_ask(who, CREW_ASK, room) != CUDA_SUCCESS)
    return "what fits was refused";
  if (charged() + granule <= limit)
    return "there is still room for a granule";
  if (crew_ask(other, CREW_ASK, granule) != CUDA_ERROR_OUT_OF_MEMORY)
    return "a granule more than fits was not refused";
  crew_ask(who, CREW_RETURN, 0);
  if (crew_ask(other, CREW_ASK, granule) == CUDA_ERROR_OUT_OF_MEMORY && room >= granule)
    return "what was given back can't be had by another";
  crew_ask(other, CREW_RETURN, 0);
  return NULL;
}

int main(int argc, char **argv) {
  if (argc != 4)
    return fprintf(stderr, "test-limits-exact PROCESSES ROUNDS exact|all\n"), 2;
  processes = atoi(argv[1]);
  int rounds = atoi(argv[2]);
  const bool exact = strcmp(argv[3], "exact") == 0;
  judge_begin();
  // Not a multiple of anything.
  limit = (uint64_t)processes * 600 * MIB + 3000 * MIB + 12345;
  crew_begin(limit);
  for (int i = 0; i < processes; i++)
    crew_start(i, (unsigned)rand_r(&seed), exact ? MIXED_EXACT : MIXED_ALL, 700 * MIB);
  bool alive = crew_tell(CREW_REST, 0);
  const char *wrong = NULL;
  uint64_t longest = 0;
  int apart = 0, round = 0;
  for (; round < rounds && alive && wrong == NULL; round++) {
    alive = crew_tell(CREW_RUN, 0);
    nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
    alive = alive && crew_tell(CREW_REST, 0);
    apart += exact && alive && !is_told_rightly(&longest);
    // Whoever is short of memory has his own pools trimmed, which would make room.
    alive = alive && crew_tell(CREW_TRIM, 0);
    if (exact && alive)
      wrong = what_is_wrong_with_the_rest();
  }
  CHECK("all live on", alive, "in round %d", round);
  CHECK("nothing above the limit ever stood in the ledger", judge_highest() <= limit, "%" PRIu64 " of %" PRIu64,
      judge_highest(), limit);
  CHECK("much was asked for, near the limit", crew_granted() > 20 && crew_refused() > 0,
      "%" PRIu64 " granted, %" PRIu64 " refused",
        crew_granted(), crew_refused());
  CHECK("what fits is given, and a granule more is not", wrong == NULL, "%s, round %d", wrong, round);
  CHECK_NUMBER("rounds after which the region's sum was not the ledger's for a second", apart, 0);
  alive = alive && crew_tell(CREW_DROP, 0);
  CHECK("all can be given back", alive, "no");
  struct judge_bytes left = judge_ledger();
  struct judge_region region;
  judge_region(crew_region(), &region);
  CHECK_NUMBER("only contexts are left", left.granted, left.contexts);
  CHECK_NUMBER("in the region too", region.total, left.granted + left.modules);
  printf("# %d processes: %" PRIu64 " granted, %" PRIu64 " refused, at most %" PRIu64 " of %" PRIu64 " bytes; ", processes,
         crew_granted(), crew_refused(), judge_highest(), limit);
  printf("told rightly after %" PRIu64 " ms\n", longest);
  crew_end();
  return CHECKS_END();
}
