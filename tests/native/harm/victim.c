// A short program that uses what the library keeps account of, and goes on whatever fails. 0: all worked; 1: it saw an error;
// anything else is wrong.
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cuda_abi.h"

enum { MIB = 1 << 20, GREED = 40 };

static int errors;
static bool verbose;

static bool good(CUresult result, const char *call) {
  if (result == CUDA_SUCCESS)
    return true;
  errors++;
  if (verbose)
    fprintf(stderr, "%s: %d\n", call, (int)result);
  return false;
}
#define TRY(call) good(call, #call)

static void physical(void) {
  CUmemAllocationProp properties = {.type = CU_MEM_ALLOCATION_TYPE_PINNED, .location = {CU_MEM_LOCATION_TYPE_DEVICE, 0}};
  CUmemAccessDesc access = {.location = properties.location, .flags = CU_MEM_ACCESS_FLAGS_PROT_READWRITE};
  CUmemGenericAllocationHandle handle;
  CUdeviceptr at;
  if (!TRY(cuMemCreate(&handle, 4 * MIB, &properties, 0)))
    return;
  if (TRY(cuMemAddressReserve(&at, 4 * MIB, 0, 0, 0))) {
    if (TRY(cuMemMap(at, 4 * MIB, 0, handle, 0))) {
      TRY(cuMemSetAccess(at, 4 * MIB, &access, 1));
      TRY(cuMemUnmap(at, 4 * MIB));
    }
    TRY(cuMemAddressFree(at, 4 * MIB));
  }
  TRY(cuMemRelease(handle));
}

static void pool(CUstream stream) {
  CUmemPoolProps properties = {.allocType = CU_MEM_ALLOCATION_TYPE_PINNED, .location = {CU_MEM_LOCATION_TYPE_DEVICE, 0}};
  CUmemoryPool own;
  CUdeviceptr pointer;
  if (TRY(cuMemAllocAsync(&pointer, 3 * MIB, stream)))
    TRY(cuMemFreeAsync(pointer, stream));
  if (!TRY(cuMemPoolCreate(&own, &properties)))
    return;
  if (TRY(cuMemAllocFromPoolAsync(&pointer, 5 * MIB, own, stream)))
    TRY(cuMemFree_v2(pointer));
  TRY(cuMemPoolTrimTo(own, 0));
  TRY(cuMemPoolDestroy(own));
}

static void array(void) {
  CUDA_ARRAY_DESCRIPTOR descriptor = {.Width = 1000, .Height = 1000, .Format = CU_AD_FORMAT_FLOAT, .NumChannels = 4};
  CUarray made;
  if (TRY(cuArrayCreate_v2(&made, &descriptor)))
    TRY(cuArrayDestroy(made));
}

static void launch(CUstream stream) {
  CUmodule module;
  CUfunction function;
  if (!TRY(cuModuleLoadData(&module, "simgpu 1\nkernel k us=20 sms=1\n")))
    return;
  if (TRY(cuModuleGetFunction(&function, module, "k")))
    for (int i = 0; i < 20; i++)
      TRY(cuLaunchKernel(function, 1, 1, 1, 1, 1, 1, 0, stream, NULL, NULL));
  TRY(cuStreamSynchronize(stream));
  TRY(cuModuleUnload(module));
}

static void graph(CUstream stream) {
  CUDA_MEM_ALLOC_NODE_PARAMS_v1 parameters = {
    .poolProps = {.allocType = CU_MEM_ALLOCATION_TYPE_PINNED, .location = {CU_MEM_LOCATION_TYPE_DEVICE, 0}}, .bytesize = 6 * MIB};
  CUgraph made, captured;
  CUgraphNode allocation, release;
  CUgraphExec exec;
  CUdeviceptr pointer;
  if (TRY(cuStreamBeginCapture_v2(stream, CU_STREAM_CAPTURE_MODE_RELAXED))) {
    if (TRY(cuMemAllocAsync(&pointer, MIB, stream)))
      TRY(cuMemFreeAsync(pointer, stream));
    if (TRY(cuStreamEndCapture(stream, &captured)))
      TRY(cuGraphDestroy(captured));
  }
  if (!TRY(cuGraphCreate(&made, 0)))
    return;
  if (TRY(cuGraphAddMemAllocNode(&allocation, made, NULL, 0, &parameters)) &&
      TRY(cuGraphAddMemFreeNode(&release, made, &allocation, 1, parameters.dptr)) &&
      TRY(cuGraphInstantiateWithFlags(&exec, made, 0))) {
    TRY(cuGraphLaunch(exec, stream));
    TRY(cuStreamSynchronize(stream));
    TRY(cuGraphExecDestroy(exec));
  }
  TRY(cuDeviceGraphMemTrim(0));
  TRY(cuGraphDestroy(made));
}

// Takes all that it gets, which is no error.
static void greed(void) {
  CUdeviceptr pointers[GREED];
  int count = 0;
  CUresult result = CUDA_SUCCESS;
  while (count < GREED && (result = cuMemAlloc_v2(&pointers[count], 30 * MIB)) == CUDA_SUCCESS)
    count++;
  errors += result != CUDA_ERROR_OUT_OF_MEMORY || count == 0;
  while (count > 0)
    TRY(cuMemFree_v2(pointers[--count]));
}

// A child's CUDA is unusable after a fork, which it is to be told.
static void after_fork(void) {
  pid_t pid = fork();
  if (pid == 0) {
    CUdeviceptr pointer;
    _exit(cuMemAlloc_v2(&pointer, MIB) == CUDA_SUCCESS);
  }
  int status = 0;
  if (pid > 0 && waitpid(pid, &status, 0) == pid && status != 0) {
    fprintf(stderr, "victim: the child ended with %d\n", status);
    exit(80);
  }
}

int main(int argc, char **argv) {
  CUcontext context;
  CUstream stream;
  CUdeviceptr pointer;
  size_t left, total;
  verbose = argc > 1 && strcmp(argv[1], "-v") == 0;
  if (!TRY(cuInit(0)) || !TRY(cuCtxCreate_v2(&context, 0, 0)))
    return 1;
  if (TRY(cuStreamCreate(&stream, CU_STREAM_NON_BLOCKING))) {
    if (TRY(cuMemAlloc_v2(&pointer, 100)))
      TRY(cuMemFree_v2(pointer));
    TRY(cuMemGetInfo_v2(&left, &total));
    array();
    pool(stream);
    physical();
    launch(stream);
    graph(stream);
    greed();
    after_fork();
    TRY(cuStreamDestroy_v2(stream));
  }
  TRY(cuCtxDestroy_v2(context));
  return errors > 0;
}
