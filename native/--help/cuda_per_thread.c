// Generated from the tables in native/abi: edit those.
// The forms for which the null stream is the thread's own.
#include "cuda_abi.h"
#include "simgpu/driver/default_stream.h"

CUresult cuEventRecordWithFlags_ptsz(CUevent hEvent, CUstream hStream, unsigned int flags) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuEventRecordWithFlags(hEvent, hStream, flags);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuEventRecord_ptsz(CUevent hEvent, CUstream hStream) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuEventRecord(hEvent, hStream);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuGraphInstantiateWithParams_ptsz(CUgraphExec *phGraphExec, CUgraph hGraph, CUDA_GRAPH_INSTANTIATE_PARAMS *instantiateParams) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuGraphInstantiateWithParams(phGraphExec, hGraph, instantiateParams);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuGraphLaunch_ptsz(CUgraphExec hGraphExec, CUstream hStream) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuGraphLaunch(hGraphExec, hStream);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuGraphUpload_ptsz(CUgraphExec hGraphExec, CUstream hStream) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuGraphUpload(hGraphExec, hStream);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuGraphicsMapResources_ptsz(unsigned int count, CUgraphicsResource *resources, CUstream hStream) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuGraphicsMapResources(count, resources, hStream);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuGraphicsUnmapResources_ptsz(unsigned int count, CUgraphicsResource *resources, CUstream hStream) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuGraphicsUnmapResources(count, resources, hStream);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuLaunchCooperativeKernel_ptsz(CUfunction f, unsigned int gridDimX, unsigned int gridDimY, unsigned int gridDimZ, unsigned int blockDimX, unsigned int blockDimY, unsigned int blockDimZ, unsigned int sharedMemBytes, CUstream hStream, void **kernelParams) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuLaunchCooperativeKernel(f, gridDimX, gridDimY, gridDimZ, blockDimX, blockDimY, blockDimZ, sharedMemBytes, hStream, kernelParams);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuLaunchHostFunc_ptsz(CUstream hStream, CUhostFn fn, void *userData) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuLaunchHostFunc(hStream, fn, userData);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuLaunchKernelEx_ptsz(const CUlaunchConfig *config, CUfunction f, void **kernelParams, void **extra) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuLaunchKernelEx(config, f, kernelParams, extra);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuLaunchKernel_ptsz(CUfunction f, unsigned int gridDimX, unsigned int gridDimY, unsigned int gridDimZ, unsigned int blockDimX, unsigned int blockDimY, unsigned int blockDimZ, unsigned int sharedMemBytes, CUstream hStream, void **kernelParams, void **extra) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuLaunchKernel(f, gridDimX, gridDimY, gridDimZ, blockDimX, blockDimY, blockDimZ, sharedMemBytes, hStream, kernelParams, extra);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemAllocAsync_ptsz(CUdeviceptr *dptr, size_t bytesize, CUstream hStream) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemAllocAsync(dptr, bytesize, hStream);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemAllocFromPoolAsync_ptsz(CUdeviceptr *dptr, size_t bytesize, CUmemoryPool pool, CUstream hStream) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemAllocFromPoolAsync(dptr, bytesize, pool, hStream);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemBatchDecompressAsync_ptsz(CUmemDecompressParams *paramsArray, size_t count, unsigned int flags, size_t *errorIndex, CUstream stream) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemBatchDecompressAsync(paramsArray, count, flags, errorIndex, stream);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemDiscardAndPrefetchBatchAsync_ptsz(CUdeviceptr *dptrs, size_t *sizes, size_t count, CUmemLocation *prefetchLocs, size_t *prefetchLocIdxs, size_t numPrefetchLocs, unsigned long long flags, CUstream hStream) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemDiscardAndPrefetchBatchAsync(dptrs, sizes, count, prefetchLocs, prefetchLocIdxs, numPrefetchLocs, flags, hStream);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemDiscardBatchAsync_ptsz(CUdeviceptr *dptrs, size_t *sizes, size_t count, unsigned long long flags, CUstream hStream) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemDiscardBatchAsync(dptrs, sizes, count, flags, hStream);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemFreeAsync_ptsz(CUdeviceptr dptr, CUstream hStream) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemFreeAsync(dptr, hStream);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemMapArrayAsync_ptsz(CUarrayMapInfo *mapInfoList, unsigned int count, CUstream hStream) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemMapArrayAsync(mapInfoList, count, hStream);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemPrefetchAsync_ptsz(CUdeviceptr devPtr, size_t count, CUdevice dstDevice, CUstream hStream) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemPrefetchAsync(devPtr, count, dstDevice, hStream);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemPrefetchAsync_v2_ptsz(CUdeviceptr devPtr, size_t count, CUmemLocation location, unsigned int flags, CUstream hStream) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemPrefetchAsync_v2(devPtr, count, location, flags, hStream);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemPrefetchBatchAsync_ptsz(CUdeviceptr *dptrs, size_t *sizes, size_t count, CUmemLocation *prefetchLocs, size_t *prefetchLocIdxs, size_t numPrefetchLocs, unsigned long long flags, CUstream hStream) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemPrefetchBatchAsync(dptrs, sizes, count, prefetchLocs, prefetchLocIdxs, numPrefetchLocs, flags, hStream);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemcpy2DAsync_v2_ptsz(const CUDA_MEMCPY2D *pCopy, CUstream hStream) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemcpy2DAsync_v2(pCopy, hStream);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemcpy2DUnaligned_v2_ptds(const CUDA_MEMCPY2D *pCopy) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemcpy2DUnaligned_v2(pCopy);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemcpy2D_v2_ptds(const CUDA_MEMCPY2D *pCopy) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemcpy2D_v2(pCopy);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemcpy3DAsync_v2_ptsz(const CUDA_MEMCPY3D *pCopy, CUstream hStream) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemcpy3DAsync_v2(pCopy, hStream);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemcpy3DBatchAsync_ptsz(size_t numOps, CUDA_MEMCPY3D_BATCH_OP *opList, size_t *failIdx, unsigned long long flags, CUstream hStream) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemcpy3DBatchAsync(numOps, opList, failIdx, flags, hStream);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemcpy3DBatchAsync_v2_ptsz(size_t numOps, CUDA_MEMCPY3D_BATCH_OP *opList, unsigned long long flags, CUstream hStream) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemcpy3DBatchAsync_v2(numOps, opList, flags, hStream);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemcpy3DPeerAsync_ptsz(const CUDA_MEMCPY3D_PEER *pCopy, CUstream hStream) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemcpy3DPeerAsync(pCopy, hStream);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemcpy3DPeer_ptds(const CUDA_MEMCPY3D_PEER *pCopy) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemcpy3DPeer(pCopy);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemcpy3D_v2_ptds(const CUDA_MEMCPY3D *pCopy) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemcpy3D_v2(pCopy);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemcpyAsync_ptsz(CUdeviceptr dst, CUdeviceptr src, size_t ByteCount, CUstream hStream) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemcpyAsync(dst, src, ByteCount, hStream);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemcpyAtoA_v2_ptds(CUarray dstArray, size_t dstOffset, CUarray srcArray, size_t srcOffset, size_t ByteCount) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemcpyAtoA_v2(dstArray, dstOffset, srcArray, srcOffset, ByteCount);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemcpyAtoD_v2_ptds(CUdeviceptr dstDevice, CUarray srcArray, size_t srcOffset, size_t ByteCount) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemcpyAtoD_v2(dstDevice, srcArray, srcOffset, ByteCount);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemcpyAtoHAsync_v2_ptsz(void *dstHost, CUarray srcArray, size_t srcOffset, size_t ByteCount, CUstream hStream) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemcpyAtoHAsync_v2(dstHost, srcArray, srcOffset, ByteCount, hStream);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemcpyAtoH_v2_ptds(void *dstHost, CUarray srcArray, size_t srcOffset, size_t ByteCount) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemcpyAtoH_v2(dstHost, srcArray, srcOffset, ByteCount);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemcpyBatchAsync_ptsz(CUdeviceptr *dsts, CUdeviceptr *srcs, size_t *sizes, size_t count, CUmemcpyAttributes *attrs, size_t *attrsIdxs, size_t numAttrs, size_t *failIdx, CUstream hStream) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemcpyBatchAsync(dsts, srcs, sizes, count, attrs, attrsIdxs, numAttrs, failIdx, hStream);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemcpyBatchAsync_v2_ptsz(CUdeviceptr *dsts, CUdeviceptr *srcs, size_t *sizes, size_t count, CUmemcpyAttributes *attrs, size_t *attrsIdxs, size_t numAttrs, CUstream hStream) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemcpyBatchAsync_v2(dsts, srcs, sizes, count, attrs, attrsIdxs, numAttrs, hStream);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemcpyDtoA_v2_ptds(CUarray dstArray, size_t dstOffset, CUdeviceptr srcDevice, size_t ByteCount) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemcpyDtoA_v2(dstArray, dstOffset, srcDevice, ByteCount);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemcpyDtoDAsync_v2_ptsz(CUdeviceptr dstDevice, CUdeviceptr srcDevice, size_t ByteCount, CUstream hStream) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemcpyDtoDAsync_v2(dstDevice, srcDevice, ByteCount, hStream);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemcpyDtoD_v2_ptds(CUdeviceptr dstDevice, CUdeviceptr srcDevice, size_t ByteCount) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemcpyDtoD_v2(dstDevice, srcDevice, ByteCount);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemcpyDtoHAsync_v2_ptsz(void *dstHost, CUdeviceptr srcDevice, size_t ByteCount, CUstream hStream) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemcpyDtoHAsync_v2(dstHost, srcDevice, ByteCount, hStream);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemcpyDtoH_v2_ptds(void *dstHost, CUdeviceptr srcDevice, size_t ByteCount) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemcpyDtoH_v2(dstHost, srcDevice, ByteCount);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemcpyHtoAAsync_v2_ptsz(CUarray dstArray, size_t dstOffset, const void *srcHost, size_t ByteCount, CUstream hStream) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemcpyHtoAAsync_v2(dstArray, dstOffset, srcHost, ByteCount, hStream);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemcpyHtoA_v2_ptds(CUarray dstArray, size_t dstOffset, const void *srcHost, size_t ByteCount) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemcpyHtoA_v2(dstArray, dstOffset, srcHost, ByteCount);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemcpyHtoDAsync_v2_ptsz(CUdeviceptr dstDevice, const void *srcHost, size_t ByteCount, CUstream hStream) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemcpyHtoDAsync_v2(dstDevice, srcHost, ByteCount, hStream);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemcpyHtoD_v2_ptds(CUdeviceptr dstDevice, const void *srcHost, size_t ByteCount) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemcpyHtoD_v2(dstDevice, srcHost, ByteCount);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemcpyPeerAsync_ptsz(CUdeviceptr dstDevice, CUcontext dstContext, CUdeviceptr srcDevice, CUcontext srcContext, size_t ByteCount, CUstream hStream) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemcpyPeerAsync(dstDevice, dstContext, srcDevice, srcContext, ByteCount, hStream);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemcpyPeer_ptds(CUdeviceptr dstDevice, CUcontext dstContext, CUdeviceptr srcDevice, CUcontext srcContext, size_t ByteCount) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemcpyPeer(dstDevice, dstContext, srcDevice, srcContext, ByteCount);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemcpy_ptds(CUdeviceptr dst, CUdeviceptr src, size_t ByteCount) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemcpy(dst, src, ByteCount);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemsetD16Async_ptsz(CUdeviceptr dstDevice, unsigned short us, size_t N, CUstream hStream) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemsetD16Async(dstDevice, us, N, hStream);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemsetD16_v2_ptds(CUdeviceptr dstDevice, unsigned short us, size_t N) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemsetD16_v2(dstDevice, us, N);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemsetD2D16Async_ptsz(CUdeviceptr dstDevice, size_t dstPitch, unsigned short us, size_t Width, size_t Height, CUstream hStream) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemsetD2D16Async(dstDevice, dstPitch, us, Width, Height, hStream);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemsetD2D16_v2_ptds(CUdeviceptr dstDevice, size_t dstPitch, unsigned short us, size_t Width, size_t Height) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemsetD2D16_v2(dstDevice, dstPitch, us, Width, Height);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemsetD2D32Async_ptsz(CUdeviceptr dstDevice, size_t dstPitch, unsigned int ui, size_t Width, size_t Height, CUstream hStream) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemsetD2D32Async(dstDevice, dstPitch, ui, Width, Height, hStream);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemsetD2D32_v2_ptds(CUdeviceptr dstDevice, size_t dstPitch, unsigned int ui, size_t Width, size_t Height) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemsetD2D32_v2(dstDevice, dstPitch, ui, Width, Height);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemsetD2D8Async_ptsz(CUdeviceptr dstDevice, size_t dstPitch, unsigned char uc, size_t Width, size_t Height, CUstream hStream) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemsetD2D8Async(dstDevice, dstPitch, uc, Width, Height, hStream);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemsetD2D8_v2_ptds(CUdeviceptr dstDevice, size_t dstPitch, unsigned char uc, size_t Width, size_t Height) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemsetD2D8_v2(dstDevice, dstPitch, uc, Width, Height);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemsetD32Async_ptsz(CUdeviceptr dstDevice, unsigned int ui, size_t N, CUstream hStream) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemsetD32Async(dstDevice, ui, N, hStream);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemsetD32_v2_ptds(CUdeviceptr dstDevice, unsigned int ui, size_t N) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemsetD32_v2(dstDevice, ui, N);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemsetD8Async_ptsz(CUdeviceptr dstDevice, unsigned char uc, size_t N, CUstream hStream) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemsetD8Async(dstDevice, uc, N, hStream);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuMemsetD8_v2_ptds(CUdeviceptr dstDevice, unsigned char uc, size_t N) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuMemsetD8_v2(dstDevice, uc, N);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuSignalExternalSemaphoresAsync_ptsz(const CUexternalSemaphore *extSemArray, const CUDA_EXTERNAL_SEMAPHORE_SIGNAL_PARAMS *paramsArray, unsigned int numExtSems, CUstream stream) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuSignalExternalSemaphoresAsync(extSemArray, paramsArray, numExtSems, stream);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuStreamAddCallback_ptsz(CUstream hStream, CUstreamCallback callback, void *userData, unsigned int flags) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuStreamAddCallback(hStream, callback, userData, flags);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuStreamAttachMemAsync_ptsz(CUstream hStream, CUdeviceptr dptr, size_t length, unsigned int flags) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuStreamAttachMemAsync(hStream, dptr, length, flags);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuStreamBatchMemOp_ptsz(CUstream stream, unsigned int count, CUstreamBatchMemOpParams *paramArray, unsigned int flags) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuStreamBatchMemOp(stream, count, paramArray, flags);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuStreamBatchMemOp_v2_ptsz(CUstream stream, unsigned int count, CUstreamBatchMemOpParams *paramArray, unsigned int flags) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuStreamBatchMemOp_v2(stream, count, paramArray, flags);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuStreamBeginCaptureToGraph_ptsz(CUstream hStream, CUgraph hGraph, const CUgraphNode *dependencies, const CUgraphEdgeData *dependencyData, size_t numDependencies, CUstreamCaptureMode mode) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuStreamBeginCaptureToGraph(hStream, hGraph, dependencies, dependencyData, numDependencies, mode);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuStreamBeginCapture_ptsz(CUstream hStream) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuStreamBeginCapture(hStream);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuStreamBeginCapture_v2_ptsz(CUstream hStream, CUstreamCaptureMode mode) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuStreamBeginCapture_v2(hStream, mode);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuStreamCopyAttributes_ptsz(CUstream dst, CUstream src) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuStreamCopyAttributes(dst, src);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuStreamEndCapture_ptsz(CUstream hStream, CUgraph *phGraph) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuStreamEndCapture(hStream, phGraph);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuStreamGetAttribute_ptsz(CUstream hStream, CUstreamAttrID attr, CUstreamAttrValue *value_out) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuStreamGetAttribute(hStream, attr, value_out);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuStreamGetCaptureInfo_ptsz(CUstream hStream, CUstreamCaptureStatus *captureStatus_out, cuuint64_t *id_out) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuStreamGetCaptureInfo(hStream, captureStatus_out, id_out);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuStreamGetCaptureInfo_v2_ptsz(CUstream hStream, CUstreamCaptureStatus *captureStatus_out, cuuint64_t *id_out, CUgraph *graph_out, const CUgraphNode **dependencies_out, size_t *numDependencies_out) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuStreamGetCaptureInfo_v2(hStream, captureStatus_out, id_out, graph_out, dependencies_out, numDependencies_out);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuStreamGetCaptureInfo_v3_ptsz(CUstream hStream, CUstreamCaptureStatus *captureStatus_out, cuuint64_t *id_out, CUgraph *graph_out, const CUgraphNode **dependencies_out, const CUgraphEdgeData **edgeData_out, size_t *numDependencies_out) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuStreamGetCaptureInfo_v3(hStream, captureStatus_out, id_out, graph_out, dependencies_out, edgeData_out, numDependencies_out);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuStreamGetCtx_ptsz(CUstream hStream, CUcontext *pctx) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuStreamGetCtx(hStream, pctx);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuStreamGetCtx_v2_ptsz(CUstream hStream, CUcontext *pCtx, CUgreenCtx *pGreenCtx) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuStreamGetCtx_v2(hStream, pCtx, pGreenCtx);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuStreamGetDevice_ptsz(CUstream hStream, CUdevice *device) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuStreamGetDevice(hStream, device);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuStreamGetFlags_ptsz(CUstream hStream, unsigned int *flags) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuStreamGetFlags(hStream, flags);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuStreamGetId_ptsz(CUstream hStream, unsigned long long *streamId) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuStreamGetId(hStream, streamId);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuStreamGetPriority_ptsz(CUstream hStream, int *priority) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuStreamGetPriority(hStream, priority);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuStreamIsCapturing_ptsz(CUstream hStream, CUstreamCaptureStatus *captureStatus) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuStreamIsCapturing(hStream, captureStatus);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuStreamQuery_ptsz(CUstream hStream) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuStreamQuery(hStream);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuStreamSetAttribute_ptsz(CUstream hStream, CUstreamAttrID attr, const CUstreamAttrValue *value) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuStreamSetAttribute(hStream, attr, value);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuStreamSynchronize_ptsz(CUstream hStream) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuStreamSynchronize(hStream);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuStreamUpdateCaptureDependencies_ptsz(CUstream hStream, CUgraphNode *dependencies, size_t numDependencies, unsigned int flags) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuStreamUpdateCaptureDependencies(hStream, dependencies, numDependencies, flags);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuStreamUpdateCaptureDependencies_v2_ptsz(CUstream hStream, CUgraphNode *dependencies, const CUgraphEdgeData *dependencyData, size_t numDependencies, unsigned int flags) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuStreamUpdateCaptureDependencies_v2(hStream, dependencies, dependencyData, numDependencies, flags);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuStreamWaitEvent_ptsz(CUstream hStream, CUevent hEvent, unsigned int Flags) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuStreamWaitEvent(hStream, hEvent, Flags);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuStreamWaitValue32_ptsz(CUstream stream, CUdeviceptr addr, cuuint32_t value, unsigned int flags) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuStreamWaitValue32(stream, addr, value, flags);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuStreamWaitValue32_v2_ptsz(CUstream stream, CUdeviceptr addr, cuuint32_t value, unsigned int flags) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuStreamWaitValue32_v2(stream, addr, value, flags);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuStreamWaitValue64_ptsz(CUstream stream, CUdeviceptr addr, cuuint64_t value, unsigned int flags) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuStreamWaitValue64(stream, addr, value, flags);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuStreamWaitValue64_v2_ptsz(CUstream stream, CUdeviceptr addr, cuuint64_t value, unsigned int flags) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuStreamWaitValue64_v2(stream, addr, value, flags);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuStreamWriteValue32_ptsz(CUstream stream, CUdeviceptr addr, cuuint32_t value, unsigned int flags) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuStreamWriteValue32(stream, addr, value, flags);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuStreamWriteValue32_v2_ptsz(CUstream stream, CUdeviceptr addr, cuuint32_t value, unsigned int flags) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuStreamWriteValue32_v2(stream, addr, value, flags);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuStreamWriteValue64_ptsz(CUstream stream, CUdeviceptr addr, cuuint64_t value, unsigned int flags) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuStreamWriteValue64(stream, addr, value, flags);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuStreamWriteValue64_v2_ptsz(CUstream stream, CUdeviceptr addr, cuuint64_t value, unsigned int flags) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuStreamWriteValue64_v2(stream, addr, value, flags);
  sg_default_stream_leave(before);
  return result;
}

CUresult cuWaitExternalSemaphoresAsync_ptsz(const CUexternalSemaphore *extSemArray, const CUDA_EXTERNAL_SEMAPHORE_WAIT_PARAMS *paramsArray, unsigned int numExtSems, CUstream stream) {
  enum sg_default_stream before = sg_default_stream_enter(SG_DEFAULT_STREAM_PER_THREAD);
  CUresult result = cuWaitExternalSemaphoresAsync(extSemArray, paramsArray, numExtSems, stream);
  sg_default_stream_leave(before);
  return result;
}

