// Physical memory: charged from its creation until neither a handle nor a mapping is left, whatever goes first.
#include "../check.h"
#include "keep.h"

static CUmemGenericAllocationHandle make(uint64_t bytes) {
  CUmemAllocationProp props = {.type = CU_MEM_ALLOCATION_TYPE_PINNED, .location = {.type = CU_MEM_LOCATION_TYPE_DEVICE}};
  CUmemGenericAllocationHandle handle;
  NEED(cuMemCreate(&handle, bytes, &props, 0));
  return handle;
}

// What holds it, taken and let go in every order.
enum hold { HANDLE, FIRST_MAP, SECOND_MAP, RETAINED, HOLDS };
static const char *const words[] = {"handle", "map", "second map", "retained handle"};

static CUdeviceptr room;

static void let_go(enum hold hold, CUmemGenericAllocationHandle handle, CUmemGenericAllocationHandle again) {
  switch (hold) {
    case HANDLE: NEED(cuMemRelease(handle)); return;
    case FIRST_MAP: NEED(cuMemUnmap(room, MIB(4))); return;
    case SECOND_MAP: NEED(cuMemUnmap(room + MIB(8), MIB(2))); return;
    case RETAINED: NEED(cuMemRelease(again)); return;
    default: return;
  }
}

static void one_order(const enum hold order[HOLDS]) {
  char name[200];
  CUmemGenericAllocationHandle handle = make(MIB(4)), again;
  NEED(cuMemMap(room, MIB(4), 0, handle, 0));
  NEED(cuMemMap(room + MIB(8), MIB(2), 0, handle, 0));
  NEED(cuMemRetainAllocationHandle(&again, (void *)(uintptr_t)(room + MIB(8))));
  snprintf(name, sizeof(name), "%s, %s, %s, %s", words[order[0]], words[order[1]], words[order[2]], words[order[3]]);
  bool right = keeps(MIB(4));
  for (int k = 0; k < HOLDS; k++) {
    let_go(order[k], handle, again);
    right = keeps(k < HOLDS - 1 ? MIB(4) : 0) && right;
  }
  CHECK(name, right, "see above");
}

static void orders(void) {
  for (int code = 0; code < 256; code++) {
    enum hold order[HOLDS] = {code & 3, code >> 2 & 3, code >> 4 & 3, code >> 6};
    unsigned seen = 0;
    for (int k = 0; k < HOLDS; k++)
      seen |= 1u << order[k];
    if (seen == 15)
      one_order(order);
  }
}

// The last handle gone, a retained one has a value of its own.
static void from_a_map_alone(void) {
  CUmemGenericAllocationHandle handle = make(MIB(6)), again, third;
  NEED(cuMemMap(room, MIB(6), 0, handle, 0));
  NEED(cuMemRelease(handle));
  CHECK("a map alone keeps it", keeps(MIB(6)), "see above");
  NEED(cuMemRetainAllocationHandle(&again, (void *)(uintptr_t)(room + MIB(5))));
  NEED(cuMemUnmap(room, MIB(6)));
  CHECK("and so does a handle made from it", keeps(MIB(6)), "see above");
  NEED(cuMemMap(room, MIB(6), 0, again, 0));
  NEED(cuMemRetainAllocationHandle(&third, (void *)(uintptr_t)room));
  NEED(cuMemRelease(again));
  NEED(cuMemUnmap(room, MIB(6)));
  CHECK("one of two releases is not enough", keeps(MIB(6)), "see above");
  NEED(cuMemRelease(third));
  CHECK("two are", keeps(0), "see above");
}

static void several_at_once(void) {
  for (int k = 0; k < 8; k++) {
    CUmemGenericAllocationHandle handle = make(MIB(2));
    NEED(cuMemMap(room + MIB(2) * (uint64_t)k, MIB(2), 0, handle, 0));
    NEED(cuMemRelease(handle));
  }
  CHECK("eight maps side by side", keeps(MIB(16)), "see above");
  NEED(cuMemUnmap(room + MIB(4), MIB(6)));
  CHECK("three of them unmapped at once", keeps(MIB(10)), "see above");
  CHECK("a range with a hole is the driver's affair", cuMemUnmap(room, MIB(16)) == CUDA_ERROR_INVALID_VALUE, "it isn't");
  CHECK("a part of one too", cuMemUnmap(room, MIB(1)) == CUDA_ERROR_INVALID_VALUE, "it isn't");
  CHECK("a refusal changes nothing", keeps(MIB(10)), "see above");
  NEED(cuMemUnmap(room, MIB(4)));
  NEED(cuMemUnmap(room + MIB(10), MIB(6)));
  CHECK("and the rest", keeps(0), "see above");
}

static void at_the_limit(void) {
  uint64_t rest = container_limit() - container_charged(), whole = rest / MIB(2) * MIB(2);
  CUmemAllocationProp props = {.type = CU_MEM_ALLOCATION_TYPE_PINNED, .location = {.type = CU_MEM_LOCATION_TYPE_DEVICE}};
  CUmemGenericAllocationHandle all = make(whole), more;
  CHECK("all that is left", keeps(whole), "see above");
  CHECK_NUMBER("not a granule more", cuMemCreate(&more, MIB(2), &props, 0), CUDA_ERROR_OUT_OF_MEMORY);
  CHECK_NUMBER("not whole granules: the driver judges", cuMemCreate(&more, MIB(1), &props, 0), CUDA_ERROR_INVALID_VALUE);
  props.location.type = CU_MEM_LOCATION_TYPE_HOST;
  CHECK_NUMBER("the host's is not the device's", cuMemCreate(&more, MIB(2), &props, 0), CUDA_SUCCESS);
  NEED(cuMemRelease(more));
  props.location = (CUmemLocation){.type = CU_MEM_LOCATION_TYPE_DEVICE, .id = 7};
  CHECK_NUMBER("of no device: the driver judges", cuMemCreate(&more, MIB(2), &props, 0), CUDA_ERROR_INVALID_DEVICE);
  props.location.id = 1;
  NEED(cuMemCreate(&more, MIB(2), &props, 0));
  CHECK("another device's is not this one's", keeps(whole), "see above");
  CHECK_NUMBER("it is that one's", container_region()->v1.processes[0].used[1].total, MIB(2));
  NEED(cuMemRelease(more));
  NEED(cuMemRelease(all));
  CHECK("all is back", keeps(0), "see above");
  CHECK_NUMBER("there too", container_region()->v1.processes[0].used[1].total, 0);
}

static void in_an_array(void) {
  CUDA_ARRAY3D_DESCRIPTOR descriptor = {.Width = 512, .Height = 512, .Format = CU_AD_FORMAT_FLOAT, .NumChannels = 4,
                                        .Flags = CUDA_ARRAY3D_DEFERRED_MAPPING};
  CUarray array;
  NEED(cuArray3DCreate_v2(&array, &descriptor));
  CUarrayMapInfo info = {.resourceType = CU_RESOURCE_TYPE_ARRAY, .memOperationType = CU_MEM_OPERATION_TYPE_MAP,
                         .deviceBitMask = 1};
  info.resource.array = array;
  info.memHandle.memHandle = make(MIB(4));
  NEED(cuMemMapArrayAsync(&info, 1, NULL));
  NEED(cuMemRelease(info.memHandle.memHandle));
  CHECK("an array keeps what is mapped into it", keeps(MIB(4)), "see above");
  info.memHandle.memHandle = make(MIB(6));
  NEED(cuMemMapArrayAsync(&info, 1, NULL));
  CHECK("in the place of something else", keeps(MIB(6)), "see above");
  NEED(cuMemRelease(info.memHandle.memHandle));
  CUarrayMapInfo two[2] = {info, info};
  two[0].memOperationType = two[1].memOperationType = CU_MEM_OPERATION_TYPE_UNMAP;
  NEED(cuMemMapArrayAsync(two, 1, NULL));
  CHECK("unmapped it is gone", keeps(0), "see above");
  two[0] = two[1] = info;
  two[0].memHandle.memHandle = make(MIB(4));
  two[1].memHandle.memHandle = 0;
  CHECK("the second of two fails", cuMemMapArrayAsync(two, 2, NULL) != CUDA_SUCCESS, "it doesn't");
  NEED(cuMemRelease(two[0].memHandle.memHandle));
  CHECK("the first was mapped", keeps(MIB(4)), "see above");
  NEED(cuArrayDestroy(array));
  CHECK("and goes with the array", keeps(0), "see above");
}

static void in_a_multicast_object(void) {
  CUmulticastObjectProp props = {.numDevices = 1, .size = MIB(8)};
  CUmemGenericAllocationHandle object, memory = make(MIB(4)), mapped = make(MIB(4));
  NEED(cuMulticastCreate(&object, &props));
  NEED(cuMulticastAddDevice(object, 0));
  NEED(cuMulticastBindMem(object, 0, memory, 0, MIB(4), 0));
  NEED(cuMemMap(room, MIB(4), 0, mapped, 0));
  NEED(cuMulticastBindAddr(object, MIB(4), room, MIB(4), 0));
  NEED(cuMemRelease(memory));
  NEED(cuMemRelease(mapped));
  NEED(cuMemUnmap(room, MIB(4)));
  CHECK("what is bound is kept", keeps(MIB(8)), "see above");
  NEED(cuMulticastUnbind(object, 0, 0, MIB(4)));
  CHECK("until it is unbound", keeps(MIB(4)), "see above");
  NEED(cuMemMap(room, MIB(8), 0, object, 0));
  NEED(cuMemRelease(object));
  CHECK("or the object is gone, which is mapped yet", keeps(MIB(4)), "see above");
  NEED(cuMemUnmap(room, MIB(8)));
  CHECK("and then is not", keeps(0), "see above");
}

static void many(void) {
  enum { COUNT = 300 };
  CUdeviceptr wide;
  NEED(cuMemAddressReserve(&wide, COUNT * MIB(4), 0, 0, 0));
  // Not in the order of their addresses.
  for (uint64_t k = 0; k < COUNT; k++) {
    CUmemGenericAllocationHandle handle = make(MIB(2));
    NEED(cuMemMap(wide + k * 77 % COUNT * MIB(4), MIB(2), 0, handle, 0));
    NEED(cuMemRelease(handle));
  }
  bool right = keeps(COUNT * MIB(2));
  for (uint64_t k = 0; k < COUNT; k++) {
    NEED(cuMemUnmap(wide + k * 31 % COUNT * MIB(4), MIB(2)));
    if (k % 50 == 0)
      right = keeps((COUNT - k - 1) * MIB(2)) && right;
  }
  CHECK("300 maps in any order", keeps(0) && right, "see above");
  NEED(cuMemAddressFree(wide, COUNT * MIB(4)));
}

int main(void) {
  container_begin(1, MIB(700));
  node_context();
  NEED(cuMemAddressReserve(&room, MIB(64), 0, 0, 0));
  orders();
  from_a_map_alone();
  several_at_once();
  in_an_array();
  in_a_multicast_object();
  many();
  at_the_limit();
  container_end();
  return CHECKS_END();
}
