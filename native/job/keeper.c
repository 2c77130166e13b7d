// The keeper is the parent of all of a job's processes: whoever loses his own parent becomes its child, be he in another
// session and without any descriptor. So it knows when the last one ends, also when `hami run` was killed long before.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "job.h"

static void close_range_of(int from, int to) {
  if (from > to || syscall(SYS_close_range, from, to, 0) == 0)
    return;
  long most = sysconf(_SC_OPEN_MAX);
  for (int k = from; k <= to && k < most; k++)
    close(k);
}

// What the user's descriptors lead to must end with the job's own processes: a keeper at a pipe's end would keep its reader
// waiting.
static void close_all_but(int one, int other) {
  int low = one < other ? one : other, high = one < other ? other : one;
  int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int k = 0; k < 3; k++)
    if (nothing >= 0)
      dup2(nothing, k);
  close_range_of(3, low - 1);
  close_range_of(low + 1, high - 1);
  close_range_of(high + 1, 0x7fffffff);
}

static void tell(int news, enum news_kind kind, int value, bool alone) {
  struct news told = {.kind = kind, .value = value, .alone = alone};
  while (write(news, &told, sizeof(told)) < 0 && errno == EINTR)
    continue;
}

_Noreturn void exec_tidy(const struct job *job) {
  sigprocmask(SIG_SETMASK, &job->signals, NULL);
  if (job->tidy[0] != NULL)
    execv(job->tidy[0], job->tidy);
  _exit(0);
}

// Whether PATH leads to a file of that name. A folder of it that may not be entered makes execvp say that the command may not
// be executed, also when there is none.
static bool is_on_path(const char *name) {
  const char *path = getenv("PATH");
  while (path != NULL && *path != '\0') {
    size_t length = strcspn(path, ":");
    char file[4096];
    if (snprintf(file, sizeof(file), "%.*s/%s", (int)length, path, name) < (int)sizeof(file) && access(file, F_OK) == 0)
      return true;
    path += length + (path[length] == ':');
  }
  return false;
}

static _Noreturn void become_command(const struct job *job, int failed) {
  for (char **assignment = job->assignments; *assignment != NULL; assignment++) {
    if (strchr(*assignment, '=') != NULL)
      putenv(*assignment);
    else
      unsetenv(*assignment);
  }
  signal(SIGPIPE, SIG_DFL);
  sigprocmask(SIG_SETMASK, &job->signals, NULL);
  execvp(job->command[0], job->command);
  int error = errno;
  if (error == EACCES && strchr(job->command[0], '/') == NULL && !is_on_path(job->command[0]))
    error = ENOENT;
  ssize_t ignored = write(failed, &error, sizeof(error));
  (void)ignored;
  _exit(127);
}

// The command's process; 0 when it couldn't be started.
static pid_t start(const struct job *job, int news) {
  int failed[2], error = 0;
  if (pipe2(failed, O_CLOEXEC) != 0) {
    tell(news, NEWS_FAILED, errno, true);
    return 0;
  }
  pid_t command = fork();
  if (command == 0)
    become_command(job, failed[1]);
  error = command < 0 ? errno : 0;
  close(failed[1]);
  while (command > 0 && read(failed[0], &error, sizeof(error)) < 0 && errno == EINTR)
    continue;
  close(failed[0]);
  if (error == 0) {
    tell(news, NEWS_STARTED, command, false);
    return command;
  }
  if (command > 0)
    waitpid(command, NULL, 0);
  tell(news, NEWS_FAILED, error, true);
  return 0;
}

static bool nothing_is_left(void) {
  pid_t ended;
  do
    ended = waitpid(-1, NULL, WNOHANG | __WALL);
  while (ended > 0);
  return ended < 0 && errno == ECHILD;
}

_Noreturn void keep(const struct job *job, int news) {
  prctl(PR_SET_NAME, "hami-keeper");
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  signal(SIGPIPE, SIG_IGN);
  pid_t command = start(job, news);
  if (command == 0)
    _exit(0);
  // A signal to the job's group isn't meant for its keeper.
  setpgid(0, 0);
  close_all_but(job->alive, news);
  bool alone = false;
  for (;;) {
    int status;
    pid_t child = waitpid(-1, &status, WUNTRACED | __WALL);
    if (child < 0 && errno == EINTR)
      continue;
    if (child < 0)
      break;
    if (child != command)
      continue;
    if (WIFSTOPPED(status)) {
      tell(news, NEWS_STOPPED, status, false);
      continue;
    }
    alone = nothing_is_left();
    struct news ended = {.kind = NEWS_ENDED, .value = status, .alone = alone};
    // Told to nobody: `hami run` was killed.
    if (write(news, &ended, sizeof(ended)) < 0)
      alone = false;
    close(news);
    command = 0;
  }
  close(job->alive);
  if (alone)
    _exit(0);
  signal(SIGPIPE, SIG_DFL);
  exec_tidy(job);
}
