// The driver fails, one function after the other, always or now and then: never is less charged than the device gave, and nothing
// stays charged that it has back.
#include "../check.h"
#include "keep.h"
#include "simgpu/failure/failure.h"

static CUstream stream;
static CUdeviceptr room;
static bool enough;

static void look(void) {
  if (container_charged_here() < node_mine()) {
    if (enough)
      fprintf(stderr, "charged %llu, the device gave %llu\n", (unsigned long long)container_charged_here(),
              (unsigned long long)node_mine());
    enough = false;
  }
}

static void fail(const char *function, CUresult code) {
  struct sg_failure failure = {.kind = SG_FAILURE_CUDA_ERROR, .device = -1, .code = code};
  snprintf(failure.function, sizeof(failure.function), "%s", function);
  sg_failure_inject(node_state(), &failure);
}

static void recover(void) { sg_failure_recover(node_state(), -1); }

// Each scene goes on after the point `at` with a driver that works again, so that it can clean up.
static int now, at;
static const char *function;
static CUresult code;

static bool works(CUresult result) {
  look();
  if (++now == at)
    recover();
  return result == CUDA_SUCCESS;
}

static void pools(void) {
  CUdeviceptr one = 0, two = 0;
  CUmemoryPool pool = NULL;
  CUmemPoolProps props = {.allocType = CU_MEM_ALLOCATION_TYPE_PINNED, .location = {.type = CU_MEM_LOCATION_TYPE_DEVICE}};
  bool made = works(cuMemPoolCreate(&pool, &props));
  bool first = works(cuMemAllocAsync(&one, MIB(3), stream));
  bool second = made && works(cuMemAllocFromPoolAsync(&two, MIB(40), pool, stream));
  if (first && works(cuMemFreeAsync(one, stream)))
    first = false;
  if (second && works(cuMemFree_v2(two)))
    second = false;
  works(cuStreamSynchronize(stream));
  if (made)
    works(cuMemPoolTrimTo(pool, 0));
  if (made && works(cuMemPoolDestroy(pool)))
    made = false;
  recover();
  if (first)
    NEED(cuMemFreeAsync(one, stream));
  if (second)
    NEED(cuMemFree_v2(two));
  NEED(cuStreamSynchronize(stream));
  if (made)
    NEED(cuMemPoolDestroy(pool));
  NEED(cuDeviceGetDefaultMemPool(&pool, 0));
  NEED(cuMemPoolTrimTo(pool, 0));
}

static void physical(void) {
  CUmemGenericAllocationHandle handle = 0, again = 0;
  CUmemAllocationProp props = {.type = CU_MEM_ALLOCATION_TYPE_PINNED, .location = {.type = CU_MEM_LOCATION_TYPE_DEVICE}};
  bool made = works(cuMemCreate(&handle, MIB(4), &props, 0));
  bool mapped = made && works(cuMemMap(room, MIB(4), 0, handle, 0));
  bool retained = mapped && works(cuMemRetainAllocationHandle(&again, (void *)(uintptr_t)room));
  if (made && works(cuMemRelease(handle)))
    made = false;
  if (retained && works(cuMemRelease(again)))
    retained = false;
  if (mapped && works(cuMemUnmap(room, MIB(4))))
    mapped = false;
  recover();
  if (made)
    NEED(cuMemRelease(handle));
  if (retained)
    NEED(cuMemRelease(again));
  if (mapped)
    NEED(cuMemUnmap(room, MIB(4)));
}

static void graphs(void) {
  CUDA_MEM_ALLOC_NODE_PARAMS parameters = {
      .poolProps = {.allocType = CU_MEM_ALLOCATION_TYPE_PINNED, .location = {.type = CU_MEM_LOCATION_TYPE_DEVICE}},
      .bytesize = MIB(6)};
  CUgraph graph = NULL;
  CUgraphNode node, end;
  CUgraphExec exec = NULL;
  bool made = works(cuGraphCreate(&graph, 0));
  bool allocates = made && works(cuGraphAddMemAllocNode(&node, graph, NULL, 0, &parameters));
  bool frees = allocates && works(cuGraphAddMemFreeNode(&end, graph, &node, 1, parameters.dptr));
  bool executable = frees && works(cuGraphInstantiateWithFlags(&exec, graph, 0));
  for (int k = 0; executable && k < 3; k++)
    works(cuGraphLaunch(exec, stream));
  if (executable)
    works(cuGraphUpload(exec, stream));
  works(cuDeviceGraphMemTrim(0));
  if (executable && works(cuGraphExecDestroy(exec)))
    executable = false;
  recover();
  if (executable)
    NEED(cuGraphExecDestroy(exec));
  if (made)
    NEED(cuGraphDestroy(graph));
  NEED(cuStreamSynchronize(stream));
  NEED(cuDeviceGraphMemTrim(0));
}

static const struct row {
  void (*scene)(void);
  const char *functions[14];
} table[] = {
  {pools, {"cuMemPoolCreate", "cuMemAllocAsync", "cuMemAllocFromPoolAsync", "cuMemFreeAsync", "cuMemFree_v2", "cuMemPoolTrimTo",
           "cuMemPoolDestroy", "cuMemPoolGetAttribute", "cuDeviceGetMemPool", "cuStreamGetCtx", "cuStreamQuery",
           "cuDeviceGetDefaultMemPool"}},
  {physical, {"cuMemCreate", "cuMemMap", "cuMemRetainAllocationHandle", "cuMemRelease", "cuMemUnmap",
              "cuMemGetAllocationGranularity"}},
  {graphs, {"cuGraphAddMemAllocNode", "cuGraphAddMemFreeNode", "cuGraphInstantiateWithFlags", "cuGraphLaunch", "cuGraphUpload",
            "cuDeviceGraphMemTrim", "cuDeviceGetGraphMemAttribute", "cuGraphExecDestroy", "cuGraphGetNodes",
            "cuGraphMemAllocNodeGetParams", "cuGraphNodeGetType"}},
};

static void fails(const struct row *row, const char *name) {
  static const CUresult codes[] = {CUDA_ERROR_OUT_OF_MEMORY, CUDA_ERROR_UNKNOWN};
  char text[160];
  snprintf(text, sizeof(text), "%s fails", name);
  enough = true;
  for (unsigned c = 0; c < 2; c++) {
    for (int until = 1; until <= 14; until++) {
      function = name;
      code = codes[c];
      now = 0;
      at = until;
      fail(function, code);
      row->scene();
      recover();
    }
  }
  CHECK(text, enough, "too little was charged");
  snprintf(text, sizeof(text), "%s works again: nothing is left", name);
  CHECK(text, keeps_within_a_second(0), "see above");
}

int main(void) {
  container_begin(1, MIB(300));
  node_context();
  NEED(cuStreamCreate(&stream, CU_STREAM_NON_BLOCKING));
  NEED(cuMemAddressReserve(&room, MIB(4), 0, 0, 0));
  for (unsigned r = 0; r < sizeof(table) / sizeof(*table); r++) {
    table[r].scene();
    CHECK("without a failure nothing is left", keeps_within_a_second(0), "see above");
    for (int f = 0; table[r].functions[f] != NULL; f++)
      fails(&table[r], table[r].functions[f]);
  }
  container_end();
  return CHECKS_END();
}
