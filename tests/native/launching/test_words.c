// What the monitor and the environment say: blocked, suspended, another limit, none, refused.
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "held.h"

static CUcontext context;
static atomic_uint launched;
static atomic_bool stop;

static void *launches(void *nothing) {
  MUST(cuCtxSetCurrent(context));
  CUstream stream = held_stream();
  while (!atomic_load(&stop)) {
    MUST(held_launch("us20", stream));
    atomic_fetch_add(&launched, 1);
    MUST(cuStreamSynchronize(stream));
  }
  return nothing;
}

static bool rests(void) {
  held_sleep_ms(1500);
  unsigned int before = atomic_load(&launched);
  held_sleep_ms(300);
  return atomic_load(&launched) == before;
}

static bool goes_on(void) {
  unsigned int before = atomic_load(&launched);
  for (int i = 0; i < 500 && atomic_load(&launched) == before; i++)
    held_sleep_ms(10);
  return atomic_load(&launched) != before;
}

static void store(int32_t *word, int32_t value) { __atomic_store_n(word, value, __ATOMIC_SEQ_CST); }
static int32_t load(int32_t *word) { return __atomic_load_n(word, __ATOMIC_SEQ_CST); }

static struct hami_region_process *own(void) {
  for (int i = 0; i < HAMI_REGION_SLOTS; i++) {
    if (held_region()->v1.processes[i].pid == getpid())
      return &held_region()->v1.processes[i];
  }
  return NULL;
}

static void without_a_limit(void) {
  struct hami_region_v1 *v1 = &held_region()->v1;
  pthread_t thread;
  pthread_create(&thread, NULL, launches, NULL);
  CHECK("without a limit it launches", goes_on(), "it does not");
  store(&v1->recent_kernel, -1);
  CHECK("blocked by the monitor it rests", rests(), "it launches");
  CHECK_NUMBER("and leaves the monitor's word alone", load(&v1->recent_kernel), -1);
  store(&v1->recent_kernel, 0);
  CHECK("then it goes on", goes_on(), "it does not");
  held_sleep_ms(50);
  CHECK_NUMBER("and says that it launches", load(&v1->recent_kernel), 2);
  CHECK("and when", v1->last_kernel_time + 30 > (uint64_t)time(NULL), "%llu", (unsigned long long)v1->last_kernel_time);
  store(&own()->status, HAMI_REGION_STATUS_SUSPENDED);
  CHECK("suspended it rests", rests(), "it launches");
  store(&own()->status, HAMI_REGION_STATUS_RUNNING);
  CHECK("until it is not", goes_on(), "it does not");
  atomic_store(&stop, true);
  pthread_join(thread, NULL);
}

static void set_cores(uint32_t mode, uint32_t percent, uint32_t policy) {
  struct hami_region_device *device = &held_region()->tail.devices[0];
  __atomic_store_n(&device->core_percent, percent, __ATOMIC_SEQ_CST);
  __atomic_store_n(&device->policy, policy, __ATOMIC_SEQ_CST);
  __atomic_store_n(&device->core_mode, mode, __ATOMIC_SEQ_CST);
  held_sleep_ms(1200);
}

static struct held_stretch launch_for(long ms) {
  CUstream stream = held_stream();
  struct held_stretch start = held_stretch();
  while (held_now_ns() - start.wall_ns < (uint64_t)ms * 1000000)
    MUST(held_launch("us200", stream));
  return start;
}

static void limits_change(void) {
  struct hami_region_v1 *v1 = &held_region()->v1;
  set_cores(HAMI_REGION_LIMITED, 20, HAMI_REGION_POLICY_FORCE);
  held_check("a limit that comes later holds", launch_for(1000), 20);
  set_cores(HAMI_REGION_LIMITED, 60, HAMI_REGION_POLICY_FORCE);
  CHECK_NUMBER("the rate follows the limit", held_region()->tail.devices[0].rate, 60);
  struct held_stretch start = launch_for(1000);
  held_check("so do launches", start, 60);
  set_cores(HAMI_REGION_LIMITED, 5, HAMI_REGION_POLICY_FORCE);
  MUST(cuCtxSynchronize());
  held_check("down as well", launch_for(1000), 5);
  store(&v1->utilization_switch, 0);
  set_cores(HAMI_REGION_LIMITED, 5, HAMI_REGION_POLICY_DEFAULT);
  start = launch_for(300);
  CHECK("nobody else needs the device, and the policy minds that: more than the limit",
        held_device_ns() - start.device_ns > (held_now_ns() - start.wall_ns) / 5, "%.0f ms", (double)(held_device_ns() - start.device_ns) / 1e6);
  MUST(cuCtxSynchronize());
  store(&v1->utilization_switch, 1);
  held_sleep_ms(1200);
  held_check("somebody does", launch_for(1000), 5);
  set_cores(0, 50, HAMI_REGION_POLICY_FORCE);
  CHECK_NUMBER("a limit that is refused", held_launch("us20", NULL), CUDA_ERROR_NOT_PERMITTED);
  set_cores(HAMI_REGION_LIMITED, 0, HAMI_REGION_POLICY_FORCE);
  CHECK_NUMBER("one of 0 percent", held_launch("us20", NULL), CUDA_ERROR_NOT_PERMITTED);
  set_cores(17, 50, HAMI_REGION_POLICY_FORCE);
  CHECK_NUMBER("one that nobody understands", held_launch("us20", NULL), CUDA_ERROR_NOT_PERMITTED);
  set_cores(HAMI_REGION_HARDWARE, 0, HAMI_REGION_POLICY_FORCE);
  CHECK_NUMBER("one that the hardware holds is none", held_launch("us20", NULL), CUDA_SUCCESS);
}

// Its own environment asks for less than the region grants: it gets no more than it asked.
static int asks_for_less(void) {
  held_begin(60);
  setenv("CUDA_DEVICE_SM_LIMIT_0", "10", 1);
  setenv("CUDA_DEVICE_MEMORY_LIMIT_0", "4g", 1);
  context = held_open();
  held_check("who asks for 10 of 60 gets 10", launch_for(1500), 10);
  CHECK_NUMBER("the others' rate is as it was", held_region()->tail.devices[0].rate, 60);
  held_end();
  fflush(stdout);
  return checks_failed;
}

int main(void) {
  pid_t child = fork();
  if (child == 0)
    _exit(asks_for_less());
  int status = -1;
  waitpid(child, &status, 0);
  CHECK_NUMBER("an environment that asks for less than the region grants", status, 0);
  held_begin(0);
  context = held_open();
  without_a_limit();
  limits_change();
  held_end();
  return CHECKS_END();
}
