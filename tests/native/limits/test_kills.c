// test-limits-kills ROUNDS: half of the processes that allocate at random are killed, again and again. Within a second the region
// says to the byte what the ledger says of the living, and what the dead had can be had by others.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "../check.h"
#include "crew.h"
#include "cuda_abi.h"
#include "judge.h"

enum { PROCESSES = 8, MOST_MS = 1000, ASK_EVERY = 10 };

static const uint64_t MIB = 1 << 20;
static unsigned seed = 11;

static uint64_t now_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static bool agree(struct judge_bytes *ledger, struct judge_region *region) {
  *ledger = judge_ledger();
  judge_region(crew_region(), region);
  return region->total == ledger->granted + ledger->modules && region->processes == ledger->processes;
}

int main(int argc, char **argv) {
  const int rounds = argc == 2 ? atoi(argv[1]) : 0;
  if (rounds <= 0)
    return fprintf(stderr, "test-limits-kills ROUNDS\n"), 2;
  judge_begin();
  const uint64_t limit = PROCESSES * 600 * MIB + 600 * MIB + 777, granule = judge_granule();
  uint64_t longest = 0;
  int round = 0, wrong = 0, refused = 0;
  bool alive = true;
  crew_begin(limit);
  for (int i = 0; i < PROCESSES; i++)
    crew_start(i, (unsigned)rand_r(&seed), MIXED_EXACT, 300 * MIB);
  alive = crew_tell(CREW_REST, 0);
  for (; round < rounds && alive && wrong + refused < 5; round++) {
    if (!crew_tell(CREW_RUN, 0))
      break;
    nanosleep(&(struct timespec){.tv_nsec = rand_r(&seed) % 12000000}, NULL);
    int first = rand_r(&seed) % PROCESSES;
    for (int i = 0; i < PROCESSES / 2; i++)
      crew_kill((first + i) % PROCESSES);
    const int survivor = (first + PROCESSES / 2) % PROCESSES;
    uint64_t killed = now_us();
    alive = crew_tell(CREW_REST, 0);
    struct judge_bytes ledger;
    struct judge_region region;
    // Most rounds wait for nobody: a process that needs the room clears the dead away. The others are left to themselves.
    if (round % ASK_EVERY != 0 && alive && (alive = crew_tell(CREW_TRIM, 0))) {
      ledger = judge_ledger();
      uint64_t room = (limit - ledger.granted - ledger.modules) / granule * granule;
      refused += room > 0 && crew_ask(survivor, CREW_ASK, room) != CUDA_SUCCESS;
      refused += crew_ask(survivor, CREW_ASK, granule) != CUDA_ERROR_OUT_OF_MEMORY;
      alive = crew_ask(survivor, CREW_RETURN, 0) >= 0;
    }
    while (alive && !agree(&ledger, &region) && now_us() - killed < MOST_MS * 1000)
      nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    uint64_t took = now_us() - killed;
    if (took > longest)
      longest = took;
    if (alive && !agree(&ledger, &region)) {
      printf("# round %d: %u processes of the region hold %" PRIu64 " bytes, %u of the ledger %" PRIu64 "\n", round,
             region.processes, region.total, ledger.processes, ledger.granted + ledger.modules);
      wrong++;
    }
    // The survivors went on for a moment: new ones need room for their contexts.
    if (alive && limit - ledger.granted - ledger.modules < PROCESSES / 2 * judge_context())
      alive = crew_tell(CREW_DROP, 0);
    for (int i = 0; i < PROCESSES; i++)
      if (crew_pid(i) == 0)
        crew_start(i, (unsigned)rand_r(&seed), MIXED_EXACT, 300 * MIB);
    // The new ones have their contexts before anyone takes more: there was room for as many.
    alive = alive && crew_tell(CREW_REST, 0);
  }
  CHECK("the survivors live on", alive && round == rounds, "until round %d", round);
  CHECK_NUMBER("rounds after which the region was still wrong after a second", wrong, 0);
  CHECK_NUMBER("requests that were answered wrongly", refused, 0);
  CHECK("nothing above the limit ever stood in the ledger", judge_highest() <= limit, "%" PRIu64 " of %" PRIu64,
      judge_highest(), limit);
  printf("# %d rounds, %d of %d killed in each: right again after at most %" PRIu64 " ms\n", round, PROCESSES / 2, PROCESSES,
         longest / 1000);
  crew_end();
  return CHECKS_END();
}
