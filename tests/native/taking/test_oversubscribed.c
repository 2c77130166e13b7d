// More than the device has, where that is allowed: other memory takes its place and says it were the device's.
#include <stdlib.h>
#include <unistd.h>

#include "../check.h"
#include "container.h"

static unsigned int attribute(CUpointer_attribute which, CUdeviceptr pointer) {
  unsigned int value = 77;
  NEED(cuPointerGetAttribute(&value, which, pointer));
  return value;
}

static void off(void) {
  CUdeviceptr first, second;
  node_context();
  NEED(cuMemAlloc_v2(&first, MIB(8192)));
  CHECK_NUMBER("not allowed: the device's own answer", cuMemAlloc_v2(&second, MIB(8192)), CUDA_ERROR_OUT_OF_MEMORY);
  CHECK("and nothing is charged for it", container_exact(), "it is");
}

static void on(void) {
  CUdeviceptr first, second, managed;
  node_context();
  NEED(cuMemAlloc_v2(&first, MIB(8192)));
  uint64_t before = container_charged_here();
  CHECK_NUMBER("allowed: more than the device has", cuMemAlloc_v2(&second, MIB(8192)), CUDA_SUCCESS);
  CHECK_NUMBER("is charged all the same", container_charged_here() - before, MIB(8192));
  CHECK_NUMBER("as plain memory", container_charged_as(HAMI_REGION_PLAIN), MIB(16384));
  CHECK("the device has not got it", node_mine() < container_charged_here(), "it has");
  CHECK_NUMBER("it says it is not managed", attribute(CU_POINTER_ATTRIBUTE_IS_MANAGED, second), 0);
  CHECK_NUMBER("nor in the middle", attribute(CU_POINTER_ATTRIBUTE_IS_MANAGED, second + MIB(1) + 8), 0);
  CHECK_NUMBER("but the device's", attribute(CU_POINTER_ATTRIBUTE_MEMORY_TYPE, second), CU_MEMORYTYPE_DEVICE);
  unsigned int is_managed = 77, type = 77;
  CUpointer_attribute asked[] = {CU_POINTER_ATTRIBUTE_IS_MANAGED, CU_POINTER_ATTRIBUTE_MEMORY_TYPE};
  void *answers[] = {&is_managed, &type};
  NEED(cuPointerGetAttributes(2, asked, answers, second));
  CHECK_NUMBER("asked for both: not managed", is_managed, 0);
  CHECK_NUMBER("asked for both: the device's", type, CU_MEMORYTYPE_DEVICE);
  NEED(cuMemAllocManaged(&managed, MIB(2), CU_MEM_ATTACH_GLOBAL));
  CHECK_NUMBER("what is managed says so", attribute(CU_POINTER_ATTRIBUTE_IS_MANAGED, managed), 1);
  NEED(cuMemsetD8_v2(second, 7, MIB(2)));
  CUdeviceptr third;
  CHECK_NUMBER("the limit stands", cuMemAlloc_v2(&third, MIB(8192)), CUDA_ERROR_OUT_OF_MEMORY);
  NEED(cuMemFree_v2(second));
  NEED(cuMemFree_v2(managed));
  CHECK("freed it is not charged any more", container_exact(), "it is");
}

int main(int argc, char **argv) {
  (void)argc;
  bool allowed = getenv("CUDA_OVERSUBSCRIBE") != NULL;
  container_begin(1, MIB(20480));
  if (allowed)
    on();
  else
    off();
  container_end();
  if (!allowed) {
    setenv("CUDA_OVERSUBSCRIBE", "true", 1);
    if (CHECKS_END() == 0)
      execv("/proc/self/exe", argv);
    return 1;
  }
  return CHECKS_END();
}
