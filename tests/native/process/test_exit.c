// T7: calls while the process ends, in whatever order handlers run; what it held stays charged until it is gone, and is free then.
#include <fcntl.h>
#include <sys/mman.h>

#include "../check.h"
#include "../taking/container.h"
#include "child.h"

static CUdeviceptr pointer;
static int wrong;
static bool watching;

static void call_it_all(const char *when, uint64_t bytes) {
  if (!watching)
    return;
  CUdeviceptr another;
  CUcontext context;
  // The driver may still serve or say that it has ended; both reach the program as they are.
  CUresult allocated = cuMemAlloc_v2(&another, bytes), initialised = cuInit(0), current = cuCtxGetCurrent(&context);
  if ((allocated != CUDA_SUCCESS && allocated != CUDA_ERROR_DEINITIALIZED) || current != allocated || initialised != allocated) {
    fprintf(stderr, "%s: %d %d %d\n", when, allocated, initialised, current);
    wrong++;
  }
  if (allocated == CUDA_SUCCESS)
    cuMemFree_v2(another);
}

// This one comes before ours: the limit holds still. Those after it are the driver's affair, which has more.
static void after_the_start(void) { call_it_all("a handler from after the start", MIB(1)); }
static void before_the_start(void) { call_it_all("a handler from before the start", MIB(64)); }

__attribute__((destructor)) static void as_it_is_unloaded(void) {
  call_it_all("a destructor", MIB(64));
  if (watching)
    _exit(wrong);
}

static int with_handlers(void) {
  watching = true;
  atexit(before_the_start);
  node_context();
  atexit(after_the_start);
  NEED(cuMemAlloc_v2(&pointer, MIB(10)));
  return 0;
}

// The slot is this process's until it has ended, for others must not be given what it still holds.
static struct hami_region *shared;
static int own = -1;

static void look_at_the_end(void) {
  const struct hami_region_process *process = &shared->v1.processes[own];
  _exit(process->status != HAMI_REGION_STATUS_RUNNING || process->used[0].total != container_context() + MIB(10));
}

static int still_held(void) {
  atexit(look_at_the_end);
  int file = open(getenv("CUDA_DEVICE_MEMORY_SHARED_CACHE"), O_RDWR | O_CLOEXEC);
  shared = mmap(NULL, HAMI_REGION_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  node_context();
  NEED(cuMemAlloc_v2(&pointer, MIB(10)));
  for (int slot = 0; slot < HAMI_REGION_SLOTS; slot++)
    if (shared->v1.processes[slot].pid == getpid())
      own = slot;
  return own < 0 ? 1 : 0;
}

static int all_given_back(void) {
  node_context();
  NEED(cuMemAlloc_v2(&pointer, MIB(10)));
  NEED(cuMemFree_v2(pointer));
  NEED(cuDevicePrimaryCtxRelease_v2(0));
  return 0;
}

static int quickly(void) {
  node_context();
  NEED(cuMemAlloc_v2(&pointer, MIB(10)));
  quick_exit(0);
}

static int at_once(void) {
  node_context();
  NEED(cuMemAlloc_v2(&pointer, MIB(10)));
  _exit(0);
}

static int never_started(void) { return cuMemAlloc_v2(&pointer, MIB(1)) != CUDA_ERROR_NOT_INITIALIZED; }

static int use(void) {
  node_context();
  return 0;
}

static unsigned slots_taken(void) {
  unsigned count = 0;
  for (int slot = 0; slot < HAMI_REGION_SLOTS; slot++)
    count += container_region()->v1.processes[slot].status != HAMI_REGION_STATUS_FREE;
  return count;
}

int main(int argc, char **argv) {
  static const struct part parts[] = {{"handlers", with_handlers}, {"held", still_held},   {"back", all_given_back},
                                      {"quickly", quickly},        {"at once", at_once},   {"never", never_started},
                                      {"use", use}};
  if (argc == 2)
    child_part(argc, argv, parts, sizeof(parts) / sizeof(parts[0]));
  container_begin(1, MIB(12));
  CHECK_NUMBER("a program that gave all back", child_run("back"), 0);
  CHECK_NUMBER("leaves no slot", slots_taken(), 0);
  CHECK_NUMBER("one that never started", child_run("never"), 0);
  static const char *const ends[] = {"handlers", "held", "quickly", "at once"};
  for (int i = 0; i < 4; i++) {
    CHECK_NUMBER(ends[i], child_run(ends[i]), 0);
    CHECK_NUMBER("the device is free then", node_used(), 0);
    // There is room for one at a time.
    CHECK_NUMBER("and the next one has it all", child_run("held"), 0);
  }
  CHECK_NUMBER("a last one", child_run("use"), 0);
  container_end();
  return CHECKS_END();
}
