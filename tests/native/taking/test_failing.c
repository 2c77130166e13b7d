// The driver fails: what it did not take is not charged, and what it did not give back stays charged and can be freed later.
#include "../check.h"
#include "container.h"
#include "simgpu/failure/failure.h"

static CUdeviceptr pointer;
static CUarray array;
static CUmipmappedArray mipmap;
static CUcontext context;

static CUresult plain(void) { return cuMemAlloc_v2(&pointer, MIB(3)); }
static CUresult plain_small(void) { return cuMemAlloc_v2(&pointer, 100); }
static CUresult plain_v1(void) {
  CUdeviceptr_v1 low;
  CUresult result = cuMemAlloc(&low, 3 << 20);
  pointer = low;
  return result;
}
static CUresult rows(void) {
  size_t pitch;
  return cuMemAllocPitch_v2(&pointer, &pitch, 5000, 1000, 4);
}
static CUresult managed(void) { return cuMemAllocManaged(&pointer, MIB(3), CU_MEM_ATTACH_GLOBAL); }
static CUresult surface(void) {
  CUDA_ARRAY_DESCRIPTOR is = {1000, 1000, CU_AD_FORMAT_FLOAT, 4};
  return cuArrayCreate_v2(&array, &is);
}
static CUresult pyramid(void) {
  CUDA_ARRAY3D_DESCRIPTOR is = {1000, 1000, 0, CU_AD_FORMAT_FLOAT, 4, 0};
  return cuMipmappedArrayCreate(&mipmap, &is, 4);
}
static CUresult own_context(void) {
  CUcontext popped;
  CUresult result = cuCtxCreate_v2(&context, 0, 0);
  return result == CUDA_SUCCESS ? cuCtxPopCurrent_v2(&popped) : result;
}
static CUresult free_pointer(void) { return cuMemFree_v2(pointer); }
static CUresult free_v1(void) { return cuMemFree((CUdeviceptr_v1)pointer); }
static CUresult destroy_array(void) { return cuArrayDestroy(array); }
static CUresult destroy_mipmap(void) { return cuMipmappedArrayDestroy(mipmap); }
static CUresult destroy_context(void) { return cuCtxDestroy_v2(context); }

static const struct row {
  const char *name;
  CUresult (*take)(void), (*give)(void);
  const char *taken_by, *given_by;
} table[] = {
  {"plain memory", plain, free_pointer, "cuMemAlloc_v2", "cuMemFree_v2"},
  {"a small piece", plain_small, free_pointer, "cuMemAlloc_v2", "cuMemFree_v2"},
  {"plain memory by the first form", plain_v1, free_v1, "cuMemAlloc", "cuMemFree"},
  {"rows", rows, free_pointer, "cuMemAllocPitch_v2", "cuMemFree_v2"},
  {"managed memory", managed, free_pointer, "cuMemAllocManaged", "cuMemFree_v2"},
  {"an array", surface, destroy_array, "cuArrayCreate_v2", "cuArrayDestroy"},
  {"a mipmapped array", pyramid, destroy_mipmap, "cuMipmappedArrayCreate", "cuMipmappedArrayDestroy"},
  {"a context", own_context, destroy_context, "cuCtxCreate_v2", "cuCtxDestroy_v2"},
};

static char name[160];
static const char *called(const struct row *row, const char *what) {
  snprintf(name, sizeof(name), "%s: %s", row->name, what);
  return name;
}

static void fail(const char *function, CUresult code) {
  struct sg_failure failure = {.kind = SG_FAILURE_CUDA_ERROR, .device = -1, .code = code};
  snprintf(failure.function, sizeof(failure.function), "%s", function);
  sg_failure_inject(node_state(), &failure);
}

static void recover(void) { sg_failure_recover(node_state(), -1); }

static void check_row(const struct row *row) {
  static const CUresult codes[] = {CUDA_ERROR_OUT_OF_MEMORY, CUDA_ERROR_ILLEGAL_ADDRESS, CUDA_ERROR_UNKNOWN};
  uint64_t before = container_charged_here();
  for (unsigned k = 0; k < sizeof(codes) / sizeof(*codes); k++) {
    fail(row->taken_by, codes[k]);
    CHECK_NUMBER(called(row, "the driver's error is passed on"), row->take(), codes[k]);
    recover();
    CHECK_NUMBER(called(row, "what it did not take is not charged"), container_charged_here(), before);
  }
  NEED(row->take());
  uint64_t with = container_charged_here();
  fail(row->given_by, CUDA_ERROR_ILLEGAL_ADDRESS);
  CHECK_NUMBER(called(row, "an error as it is freed is passed on"), row->give(), CUDA_ERROR_ILLEGAL_ADDRESS);
  recover();
  CHECK_NUMBER(called(row, "what was not given back stays charged"), container_charged_here(), with);
  CHECK(called(row, "as the device has it"), container_exact(), "it does not");
  CHECK_NUMBER(called(row, "it is freed later"), row->give(), CUDA_SUCCESS);
  CHECK_NUMBER(called(row, "and is not charged any more"), container_charged_here(), before);
}

static void check_primary(void) {
  CUcontext primary;
  fail("cuDevicePrimaryCtxRetain", CUDA_ERROR_UNKNOWN);
  CHECK_NUMBER("the primary context is not to be had", cuDevicePrimaryCtxRetain(&primary, 0), CUDA_ERROR_UNKNOWN);
  recover();
  CHECK_NUMBER("and is not charged", container_charged_here(), 0);
  NEED(cuDevicePrimaryCtxRetain(&primary, 0));
  NEED(cuCtxSetCurrent(primary));
  static const char *const ends[] = {"cuDevicePrimaryCtxRelease_v2", "cuDevicePrimaryCtxReset_v2"};
  for (int k = 0; k < 2; k++) {
    fail(ends[k], CUDA_ERROR_UNKNOWN);
    CUresult result = k == 0 ? cuDevicePrimaryCtxRelease_v2(0) : cuDevicePrimaryCtxReset_v2(0);
    CHECK_NUMBER(ends[k], result, CUDA_ERROR_UNKNOWN);
    recover();
    CHECK_NUMBER("it stays charged", container_charged_here(), container_context());
  }
}

// The twin of an array, by which the library learns what it takes, can fail as well.
static void check_twin(void) {
  static const char *const functions[] = {"cuArray3DCreate_v2", "cuArrayGetMemoryRequirements"};
  for (int k = 0; k < 2; k++) {
    uint64_t before = container_charged_here();
    fail(functions[k], CUDA_ERROR_NOT_SUPPORTED);
    CHECK_NUMBER("an array is made without its twin", surface(), CUDA_SUCCESS);
    recover();
    CHECK("and charged as the device takes it", container_exact(), "it is not");
    NEED(destroy_array());
    CHECK_NUMBER("and freed", container_charged_here(), before);
  }
}

int main(void) {
  container_begin(2, MIB(64));
  NEED(cuInit(0));
  check_primary();
  for (unsigned k = 0; k < sizeof(table) / sizeof(*table); k++)
    check_row(&table[k]);
  check_twin();
  container_end();
  return CHECKS_END();
}
