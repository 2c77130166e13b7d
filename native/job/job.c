// hami-job DESCRIPTOR TIDY-WORDS... -- ASSIGNMENTS... -- COMMAND...
// What `hami run` turns into once a share is granted: passes signals on to the command, stops when it stops, and ends as it
// does. A second process, the keeper, is the parent of all that the command starts.
#include "job.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOT_EXECUTABLE = 126, NOT_FOUND = 127, SIGNALED = 128 };

struct front {
  const struct job *job;
  int news;
  pid_t command;
  bool adopted;  // the keeper was killed, so that the command is a child of ours
};

// What lists of processes show instead of all that `hami run` has to tell this program: the words' own memory, written over.
static void show_only_command(char **words, int count, const struct job *job) {
  char *at = words[0], *end = words[count - 1] + strlen(words[count - 1]);
  for (int i = 0; i < count; i++) {
    char *copy = words[i] != NULL ? strdup(words[i]) : NULL;
    if (copy == NULL && words[i] != NULL)
      return;
    words[i] = copy;
  }
  memset(at, 0, (size_t)(end - at));
  size_t used = (size_t)snprintf(at, (size_t)(end - at), "hami run --");
  for (char **word = job->command; *word != NULL && used < (size_t)(end - at); word++)
    used += (size_t)snprintf(at + used, (size_t)(end - at) - used, " %s", *word);
}

static char **split(char **words) {
  for (; *words != NULL; words++) {
    if (strcmp(*words, "--") == 0) {
      *words = NULL;
      return words + 1;
    }
  }
  return NULL;
}

static _Noreturn void end(struct front *front, int code, bool tidy) {
  close(front->job->alive);
  pid_t child = tidy ? fork() : -1;
  if (child == 0)
    exec_tidy(front->job);
  for (int status; child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR;)
    continue;
  _exit(code);
}

static int code_of(int status) { return WIFSIGNALED(status) ? SIGNALED + WTERMSIG(status) : WEXITSTATUS(status); }

static void stop_as_well(void) { kill(getpid(), SIGSTOP); }

// It ends by itself right after what it told; until then it has the job's pipe.
static void await_keeper(void) {
  while (waitpid(-1, NULL, 0) < 0 && errno == EINTR)
    continue;
}

static void on_news(struct front *front, const struct news *news) {
  switch (news->kind) {
    case NEWS_STARTED: front->command = news->value; break;
    case NEWS_STOPPED: stop_as_well(); break;
    case NEWS_FAILED:
      dprintf(STDERR_FILENO, "hami: %s: %s\n", front->job->command[0],
              news->value == ENOENT ? "command not found: write a path, or a name that PATH leads to" : strerror(news->value));
      await_keeper();
      end(front, news->value == ENOENT ? NOT_FOUND : NOT_EXECUTABLE, true);
    case NEWS_ENDED:
      if (news->alone)
        await_keeper();
      end(front, code_of(news->value), news->alone);
  }
}

// The keeper was killed: as the next above it, this process has its children now.
static void adopt(struct front *front) {
  front->adopted = true;
  for (;;) {
    int status;
    pid_t child = waitpid(-1, &status, WNOHANG | WUNTRACED | __WALL);
    if (child == 0)
      return;
    if (child < 0 && errno == EINTR)
      continue;
    if (child < 0) {
      dprintf(STDERR_FILENO, "hami: the job's processes were lost with their keeper\n");
      end(front, 1, true);
    }
    if (child != front->command)
      continue;
    if (WIFSTOPPED(status))
      stop_as_well();
    else
      end(front, code_of(status), true);
  }
}

static void on_signal(struct front *front, const struct signalfd_siginfo *signal) {
  if (signal->ssi_signo == SIGCHLD) {
    if (front->adopted)
      adopt(front);
    return;
  }
  // What the terminal sends, it sends to the command as well: that is in our process group.
  bool is_of_terminal = signal->ssi_code == SI_KERNEL;
  if (!is_of_terminal && (pid_t)signal->ssi_pid != front->command && front->command > 0)
    kill(front->command, (int)signal->ssi_signo);
}

static _Noreturn void watch(struct front *front, int signals) {
  for (;;) {
    // Until it has started there is nobody to pass signals on to: they wait.
    struct pollfd files[2] = {{.fd = front->adopted ? -1 : front->news, .events = POLLIN},
                              {.fd = front->command > 0 ? signals : -1, .events = POLLIN}};
    if (poll(files, 2, -1) < 0)
      continue;
    if (files[0].revents != 0) {
      struct news news;
      ssize_t count = read(front->news, &news, sizeof(news));
      if (count == sizeof(news))
        on_news(front, &news);
      else if (count == 0 || errno != EINTR)
        adopt(front);
      continue;
    }
    struct signalfd_siginfo signal;
    if (files[1].revents != 0 && read(signals, &signal, sizeof(signal)) == sizeof(signal))
      on_signal(front, &signal);
  }
}

int main(int count, char **words) {
  struct job job = {.alive = count > 1 ? atoi(words[1]) : -1, .tidy = words + 2};
  job.assignments = count > 2 ? split(job.tidy) : NULL;
  job.command = job.assignments != NULL ? split(job.assignments) : NULL;
  if (job.command == NULL || job.command[0] == NULL || fcntl(job.alive, F_GETFD) < 0) {
    dprintf(STDERR_FILENO, "usage: hami-job DESCRIPTOR TIDY... -- ASSIGNMENT... -- COMMAND...\n(`hami run` starts it)\n");
    return 64;
  }
  show_only_command(words, count, &job);
  sigset_t all;
  sigfillset(&all);
  int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS};
  for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
    sigdelset(&all, faults[i]);
  sigprocmask(SIG_BLOCK, &all, &job.signals);
  signal(SIGCHLD, SIG_DFL);
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  int news[2], signals = signalfd(-1, &all, SFD_CLOEXEC);
  pid_t keeper = signals < 0 || pipe2(news, O_CLOEXEC) != 0 ? -1 : fork();
  if (keeper < 0) {
    dprintf(STDERR_FILENO, "hami: the job can't be started: %s\n", strerror(errno));
    return 1;
  }
  if (keeper == 0) {
    close(news[0]);
    keep(&job, news[1]);
  }
  close(news[1]);
  struct front front = {.job = &job, .news = news[0]};
  watch(&front, signals);
}
