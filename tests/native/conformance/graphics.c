// Without a graphics context: what a program finds on a compute node.
#include "conformance.h"

CASE(cuGLGetDevices_v2, CUDA_ERROR_INVALID_GRAPHICS_CONTEXT, "there is none") {
  with_context();
  unsigned int count = 0;
  CUdevice device;
  EXPECT(cuGLGetDevices_v2(&count, &device, 1, CU_GL_DEVICE_LIST_ALL), CUDA_ERROR_INVALID_GRAPHICS_CONTEXT);
}

CASE(cuGLGetDevices, CUDA_ERROR_INVALID_GRAPHICS_CONTEXT, "there is none") {
  with_context();
  unsigned int count = 0;
  CUdevice device;
  EXPECT(cuGLGetDevices(&count, &device, 1, CU_GL_DEVICE_LIST_ALL), CUDA_ERROR_INVALID_GRAPHICS_CONTEXT);
}

CASE(cuGraphicsGLRegisterImage, CUDA_ERROR_INVALID_GRAPHICS_CONTEXT, "there is none") {
  with_context();
  CUgraphicsResource resource;
  EXPECT(cuGraphicsGLRegisterImage(&resource, 1, 0x0DE1, 0), CUDA_ERROR_INVALID_GRAPHICS_CONTEXT);
}

CASE(cuGraphicsGLRegisterBuffer, CUDA_ERROR_INVALID_GRAPHICS_CONTEXT, "there is none") {
  with_context();
  CUgraphicsResource resource;
  EXPECT(cuGraphicsGLRegisterBuffer(&resource, 1, 0), CUDA_ERROR_INVALID_GRAPHICS_CONTEXT);
}

CASE(cuGraphicsMapResources, CUDA_ERROR_INVALID_HANDLE, "one that was never registered") {
  with_context();
  CUgraphicsResource none = NULL;
  EXPECT(cuGraphicsMapResources(1, &none, NULL), CUDA_ERROR_INVALID_HANDLE);
}

CASE(cuGraphicsUnmapResources, CUDA_ERROR_INVALID_HANDLE, "one that was never registered") {
  with_context();
  CUgraphicsResource none = NULL;
  EXPECT(cuGraphicsUnmapResources(1, &none, NULL), CUDA_ERROR_INVALID_HANDLE);
}

CASE(cuGraphicsUnregisterResource, CUDA_ERROR_INVALID_HANDLE, "one that was never registered") {
  with_context();
  EXPECT(cuGraphicsUnregisterResource(NULL), CUDA_ERROR_INVALID_HANDLE);
}

CASE(cuGraphicsSubResourceGetMappedArray, CUDA_ERROR_INVALID_HANDLE, "of one that was never registered") {
  with_context();
  CUarray array;
  EXPECT(cuGraphicsSubResourceGetMappedArray(&array, NULL, 0, 0), CUDA_ERROR_INVALID_HANDLE);
}

CASE(cuGraphicsResourceGetMappedPointer_v2, CUDA_ERROR_INVALID_HANDLE, "of one that was never registered") {
  with_context();
  CUdeviceptr address;
  size_t bytes;
  EXPECT(cuGraphicsResourceGetMappedPointer_v2(&address, &bytes, NULL), CUDA_ERROR_INVALID_HANDLE);
}

CASE(cuGraphicsResourceGetMappedPointer, CUDA_ERROR_INVALID_HANDLE, "of one that was never registered") {
  with_context();
  CUdeviceptr_v1 address;
  unsigned int bytes;
  EXPECT(cuGraphicsResourceGetMappedPointer(&address, &bytes, NULL), CUDA_ERROR_INVALID_HANDLE);
}
