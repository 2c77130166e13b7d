#include "lock.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <time.h>

#include "state.h"
#include "transaction.h"

void sg_lock_init(pthread_mutex_t *mutex) {
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
  pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
  pthread_mutex_init(mutex, &attributes);
  pthread_mutexattr_destroy(&attributes);
}

enum sg_lock_result sg_lock_try(pthread_mutex_t *mutex) {
  switch (pthread_mutex_trylock(mutex)) {
    case 0: return SG_LOCK_TAKEN;
    case EOWNERDEAD: return SG_LOCK_TAKEN_FROM_DEAD;
    case EBUSY: return SG_LOCK_BUSY;
    default: abort();  // not a mutex: the state is not one
  }
}

enum sg_lock_result sg_lock_take(pthread_mutex_t *mutex) {
  for (int tries = 0;; tries++) {
    enum sg_lock_result result = sg_lock_try(mutex);
    if (result != SG_LOCK_BUSY)
      return result;
    if (tries < 64)
      __builtin_ia32_pause();
    else if (tries < 96)
      sched_yield();
    else
      nanosleep(&(struct timespec){.tv_nsec = 20000}, NULL);
  }
}

void sg_lock_repair(pthread_mutex_t *mutex) {
  pthread_mutex_consistent(mutex);
}

void sg_state_lock(struct sg_state *state) {
  if (sg_lock_take(&state->header.lock) == SG_LOCK_TAKEN_FROM_DEAD) {
    sg_transaction_recover(state);
    sg_lock_repair(&state->header.lock);
  }
}

void sg_state_unlock(struct sg_state *state) {
  pthread_mutex_unlock(&state->header.lock);
}
