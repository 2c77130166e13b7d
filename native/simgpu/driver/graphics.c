// Interoperation with graphics: there is no graphics context on a simulated node, so nothing can be registered and no handle
// of a resource is ever valid.
#include "driver.h"

static CUresult refuse_registration(const CUgraphicsResource *out) {
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  return out == NULL ? CUDA_ERROR_INVALID_VALUE : CUDA_ERROR_INVALID_GRAPHICS_CONTEXT;
}

static CUresult refuse_resource(const void *out) {
  struct sg_context *context;
  SG_TRY(sg_context_current(&context));
  return out == NULL ? CUDA_ERROR_INVALID_VALUE : CUDA_ERROR_INVALID_HANDLE;
}

static CUresult refuse_resources(unsigned int count, const CUgraphicsResource *resources, CUstream handle) {
  struct sg_stream *stream;
  SG_TRY(sg_stream_resolve(handle, &stream));
  return count == 0 || resources == NULL ? CUDA_ERROR_INVALID_VALUE : CUDA_ERROR_INVALID_HANDLE;
}

CUresult cuGLGetDevices_v2(unsigned int *pCudaDeviceCount, CUdevice *pCudaDevices, unsigned int cudaDeviceCount,
                           CUGLDeviceList deviceList) {
  SG_ENTRY();
  (void)pCudaDevices;
  (void)cudaDeviceCount;
  if (pCudaDeviceCount == NULL || deviceList < CU_GL_DEVICE_LIST_ALL || deviceList > CU_GL_DEVICE_LIST_NEXT_FRAME)
    return CUDA_ERROR_INVALID_VALUE;
  return CUDA_ERROR_INVALID_GRAPHICS_CONTEXT;
}

CUresult cuGLGetDevices(unsigned int *pCudaDeviceCount, CUdevice *pCudaDevices, unsigned int cudaDeviceCount,
                        CUGLDeviceList deviceList) {
  return cuGLGetDevices_v2(pCudaDeviceCount, pCudaDevices, cudaDeviceCount, deviceList);
}

CUresult cuGraphicsGLRegisterBuffer(CUgraphicsResource *pCudaResource, unsigned int buffer, unsigned int Flags) {
  SG_ENTRY();
  (void)buffer;
  (void)Flags;
  return refuse_registration(pCudaResource);
}

CUresult cuGraphicsGLRegisterImage(CUgraphicsResource *pCudaResource, unsigned int image, unsigned int target,
                                   unsigned int Flags) {
  SG_ENTRY();
  (void)image;
  (void)target;
  (void)Flags;
  return refuse_registration(pCudaResource);
}

CUresult cuGraphicsUnregisterResource(CUgraphicsResource resource) {
  SG_ENTRY();
  (void)resource;
  return refuse_resource("");
}

CUresult cuGraphicsMapResources(unsigned int count, CUgraphicsResource *resources, CUstream hStream) {
  SG_ENTRY();
  return refuse_resources(count, resources, hStream);
}

CUresult cuGraphicsUnmapResources(unsigned int count, CUgraphicsResource *resources, CUstream hStream) {
  SG_ENTRY();
  return refuse_resources(count, resources, hStream);
}

CUresult cuGraphicsSubResourceGetMappedArray(CUarray *pArray, CUgraphicsResource resource, unsigned int arrayIndex,
                                             unsigned int mipLevel) {
  SG_ENTRY();
  (void)resource;
  (void)arrayIndex;
  (void)mipLevel;
  return refuse_resource(pArray);
}

CUresult cuGraphicsResourceGetMappedMipmappedArray(CUmipmappedArray *pMipmappedArray, CUgraphicsResource resource) {
  SG_ENTRY();
  (void)resource;
  return refuse_resource(pMipmappedArray);
}

CUresult cuGraphicsResourceGetMappedPointer_v2(CUdeviceptr *pDevPtr, size_t *pSize, CUgraphicsResource resource) {
  SG_ENTRY();
  (void)pSize;
  (void)resource;
  return refuse_resource(pDevPtr);
}

CUresult cuGraphicsResourceGetMappedPointer(CUdeviceptr_v1 *pDevPtr, unsigned int *pSize, CUgraphicsResource resource) {
  SG_ENTRY();
  (void)pSize;
  (void)resource;
  return refuse_resource(pDevPtr);
}

CUresult cuGraphicsResourceSetMapFlags_v2(CUgraphicsResource resource, unsigned int flags) {
  SG_ENTRY();
  (void)resource;
  (void)flags;
  return refuse_resource("");
}

CUresult cuGraphicsResourceSetMapFlags(CUgraphicsResource resource, unsigned int flags) {
  SG_ENTRY();
  (void)resource;
  (void)flags;
  return refuse_resource("");
}
