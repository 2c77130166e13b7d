// test-harm cuda|nvml|memory|system first|attached once|lasting VICTIM: a short program, and the n-th call of the driver or
// of NVML, request for memory or system call that fails, for n = 1, 2, 3 ... to its end. It sees an error or works; it doesn't
// crash, doesn't hang, and never has more than its limit by the device's ledger. `first`: it makes its region; `attached`: there
// is one. `lasting`: all later ones fail too.
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../check.h"
#include "failing.h"
#include "judge.h"
#include "trace.h"

enum { SECONDS = 20, CALM_EVERY = 12 };

static const char *const kinds[] = {[HARM_CUDA] = "cuda", [HARM_NVML] = "nvml", [HARM_MEMORY] = "memory",
    [HARM_SYSTEM] = "system"};
static const uint64_t MIB = 1 << 20;
static struct harm_file *file;
static char folder[64], region[96];
static bool lasting;

// Its wait status; -1: it hung and was killed.
static int run_plainly(char *const *arguments) {
  pid_t pid = fork();
  int status;
  if (pid == 0) {
    setpgid(0, 0);
    harm_enter();
    execv(arguments[0], arguments);
    _exit(127);
  }
  for (int waited = 0;; waited++) {
    if (waitpid(pid, &status, WNOHANG) == pid)
      return status;
    if (waited == SECONDS * 2000)
      break;
    nanosleep(&(struct timespec){.tv_nsec = 500000}, NULL);
  }
  kill(-pid, SIGKILL);
  waitpid(pid, &status, 0);
  return -1;
}

// Runs the victim with the n-th of a kind failing (0: none); returns its wait status.
static int run(char *const *arguments, enum harm kind, uint64_t n, uint64_t *counted, char name[64]) {
  memset(file, 0, sizeof(*file));
  file->failing[kind] = n;
  file->lasting = lasting;
  int status;
  if (kind == HARM_SYSTEM) {
    struct trace trace = {.failing = n, .lasting = lasting, .seconds = SECONDS};
    if (!trace_run(arguments, &trace)) {
      printf("skip cannot trace a process here\n0 passed, 0 failed, 1 skipped\n");
      exit(77);
    }
    status = trace.status;
    *counted = trace.counted;
    strcpy(name, trace.name);
    if (trace.crash[0] != '\0')
      printf("# it crashed at %s\n", trace.crash);
  } else {
    status = run_plainly(arguments);
    *counted = file->counted[kind];
    strcpy(name, file->name);
  }
  return status;
}

static bool is_fine(int status) { return status != -1 && WIFEXITED(status) && WEXITSTATUS(status) <= 1; }

static const char *told(int status, char *text, size_t size) {
  if (status == -1)
    snprintf(text, size, "hung");
  else if (WIFSIGNALED(status))
    snprintf(text, size, "died of signal %d", WTERMSIG(status));
  else
    snprintf(text, size, "ended with %d", WEXITSTATUS(status));
  return text;
}

static void prepare(uint64_t n) {
  char name[32];
  snprintf(name, sizeof(name), "harm-%" PRIu64, n);
  setenv("SIMGPU_CONTAINER", name, 1);
}

int main(int argc, char **argv) {
  if (argc != 5)
    return fprintf(stderr, "test-harm cuda|nvml|memory|system first|attached once|lasting VICTIM\n"), 2;
  enum harm kind = 0;
  while (kind < HARM_KINDS && strcmp(argv[1], kinds[kind]) != 0)
    kind++;
  const bool attached = strcmp(argv[2], "attached") == 0;
  lasting = strcmp(argv[3], "lasting") == 0;
  char *const victim[] = {argv[4], NULL};
  const uint64_t most_containers = 500;
  char text[32], path[96];
  judge_begin();
  const uint64_t limit = judge_context() + 400 * MIB + 4711;
  snprintf(folder, sizeof(folder), "/tmp/harm-XXXXXX");
  if (kind == HARM_KINDS || mkdtemp(folder) == NULL)
    return 2;
  snprintf(region, sizeof(region), "%s/region.cache", folder);
  snprintf(path, sizeof(path), "%s/file", folder);
  int descriptor = open(path, O_RDWR | O_CREAT, 0600);
  if (descriptor < 0 || ftruncate(descriptor, sizeof(*file)) != 0)
    return 2;
  file = mmap(NULL, sizeof(*file), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  setenv("HARM_FILE", path, 1);
  snprintf(text, sizeof(text), "%" PRIu64, limit);
  setenv("CUDA_DEVICE_MEMORY_LIMIT_0", text, 1);
  setenv("CUDA_DEVICE_SM_LIMIT_0", "50", 1);
  setenv("CUDA_DEVICE_MEMORY_SHARED_CACHE", region, 1);

  uint64_t n = 0, counted = 0, errors = 0, wrong = 0, over = 0, uncalm = 0;
  char name[64], how[64];
  prepare(0);
  int status = run(victim, kind, 0, &counted, name);
  CHECK("unharmed it works", WIFEXITED(status) && WEXITSTATUS(status) == 0, "%s", told(status, how, sizeof(how)));
  const uint64_t calls = counted;
  for (n = 1; n < most_containers; n++) {
    prepare(n);
    if (!attached)
      unlink(region);
    status = run(victim, kind, n, &counted, name);
    // What its threads do is not always the same: a few more may or may not come.
    if (counted < n)
      break;
    errors += WIFEXITED(status) && WEXITSTATUS(status) == 1;
    if (!is_fine(status)) {
      printf("# number %" PRIu64 ", %s: it %s\n", n, name, told(status, how, sizeof(how)));
      wrong++;
    }
    if (judge_highest() > limit) {
      printf("# number %" PRIu64 ", %s: %" PRIu64 " bytes of %" PRIu64 "\n", n, name, judge_highest(), limit);
      over++;
    }
    if (n % CALM_EVERY == 0) {
      status = run(victim, kind, 0, &counted, name);
      if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        printf("# after number %" PRIu64 " an unharmed one %s\n", n, told(status, how, sizeof(how)));
        uncalm++;
      }
    }
  }
  CHECK("there was something to fail", n > 1 && n < most_containers, "%" PRIu64, n);
  CHECK_NUMBER("crashes, hangs and wrong ends", wrong, 0);
  CHECK_NUMBER("more than the limit in the ledger", over, 0);
  CHECK_NUMBER("others that fail afterwards", uncalm, 0);
  CHECK_NUMBER("bytes left on the device", judge_ledger().granted, 0);
  printf("# %s: %" PRIu64 " in an unharmed run; %" PRIu64 " failed one after the other, %" PRIu64 " of the runs saw an error\n",
         kinds[kind], calls, n - 1, errors);
  char command[128];
  snprintf(command, sizeof(command), "rm -rf %s", folder);
  if (system(command) != 0)
    fprintf(stderr, "%s is still there\n", folder);
  return CHECKS_END();
}
