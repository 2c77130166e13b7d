// The state's clock, and waiting on it.
#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "state.h"

uint64_t sg_now(struct sg_state *state) {
  if (state->description.clock == SG_CLOCK_VIRTUAL)
    return atomic_load_explicit(&state->header.virtual_now_ns, memory_order_acquire);
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * UINT64_C(1000000000) + (uint64_t)now.tv_nsec;
}

static void jump(struct sg_state *state, uint64_t until_ns) {
  uint64_t now = atomic_load(&state->header.virtual_now_ns);
  while (now < until_ns && !atomic_compare_exchange_weak(&state->header.virtual_now_ns, &now, until_ns)) {
  }
}

void sg_sleep(struct sg_state *state, uint64_t until_ns, uint32_t poke) {
  if (state->description.clock == SG_CLOCK_VIRTUAL && until_ns != SG_NEVER) {
    jump(state, until_ns);
    return;
  }
  // FUTEX_WAIT_BITSET takes an absolute time of CLOCK_MONOTONIC.
  struct timespec until = {.tv_sec = (time_t)(until_ns / UINT64_C(1000000000)), .tv_nsec = (long)(until_ns % UINT64_C(1000000000))};
  syscall(SYS_futex, &state->header.poke, FUTEX_WAIT_BITSET, poke, until_ns == SG_NEVER ? NULL : &until, NULL,
          FUTEX_BITSET_MATCH_ANY);
}

void sg_poke(struct sg_state *state) {
  atomic_fetch_add_explicit(&state->header.poke, 1, memory_order_release);
  syscall(SYS_futex, &state->header.poke, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}
