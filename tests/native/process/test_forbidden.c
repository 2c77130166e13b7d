// T16: where the system forbids record locks, nobody can be told to be dead: the living keep what they have, and the limit holds.
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "../check.h"
#include "../taking/container.h"
#include "child.h"

static CUdeviceptr pointer;

// fcntl answers EPERM; other forbidden calls are ones that a fallback stands for.
static void forbid(void) {
  struct sock_filter rules[] = {
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_fcntl, 3, 0),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_tgkill, 2, 0),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_kill, 1, 0),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
  };
  struct sock_fprog program = {.len = sizeof(rules) / sizeof(rules[0]), .filter = rules};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
    exit(77);
}

static struct hami_region *region(void) {
  int file = open(getenv("CUDA_DEVICE_MEMORY_SHARED_CACHE"), O_RDWR | O_CLOEXEC);
  return mmap(NULL, HAMI_REGION_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
}

static uint64_t charged(pid_t pid) {
  const struct hami_region *of = region();
  uint64_t sum = 0;
  for (int slot = 0; slot < HAMI_REGION_SLOTS; slot++)
    if (of->v1.processes[slot].pid == pid)
      sum += of->v1.processes[slot].used[0].total;
  return sum;
}

// Beside the parent, which has a context and half of the rest.
static int beside(void) {
  pid_t parent = getppid();
  uint64_t parents = charged(parent);
  node_context();
  int wrong = 0;
  wrong |= 1 * (cuMemAlloc_v2(&pointer, MIB(33)) != CUDA_ERROR_OUT_OF_MEMORY);
  wrong |= 2 * (cuMemAlloc_v2(&pointer, MIB(32)) != CUDA_SUCCESS);
  wrong |= 4 * (charged(parent) != parents);
  wrong |= 8 * (charged(getpid()) != container_context() + MIB(32));
  return wrong;
}

static int forbidden(void) {
  forbid();
  return beside();
}

static int forbidden_first(void) {
  forbid();
  node_context();
  NEED(cuMemAlloc_v2(&pointer, MIB(32)));
  return child_run("beside");
}

int main(int argc, char **argv) {
  static const struct part parts[] = {{"beside", beside}, {"forbidden", forbidden}, {"forbidden first", forbidden_first}};
  if (argc == 2)
    child_part(argc, argv, parts, 3);
  container_begin(2, MIB(64));
  CHECK_NUMBER("forbidden to both", child_run("forbidden first"), 0);
  // Whoever may look finds that they are gone.
  node_context();
  NEED(cuMemAlloc_v2(&pointer, MIB(32)));
  CHECK_NUMBER("forbidden to the second", child_run("forbidden"), 0);
  CHECK("this one keeps what it has", container_exact(), "it doesn't");
  container_end();
  return CHECKS_END();
}
