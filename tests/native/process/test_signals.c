// T5: signals at any moment change nothing, errno stays, and who jumps out of a call loses no more than that call's charge: the
// thread's next calls count as any.
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/time.h>

#include "../check.h"
#include "../taking/container.h"
#include "simgpu/failure/failure.h"

static unsigned signals;

static void count(int signal) {
  (void)signal;
  signals++;
}

static void timer(unsigned microseconds) {
  struct itimerval every = {.it_interval.tv_usec = microseconds, .it_value.tv_usec = microseconds};
  setitimer(ITIMER_REAL, &every, NULL);
}

static void interrupted(void) {
  struct sigaction action = {.sa_handler = count};
  sigaction(SIGALRM, &action, NULL);
  uint64_t before = container_charged_here();
  unsigned wrong = 0;
  timer(300);
  for (unsigned i = 0; i < 3000 || signals < 100; i++) {
    CUdeviceptr one, two;
    wrong += cuMemAlloc_v2(&one, MIB(1 + i % 5)) != CUDA_SUCCESS;
    wrong += cuMemAlloc_v2(&two, container_limit()) != CUDA_ERROR_OUT_OF_MEMORY;
    wrong += cuMemFree_v2(one) != CUDA_SUCCESS;
  }
  timer(0);
  CHECK_NUMBER("calls between signals", wrong, 0);
  CHECK("nothing is left of them", container_charged_here() == before && container_exact(), "there is");
}

static void errno_stays(void) {
  CUdeviceptr one;
  unsigned wrong = 0;
  // The driver's own first allocation may change it.
  NEED(cuMemAlloc_v2(&one, MIB(1)));
  NEED(cuMemFree_v2(one));
  errno = 4711;
  wrong += cuMemAlloc_v2(&one, MIB(1)) != CUDA_SUCCESS || errno != 4711;
  wrong += cuMemFree_v2(one) != CUDA_SUCCESS || errno != 4711;
  wrong += cuMemAlloc_v2(&one, container_limit()) != CUDA_ERROR_OUT_OF_MEMORY || errno != 4711;
  wrong += cuMemFree_v2(1) == CUDA_SUCCESS || errno != 4711;
  wrong += cuInit(0) != CUDA_SUCCESS || errno != 4711;
  CHECK_NUMBER("errno stays", wrong, 0);
}

static sigjmp_buf away;

static void jump(int signal) {
  (void)signal;
  siglongjmp(away, 1);
}

// The driver is made to wait before it does anything, so that nothing of its own is left half done.
static void jumped_out_of(void) {
  struct sigaction action = {.sa_handler = jump};
  sigaction(SIGALRM, &action, NULL);
  struct sg_failure slow = {.kind = SG_FAILURE_DELAY, .device = -1, .function = "cuMemAlloc_v2", .duration_ns = 5000000000};
  if (sg_failure_inject(node_state(), &slow) != 0)
    exit(3);
  uint64_t before = container_charged_here();
  CUdeviceptr one = 0;
  if (sigsetjmp(away, 1) == 0) {
    struct itimerval soon = {.it_value.tv_usec = 100 * 1000};
    setitimer(ITIMER_REAL, &soon, NULL);
    cuMemAlloc_v2(&one, MIB(4));
    CHECK("the call is left", false, "it came back");
  }
  sg_failure_recover(node_state(), -1);
  CHECK_NUMBER("what the call charged stays so", container_charged_here(), before + MIB(4));
  NEED(cuMemAlloc_v2(&one, MIB(6)));
  CHECK_NUMBER("the next call counts", container_charged_here(), before + MIB(10));
  CUdeviceptr two;
  CHECK_NUMBER("and meets the limit", cuMemAlloc_v2(&two, container_limit() - before - MIB(10) + 1), CUDA_ERROR_OUT_OF_MEMORY);
  NEED(cuMemFree_v2(one));
  CHECK_NUMBER("and its end counts", container_charged_here(), before + MIB(4));
}

int main(void) {
  container_begin(1, MIB(64));
  node_context();
  errno_stays();
  interrupted();
  jumped_out_of();
  container_end();
  return CHECKS_END();
}
