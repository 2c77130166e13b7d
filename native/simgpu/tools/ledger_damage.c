#include "ledger_damage.h"

#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

enum { LONGEST_S = 5 };

static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGABRT};
static const char *state_path;

static void say(const char *text) {
  if (write(STDERR_FILENO, text, strlen(text)) < 0)
    _exit(1);
}

static void give_up(int signal_number) {
  say("simgpu-ledger: ");
  say(state_path);
  say(signal_number == SIGALRM ? ": locked for seconds: damaged, or a process that uses the node is stopped\n"
                               : ": damaged; make another with `simgpu create`\n");
  _exit(1);
}

void sg_ledger_expect_damage(const char *path) {
  state_path = path;
  struct sigaction action = {.sa_handler = give_up};
  for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
    sigaction(faults[i], &action, NULL);
  sigaction(SIGALRM, &action, NULL);
  alarm(LONGEST_S);
}

void sg_ledger_damage_over(void) {
  alarm(0);
  for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
    signal(faults[i], SIG_DFL);
}
