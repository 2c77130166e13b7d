// A context is charged while it is there, and what was taken in it goes with it, however it ends.
#include "../check.h"
#include "container.h"

static void take_some(uint64_t count) {
  CUdeviceptr pointer;
  CUarray array;
  CUDA_ARRAY3D_DESCRIPTOR is = {1000, 700, 0, CU_AD_FORMAT_FLOAT, 4, 0};
  for (uint64_t k = 0; k < count; k++)
    NEED(cuMemAlloc_v2(&pointer, 1 + node_random(MIB(3))));
  NEED(cuMemAllocManaged(&pointer, MIB(3), CU_MEM_ATTACH_GLOBAL));
  NEED(cuArray3DCreate_v2(&array, &is));
}

static void check(const char *name, uint64_t expected) {
  CHECK(name, container_exact(), "they do not agree");
  CHECK_NUMBER(name, container_charged_here(), expected);
}

static CUcontext retain(void) {
  CUcontext context;
  NEED(cuDevicePrimaryCtxRetain(&context, 0));
  NEED(cuCtxSetCurrent(context));
  return context;
}

static void retained_often(void) {
  uint64_t one = container_context();
  for (int k = 0; k < 3; k++)
    retain();
  check("held three times it is charged once", one);
  take_some(30);
  CHECK("what is taken in it is charged", container_exact(), "it is not");
  NEED(cuDevicePrimaryCtxRelease_v2(0));
  NEED(cuDevicePrimaryCtxRelease(0));
  CHECK("released twice it is all still there", container_exact() && container_charged_here() > one, "it is not");
  NEED(cuDevicePrimaryCtxRelease_v2(0));
  check("released once more it takes everything with it", 0);
  CHECK("nobody holds it: the driver says so", cuDevicePrimaryCtxRelease_v2(0) != CUDA_SUCCESS, "it does not");
  check("that changed nothing", 0);
}

static void reset(void) {
  uint64_t one = container_context();
  CUdeviceptr pointer;
  retain();
  retain();
  NEED(cuMemAlloc_v2(&pointer, MIB(10)));
  NEED(cuDevicePrimaryCtxReset_v2(0));
  check("a reset takes everything, whoever holds the context", 0);
  CHECK("a pointer of before is the driver's affair", cuMemFree_v2(pointer) != CUDA_SUCCESS, "it is freed");
  check("and gives nothing back", 0);
  retain();
  check("made anew it is charged anew", one);
  NEED(cuMemAlloc_v2(&pointer, MIB(4)));
  NEED(cuDevicePrimaryCtxReset(0));
  check("the first form of a reset does the same", 0);
  for (int k = 0; k < 3; k++)
    cuDevicePrimaryCtxRelease_v2(0);
  check("releases after it find nothing", 0);
}

static void beside_the_primary(void) {
  uint64_t one = container_context();
  CUcontext own, primary = retain();
  NEED(cuCtxCreate_v2(&own, 0, 0));
  check("a context beside the primary one is charged beside it", 2 * one);
  take_some(10);
  NEED(cuCtxSetCurrent(primary));
  CUdeviceptr kept;
  NEED(cuMemAlloc_v2(&kept, MIB(6)));
  CUcontext third;
  CHECK_NUMBER("a third one has no room", cuCtxCreate_v2(&third, 0, 0), CUDA_ERROR_OUT_OF_MEMORY);
  NEED(cuCtxDestroy_v2(own));
  check("destroyed it takes what was taken in it, and nothing else", one + MIB(6));
  CHECK("destroyed again is the driver's affair", cuCtxDestroy_v2(own) != CUDA_SUCCESS, "it is not");
  NEED(cuMemFree_v2(kept));
  check("what was taken in the other is freed as usual", one);
  NEED(cuDevicePrimaryCtxRelease_v2(0));
  check("at the end there is nothing", 0);
}

static void attached(void) {
  CUcontext own, again;
  NEED(cuCtxCreate_v2(&own, 0, 0));
  NEED(cuCtxAttach(&again, 0));
  take_some(5);
  NEED(cuCtxDetach(own));
  CHECK("detached once it is still there", container_exact() && container_charged_here() > container_context(), "it is not");
  NEED(cuCtxDetach(own));
  check("detached as often as it was attached it ends", 0);
}

static void green(void) {
  CUdevResource all;
  CUdevResourceDesc part;
  CUgreenCtx one, two;
  CUcontext context;
  NEED(cuDeviceGetDevResource(0, &all, CU_DEV_RESOURCE_TYPE_SM));
  NEED(cuDevResourceGenerateDesc(&part, &all, 1));
  NEED(cuGreenCtxCreate(&one, part, 0, CU_GREEN_CTX_DEFAULT_STREAM));
  check("the first green context makes the primary one", container_context());
  NEED(cuGreenCtxCreate(&two, part, 0, CU_GREEN_CTX_DEFAULT_STREAM));
  check("a second one takes nothing more", container_context());
  NEED(cuCtxFromGreenCtx(&context, one));
  NEED(cuCtxSetCurrent(context));
  take_some(5);
  CHECK("what is taken in a green context is charged", container_exact(), "it is not");
  NEED(cuGreenCtxDestroy(one));
  CHECK("the other one keeps it all", container_exact() && container_charged_here() > container_context(), "it does not");
  NEED(cuGreenCtxDestroy(two));
  check("with the last one it ends", 0);
}

// Whoever comes later knows what a context takes.
static void measured(void) {
  CHECK_NUMBER("the measured size is in the region", container_region()->tail.devices[0].context_bytes, container_context());
}

static void unknown_size(void) {
  container_region()->tail.devices[0].context_bytes = 0;
}

static void handles_come_again(void) {
  uint64_t wrong = 0;
  for (int k = 0; k < 200; k++) {
    CUcontext own;
    CUdeviceptr pointer;
    NEED(cuCtxCreate_v2(&own, 0, 0));
    for (uint64_t count = node_random(4); count > 0; count--)
      NEED(cuMemAlloc_v2(&pointer, 1 + node_random(MIB(2))));
    wrong += !container_exact();
    NEED(cuCtxDestroy_v2(own));
    wrong += !container_exact() || container_charged_here() != 0;
  }
  CHECK_NUMBER("wrong sums in contexts that come and go", wrong, 0);
}

int main(void) {
  container_begin(2, MIB(200));
  unknown_size();
  NEED(cuInit(0));
  retained_often();
  measured();
  reset();
  beside_the_primary();
  attached();
  green();
  handles_come_again();
  container_end();
  return CHECKS_END();
}
