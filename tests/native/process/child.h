// Runs this program again for one of its parts: a process of its own, for what ends or replaces one.
#pragma once

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

// Nothing here may hang: a part that does is killed.
enum { CHILD_SECONDS = 60 };

static inline pid_t child_begin(const char *part) {
  fflush(stdout);
  pid_t pid = fork();
  if (pid == 0) {
    execl("/proc/self/exe", "part", part, (char *)NULL);
    _exit(127);
  }
  return pid;
}

// The exit status, or 128 and the signal.
static inline int child_end(pid_t pid) {
  int status = 0;
  waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static inline int child_run(const char *part) { return child_end(child_begin(part)); }

struct part {
  const char *name;
  int (*run)(void);
};

// In main: the part that this run is for, if it is for one.
static inline void child_part(int argc, char **argv, const struct part *parts, size_t count) {
  alarm(CHILD_SECONDS);
  for (size_t i = 0; argc == 2 && i < count; i++)
    if (strcmp(argv[1], parts[i].name) == 0)
      exit(parts[i].run());
}
