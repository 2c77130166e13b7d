// Processes race for a limit: what they were granted is counted beside the region, where the region can't flatter itself.
#include <sched.h>

#include "scene.h"

struct board {
  uint64_t granted, most;
  uint64_t refused, charges;
  uint32_t go;
};

static void note(struct board *board, uint64_t bytes) {
  uint64_t now = __atomic_add_fetch(&board->granted, bytes, __ATOMIC_SEQ_CST);
  uint64_t most = __atomic_load_n(&board->most, __ATOMIC_SEQ_CST);
  while (now > most && !__atomic_compare_exchange_n(&board->most, &most, now, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
    continue;
}

static void begin(struct vgpu_region *region, struct board *board) {
  if (vgpu_region_attach(region) != VGPU_REGION_OK)
    _exit(3);
  while (__atomic_load_n(&board->go, __ATOMIC_SEQ_CST) == 0)
    usleep(100);
}

// Random sizes, each held for a while, in a room far too small for all.
static void race(struct vgpu_region *region, struct board *board, unsigned seed, unsigned rounds) {
  uint64_t held[8] = {0};
  begin(region, board);
  for (unsigned i = 0; i < rounds; i++) {
    uint64_t *one = &held[rand_r(&seed) % 8];
    if (*one != 0) {
      __atomic_fetch_sub(&board->granted, *one, __ATOMIC_SEQ_CST);
      vgpu_region_uncharge(region, 0, HAMI_REGION_PLAIN, *one);
      *one = 0;
      continue;
    }
    uint64_t bytes = 1 + (uint64_t)rand_r(&seed) % (3 * MIB);
    if (vgpu_region_charge(region, 0, HAMI_REGION_PLAIN, bytes) == VGPU_REGION_OK) {
      note(board, bytes);
      *one = bytes;
      __atomic_fetch_add(&board->charges, 1, __ATOMIC_SEQ_CST);
    } else {
      __atomic_fetch_add(&board->refused, 1, __ATOMIC_SEQ_CST);
    }
  }
  for (unsigned i = 0; i < 8; i++) {
    __atomic_fetch_sub(&board->granted, held[i], __ATOMIC_SEQ_CST);
    vgpu_region_uncharge(region, 0, HAMI_REGION_PLAIN, held[i]);
  }
  int slot = vgpu_region_slot(region);
  const struct hami_region *shared = vgpu_region_shared(region);
  _exit(shared->v1.processes[slot].used[0].total != 0 || shared->v1.processes[slot].used[0].data != 0 ||
        shared->tail.slots[slot].kinds[0][HAMI_REGION_PLAIN] != 0);
}

static void racing(unsigned count) {
  enum { LIMIT = 10 * MIB + 1 };
  struct vgpu_region *region = scene_region(LIMIT);
  struct board *board = scene_shared(4096);
  pid_t pids[64];
  for (unsigned i = 0; i < count; i++) {
    pids[i] = fork();
    if (pids[i] == 0)
      race(region, board, i + 1, 40000 / count);
  }
  __atomic_store_n(&board->go, 1, __ATOMIC_SEQ_CST);
  unsigned wrong = 0;
  for (unsigned i = 0; i < count; i++)
    wrong += scene_exit_status(pids[i]) != 0;
  char name[96];
  snprintf(name, sizeof(name), "%u racing: each ends with nothing", count);
  CHECK_NUMBER(name, wrong, 0);
  snprintf(name, sizeof(name), "%u racing: never more than the limit", count);
  CHECK(name, board->most <= LIMIT && board->most > LIMIT / 2, "%llu of %d", (unsigned long long)board->most, LIMIT);
  printf("# %u racing: %llu granted, %llu refused, at most %llu of %d bytes\n", count, (unsigned long long)board->charges,
         (unsigned long long)board->refused, (unsigned long long)board->most, LIMIT);
  CHECK_NUMBER("nothing is in use afterwards", vgpu_region_used(region, 0), 0);
  vgpu_region_close(region);
}

// As many granules as processes, each of which has at most one: whatever is refused would have fitted. One more process
// keeps asking for what can't ever fit, and is in the way only as long as it takes to see that.
static void nothing_is_refused_that_fits(unsigned count) {
  struct vgpu_region *region = scene_region(count * (uint64_t)MIB);
  struct board *board = scene_shared(4096);
  pid_t pids[64], greedy = fork();
  if (greedy == 0) {
    begin(region, board);
    // Something is always in use by then: it says so itself.
    vgpu_region_charge(region, 0, HAMI_REGION_PLAIN, 1);
    for (;;)
      if (vgpu_region_charge(region, 0, HAMI_REGION_PLAIN, count * (uint64_t)MIB) == VGPU_REGION_OK)
        _exit(1);
  }
  for (unsigned i = 0; i + 1 < count; i++) {
    pids[i] = fork();
    if (pids[i] == 0) {
      begin(region, board);
      for (unsigned k = 0; k < 20000 / count; k++) {
        if (vgpu_region_charge(region, 0, HAMI_REGION_PLAIN, MIB) != VGPU_REGION_OK)
          _exit(1);
        vgpu_region_uncharge(region, 0, HAMI_REGION_PLAIN, MIB);
      }
      _exit(0);
    }
  }
  __atomic_store_n(&board->go, 1, __ATOMIC_SEQ_CST);
  unsigned wrong = 0;
  for (unsigned i = 0; i + 1 < count; i++)
    wrong += scene_exit_status(pids[i]) != 0;
  kill(greedy, SIGKILL);
  char name[96];
  snprintf(name, sizeof(name), "%u racing: what fits is never refused", count);
  CHECK_NUMBER(name, wrong, 0);
  CHECK_NUMBER("and what can't is", scene_exit_status(greedy), 1000 + SIGKILL);
  vgpu_region_close(region);
}

// Spins, so that both go on at the same moment; but not for long where there is one processor for both.
static void meet(const uint32_t *count, uint32_t all) {
  for (unsigned spins = 1; __atomic_load_n(count, __ATOMIC_SEQ_CST) < all; spins++)
    if (spins % 512 == 0)
      sched_yield();
}

// Two ask at the same moment for more than half each: one of them gets it, never both and never none.
static void head_to_head(void) {
  enum { ROUNDS = 30000, MOST = 10 * MIB };
  struct vgpu_region *region = scene_region(MOST);
  uint32_t *at = scene_shared(4096), *got = at + 16;
  pid_t pids[2];
  for (unsigned i = 0; i < 2; i++) {
    pids[i] = fork();
    if (pids[i] != 0)
      continue;
    vgpu_region_attach(region);
    unsigned wrong = 0;
    for (uint32_t round = 1; round <= ROUNDS; round++) {
      // Three meetings in a round: before the charge, after it, and when both have read what came of it.
      for (uint32_t meeting = 0; meeting < 3; meeting++) {
        __atomic_add_fetch(at, 1, __ATOMIC_SEQ_CST);
        meet(at, ((round - 1) * 3 + meeting + 1) * 2);
        if (meeting == 0)
          got[i] = vgpu_region_charge(region, 0, HAMI_REGION_PLAIN, MOST / 2 + 1) == VGPU_REGION_OK;
        else if (meeting == 1)
          wrong += got[0] + got[1] != 1;
        else if (got[i])
          vgpu_region_uncharge(region, 0, HAMI_REGION_PLAIN, MOST / 2 + 1);
      }
      // Given back before the next round begins.
      __atomic_add_fetch(at + 32, 1, __ATOMIC_SEQ_CST);
      meet(at + 32, round * 2);
    }
    _exit(wrong == 0 ? 0 : 1);
  }
  for (unsigned i = 0; i < 2; i++)
    CHECK_NUMBER("of two at once one gets it", scene_exit_status(pids[i]), 0);
  vgpu_region_close(region);
}

// Another one's bytes are in the sum though he will not get them: he is waited for, and found dead if he is.
static void what_will_not_stay_is_waited_for(bool he_dies) {
  struct vgpu_region *region = scene_region(MIB);
  uint32_t *ready = scene_shared(4096);
  vgpu_region_attach(region);
  pid_t pid = fork();
  if (pid == 0) {
    vgpu_region_attach(region);
    int slot = vgpu_region_slot(region);
    struct hami_region *shared = vgpu_region_shared(region);
    shared->tail.slots[slot].charging = 1;
    shared->v1.processes[slot].used[0].total = MIB;
    __atomic_store_n(ready, 1, __ATOMIC_SEQ_CST);
    while (__atomic_load_n(&shared->tail.refusing, __ATOMIC_SEQ_CST) == 0)
      continue;
    if (he_dies)
      kill(getpid(), SIGKILL);
    usleep(20000);
    __atomic_store_n(&shared->v1.processes[slot].used[0].total, 0, __ATOMIC_SEQ_CST);
    __atomic_store_n(&shared->tail.slots[slot].charging, 0, __ATOMIC_SEQ_CST);
    _exit(0);
  }
  while (__atomic_load_n(ready, __ATOMIC_SEQ_CST) == 0)
    usleep(100);
  CHECK_NUMBER(he_dies ? "who dies charging is not in the way" : "who is refused is not in the way",
               vgpu_region_charge(region, 0, HAMI_REGION_PLAIN, MIB), VGPU_REGION_OK);
  scene_exit_status(pid);
  vgpu_region_release(region);
  vgpu_region_close(region);
}

static void to_the_byte(void) {
  struct vgpu_region *region = scene_region(3 * MIB);
  CHECK_NUMBER("not before a slot is taken", vgpu_region_charge(region, 0, HAMI_REGION_PLAIN, 1), VGPU_REGION_NOT_ATTACHED);
  vgpu_region_attach(region);
  CHECK_NUMBER("all of it", vgpu_region_charge(region, 0, HAMI_REGION_POOL, 3 * MIB), VGPU_REGION_OK);
  CHECK_NUMBER("not one byte more", vgpu_region_charge(region, 0, HAMI_REGION_PLAIN, 1), VGPU_REGION_OVER_LIMIT);
  vgpu_region_uncharge(region, 0, HAMI_REGION_POOL, 1);
  CHECK_NUMBER("the last one", vgpu_region_charge(region, 0, HAMI_REGION_PLAIN, 1), VGPU_REGION_OK);
  CHECK_NUMBER("more than there is anywhere", vgpu_region_charge(region, 0, HAMI_REGION_PLAIN, UINT64_MAX),
      VGPU_REGION_OVER_LIMIT);
  vgpu_region_uncharge(region, 0, HAMI_REGION_POOL, UINT64_MAX);
  CHECK_NUMBER("nothing becomes less than nothing", vgpu_region_used(region, 0), 0);
  vgpu_region_give_limit(region, 0, (struct vgpu_limit){HAMI_REGION_LIMITED, MIB});
  CHECK_NUMBER("a smaller limit beside the region's counts", vgpu_region_charge(region, 0, HAMI_REGION_PLAIN, MIB + 1),
      VGPU_REGION_OVER_LIMIT);
  vgpu_region_give_limit(region, 0, (struct vgpu_limit){HAMI_REGION_REFUSED, 0});
  CHECK_NUMBER("refused beside the region's limit", vgpu_region_charge(region, 0, HAMI_REGION_PLAIN, 1), VGPU_REGION_NOT_GRANTED);
  vgpu_region_release(region);
  vgpu_region_close(region);
}

// Whoever was about to refuse was stopped or killed there: the others go on.
static void the_word_is_taken_over(void) {
  struct vgpu_region *region = scene_region(MIB);
  vgpu_region_attach(region);
  uint64_t *word = &vgpu_region_shared(region)->tail.refusing;
  const uint64_t words[] = {0xffff, 1024, 700 | 5 << 16, (uint64_t)(vgpu_region_slot(region) + 1) | (uint64_t)99 << 16};
  unsigned wrong = 0;
  for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
    *word = words[i];
    wrong += vgpu_region_charge(region, 0, HAMI_REGION_PLAIN, MIB) != VGPU_REGION_OK || *word != 0;
    vgpu_region_uncharge(region, 0, HAMI_REGION_PLAIN, MIB);
  }
  CHECK_NUMBER("a word that nobody takes back is taken over", wrong, 0);
  vgpu_region_release(region);
  vgpu_region_close(region);
}

int main(void) {
  setvbuf(stdout, NULL, _IOLBF, 0);
  scene_begin();
  to_the_byte();
  the_word_is_taken_over();
  what_will_not_stay_is_waited_for(false);
  what_will_not_stay_is_waited_for(true);
  head_to_head();
  racing(1);
  racing(8);
  racing(64);
  nothing_is_refused_that_fits(8);
  nothing_is_refused_that_fits(64);
  return scene_end();
}
