// Processes and threads that take and free at random, up to the limit and beyond: what each has is what a plain model says, and
// the device never shows more than the limit.
#include <pthread.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../check.h"
#include "container.h"

enum { SLOTS = 120, STEPS = 2500, PROCESSES = 8, THREADS = 8 };
enum kind { PLAIN, PITCH, MANAGED, ARRAY, MIPMAP, KINDS };

struct held {
  enum kind kind;
  uint64_t bytes;  // as the device rounds them, but for small ones' sharing; 0: nothing
  CUdeviceptr pointer;
  CUarray array;
  CUmipmappedArray mipmap;
};

static uint64_t up(uint64_t value, uint64_t unit) { return (value + unit - 1) / unit * unit; }

static uint64_t next(uint64_t *seed, uint64_t limit) {
  *seed ^= *seed << 13;
  *seed ^= *seed >> 7;
  *seed ^= *seed << 17;
  return *seed % limit;
}

static uint64_t size(uint64_t *seed) {
  uint64_t which = next(seed, 10);
  return which < 3 ? 1 + next(seed, 5000) : which < 6 ? 1 + next(seed, MIB(1)) : MIB(1) + next(seed, MIB(6));
}

// Of one whose memory comes later the driver tells what it needs.
static uint64_t needed(const CUDA_ARRAY3D_DESCRIPTOR *is, unsigned int levels) {
  CUDA_ARRAY3D_DESCRIPTOR later = *is;
  CUDA_ARRAY_MEMORY_REQUIREMENTS needs;
  later.Flags |= CUDA_ARRAY3D_DEFERRED_MAPPING;
  if (levels > 0) {
    CUmipmappedArray mipmap;
    NEED(cuMipmappedArrayCreate(&mipmap, &later, levels));
    NEED(cuMipmappedArrayGetMemoryRequirements(&needs, mipmap, 0));
    NEED(cuMipmappedArrayDestroy(mipmap));
  } else {
    CUarray array;
    NEED(cuArray3DCreate_v2(&array, &later));
    NEED(cuArrayGetMemoryRequirements(&needs, array, 0));
    NEED(cuArrayDestroy(array));
  }
  return needs.size;
}

static CUresult take(struct held *held, uint64_t *seed) {
  CUDA_ARRAY3D_DESCRIPTOR is = {1 + next(seed, 1200), 1 + next(seed, 900), 0, CU_AD_FORMAT_FLOAT, 1, 0};
  size_t pitch;
  CUresult result;
  held->kind = (enum kind)next(seed, KINDS);
  held->bytes = size(seed);
  switch (held->kind) {
  case PITCH: {
    size_t width = 1 + next(seed, 6000), height = 1 + next(seed, 900);
    result = cuMemAllocPitch_v2(&held->pointer, &pitch, width, height, 4);
    held->bytes = up(width, 512) * height;
    break;
  }
  case MANAGED:
    result = cuMemAllocManaged(&held->pointer, held->bytes, CU_MEM_ATTACH_GLOBAL);
    break;
  case ARRAY:
    held->bytes = needed(&is, 0);
    result = cuArray3DCreate_v2(&held->array, &is);
    break;
  case MIPMAP:
    held->bytes = needed(&is, 5);
    result = cuMipmappedArrayCreate(&held->mipmap, &is, 5);
    break;
  default:
    result = cuMemAlloc_v2(&held->pointer, held->bytes);
  }
  if (result != CUDA_SUCCESS)
    held->bytes = 0;
  return result;
}

static void give(struct held *held) {
  NEED(held->kind == ARRAY    ? cuArrayDestroy(held->array)
       : held->kind == MIPMAP ? cuMipmappedArrayDestroy(held->mipmap)
                              : cuMemFree_v2(held->pointer));
  held->bytes = 0;
}

// Small ones share blocks.
static uint64_t model(const struct held *held, int count) {
  uint64_t small = 0, large = 0;
  for (int k = 0; k < count; k++) {
    if (held[k].bytes < MIB(1))
      small += up(held[k].bytes, 512);
    else
      large += up(held[k].bytes, node_granularity());
  }
  return up(small, node_granularity()) + large;
}

struct counts {
  uint64_t given, refused, odd, wrong, above;
};

static void step(struct held *held, uint64_t *seed, struct counts *counts) {
  struct held *one = &held[next(seed, SLOTS)];
  if (one->bytes > 0) {
    give(one);
    return;
  }
  CUresult result = take(one, seed);
  counts->given += result == CUDA_SUCCESS;
  counts->refused += result == CUDA_ERROR_OUT_OF_MEMORY;
  counts->odd += result != CUDA_SUCCESS && result != CUDA_ERROR_OUT_OF_MEMORY;
}

static void wait_for_others(uint32_t *arrived, uint32_t all) {
  __atomic_add_fetch(arrived, 1, __ATOMIC_SEQ_CST);
  while (__atomic_load_n(arrived, __ATOMIC_SEQ_CST) < all)
    usleep(100);
}

// Before anybody takes the room of another's context all have theirs.
static struct counts alone(uint64_t seed, uint32_t *arrived, uint32_t all) {
  static struct held held[SLOTS];
  struct counts counts = {0};
  node_context();
  wait_for_others(arrived, all);
  for (int k = 0; k < STEPS; k++) {
    step(held, &seed, &counts);
    uint64_t expected = container_context() + model(held, SLOTS);
    counts.wrong += node_mine() != expected || container_charged_here() != expected;
    counts.above += node_used() > container_limit();
  }
  for (int k = 0; k < SLOTS; k++) {
    if (held[k].bytes > 0)
      give(&held[k]);
  }
  counts.wrong += node_mine() != container_context() || container_charged_here() != container_context();
  counts.above += container_highest() > container_limit();
  return counts;
}

static void check(const char *who, const struct counts *counts) {
  char name[120];
#define LINE(what, condition, value) \
  snprintf(name, sizeof(name), "%s: %s", who, what); \
  CHECK(name, condition, "%llu", (unsigned long long)(value))
  LINE("some were given", counts->given > 100, counts->given);
  LINE("some were refused", counts->refused > 100, counts->refused);
  LINE("none for another reason", counts->odd == 0, counts->odd);
  LINE("the device and the region say what the model says", counts->wrong == 0, counts->wrong);
  LINE("nothing above the limit ever stood in the ledger", counts->above == 0, counts->above);
#undef LINE
  printf("# %s: %llu given, %llu refused\n", who, (unsigned long long)counts->given, (unsigned long long)counts->refused);
}

static void in_processes(int count) {
  struct shared {
    uint32_t arrived;
    struct counts counts[PROCESSES];
  } *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  const struct counts *counts = shared->counts;
  container_begin(count, MIB(60) * (uint64_t)count);
  fflush(stdout);
  for (int k = 0; k < count; k++) {
    if (fork() == 0) {
      shared->counts[k] = alone(88172645463325252u + (uint64_t)k * 7919, &shared->arrived, (uint32_t)count);
      _exit(0);
    }
  }
  int status, failed = 0;
  struct counts all = {0};
  while (wait(&status) > 0)
    failed += status != 0;
  for (int k = 0; k < count; k++) {
    all.given += counts[k].given;
    all.refused += counts[k].refused;
    all.odd += counts[k].odd;
    all.wrong += counts[k].wrong;
    all.above += counts[k].above;
  }
  munmap(shared, sizeof(*shared));
  container_end();
  CHECK_NUMBER("processes that failed", failed, 0);
  check(count > 1 ? "8 processes" : "a process", &all);
}

static struct held of_threads[THREADS][SLOTS];
static struct counts counts_of[THREADS];
static CUcontext context;

static void *thread(void *argument) {
  int k = (int)(intptr_t)argument;
  uint64_t seed = 362436069 + (uint64_t)k * 104729;
  NEED(cuCtxSetCurrent(context));
  for (int steps = 0; steps < STEPS / 2; steps++) {
    step(of_threads[k], &seed, &counts_of[k]);
    counts_of[k].above += node_used() > container_limit();
  }
  return NULL;
}

static void in_threads(void) {
  pthread_t threads[THREADS];
  struct counts all = {0};
  NEED(cuInit(0));
  container_highest_forget();
  NEED(cuDevicePrimaryCtxRetain(&context, 0));
  for (intptr_t k = 0; k < THREADS; k++)
    pthread_create(&threads[k], NULL, thread, (void *)k);
  for (int k = 0; k < THREADS; k++) {
    pthread_join(threads[k], NULL);
    all.given += counts_of[k].given;
    all.refused += counts_of[k].refused;
    all.odd += counts_of[k].odd;
    all.above += counts_of[k].above;
  }
  uint64_t expected = container_context() + model(of_threads[0], THREADS * SLOTS);
  all.above += container_highest() > container_limit();
  all.wrong = node_mine() != expected || container_charged_here() != expected;
  check("8 threads", &all);
  NEED(cuDevicePrimaryCtxReset_v2(0));
  CHECK_NUMBER("a reset ends it all", node_mine() + container_charged_here(), 0);
}

int main(void) {
  in_processes(1);
  in_processes(PROCESSES);
  container_begin(1, MIB(600));
  in_threads();
  container_end();
  return CHECKS_END();
}
