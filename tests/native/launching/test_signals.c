// Signals during launches: none ends a wait, and a handler that jumps out of one leaves nothing locked and no limit lifted.
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/time.h>

#include "held.h"

static atomic_int arrived;

static void count(int signal) {
  (void)signal;
  atomic_fetch_add(&arrived, 1);
}

static void every_ms(long ms, void (*handler)(int)) {
  struct sigaction action = {.sa_handler = handler};
  sigaction(SIGALRM, &action, NULL);
  struct itimerval timer = {.it_interval.tv_usec = ms * 1000, .it_value.tv_usec = ms * 1000};
  setitimer(ITIMER_REAL, &timer, NULL);
}

static void no_wait_ends_early(CUstream stream) {
  struct held_stretch start = held_stretch();
  every_ms(1, count);
  bool kept = true;
  while (held_now_ns() - start.wall_ns < 1000000000) {
    errno = 77;
    MUST(held_launch("us200", stream));
    kept &= errno == 77;
  }
  every_ms(0, count);
  held_check("with a signal each millisecond", start, 20);
#ifndef __SANITIZE_THREAD__
  CHECK("signals did come", atomic_load(&arrived) > 100, "%d", atomic_load(&arrived));
#endif
  CHECK("errno is as it was", kept, "it is not");
}

#ifndef __SANITIZE_THREAD__
static sigjmp_buf before;
static volatile sig_atomic_t jumps;

static void jump(int signal) {
  (void)signal;
  if (jumps > 0) {
    jumps--;
    siglongjmp(before, 1);
  }
}

static void handlers_may_jump_out(CUstream stream) {
  struct held_stretch start = held_stretch();
  jumps = 100;
  every_ms(7, jump);
  sigsetjmp(before, 1);
  while (jumps > 0)
    MUST(held_launch("us2000", stream));
  every_ms(0, jump);
  CHECK("handlers jumped out of launches", jumps == 0, "%d did not", (int)jumps);
  for (int i = 0; i < 50; i++)
    MUST(held_launch("us200", stream));
  held_check("and what followed is held to the limit", start, 20);
}

#endif

static void *see_mask(void *out) {
  pthread_sigmask(SIG_BLOCK, NULL, out);
  return NULL;
}

int main(void) {
  held_begin(20);
  held_open();
  CUstream stream = held_stream();
  no_wait_ends_early(stream);
#ifndef __SANITIZE_THREAD__  // it delivers signals only where libc's own functions wait
  handlers_may_jump_out(stream);
#endif
  sigset_t mask;
  pthread_t thread;
  pthread_create(&thread, NULL, see_mask, &mask);
  pthread_join(thread, NULL);
  CHECK("threads that start later have the program's mask", sigismember(&mask, SIGUSR1) == 0, "SIGUSR1 is blocked");
  held_end();
  return CHECKS_END();
}
