#include "trace.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <linux/ptrace.h>

enum { MOST_RANGES = 32, MOST_TASKS = 64, STACK_WORDS = 256 };

struct range { uint64_t begin, end; bool ours; };

struct task { pid_t pid; int error; };  // error: what the call that it is in is to end with

static struct range ranges[MOST_RANGES];
static int range_count;
static bool ranges_stale;  // code was mapped since
static struct task tasks[MOST_TASKS];

// Code of the library and of what else calls the system: addresses are the same in all of the program's processes.
static void read_ranges(pid_t pid) {
  char path[64], line[512];
  snprintf(path, sizeof(path), "/proc/%d/maps", pid);
  FILE *file = fopen(path, "r");
  range_count = 0;
  while (file != NULL && fgets(line, sizeof(line), file) != NULL && range_count < MOST_RANGES) {
    unsigned long begin, end;
    char rights[8];
    if (sscanf(line, "%lx-%lx %7s", &begin, &end, rights) != 3 || strchr(rights, 'x') == NULL ||
        strstr(line, "libc.so") != NULL || strstr(line, "[v") != NULL)
      continue;
    ranges[range_count++] = (struct range){begin, end, strstr(line, "libvgpu.so") != NULL};
  }
  if (file != NULL)
    fclose(file);
}

static const struct range *range_of(uint64_t address) {
  for (int i = 0; i < range_count; i++)
    if (address >= ranges[i].begin && address < ranges[i].end)
      return &ranges[i];
  return NULL;
}

// Whoever is nearest on the stack, but for libc, is who calls.
static bool is_of_the_library(pid_t pid, const struct ptrace_syscall_info *info) {
  static uint64_t stack[STACK_WORDS];
  const struct range *range = range_of(info->instruction_pointer);
  if (range != NULL)
    return range->ours;
  for (size_t words = STACK_WORDS; words >= 16; words /= 2) {
    struct iovec here = {stack, words * sizeof(*stack)}, there = {(void *)info->stack_pointer, words * sizeof(*stack)};
    if (process_vm_readv(pid, &here, 1, &there, 1, 0) != (ssize_t)here.iov_len)
      continue;
    for (size_t i = 0; i < words; i++)
      if ((range = range_of(stack[i])) != NULL)
        return range->ours;
    break;
  }
  return false;
}

void harm_enter(void) {
  setenv("LD_PRELOAD", getenv("HARM_PRELOAD"), 1);
  setenv("LD_LIBRARY_PATH", getenv("HARM_DRIVER"), 1);
}

static struct task *task_of(pid_t pid) {
  struct task *unused = NULL;
  for (int i = 0; i < MOST_TASKS; i++) {
    if (tasks[i].pid == pid)
      return &tasks[i];
    if (tasks[i].pid == 0 && unused == NULL)
      unused = &tasks[i];
  }
  if (unused == NULL)
    abort();
  *unused = (struct task){.pid = pid};
  return unused;
}

static int error_for(uint64_t number) {
  switch (number) {
    case SYS_openat: return EMFILE;
    case SYS_mmap: return ENOMEM;
    case SYS_write:
    case SYS_pwrite64: return ENOSPC;
    case SYS_clone:
    case SYS_clone3: return EAGAIN;
    default: return EPERM;
  }
}

// Exits and the like do not fail; nor does brk as others do: libc would take an error for the new end of memory.
static bool may_fail(uint64_t number) {
  return number != SYS_brk && number != SYS_exit && number != SYS_exit_group && number != SYS_rt_sigreturn &&
         number != SYS_gettid && number != SYS_getpid;
}

static void at_system_call(pid_t pid, struct trace *trace) {
  struct task *task = task_of(pid);
  struct ptrace_syscall_info info;
  if (ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info) <= 0)
    return;
  if (info.op == PTRACE_SYSCALL_INFO_EXIT && task->error != 0) {
    ptrace(PTRACE_POKEUSER, pid, offsetof(struct user_regs_struct, rax), -(long)task->error);
    task->error = 0;
  }
  if (info.op != PTRACE_SYSCALL_INFO_ENTRY)
    return;
  if (ranges_stale)
    read_ranges(pid);
  ranges_stale = info.entry.nr == SYS_mmap && (info.entry.args[2] & PROT_EXEC) != 0;
  if (!may_fail(info.entry.nr) || !is_of_the_library(pid, &info))
    return;
  trace->counted++;
  if (trace->failing == 0 || trace->counted < trace->failing || (trace->counted > trace->failing && !trace->lasting))
    return;
  if (trace->counted == trace->failing)
    snprintf(trace->name, sizeof(trace->name), "system call %llu", (unsigned long long)info.entry.nr);
  // A call of no such number does nothing.
  ptrace(PTRACE_POKEUSER, pid, offsetof(struct user_regs_struct, orig_rax), -1L);
  task->error = error_for(info.entry.nr);
}

static void note_crash(pid_t pid, struct trace *trace) {
  struct user_regs_struct registers;
  char path[64], line[512];
  unsigned long begin, end, offset;
  snprintf(path, sizeof(path), "/proc/%d/maps", pid);
  FILE *file = fopen(path, "r");
  if (file == NULL || ptrace(PTRACE_GETREGS, pid, NULL, &registers) != 0)
    return;
  snprintf(trace->crash, sizeof(trace->crash), "%#llx", (unsigned long long)registers.rip);
  while (fgets(line, sizeof(line), file) != NULL) {
    char name[200] = "";
    if (sscanf(line, "%lx-%lx %*s %lx %*s %*s %199s", &begin, &end, &offset, name) >= 3 && registers.rip >= begin &&
        registers.rip < end)
      snprintf(trace->crash, sizeof(trace->crash), "%s+%#llx", name, (unsigned long long)registers.rip - begin + offset);
  }
  fclose(file);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void nothing(int signal) { (void)signal; }

_Bool trace_run(char *const *arguments, struct trace *trace) {
  int status;
  pid_t first = fork(), pid;
  if (first == 0) {
    personality(ADDR_NO_RANDOMIZE);
    if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0)
      _exit(77);
    raise(SIGSTOP);
    harm_enter();
    execv(arguments[0], arguments);
    _exit(127);
  }
  if (waitpid(first, &status, 0) != first || !WIFSTOPPED(status))
    return false;
  const long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
                       PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL;
  if (ptrace(PTRACE_SETOPTIONS, first, NULL, options) != 0)
    return false;
  memset(tasks, 0, sizeof(tasks));
  range_count = 0;
  trace->counted = 0;
  trace->name[0] = trace->crash[0] = '\0';
  trace->status = -1;
  // What interrupts a wait that lasts too long.
  struct sigaction action = {.sa_handler = nothing};
  sigaction(SIGALRM, &action, NULL);
  struct itimerval timer = {{1, 0}, {1, 0}};
  setitimer(ITIMER_REAL, &timer, NULL);
  double until = now() + trace->seconds;
  ptrace(PTRACE_SYSCALL, first, NULL, 0);
  for (;;) {
    pid = waitpid(-1, &status, __WALL);
    if (pid < 0 && errno == ECHILD)
      break;
    if (now() > until && trace->status == -1) {
      for (int i = 0; i < MOST_TASKS; i++)
        if (tasks[i].pid != 0)
          kill(tasks[i].pid, SIGKILL);
      while (waitpid(-1, &status, __WALL) > 0 || errno == EINTR)
        continue;
      break;
    }
    if (pid < 0)
      continue;
    if (WIFEXITED(status) || WIFSIGNALED(status)) {
      task_of(pid)->pid = 0;
      if (pid == first)
        trace->status = status;
      continue;
    }
    int deliver = 0, stop = WSTOPSIG(status);
    if (stop == (SIGTRAP | 0x80)) {
      at_system_call(pid, trace);
    } else if (stop != SIGSTOP && stop != SIGTRAP) {
      deliver = stop;
      if (stop == SIGSEGV || stop == SIGBUS || stop == SIGABRT || stop == SIGILL || stop == SIGFPE)
        note_crash(pid, trace);
    }
    ptrace(PTRACE_SYSCALL, pid, NULL, deliver);
  }
  setitimer(ITIMER_REAL, &(struct itimerval){{0, 0}, {0, 0}}, NULL);
  return true;
}
