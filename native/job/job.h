// What front and keeper of a job tell each other.
#pragma once

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

struct job {
  int alive;             // writing end of the job's pipe by name: while anyone has it open, the job lives
  char **tidy;           // what to run when all is over
  char **assignments;    // NAME=VALUE, or NAME alone to unset
  char **command;
  sigset_t signals;      // as they were blocked before
};

enum news_kind { NEWS_STARTED = 1, NEWS_FAILED, NEWS_STOPPED, NEWS_ENDED };

struct news {
  int kind;
  int value;   // process, errno, or as waitpid has it
  bool alone;  // ended, and nothing of the job is left
};

// In a process of its own: starts the command, waits for it and all that it leaves behind. Doesn't return.
_Noreturn void keep(const struct job *job, int news);

// Runs what tidies up; to be called with the job's pipe closed.
_Noreturn void exec_tidy(const struct job *job);
