// What the driver takes by itself is no allocation: modules are loaded past the limit, are told apart in the region within a
// second, and count against what is asked for afterwards.
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "../check.h"
#include "crew.h"
#include "cuda_abi.h"
#include "judge.h"

static const uint64_t MIB = 1 << 20;

static uint64_t now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static bool agree(struct judge_bytes *ledger, struct judge_region *region) {
  *ledger = judge_ledger();
  judge_region(crew_region(), region);
  return region->total == ledger->granted + ledger->modules;
}

static bool agree_in_time(struct judge_bytes *ledger, struct judge_region *region, uint64_t *took) {
  uint64_t from = now_ms();
  while (!agree(ledger, region) && now_ms() - from < 1000)
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
  *took = now_ms() - from;
  return agree(ledger, region);
}

int main(void) {
  judge_begin();
  const uint64_t limit = judge_context() + 64 * MIB, granule = judge_granule();
  CUcontext context;
  CUdeviceptr pointer;
  CUmodule modules[8];
  struct judge_bytes ledger;
  struct judge_region region;
  uint64_t took;
  crew_begin(limit);
  CHECK_NUMBER("cuInit", cuInit(0), CUDA_SUCCESS);
  CHECK_NUMBER("a context", cuCtxCreate_v2(&context, 0, 0), CUDA_SUCCESS);
  CHECK_NUMBER("the rest of the limit", cuMemAlloc_v2(&pointer, limit - judge_ledger().granted), CUDA_SUCCESS);
  for (int i = 0; i < 8; i++)
    CHECK_NUMBER("a module", cuModuleLoadData(&modules[i], "simgpu 1\nkernel k us=1 sms=1\nglobal data 16777216\n"),
        CUDA_SUCCESS);
  CHECK("within a second the region says what the ledger says", agree_in_time(&ledger, &region, &took),
        "region %" PRIu64 ", ledger %" PRIu64, region.total, ledger.granted + ledger.modules);
  printf("# told after %" PRIu64 " ms\n", took);
  CHECK("modules did grow", ledger.modules >= 8 * MIB, "%" PRIu64, ledger.modules);
  CHECK("apart from what was asked for", region.module + region.context >= ledger.modules + ledger.contexts &&
        region.total - region.module - region.context <= ledger.granted - ledger.contexts,
        "modules %" PRIu64 ", contexts %" PRIu64 " of %" PRIu64, region.module, region.context, region.total);
  CHECK_NUMBER("what was asked for stayed below the limit", judge_highest() <= limit, 1);
  CHECK_NUMBER("release", cuMemFree_v2(pointer), CUDA_SUCCESS);
  ledger = judge_ledger();
  uint64_t room = limit > ledger.granted + ledger.modules ? (limit - ledger.granted - ledger.modules) / granule * granule : 0;
  CHECK_NUMBER("more than is left beside the modules", cuMemAlloc_v2(&pointer, room + granule), CUDA_ERROR_OUT_OF_MEMORY);
  CHECK("what is left", room == 0 || cuMemAlloc_v2(&pointer, room) == CUDA_SUCCESS, "refused: %" PRIu64, room);
  for (int i = 0; i < 8; i++)
    cuModuleUnload(modules[i]);
  CHECK("unloaded, they are given back within a second", agree_in_time(&ledger, &region, &took) && ledger.modules == 0,
        "region %" PRIu64 ", ledger %" PRIu64, region.total, ledger.granted + ledger.modules);
  crew_end();
  return CHECKS_END();
}
