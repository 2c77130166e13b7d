// Looking at the calendars, and waiting for something on them.
#include <time.h>

#include "calendar.h"

static const uint64_t WAKE_EARLY_NS = 80000;        // about what a wake-up comes late here
static const uint64_t KEEPER_PERIOD_NS = 20000000;
static const uint64_t LOOKED_LATELY_NS = 5000000;
static const uint64_t LONGEST_SLEEP_NS = 50000000;  // others may submit what brings our end nearer

void sg_calendar_look(struct sg_state *state) {
  sg_state_lock(state);
  sg_calendar_advance(state, sg_now(state));
  sg_state_unlock(state);
}

void sg_calendar_wait(struct sg_state *state, bool (*condition)(void *context), void *context, bool spin) {
  bool virtual = state->description.clock == SG_CLOCK_VIRTUAL;
  for (;;) {
    uint32_t poke = atomic_load_explicit(&state->header.poke, memory_order_acquire);
    sg_state_lock(state);
    uint64_t now = sg_now(state);
    sg_calendar_advance(state, now);
    bool over = condition(context);
    uint64_t next = sg_calendar_next(state);
    sg_state_unlock(state);
    if (over)
      return;
    if (virtual) {
      if (next != SG_NEVER)
        sg_sleep(state, next, poke);
      else
        nanosleep(&(struct timespec){.tv_nsec = 50000}, NULL);  // for another thread: virtual time does not pass
      continue;
    }
    uint64_t until = next < now + LONGEST_SLEEP_NS ? next : now + LONGEST_SLEEP_NS;
    if (spin && until == next)
      until = until > now + WAKE_EARLY_NS ? until - WAKE_EARLY_NS : now;
    if (until > now)
      sg_sleep(state, until, poke);
    while (spin && next != SG_NEVER && sg_now(state) < next && sg_now(state) + WAKE_EARLY_NS >= next)
      __builtin_ia32_pause();
  }
}

void sg_calendar_keep(struct sg_state *state, const struct sg_process *process) {
  nanosleep(&(struct timespec){.tv_nsec = (long)KEEPER_PERIOD_NS}, NULL);
  if (state->description.clock == SG_CLOCK_VIRTUAL)
    return;
  uint32_t slot = sg_process_slot(state, process);
  for (uint32_t d = 0; d < state->description.device_count; d++) {
    uint32_t calendar = __atomic_load_n(&process->clients[d].calendar, __ATOMIC_RELAXED);
    if (calendar == SG_NONE)
      continue;
    bool active = (atomic_load(&state->calendars[calendar].active[slot / 64]) >> (slot % 64)) & 1;
    if (active && sg_now(state) - __atomic_load_n(&state->calendars[calendar].now_ns, __ATOMIC_RELAXED) > LOOKED_LATELY_NS) {
      sg_calendar_look(state);
      return;
    }
  }
}
