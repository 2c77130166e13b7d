// Pools, physical memory and graphs at random: alone against a model of what must be given, and by eight threads or processes at
// once, while somebody watches whether the device ever gives more than the limit.
#include <pthread.h>
#include <unistd.h>

#include "../check.h"
#include "keep.h"

enum { OWNED = 24, CROWD = 8 };

static const uint64_t PIECE = MIB(32);

enum kind { NOTHING, POOLED, PHYSICAL };

struct actor {
  uint64_t seed;
  CUstream stream;
  CUmemoryPool pools[2];
  CUgraphExec exec;
  struct { enum kind kind; uint64_t bytes; CUdeviceptr pointer; CUmemGenericAllocationHandle handle; } owned[OWNED];
  unsigned given, refused, wrong;
  bool alone;
};

static uint64_t chance(struct actor *actor, uint64_t below) {
  actor->seed ^= actor->seed << 13;
  actor->seed ^= actor->seed >> 7;
  actor->seed ^= actor->seed << 17;
  return actor->seed % below;
}

static uint64_t some_bytes(struct actor *actor) {
  static const uint64_t most[] = {2048, MIB(1), MIB(8), MIB(40), MIB(100)};
  return 1 + chance(actor, most[chance(actor, 5)]);
}

static void wrong(struct actor *actor, const char *what, uint64_t bytes) {
  if (actor->wrong++ == 0)
    fprintf(stderr, "%s of %llu bytes with %llu of %llu charged\n", what, (unsigned long long)bytes,
            (unsigned long long)container_charged(), (unsigned long long)container_limit());
}

// Alone, what certainly fits is given.
static void judge(struct actor *actor, CUresult result, uint64_t before, uint64_t at_most, const char *what) {
  if (result == CUDA_SUCCESS) {
    actor->given++;
  } else {
    actor->refused++;
    bool fits = before + at_most <= container_limit();
    if (result != CUDA_ERROR_OUT_OF_MEMORY || (actor->alone && fits))
      wrong(actor, what, at_most);
  }
}

static void take_pooled(struct actor *actor, int k) {
  uint64_t bytes = some_bytes(actor), before = container_charged();
  CUmemoryPool pool = actor->pools[chance(actor, 2)];
  CUdeviceptr pointer;
  CUresult result = chance(actor, 2) == 0 ? cuMemAllocAsync(&pointer, bytes, actor->stream)
                                          : cuMemAllocFromPoolAsync(&pointer, bytes, pool, actor->stream);
  judge(actor, result, before, (bytes + PIECE - 1) / PIECE * PIECE, "a refusal from a pool");
  if (result != CUDA_SUCCESS)
    return;
  actor->owned[k].kind = POOLED;
  actor->owned[k].pointer = pointer;
}

static void take_physical(struct actor *actor, int k) {
  uint64_t bytes = (1 + chance(actor, 20)) * MIB(2), before = container_charged();
  CUmemAllocationProp props = {.type = CU_MEM_ALLOCATION_TYPE_PINNED, .location = {.type = CU_MEM_LOCATION_TYPE_DEVICE}};
  CUmemGenericAllocationHandle handle;
  CUresult result = cuMemCreate(&handle, bytes, &props, 0);
  judge(actor, result, before, bytes, "a refusal of physical memory");
  if (result != CUDA_SUCCESS)
    return;
  actor->owned[k].kind = PHYSICAL;
  actor->owned[k].handle = handle;
  actor->owned[k].bytes = bytes;
  actor->owned[k].pointer = 0;
  if (chance(actor, 2) == 0) {
    NEED(cuMemAddressReserve(&actor->owned[k].pointer, bytes, 0, 0, 0));
    NEED(cuMemMap(actor->owned[k].pointer, bytes, 0, handle, 0));
    NEED(cuMemRelease(handle));
  }
}

static void give(struct actor *actor, int k) {
  if (actor->owned[k].kind == POOLED) {
    if (chance(actor, 6) == 0)
      NEED(cuMemFree_v2(actor->owned[k].pointer));
    else
      NEED(cuMemFreeAsync(actor->owned[k].pointer, actor->stream));
  } else if (actor->owned[k].kind == PHYSICAL && actor->owned[k].pointer != 0) {
    NEED(cuMemUnmap(actor->owned[k].pointer, actor->owned[k].bytes));
    NEED(cuMemAddressFree(actor->owned[k].pointer, actor->owned[k].bytes));
  } else if (actor->owned[k].kind == PHYSICAL) {
    NEED(cuMemRelease(actor->owned[k].handle));
  }
  actor->owned[k].kind = NOTHING;
}

static void step(struct actor *actor) {
  int k = (int)chance(actor, OWNED);
  uint64_t before = container_charged();
  switch (chance(actor, 24)) {
    case 0: NEED(cuMemPoolTrimTo(actor->pools[chance(actor, 2)], chance(actor, 3) * PIECE)); return;
    case 1: NEED(cuStreamSynchronize(actor->stream)); return;
    case 2:
    case 3: judge(actor, cuGraphLaunch(actor->exec, actor->stream), before, MIB(24), "a refusal of a graph"); return;
    case 4: NEED(cuDeviceGraphMemTrim(0)); return;
    default: break;
  }
  if (actor->owned[k].kind != NOTHING)
    give(actor, k);
  else if (chance(actor, 3) == 0)
    take_physical(actor, k);
  else
    take_pooled(actor, k);
}

static CUgraphExec graph_of(uint64_t bytes) {
  CUDA_MEM_ALLOC_NODE_PARAMS parameters = {
      .poolProps = {.allocType = CU_MEM_ALLOCATION_TYPE_PINNED, .location = {.type = CU_MEM_LOCATION_TYPE_DEVICE}},
      .bytesize = bytes};
  CUgraph graph;
  CUgraphNode node, end;
  CUgraphExec exec;
  NEED(cuGraphCreate(&graph, 0));
  NEED(cuGraphAddMemAllocNode(&node, graph, NULL, 0, &parameters));
  NEED(cuGraphAddMemFreeNode(&end, graph, &node, 1, parameters.dptr));
  NEED(cuGraphInstantiateWithFlags(&exec, graph, 0));
  NEED(cuGraphDestroy(graph));
  return exec;
}

static void begin(struct actor *actor, uint64_t seed, CUmemoryPool pools[2], bool alone) {
  *actor = (struct actor){.seed = seed * UINT64_C(0x9e3779b97f4a7c15) + 1, .alone = alone};
  NEED(cuStreamCreate(&actor->stream, CU_STREAM_NON_BLOCKING));
  actor->pools[0] = pools[0];
  actor->pools[1] = pools[1];
  actor->exec = graph_of(MIB(24));
}

static void end(struct actor *actor) {
  for (int k = 0; k < OWNED; k++)
    give(actor, k);
  NEED(cuStreamSynchronize(actor->stream));
  NEED(cuGraphExecDestroy(actor->exec));
}

// The device's own, and one that keeps what it has.
static void make_pools(CUmemoryPool pools[2]) {
  CUmemPoolProps props = {.allocType = CU_MEM_ALLOCATION_TYPE_PINNED, .location = {.type = CU_MEM_LOCATION_TYPE_DEVICE}};
  cuuint64_t all = UINT64_MAX;
  NEED(cuDeviceGetDefaultMemPool(&pools[0], 0));
  NEED(cuMemPoolCreate(&pools[1], &props));
  NEED(cuMemPoolSetAttribute(pools[1], CU_MEMPOOL_ATTR_RELEASE_THRESHOLD, &all));
}

static void end_pools(CUmemoryPool pools[2]) {
  NEED(cuMemPoolTrimTo(pools[0], 0));
  NEED(cuMemPoolDestroy(pools[1]));
  NEED(cuDeviceGraphMemTrim(0));
}

static int alone(int steps) {
  static struct actor actor;
  CUmemoryPool pools[2];
  bool same = true;
  container_begin(1, MIB(400));
  node_context();
  make_pools(pools);
  begin(&actor, 1, pools, true);
  for (int k = 0; k < steps && same; k++) {
    step(&actor);
    // What pools gave back by themselves is still charged for a moment: never less is charged than there is.
    same = charged_by_all(1) >= kept_by_all(1) && container_charged() <= container_limit() && node_used() <= container_limit();
  }
  CHECK("never is less charged than the device gave", same, "%llu, the device gave %llu",
        (unsigned long long)charged_by_all(1), (unsigned long long)kept_by_all(1));
  CHECK_NUMBER("what fits is given", actor.wrong, 0);
  printf("# given %u, refused %u\n", actor.given, actor.refused);
  end(&actor);
  end_pools(pools);
  CHECK("nothing is left", keeps_within_a_second(0), "see above");
  container_end();
  return CHECKS_END();
}

static int thread_steps;
static void *run(void *actor) {
  node_context();
  for (int k = 0; k < thread_steps; k++)
    step(actor);
  end(actor);
  return NULL;
}

static int threads(int steps) {
  static struct actor actors[CROWD];
  pthread_t running[CROWD];
  CUmemoryPool pools[2];
  unsigned given = 0, refused = 0, bad = 0;
  container_begin(1, MIB(700));
  struct watch watch = watch_begin();
  node_context();
  make_pools(pools);
  thread_steps = steps;
  for (int k = 0; k < CROWD; k++)
    begin(&actors[k], (uint64_t)k + 1, pools, false);
  for (int k = 0; k < CROWD; k++)
    pthread_create(&running[k], NULL, run, &actors[k]);
  for (int k = 0; k < CROWD; k++) {
    pthread_join(running[k], NULL);
    given += actors[k].given;
    refused += actors[k].refused;
    bad += actors[k].wrong;
  }
  end_pools(pools);
  uint64_t most = watch_end(&watch);
  CHECK("never above the limit", most <= container_limit(), "%llu over", (unsigned long long)(most - container_limit()));
  CHECK("with enough of both", given > (unsigned)steps && refused > 0, "given %u, refused %u", given, refused);
  CHECK_NUMBER("no other error", bad, 0);
  printf("# given %u, refused %u, the most was %.1f %% of the limit\n", given, refused,
         100.0 * (double)most / (double)container_limit());
  CHECK("nothing is left", keeps_within_a_second(0), "see above");
  container_end();
  return CHECKS_END();
}

static int crowd_steps;

static int one_of_many(int channel) {
  static struct actor actor;
  CUmemoryPool pools[2];
  char word;
  hear(channel, 'b');
  node_context();
  make_pools(pools);
  begin(&actor, (uint64_t)getpid(), pools, false);
  say(channel, 'c');
  hear(channel, 'g');
  for (int k = 0; k < crowd_steps; k++)
    step(&actor);
  end(&actor);
  end_pools(pools);
  bool right = keeps_within_a_second(0) && actor.wrong == 0;
  say(channel, 'd');
  return read(channel, &word, 1) == 1 && right ? 0 : 1;
}

static int processes(int steps) {
  int pids[CROWD], channels[CROWD], failed = 0;
  crowd_steps = steps;
  container_begin(CROWD, MIB(900));
  for (int k = 0; k < CROWD; k++)
    pids[k] = in_child(one_of_many, &channels[k]);
  struct watch watch = watch_begin();
  for (int k = 0; k < CROWD; k++)
    say(channels[k], 'b');
  for (int k = 0; k < CROWD; k++)
    hear(channels[k], 'c');
  for (int k = 0; k < CROWD; k++)
    say(channels[k], 'g');
  for (int k = 0; k < CROWD; k++)
    hear(channels[k], 'd');
  CHECK_NUMBER("nothing is left", kept_by_all(CROWD), 0);
  CHECK_NUMBER("and nothing charged", charged_by_all(CROWD), 0);
  uint64_t most = watch_end(&watch);
  for (int k = 0; k < CROWD; k++) {
    say(channels[k], 'e');
    failed += end_of_child(pids[k]) != 0;
  }
  CHECK_NUMBER("all are content", failed, 0);
  CHECK("never above the limit", most <= container_limit(), "%llu over", (unsigned long long)(most - container_limit()));
  printf("# the most was %.1f %% of the limit\n", 100.0 * (double)most / (double)container_limit());
  container_end();
  return CHECKS_END();
}

int main(int argc, char **argv) {
  const char *who = argc > 2 ? argv[1] : "";
  int steps = argc > 2 ? atoi(argv[2]) : 0;
  if (strcmp(who, "alone") == 0)
    return alone(steps);
  if (strcmp(who, "threads") == 0)
    return threads(steps);
  if (strcmp(who, "processes") == 0)
    return processes(steps);
  fprintf(stderr, "test-keeping-random alone|threads|processes STEPS\n");
  return 2;
}
