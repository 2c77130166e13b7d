// What stands in for device memory is told to be device memory.
#include "fallback.h"
#include "libvgpu/process/pass.h"

static void correct(CUpointer_attribute attribute, void *data) {
  if (attribute == CU_POINTER_ATTRIBUTE_IS_MANAGED)
    *(unsigned int *)data = 0;
  else if (attribute == CU_POINTER_ATTRIBUTE_MEMORY_TYPE)
    *(unsigned int *)data = CU_MEMORYTYPE_DEVICE;
}

static bool is_in_question(CUpointer_attribute attribute) {
  return attribute == CU_POINTER_ATTRIBUTE_IS_MANAGED || attribute == CU_POINTER_ATTRIBUTE_MEMORY_TYPE;
}

static bool may_fall_back(void) { return vgpu_process_standing() == VGPU_GRANTED && vgpu_process_oversubscribes(); }

CUresult cuPointerGetAttribute(void *data, CUpointer_attribute attribute, CUdeviceptr ptr) {
  VGPU_PASS(cuPointerGetAttribute, !is_in_question(attribute), data, attribute, ptr);
  CUresult result = real(data, attribute, ptr);
  if (result == CUDA_SUCCESS && may_fall_back() && vgpu_is_fallback(ptr))
    correct(attribute, data);
  vgpu_leave();
  return result;
}

CUresult cuPointerGetAttributes(unsigned int numAttributes, CUpointer_attribute *attributes, void **data, CUdeviceptr ptr) {
  VGPU_PASS(cuPointerGetAttributes, numAttributes == 0, numAttributes, attributes, data, ptr);
  CUresult result = real(numAttributes, attributes, data, ptr);
  if (result == CUDA_SUCCESS && may_fall_back() && vgpu_is_fallback(ptr)) {
    for (unsigned int k = 0; k < numAttributes; k++)
      correct(attributes[k], data[k]);
  }
  vgpu_leave();
  return result;
}
