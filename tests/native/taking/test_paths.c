// Every way to take device memory: what the device's ledger shows is charged, to the byte; what fits exactly is given; a granule
// more is refused; and it all comes back.
#include "../check.h"
#include "container.h"

static CUdeviceptr pointer;
static CUarray array;
static CUmipmappedArray mipmap;
static CUcontext context;
static CUgreenCtx green;

static CUresult free_pointer(void) { return cuMemFree_v2(pointer); }
static CUresult destroy_array(void) { return cuArrayDestroy(array); }
static CUresult destroy_mipmap(void) { return cuMipmappedArrayDestroy(mipmap); }
static CUresult destroy_context(void) { return cuCtxDestroy_v2(context); }
static CUresult destroy_context_v1(void) { return cuCtxDestroy(context); }

#define PLAIN(name, bytes) \
  static CUresult name(void) { return cuMemAlloc_v2(&pointer, bytes); }
PLAIN(one_byte, 1)
PLAIN(part, 512)
PLAIN(more_than_a_part, 513)
PLAIN(nearly_large, MIB(1) - 1)
PLAIN(large, MIB(1))
PLAIN(granule, MIB(2))
PLAIN(more_than_a_granule, MIB(2) + 1)
PLAIN(five_granules, MIB(10))

static CUresult plain_v1(void) {
  CUdeviceptr_v1 low;
  CUresult result = cuMemAlloc(&low, 3 << 20);
  pointer = low;
  return result;
}
static CUresult free_v1(void) { return cuMemFree((CUdeviceptr_v1)pointer); }

#define PITCH(name, width, height) \
  static CUresult name(void) { \
    size_t pitch; \
    return cuMemAllocPitch_v2(&pointer, &pitch, width, height, 4); \
  }
PITCH(narrow_rows, 5, 3)
PITCH(rows, 4100, 1000)
PITCH(nearly_large_rows, 511, 2048)

static CUresult rows_v1(void) {
  CUdeviceptr_v1 low;
  unsigned int pitch;
  CUresult result = cuMemAllocPitch(&low, &pitch, 4100, 1000, 4);
  pointer = low;
  return result;
}

static CUresult managed(void) { return cuMemAllocManaged(&pointer, MIB(3), CU_MEM_ATTACH_GLOBAL); }
static CUresult small_managed(void) { return cuMemAllocManaged(&pointer, 700, CU_MEM_ATTACH_GLOBAL); }

#define ARRAY(name, width, height, depth, format, channels, flags) \
  static CUresult name(void) { \
    CUDA_ARRAY3D_DESCRIPTOR is = {width, height, depth, format, channels, flags}; \
    return cuArray3DCreate_v2(&array, &is); \
  }
ARRAY(line, 1000, 0, 0, CU_AD_FORMAT_FLOAT, 1, 0)
ARRAY(surface, 1000, 700, 0, CU_AD_FORMAT_FLOAT, 4, CUDA_ARRAY3D_SURFACE_LDST)
ARRAY(solid, 100, 70, 33, CU_AD_FORMAT_HALF, 2, 0)
ARRAY(layers, 256, 256, 9, CU_AD_FORMAT_UNSIGNED_INT8, 4, CUDA_ARRAY3D_LAYERED)
ARRAY(cube, 256, 256, 6, CU_AD_FORMAT_UNSIGNED_INT16, 1, CUDA_ARRAY3D_CUBEMAP)
ARRAY(compressed, 1000, 1000, 0, CU_AD_FORMAT_BC7_UNORM, 4, 0)
ARRAY(film, 1920, 1080, 0, CU_AD_FORMAT_NV12, 3, 0)
ARRAY(film_444, 1920, 1080, 0, CU_AD_FORMAT_YUV444_8bit_SemiPlanar, 3, 0)
ARRAY(sparse, 4096, 4096, 0, CU_AD_FORMAT_FLOAT, 1, CUDA_ARRAY3D_SPARSE)
ARRAY(deferred, 4096, 4096, 0, CU_AD_FORMAT_FLOAT, 1, CUDA_ARRAY3D_DEFERRED_MAPPING)

static CUresult flat_array(void) {
  CUDA_ARRAY_DESCRIPTOR is = {1000, 700, CU_AD_FORMAT_FLOAT, 2};
  return cuArrayCreate_v2(&array, &is);
}
static CUresult flat_array_v1(void) {
  CUDA_ARRAY_DESCRIPTOR_v1 is = {1000, 700, CU_AD_FORMAT_FLOAT, 2};
  return cuArrayCreate(&array, &is);
}
static CUresult solid_v1(void) {
  CUDA_ARRAY3D_DESCRIPTOR_v1 is = {100, 70, 33, CU_AD_FORMAT_FLOAT, 2, 0};
  return cuArray3DCreate(&array, &is);
}

static CUresult make_mipmap(unsigned int flags, unsigned int levels) {
  CUDA_ARRAY3D_DESCRIPTOR is = {1000, 600, 0, CU_AD_FORMAT_FLOAT, 1, flags};
  return cuMipmappedArrayCreate(&mipmap, &is, levels);
}
static CUresult pyramid(void) { return make_mipmap(0, 20); }
static CUresult one_level(void) { return make_mipmap(0, 0); }
static CUresult sparse_pyramid(void) { return make_mipmap(CUDA_ARRAY3D_SPARSE, 20); }

// Made, it is the current one; what the test does goes on in the context it had.
static CUresult step_back(CUresult result) {
  CUcontext popped;
  return result == CUDA_SUCCESS ? cuCtxPopCurrent_v2(&popped) : result;
}
static CUresult context_v1(void) { return step_back(cuCtxCreate(&context, 0, 0)); }
static CUresult context_v2(void) { return step_back(cuCtxCreate_v2(&context, 0, 0)); }
static CUresult context_v3(void) { return step_back(cuCtxCreate_v3(&context, NULL, 0, 0, 0)); }
static CUresult context_v4(void) { return step_back(cuCtxCreate_v4(&context, NULL, 0, 0)); }

// Its device's primary context is there already: it takes nothing more.
static CUresult green_context(void) {
  int version;
  NEED(cuDriverGetVersion(&version));
  if (version < 12040)
    return CUDA_ERROR_NOT_FOUND;
  CUdevResource all;
  CUdevResourceDesc part;
  NEED(cuDeviceGetDevResource(0, &all, CU_DEV_RESOURCE_TYPE_SM));
  NEED(cuDevResourceGenerateDesc(&part, &all, 1));
  return cuGreenCtxCreate(&green, part, 0, CU_GREEN_CTX_DEFAULT_STREAM);
}
static CUresult destroy_green(void) { return cuGreenCtxDestroy(green); }

static const struct row {
  const char *name;
  CUresult (*take)(void), (*give)(void);
  enum hami_region_kind kind;
} table[] = {
  {"1 byte", one_byte, free_pointer, HAMI_REGION_PLAIN},
  {"512 bytes", part, free_pointer, HAMI_REGION_PLAIN},
  {"513 bytes", more_than_a_part, free_pointer, HAMI_REGION_PLAIN},
  {"1 MiB less a byte", nearly_large, free_pointer, HAMI_REGION_PLAIN},
  {"1 MiB", large, free_pointer, HAMI_REGION_PLAIN},
  {"2 MiB", granule, free_pointer, HAMI_REGION_PLAIN},
  {"2 MiB and a byte", more_than_a_granule, free_pointer, HAMI_REGION_PLAIN},
  {"10 MiB", five_granules, free_pointer, HAMI_REGION_PLAIN},
  {"3 MiB by the first form", plain_v1, free_v1, HAMI_REGION_PLAIN},
  {"few narrow rows", narrow_rows, free_pointer, HAMI_REGION_PLAIN},
  {"rows", rows, free_pointer, HAMI_REGION_PLAIN},
  {"rows of 1 MiB together", nearly_large_rows, free_pointer, HAMI_REGION_PLAIN},
  {"rows by the first form", rows_v1, free_v1, HAMI_REGION_PLAIN},
  {"managed memory", managed, free_pointer, HAMI_REGION_MANAGED},
  {"little managed memory", small_managed, free_pointer, HAMI_REGION_PLAIN},
  {"an array of one line", line, destroy_array, HAMI_REGION_PLAIN},
  {"a surface", surface, destroy_array, HAMI_REGION_ARRAY},
  {"a solid array", solid, destroy_array, HAMI_REGION_ARRAY},
  {"a layered array", layers, destroy_array, HAMI_REGION_ARRAY},
  {"a cube map", cube, destroy_array, HAMI_REGION_PLAIN},
  {"a compressed array", compressed, destroy_array, HAMI_REGION_PLAIN},
  {"a film's frame", film, destroy_array, HAMI_REGION_ARRAY},
  {"a film's frame of full colour", film_444, destroy_array, HAMI_REGION_ARRAY},
  {"a sparse array", sparse, destroy_array, HAMI_REGION_ARRAY},
  {"an array mapped later", deferred, destroy_array, HAMI_REGION_ARRAY},
  {"a flat array", flat_array, destroy_array, HAMI_REGION_ARRAY},
  {"a flat array by the first form", flat_array_v1, destroy_array, HAMI_REGION_ARRAY},
  {"a solid array by the first form", solid_v1, destroy_array, HAMI_REGION_ARRAY},
  {"a mipmapped array", pyramid, destroy_mipmap, HAMI_REGION_ARRAY},
  {"a mipmapped array of no levels", one_level, destroy_mipmap, HAMI_REGION_ARRAY},
  {"a sparse mipmapped array", sparse_pyramid, destroy_mipmap, HAMI_REGION_ARRAY},
  {"a context", context_v2, destroy_context, HAMI_REGION_CONTEXT},
  {"a context by the first form", context_v1, destroy_context_v1, HAMI_REGION_CONTEXT},
  {"a context by the third form", context_v3, destroy_context, HAMI_REGION_CONTEXT},
  {"a context by the fourth form", context_v4, destroy_context, HAMI_REGION_CONTEXT},
  {"a green context", green_context, destroy_green, HAMI_REGION_CONTEXT},
};

static char name[160];
static const char *called(const struct row *row, const char *what) {
  snprintf(name, sizeof(name), "%s: %s", row->name, what);
  return name;
}

static CUdeviceptr fill(uint64_t bytes) {
  CUdeviceptr filler = 0;
  if (bytes > 0)
    NEED(cuMemAlloc_v2(&filler, bytes));
  return filler;
}

static void check_row(const struct row *row) {
  uint64_t before = node_mine(), unit = node_granularity(), of_kind = container_charged_as(row->kind);
  CUresult result = row->take();
  if (result == CUDA_ERROR_NOT_FOUND) {
    printf("# %s: not with this driver\n", row->name);
    return;
  }
  CHECK_NUMBER(called(row, "is given"), result, CUDA_SUCCESS);
  uint64_t taken = node_mine() - before;
  CHECK_NUMBER(called(row, "is charged as the device took it"), container_charged_here() - before, taken);
  CHECK_NUMBER(called(row, "is told by its use"), container_charged_as(row->kind) - of_kind, taken);
  CHECK_NUMBER(called(row, "goes back"), row->give(), CUDA_SUCCESS);
  CHECK_NUMBER(called(row, "is given back to the device"), node_mine(), before);
  CHECK_NUMBER(called(row, "is not charged any more"), container_charged_here(), before);
  if (taken == 0)
    return;

  uint64_t room = (container_limit() - before - taken) / unit * unit;
  CUdeviceptr filler = fill(room);
  CHECK_NUMBER(called(row, "fits exactly"), row->take(), CUDA_SUCCESS);
  CHECK_NUMBER(called(row, "with the rest is the limit"), node_mine(), before + room + taken);
  NEED(row->give());
  NEED(cuMemFree_v2(filler));
  filler = fill(room + unit);
  CHECK_NUMBER(called(row, "is refused with a granule more there"), row->take(), CUDA_ERROR_OUT_OF_MEMORY);
  CHECK_NUMBER(called(row, "takes nothing then"), node_mine(), before + room + unit);
  CHECK_NUMBER(called(row, "is not charged then"), container_charged_here(), node_mine());
  NEED(cuMemFree_v2(filler));
  CHECK_NUMBER(called(row, "leaves nothing"), container_charged_here(), before);
}

int main(void) {
  container_begin(2, MIB(64));
  node_context();
  CHECK_NUMBER("the primary context is charged as the device took it", container_charged_here(), container_context());
  for (unsigned k = 0; k < sizeof(table) / sizeof(*table); k++)
    check_row(&table[k]);
  CHECK("the device and the region agree", container_exact(), "they do not");
  CHECK("nothing above the limit ever stood in the ledger", container_highest() <= container_limit(), "%llu of %llu",
        (unsigned long long)container_highest(), (unsigned long long)container_limit());
  NEED(cuDevicePrimaryCtxRelease(0));
  CHECK_NUMBER("without the primary context there is nothing", node_mine() + container_charged_here(), 0);
  container_end();
  return CHECKS_END();
}
